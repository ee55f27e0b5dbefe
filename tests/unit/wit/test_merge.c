/* Packages merged. */
#include <stdlib.h>

#include "tenon/wit.h"

#include "tests/unit/wit/wit_support.h"

TestSuite(merge, .init = wit_set_up, .fini = wit_tear_down);

static tenon_wit *load(tenon_context *of, const char *path, const char *text) {
    tenon_wit *out = NULL;
    const tenon_wit_source source = {path, text, strlen(text), 0};
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = true;
    tenon_wit_load_sources(&out, of, &source, 1, &options);
    return out;
}

enum { MAX_PARTS = 4 };

/* Texts up to a NULL, merged; what they were made of is gone. */
static tenon_status merge(const char *const *texts) {
    static const char *const paths[MAX_PARTS] = {"a.wit", "b.wit", "c.wit",
                                                 "d.wit"};
    tenon_wit *parts[MAX_PARTS];
    size_t count = 0;
    wit_resolve_free(wit);
    tenon_diagnostics_clear(ctx);
    for (; texts[count]; count++) {
        parts[count] = load(ctx, paths[count], texts[count]);
        if (!parts[count])
            cr_log_error("%s", test_diagnostics(ctx));
        cr_assert_not_null(parts[count]);
    }
    tenon_status status =
        tenon_wit_merge(&wit, (const tenon_wit *const *)parts, count);
    for (size_t i = 0; i < count; i++)
        tenon_wit_free(parts[i]);
    return status;
}

static char *print_all(void) {
    tenon_buffer text;
    cr_assert_eq(tenon_wit_print(&text, wit, true), TENON_OK);
    char *out = calloc(text.len + 1, 1);
    memcpy(out, text.data, text.len);
    tenon_buffer_release(&text);
    return out;
}

/* The print of all packages, which must resolve. */
static void expect_text(const char *expected) {
    char *text = print_all();
    tenon_buffer bytes = {0};
    cr_expect_str_eq(text, expected, "%s", text);
    tenon_wit *again = load(ctx, "print.wit", text);
    cr_expect_not_null(again, "%s", text);
    cr_expect_eq(tenon_wit_json(&bytes, wit), TENON_OK);
    tenon_buffer_release(&bytes);
    tenon_wit_free(again);
    free(text);
}

static void expect_merge(const char *a, const char *b, const char *expected) {
    const char *const texts[] = {a, b, NULL};
    if (merge(texts) != TENON_OK)
        cr_log_error("%s", test_diagnostics(ctx));
    cr_assert_not_null(wit);
    expect_text(expected);
}

static void expect_errors(size_t count,
                          const char *a,
                          const char *b,
                          const char *phrase) {
    const char *const texts[] = {a, b, NULL};
    cr_expect_eq(merge(texts), TENON_INVALID, "%s\n%s", a, b);
    cr_expect_null(wit);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), count);
    EXPECT_DIAGNOSTIC(ctx, phrase);
}

static void expect_error(const char *a, const char *b, const char *phrase) {
    expect_errors(1, a, b, phrase);
}

/* What is united */

Test(merge, keeps_an_empty_external_id) {
    const char *text = "package a:b;\n\n"
                       "interface i {\n"
                       "  @external-id(\"\")\n"
                       "  f: func();\n"
                       "}\n\n";
    expect_merge(text, text, text);
}

Test(merge, keeps_what_package_an_inline_interface_is_of) {
    const char *text = "package a:b;\n\n"
                       "world w { include c:d/v@1.0.0; }\n"
                       "package c:d@1.0.0 {\n"
                       "  world v { import x: interface {\n"
                       "    @since(version = 1.0.0) f: func(); } }\n"
                       "}";
    expect_merge(text, text,
                 "package a:b;\n\n"
                 "world w {\n"
                 "  import x: interface {\n"
                 "    f: func();\n"
                 "  }\n"
                 "}\n"
                 "package c:d@1.0.0 {\n"
                 "  world v {\n"
                 "    import x: interface {\n"
                 "      @since(version = 1.0.0)\n"
                 "      f: func();\n"
                 "    }\n"
                 "  }\n"
                 "}\n");
}

