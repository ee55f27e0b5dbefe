/* Every diagnostic is explained. */
#include "tenon/explain.h"

#include "tests/support.h"

Test(explain, every_code_has_a_paragraph_and_an_example) {
    for (size_t i = 0; i < tenon_explanation_count(); i++) {
        tenon_explanation e = tenon_explanation_at(i);
        cr_expect(strlen(e.text) > 40, "%s: no explanation", e.code);
        cr_expect(strstr(e.text, "\n\n    "), "%s: no example", e.code);
        size_t len = strlen(e.text);
        cr_expect(len && e.text[len - 1] == '\n', "%s: no line end", e.code);
        for (const char *line = e.text; *line; line += strcspn(line, "\n") + 1)
            cr_expect(strcspn(line, "\n") <= 80, "%s: a long line", e.code);
    }
}

Test(explain, finds_codes_as_people_write_them) {
    static const char *const codes[] = {"E0301", "e0301", "E301", "301",
                                        "wit-unknown"};
    tenon_explanation e;
    for (size_t i = 0; i < TN_COUNT_OF(codes); i++) {
        cr_assert(tenon_explain(&e, codes[i]), "%s", codes[i]);
        cr_expect_str_eq(e.code, "E0301");
        cr_expect_str_eq(e.name, "wit-unknown");
        cr_expect_str_eq(e.title, "unknown name");
    }
    static const char *const wrong[] = {
        "", "E", "E9999", "x301", "E0301x", "99999999999999999999"};
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++)
        cr_expect_not(tenon_explain(&e, wrong[i]), "%s", wrong[i]);
}

Test(explain, names_are_whole_and_unique) {
    for (size_t i = 0; i < tenon_explanation_count(); i++) {
        tenon_explanation a = tenon_explanation_at(i), b;
        cr_expect_lt(strlen(a.name), sizeof a.name - 1, "%s", a.name);
        cr_expect(tenon_explain(&b, a.name), "%s", a.name);
        cr_expect_str_eq(a.code, b.code);
    }
}
