/*
 * Equality and subtyping (Explainer.md, "Type Checking"): value and function
 * types must be equal; an instance may export more, a component or module
 * may also import less. Resources of the wanted side are bound to those of
 * the actual side when they are met. Pairs of nodes that were found to match
 * are remembered, since graphs can be exponential as trees.
 */
#include "types/types.h"

/* Where in the types we are, for the sentence that says why not. */
typedef struct crumb {
    const struct crumb *outer;
    const char *what; /* "export", "parameter", ... */
    tn_str name;
} crumb;

typedef struct matcher {
    ty_subst *bind;  /* may be NULL: plain equality */
    tn_writer *why;  /* may be NULL */
    const crumb *at; /* innermost */
} matcher;

static void write_crumbs(tn_writer *why, const crumb *at) {
    if (!at)
        return;
    write_crumbs(why, at->outer);
    size_t shown = at->name.len < 200 ? at->name.len : 200;
    tn_write_printf(why, at->name.len ? "%s `%.*s`: " : "%s: ", at->what,
                    (int)shown, at->name.p);
}

/* Starts a sentence; the caller writes the rest. NULL: nobody listens. */
static tn_writer *explain(const matcher *m) {
    if (m->why)
        write_crumbs(m->why, m->at);
    return m->why;
}

static bool fail(const matcher *m, const char *text) {
    if (explain(m))
        tn_write_printf(m->why, "%s", text);
    return false;
}

/* The text of a type twice over would say nothing. */
static bool fail_types(const matcher *m, const ty *wanted, const ty *actual) {
    tn_writer *why = explain(m);
    if (!why)
        return false;
    tn_write_printf(why, "expected `");
    size_t first = why->len;
    ty_print(why, wanted);
    size_t len = why->len - first;
    tn_write_printf(why, "`, found `");
    size_t second = why->len;
    ty_print(why, actual);
    bool same = why->len - second == len &&
                memcmp(why->data + first, why->data + second, len) == 0;
    ty_kind kind = ty_strip(wanted)->kind;
    bool resources =
        kind == ty_strip(actual)->kind && ty_strip(wanted)->has_resources;
    if (!resources && same) {
        tn_write_printf(why, "` of another definition: ");
        ty_explain_difference(why, wanted, actual, m->bind);
    } else {
        tn_write_printf(why, resources ? "` (resource types are not the same)"
                                       : "`");
    }
    return false;
}

typedef struct pair {
    const void *wanted, *actual;
} pair;

static bool is_known_pair(const matcher *m, const pair *p) {
    tn_str key = {(const char *)p, sizeof *p};
    return m->bind && tn_map_find(&m->bind->matched, key);
}

static void remember_pair(const matcher *m, const pair *p) {
    if (!m->bind)
        return;
    tn_str key = {(const char *)p, sizeof *p};
    tn_map_put(&m->bind->matched, tn_arena_copy(m->bind->arena, key), NULL);
    m->bind->work++;
}

/* What a wanted resource stands for now. */
static const ty *bound_to(const matcher *m, const ty *wanted) {
    const ty *other =
        m->bind ? tn_ptr_map_get(&m->bind->resources, wanted) : NULL;
    return other ? ty_strip(other) : wanted;
}

static bool equal(const matcher *m, const ty *wanted, const ty *actual);

static bool equal_optional(const matcher *m,
                           const ty *wanted,
                           const ty *actual) {
    if (!wanted || !actual)
        return wanted == actual;
    return equal(m, wanted, actual);
}

static void count_work(const matcher *m, uint32_t work) {
    if (m->bind)
        m->bind->work += work;
}

static bool equal_fields(const matcher *m, const ty *wanted, const ty *actual) {
    if (wanted->u.fields.len != actual->u.fields.len)
        return false;
    count_work(m, wanted->u.fields.len);
    for (uint32_t i = 0; i < wanted->u.fields.len; i++) {
        const ty_field *w = &wanted->u.fields.data[i];
        const ty_field *a = &actual->u.fields.data[i];
        bool named = wanted->kind != TY_TUPLE;
        if ((named && !tn_str_eq(w->name, a->name)) ||
            !equal_optional(m, w->type, a->type))
            return false;
    }
    return true;
}

static bool match_func(matcher *m,
                       const ty_func *wanted,
                       const ty_func *actual);
static bool match_instance(matcher *m,
                           const ty_instance *wanted,
                           const ty_instance *actual);
static bool match_component(matcher *m,
                            const ty_component *wanted,
                            const ty_component *actual);

