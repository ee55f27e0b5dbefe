/*
 * Arenas: a chain of blocks, newest first, of which the newest has room. What
 * is large has a block of its own, in a second chain: it can be moved, so that
 * an array which grows leaves nothing behind.
 *
 * Under AddressSanitizer the free part of each block is poisoned and
 * allocations are kept apart by a poisoned gap, so that an overflow into a
 * neighbour is caught. Growing arrays then move early, so that whoever keeps
 * an address of one is caught as well.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>

#include "base/context.h"

#if defined(TN_ASAN)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
enum { GAP = 16, LARGE = 256, TEXT_ALIGN = 16 };
#else
#define POISON(p, n) ((void)0)
#define UNPOISON(p, n) ((void)0)
enum { GAP = 0, LARGE = 16 << 10, TEXT_ALIGN = 1 };
#endif

enum { FIRST_BLOCK = 4096, MAX_BLOCK = 32 << 10 };

struct tn_arena_block {
    tn_arena_block *older, *newer;
    size_t size; /* of the whole allocation */
};

#define ALIGN _Alignof(max_align_t)
#define ROUND_UP(n) (((n) + ALIGN - 1) & ~(ALIGN - 1))

enum { HEADER = ROUND_UP(sizeof(tn_arena_block)) };

void tn_arena_init(tn_arena *arena,
                   const tenon_allocator *allocator,
                   tn_guard **guard) {
    *arena = (tn_arena){.allocator = allocator, .guard = guard};
}

static void free_blocks(const tn_arena *arena, tn_arena_block *block) {
    while (block) {
        tn_arena_block *older = block->older;
        UNPOISON(block, block->size);
        tn_free(arena->allocator, block, block->size);
        block = older;
    }
}

void tn_arena_release(tn_arena *arena) {
    free_blocks(arena, arena->blocks);
    free_blocks(arena, arena->large);
    arena->blocks = arena->large = NULL;
    arena->next = arena->end = NULL;
}

static size_t size_of_blocks(const tn_arena_block *block) {
    size_t size = 0;
    for (; block; block = block->older)
        size += block->size;
    return size;
}

size_t tn_arena_size(const tn_arena *arena) {
    return size_of_blocks(arena->blocks) + size_of_blocks(arena->large);
}

static void use_block(tn_arena *arena, tn_arena_block *block) {
    arena->next = (char *)block + HEADER;
    arena->end = (char *)block + block->size;
    POISON(arena->next, (size_t)(arena->end - arena->next));
}

void tn_arena_clear(tn_arena *arena) {
    tn_arena_block *newest = arena->blocks;
    free_blocks(arena, arena->large);
    arena->large = NULL;
    if (!newest)
        return;
    free_blocks(arena, newest->older);
    newest->older = NULL;
    use_block(arena, newest);
}

/* Puts a block in front of a chain; the chain's own pointer is *first. */
static tn_arena_block *add_block(tn_arena *arena,
                                 tn_arena_block **first,
                                 size_t size) {
    tn_arena_block *block = tn_alloc(arena->allocator, size);
    if (!block)
        tn_out_of_memory(arena->guard);
    *block = (tn_arena_block){.older = *first, .size = size};
    if (*first)
        (*first)->newer = block;
    *first = block;
    return block;
}

/* Small arenas take little; and what one gives back serves the others, hence
 * blocks become no larger than that. */
static void add_room(tn_arena *arena, size_t need) {
    size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (size > MAX_BLOCK)
        size = MAX_BLOCK;
    if (size < HEADER + need)
        size = HEADER + need;
    use_block(arena, add_block(arena, &arena->blocks, size));
}

static void *alloc_large(tn_arena *arena, size_t size) {
    tn_arena_block *block =
        add_block(arena, &arena->large, HEADER + size + GAP);
    POISON((char *)block + HEADER + size, GAP);
    return (char *)block + HEADER;
}

/* No type is aligned to more than what its size is a multiple of. */
static size_t align_of(size_t size) {
    return GAP > 0 || size % ALIGN == 0 ? ALIGN : ALIGN / 2;
}

static void *alloc(tn_arena *arena, size_t size, size_t align) {
    if (size > SIZE_MAX / 2)
        tn_out_of_memory(arena->guard);
    if (size >= LARGE)
        return alloc_large(arena, size);
    size_t skip = -(uintptr_t)arena->next & (align - 1);
    if ((size_t)(arena->end - arena->next) < skip + size + GAP) {
        add_room(arena, size + GAP);
        skip = 0;
    }
    char *p = arena->next + skip;
    arena->next = p + size + GAP;
    UNPOISON(p, size);
    return p;
}

void *tn_arena_alloc(tn_arena *arena, size_t size) {
    return alloc(arena, size ? size : 1, align_of(size));
}

static void *grow_large(tn_arena *arena, void *p, size_t size) {
    tn_arena_block *block = (tn_arena_block *)((char *)p - HEADER);
    tn_arena_block *older = block->older, *newer = block->newer;
    UNPOISON(block, block->size);
    tn_arena_block *moved =
        tn_realloc(arena->allocator, block, block->size, HEADER + size + GAP);
    if (!moved)
        tn_out_of_memory(arena->guard);
    moved->size = HEADER + size + GAP;
    if (older)
        older->newer = moved;
    *(newer ? &newer->older : &arena->large) = moved;
    POISON((char *)moved + HEADER + size, GAP);
    return (char *)moved + HEADER;
}

void *tn_arena_grow(tn_arena *arena, void *p, size_t old_size, size_t size) {
    if (size > SIZE_MAX / 2)
        tn_out_of_memory(arena->guard);
    if (old_size >= LARGE)
        return grow_large(arena, p, size);
    bool is_newest = old_size && (char *)p + old_size + GAP == arena->next;
    size_t more = size - old_size;
    if (is_newest && size < LARGE &&
        (size_t)(arena->end - arena->next) >= more) {
        arena->next += more;
        UNPOISON(p, size);
        return p;
    }
    void *grown = tn_arena_alloc(arena, size);
    if (old_size)
        memcpy(grown, p, old_size);
    return grown;
}

void tn_arena_trim(tn_arena *arena, void *p, size_t old_size, size_t size) {
    if (old_size >= LARGE || (char *)p + old_size + GAP != arena->next)
        return;
    arena->next = (char *)p + size + GAP;
    POISON((char *)p + size, old_size - size);
}

void *tn_arena_zero(tn_arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size)
        tn_out_of_memory(arena->guard);
    void *p = tn_arena_alloc(arena, count * size);
    memset(p, 0, count * size);
    return p;
}

tn_str tn_arena_copy(tn_arena *arena, tn_str s) {
    char *p = alloc(arena, s.len + 1, TEXT_ALIGN);
    if (s.len)
        memcpy(p, s.p, s.len);
    p[s.len] = '\0';
    return (tn_str){p, s.len};
}

tn_str tn_arena_concat(tn_arena *arena, const tn_str *parts, size_t count) {
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *p = alloc(arena, len + 1, TEXT_ALIGN), *end = p;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len)
            memcpy(end, parts[i].p, parts[i].len);
        end += parts[i].len;
    }
    *end = '\0';
    return (tn_str){p, len};
}

tn_str tn_arena_printf(tn_arena *arena, const char *fmt, ...) {
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    size_t size = len < 0 ? 0 : (size_t)len;
    char *p = alloc(arena, size + 1, TEXT_ALIGN);
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
