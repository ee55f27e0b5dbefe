/* Instructions of one operand: counting, rounding, conversions. */
#include "core/opcode.h"
#include "interpreter/float.h"

#define UNARY_FORM(name, FROM, TO, A, checks, expr) \
    static OP(name) {                               \
        FROM a = A;                                 \
        checks PUT_##TO(expr);                      \
        NEXT(2);                                    \
    }
#define UNARY(name, FROM, TO, checks, expr)                          \
    UNARY_FORM(name##_S, FROM, TO, GET_##FROM(SLOT_A), checks, expr) \
    UNARY_FORM(name##_R, FROM, TO, REG_##FROM, checks, expr)
#include "interpreter/numeric.def"

const in_op in_unary_ops[IN_NUMERIC][2] = {
#define UNARY(name, FROM, TO, checks, expr) \
    [CORE_OP_##name] = {name##_S, name##_R},
#include "interpreter/numeric.def"
};
