/*
 * Running components: load, instantiate, call.
 *
 *     tenon_component_load(&component, ctx, "app.wasm", bytes, len);
 *     tenon_store_new(&store, ctx, NULL);
 *     tenon_instantiate(&instance, store, component);
 *     tenon_call_text(instance, "greet(\"you\")", &text);
 *
 * A component does not change once it is loaded, but its code is translated
 * on first call: stores of one component belong to one thread at a time, as
 * does everything in a store. A trap poisons its store: every later call into
 * it traps (CanonicalABI.md, "Runtime State").
 */
#ifndef TENON_RUNTIME_H
#define TENON_RUNTIME_H

#include "tenon/core.h"
#include "tenon/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tenon_component tenon_component;
typedef struct tenon_store tenon_store;
typedef struct tenon_instance tenon_instance;
typedef struct tenon_func tenon_func;

/*
 * Decodes and validates a component with all core modules in it. path names
 * it in diagnostics. bytes are copied. What is wrong is reported to ctx.
 * Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_component_load(TENON_OWN tenon_component **out,
                                            tenon_context *ctx,
                                            const char *path,
                                            const uint8_t *bytes,
                                            size_t len);
/*
 * Makes a component count the fuel of its stores, so that no guest runs for
 * ever. To be called before its first instantiation.
 */
TENON_API void tenon_component_set_metered(tenon_component *component);
/* Frees a component; no store may use it any more. NULL is allowed. */
TENON_API void tenon_component_free(tenon_component *component);

/* Limits of a store; 0 means the default of the library. */
typedef struct tenon_store_options {
    size_t struct_size;
    uint64_t max_memory_bytes; /* of all guest memories together */
    uint32_t max_instances;
    size_t stack_bytes;
    /* Of metered components only: functions entered and loop turns that all
     * calls together may take; then the guest traps. */
    uint64_t fuel;
} tenon_store_options;
#define TENON_STORE_OPTIONS_INIT \
    { sizeof(tenon_store_options), 0, 0, 0, 0 }

/*
 * Makes a store. options may be NULL. Errors: TENON_NO_MEMORY,
 * TENON_MISUSE (struct_size is unknown).
 */
TENON_API tenon_status tenon_store_new(TENON_OWN tenon_store **out,
                                       tenon_context *ctx,
                                       const tenon_store_options *options);
/* Frees a store with all instances in it. NULL is allowed. */
TENON_API void tenon_store_free(tenon_store *store);

/*
 * A host function: args are borrowed for the call. It stores its result (if
 * the type has one) in *result; what that points at must stay valid until
 * the host function is called again or the store is freed. Returning false
 * traps the guest.
 */
typedef bool (*tenon_host_fn)(void *user,
                              const tenon_val *args,
                              size_t arg_count,
                              tenon_val *result);

/*
 * Provides a function for imports: interface is the import's name
 * ("a:b/c@1.0.0"), or NULL for a function imported by itself. The type is
 * that of the import which it satisfies. Where the host provides a resource,
 * `[resource-drop]NAME` is told of each handle that a guest drops; it may be
 * left out. Errors: TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_store_define(tenon_store *store,
                                          const char *interface,
                                          const char *name,
                                          tenon_host_fn fn,
                                          void *user);

/*
 * Instantiates a component: imports come from what was defined. Borrowed from
 * the store. Errors: TENON_INVALID (an import is not provided), TENON_TRAP (a
 * start function trapped), TENON_NO_MEMORY, TENON_LIMIT.
 */
TENON_API tenon_status tenon_instantiate(tenon_instance **out,
                                         tenon_store *store,
                                         const tenon_component *component);

/*
 * Finds an exported function: "name", or "interface#name" where interface may
 * leave out package and version if that is unambiguous. Reports, with the
 * candidates, and gives NULL when there is none.
 */
TENON_API tenon_func *tenon_instance_func(tenon_instance *instance,
                                          const char *name);

/* Number of parameters of a function. */
TENON_API size_t tenon_func_param_count(const tenon_func *func);
/* Whether a function gives a result. */
TENON_API bool tenon_func_has_result(const tenon_func *func);

/*
 * Calls a function. *result (may be NULL where it has none) is borrowed until
 * the next call into the store. Errors: TENON_TRAP (reported with a backtrace),
 * TENON_MISUSE (args do not fit the type), TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_call(tenon_func *func,
                                  const tenon_val *args,
                                  size_t arg_count,
                                  tenon_val *result);

/*
 * Gives back an owned resource that a call returned: its destructor runs.
 * Errors: TENON_TRAP, TENON_MISUSE (not an owned handle).
 */
TENON_API tenon_status tenon_resource_drop(tenon_store *store,
                                           const tenon_val *handle);

/*
 * Calls in WAVE syntax: `name(arg, ...)`; *out receives the result in WAVE,
 * NUL-terminated and empty when there is none (release it). Errors: as
 * tenon_call; TENON_INVALID for a text that does not fit.
 */
TENON_API tenon_status tenon_call_text(tenon_instance *instance,
                                       const char *call,
                                       TENON_OWN tenon_buffer *out);

/* Parses arguments in WAVE (one text per parameter) for a function; the values
 * are borrowed until the next call into the store. Errors: TENON_INVALID,
 * TENON_NO_MEMORY. */
TENON_API tenon_status tenon_parse_arg(tenon_func *func,
                                       size_t index,
                                       const char *text,
                                       tenon_val *out);
/* Writes a result of func in WAVE. Errors: TENON_NO_MEMORY. */
TENON_API tenon_status tenon_print_result(const tenon_func *func,
                                          const tenon_val *result,
                                          TENON_OWN tenon_buffer *out);

#ifdef __cplusplus
}
#endif
#endif
