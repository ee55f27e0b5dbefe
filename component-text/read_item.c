/* Instances, aliases, imports, exports and start functions. */
#include "component-text/reader.h"

static const tn_str no_id = {"", 0};

/* Instances */

static bin_arg *make_args(const ctext_cursor *c) {
    return TN_NEW_ARRAY(c->r->arena, bin_arg, c->list->count - c->i);
}

/* (export "name" item) of an instance that bundles items */
static bool read_bundled(ctext_cursor *c,
                         ctext_refs *refs,
                         bool core,
                         bin_arg *out) {
    const ctext_node *list = ctext_take_list(c, "export");
    if (!list)
        return ctext_expected(c, "`(export ...)` or `(instantiate ...)`");
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    bool ok = core ? ctext_read_name(&inner, &out->name, "a name")
                   : ctext_read_extern_name(&inner, &out->export_name);
    if (!core)
        out->name = out->export_name.name;
    return ok && ctext_read_item(&inner, refs, core, &out->item) &&
           ctext_read_end(&inner);
}

static bool read_bundle(ctext_cursor *c,
                        ctext_refs *refs,
                        bool core,
                        bin_def *out) {
    bin_arg *args = make_args(c);
    uint32_t count = 0;
    while (ctext_peek(c))
        if (!read_bundled(c, refs, core, &args[count++]))
            return false;
    if (core) {
        out->u.core_instance.args = args;
        out->u.core_instance.arg_count = count;
    } else {
        out->u.instance.args = args;
        out->u.instance.arg_count = count;
    }
    return true;
}

static bool add_bundle(ctext_cursor *c, bool core, uint32_t *out) {
    bin_def def = {.kind = core ? BIN_CORE_INSTANCE : BIN_INSTANCE};
    ctext_refs refs = {0};
    return read_bundle(c, &refs, core, &def) &&
           ctext_add(c->r, &def, &refs, no_id, c->list, out);
}

/* (instance (export ...)*), and not (instance $i). */
static bool is_bundle(const ctext_node *node) {
    return ctext_is_list(node, "instance") &&
           (node->count == 1 || node->items[1].kind == CTEXT_LIST);
}

/* (with "name" item) */
static bool read_with(ctext_cursor *c,
                      ctext_refs *refs,
                      bool core,
                      bin_arg *out) {
    const ctext_node *list = ctext_take_list(c, "with");
    if (!list)
        return ctext_expected(c, "`(with \"name\" ...)`");
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    if (!ctext_read_name(&inner, &out->name, "the name of an import"))
        return false;
    const ctext_node *item = ctext_peek(&inner);
    if (is_bundle(item)) {
        ctext_cursor bundle = ctext_enter(c->r, item, 1);
        inner.i++;
        out->item.sort = core ? TY_SORT_CORE_INSTANCE : TY_SORT_INSTANCE;
        return add_bundle(&bundle, core, &out->item.index) &&
               ctext_read_end(&inner);
    }
    if (!ctext_read_item(&inner, refs, core, &out->item))
        return false;
    if (core && out->item.sort != TY_SORT_CORE_INSTANCE)
        return ctext_fail(c->r, item, "expected an instance");
    return ctext_read_end(&inner);
}

/* Behind "(instantiate": what, and with what. */
static bool read_instantiate(ctext_cursor *c,
                             ctext_refs *refs,
                             bool core,
                             bin_def *out) {
    uint32_t *what =
        core ? &out->u.core_instance.module : &out->u.instance.component;
    if (!ctext_read_ref(c, refs, core ? TY_SORT_CORE_MODULE : TY_SORT_COMPONENT,
                        what))
        return false;
    bin_arg *args = make_args(c);
    uint32_t count = 0;
    while (ctext_peek(c))
        if (!read_with(c, refs, core, &args[count++]))
            return false;
    if (core) {
        out->u.core_instance.instantiate = true;
        out->u.core_instance.args = args;
        out->u.core_instance.arg_count = count;
    } else {
        out->u.instance.instantiate = true;
        out->u.instance.args = args;
        out->u.instance.arg_count = count;
    }
    return true;
}

static bool add_instance(ctext_cursor *c, bool core, tn_str id, uint32_t *out) {
    bin_def def = {.kind = core ? BIN_CORE_INSTANCE : BIN_INSTANCE};
    ctext_refs refs = {0};
    const ctext_node *list = ctext_take_list(c, "instantiate");
    if (!list)
        return read_bundle(c, &refs, core, &def) &&
               ctext_add(c->r, &def, &refs, id, c->list, out);
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return read_instantiate(&inner, &refs, core, &def) && ctext_read_end(c) &&
           ctext_add(c->r, &def, &refs, id, c->list, out);
}

bool ctext_read_core_instance(ctext_cursor *c, tn_str id, uint32_t *out) {
    return add_instance(c, true, id, out);
}

