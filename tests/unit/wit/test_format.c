/* Layout of WIT text. */
#include <stdlib.h>

#include "tenon/wit_format.h"

#include "tests/unit/wit/wit_support.h"

TestSuite(format, .init = wit_set_up, .fini = wit_tear_down);

static tenon_status format(tenon_buffer *out, const char *text, size_t len) {
    const tenon_wit_source source = {"a.wit", text, len, 0};
    return tenon_wit_format(out, ctx, &source);
}

/* Also: what was laid out stays as it is. */
static void expect_format(const char *text, const char *expected) {
    tenon_buffer once = {0}, twice = {0};
    cr_assert_eq(format(&once, text, strlen(text)), TENON_OK, "%s", text);
    tn_str first = {(const char *)once.data, once.len};
    EXPECT_STR(first, expected);
    cr_assert_eq(format(&twice, first.p, first.len), TENON_OK);
    EXPECT_STR(((tn_str){(const char *)twice.data, twice.len}), expected);
    tenon_buffer_release(&once);
    tenon_buffer_release(&twice);
}

Test(format, lays_out_as_printing_does) {
    const char *text =
        "package a:b@1.0.0;\n\ninterface k {\n  type t = u8;\n}\n\n"
        "interface i {\n  use k.{t as u};\n\n  record r {\n"
        "    a: u8,\n    %list: u,\n  }\n\n  variant v {\n"
        "    a(r),\n    b,\n  }\n\n"
        "  @since(version = 1.0.0)\n  resource s {\n"
        "    constructor(a: u8);\n"
        "    m: async func() -> result<_, u8>;\n"
        "    n: static func() -> s;\n  }\n\n"
        "  f: func(a: list<u8, 4>, b: tuple<u8, r>);\n}\n\n"
        "world w {\n  import k;\n  import i;\n\n  export run: func();\n}\n";
    cr_assert(resolve(text));
    expect_print(text);
    expect_format(text, text);
    /* The same without any layout. */
    char *flat = strdup(text);
    cr_assert(flat);
    for (char *p = flat; *p; p++) {
        if (*p == '\n')
            *p = ' ';
    }
    expect_format(flat, text);
    free(flat);
}

Test(format, needs_no_dependencies) {
    expect_format("package a:b;interface i{use c:d/e@1.0.0-rc.1.{t};}",
                  "package a:b;\n\ninterface i {\n"
                  "  use c:d/e@1.0.0-rc.1.{t};\n}\n");
}

Test(format, keeps_comments_where_they_are) {
    expect_format("// head\n\npackage a:b; // same line\n// below\n",
                  "// head\n\npackage a:b; // same line\n// below\n");
    expect_format("package a:b;\ninterface i {\n/* x */ f: func(/* y */a:u8);\n"
                  "// last\n}",
                  "package a:b;\n\ninterface i {\n  /* x */ f: func(/* y */ a: "
                  "u8);\n  // last\n}\n");
    expect_format("interface i { f: func(a: u8, // one\nb: u8) // two\n; }",
                  "interface i {\n  f: func(\n    a: u8, // one\n    b: u8,\n"
                  "  ); // two\n}\n");
    expect_format("interface i { record r { a: u8 // last\n} }",
                  "interface i {\n  record r {\n    a: u8, // last\n  }\n}\n");
    expect_format("interface i {\n      /**\n       * Two\n       * lines.\n"
                  "       */\n      f: func();\n}\n",
                  "interface i {\n  /**\n   * Two\n   * lines.\n   */\n"
                  "  f: func();\n}\n");
}

Test(format, keeps_comments_before_and_behind_signs) {
    expect_format("interface i {\n  use j.{a} // one\n  ;\n\n  /// two\n"
                  "  f: func();\n}\n",
                  "interface i {\n  use j.{a}; // one\n\n  /// two\n"
                  "  f: func();\n}\n");
    expect_format("interface i {\n  enum e {\n    a // one\n    ,\n"
                  "    // two\n    b\n  }\n}\n",
                  "interface i {\n  enum e {\n    a, // one\n    // two\n"
                  "    b,\n  }\n}\n");
    expect_format("interface i { use j.{a /* one */,}; }",
                  "interface i {\n  use j.{a /* one */,};\n}\n");
    expect_format("use a:b/c // one\n;/* two */ interface i {}",
                  "use a:b/c; // one\n\n/* two */ interface i {\n}\n");
    expect_format("use a:b/c // one\n; // two\ninterface i {}",
                  "use a:b/c // one\n  ; // two\n\ninterface i {\n}\n");
}

