/*
 * The core WebAssembly interpreter: validation, translation to threaded
 * register code, instances and execution.
 *
 * Wasm frames never live on the C stack. Each thread of execution (in_thread)
 * has its own value stack; a call from wasm to wasm, to a host function and
 * from there on into wasm again is a jump inside one loop. So a thread can be
 * suspended at any host call by leaving the loop, and resumed later.
 */
#ifndef INTERPRETER_H
#define INTERPRETER_H

#include "core/module.h"

typedef struct in_store in_store;
typedef struct in_code in_code; /* a validated module, shareable */
typedef struct in_instance in_instance;
typedef struct in_func in_func;
typedef struct in_memory in_memory;
typedef struct in_table in_table;
typedef struct in_global in_global;
typedef struct in_thread in_thread;

/* Traps, with the wording of the specification's test suite. */
typedef enum in_trap {
    IN_TRAP_NONE,
#define TRAP(name, text) IN_TRAP_##name,
#include "interpreter/trap.def"
    IN_TRAP_COUNT
} in_trap;
const char *in_trap_text(in_trap trap);

/* Validation and lifetime of code */

/*
 * Validates a decoded module (Core specification 3) and keeps a borrowed
 * pointer to it. Reports what is invalid and gives false. Functions are
 * translated on their first call, so code belongs to one thread of the
 * operating system at a time, as its context does.
 */
bool in_code_new(in_code **out,
                 tenon_context *ctx,
                 const core_module *module) TN_MUST_CHECK;
/*
 * Lets functions count down the store's fuel at their start and at every
 * turn of a loop. Before the first call only; costs some per cent of speed.
 */
void in_code_set_metered(in_code *code);
void in_code_free(in_code *code);
const core_module *in_code_module(const in_code *code);

/* A store owns all instances and their memories, accounted together. */
typedef struct in_limits {
    uint64_t max_memory_bytes; /* of all memories together */
    uint32_t max_instances;
    uint64_t max_table_elems;
    size_t stack_bytes; /* of each thread */
} in_limits;
extern const in_limits in_default_limits;

/* NULL when memory is out. limits may be NULL. */
in_store *in_store_new(const tenon_allocator *allocator,
                       const in_limits *limits);
void in_store_free(in_store *store);

/*
 * Fuel of metered code: one unit per function entered and loop turn; without
 * any left it traps with IN_TRAP_INTERRUPT. A new store has no end of it.
 */
void in_store_set_fuel(in_store *store, uint64_t fuel);
uint64_t in_store_fuel(const in_store *store);

/* Threads */

in_thread *in_thread_new(in_store *store); /* NULL when memory is out */
void in_thread_free(in_thread *thread);
in_store *in_thread_store(in_thread *thread);

/* Outcome of running, and what a host function tells the loop to do. */
typedef enum in_outcome {
    IN_DONE,    /* results are in place */
    IN_TRAPPED, /* in_thread_trap says why */
    IN_CALL,    /* host functions only: in_host_call was made; step again */
    IN_SUSPEND  /* leave the loop; in_resume comes back to this step */
} in_outcome;

/*
 * Host functions.
 *
 * A host function runs in steps. It is first called with step 0; slots hold
 * its parameters, one 64-bit slot each (i32 zero-extended, f32 in the low 32
 * bits, references as in_ref); locals are frame_slots zeroed slots that stay
 * the same over all its steps.
 *
 *   - It returns IN_DONE with the results in slots[0..results).
 *   - It prepares a call with in_host_call(thread, func, args, n) and returns
 *     IN_CALL: when func has returned, the function is called again with
 *     step + 1, and *call_results points at func's results.
 *   - It returns IN_SUSPEND to leave in_call/in_resume with IN_SUSPEND; upon
 *     in_resume it is called again with step + 1.
 *   - It returns IN_TRAPPED after in_thread_set_trap.
 *
 * slots stay valid only within one step (the stack of a thread never moves,
 * but do not rely on it). caller is the instance that called, or NULL.
 */
typedef uint64_t in_ref; /* 0 is null; a function is its in_func's address */
#define IN_REF_NULL ((in_ref)0)

