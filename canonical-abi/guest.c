/*
 * Calls into the guest's realloc, and pointers that a guest gave. All checks
 * are in 64 bits, alignment before bounds, against the size of the memory as
 * it is after the call.
 */
#include "canonical-abi/walk.h"

cabi_trap cabi_realloc(cabi_guest *guest,
                       cabi_guest *source,
                       uint64_t old_ptr,
                       uint64_t old_size,
                       uint32_t align,
                       uint64_t new_size,
                       uint64_t *out) {
    if (!guest->realloc)
        return CABI_TRAP_UNSUPPORTED;
    cabi_instance *instance = guest->instance;
    bool may_leave = instance && instance->may_leave;
    if (instance)
        instance->may_leave = false;
    uint64_t ptr = 0;
    cabi_trap trap =
        guest->realloc(guest, old_ptr, old_size, align, new_size, &ptr);
    if (instance)
        instance->may_leave = may_leave;
    if (trap)
        return trap;
    /* The guest's realloc may have grown the memory that is read from. */
    if (source && source->refresh)
        source->refresh(source);
    if (!guest->memory64)
        ptr = (uint32_t)ptr;
    if ((ptr & (align - 1)) != 0)
        return CABI_TRAP_REALLOC_ALIGN;
    if (!cabi_in_bounds(guest, ptr, new_size))
        return CABI_TRAP_REALLOC_BOUNDS;
    *out = ptr;
    return CABI_OK;
}

/* CanonicalABI.md, load_list_from_range. */
cabi_trap cabi_open_list(const cabi_place *at,
                         const cabi_elems *elems,
                         uint64_t *ptr,
                         uint64_t *len) {
    cabi_get_pair(at, ptr, len);
    if (*len > TN_MAX_LIST_BYTES || *len * elems->size > TN_MAX_LIST_BYTES)
        return CABI_TRAP_LIST_LENGTH;
    if ((*ptr & (elems->align - 1)) != 0)
        return CABI_TRAP_UNALIGNED;
    if (!cabi_in_bounds(at->guest, *ptr, *len * elems->size))
        return CABI_TRAP_LIST_BOUNDS;
    return CABI_OK;
}
