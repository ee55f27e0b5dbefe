/* Makers and the layout that they compute (CanonicalABI.md). */
#include "base/context.h"
#include "base/limits.h"
#include "tests/support.h"
#include "types/types.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(layout, .init = set_up, .fini = tear_down);

#define P(KIND) ty_primitive(TY_##KIND)

static const ty *tuple(uint32_t n, const ty *a, const ty *b, const ty *c) {
    ty_field *f = TN_NEW_ARRAY(&ctx->arena, ty_field, 3);
    f[0].type = a;
    f[1].type = b;
    f[2].type = c;
    return ty_make_tuple(ctx, &ctx->arena, TN_NO_SPAN, f, n);
}

static const ty *variant(uint32_t n, const ty *a, const ty *b, const ty *c) {
    ty_field *f = TN_NEW_ARRAY(&ctx->arena, ty_field, n < 3 ? 3 : n);
    f[0].type = a;
    f[1].type = b;
    f[2].type = c;
    return ty_make_variant(ctx, &ctx->arena, TN_NO_SPAN, f, n);
}

static const ty *list(const ty *elem) {
    return ty_make_of(ctx, &ctx->arena, TN_NO_SPAN, TY_LIST, elem);
}

static void expect_sizes(
    const ty *t, uint32_t size, uint32_t align, uint32_t size64, uint32_t a64) {
    cr_assert(t);
    cr_expect_eq(t->layout.size[0], size, "%u", t->layout.size[0]);
    cr_expect_eq(t->layout.align[0], align, "%u", t->layout.align[0]);
    cr_expect_eq(t->layout.size[1], size64, "%u", t->layout.size[1]);
    cr_expect_eq(t->layout.align[1], a64, "%u", t->layout.align[1]);
}

/* Flat types as letters: i I f F. */
static void expect_flat(const ty *t, unsigned ptr64, const char *expected) {
    core_valtype flat[40];
    char text[41] = {0};
    uint32_t n = ty_flatten(t, ptr64, flat, 0, 40);
    cr_assert_leq(n, 40);
    for (uint32_t i = 0; i < n; i++)
        text[i] = "FfIi"[flat[i] - CORE_F64];
    cr_expect_str_eq(text, expected);
    cr_expect_eq(t->layout.flat_count, n);
}

Test(layout, sizes_follow_the_canonical_abi) {
    expect_sizes(P(STRING), 8, 4, 16, 8);
    expect_sizes(P(CHAR), 4, 4, 4, 4);
    expect_sizes(list(P(U8)), 8, 4, 16, 8);
    expect_sizes(tuple(3, P(U8), P(U32), P(U8)), 12, 4, 12, 4);
    expect_sizes(tuple(2, P(U8), P(STRING), NULL), 12, 4, 24, 8);
    expect_sizes(variant(2, NULL, P(U64), NULL), 16, 8, 16, 8);
    expect_sizes(variant(3, P(U8), P(U16), NULL), 4, 2, 4, 2);
    expect_sizes(variant(256, P(U8), NULL, NULL), 2, 1, 2, 1);
    expect_sizes(variant(257, P(U8), NULL, NULL), 4, 2, 4, 2);
    const ty *fixed = ty_make_fixed_list(ctx, &ctx->arena, TN_NO_SPAN,
                                         tuple(2, P(U32), P(U8), NULL), 5);
    expect_sizes(fixed, 40, 4, 40, 4);
}

Test(layout, flags_take_the_smallest_integer) {
    ty_field labels[33] = {0};
    static const uint32_t sizes[][2] = {{1, 1},  {8, 1},  {9, 2},
                                        {16, 2}, {17, 4}, {32, 4}};
    for (size_t i = 0; i < TN_COUNT_OF(sizes); i++) {
        const ty *t =
            ty_make_flags(ctx, &ctx->arena, TN_NO_SPAN, labels, sizes[i][0]);
        expect_sizes(t, sizes[i][1], sizes[i][1], sizes[i][1], sizes[i][1]);
        cr_expect_eq(t->any_bits, sizes[i][0] == 8 * sizes[i][1]);
    }
    cr_expect_null(ty_make_flags(ctx, &ctx->arena, TN_NO_SPAN, labels, 33));
    cr_expect_null(ty_make_flags(ctx, &ctx->arena, TN_NO_SPAN, labels, 0));
    EXPECT_DIAGNOSTIC(ctx, "cannot have more than 32 flags");
}

Test(layout, payloads_start_after_the_discriminant) {
    expect_sizes(variant(2, P(U8), NULL, NULL), 2, 1, 2, 1);
    expect_sizes(variant(2, P(U64), NULL, NULL), 16, 8, 16, 8);
    expect_sizes(variant(257, P(U8), NULL, NULL), 4, 2, 4, 2);
    const ty *opt =
        ty_make_of(ctx, &ctx->arena, TN_NO_SPAN, TY_OPTION, P(STRING));
    expect_sizes(opt, 12, 4, 24, 8);
}

