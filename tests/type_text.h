/*
 * Types and values as short texts, for tables of test cases:
 *
 *     u8  list<T>  list<T,3>  tuple<T,T>  record{x:T,y:T}  variant{x:T,z}
 *     enum{a,b}  enum#257  flags{a,b}  flags#9  option<T>  result<T,T>
 *     result<_,T>  result  map<T,T>  own<r>  borrow<r>
 *
 * enum#N and flags#N have N labels, c0, c1, ...
 */
#ifndef TENON_TESTS_TYPE_TEXT_H
#define TENON_TESTS_TYPE_TEXT_H

#include <inttypes.h>
#include <stdlib.h>

#include "tenon/value.h"

#include "types/types.h"

typedef struct type_text {
    tenon_context *ctx;
    tn_arena *arena;
    const char *p;
    const ty *resource; /* what r means */
} type_text;

static inline const ty *type_text_parse(type_text *t);

static inline bool type_text_eat(type_text *t, const char *word) {
    size_t n = strlen(word);
    if (strncmp(t->p, word, n) != 0)
        return false;
    t->p += n;
    return true;
}

static inline tn_str type_text_label(type_text *t) {
    size_t n = strcspn(t->p, ":,}<>");
    tn_str label = {t->p, n};
    t->p += n;
    return label;
}

static inline uint32_t type_text_number(type_text *t) {
    char *end;
    unsigned long n = strtoul(t->p, &end, 10);
    t->p = end;
    return (uint32_t)n;
}

/* Fields up to the closing bracket; labels where there are any. */
static inline ty_field *type_text_fields(type_text *t,
                                         bool labels,
                                         uint32_t *len) {
    ty_field *fields = TN_NEW_ARRAY(t->arena, ty_field, 64);
    *len = 0;
    while (!type_text_eat(t, labels ? "}" : ">")) {
        ty_field *f = &fields[(*len)++];
        if (labels)
            f->name = type_text_label(t);
        if (!labels || type_text_eat(t, ":"))
            f->type = type_text_parse(t);
        type_text_eat(t, ",");
    }
    return fields;
}

static inline ty_field *type_text_counted(type_text *t, uint32_t *len) {
    *len = type_text_number(t);
    ty_field *fields = TN_NEW_ARRAY(t->arena, ty_field, *len);
    for (uint32_t i = 0; i < *len; i++)
        fields[i].name = tn_arena_printf(t->arena, "c%u", i);
    return fields;
}

static inline const ty *type_text_of(type_text *t) {
    const tn_span at = {0, 0};
    if (type_text_eat(t, "list<")) {
        const ty *elem = type_text_parse(t);
        bool fixed = type_text_eat(t, ",");
        uint32_t len = fixed ? type_text_number(t) : 0;
        type_text_eat(t, ">");
        return fixed ? ty_make_fixed_list(t->ctx, t->arena, at, elem, len)
                     : ty_make_of(t->ctx, t->arena, at, TY_LIST, elem);
    }
    if (type_text_eat(t, "option<")) {
        const ty *elem = type_text_parse(t);
        type_text_eat(t, ">");
        return ty_make_of(t->ctx, t->arena, at, TY_OPTION, elem);
    }
    const ty *two[2] = {NULL, NULL};
    bool is_map = type_text_eat(t, "map<");
    if (!is_map && !type_text_eat(t, "result"))
        return NULL;
    if (is_map || type_text_eat(t, "<")) {
        two[0] = type_text_eat(t, "_") ? NULL : type_text_parse(t);
        if (type_text_eat(t, ","))
            two[1] = type_text_parse(t);
        type_text_eat(t, ">");
    }
    return is_map ? ty_make_map(t->ctx, t->arena, at, two[0], two[1])
                  : ty_make_result(t->ctx, t->arena, at, two[0], two[1]);
}

