/* Core names, signatures and the detection of file kinds. */
#include "linker/core_write.h"
#include "linker/new.h"
#include "tests/support.h"

static tenon_context *ctx;
static tn_arena arena;
static tn_guard guard;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    tn_guard_enter(ctx, &guard);
    tn_context_arena(ctx, &arena);
}

static void tear_down(void) {
    tn_arena_release(&arena);
    tn_guard_leave(ctx, &guard);
    tenon_context_free(ctx);
}

TestSuite(names, .init = set_up, .fini = tear_down);

Test(names, canonical_names_keep_only_the_track_of_a_version) {
    static const struct {
        const char *name, *canonical;
    } cases[] = {{"a:b/c@1.2.3", "a:b/c@1"},
                 {"a:b/c@0.2.6", "a:b/c@0.2"},
                 {"a:b/c@0.0.3", "a:b/c@0.0.3"},
                 {"a:b/c", "a:b/c"},
                 {"plain", "plain"},
                 {"a:b/c@1.0.0-rc.1", "a:b/c@1.0.0-rc.1"}};
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++)
        EXPECT_STR(link_canonical_name(&arena, tn_str_from(cases[i].name)),
                   cases[i].canonical);
}

Test(names, exports_are_named_in_both_schemes) {
    tn_str i = TN_STR("a:b/c@1.2.3"), f = TN_STR("[method]r.m"), none = {0};
    EXPECT_STR(link_export_name(&arena, LINK_LEGACY, i, f),
               "a:b/c@1.2.3#[method]r.m");
    EXPECT_STR(link_export_name(&arena, LINK_STANDARD32, i, f),
               "cm32p2|a:b/c@1|[method]r.m");
    EXPECT_STR(link_export_name(&arena, LINK_LEGACY, none, TN_STR("run")),
               "run");
    EXPECT_STR(link_export_name(&arena, LINK_STANDARD32, none, TN_STR("run")),
               "cm32p2||run");
    EXPECT_STR(link_dtor_name(&arena, LINK_LEGACY, i, TN_STR("r")),
               "a:b/c@1.2.3#[dtor]r");
    EXPECT_STR(link_dtor_name(&arena, LINK_STANDARD32, i, TN_STR("r")),
               "cm32p2|a:b/c@1|r_dtor");
}

typedef struct name_case {
    const char *module, *name;
    link_scheme scheme;
    bool of_world, of_export, is_async;
    int kind;
    const char *interface, *item;
} name_case;

static const name_case name_cases[] = {
    {"a:b/c@1.0.0", "f", LINK_LEGACY, false, false, false, LINK_NAME_FUNC,
     "a:b/c@1.0.0", "f"},
    {"$root", "f", LINK_LEGACY, true, false, false, LINK_NAME_FUNC, "$root",
     "f"},
    {"a:b/c", "[resource-drop]r", LINK_LEGACY, false, false, false,
     LINK_NAME_DROP, "a:b/c", "r"},
    {"[export]a:b/c", "[resource-new]r", LINK_LEGACY, false, true, false,
     LINK_NAME_NEW, "a:b/c", "r"},
    {"[export]a:b/c", "[resource-rep]r", LINK_LEGACY, false, true, false,
     LINK_NAME_REP, "a:b/c", "r"},
    {"a:b/c", "[method]r.m", LINK_LEGACY, false, false, false, LINK_NAME_FUNC,
     "a:b/c", "[method]r.m"},
    {"a:b/c", "[async-lower]f", LINK_LEGACY, false, false, true, LINK_NAME_FUNC,
     "a:b/c", "[async-lower]f"},
    {"$root", "[waitable-set-new]", LINK_LEGACY, true, false, true,
     LINK_NAME_FUNC, "$root", "[waitable-set-new]"},
    {"cm32p2", "f", LINK_STANDARD32, true, false, false, LINK_NAME_FUNC, "",
     "f"},
    {"cm32p2|a:b/c@1", "r_drop", LINK_STANDARD32, false, false, false,
     LINK_NAME_DROP, "a:b/c@1", "r"},
    {"cm32p2|_ex_a:b/c@1", "r_new", LINK_STANDARD32, false, true, false,
     LINK_NAME_NEW, "a:b/c@1", "r"},
    {"cm32p2x", "f", LINK_LEGACY, false, false, false, LINK_NAME_FUNC,
     "cm32p2x", "f"}};

Test(names, core_imports_say_what_they_mean) {
    for (size_t i = 0; i < TN_COUNT_OF(name_cases); i++) {
        const name_case *c = &name_cases[i];
        link_core_name n =
            link_parse_core_name(tn_str_from(c->module), tn_str_from(c->name));
        cr_expect_eq(n.scheme, c->scheme, "%s %s", c->module, c->name);
        cr_expect_eq(n.of_world, c->of_world, "%s %s", c->module, c->name);
        cr_expect_eq(n.of_export, c->of_export, "%s %s", c->module, c->name);
        cr_expect_eq(n.is_async, c->is_async, "%s %s", c->module, c->name);
        cr_expect_eq((int)n.kind, c->kind, "%s %s", c->module, c->name);
        EXPECT_STR(n.interface, c->interface);
        EXPECT_STR(n.name, c->item);
    }
}

