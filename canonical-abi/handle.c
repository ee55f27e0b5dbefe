/*
 * Handle tables (CanonicalABI.md, "Table State"): sequential indices from 1,
 * freed ones reused last in, first out. Guests see the indices, so the order
 * is part of the contract.
 */
#include "canonical-abi/cabi.h"

void cabi_handles_init(cabi_handles *t, const tenon_allocator *allocator) {
    *t = (cabi_handles){.allocator = allocator, .len = 1};
}

void cabi_handles_release(cabi_handles *t) {
    tn_free(t->allocator, t->data, t->cap * sizeof *t->data);
    cabi_handles_init(t, t->allocator);
}

cabi_trap cabi_handle_add(cabi_handles *t,
                          const cabi_handle *h,
                          uint32_t *out) {
    tn_assert(h->type != NULL);
    uint32_t index = t->free;
    if (index != 0) {
        t->free = t->data[index].next_free;
    } else {
        if (t->len > TN_MAX_HANDLES)
            return CABI_TRAP_TOO_MANY_HANDLES;
        if (t->len >= t->cap &&
            !tn_grow(t->allocator, (void **)&t->data, &t->cap, t->len + 1u,
                     sizeof *t->data, TN_MAX_HANDLES + 1u))
            return CABI_TRAP_NO_MEMORY;
        index = t->len++;
    }
    t->data[index] = *h;
    t->data[index].next_free = 0;
    t->live++;
    *out = index;
    return CABI_OK;
}

cabi_handle *cabi_handle_get(cabi_handles *t, uint32_t index) {
    if (index == 0 || index >= t->len || !t->data[index].type)
        return NULL;
    return &t->data[index];
}

void cabi_handle_remove(cabi_handles *t, uint32_t index) {
    tn_assert(cabi_handle_get(t, index) != NULL);
    t->data[index] = (cabi_handle){.next_free = t->free};
    t->free = index;
    t->live--;
}
