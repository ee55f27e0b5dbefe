/* UTF-8 and UTF-16: well-formed text passes, nothing else does. */
#include <stdlib.h>

#include "base/utf.h"
#include "tests/support.h"

Test(utf, every_scalar_value_survives_both_encodings) {
    for (uint32_t c = 0; c < 0x110000; c++) {
        if (!tn_is_scalar(c))
            continue;
        char utf8[4];
        uint8_t utf16[4];
        uint32_t back = 0;
        size_t n = tn_utf8_encode(utf8, c);
        cr_assert_eq(tn_utf8_decode(utf8, n, &back), n, "U+%X", c);
        cr_assert_eq(back, c);
        n = tn_utf16_encode(utf16, c);
        cr_assert_eq(tn_utf16_decode(utf16, n, &back), n, "U+%X", c);
        cr_assert_eq(back, c);
    }
}

Test(utf, ill_formed_utf8_is_refused_where_it_goes_wrong) {
    static const struct {
        const char *hex;
        size_t bad;
    } cases[] = {
        {"80", 0},
        {"'abc' ff", 3},
        {"c0 80", 0},
        {"c1 bf", 0},
        {"e0 80 80", 0},
        {"ed a0 80", 0},
        {"f0 80 80 80", 0},
        {"f4 90 80 80", 0},
        {"f5 80 80 80", 0},
        {"'abcdefgh' e2 82", 8},
        {"'abcdefghijkl' c3", 12},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        test_bytes bytes = test_hex(cases[i].hex);
        size_t bad = 99;
        cr_expect_not(tn_utf8_valid((char *)bytes.p, bytes.len, &bad), "%s",
                      cases[i].hex);
        cr_expect_eq(bad, cases[i].bad, "%s: at %zu", cases[i].hex, bad);
        free(bytes.p);
    }
}

Test(utf, well_formed_text_is_valid) {
    static const char text[] = "plain \xc3\xa4 \xe2\x82\xac \xf0\x9f\x8e\xbc";
    cr_expect(tn_utf8_valid(text, sizeof text - 1, NULL));
    cr_expect(tn_utf8_valid("", 0, NULL));
}

Test(utf, lone_surrogates_are_refused) {
    static const uint8_t high_then_end[] = {0x00, 0xd8};
    static const uint8_t high_then_letter[] = {0x00, 0xd8, 'a', 0};
    static const uint8_t low[] = {0x00, 0xdc, 'a', 0};
    uint32_t c;
    cr_expect_eq(tn_utf16_decode(high_then_end, 1, &c), 0);
    cr_expect_eq(tn_utf16_decode(high_then_letter, 2, &c), 0);
    cr_expect_eq(tn_utf16_decode(low, 2, &c), 0);
}
