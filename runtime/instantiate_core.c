/* Core modules and instances within a component instance. */
#include "runtime/runtime.h"

static bool find_core_export(const rt_core_instance *from,
                             tn_str name,
                             in_extern *out) {
    if (from->instance)
        return in_instance_export(from->instance, name, out);
    for (uint32_t i = 0; i < from->count; i++) {
        if (tn_str_eq(from->names[i].name, name)) {
            *out = from->items[i];
            return true;
        }
    }
    return false;
}

static in_extern core_item_at(const rt_instance *inst, bin_sort_index at) {
    in_extern item = {.kind = CORE_FUNC};
    switch (at.sort) {
    case TY_SORT_CORE_TABLE:
        item.kind = CORE_TABLE;
        item.u.table = inst->core_tables[at.index];
        break;
    case TY_SORT_CORE_MEMORY:
        item.kind = CORE_MEMORY;
        item.u.memory = inst->core_memories[at.index];
        break;
    case TY_SORT_CORE_GLOBAL:
        item.kind = CORE_GLOBAL;
        item.u.global = inst->core_globals[at.index];
        break;
    default:
        item.u.func = inst->core_funcs[at.index];
        break;
    }
    return item;
}

static void append_core(rt_instance *inst, const in_extern *item) {
    switch (item->kind) {
    case CORE_FUNC:
        inst->core_funcs[inst->counts[TY_SORT_CORE_FUNC]++] = item->u.func;
        break;
    case CORE_TABLE:
        inst->core_tables[inst->counts[TY_SORT_CORE_TABLE]++] = item->u.table;
        break;
    case CORE_MEMORY:
        inst->core_memories[inst->counts[TY_SORT_CORE_MEMORY]++] =
            item->u.memory;
        break;
    case CORE_GLOBAL:
        inst->core_globals[inst->counts[TY_SORT_CORE_GLOBAL]++] =
            item->u.global;
        break;
    default:
        break; /* tags come with exception handling */
    }
}

bool rt_core_alias(rt_instance *inst, const bin_def *def) {
    const rt_core_instance *from = &inst->core_instances[def->u.alias.instance];
    in_extern item;
    if (!find_core_export(from, def->u.alias.name, &item)) {
        tn_error(inst->store->ctx, DIAG_RUN_LINK, def->span,
                 "core export `%.*s` is missing",
                 TN_STR_ARG(def->u.alias.name));
        return false;
    }
    append_core(inst, &item);
    return true;
}

static const rt_core_instance *find_arg(const rt_instance *inst,
                                        const bin_def *def,
                                        tn_str module) {
    for (uint32_t i = 0; i < def->u.core_instance.arg_count; i++) {
        const bin_arg *arg = &def->u.core_instance.args[i];
        if (tn_str_eq(arg->name, module))
            return &inst->core_instances[arg->item.index];
    }
    return NULL;
}

static bool find_imports(in_extern *out,
                         rt_instance *inst,
                         const bin_def *def,
                         const core_module *module) {
    for (uint32_t i = 0; i < module->import_count; i++) {
        const core_import *import = &module->imports[i];
        const rt_core_instance *from = find_arg(inst, def, import->module);
        if (from && find_core_export(from, import->name, &out[i]))
            continue;
        tn_error(inst->store->ctx, DIAG_RUN_LINK, def->span,
                 "core import `%.*s` `%.*s` is not provided",
                 TN_STR_ARG(import->module), TN_STR_ARG(import->name));
        return false;
    }
    return true;
}

static bool instantiate_module(rt_core_instance *out,
                               rt_instance *inst,
                               const bin_def *def) {
    tenon_store *store = inst->store;
    const in_code *code = inst->core_modules[def->u.core_instance.module];
    const core_module *module = in_code_module(code);
    in_extern *imports =
        TN_NEW_ARRAY(&store->arena, in_extern, module->import_count);
    if (!find_imports(imports, inst, def, module))
        return false;
    in_outcome outcome = in_instantiate(&out->instance, store->thread, code,
                                        imports, store->ctx);
    if (outcome == IN_DONE)
        return true;
    in_trap trap = in_thread_trap(store->thread);
    if (!out->instance && trap == IN_TRAP_MEMORY)
        return rt_over_limit(store, "a core instance needs more memory, or "
                                    "there are more instances, than allowed");
    if (out->instance || trap != IN_TRAP_LINK) /* which was reported */
        rt_report_trap(store);
    return false;
}

static void bundle_exports(rt_core_instance *out,
                           rt_instance *inst,
                           const bin_def *def) {
    uint32_t count = def->u.core_instance.arg_count;
    in_extern *items = TN_NEW_ARRAY(&inst->store->arena, in_extern, count);
    for (uint32_t i = 0; i < count; i++)
        items[i] = core_item_at(inst, def->u.core_instance.args[i].item);
    out->names = def->u.core_instance.args;
    out->items = items;
    out->count = count;
}

bool rt_core_instance_define(rt_instance *inst, const bin_def *def) {
    rt_core_instance made = {0};
    if (!def->u.core_instance.instantiate)
        bundle_exports(&made, inst, def);
    else if (!instantiate_module(&made, inst, def))
        return false;
    inst->core_instances[inst->counts[TY_SORT_CORE_INSTANCE]++] = made;
    return true;
}
