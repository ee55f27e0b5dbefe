/*
 * Imports, exports and aliases (Explainer.md, "Import and Export Definitions"
 * and "Alias Definitions"), the visibility of types outside, and what a
 * component looks like from outside.
 *
 * An import or export of a type makes a new node for it, and only types that
 * mention such nodes (by identity) may appear in what is imported or
 * exported ("External Visibility of Types").
 */
#include "base/context.h"
#include "component/validate.h"

static void add_to_set(tn_ptr_map *set, const void *node) {
    tn_ptr_map_set(set, node, set);
}

static bool in_set(const tn_ptr_map *set, const void *node) {
    return tn_ptr_map_get(set, node) != NULL;
}

bool bin_item_extern(bin_scope *s, bin_sort_index item, ty_extern *out) {
    *out = (ty_extern){.sort = item.sort};
    if (!bin_check_index(s, item.sort, item.index))
        return false;
    switch (item.sort) {
    case TY_SORT_CORE_MODULE:
        out->u.module = s->core_modules.data[item.index];
        return true;
    case TY_SORT_FUNC:
        out->u.func = s->funcs.data[item.index];
        return true;
    case TY_SORT_TYPE:
        out->u.type = s->types.data[item.index];
        return true;
    case TY_SORT_COMPONENT:
        out->u.component = s->components.data[item.index];
        return true;
    case TY_SORT_INSTANCE:
        out->u.instance = s->instances.data[item.index];
        return true;
    default:
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "a %s cannot be imported or exported",
                           ty_sort_name(item.sort));
    }
}

/* Adds an item to its index space. */
static void add_extern(bin_scope *s, const ty_extern *item) {
    tn_arena *arena = s->scratch;
    switch (item->sort) {
    case TY_SORT_CORE_MODULE:
        tn_vec_push(arena, &s->core_modules, item->u.module);
        break;
    case TY_SORT_FUNC:
        tn_vec_push(arena, &s->funcs, item->u.func);
        break;
    case TY_SORT_TYPE:
        tn_vec_push(arena, &s->types, item->u.type);
        break;
    case TY_SORT_COMPONENT:
        tn_vec_push(arena, &s->components, item->u.component);
        break;
    case TY_SORT_INSTANCE:
        tn_vec_push(arena, &s->instances, item->u.instance);
        break;
    default:
        break;
    }
}

/* Visibility */

static bool is_visible(tn_ptr_map *set, const ty *type);

static bool are_children_visible(tn_ptr_map *set, const ty *type) {
    for (uint32_t i = 0; i < ty_child_count(type); i++) {
        const ty *child = ty_child(type, i);
        if (child && !is_visible(set, child))
            return false;
    }
    return true;
}

/* Anonymous types that were found visible are added, to be found again. */
static bool is_visible(tn_ptr_map *set, const ty *type) {
    if (in_set(set, type))
        return true;
    const ty *plain = ty_strip(type);
    switch (plain->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_FLAGS:
    case TY_ENUM:
        return false;
    case TY_OWN:
    case TY_BORROW:
        return in_set(set, plain->u.handle.resource);
    default:
        break;
    }
    if (!are_children_visible(set, plain))
        return false;
    if (ty_child_count(plain))
        add_to_set(set, type);
    return true;
}

static bool is_func_visible(tn_ptr_map *set, const ty_func *func) {
    if (in_set(set, func))
        return true;
    for (uint32_t i = 0; i < func->param_count; i++) {
        if (!is_visible(set, func->params[i].type))
            return false;
    }
    if (func->result && !is_visible(set, func->result))
        return false;
    add_to_set(set, func);
    return true;
}

static bool is_type_visible(tn_ptr_map *set, const ty *type) {
    type = ty_strip(type);
    if (type->kind == TY_RESOURCE)
        return true;
    if (type->kind == TY_DEFINITION)
        return !type->u.definition.func ||
               is_func_visible(set, type->u.definition.func);
    if (type->kind == TY_OWN || type->kind == TY_BORROW)
        return in_set(set, type->u.handle.resource);
    return are_children_visible(set, type);
}

