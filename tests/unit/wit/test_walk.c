/* Walking packages with tenon/wit_walk.h. */
#include "tenon/wit.h"

#include "base/context.h"
#include "tests/support.h"
#include "tests/walk_all.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(walk, .init = set_up, .fini = tear_down);

static const char *const shop =
    "/// About shops.\n"
    "package my:shop@1.2.0;\n"
    "\n"
    "/// What is sold.\n"
    "@since(version = 1.0.0)\n"
    "interface goods {\n"
    "  use other:base/things@0.3.0.{thing, pair as couple};\n"
    "  /// One good.\n"
    "  @since(version = 1.1.0)\n"
    "  @deprecated(version = 1.2.0)\n"
    "  record good {\n"
    "    /// Its name.\n"
    "    name: string,\n"
    "    parts: list<option<u8>>,\n"
    "  }\n"
    "  type item = good;\n"
    "  type bytes = list<u8>;\n"
    "  variant event { opened, sold(good) }\n"
    "  /// A place for goods.\n"
    "  resource shelf {\n"
    "    constructor(size: u32);\n"
    "    /// Puts one there.\n"
    "    put: func(what: good, /// How often.\n"
    "      times: u8) -> result<_, string>;\n"
    "    all: static func() -> list<shelf>;\n"
    "  }\n"
    "  /// Asks.\n"
    "  ask: async func(couple: couple, at: borrow<shelf>) -> item;\n"
    "}\n"
    "\n"
    "/// A seller.\n"
    "world seller {\n"
    "  use other:base/things@0.3.0.{thing};\n"
    "  /// Where goods come from.\n"
    "  import goods;\n"
    "  import second: goods;\n"
    "  import log: interface { write: func(text: string); }\n"
    "  record local { t: thing }\n"
    "  import now: func() -> local;\n"
    "  @since(version = 1.2.0)\n"
    "  export run: func();\n"
    "}\n"
    "\n"
    "world empty {}\n"
    "\n"
    "package other:base@0.3.0 {\n"
    "  interface things {\n"
    "    enum thing { nut, bolt }\n"
    "    type pair = tuple<thing, thing>;\n"
    "  }\n"
    "}\n"
    "package other:more@0.1.0 { interface i {} }\n"
    "package other:more@0.2.0 { interface i {} }\n";

static tenon_wit *load_text(const char *text) {
    const tenon_wit_source source = {"shop.wit", text, strlen(text), 0};
    tenon_wit *out;
    tenon_status status = tenon_wit_load_sources(&out, ctx, &source, 1, NULL);
    if (status != TENON_OK)
        tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
    cr_assert_eq(status, TENON_OK);
    return out;
}

static void expect_text(const tenon_type *type, const char *expected) {
    char text[200];
    tenon_type_text(text, sizeof text, type);
    cr_expect_str_eq(text, expected);
}

/* What stands at a span. */
static void expect_at(const char *text, tenon_span span, const char *expected) {
    tenon_location at;
    cr_assert(tenon_locate(&at, ctx, span));
    EXPECT_TEXT(at.path, "shop.wit");
    EXPECT_TEXT(((tenon_str){text + at.start, at.end - at.start}), expected);
}

Test(walk, packages_come_after_what_they_need) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_package *main = tenon_wit_main(wit);
    cr_assert_eq(tenon_wit_package_count(wit), 4);
    const tenon_wit_package *first = tenon_wit_package_at(wit, 0);
    cr_expect_str_eq(tenon_wit_package_id(first), "other:base@0.3.0");
    cr_expect_eq(tenon_wit_package_at(wit, 1), main);
    cr_expect_null(tenon_wit_package_at(wit, 4));
    cr_expect_str_eq(tenon_wit_package_id(main), "my:shop@1.2.0");
    EXPECT_TEXT(tenon_wit_package_namespace(main), "my");
    EXPECT_TEXT(tenon_wit_package_name(main), "shop");
    EXPECT_TEXT(tenon_wit_package_version(main), "1.2.0");
    EXPECT_TEXT(tenon_wit_package_docs(main), "About shops.");
    expect_at(shop, tenon_wit_package_span(main), "my:shop@1.2.0");
    EXPECT_TEXT(tenon_wit_package_docs(first), "");
    cr_expect_eq(tenon_wit_package_interface_count(main), 1);
    cr_expect_null(tenon_wit_package_interface(main, 1));
    cr_expect_eq(tenon_wit_package_world_count(main), 2);
    cr_expect_str_eq(tenon_wit_world_id(tenon_wit_package_world(main, 1)),
                     "my:shop/empty@1.2.0");
    cr_expect_null(tenon_wit_package_world(main, 2));
    tenon_wit_free(wit);
}

