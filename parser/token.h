/* Tokens of a WIT text (WIT.md, "Lexical structure"). */
#ifndef AST_TOKEN_H
#define AST_TOKEN_H

#include "parser/grammar.h"
#include "parser/text.h"

typedef struct ast_token {
    enum {
        AST_TOKEN_END,
        AST_TOKEN_WORD,
        AST_TOKEN_NUMBER, /* integer or version */
        AST_TOKEN_STRING,
        AST_TOKEN_OTHER /* punctuation, and what no token starts with */
    } kind;
    TSSymbol literal; /* the keyword or punctuation that it may be, or 0 */
    uint32_t from, to;
    bool has_docs; /* comments stand before it */
} ast_token;

/* The token behind an offset. */
ast_token ast_token_after(const ast_grammar *g,
                          const ast_text *text,
                          uint32_t offset);

#endif
