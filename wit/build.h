/*
 * A graph that is put together of parts with known meaning: of the types of a
 * binary (linker/wit_decode.h), or of other graphs (wit/copy.h). Packages and
 * interfaces are made when they are mentioned first, and grow by types and
 * functions that they do not have; what is complete is published at the end.
 */
#ifndef WIT_BUILD_H
#define WIT_BUILD_H

#include "wit/resolve.h"

typedef struct wit_package_build wit_package_build;

typedef struct wit_interface_build {
    wit_interface_def def; /* first: a wit_interface is one of these */
    wit_package_build *package;
    TN_VEC(wit_typedef) types;
    TN_VEC(wit_func) funcs;
    tn_map type_names; /* -> index + 1 */
    tn_map func_names; /* -> index + 1 */
} wit_interface_build;

struct wit_package_build {
    wit_package pub; /* first */
    uint32_t index;
    TN_VEC(wit_interface_build *) interfaces;
    TN_VEC(wit_world *) worlds;
    tn_map interface_names; /* -> wit_interface_build */
    tn_map world_names;     /* -> wit_world */
};

typedef struct wit_build {
    tenon_context *ctx;
    tn_arena *arena, *scratch; /* of the result; for the work */
    wit_resolve *resolve;
    tn_map packages;                       /* id -> wit_package_build */
    TN_VEC(wit_interface_build *) unnamed; /* inline in worlds */
} wit_build;

void wit_build_init(wit_build *b, wit_resolve *resolve, tn_arena *scratch);
/* The package of that name, made when it is new. */
wit_package_build *wit_build_package(wit_build *b,
                                     tn_str ns,
                                     tn_str name,
                                     tn_str version);
wit_interface_build *wit_build_find_interface(const wit_package_build *package,
                                              tn_str name);
wit_world *wit_build_find_world(const wit_package_build *package, tn_str name);
/* Prepares *out, which is zero: an interface of the package, the first of its
 * name; or, with an empty name, one that is inline. */
void wit_build_interface(wit_build *b,
                         wit_interface_build *out,
                         wit_package_build *package,
                         tn_str name);
/* Adds a world, the first of its name. */
void wit_build_world(wit_build *b,
                     wit_package_build *package,
                     wit_world *world);

/* The type or function of that name, or NULL. */
wit_typedef *wit_build_type(const wit_interface_build *i, tn_str name);
wit_func *wit_build_func(const wit_interface_build *i, tn_str name);
/* Each must be the first of its name. */
void wit_build_add_type(wit_interface_build *i, const wit_typedef *type);
void wit_build_add_func(wit_interface_build *i, const wit_func *func);

/* Makes its lists and its type; for one interface, or for all. */
void wit_build_finish_interface(wit_build *b, wit_interface_build *i);
void wit_build_finish_interfaces(wit_build *b);
/*
 * Publishes the packages, whose worlds are complete, and their interfaces,
 * each after those that it needs; last (may be NULL) as late as possible.
 * False when two need each other; cycle receives their ids.
 */
bool wit_build_finish(wit_build *b,
                      const wit_package_build *last,
                      tn_str cycle[2]) TN_MUST_CHECK;

#endif
