/* Stores: the owner of all instances, their memories and their handles. */
#include "runtime/runtime.h"

static in_limits limits_from(const tenon_store_options *options) {
    in_limits limits = in_default_limits;
    if (!options)
        return limits;
    if (options->max_memory_bytes)
        limits.max_memory_bytes = options->max_memory_bytes;
    if (options->max_instances)
        limits.max_instances = options->max_instances;
    if (options->stack_bytes)
        limits.stack_bytes = options->stack_bytes;
    return limits;
}

bool rt_over_limit(tenon_store *store, const char *what) {
    store->over_limit = true;
    tn_error(store->ctx, DIAG_LIMIT, TN_NO_SPAN, "%s", what);
    return false;
}

tenon_status tenon_store_new(tenon_store **out,
                             tenon_context *ctx,
                             const tenon_store_options *options) {
    *out = NULL;
    if (options && options->struct_size != sizeof *options)
        return TENON_MISUSE;
    tenon_store *store = tn_alloc_zero(&ctx->allocator, sizeof *store);
    if (!store)
        return TENON_NO_MEMORY;
    in_limits limits = limits_from(options);
    store->ctx = ctx;
    store->max_instances = limits.max_instances;
    tn_context_arena(ctx, &store->arena);
    tn_context_arena(ctx, &store->scratch);
    tn_context_arena(ctx, &store->parsed);
    tn_map_init(&store->host, &store->arena);
    store->core = in_store_new(&ctx->allocator, &limits);
    store->thread = store->core ? in_thread_new(store->core) : NULL;
    if (!store->thread) {
        tenon_store_free(store);
        return TENON_NO_MEMORY;
    }
    if (options && options->fuel)
        in_store_set_fuel(store->core, options->fuel);
    *out = store;
    return TENON_OK;
}

void tenon_store_free(tenon_store *store) {
    if (!store)
        return;
    for (rt_call *call = store->calls; call; call = call->next)
        cabi_task_release(&call->task);
    for (rt_instance *i = store->instances; i; i = i->next)
        cabi_handles_release(&i->abi.handles);
    if (store->thread)
        in_thread_free(store->thread);
    if (store->core)
        in_store_free(store->core);
    tn_arena_release(&store->parsed);
    tn_arena_release(&store->scratch);
    tn_arena_release(&store->arena);
    tn_free(&store->ctx->allocator, store, sizeof *store);
}

static tenon_status define(tenon_store *store,
                           const char *interface,
                           const char *name,
                           tenon_host_fn fn,
                           void *user) {
    tenon_func *func = TN_NEW(&store->arena, tenon_func);
    func->store = store;
    func->host = fn;
    func->host_user = user;
    tn_str key = tn_arena_printf(&store->arena, "%s#%s",
                                 interface ? interface : "", name);
    tn_map_set(&store->host, key, func);
    return TENON_OK;
}

tenon_status tenon_store_define(tenon_store *store,
                                const char *interface,
                                const char *name,
                                tenon_host_fn fn,
                                void *user) {
    tenon_status status;
    tn_guard guard;
    if (TN_GUARD(store->ctx, &guard))
        status = define(store, interface, name, fn, user);
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(store->ctx, &guard);
    return status;
}
