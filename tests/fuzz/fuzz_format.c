/*
 * Layout of WIT text: what is laid out follows the grammar, stays as it is
 * when laid out again, and has all that the text had but white space, commas,
 * braces of empty resources and signs in front of names.
 */
#include <stdlib.h>
#include <string.h>

#include "tenon/wit_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(tenon_context *ctx, const tenon_buffer *once) {
    tenon_wit_source source = {"fuzz.wit", (const char *)once->data, once->len,
                               0};
    tenon_buffer twice;
    if (tenon_wit_format(&twice, ctx, &source) != TENON_OK)
        abort();
    if (twice.len != once->len || memcmp(twice.data, once->data, once->len))
        abort();
    tenon_buffer_release(&twice);
}

/* Of each character that layout neither adds nor drops: how many. */
static void count(size_t *out, const uint8_t *p, size_t len) {
    memset(out, 0, 256 * sizeof *out);
    for (size_t i = 0; i < len; i++) {
        if (!strchr(" \t\r\n,;{}%*", p[i]))
            out[p[i]]++;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    tenon_buffer out = {0};
    tenon_wit_source source = {"fuzz.wit", (const char *)data, size, 0};
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    if (tenon_wit_format(&out, ctx, &source) == TENON_OK) {
        size_t before[256], after[256];
        size_t mark = size > 2 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        count(before, data + mark, size - mark);
        count(after, out.data, out.len);
        if (memcmp(before, after, sizeof before) != 0)
            abort();
        check_again(ctx, &out);
    }
    tenon_buffer_release(&out);
    tenon_context_free(ctx);
    return 0;
}
