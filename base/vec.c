/* Growable arrays in an arena. */
#include "base/vec.h"

void *tn_vec_resize(
    tn_arena *arena, void *data, size_t *cap, size_t new_cap, size_t size) {
    if (new_cap > SIZE_MAX / size)
        tn_out_of_memory(arena->guard);
    data = tn_arena_grow(arena, data, *cap * size, new_cap * size);
    *cap = new_cap;
    return data;
}

void *tn_vec_grow(tn_arena *arena, void *data, size_t *cap, size_t size) {
    size_t first = size > 64 ? 2 : 8;
    return tn_vec_resize(arena, data, cap, *cap ? *cap * 2 : first, size);
}
