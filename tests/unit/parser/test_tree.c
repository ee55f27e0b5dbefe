/* What a text becomes: the typed syntax tree. */
#include "tests/unit/parser/parse.h"

TestSuite(tree, .init = parse_set_up, .fini = parse_tear_down);

static const ast_item *item(uint32_t index) {
    cr_assert_lt(index, package->item_count);
    return &package->items[index];
}

Test(tree, holds_the_name_of_the_package) {
    cr_assert(parse("/// Docs.\npackage wasi:http@0.2.0-rc.1+b.2;"));
    cr_expect(package->has_name);
    EXPECT_STR(package->name.ns.text, "wasi");
    EXPECT_STR(package->name.package.text, "http");
    EXPECT_STR(package->name.version, "0.2.0-rc.1+b.2");
    EXPECT_STR(package->attrs.docs, "Docs.");
}

Test(tree, of_an_empty_file_is_empty) {
    cr_assert(parse(""));
    cr_expect_not(package->has_name);
    cr_expect_eq(package->item_count, 0);
}

Test(tree, a_byte_order_mark_and_crlf_are_white_space) {
    cr_assert(parse("\xef\xbb\xbfpackage a:b;\r\ninterface i {\r\n}\r\n"));
    cr_expect_eq(package->item_count, 1);
}

Test(tree, holds_every_form_of_type) {
    cr_assert(parse(
        "interface i {\n"
        "  f: func(a: list<u8>, b: list<u8, 4>, c: option<string>,\n"
        "    d: result, e: result<_, u8>, g: result<u8>, h: result<u8, s8>,\n"
        "    j: tuple<u8, bool,>, k: map<string, f64>, l: stream<char>,\n"
        "    m: stream, n: future<u8>, o: future, p: own<r>, q: borrow<r>,\n"
        "    r: error-context, s: named) -> f32;\n"
        "}"));
    static const struct {
        int form;
        uint32_t args;
    } rows[] = {
        {AST_TYPE_LIST, 1},      {AST_TYPE_FIXED_LIST, 1}, {AST_TYPE_OPTION, 1},
        {AST_TYPE_RESULT, 2},    {AST_TYPE_RESULT, 2},     {AST_TYPE_RESULT, 2},
        {AST_TYPE_RESULT, 2},    {AST_TYPE_TUPLE, 2},      {AST_TYPE_MAP, 2},
        {AST_TYPE_STREAM, 1},    {AST_TYPE_STREAM, 0},     {AST_TYPE_FUTURE, 1},
        {AST_TYPE_FUTURE, 0},    {AST_TYPE_OWN, 0},        {AST_TYPE_BORROW, 0},
        {AST_TYPE_PRIMITIVE, 0}, {AST_TYPE_NAME, 0}};
    const ast_func *f = item(0)->u.interface->items[0].u.func;
    cr_assert_eq(f->param_count, TN_COUNT_OF(rows));
    for (uint32_t i = 0; i < f->param_count; i++) {
        cr_expect_eq((int)f->params[i].type->form, rows[i].form, "%u", i);
        cr_expect_eq(f->params[i].type->arg_count, rows[i].args, "%u", i);
    }
    cr_expect_eq(f->params[1].type->len, 4);
    cr_expect_null(f->params[3].type->args[0]);
    cr_expect_null(f->params[4].type->args[0]);
    cr_expect_not_null(f->params[4].type->args[1]);
    cr_expect_eq(f->result->prim, TY_F32);
}

Test(tree, holds_resources_with_their_functions) {
    cr_assert(parse("interface i {\n"
                    "  resource r {\n"
                    "    constructor(a: u8) -> result<r>;\n"
                    "    m: func();\n"
                    "    s: static async func() -> u8;\n"
                    "  }\n"
                    "  resource empty;\n"
                    "}"));
    const ast_typedef *r = item(0)->u.interface->items[0].u.type;
    cr_assert_eq(r->func_count, 3);
    cr_expect_eq(r->funcs[0].u.func->form, AST_FUNC_CTOR);
    cr_expect_eq(r->funcs[0].u.func->result->form, AST_TYPE_RESULT);
    cr_expect_eq(r->funcs[1].u.func->form, AST_FUNC_METHOD);
    cr_expect_not(r->funcs[1].u.func->is_async);
    cr_expect_eq(r->funcs[2].u.func->form, AST_FUNC_STATIC);
    cr_expect(r->funcs[2].u.func->is_async);
    cr_expect_eq(item(0)->u.interface->items[1].u.type->func_count, 0);
}

Test(tree, holds_what_worlds_import_and_export) {
    cr_assert(parse("world w {\n"
                    "  import a;\n"
                    "  import b:c/d@1.0.0;\n"
                    "  import e: func();\n"
                    "  import f: interface { g: func(); }\n"
                    "  export h: i;\n"
                    "  export j: b:c/d;\n"
                    "  export k:async func();\n"
                    "}"));
    static const int forms[] = {AST_EXTERN_PATH,       AST_EXTERN_PATH,
                                AST_EXTERN_FUNC,       AST_EXTERN_INTERFACE,
                                AST_EXTERN_IMPLEMENTS, AST_EXTERN_IMPLEMENTS,
                                AST_EXTERN_FUNC};
    const ast_world *w = item(0)->u.world;
    cr_assert_eq(w->item_count, TN_COUNT_OF(forms));
    for (uint32_t i = 0; i < w->item_count; i++) {
        cr_expect_eq((int)w->items[i].u.ext->form, forms[i], "%u", i);
        cr_expect_eq(w->items[i].u.ext->is_export, i >= 4, "%u", i);
    }
    EXPECT_STR(w->items[1].u.ext->path.version, "1.0.0");
    EXPECT_STR(w->items[5].u.ext->name.text, "j");
    EXPECT_STR(w->items[5].u.ext->path.ns.text, "b");
    cr_expect(w->items[6].u.ext->func.is_async);
}