static bool register_extern(bin_scope *s,
                            tn_ptr_map *set,
                            const ty_extern *item,
                            const char *what);

static bool register_exports(bin_scope *s,
                             tn_ptr_map *set,
                             const ty_instance *type,
                             const char *what) {
    if (in_set(set, type))
        return true;
    add_to_set(set, type);
    if (!bin_spend(s, type->export_count))
        return false;
    for (uint32_t i = 0; i < type->export_count; i++) {
        if (!register_extern(s, set, &type->exports[i], what))
            return false;
    }
    return true;
}

/* Checks that what an item mentions has names, and names what it brings. */
static bool register_extern(bin_scope *s,
                            tn_ptr_map *set,
                            const ty_extern *item,
                            const char *what) {
    bool ok = true;
    if (item->sort == TY_SORT_INSTANCE)
        return register_exports(s, set, item->u.instance, what);
    const ty *plain =
        item->sort == TY_SORT_TYPE ? ty_strip(item->u.type) : NULL;
    if (plain && plain->kind == TY_DEFINITION && plain->u.definition.instance)
        return register_exports(s, set, plain->u.definition.instance, what);
    if (item->sort == TY_SORT_FUNC)
        ok = is_func_visible(set, item->u.func);
    else if (item->sort == TY_SORT_TYPE)
        ok = is_type_visible(set, item->u.type);
    if (!ok)
        return bin_invalid(s, DIAG_COMP_TYPE,
                           "%s `%.*s` is not valid to be used as %s: it "
                           "mentions a type that has no name outside",
                           ty_sort_name(item->sort), TN_STR_ARG(item->name),
                           what);
    if (item->sort == TY_SORT_TYPE)
        add_to_set(set, item->u.type);
    return true;
}

/* Resources that an import brings in. */
static void collect_foreign(tn_ptr_map *out, const ty_extern *item) {
    if (item->sort == TY_SORT_TYPE &&
        ty_strip(item->u.type)->kind == TY_RESOURCE)
        add_to_set(out, ty_strip(item->u.type));
    if (item->sort != TY_SORT_INSTANCE || in_set(out, item->u.instance))
        return;
    add_to_set(out, item->u.instance);
    for (uint32_t i = 0; i < item->u.instance->export_count; i++)
        collect_foreign(out, &item->u.instance->exports[i]);
}

/* Descriptions */

static bool describe_type(bin_scope *s,
                          const bin_externdesc *desc,
                          ty_extern *out) {
    if (desc->bound == BIN_BOUND_SUB_RESOURCE) {
        out->u.type = ty_make_resource(s->v->arena, out->name);
        return true;
    }
    const ty *type = NULL;
    if (!bin_type_at(s, desc->index, &type))
        return false;
    out->u.type = ty_make_named(s->v->arena, out->name, type);
    return true;
}

static bool describe_module(bin_scope *s,
                            const bin_externdesc *desc,
                            ty_extern *out) {
    if (!bin_check_index(s, TY_SORT_CORE_TYPE, desc->index))
        return false;
    out->u.module = s->core_types.data[desc->index].module;
    return out->u.module ||
           bin_invalid(s, DIAG_COMP_TYPE,
                       "core type index %u is not a module type", desc->index);
}

static bool describe_scope(bin_scope *s,
                           const bin_externdesc *desc,
                           ty_extern *out) {
    const ty *type = NULL;
    if (!bin_type_at(s, desc->index, &type))
        return false;
    type = ty_strip(type);
    bool is_definition = type->kind == TY_DEFINITION;
    if (desc->sort == TY_SORT_COMPONENT) {
        out->u.component = is_definition ? type->u.definition.component : NULL;
        return out->u.component ||
               bin_invalid(s, DIAG_COMP_TYPE,
                           "type index %u is not a component type",
                           desc->index);
    }
    const ty_instance *instance =
        is_definition ? type->u.definition.instance : NULL;
    if (!instance)
        return bin_invalid(s, DIAG_COMP_TYPE,
                           "type index %u is not an instance type",
                           desc->index);
    ty_subst fresh;
    bin_subst_init(s, &fresh);
    ty_subst_fresh(&fresh, instance->exports, instance->export_count);
    out->u.instance =
        fresh.resources.len ? ty_subst_instance(&fresh, instance) : instance;
    return bin_spend(s, fresh.work);
}

