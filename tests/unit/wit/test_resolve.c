/* Names, types, functions, packages: what WIT means. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/wit/wit_support.h"

TestSuite(resolve, .init = wit_set_up, .fini = wit_tear_down);

Test(resolve, types_may_be_defined_in_any_order) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { type a = b; record b { c: c }\n"
                      "  enum c { d } type e = u8; }"));
    const wit_interface *i = interface_of("i");
    cr_assert_eq(i->type_count, 4);
    EXPECT_STR(i->types[0].name, "c");
    EXPECT_STR(i->types[1].name, "b");
    EXPECT_STR(i->types[2].name, "a");
    EXPECT_STR(i->types[3].name, "e");
}

Test(resolve, names_stand_in_front_of_what_they_name) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { record p { x: u8 } type q = p; }\n"
                      "interface j { use i.{q as r}; }"));
    const ty *q = type_of(interface_of("i"), "q");
    const ty *r = type_of(interface_of("j"), "r");
    cr_assert_eq(r->kind, TY_NAMED);
    cr_expect_eq(r->u.named.target, q);
    cr_expect_eq(r->u.named.owner, interface_of("j"));
    cr_expect_eq(q->u.named.target, type_of(interface_of("i"), "p"));
    cr_expect_eq(ty_strip(r)->kind, TY_RECORD);
}

Test(resolve, a_resource_by_its_name_is_an_owned_handle) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { resource r; type s = r; type o = own<r>;\n"
                      "  f: func(a: r, b: s, c: borrow<s>) -> option<r>; }"));
    const wit_interface *i = interface_of("i");
    const ty *r = type_of(i, "r"), *s = type_of(i, "s");
    cr_expect_eq(r->kind, TY_RESOURCE);
    cr_expect_eq(s->u.named.target, r, "an alias of a resource is a resource");
    cr_expect_eq(ty_strip(type_of(i, "o"))->kind, TY_OWN);
    const ty_func *f = func_of(i, "f")->type;
    cr_expect_eq(f->params[0].type->kind, TY_OWN);
    cr_expect_eq(f->params[0].type->u.handle.resource, r);
    cr_expect_eq(f->params[1].type->u.handle.resource, s);
    cr_expect_eq(f->params[2].type->kind, TY_BORROW);
    cr_expect_eq(ty_resource_of(f->params[2].type), r);
    cr_expect_eq(f->result->u.of.elem->kind, TY_OWN);
}

Test(resolve, functions_of_resources_have_the_names_of_the_binary) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { resource r {\n"
                      "  constructor(a: u8);\n"
                      "  m: async func(a: u8);\n"
                      "  s: static func() -> r;\n"
                      "} resource q { constructor() -> result<q, string>; }\n"
                      "type made = result<p>;\n"
                      "resource p { constructor() -> made; } }"));
    const wit_interface *i = interface_of("i");
    cr_assert_eq(i->func_count, 5);
    const ty_func *c = func_of(i, "[constructor]r")->type;
    cr_expect_eq(c->param_count, 1);
    cr_expect_eq(c->result->kind, TY_OWN);
    const ty_func *m = func_of(i, "[method]r.m")->type;
    cr_expect(m->is_async);
    cr_assert_eq(m->param_count, 2);
    EXPECT_STR(m->params[0].name, "self");
    cr_expect_eq(m->params[0].type->kind, TY_BORROW);
    cr_expect_eq(func_of(i, "[static]r.s")->type->param_count, 0);
    cr_expect_eq(func_of(i, "[constructor]q")->type->result->kind, TY_RESULT);
    cr_expect_eq(func_of(i, "[constructor]p")->type->result->kind, TY_NAMED);
}

Test(resolve, an_interface_is_an_instance_type) {
    cr_assert(resolve("package a:b;\n"
                      "interface i { f: func(); resource r { m: func(); }\n"
                      "  type t = u8; }"));
    const ty_instance *t = interface_of("i")->type;
    static const char *const names[] = {"r", "t", "f", "[method]r.m"};
    cr_assert_eq(t->export_count, TN_COUNT_OF(names));
    for (uint32_t i = 0; i < t->export_count; i++) {
        EXPECT_STR(t->exports[i].name, names[i]);
        cr_expect_eq(t->exports[i].sort, i < 2 ? TY_SORT_TYPE : TY_SORT_FUNC);
    }
    cr_expect_eq(t->owner, interface_of("i"));
}

Test(resolve, files_of_a_group_are_one_package) {
    const text_file files[] = {
        {"b.wit", "interface j { use i.{t}; use k.{u}; }", 0},
        {"a.wit", "package a:b; use c:d/e as k; interface i { type t = u8; }",
         0},
        {"c.wit", "package c:d; interface e { type u = u8; }", 1},
        {NULL, NULL, 0}};
    cr_expect_not(resolve_files(files, NULL));
    EXPECT_DIAGNOSTIC(ctx, "interface or world `k` does not exist");
    text_file fixed[4];
    memcpy(fixed, files, sizeof fixed);
    fixed[0].text = "use c:d/e as k; interface j { use i.{t}; use k.{u}; }";
    fixed[1].text = "package a:b; interface i { type t = u8; }";
    cr_expect(resolve_files(fixed, NULL));
    cr_expect_eq(wit->package_count, 2);
    EXPECT_STR(wit->packages[0]->ns, "c"); /* what others need is first */
    EXPECT_STR(wit->main->ns, "a");
}

