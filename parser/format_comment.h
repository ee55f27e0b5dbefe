/* What stands between two tokens: comments, and where lines break. */
#ifndef AST_FORMAT_COMMENT_H
#define AST_FORMAT_COMMENT_H

#include "base/bytes.h"

typedef struct ast_comment {
    tn_str text;        /* without white space at its end */
    bool is_block;      /* a star follows the slash */
    bool breaks_before; /* it does not stand in the line of what precedes */
    bool breaks_after;  /* nothing follows in its line */
    bool blank_before;  /* an empty line precedes it */
} ast_comment;

/* Walks over a gap. */
typedef struct ast_gap {
    tn_str rest;
    bool at_start; /* of the file: as if a line had just ended */
} ast_gap;

/* The next comment, or false; then blank tells of an empty line behind. */
bool ast_gap_next(ast_gap *gap, ast_comment *out, bool *blank);

/* Does it document what follows, wherever it stands? */
static inline bool ast_is_doc_line(const ast_comment *c) {
    return tn_str_starts(c->text, TN_STR("///"));
}

/* Ends the line of the token before it. */
static inline bool ast_is_trailing(const ast_comment *c) {
    return !c->breaks_before && c->breaks_after && !ast_is_doc_line(c);
}

/* Walks to its end; are there comments that cannot stand within a line? */
bool ast_gap_breaks(ast_gap *gap);

/* A comment, its further lines aligned when each starts with a star. */
void ast_put_comment(tn_writer *out, const ast_comment *c, size_t columns);

#endif
