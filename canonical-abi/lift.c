/*
 * Lifting: from a guest to host values (CanonicalABI.md, "Loading" and "Flat
 * Lifting"). Each host byte that is made counts against the budget before it
 * is allocated, since many pointers of a guest may mean the same memory.
 * Recursion is as deep as the type, which is bounded when it is made.
 */
#include "canonical-abi/walk.h"

_Static_assert((int)TY_BOOL == (int)TENON_VAL_BOOL &&
                   (int)TY_CHAR == (int)TENON_VAL_CHAR &&
                   (int)TY_STRING == (int)TENON_VAL_STRING,
               "kinds of primitives have the same numbers");

static cabi_trap new_values(const cabi_lifting *to,
                            uint64_t count,
                            tenon_val **out) {
    uint64_t size = count * sizeof(tenon_val); /* count < 2^28 */
    if (size > *to->budget)
        return CABI_TRAP_BUDGET;
    *to->budget -= size;
    *out = count ? tn_arena_alloc(to->arena, (size_t)size) : NULL;
    return CABI_OK;
}

static void set_primitive(tenon_val *out, uint64_t bits) {
    switch (out->kind) {
    case TENON_VAL_BOOL:
        out->of.boolean = bits != 0;
        break;
    case TENON_VAL_S8:
    case TENON_VAL_S16:
    case TENON_VAL_S32:
        out->of.sint = (int32_t)(uint32_t)bits;
        break;
    case TENON_VAL_S64:
        out->of.sint = (int64_t)bits;
        break;
    case TENON_VAL_F32: {
        uint32_t narrow = (uint32_t)bits;
        memcpy(&out->of.f32, &narrow, sizeof narrow);
        break;
    }
    case TENON_VAL_F64:
        memcpy(&out->of.f64, &bits, sizeof bits);
        break;
    case TENON_VAL_CHAR:
        out->of.scalar = (uint32_t)bits;
        break;
    default:
        out->of.uint = bits;
        break;
    }
}

static cabi_trap lift_primitive(const cabi_place *at,
                                const ty *type,
                                tenon_val *out) {
    uint64_t bits = cabi_get(at, type->layout.size[0]);
    CABI_TRY(cabi_normalise(type->kind, &bits));
    out->kind = (tenon_val_kind)type->kind;
    set_primitive(out, bits);
    return CABI_OK;
}

static cabi_trap lift_string(const cabi_lifting *to,
                             const cabi_place *at,
                             tenon_val *out) {
    cabi_text text;
    CABI_TRY(cabi_open_text(&text, at));
    return cabi_text_to_host(to->arena, to->budget, &text, out);
}

static cabi_trap lift_fields(const cabi_lifting *to,
                             const cabi_place *at,
                             const ty *type,
                             tenon_val *out) {
    cabi_place rest = *at;
    uint32_t len = type->u.fields.len;
    out->kind = type->kind == TY_TUPLE ? TENON_VAL_TUPLE : TENON_VAL_RECORD;
    out->of.list.len = len;
    CABI_TRY(new_values(to, len, &out->of.list.items));
    for (uint32_t i = 0; i < len; i++) {
        const ty *field = type->u.fields.data[i].type;
        cabi_place here = cabi_next_field(&rest, field);
        CABI_TRY(cabi_lift_value(to, &here, field, &out->of.list.items[i]));
    }
    return CABI_OK;
}

static cabi_trap lift_pair(const cabi_lifting *to,
                           const cabi_place *at,
                           const cabi_elems *elems,
                           tenon_val *out) {
    cabi_place rest = *at;
    out->kind = TENON_VAL_TUPLE;
    out->of.list.len = 2;
    CABI_TRY(new_values(to, 2, &out->of.list.items));
    cabi_place key = cabi_next_field(&rest, elems->key);
    CABI_TRY(cabi_lift_value(to, &key, elems->key, &out->of.list.items[0]));
    cabi_place value = cabi_next_field(&rest, elems->type);
    return cabi_lift_value(to, &value, elems->type, &out->of.list.items[1]);
}

static cabi_trap lift_list(const cabi_lifting *to,
                           const cabi_place *at,
                           const ty *type,
                           tenon_val *out) {
    cabi_elems elems = cabi_elems_of(type, at->guest->memory64);
    cabi_place here = {.guest = at->guest};
    uint64_t len;
    CABI_TRY(cabi_open_list(at, &elems, &here.ptr, &len));
    out->kind = TENON_VAL_LIST;
    out->of.list.len = (size_t)len;
    CABI_TRY(new_values(to, len, &out->of.list.items));
    for (uint64_t i = 0; i < len; i++, here.ptr += elems.size) {
        tenon_val *item = &out->of.list.items[i];
        CABI_TRY(elems.key ? lift_pair(to, &here, &elems, item)
                           : cabi_lift_value(to, &here, elems.type, item));
    }
    return CABI_OK;
}

