/*
 * From tree-sitter's tree to the typed one: what the lowering files share. A
 * function lower_x is called with the cursor on an x and leaves it there.
 */
#ifndef AST_LOWER_H
#define AST_LOWER_H

#include <tree_sitter/api.h>

#include "parser/ast.h"
#include "parser/text.h"

typedef enum ast_symbol {
    AST_SYM_OTHER, /* punctuation, keywords, comments, errors */
#define SYMBOL(NAME, text) AST_SYM_##NAME,
#include "parser/grammar.def"
    AST_SYM_COUNT
} ast_symbol;

typedef enum ast_field_id {
    AST_FIELD_NONE,
#define FIELD(NAME, text) AST_FIELD_##NAME,
#include "parser/grammar.def"
    AST_FIELD_COUNT
} ast_field_id;

typedef struct ast_lower {
    tenon_context *ctx;
    tn_arena *arena;
    ast_text text;
    uint32_t base; /* offset of the part of the text that the tree is of */
    ast_package *file;
    TN_VEC(ast_item) items; /* of the file */
    TSParser *parser;
    TSTree *tree;
    TSTreeCursor cursor;
    bool has_cursor;
    size_t errors;     /* reported while lowering */
    tn_diag beyond;    /* stands for those past TN_MAX_ERRORS */
    uint32_t packages; /* nested ones around the cursor */
    bool too_deep;     /* there are more than TN_MAX_DEPTH; reported */
    uint8_t *symbols;  /* tree-sitter's symbol -> ast_symbol */
    uint32_t symbol_count;
    uint8_t *fields; /* tree-sitter's field -> ast_field_id */
} ast_lower;

/* Visits the children of the node under the cursor; do not leave early. */
#define AST_EACH_CHILD(l)                                               \
    for (bool more = ts_tree_cursor_goto_first_child(&l->cursor); more; \
         more = ast_next_child(l))
bool ast_next_child(ast_lower *l);

ast_symbol ast_symbol_here(const ast_lower *l);
ast_field_id ast_field_here(const ast_lower *l);
/* At least as many as the node has children that are not punctuation. */
uint32_t ast_child_count_here(const ast_lower *l);
tn_span ast_span_here(const ast_lower *l);
uint32_t ast_offset_here(const ast_lower *l);
tn_str ast_text_here(const ast_lower *l);
/* The identifier under the cursor, checked (WIT.md, "WIT Identifiers"). */
ast_id ast_id_here(ast_lower *l);
/* Docs of the item under the cursor, and room for its attributes. */
ast_attrs ast_attrs_here(ast_lower *l);

/* Reports and marks the tree as wrong. */
tn_diag *ast_fail(ast_lower *l,
                  tn_diag_id id,
                  tn_span span,
                  const char *fmt,
                  ...) TENON_PRINTF(4, 5);

const ast_type *ast_lower_type(ast_lower *l);
void ast_lower_params(ast_lower *l, const ast_field **out, uint32_t *count);
void ast_lower_func_type(ast_lower *l, ast_func *out);
bool ast_lower_typedef(ast_lower *l, ast_typedef *out);
void ast_lower_attribute(ast_lower *l, ast_attrs *attrs);
void ast_lower_path(ast_lower *l, ast_path *out);
/* The tree of some top-level items: adds them to the file's. */
void ast_lower_chunk(ast_lower *l);

/* Reports where the text departs from the grammar, and what was expected. */
bool ast_check_syntax(ast_text *text) TN_MUST_CHECK;

extern const TSLanguage *tree_sitter_wit(void);

#endif
