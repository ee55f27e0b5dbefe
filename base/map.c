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

/* A map with few entries has no slots: they are looked at one by one. */
enum { FEW = 8 };

static tn_map_entry *find_among_few(const tn_map *map, tn_str key) {
    for (size_t i = 0; i < map->len; i++) {
        if (tn_str_eq(map->entries[i].key, key))
            return &map->entries[i];
    }
    return NULL;
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
    size_t size = sizeof *map->slots;
    map->slots = tn_arena_grow(map->arena, map->slots, map->slot_count * size,
                               slot_count * size);
    memset(map->slots, 0, slot_count * size);
    bool first = map->slot_count == 0;
    map->slot_count = slot_count;
    for (size_t i = 0; i < map->len; i++) {
        tn_map_entry *entry = &map->entries[i];
        if (first)
            entry->hash = tn_hash(entry->key.p, entry->key.len);
        *find_slot(map, entry->key, entry->hash) = (uint32_t)i + 1;
    }
}

tn_map_entry *tn_map_find(const tn_map *map, tn_str key) {
    if (!map->slot_count)
        return find_among_few(map, key);
    uint32_t slot = *find_slot(map, key, tn_hash(key.p, key.len));
    return slot ? &map->entries[slot - 1] : NULL;
}

static void set_entry_room(tn_map *map, size_t cap) {
    size_t size = sizeof *map->entries;
    if (cap > SIZE_MAX / size)
        tn_out_of_memory(map->arena->guard);
    map->entries =
        tn_arena_grow(map->arena, map->entries, map->cap * size, cap * size);
    map->cap = cap;
}

static tn_map_entry *add_entry(tn_map *map, tn_str key) {
    if (map->len == map->cap)
        set_entry_room(map, map->cap ? map->cap * 2 : FEW / 2);
    tn_map_entry *entry = &map->entries[map->len++];
    *entry = (tn_map_entry){.key = key};
    return entry;
}

static tn_map_entry *put_among_few(tn_map *map, tn_str key, bool *found) {
    tn_map_entry *entry = find_among_few(map, key);
    *found = entry != NULL;
    return entry ? entry : add_entry(map, key);
}

static tn_map_entry *put_in_slot(tn_map *map, tn_str key, bool *found) {
    if (map->len * 4 >= map->slot_count * 3)
        rehash(map, map->slot_count ? map->slot_count * 2 : FEW * 4);
    uint64_t hash = tn_hash(key.p, key.len);
    uint32_t *slot = find_slot(map, key, hash);
    *found = *slot != 0;
    if (*slot)
        return &map->entries[*slot - 1];
    tn_map_entry *entry = add_entry(map, key);
    entry->hash = hash;
    *slot = (uint32_t)map->len;
    return entry;
}

tn_map_entry *tn_map_put(tn_map *map, tn_str key, bool *found) {
    bool known;
    bool few = !map->slot_count && map->len < FEW;
    tn_map_entry *entry =
        few ? put_among_few(map, key, &known) : put_in_slot(map, key, &known);
    if (found)
        *found = known;
    return entry;
}

/* Costs as much as putting the entries did, however many slots there are. */
void tn_map_clear(tn_map *map) {
    size_t mask = map->slot_count - 1;
    for (size_t i = 0; i < map->len && map->slot_count; i++) {
        size_t at = (size_t)map->entries[i].hash & mask;
        while (map->slots[at] != i + 1)
            at = (at + 1) & mask;
        map->slots[at] = 0;
    }
    map->len = 0;
}

void tn_map_reserve(tn_map *map, size_t count) {
    if (count > map->cap)
        set_entry_room(map, count);
    size_t slots = FEW * 4;
    while (count > FEW && slots * 3 <= count * 4)
        slots *= 2;
    if (count > FEW && slots > map->slot_count)
        rehash(map, slots);
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
