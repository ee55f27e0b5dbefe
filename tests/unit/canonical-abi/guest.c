/* Byte arrays as guests; see guest.h. */
#include "guest.h"

#include <stdlib.h>

static cabi_trap bump(cabi_guest *self,
                      uint64_t old_ptr,
                      uint64_t old_size,
                      uint64_t align,
                      uint64_t new_size,
                      uint64_t *out) {
    test_guest *g = (test_guest *)self;
    if (g->call_count < TEST_CALLS) {
        g->calls[g->call_count].old_ptr = old_ptr;
        g->calls[g->call_count].old_size = old_size;
        g->calls[g->call_count].align = align;
        g->calls[g->call_count].new_size = new_size;
    }
    g->left |= g->instance.may_leave;
    if (g->moves) { /* the old block is freed: stale pointers show */
        uint8_t *fresh = malloc(g->abi.size);
        memcpy(fresh, g->abi.base, g->abi.size);
        free(g->abi.base);
        g->abi.base = fresh;
    }
    if (++g->call_count == g->lie_at) {
        *out = g->lie;
        return CABI_OK;
    }
    if (old_ptr != 0 && new_size < old_size) {
        *out = (old_ptr + align - 1) / align * align;
        return CABI_OK;
    }
    uint64_t ptr = (g->next + align - 1) / align * align;
    if (ptr + new_size > self->size)
        return CABI_TRAP_GUEST;
    memmove(self->base + ptr, self->base + old_ptr, old_size);
    g->next = ptr + new_size;
    *out = ptr;
    return CABI_OK;
}

static const cabi_resource *resource_of(cabi_instance *self, const ty *node) {
    TN_UNUSED(node);
    return ((test_guest *)self->user)->resource;
}

static void init_guest(test_guest *g, const cabi_resource *resource) {
    *g = (test_guest){.resource = resource};
    g->abi.base = calloc(1, TEST_MEMORY);
    g->abi.size = TEST_MEMORY;
    g->abi.realloc = bump;
    g->abi.instance = &g->instance;
    g->abi.task = &g->task;
    g->instance.may_leave = true;
    g->instance.resource_of = resource_of;
    g->instance.user = g;
    cabi_handles_init(&g->instance.handles, &tn_default_allocator);
    cabi_task_init(&g->task, &g->instance, &tn_default_allocator);
}

static void release_guest(test_guest *g) {
    cabi_handles_release(&g->instance.handles);
    cabi_task_release(&g->task);
    free(g->abi.base);
}

void test_abi_init(test_abi *t) {
    memset(t, 0, sizeof *t);
    cr_assert(tenon_context_new(&t->ctx, NULL) == TENON_OK);
    tn_context_arena(t->ctx, &t->arena);
    t->resource = ty_make_resource(&t->arena, TN_STR("r"));
    t->budget = TN_MAX_LIFT_BYTES;
    init_guest(&t->a, &t->r);
    init_guest(&t->b, &t->r);
}

void test_abi_release(test_abi *t) {
    release_guest(&t->a);
    release_guest(&t->b);
    tn_arena_release(&t->arena);
    tenon_context_free(t->ctx);
}

const ty *test_type(test_abi *t, const char *text) {
    const ty *type = type_from_text(t->ctx, &t->arena, t->resource, text);
    cr_assert(type != NULL, "type %s", text);
    return type;
}

void test_memory(test_guest *g, const char *hex) {
    test_bytes bytes = test_hex(hex);
    cr_assert(bytes.len <= g->abi.size);
    memcpy(g->abi.base, bytes.p, bytes.len);
    g->next = bytes.len;
    free(bytes.p);
}

const char *test_log(test_abi *t, const test_guest *g) {
    tn_writer w;
    tn_writer_init(&w, &t->arena);
    for (size_t i = 0; i < g->call_count && i < TEST_CALLS; i++)
        tn_write_printf(&w, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "; ",
                        g->calls[i].old_ptr, g->calls[i].old_size,
                        g->calls[i].align, g->calls[i].new_size);
    tn_write_u8(&w, 0);
    return (const char *)w.data;
}

const char *test_value_text(test_abi *t, const tenon_val *v) {
    tn_writer w;
    tn_writer_init(&w, &t->arena);
    value_to_text(&w, v);
    tn_write_u8(&w, 0);
    return (const char *)w.data;
}

uint32_t test_slots(uint64_t *out, const char *text) {
    uint32_t n = 0;
    for (char *end; *text; text = end) {
        out[n++] = strtoull(text, &end, 0);
        while (*end == ' ')
            end++;
    }
    return n;
}

const char *test_lift(test_abi *t, const char *type, const char *slots) {
    uint64_t values[64];
    cabi_flat flat = {.slots = values, .count = test_slots(values, slots)};
    tenon_val v;
    cabi_trap trap = cabi_lift_flat(&t->a.abi, &t->arena, &t->budget,
                                    test_type(t, type), &flat, &v);
    if (trap)
        return tn_arena_printf(&t->arena, "<%s>", cabi_trap_text(trap)).p;
    cr_expect(flat.pos == flat.count, "%s: %u of %u slots taken", type,
              flat.pos, flat.count);
    return test_value_text(t, &v);
}
