/* Number literals. */
#include <inttypes.h>

#include "tests/support.h"
#include "wat/script.h"

TestSuite(wat_number);

static const struct {
    const char *text;
    unsigned bits;
    uint64_t value;
} good_ints[] = {
    {"0", 32, 0},
    {"-1", 32, 0xffffffff},
    {"4294967295", 32, 0xffffffff},
    {"-2147483648", 32, 0x80000000},
    {"+2147483647", 32, 0x7fffffff},
    {"0xFf_fF", 32, 0xffff},
    {"1_000", 32, 1000},
    {"255", 8, 255},
    {"-128", 8, 0x80},
    {"18446744073709551615", 64, UINT64_MAX},
    {"-0x8000000000000000", 64, 0x8000000000000000},
};

Test(wat_number, integers_are_read) {
    for (size_t i = 0; i < TN_COUNT_OF(good_ints); i++) {
        uint64_t value = 1;
        cr_expect(wat_parse_int(&value, tn_str_from(good_ints[i].text),
                                good_ints[i].bits) &&
                      value == good_ints[i].value,
                  "%s: %" PRIu64, good_ints[i].text, value);
    }
}

Test(wat_number, integers_out_of_form_or_range_are_refused) {
    static const char *const wrong[] = {
        "",   "-",    "0x",  "1__0",       "_1",          "1_",          "0x_1",
        "1 ", "a",    "--1", "4294967296", "-2147483649", "+4294967295", "0xg",
        "1a", "0b10",
    };
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++) {
        uint64_t value;
        cr_expect_not(wat_parse_int(&value, tn_str_from(wrong[i]), 32), "%s",
                      wrong[i]);
    }
}

static const struct {
    const char *text;
    unsigned bits;
    uint64_t value;
} good_floats[] = {
    {"0", 32, 0},
    {"-0", 32, 0x80000000},
    {"1", 32, 0x3f800000},
    {"1.", 32, 0x3f800000},
    {"1.5e+1", 32, 0x41700000},
    {"0x1p-149", 32, 1},
    {"0x1.8p0", 64, 0x3ff8000000000000},
    {"0x1.8", 64, 0x3ff8000000000000},
    {"0x1_0.0_8P+0_1", 32, 0x42004000},
    /* Rounding by way of a double would give 0x3f800000. */
    {"0x1.00000100000000001p0", 32, 0x3f800001},
    {"inf", 32, 0x7f800000},
    {"-inf", 64, 0xfff0000000000000},
    {"nan", 32, 0x7fc00000},
    {"-nan:0x1", 32, 0xff800001},
    {"nan:0xf_ffff_ffff_ffff", 64, 0x7fffffffffffffff},
    {"1e-400", 64, 0},
};

Test(wat_number, floats_are_read) {
    for (size_t i = 0; i < TN_COUNT_OF(good_floats); i++) {
        uint64_t value = 1;
        cr_expect(wat_parse_float(&value, tn_str_from(good_floats[i].text),
                                  good_floats[i].bits) &&
                      value == good_floats[i].value,
                  "%s: %" PRIx64, good_floats[i].text, value);
    }
}

Test(wat_number, floats_out_of_form_or_range_are_refused) {
    static const char *const wrong[] = {
        "",         ".5",      "e1",           "1e",
        "1.e",      "1__0",    "1_.0",         "1._0",
        "0x",       "0x1pA",   "1p1",          "0x1e+1",
        "nan:0",    "nan:0x0", "nan:0x800000", "nan:canonical",
        "infinity", "1e1000",  "NAN",          "0x1p128",
        "1,5",
    };
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++) {
        uint64_t value;
        cr_expect_not(wat_parse_float(&value, tn_str_from(wrong[i]), 32), "%s",
                      wrong[i]);
    }
}
