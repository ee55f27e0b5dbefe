/* Running scripts: verdicts, their lines and their reasons. */
#include <stdlib.h>

#include "tenon/wast.h"

#include "base/context.h"
#include "tests/support.h"

static tenon_context *ctx;
static char log_text[4096]; /* "line verdict message\n" of all but passes */

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(wast, .init = set_up, .fini = tear_down);

static void note(const tenon_wast_result *result, void *user) {
    TN_UNUSED(user);
    size_t len = strlen(log_text);
    if (result->verdict == TENON_WAST_PASSED) {
        cr_expect_null(result->message);
        return;
    }
    cr_assert_not_null(result->message);
    snprintf(log_text + len, sizeof log_text - len, "%zu %s %s\n", result->line,
             result->verdict == TENON_WAST_FAILED ? "failed" : "skipped",
             result->message);
}

static tenon_status run(tenon_wast_counts *counts, const char *text) {
    tenon_wast_options options = TENON_WAST_OPTIONS_INIT;
    options.on_result = note;
    log_text[0] = '\0';
    return tenon_wast_run(counts, ctx, "a.wast", text, strlen(text), &options);
}

static void expect_counts(const char *text,
                          size_t passed,
                          size_t failed,
                          size_t skipped) {
    tenon_wast_counts counts;
    cr_assert_eq(run(&counts, text), TENON_OK);
    cr_expect(counts.passed == passed && counts.failed == failed &&
                  counts.skipped == skipped,
              "%zu %zu %zu, not %zu %zu %zu, of:\n%s\n%s", counts.passed,
              counts.failed, counts.skipped, passed, failed, skipped, text,
              log_text);
}

static void expect_log(const char *phrase) {
    cr_expect_not_null(strstr(log_text, phrase), "no \"%s\" in:\n%s", phrase,
                       log_text);
}

#define MODULE                                                    \
    "(module $m"                                                  \
    " (func (export \"add\") (param i32 i32) (result i32)"        \
    "  (i32.add (local.get 0) (local.get 1)))"                    \
    " (func (export \"pair\") (result i64 f64)"                   \
    "  (i64.const 1) (f64.const 2))"                              \
    " (func (export \"id\") (param externref) (result externref)" \
    "  (local.get 0))"                                            \
    " (func (export \"trap\") unreachable)"                       \
    " (func $deep (export \"deep\") (call $deep))"                \
    " (global (export \"g\") f32 (f32.const 1.5)))\n"

Test(wast, results_that_fit_pass) {
    expect_counts(
        MODULE
        "(assert_return (invoke \"add\" (i32.const 1) (i32.const -2))"
        " (i32.const -1))"
        "(assert_return (invoke $m \"pair\") (i64.const 1) (f64.const 2))"
        "(assert_return (invoke \"id\" (ref.extern 0)) (ref.extern 0))"
        "(assert_return (invoke \"id\" (ref.extern 7)) (ref.extern))"
        "(assert_return (invoke \"id\" (ref.null extern)) (ref.null extern))"
        "(assert_return (invoke \"id\" (ref.null extern)) (ref.null))"
        "(assert_return (get \"g\") (f32.const 1.5))"
        "(assert_return (invoke \"pair\") (either (i64.const 0) (i64.const 1))"
        " (f64.const 2))"
        "(invoke \"pair\")",
        10, 0, 0);
}

