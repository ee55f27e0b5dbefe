/*
 * Walks over the code of functions: validation (Core specification 3.3 and
 * appendix "Validation Algorithm"), and translation by the same rules when an
 * emitter is given.
 */
#ifndef IN_WALK_H
#define IN_WALK_H

#include "interpreter/emit.h"

typedef struct in_local_run {
    uint32_t end; /* index after the last local of the run */
    core_valtype type;
} in_local_run;

typedef struct in_walker {
    in_code *code;
    const core_module *module;
    tn_arena *scratch;
    in_emitter *emit; /* NULL: validate only */
    in_emitter *out;  /* emit, unless the code cannot be reached */
    tn_reader r;
    const core_functype *type;
    TN_VEC(core_valtype) stack;
    TN_VEC(in_control) controls;
    TN_VEC(in_local_run) runs;
    TN_VEC(core_valtype) flat; /* types of the first locals */
    uint32_t local_count;
    uint32_t max_operands;
    size_t start; /* of the instruction at hand */
} in_walker;

void in_walker_init(in_walker *w, in_code *code, tn_arena *scratch);

/* Walks over one own function. False after reporting what is wrong. */
bool in_walk_function(in_walker *w, in_fn *fn) TN_MUST_CHECK;

/*
 * Checks a constant expression of that type that may use the first
 * global_count globals.
 */
bool in_walk_constant(in_walker *w,
                      core_range range,
                      core_valtype type,
                      uint32_t global_count) TN_MUST_CHECK;

/* Reports that the module is invalid at the instruction at hand; false. */
bool in_walk_fail(in_walker *w, const char *fmt, ...) TENON_PRINTF(2, 3);

/* walk_control.c: instructions with a rule of their own. */
bool in_walk_special(in_walker *w, const core_instr *instr) TN_MUST_CHECK;

/* The operand stack. */
bool in_walk_pop(in_walker *w, core_valtype expected) TN_MUST_CHECK;
bool in_walk_pop_any(in_walker *w, core_valtype *out) TN_MUST_CHECK;
bool in_walk_pop_all(in_walker *w,
                     const core_valtype *types,
                     uint32_t count) TN_MUST_CHECK;
bool in_walk_push(in_walker *w, core_valtype type) TN_MUST_CHECK;
bool in_walk_push_all(in_walker *w,
                      const core_valtype *types,
                      uint32_t count) TN_MUST_CHECK;
bool in_walk_memory(in_walker *w,
                    uint32_t index,
                    core_valtype *address) TN_MUST_CHECK;
bool in_walk_local(in_walker *w,
                   uint32_t index,
                   core_valtype *out) TN_MUST_CHECK;
bool in_walk_push_control(in_walker *w, const in_control *c) TN_MUST_CHECK;

static inline in_control *in_walk_top(in_walker *w) {
    return &w->controls.data[w->controls.len - 1];
}

/* Reports a type of a feature that is not there; false. */
bool in_type_supported(tenon_context *ctx,
                       core_valtype type,
                       tn_span span) TN_MUST_CHECK;

/* Whether one type may stand where another is expected. */
static inline bool in_type_fits(core_valtype actual, core_valtype expected) {
    return actual == expected || actual == CORE_BOTTOM ||
           expected == CORE_BOTTOM;
}

#endif
