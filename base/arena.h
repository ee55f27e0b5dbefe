/*
 * Arenas: memory that is freed all at once. Compile-side code (parser, wit,
 * component, linker) uses nothing else.
 *
 * An arena never returns NULL: when memory is out it unwinds to the guard of
 * the public entry point (see TN_GUARD), which frees its objects and returns
 * TENON_NO_MEMORY. Hence code that allocates from an arena holds no FILE, no
 * malloc'ed memory and no lock across the call.
 */
#ifndef TN_ARENA_H
#define TN_ARENA_H

#include <setjmp.h>

#include "base/alloc.h"

#if defined(__SANITIZE_ADDRESS__)
#define TN_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TN_ASAN 1
#endif
#endif

typedef struct tn_arena_block tn_arena_block;

/* Where an arena unwinds to when memory is out. */
typedef struct tn_guard {
    jmp_buf env;
    struct tn_guard *outer;
} tn_guard;

typedef struct tn_arena {
    const tenon_allocator *allocator;
    tn_guard **guard; /* points at the context's innermost guard */
    tn_arena_block *blocks, *large;
    char *next; /* free bytes of the newest block */
    char *end;
} tn_arena;

/* guard is the address of the context's innermost guard (ctx->guard). */
void tn_arena_init(tn_arena *arena,
                   const tenon_allocator *allocator,
                   tn_guard **guard);
void tn_arena_release(tn_arena *arena);
/* How many bytes it takes, with the room that is left. */
size_t tn_arena_size(const tn_arena *arena);
/* Frees what was allocated, but keeps some room for what will be. */
void tn_arena_clear(tn_arena *arena);

/* Uninitialised memory, aligned for any type of that size. Never NULL. */
void *tn_arena_alloc(tn_arena *arena, size_t size);
/*
 * More memory for what was allocated with the old size (0: nothing was), which
 * it may move; its old address is not to be used any more.
 */
void *tn_arena_grow(tn_arena *arena, void *p, size_t old_size, size_t size);
/* Gives back the end of what was allocated last. */
void tn_arena_trim(tn_arena *arena, void *p, size_t old_size, size_t size);
/* Zeroed; unwinds also when count * size overflows. */
void *tn_arena_zero(tn_arena *arena, size_t count, size_t size);
/* A NUL-terminated copy. */
tn_str tn_arena_copy(tn_arena *arena, tn_str s);
tn_str tn_arena_printf(tn_arena *arena, const char *fmt, ...)
    TENON_PRINTF(2, 3);
/* Texts one behind the other, NUL-terminated. */
tn_str tn_arena_concat(tn_arena *arena, const tn_str *parts, size_t count);
#define TN_CONCAT(arena, ...)                               \
    tn_arena_concat((arena), (const tn_str[]){__VA_ARGS__}, \
                    TN_COUNT_OF(((const tn_str[]){__VA_ARGS__})))

#define TN_NEW(arena, T) ((T *)tn_arena_zero((arena), 1, sizeof(T)))
#define TN_NEW_ARRAY(arena, T, n) ((T *)tn_arena_zero((arena), (n), sizeof(T)))

/* Unwinds to the innermost guard: memory is out. */
TN_NORETURN void tn_out_of_memory(tn_guard *const *guard);

/*
 * Runs a block under a guard:
 *
 *     tn_guard guard;
 *     if (TN_GUARD(ctx, &guard)) { ... work ...; status = ...; }
 *     else { status = TENON_NO_MEMORY; }
 *     tn_guard_leave(ctx, &guard);
 *
 * Locals that are changed inside and read after must be volatile or live in
 * a struct whose address was taken before.
 */
#define TN_GUARD(ctx, g) (tn_guard_enter((ctx), (g)), setjmp((g)->env) == 0)
void tn_guard_enter(tenon_context *ctx, tn_guard *guard);
void tn_guard_leave(tenon_context *ctx, tn_guard *guard);

#endif
