/*
 * A world as a component type. An interface's own nodes serve where it is
 * imported under its own name. Where it is exported, or imported under
 * another name, or one without a name that an included world lends, each
 * resource that it defines is a new one; and an exported
 * interface that takes types from an interface that is exported as well means
 * the exported ones.
 */
#include "wit/resolve.h"

static ty_extern describe(const wit_world_item *item) {
    ty_extern out = {.name = item->name,
                     .docs = item->docs,
                     .implements = item->implements,
                     .external_id = item->external_id};
    switch (item->form) {
    case WIT_ITEM_INTERFACE:
        out.sort = TY_SORT_INSTANCE;
        out.u.instance = item->interface->type;
        break;
    case WIT_ITEM_FUNC:
        out.sort = TY_SORT_FUNC;
        out.u.func = item->func.type;
        break;
    default:
        out.sort = TY_SORT_TYPE;
        out.u.type = item->type.type;
        break;
    }
    return out;
}

/* A world can be included twice, with its imports under other names. */
static bool is_copy(const wit_world_item *item) {
    return item->implements.len ||
           (item->included && item->interface->name.len == 0);
}

static ty_extern import_of(tn_arena *arena, const wit_world_item *item) {
    ty_extern out = describe(item);
    if (item->form == WIT_ITEM_INTERFACE && is_copy(item))
        out.u.instance = ty_instance_fresh(arena, out.u.instance);
    return out;
}

/*
 * subst holds the resources of the interfaces that were exported so far; it
 * does not grow when another one is exported under a name of its own.
 */
static ty_extern export_of(ty_subst *subst, const wit_world_item *item) {
    ty_extern out = describe(item);
    if (item->form != WIT_ITEM_INTERFACE)
        return out;
    const ty_instance *type = item->interface->type;
    if (item->implements.len == 0) {
        ty_subst_fresh(subst, type->exports, type->export_count);
        out.u.instance = ty_subst_instance(subst, type);
        return out;
    }
    ty_subst own;
    ty_subst_init(&own, subst->arena);
    ty_subst_fresh(&own, type->exports, type->export_count);
    for (size_t i = 0; i < subst->resources.slot_count; i++) {
        const void *key = subst->resources.slots[i].key;
        if (key && !tn_ptr_map_get(&own.resources, key))
            tn_ptr_map_set(&own.resources, key,
                           subst->resources.slots[i].value);
    }
    out.u.instance = ty_subst_instance(&own, type);
    return out;
}

const ty_component *wit_world_type(tn_arena *arena, const wit_world *world) {
    ty_component *out = TN_NEW(arena, ty_component);
    ty_extern *imports = TN_NEW_ARRAY(arena, ty_extern, world->import_count);
    ty_extern *exports = TN_NEW_ARRAY(arena, ty_extern, world->export_count);
    for (uint32_t i = 0; i < world->import_count; i++)
        imports[i] = import_of(arena, &world->imports[i]);
    ty_subst subst;
    ty_subst_init(&subst, arena);
    for (uint32_t i = 0; i < world->export_count; i++)
        exports[i] = export_of(&subst, &world->exports[i]);
    out->imports = imports;
    out->import_count = world->import_count;
    out->exports = exports;
    out->export_count = world->export_count;
    return out;
}

static uint64_t copied_parts(const wit_world_item *items,
                             uint32_t count,
                             bool export) {
    uint64_t parts = count;
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].form == WIT_ITEM_INTERFACE &&
            (export || is_copy(&items[i])))
            parts += items[i].interface->type->export_count;
    }
    return parts;
}

uint64_t wit_world_type_parts(const wit_world *world) {
    return copied_parts(world->imports, world->import_count, false) +
           copied_parts(world->exports, world->export_count, true);
}
