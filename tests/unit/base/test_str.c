/* Texts as the public headers have them. */
#include "base/base.h"
#include "tests/support.h"

Test(str, a_public_text_is_never_null) {
    tenon_str none = tn_str_public((tn_str){0});
    cr_expect_not_null(none.data);
    cr_expect_eq(none.len, 0);
    tenon_str part = tn_str_public((tn_str){"abc", 2});
    cr_expect_eq(part.len, 2);
}

Test(str, equality_counts_the_length) {
    const tenon_str text = {"abc", 2};
    cr_expect(tenon_str_equals(text, "ab"));
    cr_expect(!tenon_str_equals(text, "abc"));
    cr_expect(!tenon_str_equals(text, "a"));
    cr_expect(tenon_str_equals((tenon_str){"", 0}, ""));
}
