/*
 * tenon_new: the component around core modules. Definitions come in this
 * order, since each may use only what comes before it:
 *
 *     imports with their types
 *     modules: main, adapters, shim       (shim.c says why)
 *     shim instance; resource types       (their destructors are stubs)
 *     main instance; adapter instances
 *     what the stubs stand for; fixup instance
 *     lifted exports                      (new_exports.c)
 */
#include "linker/adapter.h"

uint32_t link_canon(link_plan *plan, const bin_canon *canon) {
    bin_def def = {.kind = BIN_CANON};
    def.u.canon = *canon;
    return link_define(&plan->scope, &def);
}

static void note_name(link_plan *plan,
                      link_names *names,
                      uint32_t index,
                      tn_str name) {
    struct link_name *added = tn_vec_add(plan->arena, names);
    *added = (struct link_name){index, name};
}

static uint32_t add_core_module(link_plan *plan, tn_str name, tn_str bytes) {
    bin_def def = {.kind = BIN_CORE_MODULE};
    def.u.core_module.bytes = (const uint8_t *)bytes.p;
    def.u.core_module.len = bytes.len;
    uint32_t index = link_define(&plan->scope, &def);
    note_name(plan, &plan->module_names, index, name);
    return index;
}

typedef struct arg_list {
    TN_VEC(bin_arg) args;
} arg_list;

static void add_arg(link_plan *plan,
                    arg_list *list,
                    tn_str name,
                    ty_sort sort,
                    uint32_t index) {
    bin_arg *arg = tn_vec_add(plan->arena, &list->args);
    arg->name = name;
    arg->item = (bin_sort_index){sort, index};
}

static uint32_t define_core_instance(link_plan *plan,
                                     bool instantiate,
                                     uint32_t module,
                                     const arg_list *list) {
    bin_def def = {.kind = BIN_CORE_INSTANCE};
    def.u.core_instance.instantiate = instantiate;
    def.u.core_instance.module = module;
    def.u.core_instance.args = list->args.data;
    def.u.core_instance.arg_count = (uint32_t)list->args.len;
    return link_define(&plan->scope, &def);
}

/* Items under names, as an instance that a module can be given. */
static uint32_t bundle(link_plan *plan, const arg_list *exports) {
    return define_core_instance(plan, false, 0, exports);
}

static uint32_t instantiate(link_plan *plan,
                            tn_str name,
                            uint32_t module,
                            const arg_list *args) {
    uint32_t index = define_core_instance(plan, true, module, args);
    note_name(plan, &plan->instance_names, index, name);
    return index;
}

/* Imports */

/* The part of an imported interface that anything needs. */
static ty_extern needed_part(link_plan *plan, const ty_extern *item) {
    const ty_instance *all = item->u.instance;
    ty_instance *part = TN_NEW(plan->arena, ty_instance);
    ty_extern *exports =
        TN_NEW_ARRAY(plan->arena, ty_extern, all->export_count);
    for (uint32_t i = 0; i < all->export_count; i++) {
        const ty_extern *e = &all->exports[i];
        const void *key = e->sort == TY_SORT_TYPE
                              ? (const void *)link_same(&plan->scope, e->u.type)
                              : e;
        if (tn_ptr_map_get(&plan->live, key))
            exports[part->export_count++] = *e;
    }
    part->exports = exports;
    ty_extern out = *item;
    out.u.instance = part;
    return out;
}

static void add_import(link_plan *plan, const ty_extern *item) {
    ty_extern part = *item;
    if (item->sort == TY_SORT_FUNC && !tn_ptr_map_get(&plan->live, item))
        return;
    if (item->sort == TY_SORT_INSTANCE) {
        part = needed_part(plan, item);
        if (part.u.instance->export_count == 0)
            return;
    }
    uint32_t index = link_encode_import(&plan->scope, &part);
    tn_ptr_map_set(&plan->indices, item, (void *)((uintptr_t)index + 1));
}

