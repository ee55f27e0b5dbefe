/* Sorts of definitions, and lists of externs. */
#include "types/types.h"

const char *ty_sort_name(ty_sort sort) {
    static const char *const names[] = {
#define SORT(NAME, is_core, code, text) text,
#include "types/sort.def"
    };
    return (size_t)sort < TN_COUNT_OF(names) ? names[sort] : "nothing";
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
