/*
 * Float arithmetic as the Core specification has it (4.3.3), where C differs.
 * A NaN that an instruction makes is always the positive canonical one, which
 * the specification allows: results do not depend on the machine.
 */
#ifndef IN_FLOAT_H
#define IN_FLOAT_H

#include "interpreter/handler.h"

static inline f32 canon_f32(f32 x) {
    return TN_UNLIKELY(x != x) ? from_bits_f32(0x7fc00000u) : x;
}

static inline f64 canon_f64(f64 x) {
    return TN_UNLIKELY(x != x) ? from_bits_f64((u64)0x7ff8 << 48) : x;
}

/* Signs are bits: NaNs have one as well. */
static inline f32 abs_f32(f32 x) {
    return from_bits_f32(bits_f32(x) & 0x7fffffffu);
}

static inline f64 abs_f64(f64 x) {
    return from_bits_f64(bits_f64(x) & ~((u64)1 << 63));
}

static inline f32 neg_f32(f32 x) {
    return from_bits_f32(bits_f32(x) ^ 0x80000000u);
}

static inline f64 neg_f64(f64 x) {
    return from_bits_f64(bits_f64(x) ^ (u64)1 << 63);
}

static inline f32 copysign_f32(f32 a, f32 b) {
    return from_bits_f32((bits_f32(a) & 0x7fffffffu) |
                         (bits_f32(b) & 0x80000000u));
}

static inline f64 copysign_f64(f64 a, f64 b) {
    u64 sign = (u64)1 << 63;
    return from_bits_f64((bits_f64(a) & ~sign) | (bits_f64(b) & sign));
}

/* Zeros are equal, but -0 is the smaller one. */
static inline f32 min_f32(f32 a, f32 b) {
    if (a == b)
        return from_bits_f32(bits_f32(a) | bits_f32(b));
    return a < b ? a : b < a ? b : canon_f32(a + b);
}

static inline f32 max_f32(f32 a, f32 b) {
    if (a == b)
        return from_bits_f32(bits_f32(a) & bits_f32(b));
    return a > b ? a : b > a ? b : canon_f32(a + b);
}

static inline f64 min_f64(f64 a, f64 b) {
    if (a == b)
        return from_bits_f64(bits_f64(a) | bits_f64(b));
    return a < b ? a : b < a ? b : canon_f64(a + b);
}

static inline f64 max_f64(f64 a, f64 b) {
    if (a == b)
        return from_bits_f64(bits_f64(a) & bits_f64(b));
    return a > b ? a : b > a ? b : canon_f64(a + b);
}

static inline u32 popcount(u64 x) {
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (u32)(x * 0x0101010101010101u >> 56);
}

#define TRUNC_CHECK(in_range)     \
    if (TN_UNLIKELY(!(in_range))) \
        TRAP_AS(a != a ? IN_TRAP_BAD_CONVERSION : IN_TRAP_INTEGER_OVERFLOW);

#endif