static uint32_t index_of(const link_plan *plan, const ty_extern *item) {
    uintptr_t index = (uintptr_t)tn_ptr_map_get(&plan->indices, item);
    tn_assert(index != 0);
    return (uint32_t)(index - 1);
}

/* The component function behind a core import. */
static uint32_t imported_func(link_plan *plan, const link_import *import) {
    if (!import->interface)
        return index_of(plan, import->func);
    uintptr_t known = (uintptr_t)tn_ptr_map_get(&plan->indices, import->func);
    if (known)
        return (uint32_t)(known - 1);
    uint32_t index = link_alias_export(&plan->scope, TY_SORT_FUNC,
                                       index_of(plan, import->interface),
                                       import->func->name);
    tn_ptr_map_set(&plan->indices, import->func,
                   (void *)((uintptr_t)index + 1));
    return index;
}

/* Canonical options */

static uint32_t unit_realloc(link_plan *plan, link_unit *unit, bool exports) {
    if (!unit->has_realloc[exports]) {
        const core_export *found = link_find_realloc(unit->module, exports);
        unit->has_realloc[exports] = true;
        unit->realloc[exports] = link_alias_core_export(
            &plan->scope, TY_SORT_CORE_FUNC, unit->instance, found->name);
    }
    return unit->realloc[exports];
}

bin_canon_opts link_canon_opts(link_plan *plan,
                               link_unit *unit,
                               link_needs needs,
                               bool for_exports) {
    bin_canon_opts opts = {0};
    if (!needs.memory)
        return opts;
    opts.encoding = unit->encoding;
    opts.has_memory = true;
    opts.memory = plan->memory;
    opts.has_realloc = needs.realloc;
    if (needs.realloc)
        opts.realloc = unit_realloc(plan, unit, for_exports);
    return opts;
}

static uint32_t lower(link_plan *plan,
                      link_unit *unit,
                      const link_import *import) {
    bin_canon canon = {.op = BIN_CANON_LOWER};
    canon.func = imported_func(plan, import);
    canon.opts = link_canon_opts(plan, unit,
                                 link_lower_needs(import->func->u.func), false);
    return link_canon(plan, &canon);
}

static uint32_t resource_intrinsic(link_plan *plan, const link_import *import) {
    bin_canon canon = {
        .op = import->kind == LINK_RESOURCE_DROP  ? BIN_CANON_RESOURCE_DROP
              : import->kind == LINK_RESOURCE_NEW ? BIN_CANON_RESOURCE_NEW
                                                  : BIN_CANON_RESOURCE_REP};
    canon.type = link_encode_type(&plan->scope, import->resource);
    return link_canon(plan, &canon);
}

/* Instantiation */

/* The core function that stands for an import when unit is instantiated. */
static uint32_t import_func(link_plan *plan,
                            link_unit *unit,
                            const link_import *import) {
    if (import->slot != LINK_NO_SLOT)
        return plan->slots.data[import->slot].stub;
    if (import->kind == LINK_LOWER)
        return lower(plan, unit, import);
    if (import->kind == LINK_MAIN)
        return link_alias_core_export(&plan->scope, TY_SORT_CORE_FUNC,
                                      plan->main.instance, import->name);
    return resource_intrinsic(plan, import);
}

/* Core exports for one import, under the name that the unit has for it. */
static void add_import_arg(link_plan *plan,
                           link_unit *unit,
                           const link_import *import,
                           arg_list *exports) {
    if (import->kind == LINK_MAIN_MEMORY)
        add_arg(plan, exports, import->given, TY_SORT_CORE_MEMORY,
                plan->memory);
    else
        add_arg(plan, exports, import->given, TY_SORT_CORE_FUNC,
                import_func(plan, unit, import));
}

