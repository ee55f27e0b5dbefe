/* Diagnostics: places, excerpts, hostile text, JSON, the cap on errors. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/limits.h"
#include "tests/support.h"

static tenon_context *ctx;

static void setup(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void teardown(void) {
    tenon_context_free(ctx);
}

TestSuite(diag, .init = setup, .fini = teardown);

static const tn_source *add(tn_source_kind kind, tn_str text) {
    return tn_source_add(ctx, kind, TN_STR("dir/in.wit"), text);
}

/* The whole output in the human form. */
static void expect_text(const char *expected) {
    char *text = test_diagnostics(ctx);
    cr_expect_str_eq(text, expected, "\n%s\ninstead of\n%s", text, expected);
    free(text);
}

Test(diag, a_place_is_shown_with_its_line_and_a_caret) {
    const tn_source *s =
        add(TN_SOURCE_TEXT, TN_STR("package a:b;\n\tfoo: strng;\n"));
    tn_diag *diag = tn_error(ctx, DIAG_WIT_UNKNOWN, tn_source_span(s, 19, 24),
                             "unknown type `%s`", "strng");
    tn_help(ctx, diag, "did you mean `string`?");
    expect_text("error[E0301]: unknown type `strng`\n"
                "  --> dir/in.wit:2:7\n"
                "   |\n"
                " 2 |  foo: strng;\n"
                "   |       ^^^^^\n"
                "  help: did you mean `string`?\n");
}

Test(diag, columns_count_characters_and_crlf_is_no_text) {
    const tn_source *s =
        add(TN_SOURCE_TEXT, TN_STR("a\r\n\xc3\xa4\xe2\x82\xac x\r\nb"));
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 9, 10), "here");
    expect_text("error[E0201]: here\n"
                "  --> dir/in.wit:2:4\n"
                "   |\n"
                " 2 | \xc3\xa4\xe2\x82\xac x\n"
                "   |    ^\n");
}

Test(diag, wide_characters_take_two_columns_and_marks_none) {
    const tn_source *s =
        add(TN_SOURCE_TEXT,
            TN_STR("\xe4\xb8\xad\xe6\x96\x87 e\xcc\x81 \xf0\x9f\x98\x80 x"));
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 0, 6), "two");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 16, 17), "behind");
    expect_text("error[E0201]: two\n"
                "  --> dir/in.wit:1:1\n"
                "   |\n"
                " 1 | \xe4\xb8\xad\xe6\x96\x87 e\xcc\x81 \xf0\x9f\x98\x80 x\n"
                "   | ^^^^\n"
                "error[E0201]: behind\n"
                "  --> dir/in.wit:1:9\n"
                "   |\n"
                " 1 | \xe4\xb8\xad\xe6\x96\x87 e\xcc\x81 \xf0\x9f\x98\x80 x\n"
                "   |           ^\n");
}

Test(diag, a_mark_of_byte_order_is_no_column) {
    const tn_source *s = add(TN_SOURCE_TEXT, TN_STR("\xef\xbb\xbf"
                                                    "foo bar\n"));
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 7, 10), "bar");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 0, 3), "mark");
    expect_text("error[E0201]: mark\n"
                "  --> dir/in.wit:1:1\n"
                "   |\n"
                " 1 | foo bar\n"
                "   | ^^^\n"
                "error[E0201]: bar\n"
                "  --> dir/in.wit:1:5\n"
                "   |\n"
                " 1 | foo bar\n"
                "   |     ^^^\n");
}

Test(diag, long_lines_are_cut_around_the_place) {
    char text[1001];
    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = "\xc3\xa4"[i % 2];
    text[1000] = '\0';
    const tn_source *s = add(TN_SOURCE_TEXT, tn_str_from(text));
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 500, 502), "here");
    char *said = test_diagnostics(ctx);
    cr_expect(strstr(said, "in.wit:1:251\n"), "%s", said);
    const char *line = strstr(said, "1 | ");
    cr_assert(line);
    cr_expect_eq(strcspn(line, "\n"), strlen("1 | ") + 160);
    cr_expect_not(strstr(said, "\\x"), "no half characters: %s", said);
    free(said);
}

/* U+00E9 takes two bytes: the cut must not fall between them. */
Test(diag, of_long_messages_both_ends_are_shown) {
    enum { MANY = 100001 };
    char *name = calloc(MANY + 1, 1);
    cr_assert(name);
    for (size_t i = 0; i + 1 < MANY; i += 2)
        memcpy(name + i, "\xc3\xa9", 2);
    tn_error(ctx, DIAG_WIT_UNKNOWN, TN_NO_SPAN, "type `%s` is unknown", name);
    tn_error(ctx, DIAG_WIT_UNKNOWN, TN_NO_SPAN, "type `x%s` is unknown", name);
    char *text = test_diagnostics(ctx);
    cr_expect_lt(strlen(text), 2100, "%zu", strlen(text));
    cr_expect(strstr(text, "error[E0301]: type `\xc3\xa9"));
    cr_expect(strstr(text, "\xc3\xa9...\xc3\xa9"));
    cr_expect(strstr(text, "\xc3\xa9` is unknown\n"));
    cr_expect_not(strstr(text, "\\x"), "%s", text);
    free(text);
    free(name);
}

