/* Growable arrays in an arena. */
#include "base/vec.h"

void *tn_vec_grow(
    tn_arena *arena, void *data, size_t len, size_t *cap, size_t elem_size) {
    size_t new_cap = *cap ? *cap * 2 : 8;
    if (new_cap > SIZE_MAX / elem_size)
        tn_out_of_memory(arena->guard);
    void *grown = tn_arena_alloc(arena, new_cap * elem_size);
    if (len)
        memcpy(grown, data, len * elem_size);
    *cap = new_cap;
    return grown;
}
