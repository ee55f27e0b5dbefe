/*
 * WIT in binary form. A binary is decoded or refused with a diagnostic; what
 * was decoded is printed, and when the print resolves, it prints the same
 * again. What is encoded, of a text or of a binary, is decoded to what prints
 * as that does, and encoded to the same bytes. The text of a package, beside a
 * binary that has the others, is that package. Docs are left out of the
 * comparisons: their layout settles with the second print only. A walk over
 * what was decoded finds the definition of each type.
 */
#include <stdlib.h>
#include <string.h>

#include "tenon/wit_binary.h"

#include "base/context.h"
#include "tests/walk_all.h"
#include "wit/merge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tenon_buffer print(const tenon_wit *wit, bool with_deps) {
    tenon_wit_print_options options = TENON_WIT_PRINT_OPTIONS_INIT;
    options.with_deps = with_deps;
    options.no_docs = true;
    tenon_buffer out;
    if (tenon_wit_print_as(&out, wit, &options) != TENON_OK)
        abort();
    return out;
}

static void expect_same(const tenon_wit *a, const tenon_wit *b) {
    tenon_buffer first = print(a, false), second = print(b, false);
    if (first.len != second.len ||
        memcmp(first.data, second.data, first.len) != 0)
        abort();
    tenon_buffer_release(&first);
    tenon_buffer_release(&second);
}

static tenon_status resolve(tenon_wit **out,
                            tenon_context *ctx,
                            const uint8_t *text,
                            size_t len) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = true;
    const tenon_wit_source source = {"fuzz.wit", (const char *)text, len, 0};
    return tenon_wit_load_sources(out, ctx, &source, 1, &options);
}

/* Encodes and decodes; false when it cannot be encoded. */
static bool pass_through(tenon_wit **out,
                         tenon_buffer *bytes,
                         tenon_context *ctx,
                         const tenon_wit *wit) {
    if (tenon_wit_encode(bytes, wit, NULL) != TENON_OK)
        return false;
    const tenon_input input = {"fuzz.wasm", bytes->data, bytes->len};
    /* An empty package is not told from an empty component. */
    bool is_package =
        tenon_detect(input.data, input.len) == TENON_FILE_WIT_BINARY;
    if (is_package && tenon_wit_decode(out, ctx, &input) != TENON_OK) {
        tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
        abort();
    }
    if (is_package && walk_all(*out).lost)
        abort();
    if (!is_package)
        tenon_buffer_release(bytes);
    return is_package;
}

/* The text of the main package, and a binary that stands for all others. They
 * may contradict each other where the binary is nobody's: in a world that lacks
 * imports, which the text implies. */
static void mix(tenon_context *ctx, const tenon_wit *binary, bool is_ours) {
    tenon_buffer text = print(binary, false);
    const wit_options options = {.all_features = true, .known = binary};
    const wit_file file = {.path = TN_STR("fuzz.wit"),
                           .text = {(const char *)text.data, text.len}};
    wit_resolve *texts = NULL, *both = NULL;
    tn_arena scratch;
    tn_guard guard;
    tn_context_arena(ctx, &scratch);
    if (!TN_GUARD(ctx, &guard))
        abort(); /* nothing makes memory run out */
    if (wit_resolve_files(&texts, ctx, &file, 1, &options)) {
        const wit_resolve *const sources[] = {texts, binary};
        if (wit_merge_graphs(&both, &scratch, sources, 2, NULL)) {
            expect_same(binary, both);
        } else if (is_ours) {
            tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
            abort();
        }
    }
    tn_guard_leave(ctx, &guard);
    tenon_wit_free(texts);
    tenon_wit_free(both);
    tn_arena_release(&scratch);
    tenon_buffer_release(&text);
}

/* Through binaries it stays the same, and so do the binaries. */
static void expect_stable(tenon_context *ctx,
                          const tenon_wit *wit,
                          bool is_ours) {
    tenon_buffer first, second;
    tenon_wit *again, *third;
    if (!pass_through(&again, &first, ctx, wit))
        return;
    expect_same(wit, again);
    mix(ctx, again, is_ours);
    if (!pass_through(&third, &second, ctx, again) || first.len != second.len ||
        memcmp(first.data, second.data, first.len) != 0)
        abort();
    tenon_buffer_release(&first);
    tenon_buffer_release(&second);
    tenon_wit_free(again);
    tenon_wit_free(third);
}

static void try_binary(tenon_context *ctx, const uint8_t *data, size_t size) {
    const tenon_input input = {"fuzz.wasm", data, size};
    tenon_wit *wit, *again;
    tenon_status status = tenon_wit_decode(&wit, ctx, &input);
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    if ((status == TENON_OK) != (errors == 0))
        abort();
    if (status != TENON_OK)
        return;
    if (walk_all(wit).lost)
        abort();
    tenon_buffer text = print(wit, true);
    if (resolve(&again, ctx, text.data, text.len) == TENON_OK) {
        tenon_wit *third;
        tenon_buffer second = print(again, true);
        if (resolve(&third, ctx, second.data, second.len) != TENON_OK)
            abort();
        expect_same(again, third);
        tenon_buffer_release(&second);
        tenon_wit_free(third);
        tenon_wit_free(again);
    }
    tenon_buffer_release(&text);
    expect_stable(ctx, wit, false);
    tenon_wit_free(wit);
}

static void try_text(tenon_context *ctx, const uint8_t *data, size_t size) {
    tenon_wit *wit;
    if (resolve(&wit, ctx, data, size) != TENON_OK)
        return;
    expect_stable(ctx, wit, true);
    tenon_wit_free(wit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    if (size > 4 && memcmp(data, "\0asm", 4) == 0)
        try_binary(ctx, data, size);
    else
        try_text(ctx, data, size);
    tenon_context_free(ctx);
    return 0;
}
