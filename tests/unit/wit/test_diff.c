/* Differences between versions: what breaks whom, and which step it needs. */
#include <stdio.h>
#include <stdlib.h>

#include "tenon/wit_diff.h"

#include "tests/unit/wit/wit_support.h"

TestSuite(diff, .init = wit_set_up, .fini = wit_tear_down);

static tenon_wit *load(tenon_context *in, const char *text) {
    tenon_wit *out = NULL;
    const tenon_wit_source source = {"a.wit", text, strlen(text), 0};
    if (tenon_wit_load_sources(&out, in, &source, 1, NULL) == TENON_INVALID)
        cr_assert(false, "%s", test_diagnostics(in));
    return out;
}

static tenon_wit_diff *diff(const char *before, const char *after) {
    tenon_wit *a = load(ctx, before), *b = load(ctx, after);
    tenon_wit_diff *out = NULL;
    cr_assert_eq(tenon_wit_diff_new(&out, a, b), TENON_OK);
    tenon_wit_free(a);
    tenon_wit_free(b);
    return out;
}

/* One change, in the body of an interface of a package of version 1.0.0. */
static void expect_change(const char *before,
                          const char *after,
                          const char *text,
                          unsigned breaks,
                          tenon_wit_step step) {
    char a[512], b[512];
    snprintf(a, sizeof a, "package a:b@1.0.0; interface i { %s }", before);
    snprintf(b, sizeof b, "package a:b@1.0.0; interface i { %s }", after);
    tenon_wit_diff *d = diff(a, b);
    cr_expect_eq(tenon_wit_diff_count(d), 1, "%s -> %s: %zu changes", before,
                 after, tenon_wit_diff_count(d));
    const tenon_wit_change *change = tenon_wit_diff_change(d, 0);
    if (change) {
        cr_expect_str_eq(change->text, text);
        cr_expect_str_eq(change->where, "interface a:b/i");
        cr_expect_eq(change->breaks, breaks, "%s", text);
        cr_expect_eq(change->step, step, "%s", text);
    }
    tenon_wit_diff_free(d);
}

enum { BOTH = TENON_WIT_BREAKS_CALLERS | TENON_WIT_BREAKS_IMPLEMENTERS };
#define MAJOR TENON_WIT_STEP_MAJOR
#define MINOR TENON_WIT_STEP_MINOR
#define PATCH TENON_WIT_STEP_PATCH
#define NONE TENON_WIT_STEP_NONE

