/* Advice on WIT that is valid: what its users may stumble over. */
#ifndef TENON_WIT_LINT_H
#define TENON_WIT_LINT_H

#include "tenon/wit_package.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What becomes of findings of a rule. */
typedef enum tenon_wit_lint_level {
    TENON_WIT_LINT_ALLOW, /* nothing */
    TENON_WIT_LINT_WARN,
    TENON_WIT_LINT_DENY /* an error */
} tenon_wit_lint_level;

/* One rule. */
typedef struct tenon_wit_lint_rule {
    const char *code; /* of its diagnostics: "W0901" */
    const char *name; /* "unused-type" */
    const char *summary;
    tenon_wit_lint_level level; /* when nothing else is said */
} tenon_wit_lint_rule;

/* All rules: index < tenon_wit_lint_rule_count. */
TENON_API size_t tenon_wit_lint_rule_count(void);
TENON_API tenon_wit_lint_rule tenon_wit_lint_rule_at(size_t index);

/* What is looked at. Start from the INIT macro. */
typedef struct tenon_wit_lint_options {
    size_t struct_size;
    const tenon_wit_lint_level *levels; /* one for each rule; NULL: theirs */
    bool with_deps; /* all packages, not the main one and those nested in its
                       files alone */
} tenon_wit_lint_options;
#define TENON_WIT_LINT_OPTIONS_INIT \
    { sizeof(tenon_wit_lint_options), NULL, false }

/*
 * Checks packages. options may be NULL. Findings become diagnostics of the
 * context; *findings (may be NULL) receives their number. Errors:
 * TENON_INVALID when a rule that is denied found something, TENON_NO_MEMORY,
 * TENON_MISUSE (it is partial).
 */
TENON_API tenon_status tenon_wit_lint(const tenon_wit *wit,
                                      const tenon_wit_lint_options *options,
                                      size_t *findings);

#ifdef __cplusplus
}
#endif
#endif
