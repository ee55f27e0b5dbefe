/* The imports of an interface, whole or cut down to what is needed. */
#include "linker/wit_imports.h"

#include <stdlib.h>

#include "base/limits.h"
#include "wit/resolve.h"

/*
 * More than MANY imports, or too large a part of what a component may weigh
 * spent on all the imports of a package, and they are cut down; other tools
 * never do.
 */
enum { MANY = 64, SPENT = TN_MAX_TYPE_SIZE / 4 };

uint64_t link_weigh(const ty_extern *items, uint32_t count) {
    uint64_t weight = (uint64_t)count + 1;
    for (uint32_t i = 0; i < count; i++) {
        const ty_extern *item = &items[i];
        if (item->sort == TY_SORT_TYPE)
            weight += item->u.type->weight;
        else if (item->sort == TY_SORT_FUNC)
            weight += item->u.func->weight;
        else if (item->sort == TY_SORT_INSTANCE)
            weight += 1 + link_weigh(item->u.instance->exports,
                                     item->u.instance->export_count);
    }
    return weight;
}

void link_told_init(link_told *told, tn_arena *arena) {
    *told = (link_told){.arena = arena};
    tn_ptr_map_init(&told->interfaces, arena);
    tn_ptr_map_init(&told->places, arena);
}

/* Interfaces, each after those that it takes types from */

typedef TN_VEC(const wit_interface *) interface_list;

typedef struct step {
    const wit_interface *interface;
    size_t next; /* of what it takes types from */
} step;

typedef struct walk {
    link_told *told;
    bool cut_down;   /* what was told is left out */
    tn_ptr_map seen; /* interfaces on the way or placed */
    TN_VEC(step) path;
    interface_list placed;
} walk;

static void walk_init(walk *w, link_told *told, bool cut_down) {
    *w = (walk){.told = told, .cut_down = cut_down};
    tn_ptr_map_init(&w->seen, told->arena);
}

static void enter(walk *w, const wit_interface *interface) {
    tn_ptr_map_set(&w->seen, interface, w);
    tn_vec_push(w->told->arena, &w->path, ((step){interface, 0}));
}

/* Depth first on a stack of its own: chains can be long. Gives up, which
 * leaves a path, when there are more than limit. */
static void collect(walk *w, const wit_interface *start, size_t limit) {
    enter(w, start);
    while (w->path.len && w->seen.len <= limit) {
        step *top = &w->path.data[w->path.len - 1];
        const wit_interface_def *def = wit_def_of(top->interface);
        if (top->next == def->deps.len) {
            tn_vec_push(w->told->arena, &w->placed, top->interface);
            w->path.len--;
            continue;
        }
        const wit_interface *next = def->deps.data[top->next++];
        bool left_out =
            w->cut_down && tn_ptr_map_get(&w->told->interfaces, next);
        if (!left_out && !tn_ptr_map_get(&w->seen, next))
            enter(w, next);
    }
}

/* Whole imports */

static void add_whole(link_told *told,
                      link_wit_import *out,
                      const wit_interface *interface) {
    *out = (link_wit_import){interface, interface->type->exports,
                             interface->type_count};
    tn_ptr_map_set(&told->interfaces, interface, told);
    told->spent += link_weigh(out->types, out->type_count);
}

/* False when they would be too many. */
static bool list_whole(link_wit_imports *out,
                       link_told *told,
                       const wit_interface *interface) {
    walk w;
    walk_init(&w, told, false);
    collect(&w, interface, MANY);
    if (w.path.len)
        return false;
    uint64_t weight = 0;
    out->count = (uint32_t)w.placed.len - 1; /* the interface itself */
    for (uint32_t i = 0; i < out->count; i++)
        weight += link_weigh(w.placed.data[i]->type->exports,
                             w.placed.data[i]->type_count);
    if (told->spent + weight > SPENT)
        return false;
    out->list = TN_NEW_ARRAY(told->arena, link_wit_import, out->count);
    for (uint32_t i = 0; i < out->count; i++)
        add_whole(told, &out->list[i], w.placed.data[i]);
    return true;
}

/* Imports that are cut down */

/* Types that are needed of interfaces which were told before. */
typedef struct part {
    const wit_interface *interface;
    TN_VEC(uint32_t) types; /* their positions */
} part;

typedef struct needs {
    link_told *told;
    tn_ptr_map whole; /* interfaces that are imported whole */
    tn_ptr_map seen;  /* nodes of types */
    tn_ptr_map parts; /* interface -> part */
    TN_VEC(part *) list;
    TN_VEC(const ty *) open; /* nodes of types, yet to be looked at */
} needs;

static const wit_interface *owner_of(const ty *type) {
    return type->kind == TY_NAMED      ? type->u.named.owner
           : type->kind == TY_RESOURCE ? type->u.resource.owner
                                       : NULL;
}

/* Places are those in the resolved graph: dependencies first. */
static void number_all(link_told *told, const wit_resolve *resolve) {
    uintptr_t place = 0;
    for (uint32_t i = 0; i < resolve->package_count; i++) {
        const wit_package *package = resolve->packages[i];
        for (uint32_t k = 0; k < package->interface_count; k++) {
            const wit_interface *interface = package->interfaces[k];
            tn_ptr_map_set(&told->places, interface, (void *)++place);
            for (uint32_t t = 0; t < interface->type_count; t++)
                tn_ptr_map_set(&told->places, interface->types[t].type,
                               (void *)(uintptr_t)(t + 1));
        }
    }
}

