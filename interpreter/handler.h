/* What the bodies of handlers are written with; for op_*.c only. */
#ifndef IN_HANDLER_H
#define IN_HANDLER_H

#include <math.h>

#include "interpreter/op.h"

#if IN_PORTABLE
#define fp (in_r->fp)
#define mem (in_r->mem)
#define acc (in_r->acc)
#define cx (in_r->cx)
#define msize (in_r->msize)
#define facc (in_r->facc)
#define dacc (in_r->dacc)
#endif

typedef uint32_t u32;
typedef uint64_t u64;
typedef float f32;
typedef double f64;

#define NEXT(words) GO(pc + (words))
#define TRAP(why)                        \
    do {                                 \
        cx->trap = IN_TRAP_##why;        \
        return in_op_leave(IN_PASS(pc)); \
    } while (0)
#define TRAP_IF(condition, why) \
    if (TN_UNLIKELY(condition)) \
        TRAP(why);
#define TRAP_AS(code)                    \
    do {                                 \
        cx->trap = (code);               \
        return in_op_leave(IN_PASS(pc)); \
    } while (0)

/* Fields of the second word, read one by one: shorter code than shifting. */
static inline u32 in_field16(const uint64_t *pc, unsigned at) {
    uint16_t value;
    memcpy(&value, (const char *)pc + 8 + 2 * at, sizeof value);
    return value;
}

static inline u32 in_field32(const uint64_t *pc) {
    u32 value;
    memcpy(&value, (const char *)pc + 12, sizeof value);
    return value;
}

#define FIELD_D in_field16(pc, 0)
#define FIELD_A in_field16(pc, 1)
#define FIELD_B in_field32(pc)
#define FIELD_B16 in_field16(pc, 2)
#define FIELD_C16 in_field16(pc, 3)
#define SLOT_D fp[FIELD_D]
#define SLOT_A fp[FIELD_A]
#define SLOT_B fp[FIELD_B]

/* Jumps by the distance in field b. */
#define BRANCH() GO(pc + 1 + (int32_t)FIELD_B)

static inline u32 bits_f32(f32 value) {
    u32 bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline u64 bits_f64(f64 value) {
    u64 bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline f32 from_bits_f32(u32 bits) {
    f32 value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline f64 from_bits_f64(u64 bits) {
    f64 value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline u64 widen(u32 value) {
    return value;
}

/* Operands by type and place. */
#define GET_u32(slot) ((u32)(slot))
#define GET_u64(slot) ((u64)(slot))
#define GET_f32(slot) from_bits_f32((u32)(slot))
#define GET_f64(slot) from_bits_f64(slot)
#define REG_u32 ((u32)acc)
#define REG_u64 acc
#define REG_f32 facc
#define REG_f64 dacc
#define IMM_u32 FIELD_B
#define IMM_u64 pc[2]
#define IMM_f32 from_bits_f32(FIELD_B)
#define IMM_f64 from_bits_f64(pc[2])
#define IMM_WORDS_u32 2
#define IMM_WORDS_u64 3
#define IMM_WORDS_f32 2
#define IMM_WORDS_f64 3
#define PUT_u32(value) (acc = widen(value), SLOT_D = acc)
#define PUT_u64(value) (acc = (value), SLOT_D = acc)
#define PUT_f32(value) (facc = (value), SLOT_D = bits_f32(facc))
#define PUT_f64(value) (dacc = (value), SLOT_D = bits_f64(dacc))

/* Makes an instance the current one. */
#define SWITCH_TO(instance_)                          \
    do {                                              \
        in_instance *to_ = (instance_);               \
        cx->instance = to_;                           \
        cx->globals = to_ ? to_->global_cells : NULL; \
        mem = to_ ? to_->memory0->base : NULL;        \
        msize = to_ ? to_->memory0->size : 0;         \
    } while (0)

#endif
