/*
 * The grammar's tables: what tree-sitter's generator made of grammar.js, as
 * an LR(1) automaton. Their layout is that of ABI 14 (tree_sitter/parser.h).
 * The grammar has no conflicts: each state has one action for a token
 * (besides the shifts that tree-sitter adds for repetitions).
 */
#ifndef AST_GRAMMAR_H
#define AST_GRAMMAR_H

#include "base/context.h"
#include "base/map.h"

/* The generated header takes it from the runtime's, where old ones lack it. */
typedef uint16_t TSStateId;
#include "parser/tree-sitter-wit/src/tree_sitter/parser.h"

typedef enum ast_symbol {
    AST_SYM_OTHER, /* keywords */
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

enum { AST_BODY_ITEMS = 5, AST_CACHE_BITS = 11 };

typedef struct ast_grammar {
    const TSLanguage *wit;
    tn_map literals; /* text of keywords and punctuation -> symbol */
    TSSymbol punctuation[128];
    TSSymbol identifier, integer, version, string;
    TSSymbol items[AST_BODY_ITEMS]; /* what a body consists of */
    uint8_t *symbols;               /* the tables' symbol -> ast_symbol */
    uint8_t *fields;                /* the tables' field -> ast_field_id */
    uint32_t *cache;                /* of lookups */
} ast_grammar;

void ast_grammar_init(ast_grammar *out, tn_arena *arena);

/* Searches the tables, and notes what was found. */
uint16_t ast_lookup_slow(const ast_grammar *g, uint16_t state, TSSymbol symbol);

/* The tables' entry: of a terminal an action, of a rule a state; 0: none. */
static inline uint16_t ast_lookup(const ast_grammar *g,
                                  uint16_t state,
                                  TSSymbol symbol) {
    uint32_t key = state * g->wit->symbol_count + symbol;
    uint32_t slot = g->cache[key * 2654435761u >> (32 - AST_CACHE_BITS)];
    return slot >> 16 == key ? (uint16_t)slot
                             : ast_lookup_slow(g, state, symbol);
}

/* What to do in a state at a token; NULL: it is an error. */
const TSParseAction *ast_action_for(const ast_grammar *g,
                                    uint16_t state,
                                    TSSymbol symbol);

/* The terminal that is written like that, or 0; of a reserved word without
 * use ts_builtin_sym_error. */
static inline TSSymbol ast_literal(const ast_grammar *g, tn_str text) {
    const tn_map_entry *entry = tn_map_find(&g->literals, text);
    return entry ? (TSSymbol)entry->value.num : 0;
}

extern const TSLanguage *tree_sitter_wit(void);

#endif
