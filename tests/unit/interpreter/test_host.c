/* Host functions in steps, suspension, and deep mixtures of both sides. */
#include "machine.h"

static in_outcome add_one(in_host_frame *frame, void *user) {
    (*(int *)user)++;
    frame->slots[0] = (uint32_t)(frame->slots[0] + 1);
    return IN_DONE;
}

Test(host, a_guest_calls_a_host_function) {
    machine m;
    machine_init(&m);
    int calls = 0;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 0, add_one, &calls));
    in_instance *i = machine_instance(
        &m,
        "(module (import \"h\" \"f\" (func $f (param i32) (result i32)))"
        "(func (export \"run\") (param i32) (result i32)"
        "  (i32.mul (call $f (local.get 0)) (call $f (i32.const 9)))))",
        &import);
    cr_expect_eq(machine_run(&m, i, "run", 4, 0), 50);
    cr_expect_eq(calls, 2);
    machine_release(&m);
}

/* Calls user (an in_func) with its argument n times, summing results. */
typedef struct repeat {
    in_func *func;
    in_instance *caller;
} repeat;

static in_outcome call_repeatedly(in_host_frame *frame, void *user) {
    repeat *r = user;
    cr_assert_eq(frame->locals[1], frame->step);
    r->caller = frame->caller;
    if (frame->step == 0)
        cr_assert_eq(frame->locals[0], 0);
    else
        frame->locals[0] += frame->call_results[0];
    if (frame->step == frame->slots[0]) {
        frame->slots[0] = frame->locals[0];
        return IN_DONE;
    }
    frame->locals[1]++;
    uint64_t arg = frame->step;
    in_host_call(frame, r->func, &arg, 1);
    return IN_CALL;
}

static const char repeat_text[] =
    "(module (import \"h\" \"f\" (func $f (param i32) (result i32)))"
    "(func (export \"square\") (param i32) (result i32)"
    "  (i32.mul (local.get 0) (local.get 0)))"
    "(func (export \"run\") (param i32) (result i32)"
    "  (i32.add (i32.const 1000) (call $f (local.get 0)))))";

Test(host, a_host_function_calls_the_guest_in_steps) {
    machine m;
    machine_init(&m);
    repeat r = {0};
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 2, call_repeatedly, &r));
    in_instance *i = machine_instance(&m, repeat_text, &import);
    r.func = machine_func(i, "square");
    cr_expect_eq(machine_run(&m, i, "run", 5, 0), 1000 + 0 + 1 + 4 + 9 + 16);
    cr_expect_eq(r.caller, i);
    cr_expect_eq(machine_run(&m, i, "run", 0, 0), 1000);
    /* Called by the embedder there is no calling instance. */
    uint64_t arg = 3, result = 0;
    cr_expect_eq(in_call(m.thread, import.u.func, &arg, &result), IN_DONE);
    cr_expect_eq(result, 5);
    cr_expect_null(r.caller);
    machine_release(&m);
}

/* Calls the guest's "down" with one less, which calls this. */
static in_outcome descend(in_host_frame *frame, void *user) {
    in_func **down = user;
    if (frame->step == 0) {
        uint64_t arg = frame->slots[0];
        if (arg == 0)
            return IN_DONE;
        arg--;
        in_host_call(frame, *down, &arg, 1);
        return IN_CALL;
    }
    frame->slots[0] = frame->call_results[0] + 1;
    return IN_DONE;
}

static const char descend_text[] =
    "(module (import \"h\" \"f\" (func $f (param i32) (result i32)))"
    "(func (export \"down\") (param i32) (result i32)"
    "  (i32.add (i32.const 1) (call $f (local.get 0)))))";

Test(host, deep_recursion_through_host_functions_uses_no_c_stack) {
    in_limits limits = in_default_limits;
    limits.stack_bytes = 64 << 20;
    machine m;
    machine_init_limits(&m, &limits);
    in_func *down = NULL;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 0, descend, &down));
    in_instance *i = machine_instance(&m, descend_text, &import);
    down = machine_func(i, "down");
    /* 100,000 calls of each: no C stack could hold them. */
    cr_expect_eq(machine_run(&m, i, "down", 100000, 0), 200001);
    machine_release(&m);
}

Test(host, recursion_without_end_is_a_trap_of_the_value_stack) {
    machine m;
    machine_init(&m);
    in_func *down = NULL;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 0, descend, &down));
    in_instance *i = machine_instance(&m, descend_text, &import);
    down = machine_func(i, "down");
    uint64_t result = 0;
    cr_expect_eq(machine_call(&m, i, "down", 10000000, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_STACK);
    EXPECT_STR(tn_str_from(in_thread_trap_text(m.thread)),
               "call stack exhausted");
    /* The thread is as good as new. */
    cr_expect_eq(machine_run(&m, i, "down", 10, 0), 21);
    machine_release(&m);
}

/* Suspension */

static in_outcome wait_twice(in_host_frame *frame, void *user) {
    uint64_t *given = user;
    if (frame->step < 2) {
        frame->locals[frame->step] = frame->slots[0] + frame->step;
        return IN_SUSPEND;
    }
    frame->slots[0] = frame->locals[0] * 100 + frame->locals[1] * 10 + *given;
    return IN_DONE;
}

