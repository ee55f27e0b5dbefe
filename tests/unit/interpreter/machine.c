#include "machine.h"

#include "wat/wat.h"

void machine_init_limits(machine *m, const in_limits *limits) {
    *m = (machine){0};
    cr_assert_eq(tenon_context_new(&m->ctx, NULL), TENON_OK);
    m->store = in_store_new(NULL, limits);
    cr_assert(m->store);
    m->thread = in_thread_new(m->store);
    cr_assert(m->thread);
    tn_context_arena(m->ctx, &m->arena);
}

void machine_init(machine *m) {
    machine_init_limits(m, NULL);
}

void machine_release(machine *m) {
    in_store_free(m->store);
    for (size_t i = 0; i < m->count; i++) {
        in_code_free(m->codes[i]);
        core_module_free(m->modules[i]);
    }
    tn_arena_release(&m->arena);
    tenon_context_free(m->ctx);
}

in_code *machine_try_code(machine *m, const char *text) {
    tn_guard guard;
    core_module *volatile module = NULL;
    in_code *volatile code = NULL;
    if (TN_GUARD(m->ctx, &guard)) {
        tn_str bytes = {0};
        core_module *decoded = NULL;
        in_code *made = NULL;
        cr_assert(wat_to_wasm(&bytes, m->ctx, &m->arena, tn_str_from(text), 0),
                  "%s", test_diagnostics(m->ctx));
        if (core_module_decode(&decoded, m->ctx, (const uint8_t *)bytes.p,
                               bytes.len, 0)) {
            module = decoded;
            if (in_code_new(&made, m->ctx, decoded))
                code = made;
        }
    } else {
        cr_assert_fail("memory is out");
    }
    tn_guard_leave(m->ctx, &guard);
    cr_assert(m->count < MACHINE_MODULES);
    m->modules[m->count] = module;
    m->codes[m->count++] = code;
    return code;
}

in_code *machine_code(machine *m, const char *text) {
    in_code *code = machine_try_code(m, text);
    cr_assert(code, "%s", test_diagnostics(m->ctx));
    return code;
}

in_instance *machine_instance(machine *m,
                              const char *text,
                              const in_extern *imports) {
    in_instance *instance = NULL;
    in_outcome outcome = in_instantiate(&instance, m->thread,
                                        machine_code(m, text), imports, m->ctx);
    cr_assert_eq(outcome, IN_DONE, "%s", in_thread_trap_text(m->thread));
    return instance;
}

in_extern machine_export(const in_instance *instance, const char *name) {
    in_extern out = {0};
    cr_assert(in_instance_export(instance, tn_str_from(name), &out),
              "no export %s", name);
    return out;
}

in_func *machine_func(const in_instance *instance, const char *name) {
    in_extern out = machine_export(instance, name);
    cr_assert_eq(out.kind, CORE_FUNC);
    return out.u.func;
}

in_outcome machine_call(machine *m,
                        const in_instance *instance,
                        const char *name,
                        uint64_t a,
                        uint64_t b,
                        uint64_t *result) {
    uint64_t args[4] = {a, b};
    return in_call(m->thread, machine_func(instance, name), args, result);
}

uint64_t machine_run(machine *m,
                     const in_instance *instance,
                     const char *name,
                     uint64_t a,
                     uint64_t b) {
    uint64_t result[4] = {0};
    in_outcome outcome = machine_call(m, instance, name, a, b, result);
    cr_assert_eq(outcome, IN_DONE, "%s: %s", name,
                 in_thread_trap_text(m->thread));
    return result[0];
}

in_func *machine_host(machine *m,
                      uint32_t params,
                      uint32_t results,
                      uint32_t frame_slots,
                      in_host_fn fn,
                      void *user) {
    static const core_valtype types[] = {CORE_I32, CORE_I32, CORE_I32,
                                         CORE_I32, CORE_I32, CORE_I32};
    core_functype type = {.params = types,
                          .results = types,
                          .param_count = params,
                          .result_count = results};
    in_func *func = in_host_func_new(m->store, &type, frame_slots, fn, user);
    cr_assert(func);
    return func;
}
