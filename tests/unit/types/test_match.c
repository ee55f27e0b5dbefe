/* Equality, subtyping, substitution and printing. */
#include "base/context.h"
#include "tests/support.h"
#include "types/types.h"

static tenon_context *ctx;
static tn_arena *arena;
static ty_subst bind;
static tn_writer why;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    arena = &ctx->arena;
    ty_subst_init(&bind, arena);
    tn_writer_init(&why, arena);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(match, .init = set_up, .fini = tear_down);

#define P(KIND) ty_primitive(TY_##KIND)

static const ty *list(const ty *elem) {
    return ty_make_of(ctx, arena, TN_NO_SPAN, TY_LIST, elem);
}

static const ty *own(const ty *resource) {
    return ty_make_handle(ctx, arena, TN_NO_SPAN, TY_OWN, resource);
}

static const ty *pair(const ty *a, const ty *b) {
    ty_field *f = TN_NEW_ARRAY(arena, ty_field, 2);
    f[0].type = a;
    f[1].type = b;
    return ty_make_tuple(ctx, arena, TN_NO_SPAN, f, 2);
}

static const ty *record(const char *name, const ty *type) {
    ty_field *f = TN_NEW_ARRAY(arena, ty_field, 1);
    f[0].name = tn_str_from(name);
    f[0].type = type;
    return ty_make_record(ctx, arena, TN_NO_SPAN, f, 1);
}

static const ty_func *func(const char *name, const ty *type, const ty *result) {
    ty_field *f = TN_NEW_ARRAY(arena, ty_field, 1);
    f[0].name = tn_str_from(name);
    f[0].type = type;
    ty_func *made = TN_NEW(arena, ty_func);
    made->params = f;
    made->param_count = 1;
    made->result = result;
    return made;
}

static ty_extern type_item(const char *name, const ty *type) {
    ty_extern e = {.name = tn_str_from(name), .sort = TY_SORT_TYPE};
    e.u.type = type;
    return e;
}

static ty_extern func_item(const char *name, const ty_func *type) {
    ty_extern e = {.name = tn_str_from(name), .sort = TY_SORT_FUNC};
    e.u.func = type;
    return e;
}

static ty_extern instance_item(const char *name, const ty_instance *type) {
    ty_extern e = {.name = tn_str_from(name), .sort = TY_SORT_INSTANCE};
    e.u.instance = type;
    return e;
}

static const ty_instance *instance(uint32_t n, ty_extern a, ty_extern b) {
    ty_extern *list_of = TN_NEW_ARRAY(arena, ty_extern, 2);
    list_of[0] = a;
    list_of[1] = b;
    ty_instance *made = TN_NEW(arena, ty_instance);
    made->exports = list_of;
    made->export_count = n;
    return made;
}

/* An interface with a resource and a function that returns one. */
static const ty_instance *shop(const char *name) {
    const ty *r = ty_make_resource(arena, tn_str_from(name));
    return instance(2, type_item("r", r),
                    func_item("open", func("n", P(U32), own(r))));
}

static bool instances_match(const ty_instance *wanted,
                            const ty_instance *actual) {
    ty_extern a = instance_item("i", wanted), b = instance_item("i", actual);
    return ty_matches_extern(&a, &b, &bind, &why);
}

Test(match, names_do_not_matter_to_equality) {
    const ty *a = ty_make_named(arena, TN_STR("a"), record("x", P(U8)));
    const ty *b = ty_make_named(arena, TN_STR("b"), record("x", P(U8)));
    cr_expect(ty_equal(a, b, NULL));
    cr_expect(!ty_equal(a, record("y", P(U8)), NULL));
    cr_expect(!ty_equal(a, record("x", P(S8)), NULL));
    cr_expect(!ty_equal(list(P(U8)),
                        ty_make_fixed_list(ctx, arena, TN_NO_SPAN, P(U8), 3),
                        NULL));
}

Test(match, different_resources_are_different_types) {
    const ty *r = ty_make_resource(arena, TN_STR("r"));
    const ty *s = ty_make_resource(arena, TN_STR("r"));
    cr_expect(ty_equal(own(r), own(r), NULL));
    cr_expect(!ty_equal(own(r), own(s), NULL));
    cr_expect(!ty_equal(
        own(r), ty_make_handle(ctx, arena, TN_NO_SPAN, TY_BORROW, r), NULL));
}

Test(match, wanted_resources_are_bound_as_they_are_met) {
    const ty_instance *wanted = shop("a"), *actual = shop("b");
    cr_expect(instances_match(wanted, actual));
    cr_expect_eq(tn_ptr_map_get(&bind.resources, wanted->exports[0].u.type),
                 actual->exports[0].u.type);
    cr_expect(!instances_match(wanted, shop("c")));
}

