/*
 * Diagnostics: the one way in which wrong input is reported. A diagnostic has
 * a stable id (diag.def), a message, a place, and notes and help lines hung
 * on it. Nothing else in the library prints.
 */
#ifndef TN_DIAG_H
#define TN_DIAG_H

#include "base/source.h"

typedef enum tn_diag_id {
#define DIAG(name, code, severity, title) DIAG_##name,
#include "base/diag.def"
    DIAG_COUNT
} tn_diag_id;

typedef struct tn_diag_note {
    bool is_help;
    tn_span span; /* may be TN_NO_SPAN */
    tn_str text;
    struct tn_diag_note *next;
} tn_diag_note;

typedef struct tn_diag {
    tn_diag_id id;
    tenon_severity severity;
    tn_span span;
    tn_str place; /* a path or "component > type 4" when there is no span */
    tn_str text;
    tn_diag_note *notes;
    struct tn_diag *next;
} tn_diag;

/*
 * Reports; the result is there to hang notes on and is never NULL (past
 * TN_MAX_ERRORS errors it is a scratch diagnostic that is not shown).
 */
tn_diag *tn_error(tenon_context *ctx,
                  tn_diag_id id,
                  tn_span span,
                  const char *fmt,
                  ...) TENON_PRINTF(4, 5);

/* Adds "note: ..." with an optional place, or "help: ...". Gives diag back. */
tn_diag *tn_note(tenon_context *ctx,
                 tn_diag *diag,
                 tn_span span,
                 const char *fmt,
                 ...) TENON_PRINTF(4, 5);
tn_diag *tn_help(tenon_context *ctx, tn_diag *diag, const char *fmt, ...)
    TENON_PRINTF(3, 4);

/* Says where when no span can: a path, or a path within a component. */
void tn_diag_place(tenon_context *ctx, tn_diag *diag, tn_str place);

/* The stable code ("E0201") and title of an id. */
const char *tn_diag_code(tn_diag_id id);
const char *tn_diag_title(tn_diag_id id);

#endif
