/*
 * Stores: the owner of all that instances are made of, and the registry that
 * gives equal function types equal numbers across modules. Nothing is freed
 * before the store is.
 */
#include "base/limits.h"
#include "interpreter/internal.h"

const in_limits in_default_limits = {
    .max_memory_bytes = (uint64_t)4 << 30,
    .max_instances = TN_MAX_INSTANCES,
    .max_table_elems = TN_MAX_TABLE_ELEMS,
    .stack_bytes = TN_STACK_BYTES,
};

const char *in_trap_text(in_trap trap) {
    static const char *const texts[] = {
        "no trap",
#define TRAP(name, text) text,
#include "interpreter/trap.def"
    };
    return trap < IN_TRAP_COUNT ? texts[trap] : "unknown trap";
}

in_store *in_store_new(const tenon_allocator *allocator,
                       const in_limits *limits) {
    if (!allocator)
        allocator = &tn_default_allocator;
    in_store *store = tn_alloc_zero(allocator, sizeof *store);
    if (!store)
        return NULL;
    store->allocator = *allocator;
    store->limits = limits ? *limits : in_default_limits;
    store->fuel = UINT64_MAX;
    store->empty.store = store;
    return store;
}

void in_store_set_fuel(in_store *store, uint64_t fuel) {
    store->fuel = fuel;
}

uint64_t in_store_fuel(const in_store *store) {
    return store->fuel;
}

static void free_types(in_store *store) {
    for (size_t i = 0; i < store->type_count; i++) {
        core_functype *type = &store->types[i].type;
        tn_free(&store->allocator, (void *)(uintptr_t)type->params,
                ((size_t)type->param_count + type->result_count + 1) *
                    sizeof *type->params);
    }
    tn_free(&store->allocator, store->types,
            store->type_cap * sizeof *store->types);
    tn_free(&store->allocator, store->type_slots,
            store->type_slot_count * sizeof *store->type_slots);
}

static void free_host_funcs(in_store *store) {
    while (store->host_funcs) {
        in_host_func *host = store->host_funcs;
        store->host_funcs = host->next;
        tn_free(&store->allocator, host, sizeof *host);
    }
}

static void free_globals(in_store *store) {
    while (store->globals) {
        in_global *global = store->globals;
        store->globals = global->next;
        tn_free(&store->allocator, global, sizeof *global);
    }
}

void in_store_free(in_store *store) {
    if (!store)
        return;
    while (store->threads)
        in_thread_free(store->threads);
    while (store->instances) {
        in_instance *instance = store->instances;
        store->instances = instance->next;
        in_instance_free(instance);
    }
    while (store->memories) {
        in_memory *memory = store->memories;
        store->memories = memory->next;
        in_memory_free(memory);
    }
    while (store->tables) {
        in_table *table = store->tables;
        store->tables = table->next;
        in_table_free(table);
    }
    free_globals(store);
    free_host_funcs(store);
    free_types(store);
    tenon_allocator allocator = store->allocator;
    tn_free(&allocator, store, sizeof *store);
}

/* Types */

static uint64_t hash_type(const core_functype *type) {
    uint64_t params =
        tn_hash(type->params, type->param_count * sizeof *type->params);
    uint64_t results =
        tn_hash(type->results, type->result_count * sizeof *type->results);
    return params * 31 + results + type->param_count;
}

static bool grow_type_slots(in_store *store) {
    size_t count = store->type_slot_count ? store->type_slot_count * 2 : 64;
    uint32_t *slots = tn_alloc_zero(&store->allocator, count * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < store->type_count; i++) {
        size_t at = store->types[i].hash & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = (uint32_t)i + 1;
    }
    tn_free(&store->allocator, store->type_slots,
            store->type_slot_count * sizeof *slots);
    store->type_slots = slots;
    store->type_slot_count = count;
    return true;
}

static bool copy_type(in_store *store,
                      core_functype *out,
                      const core_functype *type) {
    size_t count = (size_t)type->param_count + type->result_count + 1;
    core_valtype *types = tn_alloc(&store->allocator, count * sizeof *types);
    if (!types)
        return false;
    if (type->param_count)
        memcpy(types, type->params, type->param_count * sizeof *types);
    if (type->result_count)
        memcpy(types + type->param_count, type->results,
               type->result_count * sizeof *types);
    *out = *type;
    out->params = types;
    out->results = types + type->param_count;
    return true;
}

bool in_store_type_id(uint32_t *out,
                      in_store *store,
                      const core_functype *type) {
    if (store->type_count * 2 >= store->type_slot_count &&
        !grow_type_slots(store))
        return false;
    uint64_t hash = hash_type(type);
    size_t mask = store->type_slot_count - 1;
    size_t at = hash & mask;
    for (; store->type_slots[at]; at = (at + 1) & mask) {
        *out = store->type_slots[at] - 1;
        if (store->types[*out].hash == hash &&
            core_functype_eq(&store->types[*out].type, type))
            return true;
    }
    void *types = store->types;
    if (!tn_grow(&store->allocator, &types, &store->type_cap,
                 store->type_count + 1, sizeof *store->types, UINT32_MAX))
        return false;
    store->types = types;
    in_type_entry *entry = &store->types[store->type_count];
    if (!copy_type(store, &entry->type, type))
        return false;
    entry->hash = hash;
    *out = (uint32_t)store->type_count++;
    store->type_slots[at] = *out + 1;
    return true;
}

const core_functype *in_store_type(const in_store *store, uint32_t id) {
    return &store->types[id].type;
}

/* Globals */

in_global *in_global_new(in_store *store,
                         core_globaltype type,
                         uint64_t value) {
    in_global *global = tn_alloc_zero(&store->allocator, sizeof *global);
    if (!global)
        return NULL;
    global->type = type;
    global->value = value;
    global->next = store->globals;
    store->globals = global;
    return global;
}

uint64_t in_global_get(const in_global *global) {
    return global->value;
}

void in_global_set(in_global *global, uint64_t value) {
    global->value = value;
}
