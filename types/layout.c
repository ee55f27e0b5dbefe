/*
 * Sizes, alignments and core types of values (CanonicalABI.md, "Alignment",
 * "Element Size", "Flattening"). Computed once per node from its children,
 * so that a graph which is huge as a tree costs no more than its nodes. All
 * sums saturate; make.c rejects what became too large.
 */
#include "types/layout.h"

const uint8_t ty_flat_i32[2] = {CORE_I32, CORE_I32};
const uint8_t ty_flat_i64[2] = {CORE_I64, CORE_I64};
const uint8_t ty_flat_f32[1] = {CORE_F32};
const uint8_t ty_flat_f64[1] = {CORE_F64};

uint32_t ty_discriminant_size(uint32_t case_count) {
    return case_count <= 0x100 ? 1 : case_count <= 0x10000 ? 2 : 4;
}

static uint64_t align_to(uint64_t offset, uint64_t align) {
    return (offset + align - 1) / align * align;
}

static uint32_t saturate(uint64_t size) {
    return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

static void set_scalar(ty *type, uint32_t size) {
    type->layout = (ty_layout){.size = {size, size},
                               .align = {(uint8_t)size, (uint8_t)size},
                               .flat_count = 1,
                               .flat = {ty_flat_i32, ty_flat_i32}};
}

/* A pointer and a length: lists and maps (and strings, see make.c). */
static void set_pointer_pair(ty *type) {
    type->layout = (ty_layout){.size = {8, 16},
                               .align = {4, 8},
                               .flat_count = 2,
                               .flat = {ty_flat_i32, ty_flat_i64}};
}

/* Records and tuples: fields one after the other. */
static void set_sizes_of_sequence(ty *type) {
    for (unsigned p = 0; p < 2; p++) {
        uint64_t size = 0;
        uint8_t align = 1;
        for (uint32_t i = 0; i < ty_child_count(type); i++) {
            const ty_layout *field = &ty_child(type, i)->layout;
            size = align_to(size, field->align[p]) + field->size[p];
            align = field->align[p] > align ? field->align[p] : align;
        }
        type->layout.size[p] = saturate(align_to(size, align));
        type->layout.align[p] = align;
    }
}

static void set_sizes_of_fixed_list(ty *type) {
    const ty_layout *elem = &type->u.of.elem->layout;
    for (unsigned p = 0; p < 2; p++) {
        uint64_t size = (uint64_t)elem->size[p] * type->u.of.len;
        type->layout.size[p] = saturate(size);
        type->layout.align[p] = elem->align[p];
    }
}

static void set_sizes_of_variant(ty *type) {
    uint32_t tag = ty_discriminant_size(ty_case_count(type));
    for (unsigned p = 0; p < 2; p++) {
        uint32_t payload = 0;
        uint8_t align = (uint8_t)tag;
        for (uint32_t i = 0; i < ty_case_count(type); i++) {
            const ty *of = ty_case_type(type, i);
            if (!of)
                continue;
            if (of->layout.size[p] > payload)
                payload = of->layout.size[p];
            if (of->layout.align[p] > align)
                align = of->layout.align[p];
        }
        /* All of these are powers of two: the payload starts at align. */
        uint64_t size = (uint64_t)align + payload;
        type->layout.size[p] = saturate(align_to(size, align));
        type->layout.align[p] = align;
    }
}

static uint32_t add_flat(uint32_t a, uint32_t b) {
    return a + b > TY_FLAT_MANY ? TY_FLAT_MANY : a + b;
}

static uint32_t count_flat(const ty *type) {
    uint32_t count = 0;
    if (type->kind == TY_FIXED_LIST) {
        uint64_t many =
            (uint64_t)type->u.of.elem->layout.flat_count * type->u.of.len;
        return many > TY_FLAT_MANY ? TY_FLAT_MANY : (uint32_t)many;
    }
    if (type->kind == TY_RECORD || type->kind == TY_TUPLE) {
        for (uint32_t i = 0; i < ty_child_count(type); i++)
            count = add_flat(count, ty_child(type, i)->layout.flat_count);
        return count;
    }
    for (uint32_t i = 0; i < ty_case_count(type); i++) {
        const ty *of = ty_case_type(type, i);
        if (of && of->layout.flat_count > count)
            count = of->layout.flat_count;
    }
    return add_flat(count, 1);
}

/* CanonicalABI.md, join(). */
static uint8_t join(uint8_t a, uint8_t b) {
    if (a == b)
        return a;
    if ((a == CORE_I32 && b == CORE_F32) || (a == CORE_F32 && b == CORE_I32))
        return CORE_I32;
    return CORE_I64;
}

static void fill_flat_sequence(const ty *type, unsigned p, uint8_t *out) {
    bool is_list = type->kind == TY_FIXED_LIST;
    uint32_t n = is_list ? type->u.of.len : ty_child_count(type);
    for (uint32_t i = 0, at = 0; i < n; i++) {
        const ty *of = is_list ? type->u.of.elem : ty_child(type, i);
        memcpy(out + at, of->layout.flat[p], of->layout.flat_count);
        at += of->layout.flat_count;
    }
}

static void fill_flat_variant(const ty *type, unsigned p, uint8_t *out) {
    out[0] = CORE_I32;
    uint32_t filled = 1;
    for (uint32_t i = 0; i < ty_case_count(type); i++) {
        const ty *of = ty_case_type(type, i);
        for (uint32_t k = 0; of && k < of->layout.flat_count; k++) {
            uint8_t flat = of->layout.flat[p][k];
            if (k + 1 < filled)
                out[k + 1] = join(out[k + 1], flat);
            else
                out[filled++] = flat;
        }
    }
}

static void set_flat(ty *type, tn_arena *arena) {
    type->layout.flat_count = count_flat(type);
    if (type->layout.flat_count > TY_FLAT_KEPT)
        return;
    for (unsigned p = 0; p < 2; p++) {
        uint8_t *out = tn_arena_alloc(arena, type->layout.flat_count);
        if (type->kind == TY_RECORD || type->kind == TY_TUPLE ||
            type->kind == TY_FIXED_LIST)
            fill_flat_sequence(type, p, out);
        else
            fill_flat_variant(type, p, out);
        type->layout.flat[p] = out;
    }
}

static uint32_t flags_size(uint32_t labels) {
    return labels <= 8 ? 1 : labels <= 16 ? 2 : 4;
}

void ty_layout_compute(ty *type, tn_arena *arena) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_TUPLE:
        set_sizes_of_sequence(type);
        set_flat(type, arena);
        break;
    case TY_FIXED_LIST:
        set_sizes_of_fixed_list(type);
        set_flat(type, arena);
        break;
    case TY_VARIANT:
    case TY_ENUM:
    case TY_OPTION:
    case TY_RESULT:
        set_sizes_of_variant(type);
        set_flat(type, arena);
        break;
    case TY_LIST:
    case TY_MAP:
        set_pointer_pair(type);
        break;
    case TY_FLAGS:
        set_scalar(type, flags_size(type->u.fields.len));
        break;
    default: /* handles */
        set_scalar(type, 4);
        break;
    }
}