Test(layout, flattening_joins_the_cases_of_variants) {
    expect_flat(P(STRING), 0, "ii");
    expect_flat(P(STRING), 1, "II");
    expect_flat(tuple(3, P(U8), P(F32), P(S64)), 0, "ifI");
    expect_flat(variant(2, P(F32), P(U32), NULL), 0, "ii");
    expect_flat(variant(2, P(F32), P(F64), NULL), 0, "iI");
    expect_flat(variant(2, P(F64), P(F64), NULL), 0, "iF");
    expect_flat(variant(3, P(STRING), P(F32), NULL), 0, "iii");
    expect_flat(variant(3, P(STRING), P(F32), NULL), 1, "iII");
    expect_flat(variant(3, NULL, NULL, NULL), 0, "i");
}

Test(layout, more_flat_values_than_are_kept_still_flatten) {
    const ty *fixed = ty_make_fixed_list(ctx, &ctx->arena, TN_NO_SPAN,
                                         tuple(2, P(U8), P(F32), NULL), 10);
    cr_expect_null(fixed->layout.flat[0]);
    expect_flat(fixed, 0, "ifififififififififif");
    expect_flat(variant(2, fixed, P(U64), NULL), 0,
                "iI"
                "fif"
                "ifif"
                "ifif"
                "ifif"
                "ifif");
    core_valtype flat[16];
    cr_expect_eq(ty_flatten(fixed, 0, flat, 0, 16), 17);
    cr_expect_eq(ty_flatten(P(STRING), 0, flat, 15, 16), 17);
    cr_expect_eq(ty_flatten(P(STRING), 0, flat, 14, 16), 16);
}

Test(layout, only_plain_bits_can_be_copied_in_bulk) {
    cr_expect(P(U8)->any_bits && P(S64)->any_bits);
    cr_expect(!P(BOOL)->any_bits && !P(CHAR)->any_bits && !P(F32)->any_bits);
    cr_expect(P(F32)->any_bits_nan && P(F32)->has_floats);
    cr_expect(tuple(2, P(U8), P(S32), NULL)->any_bits);
    const ty *mixed = tuple(2, P(U8), P(F64), NULL);
    cr_expect(!mixed->any_bits && mixed->any_bits_nan && mixed->has_floats);
    cr_expect(!variant(1, P(U8), NULL, NULL)->any_bits);
    cr_expect(!list(P(U8))->any_bits);
}

Test(layout, nesting_beyond_the_limit_is_refused) {
    const ty *t = P(U8);
    for (int i = 0; i < TN_MAX_DEPTH; i++)
        cr_assert(t = list(t));
    cr_expect_null(list(t));
    EXPECT_DIAGNOSTIC(ctx, "nested too deeply");
}

Test(layout, types_that_double_hit_the_weight_limit) {
    const ty *t = list(P(U8));
    int levels = 0;
    for (const ty *next; (next = tuple(2, list(t), list(t), NULL)); levels++)
        t = next;
    cr_expect_lt(levels, 25);
    EXPECT_DIAGNOSTIC(ctx, "definitions multiply");
}

Test(layout, values_of_a_quarter_gigabyte_are_refused) {
    cr_expect_not_null(ty_make_fixed_list(ctx, &ctx->arena, TN_NO_SPAN, P(U8),
                                          (1u << 28) - 1));
    cr_expect_null(
        ty_make_fixed_list(ctx, &ctx->arena, TN_NO_SPAN, P(U8), 1u << 28));
    cr_expect_null(
        ty_make_fixed_list(ctx, &ctx->arena, TN_NO_SPAN, P(U64), UINT32_MAX));
    cr_expect_null(ty_make_fixed_list(ctx, &ctx->arena, TN_NO_SPAN, P(U8), 0));
}

Test(layout, a_borrow_within_a_stream_is_refused) {
    const ty *r = ty_make_resource(&ctx->arena, TN_STR("r"));
    const ty *b = ty_make_handle(ctx, &ctx->arena, TN_NO_SPAN, TY_BORROW, r);
    cr_assert(b->has_borrow && b->has_handles && !b->has_pointers);
    cr_expect_null(
        ty_make_of(ctx, &ctx->arena, TN_NO_SPAN, TY_STREAM, list(b)));
    cr_expect_null(
        ty_make_of(ctx, &ctx->arena, TN_NO_SPAN, TY_STREAM, P(CHAR)));
    const ty *s =
        ty_make_of(ctx, &ctx->arena, TN_NO_SPAN, TY_STREAM, P(STRING));
    cr_expect(s->has_handles && !s->has_pointers);
    cr_expect_not_null(
        ty_make_of(ctx, &ctx->arena, TN_NO_SPAN, TY_FUTURE, NULL));
}

Test(layout, map_keys_are_restricted) {
    cr_expect_not_null(
        ty_make_map(ctx, &ctx->arena, TN_NO_SPAN, P(STRING), P(F32)));
    cr_expect_null(
        ty_make_map(ctx, &ctx->arena, TN_NO_SPAN, P(F32), P(STRING)));
}

Test(layout, names_are_transparent) {
    const ty *point = ty_make_named(&ctx->arena, TN_STR("point"),
                                    tuple(2, P(U8), P(U16), NULL));
    expect_sizes(point, 4, 2, 4, 2);
    expect_flat(point, 0, "ii");
    const ty *other = ty_make_named(&ctx->arena, TN_STR("p"), point);
    cr_expect_eq(ty_strip(other)->kind, TY_TUPLE);
    cr_expect_eq(other->names, 2);
    cr_expect_eq(ty_strip(other)->names, 0);
}