/* One instance for each import module, with all that is imported from it. */
static void instantiate_unit(link_plan *plan, link_unit *unit) {
    TN_VEC(arg_list) modules = {0};
    tn_map seen;
    tn_map_init(&seen, plan->arena);
    for (size_t i = 0; i < unit->imports.len; i++) {
        const link_import *import = &unit->imports.data[i];
        bool found;
        tn_map_entry *entry = tn_map_put(&seen, import->core->module, &found);
        if (!found) {
            entry->value.num = modules.len;
            (void)tn_vec_add(plan->arena, &modules);
        }
        add_import_arg(plan, unit, import, &modules.data[entry->value.num]);
    }
    arg_list args = {0};
    for (size_t i = 0; i < seen.len; i++)
        add_arg(plan, &args, seen.entries[i].key, TY_SORT_CORE_INSTANCE,
                bundle(plan, &modules.data[i]));
    unit->instance = instantiate(plan, unit->name, unit->module_index, &args);
}

static void instantiate_shim(link_plan *plan) {
    if (plan->slots.len == 0)
        return;
    tn_str name = TN_STR("shim");
    uint32_t module = add_core_module(plan, name, link_shim_module(plan));
    arg_list none = {0};
    plan->shim = instantiate(plan, name, module, &none);
    for (size_t i = 0; i < plan->slots.len; i++)
        plan->slots.data[i].stub =
            link_alias_core_export(&plan->scope, TY_SORT_CORE_FUNC, plan->shim,
                                   link_slot_name(plan->arena, i));
}

static void define_resources(link_plan *plan) {
    for (size_t i = 0; i < plan->resources.len; i++) {
        link_resource *resource = &plan->resources.data[i];
        bin_deftype type = {.form = BIN_TYPE_RESOURCE};
        type.has_dtor = resource->slot != LINK_NO_SLOT;
        if (type.has_dtor)
            type.dtor = plan->slots.data[resource->slot].stub;
        resource->type = link_define_type(&plan->scope, &type);
        link_bind(&plan->scope, resource->node, resource->type);
    }
}

static void fill_slots_of(link_plan *plan, link_unit *unit) {
    for (size_t i = 0; i < unit->imports.len; i++) {
        const link_import *import = &unit->imports.data[i];
        if (import->slot == LINK_NO_SLOT)
            continue;
        plan->slots.data[import->slot].actual =
            import->kind == LINK_ADAPTER
                ? link_alias_core_export(&plan->scope, TY_SORT_CORE_FUNC,
                                         import->adapter->instance,
                                         import->name)
                : lower(plan, unit, import);
    }
}

static void fill_slots(link_plan *plan) {
    fill_slots_of(plan, &plan->main);
    for (size_t i = 0; i < plan->adapters.len; i++)
        fill_slots_of(plan, plan->adapters.data[i]);
    for (size_t i = 0; i < plan->resources.len; i++) {
        const link_resource *resource = &plan->resources.data[i];
        if (resource->slot != LINK_NO_SLOT)
            plan->slots.data[resource->slot].actual =
                link_alias_core_export(&plan->scope, TY_SORT_CORE_FUNC,
                                       plan->main.instance, resource->dtor);
    }
}

static void instantiate_fixup(link_plan *plan) {
    if (plan->slots.len == 0 && plan->initialize.len == 0)
        return;
    fill_slots(plan);
    arg_list actual = {0}, args = {0};
    for (size_t i = 0; i < plan->slots.len; i++)
        add_arg(plan, &actual, link_slot_name(plan->arena, i),
                TY_SORT_CORE_FUNC, plan->slots.data[i].actual);
    if (plan->initialize.len)
        add_arg(plan, &actual, TN_STR(LINK_FIXUP_START), TY_SORT_CORE_FUNC,
                link_alias_core_export(&plan->scope, TY_SORT_CORE_FUNC,
                                       plan->main.instance, plan->initialize));
    tn_str name = TN_STR("fixup");
    uint32_t module = add_core_module(plan, name, link_fixup_module(plan));
    add_arg(plan, &args, TN_STR(LINK_FIXUP_ACTUAL), TY_SORT_CORE_INSTANCE,
            bundle(plan, &actual));
    if (plan->slots.len)
        add_arg(plan, &args, TN_STR(LINK_FIXUP_SHIM), TY_SORT_CORE_INSTANCE,
                plan->shim);
    instantiate(plan, name, module, &args);
}

