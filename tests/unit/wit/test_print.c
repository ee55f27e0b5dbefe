/* WIT text of what was resolved, and the public functions around it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenon/wit_walk.h"

#include "tests/unit/wit/wit_support.h"

TestSuite(print, .init = wit_set_up, .fini = wit_tear_down);

Test(print, has_a_canonical_layout) {
    cr_assert(resolve(
        "/// The package.\n"
        "package a:b@1.0.0;\n"
        "interface i {\n"
        "use k.{t as u, v}; use k.{w};\n"
        "f:func(a:list<u>,b:result<_,v>)->option<tuple<u8,w>>;\n"
        "/// A record.\n///\n/// Two paragraphs.\n"
        "record r{/// A field.\na:u8,%list:s}\n"
        "flags fl{x,y} variant va{c(r),d} enum en{e}\n"
        "@since(version=1.0.0) @deprecated(version=1.0.0)\n"
        "resource s{constructor(a:u8);m:async func();n:static func()->s;}\n"
        "resource q{constructor()->result<q>;} resource e;\n"
        "type o=own<e>; type p=e; type l=list<u8,4>; type m=map<string,u8>;\n"
        "@external-id(\"a\\\"b\\\\\\u{2603}@\\n\") g:async "
        "func(a:borrow<e>,b:e);\n"
        "}\n"
        "interface k{type t=u8;type v=stream;type w=future<u8>;}\n"));
    expect_print("/// The package.\n"
                 "package a:b@1.0.0;\n"
                 "\n"
                 "interface k {\n"
                 "  type t = u8;\n"
                 "\n"
                 "  type v = stream;\n"
                 "\n"
                 "  type w = future<u8>;\n"
                 "}\n"
                 "\n"
                 "interface i {\n"
                 "  use k.{t as u, v, w};\n"
                 "\n"
                 "  flags fl {\n"
                 "    x,\n"
                 "    y,\n"
                 "  }\n"
                 "\n"
                 "  enum en {\n"
                 "    e,\n"
                 "  }\n"
                 "\n"
                 "  @since(version = 1.0.0)\n"
                 "  @deprecated(version = 1.0.0)\n"
                 "  resource s {\n"
                 "    constructor(a: u8);\n"
                 "    m: async func();\n"
                 "    n: static func() -> s;\n"
                 "  }\n"
                 "\n"
                 "  /// A record.\n"
                 "  ///\n"
                 "  /// Two paragraphs.\n"
                 "  record r {\n"
                 "    /// A field.\n"
                 "    a: u8,\n"
                 "    %list: s,\n"
                 "  }\n"
                 "\n"
                 "  variant va {\n"
                 "    c(r),\n"
                 "    d,\n"
                 "  }\n"
                 "\n"
                 "  resource q {\n"
                 "    constructor() -> result<q>;\n"
                 "  }\n"
                 "\n"
                 "  resource e;\n"
                 "\n"
                 "  type o = own<e>;\n"
                 "\n"
                 "  type p = e;\n"
                 "\n"
                 "  type l = list<u8, 4>;\n"
                 "\n"
                 "  type m = map<string, u8>;\n"
                 "\n"
                 "  f: func(a: list<u>, b: result<_, v>) -> "
                 "option<tuple<u8, w>>;\n"
                 "\n"
                 "  @external-id(\"a\\\"b\\\\\\u{2603}\\u{40}\\n\")\n"
                 "  g: async func(a: borrow<e>, b: e);\n"
                 "}\n"
                 "\n");
}

Test(print, writes_all_that_a_world_is) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { type t = u8; }\n"
                      "world w {\n"
                      "  export run: async func();\n"
                      "  /// f\n  import f: func(a: t);\n"
                      "  import x: interface { g: func(); }\n"
                      "  use i.{t};\n"
                      "  resource r { m: func(); }\n"
                      "  export y: i; export i;\n"
                      "}\n"));
    expect_print("package a:b;\n"
                 "\n"
                 "interface i {\n"
                 "  type t = u8;\n"
                 "}\n"
                 "\n"
                 "world w {\n"
                 "  import x: interface {\n"
                 "    g: func();\n"
                 "  }\n"
                 "  import i;\n"
                 "  use i.{t};\n"
                 "\n"
                 "  resource r {\n"
                 "    m: func();\n"
                 "  }\n"
                 "  /// f\n"
                 "  import f: func(a: t);\n"
                 "\n"
                 "  export run: async func();\n"
                 "  export y: i;\n"
                 "  export i;\n"
                 "}\n");
}

/* The public functions */

