/*
 * What must be known of a WIT text before it is parsed: that its characters
 * are allowed, and where its comments stand.
 */
#ifndef AST_TEXT_H
#define AST_TEXT_H

#include "base/context.h"
#include "base/vec.h"

/* A run of comments that nothing but white space interrupts. */
typedef struct ast_comments {
    uint32_t token; /* offset of the token that follows them */
    uint32_t from, to;
} ast_comments;

typedef struct ast_text {
    tenon_context *ctx;
    tn_arena *arena;
    const tn_source *source;
    TN_VEC(ast_comments) comments; /* by offset */
} ast_text;

/*
 * Checks the characters (WIT.md, "Lexical structure") and notes the comments.
 * False, after reporting, when the text is not fit for parsing. *out is zero,
 * or was of another text in the same arena: its room is used again.
 */
bool ast_text_init(ast_text *out,
                   tenon_context *ctx,
                   tn_arena *arena,
                   const tn_source *source) TN_MUST_CHECK;

/* What the comments in front of the token at that offset say; may be empty. */
tn_str ast_text_docs(tn_arena *arena, const ast_text *text, uint32_t token);

/* Where those comments stand; empty when there are none. */
tn_span ast_text_docs_span(const ast_text *text, uint32_t token);

/* Behind the block comment that starts at i, or 0 when it does not end.
 * Blocks nest (WIT.md, "Comments"). */
uint32_t ast_end_of_block(tn_str s, uint32_t i);

/* The offset behind white space and comments; len where nothing follows. */
uint32_t ast_text_skip(const ast_text *text, uint32_t offset);

static inline bool ast_is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

#endif
