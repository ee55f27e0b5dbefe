/*
 * Diagnostics about any bytes: each form can be written, what is JSON is
 * valid, and a SARIF log has all that it must have. The input is a path, a
 * message and a text, parted by newlines; bytes of the text say where.
 */
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/utf.h"
#include "tests/sarif_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tn_str take_line(tn_str *rest) {
    tn_str line = {rest->p, tn_str_find(*rest, '\n')};
    *rest = tn_str_from_offset(*rest, line.len + (line.len < rest->len));
    return line;
}

static tn_span span_at(const tn_source *s, size_t i) {
    size_t len = s->bytes.len;
    size_t from = len ? (unsigned char)s->bytes.p[i % len] % (len + 1) : 0;
    size_t to = from + (len ? (unsigned char)s->bytes.p[(i + 1) % len] : 0);
    return tn_source_span(s, from, to < len ? to : len);
}

static void report(tenon_context *ctx, tn_str text) {
    tn_str path = take_line(&text), message = take_line(&text);
    if (path.len == 0)
        path = TN_STR("-");
    for (int kind = TN_SOURCE_TEXT; kind <= TN_SOURCE_BINARY; kind++) {
        const tn_source *s =
            tn_source_add(ctx, (tn_source_kind)kind, path, text);
        for (size_t i = 0; i < 8 && s; i++) {
            tn_diag *diag =
                tn_error(ctx, (tn_diag_id)((i + text.len) % DIAG_COUNT),
                         span_at(s, i), "m%.*s", TN_STR_ARG(message));
            tn_note(ctx, diag, span_at(s, i + 2), "n%.*s", TN_STR_ARG(path));
            tn_fix(ctx, diag, span_at(s, i + 4), path, "f%.*s",
                   TN_STR_ARG(message));
        }
    }
    tn_diag *diag = tn_error(ctx, DIAG_USER, TN_NO_SPAN, "no place");
    tn_diag_place(ctx, diag, path);
    tn_diag_within(ctx, diag, message);
}

static void write_all(tenon_context *ctx) {
    for (int format = TENON_MESSAGE_HUMAN; format <= TENON_MESSAGE_SARIF;
         format++) {
        char *text = NULL;
        size_t len = 0;
        FILE *out = open_memstream(&text, &len);
        if (!out ||
            tenon_diagnostics_write(ctx, out, (tenon_message_format)format,
                                    false) != TENON_OK)
            abort();
        fclose(out);
        cJSON *json = cJSON_Parse(text);
        if (!json != (format == TENON_MESSAGE_HUMAN) ||
            !tn_utf8_valid(text, len, NULL))
            abort();
        if (format == TENON_MESSAGE_SARIF && sarif_problem(json))
            abort();
        cJSON_Delete(json);
        free(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    tn_guard guard;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    if (TN_GUARD(ctx, &guard))
        report(ctx, (tn_str){(const char *)data, size});
    tn_guard_leave(ctx, &guard);
    write_all(ctx);
    tenon_context_free(ctx);
    return 0;
}
