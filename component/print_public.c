/* The public function of tenon/text.h. */
#include "tenon/text.h"

#include "base/diag.h"
#include "component/print.h"
#include "core/print.h"

/* What a call holds, for all ways out of it. */
typedef struct print_call {
    tenon_context *ctx;
    const tenon_input *input;
    tenon_print_options options;
    tn_arena arena;
    tn_writer text;
    bin_component *component;
    core_module *module;
} print_call;

/* What validation would have done. */
static bool decode_modules(bin_component *c) {
    for (uint32_t i = 0; i < c->def_count; i++) {
        bin_def *def = &c->defs[i];
        if (def->kind == BIN_COMPONENT && !decode_modules(def->u.component))
            return false;
        core_module *module = NULL;
        if (def->kind == BIN_CORE_MODULE &&
            !core_module_decode(&module, c->ctx, def->u.core_module.bytes,
                                def->u.core_module.len,
                                def->u.core_module.span_base))
            return false;
        if (def->kind == BIN_CORE_MODULE)
            def->u.core_module.module = module;
    }
    return true;
}

static bool validate(bin_component *component) {
    if (bin_validate(component))
        return true;
    tenon_context *ctx = component->ctx;
    if (ctx->last_diag)
        tn_help(ctx, ctx->last_diag,
                "`tenon print --skip-validation` prints it as it is");
    return false;
}

static bool print_component(print_call *call, const tn_source *source) {
    if (!bin_decode(&call->component, call->ctx, &call->arena,
                    (const uint8_t *)source->bytes.p, source->bytes.len,
                    source->base))
        return false;
    bool ok = call->options.skip_validation ? decode_modules(call->component)
                                            : validate(call->component);
    return ok &&
           bin_print(&call->text, call->component, call->options.skeleton);
}

static bool print_module(print_call *call, const tn_source *source) {
    tn_sexpr s;
    tn_sexpr_init(&s, call->ctx, &call->text, source->bytes.len);
    return core_module_decode(&call->module, call->ctx,
                              (const uint8_t *)source->bytes.p,
                              source->bytes.len, source->base) &&
           core_print(&s, call->module, call->options.skeleton);
}

static bool report_kind(print_call *call) {
    const tenon_input *input = call->input;
    tenon_file_kind kind = tenon_detect(input->data, input->len);
    tn_diag *diag = tn_error(call->ctx, DIAG_WRONG_KIND, TN_NO_SPAN,
                             "this is %s; a component or core module is needed",
                             tenon_file_kind_text(kind));
    tn_diag_place(call->ctx, diag, tn_str_from(input->path));
    return false;
}

static bool print_input(print_call *call) {
    const tenon_input *input = call->input;
    tn_str bytes = {(const char *)input->data, input->len};
    bin_kind kind = bin_detect(input->data, input->len);
    if (kind == BIN_KIND_UNKNOWN)
        return report_kind(call);
    const tn_source *source = tn_source_add(call->ctx, TN_SOURCE_BINARY,
                                            tn_str_from(input->path), bytes);
    if (!source)
        return false;
    return kind == BIN_KIND_MODULE ? print_module(call, source)
                                   : print_component(call, source);
}

static tenon_status run(tenon_buffer *out, print_call *call) {
    tn_context_arena(call->ctx, &call->arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(call->ctx, &guard)) {
        tn_writer_into(&call->text, &call->arena, out);
        status = print_input(call) ? TENON_OK : TENON_INVALID;
        tn_writer_finish(&call->text);
    }
    tn_guard_leave(call->ctx, &guard);
    bin_release(call->component);
    core_module_free(call->module);
    tn_arena_release(&call->arena);
    if (status != TENON_OK)
        tenon_buffer_release(out);
    return status;
}

tenon_status tenon_print(tenon_buffer *out,
                         tenon_context *ctx,
                         const tenon_input *input,
                         const tenon_print_options *options) {
    print_call call = {
        .ctx = ctx, .input = input, .options = TENON_PRINT_OPTIONS_INIT};
    *out = (tenon_buffer){.ctx = ctx};
    if (options && options->struct_size != sizeof *options)
        return TENON_MISUSE;
    if (options)
        call.options = *options;
    return run(out, &call);
}