Test(names, interfaces_match_exactly_before_they_match_by_version) {
    ty_instance empty = {0};
    const ty_extern items[] = {{.name = TN_STR("a:b/c@0.2.1"),
                                .sort = TY_SORT_INSTANCE,
                                .u.instance = &empty},
                               {.name = TN_STR("a:b/c@0.2.6"),
                                .sort = TY_SORT_INSTANCE,
                                .u.instance = &empty}};
    cr_expect_eq(link_find_interface(&arena, items, 2, TN_STR("a:b/c@0.2.6"),
                                     LINK_LEGACY),
                 &items[1]);
    cr_expect_eq(link_find_interface(&arena, items, 2, TN_STR("a:b/c@0.2.3"),
                                     LINK_LEGACY),
                 &items[0]);
    cr_expect_null(link_find_interface(&arena, items, 2, TN_STR("a:b/c@0.3.0"),
                                       LINK_LEGACY));
    cr_expect_eq(link_find_interface(&arena, items, 2, TN_STR("a:b/c@0.2"),
                                     LINK_STANDARD32),
                 &items[0]);
}

static ty_func make_func(ty_field *params, uint32_t count, const ty *result) {
    return (ty_func){.params = params, .param_count = count, .result = result};
}

static void expect_sigs(const ty_func *func,
                        const char *lowered,
                        const char *lifted) {
    EXPECT_STR(link_print_sig(&arena, link_lowered_sig(&arena, func)), lowered);
    EXPECT_STR(link_print_sig(&arena, link_lifted_sig(&arena, func)), lifted);
}

Test(names, signatures_are_flattened) {
    ty_field params[17] = {0};
    for (size_t i = 0; i < 17; i++)
        params[i].type = ty_primitive(TY_F64);
    params[0].type = ty_primitive(TY_STRING);
    ty_func func = make_func(params, 2, ty_primitive(TY_U8));
    expect_sigs(&func, "(i32, i32, f64) -> (i32)", "(i32, i32, f64) -> (i32)");
    func = make_func(params, 1, ty_primitive(TY_STRING));
    expect_sigs(&func, "(i32, i32, i32) -> ()", "(i32, i32) -> (i32)");
    func = make_func(params, 16, NULL);
    expect_sigs(&func, "(i32) -> ()", "(i32) -> ()");
    func = make_func(params + 1, 16, NULL);
    cr_expect_eq(link_lowered_sig(&arena, &func)->param_count, 16);
    func = make_func(params, 17, ty_primitive(TY_STRING));
    expect_sigs(&func, "(i32, i32) -> ()", "(i32) -> (i32)");
}

Test(names, memory_and_realloc_are_needed_when_pointers_pass) {
    ty_field text = {.type = ty_primitive(TY_STRING)};
    ty_field number = {.type = ty_primitive(TY_U32)};
    ty_func in = make_func(&text, 1, NULL);
    ty_func out = make_func(&number, 1, ty_primitive(TY_STRING));
    ty_func none = make_func(&number, 1, ty_primitive(TY_U32));
    cr_expect(link_lower_needs(&in).memory && !link_lower_needs(&in).realloc);
    cr_expect(link_lift_needs(&in).memory && link_lift_needs(&in).realloc);
    cr_expect(link_lower_needs(&out).memory && link_lower_needs(&out).realloc);
    cr_expect(link_lift_needs(&out).memory && !link_lift_needs(&out).realloc);
    cr_expect(!link_lower_needs(&none).memory &&
              !link_lift_needs(&none).memory);
}

Test(names, function_types_are_written_once) {
    link_sigs sigs;
    link_sigs_init(&sigs, &arena);
    cr_expect_eq(link_sigs_add(&sigs, link_make_sig(&arena, "i", "")), 0);
    cr_expect_eq(link_sigs_add(&sigs, link_make_sig(&arena, "I", "f")), 1);
    cr_expect_eq(link_sigs_add(&sigs, link_make_sig(&arena, "i", "")), 0);
    tn_writer out;
    tn_writer_init(&out, &arena);
    link_add_types(&out, &sigs);
    test_bytes want = test_hex("01 0a 02 60 01 7f 00 60 01 7e 01 7d");
    EXPECT_BYTES(out.data, out.len, want.p, want.len);
    free(want.p);
}

static tenon_file_kind detect(const char *hex) {
    test_bytes b = test_hex(hex);
    tenon_file_kind kind = tenon_detect(b.p, b.len);
    free(b.p);
    return kind;
}

Test(names, file_kinds_are_told_by_contents) {
    cr_expect_eq(detect("00 'asm' 01 00 00 00"), TENON_FILE_MODULE);
    cr_expect_eq(detect("00 'asm' 01 00 00 00 00 10 0f 'component-type:'"),
                 TENON_FILE_MODULE_WORLD);
    cr_expect_eq(detect("00 'asm' 01 00 00 00 ff ff ff ff 0f"),
                 TENON_FILE_MODULE);
    cr_expect_eq(detect("00 'asm' 0d 00 01 00"), TENON_FILE_COMPONENT);
    cr_expect_eq(detect("00 'asm' 0d 00 01 00 07 01 00"),
                 TENON_FILE_WIT_BINARY);
    cr_expect_eq(detect("00 'asm' 0d 00 01 00 07 01 00 0a 01 00"),
                 TENON_FILE_COMPONENT);
    cr_expect_eq(detect("';; c' 0a '(module)'"), TENON_FILE_TEXT_WASM);
    cr_expect_eq(detect("'package a:b;'"), TENON_FILE_TEXT);
    cr_expect_eq(detect("7f 'ELF' 00 00"), TENON_FILE_UNKNOWN);
    cr_expect_eq(tenon_detect((const uint8_t *)"", 0), TENON_FILE_EMPTY);
}

Test(names, wrong_kinds_are_reported_with_a_way_out) {
    static const uint8_t module[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    const tenon_input input = {"app.wasm", module, sizeof module};
    cr_expect_eq(tenon_report_kind(ctx, &input, TENON_FILE_COMPONENT),
                 TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "this is a core module; a component is needed");
    EXPECT_DIAGNOSTIC(ctx, "tenon new");
}
