/*
 * Loading a component, instantiating it and calling its exports, with little
 * of everything: whatever the bytes are, it ends, and cleanly.
 */
#include <stdint.h>

#include "base/context.h"
#include "runtime/runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LEAST_FUEL = 20000, MAX_CALLS = 200, MAX_VALUES = 1000 };

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

/* Arguments: some value of each type, none with handles. */
typedef struct maker {
    tn_arena *arena;
    uint32_t left; /* how many values may still be made */
} maker;

static bool make_value(maker *m, const ty *type, tenon_val *out);

static bool make_items(maker *m,
                       const ty_field *fields,
                       uint32_t len,
                       tenon_val *out) {
    if (len > m->left)
        return false;
    out->of.list.items = TN_NEW_ARRAY(m->arena, tenon_val, len + 1);
    out->of.list.len = len;
    for (uint32_t i = 0; i < len; i++) {
        if (!make_value(m, fields[i].type, &out->of.list.items[i]))
            return false;
    }
    return true;
}

static bool make_list(maker *m, const ty *type, tenon_val *out) {
    ty_field items[3] = {{.type = type->u.of.elem},
                         {.type = type->u.of.elem},
                         {.type = type->u.of.elem}};
    out->kind = TENON_VAL_LIST;
    return make_items(m, items, 3, out);
}

/* The last case, since that is the one with a payload more often. */
static bool make_case(maker *m,
                      const ty *type,
                      tenon_val_kind kind,
                      tenon_val *out) {
    uint32_t count = ty_case_count(type);
    out->kind = kind;
    out->of.variant.index = count - 1;
    const ty *payload = ty_case_type(type, count - 1);
    if (!payload)
        return true;
    out->of.variant.payload = TN_NEW(m->arena, tenon_val);
    return make_value(m, payload, out->of.variant.payload);
}

static bool make_primitive(const ty *type, tenon_val *out) {
    static const char text[] = "day,n\n2026-01-02,3\n2026-01-03,4\n";
    out->kind = (tenon_val_kind)type->kind;
    if (type->kind == TY_CHAR) {
        out->of.scalar = 'x';
    } else if (type->kind == TY_STRING) {
        out->of.string.data = text;
        out->of.string.len = sizeof text - 1;
    } else {
        out->of.uint = 1;
    }
    return type->kind <= TY_STRING;
}

static bool make_value(maker *m, const ty *type, tenon_val *out) {
    type = ty_strip(type);
    if (m->left == 0)
        return false;
    m->left--;
    switch (type->kind) {
    case TY_RECORD:
    case TY_TUPLE:
        out->kind =
            type->kind == TY_RECORD ? TENON_VAL_RECORD : TENON_VAL_TUPLE;
        return make_items(m, type->u.fields.data, type->u.fields.len, out);
    case TY_LIST:
        return make_list(m, type, out);
    case TY_VARIANT:
    case TY_ENUM:
        return make_case(m, type, TENON_VAL_VARIANT, out);
    case TY_OPTION:
        return make_case(m, type, TENON_VAL_OPTION, out);
    case TY_RESULT:
        return make_case(m, type, TENON_VAL_RESULT, out);
    case TY_FLAGS:
        out->kind = TENON_VAL_FLAGS;
        out->of.flags = 1;
        return true;
    default:
        return make_primitive(type, out);
    }
}

static bool make_args(tenon_func *func, tn_arena *arena, tenon_val **out) {
    maker m = {arena, MAX_VALUES};
    tenon_val list = {0};
    volatile bool ok = false;
    tn_guard guard;
    if (TN_GUARD(func->store->ctx, &guard))
        ok = make_items(&m, func->type->params, func->type->param_count, &list);
    tn_guard_leave(func->store->ctx, &guard);
    *out = list.of.list.items;
    return ok;
}

static void call_func(tenon_func *func) {
    tn_arena arena;
    tenon_val *args = NULL, result = {0};
    tenon_buffer text = {0};
    tn_context_arena(func->store->ctx, &arena);
    if (make_args(func, &arena, &args) &&
        tenon_call(func, args, func->type->param_count, &result) == TENON_OK)
        (void)tenon_print_result(func, &result, &text);
    tenon_buffer_release(&text);
    tn_arena_release(&arena);
}

static void call_exports(const rt_exports *exports, uint32_t *calls_left) {
    for (size_t i = 0; i<exports->items.len && * calls_left> 0; i++) {
        const rt_item *item = exports->items.entries[i].value.ptr;
        if (item->sort == TY_SORT_INSTANCE)
            call_exports(item->u.instance, calls_left);
        if (item->sort != TY_SORT_FUNC)
            continue;
        --*calls_left;
        call_func(item->u.func);
    }
}

static void run(tenon_context *ctx, tenon_component *component, uint64_t fuel) {
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
    in_store_set_fuel(store->core, fuel);
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
        run(ctx, component, LEAST_FUEL + size);
    else
        tn_assert(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) > 0);
    tenon_component_free(component);
    tenon_context_free(ctx);
    return 0;
}
