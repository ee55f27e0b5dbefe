/* The public function of tenon/parse.h. */
#include "tenon/parse.h"

#include "base/alloc.h"
#include "base/context.h"
#include "base/diag.h"
#include "component-text/text.h"
#include "wat/sexpr.h"
#include "wat/wat.h"

typedef struct parse_call {
    tenon_context *ctx;
    const tenon_input *input;
    tn_arena arena;
    tenon_buffer *out;
} parse_call;

static bool is_component(tn_str text) {
    wat_scanner scanner;
    wat_scanner_init(&scanner, text);
    return wat_next(&scanner).kind == WAT_OPEN &&
           tn_str_eqz(wat_next(&scanner).text, "component");
}

/* Behind a byte order mark, which is no text to those who read it. */
static bool to_wasm(parse_call *call, const tn_source *source, tn_str *out) {
    size_t skip = tn_bom_length(source->bytes);
    tn_str text = tn_str_from_offset(source->bytes, skip);
    uint32_t base = source->base + (uint32_t)skip;
    return is_component(text)
               ? ctext_to_wasm(out, call->ctx, &call->arena, text, base)
               : wat_to_wasm(out, call->ctx, &call->arena, text, base);
}

static bool give(parse_call *call, tn_str wasm) {
    tenon_buffer *out = call->out;
    if (!wasm.len) /* (component binary) */
        return true;
    out->data = tn_alloc(&call->ctx->allocator, wasm.len);
    if (!out->data)
        tn_out_of_memory(&call->ctx->guard);
    memcpy(out->data, wasm.p, wasm.len);
    out->cap = out->len = wasm.len;
    return true;
}

static bool parse_input(parse_call *call) {
    const tenon_input *input = call->input;
    tn_str text = {(const char *)input->data, input->len};
    const tn_source *source = tn_source_add(call->ctx, TN_SOURCE_TEXT,
                                            tn_str_from(input->path), text);
    if (!source)
        return false;
    tn_str wasm;
    return to_wasm(call, source, &wasm) && give(call, wasm);
}

tenon_status tenon_parse_text(tenon_buffer *out,
                              tenon_context *ctx,
                              const tenon_input *input) {
    parse_call call = {.ctx = ctx, .input = input, .out = out};
    *out = (tenon_buffer){.ctx = ctx};
    tn_context_arena(ctx, &call.arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard))
        status = parse_input(&call) ? TENON_OK : TENON_INVALID;
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&call.arena);
    return status;
}
