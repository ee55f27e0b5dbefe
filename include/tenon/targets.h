/*
 * Whether a component fits a WIT world, and what is in the way.
 */
#ifndef TENON_TARGETS_H
#define TENON_TARGETS_H

#include "tenon/file.h"
#include "tenon/wit_package.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One thing that does not fit. Texts are borrowed from the list. */
typedef struct tenon_mismatch {
    bool is_export;     /* of the component; else an import */
    bool is_missing;    /* one side lacks it; else the types differ */
    const char *name;   /* of the import or export: "a:b/c@1.0.0", "run" */
    const char *member; /* of that instance: "[method]r.m"; or "" */
    /* One sentence: "import `a:b/c`: the world has no function `f`" */
    const char *text;
    const char *why; /* "parameter `x`: expected `u32`, ..."; or "" */
    tenon_span span; /* the place in the WIT; of binaries there is none */
} tenon_mismatch;

/* All that does not fit. */
typedef struct tenon_targets tenon_targets;

/*
 * Compares a component with a world (Explainer.md, "Type Checking"): it may
 * import less and export more; what both have must match, each function and
 * type of an interface by itself. Names are compared with their versions.
 * The world is not needed any more afterwards.
 * Errors: TENON_INVALID (it is no valid component; it does not matter here
 * whether it fits), TENON_NO_MEMORY, TENON_MISUSE (the WIT is partial).
 */
TENON_API tenon_status tenon_targets_new(TENON_OWN tenon_targets **out,
                                         tenon_context *ctx,
                                         const tenon_wit_world *world,
                                         const tenon_input *component);

/* Frees it. NULL is allowed. */
TENON_API void tenon_targets_free(tenon_targets *targets);

/* Imports first, in the order of the component, then the world's exports;
 * 0: it fits. NULL when there is no such index. */
TENON_API size_t tenon_targets_count(const tenon_targets *targets);
TENON_API const tenon_mismatch *tenon_targets_mismatch(
    const tenon_targets *targets, size_t index);

/*
 * Makes each of them a diagnostic. Errors: TENON_INVALID when there is one,
 * TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_targets_check(const tenon_targets *targets);

#ifdef __cplusplus
}
#endif
#endif
