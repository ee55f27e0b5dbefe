/*
 * What lifting, lowering and copying share: a place where a value lies, in
 * memory or as flat core values, and how bits are read, normalised and
 * written there.
 *
 * With flat values in 64-bit slots, the coercions of a variant's payload
 * (CanonicalABI.md, lift_flat_variant and lower_flat_variant) come by
 * themselves: every reader of a narrow value takes the low bits of its slot,
 * and every writer extends with zeros.
 */
#ifndef CABI_WALK_H
#define CABI_WALK_H

#include "base/utf.h"
#include "canonical-abi/cabi.h"
#include "canonical-abi/scalar.h"

/* Returns from the calling function with a trap, if there is one. */
#define CABI_TRY(call)                    \
    do {                                  \
        cabi_trap try_trap = (call);      \
        if (TN_UNLIKELY(try_trap != 0)) { \
            return try_trap;              \
        }                                 \
    } while (0)

typedef struct cabi_place {
    cabi_guest *guest;
    cabi_flat *flat; /* NULL: in memory, at ptr */
    uint64_t ptr;
} cabi_place;

static inline const ty *cabi_strip(const ty *type) {
    return TN_LIKELY(type->kind != TY_NAMED) ? type : ty_strip(type);
}

static inline uint64_t cabi_align(uint64_t offset, uint64_t align) {
    return (offset + align - 1) & ~(align - 1);
}

