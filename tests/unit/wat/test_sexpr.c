/* The token scanner and string escapes. */
#include "base/context.h"
#include "tests/support.h"
#include "wat/sexpr.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(wat_sexpr, .init = set_up, .fini = tear_down);

/* The kinds of all tokens as letters: ( ) s a, and ! for a bad one. */
static void expect_kinds(const char *text, const char *kinds) {
    static const char letters[] = {'.', '(', ')', 's', 'a', '!'};
    char got[64] = {0};
    wat_scanner scanner;
    wat_scanner_init(&scanner, tn_str_from(text));
    for (size_t i = 0; i + 1 < sizeof got; i++) {
        wat_token token = wat_next(&scanner);
        if (token.kind == WAT_END)
            break;
        got[i] = letters[token.kind];
        if (token.kind == WAT_BAD)
            break;
    }
    cr_expect_str_eq(got, kinds, "%s: %s, not %s", text, got, kinds);
}

Test(wat_sexpr, tokens_are_told_apart) {
    expect_kinds("", "");
    expect_kinds("(module $a \"x\")", "(aas)");
    expect_kinds("a\"b\"c", "asa");
    expect_kinds("$x,y;z[0]", "a");
    expect_kinds("\"a\\\"b\"", "s");
    expect_kinds("\"\\\\\"x", "sa");
}

Test(wat_sexpr, comments_are_skipped) {
    expect_kinds("a ;; (b\nc", "aa");
    expect_kinds("a ;; b\rc", "aa");
    expect_kinds("(; (; ;) ( ;)x", "a");
    expect_kinds("(;;)", "");
    expect_kinds("(; \" ;)x\"\"", "as");
    expect_kinds(";;", "");
}

Test(wat_sexpr, annotations_are_skipped) {
    expect_kinds("a (@b (c \")\") ;; )\n d) e", "aa");
    expect_kinds("( @b )", "(a)");
    expect_kinds("(@b", "!");
}

Test(wat_sexpr, wrong_text_is_found) {
    expect_kinds("a (; (; ;)", "a!");
    expect_kinds("\"abc", "!");
    expect_kinds("\"abc\\", "!");
    expect_kinds("\"a\nb\"", "!");
    expect_kinds("a\x01", "!");
    expect_kinds("\xc3\xa9", "!");
}

Test(wat_sexpr, a_list_is_skipped_to_its_own_parenthesis) {
    wat_scanner scanner;
    wat_scanner_init(&scanner, TN_STR("(a (b \")\") c) d"));
    cr_assert_eq(wat_next(&scanner).kind, WAT_OPEN);
    cr_assert(wat_skip_list(&scanner));
    EXPECT_STR(wat_next(&scanner).text, "d");
    wat_scanner_init(&scanner, TN_STR("(a ("));
    cr_assert_eq(wat_next(&scanner).kind, WAT_OPEN);
    cr_assert_not(wat_skip_list(&scanner));
    cr_assert_eq(wat_next(&scanner).kind, WAT_BAD);
}

static bool unescape(tn_str *out, const char *literal) {
    return wat_string_bytes(out, &ctx->arena, tn_str_from(literal));
}

Test(wat_sexpr, escapes_become_bytes) {
    tn_str s;
    cr_assert(unescape(&s, "\"a\\00\\fF\\t\\n\\r\\\"\\'\\\\\""));
    EXPECT_BYTES(s.p, s.len, "a\0\xff\t\n\r\"'\\", 9);
    cr_assert(unescape(&s, "\"\\u{1f600}\\u{0_041}\""));
    EXPECT_BYTES(s.p, s.len,
                 "\xf0\x9f\x98\x80"
                 "A",
                 5);
    cr_assert(unescape(&s, "\"\""));
    cr_assert_eq(s.len, 0);
}

Test(wat_sexpr, wrong_escapes_are_refused) {
    static const char *const wrong[] = {
        "\"\\g\"",    "\"\\1\"",       "\"\\0g\"",
        "\"\\u{}\"",  "\"\\u{d800}\"", "\"\\u{110000}\"",
        "\"\\u{12\"", "\"\\u12\"",     "\"\\u{_1}\"",
    };
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++) {
        tn_str s;
        cr_expect_not(unescape(&s, wrong[i]), "%s", wrong[i]);
    }
}
