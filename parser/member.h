/*
 * Where the fields, cases, flags and parameters of a definition stand. They
 * are many, and seldom asked for: so nothing remembers it, and it is looked
 * up in the text, once for each definition.
 */
#ifndef AST_MEMBER_H
#define AST_MEMBER_H

#include "base/context.h"
#include "base/map.h"

typedef struct ast_members {
    tenon_context *ctx;
    tn_arena *arena;
    tn_ptr_map of; /* place of a definition -> tn_map: name -> offset */
} ast_members;

void ast_members_init(ast_members *m, tenon_context *ctx, tn_arena *arena);

/*
 * The place of a member of the type or function whose name stands at item, in
 * a text that was parsed; item itself when there is no such member in it.
 */
tn_span ast_member_span(ast_members *m, tn_span item, tn_str name);

#endif
