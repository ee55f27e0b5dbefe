/* Reading the grammar's generated tables. */
#include "parser/grammar.h"

/* The symbol of a rule or token with a name of its own. */
static TSSymbol find_symbol(const TSLanguage *wit, const char *name) {
    for (uint32_t i = 1; i < wit->symbol_count; i++) {
        if (strcmp(wit->symbol_names[i], name) == 0 &&
            (i >= wit->token_count || wit->symbol_metadata[i].named))
            return (TSSymbol)i;
    }
    tn_assert(false && "the grammar has such a symbol");
    return 0;
}

/* Index of a text in a sorted list, or -1. */
static int find_text(const char *const *list, size_t count, const char *text) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(list[mid], text);
        if (order == 0)
            return (int)mid;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return -1;
}

/* Numbers of symbols and fields are the generator's choice: look them up. */
static void map_symbols(ast_grammar *g, tn_arena *arena) {
    static const char *const symbols[] = {
#define SYMBOL(NAME, text) text,
#include "parser/grammar.def"
    };
    static const char *const fields[] = {
#define FIELD(NAME, text) text,
#include "parser/grammar.def"
    };
    const TSLanguage *wit = g->wit;
    g->symbols = TN_NEW_ARRAY(arena, uint8_t, wit->symbol_count);
    for (uint32_t i = 1; i < wit->symbol_count; i++) {
        TSSymbolMetadata meta = wit->symbol_metadata[i];
        if (meta.named && meta.visible)
            g->symbols[i] = (uint8_t)(find_text(symbols, TN_COUNT_OF(symbols),
                                                wit->symbol_names[i]) +
                                      1);
    }
    g->fields = TN_NEW_ARRAY(arena, uint8_t, wit->field_count + 1);
    for (uint32_t i = 1; i <= wit->field_count; i++)
        g->fields[i] = (uint8_t)(find_text(fields, TN_COUNT_OF(fields),
                                           wit->field_names[i]) +
                                 1);
}

static void map_literals(ast_grammar *g, tn_arena *arena) {
    tn_map_init(&g->literals, arena);
    for (uint32_t i = 1; i < g->wit->token_count; i++) {
        if (g->wit->symbol_metadata[i].named)
            continue;
        const char *text = g->wit->symbol_names[i];
        tn_map_put(&g->literals, tn_str_from(text), NULL)->value.num = i;
        if (text[1] == '\0')
            g->punctuation[text[0] & 0x7f] = (TSSymbol)i;
    }
    /* Words that are reserved although no rule has them. */
    static const char *const keywords[] = {
#define KEYWORD(text) text,
#include "parser/keyword.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(keywords); i++) {
        bool found;
        tn_map_entry *entry =
            tn_map_put(&g->literals, tn_str_from(keywords[i]), &found);
        if (!found)
            entry->value.num = ts_builtin_sym_error;
    }
}

void ast_grammar_init(ast_grammar *out, tn_arena *arena) {
    *out = (ast_grammar){.wit = tree_sitter_wit()};
    const TSLanguage *wit = out->wit;
    tn_assert(wit->version == 14);
    out->identifier = find_symbol(wit, "identifier");
    out->integer = find_symbol(wit, "integer");
    out->version = find_symbol(wit, "version");
    out->string = find_symbol(wit, "string");
    static const char *const items[AST_BODY_ITEMS] = {
        "_package_item", "_interface_item", "_world_item", "_resource_item",
        "package_decl"};
    for (size_t i = 0; i < AST_BODY_ITEMS; i++)
        out->items[i] = find_symbol(wit, items[i]);
    map_symbols(out, arena);
    map_literals(out, arena);
    out->cache = TN_NEW_ARRAY(arena, uint32_t, 1u << AST_CACHE_BITS);
}

static uint16_t search(const TSLanguage *wit, uint16_t state, TSSymbol symbol) {
    if (state < wit->large_state_count)
        return wit->parse_table[state * wit->symbol_count + symbol];
    uint32_t row = wit->small_parse_table_map[state - wit->large_state_count];
    const uint16_t *p = wit->small_parse_table + row;
    uint16_t groups = *p++;
    for (uint16_t i = 0; i < groups; i++) {
        uint16_t value = *p++, count = *p++;
        for (uint16_t j = 0; j < count; j++) {
            if (*p++ == symbol)
                return value;
        }
    }
    return 0;
}

/* Rows of small states must be searched, hence the cache. */
uint16_t ast_lookup_slow(const ast_grammar *g,
                         uint16_t state,
                         TSSymbol symbol) {
    uint32_t key = state * g->wit->symbol_count + symbol;
    if (key > UINT16_MAX)
        return search(g->wit, state, symbol);
    uint32_t *slot = &g->cache[key * 2654435761u >> (32 - AST_CACHE_BITS)];
    if (*slot >> 16 != key)
        *slot = key << 16 | search(g->wit, state, symbol);
    return (uint16_t)*slot;
}

const TSParseAction *ast_action_for(const ast_grammar *g,
                                    uint16_t state,
                                    TSSymbol symbol) {
    const TSParseActionEntry *entry =
        &g->wit->parse_actions[ast_lookup(g, state, symbol)];
    for (unsigned i = 1; i <= entry->entry.count; i++) {
        const TSParseAction *action = &entry[i].action;
        bool skip = action->type == TSParseActionTypeRecover ||
                    (action->type == TSParseActionTypeShift &&
                     (action->shift.repetition || action->shift.extra));
        if (!skip)
            return action;
    }
    return NULL;
}