Test(diag, text_of_the_input_cannot_drive_the_terminal) {
    const tn_source *s =
        add(TN_SOURCE_TEXT, TN_STR("\033[31m\xe2\x80\xae\xff"));
    tn_error(ctx, DIAG_WIT_TEXT, tn_source_span(s, 8, 9), "bad \a byte");
    expect_text("error[E0202]: bad \\u{7} byte\n"
                "  --> dir/in.wit:1:7\n"
                "   |\n"
                " 1 | \\u{1b}[31m\\u{202e}\\xff\n"
                "   |                   ^^^^\n");
}

Test(diag, a_binary_place_is_an_offset_with_a_row_of_bytes) {
    const tn_source *s = add(TN_SOURCE_BINARY, TN_STR("\0asm\x0d\0\x01\0\x63"));
    tn_error(ctx, DIAG_BIN_MALFORMED, tn_source_span(s, 8, 9), "bad section");
    expect_text("error[E0101]: bad section\n"
                "  --> dir/in.wit:0x8\n"
                "        0 | 00 61 73 6d 0d 00 01 00 63\n"
                "          |                         ^^\n");
}

Test(diag, the_end_of_a_file_is_a_place) {
    const tn_source *s = add(TN_SOURCE_TEXT, TN_STR("world w {"));
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 9, 9), "expected `}`");
    expect_text("error[E0201]: expected `}`\n"
                "  --> dir/in.wit:1:10\n"
                "   |\n"
                " 1 | world w {\n"
                "   |          ^\n");
}

Test(diag, the_right_source_of_many_is_found) {
    add(TN_SOURCE_TEXT, TN_STR("first"));
    const tn_source *second =
        tn_source_add(ctx, TN_SOURCE_TEXT, TN_STR("2.wit"), TN_STR("second"));
    cr_expect_eq(tn_source_of(ctx, second->base), second);
    cr_expect_eq(tn_source_of(ctx, second->base + 6), second, "its end");
    cr_expect_null(tn_source_of(ctx, second->base + 7));
    cr_expect_null(tn_source_of(ctx, 0));
}

Test(diag, only_the_first_errors_are_shown_but_all_are_counted) {
    for (int i = 0; i < TN_MAX_ERRORS + 5; i++)
        tn_error(ctx, DIAG_WIT_SYNTAX, TN_NO_SPAN, "error %d", i);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR),
                 TN_MAX_ERRORS + 5);
    EXPECT_DIAGNOSTIC(ctx, "... and 5 more errors");
    tenon_diagnostics_clear(ctx);
    expect_text("");
}

static cJSON *as_json(void) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    cr_assert_eq(tenon_diagnostics_write(ctx, out, TENON_MESSAGE_JSON, false),
                 TENON_OK);
    fclose(out);
    cJSON *json = cJSON_Parse(text);
    cr_assert_not_null(json, "%s", text);
    free(text);
    return json;
}

Test(diag, they_are_told_in_the_order_of_their_places) {
    const tn_source *a = add(TN_SOURCE_TEXT, TN_STR("one two three four"));
    const tn_source *b = add(TN_SOURCE_TEXT, TN_STR("five"));
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(b, 0, 4), "5");
    tn_error(ctx, DIAG_WIT_SYNTAX, TN_NO_SPAN, "6");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(a, 8, 13), "3");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(a, 0, 3), "1");
    tn_error(ctx, DIAG_WIT_SYNTAX, TN_NO_SPAN, "7");
    tn_error(ctx, DIAG_WIT_UNKNOWN, tn_source_span(a, 8, 9), "4");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(a, 4, 7), "2");
    tenon_diagnostic d;
    for (size_t i = 0; i < 7; i++) {
        char expected[2] = {(char)('1' + i), '\0'};
        cr_assert(tenon_diagnostic_at(&d, ctx, i));
        cr_expect_arr_eq(d.message.data, expected, 1);
    }
    /* One that comes later is sorted in as well. */
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(a, 1, 2), "0");
    cr_assert(tenon_diagnostic_at(&d, ctx, 1));
    cr_expect_arr_eq(d.message.data, "0", 1);
}

Test(diag, json_says_the_same) {
    const tn_source *s = add(TN_SOURCE_TEXT, TN_STR("a\nb \"c\n"));
    tn_diag *diag =
        tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 4, 5), "odd `\"`");
    tn_note(ctx, diag, tn_source_span(s, 0, 1), "see");
    cJSON *json = as_json();
    const cJSON *first = cJSON_GetArrayItem(json, 0);
    cr_expect_eq(cJSON_GetArraySize(json), 1);
    cr_expect_str_eq(cJSON_GetObjectItem(first, "code")->valuestring, "E0201");
    cr_expect_str_eq(cJSON_GetObjectItem(first, "message")->valuestring,
                     "odd `\"`");
    cr_expect_eq(cJSON_GetObjectItem(first, "line")->valueint, 2);
    cr_expect_eq(cJSON_GetObjectItem(first, "column")->valueint, 3);
    const cJSON *notes = cJSON_GetObjectItem(first, "notes");
    const cJSON *note = cJSON_GetArrayItem(notes, 0);
    cr_expect_str_eq(cJSON_GetObjectItem(note, "message")->valuestring, "see");
    cr_expect_eq(cJSON_GetObjectItem(note, "line")->valueint, 1);
    cJSON_Delete(json);
}

Test(diag, codes_are_unique) {
    for (int i = 0; i < DIAG_COUNT; i++) {
        for (int j = i + 1; j < DIAG_COUNT; j++)
            cr_expect_str_neq(tn_diag_code((tn_diag_id)i),
                              tn_diag_code((tn_diag_id)j));
        cr_expect_gt(strlen(tn_diag_title((tn_diag_id)i)), 0);
    }
}
