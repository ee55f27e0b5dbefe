/* What is right of WIT with errors. */
#include <stdlib.h>

#include "tenon/wit.h"

#include "tests/support.h"
#include "tests/walk_all.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(partial, .init = set_up, .fini = tear_down);

static tenon_wit_source source(const char *path,
                               unsigned group,
                               const char *text) {
    return (tenon_wit_source){path, text, strlen(text), group};
}

static tenon_status load(tenon_wit **out, const char *text, bool partial) {
    const tenon_wit_source from = source("a.wit", 0, text);
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.partial = partial;
    return tenon_wit_load_sources(out, ctx, &from, 1, &options);
}

/* What is there of a text with errors, printed without empty lines. */
static void expect_rest(const char *text, size_t errors, const char *expected) {
    tenon_wit *wit;
    tenon_buffer printed;
    tenon_diagnostics_clear(ctx);
    cr_expect_eq(load(&wit, text, true), TENON_INVALID);
    size_t told = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    cr_expect_eq(told, errors, "%zu errors in\n%s", told, text);
    cr_assert_not_null(wit, "nothing of\n%s", text);
    cr_expect(tenon_wit_is_partial(wit));
    walk_all(wit);
    cr_assert_eq(tenon_wit_print(&printed, wit, false), TENON_OK);
    size_t len = 0;
    for (size_t i = 0; i < printed.len; i++) {
        if (printed.data[i] != '\n' || (len && printed.data[len - 1] != '\n'))
            printed.data[len++] = printed.data[i];
    }
    EXPECT_STR(((tn_str){(const char *)printed.data, len}), expected);
    tenon_buffer_release(&printed);
    tenon_wit_free(wit);
}

Test(partial, without_being_asked_for_there_is_nothing) {
    tenon_wit *wit;
    cr_expect_eq(
        load(&wit, "package a:b; interface i { f: func() -> x; }", false),
        TENON_INVALID);
    cr_expect_null(wit);
}

Test(partial, what_has_no_errors_is_not_partial) {
    tenon_wit *wit;
    cr_assert_eq(load(&wit, "package a:b; interface i {}", true), TENON_OK);
    cr_expect(!tenon_wit_is_partial(wit));
    tenon_wit_free(wit);
}

Test(partial, items_without_meaning_are_left_out) {
    expect_rest("package a:b;\n"
                "interface i {\n"
                "  record good { a: u8 }\n"
                "  record bad { a: missing }\n"
                "  type follows = bad;\n"
                "  f: func(g: good);\n"
                "  g: func(b: bad);\n"
                "  resource r { m: func() -> missing; n: func(); }\n"
                "}\n"
                "interface j { use i.{good, bad}; use nowhere.{x}; }\n",
                3,
                "package a:b;\n"
                "interface i {\n"
                "  record good {\n"
                "    a: u8,\n"
                "  }\n"
                "  resource r {\n"
                "    n: func();\n"
                "  }\n"
                "  f: func(g: good);\n"
                "}\n"
                "interface j {\n"
                "  use i.{good};\n"
                "}\n");
}

Test(partial, worlds_keep_what_they_say_themselves) {
    expect_rest("package a:b;\n"
                "interface i { type t = u8; }\n"
                "interface j { use i.{t}; f: func() -> t; }\n"
                "world fine { import j; }\n"
                "world w {\n"
                "  import j;\n"
                "  import nowhere;\n"
                "  use i.{t, u};\n"
                "  export run: func() -> t;\n"
                "  export stop: func() -> u;\n"
                "  include lost;\n"
                "}\n",
                3,
                "package a:b;\n"
                "interface i {\n"
                "  type t = u8;\n"
                "}\n"
                "interface j {\n"
                "  use i.{t};\n"
                "  f: func() -> t;\n"
                "}\n"
                "world fine {\n"
                "  import i;\n"
                "  import j;\n"
                "}\n"
                "world w {\n"
                "  import j;\n"
                "  use i.{t};\n"
                "  export run: func() -> t;\n"
                "}\n");
}

Test(partial, packages_that_are_not_there_leave_the_rest) {
    expect_rest("package a:b;\n"
                "interface i { use c:d/e.{t}; f: func() -> t; g: func(); }\n"
                "world w { import c:d/e; export i; }\n",
                1,
                "package a:b;\n"
                "interface i {\n"
                "  g: func();\n"
                "}\n"
                "world w {\n"
                "  export i;\n"
                "}\n");
}

/* Syntax errors */

Test(partial, broken_items_are_left_out_and_others_kept) {
    static const char *const broken[] = {
        "  g: func(",
        "  g: func(a: u8",
        "  g: func() -> ;",
        "  g: ;",
        "  g",
        "  record r { a: }",
        "  record r { a: u8, b",
        "  variant v { a(, b }",
        "  @since(version = )",
        "  use .{t};",
        "  ;",
        "  type Bad_name = u8;",
        "  g: func(x: list<u8, 01>);",
        "  /// Docs\n  type = u8;",
    };
    for (size_t i = 0; i < TN_COUNT_OF(broken); i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "package a:b;\ninterface i {\n  f: func();\n%s\n"
                 "  type h = u8;\n}\ninterface j {\n  type t = u8;\n}\n",
                 broken[i]);
        expect_rest(text, 1,
                    "package a:b;\ninterface i {\n  type h = u8;\n"
                    "  f: func();\n}\ninterface j {\n  type t = u8;\n}\n");
    }
}

