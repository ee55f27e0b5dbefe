/* Worlds turned around, and imports brought to one version. */
#include <stdlib.h>

#include "tenon/wit.h"

#include "tests/unit/wit/wit_support.h"

TestSuite(edit, .init = wit_set_up, .fini = wit_tear_down);

typedef tenon_status turn_function(tenon_wit **out,
                                   const tenon_wit *from,
                                   const tenon_wit_turn_options *options);

/* The result replaces `wit`; the source is gone. */
static tenon_status turn_with(turn_function *turn,
                              const char *text,
                              const tenon_wit_turn_options *options) {
    cr_assert(resolve(text));
    tenon_wit *source = wit;
    tenon_status status = turn(&wit, source, options);
    tenon_wit_free(source);
    return status;
}

static void expect_turn(turn_function *turn,
                        const char *text,
                        const char *world,
                        const char *expected) {
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    options.world = world;
    options.name = "w";
    cr_assert_eq(turn_with(turn, text, &options), TENON_OK, "%s", text);
    expect_world("w", expected);
}

static void expect_turn_error(turn_function *turn,
                              const char *text,
                              const tenon_wit_turn_options *options,
                              const char *phrase) {
    cr_expect_eq(turn_with(turn, text, options), TENON_INVALID, "%s", text);
    cr_expect_null(wit);
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 1);
    EXPECT_DIAGNOSTIC(ctx, phrase);
}

/* What is there but empty, and what is not there. */
Test(edit, docs_and_external_ids_are_there_or_not_as_they_were) {
    cr_assert_eq(turn_with(tenon_wit_importize,
                           "package a:b; interface i { /// \n f: func();\n"
                           "  @external-id(\"\") g: func(); }\n"
                           "world w { import i; }",
                           NULL),
                 TENON_OK);
    const wit_interface *i = wit->main->interfaces[0];
    cr_expect_null(wit->main->docs.p);
    cr_expect_null(i->docs.p);
    cr_expect_not_null(i->funcs[0].docs.p);
    cr_expect_null(i->funcs[0].external_id.p);
    cr_expect_not_null(i->funcs[1].external_id.p);
}

/* importize */

Test(edit, importize_turns_exports_into_imports) {
    expect_turn(tenon_wit_importize,
                "package a:b; interface i {} interface k {}\n"
                "world x { import i; import f: func(); export k;\n"
                "  export g: func(); export n: interface { h: func(); }\n"
                "  export m: k; }",
                "x", "import a:b/k; import n; import m; import g;");
}

Test(edit, importize_keeps_types_and_what_is_needed) {
    expect_turn(tenon_wit_importize,
                "package a:b; interface i { type t = u8; type u = u8; }\n"
                "interface k { use i.{u}; } interface l {}\n"
                "world x { import l; use i.{t}; record s { a: t }\n"
                "  resource r { m: func(); }\n"
                "  export k; export g: func(x: s); }",
                "x",
                "import a:b/i; import a:b/k; import t; import s; import r; "
                "import g;");
}

Test(edit, importize_names_the_world) {
    cr_assert_eq(turn_with(tenon_wit_importize,
                           "package a:b; world x { export f: func(); }", NULL),
                 TENON_OK);
    expect_world("x-importized", "import f;");
    cr_expect_eq(wit->main->world_count, 1);
    EXPECT_STR(wit->main->worlds[0]->id, "a:b/x-importized");
}

Test(edit, a_world_may_keep_its_name) {
    expect_turn(tenon_wit_importize,
                "package a:b; world w { export f: func(); }", "w", "import f;");
}

Test(edit, the_package_of_the_world_becomes_the_main_one) {
    expect_turn(tenon_wit_importize,
                "package a:b; world x {}\n"
                "package a:c@1.0.0 { world y { export f: func(); } }",
                "a:c/y@1.0.0", "import f;");
    EXPECT_STR(wit->main->id, "a:c@1.0.0");
}

/* Those who include the world have what it had. */
Test(edit, other_worlds_stay) {
    expect_turn(tenon_wit_importize,
                "package a:b; world x { export f: func(); }\n"
                "world y { include x; import g: func(); }",
                "x", "import f;");
    expect_world("y", "import g; export f;");
}

Test(edit, importize_refuses_names_that_are_taken) {
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    expect_turn_error(tenon_wit_importize,
                      "package a:b; world x { type f = u8;\n"
                      "  export f: func(); }",
                      &options, "export `f` cannot become an import");
    expect_turn_error(tenon_wit_importize,
                      "package a:b; world x { type f-g = u8;\n"
                      "  export F-g: func(); }",
                      &options, "import `F-g` clashes with `f-g`");
    options.world = "x";
    options.name = "y";
    expect_turn_error(tenon_wit_importize, "package a:b; world x {} world y {}",
                      &options, "world `y` cannot be beside world `y`");
    expect_turn_error(tenon_wit_importize,
                      "package a:b; world x {} interface y {}", &options,
                      "world `y` cannot be beside interface `y`");
    options.name = "no name";
    expect_turn_error(tenon_wit_importize, "package a:b; world x {}", &options,
                      "`no name` cannot be the name of a world");
    options.world = "z";
    options.name = NULL;
    expect_turn_error(tenon_wit_importize, "package a:b; world x {}", &options,
                      "package `a:b` has no world `z`");
}

