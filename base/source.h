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
    uint32_t base;              /* offset of bytes[0] in the space */
    struct tn_line_mark *marks; /* made by the first who asks for a place */
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
/* The same for bytes that stand in the context's arena, which are not copied.
 */
tn_source *tn_source_add_kept(tenon_context *ctx,
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

/* A byte order mark is no text: 0, or 3 bytes to skip. */
size_t tn_bom_length(tn_str text);

/* 1-based, in a text. A byte order mark does not count. */
typedef struct tn_place {
    size_t line;
    size_t col;   /* counts scalar values */
    size_t col16; /* counts units of UTF-16 */
} tn_place;

/* Where an offset is. Many are found in time that grows with the text once. */
tn_place tn_source_place(tenon_context *ctx,
                         const tn_source *source,
                         uint32_t offset);

/* Gives back what tn_source_place made. */
void tn_source_release_marks(tenon_context *ctx);

#endif