Test(walk, parts_are_found_by_name_and_id) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_package *main = tenon_wit_main(wit);
    const tenon_wit_package *base = tenon_wit_package_at(wit, 0);
    cr_expect_eq(tenon_wit_find_package(wit, "my:shop@1.2.0"), main);
    cr_expect_eq(tenon_wit_find_package(wit, "my:shop"), main);
    cr_expect_eq(tenon_wit_find_package(wit, "other:base"), base);
    cr_expect_not_null(tenon_wit_find_package(wit, "other:more@0.2.0"));
    static const char *const no_packages[] = {"",
                                              ":",
                                              "my:",
                                              "my",
                                              "shop",
                                              "my:shop@",
                                              "my:shop@1.2",
                                              "@",
                                              "my:shop@1.2.0/goods",
                                              "other:more"};
    for (size_t i = 0; i < TN_COUNT_OF(no_packages); i++)
        cr_expect_null(tenon_wit_find_package(wit, no_packages[i]), "%s",
                       no_packages[i]);
    const tenon_wit_interface *goods = tenon_wit_package_interface(main, 0);
    cr_expect_eq(tenon_wit_find_interface(wit, "goods"), goods);
    cr_expect_eq(tenon_wit_find_interface(wit, "my:shop/goods"), goods);
    cr_expect_eq(tenon_wit_find_interface(wit, "my:shop/goods@1.2.0"), goods);
    cr_expect_eq(tenon_wit_find_interface(wit, "other:base/things"),
                 tenon_wit_package_interface(base, 0));
    static const char *const no_interfaces[] = {"",
                                                "things",
                                                "seller",
                                                "my:shop/seller@1.2.0",
                                                "other:more/i",
                                                "my:shop/goods@1.0.0",
                                                "my:shop",
                                                "/goods",
                                                "[method]a.b"};
    for (size_t i = 0; i < TN_COUNT_OF(no_interfaces); i++)
        cr_expect_null(tenon_wit_find_interface(wit, no_interfaces[i]), "%s",
                       no_interfaces[i]);
    cr_expect_not_null(tenon_wit_find_interface(wit, "other:more/i@0.1.0"));
    cr_expect_eq(tenon_wit_find_world(wit, "seller"),
                 tenon_wit_package_world(main, 0));
    cr_expect_eq(tenon_wit_find_world(wit, "my:shop/empty"),
                 tenon_wit_package_world(main, 1));
    cr_expect_null(tenon_wit_find_world(wit, "goods"));
    cr_expect_eq(ctx->counts[TENON_SEVERITY_ERROR], 0);
    tenon_wit_free(wit);
}

Test(walk, a_world_is_selected_or_it_is_told_which_there_are) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_world *world = NULL;
    cr_expect_eq(tenon_wit_select(&world, wit, "empty"), TENON_OK);
    cr_expect_eq(world, tenon_wit_find_world(wit, "empty"));
    cr_expect_eq(tenon_wit_select(NULL, wit, "seller"), TENON_OK);
    cr_expect_eq(tenon_wit_select(&world, wit, NULL), TENON_INVALID);
    cr_expect_null(world);
    EXPECT_DIAGNOSTIC(ctx, "has more than one world");
    tenon_diagnostics_clear(ctx);
    cr_expect_eq(tenon_wit_select(NULL, wit, "x"), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "there is world `my:shop/seller@1.2.0`");
    tenon_wit_free(wit);
}

