/* Calls in WAVE syntax. */
#include "runtime/runtime.h"

/* Copies a text into a buffer of the caller's, with a NUL behind it. */
static tenon_status to_buffer(tenon_buffer *out, tenon_context *ctx, tn_str s) {
    *out = (tenon_buffer){.ctx = ctx};
    out->data = tn_alloc(&ctx->allocator, s.len + 1);
    if (!out->data)
        return TENON_NO_MEMORY;
    if (s.len)
        memcpy(out->data, s.p, s.len);
    out->data[s.len] = 0;
    out->len = s.len;
    out->cap = s.len + 1;
    return TENON_OK;
}

static tenon_status write_result(const tenon_func *func,
                                 const tenon_val *result,
                                 tn_writer *out) {
    if (func->type->result)
        wave_print(out, func->type->result, result);
    return TENON_OK;
}

static tenon_status print_result(const tenon_func *func,
                                 const tenon_val *result,
                                 tn_writer *out) {
    tenon_store *store = func->store;
    tenon_status status;
    tn_guard guard;
    tn_writer_init(out, &store->scratch);
    if (TN_GUARD(store->ctx, &guard))
        status = write_result(func, result, out);
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(store->ctx, &guard);
    return status;
}

tenon_status tenon_print_result(const tenon_func *func,
                                const tenon_val *result,
                                tenon_buffer *out) {
    tn_writer text;
    *out = (tenon_buffer){0};
    tenon_status status = print_result(func, result, &text);
    if (status != TENON_OK)
        return status;
    return to_buffer(out, func->store->ctx, tn_writer_str(&text));
}

/*
 * A text becomes a source only when it is wrong, so that right ones take no
 * memory of the context. Until then it has the place that it would get.
 */
static uint32_t place_of_text(const tenon_store *store) {
    return store->ctx->next_offset;
}

static bool keep_wrong_text(tenon_store *store, tn_str text) {
    (void)tn_source_add(store->ctx, TN_SOURCE_TEXT, TN_STR("<call>"), text);
    return false;
}

static bool parse_arg(tenon_func *func,
                      size_t index,
                      const char *text,
                      tenon_val *out) {
    tenon_store *store = func->store;
    tn_str copy = tn_arena_copy(&store->parsed, tn_str_from(text));
    return wave_parse(out, store->ctx, &store->parsed,
                      func->type->params[index].type, copy,
                      place_of_text(store)) ||
           keep_wrong_text(store, copy);
}

tenon_status tenon_parse_arg(tenon_func *func,
                             size_t index,
                             const char *text,
                             tenon_val *out) {
    if (index >= func->type->param_count)
        return TENON_MISUSE;
    tenon_status status;
    tn_guard guard;
    if (TN_GUARD(func->store->ctx, &guard))
        status = parse_arg(func, index, text, out) ? TENON_OK : TENON_INVALID;
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(func->store->ctx, &guard);
    return status;
}

/* A call as it was typed, understood. */
typedef struct parsed_call {
    tenon_func *func;
    tenon_val *args;
} parsed_call;

static bool parse_call(parsed_call *out,
                       tenon_instance *instance,
                       tn_str text) {
    tenon_store *store = instance->store;
    uint32_t place = place_of_text(store);
    tn_str name, args;
    if (!wave_split_call(store->ctx, text, place, &name, &args))
        return false;
    tn_str copy = tn_arena_copy(&store->parsed, name);
    out->func = tenon_instance_func(instance, copy.p);
    if (!out->func)
        return false;
    const ty_func *type = out->func->type;
    out->args = TN_NEW_ARRAY(&store->parsed, tenon_val, type->param_count + 1);
    size_t offset = (size_t)(args.p - text.p);
    return wave_parse_args(out->args, store->ctx, &store->parsed, type, args,
                           place + (uint32_t)offset);
}

static tenon_status understand(parsed_call *out,
                               tenon_instance *instance,
                               const char *text) {
    tenon_store *store = instance->store;
    tn_str copy = tn_arena_copy(&store->parsed, tn_str_from(text));
    bool ok = parse_call(out, instance, copy) || keep_wrong_text(store, copy);
    return ok ? TENON_OK : TENON_INVALID;
}

tenon_status tenon_call_text(tenon_instance *instance,
                             const char *call,
                             tenon_buffer *out) {
    tenon_store *store = instance->store;
    parsed_call parsed = {0};
    *out = (tenon_buffer){0};
    tenon_status status;
    tn_guard guard;
    if (TN_GUARD(store->ctx, &guard))
        status = understand(&parsed, instance, call);
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(store->ctx, &guard);
    if (status != TENON_OK && store->host_depth == 0)
        tn_arena_release(&store->parsed);
    if (status != TENON_OK)
        return status;
    tenon_val result = {0};
    status = tenon_call(parsed.func, parsed.args,
                        parsed.func->type->param_count, &result);
    if (status != TENON_OK)
        return status;
    return tenon_print_result(parsed.func, &result, out);
}
