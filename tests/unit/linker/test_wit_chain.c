/* Interfaces that take types from many others, one through the other. */
#include <stdarg.h>
#include <stdlib.h>

#include "tenon/wit_binary.h"

#include "tests/unit/linker/link_support.h"

TestSuite(wit_chain, .init = link_set_up, .fini = link_tear_down);

typedef struct text {
    char *p;
    size_t len, cap;
} text;

static TENON_PRINTF(2, 3) void put(text *t, const char *fmt, ...) {
    va_list args;
    if (t->cap - t->len < 256) {
        t->cap = t->cap * 2 + 256;
        t->p = realloc(t->p, t->cap);
        cr_assert_not_null(t->p);
    }
    va_start(args, fmt);
    t->len += (size_t)vsnprintf(t->p + t->len, t->cap - t->len, fmt, args);
    va_end(args);
}

static tenon_wit *load(text *t) {
    const tenon_wit_source source = {"test.wit", t->p, t->len, 0};
    tenon_wit *wit;
    cr_assert_eq(tenon_wit_load_sources(&wit, link_ctx, &source, 1, NULL),
                 TENON_OK);
    free(t->p);
    return wit;
}

static tenon_buffer print(const tenon_wit *wit) {
    tenon_buffer out;
    cr_assert_eq(tenon_wit_print(&out, wit, true), TENON_OK);
    return out;
}

/* Through the binary form, with all packages; gives the binary's size. */
static size_t expect_back(text *t) {
    tenon_wit *wit = load(t), *again;
    tenon_buffer bytes;
    cr_assert_eq(tenon_wit_encode(&bytes, wit, NULL), TENON_OK);
    const tenon_input input = link_input("t.wasm", &bytes);
    cr_assert_eq(tenon_wit_decode(&again, link_ctx, &input), TENON_OK);
    tenon_buffer before = print(wit), after = print(again);
    cr_assert_eq(before.len, after.len);
    cr_assert_arr_eq(before.data, after.data, before.len);
    size_t size = bytes.len;
    tenon_buffer_release(&before);
    tenon_buffer_release(&after);
    tenon_buffer_release(&bytes);
    tenon_wit_free(again);
    tenon_wit_free(wit);
    return size;
}

/* Each interface has what define makes of its number. */
static void put_chain(text *t, int count, void (*define)(text *t, int i)) {
    for (int i = 0; i < count; i++) {
        put(t, "interface i%d {\n", i);
        define(t, i);
        put(t, "}\n");
    }
}

/* The same type, handed on. */
static void define_same(text *t, int i) {
    if (i)
        put(t, "use i%d.{r};\n", i - 1);
    else
        put(t, "resource r;\n");
}

/* A type of its own, beside the one before. */
static void define_next(text *t, int i) {
    if (i)
        put(t, "use i%d.{r as p}; f: func(p: p) -> tuple<p, r>;\n", i - 1);
    put(t, "record r { x: u8 }\n");
}

/* Types of all kinds that mention older ones, but not too deeply. */
static void define_kinds(text *t, int i) {
    static const char *const kinds[] = {
        "type r = list<p>;",     "type r = tuple<u8, p>;",
        "variant r { a(p), b }", "type r = result<p, list<u8>>;",
        "type r = p;",           "record r { x: stream<p>, y: u8 }",
        "type r = list<p, 2>;",  "type r = map<u8, p>;",
    };
    if (i % 70 == 0) {
        put(t, "record r { x: u8 } resource q;\n");
        return;
    }
    put(t, "use i%d.{r as p, q as o};\n%s\n", i - 1, kinds[i % 8]);
    put(t, "type q = o; f: func(a: borrow<q>) -> r;\n");
}

static void (*const defines[])(text *t, int i) = {define_same, define_next,
                                                  define_kinds};

Test(wit_chain, long_ones_come_back_and_grow_with_their_length) {
    for (size_t k = 0; k < TN_COUNT_OF(defines); k++) {
        size_t sizes[2];
        for (int i = 0; i < 2; i++) {
            text t = {0};
            put(&t, "package a:b;\n");
            put_chain(&t, i ? 300 : 100, defines[k]);
            sizes[i] = expect_back(&t);
        }
        cr_expect_lt(sizes[1], 4 * sizes[0]);
    }
}

/* Without functions: these are not told of other packages. */
static void define_types(text *t, int i) {
    if (i)
        put(t, "use i%d.{r as p, q as o}; type m = option<p>;\n", i - 1);
    put(t, "record r { x: u8 } resource q;\n");
}

Test(wit_chain, those_of_another_package_are_told_once_and_in_full) {
    static void (*const kinds[])(text * t, int i) = {define_same, define_types};
    for (size_t k = 0; k < TN_COUNT_OF(kinds); k++) {
        text t = {0};
        put(&t, "package a:b;\n");
        for (int i = 0; i < 4; i++)
            put(&t,
                "interface j%d { use c:d/i%d.{r}; use c:d/i99.{r as s}; }\n", i,
                99 - i * 30);
        put(&t, "package c:d {\n");
        put_chain(&t, 100, kinds[k]);
        put(&t, "}\n");
        expect_back(&t);
    }
}

Test(wit_chain, interfaces_that_need_all_others_are_limited) {
    text t = {0};
    put(&t, "package a:b;\n");
    for (int i = 0; i < 700; i++) {
        put(&t, "interface i%d { type t = u8;\n", i);
        for (int k = 0; k < i; k++)
            put(&t, "use i%d.{t as t%d};\n", k, k);
        put(&t, "}\n");
    }
    tenon_wit *wit = load(&t);
    tenon_buffer out;
    cr_expect_eq(tenon_wit_encode(&out, wit, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "with what is taken from others");
    tenon_wit_free(wit);
}