/* Equal definitions match and have as many members. */
static bool equal_definition(const matcher *outer,
                             const ty *wanted,
                             const ty *actual) {
    matcher m = {.bind = outer->bind};
    if (wanted->u.definition.func)
        return actual->u.definition.func &&
               match_func(&m, wanted->u.definition.func,
                          actual->u.definition.func);
    if (wanted->u.definition.instance)
        return actual->u.definition.instance &&
               wanted->u.definition.instance->export_count ==
                   actual->u.definition.instance->export_count &&
               match_instance(&m, wanted->u.definition.instance,
                              actual->u.definition.instance);
    return actual->u.definition.component &&
           wanted->u.definition.component->import_count ==
               actual->u.definition.component->import_count &&
           wanted->u.definition.component->export_count ==
               actual->u.definition.component->export_count &&
           match_component(&m, wanted->u.definition.component,
                           actual->u.definition.component);
}

static bool equal_structure(const matcher *m,
                            const ty *wanted,
                            const ty *actual) {
    switch (wanted->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
    case TY_FLAGS:
    case TY_ENUM:
        return equal_fields(m, wanted, actual);
    case TY_OWN:
    case TY_BORROW:
        return bound_to(m, ty_resource_of(wanted)) == ty_resource_of(actual);
    case TY_RESOURCE:
        return bound_to(m, wanted) == actual;
    case TY_DEFINITION:
        return equal_definition(m, wanted, actual);
    case TY_FIXED_LIST:
        if (wanted->u.of.len != actual->u.of.len)
            return false;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < ty_child_count(wanted); i++) {
        if (!equal_optional(m, ty_child(wanted, i), ty_child(actual, i)))
            return false;
    }
    return true;
}

static bool equal(const matcher *m, const ty *wanted, const ty *actual) {
    wanted = ty_strip(wanted);
    actual = ty_strip(actual);
    if (wanted->kind != actual->kind)
        return false;
    /* Without resources inside, the same node is the same type. */
    if (wanted == actual && (!m->bind || !wanted->has_resources))
        return true;
    pair p = {wanted, actual};
    bool compound = ty_child_count(wanted) > 0;
    if (compound && is_known_pair(m, &p))
        return true;
    if (!equal_structure(m, wanted, actual))
        return false;
    if (compound)
        remember_pair(m, &p);
    return true;
}

bool ty_equal(const ty *wanted, const ty *actual, ty_subst *bind) {
    matcher m = {.bind = bind};
    return equal(&m, wanted, actual);
}

static bool match_value(const matcher *m, const ty *wanted, const ty *actual) {
    return equal(m, wanted, actual) || fail_types(m, wanted, actual);
}

static bool match_param(matcher *m,
                        const ty_field *wanted,
                        const ty_field *actual,
                        uint32_t index) {
    if (!tn_str_eq(wanted->name, actual->name)) {
        if (explain(m))
            tn_write_printf(m->why,
                            "parameter %u: expected the name `%.*s`, found "
                            "`%.*s`",
                            index + 1, TN_STR_ARG(wanted->name),
                            TN_STR_ARG(actual->name));
        return false;
    }
    crumb here = {m->at, "parameter", wanted->name};
    m->at = &here;
    bool ok = match_value(m, wanted->type, actual->type);
    m->at = here.outer;
    return ok;
}

static bool match_result(matcher *m, const ty *wanted, const ty *actual) {
    crumb here = {m->at, "result", {0}};
    m->at = &here;
    bool ok;
    if (wanted && actual)
        ok = match_value(m, wanted, actual);
    else if (wanted == actual)
        ok = true;
    else
        ok = fail(m, wanted ? "expected a value, found none"
                            : "expected none, found a value");
    m->at = here.outer;
    return ok;
}

static bool match_func(matcher *m,
                       const ty_func *wanted,
                       const ty_func *actual) {
    if (wanted->is_async != actual->is_async)
        return fail(m, wanted->is_async
                           ? "expected an async func, found a sync one"
                           : "expected a func, found an async one");
    if (wanted->param_count != actual->param_count) {
        if (explain(m))
            tn_write_printf(m->why, "expected %u parameters, found %u",
                            wanted->param_count, actual->param_count);
        return false;
    }
    count_work(m, wanted->param_count);
    for (uint32_t i = 0; i < wanted->param_count; i++) {
        if (!match_param(m, &wanted->params[i], &actual->params[i], i))
            return false;
    }
    return match_result(m, wanted->result, actual->result);
}

/* Wanted: any resource, or (eq) one known type. */
static bool match_type(const matcher *m, const ty *wanted, const ty *actual) {
    if (wanted->kind != TY_RESOURCE)
        return match_value(m, wanted, actual);
    const ty *resource = ty_strip(actual);
    if (resource->kind != TY_RESOURCE) {
        if (explain(m)) {
            tn_write_printf(m->why, "expected a resource, found `");
            ty_print(m->why, actual);
            tn_write_printf(m->why, "`");
        }
        return false;
    }
    if (!m->bind || tn_ptr_map_get(&m->bind->resources, wanted))
        return bound_to(m, wanted) == resource ||
               fail(m, "expected the same resource as before, found another");
    tn_ptr_map_set(&m->bind->resources, wanted, (void *)(uintptr_t)actual);
    return true;
}

