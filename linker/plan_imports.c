/*
 * Connects each import of a core module: to a function or resource of the
 * world, to an adapter, or (an adapter's) to the main module. What cannot be
 * connected or has another signature is reported, all of it in one run.
 */
#include "base/limits.h"
#include "linker/new.h"

static tn_diag *report(link_plan *plan,
                       tn_diag_id id,
                       const core_import *import,
                       const char *what) {
    plan->ok = false;
    return tn_error(plan->ctx, id, import->span, "import `%.*s` `%.*s` %s",
                    TN_STR_ARG(import->module), TN_STR_ARG(import->name), what);
}

/* Reports when the found signature is not the expected one. */
static void check_sig(link_plan *plan,
                      const core_import *import,
                      const core_functype *found,
                      const core_functype *expected) {
    if (core_functype_eq(found, expected))
        return;
    tn_diag *diag = report(plan, DIAG_LINK_SIGNATURE, import,
                           "has another signature than the world gives it");
    tn_str want = link_print_sig(plan->arena, expected);
    tn_str have = link_print_sig(plan->arena, found);
    tn_note(plan->ctx, diag, TN_NO_SPAN, "expected `%.*s`, found `%.*s`",
            TN_STR_ARG(want), TN_STR_ARG(have));
    tn_help(plan->ctx, diag,
            "make the bindings of this module again from the world's WIT");
}

uint32_t link_add_slot(link_plan *plan, const core_functype *sig) {
    link_slot *slot = tn_vec_add(plan->arena, &plan->slots);
    slot->sig = sig;
    return (uint32_t)plan->slots.len - 1;
}

/* The names that would have been right, for a note. */
static void list_interfaces(link_plan *plan, tn_diag *diag) {
    tn_writer names;
    tn_writer_init(&names, plan->arena);
    uint32_t listed = 0;
    for (size_t i = 0; i < plan->world.imports.len && listed < 12; i++) {
        const ty_extern *item = &plan->world.imports.data[i];
        if (item->sort == TY_SORT_TYPE)
            continue;
        tn_write_printf(&names, "%s`%.*s`", listed++ ? ", " : "",
                        TN_STR_ARG(item->name));
    }
    tn_str list = tn_writer_str(&names);
    if (listed == 0)
        tn_note(plan->ctx, diag, TN_NO_SPAN, "its world imports nothing");
    else
        tn_note(plan->ctx, diag, TN_NO_SPAN, "its world imports %.*s",
                TN_STR_ARG(list));
}

/* All that the unit imports from there, since all of it is missing. */
static void list_imports_from(link_plan *plan,
                              const link_unit *unit,
                              tn_str module,
                              tn_diag *diag) {
    tn_writer names;
    tn_writer_init(&names, plan->arena);
    uint32_t listed = 0, count = 0;
    for (uint32_t i = 0; i < unit->module->import_count; i++) {
        const core_import *import = &unit->module->imports[i];
        if (!tn_str_eq(import->module, module))
            continue;
        if (listed < 12)
            tn_write_printf(&names, "%s`%.*s`", listed++ ? ", " : "",
                            TN_STR_ARG(import->name));
        count++;
    }
    if (count < 2)
        return;
    tn_str list = tn_writer_str(&names);
    tn_note(plan->ctx, diag, TN_NO_SPAN, "%u imports are from there: %.*s%s",
            count, TN_STR_ARG(list), count > listed ? ", ..." : "");
}

/* One report for all imports from one unknown module. */
static void report_unknown_module(link_plan *plan,
                                  link_unit *unit,
                                  const core_import *import) {
    bool known;
    tn_map_put(&unit->unknown, import->module, &known);
    /* Past the limit nothing is shown, and the lists take time. */
    bool shown =
        tenon_diagnostic_count(plan->ctx, TENON_SEVERITY_ERROR) < TN_MAX_ERRORS;
    if (known || !shown) {
        plan->ok = false;
        return;
    }
    tn_diag *diag = report(plan, DIAG_LINK_IMPORT, import,
                           "is not satisfied: the world has no such import");
    list_imports_from(plan, unit, import->module, diag);
    if (tn_str_starts(import->module, TN_STR("wasi_")))
        tn_help(plan->ctx, diag,
                "give a module that provides it: `--adapt %.*s=FILE.wasm`",
                TN_STR_ARG(import->module));
    else
        list_interfaces(plan, diag);
}

