/*
 * Index spaces and names. A name is looked up in the current scope, then in
 * the enclosing ones; what is found there is brought in by an outer alias.
 * Each use makes one of its own, which has no name: so it does in wasm-tools,
 * and the name is free to be defined here later.
 */
#include "component-text/reader.h"
#include "wat/script.h"

bool ctext_open_scope(ctext_reader *r,
                      ctext_scope **out,
                      ctext_form form,
                      tn_str id,
                      const ctext_node *at) {
    if (r->depth >= TN_MAX_DEPTH)
        return ctext_fail(r, at, "nested too deeply");
    ctext_scope *scope = TN_NEW(r->arena, ctext_scope);
    scope->parent = r->scope;
    scope->form = form;
    scope->id = id;
    for (size_t i = 0; i < TY_SORT_COUNT; i++)
        tn_map_init(&scope->ids[i], r->arena);
    if (form == CTEXT_COMPONENT)
        scope->component = bin_new(r->ctx, r->arena);
    r->scope = scope;
    r->depth++;
    *out = scope;
    return true;
}

void ctext_close_scope(ctext_reader *r) {
    r->scope = r->scope->parent;
    r->depth--;
}

bool ctext_put_id(ctext_reader *r,
                  ty_sort sort,
                  uint32_t index,
                  tn_str id,
                  const ctext_node *at) {
    bool found;
    if (!id.len)
        return true;
    tn_map_entry *entry = tn_map_put(&r->scope->ids[sort], id, &found);
    if (found)
        return ctext_fail(r, at, "a %s `$%.*s` is already defined here",
                          ty_sort_name(sort), TN_STR_ARG(id));
    entry->value.num = index;
    tn_vec_push(r->arena, &r->scope->names, ((ctext_name){sort, index, id}));
    return true;
}

static uint32_t append(ctext_reader *r, const bin_def *def) {
    ctext_scope *scope = r->scope;
    ty_sort sort = bin_sort_added(def, scope->form != CTEXT_COMPONENT);
    uint32_t count = def->kind == BIN_START ? def->u.start.result_count : 1;
    if (scope->form == CTEXT_COMPONENT)
        (void)bin_append(scope->component, def);
    else if (scope->form != CTEXT_MODULE_TYPE)
        tn_vec_push(r->arena, &scope->decls, *def);
    else
        tn_vec_push(r->arena, &scope->module_decls,
                    ((bin_moduledecl){.kind = BIN_MODULE_ALIAS,
                                      .outer = def->u.alias.outer,
                                      .index = def->u.alias.index}));
    if (sort == TY_SORT_COUNT)
        return 0;
    uint32_t index = scope->counts[sort];
    scope->counts[sort] += count;
    return index;
}

static bool read_number(ctext_reader *r,
                        const ctext_node *node,
                        uint32_t *out) {
    uint64_t value;
    if (!wat_parse_int(&value, node->text, 32))
        return ctext_fail(r, node, "expected an index");
    *out = (uint32_t)value;
    return true;
}

/* After an error what has no meaning may be a consequence of it. */
static bool report_unknown(ctext_reader *r,
                           ty_sort sort,
                           const ctext_node *index) {
    if (r->errors)
        return false;
    return ctext_fail(r, index, "unknown %s: there is no `%.*s` before",
                      ty_sort_name(sort), TN_STR_ARG(index->text));
}

bool ctext_resolve_in(ctext_reader *r,
                      const ctext_scope *scope,
                      ty_sort sort,
                      const ctext_node *index,
                      uint32_t *out) {
    tn_str id;
    if (ctext_is_number(index))
        return read_number(r, index, out);
    if (!ctext_id_text(r, index, &id))
        return false;
    const tn_map_entry *entry = tn_map_find(&scope->ids[sort], id);
    if (!entry)
        return report_unknown(r, sort, index);
    *out = (uint32_t)entry->value.num;
    return true;
}

static bool add_outer_alias(ctext_reader *r,
                            ctext_ref what,
                            uint32_t outer,
                            uint32_t index) {
    if (!bin_is_outer_sort(what.sort))
        return ctext_fail(r, what.index,
                          "outer item `%.*s` is not a module, type, or "
                          "component",
                          TN_STR_ARG(what.index->text));
    bin_def def = {.kind = BIN_ALIAS};
    def.u.alias.sort = what.sort;
    def.u.alias.target = BIN_ALIAS_OUTER;
    def.u.alias.outer = outer;
    def.u.alias.index = index;
    *what.out = append(r, &def);
    return true;
}

bool ctext_resolve(ctext_reader *r,
                   ty_sort sort,
                   const ctext_node *index,
                   uint32_t *out) {
    tn_str id;
    if (ctext_is_number(index))
        return read_number(r, index, out);
    if (!ctext_id_text(r, index, &id))
        return false;
    uint32_t outer = 0;
    for (ctext_scope *s = r->scope; s; s = s->parent, outer++) {
        const tn_map_entry *entry = tn_map_find(&s->ids[sort], id);
        if (!entry)
            continue;
        *out = (uint32_t)entry->value.num;
        ctext_ref what = {.sort = sort, .index = index, .out = out};
        return outer == 0 || add_outer_alias(r, what, outer, *out);
    }
    return report_unknown(r, sort, index);
}

