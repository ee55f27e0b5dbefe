/* embed and new: from a world and a core module to a component. */
#include <stdlib.h>

#include "tests/unit/linker/link_support.h"

TestSuite(new, .init = link_set_up, .fini = link_tear_down);

/* A world in which interfaces, resources and names depend on each other. */
static const char wide[] =
    "package t:w@1.2.0;\n"
    "interface types {\n"
    "  record point { x: u32, y: f32 }\n"
    "  resource node { constructor(at: point); peer: func() -> option<node>;\n"
    "    make: static func(n: list<point>) -> result<node, string>; }\n"
    "  flags bits { a, b }\n"
    "}\n"
    "interface tools {\n"
    "  use types.{point, node as knot};\n"
    "  enum kind { small, large }\n"
    "  join: func(a: borrow<knot>, b: knot, p: point) -> tuple<kind, point>;\n"
    "}\n"
    "world both { import types; import tools; export types; export tools;\n"
    "  use types.{point}; import log: func(s: string);\n"
    "  export run: func(p: list<point>) -> point; }\n"
    "world out { export tools; }\n"
    "world none { import types; import tools; }\n";

Test(new, a_guest_with_legacy_names_becomes_a_component) {
    tenon_buffer core = link_embed_guest("tests/guests/hello.wasm",
                                         "tests/guests/hello.wit", NULL);
    tenon_input input = link_input("hello.wasm", &core);
    tenon_buffer out;
    cr_assert_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_OK);
    EXPECT_SHAPE(&out, "export greet: func(name: string) -> string;");
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
}

Test(new, a_guest_with_standard32_names_becomes_the_same_component) {
    tenon_buffer core = link_embed_guest("tests/guests/hello32.wasm",
                                         "tests/guests/hello.wit", NULL);
    tenon_input input = link_input("hello32.wasm", &core);
    tenon_buffer out;
    cr_assert_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_OK);
    EXPECT_SHAPE(&out, "export greet: func(name: string) -> string;");
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
}

Test(new, an_adapter_satisfies_what_the_world_does_not) {
    tenon_buffer core = link_embed_guest("tests/guests/wasi.wasm",
                                         "tests/guests/wasi.wit", NULL);
    tenon_input input = link_input("wasi.wasm", &core);
    tenon_buffer out;
    cr_expect_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "import `wasi_snapshot_preview1`");
    EXPECT_DIAGNOSTIC(link_ctx, "`--adapt wasi_snapshot_preview1=FILE.wasm`");
    tenon_diagnostics_clear(link_ctx);

    test_bytes stub = test_file("tests/guests/preview1-stub.wasm");
    tenon_adapter adapter = {"wasi_snapshot_preview1",
                             {"stub.wasm", stub.p, stub.len}};
    tenon_new_options options = TENON_NEW_OPTIONS_INIT;
    options.adapters = &adapter;
    options.adapter_count = 1;
    cr_assert_eq(tenon_new(&out, link_ctx, &input, &options), TENON_OK);
    char *shape = link_describe(&out);
    cr_expect(strstr(shape, "export") && !strstr(shape, "import"), "%s", shape);
    free(shape);
    free(stub.p);
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
}

Test(new, adapters_are_named_after_their_files) {
    tenon_buffer core = link_embed_guest("tests/guests/wasi.wasm",
                                         "tests/guests/wasi.wit", NULL);
    tenon_input input = link_input("wasi.wasm", &core);
    test_bytes stub = test_file("tests/guests/preview1-stub.wasm");
    tenon_adapter adapter = {
        NULL, {"some/dir/wasi_snapshot_preview1.x.wasm", stub.p, stub.len}};
    tenon_new_options options = TENON_NEW_OPTIONS_INIT;
    options.adapters = &adapter;
    options.adapter_count = 1;
    tenon_buffer out;
    cr_expect_eq(tenon_new(&out, link_ctx, &input, &options), TENON_OK);
    free(stub.p);
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
}

