/*
 * What a WIT package says, part by part: packages, interfaces, worlds, their
 * imports and exports, types and functions, with documentation and stability.
 * What types consist of is in tenon/type.h.
 *
 *     const tenon_wit_package *package = tenon_wit_main(wit);
 *     for (size_t i = 0; i < tenon_wit_package_world_count(package); i++) {
 *         const tenon_wit_world *world = tenon_wit_package_world(package, i);
 *         printf("world %s\n", tenon_wit_world_id(world));
 *     }
 *
 * Handles and texts are borrowed from the tenon_wit. Functions with an index
 * give NULL when there is no such index, and those that look for a name when
 * it is not there; none of them allocates, and none reports anything.
 *
 * Documentation is what the comments say, without their marks. Texts keep all
 * of it. Binaries keep what `package-docs` holds: not that of parameters, and
 * of components none.
 */
#ifndef TENON_WIT_WALK_H
#define TENON_WIT_WALK_H

#include "tenon/type.h"
#include "tenon/wit_package.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tenon_wit_interface tenon_wit_interface;
typedef struct tenon_wit_item tenon_wit_item;
typedef struct tenon_wit_typedef tenon_wit_typedef;
typedef struct tenon_wit_func tenon_wit_func;

/* Feature gates (WIT.md, "Feature Gates"); a text is empty: no such gate. */
typedef struct tenon_wit_stability {
    tenon_str since;      /* version of @since */
    tenon_str feature;    /* of @unstable */
    tenon_str deprecated; /* version of @deprecated */
} tenon_wit_stability;

/* Packages */

/* The package that was loaded; the others are what it needs. */
TENON_API const tenon_wit_package *tenon_wit_main(const tenon_wit *wit);

/* All packages, each after those that it needs. */
TENON_API size_t tenon_wit_package_count(const tenon_wit *wit);
TENON_API const tenon_wit_package *tenon_wit_package_at(const tenon_wit *wit,
                                                        size_t index);
/*
 * By id, "wasi:io@0.2.0". Without a version it must be the only one of its
 * name.
 */
TENON_API const tenon_wit_package *tenon_wit_find_package(const tenon_wit *wit,
                                                          const char *id);

/* "namespace:name@version", or "namespace:name". */
TENON_API const char *tenon_wit_package_id(const tenon_wit_package *package);
TENON_API tenon_str
tenon_wit_package_namespace(const tenon_wit_package *package);
TENON_API tenon_str tenon_wit_package_name(const tenon_wit_package *package);
TENON_API tenon_str tenon_wit_package_version(const tenon_wit_package *package);
TENON_API tenon_str tenon_wit_package_docs(const tenon_wit_package *package);
/* Where its name stands in (one of) its texts. */
TENON_API tenon_span tenon_wit_package_span(const tenon_wit_package *package);

/* Its interfaces and worlds, each after the interfaces that it needs. */
TENON_API size_t
tenon_wit_package_interface_count(const tenon_wit_package *package);
TENON_API const tenon_wit_interface *tenon_wit_package_interface(
    const tenon_wit_package *package, size_t index);
TENON_API size_t
tenon_wit_package_world_count(const tenon_wit_package *package);
TENON_API const tenon_wit_world *tenon_wit_package_world(
    const tenon_wit_package *package, size_t index);

/*
 * By name in the main package, or by id: "wasi:io/streams@0.2.0". An id
 * without a version is found when its package is there only once.
 */
TENON_API const tenon_wit_interface *tenon_wit_find_interface(
    const tenon_wit *wit, const char *name);
TENON_API const tenon_wit_world *tenon_wit_find_world(const tenon_wit *wit,
                                                      const char *name);

/* Interfaces */

/* Empty: it is written out in a world, under the name of the import there. */
TENON_API tenon_str
tenon_wit_interface_name(const tenon_wit_interface *interface);
/* "namespace:package/name@version". NULL when it has no name. */
TENON_API const char *tenon_wit_interface_id(
    const tenon_wit_interface *interface);
TENON_API const tenon_wit_package *tenon_wit_interface_package(
    const tenon_wit_interface *interface);
TENON_API tenon_str
tenon_wit_interface_docs(const tenon_wit_interface *interface);
TENON_API tenon_wit_stability
tenon_wit_interface_stability(const tenon_wit_interface *interface);
TENON_API tenon_span
tenon_wit_interface_span(const tenon_wit_interface *interface);

/*
 * Its types, those that it takes from others by `use` included, each after
 * what it needs.
 */
TENON_API size_t
tenon_wit_interface_type_count(const tenon_wit_interface *interface);
TENON_API const tenon_wit_typedef *tenon_wit_interface_type(
    const tenon_wit_interface *interface, size_t index);
TENON_API const tenon_wit_typedef *tenon_wit_interface_find_type(
    const tenon_wit_interface *interface, const char *name);

/* Its functions, those of resources included; found by their extern name. */
TENON_API size_t
tenon_wit_interface_func_count(const tenon_wit_interface *interface);
TENON_API const tenon_wit_func *tenon_wit_interface_func(
    const tenon_wit_interface *interface, size_t index);
TENON_API const tenon_wit_func *tenon_wit_interface_find_func(
    const tenon_wit_interface *interface, const char *extern_name);

/* Worlds */

TENON_API tenon_str tenon_wit_world_name(const tenon_wit_world *world);
/* "namespace:package/name@version". */
TENON_API const char *tenon_wit_world_id(const tenon_wit_world *world);
TENON_API const tenon_wit_package *tenon_wit_world_package(
    const tenon_wit_world *world);