Test(tree, a_version_ends_before_the_names_of_a_use) {
    cr_assert(parse("interface i { use a:b/c@1.0.0-rc.1.{d, e as f}; }"));
    const ast_use *use = item(0)->u.interface->items[0].u.use;
    EXPECT_STR(use->from.version, "1.0.0-rc.1");
    cr_assert_eq(use->name_count, 2);
    EXPECT_STR(use->names[1].name.text, "e");
    EXPECT_STR(use->names[1].as.text, "f");
}

Test(tree, holds_includes_and_top_level_uses) {
    cr_assert(parse("use a:b/c@1.0.0 as d;\n"
                    "world w { include x; include y with { a as b, c as d }\n"
                    "include z with { a as b } }"));
    EXPECT_STR(item(0)->u.use->as.text, "d");
    const ast_world *w = item(1)->u.world;
    cr_assert_eq(w->item_count, 3);
    cr_expect_eq(w->items[1].u.include->with_count, 2);
}

Test(tree, holds_nested_packages) {
    cr_assert(parse("package a:b; package c:d@1.0.0 { interface i {} }"));
    const ast_package *nested = item(0)->u.package;
    EXPECT_STR(nested->name.version, "1.0.0");
    cr_expect_eq(nested->item_count, 1);
}

Test(tree, holds_attributes) {
    cr_assert(parse("@since(version = 1.2.0)\n"
                    "@deprecated(version = 1.3.0)\n"
                    "/// No docs: they stand before attributes.\n"
                    "interface i {\n"
                    "  @unstable(feature = fancy-foo)\n"
                    "  @external-id(\"a\\\"\\u{2603}\\7f\")\n"
                    "  f: func();\n"
                    "}"));
    const ast_attrs *a = &item(0)->u.interface->attrs;
    cr_assert_eq(a->gate_count, 2);
    EXPECT_STR(a->gates[0].value, "1.2.0");
    cr_expect_eq(a->docs.len, 0);
    const ast_attrs *b = &item(0)->u.interface->items[0].u.func->attrs;
    EXPECT_STR(b->gates[0].value, "fancy-foo");
    EXPECT_STR(b->gates[1].value, "a\"\xe2\x98\x83\x7f");
}

Test(tree, an_escaped_keyword_is_an_identifier) {
    cr_assert(parse("interface %interface { %list: func(%own: u8); }"));
    EXPECT_STR(item(0)->u.interface->name.text, "interface");
}

Test(tree, words_that_are_keywords_elsewhere_are_no_keywords) {
    cr_assert(parse("interface since { version: func(feature: u8); }"));
}

/* Documentation */

static const char *docs_of(const char *text) {
    cr_assert(parse(text), "%s", text);
    const ast_item *last = item(package->item_count - 1);
    return tn_arena_copy(&arena, last->u.interface->attrs.docs).p;
}

Test(tree, docs_lose_their_markers) {
    static const char *const rows[][2] = {
        {"/// a\n/// b\ninterface i {}", "a\nb"},
        {"///a\n///  b\ninterface i {}", "a\n  b"},
        {"/** a\n    b */\ninterface i {}", "a\n    b"},
        {"/* a /* b */ c */ interface i {}", "* a /* b */ c */"},
        {"/*** a */ interface i {}", "* a"},
        {"/**\n  a\n   b\n*/interface i {}", "\n  a\n   b"},
        {"///\ta\n/// b\ninterface i {}", "\ta\nb"},
        {"///   a\xc2\xa0\xe3\x80\x80\n/**  b*/ //  c\ninterface i {}",
         " a\nb\nc"},
        {"/***/ interface i {}", ""},
        {"/// a\r\n/// b\r\ninterface i {}", "a\nb"},
        {"/// a\n///\n/// b\ninterface i {}", "a\n\nb"},
        {"///\ninterface i {}", ""},
        {"/**/ interface i {}", ""},
        {"//// a\ninterface i {}", "a"},
        {"// plain\ninterface i {}", "plain"},
        {"interface j {} // of j\n/// a\ninterface i {}", "of j\na"},
        {"interface j { /// not here\n }\ninterface i {}", ""},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++)
        cr_expect_str_eq(docs_of(rows[i][0]), rows[i][1]);
}

Test(tree, docs_of_members_are_kept) {
    cr_assert(parse("interface i {\n"
                    "  /// r\n"
                    "  record r {\n"
                    "    /// a\n"
                    "    a: u8,\n"
                    "  }\n"
                    "  variant v { /** c */ c(u8), }\n"
                    "  f: func(/** p */ p: u8);\n"
                    "}"));
    const ast_item *items = item(0)->u.interface->items;
    EXPECT_STR(items[0].u.type->attrs.docs, "r");
    EXPECT_STR(items[0].u.type->fields[0].attrs.docs, "a");
    EXPECT_STR(items[1].u.type->fields[0].attrs.docs, "c");
    EXPECT_STR(items[2].u.func->params[0].attrs.docs, "p");
}

Test(tree, a_slash_in_a_string_starts_no_comment) {
    cr_assert(
        parse("interface i { @external-id(\"http://a /* b\") f: func(); }"));
    EXPECT_STR(item(0)->u.interface->items[0].u.func->attrs.gates[0].value,
               "http://a /* b");
}