static const char text[] =
    "package a:b;\n"
    "use c:d/j@1.0.0;\n"
    "interface i { use j.{t}; f: func() -> t; }\n"
    "world w { import i; }\n"
    "package c:d@1.0.0 { interface j { type t = u8; } }\n";

static tenon_wit *load_text(void) {
    const tenon_wit_source source = {"a.wit", text, sizeof text - 1, 0};
    tenon_wit *out;
    cr_assert_eq(tenon_wit_load_sources(&out, ctx, &source, 1, NULL), TENON_OK);
    return out;
}

Test(print, dependencies_are_printed_nested) {
    tenon_wit *loaded = load_text(), *again;
    tenon_buffer printed;
    cr_assert_eq(tenon_wit_print(&printed, loaded, true), TENON_OK);
    const tenon_wit_source source = {"b.wit", (const char *)printed.data,
                                     printed.len, 0};
    cr_expect_eq(tenon_wit_load_sources(&again, ctx, &source, 1, NULL),
                 TENON_OK);
    cr_expect_eq(tenon_wit_package_count(again), 2);
    tenon_wit_free(again);
    tenon_wit_free(loaded);
    tenon_buffer_release(&printed);
}

Test(print, wrong_arguments_are_misuse) {
    tenon_wit *out;
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.struct_size = 1;
    cr_expect_eq(wit_load_public(&out, ctx, "x", &options, NULL), TENON_MISUSE);
    cr_expect_eq(wit_load_public(&out, ctx, NULL, NULL, NULL), TENON_MISUSE);
    cr_expect_eq(wit_load_public(&out, ctx, "/nonexistent.wit", NULL, NULL),
                 TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "/nonexistent.wit");
}

/* Loading from disk */

static char folder[] = "/tmp/tenon-wit-XXXXXX";

static void write_file(const char *name, const char *content) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_assert_eq(
        tenon_write_file(ctx, path, (const uint8_t *)content, strlen(content)),
        TENON_OK);
}

static void make_folder(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_assert_eq(mkdir(path, 0700), 0);
}

static void make_tree(void) {
    cr_assert_not_null(mkdtemp(folder));
    make_folder("deps");
    make_folder("deps/two");
    make_folder("deps/two/deps");
    write_file("a.wit", "package a:b; interface i { use c:d/j.{t}; }");
    write_file("b.wit", "interface k { use e:f/l.{u}; use i.{t}; }");
    write_file("notes.txt", "not WIT");
    write_file("deps/one.wit", "package c:d; interface j { type t = u8; }");
    write_file("deps/README.md", "not WIT");
    write_file("deps/two/a.wit", "package e:f; interface l { use m.{u}; }");
    write_file("deps/two/b.wit", "interface m { type u = u8; }");
    write_file("deps/two/deps/x.wit", "not looked at");
}

static void remove_tree(void) {
    static const char *const names[] = {
        "a.wit",          "b.wit",
        "notes.txt",      "deps/one.wit",
        "deps/README.md", "deps/two/a.wit",
        "deps/two/b.wit", "deps/two/deps/x.wit"};
    static const char *const folders[] = {"deps/two/deps", "deps/two", "deps",
                                          ""};
    char path[128];
    for (size_t i = 0; i < TN_COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    for (size_t i = 0; i < TN_COUNT_OF(folders); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, folders[i]);
        rmdir(path);
    }
}

