/*
 * Primitive values: what lifting does to the bits that a guest gave. A
 * function of scalars alone crosses components with nothing but this.
 */
#ifndef CABI_SCALAR_H
#define CABI_SCALAR_H

#include "base/utf.h"
#include "canonical-abi/cabi.h"

enum { CABI_NAN32 = 0x7fc00000 };
#define CABI_NAN64 0x7ff8000000000000u

static inline uint32_t cabi_float32(uint32_t bits) {
    return (bits & 0x7fffffffu) > 0x7f800000u ? CABI_NAN32 : bits;
}

static inline uint64_t cabi_float64(uint64_t bits) {
    return (bits & INT64_MAX) > 0x7ff0000000000000u ? CABI_NAN64 : bits;
}

static inline uint64_t cabi_sign_extend32(int32_t value) {
    return (uint32_t)value;
}

/*
 * From the bits that a guest gave for a primitive to those of its value, as
 * the core value that represents it (CanonicalABI.md, "Flat Lifting"): spare
 * bits are dropped, NaNs made canonical, as the deterministic profile wants.
 */
static inline cabi_trap cabi_normalise(ty_kind kind, uint64_t *bits) {
    switch (kind) {
    case TY_BOOL:
        *bits = (uint32_t)*bits != 0;
        return CABI_OK;
    case TY_S8:
        *bits = cabi_sign_extend32((int8_t)(uint8_t)*bits);
        return CABI_OK;
    case TY_U8:
        *bits = (uint8_t)*bits;
        return CABI_OK;
    case TY_S16:
        *bits = cabi_sign_extend32((int16_t)(uint16_t)*bits);
        return CABI_OK;
    case TY_U16:
        *bits = (uint16_t)*bits;
        return CABI_OK;
    case TY_F32:
        *bits = cabi_float32((uint32_t)*bits);
        return CABI_OK;
    case TY_F64:
        *bits = cabi_float64(*bits);
        return CABI_OK;
    case TY_CHAR:
        *bits = (uint32_t)*bits;
        return tn_is_scalar((uint32_t)*bits) ? CABI_OK : CABI_TRAP_CHAR;
    case TY_S64:
    case TY_U64:
        return CABI_OK;
    default: /* S32, U32 */
        *bits = (uint32_t)*bits;
        return CABI_OK;
    }
}

#endif
