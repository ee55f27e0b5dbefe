/* WIT in binary form: texts that pass through it, and binaries that lie. */
#include <stdlib.h>

#include "tenon/wit_binary.h"
#include "tenon/wit_walk.h"

#include "component/component.h"
#include "tests/unit/linker/link_support.h"

TestSuite(wit_binary, .init = link_set_up, .fini = link_tear_down);

static tenon_wit *decode(const tenon_buffer *bytes) {
    const tenon_input input = link_input("test.wasm", bytes);
    tenon_wit *wit;
    tenon_status status = tenon_wit_decode(&wit, link_ctx, &input);
    char *said = test_diagnostics(link_ctx);
    cr_assert_eq(status, TENON_OK, "%s", said);
    free(said);
    return wit;
}

static void expect_text(const tenon_wit *wit, bool deps, const char *text) {
    tenon_buffer printed;
    cr_assert_eq(tenon_wit_print(&printed, wit, deps), TENON_OK);
    EXPECT_STR(((tn_str){(const char *)printed.data, printed.len}), text);
    tenon_buffer_release(&printed);
}

/* The text, in canonical layout, is what comes back. */
static void expect_back(const char *text) {
    tenon_buffer bytes = link_encode(text);
    tenon_wit *wit = decode(&bytes);
    expect_text(wit, true, text);
    tenon_wit_free(wit);
    tenon_buffer_release(&bytes);
}

/* The same bytes with one name changed to another of that length. */
static void replace(tenon_buffer *bytes, const char *from, const char *to) {
    size_t len = strlen(from);
    cr_assert_eq(len, strlen(to));
    bool any = false;
    for (size_t i = 0; i + len <= bytes->len; i++) {
        if (memcmp(bytes->data + i, from, len) == 0) {
            memcpy(bytes->data + i, to, len);
            any = true;
        }
    }
    cr_assert(any);
}

static void expect_refused(const tenon_buffer *bytes, const char *part) {
    const tenon_input input = link_input("test.wasm", bytes);
    tenon_wit *wit;
    cr_expect_eq(tenon_wit_decode(&wit, link_ctx, &input), TENON_INVALID);
    cr_expect_null(wit);
    char *said = test_diagnostics(link_ctx);
    cr_expect(strstr(said, part), "no `%s` in: %s", part, said);
    free(said);
}

Test(wit_binary, docs_and_gates_of_everything_come_back) {
    expect_back("/// The package.\n"
                "package a:b@1.0.0;\n"
                "\n"
                "/// Two lines,\n"
                "/// with \"quotes\" and \\ and \xc3\xa9.\n"
                "@since(version = 1.0.0)\n"
                "interface i {\n"
                "  /// A record.\n"
                "  record r {\n"
                "    /// A field.\n"
                "    f: u8,\n"
                "    g: string,\n"
                "  }\n"
                "\n"
                "  /// A function.\n"
                "  @since(version = 1.0.0)\n"
                "  @deprecated(version = 1.0.0)\n"
                "  f: func(r: r);\n"
                "}\n"
                "\n"
                "/// A world.\n"
                "world w {\n"
                "  /// In.\n"
                "  @since(version = 1.0.0)\n"
                "  import i;\n"
                "  import f: func();\n"
                "\n"
                "  /// Out.\n"
                "  export f: func();\n"
                "  /// Inline.\n"
                "  export j: interface {\n"
                "    /// Deep.\n"
                "    g: func();\n"
                "  }\n"
                "}\n");
}

