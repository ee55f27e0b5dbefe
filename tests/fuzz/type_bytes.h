/* A type from the bytes of a fuzz input: any bytes make some type. */
#ifndef TENON_TESTS_TYPE_BYTES_H
#define TENON_TESTS_TYPE_BYTES_H

#include "base/context.h"
#include "types/types.h"

typedef struct fuzz_input {
    const uint8_t *p;
    size_t len;
} fuzz_input;

/* Zero at the end of the input. */
static inline uint8_t fuzz_byte(fuzz_input *in) {
    if (in->len == 0)
        return 0;
    in->len--;
    return *in->p++;
}

static inline uint64_t fuzz_word(fuzz_input *in, unsigned bytes) {
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)fuzz_byte(in) << (8 * i);
    return value;
}

typedef struct fuzz_types {
    fuzz_input *in;
    tenon_context *ctx;
    tn_arena *arena;
} fuzz_types;

static inline const ty *fuzz_type(fuzz_types *f, unsigned depth);

static inline ty_field *fuzz_fields(fuzz_types *f,
                                    unsigned depth,
                                    uint32_t len,
                                    bool may_lack) {
    ty_field *fields = TN_NEW_ARRAY(f->arena, ty_field, len);
    for (uint32_t i = 0; i < len; i++) {
        fields[i].name = tn_arena_printf(f->arena, i == 1 ? "ok" : "c%u", i);
        if (depth > 0 && !(may_lack && (fuzz_byte(f->in) & 3) == 0))
            fields[i].type = fuzz_type(f, depth - 1);
    }
    return fields;
}

static inline const ty *fuzz_type(fuzz_types *f, unsigned depth) {
    const tn_span at = {0, 0};
    uint8_t head = fuzz_byte(f->in);
    uint32_t n = 1 + (head >> 5);
    if (depth == 0 || head % 24 <= TY_STRING)
        return ty_primitive((ty_kind)(head % (TY_STRING + 1)));
    switch (head % 24) {
    case 13:
        return ty_make_record(f->ctx, f->arena, at,
                              fuzz_fields(f, depth, n, false), n);
    case 14:
        return ty_make_tuple(f->ctx, f->arena, at,
                             fuzz_fields(f, depth, n, false), n);
    case 15:
    case 16:
        return ty_make_variant(f->ctx, f->arena, at,
                               fuzz_fields(f, depth, n, true), n);
    case 17:
        n = 1 + fuzz_byte(f->in) % 32u;
        return ty_make_flags(f->ctx, f->arena, at, fuzz_fields(f, 0, n, true),
                             n);
    case 18:
        n = 250 + fuzz_byte(f->in) % 12u;
        return ty_make_enum(f->ctx, f->arena, at, fuzz_fields(f, 0, n, true),
                            n);
    case 19:
        return ty_make_fixed_list(f->ctx, f->arena, at, fuzz_type(f, depth - 1),
                                  n);
    case 20:
        return ty_make_of(f->ctx, f->arena, at, TY_OPTION,
                          fuzz_type(f, depth - 1));
    case 21: {
        const ty *ok = n & 1 ? fuzz_type(f, depth - 1) : NULL;
        const ty *err = n & 2 ? fuzz_type(f, depth - 1) : NULL;
        return ty_make_result(f->ctx, f->arena, at, ok, err);
    }
    case 22: {
        ty_kind key = (ty_kind)(fuzz_byte(f->in) % TY_F32);
        return ty_make_map(f->ctx, f->arena, at, ty_primitive(key),
                           fuzz_type(f, depth - 1));
    }
    default:
        return ty_make_of(f->ctx, f->arena, at, TY_LIST,
                          fuzz_type(f, depth - 1));
    }
}

#endif
