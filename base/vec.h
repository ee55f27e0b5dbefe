/*
 * Growable arrays in an arena:
 *
 *     TN_VEC(uint32_t) ids = {0};
 *     tn_vec_push(arena, &ids, 7);
 *     for (size_t i = 0; i < ids.len; i++) use(ids.data[i]);
 *
 * Growing leaves the old array in the arena, so a vector costs at most twice
 * its final size.
 */
#ifndef TN_VEC_H
#define TN_VEC_H

#include "base/arena.h"

#define TN_VEC(T)        \
    struct {             \
        T *data;         \
        size_t len, cap; \
    }

/* Appends; evaluates vec more than once. */
#define tn_vec_push(arena, vec, value)                                         \
    ((vec)->len == (vec)->cap                                                  \
         ? (void)((vec)->data = tn_vec_grow((arena), (vec)->data, (vec)->len,  \
                                            &(vec)->cap, sizeof *(vec)->data)) \
         : (void)0,                                                            \
     (void)((vec)->data[(vec)->len++] = (value)))

/* Appends a zeroed element and gives its address. */
#define tn_vec_add(arena, vec)                                                 \
    ((vec)->len == (vec)->cap                                                  \
         ? (void)((vec)->data = tn_vec_grow((arena), (vec)->data, (vec)->len,  \
                                            &(vec)->cap, sizeof *(vec)->data)) \
         : (void)0,                                                            \
     memset(&(vec)->data[(vec)->len], 0, sizeof *(vec)->data),                 \
     &(vec)->data[(vec)->len++])

void *tn_vec_grow(
    tn_arena *arena, void *data, size_t len, size_t *cap, size_t elem_size);

#endif