static uintptr_t place_of(const link_told *told, const void *thing) {
    return (uintptr_t)tn_ptr_map_get(&told->places, thing);
}

static void add_to_part(needs *n, const wit_interface *owner, const ty *type) {
    part *p = tn_ptr_map_get(&n->parts, owner);
    if (!p) {
        p = TN_NEW(n->told->arena, part);
        p->interface = owner;
        tn_ptr_map_set(&n->parts, owner, p);
        tn_vec_push(n->told->arena, &n->list, p);
    }
    tn_vec_push(n->told->arena, &p->types,
                (uint32_t)place_of(n->told, type) - 1);
}

/* A type that something mentions: it is needed once, where it is defined. */
static void need(needs *n, const ty *type) {
    if (tn_ptr_map_get(&n->seen, type))
        return;
    tn_ptr_map_set(&n->seen, type, n);
    const wit_interface *owner = owner_of(type);
    if (owner && tn_ptr_map_get(&n->whole, owner))
        return;
    if (owner && place_of(n->told, type))
        add_to_part(n, owner, type);
    tn_vec_push(n->told->arena, &n->open, type);
}

/* What a name taken from elsewhere means at its end. */
static const ty *origin_of(const ty *type) {
    const ty *origin = type;
    for (; type->kind == TY_NAMED; type = type->u.named.target) {
        if (wit_used_from(type))
            origin = type->u.named.target;
    }
    return origin;
}

static void need_optional(needs *n, const ty *type) {
    if (type)
        need(n, type);
}

/* What the definition of a type mentions. */
static void need_parts(needs *n, const ty *type) {
    switch (type->kind) {
    case TY_NAMED:
        need(n, wit_used_from(type) ? origin_of(type) : type->u.named.target);
        return;
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
        for (uint32_t i = 0; i < type->u.fields.len; i++)
            need_optional(n, type->u.fields.data[i].type);
        return;
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_OPTION:
    case TY_STREAM:
    case TY_FUTURE:
        need_optional(n, type->u.of.elem);
        return;
    case TY_RESULT:
        need_optional(n, type->u.result.ok);
        need_optional(n, type->u.result.err);
        return;
    case TY_MAP:
        need(n, type->u.map.key);
        need(n, type->u.map.value);
        return;
    case TY_OWN:
    case TY_BORROW:
        need(n, type->u.handle.resource);
        return;
    default:
        return;
    }
}

/* What an interface that is told in full takes from others. */
static void need_used(needs *n, const wit_interface *interface) {
    for (uint32_t i = 0; i < interface->type_count; i++) {
        const ty *type = interface->types[i].type;
        if (wit_used_from(type))
            need(n, type->u.named.target);
    }
    while (n->open.len)
        need_parts(n, n->open.data[--n->open.len]);
}

static int cmp_positions(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void add_part(link_told *told, link_wit_import *out, const part *p) {
    uint32_t count = (uint32_t)p->types.len;
    ty_extern *types = TN_NEW_ARRAY(told->arena, ty_extern, count);
    qsort(p->types.data, count, sizeof *p->types.data, cmp_positions);
    for (uint32_t i = 0; i < count; i++)
        types[i] = p->interface->type->exports[p->types.data[i]];
    *out = (link_wit_import){p->interface, types, count};
    told->spent += link_weigh(types, count);
}

/* A place to sort by beside each import. */
typedef struct placed_import {
    uintptr_t place;
    link_wit_import import;
} placed_import;

static int cmp_places(const void *a, const void *b) {
    const placed_import *x = a, *y = b;
    return x->place < y->place ? -1 : x->place > y->place;
}

static void sort_imports(link_told *told, link_wit_imports *imports) {
    uint32_t count = imports->count;
    placed_import *sorted = TN_NEW_ARRAY(told->arena, placed_import, count);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = (placed_import){place_of(told, imports->list[i].interface),
                                    imports->list[i]};
    if (count)
        qsort(sorted, count, sizeof *sorted, cmp_places);
    for (uint32_t i = 0; i < count; i++)
        imports->list[i] = sorted[i].import;
}

static void list_cut_down(link_wit_imports *out,
                          link_told *told,
                          const wit_interface *interface) {
    needs n = {.told = told};
    walk w;
    if (!told->places.len)
        number_all(told, interface->package->resolve);
    walk_init(&w, told, true);
    collect(&w, interface, SIZE_MAX);
    tn_ptr_map_init(&n.whole, told->arena);
    tn_ptr_map_init(&n.seen, told->arena);
    tn_ptr_map_init(&n.parts, told->arena);
    for (size_t i = 0; i < w.placed.len; i++)
        tn_ptr_map_set(&n.whole, w.placed.data[i], &n);
    for (size_t i = 0; i < w.placed.len; i++)
        need_used(&n, w.placed.data[i]);
    size_t whole = w.placed.len - 1; /* the interface itself is no import */
    out->count = (uint32_t)(whole + n.list.len);
    out->list = TN_NEW_ARRAY(told->arena, link_wit_import, out->count);
    for (size_t i = 0; i < whole; i++)
        add_whole(told, &out->list[i], w.placed.data[i]);
    for (size_t i = 0; i < n.list.len; i++)
        add_part(told, &out->list[whole + i], n.list.data[i]);
    sort_imports(told, out);
}

void link_wit_imports_of(link_wit_imports *out,
                         link_told *told,
                         const wit_interface *interface) {
    if (!list_whole(out, told, interface))
        list_cut_down(out, told, interface);
    tn_ptr_map_set(&told->interfaces, interface, told);
}
