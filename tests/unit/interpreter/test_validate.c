/* Modules that are invalid, or use what is not there, are refused with words.
 */
#include "machine.h"

static void expect_refused(const char *text, const char *phrase) {
    machine m;
    machine_init(&m);
    cr_expect_null(machine_try_code(&m, text), "%s", text);
    test_expect_diagnostic(m.ctx, phrase, __FILE__, __LINE__);
    machine_release(&m);
}

#define FUNC(code) "(module (func " code "))"

Test(validate, what_is_invalid_is_reported) {
    static const struct {
        const char *text, *phrase;
    } cases[] = {
        {FUNC("(result i32)"), "nothing where i32 is expected"},
        {FUNC("(result i32) (i64.const 1)"), "i64 where i32 is expected"},
        {FUNC("(i32.const 1)"), "values remain"},
        {FUNC("(i32.add (i32.const 1) (f32.const 2)) drop"),
         "f32 where i32 is expected"},
        {FUNC("(local.get 3) drop"), "unknown local 3"},
        {FUNC("(br 1)"), "unknown label 1"},
        {FUNC("(call 7)"), "unknown function 7"},
        {FUNC("(global.get 0) drop"), "unknown global 0"},
        {FUNC("(i32.load (i32.const 0)) drop"), "unknown memory 0"},
        {FUNC("(table.get 0 (i32.const 0)) drop"), "unknown table 0"},
        {FUNC("(drop)"), "nothing where"},
        {FUNC("(block (result i32) (i32.const 1) (br_if 0 (i32.const 1)))"),
         "values remain"},
        {FUNC("(if (result i32) (i32.const 1) (then (i32.const 1))) drop"),
         "if without else"},
        {FUNC("(result i32) (unreachable) (i64.const 1)"),
         "i64 where i32 is expected"},
        {FUNC("(select (ref.null func) (ref.null func) (i32.const 1)) drop"),
         "select of references"},
        {"(module (memory 1) (func (drop (i32.load align=8 (i32.const 0)))))",
         "alignment"},
        {"(module (global i32 (i32.const 1)) (func (global.set 0 "
         "(i32.const 1))))",
         "immutable global"},
        {"(module (global (mut i32) (i32.const 1)) (global i32 "
         "(global.get 0)))",
         "mutable"},
        {"(module (global i32 (i64.const 1)))", "i64 where i32"},
        {"(module (func $f) (func (drop (ref.func $f))))", "undeclared"},
        {"(module (memory 70000))", "65536 pages"},
        {"(module (memory 3 2))", "size minimum"},
        {"(module (func (export \"a\")) (func (export \"a\")))",
         "duplicate export name"},
        {"(module (func $f (param i32)) (start $f))", "start function"},
        {"(module (func $f (result i32) (i32.const 1)) (start $f))",
         "start function"},
        {"(module (data (i32.const 0) \"a\"))", "unknown memory"},
        {"(module (table 1 externref) (elem (i32.const 0) func))",
         "element segment"},
        {"(module (func (result i32) (return_call 1)) (func))",
         "tail call has other results"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++)
        expect_refused(cases[i].text, cases[i].phrase);
}

Test(validate, what_is_not_there_yet_is_called_so) {
    expect_refused("(module (func (drop (v128.const i32x4 1 2 3 4))))",
                   "SIMD is not supported yet");
    expect_refused("(module (func (param v128)))", "SIMD is not supported yet");
    expect_refused("(module (memory 1 1 shared))",
                   "shared memory is not supported yet");
    expect_refused("(module (tag (param i32)))",
                   "exception handling is not supported yet");
}

Test(validate, code_after_a_branch_may_be_of_any_type) {
    machine m;
    machine_init(&m);
    machine_code(&m,
                 "(module (func (result i32) (unreachable) (i32.add))"
                 "(func (result i64) (return (i64.const 1)) (select))"
                 "(func (local i32) (br 0) (drop) (i32.store8) (local.set 0))"
                 "(memory 1))");
    machine_release(&m);
}