static inline uint64_t cabi_load_bits(const uint8_t *p, uint32_t size) {
    switch (size) {
    case 1:
        return p[0];
    case 2:
        return (uint64_t)p[0] | (uint64_t)p[1] << 8;
    case 4:
        return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
               (uint64_t)p[3] << 24;
    default:
        return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
               (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
               (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
               (uint64_t)p[7] << 56;
    }
}

/* Each case by itself: then a compiler sees that it is one store. */
static inline void cabi_store_bits(uint8_t *p, uint32_t size, uint64_t bits) {
    switch (size) {
    case 1:
        p[0] = (uint8_t)bits;
        break;
    case 2:
        p[0] = (uint8_t)bits;
        p[1] = (uint8_t)(bits >> 8);
        break;
    case 4:
        p[0] = (uint8_t)bits;
        p[1] = (uint8_t)(bits >> 8);
        p[2] = (uint8_t)(bits >> 16);
        p[3] = (uint8_t)(bits >> 24);
        break;
    default:
        p[0] = (uint8_t)bits;
        p[1] = (uint8_t)(bits >> 8);
        p[2] = (uint8_t)(bits >> 16);
        p[3] = (uint8_t)(bits >> 24);
        p[4] = (uint8_t)(bits >> 32);
        p[5] = (uint8_t)(bits >> 40);
        p[6] = (uint8_t)(bits >> 48);
        p[7] = (uint8_t)(bits >> 56);
        break;
    }
}

/* The next core value at a place, of size bytes when it is in memory. */
static inline uint64_t cabi_get(const cabi_place *at, uint32_t size) {
    if (at->flat) {
        tn_assert(at->flat->pos < at->flat->count);
        return at->flat->slots[at->flat->pos++];
    }
    return cabi_load_bits(at->guest->base + at->ptr, size);
}

static inline void cabi_put(const cabi_place *at,
                            uint32_t size,
                            uint64_t bits) {
    if (at->flat) {
        tn_assert(at->flat->pos < at->flat->count);
        at->flat->slots[at->flat->pos++] = bits;
    } else {
        cabi_store_bits(at->guest->base + at->ptr, size, bits);
    }
}

/* Zeros up to slot end: what a variant's case leaves unused. */
static inline void cabi_pad_flat(cabi_flat *flat, uint32_t end) {
    tn_assert(end <= flat->count);
    while (flat->pos < end)
        flat->slots[flat->pos++] = 0;
}

static inline uint32_t cabi_ptr_size(const cabi_guest *guest) {
    return guest->memory64 ? 8 : 4;
}

/* Pointer and length of a string or list. */
static inline void cabi_get_pair(const cabi_place *at,
                                 uint64_t *ptr,
                                 uint64_t *len) {
    uint32_t size = cabi_ptr_size(at->guest);
    uint64_t mask = size == 8 ? UINT64_MAX : UINT32_MAX;
    cabi_place second = *at;
    second.ptr += size;
    *ptr = cabi_get(at, size) & mask;
    *len = cabi_get(&second, size) & mask;
}

static inline void cabi_put_pair(const cabi_place *at,
                                 uint64_t ptr,
                                 uint64_t len) {
    uint32_t size = cabi_ptr_size(at->guest);
    cabi_place second = *at;
    second.ptr += size;
    cabi_put(at, size, ptr);
    cabi_put(&second, size, len);
}

/* The place of the next field of a record; *at moves behind it. */
static inline cabi_place cabi_next_field(cabi_place *at, const ty *type) {
    cabi_place here = *at;
    if (!at->flat) {
        unsigned ptr64 = at->guest->memory64;
        here.ptr = cabi_align(at->ptr, type->layout.align[ptr64]);
        at->ptr = here.ptr + type->layout.size[ptr64];
    }
    return here;
}

/*
 * The place of a variant's payload. Its offset, the discriminant's size
 * rounded up to the largest alignment of a case, is the variant's own
 * alignment: either that is the larger one, or both are the discriminant's.
 */
static inline cabi_place cabi_payload(const cabi_place *at, const ty *type) {
    cabi_place payload = *at;
    if (!at->flat)
        payload.ptr += type->layout.align[at->guest->memory64];
    return payload;
}

/* The elements of a list or a map (whose elements are pairs). */
typedef struct cabi_elems {
    const ty *key;  /* NULL but for a map */
    const ty *type; /* of a map: of the values */
    uint32_t size, align;
} cabi_elems;

static inline cabi_elems cabi_elems_of(const ty *list, unsigned ptr64) {
    if (TN_LIKELY(list->kind != TY_MAP)) {
        const ty *elem = list->u.of.elem;
        return (cabi_elems){NULL, elem, elem->layout.size[ptr64],
                            elem->layout.align[ptr64]};
    }
    const ty_layout *key = &list->u.map.key->layout;
    const ty_layout *value = &list->u.map.value->layout;
    uint32_t align = key->align[ptr64] > value->align[ptr64]
                         ? key->align[ptr64]
                         : value->align[ptr64];
    uint64_t size = cabi_align(key->size[ptr64], value->align[ptr64]);
    size = cabi_align(size + value->size[ptr64], align);
    return (cabi_elems){list->u.map.key, list->u.map.value, (uint32_t)size,
                        align};
}

static inline uint32_t cabi_flags_mask(const ty *flags) {
    uint32_t n = flags->u.fields.len;
    return n >= 32 ? UINT32_MAX : (1u << n) - 1;
}

/* Is [ptr, ptr + size) aligned and within memory? */
static inline bool cabi_in_bounds(const cabi_guest *guest,
                                  uint64_t ptr,
                                  uint64_t size) {
    return ptr <= guest->size && size <= guest->size - ptr;
}

static inline cabi_trap cabi_check(const cabi_guest *guest,
                                   uint64_t ptr,
                                   uint64_t size,
                                   uint32_t align) {
    if ((ptr & (align - 1)) != 0)
        return CABI_TRAP_UNALIGNED;
    return cabi_in_bounds(guest, ptr, size) ? CABI_OK : CABI_TRAP_BOUNDS;
}

static inline cabi_trap cabi_check_value(const cabi_guest *guest,
                                         const ty *type,
                                         uint64_t ptr) {
    unsigned ptr64 = guest->memory64;
    return cabi_check(guest, ptr, type->layout.size[ptr64],
                      type->layout.align[ptr64]);
}

/* guest.c */

/*
 * Calls the guest's realloc and checks its result, alignment first. source
 * (may be NULL) is another guest whose memory is being read meanwhile.
 */
cabi_trap cabi_realloc(cabi_guest *guest,
                       cabi_guest *source,
                       uint64_t old_ptr,
                       uint64_t old_size,
                       uint32_t align,
                       uint64_t new_size,
                       uint64_t *out);

/* Reads and checks pointer and length of a list or map. */
cabi_trap cabi_open_list(const cabi_place *at,
                         const cabi_elems *elems,
                         uint64_t *ptr,
                         uint64_t *len);

/* string.c */

typedef enum cabi_units {
    CABI_UNITS_1,
    CABI_UNITS_2,
    CABI_UNITS_L1
} cabi_units;

/* A string that was checked: where it is and how it is encoded. */
typedef struct cabi_text {
    cabi_guest *guest;   /* NULL: the host */
    uint64_t ptr;        /* in the guest's memory */
    const uint8_t *host; /* of the host */
    uint64_t len;        /* code units */
    cabi_units units;    /* UTF-8, UTF-16 or Latin-1 */
    bool tagged;         /* it says which of the two latter */
} cabi_text;

/* CanonicalABI.md, load_string_from_range. */
cabi_trap cabi_open_text(cabi_text *out, const cabi_place *at);
/* CanonicalABI.md, store_string. */
cabi_trap cabi_store_text(const cabi_place *to, const cabi_text *text);
/* A copy as UTF-8 in arena. */
cabi_trap cabi_text_to_host(tn_arena *arena,
                            uint64_t *budget,
                            const cabi_text *text,
                            tenon_val *out);

/* lift.c */

/* Where lifted values go, and how many bytes of them there may still be. */
typedef struct cabi_lifting {
    tn_arena *arena;
    uint64_t *budget;
} cabi_lifting;
cabi_trap cabi_lift_value(const cabi_lifting *to,
                          const cabi_place *at,
                          const ty *type,
                          tenon_val *out);

/* lower.c */
cabi_trap cabi_lower_value(const cabi_place *at,
                           const ty *type,
                           const tenon_val *value);

/* copy.c */
cabi_trap cabi_copy_value(const cabi_place *in,
                          const cabi_place *out,
                          const ty *from,
                          const ty *to);

/* resource.c */

/* CanonicalABI.md, lift_own, lift_borrow, lower_own and lower_borrow. type is
 * a TY_OWN or TY_BORROW, of which the run-time type is looked up. */
cabi_trap cabi_lift_handle(cabi_guest *guest,
                           const ty *type,
                           uint32_t index,
                           uint32_t *rep);
cabi_trap cabi_lower_handle(cabi_guest *guest,
                            const ty *type,
                            uint32_t rep,
                            uint32_t *index);
const cabi_resource *cabi_resource_of(cabi_guest *guest, const ty *type);

#endif
