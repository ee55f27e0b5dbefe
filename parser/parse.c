/*
 * Parsing of a WIT file: characters and comments (text.c), conformance to the
 * grammar (syntax.c), tree-sitter, then the typed tree (lower_*.c).
 *
 * tree-sitter allocates with malloc and aborts the process when that fails;
 * its memory is freed here even when an arena of ours unwinds.
 */
#include <stdarg.h>

#include "base/limits.h"
#include "parser/lower.h"

bool ast_next_child(ast_lower *l) {
    if (ts_tree_cursor_goto_next_sibling(&l->cursor))
        return true;
    ts_tree_cursor_goto_parent(&l->cursor);
    return false;
}

static TSNode node_here(const ast_lower *l) {
    return ts_tree_cursor_current_node(&l->cursor);
}

ast_symbol ast_symbol_here(const ast_lower *l) {
    TSSymbol symbol = ts_node_symbol(node_here(l));
    return symbol < l->symbol_count ? l->symbols[symbol] : AST_SYM_OTHER;
}

ast_field_id ast_field_here(const ast_lower *l) {
    return l->fields[ts_tree_cursor_current_field_id(&l->cursor)];
}

uint32_t ast_child_count_here(const ast_lower *l) {
    return ts_node_named_child_count(node_here(l));
}

uint32_t ast_offset_here(const ast_lower *l) {
    return l->base + ts_node_start_byte(node_here(l));
}

tn_span ast_span_here(const ast_lower *l) {
    TSNode node = node_here(l);
    return tn_source_span(l->text.source, l->base + ts_node_start_byte(node),
                          l->base + ts_node_end_byte(node));
}

tn_str ast_text_here(const ast_lower *l) {
    TSNode node = node_here(l);
    uint32_t from = ts_node_start_byte(node);
    return (tn_str){l->text.source->bytes.p + l->base + from,
                    ts_node_end_byte(node) - from};
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

/* Numbers of symbols and fields are the generator's choice: look them up. */
static void map_symbols(ast_lower *l) {
    static const char *const symbols[] = {
#define SYMBOL(NAME, text) text,
#include "parser/grammar.def"
    };
    static const char *const fields[] = {
#define FIELD(NAME, text) text,
#include "parser/grammar.def"
    };
    const TSLanguage *wit = tree_sitter_wit();
    l->symbol_count = ts_language_symbol_count(wit);
    l->symbols = TN_NEW_ARRAY(l->arena, uint8_t, l->symbol_count);
    for (uint8_t i = 0; i < TN_COUNT_OF(symbols); i++) {
        TSSymbol symbol = ts_language_symbol_for_name(
            wit, symbols[i], (uint32_t)strlen(symbols[i]), true);
        tn_assert(symbol != 0);
        l->symbols[symbol] = (uint8_t)(i + 1);
    }
    l->fields =
        TN_NEW_ARRAY(l->arena, uint8_t, ts_language_field_count(wit) + 1);
    for (uint8_t i = 0; i < TN_COUNT_OF(fields); i++) {
        TSFieldId field = ts_language_field_id_for_name(
            wit, fields[i], (uint32_t)strlen(fields[i]));
        tn_assert(field != 0);
        l->fields[field] = (uint8_t)(i + 1);
    }
}

static void release_tree(ast_lower *l) {
    if (l->has_cursor)
        ts_tree_cursor_delete(&l->cursor);
    if (l->tree)
        ts_tree_delete(l->tree);
    l->has_cursor = false;
    l->tree = NULL;
}

/* Parses and lowers [from, to) of the text: some top-level items. */
static void parse_chunk(ast_lower *l, uint32_t from, uint32_t to) {
    const char *p = l->text.source->bytes.p;
    l->base = from;
    l->tree = ts_parser_parse_string(l->parser, NULL, p + from, to - from);
    TSNode root = ts_tree_root_node(l->tree);
    l->cursor = ts_tree_cursor_new(root);
    l->has_cursor = true;
    if (ts_node_has_error(root)) {
        tn_assert(false && "ast_check_syntax found no error");
        ast_fail(l, DIAG_WIT_SYNTAX, tn_source_span(l->text.source, from, from),
                 "the file is not valid WIT");
    } else {
        ast_lower_chunk(l);
    }
    release_tree(l);
}

/*
 * A large text is parsed in parts: trees take some thirty times the memory of
 * their text, and tree-sitter does not survive running out of it. An arena
 * may unwind from here.
 */
static void parse(ast_lower *l) {
    map_symbols(l);
    l->parser = ts_parser_new();
    bool fits = ts_parser_set_language(l->parser, tree_sitter_wit());
    tn_assert(fits);
    TN_UNUSED(fits);
    uint32_t from = 0;
    for (size_t i = 0; i < l->text.cuts.len; i++) {
        parse_chunk(l, from, l->text.cuts.data[i]);
        from = l->text.cuts.data[i];
    }
    tn_str bytes = l->text.source->bytes;
    parse_chunk(l, from, (uint32_t)bytes.len);
    l->file->items = l->items.data;
    l->file->item_count = (uint32_t)l->items.len;
    l->file->span = tn_source_span(l->text.source, 0, bytes.len);
}

bool ast_parse(ast_package **out,
               tenon_context *ctx,
               tn_arena *arena,
               const tn_source *source) {
    *out = TN_NEW(arena, ast_package);
    ast_lower l = {.ctx = ctx, .arena = arena, .file = *out};
    if (!ast_text_init(&l.text, ctx, arena, source) ||
        !ast_check_syntax(&l.text))
        return false;

    tn_guard guard;
    volatile bool out_of_memory = false;
    if (TN_GUARD(ctx, &guard))
        parse(&l);
    else
        out_of_memory = true;
    tn_guard_leave(ctx, &guard);
    release_tree(&l);
    if (l.parser)
        ts_parser_delete(l.parser);
    if (out_of_memory)
        tn_out_of_memory(&ctx->guard);
    return l.errors == 0;
}