Test(diff, tells_changes_of_an_interface_in_words) {
    static const struct {
        const char *before, *after, *text;
        unsigned breaks;
        tenon_wit_step step;
    } cases[] = {
        {"record p { a: u8 }", "record p { a: u32 }",
         "field `a` of record `p` changed from u8 to u32", BOTH, MAJOR},
        {"record p { a: u8 }", "record p { a: u8, b: u8 }",
         "field `b` of record `p` was added", BOTH, MAJOR},
        {"record p { a: u8 }", "record p { b: u8 }",
         "field `a` of record `p` was renamed to `b`", BOTH, MAJOR},
        {"record p { a: u8, b: s8 }", "record p { b: s8, a: u8 }",
         "the order of the fields of record `p` changed", BOTH, MAJOR},
        {"variant v { a, b }", "variant v { a, b(u8) }",
         "case `b` of variant `v` holds u8 now", BOTH, MAJOR},
        {"enum e { a, b }", "enum e { a }", "case `b` of enum `e` was removed",
         BOTH, MAJOR},
        {"flags f { a }", "flags f { a, b }", "flag `b` of flags `f` was added",
         BOTH, MAJOR},
        {"type t = list<u8>;", "type t = list<u16>;",
         "type `t` changed from list<u8> to list<u16>", BOTH, MAJOR},
        {"type t = u8;", "record t { a: u8 }",
         "type `t` was another name of a type, is a record", BOTH, MAJOR},
        {"f: func(a: u8);", "f: func(b: u8);",
         "parameter `a` of function `f` was renamed to `b`", BOTH, MAJOR},
        {"f: func();", "f: func(b: u8);",
         "parameter `b` of function `f` was added", BOTH, MAJOR},
        {"f: func();", "f: func() -> u8;", "result of function `f` was added",
         BOTH, MAJOR},
        {"f: func() -> u8;", "f: func() -> result<u8>;",
         "result of function `f` changed from u8 to result<u8>", BOTH, MAJOR},
        {"f: func();", "f: async func();", "function `f` became async", BOTH,
         MAJOR},
        {"f: func();", "", "function `f` was removed", TENON_WIT_BREAKS_CALLERS,
         MAJOR},
        {"", "f: func();", "function `f` was added",
         TENON_WIT_BREAKS_IMPLEMENTERS, MINOR},
        {"resource r { m: func(); }", "", "resource `r` was removed",
         TENON_WIT_BREAKS_CALLERS, MAJOR},
        {"resource r;", "resource r { constructor(); }",
         "constructor of resource `r` was added", TENON_WIT_BREAKS_IMPLEMENTERS,
         MINOR},
        {"/// a\nf: func();", "/// b\nf: func();",
         "the documentation of function `f` changed", 0, NONE},
        {"f: func();", "@since(version = 1.0.0) f: func();",
         "function `f` has a `@since` now", 0, NONE},
        {"@since(version = 1.0.0) f: func();",
         "@since(version = 1.0.0) @deprecated(version = 1.0.0) f: func();",
         "function `f` is deprecated now", 0, PATCH},
        {"@external-id(\"x\") f: func();", "@external-id(\"y\") f: func();",
         "the external id of function `f` changed from \"x\" to \"y\"", BOTH,
         MAJOR},
        {"f: func();", "@external-id(\"\") f: func();",
         "function `f` has the external id \"\" now", BOTH, MAJOR},
        {"@external-id(\"x\") resource r;", "resource r;",
         "resource `r` has no external id any more", BOTH, MAJOR},
        {"resource r { m: func(); }", "resource r { m: static func(); }",
         "method `m` of resource `r` is a static function now", BOTH, MAJOR},
        {"resource r { m: static func(); }", "resource r { m: func(); }",
         "static function `m` of resource `r` is a method now", BOTH, MAJOR},
        {"resource r { m: func(); }", "resource r { m: func(x: u8); }",
         "parameter `x` of method `m` of resource `r` was added", BOTH, MAJOR},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++)
        expect_change(cases[i].before, cases[i].after, cases[i].text,
                      cases[i].breaks, cases[i].step);
}

Test(diff, compares_names_not_structure) {
    expect_change("type a = u8; type b = u8; f: func(x: list<a>);",
                  "type a = u8; type b = u8; f: func(x: list<b>);",
                  "parameter `x` of function `f` changed from list<a> to "
                  "list<b>",
                  BOTH, MAJOR);
    /* What a name stands for is told once, where it is defined. */
    expect_change("type a = u8; f: func(x: a) -> a;",
                  "type a = u16; f: func(x: a) -> a;",
                  "type `a` changed from u8 to u16", BOTH, MAJOR);
}

static void expect_world_change(const char *before,
                                const char *after,
                                const char *text,
                                unsigned breaks,
                                tenon_wit_step step) {
    char a[512], b[512];
    static const char form[] =
        "package a:b@1.0.0; interface i { f: func(); } "
        "interface k { type t = u8; } world v { import i; } world w { %s }";
    snprintf(a, sizeof a, form, before);
    snprintf(b, sizeof b, form, after);
    tenon_wit_diff *d = diff(a, b);
    if (!text) { /* the step says enough */
        cr_expect_eq(tenon_wit_diff_step(d), step, "%s -> %s", before, after);
        tenon_wit_diff_free(d);
        return;
    }
    cr_expect_eq(tenon_wit_diff_count(d), 1, "%s -> %s", before, after);
    const tenon_wit_change *change = tenon_wit_diff_change(d, 0);
    cr_assert(change);
    cr_expect_str_eq(change->text, text);
    cr_expect_eq(change->breaks, breaks, "%s", text);
    cr_expect_eq(change->step, step, "%s", text);
    tenon_wit_diff_free(d);
}

