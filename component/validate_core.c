/*
 * Core modules, module types, core instances and aliases of their exports
 * (Explainer.md, "Instance Definitions"). A core instance is known by a
 * ty_module that has exports only.
 */
#include "component/validate.h"

/* Core modules */

static bool func_type_of(const core_module *m,
                         uint32_t index,
                         const core_functype **out) {
    *out = index < m->type_count ? &m->types[index] : NULL;
    return *out != NULL;
}

/* Is the index of an export within its space? Decoding does not ask. */
static bool export_exists(const core_module *m, const core_export *e) {
    switch (e->kind) {
    case CORE_FUNC:
        return e->index < m->func_count;
    case CORE_TABLE:
        return e->index < m->table_count;
    case CORE_MEMORY:
        return e->index < m->memory_count;
    case CORE_GLOBAL:
        return e->index < m->global_count;
    case CORE_TAG:
        return e->index < m->tag_count;
    default:
        return false;
    }
}

static bool set_func(const core_module *m, ty_core_extern *item) {
    if (item->type.kind == CORE_FUNC)
        return func_type_of(m, item->type.u.func, &item->func);
    if (item->type.kind == CORE_TAG)
        return func_type_of(m, item->type.u.tag, &item->func);
    return true;
}

static bool check_import_unique(bin_scope *s,
                                tn_map *seen,
                                const ty_core_extern *item) {
    bool found = false;
    tn_str key =
        tn_arena_printf(s->v->arena, "%zu:%.*s%.*s", item->module.len,
                        TN_STR_ARG(item->module), TN_STR_ARG(item->name));
    tn_map_put(seen, key, &found);
    return !found ||
           bin_invalid(s, DIAG_COMP_INVALID,
                       "duplicate import name `%.*s:%.*s` already "
                       "defined",
                       TN_STR_ARG(item->module), TN_STR_ARG(item->name));
}

static bool check_export_unique(bin_scope *s, tn_map *seen, tn_str name) {
    bool found = false;
    tn_map_put(seen, name, &found);
    return !found ||
           bin_invalid(s, DIAG_COMP_INVALID,
                       "export name `%.*s` already defined", TN_STR_ARG(name));
}

static bool list_imports(bin_scope *s, const core_module *m, ty_module *out) {
    ty_core_extern *list =
        TN_NEW_ARRAY(s->v->arena, ty_core_extern, m->import_count);
    tn_map seen;
    tn_map_init(&seen, s->v->arena);
    for (uint32_t i = 0; i < m->import_count; i++) {
        list[i].module = m->imports[i].module;
        list[i].name = m->imports[i].name;
        list[i].type = m->imports[i].type;
        if (!set_func(m, &list[i]))
            return bin_invalid(s, DIAG_COMP_INDEX,
                               "unknown type of import `%.*s`",
                               TN_STR_ARG(list[i].name));
        if (!check_import_unique(s, &seen, &list[i]))
            return false;
    }
    out->imports = list;
    out->import_count = m->import_count;
    return true;
}

static bool list_exports(bin_scope *s, const core_module *m, ty_module *out) {
    ty_core_extern *list =
        TN_NEW_ARRAY(s->v->arena, ty_core_extern, m->export_count);
    tn_map seen;
    tn_map_init(&seen, s->v->arena);
    for (uint32_t i = 0; i < m->export_count; i++) {
        const core_export *e = &m->exports[i];
        list[i].name = e->name;
        bool ok = export_exists(m, e);
        if (ok)
            list[i].type = core_export_type(m, e);
        if (!ok || !set_func(m, &list[i]))
            return bin_invalid(s, DIAG_COMP_INDEX,
                               "export `%.*s` of the core module does not "
                               "exist",
                               TN_STR_ARG(e->name));
        if (!check_export_unique(s, &seen, e->name))
            return false;
    }
    out->exports = list;
    out->export_count = m->export_count;
    return true;
}

bool bin_validate_core_module(bin_scope *s, bin_def *def) {
    core_module *m = NULL;
    if (!def->u.core_module.module) {
        if (!core_module_decode(&m, s->v->ctx, def->u.core_module.bytes,
                                def->u.core_module.len,
                                def->u.core_module.span_base))
            return false;
        def->u.core_module.module = m;
    }
    ty_module *type = TN_NEW(s->v->arena, ty_module);
    if (!list_imports(s, def->u.core_module.module, type) ||
        !list_exports(s, def->u.core_module.module, type))
        return false;
    tn_vec_push(s->v->arena, &s->core_modules, type);
    return true;
}

