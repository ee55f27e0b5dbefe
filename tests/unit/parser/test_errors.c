/* Wrong texts: what is said about them, and that nothing worse happens. */
#include <stdlib.h>

#include "base/limits.h"
#include "tests/unit/parser/parse.h"

TestSuite(errors, .init = parse_set_up, .fini = parse_tear_down);

static size_t error_count(void) {
    return tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
}

/* The text has one error, which says this. */
static void expect_error(const char *text, const char *phrase) {
    tenon_diagnostics_clear(ctx);
    cr_expect_not(parse(text), "%s", text);
    cr_expect_eq(error_count(), 1, "%s: %zu errors", text, error_count());
    EXPECT_DIAGNOSTIC(ctx, phrase);
}

Test(errors, say_what_was_expected_and_what_was_found) {
    static const char *const rows[][2] = {
        {"interface i { f: func() }",
         "expected `;` or `->` after `)`, found `}`"},
        {"interface i { f: func(a: u32;) }",
         "expected `)` or `,` after `u32`, found `;`"},
        {"interface i { record r { a: u32 b: u32 } }",
         "expected `}` or `,` after `u32`, found `b`"},
        {"interface i { type a = ; }", "expected a type after `=`, found `;`"},
        {"interface i { type a = list<u8; }",
         "expected `,` or `>` after `u8`, found `;`"},
        {"interface i { type a = list<u8, u8>; }",
         "expected a number after `,`, found keyword `u8`"},
        {"interface i f: func();", "expected `{` after `i`, found `f`"},
        {"package a;", "expected `:` after `a`, found `;`"},
        {"package a:b@1.0;", "expected a version such as 1.0.0 after `@`"},
        {"world w { import; }",
         "expected an identifier after `import`, found `;`"},
        {"world w { f: func(); }",
         "expected a type definition, `}`, `use`, `import`, `export` or "
         "`include`, found `f`"},
        {"interface i { import x; }",
         "expected a function, a type definition, `}` or `use`, found keyword "
         "`import`"},
        {"function f();",
         "expected `package`, `use`, `interface` or `world`, found `function`"},
        {"@foo(a = 1) interface i {}",
         "expected `since`, `unstable`, `deprecated` or `external-id` after "
         "`@`,"
         " found `foo`"},
        {"interface i { f: func(list: u8); }", "found keyword `list`"},
        {"interface i { @external-id(\"abc\n\") f: func(); }",
         "a string that does not end on its line"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++)
        expect_error(rows[i][0], rows[i][1]);
}

Test(errors, are_told_apart_in_one_run) {
    cr_expect_not(parse("interface i {\n"
                        "  a: func(;\n"
                        "  b: func();\n"
                        "  c: fun();\n"
                        "  record r { x: u8 y: u8 }\n"
                        "  d: func() -> ;\n"
                        "}\n"
                        "world w { import x }\n"));
    cr_expect_eq(error_count(), 5, "%zu", error_count());
    EXPECT_DIAGNOSTIC(ctx, "a.wit:2:11");
    EXPECT_DIAGNOSTIC(ctx, "a.wit:4:6");
    EXPECT_DIAGNOSTIC(ctx, "a.wit:5:20");
    EXPECT_DIAGNOSTIC(ctx, "a.wit:6:16");
    EXPECT_DIAGNOSTIC(ctx, "a.wit:8:20");
}

Test(errors, one_missing_brace_is_one_error) {
    expect_error("interface i {\n  a: func();\n  record r { x: u8,\n"
                 "  b: func();\n  c: func();\n}\n"
                 "interface j { d: func(); }\n",
                 "expected a type");
    expect_error("interface i {\n  a: func();\n\n"
                 "interface j {\n  b: func();\n}\n"
                 "world w { import j; export i; }\n",
                 "this `{` is still open");
    expect_error("interface i { a: func(); }\n}\ninterface j {}", "found `}`");
}

Test(errors, the_end_of_the_file_points_at_what_is_open) {
    expect_error("interface i {\n  a: func();\n", "this `{` is still open");
    expect_error("interface i { a: func(", "found the end of the file");
}

Test(errors, of_identifiers_say_how_to_write_them) {
    expect_error("interface foo_bar {}", "`_` cannot be part of an identifier");
    expect_error("interface foo_bar {}", "write `foo-bar`");
    expect_error("interface na\xc3\xafve {}",
                 "`\xc3\xaf` cannot be part of an identifier");
    expect_error("interface a--b {}", "`a--b` is not a valid identifier");
    expect_error("interface a- {}", "`a-` is not a valid identifier");
    expect_error("interface fooBar {}", "`fooBar` is not a valid identifier");
    expect_error("interface i { type t = borrow<u32>; }",
                 "expected an identifier after `<`, found keyword `u32`");
}

/* What is wrong with them is told before what came of it. */
Test(errors, of_names_and_versions_in_what_is_not_complete) {
    cr_expect_not(parse("package a:b@1.0.0-01;\n"
                        "interface i { f: func(a_b: list<u8>>); }"));
    cr_expect_eq(error_count(), 3);
    EXPECT_DIAGNOSTIC(ctx, "`1.0.0-01` is not a valid semantic version");
    EXPECT_DIAGNOSTIC(ctx, "`_` cannot be part of an identifier");
    EXPECT_DIAGNOSTIC(ctx, "found `>`");
}

Test(errors, of_a_name_in_front_of_what_is_wrong) {
    expect_error("interface i { a_b func(); }",
                 "expected `:` after `a_b`, found keyword `func`");
    cr_expect_not(parse("interface i {\n a_b\n f: func(); }"));
    EXPECT_DIAGNOSTIC(ctx, "`_` cannot be part of an identifier");
    EXPECT_DIAGNOSTIC(ctx, "expected `:` after `a_b`, found `f`");
}

Test(errors, no_keyword_is_an_identifier) {
    static const char *const keywords[] = {
#define KEYWORD(text) text,
#include "parser/keyword.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(keywords); i++) {
        char text[128];
        snprintf(text, sizeof text, "interface i { f: func(%s: u8); }",
                 keywords[i]);
        tenon_diagnostics_clear(ctx);
        cr_expect_not(parse(text), "%s", text);
        tenon_diagnostics_clear(ctx);
        snprintf(text, sizeof text, "interface %%%s { %%%s: func(); }",
                 keywords[i], keywords[i]);
        cr_expect(parse(text), "%s", text);
    }
}

Test(errors, mixed_case_words_are_fine) {
    cr_expect(parse("interface parse-XML-2-x { A1-b: func(); }"));
}

Test(errors, of_characters_are_found_anywhere) {
    expect_error("// \xe2\x80\xae", "U+202E is not allowed in WIT");
    expect_error("// \x07", "U+0007 is not allowed in WIT");
    expect_error("// \xc5\x89", "U+0149 is not allowed in WIT");
    expect_error("// \xff", "not valid UTF-8: byte 0xff");
    tenon_diagnostics_clear(ctx);
    cr_expect_not(parse_bytes("interface i {}\0", 15));
    EXPECT_DIAGNOSTIC(ctx, "it has a NUL byte at offset");
}

Test(errors, of_characters_stop_at_a_limit) {
    size_t len = 1 << 20;
    char *text = calloc(1, len);
    cr_expect_not(parse_bytes(text, len));
    cr_expect_leq(error_count(), TN_MAX_ERRORS);
    free(text);
}

Test(errors, a_comment_must_end) {
    expect_error("interface i {} /* a /* b */", "this comment does not end");
}

Test(errors, of_strings_and_versions) {
    expect_error("interface i { @external-id(\"\\q\") f: func(); }",
                 "this is not an escape");
    expect_error("interface i { @external-id(\"\\u{d800}\") f: func(); }",
                 "this is not an escape");
    expect_error("interface i { @external-id(\"\\ff\") f: func(); }",
                 "do not form valid UTF-8");
    expect_error("package a:b@01.0.0;", "not a valid semantic version");
    expect_error("interface i { type a = list<u8, 4294967296>; }",
                 "must be less than 2^32");
    expect_error("interface i { type a = list<u8, 08>; }",
                 "has no leading zeros");
}

Test(errors, attributes_are_given_once) {
    expect_error("@since(version = 1.0.0) @since(version = 1.0.0)\n"
                 "interface i {}",
                 "`@since` is given twice");
}

Test(errors, a_package_cannot_be_imported) {
    expect_error("world w { import a:b; }", "`a:b` names a package");
    tenon_diagnostics_clear(ctx);
    cr_expect(parse("world w { import a: b; }"));
}

Test(errors, packages_nest_once) {
    expect_error("package a:b { package c:d { } }",
                 "nested packages must stand at the top level");
}

/* count copies of unit between head and tail. */
static void parse_repeated(const char *head,
                           const char *unit,
                           size_t count,
                           const char *tail) {
    size_t unit_len = strlen(unit), head_len = strlen(head);
    size_t len = head_len + unit_len * count + strlen(tail);
    char *text = malloc(len + 1);
    memcpy(text, head, head_len + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(text + head_len + i * unit_len, unit, unit_len);
    memcpy(text + head_len + count * unit_len, tail, strlen(tail) + 1);
    tenon_diagnostics_clear(ctx);
    cr_expect_not(parse(text), "%s %s", head, unit);
    cr_expect_leq(error_count(), 10000);
    free(text);
}

Test(errors, deep_nesting_is_refused_without_harm) {
    parse_repeated("interface i { type t = ", "list<", 100000, "");
    parse_repeated("interface i { type t = ", "list<", 100000, "u8");
    parse_repeated("", "package a:b {", 100000, "");
    parse_repeated("interface i ", "{", 100000, "");
    parse_repeated("", "}", 100000, "");
    parse_repeated("interface i { f: func", "(", 100000, "");
    parse_repeated("/*", "/*", 100000, "");
    parse_repeated("", "x y { } ; < \" % ", 50000, "");
    parse_repeated("", "@since(", 50000, "");
}

Test(errors, a_type_may_nest_as_deep_as_the_limit) {
    char text[4096] = "interface i { type t = ";
    for (int i = 1; i < TN_MAX_DEPTH; i++)
        strncat(text, "list<", sizeof text - strlen(text) - 1);
    strncat(text, "u8", sizeof text - strlen(text) - 1);
    for (int i = 1; i < TN_MAX_DEPTH; i++)
        strncat(text, ">", sizeof text - strlen(text) - 1);
    strncat(text, "; }", sizeof text - strlen(text) - 1);
    cr_expect(parse(text));
}

static bool parse_once(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *own;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tn_guard guard;
    volatile bool ok = false;
    tn_arena scratch;
    tn_context_arena(own, &scratch);
    if (TN_GUARD(own, &guard)) {
        tn_str text = TN_STR("package a:b;\n/// Docs.\n"
                             "interface i { f: func(a: list<u8>) -> u8; }\n"
                             "interface j { f: func(; g_h: func(); }");
        tn_source *source =
            tn_source_add(own, TN_SOURCE_TEXT, TN_STR("a.wit"), text);
        ast_package *out;
        ok = !ast_parse(&out, own, &scratch, source);
    }
    tn_guard_leave(own, &guard);
    tn_arena_release(&scratch);
    tenon_context_free(own);
    return ok;
}

Test(errors, running_out_of_memory_leaks_nothing) {
    test_every_failure(parse_once, NULL);
}