/* What an externdesc means here; resources in it are fresh. */
static bool describe_extern(bin_scope *s,
                            const bin_externdesc *desc,
                            const bin_extern_name *name,
                            ty_extern *out) {
    *out = (ty_extern){.sort = desc->sort};
    bin_put_name(out, name);
    switch (desc->sort) {
    case TY_SORT_CORE_MODULE:
        return describe_module(s, desc, out);
    case TY_SORT_FUNC:
        return bin_func_type_at(s, desc->index, &out->u.func);
    case TY_SORT_TYPE:
        return describe_type(s, desc, out);
    case TY_SORT_COMPONENT:
    case TY_SORT_INSTANCE:
        return describe_scope(s, desc, out);
    case TY_SORT_VALUE:
        return bin_invalid(s, DIAG_COMP_FEATURE,
                           "value imports and exports are not supported");
    default:
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "a %s cannot be imported or exported",
                           ty_sort_name(desc->sort));
    }
}

/* Instance types are checked where they are used, with what is named there. */
static bool name_import(bin_scope *s, const ty_extern *item) {
    collect_foreign(&s->foreign, item);
    if (s->form == BIN_SCOPE_INSTANCE_TYPE)
        return true;
    return register_extern(s, &s->importable, item, "import") &&
           register_extern(s, &s->exportable, item, "import");
}

static bool name_export(bin_scope *s, const ty_extern *item) {
    return s->form == BIN_SCOPE_INSTANCE_TYPE ||
           register_extern(s, &s->exportable, item, "export");
}

bool bin_validate_import(bin_scope *s, bin_def *def) {
    ty_extern item;
    if (!describe_extern(s, &def->u.import.desc, &def->u.import.name, &item))
        return false;
    if (!bin_check_name(s, &s->import_names, &def->u.import.name, &item,
                        "import") ||
        !name_import(s, &item))
        return false;
    def->u.import.type = item;
    tn_vec_push(s->scratch, &s->imports, item);
    add_extern(s, &item);
    return true;
}

bool bin_validate_exportdecl(bin_scope *s, bin_def *def) {
    ty_extern item;
    if (!describe_extern(s, &def->u.import.desc, &def->u.import.name, &item))
        return false;
    if (!bin_check_name(s, &s->export_names, &def->u.import.name, &item,
                        "export") ||
        !name_export(s, &item))
        return false;
    def->u.import.type = item;
    tn_vec_push(s->scratch, &s->exports, item);
    add_extern(s, &item);
    return true;
}

/* An export with a type: the item must fit, and is known by that type. */
static bool ascribe(bin_scope *s, const bin_def *def, ty_extern *item) {
    ty_extern wanted, actual = *item;
    if (!describe_extern(s, &def->u.export.desc, &def->u.export.name, &wanted))
        return false;
    ty_subst bind;
    tn_writer why;
    bin_subst_init(s, &bind);
    tn_writer_init(&why, s->v->arena);
    if (!ty_matches_extern(&wanted, &actual, &bind, &why))
        return bin_invalid(s, DIAG_COMP_TYPE,
                           "ascribed type of export is not compatible with "
                           "item's type: %.*s",
                           TN_STR_ARG(tn_writer_str(&why)));
    *item = wanted;
    if (!bin_spend(s, bind.work))
        return false;
    if (wanted.sort == TY_SORT_INSTANCE) {
        item->u.instance = ty_subst_instance(&bind, wanted.u.instance);
    } else if (wanted.sort == TY_SORT_TYPE &&
               wanted.u.type->kind == TY_RESOURCE) {
        ty *abstract = ty_make_resource(s->v->arena, item->name);
        abstract->u.resource.origin = ty_strip(actual.u.type);
        item->u.type = abstract;
    }
    return true;
}

