/* Graphs of resolved parts: packages with their interfaces, and their order. */
#include "wit/build.h"

void wit_build_init(wit_build *b, wit_resolve *resolve, tn_arena *scratch) {
    *b = (wit_build){.ctx = resolve->ctx,
                     .arena = &resolve->arena,
                     .scratch = scratch,
                     .resolve = resolve};
    tn_map_init(&b->packages, b->arena);
}

wit_package_build *wit_build_package(wit_build *b,
                                     tn_str ns,
                                     tn_str name,
                                     tn_str version) {
    bool found = false;
    tn_str id = wit_package_id(b->arena, ns, name, version);
    tn_map_entry *entry = tn_map_put(&b->packages, id, &found);
    if (found)
        return entry->value.ptr;
    wit_package_build *package = TN_NEW(b->arena, wit_package_build);
    package->pub.resolve = b->resolve;
    package->pub.ns = ns;
    package->pub.name = name;
    package->pub.version = version;
    package->pub.id = id;
    package->index = (uint32_t)b->packages.len - 1;
    tn_map_init(&package->interface_names, b->arena);
    tn_map_init(&package->world_names, b->arena);
    entry->value.ptr = package;
    return package;
}

/* Interfaces */

wit_interface_build *wit_build_find_interface(const wit_package_build *package,
                                              tn_str name) {
    return tn_map_get(&package->interface_names, name);
}

void wit_build_interface(wit_build *b,
                         wit_interface_build *out,
                         wit_package_build *package,
                         tn_str name) {
    wit_interface *pub = &out->def.pub;
    out->package = package;
    pub->package = &package->pub;
    pub->name = name;
    tn_map_init(&out->type_names, b->arena);
    tn_map_init(&out->func_names, b->arena);
    if (name.len == 0) {
        tn_vec_push(b->arena, &b->unnamed, out);
        return;
    }
    pub->id = wit_item_id(b->arena, pub->package, name);
    tn_vec_push(b->arena, &package->interfaces, out);
    tn_map_set(&package->interface_names, name, out);
}

wit_typedef *wit_build_type(const wit_interface_build *i, tn_str name) {
    const tn_map_entry *entry = tn_map_find(&i->type_names, name);
    return entry ? &i->types.data[entry->value.num - 1] : NULL;
}

wit_func *wit_build_func(const wit_interface_build *i, tn_str name) {
    const tn_map_entry *entry = tn_map_find(&i->func_names, name);
    return entry ? &i->funcs.data[entry->value.num - 1] : NULL;
}

void wit_build_add_type(wit_interface_build *i, const wit_typedef *type) {
    tn_arena *arena = i->type_names.arena;
    tn_vec_push(arena, &i->types, *type);
    tn_map_put(&i->type_names, type->name, NULL)->value.num = i->types.len;
}

void wit_build_add_func(wit_interface_build *i, const wit_func *func) {
    tn_arena *arena = i->func_names.arena;
    tn_vec_push(arena, &i->funcs, *func);
    tn_map_put(&i->func_names, func->name, NULL)->value.num = i->funcs.len;
}

void wit_build_finish_interface(wit_build *b, wit_interface_build *i) {
    wit_interface *pub = &i->def.pub;
    pub->types = i->types.data;
    pub->type_count = (uint32_t)i->types.len;
    pub->funcs = i->funcs.data;
    pub->func_count = (uint32_t)i->funcs.len;
    wit_finish_interface(&i->def, b->arena);
}

void wit_build_finish_interfaces(wit_build *b) {
    for (size_t i = 0; i < b->unnamed.len; i++)
        wit_build_finish_interface(b, b->unnamed.data[i]);
    for (size_t i = 0; i < b->packages.len; i++) {
        const wit_package_build *package = b->packages.entries[i].value.ptr;
        for (size_t k = 0; k < package->interfaces.len; k++)
            wit_build_finish_interface(b, package->interfaces.data[k]);
    }
}

/* Worlds */

wit_world *wit_build_find_world(const wit_package_build *package, tn_str name) {
    return tn_map_get(&package->world_names, name);
}

void wit_build_world(wit_build *b,
                     wit_package_build *package,
                     wit_world *world) {
    world->owner = WIT_OWNER_WORLD;
    world->package = &package->pub;
    world->id = wit_item_id(b->arena, world->package, world->name);
    tn_vec_push(b->arena, &package->worlds, world);
    tn_map_set(&package->world_names, world->name, world);
}

/* The order of packages */

typedef struct edges {
    wit_build *b;
    TN_VEC(wit_edge) list;
    tn_map seen; /* "from to" */
} edges;

static void add_edge(edges *e,
                     const wit_package_build *from,
                     const wit_interface *interface) {
    const wit_package_build *to =
        ((const wit_interface_build *)interface)->package;
    bool found = false;
    if (from == to)
        return;
    tn_map_put(&e->seen,
               tn_arena_printf(e->b->scratch, "%u %u", from->index, to->index),
               &found);
    if (!found)
        tn_vec_push(e->b->scratch, &e->list,
                    ((wit_edge){from->index, to->index, TN_NO_SPAN}));
}