Test(walk, interfaces_have_types_functions_docs_and_gates) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "goods");
    EXPECT_TEXT(tenon_wit_interface_name(i), "goods");
    cr_expect_str_eq(tenon_wit_interface_id(i), "my:shop/goods@1.2.0");
    cr_expect_eq(tenon_wit_interface_package(i), tenon_wit_main(wit));
    EXPECT_TEXT(tenon_wit_interface_docs(i), "What is sold.");
    tenon_wit_stability gates = tenon_wit_interface_stability(i);
    EXPECT_TEXT(gates.since, "1.0.0");
    EXPECT_TEXT(gates.feature, "");
    EXPECT_TEXT(gates.deprecated, "");
    expect_at(shop, tenon_wit_interface_span(i), "goods");
    cr_expect_eq(tenon_wit_interface_type_count(i), 7);
    cr_expect_null(tenon_wit_interface_type(i, 7));
    cr_expect_eq(tenon_wit_interface_func_count(i), 4);
    cr_expect_null(tenon_wit_interface_func(i, 4));
    cr_expect_not_null(tenon_wit_interface_find_func(i, "ask"));
    cr_expect_null(tenon_wit_interface_find_func(i, "good"));
    cr_expect_null(tenon_wit_interface_find_type(i, "ask"));
    tenon_wit_free(wit);
}

Test(walk, definitions_have_docs_gates_and_places) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "goods");
    const tenon_wit_typedef *good = tenon_wit_interface_find_type(i, "good");
    EXPECT_TEXT(tenon_wit_typedef_name(good), "good");
    EXPECT_TEXT(tenon_wit_typedef_docs(good), "One good.");
    tenon_wit_stability gates = tenon_wit_typedef_stability(good);
    EXPECT_TEXT(gates.since, "1.1.0");
    EXPECT_TEXT(gates.deprecated, "1.2.0");
    EXPECT_TEXT(tenon_wit_typedef_external_id(good), "");
    expect_at(shop, tenon_wit_typedef_span(good), "good");
    const tenon_type *type = tenon_wit_typedef_type(good);
    cr_expect_eq(tenon_type_kind_of(type), TENON_TYPE_RECORD);
    EXPECT_TEXT(tenon_type_name(type), "good");
    cr_assert_eq(tenon_type_member_count(type), 2);
    EXPECT_TEXT(tenon_type_member(type, 0).name, "name");
    EXPECT_TEXT(tenon_type_member(type, 0).docs, "Its name.");
    expect_text(tenon_type_member(type, 1).type, "list<option<u8>>");
    tenon_wit_free(wit);
}

Test(walk, types_lead_to_their_definition_and_origin) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "goods");
    const tenon_wit_interface *things =
        tenon_wit_find_interface(wit, "other:base/things");
    const tenon_wit_typedef *good = tenon_wit_interface_find_type(i, "good");
    const tenon_type *item =
        tenon_wit_typedef_type(tenon_wit_interface_find_type(i, "item"));
    cr_expect_eq(tenon_type_target(item), tenon_wit_typedef_type(good));
    cr_expect_eq(tenon_wit_type_definition(tenon_type_target(item)), good);
    cr_expect_eq(tenon_wit_type_interface(item), i);
    cr_expect_null(tenon_wit_type_world(item));
    cr_expect_null(tenon_wit_type_used_from(item));
    const tenon_type *bytes =
        tenon_wit_typedef_type(tenon_wit_interface_find_type(i, "bytes"));
    cr_expect_eq(tenon_type_kind_of(bytes), TENON_TYPE_LIST);
    EXPECT_TEXT(tenon_type_name(tenon_type_target(bytes)), "");
    cr_expect_null(tenon_wit_type_definition(tenon_type_target(bytes)));

    const tenon_type *couple =
        tenon_wit_typedef_type(tenon_wit_interface_find_type(i, "couple"));
    cr_expect_eq(tenon_wit_type_used_from(couple), things);
    const tenon_type *pair = tenon_type_target(couple);
    EXPECT_TEXT(tenon_type_name(pair), "pair");
    cr_expect_eq(tenon_wit_type_definition(pair),
                 tenon_wit_interface_find_type(things, "pair"));
    cr_expect_eq(tenon_wit_type_interface(couple), i);
    cr_expect_eq(tenon_wit_type_interface(pair), things);

    const tenon_wit_typedef *shelf = tenon_wit_interface_find_type(i, "shelf");
    const tenon_type *resource = tenon_wit_typedef_type(shelf);
    cr_expect_eq(tenon_type_kind_of(resource), TENON_TYPE_RESOURCE);
    cr_expect_eq(tenon_wit_type_interface(resource), i);
    cr_expect_eq(tenon_wit_type_definition(resource), shelf);
    cr_expect_null(tenon_wit_type_definition(NULL));
    cr_expect_null(tenon_wit_type_used_from(NULL));
    tenon_wit_free(wit);
}

