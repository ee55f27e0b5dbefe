/* Distances of words, and which one is meant. */
#include "base/distance.h"
#include "tests/support.h"

Test(distance, counts_letters_that_differ) {
    static const struct {
        const char *a, *b;
        size_t steps;
    } cases[] = {{"", "", 0},
                 {"abc", "abc", 0},
                 {"strng", "string", 1},
                 {"record", "recrod", 1},
                 {"kitten", "sitting", 3},
                 {"", "abc", 3},
                 {"ab", "ba", 1},
                 {"abcd", "badc", 2}};
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        tn_str a = tn_str_from(cases[i].a), b = tn_str_from(cases[i].b);
        cr_expect_eq(tn_distance(a, b), cases[i].steps, "%s", cases[i].a);
        cr_expect_eq(tn_distance(b, a), cases[i].steps, "%s", cases[i].a);
    }
    char words[100];
    memset(words, 'a', sizeof words);
    tn_str most = {words, TN_MAX_DISTANCE_WORD}, more = {words, most.len + 1};
    cr_expect_eq(tn_distance(most, TN_STR("")), most.len);
    cr_expect_eq(tn_distance(more, more), SIZE_MAX);
}

static tn_str closest(const char *name, const char *const *words) {
    tn_closest c = tn_closest_to(tn_str_from(name));
    for (; *words; words++)
        tn_closest_offer(&c, tn_str_from(*words));
    return c.best;
}

Test(distance, the_closest_word_is_close) {
    static const char *const words[] = {"string", "list", "u8", "u16", NULL};
    EXPECT_STR(closest("strng", words), "string");
    EXPECT_STR(closest("lits", words), "list");
    EXPECT_STR(closest("customer", words), "");
    EXPECT_STR(closest("nothing", words), "");
    EXPECT_STR(closest("x", words), "");
    EXPECT_STR(closest("u18", words), "u8");
}
