/* A context, a store with a thread, and modules from text: for the tests. */
#ifndef TENON_TESTS_MACHINE_H
#define TENON_TESTS_MACHINE_H

#include "base/context.h"
#include "interpreter/interpreter.h"
#include "tests/support.h"

enum { MACHINE_MODULES = 16 };

typedef struct machine {
    tenon_context *ctx;
    in_store *store;
    in_thread *thread;
    tn_arena arena; /* of the modules' bytes */
    core_module *modules[MACHINE_MODULES];
    in_code *codes[MACHINE_MODULES];
    size_t count;
} machine;

void machine_init(machine *m);
void machine_init_limits(machine *m, const in_limits *limits);
void machine_release(machine *m);

/* Text to a validated module; a test fails when it is none. */
in_code *machine_code(machine *m, const char *text);
/* The same when it may be invalid: NULL with diagnostics then. */
in_code *machine_try_code(machine *m, const char *text);

/* Instantiates with imports in order; a test fails when that fails. */
in_instance *machine_instance(machine *m,
                              const char *text,
                              const in_extern *imports);

in_extern machine_export(const in_instance *instance, const char *name);
in_func *machine_func(const in_instance *instance, const char *name);

/* Calls a function of up to four parameters and one result. */
in_outcome machine_call(machine *m,
                        const in_instance *instance,
                        const char *name,
                        uint64_t a,
                        uint64_t b,
                        uint64_t *result);
/* The same where it must return; gives the result. */
uint64_t machine_run(machine *m,
                     const in_instance *instance,
                     const char *name,
                     uint64_t a,
                     uint64_t b);

/* A host function of n i32 parameters and r i32 results. */
in_func *machine_host(machine *m,
                      uint32_t params,
                      uint32_t results,
                      uint32_t frame_slots,
                      in_host_fn fn,
                      void *user);

static inline in_extern machine_as_extern(in_func *func) {
    return (in_extern){.kind = CORE_FUNC, .u.func = func};
}

#endif