Test(walk, functions_say_what_they_belong_to) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "goods");
    static const struct {
        const char *extern_name, *name, *resource, *text;
        tenon_wit_func_kind kind;
    } rows[] = {
        {"ask", "ask", "",
         "async func(couple: couple, at: borrow<shelf>) -> item",
         TENON_WIT_FUNC_FREE},
        {"[constructor]shelf", "shelf", "shelf", "func(size: u32) -> shelf",
         TENON_WIT_FUNC_CONSTRUCTOR},
        {"[method]shelf.put", "put", "shelf",
         "func(self: borrow<shelf>, what: good, times: u8) -> "
         "result<_, string>",
         TENON_WIT_FUNC_METHOD},
        {"[static]shelf.all", "all", "shelf", "func() -> list<shelf>",
         TENON_WIT_FUNC_STATIC},
    };
    for (size_t k = 0; k < TN_COUNT_OF(rows); k++) {
        char text[200];
        const tenon_wit_func *f =
            tenon_wit_interface_find_func(i, rows[k].extern_name);
        cr_assert_not_null(f);
        EXPECT_TEXT(tenon_wit_func_extern_name(f), rows[k].extern_name);
        EXPECT_TEXT(tenon_wit_func_name(f), rows[k].name);
        EXPECT_TEXT(tenon_wit_func_resource(f), rows[k].resource);
        cr_expect_eq(tenon_wit_func_kind_of(f), rows[k].kind);
        tenon_func_type_text(text, sizeof text, tenon_wit_func_type(f));
        cr_expect_str_eq(text, rows[k].text);
    }
    const tenon_wit_func *put =
        tenon_wit_interface_find_func(i, "[method]shelf.put");
    EXPECT_TEXT(tenon_wit_func_docs(put), "Puts one there.");
    EXPECT_TEXT(tenon_func_type_param(tenon_wit_func_type(put), 2).docs,
                "How often.");
    expect_at(shop, tenon_wit_func_span(put), "put");
    tenon_wit_free(wit);
}

Test(walk, worlds_list_all_that_they_import_and_export) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_world *w = tenon_wit_find_world(wit, "seller");
    EXPECT_TEXT(tenon_wit_world_name(w), "seller");
    cr_expect_str_eq(tenon_wit_world_id(w), "my:shop/seller@1.2.0");
    cr_expect_eq(tenon_wit_world_package(w), tenon_wit_main(wit));
    EXPECT_TEXT(tenon_wit_world_docs(w), "A seller.");
    EXPECT_TEXT(tenon_wit_world_stability(w).since, "");
    expect_at(shop, tenon_wit_world_span(w), "seller");
    cr_assert_eq(tenon_wit_world_import_count(w), 7);
    cr_expect_null(tenon_wit_world_import(w, 7));
    cr_assert_eq(tenon_wit_world_export_count(w), 1);
    cr_expect_null(tenon_wit_world_export(w, 1));
    const tenon_wit_item *run = tenon_wit_world_find_export(w, "run");
    cr_expect_eq(run, tenon_wit_world_export(w, 0));
    cr_expect_eq(tenon_wit_item_kind_of(run), TENON_WIT_ITEM_FUNC);
    EXPECT_TEXT(tenon_wit_item_stability(run).since, "1.2.0");
    EXPECT_TEXT(tenon_wit_func_stability(tenon_wit_item_func(run)).since,
                "1.2.0");
    cr_expect_null(tenon_wit_world_find_import(w, "run"));
    expect_at(shop, tenon_wit_item_span(run), "run");
    tenon_wit_free(wit);
}

