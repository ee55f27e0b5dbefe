/*
 * Parsing of a WIT file: characters and comments (text.c), then its tokens
 * through the grammar's automaton (syntax.c), which makes an untyped tree of
 * each item (tree.c); that is lowered to the typed one (lower_*.c).
 */
#include <stdarg.h>

#include "base/limits.h"
#include "parser/lower.h"

tn_span ast_span_here(const ast_lower *l) {
    const ast_node *node = ast_here(&l->tree);
    return tn_source_span(l->text.source, node->from, node->to);
}

tn_str ast_text_here(const ast_lower *l) {
    const ast_node *node = ast_here(&l->tree);
    return (tn_str){l->text.source->bytes.p + node->from,
                    node->to - node->from};
}

tn_str ast_shown(const ast_lower *l, tn_str text) {
    enum { MAX_SHOWN = 60 };
    if (text.len <= MAX_SHOWN)
        return text;
    size_t len = MAX_SHOWN;
    while (len > 0 && ((unsigned char)text.p[len] & 0xc0) == 0x80)
        len--;
    return tn_arena_printf(l->arena, "%.*s...", (int)len, text.p);
}

tn_diag *ast_fail(
    ast_lower *l, tn_diag_id id, tn_span span, const char *fmt, ...) {
    if (l->errors++ >= TN_MAX_ERRORS) {
        l->beyond = (tn_diag){.id = id};
        return &l->beyond;
    }
    va_list args;
    va_start(args, fmt);
    char text[512];
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return tn_error(l->ctx, id, span, "%s", text);
}

struct ast_parser {
    ast_lower lower;
};

ast_parser *ast_parser_new(tenon_context *ctx, tn_arena *arena, bool partial) {
    ast_parser *parser = TN_NEW(arena, ast_parser);
    ast_lower *l = &parser->lower;
    l->ctx = ctx;
    l->arena = arena;
    l->partial = partial;
    ast_grammar_init(&l->grammar, arena);
    l->tree = (ast_tree){.arena = arena, .grammar = &l->grammar};
    return parser;
}

bool ast_parse_next(ast_package **out,
                    ast_parser *parser,
                    const tn_source *source) {
    ast_lower *l = &parser->lower;
    *out = l->file = TN_NEW(l->arena, ast_package);
    l->errors = 0;
    l->items.len = 0;
    return ast_text_init(&l->text, l->ctx, l->arena, source) && ast_read(l) &&
           l->errors == 0;
}

bool ast_parse(ast_package **out,
               tenon_context *ctx,
               tn_arena *arena,
               const tn_source *source) {
    return ast_parse_next(out, ast_parser_new(ctx, arena, false), source);
}