/* Who broke a long list gets it in lines; short ones and others stay in one. */
Test(format, keeps_long_lists_in_lines) {
#define LONG "with-quite-a-long-name: list<another-quite-long-name>"
#define MORE "b: list<tuple<u8, u8, string>>"
    expect_format("interface i { f: func(\n" LONG ",\n" MORE ") -> u8; }",
                  "interface i {\n  f: func(\n    " LONG ",\n    " MORE
                  ",\n  ) -> u8;\n}\n");
    expect_format("interface i { f: func(" LONG ", " MORE ",) -> u8; }",
                  "interface i {\n  f: func(" LONG ", " MORE ") -> u8;\n}\n");
    expect_format("interface i { f: func(\n  a: u8,\n  b: u8,\n); }",
                  "interface i {\n  f: func(a: u8, b: u8);\n}\n");
    expect_format("interface i { use a-long-interface-name.{\n"
                  "a-long-type-name, another-long-type-name,\n"
                  "more as names }; }",
                  "interface i {\n  use a-long-interface-name.{\n"
                  "    a-long-type-name,\n    another-long-type-name,\n"
                  "    more as names,\n  };\n}\n");
    expect_format("interface i { type t = tuple<\n" /* no comma at the end */
                  "a-long-type-name, another-long-type-name,\n"
                  "option<a-third-type-name>,>; }",
                  "interface i {\n  type t = tuple<\n"
                  "    a-long-type-name,\n    another-long-type-name,\n"
                  "    option<a-third-type-name>\n  >;\n}\n");
    expect_format("interface i { f: func(a: u8) -> result<\n"
                  "a-long-type-name, tuple<another-long-type-name,u8,u8>>; }",
                  "interface i {\n  f: func(a: u8) -> result<\n"
                  "    a-long-type-name,\n"
                  "    tuple<another-long-type-name, u8, u8>\n  >;\n}\n");
#undef LONG
#undef MORE
}

/* 80 columns fit, 81 do not. */
Test(format, a_line_has_80_columns) {
    char text[160], in_one[160], in_lines[160];
    for (int extra = 0; extra < 2; extra++) {
        char name[64];
        snprintf(name, sizeof name, "x%0*d", 54 + extra, 7);
        snprintf(text, sizeof text,
                 "interface i { f: func(\n%s: u8, bb: u16); }", name);
        snprintf(in_one, sizeof in_one,
                 "interface i {\n  f: func(%s: u8, bb: u16);\n}\n", name);
        snprintf(in_lines, sizeof in_lines,
                 "interface i {\n  f: func(\n    %s: u8,\n    bb: u16,\n"
                 "  );\n}\n",
                 name);
        const char *line = strchr(in_one, '\n') + 1;
        bool fits = strcspn(line, "\n") <= 80;
        cr_expect_eq(strcspn(line, "\n"), 80 + (size_t)extra);
        expect_format(text, fits ? in_one : in_lines);
    }
}

/* 80 columns with the comma that the last field gets, and with no comment
 * that gets behind it. */
Test(format, a_last_field_is_as_long_with_its_comma) {
    expect_format("interface i { record r { an-argument-of-parts:\n"
                  "tuple<one-long-type, two, another-type,\n"
                  "the-last-type> } }",
                  "interface i {\n  record r {\n"
                  "    an-argument-of-parts: tuple<\n"
                  "      one-long-type,\n      two,\n      another-type,\n"
                  "      the-last-type\n    >,\n  }\n}\n");
    expect_format(
        "interface i { record r {\n"
        "an-argument-of-length: result<\none-type, two> /* one two "
        "three four five six */ } }",
        "interface i {\n  record r {\n"
        "    an-argument-of-length: result<one-type, two>, /* one two "
        "three four five six */\n  }\n}\n");
}

Test(format, comments_in_type_arguments) {
    expect_format("interface i { type t = tuple<u8, // a\n u16, // b\n>; }",
                  "interface i {\n  type t = tuple<\n    u8, // a\n"
                  "    u16 // b\n  >;\n}\n");
    expect_format("interface i { type t = tuple<u8 // a\n, u16 // b\n,>; }",
                  "interface i {\n  type t = tuple<\n    u8, // a\n"
                  "    u16 // b\n  >;\n}\n");
    expect_format("interface i { f: func() -> result<\n// ok\nu8>; }",
                  "interface i {\n  f: func() -> result<\n    // ok\n"
                  "    u8\n  >;\n}\n");
}

Test(format, a_closing_brace_has_its_own_line) {
    expect_format("world w { import x: interface { /* none */ } import y; }",
                  "world w {\n  import x: interface {\n    /* none */\n  }\n"
                  "  import y;\n}\n");
    expect_format("interface i { record r { a: u8 /* a */ } }",
                  "interface i {\n  record r {\n    a: u8, /* a */\n  }\n}\n");
}

