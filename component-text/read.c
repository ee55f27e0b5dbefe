/*
 * Definitions of components. After a definition that is wrong the next one is
 * read, so that several mistakes are told at once; what would be unknown only
 * for that reason is not (scope.c).
 */
#include "component-text/reader.h"
#include "component-text/text.h"

/* What every definition of the form "(sort $id (export "name")* ..." has. */
typedef struct head {
    const ctext_node *list;
    ty_sort sort;
    tn_str id;
    uint32_t first_export, export_count; /* items of list */
} head;

static bool read_head(ctext_cursor *c, head *out) {
    *out = (head){.list = c->list};
    if (!ctext_read_sort(c, &out->sort, false) || !ctext_take_id(c, &out->id))
        return false;
    out->first_export = c->i;
    while (ctext_is_inline_name(ctext_peek(c), "export"))
        c->i++;
    out->export_count = c->i - out->first_export;
    return true;
}

/* The exports in a head come behind all definitions of the component. */
static bool note_exports(ctext_reader *r, const head *h, uint32_t index) {
    ctext_cursor c = ctext_enter(r, h->list, h->first_export);
    for (uint32_t i = 0; i < h->export_count; i++) {
        ctext_late_export late = {.item = {h->sort, index}};
        ctext_cursor inner = ctext_enter(r, ctext_next(&c), 1);
        if (!ctext_read_extern_name(&inner, &late.name))
            return false;
        tn_vec_push(r->arena, &r->scope->exports, late);
    }
    return true;
}

static void add_late_exports(ctext_scope *scope) {
    for (size_t i = 0; i < scope->exports.len; i++) {
        bin_def def = {.kind = BIN_EXPORT};
        def.u.export.name = scope->exports.data[i].name;
        def.u.export.item = scope->exports.data[i].item;
        (void)bin_append(scope->component, &def);
    }
}

/* (sort $id (import "name") desc) */
static bool read_inline_import(ctext_cursor *c, const head *h, uint32_t *out) {
    bin_def def = {.kind = BIN_IMPORT};
    ctext_refs refs = {0};
    ctext_cursor inner = ctext_enter(c->r, ctext_next(c), 1);
    return ctext_read_extern_name(&inner, &def.u.import.name) &&
           ctext_read_externdesc(c, &refs, h->sort, &def.u.import.desc) &&
           ctext_read_end(c) &&
           ctext_add(c->r, &def, &refs, h->id, h->list, out);
}

/* (core func $id (canon ...)) */
static bool read_core_func(ctext_cursor *c, const head *h, uint32_t *out) {
    bin_def def = {.kind = BIN_CANON};
    ctext_refs refs = {0};
    const ctext_node *list = ctext_take_list(c, "canon");
    if (!list)
        return ctext_expected(c, "`(canon ...)` or `(alias ...)`");
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    if (!ctext_read_canon(&inner, &refs, &def.u.canon) ||
        !ctext_read_end(&inner) || !ctext_read_end(c))
        return false;
    if (def.u.canon.op == BIN_CANON_LIFT)
        return ctext_fail(c->r, list, "`lift` does not make a core function");
    return ctext_add(c->r, &def, &refs, h->id, h->list, out);
}

/* (func $id type (canon lift ...)): the type is resolved first. */
static bool read_func(ctext_cursor *c, const head *h, uint32_t *out) {
    bin_def def = {.kind = BIN_CANON};
    ctext_refs refs = {0};
    bin_canon *canon = &def.u.canon;
    if (!ctext_read_typeuse(c, &refs, TY_SORT_FUNC, &canon->type))
        return false;
    const ctext_node *list = ctext_take_list(c, "canon");
    if (!list)
        return ctext_expected(c, "`(canon lift ...)`");
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    if (!ctext_read_canon(&inner, &refs, canon) || !ctext_read_end(&inner) ||
        !ctext_read_end(c))
        return false;
    if (canon->op != BIN_CANON_LIFT)
        return ctext_fail(c->r, list, "expected `lift`");
    return ctext_add(c->r, &def, &refs, h->id, h->list, out);
}

/* Types of components are read before the canon that they end. */
static bool read_lift(ctext_cursor *c, const ctext_node *last) {
    bin_def def = {.kind = BIN_CANON};
    ctext_refs refs = {0};
    ctext_cursor type = ctext_enter(c->r, last, 1);
    ctext_node rest = *c->list;
    ctext_cursor inner = {c->r, &rest, c->i};
    tn_str id;
    rest.count--;
    if (!ctext_is_list(last, "func"))
        return ctext_fail(c->r, last, "expected `(func ...)`");
    return ctext_take_id(&type, &id) &&
           ctext_read_typeuse(&type, &refs, TY_SORT_FUNC, &def.u.canon.type) &&
           ctext_read_end(&type) &&
           ctext_read_canon(&inner, &refs, &def.u.canon) &&
           ctext_read_end(&inner) &&
           ctext_add(c->r, &def, &refs, id, c->list, NULL);
}

