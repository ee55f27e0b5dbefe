/*
 * The canonical ABI over a hostile guest: a type, options and a memory from
 * the input. Lifting must trap or give a value that fits; copying must agree
 * with lifting and lowering; a realloc that lies must be found out.
 */
#include <stdlib.h>

#include "canonical-abi/cabi.h"
#include "tests/fuzz/type_bytes.h"
#include "tests/type_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TARGET_BYTES = 1 << 16, SLOTS = 2000 };

typedef struct guest {
    cabi_guest abi;
    cabi_instance instance;
    uint64_t next;
    fuzz_input lies; /* what realloc answers; empty: the truth */
} guest;

static void must(bool cond) {
    if (!cond)
        abort();
}

static cabi_trap grow(cabi_guest *self,
                      uint64_t old_ptr,
                      uint64_t old_size,
                      uint64_t align,
                      uint64_t new_size,
                      uint64_t *out) {
    guest *g = (guest *)self;
    if (g->lies.len > 0) {
        uint8_t how = fuzz_byte(&g->lies);
        if (how >= 0x80) {
            *out = how & 1 ? TARGET_BYTES - (uint64_t)(how & 0x7f)
                           : fuzz_word(&g->lies, how & 2 ? 8 : 2);
            return CABI_OK;
        }
    }
    uint64_t ptr = (g->next + align - 1) / align * align;
    if (old_ptr != 0 && new_size < old_size)
        ptr = (old_ptr + align - 1) / align * align;
    else if (ptr + new_size > self->size)
        return CABI_TRAP_GUEST;
    else
        g->next = ptr + new_size;
    if (old_ptr + old_size <= self->size)
        memmove(self->base + ptr, self->base + old_ptr,
                new_size < old_size ? new_size : old_size);
    *out = ptr;
    return CABI_OK;
}

static void start_target(guest *g, uint8_t options) {
    *g = (guest){.next = 8};
    g->abi.base = calloc(1, TARGET_BYTES);
    g->abi.size = TARGET_BYTES;
    g->abi.realloc = grow;
    g->abi.instance = &g->instance;
    g->abi.encoding = (cabi_encoding)((options & 0x7f) % 3);
    g->abi.memory64 = options >> 7;
    g->instance.may_leave = true;
}

typedef struct run {
    tenon_context *ctx;
    tn_arena arena;
    const ty *type;
    guest source;
    uint8_t target_options;
    uint64_t slots[SLOTS];
    tenon_val value;
    tn_str text; /* of the value */
} run;

static tn_str text_of(run *r, const tenon_val *v) {
    tn_writer w;
    tn_writer_init(&w, &r->arena);
    value_to_text(&w, v);
    return tn_writer_str(&w);
}

static cabi_trap lift(run *r, guest *g, uint64_t *slots, tenon_val *out) {
    uint64_t budget = 1 << 22;
    cabi_flat flat = {slots, SLOTS, 0};
    return cabi_lift_flat(&g->abi, &r->arena, &budget, r->type, &flat, out);
}

/* Lowers (value) or copies (NULL) into a fresh guest, and lifts from there. */
static cabi_trap transfer(run *r, const tenon_val *value, fuzz_input lies) {
    guest target;
    uint64_t out[SLOTS];
    cabi_flat from = {r->slots, SLOTS, 0}, to = {out, SLOTS, 0};
    start_target(&target, r->target_options);
    target.lies = lies;
    cabi_trap trap = value ? cabi_lower_flat(&target.abi, r->type, value, &to)
                           : cabi_copy_flat(&r->source.abi, &target.abi,
                                            r->type, r->type, &from, &to);
    if (!trap && r->text.p && lies.len == 0) {
        tenon_val again;
        trap = lift(r, &target, out, &again);
        must(trap == CABI_OK);
        must(tn_str_eq(text_of(r, &again), r->text));
    }
    free(target.abi.base);
    return trap;
}

static void try_all(run *r, fuzz_input lies) {
    const fuzz_input truth = {NULL, 0};
    cabi_trap trap = lift(r, &r->source, r->slots, &r->value);
    if (!trap) {
        must(cabi_val_fits(r->type, &r->value));
        r->text = text_of(r, &r->value);
        trap = transfer(r, &r->value, truth);
        must(trap == CABI_OK || trap == CABI_TRAP_GUEST);
        trap = transfer(r, NULL, truth);
        must(trap == CABI_OK || trap == CABI_TRAP_GUEST);
    } else {
        cabi_trap copied = transfer(r, NULL, truth);
        must(copied != CABI_OK || trap == CABI_TRAP_BUDGET);
    }
    (void)transfer(r, NULL, lies);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static run r;
    fuzz_input in = {data, size};
    memset(&r, 0, sizeof r);
    if (tenon_context_new(&r.ctx, NULL) != TENON_OK)
        return 0;
    tn_context_arena(r.ctx, &r.arena);
    uint8_t options = fuzz_byte(&in);
    r.target_options = fuzz_byte(&in);
    fuzz_types types = {&in, r.ctx, &r.arena};
    r.type = fuzz_type(&types, 4);
    if (r.type && r.type->layout.flat_count < TY_FLAT_MANY) {
        fuzz_input lies = {in.p, fuzz_byte(&in) % 16u};
        if (lies.len > in.len)
            lies.len = in.len;
        uint32_t slots = r.type->layout.flat_count;
        for (uint32_t i = 0; i < slots && i < 64; i++)
            r.slots[i] = fuzz_word(&in, fuzz_byte(&in) & 1 ? 8 : 1);
        /* The rest is the guest's memory, in a block of its own size. */
        r.source.abi.base = malloc(in.len ? in.len : 1);
        r.source.abi.size = in.len;
        if (in.len)
            memcpy(r.source.abi.base, in.p, in.len);
        r.source.abi.encoding = (cabi_encoding)((options & 0x7f) % 3);
        r.source.abi.memory64 = options >> 7;
        r.source.abi.instance = &r.source.instance;
        try_all(&r, lies);
        free(r.source.abi.base);
    }
    tn_arena_release(&r.arena);
    tenon_context_free(r.ctx);
    return 0;
}
