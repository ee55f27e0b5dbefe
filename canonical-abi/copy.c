/*
 * Copying from guest to guest: what lifting and then lowering would do,
 * without values in between. Both types have the same structure; their nodes
 * differ where two components name the same type.
 *
 * The order of effects within one guest is that of the specification; between
 * the two guests it cannot be told apart, because a trap ends both.
 */
#include "canonical-abi/walk.h"

static cabi_trap copy_primitive(const cabi_place *in,
                                const cabi_place *out,
                                const ty *type) {
    uint64_t bits = cabi_get(in, type->layout.size[0]);
    CABI_TRY(cabi_normalise(type->kind, &bits));
    cabi_put(out, type->layout.size[0], bits);
    return CABI_OK;
}

static cabi_trap copy_string(const cabi_place *in, const cabi_place *out) {
    cabi_text text;
    CABI_TRY(cabi_open_text(&text, in));
    return cabi_store_text(out, &text);
}

/* As copy_fields, of what is in memory on both sides: the common case. */
static cabi_trap copy_fields_in_memory(const cabi_place *in,
                                       const cabi_place *out,
                                       const ty *from,
                                       const ty *to) {
    unsigned in64 = in->guest->memory64, out64 = out->guest->memory64;
    uint64_t in_end = in->ptr, out_end = out->ptr;
    for (uint32_t i = 0; i < from->u.fields.len; i++) {
        const ty *source = from->u.fields.data[i].type;
        const ty *target = to->u.fields.data[i].type;
        uint64_t in_ptr = cabi_align(in_end, source->layout.align[in64]);
        uint64_t out_ptr = cabi_align(out_end, target->layout.align[out64]);
        in_end = in_ptr + source->layout.size[in64];
        out_end = out_ptr + target->layout.size[out64];
        if (source->kind <= TY_CHAR) {
            uint32_t size = source->layout.size[0];
            uint64_t bits = cabi_load_bits(in->guest->base + in_ptr, size);
            CABI_TRY(cabi_normalise(source->kind, &bits));
            cabi_store_bits(out->guest->base + out_ptr, size, bits);
        } else {
            cabi_place here = {in->guest, NULL, in_ptr};
            cabi_place there = {out->guest, NULL, out_ptr};
            CABI_TRY(cabi_copy_value(&here, &there, source, target));
        }
    }
    return CABI_OK;
}

static cabi_trap copy_fields(const cabi_place *in,
                             const cabi_place *out,
                             const ty *from,
                             const ty *to) {
    if (!in->flat && !out->flat)
        return copy_fields_in_memory(in, out, from, to);
    cabi_place in_rest = *in, out_rest = *out;
    for (uint32_t i = 0; i < from->u.fields.len; i++) {
        const ty *from_field = from->u.fields.data[i].type;
        const ty *to_field = to->u.fields.data[i].type;
        cabi_place source = cabi_next_field(&in_rest, from_field);
        cabi_place target = cabi_next_field(&out_rest, to_field);
        CABI_TRY(cabi_copy_value(&source, &target, from_field, to_field));
    }
    return CABI_OK;
}

/*
 * May values of a type be copied as bytes? Not with padding in them: what a
 * guest has there is nobody else's business.
 */
static bool is_block(const ty *type) {
    type = cabi_strip(type);
    if (!type->any_bits)
        return false;
    if (type->kind == TY_FIXED_LIST)
        return is_block(type->u.of.elem);
    if (type->kind != TY_RECORD && type->kind != TY_TUPLE)
        return true;
    uint64_t size = 0;
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        const ty *field = type->u.fields.data[i].type;
        if (!is_block(field))
            return false;
        size += field->layout.size[0];
    }
    return size == type->layout.size[0];
}

static inline void clean_floats(uint8_t *p, uint64_t count, uint32_t size) {
    for (uint64_t i = 0; i < count; i++, p += size) {
        uint64_t bits = cabi_load_bits(p, size);
        uint64_t clean =
            size == 4 ? cabi_float32((uint32_t)bits) : cabi_float64(bits);
        if (TN_UNLIKELY(clean != bits))
            cabi_store_bits(p, size, clean);
    }
}