static void report_unknown_item(link_plan *plan,
                                const core_import *import,
                                const ty_extern *interface,
                                const char *what) {
    tn_diag *diag = report(plan, DIAG_LINK_IMPORT, import, "is not satisfied");
    if (interface)
        tn_note(plan->ctx, diag, TN_NO_SPAN,
                "interface `%.*s` has no such %s in the world of this module",
                TN_STR_ARG(interface->name), what);
    else
        tn_note(plan->ctx, diag, TN_NO_SPAN,
                "the world of this module imports no such %s", what);
}

/* The interface that an import module means, or NULL; asked often. */
static const ty_extern *find_interface(link_plan *plan,
                                       tn_str module,
                                       const link_core_name *name) {
    bool found;
    tn_map_entry *entry = tn_map_put(&plan->interfaces, module, &found);
    if (found)
        return entry->value.ptr;
    const ty_extern *items = plan->world.imports.data;
    size_t count = plan->world.imports.len;
    if (name->of_export) {
        items = plan->world.exports.data;
        count = plan->world.exports.len;
    }
    const ty_extern *item = NULL;
    if (name->scheme == LINK_LEGACY && !name->of_export)
        item = link_world_import(&plan->world, name->interface);
    if (!item || item->sort != TY_SORT_INSTANCE)
        item = link_find_interface(plan->arena, items, (uint32_t)count,
                                   name->interface, name->scheme);
    entry->value.ptr = (void *)(uintptr_t)item;
    return item;
}

/* What an import means: a part of an interface (which is set), or of the
 * world itself. NULL: there is no such thing. */
static const ty_extern *find_item(link_plan *plan,
                                  const ty_extern *interface,
                                  const link_core_name *name) {
    if (interface)
        return link_world_member(&plan->world, interface, name->name);
    return name->of_export ? link_world_export(&plan->world, name->name)
                           : link_world_import(&plan->world, name->name);
}

static void connect_func(link_plan *plan,
                         link_unit *unit,
                         link_import *import,
                         const ty_extern *interface,
                         const ty_extern *func) {
    if (!func || func->sort != TY_SORT_FUNC) {
        report_unknown_item(plan, import->core, interface, "function");
        return;
    }
    import->kind = LINK_LOWER;
    import->interface = interface;
    import->func = func;
    check_sig(plan, import->core, import->sig,
              link_lowered_sig(plan->arena, func->u.func));
    link_needs needs = link_lower_needs(func->u.func);
    /* Adapters come after main and its memory; their realloc does not. */
    if (unit->is_main ? needs.memory : needs.realloc)
        import->slot = link_add_slot(plan, import->sig);
}

static void connect_resource(link_plan *plan,
                             link_import *import,
                             const ty_extern *interface,
                             const ty_extern *item,
                             const link_core_name *name) {
    if (!item || item->sort != TY_SORT_TYPE ||
        ty_strip(item->u.type)->kind != TY_RESOURCE) {
        report_unknown_item(plan, import->core, interface, "resource");
        return;
    }
    bool drop = name->kind == LINK_NAME_DROP;
    if (!drop && !name->of_export) {
        tn_diag *diag =
            report(plan, DIAG_LINK_IMPORT, import->core, "is not possible");
        tn_note(plan->ctx, diag, TN_NO_SPAN,
                "only the component that defines a resource may make one and "
                "see what stands behind it");
        return;
    }
    import->kind = drop                          ? LINK_RESOURCE_DROP
                   : name->kind == LINK_NAME_NEW ? LINK_RESOURCE_NEW
                                                 : LINK_RESOURCE_REP;
    import->resource = item->u.type;
    import->exported = name->of_export;
    check_sig(plan, import->core, import->sig,
              link_make_sig(plan->arena, "i", drop ? "" : "i"));
}

static void connect_world(link_plan *plan, link_unit *unit, link_import *out) {
    const core_import *import = out->core;
    link_core_name name = link_parse_core_name(import->module, import->name);
    if (name.is_async) {
        tn_diag *diag = report(plan, DIAG_LINK_UNSUPPORTED, import,
                               "is of the asynchronous ABI");
        tn_note(plan->ctx, diag, TN_NO_SPAN,
                "asynchronous imports and exports are not supported yet");
        return;
    }
    const ty_extern *interface =
        name.of_world ? NULL : find_interface(plan, import->module, &name);
    if (!interface && !name.of_world) {
        report_unknown_module(plan, unit, import);
        return;
    }
    const ty_extern *item = find_item(plan, interface, &name);
    if (name.kind != LINK_NAME_FUNC)
        connect_resource(plan, out, interface, item, &name);
    else if (name.of_export)
        report_unknown_item(plan, import, interface, "intrinsic");
    else
        connect_func(plan, unit, out, interface, item);
}

