/*
 * Loading a component, instantiating it and calling what needs no arguments,
 * with little of everything: whatever the bytes are, it ends, and cleanly.
 */
#include <stdint.h>

#include "base/context.h"
#include "runtime/runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUEL = 20000, MAX_CALLS = 200 };

/* Half of the time the host does not answer. */
static bool answer(void *user,
                   const tenon_val *args,
                   size_t arg_count,
                   tenon_val *result) {
    uint32_t *calls = user;
    TN_UNUSED(args);
    TN_UNUSED(arg_count);
    *result = (tenon_val){.kind = TENON_VAL_U32, .of.uint = *calls};
    return (*calls)++ % 4 != 3;
}

static void define_func(tenon_store *store,
                        const char *interface,
                        tn_str name,
                        uint32_t *calls) {
    tn_str copy = tn_arena_copy(&store->arena, name);
    (void)tenon_store_define(store, interface, copy.p, answer, calls);
}

static void define_imports(tenon_store *store,
                           const ty_component *type,
                           uint32_t *calls) {
    for (uint32_t i = 0; i < type->import_count; i++) {
        const ty_extern *import = &type->imports[i];
        if (import->sort == TY_SORT_FUNC)
            define_func(store, NULL, import->name, calls);
        if (import->sort != TY_SORT_INSTANCE)
            continue;
        tn_str interface = tn_arena_copy(&store->arena, import->name);
        for (uint32_t j = 0; j < import->u.instance->export_count; j++)
            define_func(store, interface.p, import->u.instance->exports[j].name,
                        calls);
    }
}

/* Under a guard: names are copied into the arena of the store. */
static void define_all(tenon_store *store,
                       const tenon_component *component,
                       uint32_t *calls) {
    tn_guard guard;
    if (TN_GUARD(store->ctx, &guard))
        define_imports(store, component->root->type, calls);
    tn_guard_leave(store->ctx, &guard);
}

static void call_exports(const rt_exports *exports, uint32_t *calls_left) {
    for (size_t i = 0; i<exports->items.len && * calls_left> 0; i++) {
        const rt_item *item = exports->items.entries[i].value.ptr;
        tenon_val result = {0};
        if (item->sort == TY_SORT_INSTANCE)
            call_exports(item->u.instance, calls_left);
        if (item->sort != TY_SORT_FUNC)
            continue;
        tenon_func *func = item->u.func;
        --*calls_left;
        if (tenon_func_param_count(func) == 0 &&
            tenon_call(func, NULL, 0, &result) == TENON_OK) {
            tenon_buffer text = {0};
            (void)tenon_print_result(func, &result, &text);
            tenon_buffer_release(&text);
        }
    }
}

static void run(tenon_context *ctx, tenon_component *component) {
    tenon_store_options options = {.struct_size = sizeof options,
                                   .max_memory_bytes = 16 << 20,
                                   .max_instances = 100,
                                   .stack_bytes = 64 << 10};
    tenon_store *store = NULL;
    tenon_instance *instance = NULL;
    uint32_t host_calls = 0, calls_left = MAX_CALLS;
    if (tenon_store_new(&store, ctx, &options) != TENON_OK)
        return;
    for (size_t i = 0; i < component->codes.len; i++)
        in_code_set_metered(component->codes.data[i]);
    in_store_set_fuel(store->core, FUEL);
    define_all(store, component, &host_calls);
    if (tenon_instantiate(&instance, store, component) == TENON_OK)
        call_exports(instance->exports, &calls_left);
    tenon_store_free(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx = NULL;
    tenon_component *component = NULL;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    if (tenon_component_load(&component, ctx, "fuzz.wasm", data, size) ==
        TENON_OK)
        run(ctx, component);
    else
        tn_assert(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) > 0);
    tenon_component_free(component);
    tenon_context_free(ctx);
    return 0;
}
