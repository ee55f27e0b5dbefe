/* Walking what was decoded of binaries (tenon/wit_walk.h). */
#include "tenon/wit.h"

#include "tests/unit/linker/link_support.h"
#include "tests/walk_all.h"

TestSuite(wit_walk, .init = link_set_up, .fini = link_tear_down);

static const char *const text =
    "/// About the package.\n"
    "package a:b@1.0.0;\n"
    "/// About the interface.\n"
    "interface i {\n"
    "  /// A record.\n"
    "  @since(version = 1.0.0)\n"
    "  record point {\n"
    "    /// To the right.\n"
    "    x: f32,\n"
    "    y: f32,\n"
    "  }\n"
    "  type place = point;\n"
    "  resource r {\n"
    "    constructor(at: place);\n"
    "    /// Moves it.\n"
    "    move: func(to: point);\n"
    "  }\n"
    "}\n"
    "interface j {\n"
    "  use i.{point as spot, r};\n"
    "  near: func(r: borrow<r>) -> list<spot>;\n"
    "}\n"
    "world w {\n"
    "  use i.{point};\n"
    "  import j;\n"
    "  import second: j;\n"
    "  import log: interface { type line = string; write: func(t: line); }\n"
    "  type route = list<point>;\n"
    "  export run: func() -> route;\n"
    "}\n";

static tenon_wit *decode(const tenon_buffer *bytes) {
    const tenon_input input = link_input("test.wasm", bytes);
    tenon_wit *wit;
    cr_assert_eq(tenon_wit_decode(&wit, link_ctx, &input), TENON_OK);
    return wit;
}

/* The package of the text, in binary form and back. */
static tenon_wit *pass_through(void) {
    tenon_wit *wit = link_load(text);
    tenon_buffer bytes;
    cr_expect_eq(walk_all(wit).lost, 0);
    cr_assert_eq(tenon_wit_encode(&bytes, wit, NULL), TENON_OK);
    tenon_wit_free(wit);
    wit = decode(&bytes);
    tenon_buffer_release(&bytes);
    return wit;
}

Test(wit_walk, a_binary_package_has_the_parts_of_its_text) {
    tenon_wit *wit = pass_through();
    walk_counts counts = walk_all(wit);
    cr_expect_eq(counts.lost, 0);
    cr_expect_eq(counts.packages, 1);
    cr_expect_eq(counts.interfaces, 3);
    cr_expect_eq(counts.worlds, 1);
    cr_expect_eq(counts.items, 7);
    cr_expect_eq(counts.typedefs, 8);
    cr_expect_eq(counts.funcs, 5);
    tenon_wit_free(wit);
}

Test(wit_walk, ids_docs_and_gates_are_kept_and_places_are_of_the_binary) {
    tenon_wit *wit = pass_through();
    const tenon_wit_package *main = tenon_wit_main(wit);
    cr_expect_str_eq(tenon_wit_package_id(main), "a:b@1.0.0");
    EXPECT_TEXT(tenon_wit_package_docs(main), "About the package.");
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "i");
    cr_expect_str_eq(tenon_wit_interface_id(i), "a:b/i@1.0.0");
    EXPECT_TEXT(tenon_wit_interface_docs(i), "About the interface.");
    const tenon_wit_typedef *point = tenon_wit_interface_find_type(i, "point");
    EXPECT_TEXT(tenon_wit_typedef_docs(point), "A record.");
    EXPECT_TEXT(tenon_wit_typedef_stability(point).since, "1.0.0");
    tenon_member x = tenon_type_member(tenon_wit_typedef_type(point), 0);
    EXPECT_TEXT(x.docs, "To the right.");
    const tenon_wit_func *move =
        tenon_wit_interface_find_func(i, "[method]r.move");
    EXPECT_TEXT(tenon_wit_func_docs(move), "Moves it.");
    tenon_location at;
    cr_expect(tenon_locate(&at, link_ctx, tenon_wit_func_span(move)));
    cr_expect_eq(at.line, 0);
    const tenon_wit_world *w = tenon_wit_find_world(wit, "w");
    cr_expect_str_eq(tenon_wit_world_id(w), "a:b/w@1.0.0");
    tenon_wit_free(wit);
}

Test(wit_walk, used_types_lead_to_where_they_come_from) {
    tenon_wit *wit = pass_through();
    const tenon_wit_interface *i = tenon_wit_find_interface(wit, "i");
    const tenon_wit_interface *j = tenon_wit_find_interface(wit, "j");
    const tenon_type *spot =
        tenon_wit_typedef_type(tenon_wit_interface_find_type(j, "spot"));
    cr_expect_eq(tenon_wit_type_used_from(spot), i);
    EXPECT_TEXT(tenon_type_name(tenon_type_target(spot)), "point");
    cr_expect_eq(tenon_wit_type_definition(tenon_type_target(spot)),
                 tenon_wit_interface_find_type(i, "point"));
    const tenon_func_type *near =
        tenon_wit_func_type(tenon_wit_interface_find_func(j, "near"));
    cr_expect_eq(tenon_type_element(tenon_func_type_result(near)), spot);
    tenon_wit_free(wit);
}