typedef struct in_host_frame {
    in_thread *thread;
    in_instance *caller;
    uint64_t *slots;              /* parameters in, results out */
    uint64_t *locals;             /* frame_slots slots kept across steps */
    const uint64_t *call_results; /* of the call of the step before */
    uint32_t step;
} in_host_frame;

typedef in_outcome (*in_host_fn)(in_host_frame *frame, void *user);

/*
 * Makes a host function in a store (owned by the store). type is copied.
 * NULL when memory is out.
 */
in_func *in_host_func_new(in_store *store,
                          const core_functype *type,
                          uint32_t frame_slots,
                          in_host_fn fn,
                          void *user);

/*
 * Prepares the call that IN_CALL then makes; args are copied. The step has to
 * return next: in_call would take the place of the arguments.
 */
void in_host_call(in_host_frame *frame,
                  in_func *func,
                  const uint64_t *args,
                  uint32_t count);

/*
 * Calls a function from the host and runs until it returns, traps or
 * suspends. args hold the parameters; results (may be the same array) receive
 * the results. Nested calls on the same thread (from within a host function:
 * realloc, post-return) are allowed up to TN_MAX_NESTED_CALLS deep and may
 * not suspend.
 */
in_outcome in_call(in_thread *thread,
                   in_func *func,
                   const uint64_t *args,
                   uint64_t *results) TN_MUST_CHECK;
/* Goes on after IN_SUSPEND. */
in_outcome in_resume(in_thread *thread, uint64_t *results) TN_MUST_CHECK;

void in_thread_set_trap(in_thread *thread, in_trap trap);
/* A trap with words of its own (copied, cut at 200 bytes). */
void in_thread_set_trap_text(in_thread *thread, const char *text);
in_trap in_thread_trap(const in_thread *thread);
const char *in_thread_trap_text(const in_thread *thread);

/* Backtrace of the last trap, innermost first. */
typedef struct in_frame_info {
    const in_instance *instance; /* NULL for a host function */
    uint32_t func_index;
    tn_str name; /* from the name section; may be empty */
} in_frame_info;
/* Fills at most max frames and gives how many were written. */
size_t in_thread_backtrace(const in_thread *thread,
                           in_frame_info *frames,
                           size_t max);

/* Instances */

typedef struct in_extern {
    core_kind kind; /* CORE_FUNC .. CORE_GLOBAL */
    union {
        in_func *func;
        in_table *table;
        in_memory *memory;
        in_global *global;
    } u;
} in_extern;

/*
 * Instantiates: imports in the order of the module's imports (kinds and types
 * are checked; a mismatch is a diagnostic in ctx and IN_TRAPPED with
 * IN_TRAP_LINK), then segments, then the start function on thread.
 * The instance belongs to the store, also after a trap, and code must outlive
 * the store. IN_SUSPEND comes from the start function: *out is there, in_resume
 * goes on.
 */
in_outcome in_instantiate(in_instance **out,
                          in_thread *thread,
                          const in_code *code,
                          const in_extern *imports,
                          tenon_context *ctx) TN_MUST_CHECK;
const in_code *in_instance_code(const in_instance *instance);
/* False when there is no such export. */
bool in_instance_export(const in_instance *instance,
                        tn_str name,
                        in_extern *out);

const core_functype *in_func_type(const in_func *func);

/* Between a function and a reference to it. */
static inline in_ref in_func_ref(const in_func *func) {
    return (in_ref)(uintptr_t)func;
}
static inline in_func *in_ref_func(in_ref ref) {
    return (in_func *)(uintptr_t)ref;
}

/* Guest memory. base and size may change with every call into wasm. */
uint8_t *in_memory_base(const in_memory *memory);
uint64_t in_memory_size(const in_memory *memory); /* bytes */
bool in_memory_is64(const in_memory *memory);
/* NULL when it would exceed a limit or memory is out. */
in_memory *in_memory_new(in_store *store, const core_limits *limits);
/* Pages before, or UINT64_MAX when it cannot grow. */
uint64_t in_memory_grow(in_memory *memory, uint64_t pages);

/* NULL when it would exceed a limit or memory is out. Elements are null. */
in_table *in_table_new(in_store *store, const core_tabletype *type);

in_global *in_global_new(in_store *store, core_globaltype type, uint64_t value);
uint64_t in_global_get(const in_global *global);
void in_global_set(in_global *global, uint64_t value);

#endif
