/* JSON of what was resolved: shape, numbers, escapes. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "tenon/wit.h"

#include "tests/unit/wit/wit_support.h"
#include "wit/json.h"

static cJSON *json;

static void tear_down(void) {
    cJSON_Delete(json);
    wit_tear_down();
}

TestSuite(json, .init = wit_set_up, .fini = tear_down);

/* The JSON of what was resolved, read again; world: see
 * wit_json_make_nominal. */
static void read_resolved(const wit_world *world) {
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_guard guard;
    if (TN_GUARD(ctx, &guard)) {
        tn_writer out;
        tn_writer_init(&out, &arena);
        cr_expect(wit_json(&out, &arena, wit, world));
        json = cJSON_ParseWithLength((const char *)out.data, out.len);
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    cr_assert_not_null(json);
}

static void read_json(const char *text) {
    cr_assert(resolve(text));
    read_resolved(NULL);
}

/* What stands at a path: "types/0/kind/record". */
static const cJSON *find(const char *path) {
    char copy[256];
    snprintf(copy, sizeof copy, "%s", path);
    const cJSON *at = json;
    for (char *save, *step = strtok_r(copy, "/", &save); step;
         step = strtok_r(NULL, "/", &save)) {
        at = cJSON_IsArray(at) ? cJSON_GetArrayItem(at, atoi(step))
                               : cJSON_GetObjectItemCaseSensitive(at, step);
        cr_assert_not_null(at, "no %s in %s", step, path);
    }
    return at;
}

static void expect_json(const char *path, const char *expected) {
    char *text = cJSON_PrintUnformatted(find(path));
    cr_expect_str_eq(text, expected, "%s is %s", path, text);
    free(text);
}

Test(json, parts_refer_to_each_other_by_number) {
    read_json("package a:b@1.0.0;\n"
              "interface i { record r { a: list<u8> } type s = r; }\n"
              "world w { use i.{s}; export f: func(x: s) -> option<s>; }");
    expect_json("packages", "[{\"name\":\"a:b@1.0.0\",\"interfaces\":"
                            "{\"i\":0},\"worlds\":{\"w\":0}}]");
    expect_json("interfaces/0", "{\"name\":\"i\",\"types\":{\"r\":1,\"s\":2},"
                                "\"functions\":{},\"package\":0}");
    expect_json("types/0",
                "{\"name\":null,\"kind\":{\"list\":\"u8\"},\"owner\":null}");
    expect_json("types/1/kind",
                "{\"record\":{\"fields\":[{\"name\":\"a\",\"type\":0}]}}");
    expect_json("types/2/kind", "{\"type\":1}");
    expect_json("types/3", "{\"name\":\"s\",\"kind\":{\"type\":2},"
                           "\"owner\":{\"world\":0}}");
    expect_json("worlds/0/imports", "{\"interface-0\":{\"interface\":{\"id\":"
                                    "0}},\"s\":{\"type\":3}}");
    expect_json("worlds/0/exports/f/function",
                "{\"name\":\"f\",\"kind\":\"freestanding\",\"params\":"
                "[{\"name\":\"x\",\"type\":3}],\"result\":4}");
}

Test(json, equal_types_without_a_name_are_one) {
    read_json("package a:b; interface i {\n"
              "f: func(a: list<tuple<u8>>) -> list<tuple<u8>>;\n"
              "g: func(a: list<tuple<u16>>, b: list<u8, 2>, c: list<u8, 3>);\n"
              "}");
    cr_expect_eq(cJSON_GetArraySize(find("types")), 6);
    expect_json("interfaces/0/functions/f/result", "1");
    expect_json("types/5/kind", "{\"fixed-length-list\":[\"u8\",3]}");
}

Test(json, a_resource_by_its_name_is_an_owned_handle) {
    read_json("package a:b; interface i { resource r { m: func(); }\n"
              "f: func(a: r, b: list<r>) -> r; type h = own<r>; type q = r; }");
    expect_json("types/0/kind", "\"resource\"");
    expect_json("types/1/kind", "{\"handle\":{\"own\":0}}");
    expect_json("types/2/kind", "{\"type\":0}");
    expect_json("types/3/kind", "{\"handle\":{\"borrow\":0}}");
    expect_json("types/4/kind", "{\"handle\":{\"own\":0}}");
    expect_json("types/5/kind", "{\"list\":4}");
    expect_json("interfaces/0/functions/f/params",
                "[{\"name\":\"a\",\"type\":4},{\"name\":\"b\",\"type\":5}]");
    expect_json("interfaces/0/functions/[method]r.m/kind", "{\"method\":0}");
}

Test(json, what_is_included_is_copied) {
    read_json("package a:b;\n"
              "world base { record r { a: u8 } import f: func(x: list<r>);\n"
              "  import i: interface { g: func(); } }\n"
              "world w { include base with { f as h, r as s } }");
    expect_json("types/2/name", "\"s\"");
    expect_json("types/2/owner", "{\"world\":1}");
    expect_json("types/3/kind", "{\"list\":2}");
    expect_json("worlds/1/imports/h/function/name", "\"h\"");
    expect_json("worlds/1/imports/h/function/params/0/type", "3");
    expect_json("worlds/1/imports/i", "{\"interface\":{\"id\":1}}");
    expect_json("interfaces/1/clone_of", "0");
}

Test(json, text_is_escaped) {
    read_json("package a:b;\n"
              "/// A \"quoted\" \\ and\ta tab,\n"
              "/// two lines, \xe2\x98\x83.\n"
              "interface i {}");
    expect_json("interfaces/0/docs/contents",
                "\"A \\\"quoted\\\" \\\\ and\\ta tab,\\ntwo lines, "
                "\xe2\x98\x83.\"");
}

static bool write_once(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    static const char text[] =
        "package a:b; interface i { resource r { m: func() -> list<r>; } }\n"
        "world w { import i; type t = u8; } world v { include w; }";
    const tenon_wit_source source = {"a.wit", text, sizeof text - 1, 0};
    tenon_context *own;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_wit *loaded;
    tenon_buffer out = {0};
    tenon_status status =
        tenon_wit_load_sources(&loaded, own, &source, 1, NULL);
    if (status == TENON_OK) {
        status = tenon_wit_json(&out, loaded);
        tenon_buffer_release(&out);
        tenon_wit_free(loaded);
    }
    tenon_context_free(own);
    return status == TENON_OK;
}

Test(json, memory_may_run_out) {
    test_every_failure(write_once, NULL);
}

Test(json, comments_that_say_nothing_are_docs) {
    read_json("package a:b;\n//\ninterface i { // of the brace before it\n"
              "f: func(); /* b */ g: func(); h: func(); }");
    expect_json("interfaces/0/docs", "{\"contents\":\"\"}");
    expect_json("interfaces/0/functions/f/docs",
                "{\"contents\":\"of the brace before it\"}");
    expect_json("interfaces/0/functions/g/docs", "{\"contents\":\"* b */\"}");
    cr_expect_null(
        cJSON_GetObjectItem(find("interfaces/0/functions/h"), "docs"));
}

/* The arrays have them too, where another tool has them. */
Test(json, unnamed_types_behind_a_feature_are_numbered) {
    read_json(
        "package a:b;\n"
        "interface i {\n"
        "  resource r;\n"
        "  @unstable(feature = f) record h { a: tuple<u8> }\n"
        "  @unstable(feature = f) g: func(a: list<u8>, b: list<h>,\n"
        "                                 c: list<r>);\n"
        "  f: func(a: option<u8>, b: list<u8>);\n"
        "}\n"
        "@unstable(feature = f) interface j { f: func(a: list<u16>); }\n"
        "world w { @unstable(feature = f) import f: func() -> list<s8>;\n"
        "  @unstable(feature = f)\n"
        "  import k: interface { f: func(a: list<s16>); }\n"
        "  import i; }\n"
        "@unstable(feature = f) world v { export g: func(a: list<s32>); }");
    expect_json("types/1/kind", "{\"list\":\"u8\"}");
    expect_json("types/2/kind", "{\"handle\":{\"own\":0}}");
    expect_json("types/3/kind", "{\"list\":2}");
    expect_json("types/4/kind", "{\"option\":\"u8\"}");
    expect_json("types/5/kind", "{\"list\":\"u16\"}");
    expect_json("types/6/kind", "{\"list\":\"s8\"}");
    expect_json("types/7/kind", "{\"list\":\"s16\"}");
    expect_json("types/8/kind", "{\"list\":\"s32\"}");
    cr_expect_eq(cJSON_GetArraySize(find("types")), 9);
    expect_json("interfaces/0/functions/f/params",
                "[{\"name\":\"a\",\"type\":4},{\"name\":\"b\",\"type\":1}]");
    cr_expect_eq(cJSON_GetArraySize(find("interfaces")), 1);
    cr_expect_eq(cJSON_GetArraySize(find("worlds")), 1);
}

Test(json, what_has_no_gate_in_a_hidden_world_is_there) {
    read_json("package a:b; @unstable(feature = f) world w {\n"
              "  import i: interface { type t = u8; f: func(a: list<t>); }\n"
              "  @unstable(feature = f)\n"
              "  export j: interface { f: func(); } }");
    cr_expect_eq(cJSON_GetArraySize(find("interfaces")), 1);
    cr_expect_eq(cJSON_GetArraySize(find("types")), 2);
    expect_json("types/0/owner", "{\"interface\":0}");
}

static void read_nominal(const char *text) {
    cr_assert(resolve(text));
    read_resolved(wit_select_world(wit, TN_STR("w")));
}

Test(json, what_is_imported_and_exported_is_copied_for_bindings) {
    read_nominal("package a:b; interface i { resource r; f: func() -> r; }\n"
                 "interface k { use i.{r}; g: func(r: borrow<r>); }\n"
                 "world w { import i; export i; export k; }\n"
                 "world other { import i; export i; }");
    cr_expect_eq(cJSON_GetArraySize(find("interfaces")), 4);
    expect_json("worlds/0/imports", "{\"interface-0\":{\"interface\":"
                                    "{\"id\":0}}}");
    expect_json("worlds/0/exports",
                "{\"interface-2\":{\"interface\":{\"id\":2}},"
                "\"interface-3\":{\"interface\":{\"id\":3}}}");
    expect_json("interfaces/2/clone_of", "0");
    expect_json("interfaces/3/clone_of", "1");
    /* k takes the resource that is exported; the other world is as before. */
    expect_json("interfaces/2/types", "{\"r\":4}");
    expect_json("interfaces/3/types", "{\"r\":6}");
    expect_json("types/6/kind", "{\"type\":4}");
    expect_json("worlds/1/exports",
                "{\"interface-0\":{\"interface\":{\"id\":0}}}");
}

Test(json, types_are_not_taken_from_copies_with_a_name) {
    read_nominal("package a:b; interface d { type t = u8; }\n"
                 "interface i { use d.{t}; }\n"
                 "world w { import d; import x: d; import i; import z: i; }");
    cr_expect_eq(cJSON_GetArraySize(find("interfaces")), 4);
    expect_json("worlds/0/imports/x", "{\"interface\":{\"id\":2}}");
    expect_json("worlds/0/imports/z", "{\"interface\":{\"id\":3}}");
    expect_json("interfaces/3/types", "{\"t\":3}");
    expect_json("types/3/kind", "{\"type\":0}");
}

/* Each copy is as large as the interface. */
Test(json, copies_for_bindings_are_limited) {
    enum { COUNT = 950 };
    char *text = malloc(COUNT * 60), *end = text;
    end += sprintf(end, "package a:b; interface i {");
    for (int i = 0; i < COUNT; i++)
        end += sprintf(end, " type t%d = u8;", i);
    end += sprintf(end, "} world w {");
    for (int i = 0; i < COUNT; i++)
        end += sprintf(end, " import x%d: i;", i);
    sprintf(end, "}");
    cr_assert(resolve(text));
    free(text);
    tenon_buffer out;
    cr_expect_eq(
        tenon_wit_json_nominal(&out, wit, wit_select_world(wit, TN_STR("w"))),
        TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "the copies of what world `w` imports");
}
