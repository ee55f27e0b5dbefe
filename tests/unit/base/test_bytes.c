/* LEB128, fixed-width numbers, names, counts, windows; and writing them. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/context.h"
#include "tests/support.h"

static tenon_context *ctx;

/* Criterion runs each test in its own process, so this state is its own. */
static void setup(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void teardown(void) {
    tenon_context_free(ctx);
}

TestSuite(bytes, .init = setup, .fini = teardown);

typedef enum leb_kind { U32, S32, S33, U64, S64 } leb_kind;

/* Reads one number; false when it is refused. */
static bool read_leb(leb_kind kind, const char *hex, int64_t *out) {
    test_bytes bytes = test_hex(hex);
    tn_reader r;
    tn_reader_init(&r, ctx, 1, bytes.p, bytes.len);
    uint32_t u32 = 0;
    int32_t s32 = 0;
    uint64_t u64 = 0;
    bool ok = false;
    switch (kind) {
    case U32:
        ok = tn_read_u32(&r, &u32, "number");
        *out = u32;
        break;
    case S32:
        ok = tn_read_s32(&r, &s32, "number");
        *out = s32;
        break;
    case S33:
        ok = tn_read_s33(&r, out, "number");
        break;
    case U64:
        ok = tn_read_u64(&r, &u64, "number");
        *out = (int64_t)u64;
        break;
    case S64:
        ok = tn_read_s64(&r, out, "number");
        break;
    }
    ok = ok && r.pos == bytes.len;
    free(bytes.p);
    return ok;
}

Test(bytes, leb128_is_read_as_the_core_specification_says) {
    static const struct {
        leb_kind kind;
        const char *hex;
        int64_t value;
    } cases[] = {
        {U32, "00", 0},
        {U32, "7f", 127},
        {U32, "80 01", 128},
        {U32, "80 80 80 80 00", 0},
        {U32, "ff ff ff ff 0f", 0xffffffff},
        {S32, "7f", -1},
        {S32, "3f", 63},
        {S32, "40", -64},
        {S32, "80 7f", -128},
        {S32, "ff ff ff ff 07", INT32_MAX},
        {S32, "80 80 80 80 78", INT32_MIN},
        {S33, "ff ff ff ff 0f", 0xffffffff},
        {S33, "80 80 80 80 70", -4294967296},
        {U64, "ff ff ff ff ff ff ff ff ff 01", -1},
        {S64, "80 80 80 80 80 80 80 80 80 7f", INT64_MIN},
        {S64, "ff ff ff ff ff ff ff ff ff 00", INT64_MAX},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        int64_t value = 0;
        cr_expect(read_leb(cases[i].kind, cases[i].hex, &value),
                  "%s is refused", cases[i].hex);
        cr_expect_eq(value, cases[i].value, "%s: %lld", cases[i].hex,
                     (long long)value);
    }
}

Test(bytes, leb128_that_is_too_long_or_too_large_is_refused) {
    static const struct {
        leb_kind kind;
        const char *hex;
    } cases[] = {
        {U32, ""},
        {U32, "80"},
        {U32, "80 80 80 80 80 00"},
        {U32, "ff ff ff ff 1f"},
        {U32, "80 80 80 80 70"},
        {S32, "ff ff ff ff 4f"},
        {S32, "80 80 80 80 08"},
        {S32, "80 80 80 80 80 00"},
        {U64, "ff ff ff ff ff ff ff ff ff 02"},
        {U64, "80 80 80 80 80 80 80 80 80 80 00"},
        {S64, "80 80 80 80 80 80 80 80 80 01"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        int64_t value = 0;
        cr_expect_not(read_leb(cases[i].kind, cases[i].hex, &value),
                      "%s is taken", cases[i].hex);
    }
}

Test(bytes, numbers_survive_writing_and_reading) {
    static const int64_t values[] = {
        0,   1,    -1,        63,        64,         -64,       -65,       127,
        128, -128, INT32_MAX, INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN,
    };
    for (size_t i = 0; i < TN_COUNT_OF(values); i++) {
        tn_writer w;
        tn_writer_init(&w, &ctx->arena);
        tn_write_s64(&w, values[i]);
        tn_write_u64(&w, (uint64_t)values[i]);
        tn_reader r;
        tn_reader_init(&r, ctx, 1, w.data, w.len);
        int64_t s = 0;
        uint64_t u = 0;
        cr_assert(tn_read_s64(&r, &s, "s64") && tn_read_u64(&r, &u, "u64"));
        cr_expect_eq(s, values[i]);
        cr_expect_eq(u, (uint64_t)values[i]);
        cr_expect_eq(tn_reader_left(&r), 0);
    }
}

Test(bytes, fixed_numbers_begin_with_their_lowest_byte) {
    static const uint8_t data[] = {1, 2, 3, 0xf4, 1, 2, 3, 4, 5, 6, 7, 0xf8};
    tn_reader r;
    uint32_t four = 0;
    uint64_t eight = 0;
    tn_reader_init(&r, ctx, 1, data, sizeof data);
    cr_assert(tn_read_fixed32(&r, &four, "fixed32"));
    cr_assert(tn_read_fixed64(&r, &eight, "fixed64"));
    cr_expect_eq(four, 0xf4030201);
    cr_expect_eq(eight, 0xf807060504030201);
    cr_expect_not(tn_read_fixed32(&r, &four, "fixed32"));
}

static bool read_name(const char *hex) {
    test_bytes bytes = test_hex(hex);
    tn_reader r;
    tn_str name;
    tn_reader_init(&r, ctx, 1, bytes.p, bytes.len);
    bool ok = tn_read_name(&r, &name, "name");
    free(bytes.p);
    return ok;
}

Test(bytes, names_are_utf8_and_fit_the_input) {
    cr_expect(read_name("00"));
    cr_expect(read_name("03 'abc'"));
    cr_expect(read_name("03 e2 82 ac"));
    cr_expect_not(read_name("04 'abc'"), "past the end");
    cr_expect_not(read_name("02 c0 80"), "overlong");
    cr_expect_not(read_name("03 ed a0 80"), "a surrogate");
    cr_expect_not(read_name("ff ff ff ff 0f"), "an absurd length");
    EXPECT_DIAGNOSTIC(ctx, "malformed UTF-8 encoding");
    EXPECT_DIAGNOSTIC(ctx, "unexpected end while reading name");
}

Test(bytes, a_count_is_checked_against_the_bytes_that_are_left) {
    static const uint8_t data[] = {3, 'a', 'b', 'c'};
    static const uint8_t lies[] = {0x80, 0x80, 0x40, 'a'};
    tn_reader r;
    uint32_t count = 0;
    tn_reader_init(&r, ctx, 1, data, sizeof data);
    cr_expect(tn_read_count(&r, &count, 10, "things"));
    cr_expect_eq(count, 3);
    tn_reader_init(&r, ctx, 1, lies, sizeof lies);
    cr_expect_not(tn_read_count(&r, &count, UINT32_MAX, "things"));
    tn_reader_init(&r, ctx, 1, data, sizeof data);
    cr_expect_not(tn_read_count(&r, &count, 2, "things"));
    EXPECT_DIAGNOSTIC(ctx, "more than the limit of 2");
}

Test(bytes, a_window_ends_where_it_was_told_to) {
    static const uint8_t data[] = {1, 2, 3, 4};
    tn_reader r, window;
    uint8_t byte = 0;
    tn_reader_init(&r, ctx, 100, data, sizeof data);
    cr_assert(tn_read_u8(&r, &byte, "byte"));
    cr_assert(tn_read_window(&r, 2, &window, "window"));
    cr_expect_eq(tn_reader_since(&window, 0).lo, 101);
    cr_expect(tn_read_u8(&window, &byte, "byte"));
    cr_expect(tn_read_u8(&window, &byte, "byte"));
    cr_expect_not(tn_read_u8(&window, &byte, "byte"));
    cr_expect(tn_read_u8(&r, &byte, "byte"));
    cr_expect_eq(byte, 4);
    cr_expect_not(tn_read_window(&r, 1, &window, "window"));
}

Test(bytes, after_a_failure_every_read_fails_and_only_the_first_is_told) {
    static const uint8_t data[] = {0xff};
    tn_reader r;
    uint32_t value = 0;
    uint8_t byte = 0;
    tn_reader_init(&r, ctx, 1, data, sizeof data);
    cr_expect_not(tn_read_u32(&r, &value, "first"));
    cr_expect_not(tn_read_u8(&r, &byte, "second"));
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 1);
}