Test(wit_walk, items_of_a_world_are_what_they_were) {
    tenon_wit *wit = pass_through();
    const tenon_wit_world *w = tenon_wit_find_world(wit, "w");
    const tenon_wit_item *second = tenon_wit_world_find_import(w, "second");
    EXPECT_TEXT(tenon_wit_item_implements(second), "a:b/j@1.0.0");
    cr_expect_eq(tenon_wit_item_interface(second),
                 tenon_wit_find_interface(wit, "j"));
    const tenon_wit_item *log = tenon_wit_world_find_import(w, "log");
    cr_expect_null(tenon_wit_interface_id(tenon_wit_item_interface(log)));
    const tenon_wit_item *route = tenon_wit_world_find_import(w, "route");
    const tenon_type *type = tenon_wit_typedef_type(tenon_wit_item_type(route));
    cr_expect_eq(tenon_wit_type_world(type), w);
    const tenon_wit_func *run =
        tenon_wit_item_func(tenon_wit_world_find_export(w, "run"));
    cr_expect_eq(tenon_func_type_result(tenon_wit_func_type(run)), type);
    tenon_wit_free(wit);
}

Test(wit_walk, components_and_modules_have_a_world) {
    tenon_buffer component = link_dummy_component(text, "w");
    tenon_wit *wit = decode(&component);
    cr_expect_str_eq(tenon_wit_package_id(tenon_wit_main(wit)),
                     "root:component");
    const tenon_wit_world *root = tenon_wit_find_world(wit, "root");
    cr_expect_not_null(tenon_wit_world_find_import(root, "a:b/j@1.0.0"));
    cr_expect_not_null(tenon_wit_find_interface(wit, "a:b/i"));
    cr_expect_eq(walk_all(wit).lost, 0);
    tenon_wit_free(wit);
    tenon_buffer_release(&component);
    tenon_buffer module = link_dummy(text, "w");
    wit = decode(&module);
    cr_expect_eq(walk_all(wit).lost, 0);
    cr_expect_str_eq(tenon_wit_world_id(tenon_wit_find_world(wit, "root")),
                     "root:root/root");
    tenon_wit_free(wit);
    tenon_buffer_release(&module);
}

Test(wit_walk, what_is_partial_has_no_binary_form) {
    const tenon_wit_source source = {
        "a.wit", "package a:b; interface i { f: func() -> x; }", 44, 0};
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    tenon_wit *wit;
    tenon_buffer out;
    options.partial = true;
    cr_assert_eq(tenon_wit_load_sources(&wit, link_ctx, &source, 1, &options),
                 TENON_INVALID);
    cr_assert_not_null(wit);
    cr_expect_eq(tenon_wit_encode(&out, wit, NULL), TENON_MISUSE);
    tenon_wit_free(wit);
}

static bool read_text(void *user, const char *path, tenon_str *out) {
    *out = (tenon_str){user, strlen(user)};
    return path != NULL;
}

Test(wit_walk, a_buffer_stands_for_the_file_whatever_its_form) {
    char unsaved[] = "package c:d;";
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.read = read_text;
    options.read_user = unsaved;
    tenon_wit *wit;
    const char *path = link_wit_file("package a:b;");
    cr_assert_eq(tenon_wit_load(&wit, link_ctx, path, &options), TENON_OK);
    cr_expect_str_eq(tenon_wit_package_id(tenon_wit_main(wit)), "c:d");
    tenon_wit_free(wit);
    options.struct_size--;
    cr_expect_eq(tenon_wit_load(&wit, link_ctx, path, &options), TENON_MISUSE);
}

Test(wit_walk, of_a_buffer_with_errors_the_rest_is_there) {
    char unsaved[] = "package c:d;\ninterface i { f: func(); g: func(";
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.read = read_text;
    options.read_user = unsaved;
    options.partial = true;
    tenon_wit *wit;
    const char *path = link_wit_file("package a:b;");
    cr_expect_eq(tenon_wit_load(&wit, link_ctx, path, &options), TENON_INVALID);
    cr_assert_not_null(wit);
    cr_expect_eq(
        tenon_wit_interface_func_count(tenon_wit_find_interface(wit, "i")), 1);
    tenon_wit_free(wit);
}