Test(diff, a_world_has_hosts_and_guests) {
    enum { H = TENON_WIT_BREAKS_HOSTS, G = TENON_WIT_BREAKS_GUESTS };
    expect_world_change("", "import i;", "import `a:b/i@1.0.0` was added", H,
                        MINOR);
    expect_world_change("import i;", "", "import `a:b/i@1.0.0` was removed", G,
                        MAJOR);
    expect_world_change("", "import k;", "import `a:b/k@1.0.0` was added", 0,
                        MINOR);
    expect_world_change("", "export k;", "export `a:b/k@1.0.0` was added", G,
                        MAJOR);
    expect_world_change("", "include v;",
                        "import `a:b/i@1.0.0` was added (by `include v`)", H,
                        MINOR);
    expect_world_change("include v;", "import i;", NULL, 0, NONE);
    expect_world_change("", "use k.{t};", NULL, 0, MINOR);
    expect_world_change("import i; export i;", "export i;",
                        "import `a:b/i@1.0.0` was removed", G, MAJOR);
    expect_world_change("import n: i;", "import n: k;",
                        "import `n` was `a:b/i@1.0.0`, is `a:b/k@1.0.0`", H | G,
                        MAJOR);
    expect_world_change("import n: interface { f: func(); }", "import n: i;",
                        "import `n` is `a:b/i@1.0.0` now", 0, PATCH);
    expect_world_change("@external-id(\"x\") import n: i;",
                        "@external-id(\"y\") import n: i;",
                        "the external id of import `n` changed from \"x\" to "
                        "\"y\"",
                        H | G, MAJOR);
    expect_world_change("", "export i;", "export `a:b/i@1.0.0` was added", G,
                        MAJOR);
    expect_world_change("export f: func();", "", "export `f` was removed", H,
                        MAJOR);
    expect_world_change("import f: func();", "import f: func() -> u8;",
                        "result of function `f` was added", H | G, MAJOR);
    expect_world_change("import n: interface {}",
                        "import n: interface { f: func(); }",
                        "function `f` was added", H, MINOR);
    expect_world_change("export n: interface {}",
                        "export n: interface { f: func(); }",
                        "function `f` was added", G, MAJOR);
}

static void expect_step(const char *version,
                        const char *after,
                        tenon_wit_step step,
                        const char *next) {
    char a[512], b[512];
    snprintf(a, sizeof a, "package a:b%s; interface i { f: func(); }", version);
    snprintf(b, sizeof b, "package a:b%s; interface i { %s }", version, after);
    tenon_wit_diff *d = diff(a, b);
    cr_expect_eq(tenon_wit_diff_step(d), step, "%s: %s", version, after);
    const char *found = tenon_wit_diff_next_version(d);
    cr_expect_eq(!found, !next);
    if (found && next)
        cr_expect_str_eq(found, next);
    tenon_wit_diff_free(d);
}

Test(diff, the_step_depends_on_the_old_version) {
    expect_step("@1.2.3", "f: func();", TENON_WIT_STEP_NONE, "1.2.3");
    expect_step("@1.2.3", "f: func(); g: func();", MINOR, "1.3.0");
    expect_step("@1.2.3", "", MAJOR, "2.0.0");
    expect_step("@0.2.3", "/// a\nf: func();", NONE, "0.2.3");
    expect_step("@0.0.3", "/// a\nf: func();", NONE, "0.0.3");
    expect_step("@0.2.3", "f: func(); g: func();", PATCH, "0.2.4");
    expect_step("@0.2.3", "", MINOR, "0.3.0");
    expect_step("@0.0.3", "", PATCH, "0.0.4");
    expect_step("@1.0.0-rc.1", "", PATCH, NULL);
    expect_step("", "", MAJOR, NULL);
}

Test(diff, knows_which_step_was_taken) {
    tenon_wit_diff *d = diff("package a:b@1.0.0; interface i {}",
                             "package a:b@1.1.0; interface i {}");
    cr_expect_eq(tenon_wit_diff_count(d), 0);
    cr_expect_eq(tenon_wit_diff_step_taken(d), TENON_WIT_STEP_MINOR);
    tenon_wit_diff_free(d);
    cr_expect_str_eq(tenon_wit_step_text(TENON_WIT_STEP_PATCH), "patch");
}

Test(diff, a_dependency_may_move_along_its_track) {
    static const char form[] = "package a:b; world w { import c:d/i@%s; } "
                               "package c:d@0.2.0 { interface i {} } "
                               "package c:d@0.2.5 { interface i {} } "
                               "package c:d@0.3.0 { interface i {} }";
    char a[512], b[512];
    snprintf(a, sizeof a, form, "0.2.0");
    snprintf(b, sizeof b, form, "0.2.5");
    tenon_wit_diff *d = diff(a, b);
    cr_assert_eq(tenon_wit_diff_count(d), 1);
    cr_expect_str_eq(tenon_wit_diff_change(d, 0)->text,
                     "import `c:d/i` changed from version 0.2.0 to 0.2.5");
    cr_expect_eq(tenon_wit_diff_step(d), MINOR);
    tenon_wit_diff_free(d);
    snprintf(b, sizeof b, form, "0.3.0");
    d = diff(a, b);
    cr_expect_eq(tenon_wit_diff_step(d), MAJOR);
    tenon_wit_diff_free(d);
}