static const ty_extern *look_up(const matcher *m,
                                const ty_extern *list,
                                uint32_t count,
                                tn_str name) {
    return m->bind ? ty_look_up_extern(m->bind->index, list, count, name)
                   : ty_find_extern(list, count, name);
}

static bool match_extern(matcher *m,
                         const ty_extern *wanted,
                         const ty_extern *actual);

/*
 * Each of the wanted externs is among the actual ones, which are seen through
 * a substitution if there is one.
 */
static bool match_externs(matcher *m,
                          const char *what,
                          const ty_extern *wanted,
                          uint32_t wanted_count,
                          const ty_extern *actual,
                          uint32_t actual_count,
                          ty_subst *through) {
    count_work(m, wanted_count);
    for (uint32_t i = 0; i < wanted_count; i++) {
        const ty_extern *found =
            look_up(m, actual, actual_count, wanted[i].name);
        if (!found) {
            if (explain(m))
                tn_write_printf(m->why, "missing expected %s `%.*s`", what,
                                TN_STR_ARG(wanted[i].name));
            return false;
        }
        ty_extern seen = through ? ty_subst_extern(through, found) : *found;
        crumb here = {m->at, what, wanted[i].name};
        m->at = &here;
        bool ok = match_extern(m, &wanted[i], &seen);
        m->at = here.outer;
        if (!ok)
            return false;
    }
    return true;
}

static bool match_instance(matcher *m,
                           const ty_instance *wanted,
                           const ty_instance *actual) {
    pair p = {wanted, actual};
    if (is_known_pair(m, &p))
        return true;
    if (!match_externs(m, "export", wanted->exports, wanted->export_count,
                       actual->exports, actual->export_count, NULL))
        return false;
    remember_pair(m, &p);
    return true;
}

/*
 * Actual is usable as wanted if it can be instantiated with the imports of
 * wanted, and then exports what wanted does.
 */
static bool match_component(matcher *m,
                            const ty_component *wanted,
                            const ty_component *actual) {
    pair p = {wanted, actual};
    if (is_known_pair(m, &p))
        return true;
    /* Without a binding there is no arena; such types are the same node. */
    if (!m->bind)
        return wanted == actual || fail(m, "component types differ");
    ty_subst inner, result;
    ty_subst_init(&inner, m->bind->arena);
    ty_subst_init(&result, m->bind->arena);
    inner.index = result.index = m->bind->index;
    const ty_component *outer = ty_subst_component(m->bind, wanted);
    matcher imports = {.bind = &inner, .why = m->why, .at = m->at};
    matcher exports = {.bind = &result, .why = m->why, .at = m->at};
    bool ok =
        match_externs(&imports, "import", actual->imports, actual->import_count,
                      outer->imports, outer->import_count, NULL);
    if (ok) {
        /* The imports of wanted bind to themselves. */
        ty_subst_fix(&result, outer->imports, outer->import_count);
        ok = match_externs(&exports, "export", outer->exports,
                           outer->export_count, actual->exports,
                           actual->export_count, &inner);
    }
    m->bind->work += inner.work + result.work;
    if (ok)
        remember_pair(m, &p);
    return ok;
}

/* Core modules (Core specification 3.3, "Import Subtyping") */

static bool limits_match(const core_limits *wanted, const core_limits *actual) {
    if (wanted->is64 != actual->is64 || wanted->shared != actual->shared)
        return false;
    if (actual->min < wanted->min)
        return false;
    return !wanted->has_max || (actual->has_max && actual->max <= wanted->max);
}

bool ty_matches_core_extern(const ty_core_extern *wanted,
                            const ty_core_extern *actual) {
    const core_extern *w = &wanted->type, *a = &actual->type;
    if (w->kind != a->kind)
        return false;
    switch (w->kind) {
    case CORE_FUNC:
    case CORE_TAG:
        return core_functype_eq(wanted->func, actual->func);
    case CORE_TABLE:
        return w->u.table.elem == a->u.table.elem &&
               limits_match(&w->u.table.limits, &a->u.table.limits);
    case CORE_MEMORY:
        return limits_match(&w->u.memory, &a->u.memory);
    case CORE_GLOBAL:
        return w->u.global.type == a->u.global.type &&
               w->u.global.mutable_ == a->u.global.mutable_;
    default:
        return false;
    }
}

static const char *core_kind_name(core_kind kind) {
    static const char *const names[] = {"func", "table", "memory", "global",
                                        "tag"};
    return (size_t)kind < TN_COUNT_OF(names) ? names[kind] : "item";
}