Test(partial, bodies_without_a_brace_end_where_another_begins) {
    expect_rest("package a:b;\n"
                "interface i {\n"
                "  resource r {\n"
                "    m: func();\n"
                "    n: fun\n"
                "  f: func() -> r;\n"
                "  type t = u8;\n"
                "world w {\n"
                "  import i;\n",
                3,
                "package a:b;\n"
                "interface i {\n"
                "  resource r {\n"
                "    m: func();\n"
                "  }\n"
                "  type t = u8;\n"
                "}\n"
                "world w {\n"
                "  import i;\n"
                "}\n");
}

Test(partial, bodies_may_be_open_at_the_end) {
    static const char *const ends[] = {
        "",       "  ",        "  g: func(", "  record r { a: u8, b: list<",
        "  type", "  /// Docs"};
    for (size_t i = 0; i < TN_COUNT_OF(ends); i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "package a:b;\ninterface j {\n  type t = u8;\n}\n"
                 "interface i {\n  f: func();\n  h: func();\n%s",
                 ends[i]);
        expect_rest(text, 1,
                    "package a:b;\ninterface j {\n  type t = u8;\n}\n"
                    "interface i {\n  f: func();\n  h: func();\n}\n");
    }
}

Test(partial, nothing_that_follows_from_a_syntax_error_is_told) {
    expect_rest("package a:b;\n"
                "interface i {\n"
                "  record r { a: u8 b: u8 }\n"
                "  f: func(x: r);\n"
                "  g: func();\n"
                "}\n",
                1,
                "package a:b;\n"
                "interface i {\n"
                "  g: func();\n"
                "}\n");
}

Test(partial, without_a_package_there_is_nothing) {
    static const char *const texts[] = {"",
                                        "interface i { f: func(); }",
                                        "package ;",
                                        "package a:b@01.0.0;",
                                        "\x01",
                                        "package a:b; interface i { /* open",
                                        "package A_b:c; interface i {}"};
    for (size_t i = 0; i < TN_COUNT_OF(texts); i++) {
        tenon_wit *wit;
        tenon_diagnostics_clear(ctx);
        cr_expect_eq(load(&wit, texts[i], true), TENON_INVALID, "%s", texts[i]);
        cr_expect_null(wit, "%s", texts[i]);
        cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 1, "%s",
                     texts[i]);
    }
}

Test(partial, other_files_are_not_affected) {
    const tenon_wit_source list[] = {
        source("a.wit", 0,
               "package a:b; interface i { use c:d/j.{t}; f: func() -> t; }"),
        source("b.wit", 0, "interface k {} }"),
        source("c.wit", 1, "package c:d; interface j { type t = u8; } world"),
    };
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.partial = true;
    tenon_wit *wit;
    cr_assert_eq(tenon_wit_load_sources(&wit, ctx, list, 3, &options),
                 TENON_INVALID);
    cr_assert_not_null(wit);
    cr_expect_eq(tenon_wit_package_count(wit), 2);
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "i");
    cr_assert_not_null(i);
    cr_expect_eq(tenon_wit_interface_func_count(i), 1);
    cr_expect_not_null(tenon_wit_find_interface(wit, "k"));
    tenon_wit_free(wit);
}

Test(partial, what_needs_all_of_it_refuses_it) {
    tenon_wit *wit, *whole;
    tenon_wit_diff *diff;
    tenon_buffer out;
    cr_assert_eq(load(&whole, "package a:b;", false), TENON_OK);
    cr_assert_eq(load(&wit, "package a:b; interface i { f: x; }", true),
                 TENON_INVALID);
    cr_expect_eq(tenon_wit_diff_new(&diff, wit, whole), TENON_MISUSE);
    cr_expect_eq(tenon_wit_diff_new(&diff, whole, wit), TENON_MISUSE);
    cr_expect_eq(tenon_wit_lint(wit, NULL, NULL), TENON_MISUSE);
    const tenon_wit *const parts[] = {whole, wit};
    tenon_wit *made;
    cr_expect_eq(tenon_wit_merge(&made, parts, 2), TENON_MISUSE);
    cr_expect_eq(tenon_wit_importize(&made, wit, NULL), TENON_MISUSE);
    cr_expect_null(made);
    cr_assert_eq(tenon_wit_json(&out, wit), TENON_OK);
    tenon_buffer_release(&out);
    tenon_wit_free(whole);
    tenon_wit_free(wit);
}

static bool load_once(const tenon_allocator *allocator, void *user) {
    const char *text = user;
    const tenon_wit_source from = source("a.wit", 0, text);
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    tenon_context *own;
    tenon_wit *wit = NULL;
    options.partial = true;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_status status = tenon_wit_load_sources(&wit, own, &from, 1, &options);
    cr_expect_eq(wit != NULL, status == TENON_INVALID);
    tenon_wit_free(wit);
    tenon_context_free(own);
    return status == TENON_INVALID;
}

Test(partial, memory_may_run_out) {
    static char text[] =
        "package a:b;\n"
        "interface i { f: func(; record r { a: x } g: func(); }"
        "world w { import i; export nothing; ";
    test_every_failure(load_once, text);
}