static void alias_memory(link_plan *plan) {
    const core_export *memory = link_find_memory(plan->main.module);
    if (!memory)
        return;
    plan->memory = link_alias_core_export(&plan->scope, TY_SORT_CORE_MEMORY,
                                          plan->main.instance, memory->name);
}

static void add_unit(link_plan *plan, link_unit *unit) {
    unit->module_index =
        add_core_module(plan, unit->name, link_unit_bytes(plan, unit));
}

static void build(link_plan *plan) {
    for (size_t i = 0; i < plan->world.imports.len; i++)
        add_import(plan, &plan->world.imports.data[i]);
    add_unit(plan, &plan->main);
    for (size_t i = 0; i < plan->adapters.len; i++)
        add_unit(plan, plan->adapters.data[i]);
    instantiate_shim(plan);
    define_resources(plan);
    instantiate_unit(plan, &plan->main);
    alias_memory(plan);
    for (size_t i = 0; i < plan->adapters.len; i++)
        instantiate_unit(plan, plan->adapters.data[i]);
    instantiate_fixup(plan);
    link_build_exports(plan);
}

/* Reading the inputs */

static bool read_main(link_plan *plan, const tenon_input *input) {
    link_unit *main = &plan->main;
    main->is_main = true;
    main->name = TN_STR("main");
    main->path = tn_str_from(input->path);
    main->module = link_read_module(plan->job, input);
    return main->module &&
           link_world_read(&plan->world, plan->job, main->module, main->path,
                           &plan->world_count, &main->encoding);
}

/* A program needs no world of its own when an adapter brings one. */
static bool check_world(link_plan *plan) {
    if (plan->world_count > 0)
        return true;
    tn_diag *diag = tn_error(plan->ctx, DIAG_LINK_NO_WORLD, TN_NO_SPAN,
                             "this core module does not say which world it "
                             "was made for");
    tn_diag_place(plan->ctx, diag, plan->main.path);
    tn_help(plan->ctx, diag,
            "record it: `tenon embed --world WORLD WIT %.*s -o OUT.wasm`",
            TN_STR_ARG(plan->main.path));
    return false;
}

/* "dir/wasi_snapshot_preview1.reactor.wasm" -> "wasi_snapshot_preview1" */
static tn_str adapter_name(const tenon_adapter *adapter) {
    if (adapter->name)
        return tn_str_from(adapter->name);
    tn_str path = tn_str_from(adapter->module.path);
    for (size_t i = path.len; i > 0; i--)
        if (path.p[i - 1] == '/') {
            path = tn_str_from_offset(path, i);
            break;
        }
    path.len = tn_str_find(path, '.');
    return path;
}

/* Nothing of an adapter is wanted when its own world exports nothing. */
static bool is_wanted(link_plan *plan, const link_unit *unit, bool *out) {
    link_world own;
    uint32_t found;
    bin_encoding encoding;
    link_world_init(&own, plan->job);
    if (!link_world_read(&own, plan->job, unit->module, unit->path, &found,
                         &encoding))
        return false;
    *out =
        own.exports.len > 0 || link_imports_from(plan->main.module, unit->name);
    return true;
}

static bool read_adapter(link_plan *plan, const tenon_adapter *adapter) {
    link_unit *unit = TN_NEW(plan->arena, link_unit);
    unit->name = adapter_name(adapter);
    unit->path = tn_str_from(adapter->module.path);
    unit->module = link_read_module(plan->job, &adapter->module);
    uint32_t found = 0;
    bool wanted;
    if (!unit->module || !is_wanted(plan, unit, &wanted))
        return false;
    if (!wanted)
        return true;
    if (!link_world_read(&plan->world, plan->job, unit->module, unit->path,
                         &found, &unit->encoding))
        return false;
    plan->world_count += found;
    if (!link_trim_adapter(plan, unit))
        return false;
    tn_vec_push(plan->arena, &plan->adapters, unit);
    return true;
}

