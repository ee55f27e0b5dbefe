/*
 * Execution where translation has to be careful. The bulk of the instructions
 * is covered by the core test suite (tools/conformance.sh).
 */
#include <stdio.h>
#include <stdlib.h>

#include "machine.h"

Test(exec, recursion_and_branches) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module (func $fib (export \"fib\") (param i32) (result i32)"
        "  (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))"
        "    (then (local.get 0))"
        "    (else (i32.add"
        "      (call $fib (i32.sub (local.get 0) (i32.const 1)))"
        "      (call $fib (i32.sub (local.get 0) (i32.const 2))))))))",
        NULL);
    cr_expect_eq(machine_run(&m, i, "fib", 20, 0), 6765);
    machine_release(&m);
}

/* local.set while older values of the local are on the operand stack. */
Test(exec, operands_keep_the_value_a_local_had) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module (memory 1) (data (i32.const 4) \"\\2a\")"
        "(func (export \"post\") (param i32 i32) (result i32)"
        "  (local.get 0)"
        "  (local.set 0 (i32.add (local.get 0) (local.get 1)))"
        "  (i32.mul (i32.const 100)) (i32.add (local.get 0)))"
        "(func (export \"swap\") (param i32 i32) (result i32)"
        "  (local.get 0) (local.get 1) (local.set 0) (local.set 1)"
        "  (i32.sub (i32.mul (local.get 0) (i32.const 10)) (local.get 1)))"
        "(func (export \"tee\") (param i32 i32) (result i32)"
        "  (local.get 0) (local.tee 0 (i32.mul (local.get 1) (i32.const 3)))"
        "  (local.set 0 (i32.const 1)) (i32.sub) (i32.add (local.get 0)))"
        "(func (export \"block\") (param i32 i32) (result i32)"
        "  (local.get 0)"
        "  (block (br_if 0 (local.get 1)) (local.set 0 (i32.const 9)))"
        "  (i32.add (i32.mul (local.get 0) (i32.const 10))))"
        "(func (export \"loop\") (param i32 i32) (result i32)"
        "  (local.get 0)"
        "  (loop (local.set 0 (i32.add (local.get 0) (i32.const 1)))"
        "    (br_if 0 (i32.lt_u (local.get 0) (local.get 1))))"
        "  (i32.mul (i32.const 100)) (i32.add (local.get 0)))"
        "(func (export \"load\") (param i32 i32) (result i32)"
        "  (local.get 0)"
        "  (local.set 0 (i32.add (local.get 0) (i32.const 4)))"
        "  (i32.load) (i32.mul (i32.const 10)) (i32.add (local.get 0))))",
        NULL);
    cr_expect_eq(machine_run(&m, i, "post", 3, 4), 307);
    cr_expect_eq(machine_run(&m, i, "swap", 3, 4), 37);
    cr_expect_eq(machine_run(&m, i, "tee", 5, 4), (uint32_t)-6);
    cr_expect_eq(machine_run(&m, i, "block", 2, 1), 22);
    cr_expect_eq(machine_run(&m, i, "block", 2, 0), 92);
    cr_expect_eq(machine_run(&m, i, "loop", 2, 6), 206);
    cr_expect_eq(machine_run(&m, i, "load", 4, 0), 428);
    machine_release(&m);
}

Test(exec, branches_with_several_values) {
    machine m;
    machine_init(&m);
    in_instance *i =
        machine_instance(&m,
                         "(module"
                         "(func $three (param i32) (result i32 i32 i32)"
                         "  (local.get 0) (i32.const 20)"
                         "  (br_if 0 (i32.const 300) (i32.eqz (local.get 0)))"
                         "  (drop) (i32.const 400))"
                         "(func (export \"sum\") (param i32) (result i32)"
                         "  (call $three (local.get 0)) i32.add i32.add)"
                         "(func (export \"pick\") (param i32) (result i32)"
                         "  (i32.const 5)"
                         "  (block (result i32 i64)"
                         "    (i32.const 7)"
                         "    (block (result i32 i64)"
                         "      (i32.const 1) (i64.const 2)"
                         "      (br_table 0 1 (local.get 0)))"
                         "    (drop) (drop) (i64.const 50))"
                         "  (i32.wrap_i64) i32.add i32.add)"
                         "(func (export \"params\") (param i32) (result i32)"
                         "  (local.get 0) (i32.const 0)"
                         "  (loop (param i32 i32) (result i32)"
                         "    (i32.add (i32.const 1))"
                         "    (local.set 0) (i32.sub (i32.const 1))"
                         "    (local.get 0)"
                         "    (br_if 0 (i32.lt_u (local.get 0) (i32.const 10)))"
                         "    i32.add)))",
                         NULL);
    cr_expect_eq(machine_run(&m, i, "sum", 0, 0), 320);
    cr_expect_eq(machine_run(&m, i, "sum", 3, 0), 423);
    cr_expect_eq(machine_run(&m, i, "pick", 0, 0), 62);
    cr_expect_eq(machine_run(&m, i, "pick", 1, 0), 8);
    cr_expect_eq(machine_run(&m, i, "pick", 9, 0), 8);
    cr_expect_eq(machine_run(&m, i, "params", 30, 0), 30);
    machine_release(&m);
}

