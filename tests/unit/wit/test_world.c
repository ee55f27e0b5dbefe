/* Worlds: what they imply, include, and are as component types. */
#include "tests/unit/wit/wit_support.h"

TestSuite(world, .init = wit_set_up, .fini = wit_tear_down);

#define SHARED                                                 \
    "package a:b;\n"                                           \
    "interface base { resource r; record d { x: u8 } }\n"      \
    "interface mid { use base.{r, d}; f: func(a: r) -> d; }\n" \
    "interface top { use mid.{r}; use base.{d}; g: func(a: d) -> r; }\n"

Test(world, imports_what_its_imports_take_types_from) {
    cr_assert(resolve(SHARED "world w { import top; }"));
    expect_world("w", "import a:b/base; import a:b/mid; import a:b/top;");
    const wit_world *w = world_of("w");
    cr_expect(w->imports[0].implied);
    cr_expect_not(w->imports[2].implied);
}

Test(world, imports_what_its_exports_take_types_from) {
    cr_assert(resolve(SHARED "world w { export mid; }"));
    expect_world("w", "import a:b/base; export a:b/mid;");
}

Test(world, exports_serve_other_exports) {
    cr_assert(
        resolve(SHARED "world w { export top; export mid; export base; }"));
    expect_world("w", "export a:b/base; export a:b/mid; export a:b/top;");
}

Test(world, an_interface_cannot_be_needed_both_ways) {
    expect_refusal(SHARED "world w { export base; export top; }",
                   "both as import and as export");
}

Test(world, inline_interfaces_and_used_types_imply_imports_too) {
    cr_assert(resolve(SHARED "world w {\n"
                             "  import x: interface { use base.{d}; }\n"
                             "  use mid.{r as s};\n"
                             "  export run: func(a: s);\n"
                             "}"));
    expect_world("w", "import a:b/base; import x; import a:b/mid; import s; "
                      "export run;");
}

Test(world, items_come_in_the_order_of_their_kinds) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { type t = u8; }\n"
                      "world w {\n"
                      "  import f: func(a: own<r>);\n"
                      "  resource r { m: func(); constructor(); }\n"
                      "  type u = t;\n"
                      "  use i.{t};\n"
                      "  import j: interface {}\n"
                      "}"));
    expect_world("w", "import j; import a:b/i; import t; import r; import u; "
                      "import f; import [method]r.m; import [constructor]r;");
}

Test(world, names_come_once) {
    expect_refusal(
        "package a:b; interface i {} world w { import i; import i; }",
        "interface `a:b/i` is imported more than once");
    expect_refusal(
        "package a:b; world w { export f: func(); export f: func(); }",
        "export `f` has the name of a function that is there already");
    expect_refusal("package a:b; world w { type f = u8; import f: func(); }",
                   "import `f` has the name of a type");
    cr_expect(resolve("package a:b; interface i {}\n"
                      "world w { import i; export i; import f: func();\n"
                      "  export f: func(); import g: i; import h: i; }"));
}

Test(world, implements_keeps_the_interface_apart) {
    cr_assert(resolve("package a:b;\n"
                      "interface s { resource r; f: func() -> r; }\n"
                      "world w { @external-id(\"//1\") import one: s;\n"
                      "  import two: s; export three: s; }"));
    expect_world("w", "import one; import two; export three;");
    const ty_component *t = world_of("w")->type;
    EXPECT_STR(t->imports[0].implements, "a:b/s");
    EXPECT_STR(t->imports[0].external_id, "//1");
    const ty *one = t->imports[0].u.instance->exports[0].u.type;
    const ty *two = t->imports[1].u.instance->exports[0].u.type;
    const ty *three = t->exports[0].u.instance->exports[0].u.type;
    cr_expect_neq(one, two);
    cr_expect_neq(one, three);
    const ty_func *f = t->imports[1].u.instance->exports[1].u.func;
    cr_expect_eq(ty_resource_of(f->result), two);
}

