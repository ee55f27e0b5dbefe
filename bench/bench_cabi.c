/*
 * What a crossing between two components costs in the canonical ABI: copies
 * of a 1 KB string between each pair of encodings, of list<u32> of 1,000, of
 * a record of 10 fields, with a bump allocator as the callee's realloc.
 *
 *     bench_cabi [--count N] [PART-OF-A-NAME]
 */
#include <stdlib.h>

#include "base/context.h"
#include "bench/bench.h"
#include "canonical-abi/cabi.h"
#include "tests/type_text.h"

enum { MEMORY = 1 << 20 };

typedef struct guest {
    cabi_guest abi;
    cabi_instance instance;
    uint64_t next;
} guest;

static cabi_trap bump(cabi_guest *self,
                      uint64_t old_ptr,
                      uint64_t old_size,
                      uint64_t align,
                      uint64_t new_size,
                      uint64_t *out) {
    guest *g = (guest *)self;
    if (old_ptr != 0 && new_size <= old_size) {
        *out = old_ptr;
        return CABI_OK;
    }
    uint64_t ptr = (g->next + align - 1) & ~(align - 1);
    if (ptr + new_size > self->size)
        return CABI_TRAP_GUEST;
    if (old_size > 0)
        memcpy(self->base + ptr, self->base + old_ptr, old_size);
    g->next = ptr + new_size;
    *out = ptr;
    return CABI_OK;
}

static void init_guest(guest *g) {
    *g = (guest){.next = 64};
    g->abi.base = calloc(1, MEMORY);
    g->abi.size = MEMORY;
    g->abi.realloc = bump;
    g->abi.instance = &g->instance;
    g->instance.may_leave = true;
}

static const bench_options *options;
static const char *filter; /* measure only names with this in them */

typedef struct copying {
    guest *from, *to;
    const ty *type;
} copying;

/* Copies the value at 0 to 0, again and again. */
static bool copy_values(void *user, uint64_t n) {
    copying *c = user;
    for (uint64_t i = 0; i < n; i++) {
        c->to->next = 64;
        cabi_trap trap =
            cabi_copy(&c->from->abi, &c->to->abi, c->type, c->type, 0, 0);
        if (trap) {
            fprintf(stderr, "%s\n", cabi_trap_text(trap));
            return false;
        }
    }
    return true;
}

static void measure(const char *name, guest *a, guest *b, const ty *type) {
    copying c = {a, b, type};
    if (filter && strstr(name, filter) == NULL)
        return;
    if (!bench_measure(options, name, copy_values, &c))
        exit(1);
}

static void set_pair(guest *g, uint32_t ptr, uint32_t len) {
    uint32_t pair[2] = {ptr, len};
    memcpy(g->abi.base, pair, sizeof pair);
}

static void measure_strings(guest *a, guest *b) {
    static const char *const names[] = {"utf8", "utf16", "latin1+utf16"};
    for (int from = 0; from < 3; from++) {
        for (int to = 0; to < 3; to++) {
            char name[64];
            snprintf(name, sizeof name, "string 1 KB %s to %s", names[from],
                     names[to]);
            a->abi.encoding = (cabi_encoding)from;
            b->abi.encoding = (cabi_encoding)to;
            for (uint32_t i = 0; i < 1024; i++) {
                uint8_t unit[2] = {(uint8_t)('a' + i % 26), 0};
                size_t size = from == CABI_UTF16 ? 2 : 1;
                memcpy(a->abi.base + 64 + i * size, unit, size);
            }
            set_pair(a, 64, 1024);
            measure(name, a, b, ty_primitive(TY_STRING));
        }
    }
    a->abi.encoding = b->abi.encoding = CABI_UTF8;
}

int main(int argc, char **argv) {
    static guest a, b;
    bench_options taken;
    argc = bench_options_take(&taken, argc, argv);
    options = &taken;
    filter = argc > 1 ? argv[1] : NULL;
    tenon_context *ctx;
    tn_arena arena;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 1;
    tn_context_arena(ctx, &arena);
    init_guest(&a);
    init_guest(&b);
    measure_strings(&a, &b);
    static const struct {
        const char *name, *type;
        uint32_t ptr, len;
    } cases[] = {
        {"list<u32> of 1,000", "list<u32>", 64, 1000},
        {"list<f64> of 1,000", "list<f64>", 64, 1000},
        {"list<char> of 1,000", "list<char>", 64, 1000},
        {"list<tuple<u8,u32>> of 1,000", "list<tuple<u8,u32>>", 64, 1000},
        {"list<string> of 1,000, empty", "list<string>", 64, 1000},
        {"record of 10 fields",
         "record{a:u8,b:u16,c:u32,d:u64,e:s8,f:s16,g:s32,h:s64,i:f32,j:f64}", 0,
         0},
        {"option<u32>", "option<u32>", 0, 0},
    };
    memset(a.abi.base, 0, MEMORY);
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        set_pair(&a, cases[i].ptr, cases[i].len);
        measure(cases[i].name, &a, &b,
                type_from_text(ctx, &arena, NULL, cases[i].type));
    }
    free(a.abi.base);
    free(b.abi.base);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
    return 0;
}
