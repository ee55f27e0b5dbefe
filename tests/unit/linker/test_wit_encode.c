/* What the binary form of a package is made of. */
#include "tenon/version.h"
#include "tenon/wit_binary.h"

#include "component/component.h"
#include "tests/unit/linker/link_support.h"

TestSuite(wit_encode, .init = link_set_up, .fini = link_tear_down);

static void expect_same_back(const char *text) {
    tenon_buffer bytes = link_encode(text), back;
    const tenon_input input = {"test.wasm", bytes.data, bytes.len};
    tenon_wit *wit;
    cr_assert_eq(tenon_wit_decode(&wit, link_ctx, &input), TENON_OK);
    cr_assert_eq(tenon_wit_print(&back, wit, false), TENON_OK);
    cr_expect_eq(back.len, strlen(text));
    cr_expect(memcmp(back.data, text, strlen(text)) == 0, "%.*s", (int)back.len,
              (const char *)back.data);
    tenon_buffer_release(&back);
    tenon_wit_free(wit);
    tenon_buffer_release(&bytes);
}

Test(wit_encode, an_empty_external_id_is_kept) {
    expect_same_back("package a:b;\n"
                     "\n"
                     "interface i {\n"
                     "  @external-id(\"\")\n"
                     "  resource r {\n"
                     "    @external-id(\"\")\n"
                     "    m: func();\n"
                     "  }\n"
                     "}\n"
                     "\n"
                     "world w {\n"
                     "  @external-id(\"\")\n"
                     "  import i;\n"
                     "}\n");
}

/* How many definitions of a kind the first interface's type has. */
static uint32_t count_in_first(const tenon_buffer *bytes, bin_def_kind kind) {
    tn_arena arena;
    bin_component *component;
    uint32_t count = 0;
    tn_context_arena(link_ctx, &arena);
    cr_assert(
        bin_decode(&component, link_ctx, &arena, bytes->data, bytes->len, 0));
    const bin_deftype *outer = &component->defs[0].u.type.def;
    const bin_deftype *interface = &outer->decls[0].u.type.def;
    for (uint32_t i = 0; i < interface->decl_count; i++)
        count += interface->decls[i].kind == kind;
    bin_release(component);
    tn_arena_release(&arena);
    return count;
}

Test(wit_encode, equal_unnamed_types_are_defined_once) {
    static const struct {
        const char *items;
        uint32_t types;
    } rows[] = {
        {"f: func(a: list<u8>) -> list<u8>;", 2},
        {"f: func(a: list<u8>) -> list<s8>;", 3},
        {"f: func(); g: func(); h: async func();", 2},
        {"f: func(a: u8); g: func(b: u8);", 2},
        {"resource r { constructor(); a: func(); b: func(); }", 4},
        {"f: func(a: option<tuple<u8, list<u8>>>, b: tuple<u8, list<u8>>);", 4},
        /* What has a name has a definition of its own. */
        {"type t = list<u8>; f: func(a: list<u8>, b: t);", 3},
        {"type t = u8; type u = u8;", 2},
        {"record a { x: u8 } record b { x: u8 }", 2},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        char text[256];
        snprintf(text, sizeof text, "package a:b; interface i { %s }",
                 rows[i].items);
        tenon_buffer bytes = link_encode(text);
        cr_expect_eq(count_in_first(&bytes, BIN_TYPE), rows[i].types, "%s",
                     rows[i].items);
        tenon_buffer_release(&bytes);
    }
}

Test(wit_encode, functions_of_resources_come_first_in_worlds_too) {
    tenon_buffer bytes =
        link_encode("package a:b;\n"
                    "interface i { f: func(); resource r { m: func(); } }\n"
                    "world w { import i; export j: interface {\n"
                    "  g: func(); resource s { constructor(); } } }\n");
    const tenon_input input = link_input("t.wasm", &bytes);
    tenon_wit *wit;
    tenon_buffer again;
    cr_assert_eq(tenon_wit_decode(&wit, link_ctx, &input), TENON_OK);
    cr_assert_eq(tenon_wit_encode(&again, wit, NULL), TENON_OK);
    cr_expect_eq(again.len, bytes.len);
    cr_expect_arr_eq(again.data, bytes.data, bytes.len);
    tenon_buffer_release(&again);
    tenon_buffer_release(&bytes);
    tenon_wit_free(wit);
}

Test(wit_encode, the_package_says_who_made_it) {
    tenon_buffer bytes = link_encode("package a:b; interface i {}");
    tenon_component_info *info;
    cr_assert_eq(tenon_component_info_new(&info, link_ctx, "t.wasm", bytes.data,
                                          bytes.len),
                 TENON_OK);
    cr_assert_eq(tenon_component_info_producer_count(info), 1);
    const tenon_producer *by = tenon_component_info_producer(info, 0);
    cr_expect_str_eq(by->field, "processed-by");
    cr_expect_str_eq(by->name, "tenon");
    cr_expect_str_eq(by->version, TENON_VERSION);
    cr_expect_null(tenon_component_info_producer(info, 1));
    tenon_component_info_free(info);
    tenon_buffer_release(&bytes);
}