static const char wait_text[] =
    "(module (import \"h\" \"wait\" (func $wait (param i32) (result i32)))"
    "(memory 1)"
    "(func $inner (param i32) (result i32)"
    "  (i32.store (i32.const 0) (call $wait (local.get 0)))"
    "  (i32.load (i32.const 0)))"
    "(func $count (param i32) (result i32)"
    "  (if (result i32) (local.get 0)"
    "    (then (i32.add (i32.const 1)"
    "            (call $count (i32.sub (local.get 0) (i32.const 1)))))"
    "    (else (call $inner (i32.const 3)))))"
    "(func (export \"run\") (param i32) (result i32)"
    "  (i32.add (call $count (local.get 0)) (i32.const 10000))))";

Test(host, a_thread_suspends_amid_nested_frames_and_goes_on) {
    machine m;
    machine_init(&m);
    uint64_t given = 7;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 2, wait_twice, &given));
    in_instance *i = machine_instance(&m, wait_text, &import);
    uint64_t result = 0;
    cr_assert_eq(machine_call(&m, i, "run", 50, 0, &result), IN_SUSPEND);
    cr_assert_eq(in_resume(m.thread, &result), IN_SUSPEND);
    cr_assert_eq(in_resume(m.thread, &result), IN_DONE);
    cr_expect_eq(result, 10000 + 50 + 347);
    machine_release(&m);
}

Test(host, calls_above_a_suspended_thread_leave_it_alone) {
    machine m;
    machine_init(&m);
    uint64_t given = 7;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 2, wait_twice, &given));
    in_instance *i = machine_instance(&m, wait_text, &import);
    in_instance *other = machine_instance(
        &m,
        "(module (func (export \"twice\") (param i32) (result i32)"
        "  (i32.mul (local.get 0) (i32.const 2))))",
        NULL);
    uint64_t result = 0;
    cr_assert_eq(machine_call(&m, i, "run", 5, 0, &result), IN_SUSPEND);
    cr_expect_eq(machine_run(&m, other, "twice", 21, 0), 42);
    /* There the same host function may not suspend. */
    cr_expect_eq(machine_call(&m, i, "run", 1, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_BLOCKED);
    cr_assert_eq(in_resume(m.thread, &result), IN_SUSPEND);
    cr_assert_eq(in_resume(m.thread, &result), IN_DONE);
    cr_expect_eq(result, 10000 + 5 + 347);
    machine_release(&m);
}

Test(host, threads_interleave_in_one_store) {
    enum { THREADS = 5 };
    machine m;
    machine_init(&m);
    uint64_t given = 7;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 2, wait_twice, &given));
    in_instance *i = machine_instance(&m, wait_text, &import);
    in_thread *threads[THREADS];
    uint64_t results[THREADS] = {0};
    for (uint64_t t = 0; t < THREADS; t++) {
        threads[t] = in_thread_new(m.store);
        uint64_t arg = t * 10;
        cr_assert_eq(
            in_call(threads[t], machine_func(i, "run"), &arg, &results[t]),
            IN_SUSPEND);
    }
    for (int round = 0; round < 2; round++)
        for (int t = THREADS; t-- > 0;)
            cr_assert_eq(in_resume(threads[t], &results[t]),
                         round ? IN_DONE : IN_SUSPEND);
    for (uint64_t t = 0; t < THREADS; t++) {
        cr_expect_eq(results[t], 10000 + t * 10 + 347);
        in_thread_free(threads[t]);
    }
    machine_release(&m);
}

/* A memory that grew while a thread was away is seen with its new size. */
Test(host, memory_that_grew_meanwhile_is_seen_on_return) {
    machine m;
    machine_init(&m);
    uint64_t given = 7;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 2, wait_twice, &given));
    in_instance *i = machine_instance(
        &m,
        "(module (import \"h\" \"wait\" (func $wait (param i32) (result i32)))"
        "(memory 1 4)"
        "(func (export \"grow\") (result i32) (memory.grow (i32.const 1)))"
        "(func (export \"run\") (param i32) (result i32)"
        "  (drop (call $wait (i32.const 1)))"
        "  (i32.store (i32.const 65536) (i32.const 5))"
        "  (i32.load (i32.const 65536))))",
        &import);
    uint64_t result = 0;
    cr_assert_eq(machine_call(&m, i, "run", 0, 0, &result), IN_SUSPEND);
    in_thread *other = in_thread_new(m.store);
    cr_assert_eq(in_call(other, machine_func(i, "grow"), NULL, &result),
                 IN_DONE);
    cr_assert_eq(in_resume(m.thread, &result), IN_SUSPEND);
    cr_assert_eq(in_resume(m.thread, &result), IN_DONE);
    cr_expect_eq(result, 5);
    machine_release(&m);
}

/* Nested runs of the loop */

