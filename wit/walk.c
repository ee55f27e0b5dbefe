/*
 * The public functions of tenon/wit_walk.h. Handles are the nodes of wit.h
 * themselves, so nothing is made, and nothing can fail.
 */
#include "tenon/wit_walk.h"

#include "types/name.h"
#include "wit/resolve.h"

static tenon_wit_stability stability_of(const wit_stability *s) {
    return (tenon_wit_stability){tn_str_public(s->since),
                                 tn_str_public(s->feature),
                                 tn_str_public(s->deprecated)};
}

/* Packages */

const tenon_wit_package *tenon_wit_main(const tenon_wit *wit) {
    return wit->main;
}

size_t tenon_wit_package_count(const tenon_wit *wit) {
    return wit->package_count;
}

const tenon_wit_package *tenon_wit_package_at(const tenon_wit *wit,
                                              size_t index) {
    return index < wit->package_count ? wit->packages[index] : NULL;
}

const tenon_wit_package *tenon_wit_find_package(const tenon_wit *wit,
                                                const char *id) {
    return wit_find_package_named(wit, tn_str_from(id));
}

const char *tenon_wit_package_id(const tenon_wit_package *package) {
    return package->id.p;
}

tenon_str tenon_wit_package_namespace(const tenon_wit_package *package) {
    return tn_str_public(package->ns);
}

tenon_str tenon_wit_package_name(const tenon_wit_package *package) {
    return tn_str_public(package->name);
}

tenon_str tenon_wit_package_version(const tenon_wit_package *package) {
    return tn_str_public(package->version);
}

tenon_str tenon_wit_package_docs(const tenon_wit_package *package) {
    return tn_str_public(package->docs);
}

tenon_span tenon_wit_package_span(const tenon_wit_package *package) {
    return package->span;
}

size_t tenon_wit_package_interface_count(const tenon_wit_package *package) {
    return package->interface_count;
}

const tenon_wit_interface *tenon_wit_package_interface(
    const tenon_wit_package *package, size_t index) {
    return index < package->interface_count ? package->interfaces[index] : NULL;
}

size_t tenon_wit_package_world_count(const tenon_wit_package *package) {
    return package->world_count;
}

const tenon_wit_world *tenon_wit_package_world(const tenon_wit_package *package,
                                               size_t index) {
    return index < package->world_count ? package->worlds[index] : NULL;
}

const tenon_wit_interface *tenon_wit_find_interface(const tenon_wit *wit,
                                                    const char *name) {
    return wit_find_interface_named(wit, tn_str_from(name));
}

const tenon_wit_world *tenon_wit_find_world(const tenon_wit *wit,
                                            const char *name) {
    return wit_find_world_named(wit, tn_str_from(name));
}

/* Interfaces */

tenon_str tenon_wit_interface_name(const tenon_wit_interface *interface) {
    return tn_str_public(interface->name);
}

const char *tenon_wit_interface_id(const tenon_wit_interface *interface) {
    return interface->id.p;
}

const tenon_wit_package *tenon_wit_interface_package(
    const tenon_wit_interface *interface) {
    return interface->package;
}

tenon_str tenon_wit_interface_docs(const tenon_wit_interface *interface) {
    return tn_str_public(interface->docs);
}

tenon_wit_stability tenon_wit_interface_stability(
    const tenon_wit_interface *interface) {
    return stability_of(&interface->stability);
}

tenon_span tenon_wit_interface_span(const tenon_wit_interface *interface) {
    return interface->span;
}

size_t tenon_wit_interface_type_count(const tenon_wit_interface *interface) {
    return interface->type_count;
}

const tenon_wit_typedef *tenon_wit_interface_type(
    const tenon_wit_interface *interface, size_t index) {
    return index < interface->type_count ? &interface->types[index] : NULL;
}

const tenon_wit_typedef *tenon_wit_interface_find_type(
    const tenon_wit_interface *interface, const char *name) {
    for (uint32_t i = 0; i < interface->type_count; i++) {
        if (tn_str_eqz(interface->types[i].name, name))
            return &interface->types[i];
    }
    return NULL;
}