TENON_API tenon_str tenon_wit_world_docs(const tenon_wit_world *world);
TENON_API tenon_wit_stability
tenon_wit_world_stability(const tenon_wit_world *world);
TENON_API tenon_span tenon_wit_world_span(const tenon_wit_world *world);

/*
 * All that a world imports and exports, what it includes and what its
 * interfaces need included. Its types, its own and used ones, are imports.
 */
TENON_API size_t tenon_wit_world_import_count(const tenon_wit_world *world);
TENON_API const tenon_wit_item *tenon_wit_world_import(
    const tenon_wit_world *world, size_t index);
TENON_API size_t tenon_wit_world_export_count(const tenon_wit_world *world);
TENON_API const tenon_wit_item *tenon_wit_world_export(
    const tenon_wit_world *world, size_t index);
/* By the name of the item. */
TENON_API const tenon_wit_item *tenon_wit_world_find_import(
    const tenon_wit_world *world, const char *name);
TENON_API const tenon_wit_item *tenon_wit_world_find_export(
    const tenon_wit_world *world, const char *name);

/* Imports and exports of worlds */

/* What an item is. */
typedef enum tenon_wit_item_kind {
    TENON_WIT_ITEM_INTERFACE,
    TENON_WIT_ITEM_FUNC,
    TENON_WIT_ITEM_TYPE /* imports only */
} tenon_wit_item_kind;

TENON_API tenon_wit_item_kind
tenon_wit_item_kind_of(const tenon_wit_item *item);
/* The id of an interface; otherwise the plain name of the item. */
TENON_API tenon_str tenon_wit_item_name(const tenon_wit_item *item);
/* One of these, by the kind; the others are NULL. */
TENON_API const tenon_wit_interface *tenon_wit_item_interface(
    const tenon_wit_item *item);
TENON_API const tenon_wit_func *tenon_wit_item_func(const tenon_wit_item *item);
TENON_API const tenon_wit_typedef *tenon_wit_item_type(
    const tenon_wit_item *item);
/* The id of the interface in `import name: interface;`; otherwise empty. */
TENON_API tenon_str tenon_wit_item_implements(const tenon_wit_item *item);
/* An interface that only stands there since others take types from it. This
 * is known of texts; binaries do not tell. */
TENON_API bool tenon_wit_item_is_implied(const tenon_wit_item *item);
TENON_API tenon_str tenon_wit_item_external_id(const tenon_wit_item *item);
/* Of the import or export. An interface has its own as well. */
TENON_API tenon_str tenon_wit_item_docs(const tenon_wit_item *item);
TENON_API tenon_wit_stability
tenon_wit_item_stability(const tenon_wit_item *item);
TENON_API tenon_span tenon_wit_item_span(const tenon_wit_item *item);

/* Types */

TENON_API tenon_str tenon_wit_typedef_name(const tenon_wit_typedef *def);
/* The type, which has that name: its kind and parts are in tenon/type.h. */
TENON_API const tenon_type *tenon_wit_typedef_type(
    const tenon_wit_typedef *def);
TENON_API tenon_str tenon_wit_typedef_docs(const tenon_wit_typedef *def);
TENON_API tenon_wit_stability
tenon_wit_typedef_stability(const tenon_wit_typedef *def);
TENON_API tenon_str tenon_wit_typedef_external_id(const tenon_wit_typedef *def);
TENON_API tenon_span tenon_wit_typedef_span(const tenon_wit_typedef *def);

/*
 * The interface or world that defines a type with a name, or takes it from
 * another by `use`: one of them is NULL. Both are for other types.
 */
TENON_API const tenon_wit_interface *tenon_wit_type_interface(
    const tenon_type *type);
TENON_API const tenon_wit_world *tenon_wit_type_world(const tenon_type *type);

/*
 * The definition of a type with a name, from wherever the type was got; NULL
 * for other types. It looks through the types of the interface or world.
 */
TENON_API const tenon_wit_typedef *tenon_wit_type_definition(
    const tenon_type *type);

/*
 * The interface from which `use` takes a type; NULL for other types. There it
 * is tenon_type_target(type), perhaps under another name.
 */
TENON_API const tenon_wit_interface *tenon_wit_type_used_from(
    const tenon_type *type);

/* Functions */

/* What a function belongs to. */
typedef enum tenon_wit_func_kind {
    TENON_WIT_FUNC_FREE,
    TENON_WIT_FUNC_METHOD,
    TENON_WIT_FUNC_STATIC,
    TENON_WIT_FUNC_CONSTRUCTOR
} tenon_wit_func_kind;

TENON_API tenon_wit_func_kind
tenon_wit_func_kind_of(const tenon_wit_func *func);
/* As it is written: "read". Of a constructor, the name of its resource. */
TENON_API tenon_str tenon_wit_func_name(const tenon_wit_func *func);
/* As binaries have it: "[method]input-stream.read", "[constructor]pollable" */
TENON_API tenon_str tenon_wit_func_extern_name(const tenon_wit_func *func);
/* The name of the resource that it belongs to, in the same interface or
 * world; empty for free functions. */
TENON_API tenon_str tenon_wit_func_resource(const tenon_wit_func *func);
/* Parameters and result: see tenon/type.h. */
TENON_API const tenon_func_type *tenon_wit_func_type(
    const tenon_wit_func *func);
TENON_API tenon_str tenon_wit_func_docs(const tenon_wit_func *func);
TENON_API tenon_wit_stability
tenon_wit_func_stability(const tenon_wit_func *func);
TENON_API tenon_str tenon_wit_func_external_id(const tenon_wit_func *func);
TENON_API tenon_span tenon_wit_func_span(const tenon_wit_func *func);

#ifdef __cplusplus
}
#endif
#endif
