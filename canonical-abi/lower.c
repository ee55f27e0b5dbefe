/*
 * Lowering: from host values to a guest (CanonicalABI.md, "Storing" and "Flat
 * Lowering"). The host's values are trusted to fit their types, which
 * cabi_val_fits tells; the guest's realloc is not trusted.
 */
#include "canonical-abi/walk.h"

static uint64_t primitive_bits(const tenon_val *value) {
    switch (value->kind) {
    case TENON_VAL_BOOL:
        return value->of.boolean;
    case TENON_VAL_S8:
    case TENON_VAL_S16:
    case TENON_VAL_S32:
        return (uint32_t)value->of.sint;
    case TENON_VAL_S64:
        return (uint64_t)value->of.sint;
    case TENON_VAL_F32: {
        uint32_t bits;
        memcpy(&bits, &value->of.f32, sizeof bits);
        return bits;
    }
    case TENON_VAL_F64: {
        uint64_t bits;
        memcpy(&bits, &value->of.f64, sizeof bits);
        return bits;
    }
    case TENON_VAL_CHAR:
        return value->of.scalar;
    default:
        return value->of.uint;
    }
}

static cabi_trap lower_primitive(const cabi_place *at,
                                 const ty *type,
                                 const tenon_val *value) {
    uint64_t bits = primitive_bits(value);
    CABI_TRY(cabi_normalise(type->kind, &bits));
    cabi_put(at, type->layout.size[0], bits);
    return CABI_OK;
}

static cabi_trap lower_string(const cabi_place *at, const tenon_val *value) {
    cabi_text text = {.host = (const uint8_t *)value->of.string.data,
                      .len = value->of.string.len,
                      .units = CABI_UNITS_1};
    if (text.len > TN_MAX_STRING_BYTES)
        return CABI_TRAP_STRING_LENGTH;
    return cabi_store_text(at, &text);
}

static cabi_trap lower_fields(const cabi_place *at,
                              const ty *type,
                              const tenon_val *value) {
    cabi_place rest = *at;
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        const ty *field = type->u.fields.data[i].type;
        cabi_place here = cabi_next_field(&rest, field);
        CABI_TRY(cabi_lower_value(&here, field, &value->of.list.items[i]));
    }
    return CABI_OK;
}

static cabi_trap lower_pair(const cabi_place *at,
                            const cabi_elems *elems,
                            const tenon_val *pair) {
    cabi_place rest = *at;
    cabi_place key = cabi_next_field(&rest, elems->key);
    CABI_TRY(cabi_lower_value(&key, elems->key, &pair->of.list.items[0]));
    cabi_place value = cabi_next_field(&rest, elems->type);
    return cabi_lower_value(&value, elems->type, &pair->of.list.items[1]);
}

static cabi_trap lower_list(const cabi_place *at,
                            const ty *type,
                            const tenon_val *value) {
    cabi_elems elems = cabi_elems_of(type, at->guest->memory64);
    cabi_place here = {.guest = at->guest};
    uint64_t len = value->of.list.len, begin;
    if (len > TN_MAX_LIST_BYTES || len * elems.size > TN_MAX_LIST_BYTES)
        return CABI_TRAP_LIST_LENGTH;
    CABI_TRY(cabi_realloc(at->guest, NULL, 0, 0, elems.align, len * elems.size,
                          &begin));
    here.ptr = begin;
    for (uint64_t i = 0; i < len; i++, here.ptr += elems.size) {
        const tenon_val *item = &value->of.list.items[i];
        CABI_TRY(elems.key ? lower_pair(&here, &elems, item)
                           : cabi_lower_value(&here, elems.type, item));
    }
    cabi_put_pair(at, begin, len);
    return CABI_OK;
}

static cabi_trap lower_fixed_list(const cabi_place *at,
                                  const ty *type,
                                  const tenon_val *value) {
    cabi_place rest = *at;
    for (uint32_t i = 0; i < type->u.of.len; i++) {
        cabi_place here = cabi_next_field(&rest, type->u.of.elem);
        CABI_TRY(
            cabi_lower_value(&here, type->u.of.elem, &value->of.list.items[i]));
    }
    return CABI_OK;
}

static cabi_trap lower_variant(const cabi_place *at,
                               const ty *type,
                               const tenon_val *value) {
    uint32_t start = at->flat ? at->flat->pos : 0;
    uint32_t index = value->of.variant.index;
    cabi_put(at, ty_discriminant_size(ty_case_count(type)), index);
    const ty *payload = ty_case_type(type, index);
    if (payload) {
        cabi_place here = cabi_payload(at, type);
        CABI_TRY(cabi_lower_value(&here, payload, value->of.variant.payload));
    }
    if (at->flat)
        cabi_pad_flat(at->flat, start + type->layout.flat_count);
    return CABI_OK;
}

static cabi_trap lower_handle(const cabi_place *at,
                              const ty *type,
                              const tenon_val *value) {
    uint32_t index;
    const cabi_resource *wanted = cabi_resource_of(at->guest, type);
    /* The host need not name a resource type of its own. */
    bool is_own = !value->of.handle.type && wanted && !wanted->impl;
    if (value->of.handle.type != wanted && !is_own)
        return CABI_TRAP_HANDLE_TYPE;
    CABI_TRY(cabi_lower_handle(at->guest, type, value->of.handle.rep, &index));
    cabi_put(at, 4, index);
    return CABI_OK;
}

cabi_trap cabi_lower_value(const cabi_place *at,
                           const ty *type,
                           const tenon_val *value) {
    type = cabi_strip(type);
    switch (type->kind) {
    case TY_STRING:
        return lower_string(at, value);
    case TY_RECORD:
    case TY_TUPLE:
        return lower_fields(at, type, value);
    case TY_LIST:
    case TY_MAP:
        return lower_list(at, type, value);
    case TY_FIXED_LIST:
        return lower_fixed_list(at, type, value);
    case TY_VARIANT:
    case TY_ENUM:
    case TY_OPTION:
    case TY_RESULT:
        return lower_variant(at, type, value);
    case TY_FLAGS:
        cabi_put(at, type->layout.size[0],
                 value->of.flags & cabi_flags_mask(type));
        return CABI_OK;
    case TY_OWN:
    case TY_BORROW:
        return lower_handle(at, type, value);
    default:
        return type->kind <= TY_CHAR ? lower_primitive(at, type, value)
                                     : CABI_TRAP_UNSUPPORTED;
    }
}

cabi_trap cabi_lower_flat(cabi_guest *guest,
                          const ty *type,
                          const tenon_val *value,
                          cabi_flat *flat) {
    cabi_place at = {.guest = guest, .flat = flat};
    return cabi_lower_value(&at, type, value);
}

cabi_trap cabi_store(cabi_guest *guest,
                     const ty *type,
                     const tenon_val *value,
                     uint64_t ptr) {
    cabi_place at = {.guest = guest, .ptr = ptr};
    CABI_TRY(cabi_check_value(guest, type, ptr));
    return cabi_lower_value(&at, type, value);
}
