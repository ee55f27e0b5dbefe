/*
 * `canon lower`: the core function through which one component calls another
 * or the host (CanonicalABI.md, "canon lower"). It is a host function in
 * steps, so that a chain of calls through any number of components takes no
 * C stack.
 */
#include "runtime/lower.h"

#include "base/limits.h"

/* A lifted callee keeps its call record here across the steps. */
enum { LOCAL_CALL, LOCAL_COUNT };

static rt_call *frame_call(const in_host_frame *frame) {
    return (rt_call *)(uintptr_t)frame->locals[LOCAL_CALL];
}

/* Step 0: arguments go over, and the callee's core function is called. */
static in_outcome begin(in_host_frame *frame, const lowering *low) {
    tenon_store *store = low->caller->store;
    cabi_trap trap = CABI_OK;
    rt_call *call =
        rt_call_enter(store, low->callee->instance, low->caller, &trap);
    if (!call)
        return rt_trap(store, trap);
    frame->locals[LOCAL_CALL] = (uint64_t)(uintptr_t)call;
    cabi_guest from = lower_caller_guest(low, &call->task);
    cabi_guest to = rt_callee_guest(low->callee, &call->task);
    uint64_t slots[TN_MAX_FLAT_PARAMS + 1];
    trap = cabi_copy_params(&from, &to, low->type, low->callee->type,
                            frame->slots, slots);
    if (trap)
        return rt_trap(store, trap);
    in_host_call(frame, low->callee->core, slots,
                 low->callee->signature.param_count);
    return IN_CALL;
}

static in_outcome end(const in_host_frame *frame, const lowering *low) {
    tenon_store *store = low->caller->store;
    cabi_trap trap = rt_call_leave(store, frame_call(frame));
    return trap ? rt_trap(store, trap) : IN_DONE;
}

/* Step 1: the result goes back, then post-return runs. */
static in_outcome finish(in_host_frame *frame, const lowering *low) {
    tenon_store *store = low->caller->store;
    const tenon_func *callee = low->callee;
    rt_call *call = frame_call(frame);
    uint64_t result[1] = {0};
    if (callee->signature.result_count)
        result[0] = frame->call_results[0];
    cabi_guest from = rt_callee_guest(callee, &call->task);
    cabi_guest to = lower_caller_guest(low, &call->task);
    cabi_trap trap =
        cabi_copy_result(&from, &to, callee->type, low->type, result,
                         frame->slots, lower_result_pointer(low, frame->slots));
    if (trap)
        return rt_trap(store, trap);
    if (!callee->post_return)
        return end(frame, low);
    callee->instance->abi.may_leave = false;
    in_host_call(frame, callee->post_return, result,
                 callee->signature.result_count);
    return IN_CALL;
}

static in_outcome call_lifted(in_host_frame *frame, void *user) {
    const lowering *low = user;
    if (frame->step == 0 && !low->caller->abi.may_leave)
        return rt_trap(low->caller->store, CABI_TRAP_CANNOT_LEAVE);
    switch (frame->step) {
    case 0:
        return begin(frame, low);
    case 1:
        return finish(frame, low);
    default:
        low->callee->instance->abi.may_leave = true;
        return end(frame, low);
    }
}

static in_host_fn choose(const lowering *low) {
    if (low->callee->host)
        return lower_call_host;
    return low->scalars ? lower_call_scalars : call_lifted;
}

in_func *rt_lower(rt_instance *caller,
                  tenon_func *callee,
                  const bin_canon *canon) {
    tenon_store *store = caller->store;
    lowering *low = TN_NEW(&store->arena, lowering);
    low->caller = caller;
    low->callee = callee;
    low->type = canon->func_type;
    low->encoding = (cabi_encoding)canon->opts.encoding;
    if (canon->opts.has_memory)
        low->memory = caller->core_memories[canon->opts.memory];
    if (canon->opts.has_realloc)
        low->realloc = caller->core_funcs[canon->opts.realloc];
    cabi_flatten_func(&low->signature, low->type, CABI_LOWER,
                      canon->opts.is_async,
                      low->memory && in_memory_is64(low->memory));
    core_functype type = {.params = low->signature.params,
                          .param_count = low->signature.param_count,
                          .results = low->signature.results,
                          .result_count = low->signature.result_count};
    low->scalars = lower_plan_scalars(low);
    return in_host_func_new(store->core, &type, LOCAL_COUNT, choose(low), low);
}
