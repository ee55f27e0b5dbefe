/* The public view of types (tenon/type.h). */
#include "tenon/type.h"

#include "base/context.h"
#include "tests/support.h"
#include "tests/type_text.h"

static tenon_context *ctx;
static const ty *resource;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    resource = ty_make_resource(&ctx->arena, TN_STR("r"));
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(type_view, .init = set_up, .fini = tear_down);

static const tenon_type *type(const char *text) {
    const ty *made = type_from_text(ctx, &ctx->arena, resource, text);
    cr_assert_not_null(made, "%s", text);
    return made;
}

static const tenon_type *named(const char *name, const tenon_type *target) {
    return ty_make_named(&ctx->arena, tn_str_from(name), target);
}

static void expect_name(const tenon_type *t, const char *name) {
    tenon_str got = tenon_type_name(t);
    cr_expect(tenon_str_equals(got, name), "%.*s instead of %s",
              TENON_STR_ARG(got), name);
}

static void expect_text(const tenon_type *t, const char *expected) {
    char text[100];
    size_t len = tenon_type_text(text, sizeof text, t);
    cr_expect_str_eq(text, expected);
    cr_expect_eq(len, strlen(expected));
}

Test(type_view, kinds_are_those_of_the_graph) {
#define TYPE(NAME, text) \
    cr_expect_eq((int)TENON_TYPE_##NAME, (int)TY_##NAME, #NAME);
#include "tenon/type.def"
    cr_expect_eq(tenon_type_kind_of(type("u8")), TENON_TYPE_U8);
    cr_expect_eq(tenon_type_kind_of(type("list<u8,3>")), TENON_TYPE_FIXED_LIST);
    cr_expect_str_eq(tenon_type_kind_text(TENON_TYPE_ERROR_CONTEXT),
                     "error-context");
    cr_expect_str_eq(tenon_type_kind_text(TENON_TYPE_RESOURCE), "resource");
}

Test(type_view, a_name_is_no_kind_and_leads_to_what_it_stands_for) {
    const tenon_type *body = type("record{x:u8}");
    const tenon_type *point = named("point", body);
    const tenon_type *alias = named("p", point);
    cr_expect_eq(tenon_type_kind_of(alias), TENON_TYPE_RECORD);
    cr_expect_eq(tenon_type_member_count(alias), 1);
    expect_name(alias, "p");
    cr_expect_eq(tenon_type_target(alias), point);
    expect_name(point, "point");
    cr_expect_eq(tenon_type_target(point), body);
    expect_name(body, "");
    cr_expect_null(tenon_type_target(body));
}

Test(type_view, names_that_are_not_any_yet_are_not_seen) {
    const tenon_type *point = named("point", named("", type("record{x:u8}")));
    const tenon_type *handle = named("", named("s", resource));
    expect_name(named("", point), "point");
    expect_name(tenon_type_target(named("", point)), "");
    expect_name(handle, "s");
    cr_expect_eq(tenon_type_target(handle), resource);
}

static void expect_member(const tenon_type *t,
                          size_t index,
                          const char *name,
                          const char *text) {
    tenon_member member = tenon_type_member(t, index);
    cr_expect(tenon_str_equals(member.name, name), "%zu", index);
    expect_text(member.type, text);
}

Test(type_view, members_have_names_and_types_in_order) {
    const tenon_type *record = type("record{x:u8,y:list<string>}");
    cr_assert_eq(tenon_type_member_count(record), 2);
    expect_member(record, 0, "x", "u8");
    expect_member(record, 1, "y", "list<string>");
    expect_member(record, 2, "", "");
    expect_member(type("variant{a:u8,b}"), 0, "a", "u8");
    cr_expect_null(tenon_type_member(type("variant{a:u8,b}"), 1).type);
    expect_member(type("enum{a,b}"), 1, "b", "");
    expect_member(type("flags{a,b,c}"), 2, "c", "");
    cr_expect_eq(tenon_type_member_count(type("flags#9")), 9);
    expect_member(type("tuple<u8,bool>"), 1, "", "bool");
    cr_expect_not_null(tenon_type_member(record, 2).name.data);
}

Test(type_view, members_have_their_documentation) {
    ty_field field = {TN_STR("a"), NULL, TN_STR("About it.")};
    const tenon_type *t = ty_make_enum(ctx, &ctx->arena, TN_NO_SPAN, &field, 1);
    cr_expect(tenon_str_equals(tenon_type_member(t, 0).docs, "About it."));
}

Test(type_view, what_is_inside_has_a_function_of_its_own) {
    expect_text(tenon_type_element(type("list<u8>")), "u8");
    expect_text(tenon_type_element(type("option<bool>")), "bool");
    const tenon_type *fixed = named("three", type("list<char,3>"));
    expect_text(tenon_type_element(fixed), "char");
    cr_expect_eq(tenon_type_length(fixed), 3);
    const tenon_type *map = type("map<string,u8>");
    expect_text(tenon_type_key(map), "string");
    expect_text(tenon_type_element(map), "u8");
    const tenon_type *result = type("result<_,u8>");
    cr_expect_null(tenon_type_ok(result));
    expect_text(tenon_type_error(result), "u8");
    expect_text(tenon_type_ok(type("result<u8,string>")), "u8");
    cr_expect_eq(tenon_type_resource(type("own<r>")), resource);
    cr_expect_eq(tenon_type_resource(type("borrow<r>")), resource);
    expect_name(resource, "r");
    const tenon_type *stream =
        ty_make_of(ctx, &ctx->arena, TN_NO_SPAN, TY_STREAM, NULL);
    cr_expect_null(tenon_type_element(stream));
}

Test(type_view, what_a_type_does_not_have_is_nothing) {
    const tenon_type *types[] = {NULL, type("u8"), resource};
    for (size_t i = 0; i < TN_COUNT_OF(types); i++) {
        const tenon_type *t = types[i];
        cr_expect_null(tenon_type_target(t));
        cr_expect_null(tenon_type_element(t));
        cr_expect_null(tenon_type_key(t));
        cr_expect_null(tenon_type_ok(t));
        cr_expect_null(tenon_type_error(t));
        cr_expect_null(tenon_type_resource(t));
        cr_expect_null(tenon_type_member(t, 0).type);
        cr_expect_eq(tenon_type_member_count(t), 0);
        cr_expect_eq(tenon_type_length(t), 0);
    }
    expect_name(NULL, "");
    expect_text(NULL, "");
    cr_expect_eq(tenon_func_type_param_count(NULL), 0);
    cr_expect_null(tenon_func_type_result(NULL));
}

Test(type_view, texts_are_as_wit_mentions_types) {
    static const char *const texts[] = {
        "u8",          "list<option<u8>>", "tuple<u8, string>",
        "result",      "result<_, u8>",    "borrow<r>",
        "list<u8, 3>", "map<string, bool>"};
    static const char *const inputs[] = {
        "u8",         "list<option<u8>>", "tuple<u8,string>",
        "result",     "result<_,u8>",     "borrow<r>",
        "list<u8,3>", "map<string,bool>"};
    for (size_t i = 0; i < TN_COUNT_OF(texts); i++)
        expect_text(type(inputs[i]), texts[i]);
    expect_text(type("own<r>"), "r");
    expect_text(type("record{x:u8,y:bool}"), "record { x: u8, y: bool }");
    expect_text(type("variant{a,b:u8}"), "variant { a, b(u8) }");
    expect_text(named("point", type("u8")), "point");
}

Test(type_view, a_text_is_cut_where_it_does_not_fit) {
    char text[6] = "-----";
    cr_expect_eq(tenon_type_text(text, 5, type("string")), 6);
    cr_expect_str_eq(text, "stri");
    cr_expect_eq(tenon_type_text(text, 1, type("list<u8>")), 8);
    cr_expect_str_eq(text, "");
    cr_expect_eq(tenon_type_text(NULL, 0, type("list<u8>")), 8);
    cr_expect_eq(tenon_type_text(text, 5, type("bool")), 4);
    cr_expect_str_eq(text, "bool");
}

Test(type_view, texts_of_huge_types_end) {
    char text[4000];
    const tenon_type *t = type("flags#32");
    for (int i = 0; i < 20; i++) {
        ty_field *fields = TN_NEW_ARRAY(&ctx->arena, ty_field, 4);
        for (int k = 0; k < 4; k++)
            fields[k].type = t;
        t = ty_make_tuple(ctx, &ctx->arena, TN_NO_SPAN, fields, i < 8 ? 4 : 1);
    }
    size_t len = tenon_type_text(text, sizeof text, t);
    cr_expect_gt(len, 900);
    cr_expect_lt(len, 1500);
    cr_expect_not_null(strstr(text, "..."));
    ty_field *many = TN_NEW_ARRAY(&ctx->arena, ty_field, 9999);
    for (int i = 0; i < 9999; i++)
        many[i].type = ty_primitive(TY_U8);
    t = ty_make_tuple(ctx, &ctx->arena, TN_NO_SPAN, many, 9999);
    cr_assert_not_null(t);
    cr_expect_lt(tenon_type_text(text, sizeof text, t), 1100);
}

Test(type_view, functions_have_parameters_and_a_result) {
    ty_field params[] = {{TN_STR("a"), type("u8"), TN_STR("How many.")},
                         {TN_STR("b"), type("own<r>"), {0}}};
    ty_func func = {.params = params,
                    .param_count = 2,
                    .result = type("option<string>"),
                    .is_async = true};
    cr_assert_eq(tenon_func_type_param_count(&func), 2);
    tenon_member a = tenon_func_type_param(&func, 0);
    cr_expect(tenon_str_equals(a.name, "a"));
    cr_expect(tenon_str_equals(a.docs, "How many."));
    expect_text(a.type, "u8");
    cr_expect_null(tenon_func_type_param(&func, 2).type);
    expect_text(tenon_func_type_result(&func), "option<string>");
    cr_expect(tenon_func_type_is_async(&func));
    char text[100];
    const char *whole = "async func(a: u8, b: r) -> option<string>";
    cr_expect_eq(tenon_func_type_text(text, sizeof text, &func), strlen(whole));
    cr_expect_str_eq(text, whole);
    func = (ty_func){0};
    tenon_func_type_text(text, sizeof text, &func);
    cr_expect_str_eq(text, "func()");
}
