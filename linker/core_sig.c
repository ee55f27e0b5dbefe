/*
 * Core signatures of component functions (CanonicalABI.md, "Flattening"):
 * up to 16 parameters are flat, more go through memory; one flat result, or
 * a pointer to the result.
 */
#include "base/limits.h"
#include "linker/new.h"

typedef struct flat_func {
    core_valtype params[TN_MAX_FLAT_PARAMS + 1];
    core_valtype results[TN_MAX_FLAT_RESULTS];
    uint32_t param_count, result_count;
    bool spilled_params, spilled_result;
} flat_func;

static void flatten(flat_func *out, const ty_func *func) {
    *out = (flat_func){0};
    for (uint32_t i = 0; i < func->param_count; i++) {
        out->param_count = ty_flatten(func->params[i].type, 0, out->params,
                                      out->param_count, TN_MAX_FLAT_PARAMS);
        if (out->param_count > TN_MAX_FLAT_PARAMS) {
            out->spilled_params = true;
            break;
        }
    }
    if (out->spilled_params) {
        out->params[0] = CORE_I32;
        out->param_count = 1;
    }
    if (func->result)
        out->result_count =
            ty_flatten(func->result, 0, out->results, 0, TN_MAX_FLAT_RESULTS);
    out->spilled_result = out->result_count > TN_MAX_FLAT_RESULTS;
}

static const core_functype *make_sig(tn_arena *arena,
                                     const core_valtype *params,
                                     uint32_t param_count,
                                     const core_valtype *results,
                                     uint32_t result_count) {
    core_functype *sig = TN_NEW(arena, core_functype);
    core_valtype *types =
        TN_NEW_ARRAY(arena, core_valtype, param_count + result_count + 1);
    for (uint32_t i = 0; i < param_count; i++)
        types[i] = params[i];
    for (uint32_t i = 0; i < result_count; i++)
        types[param_count + i] = results[i];
    sig->params = types;
    sig->results = types + param_count;
    sig->param_count = param_count;
    sig->result_count = result_count;
    return sig;
}

const core_functype *link_lowered_sig(tn_arena *arena, const ty_func *func) {
    flat_func flat;
    flatten(&flat, func);
    if (flat.spilled_result) {
        flat.params[flat.param_count++] = CORE_I32;
        flat.result_count = 0;
    }
    return make_sig(arena, flat.params, flat.param_count, flat.results,
                    flat.result_count);
}

const core_functype *link_lifted_sig(tn_arena *arena, const ty_func *func) {
    flat_func flat;
    flatten(&flat, func);
    if (flat.spilled_result) {
        flat.results[0] = CORE_I32;
        flat.result_count = 1;
    }
    return make_sig(arena, flat.params, flat.param_count, flat.results,
                    flat.result_count);
}

static bool any_pointers(const ty_func *func) {
    for (uint32_t i = 0; i < func->param_count; i++)
        if (func->params[i].type->has_pointers)
            return true;
    return false;
}

link_needs link_lower_needs(const ty_func *func) {
    flat_func flat;
    flatten(&flat, func);
    bool allocates = func->result && func->result->has_pointers;
    return (link_needs){.memory = flat.spilled_params || flat.spilled_result ||
                                  allocates || any_pointers(func),
                        .realloc = allocates};
}

link_needs link_lift_needs(const ty_func *func) {
    flat_func flat;
    flatten(&flat, func);
    bool allocates = flat.spilled_params || any_pointers(func);
    return (link_needs){.memory = allocates || flat.spilled_result ||
                                  (func->result && func->result->has_pointers),
                        .realloc = allocates};
}

/* One letter a type: i I f F for i32 i64 f32 f64. */
static core_valtype of_letter(char letter) {
    switch (letter) {
    case 'i':
        return CORE_I32;
    case 'I':
        return CORE_I64;
    case 'f':
        return CORE_F32;
    default:
        return CORE_F64;
    }
}

const core_functype *link_make_sig(tn_arena *arena,
                                   const char *params,
                                   const char *results) {
    core_valtype types[8];
    uint32_t param_count = 0, result_count = 0;
    for (; params[param_count]; param_count++)
        types[param_count] = of_letter(params[param_count]);
    for (; results[result_count]; result_count++)
        types[param_count + result_count] = of_letter(results[result_count]);
    return make_sig(arena, types, param_count, types + param_count,
                    result_count);
}

static void print_types(tn_writer *out,
                        const core_valtype *types,
                        uint32_t count) {
    tn_write_printf(out, "(");
    for (uint32_t i = 0; i < count; i++)
        tn_write_printf(out, "%s%s", i ? ", " : "",
                        core_valtype_name(types[i]));
    tn_write_printf(out, ")");
}

tn_str link_print_sig(tn_arena *arena, const core_functype *sig) {
    tn_writer out;
    tn_writer_init(&out, arena);
    print_types(&out, sig->params, sig->param_count);
    tn_write_printf(&out, " -> ");
    print_types(&out, sig->results, sig->result_count);
    return tn_writer_str(&out);
}

const core_functype *link_func_sig(const core_module *module, uint32_t func) {
    return &module->types[module->funcs[func].type];
}
