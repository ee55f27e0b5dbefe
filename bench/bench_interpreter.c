/*
 * The core interpreter by itself: small programs for calls, loops, memory,
 * floats and calls out, and what it takes to decode, validate and translate
 * a module given as argument.
 *
 *     bench_interpreter [--count N] [MODULE.wasm]
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "bench/bench.h"
#include "interpreter/interpreter.h"
#include "wat/wat.h"

typedef struct job {
    tenon_context *ctx;
    core_module *module;
    in_code *code;
    in_store *store;
    in_thread *thread;
    in_instance *instance;
    in_func *func;
    tenon_buffer file;
} job;

static const char programs[] =
    "(module (import \"host\" \"nothing\" (func $nothing (param i32)"
    "  (result i32)))"
    "(memory 16) (table 4 funcref) (elem (i32.const 0) $a $b $a $b)"
    "(type $op (func (param i32 i32) (result i32)))"
    "(func $a (type $op) (i32.add (local.get 0) (local.get 1)))"
    "(func $b (type $op) (i32.xor (local.get 0) (local.get 1)))"
    /* 1.3 million calls */
    "(func $fib (param i32) (result i32)"
    "  (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))"
    "    (then (local.get 0))"
    "    (else (i32.add"
    "      (call $fib (i32.sub (local.get 0) (i32.const 1)))"
    "      (call $fib (i32.sub (local.get 0) (i32.const 2)))))))"
    "(func (export \"fib(30)\") (drop (call $fib (i32.const 30))))"
    /* 8 million turns without memory */
    "(func (export \"loop of i64\") (local i64 i64)"
    "  (loop"
    "    (local.set 0 (i64.add (i64.mul (local.get 0)"
    "      (i64.const 6364136223846793005)) (local.get 1)))"
    "    (local.set 0 (i64.xor (local.get 0)"
    "      (i64.shr_u (local.get 0) (i64.const 29))))"
    "    (local.set 1 (i64.add (local.get 1) (i64.const 1)))"
    "    (br_if 0 (i64.lt_u (local.get 1) (i64.const 8000000)))))"
    /* all primes below a million */
    "(func (export \"sieve\") (local i32 i32)"
    "  (memory.fill (i32.const 0) (i32.const 0) (i32.const 1000000))"
    "  (local.set 0 (i32.const 2))"
    "  (loop $next"
    "    (if (i32.eqz (i32.load8_u (local.get 0)))"
    "      (then"
    "        (local.set 1 (i32.mul (local.get 0) (local.get 0)))"
    "        (block $done (loop $mark"
    "          (br_if $done (i32.ge_u (local.get 1) (i32.const 1000000)))"
    "          (i32.store8 (local.get 1) (i32.const 1))"
    "          (local.set 1 (i32.add (local.get 1) (local.get 0)))"
    "          (br $mark)))))"
    "    (local.set 0 (i32.add (local.get 0) (i32.const 1)))"
    "    (br_if $next (i32.lt_u (local.get 0) (i32.const 1000)))))"
    /* 2 million multiply-adds of doubles in memory */
    "(func (export \"doubles\") (local i32 i32 f64)"
    "  (loop $again"
    "    (local.set 0 (i32.const 0))"
    "    (loop $next"
    "      (f64.store offset=65536 (local.get 0) (f64.add"
    "        (f64.mul (f64.load (local.get 0)) (f64.const 0.5))"
    "        (f64.load offset=65536 (local.get 0))))"
    "      (br_if $next (i32.lt_u (local.tee 0 (i32.add (local.get 0)"
    "        (i32.const 8))) (i32.const 16000))))"
    "    (br_if $again (i32.lt_u (local.tee 1 (i32.add (local.get 1)"
    "      (i32.const 1))) (i32.const 1000)))))"
    /* a million calls through a table */
    "(func (export \"call_indirect\") (local i32 i32)"
    "  (loop"
    "    (local.set 1 (call_indirect (type $op) (local.get 0) (local.get 1)"
    "      (i32.and (local.get 0) (i32.const 3))))"
    "    (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0)"
    "      (i32.const 1))) (i32.const 1000000)))))"
    /* a million calls of the host */
    "(func (export \"host calls\") (local i32)"
    "  (loop"
    "    (local.set 0 (i32.add (call $nothing (local.get 0)) (i32.const 1)))"
    "    (br_if 0 (i32.lt_u (local.get 0) (i32.const 1000000))))))";

