/*
 * Instantiation of components: definitions are executed in order, each adding
 * to the run-time index spaces (Explainer.md, "Component Definitions"). All
 * indices were checked by validation.
 */
#include "base/limits.h"
#include "runtime/runtime.h"

static bool fail(const rt_instance *inst,
                 const bin_def *def,
                 const char *what) {
    tn_error(inst->store->ctx, DIAG_RUN_LINK, def->span, "%s", what);
    return false;
}

/* Appends an item to the index space of its sort. */
static void append(rt_instance *inst, const rt_item *item) {
    uint32_t at = inst->counts[item->sort]++;
    switch (item->sort) {
    case TY_SORT_CORE_MODULE:
        inst->core_modules[at] = item->u.module;
        break;
    case TY_SORT_FUNC:
        inst->funcs[at] = item->u.func;
        break;
    case TY_SORT_TYPE:
        inst->types[at] = item->u.resource;
        break;
    case TY_SORT_COMPONENT:
        inst->components[at] = item->u.component;
        break;
    case TY_SORT_INSTANCE:
        inst->instances[at] = item->u.instance;
        break;
    default:
        break; /* core items are added by instantiate_core.c */
    }
}

/* The item at an index, for sorts that can be passed between components. */
static rt_item item_at(const rt_instance *inst, bin_sort_index at) {
    rt_item item = {.sort = at.sort};
    switch (at.sort) {
    case TY_SORT_CORE_MODULE:
        item.u.module = inst->core_modules[at.index];
        break;
    case TY_SORT_FUNC:
        item.u.func = inst->funcs[at.index];
        break;
    case TY_SORT_TYPE:
        item.u.resource = inst->types[at.index];
        break;
    case TY_SORT_COMPONENT:
        item.u.component = inst->components[at.index];
        break;
    case TY_SORT_INSTANCE:
        item.u.instance = inst->instances[at.index];
        break;
    default:
        break;
    }
    return item;
}

static rt_item *keep_item(rt_instance *inst, bin_sort_index at) {
    rt_item *item = TN_NEW(&inst->store->arena, rt_item);
    *item = item_at(inst, at);
    return item;
}

static bool define_type(rt_instance *inst, const bin_def *def) {
    const bin_deftype *type = &def->u.type.def;
    rt_item item = {.sort = TY_SORT_TYPE};
    if (type->form == BIN_TYPE_RESOURCE) {
        cabi_resource *resource = TN_NEW(&inst->store->arena, cabi_resource);
        resource->impl = &inst->abi;
        if (type->has_dtor)
            resource->dtor = inst->core_funcs[type->dtor];
        item.u.resource = resource;
        rt_bind_type(inst, def->u.type.type, resource);
    }
    append(inst, &item);
    return true;
}

static bool define_import(rt_instance *inst,
                          const bin_def *def,
                          const tn_map *args) {
    const rt_item *item = tn_map_get(args, def->u.import.name.name);
    if (!item || item->sort != def->u.import.type.sort)
        return fail(inst, def, "an import was not given");
    append(inst, item);
    if (item->sort == TY_SORT_TYPE)
        rt_bind_type(inst, def->u.import.type.u.type, item->u.resource);
    if (item->sort == TY_SORT_INSTANCE)
        rt_bind_instance(inst, def->u.import.type.u.instance, item->u.instance);
    return true;
}

static bool define_export(rt_instance *inst, const bin_def *def) {
    rt_item *item = keep_item(inst, def->u.export.item);
    tn_map_set(&inst->exports.items, def->u.export.name.name, item);
    append(inst, item);
    if (item->sort == TY_SORT_TYPE)
        rt_bind_type(inst, def->u.export.type.u.type, item->u.resource);
    if (item->sort == TY_SORT_INSTANCE && def->u.export.has_desc)
        rt_bind_instance(inst, def->u.export.type.u.instance, item->u.instance);
    return true;
}

static void fill_args(tn_map *out, rt_instance *inst, const bin_def *def) {
    tn_map_init(out, &inst->store->arena);
    inst->store->work += def->u.instance.arg_count;
    for (uint32_t i = 0; i < def->u.instance.arg_count; i++) {
        const bin_arg *arg = &def->u.instance.args[i];
        tn_str name =
            def->u.instance.instantiate ? arg->name : arg->export_name.name;
        tn_map_set(out, name, keep_item(inst, arg->item));
    }
}

