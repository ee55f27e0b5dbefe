/* Decoding of element and data segments (Core specification 5.5.12, 5.5.14). */
#include "base/limits.h"
#include "core/decode.h"
#include "core/opcode.h"

static bool read_elem_funcs(core_elem *out, core_decoder *d, tn_reader *r) {
    if (!tn_read_count(r, &out->count, TN_MAX_TABLE_ELEMS, "element count"))
        return false;
    uint32_t *funcs = TN_NEW_ARRAY(&d->m->arena, uint32_t, out->count);
    out->funcs = funcs;
    for (uint32_t i = 0; i < out->count; i++)
        if (!tn_read_u32(r, &funcs[i], "function index"))
            return false;
    return true;
}

static bool read_elem_exprs(core_elem *out, core_decoder *d, tn_reader *r) {
    if (!tn_read_count(r, &out->count, TN_MAX_TABLE_ELEMS, "element count"))
        return false;
    core_range *exprs = TN_NEW_ARRAY(&d->m->arena, core_range, out->count);
    out->exprs = exprs;
    for (uint32_t i = 0; i < out->count; i++)
        if (!core_read_expr(&exprs[i], d, r))
            return false;
    return true;
}

/* elemkind ::= 0x00 (functions), or a reference type */
static bool read_elem_type(core_elem *out, tn_reader *r, bool exprs) {
    size_t from = r->pos;
    if (exprs) {
        if (!core_valtype_read(&out->type, r))
            return false;
        if (!core_valtype_is_ref(out->type))
            return tn_reader_fail(r, from, "malformed reference type");
        return true;
    }
    uint8_t kind = 0;
    if (!tn_read_u8(r, &kind, "element kind"))
        return false;
    if (kind != 0)
        return tn_reader_fail(r, from, "malformed element kind");
    return true;
}

/*
 * elem: bit 0 of the flags says passive or declarative, bit 1 an explicit
 * table index (or declarative), bit 2 expressions instead of functions.
 */
static bool read_elem(core_elem *out, core_decoder *d, tn_reader *r) {
    size_t from = r->pos;
    uint32_t flags = 0;
    if (!tn_read_u32(r, &flags, "element segment"))
        return false;
    if (flags > 7)
        return tn_reader_fail(r, from, "malformed elements segment kind");
    bool exprs = flags & 4;
    out->type = CORE_FUNCREF;
    out->mode = !(flags & 1)  ? CORE_SEG_ACTIVE
                : (flags & 2) ? CORE_SEG_DECLARED
                              : CORE_SEG_PASSIVE;
    if (out->mode == CORE_SEG_ACTIVE) {
        out->names_table = flags & 2;
        if (out->names_table && !tn_read_u32(r, &out->table, "table index"))
            return false;
        if (!core_read_expr(&out->offset, d, r))
            return false;
    }
    if ((flags & 3) && !read_elem_type(out, r, exprs))
        return false;
    return exprs ? read_elem_exprs(out, d, r) : read_elem_funcs(out, d, r);
}

bool core_read_elems(core_decoder *d, tn_reader *r) {
    core_module *m = d->m;
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "element segment count"))
        return false;
    m->elems = TN_NEW_ARRAY(&m->arena, core_elem, count);
    for (uint32_t i = 0; i < count; i++)
        if (!read_elem(&m->elems[i], d, r))
            return false;
    m->elem_count = count;
    return true;
}

static bool read_data(core_data *out, core_decoder *d, tn_reader *r) {
    size_t from = r->pos;
    uint32_t flags = 0, len = 0;
    if (!tn_read_u32(r, &flags, "data segment"))
        return false;
    if (flags > 2)
        return tn_reader_fail(r, from, "malformed data segment kind");
    out->passive = flags == 1;
    if (flags == 2 && !tn_read_u32(r, &out->memory, "memory index"))
        return false;
    if (!out->passive && !core_read_expr(&out->offset, d, r))
        return false;
    const uint8_t *bytes = NULL;
    if (!tn_read_u32(r, &len, "data size") ||
        !tn_read_bytes(r, len, &bytes, "data"))
        return false;
    out->bytes = core_decoder_range(d, r, r->pos - len, r->pos);
    return true;
}

bool core_read_datas(core_decoder *d, tn_reader *r) {
    core_module *m = d->m;
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "data segment count"))
        return false;
    m->datas = TN_NEW_ARRAY(&m->arena, core_data, count);
    for (uint32_t i = 0; i < count; i++)
        if (!read_data(&m->datas[i], d, r))
            return false;
    m->data_count = count;
    return true;
}
