/*
 * Arenas: a chain of blocks, newest first. Under AddressSanitizer the free
 * part of each block is poisoned and allocations are kept apart by a poisoned
 * gap, so that an overflow into a neighbour is caught.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>

#include "base/context.h"

#if defined(__SANITIZE_ADDRESS__)
#define TN_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TN_ASAN 1
#endif
#endif
#if defined(TN_ASAN)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
enum { GAP = 16 };
#else
#define POISON(p, n) ((void)0)
#define UNPOISON(p, n) ((void)0)
enum { GAP = 0 };
#endif

enum { FIRST_BLOCK = 4096, MAX_BLOCK = 1 << 20 };

struct tn_arena_block {
    tn_arena_block *older;
    size_t size; /* of the whole allocation */
};

#define ALIGN _Alignof(max_align_t)
#define ROUND_UP(n) (((n) + ALIGN - 1) & ~(ALIGN - 1))

void tn_arena_init(tn_arena *arena,
                   const tenon_allocator *allocator,
                   tn_guard **guard) {
    *arena = (tn_arena){.allocator = allocator, .guard = guard};
}

void tn_arena_release(tn_arena *arena) {
    tn_arena_block *block = arena->blocks;
    while (block) {
        tn_arena_block *older = block->older;
        UNPOISON(block, block->size);
        tn_free(arena->allocator, block, block->size);
        block = older;
    }
    arena->blocks = NULL;
    arena->next = arena->end = NULL;
}

/* Blocks double in size, so that their number stays logarithmic. */
static size_t next_block_size(const tn_arena *arena, size_t need) {
    size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (size > MAX_BLOCK)
        size = MAX_BLOCK;
    size_t least = ROUND_UP(sizeof(tn_arena_block)) + need;
    return size < least ? least : size;
}

static void add_block(tn_arena *arena, size_t need) {
    size_t size = next_block_size(arena, need);
    tn_arena_block *block = tn_alloc(arena->allocator, size);
    if (!block)
        tn_out_of_memory(arena->guard);
    block->older = arena->blocks;
    block->size = size;
    arena->blocks = block;
    arena->next = (char *)block + ROUND_UP(sizeof *block);
    arena->end = (char *)block + size;
    POISON(arena->next, (size_t)(arena->end - arena->next));
}

void *tn_arena_alloc(tn_arena *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        tn_out_of_memory(arena->guard);
    size_t need = ROUND_UP(size ? size : 1) + GAP;
    if ((size_t)(arena->end - arena->next) < need)
        add_block(arena, need);
    char *p = arena->next;
    arena->next += need;
    UNPOISON(p, size ? size : 1);
    return p;
}

void *tn_arena_zero(tn_arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size)
        tn_out_of_memory(arena->guard);
    void *p = tn_arena_alloc(arena, count * size);
    memset(p, 0, count * size);
    return p;
}

tn_str tn_arena_copy(tn_arena *arena, tn_str s) {
    char *p = tn_arena_alloc(arena, s.len + 1);
    if (s.len)
        memcpy(p, s.p, s.len);
    p[s.len] = '\0';
    return (tn_str){p, s.len};
}

tn_str tn_arena_printf(tn_arena *arena, const char *fmt, ...) {
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    size_t size = len < 0 ? 0 : (size_t)len;
    char *p = tn_arena_alloc(arena, size + 1);
    p[0] = '\0';
    if (len > 0)
        vsnprintf(p, size + 1, fmt, again);
    va_end(again);
    return (tn_str){p, size};
}

void tn_out_of_memory(tn_guard *const *guard) {
    /* Without a guard nobody could say so: a missing guard is our bug. */
    if (!guard || !*guard)
        tn_assert_fail("memory is out and no guard is set", __FILE__, __LINE__);
    longjmp((*guard)->env, 1);
}

void tn_guard_enter(tenon_context *ctx, tn_guard *guard) {
    guard->outer = ctx->guard;
    ctx->guard = guard;
}

void tn_guard_leave(tenon_context *ctx, tn_guard *guard) {
    ctx->guard = guard->outer;
}
