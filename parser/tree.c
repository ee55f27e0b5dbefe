/* Building of the untyped tree. */
#include "parser/tree.h"

void ast_tree_reset(ast_tree *tree) {
    tree->nodes.len = 0;
    tree->here = 0;
    tn_vec_push(tree->arena, &tree->nodes, (ast_node){0});
}

void ast_tree_shift(ast_tree *tree, TSSymbol symbol, const ast_token *token) {
    if (token->kind == AST_TOKEN_OTHER)
        return;
    uint32_t index = (uint32_t)tree->nodes.len;
    tn_vec_push(tree->arena, &tree->nodes,
                ((ast_node){.symbol = tree->grammar->symbols[symbol],
                            .has_docs = token->has_docs,
                            .from = token->from,
                            .to = token->to,
                            .first = index}));
}

/* Gives a field to the nodes of a part, more than one where it is hidden. */
static void set_field(ast_tree *tree,
                      uint32_t first,
                      uint32_t end,
                      uint8_t field) {
    while (end > first) {
        ast_node *node = &tree->nodes.data[end - 1];
        node->field = field;
        end = node->first;
    }
}

static void set_fields(ast_tree *tree,
                       const TSParseAction *rule,
                       const ast_part *parts) {
    const ast_grammar *g = tree->grammar;
    TSFieldMapSlice slice =
        g->wit->field_map_slices[rule->reduce.production_id];
    for (uint32_t i = 0; i < slice.length; i++) {
        TSFieldMapEntry entry = g->wit->field_map_entries[slice.index + i];
        uint32_t part = entry.child_index;
        if (entry.inherited || part >= rule->reduce.child_count)
            continue; /* inner nodes have it already */
        uint32_t end = part + 1u < rule->reduce.child_count
                           ? parts[part + 1].first
                           : (uint32_t)tree->nodes.len;
        set_field(tree, parts[part].first, end, g->fields[entry.field_id]);
    }
}

bool ast_tree_reduce(ast_tree *tree,
                     const TSParseAction *rule,
                     const ast_part *parts,
                     uint32_t to) {
    if (rule->reduce.production_id)
        set_fields(tree, rule, parts);
    if (!tree->grammar->wit->symbol_metadata[rule->reduce.symbol].visible)
        return false;
    uint32_t count = rule->reduce.child_count;
    ast_node out = {.symbol = tree->grammar->symbols[rule->reduce.symbol],
                    .has_docs = count && parts[0].has_docs,
                    .from = count ? parts[0].from : to,
                    .to = to,
                    .first =
                        count ? parts[0].first : (uint32_t)tree->nodes.len};
    for (uint32_t end = (uint32_t)tree->nodes.len; end > out.first;) {
        ast_node *node = &tree->nodes.data[end - 1];
        node->next = out.child;
        out.child = end - 1;
        out.child_count += node->symbol != AST_SYM_OTHER;
        end = node->first;
    }
    tree->here = (uint32_t)tree->nodes.len;
    tn_vec_push(tree->arena, &tree->nodes, out);
    return true;
}

void ast_tree_close(ast_tree *tree, uint32_t item) {
    ast_node leaf = *ast_here(tree);
    leaf.child = leaf.child_count = 0;
    leaf.item = item;
    tree->here = leaf.first;
    tree->nodes.len = leaf.first;
    tn_vec_push(tree->arena, &tree->nodes, leaf);
}
