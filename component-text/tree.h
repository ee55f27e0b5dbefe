/*
 * The s-expressions of a component's text: a tree of lists, atoms and strings
 * that point into it. Core modules are not looked into, wabt reads them.
 */
#ifndef COMPONENT_TEXT_TREE_H
#define COMPONENT_TEXT_TREE_H

#include "base/arena.h"
#include "base/diag.h"

typedef enum ctext_kind { CTEXT_LIST, CTEXT_STRING, CTEXT_ATOM } ctext_kind;

typedef struct ctext_node ctext_node;
struct ctext_node {
    ctext_kind kind;
    uint32_t count;          /* LIST */
    const ctext_node *items; /* LIST; without annotations of other kinds
                                 than @custom and @producers */
    tn_str text;             /* all of it, in the source */
    /* (core module ...) among definitions: its fields, up to and with the
     * closing parenthesis; else p is NULL. */
    tn_str fields;
};

/*
 * All lists of a text, as the items of a list. Reports DIAG_COMP_SYNTAX;
 * text is what the source at span_base holds.
 */
bool ctext_read_tree(ctext_node *out,
                     tenon_context *ctx,
                     tn_arena *arena,
                     tn_str text,
                     uint32_t span_base) TN_MUST_CHECK;

/* An atom that is that word; a list that begins with it. NULL is neither. */
bool ctext_is_word(const ctext_node *node, const char *word);
bool ctext_is_list(const ctext_node *node, const char *word);
/* $name; a number; either. */
bool ctext_is_id(const ctext_node *node);
bool ctext_is_number(const ctext_node *node);
bool ctext_is_index(const ctext_node *node);

#endif
