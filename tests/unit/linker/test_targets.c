#define _GNU_SOURCE /* memmem */
/* targets: components and the worlds that they were not made for. */
#include <stdlib.h>

#include "tenon/targets.h"
#include "tenon/wit_binary.h"

#include "tests/unit/linker/link_support.h"

TestSuite(targets, .init = link_set_up, .fini = link_tear_down);

static const char old_wit[] =
    "package a:b; interface i { resource r; record p { x: u8 }"
    " f: func(p: p) -> r; g: func(); }"
    "world w { import i; import late: func(); export i; }";
static const char new_wit[] =
    "package a:b; interface i { resource r; record p { x: u16 }"
    " f: func(p: p) -> r; }"
    "world w { import i; export i; export e: func(); }";

static tenon_wit *load(tenon_context *ctx,
                       const char *text,
                       const tenon_wit_world **world) {
    const tenon_wit_source source = {"w.wit", text, strlen(text), 0};
    tenon_wit *wit = NULL;
    *world = NULL;
    if (tenon_wit_load_sources(&wit, ctx, &source, 1, NULL) == TENON_OK)
        (void)tenon_wit_select(world, wit, "w");
    return wit;
}

static tenon_targets *compare(const char *wit_text, const char *made_of) {
    tenon_buffer component = link_dummy_component(made_of, "w");
    const tenon_input input = link_input("c.wasm", &component);
    const tenon_wit_world *world;
    tenon_wit *wit = load(link_ctx, wit_text, &world);
    tenon_targets *out = NULL;
    cr_assert(world);
    cr_assert_eq(tenon_targets_new(&out, link_ctx, world, &input), TENON_OK);
    tenon_wit_free(wit);
    tenon_buffer_release(&component);
    return out;
}

Test(targets, a_component_fits_the_world_that_it_was_made_for) {
    tenon_targets *t = compare(old_wit, old_wit);
    cr_expect_eq(tenon_targets_count(t), 0);
    cr_expect_null(tenon_targets_mismatch(t, 0));
    cr_expect_eq(tenon_targets_check(t), TENON_OK);
    tenon_targets_free(t);
    tenon_targets_free(NULL);
}

/* Of a resource, the imported one is not the one that is exported. */
Test(targets, exported_resources_are_not_those_of_imports) {
    tenon_targets *t =
        compare("package a:b; interface i { resource r; f: func() -> r; }"
                "interface k { use i.{r}; g: func() -> r; }"
                "world w { import i; export k; }",
                "package a:b; interface i { resource r; f: func() -> r; }"
                "interface k { use i.{r}; g: func() -> r; }"
                "world w { import i; export i; export k; }");
    cr_assert_eq(tenon_targets_count(t), 2);
    cr_expect_str_eq(tenon_targets_mismatch(t, 0)->member, "r");
    cr_expect_str_eq(tenon_targets_mismatch(t, 1)->member, "g");
    tenon_targets_free(t);
}

Test(targets, everything_that_does_not_fit_is_told) {
    static const struct {
        bool is_export, is_missing;
        const char *name, *member;
    } expected[] = {
        {false, false, "a:b/i", "p"}, {false, false, "a:b/i", "f"},
        {false, true, "a:b/i", "g"},  {false, true, "late", ""},
        {true, true, "e", ""},        {true, false, "a:b/i", "p"},
        {true, false, "a:b/i", "f"},
    };
    tenon_targets *t = compare(new_wit, old_wit);
    cr_assert_eq(tenon_targets_count(t), TN_COUNT_OF(expected));
    for (size_t i = 0; i < TN_COUNT_OF(expected); i++) {
        const tenon_mismatch *m = tenon_targets_mismatch(t, i);
        cr_expect_eq(m->is_export, expected[i].is_export, "%s", m->text);
        cr_expect_eq(m->is_missing, expected[i].is_missing, "%s", m->text);
        cr_expect_str_eq(m->name, expected[i].name);
        cr_expect_str_eq(m->member, expected[i].member);
        cr_expect_eq(m->why[0] == '\0', m->is_missing, "%s", m->text);
        cr_expect_neq(m->span.hi, 0, "%s", m->text);
    }
    cr_expect_eq(tenon_targets_check(t), TENON_INVALID);
    cr_expect_eq(tenon_diagnostic_count(link_ctx, TENON_SEVERITY_ERROR),
                 TN_COUNT_OF(expected));
    tenon_targets_free(t);
}

/* The short name and the suffix of a component say what the world says. */
Test(targets, canonical_names_are_compared_with_their_suffixes) {
    static const char wit[] =
        "package a:b@1.2.3; interface i { f: func(); }"
        "world w { import i; export i; import x: i; export y: i; }";
    const tenon_wit_world *world;
    tenon_wit_encode_options options = TENON_WIT_ENCODE_OPTIONS_INIT;
    tenon_buffer bytes;
    tenon_wit *whole = load(link_ctx, wit, &world), *read = NULL;
    options.canonical_names = true;
    cr_assert_eq(tenon_wit_encode(&bytes, whole, &options), TENON_OK);
    cr_expect(memmem(bytes.data, bytes.len, "\7a:b/i@1\1\1\4.2.3", 15));
    cr_expect(memmem(bytes.data, bytes.len, "a:b/w@1.2.3", 11));
    const tenon_input input = link_input("w.wasm", &bytes);
    cr_assert_eq(tenon_wit_decode(&read, link_ctx, &input), TENON_OK);
    cr_assert_eq(tenon_wit_select(&world, read, NULL), TENON_OK);
    tenon_buffer component = link_dummy_component(wit, NULL);
    const tenon_input made = link_input("c.wasm", &component);
    tenon_targets *t = NULL;
    cr_assert_eq(tenon_targets_new(&t, link_ctx, world, &made), TENON_OK);
    cr_expect_eq(tenon_targets_count(t), 0);
    tenon_targets_free(t);
    tenon_buffer_release(&component);
    tenon_buffer_release(&bytes);
    tenon_wit_free(read);
    tenon_wit_free(whole);
}

Test(targets, a_world_belongs_to_the_same_context) {
    tenon_context *other = NULL;
    const tenon_wit_world *world;
    tenon_targets *out = NULL;
    const tenon_input input = {"none", NULL, 0};
    cr_assert_eq(tenon_context_new(&other, NULL), TENON_OK);
    tenon_wit *wit = load(other, old_wit, &world);
    cr_expect_eq(tenon_targets_new(&out, link_ctx, world, &input),
                 TENON_MISUSE);
    cr_expect_eq(tenon_targets_new(&out, other, world, &input), TENON_INVALID);
    cr_expect_null(out);
    tenon_wit_free(wit);
    tenon_context_free(other);
}

static bool compare_with(const tenon_allocator *allocator, void *user) {
    const tenon_input *input = user;
    tenon_context *own = NULL;
    const tenon_wit_world *world;
    tenon_targets *t = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_wit *wit = load(own, new_wit, &world);
    bool ok = world && tenon_targets_new(&t, own, world, input) == TENON_OK &&
              tenon_targets_check(t) == TENON_INVALID;
    tenon_targets_free(t);
    tenon_wit_free(wit);
    tenon_context_free(own);
    return ok;
}

Test(targets, survives_every_failing_allocation) {
    tenon_buffer component = link_dummy_component(old_wit, "w");
    tenon_input input = link_input("c.wasm", &component);
    test_every_failure(compare_with, &input);
    tenon_buffer_release(&component);
}