Test(world, an_exported_resource_is_not_the_imported_one) {
    cr_assert(resolve(SHARED "world w { import base; export base;\n"
                             "  export mid; }"));
    const ty_component *t = world_of("w")->type;
    cr_assert_eq(t->import_count, 1);
    cr_assert_eq(t->export_count, 2);
    const ty *in = t->imports[0].u.instance->exports[0].u.type;
    const ty *out = t->exports[0].u.instance->exports[0].u.type;
    cr_expect_eq(in->kind, TY_RESOURCE);
    cr_expect_eq(out->kind, TY_RESOURCE);
    cr_expect_neq(in, out);
    const ty_instance *mid = t->exports[1].u.instance;
    cr_expect_eq(ty_strip(mid->exports[0].u.type), out,
                 "an export means the exported one");
    cr_expect_eq(ty_resource_of(mid->exports[2].u.func->params[0].type), out);
}

Test(world, without_its_export_the_imported_resource_is_meant) {
    cr_assert(resolve(SHARED "world w { export mid; }"));
    const ty_component *t = world_of("w")->type;
    const ty *in = t->imports[0].u.instance->exports[0].u.type;
    const ty_instance *mid = t->exports[0].u.instance;
    cr_expect_eq(ty_strip(mid->exports[0].u.type), in);
}

/* include */

Test(world, includes_unite_interfaces) {
    cr_assert(resolve("package a:b; interface i {} interface j {}\n"
                      "world v { import i; export j; }\n"
                      "world u { import i; import j; }\n"
                      "world w { include v; include u; }"));
    expect_world("w", "import a:b/i; import a:b/j; export a:b/j;");
}

Test(world, includes_see_worlds_of_other_packages) {
    cr_assert(resolve("package a:b; world w { include c:d/v@1.0.0; }\n"
                      "package c:d@1.0.0 { interface i {}\n"
                      "  world v { @since(version = 1.0.0) import i; } }"));
    expect_world("w", "import c:d/i@1.0.0;");
    cr_expect_eq(world_of("w")->imports[0].stability.since.len, 0,
                 "a version of another package means nothing here");
}

Test(world, plain_names_clash_unless_they_are_renamed) {
    expect_refusal("package a:b; world v { import f: func(); }\n"
                   "world u { import f: func(); }\n"
                   "world w { include v; include u; }",
                   "include u with { f as other-name }");
    cr_assert(resolve("package a:b; world v { import f: func(); }\n"
                      "world u { import f: func(); export f: func(); }\n"
                      "world w { include v; include u with { f as g } }"));
    expect_world("w", "import f; import g; export g;");
}

Test(world, a_clash_is_shown_where_the_world_includes) {
    cr_expect_not(resolve("package a:b;\n"
                          "world v { import a: func(); }\n"
                          "world w {\n"
                          "  import B: func();\n"
                          "  include v with { a as b }\n"
                          "}"));
    EXPECT_DIAGNOSTIC(ctx, "import `b` clashes with `B`");
    tenon_diagnostic first;
    cr_assert(tenon_diagnostic_at(&first, ctx, 0));
    cr_expect_eq(first.location.line, 5);
    expect_refusal("package a:b; world u { import f: func(); }\n"
                   "world v { import g: func(); }\n"
                   "world w { include u; include v with { g as f } }",
                   "include v with { g as other-name }");
}

Test(world, a_rename_needs_a_plain_name) {
    expect_refusal("package a:b; interface i {} world v { import i; }\n"
                   "world w { include v with { i as j } }",
                   "has no import or export with the plain name `i`");
    expect_refusal("package a:b; world v { import f: func(); }\n"
                   "world w { include v with { f as g, f as h } }",
                   "`f` is renamed twice");
}

Test(world, a_rename_keeps_what_is_implemented) {
    cr_assert(resolve("package a:b; interface i {}\n"
                      "world v { import f: i; }\n"
                      "world w { include v with { f as g } }"));
    expect_world("w", "import g;");
    EXPECT_STR(world_of("w")->imports[0].implements, "a:b/i");
}