static in_outcome call_nested(in_host_frame *frame, void *user) {
    in_func **func = user;
    uint64_t arg = frame->slots[0] - 1, result = 0;
    if (frame->slots[0] == 0) {
        frame->slots[0] = 1;
        return IN_DONE;
    }
    in_outcome outcome = in_call(frame->thread, *func, &arg, &result);
    frame->slots[0] = result + 1;
    return outcome;
}

Test(host, nested_runs_are_limited) {
    machine m;
    machine_init(&m);
    in_func *down = NULL;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 0, call_nested, &down));
    in_instance *i = machine_instance(&m, descend_text, &import);
    down = machine_func(i, "down");
    cr_expect_eq(machine_run(&m, i, "down", 40, 0), 82);
    uint64_t result = 0;
    cr_expect_eq(machine_call(&m, i, "down", 1000, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_NESTING);
    cr_expect_eq(machine_run(&m, i, "down", 40, 0), 82);
    machine_release(&m);
}

Test(host, suspending_in_a_nested_run_is_a_trap) {
    machine m;
    machine_init(&m);
    uint64_t given = 0;
    in_func *inner = NULL;
    in_extern wait =
        machine_as_extern(machine_host(&m, 1, 1, 2, wait_twice, &given));
    in_extern nested =
        machine_as_extern(machine_host(&m, 1, 1, 0, call_nested, &inner));
    in_instance *waiting = machine_instance(&m, wait_text, &wait);
    in_instance *outer = machine_instance(&m, descend_text, &nested);
    inner = machine_func(waiting, "run");
    uint64_t result = 0;
    cr_expect_eq(machine_call(&m, outer, "down", 1, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_BLOCKED);
    machine_release(&m);
}

/* Traps of host functions */

static in_outcome refuse(in_host_frame *frame, void *user) {
    if (user)
        in_thread_set_trap_text(frame->thread, user);
    return IN_TRAPPED;
}

Test(host, a_host_function_traps_in_words_of_its_own) {
    machine m;
    machine_init(&m);
    in_extern import = machine_as_extern(
        machine_host(&m, 1, 1, 0, refuse, (void *)"no such file"));
    in_instance *i = machine_instance(&m, descend_text, &import);
    uint64_t result = 0;
    cr_expect_eq(machine_call(&m, i, "down", 1, 0, &result), IN_TRAPPED);
    EXPECT_STR(tn_str_from(in_thread_trap_text(m.thread)), "no such file");
    import = machine_as_extern(machine_host(&m, 1, 1, 0, refuse, NULL));
    i = machine_instance(&m, descend_text, &import);
    cr_expect_eq(machine_call(&m, i, "down", 1, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_HOST);
    machine_release(&m);
}

static in_outcome add_wide(in_host_frame *frame, void *user) {
    TN_UNUSED(user);
    frame->slots[0] += 0x1234500000001;
    return IN_DONE;
}

Test(host, results_are_cut_to_their_types) {
    machine m;
    machine_init(&m);
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 0, add_wide, NULL));
    in_instance *i = machine_instance(
        &m,
        "(module (import \"h\" \"f\" (func $f (param i32) (result i32)))"
        "(func (export \"run\") (param i32) (result i64)"
        "  (i64.extend_i32_u (call $f (local.get 0)))))",
        &import);
    cr_expect_eq(machine_run(&m, i, "run", 0xabcdffffffff, 0), 0);
    machine_release(&m);
}

/* Backtraces */

Test(host, a_backtrace_crosses_instances_and_host_functions) {
    machine m;
    machine_init(&m);
    in_func *down = NULL;
    in_extern import =
        machine_as_extern(machine_host(&m, 1, 1, 0, descend, &down));
    in_instance *b = machine_instance(
        &m,
        "(module (func $boom (export \"boom\") (param i32) (result i32)"
        "  unreachable)"
        "(func $via (export \"via\") (param i32) (result i32)"
        "  (i32.add (call $boom (local.get 0)) (i32.const 1))))",
        NULL);
    down = machine_func(b, "via");
    in_instance *a = machine_instance(
        &m,
        "(module (import \"h\" \"f\" (func $f (param i32) (result i32)))"
        "(func $middle (param i32) (result i32)"
        "  (i32.add (call $f (local.get 0)) (i32.const 1)))"
        "(func $top (export \"top\") (param i32) (result i32)"
        "  (i32.add (call $middle (local.get 0)) (i32.const 1))))",
        &import);
    uint64_t result = 0;
    cr_expect_eq(machine_call(&m, a, "top", 9, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_UNREACHABLE);
    in_frame_info frames[10];
    cr_assert_eq(in_thread_backtrace(m.thread, frames, 10), 5);
    EXPECT_STR(frames[0].name, "boom");
    cr_expect_eq(frames[0].instance, b);
    cr_expect_eq(frames[0].func_index, 0);
    EXPECT_STR(frames[1].name, "via");
    cr_expect_eq(frames[1].instance, b);
    cr_expect_null(frames[2].instance);
    EXPECT_STR(frames[3].name, "middle");
    cr_expect_eq(frames[3].instance, a);
    EXPECT_STR(frames[4].name, "top");
    cr_expect_eq(in_thread_backtrace(m.thread, frames, 2), 2);
    machine_release(&m);
}