Test(exec, float_conditions_and_nans) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module"
        "(func (export \"less\") (param f64 f64) (result i32)"
        "  (if (result i32) (f64.lt (local.get 0) (local.get 1))"
        "    (then (i32.const 1)) (else (i32.const 2))))"
        "(func (export \"not_less\") (param f64 f64) (result i32)"
        "  (if (result i32) (i32.eqz (f64.lt (local.get 0) (local.get 1)))"
        "    (then (i32.const 1)) (else (i32.const 2))))"
        "(func (export \"loop\") (param f64 f64) (result i32) (local i32)"
        "  (loop (local.set 2 (i32.add (local.get 2) (i32.const 1)))"
        "    (local.set 0 (f64.add (local.get 0) (f64.const 0.5)))"
        "    (br_if 0 (f64.lt (local.get 0) (local.get 1))))"
        "  (local.get 2))"
        "(func (export \"nan\") (param f64 f64) (result f64)"
        "  (f64.sub (local.get 0) (local.get 1))))",
        NULL);
    double values[] = {1.0, 2.0, 1.0 / 0.0};
    uint64_t bits[3];
    memcpy(bits, values, sizeof bits);
    uint64_t nan = (uint64_t)0x7ff8 << 48;
    cr_expect_eq(machine_run(&m, i, "less", bits[0], bits[1]), 1);
    cr_expect_eq(machine_run(&m, i, "less", bits[1], bits[0]), 2);
    cr_expect_eq(machine_run(&m, i, "less", nan, bits[0]), 2);
    cr_expect_eq(machine_run(&m, i, "not_less", nan, bits[0]), 1);
    cr_expect_eq(machine_run(&m, i, "not_less", bits[0], bits[1]), 2);
    cr_expect_eq(machine_run(&m, i, "loop", bits[0], bits[1]), 2);
    cr_expect_eq(machine_run(&m, i, "loop", nan, bits[1]), 1);
    /* A NaN that arithmetic makes is positive and canonical everywhere. */
    cr_expect_eq(machine_run(&m, i, "nan", bits[2], bits[2]), nan);
    cr_expect_eq(machine_run(&m, i, "nan", nan | 1, bits[0]), nan);
    machine_release(&m);
}

Test(exec, several_and_large_memories) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module (memory 1) (memory $b 1) (memory $c i64 1)"
        "(func (export \"copy\") (param i32) (result i32)"
        "  (i32.store (i32.const 8) (local.get 0))"
        "  (memory.copy 1 0 (i32.const 16) (i32.const 8) (i32.const 4))"
        "  (i32.load 1 (i32.const 16)))"
        "(func (export \"far\") (param i64) (result i32)"
        "  (i32.store 2 (local.get 0) (i32.const 77))"
        "  (i32.load 2 offset=4 (i64.sub (local.get 0) (i64.const 4)))))",
        NULL);
    uint64_t result = 0;
    cr_expect_eq(machine_run(&m, i, "copy", 1234, 0), 1234);
    cr_expect_eq(machine_run(&m, i, "far", 100, 0), 77);
    cr_expect_eq(machine_call(&m, i, "far", (uint64_t)-1, 0, &result),
                 IN_TRAPPED);
    cr_expect_eq(machine_call(&m, i, "far", (uint64_t)1 << 32, 0, &result),
                 IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_MEMORY_BOUNDS);
    machine_release(&m);
}

/*
 * (table i64 2 funcref), the first function at 1, and a function "f" that
 * calls through it: no text format to be had knows 64-bit tables.
 */
