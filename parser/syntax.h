/* What reading a text shares with the messages about it: expect.c says what was
 * expected, mistake.c what to do. */
#ifndef AST_SYNTAX_H
#define AST_SYNTAX_H

#include "parser/lower.h"

typedef struct ast_trace {
    ast_lower *lower;
    const ast_text *text;
    const ast_grammar *grammar;
    ast_stack stack;
    ast_token before, prev, cur; /* the last two, and the next one */
    unsigned errors;
    uint32_t depth; /* open braces */
} ast_trace;

tn_str ast_trace_text(const ast_trace *t, ast_token token);

/*
 * Would the stack, after reductions, shift this terminal? The generator
 * merges states, hence a reduction alone does not mean that the terminal fits.
 */
bool ast_is_viable(const ast_trace *t, TSSymbol symbol);

/*
 * Would a token fit behind a terminal (0: none) that is put in here? False
 * also where brackets nest so deep that it takes long to say.
 */
bool ast_would_fit(const ast_trace *t, TSSymbol symbol, ast_token then);

/* Can the current token stand in a body around the innermost one, as if a
 * brace were missing? Its indentation must not speak against it. */
bool ast_fits_outside(ast_trace *t);

/* Reports that the current token is not what was expected. */
void ast_report_unexpected(ast_trace *t);
/* Adds help to that report. */
void ast_help_with_mistake(ast_trace *t, tn_diag *diag);

/* u8, list, map, ...: the words that types begin with. */
bool ast_is_type_word(tn_str word);

#endif
