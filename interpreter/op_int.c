/* Integer instructions, and the branches on integer comparisons. */
#include "core/opcode.h"
#include "interpreter/handler.h"

#define FORM(name, T, R, checks, A, B, words, expr) \
    static OP(name) {                               \
        T a = A, b = B;                             \
        checks PUT_##R(expr);                       \
        NEXT(words);                                \
    }
#define FORMS(name, T, R, checks, expr)                                      \
    FORM(name##_SS, T, R, checks, GET_##T(SLOT_A), GET_##T(SLOT_B), 2, expr) \
    FORM(name##_SR, T, R, checks, GET_##T(SLOT_A), REG_##T, 2, expr)         \
    FORM(name##_RS, T, R, checks, REG_##T, GET_##T(SLOT_B), 2, expr)         \
    FORM(name##_SI, T, R, checks, GET_##T(SLOT_A), IMM_##T, IMM_WORDS_##T,   \
         expr)                                                               \
    FORM(name##_RI, T, R, checks, REG_##T, IMM_##T, IMM_WORDS_##T, expr)

/* Compare and branch: slots in a and d, an immediate in the third word. */
#define BRANCH_FORM(name, T, A, B, words, expr) \
    static OP(name) {                           \
        T a = A, b = B;                         \
        if (expr)                               \
            BRANCH();                           \
        NEXT(words);                            \
    }
#define BRANCH_FORMS(name, T, expr)                                           \
    BRANCH_FORM(BR_##name##_SS, T, GET_##T(SLOT_A), GET_##T(SLOT_D), 2, expr) \
    BRANCH_FORM(BR_##name##_SR, T, GET_##T(SLOT_A), REG_##T, 2, expr)         \
    BRANCH_FORM(BR_##name##_RS, T, REG_##T, GET_##T(SLOT_D), 2, expr)         \
    BRANCH_FORM(BR_##name##_SI, T, GET_##T(SLOT_A), (T)pc[2], 3, expr)        \
    BRANCH_FORM(BR_##name##_RI, T, REG_##T, (T)pc[2], 3, expr)

#define INT(name, T, checks, expr) FORMS(name, T, T, checks, expr)
#define INT_COMPARE(name, inverse, mirror, T, expr) \
    FORMS(name, T, u32, , expr) BRANCH_FORMS(name, T, expr)
#include "interpreter/numeric.def"

#define ROW(name) \
    [CORE_OP_##name] = {name##_SS, name##_SR, name##_RS, name##_SI, name##_RI},
const in_op in_int_ops[IN_NUMERIC][IN_FORMS] = {
#define INT(name, T, checks, expr) ROW(name)
#define INT_COMPARE(name, inverse, mirror, T, expr) ROW(name)
#include "interpreter/numeric.def"
};

const in_op in_int_branches[IN_NUMERIC][IN_FORMS] = {
#define INT_COMPARE(name, inverse, mirror, T, expr)                     \
    [CORE_OP_##name] = {BR_##name##_SS, BR_##name##_SR, BR_##name##_RS, \
                        BR_##name##_SI, BR_##name##_RI},
#include "interpreter/numeric.def"
};

/*
 * The end of many loops: an immediate (b) is added to a, the sum goes to d and
 * is compared with an immediate or a slot (low half of the third word); the
 * distance is in the third word's upper half.
 */
#define ADD_BRANCH_FORM(name, B, expr)           \
    static OP(name) {                            \
        u32 a = (u32)SLOT_A + FIELD_B, b = B;    \
        PUT_u32(a);                              \
        if (expr)                                \
            GO(pc + 2 + ((int64_t)pc[2] >> 32)); \
        NEXT(3);                                 \
    }
#define ADD_BRANCHES_u32(name, expr)                          \
    ADD_BRANCH_FORM(AB_##name##_S, (u32)fp[(u32)pc[2]], expr) \
    ADD_BRANCH_FORM(AB_##name##_I, (u32)pc[2], expr)
#define ADD_BRANCHES_u64(name, expr)
#define INT_COMPARE(name, inverse, mirror, T, expr) ADD_BRANCHES_##T(name, expr)
#include "interpreter/numeric.def"

#define ADD_ROW_u32(name) [CORE_OP_##name] = {AB_##name##_S, AB_##name##_I},
#define ADD_ROW_u64(name)
const in_op in_add_branches[IN_NUMERIC][2] = {
#define INT_COMPARE(name, inverse, mirror, T, expr) ADD_ROW_##T(name)
#include "interpreter/numeric.def"
};

/* a + (b << c): addresses of array elements. */
OP(in_op_add_shifted) {
    PUT_u32((u32)SLOT_A + ((u32)fp[FIELD_B16] << FIELD_C16));
    NEXT(2);
}

const uint16_t in_inverse[IN_NUMERIC] = {
#define INT_COMPARE(name, inverse, mirror, T, expr) \
    [CORE_OP_##name] = CORE_OP_##inverse,
#include "interpreter/numeric.def"
};

#define SAME(name) [CORE_OP_##name] = CORE_OP_##name,
const uint16_t in_mirror[IN_NUMERIC] = {
#define INT_COMPARE(name, inverse, mirror, T, expr) \
    [CORE_OP_##name] = CORE_OP_##mirror,
#define FLOAT_COMPARE(name, mirror, T, expr) \
    [CORE_OP_##name] = CORE_OP_##mirror,
#include "interpreter/numeric.def"
    SAME(I32_ADD) SAME(I32_MUL) SAME(I32_AND) SAME(I32_OR) SAME(I32_XOR)
        SAME(I64_ADD) SAME(I64_MUL) SAME(I64_AND) SAME(I64_OR) SAME(I64_XOR)
            SAME(F32_ADD) SAME(F32_MUL) SAME(F64_ADD) SAME(F64_MUL)};