Test(resolve, versions_keep_packages_apart) {
    cr_assert(resolve("package a:b;\n"
                      "use c:d/i@1.0.0 as one; use c:d/i@2.0.0 as two;\n"
                      "interface j { use one.{t as t1}; use two.{t as t2}; }\n"
                      "package c:d@1.0.0 { interface i { type t = u8; } }\n"
                      "package c:d@2.0.0 { interface i { type t = u16; } }"));
    const wit_interface *j = interface_of("j");
    cr_expect_eq(ty_strip(type_of(j, "t1"))->kind, TY_U8);
    cr_expect_eq(ty_strip(type_of(j, "t2"))->kind, TY_U16);
}

Test(resolve, names_that_differ_in_case_clash) {
    expect_refusal("package a:b; interface i { foo: func(); FOO: func(); }",
                   "name `FOO` is defined more than once");
    expect_refusal("package a:b; interface i { record r { a: u8, A: u8 } }",
                   "field `A` is defined more than once");
    expect_refusal("package a:b; interface i { f: func(a: u8, A: u8); }",
                   "parameter `A` is defined more than once");
    expect_refusal("package a:b; interface i {} interface I {}",
                   "name `I` is defined more than once");
    expect_refusal("package a:b; interface i { resource r { r: func(); } }",
                   "cannot have the resource's name");
    expect_refusal(
        "package a:b; world w { import a: func(); import A: func(); }",
        "import `A` clashes with `a`");
}

Test(resolve, refers_to_what_exists_only) {
    expect_refusal(
        "package a:b; interface i { type t = strin; type string-x = u8; }",
        "type `strin` does not exist");
    expect_refusal(
        "package a:b; interface i { f: func(p: poimt); type point = u8; }",
        "did you mean `point`?");
    expect_refusal("package a:b; interface i { type t = float32; }",
                   "in WIT it is called `f32`");
    expect_refusal("package a:b; interface i { use j.{t}; }",
                   "interface or world `j` does not exist in package `a:b`");
    expect_refusal("package a:b; interface i { use j.{t}; } interface j { }",
                   "interface `j` has no type `t`");
    expect_refusal("package a:b; interface i { use c:d/e.{t}; }",
                   "package `c:d` is not there");
    expect_refusal("package a:b; interface i { use c:d/e.{t}; }\n"
                   "package c:d@1.0.0 { interface e { type t = u8; } }",
                   "write `c:d/e@1.0.0`");
    expect_refusal("package a:b; interface i { use c:d/f.{t}; }\n"
                   "package c:d { interface e { type t = u8; } }",
                   "package `c:d` has no interface or world `f`");
    expect_refusal("package a:b; interface i { use w.{t}; } world w {}",
                   "`w` is a world, not an interface");
    expect_refusal("package a:b; world v { include i; } interface i {}",
                   "`i` is an interface, not a world");
    expect_refusal("package a:b; interface i { f: func(); type t = f; }",
                   "type `f` does not exist");
}