Test(world, included_resources_become_its_own) {
    cr_assert(
        resolve("package a:b;\n"
                "world v { resource r { m: func(); constructor(); }\n"
                "  import f: func(a: borrow<r>); export g: func() -> r; }\n"
                "world w { include v with { r as s } }"));
    expect_world("w", "import s; import f; import [method]s.m; "
                      "import [constructor]s; export g;");
    const wit_world *w = world_of("w");
    const ty *s = w->imports[0].type.type;
    cr_expect_eq(s->u.resource.owner, w);
    cr_expect_neq(s, world_of("v")->imports[0].type.type);
    cr_expect_eq(ty_resource_of(w->imports[1].func.type->params[0].type), s);
    cr_expect_eq(ty_resource_of(w->exports[0].func.type->result), s);
}

Test(world, included_types_can_be_renamed) {
    cr_assert(resolve("package a:b;\n"
                      "world v { record d { x: u8 }\n"
                      "  import f: func(a: list<d>) -> result<_, d>; }\n"
                      "world w { include v with { d as e } }"));
    expect_world("w", "import e; import f;");
    const wit_world *w = world_of("w");
    const ty *e = w->imports[0].type.type;
    const ty_func *f = w->imports[1].func.type;
    EXPECT_STR(e->u.named.name, "e");
    cr_expect_eq(f->params[0].type->u.of.elem, e);
    cr_expect_eq(f->result->u.result.err, e);
}

Test(world, included_types_that_name_each_other_belong_to_it) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { type t = u8; }\n"
                      "world v { use i.{t}; resource r; type s = r;\n"
                      "  record d { x: t } type e = d;\n"
                      "  import f: func(a: s, b: e); }\n"
                      "world w { include v; include v with { t as t2,\n"
                      "  r as r2, s as s2, d as d2, e as e2, f as f2 } }"));
    expect_world("w", "import a:b/i; import t; import t2; import r; import s; "
                      "import d; import e; import r2; import s2; import d2; "
                      "import e2; import f; import f2;");
    const wit_world *w = world_of("w");
    for (uint32_t i = 1; i < w->import_count; i++) {
        const ty *type = w->imports[i].type.type;
        if (type && type->kind == TY_NAMED)
            cr_expect_eq(type->u.named.owner, w, "%u", i);
    }
    const ty_func *f2 = w->imports[12].func.type;
    cr_expect_eq(ty_resource_of(f2->params[0].type), w->imports[7].type.type);
    cr_expect_eq(f2->params[1].type, w->imports[10].type.type);
}

/* Choosing */

Test(world, is_chosen_by_name_or_when_it_is_the_only_one) {
    cr_assert(resolve("package a:b; world v {}\n"
                      "package c:d@1.0.0 { world w {} }\n"
                      "package e:f@1.0.0 { world w {} }\n"
                      "package e:f@2.0.0 { world w {} }"));
    cr_expect_eq(wit_select_world(wit, TN_STR("")), world_of("v"));
    cr_expect_eq(wit_select_world(wit, TN_STR("v")), world_of("v"));
    cr_expect_eq(wit_select_world(wit, TN_STR("a:b/v")), world_of("v"));
    cr_expect(wit_select_world(wit, TN_STR("c:d/w")));
    cr_expect(wit_select_world(wit, TN_STR("c:d/w@1.0.0")));
    cr_expect_null(wit_select_world(wit, TN_STR("c:d/w@1.0.1")));
    cr_expect_null(wit_select_world(wit, TN_STR("e:f/w")));
    EXPECT_DIAGNOSTIC(ctx, "is there in several versions");
    cr_expect_null(wit_select_world(wit, TN_STR("x")));
    EXPECT_DIAGNOSTIC(ctx, "there is world `a:b/v`");
    cr_expect_null(wit_select_world(wit, TN_STR("x y")));
    EXPECT_DIAGNOSTIC(ctx, "`x y` is not the name of a world");
}

Test(world, is_not_chosen_among_several) {
    cr_assert(resolve("package a:b; world v {} world w {}"));
    cr_expect_null(wit_select_world(wit, TN_STR("")));
    EXPECT_DIAGNOSTIC(ctx, "package `a:b` has more than one world");
    cr_assert(resolve("package a:b;"));
    cr_expect_null(wit_select_world(wit, TN_STR("")));
    EXPECT_DIAGNOSTIC(ctx, "package `a:b` has no world");
}