/* exportize */

Test(edit, exportize_turns_imports_into_exports) {
    expect_turn(tenon_wit_exportize,
                "package a:b; interface i { type t = u8; }\n"
                "interface k { use i.{t}; }\n"
                "world x { import k; import f: func(); export g: func();\n"
                "  import n: interface { h: func(); } import m: i; }",
                "x",
                "export f; export a:b/i; export a:b/k; export n; "
                "export m;");
}

Test(edit, exportize_leaves_types_where_they_are) {
    expect_turn(tenon_wit_exportize,
                "package a:b; interface i { type t = u8; }\n"
                "world x { use i.{t}; type u = t; import f: func(x: u); }",
                "x",
                "import a:b/i; import t; import u; export f; "
                "export a:b/i;");
    cr_expect_eq(wit->main->worlds[0]->export_count, 2);
}

Test(edit, exportize_takes_only_some) {
    static const char text[] = "package a:b@1.0.0; interface i {}\n"
                               "interface k {} interface l {}\n"
                               "world x { import i; import k; import l;\n"
                               "  import f: func(); import g: func(); }";
    const char *imports[] = {"i", "a:b/k@1.0.0", "g"};
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    options.imports = imports;
    options.import_count = 3;
    cr_assert_eq(turn_with(tenon_wit_exportize, text, &options), TENON_OK);
    expect_world("x-exportized", "import a:b/l@1.0.0; import f; export g; "
                                 "export a:b/i@1.0.0; export a:b/k@1.0.0;");
    imports[1] = "m";
    expect_turn_error(tenon_wit_exportize, text, &options,
                      "world `x` has no import `m`");
}

Test(edit, exportize_refuses_resources_of_the_world) {
    static const char text[] =
        "package a:b; world x { resource r; import f: func(x: r); }";
    const char *imports[] = {"f"};
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    expect_turn_error(tenon_wit_exportize, text, &options,
                      "`r` cannot become an export");
    options.imports = imports;
    options.import_count = 1;
    cr_assert_eq(turn_with(tenon_wit_exportize, text, &options), TENON_OK);
    expect_world("x-exportized", "import r; export f;");
}

/* k is to be exported, but reaches i by way of l, which is imported. */
Test(edit, exportize_refuses_two_views_of_an_interface) {
    const char *imports[] = {"i", "k"};
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    options.imports = imports;
    options.import_count = 2;
    expect_turn_error(tenon_wit_exportize,
                      "package a:b; interface i { type t = u8; }\n"
                      "interface l { use i.{t}; type u = t; }\n"
                      "interface k { use l.{u}; use i.{t}; }\n"
                      "world x { import k; }",
                      &options, "both as import and as export");
}

/* Versions */

#define PACKAGE(version, items) "package d:d@" version " { " items " }\n"

static tenon_status merge_versions(const char *text) {
    cr_assert(resolve(text));
    tenon_wit *source = wit;
    tenon_status status = tenon_wit_merge_versions(&wit, source, NULL);
    tenon_wit_free(source);
    return status;
}

static void expect_versions(const char *text, const char *expected) {
    cr_assert_eq(merge_versions(text), TENON_OK, "%s", text);
    expect_world("w", expected);
}

Test(edit, the_newest_of_compatible_imports_stays) {
    expect_versions("package a:b; world w { import d:d/i@0.2.0;\n"
                    "  import d:d/i@0.2.10; import d:d/i@0.2.9; }\n" PACKAGE(
                        "0.2.0", "interface i {}")
                        PACKAGE("0.2.10", "interface i {}")
                            PACKAGE("0.2.9", "interface i {}"),
                    "import d:d/i@0.2.10;");
}

Test(edit, other_tracks_and_names_stay) {
    expect_versions(
        "package a:b; world w { import d:d/i@1.0.0;\n"
        "  import d:d/i@2.0.0; import d:d/i@1.2.0-rc.1;\n"
        "  import n: d:d/i@1.0.0; import d:d/i@1.1.0;\n"
        "  export d:d/i@1.0.0; }\n" PACKAGE("1.0.0", "interface i {}")
            PACKAGE("1.1.0", "interface i {}")
                PACKAGE("2.0.0", "interface i {}")
                    PACKAGE("1.2.0-rc.1", "interface i {}"),
        "import d:d/i@2.0.0; import d:d/i@1.2.0-rc.1; import n; "
        "import d:d/i@1.1.0; export d:d/i@1.0.0;");
}