/* Changes of two whole texts, one a line: "step: text (breaks)". */
static void expect_changes(const char *before,
                           const char *after,
                           const char *feature,
                           const char *expected) {
    char text[2048] = "";
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    const tenon_wit_source a = {"a.wit", before, strlen(before), 0};
    const tenon_wit_source b = {"b.wit", after, strlen(after), 0};
    tenon_wit *old = NULL, *new = NULL;
    tenon_wit_diff *d = NULL;
    options.features = &feature;
    options.feature_count = feature != NULL;
    cr_assert_eq(tenon_wit_load_sources(&old, ctx, &a, 1, &options), TENON_OK,
                 "%s", before);
    cr_assert_eq(tenon_wit_load_sources(&new, ctx, &b, 1, &options), TENON_OK,
                 "%s", after);
    cr_assert_eq(tenon_wit_diff_new(&d, old, new), TENON_OK);
    const tenon_wit_change *change;
    for (size_t i = 0; (change = tenon_wit_diff_change(d, i)); i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "%s: %s: %s%s\n", tenon_wit_step_text(change->step),
                 change->where, change->text,
                 change->breaks == BOTH                       ? " (both)"
                 : change->breaks == TENON_WIT_BREAKS_CALLERS ? " (callers)"
                 : change->breaks ? " (implementers)"
                                  : "");
    cr_expect_str_eq(text, expected, "%s\n%s\n%s", before, after, text);
    tenon_wit_diff_free(d);
    tenon_wit_free(new);
    tenon_wit_free(old);
}

