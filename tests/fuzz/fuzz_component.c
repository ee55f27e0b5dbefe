/*
 * Components: decode, validate, describe. What decodes must encode to bytes
 * that decode and encode to themselves.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "component/component.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct subject {
    tenon_context *ctx;
    tn_arena arena;
    bin_component *component, *again;
} subject;

static tn_writer encode(subject *s, const bin_component *c) {
    tn_writer w;
    tn_writer_init(&w, &s->arena);
    bin_encode(c, &w);
    return w;
}

/* Aborts in every variant, unlike tn_assert. */
static void require(bool ok) {
    if (!ok)
        abort();
}

static void check(subject *s, const uint8_t *data, size_t size) {
    if (!bin_decode(&s->component, s->ctx, &s->arena, data, size, 1)) {
        require(tenon_diagnostic_count(s->ctx, TENON_SEVERITY_ERROR) > 0);
        return;
    }
    tn_writer first = encode(s, s->component);
    require(bin_decode(&s->again, s->ctx, &s->arena, first.data, first.len, 1));
    tn_writer second = encode(s, s->again);
    require(first.len == second.len &&
            memcmp(first.data, second.data, first.len) == 0);
    bool valid = bin_validate(s->component);
    require(valid == !tenon_diagnostic_count(s->ctx, TENON_SEVERITY_ERROR));
    require(valid == bin_validate(s->again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    subject s = {0};
    if (tenon_context_new(&s.ctx, NULL) != TENON_OK)
        return 0;
    tn_context_arena(s.ctx, &s.arena);
    tn_guard guard;
    if (TN_GUARD(s.ctx, &guard))
        check(&s, data, size);
    tn_guard_leave(s.ctx, &guard);
    bin_release(s.component);
    bin_release(s.again);
    tn_arena_release(&s.arena);
    tenon_context_free(s.ctx);
    return 0;
}