bool ctext_read_instance(ctext_cursor *c, tn_str id, uint32_t *out) {
    return add_instance(c, false, id, out);
}

/* Aliases */

/* A scope by its name, or by how many scopes it is outside of this one. */
static bool find_scope(ctext_reader *r,
                       const ctext_node *node,
                       const ctext_scope **out,
                       uint32_t *outer) {
    tn_str id;
    *outer = 0;
    if (!ctext_id_text(r, node, &id))
        return false;
    for (*out = r->scope; *out; *out = (*out)->parent, ++*outer)
        if (tn_str_eq((*out)->id, id))
            return true;
    return ctext_fail(r, node, "outer component `%.*s` not found",
                      TN_STR_ARG(node->text));
}

static bool step_out(ctext_reader *r,
                     const ctext_node *node,
                     uint32_t outer,
                     const ctext_scope **out) {
    *out = r->scope;
    while (*out && outer--)
        *out = (*out)->parent;
    return *out || ctext_fail(r, node, "there are not as many scopes around");
}

/* outer <scope> <index>: numbers are left to validation. */
static bool read_outer(ctext_cursor *c,
                       bin_def *def,
                       const ctext_node **index) {
    const ctext_node *at = ctext_peek(c);
    const ctext_scope *scope = NULL;
    def->u.alias.target = BIN_ALIAS_OUTER;
    if (ctext_is_id(at)) {
        c->i++;
        if (!find_scope(c->r, at, &scope, &def->u.alias.outer))
            return false;
    } else if (!ctext_read_u32(c, &def->u.alias.outer, "a component")) {
        return false;
    }
    if (!ctext_is_index(ctext_peek(c)))
        return ctext_expected(c, "an index or $name");
    *index = ctext_next(c);
    return true;
}

static bool resolve_outer(ctext_reader *r,
                          bin_def *def,
                          const ctext_node *index) {
    const ctext_scope *scope;
    if (!ctext_is_id(index))
        return ctext_resolve_in(r, r->scope, def->u.alias.sort, index,
                                &def->u.alias.index);
    return step_out(r, index, def->u.alias.outer, &scope) &&
           ctext_resolve_in(r, scope, def->u.alias.sort, index,
                            &def->u.alias.index);
}

/* [core] export <instance> <name> */
static bool read_export_target(ctext_cursor *c,
                               bin_def *def,
                               ctext_refs *refs) {
    bool core = ctext_take_word(c, "core");
    def->u.alias.target = core ? BIN_ALIAS_CORE_EXPORT : BIN_ALIAS_EXPORT;
    if (!ctext_take_word(c, "export"))
        return ctext_expected(c, "`export`, `core export` or `outer`");
    return ctext_read_ref(c, refs,
                          core ? TY_SORT_CORE_INSTANCE : TY_SORT_INSTANCE,
                          &def->u.alias.instance) &&
           ctext_read_name(c, &def->u.alias.name, "the name of an export");
}

/* (sort $id): within a module type `core` is meant. */
static bool read_alias_sort(ctext_cursor *c, bin_def *def, tn_str *id) {
    const ctext_node *list = ctext_next(c);
    if (!list || list->kind != CTEXT_LIST) {
        c->i -= list != NULL;
        return ctext_expected(c, "a sort, such as `(func)`");
    }
    ctext_cursor inner = ctext_enter(c->r, list, 0);
    bool in_core = c->r->scope->form == CTEXT_MODULE_TYPE;
    if (!ctext_read_sort(&inner, &def->u.alias.sort, in_core) ||
        !ctext_take_id(&inner, id) || !ctext_read_end(&inner))
        return false;
    bool core = def->u.alias.sort < TY_SORT_CORE_TYPE;
    if (def->u.alias.target == BIN_ALIAS_OUTER)
        return true;
    if (core != (def->u.alias.target == BIN_ALIAS_CORE_EXPORT) ||
        def->u.alias.sort == TY_SORT_CORE_TYPE ||
        def->u.alias.sort == TY_SORT_CORE_INSTANCE)
        return ctext_fail(c->r, list, "no such item can be exported");
    return true;
}

static bool is_outer_sort(ty_sort sort) {
    return sort == TY_SORT_CORE_MODULE || sort == TY_SORT_CORE_TYPE ||
           sort == TY_SORT_TYPE || sort == TY_SORT_COMPONENT;
}

/* The target, and with_sort: the sort behind it. */
static bool add_alias(
    ctext_cursor *c, bin_def *def, bool with_sort, tn_str id, uint32_t *out) {
    ctext_refs refs = {0};
    const ctext_node *index = NULL;
    bool ok = ctext_take_word(c, "outer") ? read_outer(c, def, &index)
                                          : read_export_target(c, def, &refs);
    if (!ok || (with_sort && !read_alias_sort(c, def, &id)) ||
        !ctext_read_end(c))
        return false;
    if (index && !is_outer_sort(def->u.alias.sort))
        return ctext_fail(c->r, c->list,
                          "outer item is not a module, type, or component");
    return (!index || resolve_outer(c->r, def, index)) &&
           ctext_add(c->r, def, &refs, id, c->list, out);
}

