/* Core text to binary; what was read is printed and read again. */
#include <stdint.h>

#include "base/context.h"
#include "tests/fuzz/leaks.h"
#include "wat/wat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    if (size > 64 << 10 || tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    watch_leaks(false);
    tn_guard guard;
    if (TN_GUARD(ctx, &guard)) {
        tn_str text = {(const char *)data, size}, wasm, again;
        const tn_source *source =
            tn_source_add(ctx, TN_SOURCE_TEXT, TN_STR("input.wat"), text);
        if (!wat_to_wasm(&wasm, ctx, &ctx->arena, source->bytes, source->base))
            (void)tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
        else if (wat_from_wasm(&text, ctx, &ctx->arena, wasm, 0))
            (void)!wat_to_wasm(&again, ctx, &ctx->arena, text, 0);
    }
    tn_guard_leave(ctx, &guard);
    watch_leaks(true);
    tenon_context_free(ctx);
    return 0;
}
