/* Groups, literals and identifiers of the text format. */
#include <stdlib.h>

#include "base/context.h"
#include "base/limits.h"
#include "base/sexpr.h"
#include "tests/support.h"

static tenon_context *ctx;
static tn_arena arena;
static tn_writer out;
static tn_sexpr s;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    tn_context_arena(ctx, &arena);
    tn_writer_init(&out, &arena);
    tn_sexpr_init(&s, ctx, &out, 100);
}

static void tear_down(void) {
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

TestSuite(sexpr, .init = set_up, .fini = tear_down);

#define EXPECT_WRITTEN(expected) EXPECT_STR(tn_writer_str(&out), expected)

Test(sexpr, a_group_of_several_lines_ends_on_its_own) {
    tn_sexpr_open(&s, "a");
    tn_sexpr_line(&s);
    tn_sexpr_open(&s, "b ");
    tn_sexpr_number(&s, 0);
    tn_sexpr_close(&s);
    tn_sexpr_line(&s);
    tn_sexpr_open(&s, "c");
    tn_sexpr_line(&s);
    tn_sexpr_put(&s, "d");
    tn_sexpr_close(&s);
    tn_sexpr_close(&s);
    EXPECT_WRITTEN("(a\n  (b 0)\n  (c\n    d\n  )\n)");
}

Test(sexpr, deep_lines_are_not_indented_without_end) {
    for (int i = 0; i < 60; i++)
        tn_sexpr_open(&s, "a");
    size_t before = out.len;
    tn_sexpr_line(&s);
    cr_expect_eq(out.len - before, 1 + 2 * 50);
}

Test(sexpr, numbers_reach_the_ends_of_their_range) {
    tn_sexpr_number(&s, UINT64_MAX);
    tn_sexpr_put(&s, " ");
    tn_sexpr_signed(&s, INT64_MIN);
    tn_sexpr_put(&s, " ");
    tn_sexpr_signed(&s, 7);
    EXPECT_WRITTEN("18446744073709551615 -9223372036854775808 7");
}

Test(sexpr, literals_escape_what_text_cannot_hold) {
    tn_sexpr_name(&s, TN_STR("a\"\\\n\x7f\xc3\xa9\xf0\x9f\x98\x80"));
    EXPECT_WRITTEN("\"a\\u{22}\\u{5c}\\u{a}\\u{7f}\\u{e9}\\u{1f600}\"");
    out.len = 0;
    tn_sexpr_name(&s, TN_STR("\xff")); /* what nobody checked */
    EXPECT_WRITTEN("\"\\ff\"");
    out.len = 0;
    tn_sexpr_data(&s, TN_STR("a\"\\\n\xc3\xa9\0"));
    EXPECT_WRITTEN("\"a\\22\\5c\\0a\\c3\\a9\\00\"");
}

static tn_space_names read_names(const char *hex, uint32_t count, bool *ok) {
    tn_space_names names = {TN_NEW_ARRAY(&arena, tn_item_name, count), count};
    test_bytes bytes = test_hex(hex);
    tn_str kept =
        tn_arena_copy(&arena, (tn_str){(const char *)bytes.p, bytes.len});
    free(bytes.p);
    const uint8_t *p = (const uint8_t *)kept.p;
    *ok = tn_read_name_map(&names, &arena, &p, p + kept.len) &&
          p == (const uint8_t *)kept.p + kept.len;
    return names;
}

Test(sexpr, names_become_identifiers_where_they_can) {
    bool ok = false;
    tn_space_names names = read_names("05"
                                      "00 02 'a1'"
                                      "01 03 'a b'"
                                      "02 02 'a1'"
                                      "03 00"
                                      "05 02 '#x'",
                                      6, &ok);
    cr_assert(ok);
    static const struct {
        const char *id, *use;
    } rows[] = {
        {"$a1 (;0;)", "$a1"},
        {"$\"a b\" (;1;)", "$\"a b\""},
        {"(@name \"a1\") (;2;)", "2"},
        {"(@name \"\") (;3;)", "3"},
        {"(;4;)", "4"},
        {"(@name \"#x\") (;5;)", "5"},
        {"(;6;)", "6"}, /* beyond the names */
    };
    for (uint32_t i = 0; i < TN_COUNT_OF(rows); i++) {
        out.len = 0;
        tn_sexpr_id(&s, &names, i);
        EXPECT_WRITTEN(rows[i].id);
        out.len = 0;
        tn_sexpr_index(&s, &names, i);
        EXPECT_WRITTEN(rows[i].use);
    }
    out.len = 0;
    tn_sexpr_id(&s, NULL, 3);
    EXPECT_WRITTEN("(;3;)");
}

Test(sexpr, wrong_name_maps_are_refused) {
    static const char *const rows[] = {
        "",                                 /* nothing */
        "01",                               /* cut */
        "01 00",                            /* cut */
        "01 00 02 'a'",                     /* cut */
        "01 02 01 'a'",                     /* of no item */
        "02 00 01 'a' 00 01 'b'",           /* twice */
        "03 00 01 'a' 01 01 'b' 02 01 'c'", /* too many */
        "01 00 01 ff",                      /* not UTF-8 */
        "01 80 80 80 80 10 01 'a'",         /* an index of 33 bits */
        "01 00 01 'a' 00",                  /* something behind */
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        bool ok = true;
        (void)read_names(rows[i], 2, &ok);
        cr_expect_not(ok, "row %zu", i);
    }
}

Test(sexpr, text_has_a_limit) {
    out.len = s.limit - 3;
    cr_expect(tn_sexpr_has_room(&s, 3));
    cr_expect_not(tn_sexpr_has_room(&s, 4));
    EXPECT_DIAGNOSTIC(ctx, "the text would be larger than");
    tn_sexpr_open(&s, "a"); /* nothing is written any more */
    tn_sexpr_put(&s, "b");
    tn_sexpr_name(&s, TN_STR("c"));
    tn_sexpr_close(&s);
    cr_expect_eq(out.len, s.limit - 3);
    tn_sexpr_init(&s, ctx, &out, SIZE_MAX);
    cr_expect_eq(s.limit, TN_MAX_TEXT_BYTES);
}
