/*
 * Runs the exports of core modules with fuel, under small limits. Host
 * functions stand in for imports: they call back, suspend or trap as the
 * number of calls so far says.
 */
#include <stdint.h>

#include "base/context.h"
#include "interpreter/interpreter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { IMPORTS = 16, FUEL = 20000 };

typedef struct subject {
    tenon_context *ctx;
    core_module *module;
    in_code *code;
    in_store *store;
    in_thread *thread;
    in_instance *instance;
    unsigned calls;
} subject;

static in_outcome play(in_host_frame *frame, void *user) {
    subject *s = user;
    static const uint64_t args[1000] = {1, 2, 3};
    in_extern callee;
    frame->slots[0] = s->calls;
    if (frame->step > 2 || ++s->calls > 1000)
        return s->calls % 3 ? IN_DONE : IN_TRAPPED;
    if (s->calls % 5 == 0)
        return IN_SUSPEND;
    if (s->calls % 2 && frame->caller && s->module->export_count) {
        const core_export *e =
            &s->module->exports[s->calls % s->module->export_count];
        if (in_instance_export(frame->caller, e->name, &callee) &&
            callee.kind == CORE_FUNC) {
            in_host_call(frame, callee.u.func, args,
                         in_func_type(callee.u.func)->param_count);
            return IN_CALL;
        }
    }
    return IN_DONE;
}

static bool make_import(subject *s, const core_extern *type, in_extern *out) {
    out->kind = type->kind;
    switch (type->kind) {
    case CORE_FUNC: {
        const core_functype *func = &s->module->types[type->u.func];
        out->u.func = in_host_func_new(s->store, func, 3, play, s);
        return out->u.func;
    }
    case CORE_TABLE:
        out->u.table = in_table_new(s->store, &type->u.table);
        return out->u.table;
    case CORE_MEMORY:
        out->u.memory = in_memory_new(s->store, &type->u.memory);
        return out->u.memory;
    default:
        out->u.global = in_global_new(s->store, type->u.global, 0);
        return out->u.global;
    }
}

static void finish(subject *s, in_outcome outcome, uint64_t *results) {
    in_frame_info frames[8];
    for (int i = 0; outcome == IN_SUSPEND && i < 8; i++)
        outcome = in_resume(s->thread, results);
    if (outcome == IN_TRAPPED)
        (void)in_thread_backtrace(s->thread, frames, TN_COUNT_OF(frames));
}

static void run_exports(subject *s) {
    static const uint64_t args[1000] = {7, 0x3ff0000000000000};
    uint64_t results[1000];
    for (uint32_t i = 0; i < s->module->export_count && i < 8; i++) {
        in_extern e;
        if (!in_instance_export(s->instance, s->module->exports[i].name, &e) ||
            e.kind != CORE_FUNC)
            continue;
        in_store_set_fuel(s->store, FUEL);
        finish(s, in_call(s->thread, e.u.func, args, results), results);
    }
}

static void run(subject *s) {
    static const in_limits limits = {.max_memory_bytes = 4 << 20,
                                     .max_instances = 4,
                                     .max_table_elems = 10000,
                                     .stack_bytes = 256 << 10};
    in_extern imports[IMPORTS];
    s->store = in_store_new(NULL, &limits);
    s->thread = s->store ? in_thread_new(s->store) : NULL;
    if (!s->thread || s->module->import_count > IMPORTS)
        return;
    for (uint32_t i = 0; i < s->module->import_count; i++)
        if (!make_import(s, &s->module->imports[i].type, &imports[i]))
            return;
    in_store_set_fuel(s->store, FUEL);
    uint64_t results[1];
    in_outcome outcome =
        in_instantiate(&s->instance, s->thread, s->code, imports, s->ctx);
    finish(s, outcome, results);
    if (s->instance)
        run_exports(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    subject s = {0};
    if (tenon_context_new(&s.ctx, NULL) != TENON_OK)
        return 0;
    subject *volatile p = &s;
    volatile bool ok = false;
    tn_guard guard;
    if (TN_GUARD(s.ctx, &guard))
        ok = core_module_decode(&p->module, p->ctx, data, size, 0) &&
             in_code_new(&p->code, p->ctx, p->module);
    tn_guard_leave(s.ctx, &guard);
    if (ok) {
        in_code_set_metered(s.code);
        run(&s);
    }
    in_store_free(s.store);
    in_code_free(s.code);
    core_module_free(s.module);
    tenon_context_free(s.ctx);
    return 0;
}
