/*
 * New WIT from old: packages merged, worlds turned around, imports brought to
 * one version. What is given stays as it is; the result is a WIT of its own,
 * which needs nothing of it. What is partial is refused with TENON_MISUSE.
 *
 * Not part of the specification: what these do is what tools of wit-parser's
 * family do.
 */
#ifndef TENON_WIT_EDIT_H
#define TENON_WIT_EDIT_H

#include "tenon/wit_package.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The union of several, of one context each; count is at least one. Packages
 * of the same name and version become one package: an interface that two of
 * them have gets the types and functions of both, a world that two of them
 * have must have the same imports and exports in both. What both have must be
 * the same; every difference is reported, with both places. Documentation is
 * that of the first. The main package is that of the first.
 * Errors: TENON_INVALID, TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status tenon_wit_merge(TENON_OWN tenon_wit **out,
                                       const tenon_wit *const *parts,
                                       size_t count);

/* Which world is turned around, and how. Start from the INIT macro. */
typedef struct tenon_wit_turn_options {
    size_t struct_size;
    /* As for tenon_wit_select; NULL: the only one of the main package. */
    const char *world;
    /* What it is called then; NULL: its name with -importized or
     * -exportized. */
    const char *name;
    /* tenon_wit_exportize: only these imports, each by its full name or, if
     * it is an interface, by that alone; 0: all. */
    const char *const *imports;
    size_t import_count;
} tenon_wit_turn_options;
#define TENON_WIT_TURN_OPTIONS_INIT \
    { sizeof(tenon_wit_turn_options), NULL, NULL, NULL, 0 }

/*
 * A world that imports what the world exports: what a component is to those
 * who import it. Its imports are dropped but for types that it defines, and
 * for interfaces of which the exports use types. It takes the world's place
 * in the package, which becomes the main one. options may be NULL.
 * Errors: TENON_INVALID, TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status
tenon_wit_importize(TENON_OWN tenon_wit **out,
                    const tenon_wit *wit,
                    const tenon_wit_turn_options *options);

/*
 * A world that exports what the world imports: what can be plugged into it.
 * Its exports are dropped; types that the world defines stay imports.
 * Resources of the world and their functions cannot be exported: they are
 * reported. Otherwise as tenon_wit_importize.
 * Errors: TENON_INVALID, TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status
tenon_wit_exportize(TENON_OWN tenon_wit **out,
                    const tenon_wit *wit,
                    const tenon_wit_turn_options *options);

/*
 * The same with a world (NULL: the only one) whose imports of one interface
 * at compatible versions are one, of the newest of them. What the world
 * imports and exports uses the types of that one. Versions that differ in
 * what they have in common are reported; what the newest lacks gives a
 * warning. The package of the world becomes the main one.
 * Errors: TENON_INVALID, TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status tenon_wit_merge_versions(TENON_OWN tenon_wit **out,
                                                const tenon_wit *wit,
                                                const char *world);

#ifdef __cplusplus
}
#endif
#endif
