/* Text as the layout sees it: tokens, brackets in pairs, gaps between them. */
#ifndef AST_FORMAT_PIECE_H
#define AST_FORMAT_PIECE_H

#include "base/vec.h"
#include "parser/format_comment.h"

typedef struct ast_piece {
    uint32_t from, to;
    uint32_t match;  /* an opening bracket's closing one */
    uint32_t breaks; /* gaps up to here with comments that break lines */
    uint32_t lines;  /* gaps up to here in which a line ends */
} ast_piece;

typedef struct ast_pieces {
    tn_str text;
    TN_VEC(ast_piece) list;
} ast_pieces;

/* Takes apart a text that follows the grammar. */
void ast_find_pieces(ast_pieces *out, tn_arena *arena, tn_str text);

/* Empty past the end. */
tn_str ast_piece_text(const ast_pieces *p, uint32_t i);
/* The character that a piece of punctuation is, or 0. */
char ast_piece_mark(const ast_pieces *p, uint32_t i);
/* As it is written: a keyword needs its '%', other words do not. */
tn_str ast_piece_shown(const ast_pieces *p, uint32_t i);
/* The gap before a piece; that before the first begins the file. */
ast_gap ast_gap_before(const ast_pieces *p, uint32_t i);

/* Do comments keep a bracket's contents from standing in one line? */
bool ast_bracket_breaks(const ast_pieces *p, uint32_t open);
/* Does a line end between a bracket and its match? */
bool ast_bracket_spans_lines(const ast_pieces *p, uint32_t open);

#endif
