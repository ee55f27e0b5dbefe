/* Imports of a root component, made from what the host defined. */
#include "runtime/runtime.h"

/* The imports of one instantiation; resources by their TY_RESOURCE. */
typedef struct host_imports {
    tenon_store *store;
    tn_ptr_map resources;
    tn_writer missing; /* names of functions that one import lacks */
    uint32_t missing_count;
} host_imports;

enum { MISSING_SHOWN = 8 };

static bool note_missing(host_imports *imports, tn_str name) {
    if (imports->missing_count++ < MISSING_SHOWN)
        tn_write_printf(&imports->missing, "%s`%.*s`",
                        imports->missing_count > 1 ? ", " : "",
                        TN_STR_ARG(name));
    return false;
}

/* One report for each import, however much of it is missing. */
static void report_missing(host_imports *imports, const ty_extern *wanted) {
    tenon_context *ctx = imports->store->ctx;
    tn_diag *diag =
        tn_error(ctx, DIAG_RUN_IMPORT, TN_NO_SPAN,
                 "import `%.*s` is not provided", TN_STR_ARG(wanted->name));
    uint32_t rest = imports->missing_count > MISSING_SHOWN
                        ? imports->missing_count - MISSING_SHOWN
                        : 0;
    if (wanted->sort == TY_SORT_INSTANCE)
        tn_note(ctx, diag, TN_NO_SPAN, "nothing provides %.*s%s",
                TN_STR_ARG(tn_writer_str(&imports->missing)),
                rest ? " and more" : "");
    tn_help(ctx, diag,
            "link a component that exports it: "
            "tenon plug THIS.wasm PROVIDER.wasm -o linked.wasm");
}

static tenon_func *find_defined(tenon_store *store,
                                tn_str interface,
                                const char *prefix,
                                tn_str name) {
    tn_str key =
        tn_arena_printf(&store->scratch, "%.*s#%s%.*s", TN_STR_ARG(interface),
                        prefix, TN_STR_ARG(name));
    return tn_map_get(&store->host, key);
}

static bool host_func(rt_item *out,
                      host_imports *imports,
                      tn_str interface,
                      const ty_extern *wanted) {
    tenon_store *store = imports->store;
    const tenon_func *defined =
        find_defined(store, interface, "", wanted->name);
    if (!defined)
        return note_missing(imports, wanted->name);
    tenon_func *func = TN_NEW(&store->arena, tenon_func);
    *func = *defined;
    func->type = wanted->u.func;
    *out = (rt_item){.sort = TY_SORT_FUNC, .u.func = func};
    return true;
}

/* A resource that the host stands for, and who is told when it is dropped. */
static const cabi_resource *host_resource(host_imports *imports,
                                          tn_str interface,
                                          tn_str name,
                                          const ty *node) {
    cabi_resource *resource = tn_ptr_map_get(&imports->resources, node);
    if (!resource) {
        resource = TN_NEW(&imports->store->arena, cabi_resource);
        resource->host_user =
            find_defined(imports->store, interface, "[resource-drop]", name);
        tn_ptr_map_set(&imports->resources, node, resource);
    }
    return resource;
}

cabi_trap rt_host_drop(tenon_store *store,
                       const cabi_resource *type,
                       uint32_t rep) {
    const tenon_func *func = type->host_user;
    tenon_val handle = {.kind = TENON_VAL_OWN, .of.handle = {rep, type}};
    tenon_val none = {0};
    if (!func)
        return CABI_OK;
    store->host_depth++;
    bool ok = func->host(func->host_user, &handle, 1, &none);
    store->host_depth--;
    if (store->poisoned) /* by a call that the host made */
        return CABI_TRAP_CANNOT_ENTER;
    return ok ? CABI_OK : CABI_TRAP_HOST;
}

/* A type that stands for an earlier one (`use`) is the same resource. */
static void host_type(rt_item *out,
                      host_imports *imports,
                      tn_str interface,
                      const ty_extern *wanted) {
    const ty *node = ty_strip(wanted->u.type);
    *out = (rt_item){.sort = TY_SORT_TYPE};
    if (node->kind == TY_RESOURCE)
        out->u.resource = host_resource(imports, interface, wanted->name, node);
}

static bool host_item(rt_item *out,
                      host_imports *imports,
                      tn_str interface,
                      const ty_extern *wanted);

static bool host_instance(rt_item *out,
                          host_imports *imports,
                          const ty_extern *wanted) {
    tenon_store *store = imports->store;
    const ty_instance *type = wanted->u.instance;
    rt_exports *exports = TN_NEW(&store->arena, rt_exports);
    tn_map_init(&exports->items, &store->arena);
    *out = (rt_item){.sort = TY_SORT_INSTANCE, .u.instance = exports};
    bool ok = true;
    for (uint32_t i = 0; i < type->export_count; i++) {
        rt_item *item = TN_NEW(&store->arena, rt_item);
        ok &= host_item(item, imports, wanted->name, &type->exports[i]);
        tn_map_set(&exports->items, type->exports[i].name, item);
    }
    return ok;
}

static bool host_item(rt_item *out,
                      host_imports *imports,
                      tn_str interface,
                      const ty_extern *wanted) {
    if (wanted->sort == TY_SORT_FUNC)
        return host_func(out, imports, interface, wanted);
    if (wanted->sort == TY_SORT_TYPE) {
        host_type(out, imports, interface, wanted);
        return true;
    }
    if (wanted->sort == TY_SORT_INSTANCE && interface.len == 0)
        return host_instance(out, imports, wanted);
    return note_missing(imports, wanted->name);
}

bool rt_host_args(tn_map *out, tenon_store *store, const ty_component *type) {
    bool ok = true;
    host_imports imports = {.store = store};
    tn_ptr_map_init(&imports.resources, &store->arena);
    tn_map_init(out, &store->arena);
    for (uint32_t i = 0; i < type->import_count; i++) {
        const ty_extern *wanted = &type->imports[i];
        rt_item *item = TN_NEW(&store->arena, rt_item);
        imports.missing_count = 0;
        tn_writer_init(&imports.missing, &store->scratch);
        if (!host_item(item, &imports, (tn_str){"", 0}, wanted)) {
            report_missing(&imports, wanted);
            ok = false;
        }
        tn_map_set(out, wanted->name, item);
    }
    return ok;
}