Test(wit_binary, uses_of_uses_and_of_resources_keep_their_names) {
    expect_back("package a:b;\n"
                "\n"
                "interface i {\n"
                "  resource r;\n"
                "\n"
                "  type n = u8;\n"
                "}\n"
                "\n"
                "interface j {\n"
                "  use i.{r as s, n};\n"
                "\n"
                "  type m = n;\n"
                "\n"
                "  type o = own<s>;\n"
                "\n"
                "  f: func(s: s, b: borrow<s>) -> m;\n"
                "}\n"
                "\n"
                "interface k {\n"
                "  use j.{s, m as l};\n"
                "\n"
                "  f: func(s: s) -> l;\n"
                "}\n"
                "\n"
                "world w {\n"
                "  import i;\n"
                "  import j;\n"
                "  use j.{s as t};\n"
                "  import f: func(t: t);\n"
                "\n"
                "  export i;\n"
                "  export j;\n"
                "}\n");
}

Test(wit_binary, an_interface_by_several_names_is_one) {
    expect_back("package a:b;\n"
                "\n"
                "interface i {\n"
                "  resource r {\n"
                "    f: func() -> r;\n"
                "  }\n"
                "}\n"
                "\n"
                "world w {\n"
                "  import one: i;\n"
                "  import two: i;\n"
                "  import i;\n"
                "\n"
                "  export three: i;\n"
                "}\n");
}

/* The main package, with others that it needs, passes through a binary. */
static void expect_back_as(const char *text, const char *main_package) {
    tenon_buffer bytes = link_encode(text);
    tenon_wit *wit = decode(&bytes);
    expect_text(wit, false, main_package);
    tenon_wit_free(wit);
    tenon_buffer_release(&bytes);
}

Test(wit_binary, what_is_included_twice_is_there_twice) {
    expect_back_as("package a:b;\n"
                   "world v { import x: interface { resource r; } }\n"
                   "world w { include v with { x as y }\n"
                   "  include v with { x as z } }",
                   "package a:b;\n"
                   "\n"
                   "world v {\n"
                   "  import x: interface {\n"
                   "    resource r;\n"
                   "  }\n"
                   "}\n"
                   "world w {\n"
                   "  import y: interface {\n"
                   "    resource r;\n"
                   "  }\n"
                   "  import z: interface {\n"
                   "    resource r;\n"
                   "  }\n"
                   "}\n");
}

Test(wit_binary, docs_that_another_package_lends_come_along) {
    expect_back_as("package a:b;\n"
                   "world w { import x: c:d/i@1.0.0; include c:d/v@1.0.0;\n"
                   "  ///\n  import z: c:d/i@1.0.0; }\n" /* says nothing */
                   "package c:d@1.0.0 { /// What i is.\n"
                   "  interface i { type t = u8; }\n"
                   "  world v { import y: interface { /// F.\n"
                   "    @since(version = 1.0.0) f: func(); } }\n"
                   "}",
                   "package a:b;\n"
                   "\n"
                   "world w {\n"
                   "  /// What i is.\n"
                   "  import x: c:d/i@1.0.0;\n"
                   "  /// What i is.\n"
                   "  import z: c:d/i@1.0.0;\n"
                   "  import y: interface {\n"
                   "    /// F.\n"
                   "    f: func();\n"
                   "  }\n"
                   "}\n");
}

Test(wit_binary, a_component_and_its_module_have_the_world_root) {
    const char *wit = "package a:b@0.1.0;\n"
                      "interface i { resource r; f: func() -> r; }\n"
                      "world w { import i; export run: func(); }";
    tenon_buffer module = link_dummy(wit, "w");
    tenon_wit *world = decode(&module);
    expect_text(world, false,
                "package root:root;\n\nworld root {\n"
                "  import a:b/i@0.1.0;\n\n  export run: func();\n}\n");
    cr_expect_eq(tenon_wit_package_count(world), 2);
    cr_expect_str_eq(tenon_wit_package_id(tenon_wit_package_at(world, 0)),
                     "a:b@0.1.0");
    cr_expect_str_eq(tenon_wit_package_id(tenon_wit_main(world)), "root:root");
    tenon_wit_free(world);
    tenon_buffer_release(&module);
    tenon_buffer component = link_dummy_component(wit, "w");
    world = decode(&component);
    cr_expect_str_eq(tenon_wit_package_id(tenon_wit_main(world)),
                     "root:component");
    tenon_wit_free(world);
    tenon_buffer_release(&component);
}

