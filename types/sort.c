/* Sorts of definitions, and lists of externs. */
#include "types/types.h"

const char *ty_sort_name(ty_sort sort) {
    static const char *const names[] = {
#define SORT(NAME, is_core, code, text) text,
#include "types/sort.def"
    };
    return (size_t)sort < TN_COUNT_OF(names) ? names[sort] : "nothing";
}

enum { FEW_EXTERNS = 16 };

const ty_extern *ty_look_up_extern(tn_ptr_map *index,
                                   const ty_extern *list,
                                   uint32_t count,
                                   tn_str name) {
    if (count < FEW_EXTERNS)
        return ty_find_extern(list, count, name);
    tn_map *map = tn_ptr_map_get(index, list);
    if (!map) {
        map = TN_NEW(index->arena, tn_map);
        tn_map_init(map, index->arena);
        for (uint32_t i = 0; i < count; i++)
            tn_map_put(map, list[i].name, NULL)->value.num = i;
        tn_ptr_map_set(index, list, map);
    }
    const tn_map_entry *entry = tn_map_find(map, name);
    return entry ? &list[entry->value.num] : NULL;
}

const ty_extern *ty_find_extern(const ty_extern *list,
                                uint32_t count,
                                tn_str name) {
    for (uint32_t i = 0; i < count; i++) {
        if (tn_str_eq(list[i].name, name))
            return &list[i];
    }
    return NULL;
}
