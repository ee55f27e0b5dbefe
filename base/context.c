/* Contexts and status texts. */
#include "base/context.h"

#include "base/diag.h"

const char *tenon_status_text(tenon_status status) {
    static const char *const texts[] = {
#define STATUS(name, text) text,
#include "tenon/status.def"
    };
    size_t i = (size_t)status;
    return i < TN_COUNT_OF(texts) ? texts[i] : "unknown status";
}

tenon_status tenon_context_new(tenon_context **out,
                               const tenon_allocator *allocator) {
    const tenon_allocator *a = allocator ? allocator : &tn_default_allocator;
    tenon_context *ctx = tn_alloc_zero(a, sizeof *ctx);
    *out = ctx;
    if (!ctx)
        return TENON_NO_MEMORY;
    ctx->allocator = *a;
    ctx->next_offset = 1; /* 0 is no place */
    tn_context_arena(ctx, &ctx->arena);
    return TENON_OK;
}

void tenon_context_free(tenon_context *ctx) {
    if (!ctx)
        return;
    tn_source_release_marks(ctx);
    tn_arena_release(&ctx->arena);
    tenon_allocator allocator = ctx->allocator;
    tn_free(&allocator, ctx, sizeof *ctx);
}

void tn_context_arena(tenon_context *ctx, tn_arena *out) {
    tn_arena_init(out, &ctx->allocator, &ctx->guard);
}

void tenon_buffer_release(tenon_buffer *buffer) {
    if (buffer->ctx)
        tn_free(&buffer->ctx->allocator, buffer->data, buffer->cap);
    *buffer = (tenon_buffer){0};
}
