/*
 * Layout of WIT text: what is laid out follows the grammar, stays as it is
 * when laid out again, and has all that the text had, in its order, but white
 * space, commas, braces of empty resources and signs in front of names.
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

/* Layout adds, moves or drops these. */
static bool is_layout(uint8_t c) {
    return strchr(" \t\r\n,;{}%", c) != NULL;
}

static const uint8_t *next_kept(const uint8_t *p, const uint8_t *end) {
    while (p < end && is_layout(*p))
        p++;
    return p;
}

/* All else stays in its order: each word, and each letter of a comment. */
static void expect_rest(const uint8_t *a,
                        const uint8_t *a_end,
                        const uint8_t *b,
                        const uint8_t *b_end) {
    for (;;) {
        a = next_kept(a, a_end);
        b = next_kept(b, b_end);
        if (a == a_end || b == b_end)
            break;
        if (*a++ != *b++)
            abort();
    }
    if (a != a_end || b != b_end)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    tenon_buffer out = {0};
    tenon_wit_source source = {"fuzz.wit", (const char *)data, size, 0};
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    if (tenon_wit_format(&out, ctx, &source) == TENON_OK) {
        bool mark = size > 2 && memcmp(data, "\xef\xbb\xbf", 3) == 0;
        expect_rest(data + (mark ? 3 : 0), data + size, out.data,
                    out.data + out.len);
        check_again(ctx, &out);
    }
    tenon_buffer_release(&out);
    tenon_context_free(ctx);
    return 0;
}
