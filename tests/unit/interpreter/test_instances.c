/* Several instances: shared tables and memories, calls between them. */
#include "machine.h"

/*
 * The way of components: a shim makes a table, main calls through it, and a
 * fixup module writes main's functions into the table it imports.
 */
Test(instances, a_fixup_module_fills_an_imported_table) {
    machine m;
    machine_init(&m);
    in_instance *shim = machine_instance(
        &m,
        "(module (table (export \"$imports\") 2 funcref)"
        "(type $t (func (param i32) (result i32)))"
        "(func (export \"0\") (param i32) (result i32)"
        "  (call_indirect (type $t) (local.get 0) (i32.const 0)))"
        "(func (export \"1\") (param i32) (result i32)"
        "  (call_indirect (type $t) (local.get 0) (i32.const 1))))",
        NULL);
    in_extern to_main[] = {machine_export(shim, "0"),
                           machine_export(shim, "1")};
    in_instance *main_ = machine_instance(
        &m,
        "(module (import \"\" \"0\" (func $a (param i32) (result i32)))"
        "(import \"\" \"1\" (func $b (param i32) (result i32)))"
        "(memory (export \"memory\") 1)"
        "(func (export \"run\") (param i32) (result i32)"
        "  (i32.store8 (i32.const 0) (i32.const 99))"
        "  (i32.add (i32.mul (call $a (local.get 0)) (i32.const 1000))"
        "    (i32.add (call $b (local.get 0))"
        "      (i32.load8_u (i32.const 0)))))"
        "(func (export \"double\") (param i32) (result i32)"
        "  (i32.store8 (i32.const 0) (i32.const 1))"
        "  (i32.mul (local.get 0) (i32.const 2))))",
        to_main);
    in_instance *other = machine_instance(
        &m,
        "(module (memory 2) (func (export \"pages\") (param i32) (result i32)"
        "  (i32.add (memory.size) (local.get 0))))",
        NULL);
    uint64_t result = 0;
    cr_expect_eq(machine_call(&m, main_, "run", 5, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_UNINITIALIZED_ELEMENT);
    in_extern to_fixup[] = {machine_export(shim, "$imports"),
                            machine_export(other, "pages"),
                            machine_export(main_, "double")};
    machine_instance(&m,
                     "(module (import \"\" \"$imports\" (table 2 funcref))"
                     "(import \"\" \"0\" (func $a (param i32) (result i32)))"
                     "(import \"\" \"1\" (func $b (param i32) (result i32)))"
                     "(elem (i32.const 0) func $a $b))",
                     to_fixup);
    /* "double" runs in main and stores there; "pages" sees two pages. */
    cr_expect_eq(machine_run(&m, main_, "run", 5, 0), 7000 + 10 + 1);
    machine_release(&m);
}

Test(instances, an_instance_sees_its_own_memory_after_calls_out) {
    machine m;
    machine_init(&m);
    in_instance *b =
        machine_instance(&m,
                         "(module (memory (export \"memory\") 1 5)"
                         "(func (export \"grow\") (param i32) (result i32)"
                         "  (memory.grow (local.get 0)))"
                         "(func (export \"poke\") (param i32)"
                         "  (i32.store (i32.const 8) (local.get 0))))",
                         NULL);
    in_extern imports[] = {machine_export(b, "memory"),
                           machine_export(b, "grow"),
                           machine_export(b, "poke")};
    in_instance *a = machine_instance(
        &m,
        "(module (import \"b\" \"memory\" (memory 1))"
        "(import \"b\" \"grow\" (func $grow (param i32) (result i32)))"
        "(import \"b\" \"poke\" (func $poke (param i32)))"
        "(func (export \"run\") (param i32) (result i32)"
        "  (drop (call $grow (local.get 0)))"
        "  (i32.store (i32.const 131068) (i32.const 40))"
        "  (call $poke (i32.const 2))"
        "  (i32.add (i32.load (i32.const 131068)) (i32.load (i32.const 8)))))",
        imports);
    uint64_t result = 0;
    cr_expect_eq(machine_call(&m, a, "run", 0, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_MEMORY_BOUNDS);
    cr_expect_eq(machine_run(&m, a, "run", 1, 0), 42);
    machine_release(&m);
}

/*
 * A tail call into another instance: the caller's own is current again when
 * its ordinary call returns, and endless ping-pong takes no stack.
 */
Test(instances, tail_calls_between_instances_restore_the_caller) {
    machine m;
    machine_init(&m);
    in_instance *shared =
        machine_instance(&m, "(module (table (export \"t\") 2 funcref))", NULL);
    static const char text[] =
        "(module (import \"\" \"t\" (table 2 funcref))"
        "(type $f (func (param i32) (result i32)))"
        "(global (export \"mark\") (mut i32) (i32.const %d))"
        "(func $hop (export \"hop\") (type $f)"
        "  (if (i32.eqz (local.get 0)) (then (return (global.get 0))))"
        "  (return_call_indirect (type $f)"
        "    (i32.sub (local.get 0) (i32.const 1)) (i32.const %d)))"
        "(func (export \"run\") (param i32) (result i32)"
        "  (i32.add (i32.mul (call $hop (local.get 0)) (i32.const 10))"
        "    (global.get 0)))"
        "(elem (i32.const %d) func $hop))";
    in_extern table = machine_export(shared, "t");
    char buffer[1024];
    snprintf(buffer, sizeof buffer, text, 3, 1, 0);
    in_instance *a = machine_instance(&m, buffer, &table);
    snprintf(buffer, sizeof buffer, text, 4, 0, 1);
    in_instance *b = machine_instance(&m, buffer, &table);
    cr_expect_eq(machine_run(&m, a, "run", 0, 0), 33);
    cr_expect_eq(machine_run(&m, a, "run", 1, 0), 43);
    cr_expect_eq(machine_run(&m, b, "run", 1, 0), 34);
    cr_expect_eq(machine_run(&m, a, "run", 3000001, 0), 43);
    machine_release(&m);
}

static in_outcome plus_hundred(in_host_frame *frame, void *user) {
    TN_UNUSED(user);
    frame->slots[0] += 100;
    return IN_DONE;
}

Test(instances, tail_calls_of_imports_and_host_functions) {
    machine m;
    machine_init(&m);
    in_instance *b = machine_instance(
        &m,
        "(module (memory 1) (func (export \"f\") (param i32) (result i32)"
        "  (i32.store (i32.const 0) (local.get 0))"
        "  (i32.add (i32.load (i32.const 0)) (i32.const 1))))",
        NULL);
    in_extern imports[] = {
        machine_export(b, "f"),
        machine_as_extern(machine_host(&m, 1, 1, 0, plus_hundred, NULL))};
    in_instance *a = machine_instance(
        &m,
        "(module (import \"\" \"f\" (func $f (param i32) (result i32)))"
        "(import \"\" \"h\" (func $h (param i32) (result i32)))"
        "(memory 1) (data (i32.const 0) \"\\07\")"
        "(func $tf (param i32 i32) (result i32)"
        "  (return_call $f (local.get 1)))"
        "(func $th (param i32 i32) (result i32)"
        "  (return_call $h (local.get 1)))"
        "(func (export \"run\") (param i32) (result i32)"
        "  (i32.add (i32.mul (i32.load (i32.const 0)) (i32.const 1000))"
        "    (i32.add (call $tf (i32.const 0) (local.get 0))"
        "             (i32.sub (call $th (i32.const 0) (local.get 0))"
        "               (i32.load (i32.const 0)))))))",
        imports);
    cr_expect_eq(machine_run(&m, a, "run", 5, 0), 7000 + 6 + 105 - 7);
    machine_release(&m);
}

Test(instances, imported_globals_are_shared) {
    machine m;
    machine_init(&m);
    in_global *g = in_global_new(m.store, (core_globaltype){CORE_I64, true}, 5);
    in_extern import = {.kind = CORE_GLOBAL, .u.global = g};
    in_instance *i = machine_instance(
        &m,
        "(module (import \"\" \"g\" (global $g (mut i64)))"
        "(func (export \"run\") (result i64)"
        "  (global.set $g (i64.add (global.get $g) (i64.const 2)))"
        "  (global.get $g)))",
        &import);
    cr_expect_eq(machine_run(&m, i, "run", 0, 0), 7);
    in_global_set(g, 70);
    cr_expect_eq(machine_run(&m, i, "run", 0, 0), 72);
    cr_expect_eq(in_global_get(g), 72);
    machine_release(&m);
}

Test(instances, imports_that_do_not_fit_are_reported) {
    machine m;
    machine_init(&m);
    in_instance *b = machine_instance(
        &m,
        "(module (func (export \"f\") (param i64)) (memory (export \"m\") 1)"
        "(table (export \"t\") 1 funcref)"
        "(global (export \"g\") i32 (i32.const 1)))",
        NULL);
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"(module (import \"b\" \"f\" (func (param i32))))", "f"},
        {"(module (import \"b\" \"f\" (func)))", "m"},
        {"(module (import \"b\" \"m\" (memory 2)))", "m"},
        {"(module (import \"b\" \"m\" (memory 1 2)))", "m"},
        {"(module (import \"b\" \"t\" (table 1 externref)))", "t"},
        {"(module (import \"b\" \"t\" (table 2 funcref)))", "t"},
        {"(module (import \"b\" \"g\" (global (mut i32))))", "g"},
        {"(module (import \"b\" \"g\" (global i64)))", "g"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        in_extern import = machine_export(b, cases[i].name);
        in_instance *out = NULL;
        in_code *code = machine_code(&m, cases[i].text);
        cr_expect_eq(in_instantiate(&out, m.thread, code, &import, m.ctx),
                     IN_TRAPPED, "%s", cases[i].text);
        cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_LINK);
        EXPECT_DIAGNOSTIC(m.ctx, "incompatible import type");
        tenon_diagnostics_clear(m.ctx);
    }
    machine_release(&m);
}

