/*
 * Layout of WIT text: what is laid out follows the grammar, stays as it is
 * when laid out again, and has all that the text had, in its order, but white
 * space, commas, braces of empty resources and signs in front of names.
 */
#include "tests/wit/trips.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const tenon_wit_source source = {"fuzz.wit", (const char *)data, size, 0};
    tenon_context *ctx;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    trip_text_layout(ctx, &source);
    tenon_context_free(ctx);
    return 0;
}
