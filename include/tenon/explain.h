/* What the codes of diagnostics mean. */
#ifndef TENON_EXPLAIN_H
#define TENON_EXPLAIN_H

#include "tenon/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The explanation of a code. */
typedef struct tenon_explanation {
    const char *code;  /* "E0301" */
    char name[32];     /* "wit-unknown"; of advice its rule: "unused-type" */
    const char *title; /* "unknown name" */
    const char *text;  /* a paragraph and an example, in lines */
} tenon_explanation;

/*
 * Explains a code, in either case, also without its letter ("301"), or a
 * name. False when there is neither.
 */
TENON_API bool tenon_explain(tenon_explanation *out, const char *code);

/* All codes, in order: index < tenon_explanation_count. */
TENON_API size_t tenon_explanation_count(void);
TENON_API tenon_explanation tenon_explanation_at(size_t index);

#ifdef __cplusplus
}
#endif
#endif