Test(walk, items_are_interfaces_functions_or_types) {
    tenon_wit *wit = load_text(shop);
    const tenon_wit_world *w = tenon_wit_find_world(wit, "seller");
    const tenon_wit_interface *goods = tenon_wit_find_interface(wit, "goods");
    const tenon_wit_item *item =
        tenon_wit_world_find_import(w, "my:shop/goods@1.2.0");
    cr_expect_eq(tenon_wit_item_kind_of(item), TENON_WIT_ITEM_INTERFACE);
    cr_expect_eq(tenon_wit_item_interface(item), goods);
    cr_expect_null(tenon_wit_item_func(item));
    cr_expect_null(tenon_wit_item_type(item));
    EXPECT_TEXT(tenon_wit_item_docs(item), "Where goods come from.");
    EXPECT_TEXT(tenon_wit_item_implements(item), "");
    cr_expect(!tenon_wit_item_is_implied(item));

    item = tenon_wit_world_find_import(w, "other:base/things@0.3.0");
    cr_expect(tenon_wit_item_is_implied(item));

    item = tenon_wit_world_find_import(w, "second");
    cr_expect_eq(tenon_wit_item_interface(item), goods);
    EXPECT_TEXT(tenon_wit_item_implements(item), "my:shop/goods@1.2.0");

    item = tenon_wit_world_find_import(w, "log");
    const tenon_wit_interface *log = tenon_wit_item_interface(item);
    EXPECT_TEXT(tenon_wit_interface_name(log), "");
    cr_expect_null(tenon_wit_interface_id(log));
    cr_expect_eq(tenon_wit_interface_func_count(log), 1);

    item = tenon_wit_world_find_import(w, "local");
    cr_expect_eq(tenon_wit_item_kind_of(item), TENON_WIT_ITEM_TYPE);
    const tenon_wit_typedef *local = tenon_wit_item_type(item);
    const tenon_type *type = tenon_wit_typedef_type(local);
    cr_expect_eq(tenon_wit_type_world(type), w);
    cr_expect_null(tenon_wit_type_interface(type));
    cr_expect_eq(tenon_wit_type_definition(type), local);
    const tenon_type *thing = tenon_type_member(type, 0).type;
    cr_expect_eq(tenon_wit_type_world(thing), w);
    EXPECT_TEXT(tenon_wit_interface_name(tenon_wit_type_used_from(thing)),
                "things");

    item = tenon_wit_world_find_import(w, "now");
    cr_expect_eq(
        tenon_func_type_result(tenon_wit_func_type(tenon_wit_item_func(item))),
        type);
    tenon_wit_free(wit);
}

Test(walk, what_a_world_includes_is_its_own) {
    tenon_wit *wit = load_text("package a:b;\n"
                               "world small {\n"
                               "  resource r { m: func(); }\n"
                               "  type many = list<r>;\n"
                               "  import get: func() -> many;\n"
                               "}\n"
                               "world big { include small with { r as s } }\n");
    const tenon_wit_world *big = tenon_wit_find_world(wit, "big");
    const tenon_wit_item *many = tenon_wit_world_find_import(big, "many");
    const tenon_type *type = tenon_wit_typedef_type(tenon_wit_item_type(many));
    cr_expect_eq(tenon_wit_type_world(type), big);
    expect_text(tenon_type_target(type), "list<s>");
    const tenon_type *s =
        tenon_type_resource(tenon_type_element(tenon_type_target(type)));
    cr_expect_eq(tenon_wit_type_definition(s),
                 tenon_wit_item_type(tenon_wit_world_find_import(big, "s")));
    const tenon_wit_func *get =
        tenon_wit_item_func(tenon_wit_world_find_import(big, "get"));
    cr_expect_eq(tenon_func_type_result(tenon_wit_func_type(get)), type);
    const tenon_wit_func *m =
        tenon_wit_item_func(tenon_wit_world_find_import(big, "[method]s.m"));
    EXPECT_TEXT(tenon_wit_func_resource(m), "s");
    tenon_wit_free(wit);
}

