/*
 * Code: a validated module with its functions, translated as they are first
 * called. Translated code names no instance, so instances share it.
 */
#include "interpreter/walk.h"

static void make_fns(in_code *code) {
    const core_module *m = code->module;
    code->fn_count = m->func_count - m->imported_funcs;
    code->fns = TN_NEW_ARRAY(&code->arena, in_fn, code->fn_count);
    code->declared = TN_NEW_ARRAY(&code->arena, uint8_t, m->func_count);
    for (uint32_t i = 0; i < code->fn_count; i++) {
        in_fn *fn = &code->fns[i];
        fn->index = m->imported_funcs + i;
        fn->code = in_lazy_code;
        fn->owner = code;
    }
}

/* Lazy frames: room for the results and the header. */
static void size_fns(in_code *code) {
    const core_module *m = code->module;
    for (uint32_t i = 0; i < code->fn_count; i++) {
        in_fn *fn = &code->fns[i];
        const core_functype *type = &m->types[m->funcs[fn->index].type];
        fn->header = type->param_count > type->result_count
                         ? type->param_count
                         : type->result_count;
        fn->frame_bytes = (fn->header + IN_HEADER) * (uint32_t)sizeof(uint64_t);
    }
}

bool in_code_new(in_code **out, tenon_context *ctx, const core_module *module) {
    *out = NULL;
    in_code *code = tn_alloc_zero(&ctx->allocator, sizeof *code);
    if (!code)
        tn_out_of_memory(&ctx->guard);
    code->ctx = ctx;
    code->module = module;
    tn_context_arena(ctx, &code->arena);
    volatile bool ok = false, no_memory = true;
    tn_guard guard;
    if (TN_GUARD(ctx, &guard)) {
        make_fns(code);
        ok = in_validate_module(code);
        if (ok)
            size_fns(code);
        no_memory = false;
    }
    tn_guard_leave(ctx, &guard);
    if (ok)
        *out = code;
    else
        in_code_free(code);
    if (no_memory)
        tn_out_of_memory(&ctx->guard);
    return ok;
}

void in_code_free(in_code *code) {
    if (!code)
        return;
    tn_arena_release(&code->arena);
    tn_free(&code->ctx->allocator, code, sizeof *code);
}

const core_module *in_code_module(const in_code *code) {
    return code->module;
}

void in_code_set_metered(in_code *code) {
    code->metered = true;
}

static void translate(in_fn *fn, tn_arena *scratch) {
    in_emitter emitter = {.scratch = scratch};
    in_walker w;
    in_walker_init(&w, fn->owner, scratch);
    w.emit = &emitter;
    bool ok = in_walk_function(&w, fn);
    tn_assert(ok); /* it was valid before */
    if (ok)
        in_emit_finish(&emitter, fn);
}

bool in_fn_translate(in_fn *fn) {
    if (fn->code != in_lazy_code)
        return true;
    tenon_context *ctx = fn->owner->ctx;
    tn_arena scratch;
    tn_context_arena(ctx, &scratch);
    tn_guard guard;
    if (TN_GUARD(ctx, &guard))
        translate(fn, &scratch);
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&scratch);
    return fn->code != in_lazy_code;
}
