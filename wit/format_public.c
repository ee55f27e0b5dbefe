/* The public function of tenon/wit_format.h: a guard around the layout. */
#include "tenon/wit_format.h"

#include "parser/format.h"

static const tn_source *format(tn_writer *text,
                               tenon_context *ctx,
                               const tenon_wit_source *from) {
    const tn_source *source =
        tn_source_add(ctx, TN_SOURCE_TEXT, tn_str_from(from->path),
                      (tn_str){from->data, from->len});
    bool ok = source && ast_format(text, ctx, text->arena, source);
    return ok ? source : NULL;
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
        tn_writer_into(&text, &arena, out);
        status = format(&text, ctx, source) ? TENON_OK : TENON_INVALID;
        tn_writer_finish(&text);
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    if (status != TENON_OK)
        tenon_buffer_release(out);
    return status;
}

/* Whole lines that both texts begin with, in bytes. */
static size_t common_head(tn_str a, tn_str b) {
    size_t lines = 0;
    for (size_t i = 0; i < a.len && i < b.len && a.p[i] == b.p[i]; i++) {
        if (a.p[i] == '\n')
            lines = i + 1;
    }
    return lines;
}

/* Whole lines that both end with, behind the first head bytes. */
static size_t common_tail(tn_str a, tn_str b, size_t head) {
    size_t lines = 0;
    for (size_t n = 1; n <= a.len - head && n <= b.len - head; n++) {
        size_t i = a.len - n, k = b.len - n;
        if (a.p[i] != b.p[k])
            break;
        if ((i == head || a.p[i - 1] == '\n') &&
            (k == head || b.p[k - 1] == '\n'))
            lines = n;
    }
    return lines;
}

static void report_layout(tenon_context *ctx,
                          const tn_source *source,
                          tn_str wanted) {
    tn_str text = source->bytes;
    size_t head = common_head(text, wanted);
    size_t tail = common_tail(text, wanted, head);
    size_t line = tn_str_find(tn_str_from_offset(text, head), '\n');
    tn_diag *diag = tn_error(ctx, DIAG_WIT_LAYOUT,
                             tn_source_span(source, head, head + line),
                             "this is not in the canonical layout");
    tn_fix(ctx, diag, tn_source_span(source, head, text.len - tail),
           (tn_str){wanted.p + head, wanted.len - tail - head},
           "run `tenon fmt`");
}

tenon_status tenon_wit_format_check(tenon_context *ctx,
                                    const tenon_wit_source *source) {
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_writer text;
        tn_writer_init(&text, &arena);
        const tn_source *from = format(&text, ctx, source);
        bool same = from && tn_str_eq(from->bytes, tn_writer_str(&text));
        if (from && !same)
            report_layout(ctx, from, tn_writer_str(&text));
        status = same ? TENON_OK : TENON_INVALID;
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    return status;
}