size_t tenon_wit_interface_func_count(const tenon_wit_interface *interface) {
    return interface->func_count;
}

const tenon_wit_func *tenon_wit_interface_func(
    const tenon_wit_interface *interface, size_t index) {
    return index < interface->func_count ? &interface->funcs[index] : NULL;
}

const tenon_wit_func *tenon_wit_interface_find_func(
    const tenon_wit_interface *interface, const char *extern_name) {
    for (uint32_t i = 0; i < interface->func_count; i++) {
        if (tn_str_eqz(interface->funcs[i].name, extern_name))
            return &interface->funcs[i];
    }
    return NULL;
}

/* Worlds */

tenon_str tenon_wit_world_name(const tenon_wit_world *world) {
    return tn_str_public(world->name);
}

const char *tenon_wit_world_id(const tenon_wit_world *world) {
    return world->id.p;
}

const tenon_wit_package *tenon_wit_world_package(const tenon_wit_world *world) {
    return world->package;
}

tenon_str tenon_wit_world_docs(const tenon_wit_world *world) {
    return tn_str_public(world->docs);
}

tenon_wit_stability tenon_wit_world_stability(const tenon_wit_world *world) {
    return stability_of(&world->stability);
}

tenon_span tenon_wit_world_span(const tenon_wit_world *world) {
    return world->span;
}

size_t tenon_wit_world_import_count(const tenon_wit_world *world) {
    return world->import_count;
}

const tenon_wit_item *tenon_wit_world_import(const tenon_wit_world *world,
                                             size_t index) {
    return index < world->import_count ? &world->imports[index] : NULL;
}

size_t tenon_wit_world_export_count(const tenon_wit_world *world) {
    return world->export_count;
}

const tenon_wit_item *tenon_wit_world_export(const tenon_wit_world *world,
                                             size_t index) {
    return index < world->export_count ? &world->exports[index] : NULL;
}

static const wit_world_item *find_item(const wit_world_item *items,
                                       uint32_t count,
                                       const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        if (tn_str_eqz(items[i].name, name))
            return &items[i];
    }
    return NULL;
}

const tenon_wit_item *tenon_wit_world_find_import(const tenon_wit_world *world,
                                                  const char *name) {
    return find_item(world->imports, world->import_count, name);
}

const tenon_wit_item *tenon_wit_world_find_export(const tenon_wit_world *world,
                                                  const char *name) {
    return find_item(world->exports, world->export_count, name);
}

/* Items */

tenon_wit_item_kind tenon_wit_item_kind_of(const tenon_wit_item *item) {
    switch (item->form) {
    case WIT_ITEM_INTERFACE:
        return TENON_WIT_ITEM_INTERFACE;
    case WIT_ITEM_FUNC:
        return TENON_WIT_ITEM_FUNC;
    default:
        return TENON_WIT_ITEM_TYPE;
    }
}

tenon_str tenon_wit_item_name(const tenon_wit_item *item) {
    return tn_str_public(item->name);
}

const tenon_wit_interface *tenon_wit_item_interface(
    const tenon_wit_item *item) {
    return item->form == WIT_ITEM_INTERFACE ? item->interface : NULL;
}

const tenon_wit_func *tenon_wit_item_func(const tenon_wit_item *item) {
    return item->form == WIT_ITEM_FUNC ? &item->func : NULL;
}

const tenon_wit_typedef *tenon_wit_item_type(const tenon_wit_item *item) {
    return item->form == WIT_ITEM_TYPE ? &item->type : NULL;
}

tenon_str tenon_wit_item_implements(const tenon_wit_item *item) {
    return tn_str_public(item->implements);
}

bool tenon_wit_item_is_implied(const tenon_wit_item *item) {
    return item->implied;
}

tenon_str tenon_wit_item_external_id(const tenon_wit_item *item) {
    return tn_str_public(item->external_id);
}

tenon_str tenon_wit_item_docs(const tenon_wit_item *item) {
    return tn_str_public(item->docs);
}

tenon_wit_stability tenon_wit_item_stability(const tenon_wit_item *item) {
    return stability_of(&item->stability);
}

