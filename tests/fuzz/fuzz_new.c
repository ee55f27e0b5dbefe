/*
 * The linker on hostile inputs: a core module that brings its own world, and
 * as the adapter of another one; a component that is plugged into itself.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tenon/link.h"

#include "base/context.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is wrong with an input is never our making an invalid output. */
static void check(tenon_context *ctx, tenon_status status) {
    bool errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) > 0;
    if ((status == TENON_INVALID) != errors)
        abort();
    for (const tn_diag *d = ctx->diags; d; d = d->next)
        if (d->id == DIAG_LINK_OUTPUT)
            abort();
}

/*
 * A main module that imports `f` of wasi_snapshot_preview1, (i32) -> (i32),
 * and exports a memory and `cabi_realloc`.
 */
static const uint8_t main_module[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x0e, 0x02,
    0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x04, 0x7f, 0x7f, 0x7f, 0x7f,
    0x01, 0x7f, 0x02, 0x1c, 0x01, 0x16, 0x77, 0x61, 0x73, 0x69, 0x5f,
    0x73, 0x6e, 0x61, 0x70, 0x73, 0x68, 0x6f, 0x74, 0x5f, 0x70, 0x72,
    0x65, 0x76, 0x69, 0x65, 0x77, 0x31, 0x01, 0x66, 0x00, 0x00, 0x03,
    0x02, 0x01, 0x01, 0x05, 0x03, 0x01, 0x00, 0x01, 0x07, 0x19, 0x02,
    0x06, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 0x02, 0x00, 0x0c, 0x63,
    0x61, 0x62, 0x69, 0x5f, 0x72, 0x65, 0x61, 0x6c, 0x6c, 0x6f, 0x63,
    0x00, 0x01, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x41, 0x00, 0x0b};

static void make(tenon_context *ctx,
                 const tenon_input *input,
                 const tenon_input *with) {
    tenon_adapter adapter = {"wasi_snapshot_preview1", {0}};
    tenon_new_options options = TENON_NEW_OPTIONS_INIT;
    if (with) {
        adapter.module = *with;
        options.adapters = &adapter;
        options.adapter_count = 1;
    }
    tenon_buffer out;
    tenon_diagnostics_clear(ctx);
    check(ctx, tenon_new(&out, ctx, input, &options));
    tenon_buffer_release(&out);
}

static void join(tenon_context *ctx, const tenon_input *input) {
    const tenon_input plugs[] = {*input, *input};
    tenon_buffer out;
    tenon_diagnostics_clear(ctx);
    check(ctx, tenon_plug(&out, ctx, input, plugs, 1, NULL));
    tenon_buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx = NULL;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    const tenon_input input = {"fuzz", data, size};
    switch (tenon_detect(data, size)) {
    case TENON_FILE_MODULE:
    case TENON_FILE_MODULE_WORLD:
        make(ctx, &input, NULL);
        make(ctx, &(tenon_input){"main", main_module, sizeof main_module},
             &input);
        break;
    case TENON_FILE_COMPONENT:
        join(ctx, &input);
        break;
    default:
        break;
    }
    tenon_context_free(ctx);
    return 0;
}
