/*
 * Topological orders. Among what could come next, what stands first in the
 * source is taken, so that the order is stable and the one of other tools:
 * these sort interfaces as they become ready, and packages depth first.
 */
#include "wit/resolve.h"

/* A heap of indices, the least on top. */
typedef struct heap {
    uint32_t *data;
    uint32_t len;
} heap;

static void heap_push(heap *h, uint32_t value) {
    uint32_t i = h->len++;
    for (; i > 0 && h->data[(i - 1) / 2] > value; i = (i - 1) / 2)
        h->data[i] = h->data[(i - 1) / 2];
    h->data[i] = value;
}

static uint32_t heap_pop(heap *h) {
    uint32_t least = h->data[0], value = h->data[--h->len];
    uint32_t i = 0;
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= h->len)
            break;
        if (child + 1 < h->len && h->data[child + 1] < h->data[child])
            child++;
        if (h->data[child] >= value)
            break;
        h->data[i] = h->data[child];
        i = child;
    }
    h->data[i] = value;
    return least;
}

/* Edges by what they lead to: rows[start[to]..start[to + 1]] are the froms. */
typedef struct reverse {
    uint32_t *start, *rows, *waiting;
} reverse;

static void reverse_init(reverse *out,
                         tn_arena *arena,
                         uint32_t count,
                         const wit_edge *edges,
                         size_t edge_count) {
    out->start = TN_NEW_ARRAY(arena, uint32_t, (size_t)count + 2);
    out->rows = TN_NEW_ARRAY(arena, uint32_t, edge_count);
    out->waiting = TN_NEW_ARRAY(arena, uint32_t, count);
    for (size_t i = 0; i < edge_count; i++) {
        out->start[edges[i].to + 2]++;
        out->waiting[edges[i].from]++;
    }
    for (uint32_t i = 2; i < count + 2; i++)
        out->start[i] += out->start[i - 1];
    for (size_t i = 0; i < edge_count; i++)
        out->rows[out->start[edges[i].to + 1]++] = edges[i].from;
}

uint32_t wit_toposort(tn_arena *arena,
                      uint32_t count,
                      const wit_edge *edges,
                      size_t edge_count,
                      uint32_t *order,
                      const wit_edge **cycle) {
    reverse rev;
    reverse_init(&rev, arena, count, edges, edge_count);
    heap ready = {TN_NEW_ARRAY(arena, uint32_t, count), 0};
    for (uint32_t i = 0; i < count; i++) {
        if (rev.waiting[i] == 0)
            heap_push(&ready, i);
    }
    uint32_t placed = 0;
    while (ready.len) {
        uint32_t node = order[placed++] = heap_pop(&ready);
        for (uint32_t i = rev.start[node]; i < rev.start[node + 1]; i++) {
            if (--rev.waiting[rev.rows[i]] == 0)
                heap_push(&ready, rev.rows[i]);
        }
    }
    *cycle = NULL;
    for (size_t i = 0; i < edge_count && placed < count && !*cycle; i++) {
        if (rev.waiting[edges[i].from] && rev.waiting[edges[i].to])
            *cycle = &edges[i];
    }
    return placed;
}

/* Edges by where they start: rows[start[from]..start[from + 1]]. */
typedef struct forward {
    uint32_t *start;
    const wit_edge **rows;
} forward;

static forward sort_edges(tn_arena *arena,
                          uint32_t count,
                          const wit_edge *edges,
                          size_t edge_count) {
    forward out = {TN_NEW_ARRAY(arena, uint32_t, (size_t)count + 2),
                   TN_NEW_ARRAY(arena, const wit_edge *, edge_count)};
    for (size_t i = 0; i < edge_count; i++)
        out.start[edges[i].from + 2]++;
    for (uint32_t i = 2; i < count + 2; i++)
        out.start[i] += out.start[i - 1];
    for (size_t i = 0; i < edge_count; i++)
        out.rows[out.start[edges[i].from + 1]++] = &edges[i];
    return out;
}

typedef struct visitor {
    forward edges;
    uint32_t *next; /* edge of each to look at; UINT32_MAX: placed */
    bool *on_path;
    uint32_t *path, len, *order, placed;
} visitor;

static void enter(visitor *v, uint32_t node) {
    v->on_path[node] = true;
    v->next[node] = v->edges.start[node];
    v->path[v->len++] = node;
}

/* The edge that closes a cycle, or NULL. */
static const wit_edge *place(visitor *v, uint32_t node) {
    if (v->next[node] == UINT32_MAX)
        return NULL;
    enter(v, node);
    while (v->len) {
        uint32_t top = v->path[v->len - 1];
        if (v->next[top] == v->edges.start[top + 1]) {
            v->next[top] = UINT32_MAX;
            v->on_path[top] = false;
            v->order[v->placed++] = top;
            v->len--;
            continue;
        }
        const wit_edge *edge = v->edges.rows[v->next[top]++];
        if (v->on_path[edge->to])
            return edge;
        if (v->next[edge->to] != UINT32_MAX)
            enter(v, edge->to);
    }
    return NULL;
}

const wit_edge *wit_order_depth_first(tn_arena *arena,
                                      uint32_t count,
                                      const wit_edge *edges,
                                      size_t edge_count,
                                      uint32_t last,
                                      uint32_t *order) {
    visitor v = {.edges = sort_edges(arena, count, edges, edge_count),
                 .next = TN_NEW_ARRAY(arena, uint32_t, count),
                 .on_path = TN_NEW_ARRAY(arena, bool, count),
                 .path = TN_NEW_ARRAY(arena, uint32_t, count),
                 .order = order};
    const wit_edge *cycle = NULL;
    for (uint32_t i = 0; i < count && !cycle; i++) {
        if (i != last)
            cycle = place(&v, i);
    }
    if (last < count && !cycle)
        cycle = place(&v, last);
    return cycle;
}
