/*
 * Binaries as text: what decodes is printed, valid or not, and the text is
 * one list of well-formed tokens.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tenon/text.h"

#include "base/context.h"
#include "wat/sexpr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts in every variant, unlike tn_assert. */
static void require(bool ok) {
    if (!ok)
        abort();
}

static void check_text(const tenon_buffer *text) {
    wat_scanner scanner;
    wat_scanner_init(&scanner, (tn_str){(const char *)text->data, text->len});
    require(wat_next(&scanner).kind == WAT_OPEN);
    require(wat_skip_list(&scanner));
    require(wat_next(&scanner).kind == WAT_END);
    require(text->data[text->len - 1] == '\n');
}

static bool print(tenon_buffer *out,
                  tenon_context *ctx,
                  const tenon_input *input,
                  bool skip_validation,
                  bool skeleton) {
    tenon_print_options options = TENON_PRINT_OPTIONS_INIT;
    options.skip_validation = skip_validation;
    options.skeleton = skeleton;
    tenon_diagnostics_clear(ctx);
    tenon_status status = tenon_print(out, ctx, input, &options);
    require((status == TENON_OK) ==
            (tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 0));
    if (status == TENON_OK)
        check_text(out);
    return status == TENON_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const tenon_input input = {"input.wasm", data, size};
    tenon_context *ctx;
    if (size > 1 << 16 || tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    tenon_buffer all = {0}, valid = {0}, skeleton = {0};
    bool decodes = print(&all, ctx, &input, true, false);
    if (print(&valid, ctx, &input, false, false))
        require(decodes && all.len == valid.len &&
                memcmp(all.data, valid.data, all.len) == 0);
    require(print(&skeleton, ctx, &input, true, true) || !decodes);
    tenon_buffer_release(&all);
    tenon_buffer_release(&valid);
    tenon_buffer_release(&skeleton);
    tenon_context_free(ctx);
    return 0;
}
