/* Does a host value have the shape of a type? What lowering relies on. */
#include "canonical-abi/walk.h"

static bool fits_integer(const tenon_val *value) {
    int64_t s = value->of.sint;
    uint64_t u = value->of.uint;
    switch (value->kind) {
    case TENON_VAL_S8:
        return s >= INT8_MIN && s <= INT8_MAX;
    case TENON_VAL_S16:
        return s >= INT16_MIN && s <= INT16_MAX;
    case TENON_VAL_S32:
        return s >= INT32_MIN && s <= INT32_MAX;
    case TENON_VAL_U8:
        return u <= UINT8_MAX;
    case TENON_VAL_U16:
        return u <= UINT16_MAX;
    case TENON_VAL_U32:
        return u <= UINT32_MAX;
    default:
        return true;
    }
}

static bool fits_primitive(const ty *type, const tenon_val *value) {
    if ((int)value->kind != (int)type->kind)
        return false;
    if (type->kind == TY_CHAR)
        return tn_is_scalar(value->of.scalar);
    if (type->kind != TY_STRING)
        return fits_integer(value);
    size_t len = value->of.string.len;
    return len == 0 || (len <= TN_MAX_STRING_BYTES && value->of.string.data &&
                        tn_utf8_valid(value->of.string.data, len, NULL));
}

static bool fits_fields(const ty *type, const tenon_val *value) {
    if (value->kind !=
            (type->kind == TY_TUPLE ? TENON_VAL_TUPLE : TENON_VAL_RECORD) ||
        value->of.list.len != type->u.fields.len)
        return false;
    for (uint32_t i = 0; i < type->u.fields.len; i++)
        if (!cabi_val_fits(type->u.fields.data[i].type,
                           &value->of.list.items[i]))
            return false;
    return true;
}

static bool fits_pair(const ty *map, const tenon_val *pair) {
    return pair->kind == TENON_VAL_TUPLE && pair->of.list.len == 2 &&
           cabi_val_fits(map->u.map.key, &pair->of.list.items[0]) &&
           cabi_val_fits(map->u.map.value, &pair->of.list.items[1]);
}

static bool fits_list(const ty *type, const tenon_val *value) {
    size_t len = value->of.list.len;
    if (value->kind != TENON_VAL_LIST || len > TN_MAX_LIST_BYTES ||
        (type->kind == TY_FIXED_LIST && len != type->u.of.len))
        return false;
    for (size_t i = 0; i < len; i++) {
        const tenon_val *item = &value->of.list.items[i];
        if (type->kind == TY_MAP ? !fits_pair(type, item)
                                 : !cabi_val_fits(type->u.of.elem, item))
            return false;
    }
    return true;
}

static bool fits_variant(const ty *type, const tenon_val *value) {
    tenon_val_kind kind = type->kind == TY_OPTION   ? TENON_VAL_OPTION
                          : type->kind == TY_RESULT ? TENON_VAL_RESULT
                                                    : TENON_VAL_VARIANT;
    if (value->kind != kind || value->of.variant.index >= ty_case_count(type))
        return false;
    const ty *payload = ty_case_type(type, value->of.variant.index);
    if (!payload || !value->of.variant.payload)
        return !payload && !value->of.variant.payload;
    return cabi_val_fits(payload, value->of.variant.payload);
}

bool cabi_val_fits(const ty *type, const tenon_val *value) {
    type = cabi_strip(type);
    switch (type->kind) {
    case TY_RECORD:
    case TY_TUPLE:
        return fits_fields(type, value);
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_MAP:
        return fits_list(type, value);
    case TY_VARIANT:
    case TY_ENUM:
    case TY_OPTION:
    case TY_RESULT:
        return fits_variant(type, value);
    case TY_FLAGS:
        return value->kind == TENON_VAL_FLAGS &&
               (value->of.flags & ~cabi_flags_mask(type)) == 0;
    case TY_OWN:
        return value->kind == TENON_VAL_OWN;
    case TY_BORROW: /* what the host owns it can lend */
        return value->kind == TENON_VAL_BORROW || value->kind == TENON_VAL_OWN;
    default:
        return type->kind <= TY_STRING && fits_primitive(type, value);
    }
}