Test(merge, unites_the_parts_of_an_interface) {
    expect_merge("package a:b;\n"
                 "interface i { type t = u8; f: func(x: t); }",
                 "package a:b;\n"
                 "interface i { type n = list<t>; type t = u8;\n"
                 "  g: func(x: t) -> n; }",
                 "package a:b;\n\n"
                 "interface i {\n"
                 "  type t = u8;\n\n"
                 "  type n = list<t>;\n\n"
                 "  f: func(x: t);\n\n"
                 "  g: func(x: t) -> n;\n"
                 "}\n\n");
}

Test(merge, unites_resources_with_their_functions) {
    expect_merge("package a:b;\n"
                 "interface i { resource r { m: func(); } f: func(x: r); }",
                 "package a:b;\n"
                 "interface i { f: func(x: r); resource r {\n"
                 "  constructor(); n: static func(x: borrow<r>); } }",
                 "package a:b;\n\n"
                 "interface i {\n"
                 "  resource r {\n"
                 "    m: func();\n"
                 "    constructor();\n"
                 "    n: static func(x: borrow<r>);\n"
                 "  }\n\n"
                 "  f: func(x: r);\n"
                 "}\n\n");
}

Test(merge, adds_what_only_the_second_has) {
    expect_merge("package a:main; interface i { f: func(); }",
                 "package a:other@1.0.0;\n"
                 "interface k { use a:dep/d.{r}; f: func(x: borrow<r>); }\n"
                 "world w { export k; }\n"
                 "package a:dep { interface d { resource r; } }\n"
                 "package a:main { world v { import i; } interface i {} }",
                 "package a:main;\n\n"
                 "interface i {\n"
                 "  f: func();\n"
                 "}\n\n"
                 "world v {\n"
                 "  import i;\n"
                 "}\n"
                 "package a:dep {\n"
                 "  interface d {\n"
                 "    resource r;\n"
                 "  }\n"
                 "}\n"
                 "\n"
                 "\n"
                 "package a:other@1.0.0 {\n"
                 "  interface k {\n"
                 "    use a:dep/d.{r};\n\n"
                 "    f: func(x: borrow<r>);\n"
                 "  }\n"
                 "  world w {\n"
                 "    import a:dep/d;\n\n"
                 "    export k;\n"
                 "  }\n"
                 "}\n");
}

Test(merge, worlds_import_what_united_interfaces_need) {
    expect_merge("package a:b;\n"
                 "interface i { f: func(); } world w { import i; }",
                 "package a:b;\n"
                 "interface d { type t = u8; }\n"
                 "interface i { use d.{t}; g: func(x: t); }",
                 "package a:b;\n\n"
                 "interface i {\n"
                 "  use d.{t};\n\n"
                 "  f: func();\n\n"
                 "  g: func(x: t);\n"
                 "}\n\n"
                 "interface d {\n"
                 "  type t = u8;\n"
                 "}\n\n"
                 "world w {\n"
                 "  import d;\n"
                 "  import i;\n"
                 "}\n");
    /* Those who walk the package meet what others need first. */
    EXPECT_STR(wit->main->interfaces[0]->name, "d");
}

Test(merge, unites_inline_interfaces_of_worlds) {
    expect_merge(
        "package a:b;\n"
        "world w { import k: interface { f: func(); }\n"
        "  use t.{x}; export g: func() -> x; }\n"
        "interface t { type x = u8; }",
        "package a:b;\n"
        "world w { import k: interface { use t.{x}; g: func() -> x; }\n"
        "  use t.{x}; export g: func() -> x; }\n"
        "interface t { type x = u8; }",
        "package a:b;\n\n"
        "interface t {\n"
        "  type x = u8;\n"
        "}\n\n"
        "world w {\n"
        "  import t;\n"
        "  import k: interface {\n"
        "    use t.{x};\n\n"
        "    f: func();\n\n"
        "    g: func() -> x;\n"
        "  }\n"
        "  use t.{x};\n\n"
        "  export g: func() -> x;\n"
        "}\n");
}

