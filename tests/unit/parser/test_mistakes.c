/* Mistakes: who does what the help says has a text that follows the grammar. */
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "tests/unit/parser/parse.h"

TestSuite(mistakes, .init = parse_set_up, .fini = parse_tear_down);

static const tn_diag_note *fix_of(const tn_diag *diag) {
    const tn_diag_note *n = diag ? diag->notes : NULL;
    while (n && !n->fix_span.hi)
        n = n->next;
    return n;
}

/* The text after the fix of its first error, or NULL. */
static char *fixed(const char *text) {
    const tn_diag_note *n = fix_of(ctx->diags);
    if (!n)
        return NULL;
    uint32_t base = tn_source_of(ctx, n->fix_span.lo)->base;
    size_t from = n->fix_span.lo - base, to = n->fix_span.hi - base;
    size_t size = strlen(text) + n->fix.len + 1;
    char *out = malloc(size);
    snprintf(out, size, "%.*s%.*s%s", (int)from, text, TN_STR_ARG(n->fix),
             text + to);
    return out;
}

static void expect_fixed(const char *text, const char *expected) {
    tenon_diagnostics_clear(ctx);
    cr_expect_not(parse(text), "%s", text);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 1, "%s",
                 text);
    char *better = fixed(text);
    cr_assert_not_null(better, "%s: no fix", text);
    cr_expect_str_eq(better, expected);
    tenon_diagnostics_clear(ctx);
    cr_expect(parse(better), "%s", better);
    free(better);
}

Test(mistakes, punctuation_is_put_right) {
    static const char *const rows[][2] = {
        {"interface i { f: func() g: func(); }",
         "interface i { f: func(); g: func(); }"},
        {"interface i { f: func(), g: func(); }",
         "interface i { f: func(); g: func(); }"},
        {"interface i { f func(); }", "interface i { f: func(); }"},
        {"interface i { f = func(); }", "interface i { f : func(); }"},
        {"interface i { f: func(a: u8 b: u8); }",
         "interface i { f: func(a: u8, b: u8); }"},
        {"interface i { f: func(a: u8; }", "interface i { f: func(a: u8); }"},
        {"interface i { f: func(): u8; }", "interface i { f: func()-> u8; }"},
        {"interface i { f: func() => u8; }",
         "interface i { f: func() -> u8; }"},
        {"interface i { type t = list<u8; }",
         "interface i { type t = list<u8>; }"},
        {"interface i { type t = list[u8>; }",
         "interface i { type t = list<u8>; }"},
        {"interface i { record r { a: u8; } }",
         "interface i { record r { a: u8, } }"},
        {"interface i { record r { a: u8 }; }",
         "interface i { record r { a: u8 } }"},
        {"interface i { f: func(); } }", "interface i { f: func(); } "},
        {"interface i { f: func();", "interface i { f: func();}"},
        {"interface i f: func(); }", "interface i{ f: func(); }"},
        {"package a:b interface i {}", "package a:b; interface i {}"},
        {"interface i { use a:b.c.{t}; }", "interface i { use a:b/c.{t}; }"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++)
        expect_fixed(rows[i][0], rows[i][1]);
}

Test(mistakes, words_are_put_right) {
    static const char *const rows[][2] = {
        {"interfce i {}", "interface i {}"},
        {"pub interface i {}", "interface i {}"},
        {"trait i {}", "interface i {}"},
        {"world w { exports f: func(); }", "world w { export f: func(); }"},
        {"world w { f: func(); }", "world w { export f: func(); }"},
        {"interface i { recrod r { a: u8 } }",
         "interface i { record r { a: u8 } }"},
        {"interface i { struct r { a: u8 } }",
         "interface i { record r { a: u8 } }"},
        {"interface i { fn f(a: u8) -> u8; }",
         "interface i { f: func(a: u8) -> u8; }"},
        {"interface i { f(a: u8); }", "interface i { f: func(a: u8); }"},
        {"interface i { f: function(); }", "interface i { f: func(); }"},
        {"world w { import f: fnc(); }", "world w { import f: func(); }"},
        {"interface i { f: (a: u8); }", "interface i { f: func(a: u8); }"},
        {"interface i { resource r { new(a: u8); } }",
         "interface i { resource r { constructor(a: u8); } }"},
        {"interface i { resource r { x: u8; } }",
         "interface i { resource r { x: func() -> u8; } }"},
        {"interface i { f: func(u8 a); }", "interface i { f: func(a: u8); }"},
        {"interface i { f: func(u8); }", "interface i { f: func(name: u8); }"},
        {"interface i { f: func(type: u8); }",
         "interface i { f: func(%type: u8); }"},
        {"interface i { f: func(a: u8[]); }",
         "interface i { f: func(a: list<u8>); }"},
        {"interface i { f: func(a: u8?); }",
         "interface i { f: func(a: option<u8>); }"},
        {"interface i { f: func(a: Vec<u8>); }",
         "interface i { f: func(a: list<u8>); }"},
        {"interface i { variant v { a: u8 } }",
         "interface i { variant v { a(u8) } }"},
        {"interface i { use e.t; }", "interface i { use e.{t}; }"},
        {"package a:b@1.0;", "package a:b@1.0.0;"},
        {"package a:b@v1;", "package a:b@1.0.0;"},
        {"package a:b@1.0.0; @since(1.0.0) interface i {}",
         "package a:b@1.0.0; @since(version = 1.0.0) interface i {}"},
        {"package a:b@1.0.0; @since(version = \"1.0.0\") interface i {}",
         "package a:b@1.0.0; @since(version = 1.0.0) interface i {}"},
        {"package \"a:b\";", "package a:b;"},
        {"interface getName {}", "interface get-name {}"},
        {"interface XMLParser {}", "interface xml-parser {}"},
        {"interface a_B_c2D {}", "interface a-b-c2-d {}"},
        {"interface Type {}", "interface %type {}"},
        {"interface i { f: func(a: String); }",
         "interface i { f: func(a: string); }"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++)
        expect_fixed(rows[i][0], rows[i][1]);
}

Test(mistakes, nothing_is_advised_where_it_would_not_help) {
    static const char *const texts[] = {"see the manual",
                                        "interface i { ~ }",
                                        "interface i { f: func(a: %); }",
                                        "interface i { @since() f: func(); }",
                                        "\"",
                                        "interface i { f: \"\" }"};
    for (size_t i = 0; i < TN_COUNT_OF(texts); i++) {
        tenon_diagnostics_clear(ctx);
        cr_expect_not(parse(texts[i]), "%s", texts[i]);
        char *better = fixed(texts[i]);
        cr_expect_null(better, "%s -> %s", texts[i], better);
        free(better);
    }
}

/* A brace too few is told by the indentation from an interface that was meant
 * to stand in another one. */
Test(mistakes, indentation_tells_what_was_meant) {
    cr_expect_not(parse("interface i {\n  f: func();\n\ninterface j {\n}\n"));
    EXPECT_DIAGNOSTIC(ctx, "this `{` is still open");
    tenon_diagnostics_clear(ctx);
    cr_expect_not(parse("interface i {\n  interface j {\n  }\n}\n"));
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 1);
    EXPECT_DIAGNOSTIC(ctx, "stand side by side, not in one another");
}
