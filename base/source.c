/* The source map: texts and binaries in one offset space. */
#include "base/source.h"

#include "base/context.h"
#include "base/limits.h"
#include "base/utf.h"

tn_source *tn_source_add(tenon_context *ctx,
                         tn_source_kind kind,
                         tn_str path,
                         tn_str bytes) {
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
    source->bytes = tn_arena_copy(&ctx->arena, bytes);
    source->base = ctx->next_offset;
    ctx->next_offset += (uint32_t)bytes.len + 1;
    if (ctx->last_source)
        ctx->last_source->next = source;
    else
        ctx->sources = source;
    ctx->last_source = source;
    return source;
}

const tn_source *tn_source_of(const tenon_context *ctx, uint32_t offset) {
    const tn_source *source = ctx->sources;
    while (source && offset > source->base + source->bytes.len)
        source = source->next;
    return source && offset >= source->base ? source : NULL;
}

static tn_str line_at(tn_str text, size_t start) {
    tn_str rest = tn_str_from_offset(text, start);
    rest.len = tn_str_find(rest, '\n');
    if (rest.len && rest.p[rest.len - 1] == '\r')
        rest.len--;
    return rest;
}

tn_line_col tn_source_line(const tn_source *source, uint32_t offset) {
    size_t at = offset - source->base;
    size_t start = 0, line = 1;
    for (size_t i = 0; i < at && i < source->bytes.len; i++) {
        if (source->bytes.p[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    size_t col = 1;
    for (size_t i = start; i < at && i < source->bytes.len; i++)
        col += ((unsigned char)source->bytes.p[i] & 0xc0) != 0x80;
    return (tn_line_col){line, col, line_at(source->bytes, start)};
}
