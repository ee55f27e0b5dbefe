/* A context and an arena, new for each test of the suite that a file names:
 * TestSuite(order, ARENA_SUITE); */
#ifndef TENON_TESTS_ARENA_SUITE_H
#define TENON_TESTS_ARENA_SUITE_H

#include "base/context.h"
#include "tests/support.h"

#define ARENA_SUITE .init = make_arena, .fini = free_arena

static tenon_context *ctx;
static tn_arena arena;

static void make_arena(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    tn_context_arena(ctx, &arena);
}

static void free_arena(void) {
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

#endif
