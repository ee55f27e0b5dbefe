/*
 * Finds the core function behind each export of the world, the destructors
 * of the resources that the world defines, and what of the imports is needed
 * by anything.
 */
#include "linker/new.h"

/* A core export that must be a function of a given signature. */
static bool check_export(link_plan *plan,
                         const link_unit *unit,
                         const core_export *found,
                         const core_functype *expected,
                         const char *role) {
    tn_diag *diag;
    if (found->kind != CORE_FUNC) {
        diag = tn_error(plan->ctx, DIAG_LINK_SIGNATURE, found->span,
                        "export `%.*s` is not a function",
                        TN_STR_ARG(found->name));
    } else {
        const core_functype *sig = link_func_sig(unit->module, found->index);
        if (core_functype_eq(sig, expected))
            return true;
        tn_str want = link_print_sig(plan->arena, expected);
        tn_str have = link_print_sig(plan->arena, sig);
        diag = tn_error(plan->ctx, DIAG_LINK_SIGNATURE, found->span,
                        "export `%.*s` has another signature than %s needs",
                        TN_STR_ARG(found->name), role);
        tn_note(plan->ctx, diag, TN_NO_SPAN, "expected `%.*s`, found `%.*s`",
                TN_STR_ARG(want), TN_STR_ARG(have));
    }
    plan->ok = false;
    return false;
}

static tn_str interface_name(const ty_extern *interface) {
    return interface ? interface->name : (tn_str){NULL, 0};
}

static void report_missing(link_plan *plan,
                           const ty_extern *interface,
                           const ty_extern *func) {
    tn_str wanted = link_export_name(plan->arena, LINK_LEGACY,
                                     interface_name(interface), func->name);
    tn_str sig =
        link_print_sig(plan->arena, link_lifted_sig(plan->arena, func->u.func));
    tn_diag *diag = tn_error(plan->ctx, DIAG_LINK_EXPORT, TN_NO_SPAN,
                             "the module does not export `%.*s`, which its "
                             "world exports",
                             TN_STR_ARG(wanted));
    tn_diag_place(plan->ctx, diag, plan->main.path);
    tn_note(plan->ctx, diag, TN_NO_SPAN, "expected a function `%.*s`",
            TN_STR_ARG(sig));
    tn_str lifted =
        tn_arena_printf(plan->arena, "[async-lift]%.*s", TN_STR_ARG(wanted));
    if (core_module_export(plan->main.module, lifted))
        tn_help(plan->ctx, diag,
                "there is `%.*s`, but asynchronous exports are not supported "
                "yet",
                TN_STR_ARG(lifted));
    else
        tn_help(plan->ctx, diag,
                "export it under that name, for example with "
                "`__attribute__((export_name(\"%.*s\")))` in C",
                TN_STR_ARG(wanted));
    plan->ok = false;
}

static void plan_post_return(link_plan *plan,
                             link_lift *lift,
                             link_scheme scheme) {
    tn_str name = link_post_return_name(plan->arena, scheme, lift->core_name);
    const core_export *found = core_module_export(lift->unit->module, name);
    if (!found)
        return;
    const core_functype *sig = link_lifted_sig(plan->arena, lift->func->u.func);
    core_functype expected = {.params = sig->results,
                              .results = sig->results,
                              .param_count = sig->result_count};
    if (check_export(plan, lift->unit, found, &expected, "a post-return"))
        lift->post_return = name;
}

static bool plan_lift_in(link_plan *plan,
                         link_unit *unit,
                         const ty_extern *interface,
                         const ty_extern *func) {
    for (int s = LINK_LEGACY; s <= LINK_STANDARD32; s++) {
        tn_str name = link_export_name(plan->arena, (link_scheme)s,
                                       interface_name(interface), func->name);
        const core_export *found = core_module_export(unit->module, name);
        if (!found)
            continue;
        link_lift lift = {.interface = interface,
                          .func = func,
                          .unit = unit,
                          .core_name = name};
        check_export(plan, unit, found,
                     link_lifted_sig(plan->arena, func->u.func), "its world");
        plan_post_return(plan, &lift, (link_scheme)s);
        tn_vec_push(plan->arena, &plan->lifts, lift);
        return true;
    }
    return false;
}

