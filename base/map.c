/*
 * Open-addressing hash maps in an arena. Entries of a string map stand in
 * insertion order beside the slots that index them.
 */
#include "base/map.h"

/* Keys the hash: enough that names cannot be chosen blindly to collide. */
static const uint64_t hash_key = 0x9ae16a3b2f90404fULL;

static uint64_t mix(uint64_t h) {
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    return h ^ h >> 32;
}

uint64_t tn_hash(const void *p, size_t len) {
    const unsigned char *bytes = p;
    uint64_t h = hash_key ^ len;
    for (; len >= 8; bytes += 8, len -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        h = mix(h ^ word) + hash_key;
    }
    uint64_t rest = 0;
    if (len)
        memcpy(&rest, bytes, len);
    return mix(h ^ rest);
}

void tn_map_init(tn_map *map, tn_arena *arena) {
    *map = (tn_map){.arena = arena};
}

/* The slot that holds key, or the free one where it belongs. */
static uint32_t *find_slot(const tn_map *map, tn_str key, uint64_t hash) {
    size_t mask = map->slot_count - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &map->slots[i];
        if (*slot == 0)
            return slot;
        const tn_map_entry *entry = &map->entries[*slot - 1];
        if (entry->hash == hash && tn_str_eq(entry->key, key))
            return slot;
    }
}

static void rehash(tn_map *map, size_t slot_count) {
    map->slots = TN_NEW_ARRAY(map->arena, uint32_t, slot_count);
    map->slot_count = slot_count;
    for (size_t i = 0; i < map->len; i++) {
        tn_map_entry *entry = &map->entries[i];
        *find_slot(map, entry->key, entry->hash) = (uint32_t)i + 1;
    }
}

tn_map_entry *tn_map_find(const tn_map *map, tn_str key) {
    if (map->len == 0)
        return NULL;
    uint32_t slot = *find_slot(map, key, tn_hash(key.p, key.len));
    return slot ? &map->entries[slot - 1] : NULL;
}

static void grow_entries(tn_map *map) {
    size_t cap = map->cap ? map->cap * 2 : 8;
    tn_map_entry *entries = TN_NEW_ARRAY(map->arena, tn_map_entry, cap);
    if (map->len)
        memcpy(entries, map->entries, map->len * sizeof *entries);
    map->entries = entries;
    map->cap = cap;
}

tn_map_entry *tn_map_put(tn_map *map, tn_str key, bool *found) {
    if (map->len * 4 >= map->slot_count * 3)
        rehash(map, map->slot_count ? map->slot_count * 2 : 16);
    uint64_t hash = tn_hash(key.p, key.len);
    uint32_t *slot = find_slot(map, key, hash);
    if (found)
        *found = *slot != 0;
    if (*slot)
        return &map->entries[*slot - 1];
    if (map->len == map->cap)
        grow_entries(map);
    tn_map_entry *entry = &map->entries[map->len++];
    *entry = (tn_map_entry){.key = key, .hash = hash};
    *slot = (uint32_t)map->len;
    return entry;
}

void *tn_map_get(const tn_map *map, tn_str key) {
    const tn_map_entry *entry = tn_map_find(map, key);
    return entry ? entry->value.ptr : NULL;
}

void tn_map_set(tn_map *map, tn_str key, void *ptr) {
    tn_map_put(map, key, NULL)->value.ptr = ptr;
}

void tn_ptr_map_init(tn_ptr_map *map, tn_arena *arena) {
    *map = (tn_ptr_map){.arena = arena};
}

static struct tn_ptr_entry *find_ptr_slot(const tn_ptr_map *map,
                                          const void *key) {
    size_t mask = map->slot_count - 1;
    size_t i = (size_t)mix((uint64_t)(uintptr_t)key) & mask;
    while (map->slots[i].key && map->slots[i].key != key)
        i = (i + 1) & mask;
    return &map->slots[i];
}

void *tn_ptr_map_get(const tn_ptr_map *map, const void *key) {
    return map->len ? find_ptr_slot(map, key)->value : NULL;
}

static void rehash_ptrs(tn_ptr_map *map) {
    struct tn_ptr_entry *old = map->slots;
    size_t old_count = map->slot_count;
    map->slot_count = old_count ? old_count * 2 : 16;
    map->slots = TN_NEW_ARRAY(map->arena, struct tn_ptr_entry, map->slot_count);
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].key)
            *find_ptr_slot(map, old[i].key) = old[i];
    }
}

void tn_ptr_map_set(tn_ptr_map *map, const void *key, void *value) {
    if (map->len * 4 >= map->slot_count * 3)
        rehash_ptrs(map);
    struct tn_ptr_entry *slot = find_ptr_slot(map, key);
    map->len += slot->key == NULL;
    slot->key = key;
    slot->value = value;
}
