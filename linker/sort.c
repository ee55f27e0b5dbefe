/*
 * The order of a world's imports and exports: an interface may use types of
 * another one only after that one (Explainer.md, "Type Checking"). Otherwise
 * the order of the world is kept. And the order within an interface.
 */
#include "base/limits.h"
#include "linker/linker.h"

typedef struct sorter {
    const ty_extern *items;
    ty_extern *sorted;
    uint32_t sorted_count;
    bool *done;
    tn_ptr_map owners; /* named node -> position of who exports it + 1 */
    const tn_ptr_map *same;
    unsigned depth;
} sorter;

static const ty *representative(const sorter *sort, const ty *node) {
    const ty *same = node;
    while (sort->same && (same = tn_ptr_map_get(sort->same, node)))
        node = same;
    return node;
}

static void note_owner(sorter *sort, const ty *node, uint32_t i) {
    node = representative(sort, node);
    if (!tn_ptr_map_get(&sort->owners, node))
        tn_ptr_map_set(&sort->owners, node, (void *)((uintptr_t)i + 1));
}

static void note_owned(sorter *sort, uint32_t i) {
    const ty_extern *item = &sort->items[i];
    if (item->sort == TY_SORT_TYPE)
        note_owner(sort, item->u.type, i);
    if (item->sort != TY_SORT_INSTANCE)
        return;
    const ty_instance *instance = item->u.instance;
    for (uint32_t k = 0; k < instance->export_count; k++)
        if (instance->exports[k].sort == TY_SORT_TYPE)
            note_owner(sort, instance->exports[k].u.type, i);
}

static void place(sorter *sort, uint32_t i);

static void place_owner(sorter *sort, const ty *type) {
    if (type->kind != TY_NAMED)
        return;
    uintptr_t owner = (uintptr_t)tn_ptr_map_get(
        &sort->owners, representative(sort, type->u.named.target));
    if (owner)
        place(sort, (uint32_t)(owner - 1));
}

static void place(sorter *sort, uint32_t i) {
    /* Deeper chains than any world has keep the order that they have. */
    if (sort->done[i] || sort->depth > TN_MAX_DEPTH)
        return;
    sort->done[i] = true;
    sort->depth++;
    const ty_extern *item = &sort->items[i];
    if (item->sort == TY_SORT_TYPE)
        place_owner(sort, item->u.type);
    if (item->sort == TY_SORT_INSTANCE) {
        const ty_instance *instance = item->u.instance;
        for (uint32_t k = 0; k < instance->export_count; k++)
            if (instance->exports[k].sort == TY_SORT_TYPE)
                place_owner(sort, instance->exports[k].u.type);
    }
    sort->depth--;
    sort->sorted[sort->sorted_count++] = *item;
}

const ty_extern *link_sort(tn_arena *arena,
                           const ty_extern *items,
                           uint32_t count,
                           const tn_ptr_map *same) {
    sorter sort = {.items = items, .same = same};
    sort.sorted = TN_NEW_ARRAY(arena, ty_extern, count);
    sort.done = TN_NEW_ARRAY(arena, bool, count);
    tn_ptr_map_init(&sort.owners, arena);
    for (uint32_t i = 0; i < count; i++)
        note_owned(&sort, i);
    for (uint32_t i = 0; i < count; i++)
        place(&sort, i);
    return sort.sorted;
}

/* The exports of an interface */

/* Which resource a function is of, as its position + 1; 0: of none. */
static uint32_t resource_of(const tn_map *types, tn_str func) {
    ty_name name;
    if (!ty_name_parse(&name, func) || !name.resource.len)
        return 0;
    const tn_map_entry *entry = tn_map_find(types, name.resource);
    return entry ? (uint32_t)entry->value.num : 0;
}

static bool has_members(const ty_extern *exports, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (exports[i].sort != TY_SORT_TYPE && exports[i].name.len &&
            exports[i].name.p[0] == '[')
            return true;
    }
    return false;
}

/* Functions of the same resource, as a list through next. */
typedef struct members {
    uint32_t *next, *first, *last; /* position + 1; 0: none */
} members;

static void collect_members(members *m,
                            tn_arena *arena,
                            const ty_extern *exports,
                            uint32_t count) {
    tn_map types;
    tn_map_init(&types, arena);
    for (uint32_t i = 0; i < count; i++) {
        if (exports[i].sort == TY_SORT_TYPE)
            tn_map_put(&types, exports[i].name, NULL)->value.num = i + 1;
    }
    m->next = TN_NEW_ARRAY(arena, uint32_t, count + 1);
    m->first = TN_NEW_ARRAY(arena, uint32_t, count + 1);
    m->last = TN_NEW_ARRAY(arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        if (exports[i].sort == TY_SORT_TYPE)
            continue;
        uint32_t of = resource_of(&types, exports[i].name);
        if (m->last[of])
            m->next[m->last[of]] = i + 1;
        else
            m->first[of] = i + 1;
        m->last[of] = i + 1;
    }
}

const uint32_t *link_export_order(tn_arena *arena,
                                  const ty_extern *exports,
                                  uint32_t count) {
    if (!has_members(exports, count))
        return NULL;
    uint32_t *order = TN_NEW_ARRAY(arena, uint32_t, count);
    uint32_t placed = 0;
    members m;
    collect_members(&m, arena, exports, count);
    for (uint32_t i = 0; i < count; i++) {
        if (exports[i].sort == TY_SORT_TYPE)
            order[placed++] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t at = m.first[i + 1]; at; at = m.next[at])
            order[placed++] = at - 1;
    }
    for (uint32_t at = m.first[0]; at; at = m.next[at])
        order[placed++] = at - 1;
    return order;
}

const ty_extern *link_sort_exports(tn_arena *arena,
                                   const ty_extern *exports,
                                   uint32_t count) {
    const uint32_t *order = link_export_order(arena, exports, count);
    if (!order)
        return exports;
    ty_extern *sorted = TN_NEW_ARRAY(arena, ty_extern, count);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = exports[order[i]];
    return sorted;
}