static bool are_chars(const uint8_t *p, uint64_t count) {
    bool fine = true;
    for (uint64_t i = 0; i < count; i++)
        fine &= tn_is_scalar((uint32_t)cabi_load_bits(p + 4 * i, 4));
    return fine;
}

/* Elements of one kind in one loop: bytes first, then what kinds ask for. */
static cabi_trap copy_primitives(uint8_t *out,
                                 const uint8_t *in,
                                 uint64_t count,
                                 const ty *elem) {
    uint32_t size = elem->layout.size[0];
    if (elem->kind == TY_CHAR && !are_chars(in, count))
        return CABI_TRAP_CHAR;
    memmove(out, in, (size_t)(count * size));
    if (elem->kind == TY_F32)
        clean_floats(out, count, 4);
    else if (elem->kind == TY_F64)
        clean_floats(out, count, 8);
    else if (elem->kind == TY_BOOL)
        for (uint64_t i = 0; i < count; i++)
            out[i] = out[i] != 0;
    return CABI_OK;
}

/*
 * Copies elements that lie in memory without going through places, where that
 * is right for their type: *done tells.
 */
static cabi_trap copy_bulk(const cabi_place *in,
                           const cabi_place *out,
                           const ty *elem,
                           uint64_t count,
                           bool *done) {
    elem = cabi_strip(elem);
    bool block = is_block(elem);
    *done = block || elem->kind <= TY_CHAR;
    if (!*done || count == 0)
        return CABI_OK;
    uint8_t *target = out->guest->base + out->ptr;
    const uint8_t *source = in->guest->base + in->ptr;
    if (!block)
        return copy_primitives(target, source, count, elem);
    memmove(target, source, (size_t)(count * elem->layout.size[0]));
    return CABI_OK;
}

static cabi_trap copy_pair(const cabi_place *in,
                           const cabi_place *out,
                           const cabi_elems *from,
                           const cabi_elems *to) {
    cabi_place in_rest = *in, out_rest = *out;
    cabi_place in_key = cabi_next_field(&in_rest, from->key);
    cabi_place out_key = cabi_next_field(&out_rest, to->key);
    CABI_TRY(cabi_copy_value(&in_key, &out_key, from->key, to->key));
    cabi_place in_value = cabi_next_field(&in_rest, from->type);
    cabi_place out_value = cabi_next_field(&out_rest, to->type);
    return cabi_copy_value(&in_value, &out_value, from->type, to->type);
}

static cabi_trap copy_list(const cabi_place *in,
                           const cabi_place *out,
                           const ty *from,
                           const ty *to) {
    cabi_elems from_elems = cabi_elems_of(from, in->guest->memory64);
    cabi_elems to_elems = cabi_elems_of(to, out->guest->memory64);
    cabi_place source = {.guest = in->guest}, target = {.guest = out->guest};
    uint64_t len, begin;
    CABI_TRY(cabi_open_list(in, &from_elems, &source.ptr, &len));
    CABI_TRY(cabi_realloc(out->guest, in->guest, 0, 0, to_elems.align,
                          len * to_elems.size, &begin));
    target.ptr = begin;
    bool done = false;
    if (!from_elems.key)
        CABI_TRY(copy_bulk(&source, &target, from_elems.type, len, &done));
    for (uint64_t i = 0; i < len && !done; i++) {
        CABI_TRY(from_elems.key
                     ? copy_pair(&source, &target, &from_elems, &to_elems)
                     : cabi_copy_value(&source, &target, from_elems.type,
                                       to_elems.type));
        source.ptr += from_elems.size;
        target.ptr += to_elems.size;
    }
    cabi_put_pair(out, begin, len);
    return CABI_OK;
}

