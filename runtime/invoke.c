/* Calls from the host (CanonicalABI.md, "canon lift"). */
#include "base/limits.h"
#include "runtime/runtime.h"

size_t tenon_func_param_count(const tenon_func *func) {
    return func->type->param_count;
}

bool tenon_func_has_result(const tenon_func *func) {
    return func->type->result != NULL;
}

/* The thread's trap is set; gives the status for the host. */
static tenon_status trapped(tenon_store *store, cabi_trap trap) {
    if (trap)
        rt_trap(store, trap);
    return rt_report_trap(store);
}

static tenon_status post_return(tenon_func *func, uint64_t *flat) {
    uint64_t none[1];
    if (!func->post_return)
        return TENON_OK;
    func->instance->abi.may_leave = false;
    in_outcome outcome =
        in_call(func->store->thread, func->post_return, flat, none);
    func->instance->abi.may_leave = true;
    return outcome == IN_DONE ? TENON_OK : trapped(func->store, CABI_OK);
}

static tenon_status run_core(tenon_func *func,
                             rt_call *call,
                             const tenon_val *args,
                             tenon_val *result) {
    tenon_store *store = func->store;
    cabi_guest guest = rt_callee_guest(func, &call->task);
    uint64_t slots[TN_MAX_FLAT_PARAMS + 1] = {0};
    cabi_trap trap = cabi_lower_params(&guest, func->type, args, slots);
    if (trap)
        return trapped(store, trap);
    uint64_t flat[1] = {0};
    if (in_call(store->thread, func->core, slots, flat) != IN_DONE)
        return trapped(store, CABI_OK);
    guest = rt_callee_guest(func, &call->task);
    uint64_t budget = TN_MAX_LIFT_BYTES;
    if (func->type->result)
        trap = cabi_lift_result(&guest, &store->scratch, &budget, func->type,
                                flat, result);
    return trap ? trapped(store, trap) : post_return(func, flat);
}

static tenon_status call_lifted(tenon_func *func,
                                const tenon_val *args,
                                tenon_val *result) {
    tenon_store *store = func->store;
    cabi_trap trap = CABI_OK;
    rt_call *call = rt_call_enter(store, func->instance, NULL, &trap);
    if (!call)
        return trapped(store, trap);
    tenon_status status = run_core(func, call, args, result);
    if (status != TENON_OK)
        return status; /* the store is poisoned; the record goes with it */
    trap = rt_call_leave(store, call);
    return trap ? trapped(store, trap) : TENON_OK;
}

/* A host function that a component exports again unchanged. */
static tenon_status call_host(tenon_func *func,
                              const tenon_val *args,
                              size_t arg_count,
                              tenon_val *result) {
    if (func->host(func->host_user, args, arg_count, result))
        return TENON_OK;
    return trapped(func->store, CABI_TRAP_HOST);
}

static bool args_fit(const tenon_func *func,
                     const tenon_val *args,
                     size_t arg_count) {
    if (arg_count != func->type->param_count)
        return false;
    for (size_t i = 0; i < arg_count; i++) {
        if (!cabi_val_fits(func->type->params[i].type, &args[i]))
            return false;
    }
    return true;
}

tenon_status tenon_call(tenon_func *func,
                        const tenon_val *args,
                        size_t arg_count,
                        tenon_val *result) {
    tenon_store *store = func->store;
    if (!args_fit(func, args, arg_count) || (func->type->result && !result))
        return TENON_MISUSE;
    if (store->host_depth == 0)
        tn_arena_release(&store->scratch);
    tenon_status status;
    tn_guard guard;
    store->host_depth++;
    if (TN_GUARD(store->ctx, &guard))
        status = func->host ? call_host(func, args, arg_count, result)
                            : call_lifted(func, args, result);
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(store->ctx, &guard);
    store->host_depth--;
    if (status != TENON_OK)
        store->poisoned = true;
    if (store->host_depth == 0)
        tn_arena_release(&store->parsed);
    return status;
}

static tenon_status run_dtor(tenon_store *store,
                             const cabi_resource *type,
                             uint32_t rep) {
    rt_instance *impl = rt_instance_of(type->impl);
    if (!impl || !type->dtor)
        return TENON_OK;
    cabi_trap trap = CABI_OK;
    rt_call *call = rt_call_enter(store, impl, NULL, &trap);
    if (!call)
        return trapped(store, trap);
    uint64_t slots[1] = {rep};
    if (in_call(store->thread, type->dtor, slots, slots) != IN_DONE)
        return trapped(store, CABI_OK);
    trap = rt_call_leave(store, call);
    return trap ? trapped(store, trap) : TENON_OK;
}

tenon_status tenon_resource_drop(tenon_store *store, const tenon_val *handle) {
    if (handle->kind != TENON_VAL_OWN || !handle->of.handle.type)
        return TENON_MISUSE;
    tenon_status status;
    tn_guard guard;
    store->host_depth++;
    if (TN_GUARD(store->ctx, &guard))
        status = run_dtor(store, handle->of.handle.type, handle->of.handle.rep);
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(store->ctx, &guard);
    store->host_depth--;
    if (status != TENON_OK)
        store->poisoned = true;
    return status;
}
