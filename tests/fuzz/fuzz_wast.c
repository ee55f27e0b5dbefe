/* Cutting a script into commands and reading each. */
#include <stdint.h>

#include "base/context.h"
#include "wat/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    tn_guard guard;
    if (TN_GUARD(ctx, &guard)) {
        tn_str text = {(const char *)data, size};
        wat_script script;
        if (wat_script_parse(&script, ctx, &ctx->arena, text, 0)) {
            for (size_t i = 0; i < script.len; i++)
                tn_assert(script.commands[i].to <= size);
        }
    }
    tn_guard_leave(ctx, &guard);
    tenon_context_free(ctx);
    return 0;
}
