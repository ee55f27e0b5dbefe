/*
 * Two WIT texts, with a NUL between them, merged in both orders; and every
 * world of one text turned around and brought to one version of each import.
 * Whatever comes out is walked, written as JSON and printed; the print
 * resolves, and its own print stays the same from then on. What is refused is
 * refused with a diagnostic.
 */
#include <stdlib.h>
#include <string.h>

#include "tenon/wit.h"

#include "tests/walk_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tenon_status resolve(tenon_wit **out,
                            tenon_context *ctx,
                            const void *text,
                            size_t len) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = true;
    const tenon_wit_source source = {"fuzz.wit", text, len, 0};
    return tenon_wit_load_sources(out, ctx, &source, 1, &options);
}

/* The print of all packages; docs settle with the second print only. */
static tenon_buffer print(const tenon_wit *wit) {
    tenon_wit_print_options options = TENON_WIT_PRINT_OPTIONS_INIT;
    options.with_deps = true;
    options.no_docs = true;
    tenon_buffer out;
    if (tenon_wit_print_as(&out, wit, &options) != TENON_OK)
        abort();
    return out;
}

static tenon_wit *resolve_print(tenon_context *ctx, const tenon_wit *wit) {
    tenon_buffer text = print(wit);
    tenon_wit *out;
    if (resolve(&out, ctx, text.data, text.len) != TENON_OK) {
        fwrite(text.data, 1, text.len, stderr);
        tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
        abort();
    }
    tenon_buffer_release(&text);
    return out;
}

static void expect_same(const tenon_wit *a, const tenon_wit *b) {
    tenon_buffer first = print(a), second = print(b), json;
    if (first.len != second.len ||
        memcmp(first.data, second.data, first.len) != 0)
        abort();
    if (tenon_wit_json(&json, a) != TENON_OK)
        abort();
    tenon_buffer_release(&json);
    tenon_buffer_release(&first);
    tenon_buffer_release(&second);
}

/* Looks at a result, if there is one, and frees it. */
static void examine(tenon_context *ctx, tenon_status status, tenon_wit *wit) {
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    if ((status == TENON_OK) != (errors == 0) || (status != TENON_OK) != !wit)
        abort();
    tenon_diagnostics_clear(ctx);
    if (!wit)
        return;
    if (walk_all(wit).lost)
        abort();
    tenon_wit *second = resolve_print(ctx, wit);
    tenon_wit *third = resolve_print(ctx, second);
    expect_same(wit, wit);
    expect_same(second, third);
    tenon_wit_free(third);
    tenon_wit_free(second);
    tenon_wit_free(wit);
}

static void edit_world(tenon_context *ctx,
                       const tenon_wit *wit,
                       const char *world) {
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    tenon_wit *out;
    options.world = world;
    tenon_status status = tenon_wit_importize(&out, wit, &options);
    examine(ctx, status, out);
    status = tenon_wit_exportize(&out, wit, &options);
    examine(ctx, status, out);
    status = tenon_wit_merge_versions(&out, wit, world);
    examine(ctx, status, out);
}

static void merge(tenon_context *ctx, const tenon_wit *a, const tenon_wit *b) {
    const tenon_wit *const parts[] = {a, b};
    tenon_wit *out;
    tenon_status status = tenon_wit_merge(&out, parts, 2);
    examine(ctx, status, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { MAX_EDITED = 8 };
    tenon_context *ctx;
    tenon_wit *a = NULL, *b = NULL;
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t len = nul ? (size_t)(nul - data) : size;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    bool ok = resolve(&a, ctx, data, len) == TENON_OK;
    if (ok && nul && resolve(&b, ctx, nul + 1, size - len - 1) == TENON_OK) {
        merge(ctx, a, b);
        merge(ctx, b, a);
    }
    tenon_diagnostics_clear(ctx);
    const tenon_wit_world *world;
    for (size_t i = 0; ok && i < MAX_EDITED; i++) {
        world = tenon_wit_package_world(tenon_wit_main(a), i);
        if (world)
            edit_world(ctx, a, tenon_wit_world_id(world));
    }
    tenon_wit_free(b);
    tenon_wit_free(a);
    tenon_context_free(ctx);
    return 0;
}