static link_unit *find_adapter(const link_plan *plan, tn_str name) {
    for (size_t i = 0; i < plan->adapters.len; i++)
        if (tn_str_eq(plan->adapters.data[i]->name, name))
            return plan->adapters.data[i];
    return NULL;
}

/* Main's import of a function that an adapter or main exports. */
static void connect_export(link_plan *plan,
                           link_import *out,
                           const link_unit *provider) {
    const core_export *found =
        core_module_export(provider->module, out->core->name);
    out->name = out->core->name;
    if (!found || found->kind != CORE_FUNC) {
        tn_diag *diag =
            report(plan, DIAG_LINK_IMPORT, out->core, "is not satisfied");
        tn_note(plan->ctx, diag, TN_NO_SPAN, "%.*s exports no such function",
                TN_STR_ARG(provider->path));
        return;
    }
    const core_functype *sig = link_func_sig(provider->module, found->index);
    if (core_functype_eq(sig, out->sig))
        return;
    tn_diag *diag = report(plan, DIAG_LINK_SIGNATURE, out->core,
                           "has another signature than its provider");
    tn_str want = link_print_sig(plan->arena, sig);
    tn_str have = link_print_sig(plan->arena, out->sig);
    tn_note(plan->ctx, diag, TN_NO_SPAN,
            "%.*s exports `%.*s`, expected here is `%.*s`",
            TN_STR_ARG(provider->path), TN_STR_ARG(want), TN_STR_ARG(have));
}

/* The shim is written with number types only. */
static bool is_plain(const core_functype *sig) {
    for (uint32_t i = 0; i < sig->param_count; i++)
        if (core_valtype_is_ref(sig->params[i]))
            return false;
    for (uint32_t i = 0; i < sig->result_count; i++)
        if (core_valtype_is_ref(sig->results[i]))
            return false;
    return true;
}

static void connect(link_plan *plan, link_unit *unit, link_import *out) {
    tn_str module = out->core->module;
    out->slot = LINK_NO_SLOT;
    out->adapter = unit->is_main ? find_adapter(plan, module) : NULL;
    if (out->adapter) {
        out->kind = LINK_ADAPTER;
        if (!is_plain(out->sig))
            report(plan, DIAG_LINK_UNSUPPORTED, out->core,
                   "passes references, which an adapter cannot");
        out->slot = link_add_slot(plan, out->sig);
        connect_export(plan, out, out->adapter);
    } else if (!unit->is_main && tn_str_eqz(module, "__main_module__")) {
        out->kind = LINK_MAIN;
        connect_export(plan, out, &plan->main);
    } else {
        connect_world(plan, unit, out);
    }
}

static bool is_main_memory(const link_unit *unit, const core_import *import) {
    return !unit->is_main && import->type.kind == CORE_MEMORY &&
           tn_str_eqz(import->module, "env") &&
           tn_str_eqz(import->name, "memory");
}

static void plan_import(link_plan *plan,
                        link_unit *unit,
                        const core_import *import) {
    link_import out = {.core = import, .slot = LINK_NO_SLOT};
    out.given = link_given_name(plan, unit, import);
    if (is_main_memory(unit, import)) {
        out.kind = LINK_MAIN_MEMORY;
        tn_vec_push(plan->arena, &unit->imports, out);
        return;
    }
    if (import->type.kind != CORE_FUNC) {
        tn_diag *diag =
            report(plan, DIAG_LINK_IMPORT, import, "is not a function");
        tn_note(plan->ctx, diag, TN_NO_SPAN,
                "a component can give functions to its core modules, but no "
                "memories, tables or globals");
        return;
    }
    out.sig = &unit->module->types[import->type.u.func];
    connect(plan, unit, &out);
    tn_vec_push(plan->arena, &unit->imports, out);
}

void link_plan_imports(link_plan *plan, link_unit *unit) {
    tn_map_init(&unit->import_names, plan->arena);
    tn_map_init(&unit->unknown, plan->arena);
    for (uint32_t i = 0; i < unit->module->import_count; i++)
        plan_import(plan, unit, &unit->module->imports[i]);
}
