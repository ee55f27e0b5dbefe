/*
 * The linker on hostile inputs: a core module that brings its own world and
 * is its own adapter as well; a component that is plugged into itself.
 */
#include <stdint.h>

#include "tenon/link.h"

#include "base/context.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(tenon_context *ctx, tenon_status status) {
    TN_UNUSED(ctx);
    TN_UNUSED(status);
    tn_assert((status == TENON_INVALID) ==
              (tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) > 0));
}

static void make(tenon_context *ctx, const tenon_input *input, bool adapt) {
    tenon_adapter adapter = {"wasi_snapshot_preview1", *input};
    tenon_new_options options = TENON_NEW_OPTIONS_INIT;
    options.adapters = &adapter;
    options.adapter_count = adapt;
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
        make(ctx, &input, false);
        make(ctx, &input, true);
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
