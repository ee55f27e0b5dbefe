/* Arenas, vectors, maps: contents, growth, and what failing memory does. */
#include "base/alloc.h"
#include "base/bytes.h"
#include "base/context.h"
#include "base/map.h"
#include "base/vec.h"
#include "tests/support.h"

static tenon_context *new_context(void) {
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    return ctx;
}

static void fill_arena(tn_arena *arena) {
    for (size_t i = 1; i < 3000; i++) {
        unsigned char *p = tn_arena_alloc(arena, i);
        size_t align = i % 16 ? 8 : _Alignof(max_align_t);
        cr_assert_eq((uintptr_t)p % align, 0);
        memset(p, 0x5a, i);
    }
    unsigned char *big = tn_arena_zero(arena, 3 << 20, 1);
    cr_expect_eq(big[0], 0);
    cr_expect_eq(big[(3 << 20) - 1], 0);
}

Test(memory, arena_gives_aligned_memory_of_any_size) {
    tenon_context *ctx = new_context();
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    fill_arena(&arena);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

Test(memory, arena_unwinds_when_a_count_overflows) {
    tenon_context *ctx = new_context();
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_guard guard;
    volatile bool unwound = false;
    if (TN_GUARD(ctx, &guard))
        tn_arena_zero(&arena, SIZE_MAX / 2, 3);
    else
        unwound = true;
    tn_guard_leave(ctx, &guard);
    cr_expect(unwound);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

/* Two arrays that grow in turns, past the size that has its own block. */
static void grow_arrays(tn_arena *arena) {
    unsigned char *arrays[2] = {NULL, NULL};
    size_t size = 0;
    for (size_t more = 1; size < 300000; more += 777) {
        for (int k = 0; k < 2; k++) {
            arrays[k] = tn_arena_grow(arena, arrays[k], size, size + more);
            memset(arrays[k] + size, 0x30 + k, more);
        }
        size += more;
    }
    size_t wrong = 0;
    for (size_t i = 0; i < size; i++)
        wrong += (arrays[0][i] != 0x30) + (arrays[1][i] != 0x31);
    cr_expect_eq(wrong, 0);
}

Test(memory, growing_keeps_what_is_there) {
    tenon_context *ctx = new_context();
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    grow_arrays(&arena);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

Test(memory, growing_arrays_leave_little_behind) {
    test_faults faults;
    test_faults_init(&faults, SIZE_MAX);
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, &faults.allocator), TENON_OK);
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    TN_VEC(uint32_t) numbers = {0};
    for (uint32_t i = 0; i < 1 << 20; i++) {
        tn_vec_push(&arena, &numbers, i);
        if (i % 1024 == 0)
            tn_arena_alloc(&arena, 8); /* it is not what came last */
    }
    cr_expect_lt(faults.live_bytes, (4u << 20) + (600u << 10));
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

Test(memory, a_reserved_vector_does_not_move) {
    tenon_context *ctx = new_context();
    TN_VEC(uint32_t) numbers = {0};
    tn_vec_reserve(&ctx->arena, &numbers, 1000);
    cr_expect_eq(numbers.cap, 1000);
    const uint32_t *data = numbers.data;
    for (uint32_t i = 0; i < 1000; i++)
        tn_vec_push(&ctx->arena, &numbers, i);
    cr_expect_eq(numbers.data, data);
    tenon_context_free(ctx);
}

Test(memory, a_trimmed_end_is_used_again) {
    tenon_context *ctx = new_context();
    char *first = tn_arena_alloc(&ctx->arena, 128);
    tn_arena_trim(&ctx->arena, first, 128, 16);
    const char *second = tn_arena_alloc(&ctx->arena, 16);
    cr_expect_lt(second - first, 128);
    tn_arena_trim(&ctx->arena, first, 16, 8); /* not the last any more */
    const char *third = tn_arena_alloc(&ctx->arena, 16);
    cr_expect_gt(third, second);
    tenon_context_free(ctx);
}

Test(memory, a_cleared_arena_needs_no_more_than_before) {
    test_faults faults;
    test_faults_init(&faults, SIZE_MAX);
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, &faults.allocator), TENON_OK);
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    fill_arena(&arena);
    tn_arena_clear(&arena);
    size_t live = faults.live_bytes;
    for (int i = 0; i < 1000; i++) {
        memset(tn_arena_alloc(&arena, 100), i, 100);
        tn_arena_clear(&arena);
    }
    cr_expect_eq(faults.live_bytes, live);
    tn_arena_release(&arena);
    tn_arena_clear(&arena); /* of nothing */
    tenon_context_free(ctx);
    cr_expect_eq(faults.live_bytes, 0);
}