static bool define_instance(rt_instance *inst, const bin_def *def) {
    rt_exports *exports = NULL;
    if (def->u.instance.instantiate) {
        tn_map args;
        fill_args(&args, inst, def);
        const rt_closure *closure = inst->components[def->u.instance.component];
        if (!rt_instantiate(&exports, inst->store, inst->owner, closure, inst,
                            &args))
            return false;
    } else {
        exports = TN_NEW(&inst->store->arena, rt_exports);
        fill_args(&exports->items, inst, def);
    }
    rt_item item = {.sort = TY_SORT_INSTANCE, .u.instance = exports};
    append(inst, &item);
    rt_bind_instance(inst, def->u.instance.type, exports);
    return true;
}

static bool define_outer_alias(rt_instance *inst, const bin_def *def) {
    const rt_instance *scope = inst;
    for (uint32_t i = 0; scope && i < def->u.alias.outer; i++)
        scope = scope->scope;
    bin_sort_index at = {def->u.alias.sort, def->u.alias.index};
    if (!scope)
        return fail(inst, def, "an outer alias leaves the component");
    rt_item item = item_at(scope, at);
    append(inst, &item);
    return true;
}

static bool define_export_alias(rt_instance *inst, const bin_def *def) {
    const rt_exports *from = inst->instances[def->u.alias.instance];
    const rt_item *item = tn_map_get(&from->items, def->u.alias.name);
    if (!item || item->sort != def->u.alias.sort)
        return fail(inst, def, "an aliased export is missing");
    append(inst, item);
    if (item->sort == TY_SORT_TYPE)
        rt_bind_type(inst, def->u.alias.type.u.type, item->u.resource);
    return true;
}

static bool define_alias(rt_instance *inst, const bin_def *def) {
    switch (def->u.alias.target) {
    case BIN_ALIAS_EXPORT:
        return define_export_alias(inst, def);
    case BIN_ALIAS_CORE_EXPORT:
        return rt_core_alias(inst, def);
    default:
        return define_outer_alias(inst, def);
    }
}

static bool define_component(rt_instance *inst, const bin_def *def) {
    rt_closure *closure = TN_NEW(&inst->store->arena, rt_closure);
    *closure = (rt_closure){def->u.component, inst};
    rt_item item = {.sort = TY_SORT_COMPONENT, .u.component = closure};
    append(inst, &item);
    return true;
}

static bool define_module(rt_instance *inst, const bin_def *def) {
    rt_item item = {.sort = TY_SORT_CORE_MODULE};
    item.u.module = tn_ptr_map_get(&inst->owner->code, def);
    append(inst, &item);
    return true;
}

static bool define(rt_instance *inst, const bin_def *def, const tn_map *args) {
    switch (def->kind) {
    case BIN_CUSTOM:
    case BIN_CORE_TYPE:
        return true;
    case BIN_CORE_MODULE:
        return define_module(inst, def);
    case BIN_CORE_INSTANCE:
        return rt_core_instance_define(inst, def);
    case BIN_COMPONENT:
        return define_component(inst, def);
    case BIN_INSTANCE:
        return define_instance(inst, def);
    case BIN_ALIAS:
        return define_alias(inst, def);
    case BIN_TYPE:
        return define_type(inst, def);
    case BIN_CANON:
        return rt_canon_define(inst, def);
    case BIN_IMPORT:
        return define_import(inst, def, args);
    case BIN_EXPORT:
        return define_export(inst, def);
    case BIN_START:
    case BIN_VALUE:
        break;
    }
    return fail(inst, def, "component start functions cannot be run yet");
}