/* (canon lift ... (func $id type)), (canon op ... (core func $id)) */
static bool read_canon(ctext_cursor *c) {
    bin_def def = {.kind = BIN_CANON};
    ctext_refs refs = {0};
    const ctext_node *last = &c->list->items[c->list->count - 1];
    if (ctext_is_word(ctext_peek(c), "lift"))
        return read_lift(c, last);
    if (!ctext_read_canon(c, &refs, &def.u.canon))
        return false;
    last = ctext_take_list(c, "core");
    if (!last)
        return ctext_expected(c, "`(core func)`");
    ctext_cursor inner = ctext_enter(c->r, last, 1);
    tn_str id;
    if (!ctext_take_word(&inner, "func"))
        return ctext_expected(&inner, "`func`");
    return ctext_take_id(&inner, &id) && ctext_read_end(&inner) &&
           ctext_read_end(c) && ctext_add(c->r, &def, &refs, id, c->list, NULL);
}

static bool read_type(ctext_cursor *c, const head *h, uint32_t *out) {
    bin_def def = {.kind = BIN_TYPE};
    ctext_refs refs = {0};
    return ctext_read_deftype(c, &refs, h->id, &def.u.type.def) &&
           ctext_read_end(c) &&
           ctext_add(c->r, &def, &refs, h->id, h->list, out);
}

/* A type may use its own name in what is not supported anyway. */
static bool read_core_type(ctext_cursor *c, const head *h, uint32_t *out) {
    bin_def def = {.kind = BIN_CORE_TYPE};
    return ctext_read_core_type(c, &def, h->id) && ctext_read_end(c) &&
           ctext_add(c->r, &def, NULL, h->id, h->list, out);
}

static bool read_module(ctext_cursor *c, const head *h, uint32_t *out) {
    bin_def def = {.kind = BIN_CORE_MODULE};
    if (ctext_peek(c) || !c->list->fields.p)
        return ctext_expected(c, "a field of a core module");
    return ctext_read_module(c->r, c->list, &def) &&
           ctext_add(c->r, &def, NULL, h->id, h->list, out);
}

static bool read_fields(ctext_cursor *c, tn_str id, bin_component **out);

static bool read_component(ctext_cursor *c, const head *h, uint32_t *out) {
    bin_def def = {.kind = BIN_COMPONENT};
    return read_fields(c, h->id, &def.u.component) &&
           ctext_add(c->r, &def, NULL, h->id, h->list, out);
}

/* (sort $id (alias target)); an alias that names a sort is a definition in a
 * component. */
static bool is_inline_alias(const ctext_node *node) {
    return ctext_is_list(node, "alias") &&
           node->items[node->count - 1].kind != CTEXT_LIST;
}

static bool read_sorted(ctext_cursor *c, const head *h, uint32_t *out) {
    if (ctext_is_inline_name(ctext_peek(c), "import"))
        return read_inline_import(c, h, out);
    if (is_inline_alias(ctext_peek(c)))
        return ctext_read_inline_alias(c, h->sort, h->id, out);
    switch (h->sort) {
    case TY_SORT_CORE_FUNC:
        return read_core_func(c, h, out);
    case TY_SORT_CORE_TYPE:
        return read_core_type(c, h, out);
    case TY_SORT_CORE_MODULE:
        return read_module(c, h, out);
    case TY_SORT_CORE_INSTANCE:
        return ctext_read_core_instance(c, h->id, out);
    case TY_SORT_FUNC:
        return read_func(c, h, out);
    case TY_SORT_TYPE:
        return read_type(c, h, out);
    case TY_SORT_COMPONENT:
        return read_component(c, h, out);
    case TY_SORT_INSTANCE:
        return ctext_read_instance(c, h->id, out);
    default:
        return ctext_fail(c->r, h->list, "a %s cannot be defined here",
                          ty_sort_name(h->sort));
    }
}

static bool may_be_exported(ty_sort sort) {
    return sort >= TY_SORT_FUNC || sort == TY_SORT_CORE_MODULE;
}

static bool read_sorted_definition(ctext_cursor *c) {
    head h;
    uint32_t index = 0;
    if (ctext_is_word(ctext_peek(c), "value"))
        return ctext_unsupported(c->r, c->list, "value definitions");
    if (!read_head(c, &h))
        return false;
    if (h.export_count && !may_be_exported(h.sort))
        return ctext_fail(c->r, c->list, "a %s cannot be exported",
                          ty_sort_name(h.sort));
    return read_sorted(c, &h, &index) && note_exports(c->r, &h, index);
}

