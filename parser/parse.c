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

/* Arenas of bodies */

/* So many bytes of bodies stand together; the last body may be larger. Under
 * AddressSanitizer each is alone, so that a use after its end is caught. */
#if defined(TN_ASAN)
enum { BODIES_BYTES = 1 };
#else
enum { BODIES_BYTES = 16 << 10 };
#endif

struct ast_bodies {
    tn_arena arena;
    uint32_t used; /* bodies that somebody still needs */
    ast_bodies *older;
};

static void start_bodies(ast_lower *l) {
    ast_bodies *bodies = TN_NEW(l->keep, ast_bodies);
    tn_context_arena(l->ctx, &bodies->arena);
    bodies->older = *l->newest;
    *l->newest = bodies;
    l->arena = &bodies->arena;
}

ast_bodies *ast_end_body(ast_lower *l) {
    if (!l->newest)
        return NULL;
    ast_bodies *bodies = *l->newest;
    bodies->used++;
    if (tn_arena_size(&bodies->arena) >= BODIES_BYTES)
        start_bodies(l);
    return bodies;
}

void ast_body_done(ast_bodies *bodies) {
    if (bodies && --bodies->used == 0)
        tn_arena_release(&bodies->arena);
}

void ast_bodies_release(ast_bodies *newest) {
    for (ast_bodies *bodies = newest; bodies; bodies = bodies->older)
        tn_arena_release(&bodies->arena);
}

/* Parsing */

struct ast_parser {
    ast_lower lower;
};

ast_parser *ast_parser_new(tenon_context *ctx, tn_arena *arena, bool partial) {
    ast_parser *parser = TN_NEW(arena, ast_parser);
    ast_lower *l = &parser->lower;
    l->ctx = ctx;
    l->arena = l->keep = l->work = arena;
    l->partial = partial;
    return parser;
}

void ast_parser_split(ast_parser *parser, ast_bodies **newest, tn_arena *work) {
    ast_lower *l = &parser->lower;
    l->work = work;
    l->newest = newest;
    start_bodies(l);
}

bool ast_parse_next(ast_package **out,
                    ast_parser *parser,
                    const tn_source *source) {
    ast_lower *l = &parser->lower;
    if (!l->tree.grammar) {
        ast_grammar_init(&l->grammar, l->work);
        l->tree = (ast_tree){.arena = l->work, .grammar = &l->grammar};
    }
    *out = l->file = TN_NEW(l->keep, ast_package);
    l->errors = 0;
    l->items.len = 0;
    return ast_text_init(&l->text, l->ctx, l->work, source) && ast_read(l) &&
           l->errors == 0;
}

bool ast_parse(ast_package **out,
               tenon_context *ctx,
               tn_arena *arena,
               const tn_source *source) {
    return ast_parse_next(out, ast_parser_new(ctx, arena, false), source);
}