static bool load_once(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *own;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_wit *loaded;
    tenon_status status = wit_load_public(&loaded, own, folder, NULL, NULL);
    tenon_buffer printed;
    if (status == TENON_OK) {
        status = tenon_wit_print(&printed, loaded, true);
        tenon_wit_free(loaded);
        if (status == TENON_OK)
            tenon_buffer_release(&printed);
    }
    tenon_context_free(own);
    return status == TENON_OK;
}

Test(print, a_folder_is_a_package_with_its_deps) {
    make_tree();
    tenon_wit *loaded;
    cr_assert_eq(wit_load_public(&loaded, ctx, folder, NULL, NULL), TENON_OK);
    const tenon_wit_package *package = tenon_wit_main(loaded);
    cr_expect_str_eq(tenon_wit_package_id(package), "a:b");
    cr_expect_eq(tenon_wit_package_count(loaded), 3);
    cr_expect_eq(tenon_wit_package_interface_count(package), 2);
    tenon_wit_free(loaded);
    test_every_failure(load_once, NULL);
    remove_tree();
}

Test(print, a_folder_without_wit_is_refused) {
    cr_assert_not_null(mkdtemp(folder));
    tenon_wit *loaded;
    cr_expect_eq(wit_load_public(&loaded, ctx, folder, NULL, NULL),
                 TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "the folder holds no *.wit file");
    rmdir(folder);
}

Test(print, an_empty_external_id_is_one) {
    cr_assert(resolve("package a:b; interface i {\n"
                      "  type t = u8; @external-id(\"\") f: func(); }\n"
                      "interface j { @external-id(\"\") use i.{t};\n"
                      "  use i.{t as u}; }"));
    expect_print("package a:b;\n"
                 "\n"
                 "interface i {\n"
                 "  type t = u8;\n"
                 "\n"
                 "  @external-id(\"\")\n"
                 "  f: func();\n"
                 "}\n"
                 "\n"
                 "interface j {\n"
                 "  @external-id(\"\")\n"
                 "  use i.{t};\n"
                 "  use i.{t as u};\n"
                 "}\n"
                 "\n");
}

Test(print, interfaces_under_another_name_keep_their_docs) {
    cr_assert(resolve("package a:b;\n"
                      "/// What i is.\ninterface i {}\n"
                      "world w { import x: i; /// y\n import y: i;\n"
                      "  ///\n import z: i; import i; }"));
    expect_print("package a:b;\n"
                 "\n"
                 "/// What i is.\n"
                 "interface i {\n"
                 "}\n"
                 "\n"
                 "world w {\n"
                 "  /// What i is.\n"
                 "  import x: i;\n"
                 "  /// y\n"
                 "  import y: i;\n"
                 "  /// What i is.\n"
                 "  import z: i;\n"
                 "  import i;\n"
                 "}\n");
}

Test(print, versions_of_another_package_are_left_out) {
    cr_assert(resolve_with("package a:b;\n"
                           "world w { include c:d/v@1.0.0; }\n"
                           "package c:d@1.0.0 {\n"
                           "  interface i { type t = u8; type n = u8; }\n"
                           "  world v { import x: interface {\n"
                           "    @since(version = 1.0.0) use i.{t};\n"
                           "    use i.{n};\n"
                           "    @since(version = 1.0.0)\n"
                           "    @deprecated(version = 1.0.0) f: func();\n"
                           "    @unstable(feature = x) g: func(); } }\n"
                           "}",
                           "x"));
    expect_print("package a:b;\n"
                 "\n"
                 "world w {\n"
                 "  import c:d/i@1.0.0;\n"
                 "  import x: interface {\n"
                 "    use c:d/i@1.0.0.{t, n};\n"
                 "\n"
                 "    f: func();\n"
                 "\n"
                 "    @unstable(feature = x)\n"
                 "    g: func();\n"
                 "  }\n"
                 "}\n");
}
