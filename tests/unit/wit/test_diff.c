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

Test(diff, tells_changes_of_an_interface_in_words) {
    static const struct {
        const char *before, *after, *text;
        unsigned breaks;
        tenon_wit_step step;
    } cases[] = {
        {"record p { a: u8 }", "record p { a: u32 }",
         "field `a` of record `p` changed from `u8` to `u32`", BOTH, MAJOR},
        {"record p { a: u8 }", "record p { a: u8, b: u8 }",
         "field `b` of record `p` was added", BOTH, MAJOR},
        {"record p { a: u8 }", "record p { b: u8 }",
         "field `a` of record `p` was renamed to `b`", BOTH, MAJOR},
        {"record p { a: u8, b: s8 }", "record p { b: s8, a: u8 }",
         "the order of the fields of record `p` changed", BOTH, MAJOR},
        {"variant v { a, b }", "variant v { a, b(u8) }",
         "case `b` of variant `v` has a `u8` now", BOTH, MAJOR},
        {"enum e { a, b }", "enum e { a }", "case `b` of enum `e` was removed",
         BOTH, MAJOR},
        {"flags f { a }", "flags f { a, b }", "flag `b` of flags `f` was added",
         BOTH, MAJOR},
        {"type t = list<u8>;", "type t = list<u16>;",
         "type `t` changed from `list<u8>` to `list<u16>`", BOTH, MAJOR},
        {"type t = u8;", "record t { a: u8 }",
         "type `t` was another name of a type, is a record", BOTH, MAJOR},
        {"f: func(a: u8);", "f: func(b: u8);",
         "parameter `a` of function `f` was renamed to `b`", BOTH, MAJOR},
        {"f: func();", "f: func(b: u8);",
         "parameter `b` of function `f` was added", BOTH, MAJOR},
        {"f: func();", "f: func() -> u8;", "result of function `f` was added",
         BOTH, MAJOR},
        {"f: func() -> u8;", "f: func() -> result<u8>;",
         "result of function `f` changed from `u8` to `result<u8>`", BOTH,
         MAJOR},
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
         "the documentation of function `f` changed", 0, PATCH},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++)
        expect_change(cases[i].before, cases[i].after, cases[i].text,
                      cases[i].breaks, cases[i].step);
}

Test(diff, compares_names_not_structure) {
    expect_change("type a = u8; type b = u8; f: func(x: list<a>);",
                  "type a = u8; type b = u8; f: func(x: list<b>);",
                  "parameter `x` of function `f` changed from `list<a>` to "
                  "`list<b>`",
                  BOTH, MAJOR);
    /* What a name stands for is told once, where it is defined. */
    expect_change("type a = u8; f: func(x: a) -> a;",
                  "type a = u16; f: func(x: a) -> a;",
                  "type `a` changed from `u8` to `u16`", BOTH, MAJOR);
}

static void expect_world_change(const char *before,
                                const char *after,
                                const char *text,
                                unsigned breaks,
                                tenon_wit_step step) {
    char a[512], b[512];
    static const char form[] =
        "package a:b@1.0.0; interface i {} interface k {} world w { %s }";
    snprintf(a, sizeof a, form, before);
    snprintf(b, sizeof b, form, after);
    tenon_wit_diff *d = diff(a, b);
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
    expect_step("@0.2.3", "/// a\nf: func();", PATCH, "0.2.4");
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

static bool diff_with(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *own = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_wit *a = load(own, "package a:b; interface i { f: func(); }");
    tenon_wit *b =
        a ? load(own, "package a:b; interface i { g: func(); }") : NULL;
    tenon_wit_diff *d = NULL;
    bool ok = b && tenon_wit_diff_new(&d, a, b) == TENON_OK;
    tenon_wit_diff_free(d);
    tenon_wit_free(b);
    tenon_wit_free(a);
    tenon_context_free(own);
    return ok;
}

Test(diff, survives_every_failing_allocation) {
    test_every_failure(diff_with, NULL);
}
