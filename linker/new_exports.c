/*
 * The exports of a component: lifted functions. An interface goes through a
 * small component of its own, because exported functions may only mention
 * types that are exported too (Explainer.md, "Type Checking"): it imports the
 * functions and the types that they use, and exports them again under the
 * names of the interface.
 */
#include "linker/new.h"

static uint32_t lift(link_plan *plan, const link_lift *l) {
    const ty_func *func = l->func->u.func;
    bin_canon canon = {.op = BIN_CANON_LIFT};
    canon.type = link_encode_func(&plan->scope, func);
    canon.func = link_alias_core_export(&plan->scope, TY_SORT_CORE_FUNC,
                                        l->unit->instance, l->core_name);
    canon.opts = link_canon_opts(plan, l->unit, link_lift_needs(func), true);
    if (l->post_return.len) {
        canon.opts.has_post_return = true;
        canon.opts.post_return = link_alias_core_export(
            &plan->scope, TY_SORT_CORE_FUNC, l->unit->instance, l->post_return);
    }
    return link_canon(plan, &canon);
}

static uint32_t add_export(link_scope *scope,
                           bin_extern_name name,
                           ty_sort sort,
                           uint32_t index,
                           const bin_externdesc *desc) {
    bin_def def = {.kind = BIN_EXPORT};
    def.u.export.name = name;
    def.u.export.item = (bin_sort_index){sort, index};
    if (desc) {
        def.u.export.has_desc = true;
        def.u.export.desc = *desc;
    }
    return link_define(scope, &def);
}

/* The nested component under construction. */
typedef struct nested {
    link_scope scope;
    link_plan *plan;
    TN_VEC(bin_arg) args; /* what it is instantiated with */
    tn_map names;
} nested;

/* "[method]r.m" -> "import-method-r-m", which is a plain name. */
static tn_str plain_name(nested *n, const char *prefix, tn_str name) {
    tn_str plain = tn_arena_printf(n->scope.arena, "import-%s%.*s", prefix,
                                   TN_STR_ARG(name));
    char *to = (char *)plain.p, *p = to;
    for (size_t i = 0; i < plain.len; i++) {
        char c = plain.p[i];
        if (c == '[')
            continue;
        *p++ = c == ']' || c == '.' ? '-' : c;
    }
    plain.len = (size_t)(p - to);
    return plain;
}

/* A name that was not there: the last number tried is kept with the base. */
static tn_str unique_name(nested *n, const char *prefix, tn_str name) {
    tn_str base = plain_name(n, prefix, name), unique = base;
    bool found;
    uint64_t next = tn_map_put(&n->names, base, &found)->value.num;
    while (found) {
        unique = tn_arena_printf(n->scope.arena, "%.*s%llu", TN_STR_ARG(base),
                                 (unsigned long long)next++);
        tn_map_put(&n->names, unique, &found);
    }
    tn_map_find(&n->names, base)->value.num = next;
    return unique;
}

static uint32_t add_import(nested *n,
                           tn_str name,
                           const bin_externdesc *desc,
                           ty_sort sort,
                           uint32_t outer) {
    bin_def def = {.kind = BIN_IMPORT};
    def.u.import.name.name = name;
    def.u.import.desc = *desc;
    bin_arg *arg = tn_vec_add(n->scope.arena, &n->args);
    arg->name = name;
    arg->item = (bin_sort_index){sort, outer};
    return link_define(&n->scope, &def);
}

static uint32_t import_type(nested *n, const ty *node, uint32_t target) {
    bool is_resource = node->kind == TY_RESOURCE;
    bin_externdesc desc = {.sort = TY_SORT_TYPE, .index = target};
    desc.bound = is_resource ? BIN_BOUND_SUB_RESOURCE : BIN_BOUND_EQ;
    tn_str label = is_resource ? node->u.resource.name : node->u.named.name;
    if (label.len == 0)
        label = TN_STR("unnamed");
    uint32_t outer = link_encode_type(&n->plan->scope, node);
    uint32_t index = add_import(n, unique_name(n, "type-", label), &desc,
                                TY_SORT_TYPE, outer);
    link_bind(&n->scope, node, index);
    return index;
}

/* A named type is met for the first time: import it, its targets before. */
static bool import_missing(link_scope *scope, const ty *node, uint32_t *out) {
    nested *n = scope->user;
    TN_VEC(const ty *) chain = {0};
    bool known = false;
    for (; !known && node->kind == TY_NAMED;
         known = link_find_named(scope, node, out)) {
        tn_vec_push(scope->arena, &chain, node);
        node = link_same(scope, node->u.named.target);
    }
    if (!known && node->kind == TY_RESOURCE)
        known = link_find_named(scope, node, out);
    if (!known && node->kind == TY_RESOURCE)
        *out = import_type(n, node, 0);
    else if (!known)
        *out = link_encode_type(scope, node);
    while (chain.len)
        *out = import_type(n, chain.data[--chain.len], *out);
    return true;
}

static uint32_t import_func(nested *n, const link_lift *l, uint32_t outer) {
    bin_externdesc desc = {.sort = TY_SORT_FUNC};
    desc.index = link_encode_func(&n->scope, l->func->u.func);
    bool is_plain = l->func->name.p[0] != '[';
    tn_str name = unique_name(n, is_plain ? "func-" : "", l->func->name);
    return add_import(n, name, &desc, TY_SORT_FUNC, outer);
}

