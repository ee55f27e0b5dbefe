/*
 * WIT text: whatever it is, it is parsed and resolved or refused with a
 * diagnostic. What resolves is printed; the print resolves, and prints the
 * same again. Docs are left out of the comparison: where they were indented
 * in odd ways, their layout settles with the second print only. A walk over
 * it finds the definition of each type. Of what is refused there may be parts
 * that are right: they can be walked and printed, too.
 */
#include <stdlib.h>
#include <string.h>

#include "tenon/wit.h"

#include "tests/walk_all.h"

static void make_nominal(const tenon_wit *wit) {
    const tenon_wit_package *main = tenon_wit_main(wit);
    const tenon_wit_world *world = tenon_wit_package_world(main, 0);
    tenon_buffer json;
    if (!world)
        return;
    if (tenon_wit_json_nominal(&json, wit, world) == TENON_MISUSE)
        abort();
    tenon_buffer_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tenon_status resolve(tenon_wit **out,
                            tenon_context *ctx,
                            const char *text,
                            size_t len,
                            bool all) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = all;
    const tenon_wit_source source = {"fuzz.wit", text, len, 0};
    return tenon_wit_load_sources(out, ctx, &source, 1, &options);
}

/* Removes lines that are documentation, in place. */
static void drop_docs(tenon_buffer *text) {
    size_t kept = 0;
    for (size_t i = 0; i < text->len;) {
        const uint8_t *line = text->data + i;
        const uint8_t *end = memchr(line, '\n', text->len - i);
        size_t len = end ? (size_t)(end - line) + 1 : text->len - i;
        size_t blank = 0;
        while (blank < len && line[blank] == ' ')
            blank++;
        if (len - blank < 3 || memcmp(line + blank, "///", 3) != 0) {
            memmove(text->data + kept, line, len);
            kept += len;
        }
        i += len;
    }
    text->len = kept;
}

static void print(tenon_buffer *out, const tenon_wit *wit, bool with_deps) {
    if (tenon_wit_print(out, wit, with_deps) != TENON_OK)
        abort();
}

/* What the print of all packages resolves to. */
static tenon_wit *resolve_print(tenon_context *ctx,
                                const tenon_wit *wit,
                                bool all) {
    tenon_buffer text;
    tenon_wit *out;
    print(&text, wit, true);
    if (resolve(&out, ctx, (const char *)text.data, text.len, all) !=
        TENON_OK) {
        tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
        abort();
    }
    tenon_buffer_release(&text);
    return out;
}

static void expect_same(const tenon_wit *a, const tenon_wit *b, bool deps) {
    tenon_buffer first, second;
    print(&first, a, deps);
    print(&second, b, deps);
    drop_docs(&first);
    drop_docs(&second);
    if (first.len != second.len ||
        memcmp(first.data, second.data, first.len) != 0)
        abort();
    tenon_buffer_release(&first);
    tenon_buffer_release(&second);
}

/* Printing takes includes apart, so that packages may change places once. */
static void print_again(tenon_context *ctx, const tenon_wit *wit, bool all) {
    tenon_wit *second = resolve_print(ctx, wit, all);
    tenon_wit *third = resolve_print(ctx, second, all);
    expect_same(wit, second, false);
    expect_same(second, third, true);
    tenon_wit_free(second);
    tenon_wit_free(third);
}

static void try_partial(const char *text, size_t len, bool all) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = all;
    options.partial = true;
    const tenon_wit_source source = {"fuzz.wit", text, len, 0};
    tenon_context *ctx;
    tenon_wit *wit;
    tenon_buffer printed;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return;
    tenon_status status =
        tenon_wit_load_sources(&wit, ctx, &source, 1, &options);
    if (status != TENON_INVALID ||
        tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 0)
        abort();
    if (wit) {
        walk_all(wit);
        print(&printed, wit, true);
        tenon_buffer_release(&printed);
        if (tenon_wit_json(&printed, wit) != TENON_OK)
            abort();
        tenon_buffer_release(&printed);
    }
    tenon_wit_free(wit);
    tenon_context_free(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    if (size == 0 || tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    bool all = data[0] & 1;
    tenon_wit *wit;
    tenon_status status =
        resolve(&wit, ctx, (const char *)data + 1, size - 1, all);
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    if ((status == TENON_OK) != (errors == 0))
        abort();
    if (status == TENON_OK) {
        if (walk_all(wit).lost)
            abort();
        make_nominal(wit);
        print_again(ctx, wit, all);
        tenon_wit_free(wit);
    } else {
        try_partial((const char *)data + 1, size - 1, all);
    }
    tenon_context_free(ctx);
    return 0;
}
