/*
 * From the untyped tree to the typed one: what the lowering files share. A
 * function lower_x is called with the cursor on an x and leaves it there.
 */
#ifndef AST_LOWER_H
#define AST_LOWER_H

#include "parser/ast.h"
#include "parser/text.h"
#include "parser/tree.h"

/* A state of the automaton; open: where the bracket that led to it stands. */
typedef struct ast_frame {
    uint16_t state;
    char bracket; /* 0: none */
    uint32_t open;
    ast_part part;
} ast_frame;
typedef TN_VEC(ast_frame) ast_stack;

typedef struct ast_lower {
    tenon_context *ctx;
    tn_arena *arena;     /* of what stands in interfaces and worlds */
    tn_arena *keep;      /* of the rest of the tree, and of texts */
    tn_arena *work;      /* of what only the parser needs */
    ast_bodies **newest; /* NULL: bodies are kept with the rest */
    ast_text text;
    ast_grammar grammar;
    ast_tree tree;
    ast_stack stack; /* room for it, from file to file */
    ast_package *file;
    bool partial; /* what is right of a text with errors is wanted, too */
    TN_VEC(ast_item) items; /* complete, but not what they stand in */
    size_t errors;          /* reported while lowering */
    tn_diag beyond;         /* stands for those past TN_MAX_ERRORS */
} ast_lower;

static inline ast_symbol ast_symbol_here(const ast_lower *l) {
    return (ast_symbol)ast_here(&l->tree)->symbol;
}

static inline ast_field_id ast_field_here(const ast_lower *l) {
    return (ast_field_id)ast_here(&l->tree)->field;
}

/* How many children the node has that are no keywords. */
static inline uint32_t ast_child_count_here(const ast_lower *l) {
    return ast_here(&l->tree)->child_count;
}

tn_span ast_span_here(const ast_lower *l);
tn_str ast_text_here(const ast_lower *l);
/* The identifier under the cursor, checked (WIT.md, "WIT Identifiers"). */
ast_id ast_id_here(ast_lower *l);
/* The same of a type that is mentioned, for suggestions. */
ast_id ast_type_id_here(ast_lower *l);
/* Reports what is under the cursor when it is longer than that. */
void ast_check_length(ast_lower *l, tn_str name, size_t most);
/* Docs of the item under the cursor, and room for its attributes. */
ast_attrs ast_attrs_here(ast_lower *l);

/* A part of the text for a message: cut when long. */
tn_str ast_shown(const ast_lower *l, tn_str text);

/* An interface or world is complete: notes where its body stands. */
ast_bodies *ast_end_body(ast_lower *l);

/* Reports and marks the tree as wrong. */
tn_diag *ast_fail(ast_lower *l,
                  tn_diag_id id,
                  tn_span span,
                  const char *fmt,
                  ...) TENON_PRINTF(4, 5);

void ast_lower_func_type(ast_lower *l, ast_func *out);
const ast_func *ast_lower_resource_func(ast_lower *l);
/* NULL where the cursor is on something else. */
const ast_typedef *ast_lower_typedef(ast_lower *l);
void ast_lower_attribute(ast_lower *l, ast_attrs *attrs);
void ast_lower_path(ast_lower *l, ast_path *out);
/* The items that stand in the body at the cursor. */
const ast_item *ast_take_items(ast_lower *l, tn_arena *arena, uint32_t *count);
/* Lowers the node at the cursor, which is complete, if it is an item. */
void ast_lower_complete(ast_lower *l);
/* Checks the names and versions of an item that will not be complete: what
 * is wrong with them may be why. Of one that ends at that offset, in front of
 * the error and in its line, the error tells. */
void ast_check_incomplete(ast_lower *l, uint32_t end);
/* The length of a list, which the cursor is on. */
uint64_t ast_length_here(ast_lower *l);
/* The items of the file that the cursor is on. */
void ast_lower_file(ast_lower *l);

/*
 * Reads the text and lowers it as it goes. Reports where the text departs
 * from the grammar, and what was expected.
 */
bool ast_read(ast_lower *l) TN_MUST_CHECK;

#endif
