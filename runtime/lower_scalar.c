/*
 * Calls between components in which only scalars cross: no memory, no handle,
 * no post-return. The arguments are cleaned where they stand and the callee
 * is called with them; there is nothing to keep but who was entered.
 */
#include "base/limits.h"
#include "canonical-abi/scalar.h"
#include "runtime/lower.h"

/* Made once for each `canon lower`: what each call has to do. */
struct scalar_plan {
    uint32_t param_count;
    ty_kind params[TN_MAX_FLAT_PARAMS];
    bool has_result;
    ty_kind result;
    /* What rt_call_enter would mark: the callee and those of its ancestors
     * that are not the caller's. */
    uint32_t entered_count;
    cabi_instance *entered[];
};

static bool is_scalar(const ty *type) {
    switch (ty_strip(type)->kind) {
    case TY_STRING:
    case TY_ERROR_CONTEXT:
        return false;
    default:
        return ty_strip(type)->kind < TY_RECORD;
    }
}

static bool is_all_scalar(const lowering *low) {
    const ty_func *type = low->type;
    if (low->callee->host || low->callee->post_return ||
        type->param_count > TN_MAX_FLAT_PARAMS ||
        (type->result && !is_scalar(type->result)))
        return false;
    for (uint32_t i = 0; i < type->param_count; i++) {
        if (!is_scalar(type->params[i].type))
            return false;
    }
    return true;
}

/* The instances between the callee and the first that both have above them. */
static uint32_t list_entered(cabi_instance **out, const lowering *low) {
    uint32_t count = 0;
    rt_instance *inst = low->callee->instance;
    for (; inst && !rt_is_ancestor(inst, low->caller); inst = inst->parent) {
        if (out)
            out[count] = &inst->abi;
        count++;
    }
    return count;
}

struct scalar_plan *lower_plan_scalars(const lowering *low) {
    const ty_func *type = low->type;
    if (!is_all_scalar(low))
        return NULL;
    uint32_t count = list_entered(NULL, low);
    struct scalar_plan *plan =
        tn_arena_zero(&low->caller->store->arena, 1,
                      sizeof *plan + count * sizeof plan->entered[0]);
    plan->param_count = type->param_count;
    for (uint32_t i = 0; i < type->param_count; i++)
        plan->params[i] = ty_strip(type->params[i].type)->kind;
    plan->has_result = type->result != NULL;
    if (type->result)
        plan->result = ty_strip(type->result)->kind;
    plan->entered_count = list_entered(plan->entered, low);
    return plan;
}

static bool enter(const struct scalar_plan *plan) {
    for (uint32_t i = 0; i < plan->entered_count; i++) {
        if (plan->entered[i]->entered)
            return false;
    }
    for (uint32_t i = 0; i < plan->entered_count; i++)
        plan->entered[i]->entered = true;
    return true;
}

static void leave(const struct scalar_plan *plan) {
    for (uint32_t i = 0; i < plan->entered_count; i++)
        plan->entered[i]->entered = false;
}

static cabi_trap begin(in_host_frame *frame, const lowering *low) {
    const struct scalar_plan *plan = low->scalars;
    if (!low->caller->abi.may_leave)
        return CABI_TRAP_CANNOT_LEAVE;
    if (low->caller->store->poisoned || !enter(plan))
        return CABI_TRAP_CANNOT_ENTER;
    cabi_trap trap = CABI_OK;
    for (uint32_t i = 0; i < plan->param_count && !trap; i++)
        trap = cabi_normalise(plan->params[i], &frame->slots[i]);
    if (!trap)
        in_host_call(frame, low->callee->core, frame->slots, plan->param_count);
    return trap;
}

in_outcome lower_call_scalars(in_host_frame *frame, void *user) {
    const lowering *low = user;
    const struct scalar_plan *plan = low->scalars;
    cabi_trap trap = CABI_OK;
    if (frame->step == 0) {
        trap = begin(frame, low);
        return trap ? rt_trap(low->caller->store, trap) : IN_CALL;
    }
    if (plan->has_result) {
        frame->slots[0] = frame->call_results[0];
        trap = cabi_normalise(plan->result, &frame->slots[0]);
    }
    leave(plan);
    return trap ? rt_trap(low->caller->store, trap) : IN_DONE;
}
