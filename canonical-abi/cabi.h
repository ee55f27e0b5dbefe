/*
 * The canonical ABI (CanonicalABI.md): values between guest memory, core
 * values and the host. It sees a guest only through cabi_guest, so that it
 * can be tested with a byte array, and driven by any engine.
 */
#ifndef CABI_H
#define CABI_H

#include "tenon/value.h"

#include "base/arena.h"
#include "base/limits.h"
#include "types/types.h"

typedef enum cabi_encoding { /* numbers as in Binary.md, canonopt */
                             CABI_UTF8,
                             CABI_UTF16,
                             CABI_LATIN1_UTF16
} cabi_encoding;

/* Why a canonical operation traps. The texts are those of the tests. */
typedef enum cabi_trap {
    CABI_OK,
#define CABI_TRAP(name, text) CABI_TRAP_##name,
#include "canonical-abi/trap.def"
    CABI_TRAP_COUNT
} cabi_trap;
const char *cabi_trap_text(cabi_trap trap);

typedef struct cabi_instance cabi_instance;
typedef struct cabi_resource cabi_resource;

/*
 * A resource type at run time: its identity is its address. impl is the
 * instance that defines it (NULL: the host).
 */
struct cabi_resource {
    cabi_instance *impl;
    void *dtor; /* the engine's: a core function, or NULL */
    void *host_user;
};

/* An entry of a handle table. */
typedef struct cabi_handle {
    const cabi_resource *type; /* NULL: free */
    uint32_t rep;
    uint32_t lends; /* calls that this handle is lent to now */
    bool own;
    struct cabi_task *scope; /* BORROW: the task that must drop it */
    uint32_t next_free;
} cabi_handle;

/* Index 0 is never used; freed indices are reused last in, first out. */
typedef struct cabi_handles {
    const tenon_allocator *allocator;
    cabi_handle *data;
    size_t cap;
    uint32_t len;
    uint32_t free; /* head of the free list, 0: empty */
    uint32_t live;
} cabi_handles;

void cabi_handles_init(cabi_handles *t, const tenon_allocator *allocator);
void cabi_handles_release(cabi_handles *t);
cabi_trap cabi_handle_add(cabi_handles *t, const cabi_handle *h, uint32_t *out);
/* Checks that index is live; NULL otherwise. */
cabi_handle *cabi_handle_get(cabi_handles *t, uint32_t index);
void cabi_handle_remove(cabi_handles *t, uint32_t index);

/* What the canonical ABI keeps per component instance. */
struct cabi_instance {
    cabi_handles handles;
    bool may_leave;
    bool entered;
    /* The run-time resource type that a type node of this component means. */
    const cabi_resource *(*resource_of)(cabi_instance *self, const ty *node);
    void *user;
};

/* A call in progress into an instance: borrows must end with it. */
typedef struct cabi_task {
    cabi_instance *instance; /* callee; NULL: the host */
    uint32_t borrows;        /* borrow handles that it still holds */
    struct cabi_lend {       /* handles lent for this call, to be given back */
        cabi_handles *table;
        uint32_t index;
    } * lends;
    size_t lend_count, lend_cap;
    const tenon_allocator *allocator;
} cabi_task;
void cabi_task_init(cabi_task *task,
                    cabi_instance *instance,
                    const tenon_allocator *allocator);
/* Ends the loans of a task; traps when it still holds borrows. */
cabi_trap cabi_task_end(cabi_task *task);
void cabi_task_release(cabi_task *task);

/*
 * A guest as seen from one canonical definition: its memory and options.
 * base and size are re-read through refresh after every call of realloc.
 */
typedef struct cabi_guest {
    cabi_instance *instance;
    uint8_t *base;
    uint64_t size;
    bool memory64;
    cabi_encoding encoding;
    /* Calls the guest's realloc (may_leave is false meanwhile) and refreshes
     * base and size. A failing call gives CABI_TRAP_GUEST: the engine knows
     * more. */
    cabi_trap (*realloc)(struct cabi_guest *self,
                         uint64_t old_ptr,
                         uint64_t old_size,
                         uint64_t align,
                         uint64_t new_size,
                         uint64_t *out);
    void *engine; /* for realloc: the core function, thread, memory */
    void *engine2, *engine3;
    cabi_task *task; /* the call that borrows are lifted or lowered for */
    /* Re-reads base and size: the realloc of another guest ran meanwhile. May
     * be NULL when that cannot change this memory. */
    void (*refresh)(struct cabi_guest *self);
} cabi_guest;

/* Flat core values, one 64-bit slot each (i32 zero-extended, f32 as bits). */
typedef struct cabi_flat {
    uint64_t *slots;
    uint32_t count; /* lift: present; lower: room */
    uint32_t pos;
} cabi_flat;

