/* Helpers of the unit tests; see support.h. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf.h"

static void fail_at_place(const char *file, int line, const char *message) {
    cr_expect(false, "%s:%d: %s", file, line, message);
}

void test_expect_str(tn_str actual,
                     const char *expected,
                     const char *file,
                     int line) {
    cr_expect(tn_str_eqz(actual, expected),
              "%s:%d: got \"%.*s\", expected \"%s\"", file, line,
              TN_STR_ARG(actual), expected);
}

void test_expect_text(tenon_str actual,
                      const char *expected,
                      const char *file,
                      int line) {
    test_expect_str((tn_str){actual.data, actual.len}, expected, file, line);
}

/* Eight bytes before and after at as hex, for a message. */
static void show_bytes(
    char *out, size_t cap, const uint8_t *p, size_t len, size_t at) {
    size_t first = at < 8 ? 0 : at - 8;
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = first; i < len && i < at + 8 && used + 4 < cap; i++)
        used += (size_t)snprintf(out + used, cap - used, " %02x", p[i]);
}

void test_expect_bytes(const void *p,
                       size_t len,
                       const void *q,
                       size_t q_len,
                       const char *file,
                       int line) {
    const uint8_t *a = p, *b = q;
    size_t at = 0;
    while (at < len && at < q_len && a[at] == b[at])
        at++;
    if (at == len && at == q_len)
        return;
    char left[64], right[64], message[256];
    show_bytes(left, sizeof left, a, len, at);
    show_bytes(right, sizeof right, b, q_len, at);
    snprintf(message, sizeof message,
             "%zu and %zu bytes differ at offset %zu:%s |%s", len, q_len, at,
             left, right);
    fail_at_place(file, line, message);
}

char *test_diagnostics(tenon_context *ctx) {
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    cr_assert(stream != NULL);
    tenon_diagnostics_write(ctx, stream, TENON_MESSAGE_HUMAN, false);
    fclose(stream);
    return text;
}

void test_expect_diagnostic(tenon_context *ctx,
                            const char *phrase,
                            const char *file,
                            int line) {
    char *text = test_diagnostics(ctx);
    cr_expect(strstr(text, phrase) != NULL,
              "%s:%d: no \"%s\" in the diagnostics:\n%s", file, line, phrase,
              text);
    free(text);
}

test_bytes test_hex(const char *text) {
    test_bytes out = {malloc(strlen(text) + 1), 0};
    cr_assert(out.p != NULL);
    while (*text != '\0') {
        if (*text == ' ' || *text == '\n') {
            text++;
        } else if (*text == '\'') {
            for (text++; *text != '\'' && *text != '\0'; text++)
                out.p[out.len++] = (uint8_t)*text;
            cr_assert(*text++ == '\'', "unclosed string in test_hex");
        } else {
            int high = tn_hex_value(text[0]);
            int low = high < 0 ? -1 : tn_hex_value(text[1]);
            cr_assert(low >= 0, "bad text in test_hex: %s", text);
            out.p[out.len++] = (uint8_t)(high * 16 + low);
            text += 2;
        }
    }
    return out;
}

test_bytes test_file(const char *path) {
    FILE *f = fopen(path, "rb");
    cr_assert(f != NULL, "cannot open %s", path);
    test_bytes out = {NULL, 0};
    size_t cap = 0, got = 0;
    do {
        out.len += got;
        if (out.len == cap) {
            cap = cap ? cap * 2 : 4096;
            out.p = realloc(out.p, cap);
            cr_assert(out.p != NULL);
        }
        got = fread(out.p + out.len, 1, cap - out.len, f);
    } while (got > 0);
    cr_assert(!ferror(f), "cannot read %s", path);
    fclose(f);
    return out;
}

/* ------------------------------------------------ failing allocations */

static bool fails_now(test_faults *faults) {
    size_t n = faults->allocations++;
    return n == faults->fail_at ||
           (faults->keep_failing && n > faults->fail_at);
}

/*
 * A block carries its size before it, so that a wrong old size is seen. A
 * block that grows always moves: stale pointers then show under ASan.
 */
enum { HEADER = 16 };

static void *faults_realloc(void *user,
                            void *p,
                            size_t old_size,
                            size_t new_size) {
    test_faults *faults = user;
    char *old = p ? (char *)p - HEADER : NULL;
    size_t held = 0;
    if (old)
        memcpy(&held, old, sizeof held);
    if (held != old_size) {
        fprintf(stderr, "freed as %zu, allocated %zu\n", old_size, held);
        abort();
    }
    char *block = NULL;
    if (new_size > 0) {
        if (fails_now(faults) || new_size > SIZE_MAX - HEADER)
            return NULL;
        block = malloc(HEADER + new_size);
        if (!block)
            return NULL;
        memcpy(block, &new_size, sizeof new_size);
        if (old)
            memcpy(block + HEADER, p, held < new_size ? held : new_size);
    }
    free(old);
    faults->live_blocks += (size_t)(block != NULL) - (size_t)(old != NULL);
    faults->live_bytes += new_size - held;
    if (faults->live_bytes > faults->peak_bytes)
        faults->peak_bytes = faults->live_bytes;
    return block ? block + HEADER : NULL;
}

void test_faults_init(test_faults *faults, size_t fail_at) {
    *faults = (test_faults){.fail_at = fail_at};
    faults->allocator = (tenon_allocator){faults, faults_realloc};
}

static bool run_with_failure(
    test_faults *faults, size_t n, bool keep, test_body *body, void *user) {
    test_faults_init(faults, n);
    faults->keep_failing = keep;
    bool ok = body(&faults->allocator, user);
    bool hit = faults->allocations > n;
    cr_expect(ok == !hit, "allocation %zu %s, but the work %s", n,
              hit ? "failed" : "was never made", ok ? "succeeded" : "failed");
    cr_expect(faults->live_blocks == 0,
              "allocation %zu failed: %zu blocks, %zu bytes leaked", n,
              faults->live_blocks, faults->live_bytes);
    return hit;
}

size_t test_every_failure(test_body *body, void *user) {
    test_faults faults;
    size_t n = 0;
    for (int keep = 0; keep <= 1; keep++) {
        n = 0;
        while (run_with_failure(&faults, n, keep != 0, body, user))
            n++;
    }
    return n;
}
