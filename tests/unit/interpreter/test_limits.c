/* What a guest may ask for: limits, fuel, and memory that runs out. */
#include "machine.h"

static in_outcome try_instance(machine *m, const char *text) {
    in_instance *out = NULL;
    return in_instantiate(&out, m->thread, machine_code(m, text), NULL, m->ctx);
}

Test(limits, a_memory_beyond_the_limit_is_refused_at_once) {
    in_limits limits = in_default_limits;
    limits.max_memory_bytes = 10 << 16;
    machine m;
    machine_init_limits(&m, &limits);
    cr_expect_eq(try_instance(&m, "(module (memory 65536))"), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_MEMORY);
    cr_expect_eq(try_instance(&m, "(module (memory 11))"), IN_TRAPPED);
    cr_expect_eq(try_instance(&m, "(module (memory 4))"), IN_DONE);
    /* All memories of the store count together. */
    cr_expect_eq(try_instance(&m, "(module (memory 7))"), IN_TRAPPED);
    cr_expect_eq(try_instance(&m, "(module (memory 6))"), IN_DONE);
    machine_release(&m);
}

Test(limits, growing_stops_at_the_limits_of_store_and_type) {
    in_limits limits = in_default_limits;
    limits.max_memory_bytes = 10 << 16;
    machine m;
    machine_init_limits(&m, &limits);
    static const char text[] =
        "(module (memory 1 %d) (func (export \"grow\") (param i32)"
        "  (result i32) (memory.grow (local.get 0))))";
    char buffer[200];
    snprintf(buffer, sizeof buffer, text, 3);
    in_instance *small = machine_instance(&m, buffer, NULL);
    snprintf(buffer, sizeof buffer, text, 65536);
    in_instance *large = machine_instance(&m, buffer, NULL);
    cr_expect_eq(machine_run(&m, small, "grow", 3, 0), UINT32_MAX);
    cr_expect_eq(machine_run(&m, small, "grow", 2, 0), 1);
    cr_expect_eq(machine_run(&m, small, "grow", 0, 0), 3);
    cr_expect_eq(machine_run(&m, large, "grow", 7, 0), UINT32_MAX);
    cr_expect_eq(machine_run(&m, large, "grow", UINT32_MAX, 0), UINT32_MAX);
    cr_expect_eq(machine_run(&m, large, "grow", 6, 0), 1);
    cr_expect_eq(machine_run(&m, large, "grow", 1, 0), UINT32_MAX);
    machine_release(&m);
}

Test(limits, tables_and_instances_are_counted) {
    in_limits limits = in_default_limits;
    limits.max_table_elems = 100;
    limits.max_instances = 3;
    machine m;
    machine_init_limits(&m, &limits);
    in_instance *i = machine_instance(
        &m,
        "(module (table 50 funcref) (func (export \"grow\") (param i32)"
        "  (result i32) (table.grow 0 (ref.null func) (local.get 0))))",
        NULL);
    cr_expect_eq(machine_run(&m, i, "grow", 51, 0), UINT32_MAX);
    cr_expect_eq(machine_run(&m, i, "grow", 30, 0), 50);
    cr_expect_eq(try_instance(&m, "(module (table 21 funcref))"), IN_TRAPPED);
    cr_expect_eq(try_instance(&m, "(module (table 20 funcref))"), IN_DONE);
    /* The one that failed counts: it stays in the store. */
    cr_expect_eq(try_instance(&m, "(module)"), IN_TRAPPED);
    machine_release(&m);
}

