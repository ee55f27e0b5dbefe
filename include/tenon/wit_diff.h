/*
 * What differs between two versions of a WIT package, whom it breaks, and
 * which step of the version number it needs.
 */
#ifndef TENON_WIT_DIFF_H
#define TENON_WIT_DIFF_H

#include "tenon/wit_package.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The parts of a version number that a change must raise, smallest first. */
typedef enum tenon_wit_step {
    TENON_WIT_STEP_NONE,
    TENON_WIT_STEP_PATCH,
    TENON_WIT_STEP_MINOR,
    TENON_WIT_STEP_MAJOR
} tenon_wit_step;

/* "none", "patch", "minor", "major". Never NULL. */
TENON_API const char *tenon_wit_step_text(tenon_wit_step step);

/* What happened to a part of the package. */
typedef enum tenon_wit_change_kind {
    TENON_WIT_ADDED,
    TENON_WIT_REMOVED,
    TENON_WIT_CHANGED
} tenon_wit_change_kind;

/*
 * Who has to change along, as bits. Of an interface: callers import it,
 * implementers export it. Of a world: guests are made for it, hosts run them.
 */
enum {
    TENON_WIT_BREAKS_CALLERS = 1,
    TENON_WIT_BREAKS_IMPLEMENTERS = 2,
    TENON_WIT_BREAKS_HOSTS = 4,
    TENON_WIT_BREAKS_GUESTS = 8
};

/* One difference. */
typedef struct tenon_wit_change {
    tenon_wit_change_kind kind;
    tenon_wit_step step; /* that it needs, by the rules for the old version */
    unsigned breaks;     /* TENON_WIT_BREAKS_... */
    const char *where;   /* "interface a:b/c", "world a:b/w", "package a:b" */
    const char *text;    /* "field `age` of record `person` changed from ..." */
} tenon_wit_change;

/* All differences between two packages. */
typedef struct tenon_wit_diff tenon_wit_diff;

/*
 * Compares the main packages of two versions, which belong to the same
 * context; neither is needed any more afterwards. Types are compared by name:
 * a type of another name is a change, whatever it consists of.
 * Errors: TENON_MISUSE, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_diff_new(TENON_OWN tenon_wit_diff **out,
                                          const tenon_wit *before,
                                          const tenon_wit *after);

/* Frees it. NULL is allowed. */
TENON_API void tenon_wit_diff_free(tenon_wit_diff *diff);

/* The changes, by interface and world. NULL when there is no such index. */
TENON_API size_t tenon_wit_diff_count(const tenon_wit_diff *diff);
TENON_API const tenon_wit_change *tenon_wit_diff_change(
    const tenon_wit_diff *diff, size_t index);

/*
 * The smallest step that covers all changes. From 1.0.0 on (and without a
 * version) what breaks needs a major step, or a minor one where only those
 * must follow who provide what was added. Before, in 0.y.z, minor stands for
 * major and patch for minor; in 0.0.z and in pre-releases any step will do.
 */
TENON_API tenon_wit_step tenon_wit_diff_step(const tenon_wit_diff *diff);

/* The step from the old version number to the new one, if that is later. */
TENON_API tenon_wit_step tenon_wit_diff_step_taken(const tenon_wit_diff *diff);

/*
 * The first version number that the changes allow; NULL when the old package
 * has none, or a pre-release.
 */
TENON_API const char *tenon_wit_diff_next_version(const tenon_wit_diff *diff);

#ifdef __cplusplus
}
#endif
#endif
