/* The public function of tenon/wit_format.h: a guard around the layout. */
#include "tenon/wit_format.h"

#include "parser/format.h"

static tenon_status format(tn_writer *text,
                           tenon_context *ctx,
                           const tenon_wit_source *from) {
    const tn_source *source =
        tn_source_add(ctx, TN_SOURCE_TEXT, tn_str_from(from->path),
                      (tn_str){from->data, from->len});
    bool ok = source && ast_format(text, ctx, text->arena, source);
    return ok ? TENON_OK : TENON_INVALID;
}

/* Copies what was written to memory of the caller's. */
static tenon_status copy_out(tenon_buffer *out, const tn_writer *text) {
    size_t size = text->len + 1;
    out->data = tn_alloc(&out->ctx->allocator, size);
    if (!out->data)
        return TENON_NO_MEMORY;
    if (text->len)
        memcpy(out->data, text->data, text->len);
    out->len = text->len;
    out->cap = size;
    return TENON_OK;
}

tenon_status tenon_wit_format(tenon_buffer *out,
                              tenon_context *ctx,
                              const tenon_wit_source *source) {
    *out = (tenon_buffer){.ctx = ctx};
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_writer text;
        tn_writer_init(&text, &arena);
        status = format(&text, ctx, source);
        if (status == TENON_OK)
            status = copy_out(out, &text);
    } else {
        status = TENON_NO_MEMORY;
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    return status;
}