static in_outcome do_nothing(in_host_frame *frame, void *user) {
    TN_UNUSED(frame);
    TN_UNUSED(user);
    return IN_DONE;
}

static bool fine(job *j, bool ok) {
    if (!ok)
        tenon_diagnostics_write(j->ctx, stderr, TENON_MESSAGE_HUMAN, false);
    return ok;
}

static bool load(job *j, const uint8_t *bytes, size_t len) {
    return core_module_decode(&j->module, j->ctx, bytes, len, 0) &&
           in_code_new(&j->code, j->ctx, j->module);
}

static void unload(job *j) {
    in_code_free(j->code);
    core_module_free(j->module);
    j->code = NULL;
    j->module = NULL;
}

static bool make_instance(job *j) {
    static const core_valtype i32[] = {CORE_I32, CORE_I32};
    core_functype type = {
        .params = i32, .results = i32, .param_count = 1, .result_count = 1};
    j->store = in_store_new(NULL, NULL);
    j->thread = j->store ? in_thread_new(j->store) : NULL;
    if (!j->thread)
        return false;
    in_extern import = {.kind = CORE_FUNC};
    import.u.func = in_host_func_new(j->store, &type, 0, do_nothing, NULL);
    return import.u.func && in_instantiate(&j->instance, j->thread, j->code,
                                           &import, j->ctx) == IN_DONE;
}

static bool prepare(job *j) {
    volatile bool ok = false;
    tn_guard guard;
    if (TN_GUARD(j->ctx, &guard)) {
        tn_str bytes = {0};
        ok = wat_to_wasm(&bytes, j->ctx, &j->ctx->arena, tn_str_from(programs),
                         0) &&
             load(j, (const uint8_t *)bytes.p, bytes.len);
    }
    tn_guard_leave(j->ctx, &guard);
    return fine(j, ok && make_instance(j));
}

static bool call_n(void *user, uint64_t n) {
    job *j = user;
    for (uint64_t i = 0; i < n; i++)
        if (in_call(j->thread, j->func, NULL, NULL) != IN_DONE) {
            fprintf(stderr, "%s\n", in_thread_trap_text(j->thread));
            return false;
        }
    return true;
}

static bool load_n(void *user, uint64_t n) {
    job *j = user;
    volatile bool ok = true;
    tn_guard guard;
    for (volatile uint64_t i = 0; ok && i < n; i++) {
        ok = false;
        if (TN_GUARD(j->ctx, &guard))
            ok = load(j, j->file.data, j->file.len);
        tn_guard_leave(j->ctx, &guard);
        unload(j);
    }
    return fine(j, ok);
}

static bool measure_programs(const bench_options *options, job *j) {
    if (!prepare(j))
        return false;
    for (uint32_t i = 0; i < j->module->export_count; i++) {
        in_extern out;
        char name[64];
        tn_str text = j->module->exports[i].name;
        snprintf(name, sizeof name, "%.*s", TN_STR_ARG(text));
        if (!in_instance_export(j->instance, text, &out))
            return false;
        j->func = out.u.func;
        if (!bench_measure(options, name, call_n, j))
            return false;
    }
    return true;
}

int main(int argc, char **argv) {
    bench_options options;
    argc = bench_options_take(&options, argc, argv);
    job j = {0};
    if (tenon_context_new(&j.ctx, NULL) != TENON_OK)
        return 1;
    bool ok = measure_programs(&options, &j);
    in_store_free(j.store);
    unload(&j);
    if (ok && argc > 1)
        ok = tenon_read_file(&j.file, j.ctx, argv[1]) == TENON_OK &&
             bench_measure(&options, "decode and validate", load_n, &j);
    fine(&j, ok);
    tenon_buffer_release(&j.file);
    tenon_context_free(j.ctx);
    return ok ? 0 : 1;
}
