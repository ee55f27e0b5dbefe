/*
 * Canonical definitions in the text format (Explainer.md, "Canonical
 * Definitions"), in the form that puts what is defined first. canon.def
 * drives the printing; a function per shape writes what follows the keyword.
 */
#include "component/encode.h"
#include "component/printer.h"

static void put_option_index(bin_printer *p,
                             const char *text,
                             ty_sort sort,
                             uint32_t index) {
    bin_open(p, text);
    bin_put(p, " ");
    bin_put_index(p, sort, index);
    bin_close(p);
}

static void put_option(bin_printer *p, const bin_canon_opts *o, uint8_t code) {
    bin_put(p, " ");
    switch (code) {
#define CANON_ENCODING(code, text) \
    case code:                     \
        bin_put(p, text);          \
        break;
#define CANON_FLAG(code, text, field) CANON_ENCODING(code, text)
#define CANON_INDEX(code, text, sort, field)                 \
    case code:                                               \
        put_option_index(p, text, TY_SORT_##sort, o->field); \
        break;
#include "component/canon_opt.def"
    default:
        break;
    }
}

static void put_options(bin_printer *p, const bin_canon_opts *o) {
    uint8_t codes[TN_MAX_CANON_OPTS];
    uint8_t count = bin_option_codes(o, codes);
    for (uint8_t i = 0; i < count; i++)
        put_option(p, o, codes[i]);
}

static void put_type_index(bin_printer *p, const bin_canon *c) {
    bin_put(p, " ");
    bin_put_index(p, TY_SORT_TYPE, c->type);
}

static void put_flag(bin_printer *p, const bin_canon *c, const char *word) {
    if (c->flag)
        bin_put(p, word);
}

static void put_LIFT(bin_printer *p, const bin_canon *c) {
    bin_put(p, " ");
    bin_put_item(p, (bin_sort_index){TY_SORT_CORE_FUNC, c->func});
    put_options(p, &c->opts);
}

static void put_LOWER(bin_printer *p, const bin_canon *c) {
    bin_put(p, " ");
    bin_put_item(p, (bin_sort_index){TY_SORT_FUNC, c->func});
    put_options(p, &c->opts);
}

static void put_TYPE(bin_printer *p, const bin_canon *c) {
    put_type_index(p, c);
}

static void put_TYPE_OPTS(bin_printer *p, const bin_canon *c) {
    put_type_index(p, c);
    put_options(p, &c->opts);
}

static void put_TYPE_ASYNC(bin_printer *p, const bin_canon *c) {
    put_type_index(p, c);
    put_flag(p, c, " async");
}

static void put_ASYNC(bin_printer *p, const bin_canon *c) {
    put_flag(p, c, " async");
}

static void put_CANCEL(bin_printer *p, const bin_canon *c) {
    put_flag(p, c, " cancellable");
}

static void put_CANCEL_MEM(bin_printer *p, const bin_canon *c) {
    put_flag(p, c, " cancellable");
    bin_put(p, " ");
    put_option_index(p, "memory", TY_SORT_CORE_MEMORY, c->imm);
}

static void put_NONE(bin_printer *p, const bin_canon *c) {
    TN_UNUSED(p);
    TN_UNUSED(c);
}

static void put_RESULT_OPTS(bin_printer *p, const bin_canon *c) {
    if (c->has_result) {
        bin_put(p, " ");
        bin_open(p, "result ");
        bin_put_valtype(p, c->result);
        bin_close(p);
    }
    put_options(p, &c->opts);
}

static void put_CONTEXT(bin_printer *p, const bin_canon *c) {
    bin_put(p, " ");
    bin_put_core_valtype(p, c->core_type);
    bin_put(p, " ");
    bin_put_number(p, c->imm);
}

static void put_OPTS(bin_printer *p, const bin_canon *c) {
    put_options(p, &c->opts);
}

static void put_NEW_INDIRECT(bin_printer *p, const bin_canon *c) {
    bin_put(p, " ");
    bin_put_index(p, TY_SORT_CORE_TYPE, c->type);
    bin_put(p, " ");
    bin_put_index(p, TY_SORT_CORE_TABLE, c->imm);
}

static void put_canon(bin_printer *p, const bin_canon *canon) {
    switch (canon->op) {
#define CANON(NAME, code, text, shape, feature) \
    case BIN_CANON_##NAME:                      \
        bin_open(p, "canon " text);             \
        put_##shape(p, canon);                  \
        break;
#include "component/canon.def"
    }
    bin_close(p);
}

/* (func id (type t) (canon lift ...)), (core func id (canon ...)) */
void bin_put_canon(bin_printer *p, const bin_def *def) {
    const bin_canon *canon = &def->u.canon;
    bool lifts = canon->op == BIN_CANON_LIFT;
    bin_open(p, lifts ? "func " : "core func ");
    bin_put_id(p, def->adds);
    bin_put(p, " ");
    if (lifts) {
        bin_put_item(p, (bin_sort_index){TY_SORT_TYPE, canon->type});
        bin_put(p, " ");
    }
    put_canon(p, canon);
    bin_close(p);
}