Test(exec, tables_with_64_bit_indices) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module binary"
        " \"\\00\\61\\73\\6d\\01\\00\\00\\00\\01\\0a\\02\\60\\00\\01\\7f\\60\""
        " \"\\01\\7e\\01\\7f\\03\\03\\02\\00\\01\\04\\04\\01\\70\\04\\02\\07\""
        " \"\\05\\01\\01\\66\\00\\01\\09\\07\\01\\00\\42\\01\\0b\\01\\00\\0a\""
        " \"\\0e\\02\\04\\00\\41\\2a\\0b\\07\\00\\20\\00\\11\\00\\00\\0b\""
        ")",
        NULL);
    uint64_t result = 0;
    cr_expect_eq(machine_run(&m, i, "f", 1, 0), 42);
    cr_expect_eq(machine_call(&m, i, "f", 0, 0, &result), IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_UNINITIALIZED_ELEMENT);
    cr_expect_eq(machine_call(&m, i, "f", (uint64_t)1 << 32, 0, &result),
                 IN_TRAPPED);
    cr_expect_eq(in_thread_trap(m.thread), IN_TRAP_UNDEFINED_ELEMENT);
    machine_release(&m);
}

Test(exec, accesses_at_the_end_of_memory) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module (memory 1)"
        "(func (export \"load\") (param i32) (result i32)"
        "  (i32.load (local.get 0)))"
        "(func (export \"offset\") (param i32) (result i32)"
        "  (i32.load8_u offset=0xffffffff (local.get 0)))"
        "(func (export \"store\") (param i32) (result i32)"
        "  (i64.store (local.get 0) (i64.const -1)) (i32.const 1)))",
        NULL);
    static const struct {
        const char *name;
        uint32_t address;
        in_outcome outcome;
    } cases[] = {
        {"load", 65532, IN_DONE},         {"load", 65533, IN_TRAPPED},
        {"load", 0xffffffff, IN_TRAPPED}, {"load", 0xfffffffd, IN_TRAPPED},
        {"offset", 0, IN_TRAPPED},        {"offset", 0xffffffff, IN_TRAPPED},
        {"store", 65528, IN_DONE},        {"store", 65529, IN_TRAPPED},
    };
    for (size_t k = 0; k < TN_COUNT_OF(cases); k++) {
        uint64_t result = 0;
        cr_expect_eq(
            machine_call(&m, i, cases[k].name, cases[k].address, 0, &result),
            cases[k].outcome, "%s %u", cases[k].name, cases[k].address);
    }
    machine_release(&m);
}

/* Text that is put together piece by piece. */
typedef struct text {
    char *p;
    size_t len;
} text;

static void append(text *t, const char *piece, int times) {
    size_t len = strlen(piece);
    t->p = realloc(t->p, t->len + len * (size_t)times + 1);
    for (int i = 0; i < times; i++, t->len += len)
        memcpy(t->p + t->len, piece, len);
    t->p[t->len] = '\0';
}

/*
 * More slots than 16 bits can name: 49,000 locals and 30,000 operands. Every
 * kind of instruction has to reach the far ones.
 */
Test(exec, frames_of_more_than_65536_slots) {
    in_limits limits = in_default_limits;
    limits.stack_bytes = 32 << 20;
    machine m;
    machine_init_limits(&m, &limits);
    text t = {0};
    append(&t,
           "(module (memory 1) (global $g (mut i32) (i32.const 5))"
           "(table 3 funcref) (type $t (func (param i32 i32) (result i32)))"
           "(func $add (param i32 i32) (result i32)"
           "  (i32.add (local.get 0) (local.get 1)))"
           "(elem (i32.const 0) func $add)"
           "(func $two (param i32) (result i32 i32)"
           "  (local.get 0) (i32.const 4))"
           "(func $far (export \"run\") (param i32 i32) (result i32) (local",
           1);
    append(&t, " i32", 49000);
    append(&t, ")", 1);
    append(&t, " (i32.const 1) (local.get 0) (i32.add)", 30000);
    append(&t,
           "(i32.add (call $add (local.get 0) (local.get 1))"
           "  (i32.load (i32.const 0)))"
           "(i32.store (i32.const 4) (i32.add (local.get 1) (i32.const 2)))"
           "(i32.load (i32.sub (local.get 0) (i32.sub (local.get 0)"
           "  (i32.const 4)))) (i32.add)"
           "(call_indirect (type $t) (local.get 1) (i32.const 7)"
           "  (i32.sub (local.get 0) (local.get 0))) (i32.add)"
           "(call $two (local.get 0)) (i32.mul) (i32.add)"
           "(global.set $g (i32.mul (local.get 0) (i32.const 2)))"
           "(global.get $g) (i32.add)"
           "(select (local.get 0) (i32.const 9)"
           "  (i32.gt_s (local.get 1) (i32.const 0))) (i32.add)"
           "(block (result i32) (i32.const 11)"
           "  (br_if 0 (i32.ne (i32.add (local.get 0) (i32.const 1))"
           "    (local.get 1))) (drop) (i32.const 13)) (i32.add)"
           "(if (result i32) (f64.lt (f64.convert_i32_s (local.get 0))"
           "    (f64.const 100)) (then (i32.const 17))"
           "  (else (i32.const 19))) (i32.add)"
           "(memory.fill (i32.const 64) (i32.const 3) (i32.const 4))"
           "(i32.load8_u (i32.const 66)) (i32.add)"
           "(local.set 48999)",
           1);
    append(&t, "(local.set 48998)", 30000);
    append(&t,
           "(i32.add (local.get 48999) (i32.mul (i32.const 1000)"
           "  (local.get 48998))))"
           "(func (export \"plain\") (param i32 i32) (result i32)"
           "  (call $far (local.get 0) (local.get 1))))",
           1);
    in_instance *i = machine_instance(&m, t.p, NULL);
    /* 3+8 +10 +15 +3*4 +6 +3 +11 +17 +3; each far operand is 1 + 3 */
    uint32_t expected = 11 + 10 + 15 + 12 + 6 + 3 + 11 + 17 + 3 + 4000;
    cr_expect_eq(machine_run(&m, i, "run", 3, 8), expected);
    cr_expect_eq(machine_run(&m, i, "plain", 3, 8), expected);
    free(t.p);
    machine_release(&m);
}