tenon_span tenon_wit_item_span(const tenon_wit_item *item) {
    return item->span;
}

/* Types */

tenon_str tenon_wit_typedef_name(const tenon_wit_typedef *def) {
    return tn_str_public(def->name);
}

const tenon_type *tenon_wit_typedef_type(const tenon_wit_typedef *def) {
    return def->type;
}

tenon_str tenon_wit_typedef_docs(const tenon_wit_typedef *def) {
    return tn_str_public(def->docs);
}

tenon_wit_stability tenon_wit_typedef_stability(const tenon_wit_typedef *def) {
    return stability_of(&def->stability);
}

tenon_str tenon_wit_typedef_external_id(const tenon_wit_typedef *def) {
    return tn_str_public(def->external_id);
}

tenon_span tenon_wit_typedef_span(const tenon_wit_typedef *def) {
    return def->span;
}

/* The owner of a type, when it is of that kind. */
static const void *owner_of(const ty *type, wit_owner kind) {
    const void *owner = NULL;
    if (type && type->kind == TY_NAMED)
        owner = type->u.named.owner;
    if (type && type->kind == TY_RESOURCE)
        owner = type->u.resource.owner;
    return owner && *(const wit_owner *)owner == kind ? owner : NULL;
}

const tenon_wit_interface *tenon_wit_type_interface(const tenon_type *type) {
    return owner_of(type, WIT_OWNER_INTERFACE);
}

const tenon_wit_world *tenon_wit_type_world(const tenon_type *type) {
    return owner_of(type, WIT_OWNER_WORLD);
}

const tenon_wit_typedef *tenon_wit_type_definition(const tenon_type *type) {
    const wit_interface *interface = tenon_wit_type_interface(type);
    const wit_world *world = tenon_wit_type_world(type);
    for (uint32_t i = 0; interface && i < interface->type_count; i++) {
        if (interface->types[i].type == type)
            return &interface->types[i];
    }
    for (uint32_t i = 0; world && i < world->import_count; i++) {
        const wit_world_item *item = &world->imports[i];
        if (item->form == WIT_ITEM_TYPE && item->type.type == type)
            return &item->type;
    }
    return NULL;
}

const tenon_wit_interface *tenon_wit_type_used_from(const tenon_type *type) {
    return type ? wit_used_from(type) : NULL;
}

/* Functions */

static ty_name parse_name(const wit_func *func) {
    ty_name name;
    if (!ty_name_parse(&name, func->name))
        name = (ty_name){.kind = TY_NAME_PLAIN, .label = func->name};
    return name;
}

tenon_wit_func_kind tenon_wit_func_kind_of(const tenon_wit_func *func) {
    switch (parse_name(func).kind) {
    case TY_NAME_CONSTRUCTOR:
        return TENON_WIT_FUNC_CONSTRUCTOR;
    case TY_NAME_METHOD:
        return TENON_WIT_FUNC_METHOD;
    case TY_NAME_STATIC:
        return TENON_WIT_FUNC_STATIC;
    default:
        return TENON_WIT_FUNC_FREE;
    }
}

tenon_str tenon_wit_func_name(const tenon_wit_func *func) {
    ty_name name = parse_name(func);
    return tn_str_public(name.kind == TY_NAME_CONSTRUCTOR ? name.resource
                                                          : name.label);
}

tenon_str tenon_wit_func_extern_name(const tenon_wit_func *func) {
    return tn_str_public(func->name);
}

tenon_str tenon_wit_func_resource(const tenon_wit_func *func) {
    return tn_str_public(parse_name(func).resource);
}

const tenon_func_type *tenon_wit_func_type(const tenon_wit_func *func) {
    return func->type;
}

tenon_str tenon_wit_func_docs(const tenon_wit_func *func) {
    return tn_str_public(func->docs);
}

tenon_wit_stability tenon_wit_func_stability(const tenon_wit_func *func) {
    return stability_of(&func->stability);
}

tenon_str tenon_wit_func_external_id(const tenon_wit_func *func) {
    return tn_str_public(func->external_id);
}

tenon_span tenon_wit_func_span(const tenon_wit_func *func) {
    return func->span;
}
