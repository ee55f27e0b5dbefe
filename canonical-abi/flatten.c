/* Core signatures of component functions (CanonicalABI.md, "Flattening"). */
#include "canonical-abi/cabi.h"

static bool params_have_pointers(const ty_func *func) {
    for (uint32_t i = 0; i < func->param_count; i++)
        if (func->params[i].type->has_pointers)
            return true;
    return false;
}

static core_valtype pointer_type(unsigned ptr64) {
    return ptr64 ? CORE_I64 : CORE_I32;
}

static void flatten_params(cabi_signature *out,
                           const ty_func *func,
                           unsigned ptr64,
                           uint32_t max) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < func->param_count && count <= max; i++)
        count =
            ty_flatten(func->params[i].type, ptr64, out->params, count, max);
    out->params_spilled = count > max;
    if (out->params_spilled) {
        out->params[0] = pointer_type(ptr64);
        count = 1;
    }
    out->param_count = count;
}

/*
 * flatten_functype. Of an async lift this is the form with a callback, which
 * returns an i32; without one it returns nothing.
 */
void cabi_flatten_func(cabi_signature *out,
                       const ty_func *func,
                       cabi_direction direction,
                       bool is_async,
                       unsigned ptr64) {
    *out = (cabi_signature){0};
    bool lower = direction == CABI_LOWER;
    bool result_pointers = func->result && func->result->has_pointers;
    flatten_params(out, func, ptr64,
                   is_async && lower ? TN_MAX_FLAT_ASYNC_PARAMS
                                     : TN_MAX_FLAT_PARAMS);
    uint32_t max = is_async && lower ? 0 : TN_MAX_FLAT_RESULTS;
    uint32_t count = func->result ? func->result->layout.flat_count : 0;
    /* What an async lift returns goes through task.return. */
    out->results_spilled = count > max && !(is_async && !lower);
    if (out->results_spilled && lower)
        out->params[out->param_count++] = pointer_type(ptr64);
    if (is_async) {
        out->results[0] = CORE_I32;
        out->result_count = 1;
    } else if (out->results_spilled) {
        out->results[0] = pointer_type(ptr64);
        out->result_count = lower ? 0 : 1;
    } else if (count > 0) {
        out->result_count = ty_flatten(func->result, ptr64, out->results, 0, 1);
    }
    bool params = params_have_pointers(func);
    out->needs_memory = params || result_pointers || out->params_spilled ||
                        out->results_spilled || (is_async && lower);
    out->needs_realloc =
        lower ? result_pointers : params || out->params_spilled;
}
