/*
 * Hash map from strings to pointers or numbers, in an arena. Keys are kept,
 * not copied. Walk order is insertion order, so that outputs made from a walk
 * are deterministic. Hashes are keyed (hostile names cannot pile up).
 */
#ifndef TN_MAP_H
#define TN_MAP_H

#include "base/arena.h"

typedef struct tn_map_entry {
    tn_str key;
    uint64_t hash; /* once there are slots */
    union {
        void *ptr;
        uint64_t num;
    } value;
} tn_map_entry;

typedef struct tn_map {
    tn_arena *arena;
    tn_map_entry *entries; /* in insertion order */
    size_t len, cap;
    uint32_t *slots; /* entry index + 1; 0 is free; none for a few entries */
    size_t slot_count;
} tn_map;

void tn_map_init(tn_map *map, tn_arena *arena);
/* Forgets the entries, but keeps their room. */
void tn_map_clear(tn_map *map);
/* Makes room for count entries in all. */
void tn_map_reserve(tn_map *map, size_t count);

/* The entry with that key, or NULL. */
tn_map_entry *tn_map_find(const tn_map *map, tn_str key);

/*
 * The entry with that key, made with a zero value when it was not there.
 * *found (may be NULL) tells which. Valid until the next insertion.
 */
tn_map_entry *tn_map_put(tn_map *map, tn_str key, bool *found);

/* The pointer stored under key, or NULL. */
void *tn_map_get(const tn_map *map, tn_str key);
/* Stores a pointer, replacing what was there. */
void tn_map_set(tn_map *map, tn_str key, void *ptr);

/* Keyed 64-bit hash of bytes. */
uint64_t tn_hash(const void *p, size_t len);

/* Same, keyed by a pointer's identity: a memo of work done per node. */
typedef struct tn_ptr_map {
    tn_arena *arena;
    struct tn_ptr_entry {
        const void *key;
        void *value;
    } * slots;
    size_t len, slot_count;
} tn_ptr_map;

void tn_ptr_map_init(tn_ptr_map *map, tn_arena *arena);
/* Stored value, or NULL. */
void *tn_ptr_map_get(const tn_ptr_map *map, const void *key);
void tn_ptr_map_set(tn_ptr_map *map, const void *key, void *value);

#endif
