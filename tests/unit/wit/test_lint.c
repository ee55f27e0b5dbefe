/* Advice: what each rule finds, and what it leaves alone. */
#include <stdio.h>

#include "tenon/wit_lint.h"

#include "tests/unit/wit/wit_support.h"

TestSuite(lint, .init = wit_set_up, .fini = wit_tear_down);

/* Findings of one rule alone. */
static size_t lint(const char *rule, const char *text) {
    tenon_wit_lint_level levels[16] = {TENON_WIT_LINT_ALLOW};
    tenon_wit *out = NULL;
    const tenon_wit_source source = {"a.wit", text, strlen(text), 0};
    bool known = false;
    size_t found = 0;
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++) {
        if (strcmp(tenon_wit_lint_rule_at(i).name, rule) == 0) {
            levels[i] = TENON_WIT_LINT_DENY;
            known = true;
        }
    }
    cr_assert(known, "%s", rule);
    tenon_diagnostics_clear(ctx);
    cr_assert_eq(tenon_wit_load_sources(&out, ctx, &source, 1, NULL), TENON_OK,
                 "%s", text);
    tenon_status status = tenon_wit_lint(out, levels, &found);
    cr_expect_eq(status, found ? TENON_INVALID : TENON_OK);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), found);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_WARNING), 0);
    tenon_wit_free(out);
    return found;
}

Test(lint, rules_find_what_they_are_for) {
    static const struct {
        const char *rule, *body;
        size_t found;
    } cases[] = {
        {"unused-type", "type t = u8;", 1},
        {"unused-type", "type t = u8; f: func(a: list<option<t>>);", 0},
        {"unused-type", "type t = u8; record r { a: t } f: func() -> r;", 0},
        {"unused-type", "resource r; resource s { constructor(); }", 1},
        {"unused-type", "use k.{t};", 1},
        {"undocumented", "f: func(); /// Does.\ng: func();", 1},
        {"c-name", "resource a-b { c: func(); } a: func(); a-b-c: func();", 1},
        {"c-name", "f: func(int: u8); default: func();", 2},
        {"c-name", "record r { register: u8 } f: func(a: r);", 1},
        {"deprecated", "use k.{old};", 1},
        {"deprecated", "use k.{t}; f: func(a: t);", 0},
        {"missing-since", "", 1},
    };
    static const char form[] =
        "package a:b@1.0.0; interface i { %s } "
        "@since(version = 1.0.0) interface k { "
        "@since(version = 1.0.0) type t = u8; "
        "@since(version = 1.0.0) @deprecated(version = 1.0.0) "
        "type old = t; /// Doc.\n"
        "@since(version = 1.0.0) @deprecated(version = 1.0.0) "
        "f: func(a: old); }";
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        char text[1024];
        snprintf(text, sizeof text, form, cases[i].body);
        size_t found = lint(cases[i].rule, text);
        cr_expect_eq(found, cases[i].found, "%s: %s: %zu", cases[i].rule,
                     cases[i].body, found);
    }
}

Test(lint, packages_without_a_version_need_no_since) {
    cr_expect_eq(lint("missing-since", "package a:b; interface i {}"), 0);
}

Test(lint, worlds_are_looked_at) {
    cr_expect_eq(lint("deprecated", "package a:b@1.0.0; "
                                    "@since(version = 1.0.0) "
                                    "@deprecated(version = 1.0.0) "
                                    "interface i {} world w { import i; }"),
                 1);
    cr_expect_eq(lint("unused-type", "package a:b; interface i { type t = u8; }"
                                     " world w { use i.{t}; import f: func(a: "
                                     "t); }"),
                 0);
}
