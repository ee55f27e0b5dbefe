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
    const char *name; /* "unused-type" */
    const char *summary;
} tenon_wit_lint_rule;

/* All rules: index < tenon_wit_lint_rule_count. */
TENON_API size_t tenon_wit_lint_rule_count(void);
TENON_API tenon_wit_lint_rule tenon_wit_lint_rule_at(size_t index);

/*
 * Checks the main package. levels has one entry for each rule; NULL warns of
 * everything. Findings become diagnostics of the context; *findings (may be
 * NULL) receives their number. Errors: TENON_INVALID when a rule that is
 * denied found something, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_lint(const tenon_wit *wit,
                                      const tenon_wit_lint_level *levels,
                                      size_t *findings);

#ifdef __cplusplus
}
#endif
#endif
