/*
 * Packages whose meaning is known already (wit_options.known): texts find
 * them by name as they find each other, but they are not resolved again, and
 * not part of what is resolved.
 */
#include "wit/resolve.h"

static wit_item_def *add_item(wit_resolver *r,
                              wit_package_def *package,
                              tn_str name,
                              tn_span span) {
    wit_item_def *item = TN_NEW(r->arena, wit_item_def);
    item->package = package;
    item->name = (ast_id){.text = name, .span = span};
    item->state = WIT_DONE;
    tn_map_set(&package->by_name, name, item);
    return item;
}

static void add_entry(wit_resolver *r,
                      wit_scope *scope,
                      const wit_entry *entry) {
    wit_entry *made = TN_NEW(r->arena, wit_entry);
    *made = *entry;
    made->state = WIT_DONE;
    tn_map_set(&scope->names, made->name, made);
}

/* What `use` finds in an interface. */
static void fill_scope(wit_resolver *r, wit_interface_def *def) {
    const wit_interface *pub = &def->pub;
    tn_map_init(&def->scope.names, r->arena);
    for (uint32_t i = 0; i < pub->type_count; i++) {
        const wit_typedef *type = &pub->types[i];
        const wit_entry entry = {.name = type->name,
                                 .span = type->span,
                                 .form = WIT_ENTRY_TYPE,
                                 .type = type->type,
                                 .is_resource =
                                     ty_strip(type->type)->kind == TY_RESOURCE,
                                 .names = type->type->names};
        add_entry(r, &def->scope, &entry);
    }
    for (uint32_t i = 0; i < pub->func_count; i++) {
        const wit_entry entry = {.name = pub->funcs[i].name,
                                 .span = pub->funcs[i].span,
                                 .form = WIT_ENTRY_FUNC};
        add_entry(r, &def->scope, &entry);
    }
}

static void adopt(wit_resolver *r, const wit_package *known) {
    bool found;
    tn_map_entry *slot = tn_map_put(&r->packages, known->id, &found);
    if (found)
        return; /* there is a text of it, which is the definition */
    wit_package_def *package = TN_NEW(r->arena, wit_package_def);
    package->pub = *known;
    package->resolver = r;
    package->known = true;
    tn_map_init(&package->by_name, r->arena);
    for (uint32_t i = 0; i < known->interface_count; i++) {
        wit_interface *pub = known->interfaces[i];
        wit_item_def *item = add_item(r, package, pub->name, pub->span);
        item->interface = (wit_interface_def *)(void *)pub;
        fill_scope(r, item->interface);
    }
    for (uint32_t i = 0; i < known->world_count; i++) {
        wit_world *world = known->worlds[i];
        add_item(r, package, world->name, world->span)->world = world;
    }
    slot->value.ptr = package;
}

void wit_adopt_known(wit_resolver *r) {
    const wit_resolve *known = r->options->known;
    for (uint32_t i = 0; known && i < known->package_count; i++)
        adopt(r, known->packages[i]);
}
