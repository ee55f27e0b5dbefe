/*
 * The order of a world's imports and exports: an interface may use types of
 * another one only after that one (Explainer.md, "Type Checking"). Otherwise
 * the order of the world is kept.
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