/* Module types */

typedef TN_VEC(const core_functype *) functype_vec;

static bool alias_core_type(bin_scope *s,
                            const bin_moduledecl *decl,
                            functype_vec *types) {
    /* Count 0 is the module type itself, 1 the scope around it. */
    bin_scope *from = s;
    for (uint32_t n = decl->outer; from && n > 1; n--)
        from = from->parent;
    if (decl->outer == 0) {
        if (decl->index >= types->len)
            return bin_invalid(s, DIAG_COMP_INDEX,
                               "unknown type %u: type index out of bounds",
                               decl->index);
        tn_vec_push(s->v->arena, types, types->data[decl->index]);
        return true;
    }
    if (!from)
        return bin_invalid(s, DIAG_COMP_INDEX,
                           "invalid outer alias count of %u", decl->outer);
    if (decl->index >= from->core_types.len)
        return bin_invalid(s, DIAG_COMP_INDEX,
                           "unknown type %u: type index out of bounds",
                           decl->index);
    const core_functype *func = from->core_types.data[decl->index].func;
    if (!func)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "a module type cannot alias another module type");
    tn_vec_push(s->v->arena, types, func);
    return true;
}

static bool check_limits(bin_scope *s,
                         const core_limits *limits,
                         uint64_t max,
                         const char *what) {
    if (limits->has_max && limits->min > limits->max)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "size minimum must not be greater than maximum");
    if (limits->min > max || (limits->has_max && limits->max > max))
        return bin_invalid(s, DIAG_COMP_INVALID, "%s size must be at most %llu",
                           what, (unsigned long long)max);
    return !limits->shared || limits->has_max ||
           bin_invalid(s, DIAG_COMP_INVALID,
                       "shared memory must have maximum size");
}

static bool check_core_extern(bin_scope *s,
                              const functype_vec *types,
                              ty_core_extern *item) {
    const core_extern *type = &item->type;
    uint32_t index = type->kind == CORE_FUNC ? type->u.func : type->u.tag;
    switch (type->kind) {
    case CORE_FUNC:
    case CORE_TAG:
        if (index >= types->len)
            return bin_invalid(s, DIAG_COMP_INDEX,
                               "unknown type %u: type index out of bounds",
                               index);
        item->func = types->data[index];
        return type->kind == CORE_FUNC || item->func->result_count == 0 ||
               bin_invalid(s, DIAG_COMP_TYPE,
                           "invalid exception type: non-empty tag result "
                           "type");
    case CORE_MEMORY:
        return check_limits(s, &type->u.memory,
                            type->u.memory.is64 ? (uint64_t)1 << 48 : 65536,
                            "memory");
    case CORE_TABLE:
        return check_limits(s, &type->u.table.limits,
                            type->u.table.limits.is64 ? UINT64_MAX : UINT32_MAX,
                            "table");
    default:
        return true;
    }
}

static bool validate_module_type(bin_scope *s, bin_def *def) {
    TN_VEC(ty_core_extern) imports = {0}, exports = {0};
    functype_vec types = {0};
    tn_map import_names, export_names;
    tn_arena *arena = s->v->arena;
    tn_map_init(&import_names, arena);
    tn_map_init(&export_names, arena);
    for (uint32_t i = 0; i < def->u.core_type.decl_count; i++) {
        const bin_moduledecl *decl = &def->u.core_type.decls[i];
        ty_core_extern item = {
            .module = decl->module, .name = decl->name, .type = decl->type};
        bool is_item =
            decl->kind == BIN_MODULE_IMPORT || decl->kind == BIN_MODULE_EXPORT;
        if (is_item && !check_core_extern(s, &types, &item))
            return false;
        if (decl->kind == BIN_MODULE_TYPE) {
            tn_vec_push(arena, &types, decl->func);
        } else if (decl->kind == BIN_MODULE_ALIAS) {
            if (!alias_core_type(s, decl, &types))
                return false;
        } else if (decl->kind == BIN_MODULE_IMPORT) {
            if (!check_import_unique(s, &import_names, &item))
                return false;
            tn_vec_push(arena, &imports, item);
        } else {
            if (!check_export_unique(s, &export_names, item.name))
                return false;
            tn_vec_push(arena, &exports, item);
        }
    }
    ty_module *type = TN_NEW(arena, ty_module);
    *type = (ty_module){.imports = imports.data,
                        .exports = exports.data,
                        .import_count = (uint32_t)imports.len,
                        .export_count = (uint32_t)exports.len};
    def->u.core_type.module = type;
    return true;
}