static void check_copies(tn_arena *arena) {
    tn_str copy = tn_arena_copy(arena, TN_STR("a\0b"));
    cr_expect_eq(copy.len, 3);
    cr_expect_eq(copy.p[3], '\0');
    EXPECT_STR(tn_arena_printf(arena, "%d-%s", 42, "x"), "42-x");
    EXPECT_STR(tn_arena_printf(arena, "%s", ""), "");
    tn_str joined = TN_CONCAT(arena, TN_STR("a"), (tn_str){0}, TN_STR("bc"));
    EXPECT_STR(joined, "abc");
    cr_expect_eq(joined.p[3], '\0');
}

Test(memory, arena_copies_are_terminated) {
    tenon_context *ctx = new_context();
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    check_copies(&arena);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

static void check_vector(tn_arena *arena) {
    TN_VEC(uint32_t) numbers = {0};
    for (uint32_t i = 0; i < 1000; i++)
        tn_vec_push(arena, &numbers, i * 3);
    cr_assert_eq(numbers.len, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        cr_expect_eq(numbers.data[i], i * 3);
    cr_expect_eq(*tn_vec_add(arena, &numbers), 0, "an added item is zero");
}

Test(memory, vector_keeps_its_items_while_growing) {
    tenon_context *ctx = new_context();
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    check_vector(&arena);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

static void check_map(tn_arena *arena) {
    tn_map map;
    tn_map_init(&map, arena);
    cr_expect_null(tn_map_find(&map, TN_STR("nothing")));
    for (uint64_t i = 0; i < 2000; i++) {
        bool found = true;
        tn_str key = tn_arena_printf(arena, "key-%u", (unsigned)i);
        tn_map_put(&map, key, &found)->value.num = i;
        cr_expect_not(found);
    }
    bool found = false;
    tn_map_put(&map, TN_STR("key-7"), &found)->value.num = 70;
    cr_expect(found);
    cr_expect_eq(map.len, 2000);
    cr_expect_eq(tn_map_find(&map, TN_STR("key-7"))->value.num, 70);
    EXPECT_STR(map.entries[1999].key, "key-1999");
    cr_expect_null(tn_map_get(&map, TN_STR("key-2000")));
}

Test(memory, map_finds_what_was_put_and_walks_in_order) {
    tenon_context *ctx = new_context();
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    check_map(&arena);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

/* Below and above the number of entries that need no hashes. */
static void check_small_maps(tn_arena *arena, size_t reserved) {
    for (size_t count = 1; count < 40; count++) {
        tn_map map;
        tn_map_init(&map, arena);
        tn_map_reserve(&map, reserved);
        bool found;
        for (size_t i = 0; i < 2 * count; i++) {
            tn_str key = tn_arena_printf(arena, "%zu", i % count);
            tn_map_entry *entry = tn_map_put(&map, key, &found);
            cr_assert_eq(found, i >= count);
            cr_assert(!found || entry->value.num == i - count);
            entry->value.num = i;
        }
        cr_assert_eq(map.len, count);
        for (size_t i = 0; i < count; i++) {
            const tn_map_entry *entry = &map.entries[i];
            cr_assert_eq(entry->value.num, i + count);
            cr_assert_eq(tn_map_find(&map, entry->key), entry);
        }
        cr_assert_null(tn_map_find(&map, TN_STR("x")));
    }
}

Test(memory, maps_of_every_small_size_find_their_keys) {
    tenon_context *ctx = new_context();
    check_small_maps(&ctx->arena, 0);
    check_small_maps(&ctx->arena, 7);
    check_small_maps(&ctx->arena, 30);
    tenon_context_free(ctx);
}

Test(memory, a_cleared_map_is_empty_and_of_use) {
    tenon_context *ctx = new_context();
    tn_map map;
    tn_map_init(&map, &ctx->arena);
    tn_map_clear(&map);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < round; i++) {
            tn_str key = tn_arena_printf(&ctx->arena, "%d", i * round);
            cr_assert_null(tn_map_find(&map, key));
            tn_map_put(&map, key, NULL)->value.num = 1;
        }
        cr_assert_eq(map.len, (size_t)round);
        tn_map_clear(&map);
        cr_assert_null(tn_map_find(&map, TN_STR("0")));
    }
    tenon_context_free(ctx);
}

static void check_ptr_map(tn_arena *arena) {
    static int keys[500];
    tn_ptr_map map;
    tn_ptr_map_init(&map, arena);
    cr_expect_null(tn_ptr_map_get(&map, &keys[0]));
    for (size_t i = 0; i < 500; i++)
        tn_ptr_map_set(&map, &keys[i], &keys[499 - i]);
    for (size_t i = 0; i < 500; i++)
        cr_expect_eq(tn_ptr_map_get(&map, &keys[i]), &keys[499 - i]);
    tn_ptr_map_set(&map, &keys[3], NULL);
    cr_expect_null(tn_ptr_map_get(&map, &keys[3]));
    cr_expect_eq(map.len, 500);
}

Test(memory, pointer_map_goes_by_identity) {
    tenon_context *ctx = new_context();
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    check_ptr_map(&arena);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

/* Everything that base/ does with memory, as a public call would. */
static void work(tenon_context *ctx, tn_arena *arena) {
    tn_map map;
    tn_map_init(&map, arena);
    for (int i = 0; i < 200; i++) {
        tn_str key = tn_arena_printf(arena, "name-%d", i);
        tn_map_put(&map, key, NULL);
    }
    tn_source *s = tn_source_add(ctx, TN_SOURCE_TEXT, TN_STR("a.wit"),
                                 TN_STR("interface x {}\n"));
    tn_diag *diag = tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 0, 9),
                             "wrong %s", "thing");
    tn_note(ctx, diag, TN_NO_SPAN, "note %d", 1);
    tn_help(ctx, diag, "help %d", 2);
}

static bool run_with(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *ctx = NULL;
    if (tenon_context_new(&ctx, allocator) != TENON_OK)
        return false;
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_guard guard;
    volatile bool ok = false;
    if (TN_GUARD(ctx, &guard)) {
        work(ctx, &arena);
        ok = true;
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
    return ok;
}

Test(memory, every_failing_allocation_is_survived) {
    cr_expect_gt(test_every_failure(run_with, NULL), 3);
}

Test(memory, growing_an_array_stops_at_its_cap) {
    void *items = NULL;
    size_t cap = 0;
    const tenon_allocator *a = &tn_default_allocator;
    cr_assert(tn_grow(a, &items, &cap, 10, 4, 100));
    cr_expect_geq(cap, 10);
    cr_assert(tn_grow(a, &items, &cap, 100, 4, 100));
    cr_expect_eq(cap, 100);
    cr_expect_not(tn_grow(a, &items, &cap, 101, 4, 100));
    cr_expect_eq(cap, 100);
    tn_free(a, items, cap * 4);
}

Test(memory, a_writer_gives_back_what_it_does_not_need) {
    tenon_context *ctx = new_context();
    tn_writer w;
    tn_writer_init(&w, &ctx->arena);
    tn_writer_reserve(&w, 200);
    tn_write_bytes(&w, "short", 5);
    tn_str text = tn_writer_take(&w);
    const char *next = tn_arena_alloc(&ctx->arena, 8);
    cr_expect_lt(next - text.p, 200);
    tn_write_bytes(&w, " and more", 9); /* it can go on */
    EXPECT_STR(text, "short");
    EXPECT_STR(tn_writer_take(&w), "short and more");
    tenon_context_free(ctx);
}

static void write_numbers(tn_writer *w, int count) {
    for (int i = 0; i < count; i++)
        tn_write_printf(w, "%d,", i % 10);
}

Test(memory, a_writer_fills_the_buffer_of_a_caller) {
    tenon_context *ctx = new_context();
    for (int count = 0; count < 100000; count = count * 10 + 1) {
        tenon_buffer out = {.ctx = ctx};
        tn_writer w;
        tn_writer_into(&w, &ctx->arena, &out);
        write_numbers(&w, count);
        tn_writer_finish(&w);
        cr_assert_eq(out.len, (size_t)count * 2);
        cr_assert_not_null(out.data, "even when there is nothing in it");
        cr_expect(count == 0 || out.data[out.len - 1] == ',');
        tenon_buffer_release(&out);
    }
    tenon_context_free(ctx);
}

static bool fill_buffer(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *ctx = NULL;
    if (tenon_context_new(&ctx, allocator) != TENON_OK)
        return false;
    tenon_buffer out = {.ctx = ctx};
    tn_guard guard;
    volatile bool ok = false;
    if (TN_GUARD(ctx, &guard)) {
        tn_writer w;
        tn_writer_into(&w, &ctx->arena, &out);
        write_numbers(&w, 5000);
        tn_writer_finish(&w);
        ok = true;
    }
    tn_guard_leave(ctx, &guard);
    tenon_buffer_release(&out);
    tenon_context_free(ctx);
    return ok;
}

Test(memory, a_buffer_that_cannot_grow_is_not_lost) {
    cr_expect_gt(test_every_failure(fill_buffer, NULL), 3);
}

Test(memory, a_kept_text_is_not_copied) {
    tenon_context *ctx = new_context();
    tn_str text = tn_arena_copy(&ctx->arena, TN_STR("interface x {}\n"));
    const tn_source *source =
        tn_source_add_kept(ctx, TN_SOURCE_TEXT, TN_STR("a.wit"), text);
    cr_expect_eq(source->bytes.p, text.p);
    cr_expect_eq(tn_source_of(ctx, source->base + 3), source);
    tenon_context_free(ctx);
}
