/*
 * Components from text: what is read can be decoded and printed, and what is
 * printed is read again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tenon/parse.h"
#include "tenon/text.h"

#include "base/context.h"
#include "tests/fuzz/leaks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts in every variant, unlike tn_assert. */
static void require(bool ok) {
    if (!ok)
        abort();
}

static bool parse(tenon_buffer *out,
                  tenon_context *ctx,
                  const void *data,
                  size_t size) {
    const tenon_input input = {"input.wat", data, size};
    tenon_diagnostics_clear(ctx);
    tenon_status status = tenon_parse_text(out, ctx, &input);
    require((status == TENON_OK) ==
            (tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 0));
    return status == TENON_OK;
}

/* Text that tenon_print makes of a component has all that it says. */
static void check(tenon_context *ctx, const tenon_buffer *wasm) {
    const tenon_input input = {"input.wasm", wasm->data, wasm->len};
    tenon_print_options options = TENON_PRINT_OPTIONS_INIT;
    tenon_buffer text, again = {0};
    tenon_file_kind kind = tenon_detect(wasm->data, wasm->len);
    options.skip_validation = true;
    if (tenon_print(&text, ctx, &input, &options) == TENON_OK &&
        kind == TENON_FILE_COMPONENT)
        (void)parse(&again, ctx, text.data, text.len);
    tenon_buffer_release(&again);
    tenon_buffer_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    tenon_buffer wasm;
    if (size > 64 << 10 || tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    watch_leaks(false);
    if (parse(&wasm, ctx, data, size))
        check(ctx, &wasm);
    tenon_buffer_release(&wasm);
    watch_leaks(true);
    tenon_context_free(ctx);
    return 0;
}