bool bin_validate_export(bin_scope *s, bin_def *def) {
    const bin_extern_name *name = &def->u.export.name;
    ty_extern item;
    if (!bin_item_extern(s, def->u.export.item, &item))
        return false;
    bin_put_name(&item, name);
    if (def->u.export.has_desc) {
        if (!ascribe(s, def, &item))
            return false;
    } else if (item.sort == TY_SORT_TYPE) {
        item.u.type = ty_make_named(s->v->arena, item.name, item.u.type);
    }
    if (!bin_check_name(s, &s->export_names, name, &item, "export") ||
        !name_export(s, &item))
        return false;
    def->u.export.type = item;
    tn_vec_push(s->scratch, &s->exports, item);
    add_extern(s, &item);
    return true;
}

/* Aliases */

static bool alias_export(bin_scope *s, bin_def *def) {
    uint32_t index = def->u.alias.instance;
    tn_str name = def->u.alias.name;
    ty_sort sort = def->u.alias.sort;
    if (!bin_check_index(s, TY_SORT_INSTANCE, index))
        return false;
    if (s->form != BIN_SCOPE_COMPONENT && sort != TY_SORT_INSTANCE &&
        sort != TY_SORT_TYPE)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "types can only alias instances and types");
    const ty_instance *instance = s->instances.data[index];
    const ty_extern *item = ty_look_up_extern(&s->v->lookup, instance->exports,
                                              instance->export_count, name);
    if (!item)
        return bin_invalid(s, DIAG_COMP_INDEX,
                           "instance %u has no export named `%.*s`", index,
                           TN_STR_ARG(name));
    if (item->sort != sort)
        return bin_invalid(s, DIAG_COMP_TYPE,
                           "export `%.*s` for instance %u is a %s, not a %s",
                           TN_STR_ARG(name), index, ty_sort_name(item->sort),
                           ty_sort_name(sort));
    def->u.alias.type = *item;
    add_extern(s, item);
    return true;
}

/* The scope that many levels up; what lies between is marked by the caller. */
static bin_scope *scope_above(bin_scope *s, uint32_t levels) {
    while (s && levels--)
        s = s->parent;
    return s;
}

static bool crosses_component(const bin_scope *s, const bin_scope *target) {
    for (; s != target; s = s->parent) {
        if (s->form == BIN_SCOPE_COMPONENT)
            return true;
    }
    return false;
}

static bool alias_outer_type(bin_scope *s, bin_scope *from, bin_def *def) {
    const ty *type = from->types.data[def->u.alias.index];
    if (type->has_resources) {
        if (crosses_component(s, from))
            return bin_invalid(s, DIAG_COMP_TYPE,
                               "cannot alias outer type which transitively "
                               "refers to resources not defined in the "
                               "current component");
        for (bin_scope *at = s; at != from; at = at->parent)
            at->uses_outer_resources = true;
    }
    def->u.alias.type = (ty_extern){.sort = TY_SORT_TYPE, .u.type = type};
    tn_vec_push(s->scratch, &s->types, type);
    return true;
}

static bool alias_outer(bin_scope *s, bin_def *def) {
    ty_sort sort = def->u.alias.sort;
    bin_scope *from = scope_above(s, def->u.alias.outer);
    if (!from)
        return bin_invalid(s, DIAG_COMP_INDEX,
                           "invalid outer alias count of %u",
                           def->u.alias.outer);
    bool in_type = s->form != BIN_SCOPE_COMPONENT;
    bool is_type = sort == TY_SORT_TYPE || sort == TY_SORT_CORE_TYPE;
    bool known = in_type ? is_type : bin_is_outer_sort(sort);
    if (!known)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "outer aliases cannot name a %s here",
                           ty_sort_name(sort));
    uint32_t index = def->u.alias.index;
    if (index >= bin_space_size(from, sort))
        return bin_invalid(s, DIAG_COMP_INDEX,
                           "unknown %s %u: index out of bounds of the outer "
                           "scope",
                           ty_sort_name(sort), index);
    if (sort == TY_SORT_TYPE)
        return alias_outer_type(s, from, def);
    if (sort == TY_SORT_CORE_TYPE) {
        tn_vec_push(s->scratch, &s->core_types, from->core_types.data[index]);
        return true;
    }
    bin_sort_index item = {sort, index};
    if (!bin_item_extern(from, item, &def->u.alias.type))
        return false;
    add_extern(s, &def->u.alias.type);
    return true;
}