Test(diff, what_is_unstable_breaks_nobody) {
    static const char form[] = "package a:b@1.0.0; interface i { %s }";
    static const struct {
        const char *before, *after, *expected;
    } rows[] = {
        {"@unstable(feature = x) f: func();", "",
         "patch: interface a:b/i: function `f` was removed (unstable)\n"},
        {"", "@unstable(feature = x) f: func();",
         "patch: interface a:b/i: function `f` was added (unstable)\n"},
        {"@unstable(feature = x) f: func();",
         "@unstable(feature = x) f: func(a: u8);",
         "patch: interface a:b/i: parameter `a` of function `f` was added "
         "(unstable)\n"},
        {"@unstable(feature = x) f: func();",
         "@since(version = 1.0.0) f: func();",
         "minor: interface a:b/i: function `f` is stable now "
         "(implementers)\n"},
        {"@since(version = 1.0.0) f: func();",
         "@unstable(feature = x) f: func();",
         "major: interface a:b/i: function `f` needs feature `x` now (both)\n"},
        {"@unstable(feature = x) resource r { m: func(); }",
         "@unstable(feature = x) resource r { m: func(a: u8); }",
         "patch: interface a:b/i: parameter `a` of method `m` of resource `r` "
         "was added (unstable)\n"},
        {"@unstable(feature = x) record r { a: u8 }",
         "@unstable(feature = x) record r { b: u8 }",
         "patch: interface a:b/i: field `a` of record `r` was renamed to `b` "
         "(unstable)\n"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        char a[512], b[512];
        snprintf(a, sizeof a, form, rows[i].before);
        snprintf(b, sizeof b, form, rows[i].after);
        expect_changes(a, b, "x", rows[i].expected);
    }
    expect_changes("package a:b@1.0.0; @unstable(feature = x) interface i { "
                   "@unstable(feature = x) f: func(); }",
                   "package a:b@1.0.0;", "x",
                   "patch: interface a:b/i: interface `i` was removed "
                   "(unstable)\n");
}

Test(diff, a_type_may_move_to_another_interface) {
    static const char old[] = "package a:b@1.0.0; interface k { type s = u8; } "
                              "interface i { %s f: func(a: t); }";
    static const char new[] = "package a:b@1.0.0; interface k { type s = u8; "
                              "%s } interface i { use k.{t}; f: func(a: t); }";
    char a[512], b[512];
    snprintf(a, sizeof a, old, "record t { x: u8 }");
    snprintf(b, sizeof b, new, "record t { x: u8 }");
    expect_changes(a, b, NULL,
                   "minor: interface a:b/k: record `t` was added "
                   "(implementers)\n"
                   "minor: interface a:b/i: record `t` is defined in `a:b/k` "
                   "now, and used from there\n");
    expect_changes(b, a, NULL,
                   "major: interface a:b/k: record `t` was removed (callers)\n"
                   "minor: interface a:b/i: record `t` is defined here now, "
                   "not used from `a:b/k`\n");
    snprintf(b, sizeof b, new, "record t { x: u16 }");
    expect_changes(a, b, NULL,
                   "minor: interface a:b/k: record `t` was added "
                   "(implementers)\n"
                   "minor: interface a:b/i: record `t` is defined in `a:b/k` "
                   "now, and used from there\n"
                   "major: interface a:b/i: field `x` of record `t` changed "
                   "from u8 to u16 (both)\n");
    snprintf(a, sizeof a, old, "resource t;");
    snprintf(b, sizeof b, new, "resource t;");
    expect_changes(a, b, NULL,
                   "minor: interface a:b/k: resource `t` was added "
                   "(implementers)\n"
                   "minor: interface a:b/i: resource `t` is defined in `a:b/k` "
                   "now, and used from there (implementers)\n");
    expect_changes(b, a, NULL,
                   "major: interface a:b/k: resource `t` was removed "
                   "(callers)\n"
                   "major: interface a:b/i: resource `t` is defined here now, "
                   "not used from `a:b/k` (both)\n");
}

Test(diff, what_is_used_may_come_by_another_way) {
    static const char form[] = "package a:b; interface x { %s } "
                               "interface y { %s } interface i { use %s.{t}; }";
    char a[512], b[512];
    snprintf(a, sizeof a, form, "resource t;", "use x.{t};", "x");
    snprintf(b, sizeof b, form, "resource t;", "use x.{t};", "y");
    expect_changes(a, b, NULL,
                   "patch: interface a:b/i: type `t` was `t` of `a:b/x`, is "
                   "`t` of `a:b/y`\n");
    /* It moved, and who uses it follows. */
    snprintf(b, sizeof b, form, "use y.{t};", "resource t;", "y");
    snprintf(a, sizeof a, form, "resource t;", "", "x");
    expect_changes(a, b, NULL,
                   "minor: interface a:b/x: resource `t` is defined in `a:b/y` "
                   "now, and used from there (implementers)\n"
                   "minor: interface a:b/y: resource `t` was added "
                   "(implementers)\n"
                   "patch: interface a:b/i: type `t` was `t` of `a:b/x`, is "
                   "`t` of `a:b/y`\n");
    snprintf(a, sizeof a, form, "resource t;", "resource t;", "x");
    snprintf(b, sizeof b, form, "resource t;", "resource t;", "y");
    expect_changes(a, b, NULL,
                   "major: interface a:b/i: type `t` was `t` of `a:b/x`, is "
                   "`t` of `a:b/y` (both)\n");
}

Test(diff, packages_of_the_files_have_versions_of_their_own) {
    static const char form[] = "package a:b@1.0.0; interface i { f: func(); } "
                               "package c:d@%s { interface j { %s } } "
                               "package e:f { interface k { %s } }";
    char a[512], b[512];
    snprintf(a, sizeof a, form, "0.1.0", "g: func();", "");
    snprintf(b, sizeof b, form, "0.2.0", "g: func() -> u8;", "h: func();");
    tenon_wit_diff *d = diff(a, b);
    cr_expect_eq(tenon_wit_diff_step(d), MINOR);
    cr_assert_eq(tenon_wit_diff_package_count(d), 3);
    cr_expect_null(tenon_wit_diff_package(d, 3));
    const tenon_wit_package_change *main = tenon_wit_diff_package(d, 0);
    cr_expect_str_eq(main->before, "a:b@1.0.0");
    cr_expect_eq(main->step, NONE);
    const tenon_wit_change *change = tenon_wit_diff_change(d, 0);
    const tenon_wit_package_change *nested =
        tenon_wit_diff_package(d, change->package);
    cr_expect_str_eq(change->where, "interface c:d/j");
    cr_expect_str_eq(nested->before, "c:d@0.1.0");
    cr_expect_str_eq(nested->after, "c:d@0.2.0");
    cr_expect_eq(nested->step, MINOR, "it broke, before 1.0.0");
    cr_expect_eq(nested->taken, MINOR);
    cr_expect_str_eq(nested->next_version, "0.2.0");
    tenon_wit_diff_free(d);
    expect_changes("package a:b; package c:d { interface i {} }",
                   "package a:b; package e:f { interface i {} }", NULL,
                   "none: package c:d: package `c:d` was removed\n"
                   "none: package e:f: package `e:f` was added\n");
}

static tenon_wit *load_with_dep(const char *dep) {
    static const char text[] = "package a:b; world w { import c:d/i; }";
    const tenon_wit_source sources[] = {{"a.wit", text, strlen(text), 0},
                                        {"c.wit", dep, strlen(dep), 1}};
    tenon_wit *out = NULL;
    cr_assert_eq(tenon_wit_load_sources(&out, ctx, sources, 2, NULL), TENON_OK);
    return out;
}

Test(diff, dependencies_are_compared_on_demand) {
    tenon_wit *a = load_with_dep("package c:d; interface i { f: func(); }");
    tenon_wit *b = load_with_dep("package c:d; interface i {}");
    tenon_wit_diff_options options = TENON_WIT_DIFF_OPTIONS_INIT;
    tenon_wit_diff *d = NULL;
    cr_assert_eq(tenon_wit_diff_new_as(&d, a, b, &options), TENON_OK);
    cr_expect_eq(tenon_wit_diff_count(d), 0);
    tenon_wit_diff_free(d);
    options.with_deps = true;
    cr_assert_eq(tenon_wit_diff_new_as(&d, a, b, &options), TENON_OK);
    cr_assert_eq(tenon_wit_diff_count(d), 1);
    cr_expect_str_eq(tenon_wit_diff_change(d, 0)->text,
                     "function `f` was removed");
    tenon_wit_diff_free(d);
    options.struct_size = 1;
    cr_expect_eq(tenon_wit_diff_new_as(&d, a, b, &options), TENON_MISUSE);
    tenon_wit_free(b);
    tenon_wit_free(a);
}

static void expect_text(const tenon_wit_diff *d,
                        size_t i,
                        const char *text,
                        unsigned breaks) {
    const tenon_wit_change *change = tenon_wit_diff_change(d, i);
    cr_assert(change, "%s: no change %zu", text, i);
    cr_expect_str_eq(change->text, text);
    cr_expect_eq(change->breaks, breaks, "%s: %u", text, change->breaks);
}

Test(diff, of_two_worlds_tells_what_their_interfaces_lost) {
    tenon_wit *both =
        load(ctx, "package a:b; world old { import c:d/i@1.0.0; }"
                  "world new { import c:d/i@1.0.1; export c:d/i@1.0.0; }"
                  "package c:d@1.0.0 { interface i { f: func(); } }"
                  "package c:d@1.0.1 { interface i { g: func(); } }");
    tenon_wit_diff_options options = TENON_WIT_DIFF_OPTIONS_INIT;
    tenon_wit_diff *d = NULL;
    cr_assert_eq(tenon_wit_select(&options.old_world, both, "old"), TENON_OK);
    cr_expect_eq(tenon_wit_diff_new_as(&d, both, both, &options), TENON_MISUSE);
    cr_assert_eq(tenon_wit_select(&options.new_world, both, "new"), TENON_OK);
    cr_assert_eq(tenon_wit_diff_new_as(&d, both, both, &options), TENON_OK);
    cr_expect_eq(tenon_wit_diff_count(d), 4);
    expect_text(d, 0, "import `c:d/i` changed from version 1.0.0 to 1.0.1",
                TENON_WIT_BREAKS_HOSTS);
    expect_text(d, 1, "function `f` was removed", TENON_WIT_BREAKS_GUESTS);
    expect_text(d, 2, "function `g` was added", TENON_WIT_BREAKS_HOSTS);
    expect_text(d, 3, "export `c:d/i@1.0.0` was added",
                TENON_WIT_BREAKS_GUESTS);
    cr_expect_eq(tenon_wit_diff_check_breaks(d, TENON_WIT_BREAKS_CALLERS),
                 TENON_OK);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 0);
    cr_expect_eq(tenon_wit_diff_check_breaks(d, TENON_WIT_BREAKS_GUESTS),
                 TENON_INVALID);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 2);
    tenon_wit_diff_free(d);
    tenon_wit_free(both);
}