Test(walk, external_ids_and_features_are_told) {
    static const char text[] =
        "package a:b@1.0.0;\n"
        "interface i {\n"
        "  @external-id(\"T\") type t = u8;\n"
        "  @external-id(\"F\") @unstable(feature = later) f: func();\n"
        "}\n"
        "world w { @external-id(\"I\") import i; }\n";
    const tenon_wit_source source = {"a.wit", text, sizeof text - 1, 0};
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = true;
    tenon_wit *wit;
    cr_assert_eq(tenon_wit_load_sources(&wit, ctx, &source, 1, &options),
                 TENON_OK);
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "i");
    EXPECT_TEXT(tenon_wit_typedef_external_id(tenon_wit_interface_type(i, 0)),
                "T");
    const tenon_wit_func *f = tenon_wit_interface_func(i, 0);
    EXPECT_TEXT(tenon_wit_func_external_id(f), "F");
    EXPECT_TEXT(tenon_wit_func_stability(f).feature, "later");
    const tenon_wit_world *w = tenon_wit_find_world(wit, "w");
    EXPECT_TEXT(tenon_wit_item_external_id(tenon_wit_world_import(w, 0)), "I");
    tenon_wit_free(wit);
}

/* An allocator that counts. */
static void *count_realloc(void *user, void *p, size_t old, size_t size) {
    (void)old;
    ++*(size_t *)user;
    if (size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, size);
}

Test(walk, everything_can_be_walked_without_allocating) {
    size_t calls = 0, before;
    const tenon_allocator allocator = {&calls, count_realloc};
    tenon_context_free(ctx);
    cr_assert_eq(tenon_context_new(&ctx, &allocator), TENON_OK);
    tenon_wit *wit = load_text(shop);
    before = calls;
    walk_counts counts = walk_all(wit);
    cr_expect_eq(calls, before);
    cr_expect_eq(counts.packages, 4);
    cr_expect_eq(counts.interfaces, 5); /* with the one in the world */
    cr_expect_eq(counts.worlds, 2);
    cr_expect_eq(counts.items, 8);
    cr_expect_eq(counts.typedefs, 11);
    cr_expect_eq(counts.funcs, 7);
    cr_expect_eq(counts.lost, 0);
    tenon_wit_free(wit);
}

Test(walk, what_was_merged_and_edited_can_be_walked) {
    tenon_wit *wit = load_text(shop), *made;
    const tenon_wit *const parts[] = {wit, wit};
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    options.world = "seller";
    cr_assert_eq(tenon_wit_merge(&made, parts, 2), TENON_OK);
    walk_counts counts = walk_all(made);
    cr_expect_eq(counts.lost, 0);
    cr_expect_eq(counts.packages, 4);
    cr_expect_eq(counts.typedefs, 11);
    cr_expect_str_eq(tenon_wit_world_id(tenon_wit_find_world(made, "seller")),
                     "my:shop/seller@1.2.0");
    tenon_wit_free(made);
    cr_assert_eq(tenon_wit_importize(&made, wit, &options), TENON_OK);
    cr_expect_eq(walk_all(made).lost, 0);
    cr_expect_not_null(tenon_wit_find_world(made, "seller-importized"));
    tenon_wit_free(made);
    tenon_wit_free(wit);
}

/* When memory runs out on the way, nothing stays and nothing is half done. */
static bool load_and_walk(const tenon_allocator *allocator, void *user) {
    (void)user;
    tenon_context *own;
    tenon_wit *wit = NULL;
    const tenon_wit_source source = {"shop.wit", shop, strlen(shop), 0};
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_status status = tenon_wit_load_sources(&wit, own, &source, 1, NULL);
    bool ok = status == TENON_OK;
    cr_expect(ok || status == TENON_NO_MEMORY);
    cr_expect_eq(wit != NULL, ok);
    if (ok)
        cr_expect_eq(walk_all(wit).lost, 0);
    tenon_wit_free(wit);
    tenon_context_free(own);
    return ok;
}

Test(walk, memory_may_run_out_while_loading) {
    test_every_failure(load_and_walk, NULL);
}
