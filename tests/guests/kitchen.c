/*
 * One function for each shape of type. Parameters are flat, as the canonical
 * ABI passes them; results of more than one core value are returned in memory.
 */
#include "guest.h"

#define ECHO(name) EXPORT("test:guests/echo#" name)
#define POST(name) EXPORT("cabi_post_test:guests/echo#" name)
#define BROKEN(name) EXPORT("test:guests/broken#" name)

typedef struct {
    void *ptr;
    uint32_t len;
} list_t;

/* Places a result where it outlives the call; the post-return frees it. */
#define RETURN(type, ...)                                         \
    do {                                                          \
        type *result = guest_alloc(sizeof(type), _Alignof(type)); \
        *result = (type)__VA_ARGS__;                              \
        return result;                                            \
    } while (0)

ECHO("nothing") void nothing(void) {}

#define ECHO_SCALAR(name, type, id) \
    ECHO(name) type id(type v) {    \
        return v;                   \
    }

ECHO_SCALAR("a-bool", uint32_t, a_bool)
ECHO_SCALAR("a-u8", uint32_t, a_u8)
ECHO_SCALAR("a-s8", int32_t, a_s8)
ECHO_SCALAR("a-u16", uint32_t, a_u16)
ECHO_SCALAR("a-s16", int32_t, a_s16)
ECHO_SCALAR("a-u32", uint32_t, a_u32)
ECHO_SCALAR("a-s32", int32_t, a_s32)
ECHO_SCALAR("a-u64", uint64_t, a_u64)
ECHO_SCALAR("a-s64", int64_t, a_s64)
ECHO_SCALAR("a-f32", float, a_f32)
ECHO_SCALAR("a-f64", double, a_f64)
ECHO_SCALAR("a-char", uint32_t, a_char)
ECHO_SCALAR("a-single", uint64_t, a_single)
ECHO_SCALAR("a-color", uint32_t, a_color)
ECHO_SCALAR("a-perms", uint32_t, a_perms)
ECHO_SCALAR("a-months", uint32_t, a_months)
ECHO_SCALAR("a-bits", uint32_t, a_bits)
ECHO_SCALAR("a-result-empty", uint32_t, a_result_empty)

/* Strings and lists, whatever their elements, are a pointer and a length. */
#define ECHO_LIST(name, id)                          \
    ECHO(name) list_t *id(void *ptr, uint32_t len) { \
        RETURN(list_t, {ptr, len});                  \
    }                                                \
    POST(name) void id##_post(list_t *result) {      \
        (void)result;                                \
        guest_free_all();                            \
    }

ECHO_LIST("a-string", a_string)
ECHO_LIST("a-list-bool", a_list_bool)
ECHO_LIST("a-list-u8", a_list_u8)
ECHO_LIST("a-list-s32", a_list_s32)
ECHO_LIST("a-list-f64", a_list_f64)
ECHO_LIST("a-list-char", a_list_char)
ECHO_LIST("a-list-string", a_list_string)
ECHO_LIST("a-list-list", a_list_list)
ECHO_LIST("a-list-option", a_list_option)
ECHO_LIST("a-list-tuple", a_list_tuple)
ECHO_LIST("a-list-color", a_list_color)
ECHO_LIST("a-list-node", a_list_node)

/* All others free what they returned in the same way. */
#define FREE(name, id)                        \
    POST(name) void id##_post(void *result) { \
        (void)result;                         \
        guest_free_all();                     \
    }

typedef struct {
    int32_t x, y;
} point_t;

ECHO("a-point") point_t *a_point(int32_t x, int32_t y) {
    RETURN(point_t, {x, y});
}
FREE("a-point", a_point)

typedef struct {
    uint8_t a;
    uint64_t b;
    float c;
    list_t d;
    uint8_t e;
    uint32_t f;
} mixed_t;

ECHO("a-mixed")
mixed_t *a_mixed(uint32_t a,
                 uint64_t b,
                 float c,
                 void *d,
                 uint32_t d_len,
                 uint32_t e,
                 uint32_t f) {
    RETURN(mixed_t, {(uint8_t)a, b, c, {d, d_len}, (uint8_t)e, f});
}
FREE("a-mixed", a_mixed)

typedef struct {
    uint8_t first;
    list_t second;
    double third;
} tuple_t;

ECHO("a-tuple")
tuple_t *a_tuple(uint32_t first, void *second, uint32_t len, double third) {
    RETURN(tuple_t, {(uint8_t)first, {second, len}, third});
}
FREE("a-tuple", a_tuple)

enum { NOTHING, CIRCLE, SQUARE, NAMED, BIG, DOT };

typedef struct {
    uint8_t tag;
    union {
        uint64_t bits; /* of a circle's f64 too, joined to i64 */
        uint32_t square;
        list_t named;
        point_t dot;
    } as;
} shape_t;

ECHO("a-shape")
shape_t *a_shape(uint32_t tag, uint64_t first, int32_t second) {
    shape_t *shape = guest_alloc(sizeof *shape, _Alignof(shape_t));
    shape->tag = (uint8_t)tag;
    switch (tag) {
    case CIRCLE:
    case BIG:
        shape->as.bits = first;
        break;
    case SQUARE:
        shape->as.square = (uint32_t)first;
        break;
    case NAMED:
        shape->as.named = (list_t){(void *)(uintptr_t)first, (uint32_t)second};
        break;
    case DOT:
        shape->as.dot = (point_t){(int32_t)first, second};
        break;
    }
    return shape;
}
FREE("a-shape", a_shape)

typedef struct {
    uint8_t tag;
    uint32_t value;
} small_t;

ECHO("a-either") small_t *a_either(uint32_t tag, uint32_t value) {
    RETURN(small_t, {(uint8_t)tag, value});
}
FREE("a-either", a_either)

