/*
 * Composing: a graph whose nodes are the socket and the plugs, and whose
 * wires go from an import of one to the export of another that satisfies it.
 */
#ifndef LINKER_PLUG_H
#define LINKER_PLUG_H

#include "linker/world.h"

typedef struct link_node link_node;

/* How an import is satisfied. */
typedef struct link_wire {
    link_node *provider; /* NULL: by an import of the result */
    uint32_t export;
} link_wire;

/* An export that may satisfy an import by its version. */
typedef struct link_candidate {
    link_node *provider;
    uint32_t export;
    ty_semver version;
    struct link_candidate *next; /* of the same interface */
} link_candidate;

struct link_node {
    const tenon_input *input;
    tn_str path;
    bin_component *component;
    enum { NODE_UNSEEN, NODE_ACTIVE, NODE_DONE } state;
    link_wire *wires;   /* one per import */
    ty_subst bind;      /* its resources -> those of the composition */
    ty_extern *exports; /* as they are in the composition */
    uint32_t instance;
    uint32_t *aliases; /* index + 1 of each export that was aliased */
};

typedef struct link_graph {
    link_job *job;
    tenon_context *ctx;
    tn_arena *arena;
    link_node *nodes; /* the socket, then the plugs */
    uint32_t node_count;
    TN_VEC(link_node *) order;  /* of instantiation */
    TN_VEC(link_node *) active; /* the path to the node that is visited */
    link_world world;           /* imports of the result */
    tn_map versions;            /* "ns:pkg/name" -> link_candidate list */
    tn_ptr_map lists;           /* see ty_look_up_extern */
    link_scope scope;
    tn_ptr_map indices; /* import of the result -> its index + 1 */
    const ty_extern *importing;
    bool ok;
} link_graph;

/* plug_wire.c */
/* Connects everything that the socket needs; sets graph->order. */
void link_wire_graph(link_graph *graph);
/* Checks that the types of all wires fit. */
void link_check_graph(link_graph *graph);

#endif