Test(wast, results_that_do_not_fit_fail) {
    expect_counts(
        MODULE "(assert_return (invoke \"add\" (i32.const 1) (i32.const 2))"
               " (i32.const 4))\n"
               "(assert_return (invoke \"add\" (i32.const 1)) (i32.const 1))\n"
               "(assert_return (invoke \"add\" (i32.const 1) (i64.const 2))"
               " (i32.const 3))\n"
               "(assert_return (invoke \"pair\") (i64.const 1))\n"
               "(assert_return (invoke \"no\"))\n"
               "(assert_return (invoke $no \"add\"))\n"
               "(assert_return (invoke \"trap\"))\n"
               "(assert_return (invoke \"id\" (ref.extern 1)) (ref.extern 2))\n"
               "(assert_return (get \"add\") (i32.const 1))\n",
        1, 9, 0);
    expect_log("2 failed result 0: expected (i32.const 4), got (i32.const 3)");
    expect_log("3 failed expected 2 arguments, got 1");
    expect_log("4 failed an argument is of another type");
    expect_log("5 failed expected 1 results, got 2");
    expect_log("6 failed no function is exported as \"no\"");
    expect_log("7 failed no such instance");
    expect_log("8 failed expected a return, got a trap: unreachable");
    expect_log(
        "9 failed result 0: expected (ref.extern 2), got (ref.extern 1)");
    expect_log("10 failed no global is exported as \"add\"");
}

Test(wast, traps_are_told_apart) {
    expect_counts(MODULE
                  "(assert_trap (invoke \"trap\") \"unreachable\")"
                  "(assert_exhaustion (invoke \"deep\") \"call stack\")"
                  "(assert_trap (module (func unreachable) (start 0)) \"unr\")",
                  4, 0, 0);
    expect_counts(MODULE "(assert_trap (invoke \"trap\") \"divide by zero\")\n"
                         "(assert_trap (invoke \"pair\") \"unreachable\")\n"
                         "(assert_exhaustion (invoke \"trap\") \"x\")\n"
                         "(invoke \"trap\")",
                  1, 4, 0);
    expect_log("2 failed expected the trap \"divide by zero\", got");
    expect_log("3 failed expected the trap \"unreachable\", got a return");
}

Test(wast, faults_of_modules_are_told_apart) {
    expect_counts(
        "(assert_malformed (module quote \"(fun)\") \"x\")"
        "(assert_malformed (module binary \"\\00asm\") \"x\")"
        "(assert_invalid (module (func (result i32))) \"x\")"
        "(assert_unlinkable (module (import \"a\" \"b\" (func))) \"x\")"
        "(assert_unlinkable"
        " (module (import \"spectest\" \"print\" (func (param i64)))) \"x\")",
        5, 0, 0);
    expect_counts("(assert_malformed (module quote \"(func)\") \"x\")"
                  "(assert_malformed (module quote \"(func i32.eqz)\") \"x\")"
                  "(assert_invalid (module (func)) \"x\")"
                  "(assert_unlinkable (module (func)) \"x\")"
                  "(module (func i32.eqz))"
                  "(module (import \"a\" \"b\" (func)))"
                  "(module (func unreachable) (start 0))",
                  0, 7, 0);
}

Test(wast, spectest_is_there) {
    expect_counts("(module"
                  " (import \"spectest\" \"print\" (func))"
                  " (import \"spectest\" \"print_i32\" (func $p (param i32)))"
                  " (import \"spectest\" \"print_f64_f64\""
                  "  (func (param f64 f64)))"
                  " (import \"spectest\" \"global_i32\" (global $g i32))"
                  " (import \"spectest\" \"global_f32\" (global f32))"
                  " (import \"spectest\" \"table\" (table 10 20 funcref))"
                  " (import \"spectest\" \"memory\" (memory 1 2))"
                  " (func (export \"f\") (result i32)"
                  "  (call $p (global.get $g)) (global.get $g)))"
                  "(assert_return (invoke \"f\") (i32.const 666))",
                  2, 0, 0);
}

Test(wast, instances_import_from_registered_ones) {
    expect_counts(
        MODULE "(register \"lib\" $m)"
               "(module $n (import \"lib\" \"add\""
               "  (func $add (param i32 i32) (result i32)))"
               " (func (export \"f\") (result i32)"
               "  (call $add (i32.const 2) (i32.const 3))))"
               "(assert_return (invoke \"f\") (i32.const 5))"
               "(assert_return (invoke $m \"add\" (i32.const 1) (i32.const 1))"
               " (i32.const 2))",
        4, 0, 0);
}

