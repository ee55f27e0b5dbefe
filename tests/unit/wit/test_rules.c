/* The rules of WIT.md, one by one. */
#include "tests/unit/wit/wit_support.h"

TestSuite(rules, .init = wit_set_up, .fini = wit_tear_down);

typedef struct rule {
    const char *name, *code;
    size_t line;
    const char *text;
} rule;

static const rule rules[] = {
#define RULE(name, code, line, text) {name, code, line, text},
#include "tests/unit/wit/rule.def"
};

static void expect_first_error(const rule *r) {
    tenon_diagnostic first;
    cr_assert(tenon_diagnostic_at(&first, ctx, 0), "%s", r->name);
    cr_expect_str_eq(first.code, r->code, "%s: %s", r->name, first.code);
    cr_expect_eq(first.location.line, r->line, "%s: line %zu", r->name,
                 first.location.line);
}

Test(rules, what_is_wrong_is_refused_where_it_is_wrong) {
    for (size_t i = 0; i < TN_COUNT_OF(rules); i++) {
        bool valid = resolve(rules[i].text);
        cr_expect_eq(valid, rules[i].code == NULL, "%s", rules[i].name);
        if (!valid && rules[i].code)
            expect_first_error(&rules[i]);
    }
}

/* Each diagnostic for WIT has an example here of what is wrong. */
Test(rules, every_code_is_provoked) {
    static const char *const codes[] = {"E0201", "E0202", "E0301", "E0302",
                                        "E0303", "E0304", "E0305", "E0306",
                                        "E0308", "E0309"};
    for (size_t i = 0; i < TN_COUNT_OF(codes); i++) {
        size_t count = 0;
        for (size_t k = 0; k < TN_COUNT_OF(rules); k++)
            count += rules[k].code && strcmp(rules[k].code, codes[i]) == 0;
        cr_expect_gt(count, 0, "%s", codes[i]);
    }
}