/* Aliases from instance to instance, and at last of the item itself. */
static bool resolve_path(ctext_reader *r, const ctext_ref *ref) {
    bool core =
        ref->sort <= TY_SORT_CORE_INSTANCE && ref->sort != TY_SORT_CORE_MODULE;
    ty_sort from = core ? TY_SORT_CORE_INSTANCE : TY_SORT_INSTANCE;
    uint32_t index;
    if (core && (ref->sort >= TY_SORT_CORE_TYPE || ref->path_len > 1))
        return ctext_fail(r, ref->index,
                          "core instances cannot export this kind of item");
    if (!ctext_resolve(r, from, ref->index, &index))
        return false;
    for (uint32_t i = 0; i < ref->path_len; i++) {
        bin_def def = {.kind = BIN_ALIAS};
        /* the names are the last items of that list */
        ctext_cursor c = {r, ref->path, ref->path->count - ref->path_len + i};
        def.u.alias.target = core ? BIN_ALIAS_CORE_EXPORT : BIN_ALIAS_EXPORT;
        def.u.alias.sort = i + 1 < ref->path_len ? TY_SORT_INSTANCE : ref->sort;
        def.u.alias.instance = index;
        if (!ctext_read_name(&c, &def.u.alias.name, "the name of an export"))
            return false;
        index = append(r, &def);
    }
    *ref->out = index;
    return true;
}

static bool resolve_ref(ctext_reader *r, const ctext_ref *ref) {
    return ref->path_len ? resolve_path(r, ref)
                         : ctext_resolve(r, ref->sort, ref->index, ref->out);
}

static void note_ref(ctext_reader *r,
                     ctext_refs *refs,
                     ty_sort sort,
                     const ctext_node *index,
                     uint32_t *out) {
    ctext_ref ref = {.sort = sort, .index = index, .out = out};
    tn_vec_push(r->arena, refs, ref);
}

bool ctext_add(ctext_reader *r,
               const bin_def *def,
               const ctext_refs *refs,
               tn_str id,
               const ctext_node *at,
               uint32_t *out) {
    for (size_t i = 0; refs && i < refs->len; i++)
        if (!resolve_ref(r, &refs->data[i]))
            return false;
    uint32_t index = append(r, def);
    if (out)
        *out = index;
    ty_sort sort = bin_sort_added(def, r->scope->form != CTEXT_COMPONENT);
    return !id.len || ctext_put_id(r, sort, index, id, at);
}

bool ctext_read_path(ctext_cursor *c,
                     ctext_refs *refs,
                     ty_sort sort,
                     uint32_t *out) {
    if (!ctext_is_index(ctext_peek(c)))
        return ctext_expected(c, "an index or $name");
    ctext_ref ref = {.sort = sort, .index = ctext_next(c), .out = out};
    ref.path = c->list;
    ref.path_len = c->list->count - c->i;
    for (; ctext_peek(c); c->i++)
        if (ctext_peek(c)->kind != CTEXT_STRING)
            return ctext_expected(c, "the name of an export");
    tn_vec_push(c->r->arena, refs, ref);
    return true;
}

bool ctext_read_item(ctext_cursor *c,
                     ctext_refs *refs,
                     bool in_core,
                     bin_sort_index *out) {
    const ctext_node *list = ctext_peek(c);
    if (!list || list->kind != CTEXT_LIST)
        return ctext_expected(c, "an item, such as `(func $f)`");
    c->i++;
    ctext_cursor inner = ctext_enter(c->r, list, 0);
    return ctext_read_sort(&inner, &out->sort, in_core) &&
           ctext_read_path(&inner, refs, out->sort, &out->index);
}

/* `core` may be left off where only a core sort can stand: older texts do. */
bool ctext_read_ref(ctext_cursor *c,
                    ctext_refs *refs,
                    ty_sort sort,
                    uint32_t *out) {
    const ctext_node *node = ctext_peek(c);
    bool core = sort <= TY_SORT_CORE_INSTANCE;
    if (ctext_is_index(node)) {
        note_ref(c->r, refs, sort, ctext_next(c), out);
        return true;
    }
    if (!node || node->kind != CTEXT_LIST)
        return ctext_expected(c, "an index or $name");
    c->i++;
    ctext_cursor inner = ctext_enter(c->r, node, 0);
    ty_sort written;
    if (!ctext_read_sort(&inner, &written, core))
        return false;
    if (written != sort)
        return ctext_fail(c->r, node, "expected a %s", ty_sort_name(sort));
    return ctext_read_path(&inner, refs, sort, out);
}
