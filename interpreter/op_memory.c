/*
 * Loads and stores with explicit bounds checks. The address of memory 0 with
 * 32-bit addresses is a 32-bit operand plus a 32-bit offset, so it cannot
 * overflow; other memories go the long way.
 */
#include "core/opcode.h"
#include "interpreter/float.h"

#define CHECK_BOUNDS(M) TRAP_IF(ea + sizeof(M) > msize, MEMORY_BOUNDS)

#define LOAD_FORM(name, M, T, A, expr)  \
    static OP(name) {                   \
        u64 ea = (u64)(A) + FIELD_B;    \
        CHECK_BOUNDS(M)                 \
        M m;                            \
        memcpy(&m, mem + ea, sizeof m); \
        PUT_##T(expr);                  \
        NEXT(2);                        \
    }

#define STORE_FORM(name, M, T, A, V, words, expr) \
    static OP(name) {                             \
        u64 ea = (u64)(A) + FIELD_B;              \
        CHECK_BOUNDS(M)                           \
        T v = V;                                  \
        M m = expr;                               \
        memcpy(mem + ea, &m, sizeof m);           \
        NEXT(words);                              \
    }

/*
 * With the addition that makes the address: a slot and an immediate, or two
 * slots; the offset is in the third word.
 */
#define SUM_IMM ((u32)SLOT_A + FIELD_B)
#define SUM_SLOTS ((u32)SLOT_A + (u32)SLOT_B)
#define SUM_LOAD(name, M, T, A, expr)   \
    static OP(name) {                   \
        u64 ea = (u64)(A) + pc[2];      \
        CHECK_BOUNDS(M)                 \
        M m;                            \
        memcpy(&m, mem + ea, sizeof m); \
        PUT_##T(expr);                  \
        NEXT(3);                        \
    }

#define SUM_STORE(name, M, T, A, expr)  \
    static OP(name) {                   \
        u64 ea = (u64)(A) + pc[2];      \
        CHECK_BOUNDS(M)                 \
        T v = GET_##T(SLOT_D);          \
        M m = expr;                     \
        memcpy(mem + ea, &m, sizeof m); \
        NEXT(3);                        \
    }

/* Any memory: its index in field b, the offset in the third word. */
#define FIND_BYTES(M)                                          \
    const in_memory *memory = cx->instance->memories[FIELD_B]; \
    u64 base = memory->limits.is64 ? SLOT_A : (u32)SLOT_A;     \
    u64 ea = base + pc[2];                                     \
    TRAP_IF(ea < base || memory->size < sizeof(M) ||           \
                ea > memory->size - sizeof(M),                 \
            MEMORY_BOUNDS)

#define FAR_LOAD(name, M, T, expr)               \
    static OP(name) {                            \
        FIND_BYTES(M)                            \
        M m;                                     \
        memcpy(&m, memory->base + ea, sizeof m); \
        PUT_##T(expr);                           \
        NEXT(3);                                 \
    }

#define FAR_STORE(name, M, T, expr)              \
    static OP(name) {                            \
        FIND_BYTES(M)                            \
        T v = GET_##T(SLOT_D);                   \
        M m = expr;                              \
        memcpy(memory->base + ea, &m, sizeof m); \
        NEXT(3);                                 \
    }

#define IMM3_u32 (u32) pc[2]
#define IMM3_u64 pc[2]
#define IMM3_f32 from_bits_f32((u32)pc[2])
#define IMM3_f64 from_bits_f64(pc[2])

#define LOAD(name, M, T, expr)                    \
    LOAD_FORM(name##_S, M, T, (u32)SLOT_A, expr)  \
    LOAD_FORM(name##_R, M, T, (u32)acc, expr)     \
    SUM_LOAD(name##_SUM_I, M, T, SUM_IMM, expr)   \
    SUM_LOAD(name##_SUM_S, M, T, SUM_SLOTS, expr) \
    FAR_LOAD(name##_FAR, M, T, expr)
#define STORE(name, M, T, expr)                                        \
    STORE_FORM(name##_SS, M, T, (u32)SLOT_A, GET_##T(SLOT_D), 2, expr) \
    STORE_FORM(name##_SR, M, T, (u32)SLOT_A, REG_##T, 2, expr)         \
    STORE_FORM(name##_RS, M, T, (u32)acc, GET_##T(SLOT_D), 2, expr)    \
    STORE_FORM(name##_SI, M, T, (u32)SLOT_A, IMM3_##T, 3, expr)        \
    STORE_FORM(name##_RI, M, T, (u32)acc, IMM3_##T, 3, expr)           \
    SUM_STORE(name##_SUM_I, M, T, SUM_IMM, expr)                       \
    SUM_STORE(name##_SUM_S, M, T, SUM_SLOTS, expr)                     \
    FAR_STORE(name##_FAR, M, T, expr)
#include "interpreter/memory.def"

const in_op in_load_ops[0x40][IN_LOAD_FORMS] = {
#define LOAD(name, M, T, expr) \
    [CORE_OP_##                \
        name] = {name##_S, name##_R, name##_SUM_I, name##_SUM_S, name##_FAR},
#include "interpreter/memory.def"
};

const in_op in_store_ops[0x40][IN_FORMS] = {
#define STORE(name, M, T, expr) \
    [CORE_OP_##name] = {name##_SS, name##_SR, name##_RS, name##_SI, name##_RI},
#include "interpreter/memory.def"
};

const in_op in_store_sum_ops[0x40][2] = {
#define STORE(name, M, T, expr) [CORE_OP_##name] = {name##_SUM_I, name##_SUM_S},
#include "interpreter/memory.def"
};

const in_op in_store_far_ops[0x40] = {
#define STORE(name, M, T, expr) [CORE_OP_##name] = name##_FAR,
#include "interpreter/memory.def"
};

OP(in_op_memory_size) {
    const in_memory *memory = cx->instance->memories[FIELD_B];
    PUT_u64(memory->size / IN_PAGE);
    NEXT(2);
}

OP(in_op_memory_grow) {
    in_memory *memory = cx->instance->memories[FIELD_B];
    u64 pages = memory->limits.is64 ? SLOT_A : (u32)SLOT_A;
    u64 before = in_memory_grow(memory, pages);
    PUT_u64(memory->limits.is64 ? before : (u32)before);
    mem = cx->instance->memory0->base;
    msize = cx->instance->memory0->size;
    NEXT(2);
}

/* d, a, b: to, from, count; the third word: two indices. */
#define LOW(word) ((u32)(word))
#define HIGH(word) ((u32)((word) >> 32))

#define FINISH(call)                           \
    do {                                       \
        in_trap why_ = (call);                 \
        if (TN_UNLIKELY(why_ != IN_TRAP_NONE)) \
            TRAP_AS(why_);                     \
        NEXT(3);                               \
    } while (0)

/*
 * The three operands lie in one run of slots, from a on: an address of them
 * does not hinder the tail call as one of a local would.
 */
OP(in_op_memory_init) {
    FINISH(in_memory_init(cx->instance, HIGH(pc[2]), LOW(pc[2]), &SLOT_A));
}

OP(in_op_memory_copy) {
    in_memory **memories = cx->instance->memories;
    FINISH(
        in_memory_copy(memories[LOW(pc[2])], memories[HIGH(pc[2])], &SLOT_A));
}

OP(in_op_memory_fill) {
    FINISH(in_memory_fill(cx->instance->memories[LOW(pc[2])], &SLOT_A));
}

OP(in_op_data_drop) {
    cx->instance->data_sizes[FIELD_B] = 0;
    NEXT(2);
}