/* The module with one more world. */
static tenon_buffer embed(const tenon_buffer *core, const char *wit) {
    tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
    options.wit_path = link_wit_file(wit);
    const tenon_input input = link_input("core.wasm", core);
    tenon_buffer out;
    cr_assert_eq(tenon_embed(&out, link_ctx, &input, &options), TENON_OK);
    return out;
}

Test(wit_binary, a_module_has_its_worlds_and_their_union) {
    tenon_buffer one =
        link_dummy("package a:b;\n"
                   "interface i { type t = u8; f: func() -> t; }\n"
                   "world w { use i.{t}; resource r;\n"
                   "  import f: func(r: borrow<r>) -> t; }",
                   "w");
    tenon_buffer two = embed(&one, "package a:b;\n"
                                   "interface i { type u = u8; g: func(); }\n"
                                   "world v { import i;\n"
                                   "  export j: interface { h: func(); } }\n");
    tenon_buffer three =
        embed(&two, "package c:d; world w { import i: func(); }");
    tenon_wit *wit = decode(&three);
    expect_text(wit, true,
                "package root:root;\n\nworld root {\n"
                "  import a:b/i;\n  use a:b/i.{t};\n\n  resource r;\n"
                "  import f: func(r: borrow<r>) -> t;\n"
                "  import i: func();\n\n"
                "  export j: interface {\n    h: func();\n  }\n}\n"
                "package a:b {\n  interface i {\n    type t = u8;\n\n"
                "    type u = u8;\n\n    f: func() -> t;\n\n"
                "    g: func();\n  }\n"
                "  world w {\n    import i;\n    use i.{t};\n\n"
                "    resource r;\n"
                "    import f: func(r: borrow<r>) -> t;\n  }\n"
                "  world v {\n    import i;\n\n    export j: interface {\n"
                "      h: func();\n    }\n  }\n}\n\n\n"
                "package c:d {\n  world w {\n    import i: func();\n  }\n}\n");
    tenon_wit_free(wit);
    tenon_buffer_release(&one);
    tenon_buffer_release(&two);
    tenon_buffer_release(&three);
}

static const char *const small = "/// Docs.\n"
                                 "package a:b@1.0.0;\n"
                                 "@since(version = 1.0.0)\n"
                                 "interface i { type t = u8; }\n"
                                 "interface j { use i.{t}; f: func(t: t); }\n";

Test(wit_binary, a_type_that_the_interface_lacks_is_told) {
    tenon_buffer bytes = link_encode("package a:b;\n"
                                     "interface i { type t-one = u8; }\n"
                                     "interface j { type t-two = u8; }\n"
                                     "world w { import j; }\n");
    replace(&bytes, "a:b/j", "a:b/i");
    expect_refused(&bytes, "has no `t-two`");
    tenon_buffer_release(&bytes);
}

Test(wit_binary, packages_are_not_mixed) {
    tenon_buffer bytes = link_encode("package a:b;\n"
                                     "interface i { type t = u8; }\n"
                                     "interface j { type t = u8; }\n");
    replace(&bytes, "a:b/j", "a:c/j");
    expect_refused(&bytes, "is of another package");
    tenon_buffer_release(&bytes);
}

Test(wit_binary, packages_that_need_each_other_are_refused) {
    tenon_buffer bytes = link_encode("package a:b;\n"
                                     "interface i { type t = u8; }\n"
                                     "interface j { use i.{t}; type s = t; }\n"
                                     "interface k { use j.{s}; }\n"
                                     "world w { import k; }\n");
    cr_assert_gt(bytes.len, 0);
    tenon_buffer_release(&bytes);
    bytes = link_dummy("package a:b;\n"
                       "interface i { type t = u8; }\n"
                       "interface j { use i.{t}; type s = t; }\n"
                       "interface k { use j.{s}; type q = s; }\n"
                       "world w { import k; }\n",
                       "w");
    replace(&bytes, "a:b/j", "a:c/j");
    expect_refused(&bytes, "need each other");
    tenon_buffer_release(&bytes);
}

