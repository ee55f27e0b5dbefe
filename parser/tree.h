/*
 * The untyped tree that the typed one is made from. The automaton adds a node
 * for each token and each rule that it reduces; hidden rules and punctuation
 * get none. An item is lowered as soon as it is complete and then is a leaf:
 * only the item that is being read has all of its nodes.
 *
 * Nodes stand in post-order: those of a subtree are [first, the node itself].
 * A cursor stands on one node; what reads a tree leaves it where it was.
 */
#ifndef AST_TREE_H
#define AST_TREE_H

#include "base/vec.h"
#include "parser/grammar.h"
#include "parser/token.h"

typedef struct ast_node {
    uint8_t symbol; /* ast_symbol */
    uint8_t field;  /* ast_field_id */
    bool has_docs;  /* comments stand before it */
    uint32_t from, to;
    uint32_t first;
    uint32_t next;        /* sibling; 0: none */
    uint32_t child;       /* the first; 0: none */
    uint32_t child_count; /* those that are no keywords */
    uint32_t item;        /* of a lowered item: its number */
} ast_node;

typedef struct ast_tree {
    tn_arena *arena;
    const ast_grammar *grammar;
    TN_VEC(ast_node) nodes; /* the first one is no node */
    uint32_t here;          /* the cursor */
} ast_tree;

void ast_tree_reset(ast_tree *tree);

/* Adds the leaf of a token that was read as that terminal. */
void ast_tree_shift(ast_tree *tree, TSSymbol symbol, const ast_token *token);

/* A rule's part: the nodes from that one on, up to the next part's. */
typedef struct ast_part {
    uint32_t first;
    uint32_t from; /* offset in the text */
    bool has_docs;
} ast_part;

/*
 * Makes a rule's nodes those of one rule, which ends at an offset; false when
 * it is hidden and they stay what they are. The cursor then is on it.
 */
bool ast_tree_reduce(ast_tree *tree,
                     const TSParseAction *rule,
                     const ast_part *parts,
                     uint32_t to);

/* Makes a leaf of the node at the cursor, which is the last. */
void ast_tree_close(ast_tree *tree, uint32_t item);

static inline const ast_node *ast_here(const ast_tree *tree) {
    return &tree->nodes.data[tree->here];
}

/* Visits the children of the node at the cursor; do not leave early. */
#define AST_EACH_CHILD(l)                        \
    for (uint32_t outer = ast_enter(&(l)->tree); \
         ast_on_child(&(l)->tree, outer);        \
         (l)->tree.here = ast_here(&(l)->tree)->next)

static inline uint32_t ast_enter(ast_tree *tree) {
    uint32_t outer = tree->here;
    tree->here = ast_here(tree)->child;
    return outer;
}

static inline bool ast_on_child(ast_tree *tree, uint32_t outer) {
    if (tree->here)
        return true;
    tree->here = outer;
    return false;
}

#endif