static inline const ty *type_text_parse(type_text *t) {
    const tn_span at = {0, 0};
    static const char *const names[] = {
#define PRIMITIVE(NAME, wit, code, size, flat) wit,
#include "tenon/type.def"
    };
    static const char *const heads[] = {"tuple<", "record{", "variant{",
                                        "enum{",  "enum#",   "flags{",
                                        "flags#", "own<r>",  "borrow<r>"};
    uint32_t len;
    ty_field *f;
    size_t head = 0;
    while (head < TN_COUNT_OF(heads) && !type_text_eat(t, heads[head]))
        head++;
    switch (head) {
    case 0:
        f = type_text_fields(t, false, &len);
        return ty_make_tuple(t->ctx, t->arena, at, f, len);
    case 1:
        f = type_text_fields(t, true, &len);
        return ty_make_record(t->ctx, t->arena, at, f, len);
    case 2:
        f = type_text_fields(t, true, &len);
        return ty_make_variant(t->ctx, t->arena, at, f, len);
    case 3:
    case 4:
        f = head == 3 ? type_text_fields(t, true, &len)
                      : type_text_counted(t, &len);
        return ty_make_enum(t->ctx, t->arena, at, f, len);
    case 5:
    case 6:
        f = head == 5 ? type_text_fields(t, true, &len)
                      : type_text_counted(t, &len);
        return ty_make_flags(t->ctx, t->arena, at, f, len);
    case 7:
    case 8:
        return ty_make_handle(t->ctx, t->arena, at,
                              head == 7 ? TY_OWN : TY_BORROW, t->resource);
    }
    const ty *type = type_text_of(t);
    for (size_t i = 0; !type && i < TN_COUNT_OF(names); i++)
        if (type_text_eat(t, names[i]))
            type = ty_primitive((ty_kind)i);
    return type;
}

/* NULL, with a diagnostic, when a maker rejects it. */
static inline const ty *type_from_text(tenon_context *ctx,
                                       tn_arena *arena,
                                       const ty *resource,
                                       const char *text) {
    type_text t = {ctx, arena, text, resource};
    return type_text_parse(&t);
}

/* A value as text: numbers, "strings" as they are, [..], (..), 2(payload). */
static inline void value_to_text(tn_writer *out, const tenon_val *v) {
    switch (v->kind) {
    case TENON_VAL_BOOL:
        tn_write_printf(out, "%s", v->of.boolean ? "true" : "false");
        break;
    case TENON_VAL_S8:
    case TENON_VAL_S16:
    case TENON_VAL_S32:
    case TENON_VAL_S64:
        tn_write_printf(out, "%" PRId64, v->of.sint);
        break;
    case TENON_VAL_U8:
    case TENON_VAL_U16:
    case TENON_VAL_U32:
    case TENON_VAL_U64:
        tn_write_printf(out, "%" PRIu64, v->of.uint);
        break;
    case TENON_VAL_F32: {
        uint32_t bits;
        memcpy(&bits, &v->of.f32, sizeof bits);
        tn_write_printf(out, "f%08x", (unsigned)bits);
        break;
    }
    case TENON_VAL_F64: {
        uint64_t bits;
        memcpy(&bits, &v->of.f64, sizeof bits);
        tn_write_printf(out, "d%016" PRIx64, bits);
        break;
    }
    case TENON_VAL_CHAR:
        tn_write_printf(out, "U+%04x", (unsigned)v->of.scalar);
        break;
    case TENON_VAL_STRING:
        tn_write_u8(out, '"');
        tn_write_bytes(out, v->of.string.data, v->of.string.len);
        tn_write_u8(out, '"');
        break;
    case TENON_VAL_LIST:
    case TENON_VAL_RECORD:
    case TENON_VAL_TUPLE:
        tn_write_u8(out, v->kind == TENON_VAL_LIST ? '[' : '(');
        for (size_t i = 0; i < v->of.list.len; i++) {
            if (i > 0)
                tn_write_u8(out, ',');
            value_to_text(out, &v->of.list.items[i]);
        }
        tn_write_u8(out, v->kind == TENON_VAL_LIST ? ']' : ')');
        break;
    case TENON_VAL_VARIANT:
    case TENON_VAL_OPTION:
    case TENON_VAL_RESULT:
        tn_write_printf(out, "%u", (unsigned)v->of.variant.index);
        if (v->of.variant.payload) {
            tn_write_u8(out, '(');
            value_to_text(out, v->of.variant.payload);
            tn_write_u8(out, ')');
        }
        break;
    case TENON_VAL_FLAGS:
        tn_write_printf(out, "0x%x", (unsigned)v->of.flags);
        break;
    case TENON_VAL_OWN:
    case TENON_VAL_BORROW:
        tn_write_printf(out, "%s %u",
                        v->kind == TENON_VAL_OWN ? "own" : "borrow",
                        (unsigned)v->of.handle.rep);
        break;
    }
}

#endif