bool bin_validate_alias(bin_scope *s, bin_def *def) {
    switch (def->u.alias.target) {
    case BIN_ALIAS_EXPORT:
        return alias_export(s, def);
    case BIN_ALIAS_CORE_EXPORT:
        return bin_validate_core_alias(s, def);
    case BIN_ALIAS_OUTER:
        return alias_outer(s, def);
    }
    return false;
}

/* The outside */

/* A record or the like in a bag of exports: outside it has that name. */
static void name_outside(bin_scope *s, ty_subst *outside, const ty_extern *e) {
    ty_kind kind = e->u.type->kind;
    bool nominal = kind == TY_RECORD || kind == TY_VARIANT ||
                   kind == TY_FLAGS || kind == TY_ENUM;
    if (nominal && !e->u.type->has_resources &&
        !tn_ptr_map_get(&outside->done, e->u.type))
        ty_subst_name(outside, e->u.type,
                      ty_make_named(s->v->arena, e->name, e->u.type));
}

/*
 * From outside, a resource of the component's own is an abstract one, which
 * stands where it is exported first; other exports of it are equal to that.
 */
static void make_abstract(bin_scope *s,
                          ty_subst *outside,
                          tn_ptr_map *seen,
                          const ty_extern *item) {
    if (item->sort == TY_SORT_INSTANCE) {
        if (in_set(seen, item->u.instance))
            return;
        add_to_set(seen, item->u.instance);
        for (uint32_t i = 0; i < item->u.instance->export_count; i++)
            make_abstract(s, outside, seen, &item->u.instance->exports[i]);
        return;
    }
    if (item->sort != TY_SORT_TYPE)
        return;
    name_outside(s, outside, item);
    const ty *node = item->u.type, *resource = ty_strip(node);
    if (resource->kind != TY_RESOURCE || in_set(&s->foreign, resource) ||
        tn_ptr_map_get(&outside->resources, resource))
        return;
    ty *abstract = (ty *)(uintptr_t)resource;
    if (node->kind == TY_NAMED) {
        abstract = ty_make_resource(s->v->arena, item->name);
        abstract->u.resource.origin = resource;
        tn_ptr_map_set(&outside->done, node, abstract);
    }
    tn_ptr_map_set(&outside->resources, resource, abstract);
}

/* What outlives the scope. */
static const ty_extern *keep(const bin_scope *s,
                             const ty_extern *items,
                             size_t count) {
    if (s->scratch == s->v->arena || !count)
        return items;
    ty_extern *kept = TN_NEW_ARRAY(s->v->arena, ty_extern, count);
    memcpy(kept, items, count * sizeof *kept);
    return kept;
}

bool bin_scope_externs(bin_scope *s, ty_component *out) {
    tn_arena *arena = s->v->arena;
    ty_subst outside;
    bin_subst_init(s, &outside);
    uint32_t count = (uint32_t)s->exports.len;
    ty_extern *exports = s->exports.data;
    if (s->form == BIN_SCOPE_COMPONENT) {
        tn_ptr_map seen;
        tn_ptr_map_init(&seen, arena);
        for (uint32_t i = 0; i < count; i++)
            make_abstract(s, &outside, &seen, &exports[i]);
        exports = TN_NEW_ARRAY(arena, ty_extern, count);
        for (uint32_t i = 0; i < count; i++)
            exports[i] = ty_subst_extern(&outside, &s->exports.data[i]);
        if (!bin_spend(s, outside.work + seen.len))
            return false;
    }
    out->imports = keep(s, s->imports.data, s->imports.len);
    out->import_count = (uint32_t)s->imports.len;
    out->exports = keep(s, exports, count);
    out->export_count = count;
    tn_span span =
        s->parent && s->parent->def ? s->parent->def->span : TN_NO_SPAN;
    return ty_measure_externs(s->v->ctx, span, out->imports, out->import_count,
                              &out->weight, &out->depth) &&
           ty_measure_externs(s->v->ctx, span, out->exports, out->export_count,
                              &out->weight, &out->depth);
}
