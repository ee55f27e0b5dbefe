/* What a context holds; see tenon/core.h for what it is to its users. */
#ifndef TN_CONTEXT_H
#define TN_CONTEXT_H

#include "base/arena.h"
#include "base/diag.h"

/* The diagnostic that was asked for last. */
typedef struct tn_diag_cursor {
    const tn_diag *diag; /* NULL: none */
    size_t index;
} tn_diag_cursor;

struct tenon_context {
    tenon_allocator allocator;
    tn_guard *guard; /* innermost; NULL outside of public calls */
    tn_arena arena;  /* sources, diagnostics */
    tn_source *sources, *last_source;
    uint32_t next_offset;
    tn_diag *diags, *last_diag;
    bool diags_sorted;
    size_t counts[3]; /* of diagnostics, by tenon_severity */
    tn_diag unkept;   /* stands for those past TN_MAX_DIAGNOSTICS */
    tn_diag_cursor cursor;
};

/* An arena that unwinds to this context's guards. */
void tn_context_arena(tenon_context *ctx, tn_arena *out);

#endif