Test(match, mismatches_are_explained_in_one_sentence) {
    static const char *const expected[] = {
        "parameter `x`: expected `u32`, found `string`",
        "parameter 1: expected the name `x`, found `y`",
        "result: expected a value, found none",
        "result: expected `u8`, found `u16`",
    };
    const ty_func *wanted = func("x", P(U32), P(U8));
    const ty_func *actual[] = {
        func("x", P(STRING), P(U8)), func("y", P(U32), P(U8)),
        func("x", P(U32), NULL), func("x", P(U32), P(U16))};
    for (size_t i = 0; i < TN_COUNT_OF(actual); i++) {
        why.len = 0;
        cr_expect(!ty_matches_func(wanted, actual[i], NULL, &why));
        EXPECT_STR(tn_writer_str(&why), expected[i]);
    }
}

Test(match, what_is_missing_or_of_another_sort_is_named) {
    ty_extern f = func_item("f", func("x", P(U8), NULL));
    ty_extern t = type_item("f", ty_make_named(arena, TN_STR("f"), P(U8)));
    const ty_instance *wanted = instance(1, f, f);
    cr_expect(!instances_match(wanted, instance(0, f, f)));
    EXPECT_STR(tn_writer_str(&why), "missing expected export `f`");
    why.len = 0;
    cr_expect(!instances_match(wanted, instance(1, t, t)));
    EXPECT_STR(tn_writer_str(&why), "export `f`: expected func, found type");
}

Test(match, an_instance_may_export_more) {
    ty_extern f = func_item("f", func("x", P(U8), NULL));
    ty_extern g = func_item("g", func("x", P(U8), NULL));
    cr_expect(instances_match(instance(1, g, f), instance(2, f, g)));
    cr_expect(!instances_match(instance(2, f, g), instance(1, g, f)));
}

static const ty_component *component(const ty_extern *imports,
                                     uint32_t import_count,
                                     const ty_extern *exports,
                                     uint32_t export_count) {
    ty_component *made = TN_NEW(arena, ty_component);
    *made = (ty_component){.imports = imports,
                           .import_count = import_count,
                           .exports = exports,
                           .export_count = export_count};
    return made;
}

Test(match, a_component_may_import_less_and_export_more) {
    ty_extern items[] = {func_item("f", func("x", P(U8), NULL)),
                         func_item("g", func("x", P(U8), NULL))};
    const ty_component *small = component(items, 1, items, 2);
    const ty_component *large = component(items, 2, items, 1);
    ty_extern a = {.name = TN_STR("c"), .sort = TY_SORT_COMPONENT};
    ty_extern b = a;
    a.u.component = large;
    b.u.component = small;
    cr_expect(ty_matches_extern(&a, &b, &bind, &why));
    cr_expect(!ty_matches_extern(&b, &a, &bind, &why));
    EXPECT_STR(tn_writer_str(&why), "missing expected import `g`");
}

Test(match, core_modules_match_by_limits_and_types) {
    ty_core_extern wanted = {.name = TN_STR("m")}, actual = wanted;
    wanted.type.kind = actual.type.kind = CORE_MEMORY;
    wanted.type.u.memory = (core_limits){.min = 1, .max = 4, .has_max = true};
    actual.type.u.memory = (core_limits){.min = 2, .max = 3, .has_max = true};
    cr_expect(ty_matches_core_extern(&wanted, &actual));
    actual.type.u.memory.has_max = false;
    cr_expect(!ty_matches_core_extern(&wanted, &actual));
    actual.type.u.memory = (core_limits){.min = 0, .max = 3, .has_max = true};
    cr_expect(!ty_matches_core_extern(&wanted, &actual));
    ty_module w = {.exports = &wanted, .export_count = 1};
    ty_module a = {.exports = &actual, .export_count = 1};
    cr_expect(!ty_matches_module(&w, &a, &why));
    EXPECT_STR(tn_writer_str(&why),
               "export `m`: expected a core memory of another type, found a "
               "core memory");
}

/* As a tree, each of these has two to the power of 18 leaves. */
static const ty *doubling(const ty *leaf) {
    for (int i = 0; i < 18; i++)
        leaf = pair(leaf, leaf);
    return leaf;
}

Test(match, shared_graphs_are_walked_once) {
    const ty *r = ty_make_resource(arena, TN_STR("r"));
    const ty *s = ty_make_resource(arena, TN_STR("s"));
    const ty *a = doubling(own(r)), *b = doubling(own(s));
    tn_ptr_map_set(&bind.resources, r, (void *)(uintptr_t)s);
    for (int i = 0; i < 100; i++)
        cr_assert(ty_equal(a, b, &bind));
    ty_subst subst;
    ty_subst_init(&subst, arena);
    tn_ptr_map_set(&subst.resources, r, (void *)(uintptr_t)s);
    const ty *c = ty_subst_type(&subst, a);
    cr_expect(ty_equal(c, b, &bind));
    tn_writer text;
    tn_writer_init(&text, arena);
    ty_print(&text, a);
    cr_expect_lt(text.len, 2000);
}

