/* The source map: texts and binaries in one offset space. */
#include "base/source.h"

#include "base/context.h"
#include "base/limits.h"
#include "base/utf.h"

static tn_source *add(tenon_context *ctx,
                      tn_source_kind kind,
                      tn_str path,
                      tn_str bytes,
                      bool kept) {
    /* One offset more than bytes, so that "end of file" has a place. */
    if (bytes.len + 1 > TN_MAX_SOURCE_SPACE - ctx->next_offset) {
        tn_diag *diag = tn_error(ctx, DIAG_LIMIT, TN_NO_SPAN,
                                 "the inputs together are larger than 4 GiB");
        tn_diag_place(ctx, diag, path);
        return NULL;
    }
    tn_source *source = TN_NEW(&ctx->arena, tn_source);
    source->kind = kind;
    source->path = tn_arena_copy(&ctx->arena, path);
    source->bytes = kept ? bytes : tn_arena_copy(&ctx->arena, bytes);
    source->base = ctx->next_offset;
    ctx->next_offset += (uint32_t)bytes.len + 1;
    if (ctx->last_source)
        ctx->last_source->next = source;
    else
        ctx->sources = source;
    ctx->last_source = source;
    return source;
}

tn_source *tn_source_add(tenon_context *ctx,
                         tn_source_kind kind,
                         tn_str path,
                         tn_str bytes) {
    return add(ctx, kind, path, bytes, false);
}

tn_source *tn_source_add_kept(tenon_context *ctx,
                              tn_source_kind kind,
                              tn_str path,
                              tn_str bytes) {
    return add(ctx, kind, path, bytes, true);
}

const tn_source *tn_source_of(const tenon_context *ctx, uint32_t offset) {
    const tn_source *source = ctx->sources;
    while (source && offset > source->base + source->bytes.len)
        source = source->next;
    return source && offset >= source->base ? source : NULL;
}

size_t tn_bom_length(tn_str text) {
    return tn_str_starts(text, TN_STR("\xef\xbb\xbf")) ? 3 : 0;
}

/* Places at every so many bytes of a text, from which to count on. */
enum { MARK_BYTES = 16384 };

typedef struct tn_line_mark {
    uint32_t line, col, col16; /* from 0 */
} tn_line_mark;

static size_t mark_count(const tn_source *source) {
    return source->bytes.len / MARK_BYTES + 1;
}

/* Moves a place from one offset to a later one. */
static void walk(tn_line_mark *at, tn_str text, size_t from, size_t to) {
    size_t bom = tn_bom_length(text);
    for (size_t i = from < bom ? bom : from; i < to; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '\n')
            *at = (tn_line_mark){at->line + 1, 0, 0};
        else if ((c & 0xc0) != 0x80) {
            at->col++;
            at->col16 += c >= 0xf0 ? 2 : 1;
        }
    }
}

/* NULL when memory is out: then every place is counted from the start. */
static tn_line_mark *make_marks(tenon_context *ctx, const tn_source *source) {
    size_t count = mark_count(source);
    tn_line_mark *marks = tn_alloc(&ctx->allocator, count * sizeof *marks);
    tn_line_mark at = {0};
    for (size_t i = 0; marks && i < count; i++) {
        marks[i] = at;
        if (i + 1 < count)
            walk(&at, source->bytes, i * MARK_BYTES, (i + 1) * MARK_BYTES);
    }
    return marks;
}

tn_place tn_source_place(tenon_context *ctx,
                         const tn_source *source,
                         uint32_t offset) {
    tn_source *own = (tn_source *)source; /* the marks are a cache */
    size_t to = offset - source->base, from = 0;
    tn_line_mark at = {0};
    if (to > source->bytes.len)
        to = source->bytes.len;
    if (to >= MARK_BYTES && !own->marks)
        own->marks = make_marks(ctx, source);
    if (own->marks) {
        at = own->marks[to / MARK_BYTES];
        from = to / MARK_BYTES * MARK_BYTES;
    }
    walk(&at, source->bytes, from, to);
    return (tn_place){at.line + 1, at.col + 1, at.col16 + 1};
}

void tn_source_release_marks(tenon_context *ctx) {
    for (tn_source *s = ctx->sources; s; s = s->next) {
        if (s->marks)
            tn_free(&ctx->allocator, s->marks,
                    mark_count(s) * sizeof *s->marks);
        s->marks = NULL;
    }
}
