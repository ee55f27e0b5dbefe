/* The rules of WIT.md, one by one. */
#include "tenon/explain.h"

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

/* The line of an explanation's example, put into a text. */
static void put_example(char text[1024],
                        const tenon_explanation *e,
                        const char *before,
                        int line,
                        const char *behind) {
    const char *p = strstr(e->text, "\n\n    ");
    cr_assert_not_null(p, "%s", e->code);
    for (p += 2; line > 0; line--)
        p += strcspn(p, "\n") + 1;
    cr_assert(strncmp(p, "    ", 4) == 0, "%s: no such line", e->code);
    snprintf(text, 1024, "%s%.*s\n%s", before, (int)strcspn(p, "\n"), p,
             behind);
}

/* What `tenon explain` shows as wrong has that code, what is right has none. */
Test(rules, examples_of_explanations_are_true) {
    static const struct {
        const char *code;
        int wrong, right;
        const char *before, *behind;
    } rows[] = {
        {"E0201", 0, 1, "package a:b; ", ""},
        {"E0301", 1, 2, "package a:b; interface a { type t = u8; }", ""},
        {"E0302", 0, 1, "package a:b; ", ""},
        {"E0303", 0, 1, "package a:b; interface i { ", "}"},
        {"E0305", 0, 1, "package a:b; interface i { resource r; ", "}"},
        {"E0306", 0, 1, "package a:b; interface i { ", "}"},
        {"E0306", 0, 2, "package a:b; interface i { ", "}"},
        {"E0308", 0, 1, "package a:b; world a { import run: func(); } ", ""},
        {"E0309", 1, 2, "package a:b@1.1.0; ", "interface i {}"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        tenon_explanation e;
        tenon_diagnostic first;
        char text[1024];
        cr_assert(tenon_explain(&e, rows[i].code));
        put_example(text, &e, rows[i].before, rows[i].wrong, rows[i].behind);
        cr_expect_not(resolve(text), "%s", text);
        cr_assert(tenon_diagnostic_at(&first, ctx, 0), "%s", text);
        cr_expect_str_eq(first.code, rows[i].code, "%s", text);
        cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 1);
        put_example(text, &e, rows[i].before, rows[i].right, rows[i].behind);
        cr_expect(resolve(text), "%s: %s", text, test_diagnostics(ctx));
    }
}
