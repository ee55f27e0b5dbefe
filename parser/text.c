/*
 * The pass over a WIT text that comes before its grammar. The grammar treats
 * comments as white space; here they are kept, so that what they say can be
 * hung on the item that they precede, wherever the parser put their nodes.
 */
#include "parser/text.h"

#include "base/limits.h"
#include "base/utf.h"

/*
 * WIT.md, "Lexical structure": bidirectional overrides (they make a text look
 * like another one) and characters that Unicode deprecates or discourages
 * (Unicode 15, table "Deprecated" of PropList; chapter 16.4 for Khmer).
 */
static const struct {
    uint32_t first, last;
    const char *what;
} forbidden[] = {
    {0x149, 0x149, "is deprecated by Unicode"},
    {0x673, 0x673, "is deprecated by Unicode"},
    {0xf77, 0xf77, "is deprecated by Unicode"},
    {0xf79, 0xf79, "is deprecated by Unicode"},
    {0x17a3, 0x17a4, "is deprecated by Unicode"},
    {0x17b4, 0x17b5, "is discouraged by Unicode"},
    {0x202a, 0x202e, "changes the direction in which the text is shown"},
    {0x2066, 0x2069, "changes the direction in which the text is shown"},
};

static const char *why_forbidden(uint32_t c) {
    if (c == '\t' || c == '\n' || c == '\r')
        return NULL;
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return "is a control character";
    for (size_t i = 0; i < TN_COUNT_OF(forbidden); i++) {
        if (c >= forbidden[i].first && c <= forbidden[i].last)
            return forbidden[i].what;
    }
    return NULL;
}

/* Are these eight bytes all printable ASCII? */
static bool is_plain(const char *p) {
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return ((word | (word - ones * 0x20) | (word + ones)) & high) == 0;
}

static bool check_characters(const ast_text *text) {
    tn_str s = text->source->bytes;
    size_t errors = 0;
    for (size_t i = 0; i < s.len && errors < TN_MAX_ERRORS;) {
        unsigned char byte = (unsigned char)s.p[i];
        if (byte == '\n' || (byte >= 0x20 && byte < 0x7f)) {
            i++;
            while (s.len - i >= 8 && is_plain(s.p + i))
                i += 8;
            continue;
        }
        uint32_t c;
        size_t len = tn_utf8_decode(s.p + i, s.len - i, &c);
        if (len == 0) {
            tn_error(text->ctx, DIAG_WIT_TEXT,
                     tn_source_span(text->source, i, i + 1),
                     "the file is not valid UTF-8: byte 0x%02x", byte);
            return false;
        }
        const char *why = why_forbidden(c);
        if (why) {
            tn_error(text->ctx, DIAG_WIT_TEXT,
                     tn_source_span(text->source, i, i + len),
                     "U+%04X is not allowed in WIT: it %s", (unsigned)c, why);
            errors++;
        }
        i += len;
    }
    return errors == 0;
}

static uint32_t end_of_line(tn_str s, uint32_t i) {
    const char *end = memchr(s.p + i, '\n', s.len - i);
    return end ? (uint32_t)(end - s.p) : (uint32_t)s.len;
}

uint32_t ast_end_of_block(tn_str s, uint32_t i) {
    uint32_t depth = 0;
    while (i + 1 < s.len) {
        if (s.p[i] == '/' && s.p[i + 1] == '*') {
            depth++;
            i += 2;
        } else if (s.p[i] == '*' && s.p[i + 1] == '/') {
            i += 2;
            if (--depth == 0)
                return i;
        } else {
            i++;
        }
    }
    return 0;
}

/* Behind the string that starts at i; it ends with its line at the latest. */
static uint32_t end_of_string(tn_str s, uint32_t i) {
    for (i++; i < s.len && s.p[i] != '\n'; i++) {
        if (s.p[i] == '"')
            return i + 1;
        if (s.p[i] == '\\' && i + 1 < s.len && s.p[i + 1] != '\n')
            i++;
    }
    return i;
}

static bool starts_comment(tn_str s, uint32_t i, char second) {
    return i + 1 < s.len && s.p[i] == '/' && s.p[i + 1] == second;
}

/* Behind the white space and comments at i; notes a block without end. */
static uint32_t skip_blank(tn_str s, uint32_t i, uint32_t *unterminated) {
    for (;;) {
        while (i < s.len && ast_is_space(s.p[i]))
            i++;
        if (starts_comment(s, i, '/')) {
            i = end_of_line(s, i);
        } else if (starts_comment(s, i, '*')) {
            uint32_t end = ast_end_of_block(s, i);
            if (end == 0) {
                *unterminated = i;
                return (uint32_t)s.len;
            }
            i = end;
        } else {
            return i;
        }
    }
}

uint32_t ast_text_skip(const ast_text *text, uint32_t offset) {
    uint32_t unterminated;
    return skip_blank(text->source->bytes, offset, &unterminated);
}

static uint32_t find_from(tn_str s, uint32_t i, char c) {
    const char *p = i < s.len ? memchr(s.p + i, c, s.len - i) : NULL;
    return p ? (uint32_t)(p - s.p) : (uint32_t)s.len;
}

static bool find_comments(ast_text *text) {
    tn_str s = text->source->bytes;
    uint32_t quote = find_from(s, 0, '"'), i = find_from(s, 0, '/');
    while (i < s.len) {
        if (quote < i) { /* what looks like a comment may be in a string */
            uint32_t end = end_of_string(s, quote);
            quote = find_from(s, end, '"');
            i = i < end ? find_from(s, end, '/') : i;
            continue;
        }
        uint32_t from = i, unterminated = UINT32_MAX;
        i = skip_blank(s, from, &unterminated);
        if (unterminated != UINT32_MAX) {
            tn_diag *diag = tn_error(
                text->ctx, DIAG_WIT_SYNTAX,
                tn_source_span(text->source, unterminated, unterminated + 2),
                "this comment does not end: `*/` is missing");
            tn_help(text->ctx, diag, "write `*/` where it ends; comments nest");
            return false;
        }
        if (i > from)
            tn_vec_push(text->arena, &text->comments,
                        ((ast_comments){i, from, i}));
        if (quote < i)
            quote = find_from(s, i, '"');
        i = find_from(s, i > from ? i : i + 1, '/');
    }
    return true;
}

/* One error for a file that is no text at all, not one for each byte of it. */
static bool check_is_text(const ast_text *text) {
    tn_str s = text->source->bytes;
    size_t at = tn_str_find(s, '\0');
    if (at == s.len)
        return true;
    tn_diag *diag =
        tn_error(text->ctx, DIAG_WIT_TEXT, TN_NO_SPAN,
                 "this is not WIT: it has a NUL byte at offset %zu", at);
    tn_diag_place(text->ctx, diag, text->source->path);
    if (tn_str_starts(s, TN_STR("\0asm")))
        tn_help(text->ctx, diag,
                "it is a WebAssembly binary: `tenon wit` prints the WIT in it");
    return false;
}

bool ast_text_init(ast_text *out,
                   tenon_context *ctx,
                   tn_arena *arena,
                   const tn_source *source) {
    out->ctx = ctx;
    out->arena = arena;
    out->source = source;
    out->comments.len = 0;
    if (source->bytes.len > TN_MAX_WIT_BYTES) {
        tn_diag *diag =
            tn_error(ctx, DIAG_LIMIT, TN_NO_SPAN,
                     "a WIT file may have %u bytes at most", TN_MAX_WIT_BYTES);
        tn_diag_place(ctx, diag, source->path);
        return false;
    }
    return check_is_text(out) && check_characters(out) && find_comments(out);
}
