/*
 * Sources: the texts and binaries that diagnostics point into. All sources of
 * a context share one 32-bit offset space, so that a span is two numbers and
 * a node of a syntax tree spends 8 bytes on its place.
 */
#ifndef TN_SOURCE_H
#define TN_SOURCE_H

#include "base/base.h"

typedef tenon_span tn_span;

#define TN_NO_SPAN ((tn_span){0, 0})

typedef enum tn_source_kind { TN_SOURCE_TEXT, TN_SOURCE_BINARY } tn_source_kind;

typedef struct tn_source {
    tn_source_kind kind;
    tn_str path; /* as the user gave it */
    tn_str bytes;
    uint32_t base; /* offset of bytes[0] in the space */
    struct tn_source *next;
} tn_source;

/*
 * Registers a source; path and bytes are copied into the context. NULL, with
 * a diagnostic, when the offset space is full. Unwinds when memory is out.
 */
tn_source *tn_source_add(tenon_context *ctx,
                         tn_source_kind kind,
                         tn_str path,
                         tn_str bytes);

/* The source that holds an offset, or NULL. */
const tn_source *tn_source_of(const tenon_context *ctx, uint32_t offset);

/* The span of bytes [from, to) of a source. */
static inline tn_span tn_source_span(const tn_source *source,
                                     size_t from,
                                     size_t to) {
    return (tn_span){source->base + (uint32_t)from,
                     source->base + (uint32_t)to};
}

/* 1-based line and column (columns count scalar values). */
typedef struct tn_line_col {
    size_t line, col;
    tn_str text; /* the line, without its end */
} tn_line_col;

tn_line_col tn_source_line(const tn_source *source, uint32_t offset);

#endif
