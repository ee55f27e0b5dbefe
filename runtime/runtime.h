/*
 * Component instances at run time: what tenon/runtime.h's handles hold.
 *
 * A component is instantiated by walking its definitions in order, each
 * appending to the run-time index spaces of the instance. Values pass between
 * instances through canonical-abi/; core code runs in interpreter/.
 */
#ifndef RUNTIME_H
#define RUNTIME_H

#include "tenon/runtime.h"

#include "canonical-abi/cabi.h"
#include "component/component.h"
#include "interpreter/interpreter.h"
#include "wave/wave.h"

typedef struct rt_instance rt_instance;
typedef struct rt_exports rt_exports;

struct tenon_component {
    tenon_context *ctx;
    tn_arena arena;
    bin_component *root;
    tn_ptr_map code; /* bin_def of a core module -> in_code */
    TN_VEC(in_code *) codes;
};

/* A component and the instance whose definitions its outer aliases mean. */
typedef struct rt_closure {
    const bin_component *component;
    rt_instance *scope;
} rt_closure;

/* A core instance: real, or a bundle of inline exports. */
typedef struct rt_core_instance {
    in_instance *instance; /* NULL: inline */
    const bin_arg *names;
    const in_extern *items;
    uint32_t count;
} rt_core_instance;

/* A component function: lifted from a core function, or the host's. */
struct tenon_func {
    tenon_store *store;
    const ty_func *type;   /* in terms of the defining component's nodes */
    rt_instance *instance; /* NULL: the host's */
    in_func *core, *post_return, *realloc;
    in_memory *memory;
    cabi_encoding encoding;
    cabi_signature signature;
    tenon_host_fn host;
    void *host_user;
};

/* Anything that has a name or an index at run time. */
typedef struct rt_item {
    ty_sort sort;
    union {
        tenon_func *func;
        const rt_exports *instance;
        const rt_closure *component;
        const in_code *module;
        const cabi_resource *resource; /* NULL: a type that is no resource */
    } u;
} rt_item;

/* What a component instance gives, by name. */
struct rt_exports {
    tn_map items; /* name -> rt_item * */
};

struct rt_instance {
    cabi_instance abi;
    tenon_store *store;
    const tenon_component *owner;
    const bin_component *component;
    rt_instance *scope;   /* where its component was defined: outer aliases */
    rt_instance *parent;  /* who instantiated it: reentrance */
    uint32_t depth;       /* how many parents it has */
    tn_ptr_map resources; /* TY_RESOURCE of this component -> cabi_resource */
    tn_ptr_map bound;     /* ty_instance -> the rt_exports it was bound to */

    /* Index spaces, filled in the order of definitions. */
    in_func **core_funcs;
    in_table **core_tables;
    in_memory **core_memories;
    in_global **core_globals;
    rt_core_instance *core_instances;
    const in_code **core_modules;
    tenon_func **funcs;
    const cabi_resource **types; /* NULL where no resource */
    const rt_closure **components;
    const rt_exports **instances;
    uint32_t counts[TY_SORT_COUNT];

    rt_exports exports;
    rt_instance *next; /* of the store's list, for release */
};

struct tenon_store {
    tenon_context *ctx;
    in_store *core;
    in_thread *thread;
    tn_arena arena;   /* instances and what they hold */
    tn_arena scratch; /* values of the call in progress */
    tn_arena parsed;  /* arguments that were parsed for the next call */
    tn_map host;      /* "interface#name" -> tenon_func * */
    rt_instance *instances;
    struct rt_call *calls, *free_calls;
    uint32_t instance_count, max_instances;
    bool over_limit;     /* why an instantiation failed */
    uint64_t work;       /* what instantiating did so far, in small steps */
    uint32_t host_depth; /* calls of the host into the store, nested */
    bool poisoned;
};

struct tenon_instance {
    tenon_store *store;
    rt_exports *exports;
    const bin_component *component;
};

/*
 * A call into an instance that is going on: borrows lent for it, and which
 * instances it has marked as entered.
 */
typedef struct rt_call {
    cabi_task task;
    rt_instance *callee, *caller;
    bool entered;
    struct rt_call *next, *next_free; /* all of the store; the unused ones */
} rt_call;

/* instantiate.c */

/*
 * Instantiates a component with the given arguments (name -> rt_item *) for
 * parent (NULL: the host). Trapping start functions are reported.
 */
bool rt_instantiate(rt_exports **out,
                    tenon_store *store,
                    const tenon_component *owner,
                    const rt_closure *closure,
                    rt_instance *parent,
                    const tn_map *args) TN_MUST_CHECK;

/* instantiate_core.c: core modules, core instances, aliases into them */
bool rt_core_instance_define(rt_instance *inst,
                             const bin_def *def) TN_MUST_CHECK;
bool rt_core_alias(rt_instance *inst, const bin_def *def) TN_MUST_CHECK;

/* canon.c: canonical definitions */
bool rt_canon_define(rt_instance *inst, const bin_def *def) TN_MUST_CHECK;

/* lower.c: the core function that `canon lower` makes */
in_func *rt_lower(rt_instance *caller,
                  tenon_func *callee,
                  const bin_canon *canon);

/* call.c */

/*
 * Ancestors of a caller stay enterable: a child may call its parent. An
 * instance counts as its own ancestor.
 */
static inline bool rt_is_ancestor(const rt_instance *inst,
                                  const rt_instance *of) {
    while (of && of != inst)
        of = of->parent;
    return of != NULL;
}

/* Enters callee for a call; NULL, with the reason, when it must trap. */
rt_call *rt_call_enter(tenon_store *store,
                       rt_instance *callee,
                       rt_instance *caller,
                       cabi_trap *why);
/* Ends a call that has returned; traps when it kept borrows. */
cabi_trap rt_call_leave(tenon_store *store, rt_call *call);
/* A guest for canonical operations with a function's or lowering's options. */
cabi_guest rt_guest(rt_instance *inst,
                    in_memory *memory,
                    in_func *realloc,
                    cabi_encoding encoding,
                    cabi_task *task);
cabi_guest rt_callee_guest(const tenon_func *func, cabi_task *task);
/* Sets the thread's trap for a canonical one and gives IN_TRAPPED. */
in_outcome rt_trap(tenon_store *store, cabi_trap trap);

/* Reports that a limit of the store was met; false. */
bool rt_over_limit(tenon_store *store, const char *what) TN_MUST_CHECK;

/* trap.c: reports the thread's trap with a backtrace; poisons the store. */
tenon_status rt_report_trap(tenon_store *store);

/* host.c: arguments of the root component from what the host defined */
bool rt_host_args(tn_map *out,
                  tenon_store *store,
                  const ty_component *type) TN_MUST_CHECK;

/* Tells the host that a guest dropped a resource of the host's. */
cabi_trap rt_host_drop(tenon_store *store,
                       const cabi_resource *type,
                       uint32_t rep) TN_MUST_CHECK;

/* bind.c: what type nodes mean in an instance */
void rt_bind_type(rt_instance *inst,
                  const ty *node,
                  const cabi_resource *resource);
void rt_bind_instance(rt_instance *inst,
                      const ty_instance *type,
                      const rt_exports *exports);
const cabi_resource *rt_resource_of(cabi_instance *self, const ty *node);

/* The instance that an abi half belongs to. */
static inline rt_instance *rt_instance_of(cabi_instance *abi) {
    return abi ? abi->user : NULL;
}

#endif
