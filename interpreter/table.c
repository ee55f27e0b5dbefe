/* Tables: arrays of references, accounted against the store's limit. */
#include "interpreter/internal.h"

static bool in_bounds(uint64_t at, uint64_t count, uint64_t size) {
    return at <= size && count <= size - at;
}

/* Makes room for len elements; the new ones are not set. */
static bool set_len(in_table *table, uint64_t len) {
    in_store *store = table->store;
    uint64_t more = len - table->len;
    if (more > store->limits.max_table_elems - store->table_elems)
        return false;
    if (len > table->cap) {
        uint64_t cap = table->cap * 2 > len ? table->cap * 2 : len;
        if (cap > SIZE_MAX / sizeof *table->elems)
            return false;
        uint64_t *elems = tn_realloc(&store->allocator, table->elems,
                                     (size_t)table->cap * sizeof *elems,
                                     (size_t)cap * sizeof *elems);
        if (!elems)
            return false;
        table->elems = elems;
        table->cap = cap;
    }
    store->table_elems += more;
    table->len = len;
    return true;
}

in_table *in_table_new(in_store *store, const core_tabletype *type) {
    in_table *table = tn_alloc_zero(&store->allocator, sizeof *table);
    if (!table)
        return NULL;
    table->store = store;
    table->type = *type;
    if (!set_len(table, type->limits.min)) {
        in_table_free(table);
        return NULL;
    }
    if (table->len)
        memset(table->elems, 0, (size_t)table->len * sizeof *table->elems);
    table->next = store->tables;
    store->tables = table;
    return table;
}

void in_table_free(in_table *table) {
    table->store->table_elems -= table->len;
    tn_free(&table->store->allocator, table->elems,
            (size_t)table->cap * sizeof *table->elems);
    tn_free(&table->store->allocator, table, sizeof *table);
}

uint64_t in_table_grow(in_table *table, uint64_t count, uint64_t value) {
    uint64_t before = table->len;
    uint64_t most = table->type.limits.is64 ? UINT64_MAX : UINT32_MAX;
    if (table->type.limits.has_max)
        most = table->type.limits.max;
    if (count > most - before || !set_len(table, before + count))
        return UINT64_MAX;
    for (uint64_t i = before; i < table->len; i++)
        table->elems[i] = value;
    return before;
}

in_trap in_table_init(in_table *table,
                      const in_segment *segment,
                      uint64_t to,
                      uint64_t from,
                      uint64_t count) {
    if (!in_bounds(to, count, table->len) ||
        !in_bounds(from, count, segment->count))
        return IN_TRAP_TABLE_BOUNDS;
    if (count)
        memcpy(table->elems + to, segment->refs + from,
               (size_t)count * sizeof *table->elems);
    return IN_TRAP_NONE;
}

in_trap in_table_copy(in_table *to_table,
                      in_table *from_table,
                      uint64_t to,
                      uint64_t from,
                      uint64_t count) {
    if (!in_bounds(to, count, to_table->len) ||
        !in_bounds(from, count, from_table->len))
        return IN_TRAP_TABLE_BOUNDS;
    if (count)
        memmove(to_table->elems + to, from_table->elems + from,
                (size_t)count * sizeof *to_table->elems);
    return IN_TRAP_NONE;
}

in_trap in_table_fill(in_table *table,
                      uint64_t to,
                      uint64_t value,
                      uint64_t count) {
    if (!in_bounds(to, count, table->len))
        return IN_TRAP_TABLE_BOUNDS;
    for (uint64_t i = 0; i < count; i++)
        table->elems[to + i] = value;
    return IN_TRAP_NONE;
}