Test(resolve, nothing_depends_on_itself) {
    expect_refusal("package a:b; interface i { type t = t; }",
                   "type `t` depends on itself");
    expect_refusal("package a:b; interface i { record r { a: list<s> }\n"
                   "  variant s { c(r) } type t = r; f: func() -> t; }",
                   "depends on itself");
    expect_refusal("package a:b; interface i { use j.{t}; }\n"
                   "interface j { use i.{t}; }",
                   "depends on itself");
    expect_refusal("package a:b; world v { include w; } world w { include v; }",
                   "depends on itself");
    expect_refusal(
        "package a:b; interface i { use c:d/j.{t}; type u = u8; }\n"
        "package c:d { interface j { use a:b/i.{u}; type t = u8; } }",
        "package `c:d` depends on itself");
}

Test(resolve, a_function_may_return_its_resource) {
    cr_expect(resolve("package a:b; interface i { resource r {\n"
                      "  next: func() -> r; } }"));
}

Test(resolve, one_cause_is_one_error) {
    expect_refusal("package a:b;\n"
                   "interface i { type t = nope; type u = t; f: func(a: u); }\n"
                   "interface j { use i.{t, u}; g: func() -> list<t>; }\n"
                   "world w { import i; import j; export h: func(); }",
                   "type `nope` does not exist");
}

Test(resolve, what_is_behind_a_feature_must_name_what_is_there) {
    expect_refusal("package a:b; @unstable(feature = f)\n"
                   "interface i { use nope.{t}; }",
                   "interface or world `nope` does not exist");
    expect_refusal("package a:b; @unstable(feature = f)\n"
                   "world w { import nope; }",
                   "interface or world `nope` does not exist");
    expect_refusal("package a:b; interface i {\n"
                   "  @unstable(feature = f) f: func(a: nope); }",
                   "type `nope` does not exist");
    expect_refusal("package a:b; interface i {\n"
                   "  @unstable(feature = f) record r { a: list<nope> } }",
                   "type `nope` does not exist");
    expect_refusal("package a:b; interface i {\n"
                   "  @unstable(feature = f) use j.{t}; }\n"
                   "interface j { type u = u8; }",
                   "interface `j` has no type `t`");
    expect_refusal("package a:b; @unstable(feature = f)\n"
                   "world w { import f: func() -> nope; }",
                   "type `nope` does not exist");
    expect_refusal("package a:b; world w {\n"
                   "  @unstable(feature = f) include i; } interface i {}",
                   "`i` is an interface, not a world");
    expect_refusal("package a:b; world w {\n"
                   "  @unstable(feature = f) import c:d/i; }",
                   "package `c:d` is not there");
}

Test(resolve, what_is_behind_a_feature_has_names_like_the_rest) {
    expect_refusal("package a:b; interface i {\n"
                   "  @unstable(feature = f) f: func(); F: func(); }",
                   "name `F` is defined more than once");
    expect_refusal("package a:b; world w {\n"
                   "  @unstable(feature = f) import f: func();\n"
                   "  import F: func(); }",
                   "import `F` clashes with `f`");
    expect_refusal("package a:b; world w {\n"
                   "  @unstable(feature = f) type t = u8;\n"
                   "  import t: func(); }",
                   "import `t` has the name of a type");
    expect_refusal("package a:b; interface i {} world w {\n"
                   "  @unstable(feature = f) export i; export i; }",
                   "`a:b/i` is exported more than once");
    cr_expect(resolve("package a:b; world w {\n"
                      "  @unstable(feature = f) export f: func();\n"
                      "  include v; }\n"
                      "world v { export f: func(); }"));
}

