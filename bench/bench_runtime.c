/*
 * Loading, instantiating and calling, in this process:
 *
 *     bench_runtime load COMPONENT        decode and validate
 *     bench_runtime instantiate COMPONENT once it is loaded
 *     bench_runtime call COMPONENT EXPORT [ARG]
 *                          an export that takes how often it is to do its
 *                          work, and one more number; for each time
 *     bench_runtime core MODULE EXPORT    an export of a core module that
 *                                         takes nothing
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tenon/runtime.h"

#include "base/base.h"
#include "bench/bench.h"
#include "core/module.h"
#include "interpreter/interpreter.h"

typedef struct job {
    tenon_context *ctx;
    const char *path;
    tenon_buffer file;
    tenon_component *component;
    tenon_store *store;
    tenon_func *func;
    uint32_t arg;
    size_t arg_count;
    in_thread *thread;
    in_func *core;
} job;

static bool fine(job *j, tenon_status status) {
    if (status == TENON_OK)
        return true;
    fprintf(stderr, "%s: %s\n", j->path, tenon_status_text(status));
    tenon_diagnostics_write(j->ctx, stderr, TENON_MESSAGE_HUMAN, false);
    return false;
}

static bool load(job *j, tenon_context *ctx, tenon_component **out) {
    return fine(
        j, tenon_component_load(out, ctx, j->path, j->file.data, j->file.len));
}

static bool load_n(void *user, uint64_t n) {
    job *j = user;
    for (uint64_t i = 0; i < n; i++) {
        tenon_context *ctx = NULL;
        tenon_component *component = NULL;
        if (!fine(j, tenon_context_new(&ctx, NULL)) ||
            !load(j, ctx, &component))
            return false;
        tenon_component_free(component);
        tenon_context_free(ctx);
    }
    return true;
}

static bool instantiate_n(void *user, uint64_t n) {
    job *j = user;
    for (uint64_t i = 0; i < n; i++) {
        tenon_store *store = NULL;
        tenon_instance *instance = NULL;
        bool ok = fine(j, tenon_store_new(&store, j->ctx, NULL)) &&
                  fine(j, tenon_instantiate(&instance, store, j->component));
        tenon_store_free(store);
        if (!ok)
            return false;
    }
    return true;
}

/* The guest repeats: what the host does for one call does not count. */
static bool call_n(void *user, uint64_t n) {
    job *j = user;
    tenon_val args[2] = {{.kind = TENON_VAL_U32, .of.uint = n},
                         {.kind = TENON_VAL_U32, .of.uint = j->arg}};
    tenon_val result;
    return fine(j, tenon_call(j->func, args, j->arg_count, &result));
}

static bool core_n(void *user, uint64_t n) {
    job *j = user;
    uint64_t slots[1] = {0};
    for (uint64_t i = 0; i < n; i++) {
        if (in_call(j->thread, j->core, slots, slots) != IN_DONE)
            return fine(j, TENON_TRAP);
    }
    return true;
}

static bool measure_call(job *j, const bench_options *options, char **args) {
    tenon_instance *instance = NULL;
    if (!load(j, j->ctx, &j->component) ||
        !fine(j, tenon_store_new(&j->store, j->ctx, NULL)) ||
        !fine(j, tenon_instantiate(&instance, j->store, j->component)))
        return false;
    j->func = tenon_instance_func(instance, args[0]);
    if (!j->func)
        return fine(j, TENON_INVALID);
    j->arg_count = tenon_func_param_count(j->func);
    j->arg = args[1] ? (uint32_t)strtoul(args[1], NULL, 10) : 0;
    return bench_measure(options, "call", call_n, j);
}

static bool find_core(job *j, in_instance *instance, const char *name) {
    in_extern found;
    if (!in_instance_export(instance, tn_str_from(name), &found) ||
        found.kind != CORE_FUNC)
        return fine(j, TENON_INVALID);
    j->core = found.u.func;
    return true;
}

static bool measure_core(job *j, const bench_options *options, char **args) {
    core_module *module = NULL;
    in_code *code = NULL;
    in_instance *instance = NULL;
    in_store *store = in_store_new(&j->file.ctx->allocator, NULL);
    j->thread = store ? in_thread_new(store) : NULL;
    bool ok =
        j->thread &&
        core_module_decode(&module, j->ctx, j->file.data, j->file.len, 0) &&
        in_code_new(&code, j->ctx, module) &&
        in_instantiate(&instance, j->thread, code, NULL, j->ctx) == IN_DONE &&
        find_core(j, instance, args[0]) &&
        bench_measure(options, "core", core_n, j);
    in_thread_free(j->thread);
    in_store_free(store);
    in_code_free(code);
    core_module_free(module);
    return ok;
}

static bool measure(job *j, const bench_options *options, char **args) {
    if (strcmp(args[0], "load") == 0)
        return bench_measure(options, "load", load_n, j);
    if (strcmp(args[0], "instantiate") == 0)
        return load(j, j->ctx, &j->component) &&
               bench_measure(options, "instantiate", instantiate_n, j);
    if (strcmp(args[0], "call") == 0 && args[2])
        return measure_call(j, options, args + 2);
    if (strcmp(args[0], "core") == 0 && args[2])
        return measure_core(j, options, args + 2);
    fprintf(stderr, "bench_runtime: do not know how to do this\n");
    return false;
}

int main(int argc, char **argv) {
    bench_options options;
    job j = {0};
    argc = bench_options_take(&options, argc, argv);
    argv[argc] = NULL;
    if (argc < 3) {
        fprintf(stderr, "usage: bench_runtime CASE FILE ... [--count N]\n");
        return 2;
    }
    j.path = argv[2];
    bool ok = tenon_context_new(&j.ctx, NULL) == TENON_OK &&
              fine(&j, tenon_read_file(&j.file, j.ctx, j.path)) &&
              measure(&j, &options, argv + 1);
    tenon_store_free(j.store);
    tenon_component_free(j.component);
    tenon_buffer_release(&j.file);
    tenon_context_free(j.ctx);
    return ok ? 0 : 1;
}
