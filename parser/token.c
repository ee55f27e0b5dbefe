/* From characters to tokens. */
#include "parser/token.h"

/* clang-format off */
enum { L = 1 /* letter or not ASCII */, D = 2, M = 4 /* '-' */ };
static const uint8_t classes[256] = {
    ['-'] = M, ['_'] = L,
    ['0'] = D, D, D, D, D, D, D, D, D, D,
    ['A'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
             L, L, L, L, L, L, L, L, L, L, L, L, L,
    ['a'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
             L, L, L, L, L, L, L, L, L, L, L, L, L,
};
/* clang-format on */

static bool is_class(char c, unsigned set) {
    return (classes[(unsigned char)c] & set) || ((set & L) && (c & 0x80));
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return is_class(c, L | D);
}

/* Behind "-a.b" or "+a.b" of a version at i, or i. */
static uint32_t end_of_suffix(tn_str s, uint32_t i, char lead) {
    if (i >= s.len || s.p[i] != lead)
        return i;
    uint32_t end = i;
    do {
        uint32_t start = end + 1;
        uint32_t j = start;
        while (j < s.len && (unsigned char)s.p[j] < 0x80 &&
               ((is_word(s.p[j]) && s.p[j] != '_') || s.p[j] == '-'))
            j++;
        if (j == start)
            break;
        end = j;
    } while (end < s.len && s.p[end] == '.');
    return end;
}

static uint32_t end_of_number(tn_str s, uint32_t i) {
    uint32_t end = i;
    uint32_t first = 0; /* behind the first number */
    for (int part = 0;; part++) {
        while (end < s.len && is_digit(s.p[end]))
            end++;
        first = part == 0 ? end : first;
        if (part == 2)
            return end_of_suffix(s, end_of_suffix(s, end, '-'), '+');
        if (end + 1 >= s.len || s.p[end] != '.' || !is_digit(s.p[end + 1]))
            return first;
        end++;
    }
}

static uint32_t end_of_string(tn_str s, uint32_t i) {
    for (i++; i < s.len && s.p[i] != '\n'; i++) {
        if (s.p[i] == '"')
            return i + 1;
        if (s.p[i] == '\\' && (++i == s.len || s.p[i] == '\n'))
            return 0;
    }
    return 0;
}

/* Words and '%' in front of one; digits are not first in either. */
static bool starts_word(tn_str s, uint32_t i) {
    i += s.p[i] == '%';
    return i < s.len && is_word(s.p[i]) && !is_digit(s.p[i]);
}

static uint32_t end_of_word(tn_str s, uint32_t i) {
    for (i++; i < s.len && is_class(s.p[i], L | D | M); i++)
        ;
    return i;
}

static uint32_t end_of_other(tn_str s, uint32_t i) {
    return s.p[i] == '-' && i + 1 < s.len && s.p[i + 1] == '>' ? i + 2 : i + 1;
}

/* Keywords and punctuation are at most that long. */
enum { MAX_LITERAL = 13 };

static TSSymbol literal_of(const ast_grammar *g, tn_str text) {
    if (text.len == 1)
        return g->punctuation[text.p[0] & 0x7f] && !(text.p[0] & 0x80)
                   ? g->punctuation[(size_t)text.p[0]]
                   : 0;
    return text.len <= MAX_LITERAL ? ast_literal(g, text) : 0;
}

ast_token ast_token_after(const ast_grammar *g,
                          const ast_text *text,
                          uint32_t offset) {
    tn_str s = text->source->bytes;
    ast_token out = {.kind = AST_TOKEN_OTHER};
    uint32_t i = offset;
    while (i < s.len && ast_is_space(s.p[i]))
        i++;
    if (i < s.len && s.p[i] == '/') {
        uint32_t comment = i;
        i = ast_text_skip(text, i);
        out.has_docs = i > comment;
    }
    if (i >= s.len) {
        out.kind = AST_TOKEN_END;
        out.from = out.to = (uint32_t)s.len;
        return out;
    }
    out.from = i;
    if (starts_word(s, i)) {
        out.kind = AST_TOKEN_WORD;
        out.to = end_of_word(s, i);
    } else if (is_digit(s.p[i])) {
        out.kind = AST_TOKEN_NUMBER;
        out.to = end_of_number(s, i);
    } else if (s.p[i] == '"' && end_of_string(s, i)) {
        out.kind = AST_TOKEN_STRING;
        out.to = end_of_string(s, i);
    } else {
        out.to = end_of_other(s, i);
    }
    if (out.kind == AST_TOKEN_WORD || out.kind == AST_TOKEN_OTHER)
        out.literal = literal_of(g, (tn_str){s.p + i, out.to - i});
    return out;
}