/* Makes the interface's own types mean their exported versions. */
static void export_types(nested *n, const ty_instance *type) {
    /* What stands behind own names first, while they mean the imports. */
    uint32_t *targets =
        TN_NEW_ARRAY(n->scope.arena, uint32_t, type->export_count);
    for (uint32_t i = 0; i < type->export_count; i++) {
        const ty_extern *item = &type->exports[i];
        if (item->sort == TY_SORT_TYPE && item->u.type->kind == TY_RESOURCE)
            targets[i] = link_encode_type(&n->scope, item->u.type);
    }
    link_forget(&n->scope, type->exports, type->export_count);
    link_forget_anonymous(&n->scope);
    for (uint32_t i = 0; i < type->export_count; i++) {
        const ty_extern *item = &type->exports[i];
        if (item->sort != TY_SORT_TYPE)
            continue;
        if (item->u.type->kind != TY_RESOURCE)
            targets[i] =
                link_encode_type(&n->scope, item->u.type->kind == TY_NAMED
                                                ? item->u.type->u.named.target
                                                : item->u.type);
        link_bind(&n->scope, item->u.type,
                  add_export(&n->scope, link_extern_name(item), TY_SORT_TYPE,
                             targets[i], NULL));
    }
}

/* Foreign types that an interface has under a name of its own. */
static void import_foreign(nested *n, const ty_instance *type) {
    for (uint32_t i = 0; i < type->export_count; i++)
        if (type->exports[i].sort == TY_SORT_TYPE)
            link_encode_type(&n->scope, type->exports[i].u.type);
}

static uint32_t define_nested(link_plan *plan, nested *n) {
    bin_def def = {.kind = BIN_COMPONENT};
    def.u.component = n->scope.component;
    plan->scope.failed |= n->scope.failed;
    return link_define(&plan->scope, &def);
}

static uint32_t instantiate_nested(link_plan *plan, nested *n) {
    bin_def def = {.kind = BIN_INSTANCE};
    def.u.instance.instantiate = true;
    def.u.instance.component = define_nested(plan, n);
    def.u.instance.args = n->args.data;
    def.u.instance.arg_count = (uint32_t)n->args.len;
    return link_define(&plan->scope, &def);
}

/* Lifts were planned in the order of the exports: first to end are item's. */
static void build_nested(nested *n,
                         link_plan *plan,
                         const ty_instance *type,
                         size_t first,
                         size_t end) {
    import_foreign(n, type);
    uint32_t *funcs = TN_NEW_ARRAY(plan->arena, uint32_t, end - first);
    for (size_t i = first; i < end; i++)
        funcs[i - first] = import_func(n, &plan->lifts.data[i],
                                       lift(plan, &plan->lifts.data[i]));
    export_types(n, type);
    for (size_t i = first; i < end; i++) {
        const ty_extern *func = plan->lifts.data[i].func;
        bin_externdesc desc = {.sort = TY_SORT_FUNC};
        desc.index = link_encode_func(&n->scope, func->u.func);
        add_export(&n->scope, link_extern_name(func), TY_SORT_FUNC,
                   funcs[i - first], &desc);
    }
}

/* Where build_exports is in the plan's lists. */
typedef struct cursor {
    size_t lift, resource;
} cursor;

static void bind_resources(link_plan *plan, const ty_extern *item, cursor *at) {
    for (; at->resource < plan->resources.len; at->resource++) {
        const link_resource *resource = &plan->resources.data[at->resource];
        if (resource->owner != item)
            return;
        link_bind(&plan->scope, resource->node, resource->type);
    }
}

/*
 * While an interface is built, its own names are transparent in the outer
 * component: the types that its functions are lifted with have no names.
 */
static void build_interface(link_plan *plan,
                            const ty_extern *item,
                            cursor *at) {
    const ty_instance *type = item->u.instance;
    link_forget(&plan->scope, type->exports, type->export_count);
    link_forget_anonymous(&plan->scope);
    bind_resources(plan, item, at);
    nested n = {.plan = plan};
    link_scope_init(&n.scope, plan->ctx, plan->arena, NULL);
    n.scope.component = bin_new(plan->ctx, plan->arena);
    n.scope.same = plan->scope.same;
    n.scope.missing = import_missing;
    n.scope.user = &n;
    tn_map_init(&n.names, plan->arena);
    size_t first = at->lift;
    while (at->lift < plan->lifts.len &&
           plan->lifts.data[at->lift].interface == item)
        at->lift++;
    build_nested(&n, plan, type, first, at->lift);
    uint32_t instance = instantiate_nested(plan, &n);
    uint32_t exported = add_export(&plan->scope, link_extern_name(item),
                                   TY_SORT_INSTANCE, instance, NULL);
    link_forget(&plan->scope, type->exports, type->export_count);
    link_forget_anonymous(&plan->scope);
    link_provide(&plan->scope, exported, type->exports, type->export_count);
}

void link_build_exports(link_plan *plan) {
    cursor at = {0};
    for (size_t i = 0; i < plan->world.exports.len; i++) {
        const ty_extern *item = &plan->world.exports.data[i];
        if (item->sort == TY_SORT_INSTANCE) {
            build_interface(plan, item, &at);
        } else if (at.lift < plan->lifts.len &&
                   plan->lifts.data[at.lift].func == item) {
            uint32_t func = lift(plan, &plan->lifts.data[at.lift++]);
            add_export(&plan->scope, link_extern_name(item), TY_SORT_FUNC, func,
                       NULL);
        }
    }
}