bool ctext_read_alias(ctext_cursor *c) {
    bin_def def = {.kind = BIN_ALIAS};
    return add_alias(c, &def, true, no_id, NULL);
}

bool ctext_read_inline_alias(ctext_cursor *c,
                             ty_sort sort,
                             tn_str id,
                             uint32_t *out) {
    bin_def def = {.kind = BIN_ALIAS};
    ctext_cursor inner = ctext_enter(c->r, ctext_next(c), 1);
    def.u.alias.sort = sort;
    return add_alias(&inner, &def, false, id, out) && ctext_read_end(c);
}

/* Imports and exports */

/* (sort $id? desc) */
static bool read_bound_desc(ctext_cursor *c,
                            ctext_refs *refs,
                            bin_externdesc *out,
                            tn_str *id) {
    const ctext_node *list = ctext_next(c);
    if (!list || list->kind != CTEXT_LIST) {
        c->i -= list != NULL;
        return ctext_expected(c, "what it is, such as `(func)`");
    }
    ctext_cursor inner = ctext_enter(c->r, list, 0);
    ty_sort sort;
    return ctext_read_sort(&inner, &sort, false) &&
           (!id || ctext_take_id(&inner, id)) &&
           ctext_read_externdesc(&inner, refs, sort, out) &&
           ctext_read_end(&inner);
}

static bool read_extern_decl(ctext_cursor *c, bin_def_kind kind) {
    bin_def def = {.kind = kind};
    ctext_refs refs = {0};
    tn_str id;
    return ctext_read_extern_name(c, &def.u.import.name) &&
           read_bound_desc(c, &refs, &def.u.import.desc, &id) &&
           ctext_read_end(c) && ctext_add(c->r, &def, &refs, id, c->list, NULL);
}

bool ctext_read_import(ctext_cursor *c) {
    return read_extern_decl(c, BIN_IMPORT);
}

bool ctext_read_export_decl(ctext_cursor *c) {
    return read_extern_decl(c, BIN_EXPORT);
}

/* The type that is ascribed is resolved before the item. */
bool ctext_read_export(ctext_cursor *c) {
    bin_def def = {.kind = BIN_EXPORT};
    ctext_refs item = {0}, refs = {0};
    tn_str id;
    if (!ctext_take_id(c, &id) ||
        !ctext_read_extern_name(c, &def.u.export.name) ||
        !ctext_read_item(c, &item, false, &def.u.export.item))
        return false;
    def.u.export.has_desc = ctext_peek(c) != NULL;
    if (def.u.export.has_desc &&
        !read_bound_desc(c, &refs, &def.u.export.desc, NULL))
        return false;
    tn_vec_push(c->r->arena, &refs, item.data[0]);
    return ctext_read_end(c) && ctext_add(c->r, &def, &refs, id, c->list, NULL);
}

/* Start functions */

static bool read_start_results(ctext_cursor *c,
                               uint32_t first,
                               uint32_t *count) {
    const ctext_node *list;
    while ((list = ctext_take_list(c, "result"))) {
        ctext_cursor inner = ctext_enter(c->r, list, 1);
        const ctext_node *value = ctext_take_list(&inner, "value");
        tn_str id;
        if (!value)
            return ctext_expected(&inner, "`(value)`");
        ctext_cursor in_value = ctext_enter(c->r, value, 1);
        if (!ctext_take_id(&in_value, &id) || !ctext_read_end(&in_value) ||
            !ctext_read_end(&inner) ||
            !ctext_put_id(c->r, TY_SORT_VALUE, first + (*count)++, id, list))
            return false;
    }
    return true;
}

bool ctext_read_start(ctext_cursor *c) {
    bin_def def = {.kind = BIN_START};
    ctext_refs refs = {0};
    uint32_t *args = TN_NEW_ARRAY(c->r->arena, uint32_t, c->list->count);
    def.u.start.args = args;
    if (!ctext_read_ref(c, &refs, TY_SORT_FUNC, &def.u.start.func))
        return false;
    while (ctext_is_list(ctext_peek(c), "value"))
        if (!ctext_read_ref(c, &refs, TY_SORT_VALUE,
                            &args[def.u.start.arg_count++]))
            return false;
    uint32_t first = c->r->scope->counts[TY_SORT_VALUE];
    return read_start_results(c, first, &def.u.start.result_count) &&
           ctext_read_end(c) &&
           ctext_add(c->r, &def, &refs, no_id, c->list, NULL);
}