Test(edit, what_stays_uses_the_newest) {
    expect_versions(
        "package a:b; interface k { use d:d/i@1.0.0.{r as q};\n"
        "  f: func(x: borrow<q>); }\n"
        "world w { import d:d/i@1.1.0; import k; use d:d/i@1.0.0.{t};\n"
        "  export g: func(x: t); export n: interface {\n"
        "    use d:d/i@1.0.0.{t}; } }\n" PACKAGE(
            "1.0.0", "interface i { resource r; type t = u8; }")
            PACKAGE("1.1.0", "interface i { resource r; type t = u8; }"),
        "import d:d/i@1.1.0; import a:b/k; import t; export g; export n;");
    const wit_interface *newer = world_of("w")->imports[0].interface;
    const wit_interface *k = interface_of("k");
    cr_expect_eq(type_of(k, "q")->u.named.target, type_of(newer, "r"));
    cr_expect_eq(ty_resource_of(func_of(k, "f")->type->params[0].type),
                 type_of(newer, "r"));
    cr_expect_eq(world_of("w")->imports[2].type.type->u.named.target,
                 type_of(newer, "t"));
    cr_expect_eq(
        world_of("w")->exports[1].interface->types[0].type->u.named.target,
        type_of(newer, "t"));
}

Test(edit, versions_must_be_what_they_promise) {
    static const char *const newer[][2] = {
        {"interface i { f: func(x: u8); resource r; }",
         "parameter `x` of function `f` was added"},
        {"interface i { f: func(); type r = u8; }",
         "type `r` was a resource, is another name of a type"},
    };
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "package a:b; world w { import d:d/i@1.0.0;\n"
                 "  import d:d/i@1.1.0; }\n" PACKAGE(
                     "1.0.0", "interface i { f: func(); resource r; }")
                     PACKAGE("1.1.0", "%s"),
                 newer[i][0]);
        cr_expect_eq(merge_versions(text), TENON_INVALID);
        EXPECT_DIAGNOSTIC(ctx, "`d:d/i@1.1.0` cannot stand for `d:d/i@1.0.0`");
        EXPECT_DIAGNOSTIC(ctx, newer[i][1]);
    }
}

Test(edit, resources_of_versions_are_the_same) {
    static const char uses[] =
        "interface i { resource r; }\n"
        "interface k { use i.{r}; resource s; f: func(x: r) -> s; }";
    char text[600];
    snprintf(text, sizeof text,
             "package a:b; world w { import d:d/k@1.0.0;\n"
             "  import d:d/k@1.1.0; }\n" PACKAGE("1.0.0", "%s")
                 PACKAGE("1.1.0", "%s"),
             uses, uses);
    expect_versions(text, "import d:d/i@1.1.0; import d:d/k@1.1.0;");
}

Test(edit, what_the_newest_lacks_is_told) {
    expect_versions("package a:b; world w { import d:d/i@1.0.0;\n"
                    "  import d:d/i@1.1.0; }\n" PACKAGE(
                        "1.0.0", "interface i { f: func(); type t = u8; }")
                        PACKAGE("1.1.0", "interface i { g: func(); }"),
                    "import d:d/i@1.1.0;");
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_WARNING), 2);
    EXPECT_DIAGNOSTIC(ctx, "function `f` of `d:d/i@1.0.0` is lost");
    cr_expect_eq(merge_versions("package a:b; world w { import d:d/i@1.1.0;\n"
                                "  use d:d/i@1.0.0.{t}; }\n" PACKAGE(
                                    "1.0.0", "interface i { type t = u8; }")
                                    PACKAGE("1.1.0", "interface i { }")),
                 TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "type `t` is used from an older version of "
                           "`d:d/i@1.1.0`, which has none of that name");
}

Test(edit, versions_must_not_need_each_other) {
    cr_expect_eq(
        merge_versions("package a:b; world w { import d:d/i@1.1.0;\n"
                       "  import d:d/i@1.0.0; }\n" PACKAGE(
                           "1.0.0", "interface i { type t = u8; }")
                           PACKAGE("1.1.0", "interface i {\n"
                                            "  use d:d/i@1.0.0.{t}; }")),
        TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "would take types from");
}

/* Memory */

static bool edit_with(const tenon_allocator *allocator, void *user) {
    static const char text[] =
        "package a:b; world w { import d:d/i@1.0.0; import d:d/i@1.1.0;\n"
        "  export k: interface { use d:d/i@1.0.0.{r}; f: func(x: r); } "
        "}\n" PACKAGE("1.0.0", "interface i { resource r; f: func(); }")
            PACKAGE("1.1.0", "interface i { resource r; f: func(); }");
    const tenon_wit_source source = {"a.wit", text, sizeof text - 1, 0};
    const int *form = user;
    tenon_context *own;
    tenon_wit *a = NULL, *out = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_status status = tenon_wit_load_sources(&a, own, &source, 1, NULL);
    if (status == TENON_OK)
        status = *form == 0   ? tenon_wit_importize(&out, a, NULL)
                 : *form == 1 ? tenon_wit_exportize(&out, a, NULL)
                              : tenon_wit_merge_versions(&out, a, "w");
    tenon_wit_free(out);
    tenon_wit_free(a);
    tenon_context_free(own);
    return status == TENON_OK;
}

Test(edit, survives_every_failing_allocation) {
    for (int form = 0; form < 3; form++)
        test_every_failure(edit_with, &form);
}