Test(wast, definitions_are_instantiated_apart) {
    expect_counts("(module definition $d (global $g (mut i32) (i32.const 0))"
                  " (func (export \"up\") (result i32)"
                  "  (global.set $g (i32.add (global.get $g) (i32.const 1)))"
                  "  (global.get $g)))"
                  "(module instance $a $d)(module instance $b $d)"
                  "(assert_return (invoke $a \"up\") (i32.const 1))"
                  "(assert_return (invoke $a \"up\") (i32.const 2))"
                  "(assert_return (invoke $b \"up\") (i32.const 1))"
                  "(module instance $c $no)",
                  6, 1, 0);
}

Test(wast, what_is_not_supported_is_skipped_with_all_that_needs_it) {
    expect_counts("(module $x (rec (type (struct)))"
                  " (func (export \"f\")))\n"
                  "(assert_return (invoke \"f\"))\n"
                  "(register \"x\" $x)"
                  "(module (import \"x\" \"f\" (func)))\n"
                  "(assert_invalid (module (rec)) \"x\")\n"
                  "(thread $t)\n"
                  "(component)(component instance $i)(invoke \"f\")\n"
                  "(module (func (export \"f\")))(invoke \"f\")",
                  3, 0, 7);
    expect_log("1 skipped unsupported by the text parser:");
    expect_log("2 skipped unsupported by the text parser:");
    expect_log("5 skipped unsupported: thread");
    expect_log("6 skipped unsupported: instances of components");
}

Test(wast, components_are_read_and_validated) {
    expect_counts("(component (core module))\n"
                  "(component definition $a (import \"f\" (func)))\n"
                  "(component binary \"\\00asm\" \"\\0d\\00\\01\\00\")\n"
                  "(assert_invalid (component (export \"a\" (func 0))) \"x\")\n"
                  "(assert_malformed (component quote \"(type\") \"x\")\n"
                  "(component quote \"(type u8)\" \"(type u8)\")\n"
                  "(component (core type (struct)))\n",
                  6, 0, 1);
    expect_counts("(component (type (list 1)))\n"
                  "(component (type))\n"
                  "(component (core module (func drop)))\n"
                  "(assert_invalid (component) \"x\")\n"
                  "(assert_malformed (component quote \"(type u8)\") \"x\")\n",
                  0, 5, 0);
    expect_log("1 failed the component is invalid:");
    expect_log("2 failed the component is malformed:");
    expect_log("3 failed the component is invalid:");
}

Test(wast, a_broken_module_fails_what_needs_it) {
    expect_counts("(module (func i32.eqz) (func (export \"f\")))\n"
                  "(invoke \"f\")",
                  0, 2, 0);
    expect_log("2 failed the module is invalid:");
}

Test(wast, wrong_commands_fail_one_by_one) {
    expect_counts("(module)(nonsense)(register)(module)", 2, 2, 0);
}

Test(wast, messages_hold_no_control_characters) {
    expect_counts("(module)(invoke \"\\1b[31m\\0a\")", 1, 1, 0);
    expect_log("exported as \".[31m.\"");
}

Test(wast, an_empty_script_has_no_verdicts) {
    expect_counts("", 0, 0, 0);
}

Test(wast, a_script_that_cannot_be_cut_is_a_diagnostic) {
    tenon_wast_counts counts;
    cr_expect_eq(run(&counts, "(module\n(func"), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "a.wast:");
}

static bool run_with(const tenon_allocator *allocator, void *user) {
    tenon_context *own;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_wast_counts counts;
    tenon_status status =
        tenon_wast_run(&counts, own, "a", user, strlen(user), NULL);
    tenon_context_free(own);
    return status == TENON_OK && counts.failed == 0;
}

Test(wast, memory_may_run_out_anywhere) {
    test_every_failure(run_with,
                       "(module $m (func (export \"f\") (result i32)"
                       " (i32.const 1)) (table 1 funcref) (elem (i32.const 0)"
                       " 0))(register \"m\")(module (import \"m\" \"f\""
                       " (func (result i32))))(assert_return (invoke $m \"f\")"
                       " (i32.const 1))");
}