Test(limits, metered_code_stops_without_fuel) {
    machine m;
    machine_init(&m);
    in_code *code = machine_code(
        &m, "(module (func (export \"spin\") (loop (br 0)))"
            "(func $f (export \"deep\") (param i32) (result i32)"
            "  (if (result i32) (local.get 0)"
            "    (then (call $f (i32.sub (local.get 0) (i32.const 1))))"
            "    (else (i32.const 3)))))");
    in_code_set_metered(code);
    in_instance *i = NULL;
    cr_assert_eq(in_instantiate(&i, m.thread, code, NULL, m.ctx), IN_DONE);
    uint64_t result = 0;
    in_store_set_fuel(m.store, 10000);
    cr_expect_eq(machine_call(&m, i, "spin", 0, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_INTERRUPT);
    cr_expect_eq(in_store_fuel(m.store), 0);
    in_store_set_fuel(m.store, 101);
    cr_expect_eq(machine_run(&m, i, "deep", 100, 0), 3);
    cr_expect_eq(in_store_fuel(m.store), 0);
    cr_expect_eq(machine_call(&m, i, "deep", 0, 0, &result), IN_TRAPPED);
    machine_release(&m);
}

Test(limits, recursion_without_end_is_a_trap) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module (func $f (export \"f\") (param i32) (result i32)"
        "  (i32.add (call $f (local.get 0)) (i32.const 1)))"
        "(func $g (export \"g\") (local i64 i64 i64 i64 i64 i64 i64)"
        "  (call $g) (call $g)))",
        NULL);
    uint64_t result = 0;
    for (int k = 0; k < 2; k++) {
        cr_expect_eq(machine_call(&m, i, "f", 0, 0, &result), IN_TRAPPED);
        cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_STACK);
        cr_expect_eq(machine_call(&m, i, "g", 0, 0, &result), IN_TRAPPED);
        cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_STACK);
    }
    in_frame_info frames[100];
    cr_expect_eq(in_thread_backtrace(m.thread, frames, 100), 64);
    machine_release(&m);
}

/* One life of a module under an allocator that fails at some point. */

static const uint8_t tiny[] = {
    /* (func (export "f") (param i32) (result i32) (local i64) ...), a memory,
       a table with an element, a data segment */
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60,
    0x01, 0x7f, 0x01, 0x7f, 0x03, 0x02, 0x01, 0x00, 0x04, 0x04, 0x01, 0x70,
    0x00, 0x02, 0x05, 0x03, 0x01, 0x00, 0x01, 0x07, 0x05, 0x01, 0x01, 0x66,
    0x00, 0x00, 0x09, 0x07, 0x01, 0x00, 0x41, 0x00, 0x0b, 0x01, 0x00, 0x0a,
    0x0b, 0x01, 0x09, 0x01, 0x01, 0x7e, 0x20, 0x00, 0x41, 0x02, 0x6a, 0x0b,
    0x0b, 0x07, 0x01, 0x00, 0x41, 0x00, 0x0b, 0x01, 0x2a};

typedef struct life {
    tenon_context *ctx;
    core_module *module;
    in_code *code;
    in_store *store;
    bool ok;
} life;

static bool run_instance(life *l) {
    in_thread *thread = in_thread_new(l->store);
    in_instance *instance = NULL;
    in_extern f;
    uint64_t arg = 40, result = 0;
    if (!thread ||
        in_instantiate(&instance, thread, l->code, NULL, l->ctx) != IN_DONE)
        return false;
    return in_instance_export(instance, TN_STR("f"), &f) &&
           in_call(thread, f.u.func, &arg, &result) == IN_DONE && result == 42;
}

static bool live(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    life l = {0};
    if (tenon_context_new(&l.ctx, allocator) != TENON_OK)
        return false;
    life *volatile p = &l;
    tn_guard guard;
    if (TN_GUARD(l.ctx, &guard))
        p->ok = core_module_decode(&p->module, p->ctx, tiny, sizeof tiny, 0) &&
                in_code_new(&p->code, p->ctx, p->module);
    tn_guard_leave(l.ctx, &guard);
    if (l.ok)
        l.store = in_store_new(allocator, NULL);
    l.ok = l.ok && l.store && run_instance(&l);
    in_store_free(l.store);
    in_code_free(l.code);
    core_module_free(l.module);
    tenon_context_free(l.ctx);
    return l.ok;
}

Test(limits, memory_that_runs_out_is_survived_and_nothing_leaks) {
    cr_expect_gt(test_every_failure(live, NULL), 15);
}
