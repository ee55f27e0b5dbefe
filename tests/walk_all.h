/*
 * A walk over all that tenon/wit_walk.h tells of a package. For tests and
 * fuzz targets: it counts, and notices types that do not lead back to where
 * they were defined.
 */
#ifndef TENON_TESTS_WALK_ALL_H
#define TENON_TESTS_WALK_ALL_H

#include <string.h>

#include "tenon/wit_walk.h"

typedef struct walk_counts {
    size_t packages, interfaces, worlds, items, typedefs, funcs;
    size_t lost;  /* names of types without a definition, and the like */
    size_t bytes; /* of all texts */
} walk_counts;

static inline void walk_str(walk_counts *c, tenon_str text) {
    for (size_t i = 0; i < text.len; i++)
        c->bytes += text.data[i] != 0;
    c->lost += text.data == NULL;
}

static inline void walk_gates(walk_counts *c, tenon_wit_stability gates) {
    walk_str(c, gates.since);
    walk_str(c, gates.feature);
    walk_str(c, gates.deprecated);
}

/* A type as a part of something: a name, or what has none, to a depth. */
static inline void walk_type(walk_counts *c,
                             const tenon_type *type,
                             int depth) {
    char text[64];
    if (!type || depth == 4)
        return;
    c->bytes += tenon_type_text(text, sizeof text, type);
    c->lost += strlen(text) >= sizeof text;
    walk_str(c, tenon_type_name(type));
    if (tenon_type_name(type).len) {
        c->lost += tenon_wit_type_definition(type) == NULL;
        c->lost +=
            !tenon_wit_type_interface(type) == !tenon_wit_type_world(type);
        return;
    }
    for (size_t i = 0; i < tenon_type_member_count(type) && i < 100; i++)
        walk_type(c, tenon_type_member(type, i).type, depth + 1);
    walk_type(c, tenon_type_element(type), depth + 1);
    walk_type(c, tenon_type_key(type), depth + 1);
    walk_type(c, tenon_type_ok(type), depth + 1);
    walk_type(c, tenon_type_error(type), depth + 1);
    walk_type(c, tenon_type_resource(type), depth + 1);
}

static inline void walk_member(walk_counts *c, tenon_member member) {
    walk_str(c, member.name);
    walk_str(c, member.docs);
    walk_type(c, member.type, 0);
}

static inline void walk_func(walk_counts *c, const tenon_wit_func *func) {
    const tenon_func_type *type = tenon_wit_func_type(func);
    c->funcs++;
    walk_str(c, tenon_wit_func_name(func));
    walk_str(c, tenon_wit_func_extern_name(func));
    walk_str(c, tenon_wit_func_docs(func));
    walk_str(c, tenon_wit_func_external_id(func));
    walk_gates(c, tenon_wit_func_stability(func));
    c->lost += (tenon_wit_func_kind_of(func) == TENON_WIT_FUNC_FREE) !=
               (tenon_wit_func_resource(func).len == 0);
    for (size_t i = 0; i < tenon_func_type_param_count(type); i++)
        walk_member(c, tenon_func_type_param(type, i));
    walk_type(c, tenon_func_type_result(type), 0);
}

static inline void walk_typedef(walk_counts *c, const tenon_wit_typedef *def) {
    const tenon_type *type = tenon_wit_typedef_type(def);
    const tenon_type *target = tenon_type_target(type);
    c->typedefs++;
    walk_str(c, tenon_wit_typedef_name(def));
    walk_str(c, tenon_wit_typedef_docs(def));
    walk_str(c, tenon_wit_typedef_external_id(def));
    walk_gates(c, tenon_wit_typedef_stability(def));
    c->lost += tenon_wit_type_definition(type) != def;
    c->lost += tenon_wit_type_used_from(type) !=
               (target && tenon_wit_type_interface(target) !=
                              tenon_wit_type_interface(type)
                    ? tenon_wit_type_interface(target)
                    : NULL);
    for (size_t i = 0; i < tenon_type_member_count(type); i++)
        walk_member(c, tenon_type_member(type, i));
    walk_type(c, target, 0);
}

static inline void walk_interface(walk_counts *c,
                                  const tenon_wit_interface *interface) {
    c->interfaces++;
    walk_str(c, tenon_wit_interface_name(interface));
    walk_str(c, tenon_wit_interface_docs(interface));
    walk_gates(c, tenon_wit_interface_stability(interface));
    c->lost += (tenon_wit_interface_id(interface) == NULL) !=
               (tenon_wit_interface_name(interface).len == 0);
    for (size_t i = 0; i < tenon_wit_interface_type_count(interface); i++)
        walk_typedef(c, tenon_wit_interface_type(interface, i));
    for (size_t i = 0; i < tenon_wit_interface_func_count(interface); i++)
        walk_func(c, tenon_wit_interface_func(interface, i));
}

static inline void walk_item(walk_counts *c, const tenon_wit_item *item) {
    const tenon_wit_interface *interface = tenon_wit_item_interface(item);
    c->items++;
    walk_str(c, tenon_wit_item_name(item));
    walk_str(c, tenon_wit_item_docs(item));
    walk_str(c, tenon_wit_item_implements(item));
    walk_str(c, tenon_wit_item_external_id(item));
    walk_gates(c, tenon_wit_item_stability(item));
    if (interface && !tenon_wit_interface_id(interface))
        walk_interface(c, interface);
    if (tenon_wit_item_func(item))
        walk_func(c, tenon_wit_item_func(item));
    if (tenon_wit_item_type(item))
        walk_typedef(c, tenon_wit_item_type(item));
}

static inline void walk_world(walk_counts *c, const tenon_wit_world *world) {
    c->worlds++;
    walk_str(c, tenon_wit_world_docs(world));
    walk_gates(c, tenon_wit_world_stability(world));
    for (size_t i = 0; i < tenon_wit_world_import_count(world); i++)
        walk_item(c, tenon_wit_world_import(world, i));
    for (size_t i = 0; i < tenon_wit_world_export_count(world); i++)
        walk_item(c, tenon_wit_world_export(world, i));
}

static inline walk_counts walk_all(const tenon_wit *wit) {
    walk_counts c = {0};
    const tenon_wit_package *package;
    for (size_t i = 0; (package = tenon_wit_package_at(wit, i)); i++) {
        c.packages++;
        walk_str(&c, tenon_wit_package_docs(package));
        c.lost += tenon_wit_find_package(wit, tenon_wit_package_id(package)) !=
                  package;
        for (size_t k = 0; k < tenon_wit_package_interface_count(package); k++)
            walk_interface(&c, tenon_wit_package_interface(package, k));
        for (size_t k = 0; k < tenon_wit_package_world_count(package); k++)
            walk_world(&c, tenon_wit_package_world(package, k));
    }
    return c;
}

#endif
