/* What reading a text shares with the messages about it (expect.c). */
#ifndef AST_SYNTAX_H
#define AST_SYNTAX_H

#include "parser/lower.h"

typedef struct ast_trace {
    ast_lower *lower;
    const ast_text *text;
    const ast_grammar *grammar;
    ast_stack stack;
    ast_token prev, cur;
    unsigned errors;
    uint32_t depth; /* open braces */
} ast_trace;

tn_str ast_trace_text(const ast_trace *t, ast_token token);

/*
 * Would the stack, after reductions, shift this terminal? The generator
 * merges states, hence a reduction alone does not mean that the terminal fits.
 */
bool ast_is_viable(const ast_trace *t, TSSymbol symbol);

/* Reports that the current token is not what was expected. */
void ast_report_unexpected(ast_trace *t);

#endif