/* Appends flat types that were not kept: more than TY_FLAT_KEPT of them. */
typedef struct flattening {
    core_valtype *out;
    uint32_t filled, max;
    unsigned ptr64;
} flattening;

static uint32_t walk_flat(flattening *f, const ty *type, uint32_t at);

static void put_flat(flattening *f, uint32_t at, uint8_t flat) {
    if (at >= f->max)
        return;
    if (at < f->filled) {
        f->out[at] = join((uint8_t)f->out[at], flat);
    } else {
        f->out[at] = flat;
        f->filled = at + 1;
    }
}

static uint32_t walk_flat_cases(flattening *f, const ty *type, uint32_t at) {
    put_flat(f, at, CORE_I32);
    uint32_t end = at + 1;
    for (uint32_t i = 0; i < ty_case_count(type); i++) {
        const ty *of = ty_case_type(type, i);
        uint32_t case_end = of ? walk_flat(f, of, at + 1) : at + 1;
        end = case_end > end ? case_end : end;
    }
    return end;
}

/* Writes from position at on, joining with what is there; gives the end. */
static uint32_t walk_flat(flattening *f, const ty *type, uint32_t at) {
    type = ty_strip(type);
    if (type->layout.flat[0]) {
        for (uint32_t i = 0; i < type->layout.flat_count; i++)
            put_flat(f, at + i, type->layout.flat[f->ptr64][i]);
        return at + type->layout.flat_count;
    }
    bool is_list = type->kind == TY_FIXED_LIST;
    if (!is_list && type->kind != TY_RECORD && type->kind != TY_TUPLE)
        return walk_flat_cases(f, type, at);
    uint32_t n = is_list ? type->u.of.len : ty_child_count(type);
    for (uint32_t i = 0; i < n && at <= f->max; i++)
        at = walk_flat(f, is_list ? type->u.of.elem : ty_child(type, i), at);
    return at;
}

uint32_t ty_flatten(const ty *type,
                    unsigned ptr64,
                    core_valtype *out,
                    uint32_t count,
                    uint32_t max) {
    if (count > max || type->layout.flat_count > max - count)
        return max + 1;
    flattening f = {.out = out, .filled = count, .max = max, .ptr64 = ptr64};
    uint32_t end = walk_flat(&f, type, count);
    return end > max ? max + 1 : end;
}