Test(resolve, what_is_behind_a_feature_needs_nothing_of_another_package) {
    cr_expect(resolve("package a:b; interface i {\n"
                      "  @unstable(feature = f) use c:d/i.{u};\n"
                      "  @unstable(feature = f) use c:d/j.{t as r};\n"
                      "  @unstable(feature = f)\n"
                      "  f: func(a: borrow<u>) -> list<own<r>>;\n"
                      "}\n"
                      "world w {\n"
                      "  @unstable(feature = f) import c:d/j;\n"
                      "  @unstable(feature = f) include c:d/v;\n"
                      "}\n"
                      "package c:d { interface i { type t = u8; } }"));
}

Test(resolve, what_stands_behind_a_feature_is_gated_too) {
    expect_refusal("package a:b; @unstable(feature = f)\n"
                   "interface i { type t = u8; }",
                   "`t` needs a gate: what it stands in is behind the feature "
                   "`f`");
    expect_refusal("package a:b; @unstable(feature = f) interface i {\n"
                   "  use j.{t}; } interface j { type t = u8; }",
                   "`t` needs a gate");
    expect_refusal("package a:b; @unstable(feature = f)\n"
                   "world w { resource r; }",
                   "`r` needs a gate");
    expect_refusal("package a:b; interface i {\n"
                   "  @unstable(feature = f) resource r { constructor(); } }",
                   "`constructor` needs a gate");
    cr_expect(resolve_with("package a:b; @unstable(feature = f)\n"
                           "interface i { type t = u8; }",
                           "f"));
}

Test(resolve, every_package_that_is_missing_is_told_once) {
    cr_expect_not(resolve("package a:b;\n"
                          "world w { import c:d/i; export c:d/j; }\n"
                          "interface i { use e:f/k.{t}; use c:d/i.{u}; }"));
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 2);
    EXPECT_DIAGNOSTIC(ctx, "package `c:d` is not there");
    EXPECT_DIAGNOSTIC(ctx, "package `e:f` is not there");
}

Test(resolve, a_cycle_does_not_hide_names_that_are_missing) {
    cr_expect_not(resolve("package a:b;\n"
                          "interface i { use i.{t}; use nope.{u}; }"));
    EXPECT_DIAGNOSTIC(ctx, "interface `i` depends on itself");
    EXPECT_DIAGNOSTIC(ctx, "interface or world `nope` does not exist");
}

Test(resolve, several_causes_are_several_errors) {
    cr_expect_not(resolve("package a:b;\n"
                          "interface i { type t = x; f: func(a: y); }\n"
                          "world w { import z; import f: func() -> q; }"));
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 4);
}

Test(resolve, the_rules_of_types_hold) {
    expect_refusal("package a:b; interface i { enum e {} }",
                   "must have at least one");
    expect_refusal("package a:b; interface i { type t = own<u>; type u = u8; }",
                   "type `u` is used in a handle but is no resource");
    expect_refusal("package a:b; interface i { type m = map<f32, u8>; }",
                   "map keys");
    expect_refusal("package a:b;\n"
                   "interface i { type k = string; type m = map<k, u8>; }",
                   "key of a map cannot be a type with a name");
    expect_refusal("package a:b; interface i { resource r;\n"
                   "  f: func() -> list<borrow<r>>; }",
                   "function `f` returns a borrowed handle");
    expect_refusal("package a:b; interface i { resource r {\n"
                   "  constructor() -> u8; } }",
                   "a constructor can only return a `result`");
    expect_refusal("package a:b; interface i { resource r {\n"
                   "  constructor() -> result<u8>; } }",
                   "must give `r` when it succeeds");
    expect_refusal("package a:b; interface i { resource r {\n"
                   "  constructor(); constructor(); } }",
                   "name `[constructor]r` is defined more than once");
    expect_refusal("package a:b; interface i { resource r {\n"
                   "  m: func(self: u8); } }",
                   "methods have a first parameter `self`");
}

