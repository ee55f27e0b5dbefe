/*
 * The token scanner. Each character is looked at once and nothing recurses:
 * block comments and annotations nest by counting.
 */
#include "wat/sexpr.h"

#include "base/utf.h"

void wat_scanner_init(wat_scanner *scanner, tn_str text) {
    *scanner = (wat_scanner){.text = text, .end = text.len};
    if (!text.p)
        scanner->text.p = ""; /* so that offsets can be added */
}

static bool fail(wat_scanner *s, size_t at, const char *error) {
    s->pos = at;
    if (!s->error)
        s->error = error;
    return false;
}

/* The byte at pos + ahead, or -1 behind the end. */
static int peek_byte(const wat_scanner *s, size_t ahead) {
    return s->end - s->pos > ahead ? (unsigned char)s->text.p[s->pos + ahead]
                                   : -1;
}

static bool is_space(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool ends_atom(const wat_scanner *s) {
    int c = peek_byte(s, 0);
    return c < 0 || is_space(c) || c == '(' || c == ')' || c == '"' ||
           (c == ';' && peek_byte(s, 1) == ';');
}

static void skip_line(wat_scanner *s) {
    int c;
    while ((c = peek_byte(s, 0)) >= 0 && c != '\n' && c != '\r')
        s->pos++;
}

static bool skip_block_comment(wat_scanner *s) {
    size_t start = s->pos;
    size_t depth = 0;
    do {
        int c = peek_byte(s, 0), next = peek_byte(s, 1);
        if (c < 0)
            return fail(s, start, "block comment is not closed");
        if (c == '(' && next == ';') {
            depth++;
            s->pos += 2;
        } else if (c == ';' && next == ')') {
            depth--;
            s->pos += 2;
        } else {
            s->pos++;
        }
    } while (depth);
    return true;
}

static bool skip_string(wat_scanner *s) {
    size_t start = s->pos++;
    for (;;) {
        int c = peek_byte(s, 0);
        if (c < 0)
            return fail(s, start, "string is not closed");
        if (c < 0x20 || c == 0x7f)
            return fail(s, s->pos, "control character in a string");
        s->pos += c == '\\' && peek_byte(s, 1) >= 0 ? 2 : 1;
        if (c == '"')
            return true;
    }
}

/* All printable ASCII can stand in a keyword, number, name or reserved run. */
static bool skip_atom(wat_scanner *s) {
    do {
        int c = peek_byte(s, 0);
        if (c <= 0x20 || c >= 0x7f)
            return fail(s, s->pos, "illegal character");
        s->pos++;
    } while (!ends_atom(s));
    return true;
}

static wat_token make(const wat_scanner *s, wat_token_kind kind, size_t from) {
    return (wat_token){kind, {s->text.p + from, s->pos - from}, from};
}

/* One token, annotations not skipped. */
static wat_token scan(wat_scanner *s) {
    for (;;) {
        size_t from = s->pos;
        int c = peek_byte(s, 0), next = peek_byte(s, 1);
        if (s->error)
            return (wat_token){WAT_BAD, {s->text.p + from, 0}, from};
        if (c < 0)
            return make(s, WAT_END, from);
        if (is_space(c)) {
            s->pos++;
        } else if (c == ';' && next == ';') {
            skip_line(s);
        } else if (c == '(' && next == ';') {
            if (!skip_block_comment(s))
                continue;
        } else if (c == '(' || c == ')') {
            s->pos++;
            return make(s, c == '(' ? WAT_OPEN : WAT_CLOSE, from);
        } else if (c == '"') {
            if (skip_string(s))
                return make(s, WAT_STRING, from);
        } else if (skip_atom(s)) {
            return make(s, WAT_ATOM, from);
        }
    }
}

/* An annotation starts with "(@", without a space between. */
static bool skip_annotation(wat_scanner *s, size_t start) {
    size_t depth = 1;
    while (depth) {
        wat_token token = scan(s);
        if (token.kind == WAT_BAD)
            return false;
        if (token.kind == WAT_END)
            return fail(s, start, "annotation is not closed");
        if (token.kind == WAT_OPEN)
            depth++;
        if (token.kind == WAT_CLOSE)
            depth--;
    }
    return true;
}

wat_token wat_next(wat_scanner *scanner) {
    for (;;) {
        wat_token token = scan(scanner);
        if (token.kind != WAT_OPEN || peek_byte(scanner, 0) != '@' ||
            scanner->annotations)
            return token;
        if (!skip_annotation(scanner, token.at))
            return scan(scanner); /* the bad token */
    }
}

wat_token wat_peek(const wat_scanner *scanner) {
    wat_scanner copy = *scanner;
    return wat_next(&copy);
}

bool wat_skip_list(wat_scanner *scanner) {
    size_t start = scanner->pos;
    size_t depth = 1;
    while (depth) {
        wat_token token = wat_next(scanner);
        if (token.kind == WAT_BAD)
            return false;
        if (token.kind == WAT_END)
            return fail(scanner, start, "parenthesis is not closed");
        if (token.kind == WAT_OPEN)
            depth++;
        if (token.kind == WAT_CLOSE)
            depth--;
    }
    return true;
}

/* "\u{...}" from its u on; gives the bytes read, 0 when it is wrong. */
static size_t read_scalar(const char *p, size_t len, uint32_t *out) {
    if (len < 4 || p[1] != '{')
        return 0;
    uint32_t value = 0;
    for (size_t i = 2; i < len; i++) {
        if (p[i] == '}')
            return (*out = value, i > 2 && tn_is_scalar(value)) ? i + 1 : 0;
        int digit = tn_hex_value((unsigned char)p[i]);
        if (p[i] == '_' && i > 2)
            continue;
        if (digit < 0)
            return 0;
        value = value * 16 + (uint32_t)digit;
        if (value > 0x10ffff)
            return 0;
    }
    return 0;
}

/* An escape behind its backslash; gives the bytes read, 0 when it is wrong. */
static size_t read_escape(const char *p, size_t len, char out[4], size_t *n) {
    static const char names[] = "tnr\"'\\";
    static const char values[] = "\t\n\r\"'\\";
    *n = 1;
    if (len == 0)
        return 0;
    const char *simple = p[0] ? strchr(names, p[0]) : NULL;
    if (simple) {
        out[0] = values[simple - names];
        return 1;
    }
    if (p[0] == 'u') {
        uint32_t scalar = 0;
        size_t read = read_scalar(p, len, &scalar);
        if (read)
            *n = tn_utf8_encode(out, scalar);
        return read;
    }
    int high = tn_hex_value((unsigned char)p[0]);
    int low = len > 1 ? tn_hex_value((unsigned char)p[1]) : -1;
    if (high < 0 || low < 0)
        return 0;
    out[0] = (char)(high * 16 + low);
    return 2;
}

bool wat_string_bytes(tn_str *out, tn_arena *arena, tn_str literal) {
    /* No escape is shorter than what it stands for. */
    char *bytes = tn_arena_alloc(arena, literal.len);
    size_t len = 0;
    for (size_t i = 1; i + 1 < literal.len; i++) {
        if (literal.p[i] != '\\') {
            bytes[len++] = literal.p[i];
            continue;
        }
        char escaped[4];
        size_t count;
        size_t read = read_escape(literal.p + i + 1, literal.len - i - 2,
                                  escaped, &count);
        if (read == 0)
            return false;
        memcpy(bytes + len, escaped, count);
        len += count;
        i += read;
    }
    *out = (tn_str){bytes, len};
    return true;
}