Test(diff, of_two_worlds_they_are_those_of_the_wit_given) {
    tenon_wit *a = load(ctx, "package a:b; world w {}");
    tenon_wit *b = load(ctx, "package a:b; world w {}");
    tenon_wit_diff_options options = TENON_WIT_DIFF_OPTIONS_INIT;
    tenon_wit_diff *d = NULL;
    cr_assert_eq(tenon_wit_select(&options.old_world, a, "w"), TENON_OK);
    cr_assert_eq(tenon_wit_select(&options.new_world, b, "w"), TENON_OK);
    cr_expect_eq(tenon_wit_diff_new_as(&d, b, a, &options), TENON_MISUSE);
    cr_assert_eq(tenon_wit_diff_new_as(&d, a, b, &options), TENON_OK);
    cr_expect_eq(tenon_wit_diff_count(d), 0);
    tenon_wit_diff_free(d);
    tenon_wit_free(b);
    tenon_wit_free(a);
}

Test(diff, a_check_reports_what_is_too_much_where_it_stands) {
    tenon_wit_diff *d = diff("package a:b@1.0.0;\n"
                             "interface i { record r { a: u8 } g: func(); }",
                             "package a:b@1.1.0;\n"
                             "interface i { /// Doc.\n record r { a: u16 } }");
    cr_expect_eq(tenon_wit_diff_check(d, MAJOR), TENON_OK);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 0);
    cr_expect_eq(tenon_wit_diff_check(d, MINOR), TENON_INVALID);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 2);
    EXPECT_DIAGNOSTIC(ctx, "error[E0311]: interface a:b/i: field `a` of record "
                           "`r` changed from u8 to u16: this needs a major "
                           "step\n  --> a.wit:3:13");
    EXPECT_DIAGNOSTIC(ctx, "note: it breaks callers and implementers");
    EXPECT_DIAGNOSTIC(ctx, "note: it was here\n  --> a.wit:2:26");
    EXPECT_DIAGNOSTIC(ctx, "function `g` was removed: this needs a major "
                           "step\n  --> a.wit:2:34");
    tenon_wit_diff_free(d);
}