static cabi_trap lift_fixed_list(const cabi_lifting *to,
                                 const cabi_place *at,
                                 const ty *type,
                                 tenon_val *out) {
    cabi_place rest = *at;
    uint32_t len = type->u.of.len;
    out->kind = TENON_VAL_LIST;
    out->of.list.len = len;
    CABI_TRY(new_values(to, len, &out->of.list.items));
    for (uint32_t i = 0; i < len; i++) {
        cabi_place here = cabi_next_field(&rest, type->u.of.elem);
        CABI_TRY(cabi_lift_value(to, &here, type->u.of.elem,
                                 &out->of.list.items[i]));
    }
    return CABI_OK;
}

static tenon_val_kind variant_kind(ty_kind kind) {
    return kind == TY_OPTION   ? TENON_VAL_OPTION
           : kind == TY_RESULT ? TENON_VAL_RESULT
                               : TENON_VAL_VARIANT;
}

static cabi_trap lift_variant(const cabi_lifting *to,
                              const cabi_place *at,
                              const ty *type,
                              tenon_val *out) {
    uint32_t start = at->flat ? at->flat->pos : 0;
    uint32_t count = ty_case_count(type);
    uint32_t index = (uint32_t)cabi_get(at, ty_discriminant_size(count));
    if (index >= count)
        return CABI_TRAP_DISCRIMINANT;
    out->kind = variant_kind(type->kind);
    out->of.variant.index = index;
    out->of.variant.payload = NULL;
    const ty *payload = ty_case_type(type, index);
    if (payload) {
        cabi_place here = cabi_payload(at, type);
        CABI_TRY(new_values(to, 1, &out->of.variant.payload));
        CABI_TRY(cabi_lift_value(to, &here, payload, out->of.variant.payload));
    }
    if (at->flat)
        at->flat->pos = start + type->layout.flat_count;
    return CABI_OK;
}

static cabi_trap lift_handle(const cabi_place *at,
                             const ty *type,
                             tenon_val *out) {
    uint32_t index = (uint32_t)cabi_get(at, 4);
    out->kind = type->kind == TY_OWN ? TENON_VAL_OWN : TENON_VAL_BORROW;
    out->of.handle.type = cabi_resource_of(at->guest, type);
    return cabi_lift_handle(at->guest, type, index, &out->of.handle.rep);
}

cabi_trap cabi_lift_value(const cabi_lifting *to,
                          const cabi_place *at,
                          const ty *type,
                          tenon_val *out) {
    type = cabi_strip(type);
    switch (type->kind) {
    case TY_STRING:
        return lift_string(to, at, out);
    case TY_RECORD:
    case TY_TUPLE:
        return lift_fields(to, at, type, out);
    case TY_LIST:
    case TY_MAP:
        return lift_list(to, at, type, out);
    case TY_FIXED_LIST:
        return lift_fixed_list(to, at, type, out);
    case TY_VARIANT:
    case TY_ENUM:
    case TY_OPTION:
    case TY_RESULT:
        return lift_variant(to, at, type, out);
    case TY_FLAGS:
        out->kind = TENON_VAL_FLAGS;
        out->of.flags = (uint32_t)cabi_get(at, type->layout.size[0]) &
                        cabi_flags_mask(type);
        return CABI_OK;
    case TY_OWN:
    case TY_BORROW:
        return lift_handle(at, type, out);
    default:
        return type->kind <= TY_CHAR ? lift_primitive(at, type, out)
                                     : CABI_TRAP_UNSUPPORTED;
    }
}

cabi_trap cabi_lift_flat(cabi_guest *guest,
                         tn_arena *arena,
                         uint64_t *budget,
                         const ty *type,
                         cabi_flat *flat,
                         tenon_val *out) {
    cabi_lifting to = {arena, budget};
    cabi_place at = {.guest = guest, .flat = flat};
    return cabi_lift_value(&to, &at, type, out);
}

cabi_trap cabi_load(cabi_guest *guest,
                    tn_arena *arena,
                    uint64_t *budget,
                    const ty *type,
                    uint64_t ptr,
                    tenon_val *out) {
    cabi_lifting to = {arena, budget};
    cabi_place at = {.guest = guest, .ptr = ptr};
    CABI_TRY(cabi_check_value(guest, type, ptr));
    return cabi_lift_value(&to, &at, type, out);
}
