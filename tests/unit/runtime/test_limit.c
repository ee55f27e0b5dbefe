/* Limits of a store, met by components that are made for it. */
#include <stdlib.h>

#include "base/context.h"
#include "component/component.h"
#include "tests/unit/runtime/fixture.h"

static void append_component(bin_component *to, bin_component *inner) {
    bin_def def = {.kind = BIN_COMPONENT};
    def.u.component = inner;
    bin_append(to, &def);
}

static void append_instance(bin_component *to, uint32_t component) {
    bin_def def = {.kind = BIN_INSTANCE};
    def.u.instance.instantiate = true;
    def.u.instance.component = component;
    bin_append(to, &def);
}

static uint32_t append_outer(bin_component *to, uint32_t component) {
    bin_def def = {.kind = BIN_ALIAS};
    def.u.alias.sort = TY_SORT_COMPONENT;
    def.u.alias.target = BIN_ALIAS_OUTER;
    def.u.alias.outer = 1;
    def.u.alias.index = component;
    return bin_append(to, &def);
}

/*
 * Component 0 is empty; each further one instantiates the one before it
 * `times` times. Then the last of them is instantiated.
 */
static void build_chain(tn_writer *out,
                        tenon_context *ctx,
                        uint32_t length,
                        uint32_t times) {
    bin_component *root = bin_new(ctx, &ctx->arena);
    append_component(root, bin_new(ctx, &ctx->arena));
    for (uint32_t i = 1; i < length; i++) {
        bin_component *link = bin_new(ctx, &ctx->arena);
        uint32_t before = append_outer(link, i - 1);
        for (uint32_t j = 0; j < times; j++)
            append_instance(link, before);
        append_component(root, link);
    }
    append_instance(root, length - 1);
    bin_encode(root, out);
}

static void append_pair(bin_component *to, uint32_t instance) {
    bin_arg *args = TN_NEW_ARRAY(to->arena, bin_arg, 2);
    bin_def def = {.kind = BIN_INSTANCE};
    args[0].export_name.name = TN_STR("left");
    args[1].export_name.name = TN_STR("right");
    args[0].item = args[1].item = (bin_sort_index){TY_SORT_INSTANCE, instance};
    def.u.instance.args = args;
    def.u.instance.arg_count = 2;
    bin_append(to, &def);
}

/* Each instance holds the one before it twice; 900 more hold the last. */
static void build_shared(tn_writer *out, tenon_context *ctx, uint32_t levels) {
    bin_component *root = bin_new(ctx, &ctx->arena);
    append_component(root, bin_new(ctx, &ctx->arena));
    append_instance(root, 0);
    for (uint32_t i = 0; i < levels; i++)
        append_pair(root, i);
    for (uint32_t i = 0; i < 900; i++)
        append_pair(root, levels - 1);
    bin_encode(root, out);
}

/* Many types, many times: `length` types in each of `times` instances. */
static void build_wide(tn_writer *out,
                       tenon_context *ctx,
                       uint32_t length,
                       uint32_t times) {
    bin_component *root = bin_new(ctx, &ctx->arena);
    bin_component *wide = bin_new(ctx, &ctx->arena);
    bin_def type = {.kind = BIN_TYPE};
    type.u.type.def.form = BIN_TYPE_FUNC;
    for (uint32_t i = 0; i < length; i++)
        bin_append(wide, &type);
    append_component(root, wide);
    for (uint32_t i = 0; i < times; i++)
        append_instance(root, 0);
    bin_encode(root, out);
}

typedef struct recipe {
    enum { CHAIN, SHARED, WIDE } kind;
    uint32_t length, times;
} recipe;

static test_bytes build(recipe r) {
    tenon_context *ctx = NULL;
    tn_writer bytes;
    tn_guard guard;
    cr_assert(tenon_context_new(&ctx, NULL) == TENON_OK);
    tn_writer_init(&bytes, &ctx->arena);
    if (TN_GUARD(ctx, &guard)) {
        if (r.kind == CHAIN)
            build_chain(&bytes, ctx, r.length, r.times);
        else if (r.kind == SHARED)
            build_shared(&bytes, ctx, r.length);
        else
            build_wide(&bytes, ctx, r.length, r.times);
    }
    tn_guard_leave(ctx, &guard);
    tn_str made = tn_writer_str(&bytes);
    test_bytes out = {malloc(made.len), made.len};
    cr_assert(out.p != NULL);
    memcpy(out.p, made.p, made.len);
    tenon_context_free(ctx);
    return out;
}

