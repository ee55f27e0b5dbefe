/* Advice: what each rule finds, and what it leaves alone. */
#include <stdio.h>

#include "tenon/explain.h"
#include "tenon/wit_lint.h"

#include "base/context.h"
#include "tests/unit/wit/wit_support.h"

TestSuite(lint, .init = wit_set_up, .fini = wit_tear_down);

static size_t rule_index(const char *rule) {
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++) {
        if (strcmp(tenon_wit_lint_rule_at(i).name, rule) == 0)
            return i;
    }
    cr_assert(false, "%s", rule);
    return 0;
}

static tenon_wit *load(const char *text) {
    tenon_wit *out = NULL;
    const tenon_wit_source source = {"a.wit", text, strlen(text), 0};
    tenon_diagnostics_clear(ctx);
    if (tenon_wit_load_sources(&out, ctx, &source, 1, NULL) != TENON_OK)
        cr_assert(false, "%s\n%s", text, test_diagnostics(ctx));
    return out;
}

/* Findings of one rule alone. */
static size_t lint(const char *rule, const char *text) {
    tenon_wit_lint_level levels[16] = {TENON_WIT_LINT_ALLOW};
    tenon_wit_lint_options options = TENON_WIT_LINT_OPTIONS_INIT;
    size_t found = 0;
    levels[rule_index(rule)] = TENON_WIT_LINT_DENY;
    options.levels = levels;
    tenon_wit *wit_ = load(text);
    tenon_status status = tenon_wit_lint(wit_, &options, &found);
    cr_expect_eq(status, found ? TENON_INVALID : TENON_OK);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), found);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_WARNING), 0);
    tenon_wit_free(wit_);
    return found;
}

static void expect_finding(const char *rule,
                           const char *text,
                           const char *phrase) {
    cr_expect_eq(lint(rule, text), 1, "%s", text);
    EXPECT_DIAGNOSTIC(ctx, phrase);
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

Test(lint, rules_are_diagnostics_of_their_name) {
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++) {
        tenon_wit_lint_rule rule = tenon_wit_lint_rule_at(i);
        tenon_explanation e;
        cr_assert(tenon_explain(&e, rule.code), "%s", rule.code);
        cr_expect_str_eq(e.name, rule.name);
        cr_expect(strstr(e.text, rule.name), "%s", rule.name);
    }
}

Test(lint, opt_in_rules_are_off_until_asked_for) {
    static const char text[] = "package a:b; interface i { type t = u8; "
                               "/// Doc.\nf: func() -> t; } world w {}";
    size_t found = 1;
    tenon_wit *wit_ = load(text);
    cr_expect_eq(tenon_wit_lint(wit_, NULL, &found), TENON_OK);
    cr_expect_eq(found, 0);
    tenon_wit_free(wit_);
    cr_expect_eq(lint("undocumented-type", text), 1);
    cr_expect_eq(lint("undocumented-interface", text), 2);
}

Test(lint, what_an_interface_has_twice_in_c) {
    static const char *const rows[][2] = {
        {"resource file { read: func(); } file-read: func();",
         "method `read` of resource `file` and function `file-read` are both "
         "`file_read` in C"},
        {"resource r { constructor(); new: static func() -> r; }",
         "the constructor of resource `r` and method `new` of resource `r` are "
         "both `r_new`"},
        {"resource r; r-drop: func();",
         "the destructor of resource `r` and function `r-drop`"},
        {"type x = u8; x-t: func();", "type `x` and function `x-t`"},
        {"enum a { b-c } enum a-b { c }",
         "case `b-c` of `a` and case `c` of `a-b` are both `A_B_C`"},
        {"f: func(class: u8);", "parameter `class` of `f` is a keyword in C++"},
        {"variant v { new(u8), old }", "case `new` of `v` is a keyword"},
        {"record r { errno: u8 }", "field `errno` of `r` is a macro in C"},
    };
    char text[512];
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        snprintf(text, sizeof text, "package a:b; interface i { %s }",
                 rows[i][0]);
        expect_finding("c-name", text, rows[i][1]);
    }
    cr_expect_eq(lint("c-name", "package a:b; interface i { "
                                "enum e { default, new } f: func(); }"),
                 0, "constants have a prefix");
}

Test(lint, what_a_world_has_twice_in_c) {
    static const char interfaces[] = "package a:b; "
                                     "interface c-d { e: func(); } "
                                     "interface c { d-e: func(); } ";
    char text[512];
    cr_expect_eq(lint("c-name", interfaces), 0, "no world has both");
    snprintf(text, sizeof text, "%sworld w { import c; export c-d; }",
             interfaces);
    cr_expect_eq(lint("c-name", text), 0, "exports have a prefix");
    snprintf(text, sizeof text,
             "%sworld w { import c; import c-d; } world v { include w; }",
             interfaces);
    expect_finding("c-name", text,
                   "in world `w`, function `d-e` of `a:b/c` and function `e` "
                   "of `a:b/c-d` are both `a_b_c_d_e` in C");
    EXPECT_DIAGNOSTIC(ctx, "note: one is here");
    expect_finding("c-name",
                   "package a:b; world w { import x-y: func(); "
                   "import w-x: interface { y: func(); } }",
                   "are both `w_x_y` in C");
    expect_finding("c-name",
                   "package a:b; world w { export n: interface { "
                   "resource r { m: func(); } r-m: func(); } }",
                   "are both `r_m` in C");
    expect_finding("c-name", "package a:b; world w { import delete: func(); }",
                   "function `delete` is a keyword in C++");
}

