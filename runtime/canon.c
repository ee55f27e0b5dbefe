/*
 * Canonical definitions at instantiation: `canon lift`, `canon lower` and the
 * built-ins on resources (CanonicalABI.md).
 */
#include "runtime/runtime.h"

static bool add_core_func(rt_instance *inst, in_func *func) {
    if (!func)
        tn_out_of_memory(&inst->store->ctx->guard);
    inst->core_funcs[inst->counts[TY_SORT_CORE_FUNC]++] = func;
    return true;
}

static bool define_lift(rt_instance *inst, const bin_canon *canon) {
    const bin_canon_opts *opts = &canon->opts;
    tenon_func *func = TN_NEW(&inst->store->arena, tenon_func);
    func->store = inst->store;
    func->type = canon->func_type;
    func->instance = inst;
    func->core = inst->core_funcs[canon->func];
    func->encoding = (cabi_encoding)opts->encoding;
    if (opts->has_memory)
        func->memory = inst->core_memories[opts->memory];
    if (opts->has_realloc)
        func->realloc = inst->core_funcs[opts->realloc];
    if (opts->has_post_return)
        func->post_return = inst->core_funcs[opts->post_return];
    cabi_flatten_func(&func->signature, func->type, CABI_LIFT, opts->is_async,
                      func->memory && in_memory_is64(func->memory));
    inst->funcs[inst->counts[TY_SORT_FUNC]++] = func;
    return true;
}

/* What a resource built-in works on. */
typedef struct builtin {
    rt_instance *inst;
    const cabi_resource *type;
} builtin;

static in_outcome resource_new(in_host_frame *frame, void *user) {
    const builtin *b = user;
    uint32_t index = 0;
    cabi_trap trap = CABI_TRAP_CANNOT_LEAVE;
    if (b->inst->abi.may_leave)
        trap = cabi_resource_new(&b->inst->abi, b->type,
                                 (uint32_t)frame->slots[0], &index);
    frame->slots[0] = index;
    return trap ? rt_trap(b->inst->store, trap) : IN_DONE;
}

static in_outcome resource_rep(in_host_frame *frame, void *user) {
    const builtin *b = user;
    uint32_t rep = 0;
    cabi_trap trap = cabi_resource_rep(&b->inst->abi, b->type,
                                       (uint32_t)frame->slots[0], &rep);
    frame->slots[0] = rep;
    return trap ? rt_trap(b->inst->store, trap) : IN_DONE;
}

/* Runs the destructor in the instance that implements the resource. */
static in_outcome begin_dtor(in_host_frame *frame,
                             const builtin *b,
                             uint32_t rep) {
    rt_instance *impl = rt_instance_of(b->type->impl);
    if (!impl) {
        cabi_trap trap = rt_host_drop(b->inst->store, b->type, rep);
        return trap ? rt_trap(b->inst->store, trap) : IN_DONE;
    }
    if (!b->type->dtor)
        return IN_DONE;
    if (impl != b->inst) { /* dropping one's own always works */
        cabi_trap trap = CABI_OK;
        rt_call *call = rt_call_enter(b->inst->store, impl, b->inst, &trap);
        if (!call)
            return rt_trap(b->inst->store, trap);
        frame->locals[0] = (uint64_t)(uintptr_t)call;
    }
    uint64_t args[1] = {rep};
    in_host_call(frame, b->type->dtor, args, 1);
    return IN_CALL;
}

static in_outcome resource_drop(in_host_frame *frame, void *user) {
    const builtin *b = user;
    tenon_store *store = b->inst->store;
    if (frame->step > 0) {
        rt_call *call = (rt_call *)(uintptr_t)frame->locals[0];
        cabi_trap trap = call ? rt_call_leave(store, call) : CABI_OK;
        return trap ? rt_trap(store, trap) : IN_DONE;
    }
    if (!b->inst->abi.may_leave)
        return rt_trap(store, CABI_TRAP_CANNOT_LEAVE);
    bool run_dtor = false;
    uint32_t rep = 0;
    cabi_trap trap = cabi_resource_drop(
        &b->inst->abi, b->type, (uint32_t)frame->slots[0], &run_dtor, &rep);
    if (trap)
        return rt_trap(store, trap);
    return run_dtor ? begin_dtor(frame, b, rep) : IN_DONE;
}

static bool define_resource(rt_instance *inst,
                            const bin_canon *canon,
                            in_host_fn fn,
                            uint32_t result_count) {
    static const core_valtype i32[1] = {CORE_I32};
    builtin *b = TN_NEW(&inst->store->arena, builtin);
    b->inst = inst;
    b->type = inst->types[canon->type];
    core_functype type = {.params = i32,
                          .param_count = 1,
                          .results = i32,
                          .result_count = result_count};
    return add_core_func(inst,
                         in_host_func_new(inst->store->core, &type, 1, fn, b));
}

static const char *canon_text(bin_canon_op op) {
    switch (op) {
#define CANON(NAME, code, text, shape, feature) \
    case BIN_CANON_##NAME:                      \
        return text;
#include "component/canon.def"
    }
    return "unknown";
}

static bool define_unsupported(rt_instance *inst, const bin_def *def) {
    tn_error(inst->store->ctx, DIAG_BIN_UNSUPPORTED, def->span,
             "the canonical built-in `%s` cannot be run yet",
             canon_text(def->u.canon.op));
    return false;
}

bool rt_canon_define(rt_instance *inst, const bin_def *def) {
    const bin_canon *canon = &def->u.canon;
    if (canon->opts.is_async ||
        (canon->func_type && canon->func_type->is_async))
        return define_unsupported(inst, def);
    if (canon->op == BIN_CANON_LIFT)
        return define_lift(inst, canon);
    if (canon->op == BIN_CANON_LOWER)
        return add_core_func(inst,
                             rt_lower(inst, inst->funcs[canon->func], canon));
    if (canon->op == BIN_CANON_RESOURCE_NEW)
        return define_resource(inst, canon, resource_new, 1);
    if (canon->op == BIN_CANON_RESOURCE_REP)
        return define_resource(inst, canon, resource_rep, 1);
    if (canon->op == BIN_CANON_RESOURCE_DROP)
        return define_resource(inst, canon, resource_drop, 0);
    return define_unsupported(inst, def);
}