static bool diff_with(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *own = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_wit *a = load(own, "package a:b; interface i { f: func(); "
                             "record r { a: u8 } } world w { import i; } "
                             "package c:d { interface k {} }");
    tenon_wit *b = a ? load(own, "package a:b; interface i { g: func(); "
                                 "record r { a: u16 } } world w { export i; } "
                                 "package c:d { interface k { f: func(); } }")
                     : NULL;
    tenon_wit_diff *d = NULL;
    bool ok = b && tenon_wit_diff_new(&d, a, b) == TENON_OK &&
              tenon_wit_diff_check(d, MINOR) == TENON_INVALID;
    tenon_wit_diff_free(d);
    tenon_wit_free(b);
    tenon_wit_free(a);
    tenon_context_free(own);
    return ok;
}

Test(diff, survives_every_failing_allocation) {
    test_every_failure(diff_with, NULL);
}

static void expect_line(const tenon_wit_change *change,
                        tenon_span span,
                        size_t line) {
    tenon_location at = {0};
    cr_expect(tenon_locate(&at, ctx, span));
    cr_expect_eq(at.line, line, "%s: %zu", change->text, at.line);
}

Test(diff, changes_of_members_stand_at_them) {
    static const char old_text[] = "package a:b;\n"
                                   "interface i {\n"
                                   "  record r {\n"
                                   "    a: u8,\n"
                                   "    b: u8,\n"
                                   "  }\n"
                                   "  f: func(\n"
                                   "    c: u8,\n"
                                   "    d: u8);\n"
                                   "}\n";
    static const char new_text[] = "package a:b;\n"
                                   "interface i {\n"
                                   "  record r { a: u8,\n"
                                   "    b: u16 }\n"
                                   "  f: func(c: u8); }\n";
    tenon_wit_diff *d = diff(old_text, new_text);
    cr_assert_eq(tenon_wit_diff_count(d), 2);
    const tenon_wit_change *b = tenon_wit_diff_change(d, 0);
    expect_line(b, b->before, 5);
    expect_line(b, b->after, 4);
    const tenon_wit_change *gone = tenon_wit_diff_change(d, 1);
    expect_line(gone, gone->before, 9);
    expect_line(gone, gone->after, 5);
    tenon_wit_diff_free(d);
}
