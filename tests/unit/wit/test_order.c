/* Orders in which each comes after what it depends on. */
#include "tests/arena_suite.h"
#include "wit/resolve.h"

TestSuite(order, ARENA_SUITE);

enum { COUNT = 5, NONE = COUNT };

static const wit_edge edges[] = {
    {0, 4, {0, 0}}, {0, 2, {0, 0}}, {4, 3, {0, 0}}, {1, 3, {0, 0}}};

static void expect_depth_first(uint32_t last, const uint32_t *expected) {
    uint32_t order[COUNT];
    cr_expect_null(wit_order_depth_first(&arena, COUNT, edges,
                                         TN_COUNT_OF(edges), last, order));
    EXPECT_BYTES(order, sizeof order, expected, sizeof order);
}

Test(order, depth_first_follows_the_edges) {
    expect_depth_first(NONE, (const uint32_t[]){3, 4, 2, 0, 1});
}

Test(order, the_last_one_waits) {
    expect_depth_first(0, (const uint32_t[]){3, 1, 2, 4, 0});
    /* But not for those that need it. */
    expect_depth_first(3, (const uint32_t[]){3, 4, 2, 0, 1});
}

Test(order, the_least_that_is_ready_comes_first) {
    static const uint32_t expected[] = {2, 3, 1, 4, 0};
    uint32_t order[COUNT];
    const wit_edge *cycle;
    cr_expect_eq(
        wit_toposort(&arena, COUNT, edges, TN_COUNT_OF(edges), order, &cycle),
        COUNT);
    cr_expect_null(cycle);
    EXPECT_BYTES(order, sizeof order, expected, sizeof order);
}

Test(order, cycles_are_told) {
    static const wit_edge cyclic[] = {
        {0, 1, {0, 0}}, {1, 2, {0, 0}}, {2, 1, {0, 0}}};
    static const wit_edge own[] = {{1, 1, {0, 0}}};
    uint32_t order[COUNT];
    const wit_edge *cycle;
    cr_expect_eq(wit_order_depth_first(&arena, 3, cyclic, 3, NONE, order),
                 &cyclic[2]);
    cr_expect_eq(wit_order_depth_first(&arena, 3, own, 1, NONE, order),
                 &own[0]);
    cr_expect_eq(wit_toposort(&arena, 3, cyclic, 3, order, &cycle), 0);
    cr_expect_not_null(cycle);
    cr_expect_null(wit_order_depth_first(&arena, 0, NULL, 0, NONE, order));
}
