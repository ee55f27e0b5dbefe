/*
 * Growable arrays in an arena:
 *
 *     TN_VEC(uint32_t) ids = {0};
 *     tn_vec_push(arena, &ids, 7);
 *     for (size_t i = 0; i < ids.len; i++) use(ids.data[i]);
 *
 * Growing moves the items: keep an index, not an address. What is moved while
 * it is small stays in the arena, so that a vector costs at most twice its
 * final size; who knows that size can say so with tn_vec_reserve.
 */
#ifndef TN_VEC_H
#define TN_VEC_H

#include "base/arena.h"

#define TN_VEC(T)        \
    struct {             \
        T *data;         \
        size_t len, cap; \
    }

/* Makes room for count items in all. */
#define tn_vec_reserve(arena, vec, count)                                 \
    ((count) > (vec)->cap ? (void)((vec)->data = tn_vec_resize(           \
                                       (arena), (vec)->data, &(vec)->cap, \
                                       (count), sizeof *(vec)->data))     \
                          : (void)0)

#define TN_VEC_ROOM(arena, vec)                                                \
    ((vec)->len == (vec)->cap                                                  \
         ? (void)((vec)->data = tn_vec_grow((arena), (vec)->data, &(vec)->cap, \
                                            sizeof *(vec)->data))              \
         : (void)0)

/* Appends; evaluates vec more than once. */
#define tn_vec_push(arena, vec, value) \
    (TN_VEC_ROOM(arena, vec), (void)((vec)->data[(vec)->len++] = (value)))

/* Appends a zeroed element and gives its address. */
#define tn_vec_add(arena, vec)                                 \
    (TN_VEC_ROOM(arena, vec),                                  \
     memset(&(vec)->data[(vec)->len], 0, sizeof *(vec)->data), \
     &(vec)->data[(vec)->len++])

/* For the macros above. */
void *tn_vec_resize(
    tn_arena *arena, void *data, size_t *cap, size_t new_cap, size_t size);
void *tn_vec_grow(tn_arena *arena, void *data, size_t *cap, size_t size);

#endif
