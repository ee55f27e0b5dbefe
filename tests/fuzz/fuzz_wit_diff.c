/*
 * Two versions of WIT, parted by a line "----": nothing differs from itself,
 * and what differs, and advice, can be written in every form.
 */
#define _GNU_SOURCE /* memmem */

#include <stdlib.h>
#include <string.h>

#include "tenon/wit_diff.h"
#include "tenon/wit_lint.h"

#include "tests/sarif_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tenon_wit *load(tenon_context *ctx, const char *text, size_t len) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    const tenon_wit_source source = {"fuzz.wit", text, len, 0};
    tenon_wit *out = NULL;
    options.all_features = true;
    tenon_wit_load_sources(&out, ctx, &source, 1, &options);
    return out;
}

static void check_sarif(tenon_context *ctx) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out || tenon_diagnostics_write(ctx, out, TENON_MESSAGE_SARIF, false))
        abort();
    fclose(out);
    cJSON *json = cJSON_Parse(text);
    if (!json || sarif_problem(json))
        abort();
    cJSON_Delete(json);
    free(text);
}

static void compare(const tenon_wit *a, const tenon_wit *b, bool same) {
    tenon_wit_diff *diff = NULL;
    if (tenon_wit_diff_new(&diff, a, b) != TENON_OK)
        return;
    if (same && tenon_wit_diff_count(diff))
        abort();
    tenon_status status = tenon_wit_diff_check(diff, TENON_WIT_STEP_NONE);
    bool none = tenon_wit_diff_step(diff) == TENON_WIT_STEP_NONE;
    if ((status == TENON_OK) != none)
        abort();
    tenon_wit_diff_free(diff);
}

static void check(tenon_context *ctx, const char *text, size_t len) {
    static const char mark[] = "\n----\n";
    const char *middle = memmem(text, len, mark, sizeof mark - 1);
    size_t head = middle ? (size_t)(middle - text) : len;
    size_t tail = middle ? head + sizeof mark - 1 : len;
    tenon_wit *a = load(ctx, text, head);
    tenon_wit *again = a ? load(ctx, text, head) : NULL;
    tenon_wit *b = a ? load(ctx, text + tail, len - tail) : NULL;
    tenon_diagnostics_clear(ctx);
    if (again)
        compare(a, again, true);
    if (b) {
        compare(a, b, false);
        compare(b, a, false);
    }
    if (a)
        tenon_wit_lint(a, NULL, NULL);
    check_sarif(ctx);
    tenon_wit_free(b);
    tenon_wit_free(again);
    tenon_wit_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    check(ctx, (const char *)data, size);
    tenon_context_free(ctx);
    return 0;
}
