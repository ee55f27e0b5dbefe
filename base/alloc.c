/* Checked allocation; the one place that calls the C library's allocator. */
#include "base/alloc.h"

#include <stdlib.h>

static void *default_realloc(void *user,
                             void *p,
                             size_t old_size,
                             size_t new_size) {
    TN_UNUSED(user);
    TN_UNUSED(old_size);
    if (new_size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, new_size);
}

const tenon_allocator tn_default_allocator = {NULL, default_realloc};

void *tn_alloc(const tenon_allocator *a, size_t size) {
    return size ? a->realloc(a->user, NULL, 0, size) : NULL;
}

void *tn_alloc_zero(const tenon_allocator *a, size_t size) {
    void *p = tn_alloc(a, size);
    if (p)
        memset(p, 0, size);
    return p;
}

void *tn_realloc(const tenon_allocator *a,
                 void *p,
                 size_t old_size,
                 size_t new_size) {
    return a->realloc(a->user, p, old_size, new_size);
}

void tn_free(const tenon_allocator *a, void *p, size_t size) {
    if (p)
        a->realloc(a->user, p, size, 0);
}

bool tn_grow(const tenon_allocator *a,
             void **items,
             size_t *cap,
             size_t need,
             size_t elem_size,
             size_t max) {
    if (need <= *cap)
        return true;
    if (need > max)
        return false;
    size_t new_cap = *cap ? *cap * 2 : 8;
    if (new_cap < need)
        new_cap = need;
    if (new_cap > max)
        new_cap = max;
    if (new_cap > SIZE_MAX / elem_size)
        return false;
    void *p = tn_realloc(a, *items, *cap * elem_size, new_cap * elem_size);
    if (!p)
        return false;
    *items = p;
    *cap = new_cap;
    return true;
}