#define NEW_SPACE(inst, field, T, sort) \
    ((inst)->field =                    \
         TN_NEW_ARRAY(&(inst)->store->arena, T, counts[TY_SORT_##sort]))

static void make_spaces(rt_instance *inst) {
    const uint32_t *counts = inst->component->counts;
    for (int sort = 0; sort < TY_SORT_COUNT; sort++)
        inst->store->work += counts[sort];
    NEW_SPACE(inst, core_funcs, in_func *, CORE_FUNC);
    NEW_SPACE(inst, core_tables, in_table *, CORE_TABLE);
    NEW_SPACE(inst, core_memories, in_memory *, CORE_MEMORY);
    NEW_SPACE(inst, core_globals, in_global *, CORE_GLOBAL);
    NEW_SPACE(inst, core_instances, rt_core_instance, CORE_INSTANCE);
    NEW_SPACE(inst, core_modules, const in_code *, CORE_MODULE);
    NEW_SPACE(inst, funcs, tenon_func *, FUNC);
    NEW_SPACE(inst, types, const cabi_resource *, TYPE);
    NEW_SPACE(inst, components, const rt_closure *, COMPONENT);
    NEW_SPACE(inst, instances, const rt_exports *, INSTANCE);
}

static rt_instance *new_instance(tenon_store *store,
                                 const tenon_component *owner,
                                 const rt_closure *closure,
                                 rt_instance *parent) {
    rt_instance *inst = TN_NEW(&store->arena, rt_instance);
    inst->store = store;
    inst->owner = owner;
    inst->component = closure->component;
    inst->scope = closure->scope;
    inst->parent = parent;
    inst->depth = parent ? parent->depth + 1 : 0;
    inst->abi.may_leave = true;
    inst->abi.resource_of = rt_resource_of;
    inst->abi.user = inst;
    cabi_handles_init(&inst->abi.handles, &store->ctx->allocator);
    tn_ptr_map_init(&inst->resources, &store->arena);
    tn_ptr_map_init(&inst->bound, &store->arena);
    tn_map_init(&inst->exports.items, &store->arena);
    make_spaces(inst);
    inst->next = store->instances;
    store->instances = inst;
    return inst;
}

static bool define_all(rt_instance *inst, const tn_map *args) {
    tenon_store *store = inst->store;
    const bin_component *component = inst->component;
    for (uint32_t i = 0; i < component->def_count; i++) {
        if (!define(inst, &component->defs[i], args))
            return false;
        if (++store->work > TN_MAX_INSTANCE_WORK)
            return rt_over_limit(store, "instantiating takes too many steps");
    }
    return true;
}

/*
 * A component may instantiate any that was defined before it: how deep that
 * goes in C is bounded here, and how often, since component k may instantiate
 * k-1 twice.
 */
bool rt_instantiate(rt_exports **out,
                    tenon_store *store,
                    const tenon_component *owner,
                    const rt_closure *closure,
                    rt_instance *parent,
                    const tn_map *args) {
    if (store->instance_count >= store->max_instances)
        return rt_over_limit(store, "too many component instances");
    if (parent && parent->depth >= TN_MAX_INSTANCE_DEPTH)
        return rt_over_limit(store, "instances are nested too deeply");
    store->instance_count++;
    rt_instance *inst = new_instance(store, owner, closure, parent);
    if (!define_all(inst, args))
        return false;
    *out = &inst->exports;
    return true;
}

/* What kept an instantiation from being done. */
static tenon_status failure(const tenon_store *store) {
    if (store->poisoned)
        return TENON_TRAP;
    return store->over_limit ? TENON_LIMIT : TENON_INVALID;
}

static tenon_status instantiate(tenon_instance **out,
                                tenon_store *store,
                                const tenon_component *component) {
    tn_map args;
    rt_exports *exports = NULL;
    rt_closure closure = {component->root, NULL};
    if (store->poisoned) {
        rt_trap(store, CABI_TRAP_CANNOT_ENTER);
        return rt_report_trap(store);
    }
    store->over_limit = false;
    if (!rt_host_args(&args, store, component->root->type) ||
        !rt_instantiate(&exports, store, component, &closure, NULL, &args))
        return failure(store);
    tenon_instance *instance = TN_NEW(&store->arena, tenon_instance);
    *instance = (tenon_instance){store, exports, component->root};
    *out = instance;
    return TENON_OK;
}

tenon_status tenon_instantiate(tenon_instance **out,
                               tenon_store *store,
                               const tenon_component *component) {
    *out = NULL;
    tenon_status status;
    tn_guard guard;
    if (TN_GUARD(store->ctx, &guard))
        status = instantiate(out, store, component);
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(store->ctx, &guard);
    if (status == TENON_NO_MEMORY) /* a start function may have been cut off */
        store->poisoned = true;
    return status;
}
