/*
 * Linear memories. Address space for all a memory may become is reserved at
 * first (no pages behind it), so that its base never moves; growing makes more
 * of it accessible. Limits of the store count accessible bytes.
 */
#define _DEFAULT_SOURCE 1 /* MAP_ANONYMOUS, MAP_NORESERVE */

#include <sys/mman.h>

#include "interpreter/internal.h"

/* Most bytes that the type and the store allow it. */
static uint64_t most_bytes(const in_store *store, const core_limits *limits) {
    uint64_t pages = limits->is64 ? (uint64_t)1 << 32 : 65536;
    if (limits->has_max && limits->max < pages)
        pages = limits->max;
    uint64_t bytes = pages * IN_PAGE;
    uint64_t allowed = store->limits.max_memory_bytes;
    return bytes < allowed ? bytes : allowed / IN_PAGE * IN_PAGE;
}

/*
 * Reserves address space: as much as it may ever need, or, where that is not
 * to be had, less; growing beyond fails then.
 */
static bool reserve(in_memory *memory, uint64_t least, uint64_t most) {
    while (most >= least && most > 0) {
        if (most <= SIZE_MAX) {
            void *p = mmap(NULL, (size_t)most, PROT_NONE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (p != MAP_FAILED) {
                memory->base = p;
                memory->reserved = most;
                return true;
            }
        }
        if (most == least)
            return false;
        uint64_t half = most / 2 / IN_PAGE * IN_PAGE;
        most = half > least ? half : least;
    }
    return least == 0;
}

/* Makes the memory size bytes long (a multiple of a page, not smaller). */
static bool set_size(in_memory *memory, uint64_t size) {
    in_store *store = memory->store;
    uint64_t more = size - memory->size;
    if (size > memory->reserved ||
        more > store->limits.max_memory_bytes - store->memory_bytes)
        return false;
    if (more && mprotect(memory->base + memory->size, (size_t)more,
                         PROT_READ | PROT_WRITE) != 0)
        return false;
    store->memory_bytes += more;
    memory->size = size;
    return true;
}

in_memory *in_memory_new(in_store *store, const core_limits *limits) {
    uint64_t most = most_bytes(store, limits);
    if (limits->min > most / IN_PAGE)
        return NULL;
    uint64_t least = limits->min * IN_PAGE;
    in_memory *memory = tn_alloc_zero(&store->allocator, sizeof *memory);
    if (!memory)
        return NULL;
    memory->store = store;
    memory->limits = *limits;
    if (!reserve(memory, least, most) || !set_size(memory, least)) {
        in_memory_free(memory);
        return NULL;
    }
    memory->next = store->memories;
    store->memories = memory;
    return memory;
}

void in_memory_free(in_memory *memory) {
    if (memory->reserved)
        munmap(memory->base, (size_t)memory->reserved);
    memory->store->memory_bytes -= memory->size;
    tn_free(&memory->store->allocator, memory, sizeof *memory);
}

uint64_t in_memory_grow(in_memory *memory, uint64_t pages) {
    uint64_t before = memory->size / IN_PAGE;
    if (pages > memory->reserved / IN_PAGE - before ||
        !set_size(memory, memory->size + pages * IN_PAGE))
        return UINT64_MAX;
    return before;
}

uint8_t *in_memory_base(const in_memory *memory) {
    return memory->base;
}

uint64_t in_memory_size(const in_memory *memory) {
    return memory->size;
}

bool in_memory_is64(const in_memory *memory) {
    return memory->limits.is64;
}

/* Bulk operations: to, from, count in three slots. */

static bool in_bounds(uint64_t at, uint64_t count, uint64_t size) {
    return at <= size && count <= size - at;
}

in_trap in_memory_init(in_instance *instance,
                       uint32_t memory,
                       uint32_t data,
                       const uint64_t args[3]) {
    in_memory *to = instance->memories[memory];
    const core_module *module = in_code_module(instance->code);
    if (!in_bounds(args[0], args[2], to->size) ||
        !in_bounds(args[1], args[2], instance->data_sizes[data]))
        return IN_TRAP_MEMORY_BOUNDS;
    if (args[2])
        memcpy(to->base + args[0],
               module->bytes + module->datas[data].bytes.start + args[1],
               (size_t)args[2]);
    return IN_TRAP_NONE;
}

in_trap in_memory_copy(in_memory *to_memory,
                       in_memory *from_memory,
                       const uint64_t args[3]) {
    if (!in_bounds(args[0], args[2], to_memory->size) ||
        !in_bounds(args[1], args[2], from_memory->size))
        return IN_TRAP_MEMORY_BOUNDS;
    if (args[2])
        memmove(to_memory->base + args[0], from_memory->base + args[1],
                (size_t)args[2]);
    return IN_TRAP_NONE;
}

in_trap in_memory_fill(in_memory *memory, const uint64_t args[3]) {
    if (!in_bounds(args[0], args[2], memory->size))
        return IN_TRAP_MEMORY_BOUNDS;
    if (args[2])
        memset(memory->base + args[0], (uint8_t)args[1], (size_t)args[2]);
    return IN_TRAP_NONE;
}