Test(new, interfaces_that_are_imported_and_exported_keep_their_types_apart) {
    tenon_buffer out = link_dummy_component(wide, "both");
    EXPECT_SHAPE(
        &out,
        "import t:w/types@1.2.0 { point: record { x: u32, y: f32 }; "
        "node: resource; [constructor]node: func(at: point) -> node; "
        "[method]node.peer: func(self: borrow<node>) -> option<node>; "
        "[static]node.make: func(n: list<point>) -> result<node, string>; } "
        "import t:w/tools@1.2.0 { point: point; knot: node; "
        "kind: enum { small, large }; "
        "join: func(a: borrow<knot>, b: knot, p: point) -> "
        "tuple<kind, point>; } "
        "import point: point; import log: func(s: string); "
        "export run: func(p: list<point>) -> point; "
        "export t:w/types@1.2.0 { point: record { x: u32, y: f32 }; "
        "node: resource; bits: flags { a, b }; "
        "[constructor]node: func(at: point) -> node; "
        "[method]node.peer: func(self: borrow<node>) -> option<node>; "
        "[static]node.make: func(n: list<point>) -> result<node, string>; } "
        "export t:w/tools@1.2.0 { point: point; knot: node; "
        "kind: enum { small, large }; "
        "join: func(a: borrow<knot>, b: knot, p: point) -> "
        "tuple<kind, point>; }");
    tenon_buffer_release(&out);
}

Test(new, types_of_exports_are_imported_from_interfaces_that_are_not) {
    tenon_buffer out = link_dummy_component(wide, "out");
    char *shape = link_describe(&out);
    cr_expect(strstr(shape, "import t:w/types@1.2.0 { point:"), "%s", shape);
    cr_expect(!strstr(shape, "bits"), "unused types are left out: %s", shape);
    free(shape);
    tenon_buffer_release(&out);
}

Test(new, imports_that_the_module_does_not_use_are_dropped) {
    tenon_buffer core = link_embed_guest(
        "tests/guests/scalar.wasm",
        link_wit_file("package t:w;\n"
                      "interface big { f: func(s: string); }\n"
                      "world w { import big;\n"
                      "  export add: func(a: s32, b: s32) -> s32; }\n"),
        NULL);
    tenon_input input = link_input("scalar.wasm", &core);
    tenon_buffer out;
    cr_assert_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_OK);
    EXPECT_SHAPE(&out, "export add: func(a: s32, b: s32) -> s32;");
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
}

Test(new, the_same_inputs_give_the_same_bytes) {
    tenon_buffer a = link_dummy_component(wide, "both");
    tenon_buffer b = link_dummy_component(wide, "both");
    EXPECT_BYTES(a.data, a.len, b.data, b.len);
    tenon_buffer_release(&a);
    tenon_buffer_release(&b);
}

/* tests/guests/scalar.wasm under a world that asks for something else. */
static void expect_error(const char *wasm,
                         const char *wit,
                         const char *phrase) {
    tenon_buffer core = link_embed_guest(wasm, link_wit_file(wit), NULL);
    tenon_input input = link_input("core.wasm", &core);
    tenon_buffer out;
    cr_expect_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, phrase);
    tenon_diagnostics_clear(link_ctx);
    tenon_buffer_release(&core);
}

Test(new, what_the_module_lacks_is_reported) {
    const char *scalar = "tests/guests/scalar.wasm";
    expect_error(scalar,
                 "package t:w; world w { export sub: func(a: s32) -> s32; }",
                 "the module does not export `sub`");
    expect_error(scalar,
                 "package t:w; world w { export sub: func(a: s64) -> f32; }",
                 "expected a function `(i64) -> (f32)`");
    expect_error(scalar,
                 "package t:w; world w { export add: func(a: s32) -> s32; }",
                 "expected `(i32) -> (i32)`, found `(i32, i32) -> (i32)`");
    expect_error(scalar,
                 "package t:w; world w { export i: interface "
                 "{ f: func(); } }",
                 "the module does not export `i#f`");
    expect_error(scalar,
                 "package t:w; world w { export add: func(a: string) -> s32; }",
                 "does not export `memory`");
    expect_error("tests/guests/counter-user.wasm",
                 "package t:w; world w { import x: func(); }",
                 "import `test:guests/counters` `[constructor]counter` is not "
                 "satisfied");
    expect_error("tests/guests/counter-user.wasm",
                 "package test:guests; interface counters { resource "
                 "counter; } world w { import counters; }",
                 "has no such function");
    expect_error("tests/guests/counter-user.wasm",
                 "package test:guests; interface counters { peek: func(a: "
                 "s64) -> s32; } world w { import counters; }",
                 "expected `(i64) -> (i32)`, found `(i32) -> (i32)`");
    expect_error(scalar,
                 "package t:w; world w { export add: async func(a: s32, b: "
                 "s32) -> s32; }",
                 "async function");
}