static bool is_rec(const ctext_node *list) {
    return ctext_is_list(list, "core") && list->count > 1 &&
           ctext_is_word(&list->items[1], "rec");
}

static bool read_definition(ctext_reader *r, const ctext_node *list) {
    static const struct {
        const char *word;
        bool (*read)(ctext_cursor *c);
    } words[] = {
        {"alias", ctext_read_alias},          {"canon", read_canon},
        {"start", ctext_read_start},          {"import", ctext_read_import},
        {"export", ctext_read_export},        {"@custom", ctext_read_custom},
        {"@producers", ctext_read_producers},
    };
    if (list->kind != CTEXT_LIST)
        return ctext_fail(r, list,
                          "expected a definition, such as `(type ...)`");
    if (is_rec(list))
        return ctext_unsupported(r, list, "GC types");
    for (size_t i = 0; i < TN_COUNT_OF(words); i++) {
        ctext_cursor c = ctext_enter(r, list, 1);
        if (ctext_is_list(list, words[i].word))
            return words[i].read(&c);
    }
    ctext_cursor c = ctext_enter(r, list, 0);
    return read_sorted_definition(&c);
}

/* Definitions up to the end of the list, in a scope of their own. */
static bool read_fields(ctext_cursor *c, tn_str id, bin_component **out) {
    ctext_scope *scope;
    uint32_t errors = c->r->errors;
    bool ok = true;
    if (!ctext_open_scope(c->r, &scope, CTEXT_COMPONENT, id, c->list))
        return false;
    while (ctext_peek(c) && c->r->errors < TN_MAX_ERRORS)
        ok &= read_definition(c->r, ctext_next(c));
    add_late_exports(scope);
    ctext_append_names(scope);
    ctext_close_scope(c->r);
    *out = scope->component;
    return ok && errors == c->r->errors;
}

bool ctext_read_decl(ctext_reader *r, const ctext_node *list) {
    ctext_cursor c = ctext_enter(r, list, 1);
    bool in_component = r->scope->form == CTEXT_COMPONENT_TYPE;
    if (ctext_is_list(list, "alias"))
        return ctext_read_alias(&c);
    if (ctext_is_list(list, "export"))
        return ctext_read_export_decl(&c);
    if (ctext_is_list(list, "import") && in_component)
        return ctext_read_import(&c);
    head h = {.list = list};
    c.i = 0;
    if (list->kind != CTEXT_LIST || !list->count ||
        !ctext_read_sort(&c, &h.sort, false) ||
        (h.sort != TY_SORT_TYPE && h.sort != TY_SORT_CORE_TYPE))
        return ctext_fail(r, list, "expected a declaration: type, alias, %s",
                          in_component ? "import or export" : "or export");
    return ctext_take_id(&c, &h.id) && read_sorted(&c, &h, NULL);
}

/* (component $id binary "..."*) */
static bool read_binary(ctext_cursor *c, tn_writer *out) {
    while (ctext_peek(c)) {
        tn_str part;
        if (!ctext_read_bytes(c, &part, "a string"))
            return false;
        tn_write_bytes(out, part.p, part.len);
    }
    return true;
}

/* `definition` is for test scripts: it is not instantiated. */
static bool read_outermost(ctext_cursor *c, tn_writer *out) {
    bin_component *component;
    tn_str id;
    (void)ctext_take_word(c, "definition");
    if (!ctext_take_id(c, &id))
        return false;
    if (ctext_take_word(c, "binary"))
        return read_binary(c, out);
    if (!read_fields(c, id, &component))
        return false;
    bin_encode(component, out);
    return true;
}

bool ctext_to_wasm(tn_str *out,
                   tenon_context *ctx,
                   tn_arena *arena,
                   tn_str text,
                   uint32_t span_base) {
    ctext_reader r = {
        .ctx = ctx, .arena = arena, .text = text, .base = span_base};
    ctext_node tree;
    if (!ctext_read_tree(&tree, ctx, arena, text, span_base))
        return false;
    ctext_cursor c = ctext_enter(&r, &tree, 0);
    const ctext_node *list = ctext_take_list(&c, "component");
    if (!list)
        return ctext_expected(&c, "`(component ...)`");
    ctext_cursor inner = ctext_enter(&r, list, 1);
    tn_writer w;
    tn_writer_init(&w, arena);
    if (!read_outermost(&inner, &w) || !ctext_read_end(&c))
        return false;
    *out = tn_writer_take(&w);
    return true;
}