Test(lint, versions_are_in_names_only_where_there_are_several) {
    static const char form[] = "package a:b; world w { import c:d/i@1.0.0%s; "
                               "import c:d/i@%s; } "
                               "package c:d@1.0.0%s { interface i { "
                               "f: func(); } } "
                               "package c:d@%s { interface i { f: func(); } }";
    char text[512];
    snprintf(text, sizeof text, form, "", "2.0.0", "", "2.0.0");
    cr_expect_eq(lint("c-name", text), 0);
    snprintf(text, sizeof text, form, "-a", "1.0.0+a", "-a", "1.0.0+a");
    expect_finding("c-name", text, "are both `c_d_1_0_0_a_i_f` in C");
}

Test(lint, deprecation_reaches_what_is_of_an_interface_and_worlds) {
    static const char old[] = "package a:b@1.0.0; "
                              "@since(version = 1.0.0) "
                              "@deprecated(version = 1.0.0) "
                              "interface old { type t = u8; f: func() -> t; } "
                              "@since(version = 1.0.0) "
                              "@deprecated(version = 1.0.0) world past {} ";
    char text[1024];
    cr_expect_eq(lint("deprecated", old), 0, "its own types it may mention");
    snprintf(text, sizeof text, "%s interface i { use old.{t}; }", old);
    expect_finding("deprecated", text,
                   "type `t` is of interface `old`, which is deprecated");
    snprintf(text, sizeof text, "%s world w { include past; }", old);
    expect_finding("deprecated", text, "world `past` is deprecated since");
}

Test(lint, items_of_worlds_are_looked_at_where_they_stand) {
    cr_expect_eq(lint("undocumented",
                      "package a:b; world w { import f: func(); "
                      "export i: interface { g: func(); } } "
                      "world v { include w; }"),
                 2);
    cr_expect_eq(lint("unused-type", "package a:b; world w { type t = u8; }"),
                 1);
    cr_expect_eq(lint("missing-since",
                      "package a:b@1.0.0; @since(version = 1.0.0) interface i "
                      "{} @since(version = 1.0.0) world w { import i; "
                      "export f: func(); @since(version = 1.0.0) export i; }"),
                 2);
}

static size_t lint_with(const char *text, bool with_deps) {
    tenon_wit_lint_options options = TENON_WIT_LINT_OPTIONS_INIT;
    const tenon_wit_source sources[] = {
        {"a.wit", text, strlen(text), 0},
        {"deps/c.wit", "package c:d; interface i { f: func(); }", 39, 1}};
    tenon_wit *out = NULL;
    size_t found = 0;
    options.with_deps = with_deps;
    cr_assert_eq(tenon_wit_load_sources(&out, ctx, sources, 2, NULL), TENON_OK);
    cr_expect_eq(tenon_wit_lint(out, &options, &found), TENON_OK);
    tenon_wit_free(out);
    return found;
}

Test(lint, packages_of_the_input_are_looked_at_and_others_on_demand) {
    static const char text[] = "package a:b; interface i { f: func(); } "
                               "package n:m { interface k { g: func(); } }";
    cr_expect_eq(lint_with(text, false), 2);
    EXPECT_DIAGNOSTIC(ctx, "function `g` has no documentation");
    cr_expect_eq(lint_with(text, true), 3);
    EXPECT_DIAGNOSTIC(ctx, "deps/c.wit:1:28");
}

Test(lint, all_findings_are_kept) {
    char text[4096] = "package a:b; interface i { ";
    for (int i = 0; i < 100; i++) {
        char func[32];
        snprintf(func, sizeof func, "g%d: func(); ", i);
        strncat(text, func, sizeof text - strlen(text) - 1);
    }
    strncat(text, "}", sizeof text - strlen(text) - 1);
    cr_expect_eq(lint("undocumented", text), 100);
    size_t kept = 0;
    for (const tn_diag *d = ctx->diags; d; d = d->next)
        kept++;
    cr_expect_eq(kept, 100);
}

static bool lint_once(const tenon_allocator *allocator, void *user) {
    tenon_context *own = NULL;
    tenon_wit_lint_options options = TENON_WIT_LINT_OPTIONS_INIT;
    tenon_wit *out = NULL;
    const tenon_wit_source source = {"a.wit", user, strlen(user), 0};
    options.with_deps = true;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    bool ok = tenon_wit_load_sources(&out, own, &source, 1, NULL) == TENON_OK &&
              tenon_wit_lint(out, &options, NULL) == TENON_OK;
    tenon_wit_free(out);
    tenon_context_free(own);
    return ok;
}

Test(lint, survives_every_failing_allocation) {
    char text[] = "package a:b; interface c { d-e: func(int: u8); } "
                  "interface c-d { e: func(); enum x { y } } "
                  "world w { import c; import c-d; }";
    test_every_failure(lint_once, text);
}