ECHO("an-option") small_t *an_option(uint32_t tag, uint32_t value) {
    RETURN(small_t, {(uint8_t)tag, value});
}
FREE("an-option", an_option)

typedef struct {
    uint8_t tag;
    list_t value;
} maybe_list_t;

ECHO("an-option-string")
maybe_list_t *an_option_string(uint32_t tag, void *ptr, uint32_t len) {
    RETURN(maybe_list_t, {(uint8_t)tag, {ptr, len}});
}
FREE("an-option-string", an_option_string)

typedef struct {
    uint8_t outer, inner, value;
} nested_t;

ECHO("an-option-option")
nested_t *an_option_option(uint32_t outer, uint32_t inner, uint32_t value) {
    RETURN(nested_t, {(uint8_t)outer, (uint8_t)inner, (uint8_t)value});
}
FREE("an-option-option", an_option_option)

typedef struct {
    uint8_t tag;
    union {
        uint64_t ok;
        list_t err;
    } as;
} result_t;

ECHO("a-result")
result_t *a_result(uint32_t tag, uint64_t first, uint32_t second) {
    if (tag == 0) {
        RETURN(result_t, {0, {.ok = first}});
    }
    RETURN(result_t, {1, {.err = {(void *)(uintptr_t)first, second}}});
}
FREE("a-result", a_result)

typedef struct {
    uint8_t tag;
    float ok;
} result_ok_t;

ECHO("a-result-ok") result_ok_t *a_result_ok(uint32_t tag, float ok) {
    RETURN(result_ok_t, {(uint8_t)tag, ok});
}
FREE("a-result-ok", a_result_ok)

ECHO("a-result-err")
maybe_list_t *a_result_err(uint32_t tag, void *ptr, uint32_t len) {
    RETURN(maybe_list_t, {(uint8_t)tag, {ptr, len}});
}
FREE("a-result-err", a_result_err)

ECHO("sixteen")
uint64_t sixteen(uint32_t a,
                 int32_t b,
                 uint32_t c,
                 uint64_t d,
                 float e,
                 double f,
                 uint32_t g,
                 uint32_t h,
                 char *i,
                 uint32_t i_len,
                 uint8_t *j,
                 uint32_t j_len,
                 uint32_t k,
                 int32_t l,
                 uint32_t m,
                 int32_t n) {
    uint64_t sum = a + (uint64_t)b + c + d + (uint64_t)e + (uint64_t)f + g + h;
    for (uint32_t at = 0; at < i_len; at++) {
        sum += (uint8_t)i[at];
    }
    for (uint32_t at = 0; at < j_len; at++) {
        sum += j[at];
    }
    return sum + k + (uint64_t)l + m + (uint64_t)n;
}
POST("sixteen") void sixteen_post(uint64_t result) {
    (void)result;
    guest_free_all();
}

/* Parameters and results have the same layout, so they can trade places. */
ECHO("seventeen") void *seventeen(void *params) {
    return params;
}
FREE("seventeen", seventeen)

BROKEN("bool-two") uint32_t bool_two(void) {
    return 2;
}
BROKEN("u8-wide") uint32_t u8_wide(void) {
    return 0x1ff;
}
BROKEN("flags-wide") uint32_t flags_wide(void) {
    return 0xfffffffe;
}
BROKEN("char-surrogate") uint32_t char_surrogate(void) {
    return 0xd800;
}
BROKEN("char-too-big") uint32_t char_too_big(void) {
    return 0x110000;
}
BROKEN("enum-range") uint32_t enum_range(void) {
    return 2;
}

BROKEN("option-range") nested_t *option_range(void) {
    RETURN(nested_t, {2, 0, 0});
}

static list_t *return_bytes(const char *bytes, uint32_t len) {
    RETURN(list_t, {(void *)bytes, len});
}

static list_t *return_address(uintptr_t address, uint32_t len) {
    RETURN(list_t, {(void *)address, len});
}

BROKEN("utf8-bad") list_t *utf8_bad(void) {
    return return_bytes("ab\xff", 3);
}

BROKEN("utf8-cut") list_t *utf8_cut(void) {
    return return_bytes("ab\xe2\x82\xac", 4);
}

BROKEN("string-outside") list_t *string_outside(void) {
    return return_address(0xfffffff0, 8);
}

BROKEN("string-huge") list_t *string_huge(void) {
    return return_address(64, 0xffffffff);
}

BROKEN("list-outside") list_t *list_outside(void) {
    return return_address(0xfffffff0, 1);
}

BROKEN("list-misaligned") list_t *list_misaligned(void) {
    return return_address(65, 1);
}

BROKEN("list-huge") list_t *list_huge(void) {
    return return_address(64, 0x20000001); /* times 8 wraps around */
}

BROKEN("result-misaligned") uintptr_t result_misaligned(void) {
    return 66;
}
BROKEN("result-outside") uintptr_t result_outside(void) {
    return 0xfffffff8;
}
BROKEN("unreachable") void unreachable(void) {
    __builtin_trap();
}

static volatile uint32_t zero;

BROKEN("divide-by-zero") uint32_t divide_by_zero(void) {
    return 100 / zero;
}

BROKEN("outside-memory") uint32_t outside_memory(void) {
    return *(volatile uint32_t *)0xfffffff0;
}

static uint32_t descend(uint32_t depth) {
    return zero == depth ? depth : descend(depth + 1) + zero + 1;
}

BROKEN("endless-recursion") uint32_t endless_recursion(void) {
    return descend(1);
}

BROKEN("post-return") uint32_t post_return(void) {
    return 1;
}

EXPORT("cabi_post_test:guests/broken#post-return")
void post_return_post(uint32_t result) {
    (void)result;
    __builtin_trap();
}