Test(wit_binary, docs_that_are_no_json_are_told) {
    tenon_buffer bytes = link_encode(small);
    replace(&bytes, "\"docs\":\"", "\"docs\"=\"");
    expect_refused(&bytes, "not as JSON has it");
    tenon_buffer_release(&bytes);
}

/* The binary with another section package-docs; it lives in the arena. */
static tenon_buffer with_docs(tn_arena *arena,
                              const tenon_buffer *bytes,
                              tn_str docs) {
    bin_component *component;
    tn_writer out;
    cr_assert(
        bin_decode(&component, link_ctx, arena, bytes->data, bytes->len, 0));
    for (uint32_t i = 0; i < component->def_count; i++) {
        bin_def *def = &component->defs[i];
        if (def->kind != BIN_CUSTOM ||
            !tn_str_eqz(def->u.custom.name, "package-docs"))
            continue;
        def->u.custom.bytes = (const uint8_t *)docs.p;
        def->u.custom.len = docs.len;
    }
    tn_writer_init(&out, arena);
    bin_encode(component, &out);
    bin_release(component);
    return (tenon_buffer){.data = out.data, .len = out.len};
}

/* Version 0 has functions' docs as plain strings, and no stability. */
Test(wit_binary, docs_of_the_older_version_are_read) {
    static const char json[] =
        "\0{\"docs\":\"P.\",\"worlds\":{\"w\":{\"docs\":\"W.\","
        "\"funcs\":{\"g\":\"G.\"},\"interfaces\":{\"k\":{\"funcs\":"
        "{\"h\":\"H.\"}}}}},\"interfaces\":{\"i\":{\"docs\":\"I.\","
        "\"funcs\":{\"f\":\"F.\"},\"types\":{\"r\":{\"docs\":\"R.\","
        "\"items\":{\"x\":\"X.\"}}}}}}";
    tn_arena arena;
    tn_context_arena(link_ctx, &arena);
    tenon_buffer bytes =
        link_encode("package a:b;\n"
                    "interface i { record r { x: u8 } f: func(); }\n"
                    "world w { import g: func();\n"
                    "  import k: interface { h: func(); } }\n");
    tenon_buffer old =
        with_docs(&arena, &bytes, (tn_str){json, sizeof json - 1});
    tenon_wit *wit = decode(&old);
    expect_text(wit, false,
                "/// P.\npackage a:b;\n\n/// I.\ninterface i {\n"
                "  /// R.\n  record r {\n    /// X.\n    x: u8,\n  }\n\n"
                "  /// F.\n  f: func();\n}\n\n/// W.\nworld w {\n"
                "  import k: interface {\n    /// H.\n    h: func();\n  }\n"
                "  /// G.\n  import g: func();\n}\n");
    tenon_wit_free(wit);
    tenon_buffer newer = with_docs(&arena, &bytes, (tn_str){"\2{}", 3});
    expect_refused(&newer, "another version of its layout");
    tenon_buffer_release(&bytes);
    tn_arena_release(&arena);
}

Test(wit_binary, versions_and_features_that_are_none_are_passed_over) {
    tenon_buffer bytes = link_encode(small);
    replace(&bytes, "\"since\":\"1.0.0\"", "\"since\":\"1.0)}\"");
    tenon_wit *wit = decode(&bytes);
    expect_text(wit, false,
                "/// Docs.\npackage a:b@1.0.0;\n\n"
                "interface i {\n  type t = u8;\n}\n\n"
                "interface j {\n  use i.{t};\n\n  f: func(t: t);\n}\n\n");
    tenon_wit_free(wit);
    tenon_buffer_release(&bytes);
}