Test(resolve, a_package_has_one_name) {
    const text_file differ[] = {{"a.wit", "package a:b;", 0},
                                {"b.wit", "package a:c;", 0},
                                {NULL, NULL, 0}};
    cr_expect_not(resolve_files(differ, NULL));
    EXPECT_DIAGNOSTIC(ctx, "another file beside it is of `a:b`");
    expect_refusal("interface i {}", "no file says which package this is");
    expect_refusal("package a:b; package a:b {}",
                   "package `a:b` is defined in two places");
    const text_file docs[] = {{"a.wit", "/// a\npackage a:b;", 0},
                              {"b.wit", "/// b\npackage a:b;", 0},
                              {NULL, NULL, 0}};
    cr_expect_not(resolve_files(docs, NULL));
    EXPECT_DIAGNOSTIC(ctx, "two files document the package");
}

/* WIT.md: "must have the same contents". */
Test(resolve, dependencies_may_bring_the_same_package) {
    text_file files[] = {
        {"a.wit",
         "package a:b; interface i { use c:d/j.{t}; }\n"
         "package c:d { interface j { type t = u8; } world w {} }",
         0},
        {"deps/one.wit",
         "package e:f; world v { import c:d/j; }\n"
         "package c:d {\n"
         "  world w {} interface j { type t = u8; } }",
         1},
        {"deps/cd/j.wit", "package c:d; interface j { type t = u8; }", 2},
        {"deps/cd/w.wit", "world w {}", 2},
        {NULL, NULL, 0}};
    cr_assert(resolve_files(files, NULL));
    cr_expect_eq(wit->package_count, 3);
    files[3].text = "world w { export f: func(); }";
    cr_expect_not(resolve_files(files, NULL));
    EXPECT_DIAGNOSTIC(ctx, "package `c:d` is defined in two places");
    EXPECT_DIAGNOSTIC(ctx, "they differ");
    files[3].text = "interface w {} world x {}";
    cr_expect_not(resolve_files(files, NULL));
    EXPECT_DIAGNOSTIC(ctx, "they differ: only one has `x`");
    files[3].text = "world w {}";
    files[2].text = "package a:b; interface i { use c:d/j.{t}; }";
    cr_expect_not(resolve_files(files, NULL));
    EXPECT_DIAGNOSTIC(ctx, "package `a:b` is defined in two places");
}

/* Limits: texts of a reasonable size that mean something unreasonable. */

static char *repeat(const char *head, const char *format, unsigned count) {
    size_t cap = strlen(head) + (size_t)count * (strlen(format) + 40) + 2;
    char *text = malloc(cap);
    size_t len = (size_t)snprintf(text, cap, "%s", head);
    for (unsigned i = 1; i <= count; i++)
        len += (size_t)snprintf(text + len, cap - len, format, i, i - 1, i - 1);
    snprintf(text + len, cap - len, "}");
    return text;
}

static void expect_limit(char *text, const char *phrase) {
    cr_expect_not(resolve_with(text, NULL));
    EXPECT_DIAGNOSTIC(ctx, phrase);
    free(text);
}

Test(resolve, what_multiplies_is_limited) {
    expect_limit(repeat("package a:b; interface i { type t0 = u8;",
                        "type t%u = tuple<t%u, t%u>;", 60),
                 "type is too large");
    expect_limit(repeat("package a:b; interface i { type t0 = u8;",
                        "type t%u = t%u;", 10001),
                 "is a name of a name");
    expect_limit(repeat("package a:b; interface i { type t0 = u8;",
                        "type t%u = list<t%u>;", 200),
                 "nested too deeply");
}