Test(new, all_mismatches_are_reported_in_one_run) {
    expect_error("tests/guests/scalar.wasm",
                 "package t:w; world w { export a: func(); export b: func(); }",
                 "does not export `a`");
    tenon_buffer core = link_embed_guest(
        "tests/guests/scalar.wasm",
        link_wit_file("package t:w; world w { export a: func(); export b: "
                      "func(); }"),
        NULL);
    tenon_input input = link_input("core.wasm", &core);
    tenon_buffer out;
    cr_expect_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_INVALID);
    cr_expect_eq(tenon_diagnostic_count(link_ctx, TENON_SEVERITY_ERROR), 2);
    tenon_buffer_release(&core);
}

Test(new, other_kinds_of_files_are_refused_with_advice) {
    tenon_buffer component = link_dummy_component(wide, "none");
    tenon_input input = link_input("c.wasm", &component);
    tenon_buffer out;
    cr_expect_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "this is a component");
    tenon_diagnostics_clear(link_ctx);

    test_bytes bare = test_file("tests/guests/scalar.wasm");
    tenon_input plain = {"scalar.wasm", bare.p, bare.len};
    cr_expect_eq(tenon_new(&out, link_ctx, &plain, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "tenon embed");
    free(bare.p);
    tenon_buffer_release(&component);
}

/* The bytes of one module's world section, put behind another module. */
static tenon_buffer with_both_worlds(const tenon_buffer *a,
                                     const tenon_buffer *world) {
    static const char name[] = "component-type:two";
    uint8_t head[6] = {0};
    size_t size = 1 + sizeof name - 1 + world->len;
    tenon_buffer out = {.ctx = a->ctx};
    out.cap = out.len = a->len + sizeof head + size;
    out.data = malloc(out.len);
    memcpy(out.data, a->data, a->len);
    for (int i = 1; i < 6; i++)
        head[i] = (uint8_t)((size >> (7 * (i - 1)) & 0x7f) | (i < 5) << 7);
    uint8_t *p = out.data + a->len;
    memcpy(p, head, sizeof head);
    p += sizeof head;
    *p++ = sizeof name - 1;
    memcpy(p, name, sizeof name - 1);
    memcpy(p + sizeof name - 1, world->data, world->len);
    return out;
}

static tenon_buffer embed_custom(const char *wit, const char *world) {
    tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
    options.wit_path = link_wit_file(wit);
    options.world = world;
    options.only_custom = true;
    tenon_buffer out;
    cr_assert_eq(tenon_embed(&out, link_ctx, NULL, &options), TENON_OK);
    return out;
}

Test(new, worlds_of_several_sections_are_united) {
    tenon_buffer core = link_dummy(wide, "out");
    tenon_buffer second = embed_custom(wide, "none");
    tenon_buffer both = with_both_worlds(&core, &second);
    tenon_input input = link_input("both.wasm", &both);
    tenon_buffer out;
    tenon_status status = tenon_new(&out, link_ctx, &input, NULL);
    char *said = test_diagnostics(link_ctx);
    cr_expect_eq(status, TENON_OK, "%s", said);
    free(said);
    free(both.data);
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
    tenon_buffer_release(&second);
}

