/* Nodes made anew over other children. */
#include "tests/arena_suite.h"
#include "types/types.h"

TestSuite(remake, ARENA_SUITE);

/* Every u8 becomes a string; s8 cannot be mapped. */
static const ty *map_type(void *user, const ty *type) {
    const ty_remaker *r = user;
    if (type->kind == TY_S8)
        return NULL;
    return type->kind == TY_U8 ? ty_primitive(TY_STRING) : ty_remake(r, type);
}

static const ty *map_resource(void *user, const ty *type) {
    TN_UNUSED(user);
    return ty_make_named(&arena, TN_STR("other"), type);
}

static bool map_fields(void *user,
                       ty_field *out,
                       const ty_field *from,
                       uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        out[i] = from[i];
        if (from[i].type && !(out[i].type = map_type(user, from[i].type)))
            return false;
    }
    return true;
}

static ty_remaker remaker;

static const ty_remaker *init(void) {
    remaker = (ty_remaker){.ctx = ctx,
                           .arena = &arena,
                           .user = &remaker,
                           .type = map_type,
                           .resource = map_resource,
                           .fields = map_fields};
    return &remaker;
}

static void expect_remade(const ty *type, const char *expected) {
    const ty *made = ty_remake(init(), type);
    cr_assert_not_null(made);
    tn_writer text;
    tn_writer_init(&text, &arena);
    ty_print(&text, made);
    EXPECT_STR(tn_writer_str(&text), expected);
    cr_expect_eq(made->kind, type->kind);
    cr_expect(made->has_pointers || made->kind == TY_STREAM);
}

static const ty *of(ty_kind kind, const ty *elem) {
    return ty_make_of(ctx, &arena, TN_NO_SPAN, kind, elem);
}

Test(remake, keeps_the_shape_and_maps_the_parts) {
    const ty *u8 = ty_primitive(TY_U8), *u16 = ty_primitive(TY_U16);
    ty_field fields[] = {{TN_STR(""), u8, {0}}, {TN_STR(""), u16, {0}}};
    expect_remade(of(TY_LIST, u8), "list<string>");
    expect_remade(of(TY_OPTION, of(TY_LIST, u8)), "option<list<string>>");
    expect_remade(of(TY_STREAM, u8), "stream<string>");
    expect_remade(ty_make_fixed_list(ctx, &arena, TN_NO_SPAN, u8, 4),
                  "list<string, 4>");
    expect_remade(ty_make_tuple(ctx, &arena, TN_NO_SPAN, fields, 2),
                  "tuple<string, u16>");
    expect_remade(ty_make_result(ctx, &arena, TN_NO_SPAN, NULL, u8),
                  "result<_, string>");
    expect_remade(ty_make_map(ctx, &arena, TN_NO_SPAN, u16, u8),
                  "map<u16, string>");
}

Test(remake, members_and_handles) {
    ty_field cases[] = {{TN_STR("a"), NULL, {0}},
                        {TN_STR("b"), ty_primitive(TY_U8), {0}}};
    const ty *made =
        ty_remake(init(), ty_make_variant(ctx, &arena, TN_NO_SPAN, cases, 2));
    cr_assert_eq(made->u.fields.len, 2);
    cr_expect_null(made->u.fields.data[0].type);
    cr_expect_eq(made->u.fields.data[1].type->kind, TY_STRING);
    const ty *resource = ty_make_resource(&arena, TN_STR("r"));
    made = ty_remake(
        init(), ty_make_handle(ctx, &arena, TN_NO_SPAN, TY_BORROW, resource));
    cr_expect_eq(made->kind, TY_BORROW);
    EXPECT_STR(made->u.handle.resource->u.named.name, "other");
    made = ty_remake(init(), ty_make_empty(ctx, &arena, TN_NO_SPAN, TY_FLAGS));
    cr_expect_eq(made->kind, TY_FLAGS);
    cr_expect_eq(made->u.fields.len, 0);
}

Test(remake, functions) {
    ty_field params[] = {{TN_STR("x"), ty_primitive(TY_U8), {0}}};
    const ty_func func = {.params = params,
                          .param_count = 1,
                          .result = ty_primitive(TY_U8),
                          .is_async = true};
    const ty_func *made = ty_remake_func(init(), &func);
    cr_assert_not_null(made);
    cr_expect(made->is_async && made->has_pointers);
    cr_expect_eq(made->params[0].type->kind, TY_STRING);
    cr_expect_eq(made->result->kind, TY_STRING);
    params[0].type = ty_primitive(TY_S8);
    cr_expect_null(ty_remake_func(init(), &func));
}

Test(remake, what_cannot_be_mapped_fails_the_whole) {
    const ty *s8 = ty_primitive(TY_S8), *u8 = ty_primitive(TY_U8);
    ty_field fields[] = {{TN_STR("a"), u8, {0}}, {TN_STR("b"), s8, {0}}};
    cr_expect_null(ty_remake(init(), of(TY_LIST, s8)));
    cr_expect_null(
        ty_remake(init(), ty_make_record(ctx, &arena, TN_NO_SPAN, fields, 2)));
    cr_expect_null(
        ty_remake(init(), ty_make_result(ctx, &arena, TN_NO_SPAN, u8, s8)));
    cr_expect_null(
        ty_remake(init(), ty_make_map(ctx, &arena, TN_NO_SPAN, s8, u8)));
    cr_expect_null(
        ty_remake(init(), ty_make_map(ctx, &arena, TN_NO_SPAN, u8, s8)));
}
