/*
 * Canonical definitions (Explainer.md, "Canonical Definitions"). canon.def
 * names them, and what follows the name of each is read by the function of
 * its shape; canon_opt.def has the options.
 */
#include "component-text/reader.h"

static bool start_option(ctext_cursor *c, bin_canon_opts *o, uint8_t code) {
    const ctext_node *at = ctext_peek(c);
    if (o->code_count && memchr(o->codes, code, o->code_count))
        return ctext_fail(c->r, at, "this option is given twice");
    if (o->code_count == TN_MAX_CANON_OPTS)
        return ctext_fail(c->r, at, "too many options");
    o->codes[o->code_count++] = code;
    c->i++;
    return true;
}

static bool take_encoding(ctext_cursor *c, bin_canon_opts *o, uint8_t code) {
    for (uint8_t i = 0; i < o->code_count; i++)
        if (o->codes[i] <= BIN_LATIN1_UTF16)
            return ctext_fail(c->r, ctext_peek(c),
                              "the string encoding is given twice");
    o->encoding = (bin_encoding)code;
    return start_option(c, o, code);
}

/* (word index), (word (core sort index "name")), (word index "name") */
static bool read_option_index(ctext_cursor *c,
                              ctext_refs *refs,
                              ty_sort sort,
                              uint32_t *out) {
    ctext_cursor inner = ctext_enter(c->r, &c->list->items[c->i - 1], 1);
    if (ctext_is_index(ctext_peek(&inner)))
        return ctext_read_path(&inner, refs, sort, out);
    return ctext_read_ref(&inner, refs, sort, out) && ctext_read_end(&inner);
}

/* *found: there was one. */
static bool read_option(ctext_cursor *c,
                        ctext_refs *refs,
                        bin_canon_opts *o,
                        bool *found) {
    const ctext_node *node = ctext_peek(c);
    *found = true;
#define CANON_ENCODING(code, text) \
    if (ctext_is_word(node, text)) \
        return take_encoding(c, o, code);
#define CANON_FLAG(code, text, field)    \
    if (ctext_is_word(node, text)) {     \
        o->field = true;                 \
        return start_option(c, o, code); \
    }
#define CANON_INDEX(code, text, sort, field)                          \
    if (ctext_is_list(node, text)) {                                  \
        o->has_##field = true;                                        \
        return start_option(c, o, code) &&                            \
               read_option_index(c, refs, TY_SORT_##sort, &o->field); \
    }
#include "component/canon_opt.def"
    if (ctext_is_word(node, "gc") || ctext_is_list(node, "core-type"))
        return ctext_unsupported(c->r, node, "options for GC");
    *found = false;
    return true;
}

static bool read_options(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    bool found = true;
    while (found)
        if (!read_option(c, refs, &out->opts, &found))
            return false;
    return true;
}

static bool read_LIFT(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    return ctext_read_ref(c, refs, TY_SORT_CORE_FUNC, &out->func) &&
           read_options(c, refs, out);
}

static bool read_LOWER(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    return ctext_read_ref(c, refs, TY_SORT_FUNC, &out->func) &&
           read_options(c, refs, out);
}

static bool read_TYPE(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    return ctext_read_ref(c, refs, TY_SORT_TYPE, &out->type);
}

static bool read_TYPE_OPTS(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    return read_TYPE(c, refs, out) && read_options(c, refs, out);
}

static bool read_NONE(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    TN_UNUSED(c);
    TN_UNUSED(refs);
    TN_UNUSED(out);
    return true;
}

static bool read_ASYNC(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    TN_UNUSED(refs);
    out->flag = ctext_take_word(c, "async");
    return true;
}

static bool read_TYPE_ASYNC(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    return read_TYPE(c, refs, out) && read_ASYNC(c, refs, out);
}

static bool read_CANCEL(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    TN_UNUSED(refs);
    out->flag = ctext_take_word(c, "cancellable");
    return true;
}

static bool read_CANCEL_MEM(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    (void)read_CANCEL(c, refs, out);
    if (!ctext_take_list(c, "memory"))
        return ctext_expected(c, "`(memory ...)`");
    return read_option_index(c, refs, TY_SORT_CORE_MEMORY, &out->imm);
}

static bool read_RESULT_OPTS(ctext_cursor *c,
                             ctext_refs *refs,
                             bin_canon *out) {
    const ctext_node *list = ctext_take_list(c, "result");
    out->has_result = list != NULL;
    if (list) {
        ctext_cursor inner = ctext_enter(c->r, list, 1);
        if (!ctext_read_valtype(&inner, refs, &out->result) ||
            !ctext_read_end(&inner))
            return false;
    }
    return read_options(c, refs, out);
}

static bool read_CONTEXT(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    TN_UNUSED(refs);
    return ctext_read_core_valtype(c, &out->core_type) &&
           ctext_read_u32(c, &out->imm, "the number of a slot");
}

static bool read_OPTS(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
    return read_options(c, refs, out);
}

static bool read_NEW_INDIRECT(ctext_cursor *c,
                              ctext_refs *refs,
                              bin_canon *out) {
    return ctext_read_ref(c, refs, TY_SORT_CORE_TYPE, &out->type) &&
           ctext_read_ref(c, refs, TY_SORT_CORE_TABLE, &out->imm);
}

bool ctext_read_canon(ctext_cursor *c, ctext_refs *refs, bin_canon *out) {
#define CANON(NAME, code, text, shape, feature) \
    if (ctext_take_word(c, text)) {             \
        out->op = BIN_CANON_##NAME;             \
        return read_##shape(c, refs, out);      \
    }
#include "component/canon.def"
    return ctext_expected(c, "the name of a canonical built-in");
}
