/* Float arithmetic, comparisons, and the branches on them. */
#include "core/opcode.h"
#include "interpreter/float.h"

#define FORM(name, T, R, A, B, words, expr) \
    static OP(name) {                       \
        T a = A, b = B;                     \
        PUT_##R(expr);                      \
        NEXT(words);                        \
    }
#define FORMS(name, T, R, expr)                                          \
    FORM(name##_SS, T, R, GET_##T(SLOT_A), GET_##T(SLOT_B), 2, expr)     \
    FORM(name##_SR, T, R, GET_##T(SLOT_A), REG_##T, 2, expr)             \
    FORM(name##_RS, T, R, REG_##T, GET_##T(SLOT_B), 2, expr)             \
    FORM(name##_SI, T, R, GET_##T(SLOT_A), IMM_##T, IMM_WORDS_##T, expr) \
    FORM(name##_RI, T, R, REG_##T, IMM_##T, IMM_WORDS_##T, expr)

/* BR branches when it holds, BN when it does not: NaNs make both needed. */
#define BRANCH_FORM(name, T, A, B, words, expr) \
    static OP(BR_##name) {                      \
        T a = A, b = B;                         \
        if (expr)                               \
            BRANCH();                           \
        NEXT(words);                            \
    }                                           \
    static OP(BN_##name) {                      \
        T a = A, b = B;                         \
        if (!(expr))                            \
            BRANCH();                           \
        NEXT(words);                            \
    }
#define IMM3_f32 from_bits_f32((u32)pc[2])
#define IMM3_f64 from_bits_f64(pc[2])
#define BRANCH_FORMS(name, T, expr)                                      \
    BRANCH_FORM(name##_SS, T, GET_##T(SLOT_A), GET_##T(SLOT_D), 2, expr) \
    BRANCH_FORM(name##_SR, T, GET_##T(SLOT_A), REG_##T, 2, expr)         \
    BRANCH_FORM(name##_RS, T, REG_##T, GET_##T(SLOT_D), 2, expr)         \
    BRANCH_FORM(name##_SI, T, GET_##T(SLOT_A), IMM3_##T, 3, expr)        \
    BRANCH_FORM(name##_RI, T, REG_##T, IMM3_##T, 3, expr)

#define FLOAT(name, T, expr) FORMS(name, T, T, expr)
#define FLOAT_COMPARE(name, mirror, T, expr) \
    FORMS(name, T, u32, expr) BRANCH_FORMS(name, T, expr)
#include "interpreter/numeric.def"

#define ROW(name) \
    [CORE_OP_##name] = {name##_SS, name##_SR, name##_RS, name##_SI, name##_RI},
const in_op in_float_ops[IN_NUMERIC][IN_FORMS] = {
#define FLOAT(name, T, expr) ROW(name)
#define FLOAT_COMPARE(name, mirror, T, expr) ROW(name)
#include "interpreter/numeric.def"
};

#define BRANCH_ROW(prefix, name)                                          \
    {                                                                     \
        prefix##_##name##_SS, prefix##_##name##_SR, prefix##_##name##_RS, \
            prefix##_##name##_SI, prefix##_##name##_RI                    \
    }
const in_op in_float_branches[IN_NUMERIC][2][IN_FORMS] = {
#define FLOAT_COMPARE(name, mirror, T, expr) \
    [CORE_OP_##name] = {BRANCH_ROW(BN, name), BRANCH_ROW(BR, name)},
#include "interpreter/numeric.def"
};
