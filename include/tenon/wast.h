/*
 * Running of test scripts (.wast). This part of the library needs wabt
 * (libtenon-wat.a) behind it.
 */
#ifndef TENON_WAST_H
#define TENON_WAST_H

#include "tenon/core.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tenon_wast_verdict {
    TENON_WAST_PASSED,
    TENON_WAST_FAILED,
    TENON_WAST_SKIPPED
} tenon_wast_verdict;

/* What became of one command of a script. */
typedef struct tenon_wast_result {
    tenon_wast_verdict verdict;
    size_t line;         /* 1-based */
    const char *command; /* its keyword, such as "assert_return" */
    /* Of a failure: what was expected and what came; of a skipped command:
     * the reason. NULL when it passed. */
    const char *message;
} tenon_wast_result;

/* Strings in result are valid during the call. */
typedef void (*tenon_wast_fn)(const tenon_wast_result *result, void *user);

typedef struct tenon_wast_options {
    size_t struct_size;
    tenon_wast_fn on_result; /* may be NULL */
    void *user;
} tenon_wast_options;

#define TENON_WAST_OPTIONS_INIT \
    { sizeof(tenon_wast_options), NULL, NULL }

typedef struct tenon_wast_counts {
    size_t passed, failed, skipped;
} tenon_wast_counts;

/*
 * Runs a script: text of len bytes, called path in messages. Modules,
 * actions and assertions count one each. The module "spectest" is there;
 * modules that this build cannot read or run are skipped with all that
 * depends on them. Components are read and validated; what is asked of their
 * instances is skipped. options may be NULL. Failed assertions are not an error
 * of this function: look at *out. Errors: TENON_INVALID (the script's
 * parentheses do not match: see the context's diagnostics), TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wast_run(tenon_wast_counts *out,
                                      tenon_context *ctx,
                                      const char *path,
                                      const char *text,
                                      size_t len,
                                      const tenon_wast_options *options);

#ifdef __cplusplus
}
#endif
#endif