/* Worlds that share an inline interface by `include` share nothing after. */
Test(merge, included_interfaces_are_united_world_by_world) {
    expect_merge("package a:b;\n"
                 "world v { import k: interface { f: func(); } }\n"
                 "world w { include v; }",
                 "package a:b;\n"
                 "world v { import k: interface { f: func(); } }\n"
                 "world w { import k: interface { g: func(); } }",
                 "package a:b;\n\n"
                 "world v {\n"
                 "  import k: interface {\n"
                 "    f: func();\n"
                 "  }\n"
                 "}\n"
                 "world w {\n"
                 "  import k: interface {\n"
                 "    f: func();\n\n"
                 "    g: func();\n"
                 "  }\n"
                 "}\n");
}

Test(merge, unites_more_than_two) {
    const char *const texts[] = {"package a:a; interface i { f: func(); }",
                                 "package a:b; interface i { g: func(); }",
                                 "package a:a; interface i { h: func(); }",
                                 "package a:b; interface i { f: func(); }",
                                 NULL};
    cr_assert_eq(merge(texts), TENON_OK);
    expect_text("package a:a;\n\n"
                "interface i {\n"
                "  f: func();\n\n"
                "  h: func();\n"
                "}\n\n"
                "package a:b {\n"
                "  interface i {\n"
                "    g: func();\n\n"
                "    f: func();\n"
                "  }\n"
                "}\n");
}

Test(merge, of_one_is_a_copy) {
    const char *const texts[] = {
        "/// docs of the package\npackage a:b@1.0.0;\n"
        "/// docs of i\n@since(version = 1.0.0)\n"
        "interface i {\n"
        "  /// docs of t\n  record t { /// docs of x\n x: u8 }\n"
        "  enum e { p, q } flags g { a } variant v { c(e), d }\n"
        "  type m = map<string, tuple<option<t>, result<_, v>>>;\n"
        "  type l = list<u8, 4>; resource r;\n"
        "  /// docs of f\n  f: async func(x: stream<u8>) -> future<g>;\n"
        "}\n"
        "/// docs of w\n"
        "world w { @external-id(\"x\") import i; import n: i;\n"
        "  /// docs of g\n export g: func(); }",
        NULL};
    cr_assert_eq(merge(texts), TENON_OK);
    char *copy = print_all();
    tenon_wit_free(wit);
    wit = load(ctx, "a.wit", texts[0]);
    char *plain = print_all();
    cr_expect_str_eq(copy, plain, "%s", copy);
    free(plain);
    free(copy);
}

/* Docs of the first, gates of either. */
Test(merge, takes_gates_of_the_second) {
    expect_merge("package a:b@1.0.0;\n"
                 "interface i { /// one\ntype t = u8; f: func(); }\n"
                 "world w { import i; }",
                 "package a:b@1.0.0;\n"
                 "@since(version = 1.0.0) interface i {\n"
                 "  /// two\n @unstable(feature = x) type t = u8;\n"
                 "  @since(version = 1.0.0) f: func(); }\n"
                 "world w { @since(version = 1.0.0) import i; }",
                 "package a:b@1.0.0;\n\n"
                 "@since(version = 1.0.0)\n"
                 "interface i {\n"
                 "  /// one\n"
                 "  @unstable(feature = x)\n"
                 "  type t = u8;\n\n"
                 "  @since(version = 1.0.0)\n"
                 "  f: func();\n"
                 "}\n\n"
                 "world w {\n"
                 "  @since(version = 1.0.0)\n"
                 "  import i;\n"
                 "}\n");
}

/* What must agree */