/* The core signature of a function (CanonicalABI.md, flatten_functype). */
typedef struct cabi_signature {
    core_valtype params[TN_MAX_FLAT_PARAMS + 1];
    core_valtype results[1];
    uint32_t param_count, result_count;
    bool params_spilled;  /* passed by one pointer to a tuple */
    bool results_spilled; /* lift: returns a pointer; lower: extra param */
    bool needs_memory, needs_realloc; /* of the side whose options these are */
} cabi_signature;
typedef enum cabi_direction { CABI_LIFT, CABI_LOWER } cabi_direction;
void cabi_flatten_func(cabi_signature *out,
                       const ty_func *func,
                       cabi_direction direction,
                       bool is_async,
                       unsigned ptr64);

/*
 * Lifting: guest -> tenon_val. Values are made in arena (which unwinds when
 * memory is out: call under a guard); *budget counts down the host bytes
 * made and traps when used up (TN_MAX_LIFT_BYTES).
 */
cabi_trap cabi_lift_flat(cabi_guest *guest,
                         tn_arena *arena,
                         uint64_t *budget,
                         const ty *type,
                         cabi_flat *flat,
                         tenon_val *out);
cabi_trap cabi_load(cabi_guest *guest,
                    tn_arena *arena,
                    uint64_t *budget,
                    const ty *type,
                    uint64_t ptr,
                    tenon_val *out);

/* Lowering: tenon_val -> guest. The value must fit the type (cabi_val_fits). */
cabi_trap cabi_lower_flat(cabi_guest *guest,
                          const ty *type,
                          const tenon_val *value,
                          cabi_flat *flat);
cabi_trap cabi_store(cabi_guest *guest,
                     const ty *type,
                     const tenon_val *value,
                     uint64_t ptr);
/* Does a value have the shape of a type? */
bool cabi_val_fits(const ty *type, const tenon_val *value);

/*
 * Guest to guest, without a value in between: checks, copies, transcodes and
 * moves handles. Lists whose elements are any_bits are one block copy.
 */
cabi_trap cabi_copy_flat(cabi_guest *from,
                         cabi_guest *to,
                         const ty *from_type,
                         const ty *to_type,
                         cabi_flat *in,
                         cabi_flat *out);
cabi_trap cabi_copy(cabi_guest *from,
                    cabi_guest *to,
                    const ty *from_type,
                    const ty *to_type,
                    uint64_t from_ptr,
                    uint64_t to_ptr);

/*
 * Whole parameter and result lists, with spilling (CanonicalABI.md,
 * lift_flat_values and lower_flat_values). fields: parameters, or the one
 * result. For results of a lowered call, out_ptr is where the caller wants
 * a spilled result.
 */
cabi_trap cabi_copy_params(cabi_guest *caller,
                           cabi_guest *callee,
                           const ty_func *caller_type,
                           const ty_func *callee_type,
                           const uint64_t *caller_slots,
                           uint64_t *callee_slots);
cabi_trap cabi_copy_result(cabi_guest *callee,
                           cabi_guest *caller,
                           const ty_func *callee_type,
                           const ty_func *caller_type,
                           const uint64_t *callee_results,
                           uint64_t *caller_results,
                           uint64_t out_ptr);
cabi_trap cabi_lower_params(cabi_guest *callee,
                            const ty_func *type,
                            const tenon_val *args,
                            uint64_t *slots);
cabi_trap cabi_lift_result(cabi_guest *callee,
                           tn_arena *arena,
                           uint64_t *budget,
                           const ty_func *type,
                           const uint64_t *results,
                           tenon_val *out);
cabi_trap cabi_lift_params(cabi_guest *caller,
                           tn_arena *arena,
                           uint64_t *budget,
                           const ty_func *type,
                           const uint64_t *slots,
                           tenon_val *args);
cabi_trap cabi_lower_result(cabi_guest *caller,
                            const ty_func *type,
                            const tenon_val *result,
                            uint64_t *slots,
                            uint64_t out_ptr);

/* Built-ins on resources (CanonicalABI.md, canon resource.*). */
cabi_trap cabi_resource_new(cabi_instance *instance,
                            const cabi_resource *type,
                            uint32_t rep,
                            uint32_t *out);
cabi_trap cabi_resource_rep(cabi_instance *instance,
                            const cabi_resource *type,
                            uint32_t index,
                            uint32_t *out);
/* *run_dtor: the handle owned the resource; rep is what to destroy. */
cabi_trap cabi_resource_drop(cabi_instance *instance,
                             const cabi_resource *type,
                             uint32_t index,
                             bool *run_dtor,
                             uint32_t *rep);

#endif
