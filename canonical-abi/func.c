/*
 * Whole parameter and result lists (CanonicalABI.md, "Lifting and Lowering
 * Values"): flat while they are few, else as a tuple in memory. Pointers to
 * results are checked when the results are there, as the specification has
 * it, and those to parameters when the callee starts.
 */
#include "canonical-abi/walk.h"

typedef struct tuple {
    const ty_field *fields;
    uint32_t len;
    uint32_t flat_count; /* saturating */
} tuple;

static tuple params_of(const ty_func *func) {
    tuple t = {func->params, func->param_count, 0};
    for (uint32_t i = 0; i < t.len && t.flat_count < TY_FLAT_MANY; i++)
        t.flat_count += t.fields[i].type->layout.flat_count;
    return t;
}

static bool is_spilled(const tuple *t) {
    return t->flat_count > TN_MAX_FLAT_PARAMS;
}

static cabi_flat all_of(const uint64_t *slots, uint32_t count) {
    return (cabi_flat){.slots = (uint64_t *)slots, .count = count};
}

static uint64_t pointer_of(const cabi_guest *guest, uint64_t slot) {
    return guest->memory64 ? slot : (uint32_t)slot;
}

static void measure(const tuple *t,
                    unsigned ptr64,
                    uint64_t *size,
                    uint32_t *align) {
    uint64_t end = 0;
    *align = 1;
    for (uint32_t i = 0; i < t->len; i++) {
        const ty_layout *field = &t->fields[i].type->layout;
        end = cabi_align(end, field->align[ptr64]) + field->size[ptr64];
        if (field->align[ptr64] > *align)
            *align = field->align[ptr64];
    }
    *size = cabi_align(end, *align);
}

static cabi_trap open_spilled(const tuple *t,
                              const cabi_guest *guest,
                              uint64_t ptr) {
    uint64_t size;
    uint32_t align;
    measure(t, guest->memory64, &size, &align);
    return cabi_check(guest, ptr, size, align);
}

static cabi_trap new_spilled(const tuple *t,
                             cabi_guest *guest,
                             cabi_guest *source,
                             uint64_t *out) {
    uint64_t size;
    uint32_t align;
    measure(t, guest->memory64, &size, &align);
    return cabi_realloc(guest, source, 0, 0, align, size, out);
}

cabi_trap cabi_copy_params(cabi_guest *caller,
                           cabi_guest *callee,
                           const ty_func *caller_type,
                           const ty_func *callee_type,
                           const uint64_t *caller_slots,
                           uint64_t *callee_slots) {
    tuple from = params_of(caller_type), to = params_of(callee_type);
    tn_assert(from.len == to.len);
    cabi_flat in = all_of(caller_slots, TN_MAX_FLAT_PARAMS);
    cabi_flat out = all_of(callee_slots, TN_MAX_FLAT_PARAMS);
    cabi_place source = {.guest = caller}, target = {.guest = callee};
    if (is_spilled(&from)) {
        source.ptr = pointer_of(caller, caller_slots[0]);
        CABI_TRY(open_spilled(&from, caller, source.ptr));
        CABI_TRY(new_spilled(&to, callee, caller, &target.ptr));
        callee_slots[0] = target.ptr;
    } else {
        source.flat = &in;
        target.flat = &out;
    }
    for (uint32_t i = 0; i < from.len; i++) {
        const ty *from_type = from.fields[i].type;
        const ty *to_type = to.fields[i].type;
        cabi_place here = cabi_next_field(&source, from_type);
        cabi_place there = cabi_next_field(&target, to_type);
        CABI_TRY(cabi_copy_value(&here, &there, from_type, to_type));
    }
    return CABI_OK;
}

cabi_trap cabi_copy_result(cabi_guest *callee,
                           cabi_guest *caller,
                           const ty_func *callee_type,
                           const ty_func *caller_type,
                           const uint64_t *callee_results,
                           uint64_t *caller_results,
                           uint64_t out_ptr) {
    const ty *from = callee_type->result, *to = caller_type->result;
    if (!from || !to)
        return CABI_OK;
    if (from->layout.flat_count > TN_MAX_FLAT_RESULTS)
        return cabi_copy(callee, caller, from, to,
                         pointer_of(callee, callee_results[0]),
                         pointer_of(caller, out_ptr));
    cabi_flat in = all_of(callee_results, TN_MAX_FLAT_RESULTS);
    cabi_flat out = all_of(caller_results, TN_MAX_FLAT_RESULTS);
    return cabi_copy_flat(callee, caller, from, to, &in, &out);
}

cabi_trap cabi_lower_params(cabi_guest *callee,
                            const ty_func *type,
                            const tenon_val *args,
                            uint64_t *slots) {
    tuple params = params_of(type);
    cabi_flat flat = all_of(slots, TN_MAX_FLAT_PARAMS);
    cabi_place rest = {.guest = callee};
    if (is_spilled(&params)) {
        CABI_TRY(new_spilled(&params, callee, NULL, &rest.ptr));
        slots[0] = rest.ptr;
    } else {
        rest.flat = &flat;
    }
    for (uint32_t i = 0; i < params.len; i++) {
        const ty *param = params.fields[i].type;
        cabi_place here = cabi_next_field(&rest, param);
        CABI_TRY(cabi_lower_value(&here, param, &args[i]));
    }
    return CABI_OK;
}

cabi_trap cabi_lift_result(cabi_guest *callee,
                           tn_arena *arena,
                           uint64_t *budget,
                           const ty_func *type,
                           const uint64_t *results,
                           tenon_val *out) {
    if (!type->result)
        return CABI_OK;
    if (type->result->layout.flat_count > TN_MAX_FLAT_RESULTS)
        return cabi_load(callee, arena, budget, type->result,
                         pointer_of(callee, results[0]), out);
    cabi_flat flat = all_of(results, TN_MAX_FLAT_RESULTS);
    return cabi_lift_flat(callee, arena, budget, type->result, &flat, out);
}

cabi_trap cabi_lift_params(cabi_guest *caller,
                           tn_arena *arena,
                           uint64_t *budget,
                           const ty_func *type,
                           const uint64_t *slots,
                           tenon_val *args) {
    tuple params = params_of(type);
    cabi_lifting to = {arena, budget};
    cabi_flat flat = all_of(slots, TN_MAX_FLAT_PARAMS);
    cabi_place rest = {.guest = caller};
    if (is_spilled(&params)) {
        rest.ptr = pointer_of(caller, slots[0]);
        CABI_TRY(open_spilled(&params, caller, rest.ptr));
    } else {
        rest.flat = &flat;
    }
    for (uint32_t i = 0; i < params.len; i++) {
        const ty *param = params.fields[i].type;
        cabi_place here = cabi_next_field(&rest, param);
        CABI_TRY(cabi_lift_value(&to, &here, param, &args[i]));
    }
    return CABI_OK;
}

cabi_trap cabi_lower_result(cabi_guest *caller,
                            const ty_func *type,
                            const tenon_val *result,
                            uint64_t *slots,
                            uint64_t out_ptr) {
    if (!type->result)
        return CABI_OK;
    if (type->result->layout.flat_count > TN_MAX_FLAT_RESULTS)
        return cabi_store(caller, type->result, result,
                          pointer_of(caller, out_ptr));
    cabi_flat flat = all_of(slots, TN_MAX_FLAT_RESULTS);
    return cabi_lower_flat(caller, type->result, result, &flat);
}
