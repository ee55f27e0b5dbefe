/* Tokens of WAVE, and the texts within quotes. */
#ifndef WAVE_LEX_H
#define WAVE_LEX_H

#include "base/arena.h"
#include "base/diag.h"

typedef enum wave_token_kind {
    WAVE_END,
    WAVE_PUNCT,  /* one of {}()[]:, */
    WAVE_NUMBER, /* also -inf */
    WAVE_LABEL,  /* also keywords; with its % */
    WAVE_CHAR,
    WAVE_STRING,
    WAVE_MULTILINE
} wave_token_kind;

typedef struct wave_token {
    wave_token_kind kind;
    tn_str text; /* quotes included */
    size_t at;   /* offset of text in the source */
} wave_token;

typedef struct wave_lexer {
    tenon_context *ctx;
    tn_str text;
    uint32_t span_base;
    size_t pos;
    wave_token token; /* the current one */
} wave_lexer;

/* Starts before the first token. Text that is not UTF-8 is reported. */
bool wave_lexer_init(wave_lexer *lex,
                     tenon_context *ctx,
                     tn_str text,
                     uint32_t span_base) TN_MUST_CHECK;
/* Moves to the next token; reports what is none and gives false. */
bool wave_next(wave_lexer *lex) TN_MUST_CHECK;

static inline bool wave_at(const wave_lexer *lex, char punct) {
    return lex->token.kind == WAVE_PUNCT && lex->token.text.p[0] == punct;
}
/* Is the token this label, exactly (a keyword)? */
static inline bool wave_at_word(const wave_lexer *lex, const char *word) {
    return lex->token.kind == WAVE_LABEL && tn_str_eqz(lex->token.text, word);
}
/* Skips a mark that must be there. */
bool wave_expect(wave_lexer *lex, char punct) TN_MUST_CHECK;

tn_span wave_span(const wave_lexer *lex, size_t from, size_t to);
tn_span wave_token_span(const wave_lexer *lex);
/* "`{`", "a string", "the end of the text": for messages. */
tn_str wave_describe(const wave_lexer *lex, tn_arena *arena);

/* true false some none ok err inf nan */
bool wave_is_keyword(tn_str label);

/* text.c: what stands in the quotes of the current token. */
bool wave_read_char(wave_lexer *lex, uint32_t *out) TN_MUST_CHECK;
bool wave_read_string(wave_lexer *lex,
                      tn_arena *arena,
                      tn_str *out) TN_MUST_CHECK;

#endif