static test_bytes chain(uint32_t length, uint32_t times) {
    return build((recipe){CHAIN, length, times});
}

Test(limit, instances_can_be_nested) {
    fixture f;
    fixture_open(&f, chain(40, 1));
    fixture_close(&f);
    fixture_open(&f, chain(10, 2));
    fixture_close(&f);
}

/* Loading is fine; instantiation ends at a limit, and says which. */
static void expect_limit(test_bytes bytes, const char *phrase) {
    fixture f;
    fixture_init(&f, NULL);
    fixture_load(&f, bytes);
    cr_expect_eq(tenon_instantiate(&f.instance, f.store, f.component),
                 TENON_LIMIT, "%s", phrase);
    EXPECT_DIAGNOSTIC(f.ctx, phrase);
    fixture_close(&f);
}

Test(limit, an_exponential_nest_of_components_ends) {
    expect_limit(chain(64, 2), "component instances");
}

Test(limit, a_long_chain_of_components_ends) {
    expect_limit(chain(900, 1), "nested");
}

Test(limit, a_store_may_allow_few_instances) {
    fixture f;
    tenon_store_options options = TENON_STORE_OPTIONS_INIT;
    options.max_instances = 5;
    fixture_load_limited(&f, chain(5, 1), &options);
    cr_expect(tenon_instantiate(&f.instance, f.store, f.component) ==
              TENON_LIMIT);
    fixture_close(&f);
}

Test(limit, instances_shared_by_instances_are_walked_once) {
    fixture f;
    fixture_open(&f, build((recipe){SHARED, 16, 0}));
    EXPECT_INVALID(&f, "x()", "there is no exported function");
    fixture_close(&f);
}

Test(limit, instances_that_multiply_are_refused) {
    fixture f;
    fixture_init(&f, NULL);
    test_bytes bytes = build((recipe){SHARED, 60, 0});
    cr_expect(tenon_component_load(&f.component, f.ctx, "x.wasm", bytes.p,
                                   bytes.len) == TENON_INVALID);
    free(bytes.p);
    fixture_close(&f);
}

Test(limit, definitions_that_multiply_end) {
    fixture f;
    fixture_open(&f, build((recipe){WIDE, 3000, 100}));
    fixture_close(&f);
    expect_limit(build((recipe){WIDE, 3000, 900}), "too many steps");
}

static const char big_memory[] = "(module (memory 100) (func (export \"go\")))";

Test(limit, memories_larger_than_the_store_allows) {
    fixture f;
    tenon_store_options options = TENON_STORE_OPTIONS_INIT;
    options.max_memory_bytes = 64 << 10;
    fixture_load_limited(&f, wat_component("starter", big_memory), &options);
    tenon_status status = tenon_instantiate(&f.instance, f.store, f.component);
    cr_expect(status != TENON_OK && f.instance == NULL);
    cr_expect(tenon_diagnostic_count(f.ctx, TENON_SEVERITY_ERROR) > 0 ||
              status == TENON_NO_MEMORY);
    fixture_close(&f);
}

static const char grows[] =
    "(module (memory 1)"
    " (func (export \"go\")"
    "  (if (i32.ne (memory.grow (i32.const 100)) (i32.const -1))"
    "   (then unreachable))))";

Test(limit, growth_beyond_what_the_store_allows_fails_in_the_guest) {
    fixture f;
    tenon_store_options options = TENON_STORE_OPTIONS_INIT;
    options.max_memory_bytes = 1 << 20;
    fixture_load_limited(&f, wat_component("starter", grows), &options);
    fixture_start(&f);
    EXPECT_CALL(&f, "go()", "");
    fixture_close(&f);
}

static const char recursive[] =
    "(module (func $down (export \"go\") call $down))";

Test(limit, a_small_stack_ends_sooner) {
    fixture f;
    tenon_store_options options = TENON_STORE_OPTIONS_INIT;
    options.stack_bytes = 64 << 10;
    fixture_load_limited(&f, wat_component("starter", recursive), &options);
    fixture_start(&f);
    EXPECT_TRAP(&f, "go()", "call stack exhausted");
    fixture_close(&f);
}

static const char endless[] = "(module (func (export \"go\") (loop (br 0))))";

Test(limit, an_endless_loop_ends_with_its_fuel) {
    fixture f;
    tenon_store_options options = TENON_STORE_OPTIONS_INIT;
    options.fuel = 100000;
    fixture_load_limited(&f, wat_component("starter", endless), &options);
    fixture_start(&f);
    EXPECT_TRAP(&f, "go()", "interrupted");
    fixture_close(&f);
}
