/*
 * Calls into component instances: reentrance, borrow scopes, and guests as
 * the canonical ABI sees them.
 */
#include "runtime/runtime.h"

static bool may_enter(const rt_instance *callee, const rt_instance *caller) {
    for (; callee && !rt_is_ancestor(callee, caller); callee = callee->parent) {
        if (callee->abi.entered)
            return false;
    }
    return true;
}

static void mark_entered(rt_instance *callee,
                         const rt_instance *caller,
                         bool entered) {
    for (; callee && !rt_is_ancestor(callee, caller); callee = callee->parent)
        callee->abi.entered = entered;
}

/* A call record of the store, used again where one is free. */
static rt_call *take_call(tenon_store *store) {
    rt_call *call = store->free_calls;
    if (call) {
        store->free_calls = call->next_free;
        return call;
    }
    call = TN_NEW(&store->arena, rt_call);
    call->next = store->calls;
    store->calls = call;
    return call;
}

/* CanonicalABI.md, "Component Instance State": trap_if on reentrance. */
rt_call *rt_call_enter(tenon_store *store,
                       rt_instance *callee,
                       rt_instance *caller,
                       cabi_trap *why) {
    if (store->poisoned || !may_enter(callee, caller)) {
        *why = CABI_TRAP_CANNOT_ENTER;
        return NULL;
    }
    rt_call *call = take_call(store);
    cabi_task_init(&call->task, &callee->abi, &store->ctx->allocator);
    call->callee = callee;
    call->caller = caller;
    mark_entered(callee, caller, true);
    return call;
}

cabi_trap rt_call_leave(tenon_store *store, rt_call *call) {
    cabi_trap trap = cabi_task_end(&call->task);
    cabi_task_release(&call->task);
    mark_entered(call->callee, call->caller, false);
    call->next_free = store->free_calls;
    store->free_calls = call;
    return trap;
}

static void refresh(cabi_guest *guest) {
    const in_memory *memory = guest->engine3;
    guest->base = memory ? in_memory_base(memory) : NULL;
    guest->size = memory ? in_memory_size(memory) : 0;
}

/* CanonicalABI.md: realloc runs with may_leave unset. */
static cabi_trap guest_realloc(cabi_guest *self,
                               uint64_t old_ptr,
                               uint64_t old_size,
                               uint64_t align,
                               uint64_t new_size,
                               uint64_t *out) {
    in_func *realloc_func = self->engine;
    if (!realloc_func)
        return CABI_TRAP_UNSUPPORTED;
    uint64_t args[4] = {old_ptr, old_size, align, new_size};
    uint64_t result[1] = {0};
    bool may_leave = self->instance->may_leave;
    self->instance->may_leave = false;
    in_outcome outcome = in_call(self->engine2, realloc_func, args, result);
    self->instance->may_leave = may_leave;
    refresh(self);
    if (outcome != IN_DONE)
        return CABI_TRAP_GUEST;
    *out = self->memory64 ? result[0] : (uint32_t)result[0];
    return CABI_OK;
}

cabi_guest rt_guest(rt_instance *inst,
                    in_memory *memory,
                    in_func *realloc,
                    cabi_encoding encoding,
                    cabi_task *task) {
    cabi_guest guest = {.instance = &inst->abi,
                        .encoding = encoding,
                        .realloc = guest_realloc,
                        .refresh = refresh,
                        .engine = realloc,
                        .engine2 = inst->store->thread,
                        .engine3 = memory,
                        .memory64 = memory && in_memory_is64(memory),
                        .task = task};
    refresh(&guest);
    return guest;
}

cabi_guest rt_callee_guest(const tenon_func *func, cabi_task *task) {
    return rt_guest(func->instance, func->memory, func->realloc, func->encoding,
                    task);
}

in_outcome rt_trap(tenon_store *store, cabi_trap trap) {
    if (trap != CABI_TRAP_GUEST) /* else the thread knows more */
        in_thread_set_trap_text(store->thread, cabi_trap_text(trap));
    return IN_TRAPPED;
}