Test(new, worlds_that_contradict_each_other_are_reported) {
    tenon_buffer core = link_dummy(
        "package a:b; interface i { f: func(x: u32); } world w { import i; }",
        NULL);
    tenon_buffer second = embed_custom(
        "package a:b; interface i { f: func(x: u64); } world w { import i; }",
        NULL);
    tenon_buffer both = with_both_worlds(&core, &second);
    tenon_input input = link_input("both.wasm", &both);
    tenon_buffer out;
    cr_expect_eq(tenon_new(&out, link_ctx, &input, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "two worlds disagree about `f` of `a:b/i`");
    free(both.data);
    tenon_buffer_release(&core);
    tenon_buffer_release(&second);
}

/* Embeds a world in a module that has one, and gives what was said. */
static tenon_status embed_second(const tenon_buffer *core,
                                 const char *wit,
                                 const char *world) {
    tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
    const tenon_input input = link_input("core.wasm", core);
    tenon_buffer out;
    options.wit_path = link_wit_file(wit);
    options.world = world;
    tenon_status status = tenon_embed(&out, link_ctx, &input, &options);
    tenon_buffer_release(&out);
    return status;
}

Test(new, a_second_world_must_leave_the_first_its_meaning) {
    const char *wit =
        "package a:b; interface i { type t = u8; }"
        "interface k { use i.{t}; } interface l { use k.{t}; }"
        "world k-only { export k; } world i-and-k { export i; export k; }"
        "world inner { export x: interface { use l.{t}; } }"
        "world %import { import i; }";
    tenon_buffer core = link_dummy(wit, "k-only");
    cr_expect_eq(embed_second(&core, wit, "%import"), TENON_OK);
    cr_expect_eq(embed_second(&core, wit, "a:b/%import"), TENON_OK);
    cr_expect_eq(embed_second(&core, wit, "k-only"), TENON_OK);
    cr_expect_eq(embed_second(&core, wit, "i-and-k"), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "two worlds disagree about `a:b/i`");
    tenon_buffer_release(&core);
    core = link_dummy(wit, "i-and-k");
    cr_expect_eq(embed_second(&core, wit, "inner"), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "need an interface both as import and as "
                                "export");
    tenon_buffer_release(&core);
}

Test(new, dummies_of_standard32_make_the_same_component) {
    const char *wit =
        "package a:b@1.2.3; interface i { resource r { constructor();"
        " m: func() -> string; s: static func(x: string); }"
        " f: func(l: list<string>) -> list<u8>; }"
        "world w { import i; import k: interface { z: func(); }"
        " import g: func(x: u32); export i; export h: func() -> string;"
        " export k: interface { z: func(); } }";
    tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
    tenon_buffer made[2], core;
    char *shapes[2];
    options.wit_path = link_wit_file(wit);
    options.dummy = true;
    for (int i = 0; i < 2; i++) {
        options.dummy_names = i ? TENON_NAMES_STANDARD32 : TENON_NAMES_LEGACY;
        cr_assert_eq(tenon_embed(&core, link_ctx, NULL, &options), TENON_OK);
        const tenon_input input = link_input("core.wasm", &core);
        tenon_status status = tenon_new(&made[i], link_ctx, &input, NULL);
        cr_assert_eq(status, TENON_OK, "%s", test_diagnostics(link_ctx));
        tenon_buffer_release(&core);
        shapes[i] = link_describe(&made[i]);
        tenon_buffer_release(&made[i]);
    }
    cr_expect_str_eq(shapes[0], shapes[1]);
    free(shapes[0]);
    free(shapes[1]);
}

Test(new, options_of_an_unknown_size_are_refused) {
    tenon_buffer core = link_dummy(wide, "none"), out;
    tenon_input input = link_input("c.wasm", &core);
    tenon_new_options options = TENON_NEW_OPTIONS_INIT;
    options.struct_size = 1;
    cr_expect_eq(tenon_new(&out, link_ctx, &input, &options), TENON_MISUSE);
    tenon_embed_options embed = TENON_EMBED_OPTIONS_INIT;
    cr_expect_eq(tenon_embed(&out, link_ctx, &input, &embed), TENON_MISUSE);
    tenon_buffer_release(&core);
}

static bool run_new(const tenon_allocator *allocator, void *user) {
    const tenon_input *input = user;
    tenon_context *ctx = NULL;
    tenon_buffer out = {0};
    tenon_status status = tenon_context_new(&ctx, allocator);
    if (status == TENON_OK)
        status = tenon_new(&out, ctx, input, NULL);
    tenon_buffer_release(&out);
    tenon_context_free(ctx);
    return status == TENON_OK;
}

Test(new, running_out_of_memory_leaks_nothing) {
    tenon_buffer core = link_dummy(wide, "both");
    tenon_input input = link_input("core.wasm", &core);
    cr_expect_gt(test_every_failure(run_new, &input), 10);
    tenon_buffer_release(&core);
}