static void add_interface_edges(edges *e, const wit_interface_build *i) {
    for (size_t k = 0; k < i->def.deps.len; k++)
        add_edge(e, i->package, i->def.deps.data[k]);
}

static void add_item_edges(edges *e,
                           const wit_package_build *from,
                           const wit_world_item *items,
                           uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const wit_interface *to = NULL;
        if (items[i].form == WIT_ITEM_TYPE)
            to = wit_used_from(items[i].type.type);
        if (items[i].form == WIT_ITEM_INTERFACE && items[i].interface->name.len)
            to = items[i].interface;
        if (to)
            add_edge(e, from, to);
    }
}

static void collect_edges(edges *e) {
    tn_map_init(&e->seen, e->b->scratch);
    for (size_t i = 0; i < e->b->unnamed.len; i++)
        add_interface_edges(e, e->b->unnamed.data[i]);
    for (size_t i = 0; i < e->b->packages.len; i++) {
        const wit_package_build *p = e->b->packages.entries[i].value.ptr;
        for (size_t k = 0; k < p->interfaces.len; k++)
            add_interface_edges(e, p->interfaces.data[k]);
        for (size_t k = 0; k < p->worlds.len; k++) {
            const wit_world *world = p->worlds.data[k];
            add_item_edges(e, p, world->imports, world->import_count);
            add_item_edges(e, p, world->exports, world->export_count);
        }
    }
}

/* The order of interfaces */

static void collect_own_edges(edges *e, const wit_package_build *package) {
    tn_ptr_map at; /* -> index + 1 */
    tn_ptr_map_init(&at, e->b->scratch);
    for (size_t i = 0; i < package->interfaces.len; i++)
        tn_ptr_map_set(&at, package->interfaces.data[i],
                       (void *)((uintptr_t)i + 1));
    for (size_t i = 0; i < package->interfaces.len; i++) {
        const wit_interface_def *def = &package->interfaces.data[i]->def;
        for (size_t k = 0; k < def->deps.len; k++) {
            uintptr_t to = (uintptr_t)tn_ptr_map_get(&at, def->deps.data[k]);
            if (to)
                tn_vec_push(
                    e->b->scratch, &e->list,
                    ((wit_edge){(uint32_t)i, (uint32_t)to - 1, TN_NO_SPAN}));
        }
    }
}

/* An interface may have come to need one that was made after it. */
static bool publish_interfaces(wit_build *b,
                               wit_package_build *package,
                               tn_str cycle[2]) {
    uint32_t count = (uint32_t)package->interfaces.len;
    uint32_t *order = TN_NEW_ARRAY(b->scratch, uint32_t, count);
    wit_interface **printed = TN_NEW_ARRAY(b->arena, wit_interface *, count);
    wit_interface **sorted = TN_NEW_ARRAY(b->arena, wit_interface *, count);
    edges e = {.b = b};
    const wit_edge *edge;
    collect_own_edges(&e, package);
    wit_toposort(b->scratch, count, e.list.data, e.list.len, order, &edge);
    if (edge) {
        cycle[0] = package->interfaces.data[edge->from]->def.pub.id;
        cycle[1] = package->interfaces.data[edge->to]->def.pub.id;
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        printed[i] = &package->interfaces.data[i]->def.pub;
        sorted[i] = &package->interfaces.data[order[i]]->def.pub;
    }
    package->pub.interfaces = sorted;
    package->pub.printed = printed;
    package->pub.interface_count = count;
    return true;
}

bool wit_build_finish(wit_build *b,
                      const wit_package_build *last,
                      tn_str cycle[2]) {
    edges e = {.b = b};
    uint32_t count = (uint32_t)b->packages.len;
    uint32_t *order = TN_NEW_ARRAY(b->scratch, uint32_t, count);
    collect_edges(&e);
    const wit_edge *edge =
        wit_order_depth_first(b->scratch, count, e.list.data, e.list.len,
                              last ? last->index : UINT32_MAX, order);
    if (edge) {
        cycle[0] = b->packages.entries[edge->from].key;
        cycle[1] = b->packages.entries[edge->to].key;
        return false;
    }
    wit_package **list = TN_NEW_ARRAY(b->arena, wit_package *, count);
    for (uint32_t i = 0; i < count; i++) {
        wit_package_build *package = b->packages.entries[order[i]].value.ptr;
        if (!publish_interfaces(b, package, cycle))
            return false;
        package->pub.worlds = package->worlds.data;
        package->pub.world_count = (uint32_t)package->worlds.len;
        list[i] = &package->pub;
    }
    b->resolve->packages = list;
    b->resolve->package_count = count;
    return true;
}
