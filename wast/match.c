/*
 * Comparing results, with the NaN patterns of the core test suite: a
 * canonical NaN has only the top bit of its payload set, an arithmetic NaN at
 * least that one; the sign is free.
 */
#include "wast/match.h"

#include <inttypes.h>

/*
 * A host reference is its number plus one, since 0 is null; the bit keeps it
 * apart from addresses of functions.
 */
enum { HOST_REF_BIT = 62 };
#define HOST_REF ((uint64_t)1 << HOST_REF_BIT)

static const struct {
    wat_value_kind kind;
    core_valtype type;
} number_types[] = {
    {WAT_I32, CORE_I32},
    {WAT_I64, CORE_I64},
    {WAT_F32, CORE_F32},
    {WAT_F64, CORE_F64},
};

bool wast_type_known(core_valtype type) {
    return type != CORE_V128 && type != CORE_BOTTOM;
}

static bool is_number_of(wat_value_kind kind, core_valtype type) {
    for (size_t i = 0; i < TN_COUNT_OF(number_types); i++) {
        if (number_types[i].kind == kind)
            return number_types[i].type == type;
    }
    return false;
}

bool wast_value_to_slot(uint64_t *out,
                        const char **why,
                        const wat_value *value,
                        core_valtype type) {
    *out = value->bits[0];
    *why = "an argument is of another type than the parameter";
    switch (value->kind) {
    case WAT_I32:
    case WAT_I64:
    case WAT_F32:
    case WAT_F64:
        return is_number_of(value->kind, type);
    case WAT_REF_NULL:
        *out = 0;
        return core_valtype_is_ref(type);
    case WAT_REF_EXTERN:
    case WAT_REF_HOST:
        *out = HOST_REF | (value->bits[0] + 1);
        return core_valtype_is_ref(type);
    case WAT_V128:
    case WAT_REF:
    case WAT_EITHER:
    case WAT_OTHER:
        break;
    }
    *why = "an argument of this kind cannot be given";
    return false;
}

static bool matches_float(wat_nan nan,
                          uint64_t expected,
                          uint64_t got,
                          unsigned bits) {
    unsigned mantissa = bits == 32 ? 23 : 52;
    uint64_t all = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
    uint64_t sign = (uint64_t)1 << (bits - 1);
    /* Exponent and top bit of the payload. */
    uint64_t quiet = (all ^ sign) & ~(((uint64_t)1 << (mantissa - 1)) - 1);
    got &= all;
    switch (nan) {
    case WAT_NAN_CANONICAL:
        return (got & ~sign) == quiet;
    case WAT_NAN_ARITHMETIC:
        return (got & quiet) == quiet;
    case WAT_NO_NAN:
        break;
    }
    return got == expected;
}

static bool matches_ref(const wat_value *expected,
                        core_valtype type,
                        uint64_t slot) {
    if (!core_valtype_is_ref(type))
        return false;
    switch (expected->kind) {
    case WAT_REF_NULL:
        return slot == 0;
    case WAT_REF_EXTERN:
    case WAT_REF_HOST:
        return expected->has_payload
                   ? slot == (HOST_REF | (expected->bits[0] + 1))
                   : slot != 0;
    default:
        return slot != 0;
    }
}

bool wast_value_matches(const wat_value *expected,
                        core_valtype type,
                        uint64_t slot) {
    switch (expected->kind) {
    case WAT_I32:
        return type == CORE_I32 && (uint32_t)slot == expected->bits[0];
    case WAT_I64:
        return type == CORE_I64 && slot == expected->bits[0];
    case WAT_F32:
        return type == CORE_F32 &&
               matches_float(expected->nan[0], expected->bits[0], slot, 32);
    case WAT_F64:
        return type == CORE_F64 &&
               matches_float(expected->nan[0], expected->bits[0], slot, 64);
    case WAT_EITHER:
        for (size_t i = 0; i < expected->alternative_count; i++) {
            if (wast_value_matches(&expected->alternatives[i], type, slot))
                return true;
        }
        return false;
    case WAT_REF_NULL:
    case WAT_REF_EXTERN:
    case WAT_REF_HOST:
    case WAT_REF:
        return matches_ref(expected, type, slot);
    case WAT_V128:
    case WAT_OTHER:
        break;
    }
    return false;
}

static tn_str ref_text(tn_arena *arena, uint64_t slot) {
    if (slot == 0)
        return TN_STR("(ref.null)");
    if (slot & HOST_REF)
        return tn_arena_printf(arena, "(ref.extern %" PRIu64 ")",
                               (slot ^ HOST_REF) - 1);
    return TN_STR("(a reference)");
}

tn_str wast_slot_text(tn_arena *arena, core_valtype type, uint64_t slot) {
    uint32_t low = (uint32_t)slot;
    float f32;
    double f64;
    memcpy(&f32, &low, sizeof f32);
    memcpy(&f64, &slot, sizeof f64);
    switch (type) {
    case CORE_I32:
        return tn_arena_printf(arena, "(i32.const %" PRId32 ")", (int32_t)low);
    case CORE_I64:
        return tn_arena_printf(arena, "(i64.const %" PRId64 ")", (int64_t)slot);
    case CORE_F32:
        return tn_arena_printf(arena, "(f32.const %.9g) = 0x%08" PRIx32,
                               (double)f32, low);
    case CORE_F64:
        return tn_arena_printf(arena, "(f64.const %.17g) = 0x%016" PRIx64, f64,
                               slot);
    default:
        return ref_text(arena, slot);
    }
}
