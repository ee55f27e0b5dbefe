/*
 * The lexer. Labels are taken by their characters alone: one that is not
 * well-formed matches no name of a type.
 */
#include "wave/lex.h"

#include "base/context.h"
#include "base/utf.h"

tn_span wave_span(const wave_lexer *lex, size_t from, size_t to) {
    return (tn_span){lex->span_base + (uint32_t)from,
                     lex->span_base + (uint32_t)to};
}

tn_span wave_token_span(const wave_lexer *lex) {
    size_t from = lex->token.at;
    return wave_span(lex, from, from + lex->token.text.len);
}

bool wave_lexer_init(wave_lexer *lex,
                     tenon_context *ctx,
                     tn_str text,
                     uint32_t span_base) {
    *lex = (wave_lexer){.ctx = ctx, .text = text, .span_base = span_base};
    size_t bad;
    if (tn_utf8_valid(text.p, text.len, &bad))
        return true;
    tn_error(ctx, DIAG_WAVE_SYNTAX, wave_span(lex, bad, bad + 1),
             "the text is not valid UTF-8");
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The character n places on; NUL at the end. */
static char peek(const wave_lexer *lex, size_t n) {
    return n < lex->text.len - lex->pos ? lex->text.p[lex->pos + n] : '\0';
}

static bool starts_with(const wave_lexer *lex, tn_str prefix) {
    return tn_str_starts(tn_str_from_offset(lex->text, lex->pos), prefix);
}

static void skip_space(wave_lexer *lex) {
    while (lex->pos < lex->text.len) {
        char c = peek(lex, 0);
        if (c == '/' && peek(lex, 1) == '/') {
            tn_str rest = tn_str_from_offset(lex->text, lex->pos);
            lex->pos += tn_str_find(rest, '\n');
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            lex->pos++;
        } else {
            break;
        }
    }
}

static void skip_digits(wave_lexer *lex) {
    while (is_digit(peek(lex, 0)))
        lex->pos++;
}

static bool reject(wave_lexer *lex, size_t from, const char *why) {
    size_t to = lex->pos > from ? lex->pos : from + 1;
    if (to > lex->text.len)
        to = lex->text.len;
    tn_error(lex->ctx, DIAG_WAVE_SYNTAX, wave_span(lex, from, to), "%s", why);
    return false;
}

static bool take(wave_lexer *lex, wave_token_kind kind, size_t from) {
    lex->token.kind = kind;
    lex->token.at = from;
    lex->token.text = (tn_str){lex->text.p + from, lex->pos - from};
    return true;
}

static bool lex_number(wave_lexer *lex) {
    size_t from = lex->pos;
    if (peek(lex, 0) == '-')
        lex->pos++;
    if (starts_with(lex, TN_STR("inf"))) {
        lex->pos += 3;
        return take(lex, WAVE_NUMBER, from);
    }
    if (!is_digit(peek(lex, 0)))
        return reject(lex, from, "expected a number or `inf` after `-`");
    if (peek(lex, 0) == '0' && is_digit(peek(lex, 1))) {
        skip_digits(lex);
        return reject(lex, from, "a number cannot have leading zeros");
    }
    skip_digits(lex);
    if (peek(lex, 0) == '.' && is_digit(peek(lex, 1))) {
        lex->pos++;
        skip_digits(lex);
    }
    if (peek(lex, 0) == 'e' || peek(lex, 0) == 'E') {
        size_t sign = peek(lex, 1) == '+' || peek(lex, 1) == '-';
        if (is_digit(peek(lex, 1 + sign))) {
            lex->pos += 1 + sign;
            skip_digits(lex);
        }
    }
    return take(lex, WAVE_NUMBER, from);
}

static bool lex_label(wave_lexer *lex) {
    size_t from = lex->pos;
    if (peek(lex, 0) == '%')
        lex->pos++;
    if (!is_letter(peek(lex, 0)))
        return reject(lex, from, "expected a label after `%`");
    while (is_letter(peek(lex, 0)) || is_digit(peek(lex, 0)) ||
           peek(lex, 0) == '-')
        lex->pos++;
    return take(lex, WAVE_LABEL, from);
}

/* Up to the closing quote; what is within is checked when it is read. */
static bool lex_quoted(wave_lexer *lex, wave_token_kind kind) {
    size_t from = lex->pos;
    char quote = peek(lex, 0);
    for (lex->pos++; lex->pos < lex->text.len; lex->pos++) {
        char c = peek(lex, 0);
        if (c == '\n')
            break;
        if (c == '\\') {
            lex->pos++;
        } else if (c == quote) {
            lex->pos++;
            return take(lex, kind, from);
        }
    }
    lex->pos = from + 1;
    return reject(lex, from,
                  kind == WAVE_CHAR ? "unclosed character" : "unclosed string");
}

static bool lex_multiline(wave_lexer *lex) {
    size_t from = lex->pos;
    for (lex->pos += 3; lex->pos < lex->text.len; lex->pos++) {
        if (starts_with(lex, TN_STR("\"\"\""))) {
            lex->pos += 3;
            return take(lex, WAVE_MULTILINE, from);
        }
    }
    lex->pos = from + 3;
    return reject(lex, from, "unclosed multiline string");
}

static bool reject_character(wave_lexer *lex) {
    uint32_t c = 0;
    size_t from = lex->pos;
    tn_str rest = tn_str_from_offset(lex->text, from);
    size_t n = tn_utf8_decode(rest.p, rest.len, &c);
    tn_error(lex->ctx, DIAG_WAVE_SYNTAX, wave_span(lex, from, from + n),
             "unexpected character `%.*s`", (int)n, rest.p);
    return false;
}

bool wave_next(wave_lexer *lex) {
    skip_space(lex);
    size_t from = lex->pos;
    char c = peek(lex, 0);
    if (from == lex->text.len)
        return take(lex, WAVE_END, from);
    if (c != '\0' && strchr("{}()[]:,", c) != NULL) {
        lex->pos++;
        return take(lex, WAVE_PUNCT, from);
    }
    if (is_digit(c) || c == '-')
        return lex_number(lex);
    if (is_letter(c) || c == '%')
        return lex_label(lex);
    if (c == '\'')
        return lex_quoted(lex, WAVE_CHAR);
    if (c != '"')
        return reject_character(lex);
    return starts_with(lex, TN_STR("\"\"\"")) ? lex_multiline(lex)
                                              : lex_quoted(lex, WAVE_STRING);
}

tn_str wave_describe(const wave_lexer *lex, tn_arena *arena) {
    switch (lex->token.kind) {
    case WAVE_END:
        return TN_STR("the end of the text");
    case WAVE_CHAR:
        return TN_STR("a character");
    case WAVE_STRING:
    case WAVE_MULTILINE:
        return TN_STR("a string");
    case WAVE_NUMBER:
        if (lex->token.text.len <= 40)
            return tn_arena_printf(arena, "the number %.*s",
                                   TN_STR_ARG(lex->token.text));
        return TN_STR("a number");
    default:
        if (lex->token.text.len <= 80)
            return tn_arena_printf(arena, "`%.*s`",
                                   TN_STR_ARG(lex->token.text));
        return TN_STR("a label");
    }
}

bool wave_expect(wave_lexer *lex, char punct) {
    if (wave_at(lex, punct))
        return wave_next(lex);
    tn_str found = wave_describe(lex, &lex->ctx->arena);
    tn_error(lex->ctx, DIAG_WAVE_SYNTAX, wave_token_span(lex),
             "expected `%c`, found %.*s", punct, TN_STR_ARG(found));
    return false;
}

bool wave_is_keyword(tn_str label) {
    static const char *const words[] = {"true", "false", "some", "none",
                                        "ok",   "err",   "inf",  "nan"};
    for (size_t i = 0; i < TN_COUNT_OF(words); i++)
        if (tn_str_eqz(label, words[i]))
            return true;
    return false;
}
