#include "guest.h"

enum { PAGE = 65536 };

extern char __heap_base;

static uintptr_t next_free;

void *guest_alloc(size_t size, size_t align) {
    if (next_free == 0) {
        next_free = (uintptr_t)&__heap_base;
    }
    uintptr_t start = (next_free + align - 1) & ~(uintptr_t)(align - 1);
    uintptr_t end;
    if (__builtin_add_overflow(start, size, &end)) {
        __builtin_trap();
    }
    uintptr_t have = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
    if (end > have) {
        size_t pages = (end - have + PAGE - 1) / PAGE;
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) {
            __builtin_trap();
        }
    }
    next_free = end;
    return (void *)start;
}

void guest_free_all(void) {
    next_free = 0;
}

EXPORT(REALLOC)
void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
    char *to = guest_alloc(size, align);
    const char *from = old;
    for (size_t i = 0; i < old_size && i < size; i++) {
        to[i] = from[i];
    }
    return to;
}