/* Many pending uses of locals must not make translation quadratic. */
Test(exec, many_pending_operands_translate_quickly) {
    machine m;
    machine_init(&m);
    text t = {0};
    append(&t, "(module (func (export \"run\") (param i32 i32) (result i32)",
           1);
    append(&t, "(local.get 1)", 1);
    append(&t, "(local.get 0)", 200000);
    append(&t, "(local.set 1 (i32.const 2)) (local.get 1)", 20000);
    append(&t, "(drop)", 220000);
    append(&t, "))", 1);
    in_instance *i = machine_instance(&m, t.p, NULL);
    cr_expect_eq(machine_run(&m, i, "run", 3, 4), 4);
    free(t.p);
    machine_release(&m);
}

Test(exec, functions_with_more_parameters_than_results_and_back) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module"
        "(func $many (param i32) (result i32 i64 f32 f64 i32)"
        "  (local.get 0) (i64.const 2) (f32.const 3) (f64.const 4)"
        "  (i32.const 5))"
        "(func $few (param i32 i64 f32 f64 i32) (result i32)"
        "  (i32.add (i32.add (local.get 0) (i32.wrap_i64 (local.get 1)))"
        "    (i32.add (i32.add (i32.trunc_f32_s (local.get 2))"
        "      (i32.trunc_f64_s (local.get 3))) (local.get 4))))"
        "(func $tail (param i32) (result i32)"
        "  (call $many (local.get 0)) (return_call $few))"
        "(func (export \"run\") (param i32) (result i32)"
        "  (call $few (call $many (call $tail (local.get 0))))))",
        NULL);
    cr_expect_eq(machine_run(&m, i, "run", 1, 0), 1 + 14 + 14);
    uint64_t results[5] = {0};
    in_instance *k = machine_instance(
        &m,
        "(module (func (export \"many\") (param i32)"
        "  (result i32 i64 f32 i32 i32) (i32.const 1) (i64.const -2)"
        "  (f32.const 1) (i32.const -4) (local.get 0)))",
        NULL);
    cr_expect_eq(machine_call(&m, k, "many", 9, 0, results), IN_DONE);
    cr_expect_eq(results[1], (uint64_t)-2);
    cr_expect_eq(results[2], 0x3f800000);
    cr_expect_eq(results[3], (uint32_t)-4);
    cr_expect_eq(results[4], 9);
    machine_release(&m);
}

Test(exec, tail_recursion_takes_no_stack) {
    machine m;
    machine_init(&m);
    in_instance *i = machine_instance(
        &m,
        "(module (func $f (export \"f\") (param i32 i64) (result i64)"
        "  (if (i32.eqz (local.get 0)) (then (return (local.get 1))))"
        "  (return_call $f (i32.sub (local.get 0) (i32.const 1))"
        "    (i64.add (local.get 1) (i64.const 2)))))",
        NULL);
    cr_expect_eq(machine_run(&m, i, "f", 5000000, 1), 10000001);
    machine_release(&m);
}