static bool explain_core(const matcher *m,
                         const ty_core_extern *wanted,
                         const ty_core_extern *actual) {
    tn_writer *why = explain(m);
    if (!why)
        return false;
    bool import = wanted->module.len || actual->module.len;
    tn_write_printf(why,
                    import ? "import `%.*s` `%.*s`: " : "export %.*s`%.*s`: ",
                    TN_STR_ARG(wanted->module), TN_STR_ARG(wanted->name));
    if (wanted->type.kind == actual->type.kind && wanted->func &&
        actual->func) {
        tn_write_printf(why, "expected the type ");
        ty_print_core_func(why, wanted->func);
        tn_write_printf(why, ", found ");
        ty_print_core_func(why, actual->func);
    } else {
        bool same = wanted->type.kind == actual->type.kind;
        tn_write_printf(why, "expected a core %s%s, found a core %s",
                        core_kind_name(wanted->type.kind),
                        same ? " of another type" : "",
                        core_kind_name(actual->type.kind));
    }
    return false;
}

/* Both names of an import as one key. */
static tn_str core_key(tn_arena *arena, const ty_core_extern *item) {
    return tn_arena_printf(arena, "%zu:%.*s%.*s", item->module.len,
                           TN_STR_ARG(item->module), TN_STR_ARG(item->name));
}

/* swap: wanted's items are to be used where actual's are asked for. */
static bool match_core_list(matcher *m,
                            tn_arena *arena,
                            const ty_core_extern *asked,
                            uint32_t asked_count,
                            const ty_core_extern *given,
                            uint32_t given_count) {
    tn_map map;
    tn_map_init(&map, arena);
    for (uint32_t i = 0; i < given_count; i++)
        tn_map_put(&map, core_key(arena, &given[i]), NULL)->value.num = i;
    for (uint32_t i = 0; i < asked_count; i++) {
        const tn_map_entry *e = tn_map_find(&map, core_key(arena, &asked[i]));
        if (!e) {
            if (explain(m))
                tn_write_printf(m->why,
                                asked[i].module.len
                                    ? "missing expected import `%.*s` `%.*s`"
                                    : "missing expected export %.*s`%.*s`",
                                TN_STR_ARG(asked[i].module),
                                TN_STR_ARG(asked[i].name));
            return false;
        }
        if (!ty_matches_core_extern(&asked[i], &given[e->value.num]))
            return explain_core(m, &asked[i], &given[e->value.num]);
    }
    return true;
}

static bool match_module(matcher *m,
                         const ty_module *wanted,
                         const ty_module *actual) {
    tn_arena *arena = m->bind ? m->bind->arena : m->why ? m->why->arena : NULL;
    if (!arena)
        return wanted == actual;
    return match_core_list(m, arena, actual->imports, actual->import_count,
                           wanted->imports, wanted->import_count) &&
           match_core_list(m, arena, wanted->exports, wanted->export_count,
                           actual->exports, actual->export_count);
}

static bool match_extern(matcher *m,
                         const ty_extern *wanted,
                         const ty_extern *actual) {
    if (wanted->sort != actual->sort) {
        if (explain(m))
            tn_write_printf(m->why, "expected %s, found %s",
                            ty_sort_name(wanted->sort),
                            ty_sort_name(actual->sort));
        return false;
    }
    switch (wanted->sort) {
    case TY_SORT_FUNC:
        return match_func(m, wanted->u.func, actual->u.func);
    case TY_SORT_INSTANCE:
        return match_instance(m, wanted->u.instance, actual->u.instance);
    case TY_SORT_COMPONENT:
        return match_component(m, wanted->u.component, actual->u.component);
    case TY_SORT_CORE_MODULE:
        return match_module(m, wanted->u.module, actual->u.module);
    case TY_SORT_TYPE:
        return match_type(m, wanted->u.type, actual->u.type);
    case TY_SORT_VALUE:
        return match_value(m, wanted->u.value, actual->u.value);
    default:
        return fail(m, "this sort cannot be imported or exported");
    }
}

bool ty_matches_extern(const ty_extern *wanted,
                       const ty_extern *actual,
                       ty_subst *bind,
                       tn_writer *why) {
    matcher m = {.bind = bind, .why = why};
    return match_extern(&m, wanted, actual);
}

bool ty_matches_module(const ty_module *wanted,
                       const ty_module *actual,
                       tn_writer *why) {
    matcher m = {.why = why};
    return match_module(&m, wanted, actual);
}

bool ty_matches_func(const ty_func *wanted,
                     const ty_func *actual,
                     ty_subst *bind,
                     tn_writer *why) {
    matcher m = {.bind = bind, .why = why};
    return match_func(&m, wanted, actual);
}