/* A comment with three slashes documents what follows it. */
Test(format, moves_documentation_to_what_it_documents) {
    expect_format("interface i { /// Does f.\nf: func(); }",
                  "interface i {\n  /// Does f.\n  f: func();\n}\n");
}

/* Behind the sign it would document what follows. */
Test(format, leaves_documentation_of_nothing_before_a_sign) {
    expect_format("interface i { f: func() /// z\n; g: func(); }",
                  "interface i {\n  f: func() /// z\n    ;\n\n"
                  "  g: func();\n}\n");
}

Test(format, keeps_one_empty_line_where_it_has_none) {
    expect_format(
        "world w {\n\n\n  import a;\n\n\n  import b;\n  import c;\n\n}",
        "world w {\n  import a;\n\n  import b;\n  import c;\n}\n");
}

Test(format, drops_what_says_nothing) {
    expect_format("\xef\xbb\xbfinterface %i { resource r {} f: func(a: u8,); }",
                  "interface i {\n  resource r;\n\n  f: func(a: u8);\n}\n");
    expect_format("interface i{resource%r;use k.{%as as%b};}",
                  "interface i {\n  resource r;\n\n  use k.{%as as b};\n}\n");
    expect_format("interface i {\r\n  // a\r\n  f: func();\r\n}\r\n",
                  "interface i {\n  // a\n  f: func();\n}\n");
    expect_format("", "");
    expect_format("  // only\n\n", "// only\n");
}

Test(format, refuses_what_is_no_wit) {
    tenon_buffer out;
    cr_expect_eq(format(&out, "interface {", 11), TENON_INVALID);
    cr_expect_null(out.data);
    EXPECT_DIAGNOSTIC(ctx, "a.wit:1:11");
}

static bool format_with(const tenon_allocator *allocator, void *user) {
    tenon_context *own = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    const tenon_wit_source source = {"a.wit", user, strlen(user), 0};
    tenon_buffer out = {0};
    bool ok = tenon_wit_format(&out, own, &source) == TENON_OK;
    tenon_buffer_release(&out);
    tenon_context_free(own);
    return ok;
}

Test(format, survives_every_failing_allocation) {
    char text[] = "package a:b; interface i { f: func(a: u8); }";
    test_every_failure(format_with, text);
}

/* The text with the fix of the only diagnostic in it. */
static char *apply_fix(const char *text) {
    const tn_diag *diag = ctx->diags;
    cr_assert(diag && !diag->next && diag->notes && diag->notes->fix_span.hi);
    const tn_diag_note *fix = diag->notes;
    uint32_t base = tn_source_of(ctx, diag->span.lo)->base;
    size_t from = fix->fix_span.lo - base, to = fix->fix_span.hi - base;
    char *out = calloc(1, strlen(text) + fix->fix.len + 1);
    memcpy(out, text, from);
    memcpy(out + from, fix->fix.p, fix->fix.len);
    memcpy(out + from + fix->fix.len, text + to, strlen(text) - to);
    return out;
}

Test(format, a_check_tells_which_lines_to_write) {
    static const char *const texts[] = {
        "interface i {\n  f: func();\n   g: func();\n  h: func();\n}\n",
        "interface i {\n  f: func();\n}",
        "interface i {\n  f: func();\n}\n\n\n",
        "\ninterface i {\n  f: func();\n}\n",
        "interface i { }\n\n\n\ninterface j {\n  f: func();\n}\n",
        "\xef\xbb\xbfinterface i {\n}\n",
        "interface i {\r\n  f: func();\r\n}\r\n",
        " ",
    };
    for (size_t i = 0; i < TN_COUNT_OF(texts); i++) {
        tenon_wit_source source = {"a.wit", texts[i], strlen(texts[i]), 0};
        tenon_diagnostics_clear(ctx);
        cr_expect_eq(tenon_wit_format_check(ctx, &source), TENON_INVALID, "%s",
                     texts[i]);
        char *fixed = apply_fix(texts[i]);
        source = (tenon_wit_source){"b.wit", fixed, strlen(fixed), 0};
        cr_expect_eq(tenon_wit_format_check(ctx, &source), TENON_OK,
                     "%s becomes\n%s", texts[i], fixed);
        free(fixed);
    }
}

static bool check_with(const tenon_allocator *allocator, void *user) {
    tenon_context *own = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    const tenon_wit_source source = {"a.wit", user, strlen(user), 0};
    bool ok = tenon_wit_format_check(own, &source) == TENON_INVALID;
    tenon_context_free(own);
    return ok;
}

Test(format, a_check_survives_every_failing_allocation) {
    char text[] = "package a:b; interface i { f: func(a: u8); }";
    test_every_failure(check_with, text);
}