Test(match, substitution_shares_what_does_not_change) {
    const ty *r = ty_make_resource(arena, TN_STR("r"));
    const ty *s = ty_make_resource(arena, TN_STR("s"));
    const ty *plain = pair(P(U8), list(P(STRING)));
    const ty *mixed = pair(plain, list(own(r)));
    ty_subst subst;
    ty_subst_init(&subst, arena);
    tn_ptr_map_set(&subst.resources, r, (void *)(uintptr_t)s);
    cr_expect_eq(ty_subst_type(&subst, plain), plain);
    const ty *made = ty_subst_type(&subst, mixed);
    cr_expect_neq(made, mixed);
    cr_expect_eq(ty_child(made, 0), plain);
    cr_expect_eq(ty_resource_of(ty_child(made, 1)->u.of.elem), s);
    cr_expect_eq(ty_subst_type(&subst, mixed), made);
    cr_expect_eq(made->layout.size[0], mixed->layout.size[0]);
}

Test(match, long_chains_of_names_are_substituted_without_recursion) {
    const ty *r = ty_make_resource(arena, TN_STR("r"));
    const ty *s = ty_make_resource(arena, TN_STR("s"));
    const ty *t = r;
    for (int i = 0; i < 200000; i++)
        t = ty_make_named(arena, TN_STR("t"), t);
    ty_subst subst;
    ty_subst_init(&subst, arena);
    tn_ptr_map_set(&subst.resources, r, (void *)(uintptr_t)s);
    cr_expect_eq(ty_strip(ty_subst_type(&subst, t)), s);
}

Test(match, fresh_instances_have_resources_of_their_own) {
    const ty_instance *type = shop("r");
    const ty_instance *outer =
        instance(2, instance_item("a", type), instance_item("b", type));
    const ty_instance *one = ty_instance_fresh(arena, outer);
    const ty_instance *two = ty_instance_fresh(arena, outer);
    const ty *r1 = one->exports[0].u.instance->exports[0].u.type;
    const ty *r2 = two->exports[0].u.instance->exports[0].u.type;
    cr_expect_neq(r1, r2);
    cr_expect_eq(r1->u.resource.origin, type->exports[0].u.type);
    cr_expect_eq(one->exports[0].u.instance, one->exports[1].u.instance);
    const ty_func *open = one->exports[0].u.instance->exports[1].u.func;
    cr_expect_eq(ty_resource_of(open->result), r1);
    const ty_instance *plain =
        instance(0, func_item("f", NULL), (ty_extern){0});
    cr_expect_eq(ty_instance_fresh(arena, plain), plain);
}

static void expect_print(const ty *type, const char *expected) {
    tn_writer text;
    tn_writer_init(&text, arena);
    ty_print(&text, type);
    EXPECT_STR(tn_writer_str(&text), expected);
}

Test(match, types_print_as_wit) {
    const ty *r = ty_make_resource(arena, TN_STR("file"));
    const ty *point =
        ty_make_named(arena, TN_STR("point"), record("x", P(F32)));
    expect_print(list(point), "list<point>");
    expect_print(record("x", P(F32)), "record { x: f32 }");
    expect_print(pair(P(CHAR), own(r)), "tuple<char, file>");
    expect_print(ty_make_handle(ctx, arena, TN_NO_SPAN, TY_BORROW, r),
                 "borrow<file>");
    expect_print(ty_make_result(ctx, arena, TN_NO_SPAN, NULL, NULL), "result");
    expect_print(ty_make_result(ctx, arena, TN_NO_SPAN, P(U8), NULL),
                 "result<u8>");
    expect_print(ty_make_result(ctx, arena, TN_NO_SPAN, NULL, P(STRING)),
                 "result<_, string>");
    expect_print(ty_make_of(ctx, arena, TN_NO_SPAN, TY_STREAM, NULL), "stream");
    expect_print(ty_make_of(ctx, arena, TN_NO_SPAN, TY_FUTURE, P(U8)),
                 "future<u8>");
    expect_print(ty_make_map(ctx, arena, TN_NO_SPAN, P(STRING), P(U64)),
                 "map<string, u64>");
    expect_print(ty_make_fixed_list(ctx, arena, TN_NO_SPAN, P(U8), 4),
                 "list<u8, 4>");
    tn_writer text;
    tn_writer_init(&text, arena);
    ty_print_func(&text, func("x", P(U8), list(P(BOOL))));
    EXPECT_STR(tn_writer_str(&text), "func(x: u8) -> list<bool>");
}
