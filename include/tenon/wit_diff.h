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
    /* "field `age` of record `person` changed from u8 to u32" */
    const char *text;
    size_t package; /* whose change it is: see tenon_wit_diff_package */
    /* The definition, or its field, case, flag or parameter; of binaries there
     * is none. */
    tenon_span before, after;
} tenon_wit_change;

/* Two versions of a package. */
typedef struct tenon_wit_package_change {
    const char *before, *after; /* ids; NULL: that side does not have it */
    tenon_wit_step step;        /* the smallest that covers its changes */
    tenon_wit_step taken;       /* from the old version number to a later one */
    const char *next_version;   /* the first that the changes allow; NULL: the
                                   old one has none, or is a pre-release */
} tenon_wit_package_change;

/* All differences between two packages. */
typedef struct tenon_wit_diff tenon_wit_diff;

/* What is compared. Start from the INIT macro. */
typedef struct tenon_wit_diff_options {
    size_t struct_size;
    bool with_deps; /* also packages that both depend on */
    /* Only these worlds, of the one and the other, or of one WIT that is both,
     * and the interfaces that they have in common. Both are set, or none. */
    const tenon_wit_world *old_world, *new_world;
} tenon_wit_diff_options;
#define TENON_WIT_DIFF_OPTIONS_INIT \
    { sizeof(tenon_wit_diff_options), false, NULL, NULL }

/*
 * Compares two versions, which belong to the same context; neither is needed
 * any more afterwards: the main packages, and those nested in the files that
 * both have. Types are compared by name: a type of another name is a change,
 * whatever it consists of. What changes behind an @unstable gate breaks
 * nobody. Documentation and @since need no step.
 * Errors: TENON_MISUSE (other contexts; one is partial), TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_diff_new(TENON_OWN tenon_wit_diff **out,
                                          const tenon_wit *before,
                                          const tenon_wit *after);

/*
 * The same with options, which may be NULL. Of worlds, what their interfaces
 * have is told as a part of the world: an import concerns hosts and guests the
 * other way round than an export. The packages of the worlds are then the only
 * ones that are listed.
 * Errors: as tenon_wit_diff_new; TENON_MISUSE also for one world alone, or of
 * another WIT.
 */
TENON_API tenon_status
tenon_wit_diff_new_as(TENON_OWN tenon_wit_diff **out,
                      const tenon_wit *before,
                      const tenon_wit *after,
                      const tenon_wit_diff_options *options);

/* Frees it. NULL is allowed. */
TENON_API void tenon_wit_diff_free(tenon_wit_diff *diff);

/* The changes, by interface and world. NULL when there is no such index. */
TENON_API size_t tenon_wit_diff_count(const tenon_wit_diff *diff);
TENON_API const tenon_wit_change *tenon_wit_diff_change(
    const tenon_wit_diff *diff, size_t index);

/* The packages that were compared; the main one is the first. */
TENON_API size_t tenon_wit_diff_package_count(const tenon_wit_diff *diff);
TENON_API const tenon_wit_package_change *tenon_wit_diff_package(
    const tenon_wit_diff *diff, size_t index);

/*
 * The largest step that a package needs. From 1.0.0 on (and without a
 * version) what breaks needs a major step, or a minor one where only those
 * must follow who provide what was added. Before, in 0.y.z, minor stands for
 * major and patch for minor; in 0.0.z and in pre-releases any step will do.
 */
TENON_API tenon_wit_step tenon_wit_diff_step(const tenon_wit_diff *diff);

/* Of the main package: the step that was taken, and the next version. */
TENON_API tenon_wit_step tenon_wit_diff_step_taken(const tenon_wit_diff *diff);
TENON_API const char *tenon_wit_diff_next_version(const tenon_wit_diff *diff);

/*
 * Makes each change that needs a larger step than is allowed a diagnostic, at
 * its place. Errors: TENON_INVALID when there is one, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_diff_check(const tenon_wit_diff *diff,
                                            tenon_wit_step allowed);

/*
 * The same for each change that breaks one of them: TENON_WIT_BREAKS_... bits.
 */
TENON_API tenon_status tenon_wit_diff_check_breaks(const tenon_wit_diff *diff,
                                                   unsigned sides);

#ifdef __cplusplus
}
#endif
#endif