/* What only main can give must be there when anything needs it. */
static void check_memory(link_plan *plan) {
    link_check_memory(plan);
    for (size_t i = 0; i < plan->main.imports.len; i++) {
        const link_import *import = &plan->main.imports.data[i];
        if (import->kind == LINK_LOWER && import->func)
            link_require(plan, &plan->main, import->func,
                         link_lower_needs(import->func->u.func), false);
    }
    for (size_t a = 0; a < plan->adapters.len; a++) {
        link_unit *unit = plan->adapters.data[a];
        for (size_t i = 0; i < unit->imports.len; i++) {
            const link_import *import = &unit->imports.data[i];
            if (import->kind == LINK_LOWER && import->func)
                link_require(plan, unit, import->func,
                             link_lower_needs(import->func->u.func), false);
            if (import->kind == LINK_MAIN_MEMORY)
                link_check_adapter_memory(plan, unit, import->core);
        }
    }
    for (size_t i = 0; i < plan->lifts.len; i++)
        link_require(plan, plan->lifts.data[i].unit, plan->lifts.data[i].func,
                     link_lift_needs(plan->lifts.data[i].func->u.func), true);
}

typedef struct new_args {
    const tenon_input *core;
    const tenon_new_options *options;
} new_args;

static bool make_plan(link_plan *plan, const new_args *args) {
    link_job *job = plan->job;
    plan->ctx = job->ctx;
    plan->arena = &job->arena;
    plan->ok = true;
    tn_ptr_map_init(&plan->live, plan->arena);
    tn_ptr_map_init(&plan->indices, plan->arena);
    tn_map_init(&plan->interfaces, plan->arena);
    link_world_init(&plan->world, job);
    plan->world.keeps_versions = args->options->keep_versions;
    if (!read_main(plan, args->core))
        return false;
    for (size_t i = 0; i < args->options->adapter_count; i++)
        if (!read_adapter(plan, &args->options->adapters[i]))
            return false;
    if (!check_world(plan))
        return false;
    link_world_sort(&plan->world);
    link_scope_init(&plan->scope, job->ctx, plan->arena, NULL);
    plan->scope.component = bin_new(job->ctx, plan->arena);
    plan->scope.same = &plan->world.same;
    link_plan_imports(plan, &plan->main);
    for (size_t i = 0; i < plan->adapters.len; i++)
        link_plan_imports(plan, plan->adapters.data[i]);
    link_plan_exports(plan);
    check_memory(plan);
    return plan->ok;
}

static bool make_component(link_job *job, void *user) {
    const new_args *args = user;
    link_plan plan = {.job = job};
    if (!make_plan(&plan, args))
        return false;
    link_plan_live(&plan);
    build(&plan);
    if (plan.scope.failed) {
        tn_error(job->ctx, DIAG_LINK_UNSUPPORTED, TN_NO_SPAN,
                 "the world uses an item that cannot be linked");
        return false;
    }
    if (!args->options->no_names)
        link_add_names(&plan);
    return plan.ok && link_finish(job, plan.scope.component);
}

tenon_status tenon_new(tenon_buffer *out,
                       tenon_context *ctx,
                       const tenon_input *core,
                       const tenon_new_options *options) {
    static const tenon_new_options defaults = TENON_NEW_OPTIONS_INIT;
    *out = (tenon_buffer){.ctx = ctx};
    if (!options)
        options = &defaults;
    if (options->struct_size != sizeof *options)
        return TENON_MISUSE;
    link_job job;
    new_args args = {core, options};
    return link_run(&job, ctx, out, make_component, &args);
}