/* References to type indices make no sense outside of a module. */
static bool check_core_func(bin_scope *s, const core_functype *func) {
    for (uint32_t i = 0; i < func->param_count + func->result_count; i++) {
        core_valtype type = func->params[i];
        if (core_valtype_is_ref(type) && type >> 8 >= CORE_HEAP_INDEX)
            return bin_invalid(s, DIAG_COMP_FEATURE,
                               "typed references are not supported in "
                               "component types");
    }
    return true;
}

bool bin_validate_core_type(bin_scope *s, bin_def *def) {
    bin_core_type type = {.func = def->u.core_type.func};
    if (type.func) {
        if (!check_core_func(s, type.func))
            return false;
    } else {
        if (!validate_module_type(s, def))
            return false;
        type.module = def->u.core_type.module;
    }
    tn_vec_push(s->scratch, &s->core_types, type);
    return true;
}

/* Core instances */

static const ty_core_extern *find_export(bin_scope *s,
                                         const ty_module *instance,
                                         tn_str name) {
    tn_map *map = tn_ptr_map_get(&s->v->lookup, instance);
    if (!map) {
        map = TN_NEW(s->v->arena, tn_map);
        tn_map_init(map, s->v->arena);
        for (uint32_t i = 0; i < instance->export_count; i++)
            tn_map_put(map, instance->exports[i].name, NULL)->value.num = i;
        tn_ptr_map_set(&s->v->lookup, instance, map);
    }
    const tn_map_entry *entry = tn_map_find(map, name);
    return entry ? &instance->exports[entry->value.num] : NULL;
}

static bool match_core_arg(bin_scope *s,
                           const tn_map *args,
                           const ty_core_extern *import) {
    const tn_map_entry *entry = tn_map_find(args, import->module);
    if (!entry)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "missing module instantiation argument named "
                           "`%.*s`",
                           TN_STR_ARG(import->module));
    const ty_module *instance = s->core_instances.data[entry->value.num];
    const ty_core_extern *item = find_export(s, instance, import->name);
    if (!item)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "module instantiation argument `%.*s` does not "
                           "export an item named `%.*s`",
                           TN_STR_ARG(import->module),
                           TN_STR_ARG(import->name));
    if (ty_matches_core_extern(import, item))
        return true;
    tn_writer why;
    tn_writer_init(&why, s->v->arena);
    ty_core_extern named = *item;
    named.module = import->module;
    ty_module wanted = {.imports = &named, .import_count = 1};
    ty_module actual = {.imports = import, .import_count = 1};
    if (ty_matches_module(&wanted, &actual, &why))
        tn_assert(false); /* it was found not to match */
    return bin_invalid(s, DIAG_COMP_TYPE,
                       "type mismatch for a module instantiation argument: "
                       "%.*s",
                       TN_STR_ARG(tn_writer_str(&why)));
}

static bool instantiate(bin_scope *s, const bin_def *def) {
    if (!bin_check_index(s, TY_SORT_CORE_MODULE, def->u.core_instance.module))
        return false;
    const ty_module *module = s->core_modules.data[def->u.core_instance.module];
    tn_map args;
    tn_map_init(&args, s->v->arena);
    for (uint32_t i = 0; i < def->u.core_instance.arg_count; i++) {
        const bin_arg *arg = &def->u.core_instance.args[i];
        bool found = false;
        if (!bin_check_index(s, TY_SORT_CORE_INSTANCE, arg->item.index))
            return false;
        tn_map_put(&args, arg->name, &found)->value.num = arg->item.index;
        if (found)
            return bin_invalid(s, DIAG_COMP_NAME,
                               "duplicate module instantiation argument named "
                               "`%.*s`",
                               TN_STR_ARG(arg->name));
    }
    if (!bin_spend(s, module->import_count))
        return false;
    for (uint32_t i = 0; i < module->import_count; i++) {
        if (!match_core_arg(s, &args, &module->imports[i]))
            return false;
    }
    ty_module *type = TN_NEW(s->v->arena, ty_module);
    type->exports = module->exports;
    type->export_count = module->export_count;
    tn_vec_push(s->v->arena, &s->core_instances, type);
    return true;
}

