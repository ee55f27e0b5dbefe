/*
 * What a script has built so far: modules, instances, and the names under
 * which instances can be imported.
 *
 * Everything that a command reports goes to a scratch context, which lives as
 * long as the script runs; its arena holds what the script needs.
 */
#ifndef WAST_ENV_H
#define WAST_ENV_H

#include "tenon/runtime.h"

#include "interpreter/interpreter.h"
#include "wat/script.h"

/* How far a module came. */
typedef enum wast_fate {
    WAST_OK,
    WAST_TEXT,        /* the text parser does not read it */
    WAST_MALFORMED,   /* not a module's form */
    WAST_INVALID,     /* breaks a rule of validation */
    WAST_UNSUPPORTED, /* needs what the interpreter does not have */
    WAST_LIMIT,       /* goes past a limit of ours */
    WAST_UNLINKABLE,  /* imports are missing or do not fit */
    WAST_TRAPPED,     /* a segment or the start function trapped */
    WAST_FAULT        /* an instantiation that ended in no known way */
} wast_fate;

typedef struct wast_module {
    tn_str id;
    wast_fate fate;
    tn_str why;        /* of any fate but WAST_OK */
    core_module *core; /* of a component: NULL */
    in_code *code;
    tenon_component *component;
    struct wast_module *older;
} wast_module;

typedef struct wast_instance {
    tn_str id;
    wast_fate fate;
    tn_str why;
    in_instance *instance; /* NULL: not WAST_OK, or the module spectest */
    struct wast_instance *older;
} wast_instance;

typedef struct wast_host wast_host;

typedef struct wast_env {
    tenon_context *scratch;
    in_store *store;
    in_thread *thread;
    wast_host *host; /* the module spectest */
    wast_module *modules;
    wast_instance *instances;
    tn_map registered; /* name to wast_instance */
} wast_env;

/* False when memory is out. Release also after a failure. */
bool wast_env_init(wast_env *env, tenon_context *scratch) TN_MUST_CHECK;
void wast_env_release(wast_env *env);

/* Parses, decodes and validates. Added to env's modules. */
wast_module *wast_module_add(wast_env *env, const wat_module *source);

/* component.c: the same for a component. Reports to the scratch context. */
bool wast_component_build(wast_module *module,
                          wast_env *env,
                          const wat_module *from) TN_MUST_CHECK;

/* Instantiates; added to env's instances when keep is set. */
wast_instance *wast_instance_add(wast_env *env,
                                 const wast_module *module,
                                 tn_str id,
                                 bool keep);

/* The latest one of that name, or the latest of all when id is empty. */
const wast_module *wast_module_find(const wast_env *env, tn_str id);
wast_instance *wast_instance_find(const wast_env *env, tn_str id);

/* "invalid", "malformed", ...: as the second half of "the module is ...". */
const char *wast_fate_text(wast_fate fate);

/* spectest.c: the host module of the core test suite. NULL: out of memory. */
wast_host *wast_host_new(tn_arena *arena, in_store *store);
bool wast_host_export(const wast_host *host, tn_str name, in_extern *out);

#endif