static void plan_lift(link_plan *plan,
                      const ty_extern *interface,
                      const ty_extern *func) {
    if (func->u.func->is_async) {
        tn_diag *diag = tn_error(plan->ctx, DIAG_LINK_UNSUPPORTED, TN_NO_SPAN,
                                 "export `%.*s` is an async function",
                                 TN_STR_ARG(func->name));
        tn_diag_place(plan->ctx, diag, plan->main.path);
        plan->ok = false;
        return;
    }
    if (plan_lift_in(plan, &plan->main, interface, func))
        return;
    for (size_t i = 0; i < plan->adapters.len; i++)
        if (plan_lift_in(plan, plan->adapters.data[i], interface, func))
            return;
    report_missing(plan, interface, func);
}

static void plan_resource(link_plan *plan,
                          const ty_extern *interface,
                          const ty_extern *item) {
    link_resource *resource = tn_vec_add(plan->arena, &plan->resources);
    resource->node = item->u.type;
    resource->owner = interface;
    resource->slot = LINK_NO_SLOT;
    for (int s = LINK_LEGACY; s <= LINK_STANDARD32; s++) {
        tn_str name = link_dtor_name(plan->arena, (link_scheme)s,
                                     interface->name, item->name);
        const core_export *found = core_module_export(plan->main.module, name);
        if (!found)
            continue;
        const core_functype *sig = link_make_sig(plan->arena, "i", "");
        if (!check_export(plan, &plan->main, found, sig, "a destructor"))
            continue;
        resource->dtor = name;
        resource->slot = link_add_slot(plan, sig);
        return;
    }
}

static void plan_interface(link_plan *plan, const ty_extern *interface) {
    const ty_instance *type = interface->u.instance;
    for (uint32_t i = 0; i < type->export_count; i++) {
        const ty_extern *item = &type->exports[i];
        if (item->sort == TY_SORT_FUNC)
            plan_lift(plan, interface, item);
        else if (item->sort == TY_SORT_TYPE &&
                 item->u.type->kind == TY_RESOURCE)
            plan_resource(plan, interface, item);
    }
}

static void check_reallocs(link_plan *plan, const link_unit *unit) {
    for (int use = 0; use < 2; use++) {
        const core_export *realloc = link_find_realloc(unit->module, use != 0);
        if (realloc)
            check_export(plan, unit, realloc,
                         link_make_sig(plan->arena, "iiii", "i"),
                         "the canonical ABI");
    }
}

static void check_basics(link_plan *plan) {
    const core_module *module = plan->main.module;
    const core_export *init = link_find_initialize(module);
    if (init &&
        check_export(plan, &plan->main, init,
                     link_make_sig(plan->arena, "", ""), "the initializer"))
        plan->initialize = init->name;
    check_reallocs(plan, &plan->main);
    for (size_t i = 0; i < plan->adapters.len; i++)
        check_reallocs(plan, plan->adapters.data[i]);
}

void link_plan_exports(link_plan *plan) {
    check_basics(plan);
    for (size_t i = 0; i < plan->world.exports.len; i++) {
        const ty_extern *item = &plan->world.exports.data[i];
        if (item->sort == TY_SORT_FUNC)
            plan_lift(plan, NULL, item);
        else if (item->sort == TY_SORT_INSTANCE)
            plan_interface(plan, item);
    }
}

static void report_no_memory(link_plan *plan, tn_str path) {
    tn_diag *diag = tn_error(plan->ctx, DIAG_LINK_EXPORT, TN_NO_SPAN,
                             "the main module exports no memory");
    tn_diag_place(plan->ctx, diag, path);
    tn_help(plan->ctx, diag, "export it as `memory`");
    plan->ok = false;
}

static void report_memory(link_plan *plan, tn_span span, const char *what) {
    tn_error(plan->ctx, DIAG_LINK_UNSUPPORTED, span, "%s", what);
    plan->ok = false;
}

void link_check_memory(link_plan *plan) {
    const core_export *memory = link_find_memory(plan->main.module);
    plan->has_memory = memory != NULL;
    if (!memory)
        return;
    core_limits limits = plan->main.module->memories[memory->index];
    if (limits.is64 || limits.shared)
        report_memory(plan, memory->span,
                      "a component's memory has 32-bit addresses and is not "
                      "shared");
}

void link_check_adapter_memory(link_plan *plan,
                               const link_unit *unit,
                               const core_import *import) {
    const core_export *memory = link_find_memory(plan->main.module);
    if (!memory) {
        report_no_memory(plan, unit->path);
        return;
    }
    const ty_core_extern wanted = {.type = import->type};
    const ty_core_extern actual = {
        .type = core_export_type(plan->main.module, memory)};
    if (!ty_matches_core_extern(&wanted, &actual))
        report_memory(plan, import->span,
                      "the adapter needs another memory than the main module "
                      "has");
}