static cabi_trap copy_fixed_list(const cabi_place *in,
                                 const cabi_place *out,
                                 const ty *from,
                                 const ty *to) {
    const ty *from_elem = from->u.of.elem, *to_elem = to->u.of.elem;
    bool done = false;
    if (!in->flat && !out->flat)
        CABI_TRY(copy_bulk(in, out, from_elem, from->u.of.len, &done));
    if (done)
        return CABI_OK;
    cabi_place in_rest = *in, out_rest = *out;
    for (uint32_t i = 0; i < from->u.of.len; i++) {
        cabi_place source = cabi_next_field(&in_rest, from_elem);
        cabi_place target = cabi_next_field(&out_rest, to_elem);
        CABI_TRY(cabi_copy_value(&source, &target, from_elem, to_elem));
    }
    return CABI_OK;
}

static cabi_trap copy_variant(const cabi_place *in,
                              const cabi_place *out,
                              const ty *from,
                              const ty *to) {
    uint32_t in_start = in->flat ? in->flat->pos : 0;
    uint32_t out_start = out->flat ? out->flat->pos : 0;
    uint32_t count = ty_case_count(from);
    uint32_t size = ty_discriminant_size(count);
    uint32_t index = (uint32_t)cabi_get(in, size);
    if (index >= count)
        return CABI_TRAP_DISCRIMINANT;
    cabi_put(out, size, index);
    const ty *payload = ty_case_type(from, index);
    if (payload) {
        cabi_place source = cabi_payload(in, from);
        cabi_place target = cabi_payload(out, to);
        CABI_TRY(cabi_copy_value(&source, &target, payload,
                                 ty_case_type(to, index)));
    }
    if (in->flat)
        in->flat->pos = in_start + from->layout.flat_count;
    if (out->flat)
        cabi_pad_flat(out->flat, out_start + to->layout.flat_count);
    return CABI_OK;
}

static cabi_trap copy_handle(const cabi_place *in,
                             const cabi_place *out,
                             const ty *from,
                             const ty *to) {
    uint32_t index = (uint32_t)cabi_get(in, 4), rep;
    CABI_TRY(cabi_lift_handle(in->guest, from, index, &rep));
    CABI_TRY(cabi_lower_handle(out->guest, to, rep, &index));
    cabi_put(out, 4, index);
    return CABI_OK;
}

cabi_trap cabi_copy_value(const cabi_place *in,
                          const cabi_place *out,
                          const ty *from,
                          const ty *to) {
    from = cabi_strip(from);
    to = cabi_strip(to);
    tn_assert(from->kind == to->kind);
    switch (from->kind) {
    case TY_STRING:
        return copy_string(in, out);
    case TY_RECORD:
    case TY_TUPLE:
        return copy_fields(in, out, from, to);
    case TY_LIST:
    case TY_MAP:
        return copy_list(in, out, from, to);
    case TY_FIXED_LIST:
        return copy_fixed_list(in, out, from, to);
    case TY_VARIANT:
    case TY_ENUM:
    case TY_OPTION:
    case TY_RESULT:
        return copy_variant(in, out, from, to);
    case TY_FLAGS:
        cabi_put(out, to->layout.size[0],
                 cabi_get(in, from->layout.size[0]) & cabi_flags_mask(from));
        return CABI_OK;
    case TY_OWN:
    case TY_BORROW:
        return copy_handle(in, out, from, to);
    default:
        return from->kind <= TY_CHAR ? copy_primitive(in, out, from)
                                     : CABI_TRAP_UNSUPPORTED;
    }
}

cabi_trap cabi_copy_flat(cabi_guest *from,
                         cabi_guest *to,
                         const ty *from_type,
                         const ty *to_type,
                         cabi_flat *in,
                         cabi_flat *out) {
    cabi_place source = {.guest = from, .flat = in};
    cabi_place target = {.guest = to, .flat = out};
    return cabi_copy_value(&source, &target, from_type, to_type);
}

cabi_trap cabi_copy(cabi_guest *from,
                    cabi_guest *to,
                    const ty *from_type,
                    const ty *to_type,
                    uint64_t from_ptr,
                    uint64_t to_ptr) {
    cabi_place source = {.guest = from, .ptr = from_ptr};
    cabi_place target = {.guest = to, .ptr = to_ptr};
    CABI_TRY(cabi_check_value(from, from_type, from_ptr));
    CABI_TRY(cabi_check_value(to, to_type, to_ptr));
    return cabi_copy_value(&source, &target, from_type, to_type);
}
