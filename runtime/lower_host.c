/*
 * Calls from a component to the host: parameters become values, and the
 * host's result goes into the guest. What a call takes is freed with it: a
 * guest may call the host any number of times.
 */
#include "base/limits.h"
#include "runtime/lower.h"

/* Outlives a jump that memory running out causes. */
typedef struct host_call {
    const lowering *low;
    uint64_t *slots;
    tn_arena values;
    cabi_task task;
} host_call;

static bool run_host(const lowering *low,
                     const tenon_val *args,
                     tenon_val *result) {
    const tenon_func *host = low->callee;
    const ty_func *type = low->type;
    return host->host(host->host_user, args, type->param_count, result) &&
           (!type->result || cabi_val_fits(type->result, result));
}

static cabi_trap run(host_call *call) {
    const lowering *low = call->low;
    const ty_func *type = low->type;
    uint64_t budget = TN_MAX_LIFT_BYTES;
    uint64_t pointer = lower_result_pointer(low, call->slots);
    cabi_guest guest = lower_caller_guest(low, &call->task);
    tenon_val result = {0};
    tenon_val *args =
        TN_NEW_ARRAY(&call->values, tenon_val, type->param_count + 1);
    cabi_trap trap = cabi_lift_params(&guest, &call->values, &budget, type,
                                      call->slots, args);
    if (!trap && !run_host(low, args, &result))
        trap = CABI_TRAP_HOST;
    if (low->caller->store->poisoned) /* by a call that the host made */
        trap = CABI_TRAP_CANNOT_ENTER;
    if (trap)
        return trap;
    /* The host may have called other guests meanwhile. */
    guest = lower_caller_guest(low, &call->task);
    trap = cabi_lower_result(&guest, type, &result, call->slots, pointer);
    return trap ? trap : cabi_task_end(&call->task);
}

in_outcome lower_call_host(in_host_frame *frame, void *user) {
    const lowering *low = user;
    tenon_store *store = low->caller->store;
    if (!low->caller->abi.may_leave)
        return rt_trap(store, CABI_TRAP_CANNOT_LEAVE);
    host_call call = {.low = low, .slots = frame->slots};
    tn_context_arena(store->ctx, &call.values);
    cabi_task_init(&call.task, NULL, &store->ctx->allocator);
    cabi_trap trap;
    tn_guard guard;
    store->host_depth++;
    if (TN_GUARD(store->ctx, &guard))
        trap = run(&call);
    else
        trap = CABI_TRAP_NO_MEMORY;
    tn_guard_leave(store->ctx, &guard);
    store->host_depth--;
    cabi_task_release(&call.task);
    tn_arena_release(&call.values);
    return trap ? rt_trap(store, trap) : IN_DONE;
}
