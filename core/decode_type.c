/* Decoding of types (Core specification 5.3 and 5.5.4). */
#include "base/limits.h"
#include "core/decode.h"
#include "core/opcode.h"

/* The canonical number of a type: that of the first equal one. */
static uint32_t canon_type(core_decoder *d, uint32_t *key, uint32_t index) {
    size_t len = 2 + (size_t)key[0] + key[1];
    bool found = false;
    tn_str bytes = {(const char *)key, len * sizeof *key};
    tn_map_entry *entry = tn_map_put(&d->types, bytes, &found);
    if (!found)
        entry->value.num = index;
    return (uint32_t)entry->value.num;
}

static bool read_result_types(tn_reader *r, uint32_t count, uint32_t *out) {
    for (uint32_t i = 0; i < count; i++)
        if (!core_valtype_read(&out[i], r))
            return false;
    return true;
}

/* functype ::= 0x60 rt1:vec(valtype) rt2:vec(valtype) */
static bool read_functype(core_decoder *d, tn_reader *r, uint32_t index) {
    size_t from = r->pos;
    uint8_t form = 0;
    if (!tn_read_u8(r, &form, "type"))
        return false;
    if (form == 0x50 || form == 0x4f || form == 0x4e || form == 0x5f ||
        form == 0x5e)
        return core_unsupported(r, from, "garbage collection");
    if (form != 0x60)
        return tn_reader_fail(r, from, "malformed type form 0x%02x", form);
    uint32_t params = 0, results = 0;
    if (!tn_read_count(r, &params, TN_MAX_CORE_PARAMS, "parameter count"))
        return false;
    /* The results follow the parameters in one array; see below. */
    uint32_t types[TN_MAX_CORE_PARAMS];
    if (!read_result_types(r, params, types) ||
        !tn_read_count(r, &results, TN_MAX_CORE_PARAMS, "result count"))
        return false;
    uint32_t *key = tn_arena_alloc(
        &d->m->arena, (2 + (size_t)params + results) * sizeof *key);
    key[0] = params;
    key[1] = results;
    if (params)
        memcpy(key + 2, types, params * sizeof *key);
    if (!read_result_types(r, results, key + 2 + params))
        return false;
    d->m->types[index] = (core_functype){key + 2, key + 2 + params, params,
                                         results, canon_type(d, key, index)};
    return true;
}

bool core_read_types(core_decoder *d, tn_reader *r) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_TYPES, "type count"))
        return false;
    d->m->types = TN_NEW_ARRAY(&d->m->arena, core_functype, count);
    for (uint32_t i = 0; i < count; i++)
        if (!read_functype(d, r, i))
            return false;
    d->m->type_count = count;
    return true;
}

/*
 * limits: flags, minimum, and a maximum when bit 0 says so. Bit 1 is shared,
 * bit 2 is 64-bit addresses, bit 3 is a page size of its own.
 */
bool core_read_limits(core_limits *out, tn_reader *r) {
    size_t from = r->pos;
    uint8_t flags = 0;
    if (!tn_read_u8(r, &flags, "limits"))
        return false;
    if (flags & 0x08 && flags < 0x10)
        return core_unsupported(r, from, "a custom page size");
    if (flags > 0x07)
        return tn_reader_fail(r, from, "malformed limits flags 0x%02x", flags);
    *out = (core_limits){.has_max = flags & 1,
                         .shared = (flags & 2) != 0,
                         .is64 = (flags & 4) != 0};
    if (out->is64)
        return tn_read_u64(r, &out->min, "minimum") &&
               (!out->has_max || tn_read_u64(r, &out->max, "maximum"));
    uint32_t min = 0, max = 0;
    if (!tn_read_u32(r, &min, "minimum") ||
        (out->has_max && !tn_read_u32(r, &max, "maximum")))
        return false;
    out->min = min;
    out->max = max;
    return true;
}

bool core_read_tabletype(core_tabletype *out, tn_reader *r) {
    size_t from = r->pos;
    if (!core_valtype_read(&out->elem, r))
        return false;
    if (!core_valtype_is_ref(out->elem))
        return tn_reader_fail(r, from, "malformed reference type");
    return core_read_limits(&out->limits, r);
}

bool core_read_globaltype(core_globaltype *out, tn_reader *r) {
    uint8_t mutable_ = 0;
    if (!core_valtype_read(&out->type, r))
        return false;
    size_t from = r->pos;
    if (!tn_read_u8(r, &mutable_, "mutability"))
        return false;
    if (mutable_ > 1)
        return tn_reader_fail(r, from, "malformed mutability");
    out->mutable_ = mutable_;
    return true;
}

/* tagtype ::= 0x00 typeidx */
bool core_read_tagtype(uint32_t *out, tn_reader *r) {
    size_t from = r->pos;
    uint8_t attribute = 0;
    if (!tn_read_u8(r, &attribute, "tag attribute"))
        return false;
    if (attribute != 0)
        return tn_reader_fail(r, from, "malformed tag attribute");
    return tn_read_u32(r, out, "type index");
}