Test(wit_binary, every_cut_and_every_changed_byte_is_refused_or_read) {
    tenon_buffer bytes = link_encode(small);
    uint8_t *copy = malloc(bytes.len);
    for (size_t i = 0; i < bytes.len * 2; i++) {
        size_t at = i / 2;
        memcpy(copy, bytes.data, bytes.len);
        copy[at] ^= (uint8_t)(1u << (i % 8));
        tenon_context *ctx;
        cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
        const tenon_input input = {"t", copy, i % 2 ? bytes.len : at};
        tenon_wit *wit;
        tenon_status status = tenon_wit_decode(&wit, ctx, &input);
        cr_expect_eq(status == TENON_OK, wit != NULL);
        tenon_wit_free(wit);
        tenon_context_free(ctx);
    }
    free(copy);
    tenon_buffer_release(&bytes);
}

Test(wit_binary, options_of_another_size_are_misuse) {
    tenon_wit *wit = link_load(small);
    tenon_wit_encode_options options = TENON_WIT_ENCODE_OPTIONS_INIT;
    tenon_buffer out;
    options.struct_size--;
    cr_expect_eq(tenon_wit_encode(&out, wit, &options), TENON_MISUSE);
    tenon_wit_print_options print = TENON_WIT_PRINT_OPTIONS_INIT;
    print.struct_size--;
    cr_expect_eq(tenon_wit_print_as(&out, wit, &print), TENON_MISUSE);
    tenon_wit_free(wit);
}

Test(wit_binary, a_package_of_another_wit_is_misuse) {
    tenon_wit *wit = link_load(small), *other = link_load(small);
    tenon_wit_print_options print = TENON_WIT_PRINT_OPTIONS_INIT;
    tenon_buffer out;
    print.package = tenon_wit_main(other);
    cr_expect_eq(tenon_wit_print_as(&out, wit, &print), TENON_MISUSE);
    print.package = tenon_wit_main(wit);
    cr_expect_eq(tenon_wit_print_as(&out, wit, &print), TENON_OK);
    tenon_buffer_release(&out);
    tenon_wit_free(other);
    tenon_wit_free(wit);
}

Test(wit_binary, what_is_no_binary_is_told) {
    tenon_buffer bytes = {.data = (uint8_t *)(uintptr_t) "package a:b;",
                          .len = 12};
    expect_refused(&bytes, "this is a text");
    bytes = (tenon_buffer){.data = (uint8_t *)(uintptr_t) "\0asm\1\0\0\0",
                           .len = 8};
    expect_refused(&bytes, "with a WIT world is needed");
}

/* Text, binary, text: with memory that runs out somewhere. */
static bool pass_through(const tenon_allocator *allocator, void *user) {
    tenon_context *ctx;
    (void)user;
    if (tenon_context_new(&ctx, allocator) != TENON_OK)
        return false;
    const tenon_wit_source source = {"test.wit", small, strlen(small), 0};
    tenon_wit *wit = NULL, *again = NULL;
    tenon_buffer bytes = {0}, text = {0};
    bool ok = tenon_wit_load_sources(&wit, ctx, &source, 1, NULL) == TENON_OK;
    ok = ok && tenon_wit_encode(&bytes, wit, NULL) == TENON_OK;
    const tenon_input input = {"t", bytes.data, bytes.len};
    ok = ok && tenon_wit_decode(&again, ctx, &input) == TENON_OK;
    ok = ok && tenon_wit_print(&text, again, true) == TENON_OK;
    tenon_buffer_release(&text);
    tenon_buffer_release(&bytes);
    tenon_wit_free(again);
    tenon_wit_free(wit);
    tenon_context_free(ctx);
    return ok;
}

Test(wit_binary, memory_may_run_out_anywhere) {
    cr_expect_gt(test_every_failure(pass_through, NULL), 10);
}