Test(merge, types_must_be_made_of_the_same) {
    expect_error("package a:b; interface i { record r { a: u8 } }",
                 "package a:b; interface i { record r { a: u16 } }",
                 "two definitions of record `r` of interface `a:b/i` differ");
    EXPECT_DIAGNOSTIC(ctx, "--> b.wit:1:35");
    EXPECT_DIAGNOSTIC(ctx, "note: the first one is here\n  --> a.wit:1:35");
    EXPECT_DIAGNOSTIC(ctx, "from the first to the second: field `a` of record "
                           "`r` changed from u8 to u16");
    expect_error("package a:b; interface i { enum e { p, q } }",
                 "package a:b; interface i { enum e { q, p } }",
                 "the order of the cases of enum `e` changed");
    expect_error("package a:b; interface i { resource r; }",
                 "package a:b; interface i { type r = u8; }",
                 "type `r` was a resource, is another name of a type");
    /* Another name of the same is the same. */
    const char *const texts[] = {
        "package a:b; interface i { type t = u8; type u = t; }",
        "package a:b; interface i { type u = u8; type t = u; }", NULL};
    cr_expect_eq(merge(texts), TENON_OK);
}

Test(merge, functions_must_be_the_same) {
    static const char *const others[][2] = {
        {"f: func(x: s8) -> u8;", "parameter `x` of function `f` changed from"},
        {"f: func(y: u8) -> u8;", "was renamed to `y`"},
        {"f: func() -> u8;", "parameter `x` of function `f` was removed"},
        {"f: func(x: u8);", "result of function `f` was removed"},
        {"f: func(x: u8) -> s8;", "result of function `f` changed from"},
        {"f: async func(x: u8) -> u8;", "function `f` became async"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char text[200];
        snprintf(text, sizeof text, "package a:b; interface i { %s }",
                 others[i][0]);
        expect_error("package a:b; interface i { f: func(x: u8) -> u8; }", text,
                     others[i][1]);
    }
}

Test(merge, resources_of_two_interfaces_are_two) {
    static const char deps[] =
        "interface x { resource r; } interface y { resource r; }";
    char first[300], second[300];
    snprintf(first, sizeof first,
             "package a:b; %s interface i { use x.{r}; f: func(p: r); }", deps);
    snprintf(second, sizeof second,
             "package a:b; %s interface i { use y.{r}; f: func(p: r); }", deps);
    expect_error(first, second,
                 "type `r` was `r` of `a:b/x`, is `r` of `a:b/y`");
}

/* Whatever mentions a type that differs is not told again. */
Test(merge, tells_a_difference_once) {
    expect_error("package a:b; interface i { record r { a: u8 }\n"
                 "  type l = list<r>; f: func(x: r) -> l; }",
                 "package a:b; interface i { record r { b: u8 }\n"
                 "  type l = list<r>; f: func(x: r) -> l; }",
                 "field `a` of record `r` was renamed to `b`");
    expect_errors(3,
                  "package a:b; interface i { record r { a: u8 }\n"
                  "  enum e { a } f: func(x: r); g: func() -> u8; }",
                  "package a:b; interface i { record r { b: u8 }\n"
                  "  enum e { b } f: func(x: r); g: func() -> s8; }",
                  "record `r`");
}

Test(merge, gates_must_not_contradict) {
    expect_error("package a:b@1.2.0; interface i {\n"
                 "  @since(version = 1.0.0) f: func(); }",
                 "package a:b@1.2.0; interface i {\n"
                 "  @since(version = 1.1.0) f: func(); }",
                 "two definitions of `f` have different gates");
}

Test(merge, worlds_must_have_the_same_items) {
    static const char first[] = "package a:b; interface i {} interface k {}\n"
                                "world w { import i; export g: func(); }";
    static const char *const others[][2] = {
        {"export g: func();", "only one of them has import `a:b/i`"},
        {"import i;", "only one of them has export `g`"},
        {"import i; export g: func(x: u8);",
         "two definitions of function `g` of world `a:b/w` differ"},
        {"import i; export g: interface {}", "a function became an interface"},
        {"import i; import k; export g: func();",
         "only one of them has import `a:b/k`"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "package a:b; interface i {} interface k {}\nworld w { %s }",
                 others[i][0]);
        expect_error(first, text, others[i][1]);
    }
}

Test(merge, items_of_worlds_must_be_the_same) {
    expect_error("package a:b; interface i {} interface k {}\n"
                 "world w { import n: i; }",
                 "package a:b; interface i {} interface k {}\n"
                 "world w { import n: k; }",
                 "`a:b/i` became `a:b/k`");
    expect_error("package a:b; interface i {} world w { import n: i; }",
                 "package a:b; interface i {}\n"
                 "world w { import n: interface {} }",
                 "a named interface became an inline one");
    expect_error("package a:b; world w { import n: interface {\n"
                 "  type t = u8; } }",
                 "package a:b; world w { import n: interface {\n"
                 "  type t = u16; } }",
                 "type `t` of import `n` of world `a:b/w` differ");
    expect_error("package a:b; world w { resource r; record x { a: u8 } }",
                 "package a:b; world w { resource r; record x { b: u8 } }",
                 "record `x` of world `a:b/w` differ");
}

Test(merge, resources_of_worlds_are_united) {
    const char *const texts[] = {
        "package a:b; world w { resource r; import f: func(x: r); }",
        "package a:b; world w { resource r; import f: func(x: r); }", NULL};
    cr_expect_eq(merge(texts), TENON_OK);
}

/* What WIT could not say */

Test(merge, names_must_not_clash) {
    expect_error("package a:b; interface x {}", "package a:b; world x {}",
                 "world `x` cannot be beside interface `x`, whose name is the "
                 "same");
    expect_error("package a:b; interface x-y {}", "package a:b; world X-y {}",
                 "whose name is too similar");
    expect_error("package a:b; interface i { type x = u8; }",
                 "package a:b; interface i { x: func(); }",
                 "function `x` cannot be beside type `x`");
    expect_error("package a:b; interface i { f: func(); }",
                 "package a:b; interface i { F: func(); }",
                 "function `F` cannot be beside function `f`");
}

Test(merge, interfaces_must_not_need_each_other) {
    expect_error("package a:b; interface x { type t = u8; }\n"
                 "interface y { use x.{t}; }",
                 "package a:b; interface y { type u = u8; }\n"
                 "interface x { use y.{u}; }",
                 "would take types from");
}

Test(merge, packages_must_not_need_each_other) {
    expect_error("package a:x; interface i { use a:y/i.{t}; }\n"
                 "package a:y { interface i { type t = u8; } }",
                 "package a:y; interface k { use a:x/k.{t}; }\n"
                 "package a:x { interface k { type t = u8; } }",
                 "would need each other");
}

Test(merge, refuses_misuse) {
    tenon_context *other;
    tenon_wit *out, *a = load(ctx, "a.wit", "package a:b;");
    cr_assert_eq(tenon_context_new(&other, NULL), TENON_OK);
    tenon_wit *b = load(other, "b.wit", "package a:b;");
    const tenon_wit *const parts[] = {a, b};
    cr_expect_eq(tenon_wit_merge(&out, parts, 2), TENON_MISUSE);
    cr_expect_null(out);
    cr_expect_eq(tenon_wit_merge(&out, parts, 0), TENON_MISUSE);
    tenon_wit_free(b);
    tenon_wit_free(a);
    tenon_context_free(other);
}

static bool merge_with(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *own;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_wit *a = load(own, "a.wit",
                        "package a:b; interface i { resource r; f: func(); }\n"
                        "world w { import i; export g: func(); }");
    tenon_wit *b = a ? load(own, "b.wit",
                            "package a:b;\n"
                            "interface i { use k.{t}; resource r;\n"
                            "  g: func(x: r) -> list<t>; }\n"
                            "interface k { record t { a: u8 } }")
                     : NULL;
    tenon_wit *out = NULL;
    const tenon_wit *const parts[] = {a, b};
    bool ok = b && tenon_wit_merge(&out, parts, 2) == TENON_OK;
    tenon_wit_free(out);
    tenon_wit_free(b);
    tenon_wit_free(a);
    tenon_context_free(own);
    return ok;
}

Test(merge, survives_every_failing_allocation) {
    test_every_failure(merge_with, NULL);
}
