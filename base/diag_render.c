/*
 * Diagnostics for people: message, place, source excerpt with a caret. Text
 * that comes from the input is shown with control characters and direction
 * overrides escaped, so that a hostile file cannot drive the terminal.
 */
#include "base/context.h"
#include "base/diag.h"
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

/* How much of the front can be written as it is; *cols gains its columns. */
static size_t safe_length(tn_str s, size_t *cols) {
    size_t i = 0;
    while (i < s.len) {
        uint32_t c = 0;
        size_t n = tn_utf8_decode(s.p + i, s.len - i, &c);
        if (n == 0 || is_unsafe(c) || c == '\t')
            break;
        *cols += tn_utf_width(c);
        i += n;
    }
    return i;
}

/* Writes the character at the front, which is not safe; gives its length. */
static size_t put_unsafe(FILE *out, tn_str s, size_t *cols) {
    uint32_t c = 0;
    size_t n = tn_utf8_decode(s.p, s.len, &c);
    int width = 1;
    if (n == 0)
        width = fprintf(out, "\\x%02x", (unsigned char)s.p[0]);
    else if (c == '\t')
        fputc(' ', out);
    else
        width = fprintf(out, "\\u{%x}", (unsigned)c);
    *cols += (size_t)width;
    return n ? n : 1;
}

/* Writes text safely; gives the columns used. Tabs become one blank. */
static size_t put_text(FILE *out, tn_str s) {
    size_t cols = 0;
    while (s.len) {
        size_t safe = safe_length(s, &cols);
        fwrite(s.p, 1, safe, out); /* stderr has no buffer */
        s = tn_str_from_offset(s, safe);
        if (s.len)
            s = tn_str_from_offset(s, put_unsafe(out, s, &cols));
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
                             : tn_utf_width(c);
        i += n;
    }
    return cols;
}

static void repeat(FILE *out, char c, size_t n) {
    while (n--)
        fputc(c, out);
}

static bool is_inside_char(tn_str s, size_t i) {
    return i < s.len && ((unsigned char)s.p[i] & 0xc0) == 0x80;
}

/*
 * The line around an offset, or of a long one what is around the offset. No
 * more is looked at than is shown, however long lines are.
 */
static tn_str window(tn_str text, size_t at) {
    size_t bom = tn_bom_length(text);
    at = at < bom ? bom : at;
    size_t from = at, to = at;
    while (from > bom && at - from < EXCERPT_COLUMNS &&
           text.p[from - 1] != '\n')
        from--;
    while (to < text.len && to - at < EXCERPT_COLUMNS && text.p[to] != '\n')
        to++;
    if (to - from > EXCERPT_COLUMNS) {
        from =
            at - from > EXCERPT_COLUMNS / 2 ? at - EXCERPT_COLUMNS / 2 : from;
        to = to - from > EXCERPT_COLUMNS ? from + EXCERPT_COLUMNS : to;
        while (from && is_inside_char(text, from))
            from--;
        while (to > at && is_inside_char(text, to))
            to--;
    }
    if (to > from && text.p[to - 1] == '\r')
        to--;
    return (tn_str){text.p + from, to - from};
}

static void put_text_excerpt(FILE *out,
                             const palette *p,
                             const tn_source *source,
                             tn_span span,
                             size_t line_number) {
    char gutter[24];
    int width = snprintf(gutter, sizeof gutter, "%zu", line_number);
    size_t at = span.lo - source->base;
    tn_str line = window(source->bytes, at);
    const char *start = source->bytes.p + at;
    at = start < line.p ? 0 : (size_t)(start - line.p);
    if (at > line.len)
        at = line.len;
    size_t marked = span.hi > span.lo ? span.hi - span.lo : 1;
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

static void put_excerpt(FILE *out,
                        const palette *p,
                        tenon_context *ctx,
                        tn_span span) {
    const tn_source *source = span.hi ? tn_source_of(ctx, span.lo) : NULL;
    if (!source)
        return;
    fprintf(out, "  %s-->%s ", p->dim, p->off);
    put_text(out, source->path);
    if (source->kind == TN_SOURCE_BINARY) {
        fprintf(out, ":0x%x\n", (unsigned)(span.lo - source->base));
        put_binary_excerpt(out, p, source, span);
        return;
    }
    tn_place place = tn_source_place(ctx, source, span.lo);
    fprintf(out, ":%zu:%zu\n", place.line, place.col);
    put_text_excerpt(out, p, source, span, place.line);
}

static void put_where(FILE *out, const palette *p, tn_str where) {
    if (where.len == 0)
        return;
    fprintf(out, "  %s-->%s ", p->dim, p->off);
    put_text(out, where);
    fputc('\n', out);
}

static const char *severity_colour(const palette *p, tenon_severity severity) {
    const char *const colours[] = {p->error, p->warning, p->note};
    return colours[severity];
}

static void render(FILE *out,
                   const palette *p,
                   tenon_context *ctx,
                   const tn_diag *diag) {
    fputs(severity_colour(p, diag->severity), out);
    fputs(tn_severity_name(diag->severity), out);
    if (diag->id != DIAG_USER)
        fprintf(out, "[%s]", tn_diag_code(diag->id));
    fprintf(out, "%s%s: ", p->off, p->bold);
    put_message(out, diag->text);
    fprintf(out, "%s\n", p->off);
    put_where(out, p, diag->within);
    put_where(out, p, diag->place);
    put_excerpt(out, p, ctx, diag->span);
    for (const tn_diag_note *n = diag->notes; n; n = n->next) {
        const char *word = n->is_help ? "help" : "note";
        fprintf(out, "  %s%s%s: ", p->note, word, p->off);
        put_message(out, n->text);
        fputc('\n', out);
        put_excerpt(out, p, ctx, n->span);
    }
}

void tn_diag_render(FILE *out, tenon_context *ctx, size_t max, bool color) {
    size_t shown[TN_COUNT_OF(ctx->counts)] = {0};
    for (const tn_diag *d = ctx->diags; d; d = d->next) {
        if (max && shown[d->severity] == max)
            continue;
        shown[d->severity]++;
        render(out, color ? &coloured : &plain, ctx, d);
    }
    for (size_t i = 0; i < TN_COUNT_OF(shown); i++) {
        size_t left = ctx->counts[i] - shown[i];
        if (left)
            fprintf(out, "... and %zu more %s%s\n", left,
                    tn_severity_name((tenon_severity)i), left == 1 ? "" : "s");
    }
}
