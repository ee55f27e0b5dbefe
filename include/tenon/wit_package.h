/*
 * WIT: loading packages from disk or memory, checking and printing them. What
 * they hold is told by tenon/wit_walk.h.
 */
#ifndef TENON_WIT_PACKAGE_H
#define TENON_WIT_PACKAGE_H

#include "tenon/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A resolved package with all packages that it needs: every name means
 * something, every world lists all that it imports and exports.
 */
typedef struct tenon_wit tenon_wit;

/* One of its packages, and one of their worlds: see wit_walk.h. */
typedef struct tenon_wit_package tenon_wit_package;
typedef struct tenon_wit_world tenon_wit_world;

/*
 * Gives the text that stands for a file, as when an editor has changed it and
 * not saved it yet: true, and *text is used, which must stay until loading is
 * over; or false, and the file is read. path is written as diagnostics show
 * it.
 */
typedef bool (*tenon_wit_read_fn)(void *user,
                                  const char *path,
                                  tenon_str *text);

/*
 * How WIT is read. Start from the INIT macro:
 *     tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
 */
typedef struct tenon_wit_options {
    size_t struct_size;
    const char *const *features; /* enabled features of @unstable items */
    size_t feature_count;
    bool all_features;
    bool partial;           /* also give what is right of WIT with errors */
    tenon_wit_read_fn read; /* asked before a file is read; may be NULL */
    void *read_user;
} tenon_wit_options;
#define TENON_WIT_OPTIONS_INIT \
    { sizeof(tenon_wit_options), NULL, 0, false, false, NULL, NULL }

/*
 * Loads and checks WIT, in whatever form it is:
 *
 *   - a directory: its *.wit files are one package, deps/ in it holds further
 *     packages, as files or directories of text, or as files in binary form
 *   - a .wit file, or "-" for what standard input gives
 *   - a binary, of which tenon_wit_decode (wit_binary.h) says what it has
 *
 * Of packages that a binary needs it has the parts that it mentions; where
 * there is a text of them, or another binary, these are united, and must not
 * contradict each other. options, which may be NULL, are for texts: a binary
 * holds what was enabled when it was made. Every error is reported, not the
 * first alone, with the range that it is about (tenon_diagnostic_at).
 *
 * When something is wrong, *out is NULL. With options->partial it then is
 * what could be understood of texts, unless that is nothing, and must be
 * freed: the items that are right, without those that are wrong or need them,
 * and without binaries of deps/ among its packages, though they can be met
 * behind its types; a world that is wrong has the imports and
 * exports that it names itself. It can be walked and printed; what asks for
 * more than that refuses it.
 * Errors: TENON_INVALID, TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status tenon_wit_load(TENON_OWN tenon_wit **out,
                                      tenon_context *ctx,
                                      const char *path,
                                      const tenon_wit_options *options);

/* A WIT text in memory; nothing is kept of it. */
typedef struct tenon_wit_source {
    const char *path; /* for diagnostics; never NULL */
    const char *data; /* UTF-8 */
    size_t len;
    unsigned group; /* texts of one package share it; 0: the main package */
} tenon_wit_source;

/*
 * The same from texts in memory, for who has no files. Each group is what a
 * folder would be: the main package is 0, and what it needs has groups of its
 * own, or stands in it as nested packages.
 * Errors: as tenon_wit_load; TENON_MISUSE also without a text of group 0.
 */
TENON_API tenon_status tenon_wit_load_sources(TENON_OWN tenon_wit **out,
                                              tenon_context *ctx,
                                              const tenon_wit_source *sources,
                                              size_t count,
                                              const tenon_wit_options *options);

/* Frees it. NULL is allowed. */
TENON_API void tenon_wit_free(tenon_wit *wit);

/* Whether it is what is right of WIT with errors. */
TENON_API bool tenon_wit_is_partial(const tenon_wit *wit);

/*
 * Chooses a world: by name, by id, or, with name NULL, the only one of the
 * main package. *out may be NULL; it is borrowed. What is wrong is reported,
 * with the worlds that there are.
 * Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_select(const tenon_wit_world **out,
                                        tenon_wit *wit,
                                        const char *name);

/*
 * Writes the main package as WIT text in its canonical layout, documentation
 * included; with_deps adds the other packages, nested, so that the text
 * stands for itself. The buffer is the caller's to release.
 * Errors: TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_print(TENON_OWN tenon_buffer *out,
                                       const tenon_wit *wit,
                                       bool with_deps);

/* How tenon_wit_print_as prints. Start from the INIT macro. */
typedef struct tenon_wit_print_options {
    size_t struct_size;
    const tenon_wit_package *package; /* NULL: the main one */
    bool with_deps;                   /* the other packages as well, nested */
    bool no_docs;                     /* leave documentation out */
} tenon_wit_print_options;
#define TENON_WIT_PRINT_OPTIONS_INIT \
    { sizeof(tenon_wit_print_options), NULL, false, false }

/*
 * The same with options.
 * Errors: TENON_NO_MEMORY, TENON_MISUSE (the package is one of another wit).
 */
TENON_API tenon_status
tenon_wit_print_as(TENON_OWN tenon_buffer *out,
                   const tenon_wit *wit,
                   const tenon_wit_print_options *options);

/*
 * Writes all packages as JSON: an object with the arrays "worlds",
 * "interfaces", "types" and "packages", whose parts refer to each other by
 * number. Shape, order and numbers are those of `wasm-tools component wit
 * --json`: of texts package by package, of a binary in the order in which it
 * mentions things. What was merged or edited is numbered like texts; when that
 * tool edits a world it goes on numbering what the world has no more, and lists
 * the world, under its new name, where it was. "clone_of", which tells what an
 * `include` copied an interface from, is only said of texts. The buffer is the
 * caller's to release.
 * Errors: TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_json(TENON_OWN tenon_buffer *out,
                                      const tenon_wit *wit);

/*
 * The same for generators of bindings, which make a type for each number: what
 * the world imports and exports as interfaces are interfaces of their own.
 * Where one is both imported and exported, or has two names, there are copies
 * of it ("clone_of"), with their own types, and what uses its types follows.
 * Errors: TENON_INVALID (too many copies), TENON_NO_MEMORY, TENON_MISUSE (the
 * world is one of another wit, or wit is partial).
 */
TENON_API tenon_status tenon_wit_json_nominal(TENON_OWN tenon_buffer *out,
                                              const tenon_wit *wit,
                                              const tenon_wit_world *world);

#ifdef __cplusplus
}
#endif
#endif
