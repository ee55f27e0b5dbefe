/*
 * Checked allocation through the context's allocator. The only place that
 * touches the C library's allocator is alloc.c.
 */
#ifndef TN_ALLOC_H
#define TN_ALLOC_H

#include "base/base.h"

/* The C library's realloc and free as an allocator. */
extern const tenon_allocator tn_default_allocator;

/* NULL when memory is out. size 0 gives NULL. */
void *tn_alloc(const tenon_allocator *a, size_t size);
void *tn_alloc_zero(const tenon_allocator *a, size_t size);
void *tn_realloc(const tenon_allocator *a,
                 void *p,
                 size_t old_size,
                 size_t new_size);
void tn_free(const tenon_allocator *a, void *p, size_t size);

/*
 * Grows an array to hold at least need elements (doubling). Leaves *items and
 * *cap alone and returns false when memory is out or need exceeds max.
 */
bool tn_grow(const tenon_allocator *a,
             void **items,
             size_t *cap,
             size_t need,
             size_t elem_size,
             size_t max) TN_MUST_CHECK;

#endif
