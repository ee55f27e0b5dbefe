/* Characters and strings: escapes, and the dedenting of multiline strings. */
#include "base/utf.h"
#include "base/vec.h"
#include "wave/lex.h"

typedef struct reading {
    wave_lexer *lex;
    const char *p, *end; /* of what is left of the token */
    char *out;           /* where a string goes */
    size_t len;
} reading;

static size_t offset_of(const reading *r, const char *p) {
    return (size_t)(p - r->lex->text.p);
}

static bool reject(const reading *r,
                   const char *from,
                   const char *to,
                   const char *why) {
    tn_error(r->lex->ctx, DIAG_WAVE_SYNTAX,
             wave_span(r->lex, offset_of(r, from), offset_of(r, to)), "%s",
             why);
    return false;
}

/* The braces after \u. */
static bool read_hex(reading *r, const char *from, uint32_t *out) {
    const char *p = r->p;
    uint32_t c = 0;
    if (p == r->end || *p++ != '{')
        return reject(r, from, r->p, "expected `{` after `\\u`");
    const char *digits = p;
    while (p < r->end && tn_hex_value(*p) >= 0 && c < 0x110000)
        c = c * 16 + (uint32_t)tn_hex_value(*p++);
    if (p == digits)
        return reject(r, from, p, "expected hexadecimal digits in `\\u{}`");
    if (!tn_is_scalar(c))
        return reject(r, from, p, "not a Unicode scalar value");
    if (p == r->end || *p++ != '}')
        return reject(r, from, p, "expected `}` after `\\u{...`");
    r->p = p;
    *out = c;
    return true;
}

/* An escape, r->p behind the backslash. */
static bool read_escape(reading *r, uint32_t *out) {
    static const char codes[] = "\\'\"tnr", meanings[] = "\\'\"\t\n\r";
    const char *from = r->p - 1;
    char c = r->p < r->end ? *r->p++ : '\0';
    if (c == 'u')
        return read_hex(r, from, out);
    const char *code = c ? strchr(codes, c) : NULL;
    if (!code)
        return reject(r, from, r->p, "unknown escape");
    *out = (uint32_t)meanings[code - codes];
    return true;
}

static bool read_scalar(reading *r, uint32_t *out) {
    if (*r->p == '\\') {
        r->p++;
        return read_escape(r, out);
    }
    /* The whole text was found to be UTF-8. */
    r->p += tn_utf8_decode(r->p, (size_t)(r->end - r->p), out);
    return true;
}

static reading open_token(wave_lexer *lex, size_t quotes) {
    tn_str text = lex->token.text;
    return (reading){
        .lex = lex, .p = text.p + quotes, .end = text.p + text.len - quotes};
}

bool wave_read_char(wave_lexer *lex, uint32_t *out) {
    reading r = open_token(lex, 1);
    const char *whole = "a character must be one Unicode scalar value";
    if (r.p == r.end)
        return reject(&r, r.p - 1, r.end + 1, whole);
    if (!read_scalar(&r, out))
        return false;
    return r.p == r.end || reject(&r, r.p, r.end, whole);
}

/* Appends up to `to`. What is decoded is never longer than its source. */
static bool read_part(reading *r, const char *to) {
    const char *end = r->end;
    r->end = to;
    while (r->p < to) {
        uint32_t c;
        if (!read_scalar(r, &c))
            return false;
        r->len += tn_utf8_encode(r->out + r->len, c);
    }
    r->end = end;
    return true;
}

/* Takes the line break before the content, and the end's spaces as indent. */
static bool open_multiline(reading *r, size_t *indent, const char **last) {
    const char *p = r->p;
    if (p < r->end && *p == '\r')
        p++;
    if (p == r->end || *p != '\n')
        return reject(r, r->p, r->p + 1,
                      "a line break must follow the opening `\"\"\"`");
    const char *start = r->end;
    while (start[-1] == ' ')
        start--;
    if (start[-1] != '\n')
        return reject(r, r->end, r->end + 3,
                      "only spaces may stand before the closing `\"\"\"`");
    *indent = (size_t)(r->end - start);
    *last = start - 1;
    r->p = p + 1;
    return true;
}

/* Lines up to the last line break, each without its indent. */
static bool read_multiline(reading *r) {
    size_t indent;
    const char *last;
    if (!open_multiline(r, &indent, &last))
        return false;
    bool first = true;
    while (r->p <= last) {
        const char *to = memchr(r->p, '\n', (size_t)(last + 1 - r->p));
        size_t spaces = 0;
        while (spaces < indent && r->p < to && *r->p == ' ') {
            spaces++;
            r->p++;
        }
        if (spaces < indent)
            return reject(r, r->p, r->p + 1,
                          "a line must be indented at least as much as the"
                          " closing `\"\"\"`");
        if (!first)
            r->out[r->len++] = '\n';
        first = false;
        const char *text_end = to > r->p && to[-1] == '\r' ? to - 1 : to;
        if (!read_part(r, text_end))
            return false;
        r->p = to + 1;
    }
    return true;
}

bool wave_read_string(wave_lexer *lex, tn_arena *arena, tn_str *out) {
    bool multiline = lex->token.kind == WAVE_MULTILINE;
    reading r = open_token(lex, multiline ? 3 : 1);
    r.out = tn_arena_alloc(arena, lex->token.text.len);
    if (!(multiline ? read_multiline(&r) : read_part(&r, r.end)))
        return false;
    *out = (tn_str){r.out, r.len};
    return true;
}