void link_require(link_plan *plan,
                  const link_unit *unit,
                  const ty_extern *func,
                  link_needs needs,
                  bool for_exports) {
    const char *missing = NULL;
    if (needs.memory && !plan->has_memory)
        missing = "memory";
    else if (needs.realloc && !link_find_realloc(unit->module, for_exports))
        missing = "cabi_realloc";
    if (!missing)
        return;
    tn_diag *diag =
        tn_error(plan->ctx, DIAG_LINK_EXPORT, TN_NO_SPAN,
                 "the module does not export `%s`, which passing the %s of "
                 "`%.*s` needs",
                 missing, for_exports ? "parameters or result" : "values",
                 TN_STR_ARG(func->name));
    tn_diag_place(plan->ctx, diag, unit->path);
    if (missing[0] == 'c')
        tn_note(plan->ctx, diag, TN_NO_SPAN,
                "expected a function `(i32, i32, i32, i32) -> (i32)` that "
                "allocates like realloc: old pointer, old size, alignment, "
                "new size");
    plan->ok = false;
}

/* Marks one node; false when it was marked already. */
static bool mark_node(link_plan *plan, const ty *node) {
    if (tn_ptr_map_get(&plan->live, node))
        return false;
    tn_ptr_map_set(&plan->live, node, plan);
    return true;
}

/*
 * Marks a type and all that it stands on. Types nest to a limited depth, but
 * chains of names can be long.
 */
static void mark_type(link_plan *plan, const ty *type) {
    type = link_same(&plan->scope, type);
    while (mark_node(plan, type)) {
        for (uint32_t i = 0; type->kind != TY_NAMED && i < ty_child_count(type);
             i++)
            if (ty_child(type, i))
                mark_type(plan, ty_child(type, i));
        if (type->kind == TY_NAMED)
            type = link_same(&plan->scope, type->u.named.target);
        else if (type->kind == TY_OWN || type->kind == TY_BORROW)
            type = link_same(&plan->scope, type->u.handle.resource);
    }
}

/* A method needs its resource even when it does not mention it. */
static void mark_resource_of(link_plan *plan,
                             const ty_extern *interface,
                             const ty_extern *func) {
    ty_name name;
    if (!ty_name_parse(&name, func->name) || name.resource.len == 0)
        return;
    const ty_extern *resource =
        interface ? link_world_member(&plan->world, interface, name.resource)
                  : link_world_import(&plan->world, name.resource);
    if (resource && resource->sort == TY_SORT_TYPE)
        mark_type(plan, resource->u.type);
}

static void mark_func(link_plan *plan,
                      const ty_extern *interface,
                      const ty_extern *func) {
    tn_ptr_map_set(&plan->live, func, plan);
    for (uint32_t i = 0; i < func->u.func->param_count; i++)
        mark_type(plan, func->u.func->params[i].type);
    if (func->u.func->result)
        mark_type(plan, func->u.func->result);
    mark_resource_of(plan, interface, func);
}

static void mark_exports(link_plan *plan) {
    for (size_t i = 0; i < plan->world.exports.len; i++) {
        const ty_extern *item = &plan->world.exports.data[i];
        if (item->sort == TY_SORT_FUNC)
            mark_func(plan, NULL, item);
        if (item->sort != TY_SORT_INSTANCE)
            continue;
        const ty_instance *type = item->u.instance;
        for (uint32_t k = 0; k < type->export_count; k++) {
            if (type->exports[k].sort == TY_SORT_FUNC)
                mark_func(plan, item, &type->exports[k]);
            else if (type->exports[k].sort == TY_SORT_TYPE)
                mark_type(plan, type->exports[k].u.type);
        }
    }
}

static void mark_unit(link_plan *plan, const link_unit *unit) {
    for (size_t i = 0; i < unit->imports.len; i++) {
        const link_import *import = &unit->imports.data[i];
        if (import->kind == LINK_LOWER && import->func)
            mark_func(plan, import->interface, import->func);
        else if (import->resource)
            mark_type(plan, import->resource);
    }
}

void link_plan_live(link_plan *plan) {
    mark_unit(plan, &plan->main);
    for (size_t i = 0; i < plan->adapters.len; i++)
        mark_unit(plan, plan->adapters.data[i]);
    mark_exports(plan);
    for (size_t i = 0; i < plan->world.imports.len; i++)
        if (plan->world.imports.data[i].sort == TY_SORT_TYPE)
            mark_type(plan, plan->world.imports.data[i].u.type);
}
