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
    /* What the help says to write, and in the place of what; an empty span
     * that is no place (hi 0): the help is no replacement. */
    tn_span fix_span;
    tn_str fix;
    struct tn_diag_note *next;
} tn_diag_note;

typedef struct tn_diag {
    tn_diag_id id;
    tenon_severity severity;
    tn_span span;
    tn_str place;  /* a path, when there is no span */
    tn_str within; /* "component > type 4", whether there is one or not */
    const tn_source *source; /* that was read last, when it was reported */
    tn_str text;
    tn_diag_note *notes;
    struct tn_diag *next;
} tn_diag;

/*
 * Reports; the result is there to hang notes on and is never NULL (past
 * TN_MAX_DIAGNOSTICS of a severity it is a scratch diagnostic that is counted
 * and not kept).
 */
tn_diag *tn_error(tenon_context *ctx,
                  tn_diag_id id,
                  tn_span span,
                  const char *fmt,
                  ...) TENON_PRINTF(4, 5);

/* The same with another severity than the one in diag.def. */
tn_diag *tn_report(tenon_context *ctx,
                   tn_diag_id id,
                   tenon_severity severity,
                   tn_span span,
                   const char *fmt,
                   ...) TENON_PRINTF(5, 6);

/* Adds "note: ..." with an optional place, or "help: ...". Gives diag back. */
tn_diag *tn_note(tenon_context *ctx,
                 tn_diag *diag,
                 tn_span span,
                 const char *fmt,
                 ...) TENON_PRINTF(4, 5);
tn_diag *tn_help(tenon_context *ctx, tn_diag *diag, const char *fmt, ...)
    TENON_PRINTF(3, 4);

/*
 * Adds a help that is a replacement: who writes fix in the place of what is
 * at span (TN_NO_SPAN: at the diagnostic's own; empty: nothing) is rid of the
 * diagnostic. Editors and reviewers can apply it.
 */
tn_diag *tn_fix(tenon_context *ctx,
                tn_diag *diag,
                tn_span span,
                tn_str fix,
                const char *fmt,
                ...) TENON_PRINTF(5, 6);

/* Says where when no span can: a path. */
void tn_diag_place(tenon_context *ctx, tn_diag *diag, tn_str path);
/* Says which part of a component it is about. */
void tn_diag_within(tenon_context *ctx, tn_diag *diag, tn_str part);

/* What was reported until now; going back to it forgets what came after. */
typedef struct tn_diag_mark {
    tn_diag *last;
    size_t counts[3];
} tn_diag_mark;
tn_diag_mark tn_diag_mark_now(const tenon_context *ctx);
void tn_diag_rewind(tenon_context *ctx, const tn_diag_mark *mark);

/* The stable code ("E0201"), title and severity of an id. */
const char *tn_diag_code(tn_diag_id id);
const char *tn_diag_title(tn_diag_id id);
tenon_severity tn_diag_severity(tn_diag_id id);
/* Its name in words, "wit-syntax"; of advice that of the rule: "c-name". */
enum { TN_DIAG_NAME_BYTES = 32 }; /* as in tenon/explain.h */
void tn_diag_name(char out[TN_DIAG_NAME_BYTES], tn_diag_id id);
/* A paragraph and an example, in lines; see explain.def. */
const char *tn_diag_explanation(tn_diag_id id);

/*
 * Puts diagnostics in the order of their places, source by source: what is
 * found in several passes over a text is told from its top to its end. Those
 * without a place come last. Cheap when nothing was added since.
 */
void tn_diag_sort(tenon_context *ctx);

/* "error", "warning", "note". */
const char *tn_severity_name(tenon_severity severity);

/* diag_json.c and diag_sarif.c: all diagnostics of a context. They unwind
 * when memory is out; diag_write.c guards. */
struct tn_json;
void tn_diag_json(struct tn_json *json, tenon_context *ctx);
void tn_diag_sarif(struct tn_json *json, tenon_context *ctx);
/* diag_render.c: the first max (0: all) of each severity, for people. */
void tn_diag_render(FILE *out, tenon_context *ctx, size_t max, bool color);

#endif