static bool core_item(bin_scope *s, const bin_arg *arg, ty_core_extern *out) {
    uint32_t index = arg->item.index;
    *out = (ty_core_extern){.name = arg->name};
    if (!bin_check_index(s, arg->item.sort, index))
        return false;
    switch (arg->item.sort) {
    case TY_SORT_CORE_FUNC:
        out->type.kind = CORE_FUNC;
        out->func = s->core_funcs.data[index];
        return true;
    case TY_SORT_CORE_TABLE:
        out->type.kind = CORE_TABLE;
        out->type.u.table = s->core_tables.data[index];
        return true;
    case TY_SORT_CORE_MEMORY:
        out->type.kind = CORE_MEMORY;
        out->type.u.memory = s->core_memories.data[index];
        return true;
    case TY_SORT_CORE_GLOBAL:
        out->type.kind = CORE_GLOBAL;
        out->type.u.global = s->core_globals.data[index];
        return true;
    case TY_SORT_CORE_TAG:
        out->type.kind = CORE_TAG;
        out->func = s->core_tags.data[index];
        return true;
    default:
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "a %s cannot be exported from a core instance",
                           ty_sort_name(arg->item.sort));
    }
}

static bool bundle(bin_scope *s, const bin_def *def) {
    uint32_t count = def->u.core_instance.arg_count;
    ty_core_extern *list = TN_NEW_ARRAY(s->v->arena, ty_core_extern, count);
    tn_map seen;
    tn_map_init(&seen, s->v->arena);
    for (uint32_t i = 0; i < count; i++) {
        const bin_arg *arg = &def->u.core_instance.args[i];
        if (!core_item(s, arg, &list[i]) ||
            !check_export_unique(s, &seen, arg->name))
            return false;
    }
    ty_module *type = TN_NEW(s->v->arena, ty_module);
    type->exports = list;
    type->export_count = count;
    tn_vec_push(s->v->arena, &s->core_instances, type);
    return true;
}

bool bin_validate_core_instance(bin_scope *s, bin_def *def) {
    return def->u.core_instance.instantiate ? instantiate(s, def)
                                            : bundle(s, def);
}

static void add_core_item(bin_scope *s, const ty_core_extern *item) {
    tn_arena *arena = s->v->arena;
    switch (item->type.kind) {
    case CORE_FUNC:
        tn_vec_push(arena, &s->core_funcs, item->func);
        break;
    case CORE_TABLE:
        tn_vec_push(arena, &s->core_tables, item->type.u.table);
        break;
    case CORE_MEMORY:
        tn_vec_push(arena, &s->core_memories, item->type.u.memory);
        break;
    case CORE_GLOBAL:
        tn_vec_push(arena, &s->core_globals, item->type.u.global);
        break;
    default:
        tn_vec_push(arena, &s->core_tags, item->func);
        break;
    }
}

bool bin_validate_core_alias(bin_scope *s, const bin_def *def) {
    static const ty_sort sorts[] = {TY_SORT_CORE_FUNC, TY_SORT_CORE_TABLE,
                                    TY_SORT_CORE_MEMORY, TY_SORT_CORE_GLOBAL,
                                    TY_SORT_CORE_TAG};
    tn_str name = def->u.alias.name;
    if (s->form != BIN_SCOPE_COMPONENT)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "types can only alias instances and types");
    if (!bin_check_index(s, TY_SORT_CORE_INSTANCE, def->u.alias.instance))
        return false;
    const ty_core_extern *item =
        find_export(s, s->core_instances.data[def->u.alias.instance], name);
    if (!item)
        return bin_invalid(s, DIAG_COMP_INDEX,
                           "core instance %u has no export named `%.*s`",
                           def->u.alias.instance, TN_STR_ARG(name));
    if (sorts[item->type.kind] != def->u.alias.sort)
        return bin_invalid(s, DIAG_COMP_TYPE,
                           "export `%.*s` for core instance %u is not a %s",
                           TN_STR_ARG(name), def->u.alias.instance,
                           ty_sort_name(def->u.alias.sort));
    add_core_item(s, item);
    return true;
}
