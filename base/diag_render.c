/*
 * The one place that writes diagnostics: for people (message, place, source
 * excerpt with a caret) and as JSON. Text that comes from the input is shown
 * with control characters and direction overrides escaped, so that a hostile
 * file cannot drive the terminal.
 */
#include <cjson/cJSON.h>

#include "base/context.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/utf.h"

typedef struct palette {
    const char *error, *warning, *note, *dim, *bold, *off;
} palette;

static const palette plain = {"", "", "", "", "", ""};
static const palette coloured = {"\033[1;31m", "\033[1;33m", "\033[1;36m",
                                 "\033[34m",   "\033[1m",    "\033[0m"};

enum { EXCERPT_COLUMNS = 160 };

static bool is_unsafe(uint32_t c) {
    return (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0) ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Writes text safely; gives the columns used. Tabs become one blank. */
static size_t put_text(FILE *out, tn_str s) {
    size_t cols = 0;
    for (size_t i = 0; i < s.len;) {
        uint32_t c = 0;
        size_t n = tn_utf8_decode(s.p + i, s.len - i, &c);
        if (n == 0) {
            cols += (size_t)fprintf(out, "\\x%02x", (unsigned char)s.p[i++]);
            continue;
        }
        if (is_unsafe(c)) {
            cols += (size_t)fprintf(out, "\\u{%x}", (unsigned)c);
        } else {
            if (c == '\t')
                fputc(' ', out);
            else
                fwrite(s.p + i, 1, n, out);
            cols++;
        }
        i += n;
    }
    return cols;
}

/* Like put_text, but line ends of our own messages stay. */
static void put_message(FILE *out, tn_str s) {
    for (;;) {
        size_t end = tn_str_find(s, '\n');
        put_text(out, (tn_str){s.p, end});
        if (end == s.len)
            return;
        fputs("\n  ", out);
        s = tn_str_from_offset(s, end + 1);
    }
}

/* Columns that put_text would use, without writing. */
static size_t text_width(tn_str s) {
    size_t cols = 0;
    for (size_t i = 0; i < s.len;) {
        uint32_t c = 0;
        size_t n = tn_utf8_decode(s.p + i, s.len - i, &c);
        char escaped[16];
        if (n == 0) {
            cols += 4;
            i++;
            continue;
        }
        cols += is_unsafe(c) ? (size_t)snprintf(escaped, sizeof escaped,
                                                "\\u{%x}", (unsigned)c)
                             : 1;
        i += n;
    }
    return cols;
}

static void repeat(FILE *out, char c, size_t n) {
    while (n--)
        fputc(c, out);
}

/* The window of a line that is shown: long lines are cut around the span. */
static tn_str cut_line(tn_str line, size_t *at) {
    if (line.len <= EXCERPT_COLUMNS)
        return line;
    size_t from = *at > EXCERPT_COLUMNS / 2 ? *at - EXCERPT_COLUMNS / 2 : 0;
    while (from && ((unsigned char)line.p[from] & 0xc0) == 0x80)
        from--;
    line = tn_str_from_offset(line, from);
    if (line.len > EXCERPT_COLUMNS)
        line.len = EXCERPT_COLUMNS;
    *at -= from;
    return line;
}

static void put_text_excerpt(FILE *out,
                             const palette *p,
                             const tn_source *source,
                             tn_span span) {
    tn_line_col place = tn_source_line(source, span.lo);
    char gutter[24];
    int width = snprintf(gutter, sizeof gutter, "%zu", place.line);
    size_t at =
        span.lo - source->base - (size_t)(place.text.p - source->bytes.p);
    if (at > place.text.len)
        at = place.text.len;
    size_t marked = span.hi > span.lo ? span.hi - span.lo : 1;
    tn_str line = cut_line(place.text, &at);
    fprintf(out, " %s%*s |%s\n", p->dim, width, "", p->off);
    fprintf(out, " %s%s |%s ", p->dim, gutter, p->off);
    put_text(out, line);
    fprintf(out, "\n %s%*s |%s ", p->dim, width, "", p->off);
    repeat(out, ' ', text_width((tn_str){line.p, at}));
    size_t left = line.len - at;
    tn_str under = {line.p + at, marked < left ? marked : left};
    size_t carets = text_width(under);
    fputs(p->error, out);
    repeat(out, '^', carets ? carets : 1);
    fprintf(out, "%s\n", p->off);
}

/* A row of up to 16 bytes with the faulty ones marked. */
static void put_binary_excerpt(FILE *out,
                               const palette *p,
                               const tn_source *source,
                               tn_span span) {
    size_t at = span.lo - source->base;
    size_t row = at & ~(size_t)15;
    size_t marked = span.hi > span.lo ? span.hi - span.lo : 1;
    fprintf(out, " %s%8zx |%s", p->dim, row, p->off);
    for (size_t i = row; i < row + 16 && i < source->bytes.len; i++)
        fprintf(out, " %02x", (unsigned char)source->bytes.p[i]);
    fprintf(out, "\n %s%8s |%s", p->dim, "", p->off);
    repeat(out, ' ', (at - row) * 3);
    fputs(p->error, out);
    for (size_t i = at; i < row + 16 && i < at + marked; i++)
        fputs(" ^^", out);
    fprintf(out, "%s\n", p->off);
}

static void put_place(FILE *out,
                      const palette *p,
                      const tn_source *source,
                      tn_span span) {
    fprintf(out, "  %s-->%s ", p->dim, p->off);
    put_text(out, source->path);
    if (source->kind == TN_SOURCE_BINARY) {
        fprintf(out, ":0x%x\n", (unsigned)(span.lo - source->base));
        return;
    }
    tn_line_col place = tn_source_line(source, span.lo);
    fprintf(out, ":%zu:%zu\n", place.line, place.col);
}

static void put_excerpt(FILE *out,
                        const palette *p,
                        const tenon_context *ctx,
                        tn_span span) {
    const tn_source *source = span.hi ? tn_source_of(ctx, span.lo) : NULL;
    if (!source)
        return;
    put_place(out, p, source, span);
    if (source->kind == TN_SOURCE_BINARY)
        put_binary_excerpt(out, p, source, span);
    else
        put_text_excerpt(out, p, source, span);
}

static const char *severity_name(tenon_severity severity) {
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}

static const char *severity_colour(const palette *p, tenon_severity severity) {
    const char *const colours[] = {p->error, p->warning, p->note};
    return colours[severity];
}

static void render_human(FILE *out,
                         const palette *p,
                         const tenon_context *ctx,
                         const tn_diag *diag) {
    fputs(severity_colour(p, diag->severity), out);
    fputs(severity_name(diag->severity), out);
    if (diag->id != DIAG_USER)
        fprintf(out, "[%s]", tn_diag_code(diag->id));
    fprintf(out, "%s%s: ", p->off, p->bold);
    put_message(out, diag->text);
    fprintf(out, "%s\n", p->off);
    if (diag->place.len) {
        fprintf(out, "  %s-->%s ", p->dim, p->off);
        put_text(out, diag->place);
        fputc('\n', out);
    }
    put_excerpt(out, p, ctx, diag->span);
    for (const tn_diag_note *n = diag->notes; n; n = n->next) {
        const char *word = n->is_help ? "help" : "note";
        fprintf(out, "  %s%s%s: ", p->note, word, p->off);
        put_message(out, n->text);
        fputc('\n', out);
        put_excerpt(out, p, ctx, n->span);
    }
}

static void add_string(cJSON *object, const char *key, tn_str s) {
    /* The arena keeps a NUL behind every string; cut at an embedded one. */
    cJSON_AddStringToObject(object, key, s.p ? s.p : "");
}

static void add_span(cJSON *object,
                     const tenon_context *ctx,
                     tn_span span,
                     tn_str place) {
    const tn_source *source = span.hi ? tn_source_of(ctx, span.lo) : NULL;
    if (!source) {
        if (place.len)
            add_string(object, "file", place);
        return;
    }
    add_string(object, "file", source->path);
    cJSON_AddNumberToObject(object, "start", span.lo - source->base);
    cJSON_AddNumberToObject(object, "end", span.hi - source->base);
    if (source->kind == TN_SOURCE_BINARY)
        return;
    tn_line_col at = tn_source_line(source, span.lo);
    cJSON_AddNumberToObject(object, "line", (double)at.line);
    cJSON_AddNumberToObject(object, "column", (double)at.col);
}

static cJSON *diag_to_json(const tenon_context *ctx, const tn_diag *diag) {
    cJSON *object = cJSON_CreateObject();
    const char *severity = severity_name(diag->severity);
    cJSON_AddStringToObject(object, "severity", severity);
    cJSON_AddStringToObject(object, "code", tn_diag_code(diag->id));
    cJSON_AddStringToObject(object, "title", tn_diag_title(diag->id));
    add_string(object, "message", diag->text);
    add_span(object, ctx, diag->span, diag->place);
    cJSON *notes = cJSON_AddArrayToObject(object, "notes");
    for (const tn_diag_note *n = diag->notes; n; n = n->next) {
        cJSON *note = cJSON_CreateObject();
        cJSON_AddStringToObject(note, "kind", n->is_help ? "help" : "note");
        add_string(note, "message", n->text);
        add_span(note, ctx, n->span, (tn_str){NULL, 0});
        cJSON_AddItemToArray(notes, note);
    }
    return object;
}

static tenon_status render_json(FILE *out, const tenon_context *ctx) {
    cJSON *array = cJSON_CreateArray();
    for (const tn_diag *d = ctx->diags; d; d = d->next)
        cJSON_AddItemToArray(array, diag_to_json(ctx, d));
    char *text = cJSON_Print(array);
    cJSON_Delete(array);
    if (!text)
        return TENON_NO_MEMORY;
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    return TENON_OK;
}

tenon_status tenon_diagnostics_write(tenon_context *ctx,
                                     FILE *stream,
                                     tenon_message_format format,
                                     bool color) {
    tenon_status status = TENON_OK;
    if (format == TENON_MESSAGE_JSON) {
        status = render_json(stream, ctx);
    } else {
        for (const tn_diag *d = ctx->diags; d; d = d->next)
            render_human(stream, color ? &coloured : &plain, ctx, d);
        size_t errors = ctx->counts[TENON_SEVERITY_ERROR];
        if (errors > TN_MAX_ERRORS)
            fprintf(stream, "... and %zu more errors\n",
                    errors - TN_MAX_ERRORS);
    }
    if (status == TENON_OK && ferror(stream))
        status = TENON_IO;
    return status;
}
