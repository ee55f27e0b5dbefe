/* Programs that walk diagnostics and look up places. */
#include "base/context.h"
#include "base/diag.h"
#include "tests/support.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(diag_walk, .init = set_up, .fini = tear_down);

static const tn_source *add(tn_source_kind kind, tn_str text) {
    return tn_source_add(ctx, kind, TN_STR("dir/in.wit"), text);
}

static void expect_place(const tenon_location *at,
                         size_t line,
                         size_t column,
                         size_t end_line,
                         size_t end_column) {
    cr_expect_eq(at->line, line, "%zu", at->line);
    cr_expect_eq(at->column, column, "%zu", at->column);
    cr_expect_eq(at->end_line, end_line, "%zu", at->end_line);
    cr_expect_eq(at->end_column, end_column, "%zu", at->end_column);
}

Test(diag_walk, a_diagnostic_has_a_code_a_message_and_a_range) {
    const tn_source *s =
        add(TN_SOURCE_TEXT, TN_STR("package a:b;\n\tfoo: str\xc3\xa4ng;\nx"));
    tn_diag *diag = tn_error(ctx, DIAG_WIT_UNKNOWN, tn_source_span(s, 19, 26),
                             "unknown type `%s`", "x");
    tn_diag_within(ctx, diag, TN_STR("type 4"));
    tenon_diagnostic d;
    cr_assert(tenon_diagnostic_at(&d, ctx, 0));
    cr_expect_eq(d.severity, TENON_SEVERITY_ERROR);
    cr_expect_str_eq(d.code, "E0301");
    cr_expect_str_eq(d.title, "unknown name");
    EXPECT_TEXT(d.message, "unknown type `x`");
    EXPECT_TEXT(d.location.path, "dir/in.wit");
    EXPECT_TEXT(d.within, "type 4");
    cr_expect_eq(d.location.start, 19);
    cr_expect_eq(d.location.end, 26);
    expect_place(&d.location, 2, 7, 2, 13);
    cr_expect_eq(d.note_count, 0);
    cr_expect(!tenon_diagnostic_at(&d, ctx, 1));
    cr_expect_null(d.code);
}

Test(diag_walk, notes_explain_and_helps_can_be_applied) {
    const tn_source *s = add(TN_SOURCE_TEXT, TN_STR("a\nb: strng\n"));
    tn_diag *diag = tn_error(ctx, DIAG_WIT_UNKNOWN, tn_source_span(s, 5, 10),
                             "unknown type");
    tn_note(ctx, diag, tn_source_span(s, 0, 1), "here");
    tn_fix(ctx, diag, TN_NO_SPAN, TN_STR("string"), "did you mean `string`?");
    tn_help(ctx, diag, "or think");
    tenon_diagnostic d;
    tenon_note note;
    cr_assert(tenon_diagnostic_at(&d, ctx, 0));
    cr_expect_eq(d.note_count, 3);
    cr_assert(tenon_diagnostic_note(&note, ctx, 0, 0));
    cr_expect(!note.is_help);
    cr_expect(!note.has_fix);
    expect_place(&note.location, 1, 1, 1, 2);
    cr_assert(tenon_diagnostic_note(&note, ctx, 0, 1));
    cr_expect(note.is_help);
    cr_expect(note.has_fix);
    EXPECT_TEXT(note.message, "did you mean `string`?");
    EXPECT_TEXT(note.fix, "string");
    expect_place(&note.fix_location, 2, 4, 2, 9);
    EXPECT_TEXT(note.location.path, "");
    cr_assert(tenon_diagnostic_note(&note, ctx, 0, 2));
    cr_expect(note.is_help);
    cr_expect(!note.has_fix);
    cr_expect(!tenon_diagnostic_note(&note, ctx, 0, 3));
    cr_expect(!tenon_diagnostic_note(&note, ctx, 1, 0));
}

Test(diag_walk, a_path_stands_for_a_range) {
    tenon_report(ctx, "some/path", "cannot be", NULL);
    tenon_report(ctx, NULL, "cannot be either", NULL);
    tenon_diagnostic d;
    cr_assert(tenon_diagnostic_at(&d, ctx, 0));
    EXPECT_TEXT(d.location.path, "some/path");
    expect_place(&d.location, 0, 0, 0, 0);
    cr_assert(tenon_diagnostic_at(&d, ctx, 1));
    EXPECT_TEXT(d.location.path, "");
    cr_expect_not_null(d.location.path.data);
}

Test(diag_walk, any_order_will_do_and_clearing_forgets) {
    for (int i = 0; i < 5; i++)
        tn_error(ctx, DIAG_USER, TN_NO_SPAN, "%d", i);
    static const size_t order[] = {3, 1, 4, 4, 0, 2};
    for (size_t i = 0; i < TN_COUNT_OF(order); i++) {
        tenon_diagnostic d;
        const char expected[] = {(char)('0' + order[i]), '\0'};
        cr_assert(tenon_diagnostic_at(&d, ctx, order[i]));
        EXPECT_TEXT(d.message, expected);
        cr_expect(!tenon_diagnostic_at(&d, ctx, 5 + i));
    }
    tenon_diagnostic d;
    cr_expect(tenon_diagnostic_at(&d, ctx, 3));
    tenon_diagnostics_clear(ctx);
    cr_expect(!tenon_diagnostic_at(&d, ctx, 0));
    cr_expect(!tenon_diagnostic_at(&d, ctx, 3));
    tn_error(ctx, DIAG_USER, TN_NO_SPAN, "new");
    cr_assert(tenon_diagnostic_at(&d, ctx, 0));
    EXPECT_TEXT(d.message, "new");
}

Test(diag_walk, spans_are_looked_up_in_texts_and_binaries) {
    const tn_source *text =
        add(TN_SOURCE_TEXT, TN_STR("\xf0\x9f\x90\x8c x\n\n"));
    tenon_location at;
    cr_assert(tenon_locate(&at, ctx, tn_source_span(text, 5, 6)));
    expect_place(&at, 1, 3, 1, 4);
    cr_expect_eq(at.column_utf16, 4);
    cr_expect_eq(at.end_column_utf16, 5);
    cr_assert(tenon_locate(&at, ctx, tn_source_span(text, 8, 8)));
    expect_place(&at, 3, 1, 3, 1);
    const tn_source *binary =
        add(TN_SOURCE_BINARY, TN_STR("\0asm\x0d\0\x01\0\x63"));
    cr_assert(tenon_locate(&at, ctx, tn_source_span(binary, 8, 9)));
    cr_expect_eq(at.start, 8);
    cr_expect_eq(at.end, 9);
    expect_place(&at, 0, 0, 0, 0);
    cr_expect(!tenon_locate(&at, ctx, TN_NO_SPAN));
    cr_expect(!tenon_locate(&at, ctx, (tenon_span){4000, 4001}));
    cr_expect_eq(at.path.len, 0);
    cr_expect_not_null(at.path.data);
}