Test(instances, segments_out_of_bounds_trap_and_leave_earlier_ones) {
    machine m;
    machine_init(&m);
    in_instance *b =
        machine_instance(&m, "(module (memory (export \"m\") 1))", NULL);
    in_extern import = machine_export(b, "m");
    in_instance *out = NULL;
    in_code *code = machine_code(
        &m, "(module (import \"b\" \"m\" (memory 1))"
            "(data (i32.const 0) \"abc\") (data (i32.const 65535) \"xy\"))");
    cr_expect_eq(in_instantiate(&out, m.thread, code, &import, m.ctx),
                 IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_MEMORY_BOUNDS);
    cr_expect_eq(in_memory_base(import.u.memory)[1], 'b');
    cr_expect_eq(in_memory_base(import.u.memory)[65535], 0);
    machine_release(&m);
}

Test(instances, the_start_function_runs_and_may_trap) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module (global $g (export \"g\") (mut i32) (i32.const 1))"
        "(func $s (global.set $g (i32.const 8))) (start $s))",
        NULL);
    cr_expect_eq(in_global_get(machine_export(i, "g").u.global), 8);
    in_instance *out = NULL;
    in_code *code =
        machine_code(&m, "(module (func $s unreachable) (start $s))");
    cr_expect_eq(in_instantiate(&out, m.thread, code, NULL, m.ctx), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_UNREACHABLE);
    machine_release(&m);
}
