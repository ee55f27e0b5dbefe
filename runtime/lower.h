/* `canon lower` among its files: lower.c, lower_scalar.c, lower_host.c. */
#ifndef RT_LOWER_H
#define RT_LOWER_H

#include "runtime/runtime.h"

typedef struct lowering {
    rt_instance *caller;
    tenon_func *callee;
    const ty_func *type; /* in terms of the caller's nodes */
    cabi_signature signature;
    in_memory *memory;
    in_func *realloc;
    cabi_encoding encoding;
    struct scalar_plan *scalars; /* NULL: not a function of scalars alone */
} lowering;

/* Where the caller wants a result that does not fit a core result. */
static inline uint64_t lower_result_pointer(const lowering *low,
                                            const uint64_t *slots) {
    const cabi_signature *s = &low->signature;
    return s->results_spilled ? slots[s->param_count - 1] : 0;
}

static inline cabi_guest lower_caller_guest(const lowering *low,
                                            cabi_task *task) {
    return rt_guest(low->caller, low->memory, low->realloc, low->encoding,
                    task);
}

/* lower_scalar.c: NULL unless the function is one of scalars alone. */
struct scalar_plan *lower_plan_scalars(const lowering *low);
in_outcome lower_call_scalars(in_host_frame *frame, void *user);

/* lower_host.c */
in_outcome lower_call_host(in_host_frame *frame, void *user);

#endif