Test(resolve, worlds_together_are_limited) {
    char *many = repeat("package a:b; world v {", "import f-%u: func();", 1500);
    many[strlen(many) - 1] = ' ';
    char *text = repeat(many, "} world w%u { include v;", 1500);
    free(many);
    expect_limit(text, "the worlds together have more than");
}

Test(resolve, long_chains_are_fine) {
    char *text = repeat("package a:b; interface i0 { type t = u8; ",
                        "} interface i%u { use i%u.{t};", 9000);
    size_t len = strlen(text);
    char *whole = malloc(len + 64);
    snprintf(whole, len + 64, "%s world w { export i9000; }", text);
    cr_expect(resolve_with(whole, NULL));
    cr_expect_eq(world_of("w")->import_count, 9000);
    free(text);
    free(whole);
}

/* Feature gates */

static const char *const gated =
    "package a:b@1.0.0;\n"
    "interface i {\n"
    "  @unstable(feature = x) type t = u8;\n"
    "  @unstable(feature = x) f: func(a: t);\n"
    "  @unstable(feature = x) resource r {\n"
    "    @unstable(feature = x) m: func(); }\n"
    "  @since(version = 1.0.0) g: func();\n"
    "}\n"
    "@unstable(feature = x) interface j {\n"
    "  @unstable(feature = x) use i.{t}; }\n"
    "world w { @unstable(feature = x) import j; import i; }\n";

Test(resolve, what_is_unstable_needs_its_feature) {
    cr_assert(resolve(gated));
    cr_expect_eq(interface_of("i")->type_count, 0);
    cr_expect_eq(interface_of("i")->func_count, 1);
    cr_expect_eq(wit->main->interface_count, 1);
    expect_world("w", "import a:b/i@1.0.0;");
    cr_assert(resolve_with(gated, "x"));
    cr_expect_eq(interface_of("i")->type_count, 2);
    cr_expect_eq(interface_of("i")->func_count, 3);
    EXPECT_STR(func_of(interface_of("i"), "g")->stability.since, "1.0.0");
    expect_world("w", "import a:b/i@1.0.0; import a:b/j@1.0.0;");
}

Test(resolve, wrong_gates_do_not_hide_what_is_wrong_behind_them) {
    cr_expect_not(resolve("package a:b@1.0.0;\n"
                          "@since(version = 2.0.0) interface i {\n"
                          "  @deprecated(version = 1.0.0) f: func(a: x); }\n"
                          "world w { @since(version = 2.0.0) import j; }"));
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 5);
    EXPECT_DIAGNOSTIC(ctx, "type `x` does not exist");
    EXPECT_DIAGNOSTIC(ctx, "interface or world `j` does not exist");
}

Test(resolve, gates_are_checked) {
    expect_refusal("package a:b@1.0.0; interface i {\n"
                   "  @unstable(feature = x) type t = u8; f: func(a: t); }",
                   "type `t` needs the feature `x`, which is not enabled");
    expect_refusal("package a:b@1.0.0; interface i {\n"
                   "  @since(version = 1.0.1) f: func(); }",
                   "later than the package's own 1.0.0");
    expect_refusal("package a:b; interface i {\n"
                   "  @since(version = 1.0.1) f: func(); }",
                   "needs package `a:b` to have a version");
    expect_refusal("package a:b@1.0.0; interface i {\n"
                   "  @since(version = 1.0.0) @unstable(feature = x)\n"
                   "  f: func(); }",
                   "either `@since` or `@unstable`");
    expect_refusal("package a:b; @external-id(\"x\") interface i {}",
                   "an interface cannot have an `@external-id`");
    expect_refusal("package a:b; @external-id(\"x\") world w {}",
                   "a world cannot have an `@external-id`");
    expect_refusal("package a:b; world v {} world w {\n"
                   "  @external-id(\"x\") include v; }",
                   "an `include` cannot have an `@external-id`");
    expect_refusal("package a:b@1.0.0; interface i {\n"
                   "  @deprecated(version = 1.0.0) f: func(); }",
                   "`@deprecated` needs a `@since` or `@unstable`");
}
