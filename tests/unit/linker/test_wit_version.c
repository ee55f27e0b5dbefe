/* Canonical names with version suffixes: what they are as WIT. */
#include "tenon/wit_binary.h"
#include "tenon/wit_walk.h"

#include "component/component.h"
#include "tests/unit/linker/link_support.h"
#include "types/name.h"

TestSuite(wit_version, .init = link_set_up, .fini = link_tear_down);

static const char text[] = "package a:b@1.2.3;\n"
                           "\n"
                           "/// Documented.\n"
                           "interface i {\n"
                           "  type t = u8;\n"
                           "}\n"
                           "\n"
                           "interface j {\n"
                           "  use i.{t};\n"
                           "\n"
                           "  f: func() -> t;\n"
                           "}\n"
                           "\n"
                           "world w {\n"
                           "  /// Said of the import.\n"
                           "  import i;\n"
                           "  import j;\n"
                           "  import x: j;\n"
                           "}\n";

/* Cuts a version down to its canonical part: "a:b/c@1" and ".2.3". */
static void shorten(tn_str *id, tn_str *suffix) {
    size_t at = tn_str_find(*id, '@');
    if (at == id->len)
        return;
    tn_str version = tn_str_from_offset(*id, at + 1);
    tn_str canon = ty_semver_canon(version);
    *suffix = tn_str_from_offset(version, canon.len);
    id->len = at + 1 + canon.len;
}

static void shorten_all(bin_def *defs, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        bin_extern_name *name = &defs[i].u.import.name;
        if (defs[i].kind == BIN_TYPE)
            shorten_all(defs[i].u.type.def.decls,
                        defs[i].u.type.def.decl_count);
        if (defs[i].kind != BIN_IMPORT && defs[i].kind != BIN_EXPORT)
            continue;
        name->attribute_count = 0;
        shorten(&name->name, &name->version_suffix);
        if (name->implements.len)
            shorten(&name->implements, &name->version_suffix);
    }
}

/* The package with all its names in canonical form. */
static tenon_buffer encode_canonical(tn_arena *arena) {
    tenon_buffer whole = link_encode(text);
    bin_component *component;
    tn_writer out;
    cr_assert(
        bin_decode(&component, link_ctx, arena, whole.data, whole.len, 0));
    shorten_all(component->defs, component->def_count);
    tn_writer_init(&out, arena);
    bin_encode(component, &out);
    bin_release(component);
    tenon_buffer_release(&whole);
    return (tenon_buffer){.data = out.data, .len = out.len};
}

Test(wit_version, packages_with_canonical_names_have_their_whole_version) {
    tn_arena arena;
    tn_context_arena(link_ctx, &arena);
    tenon_buffer bytes = encode_canonical(&arena), printed;
    const tenon_input input = link_input("t.wasm", &bytes);
    tenon_wit *wit;
    tenon_status status = tenon_wit_decode(&wit, link_ctx, &input);
    char *said = test_diagnostics(link_ctx);
    cr_assert_eq(status, TENON_OK, "%s", said);
    free(said);
    cr_assert_eq(tenon_wit_print(&printed, wit, true), TENON_OK);
    EXPECT_STR(((tn_str){(const char *)printed.data, printed.len}), text);
    tenon_buffer_release(&printed);
    tenon_wit_free(wit);
    tn_arena_release(&arena);
}

static tenon_wit *decode_import(const char *name,
                                const char *implements,
                                const char *suffix) {
    tn_arena arena;
    tn_writer bytes;
    tenon_wit *wit;
    tn_context_arena(link_ctx, &arena);
    bin_component *component = bin_new(link_ctx, &arena);
    bin_def type = {.kind = BIN_TYPE};
    type.u.type.def.form = BIN_TYPE_INSTANCE;
    bin_append(component, &type);
    bin_def import = {.kind = BIN_IMPORT};
    import.u.import.name.name = tn_str_from(name);
    import.u.import.name.implements = tn_str_from(implements);
    import.u.import.name.version_suffix = tn_str_from(suffix);
    import.u.import.desc.sort = TY_SORT_INSTANCE;
    bin_append(component, &import);
    tn_writer_init(&bytes, &arena);
    bin_encode(component, &bytes);
    const tenon_input input = {"t.wasm", bytes.data, bytes.len};
    (void)tenon_wit_decode(&wit, link_ctx, &input);
    tn_arena_release(&arena);
    return wit;
}

Test(wit_version, components_tell_the_version_that_was_meant) {
    static const struct {
        const char *name, *implements, *suffix, *package;
    } rows[] = {
        {"a:b/c@1", "", ".2.3", "a:b@1.2.3"},
        {"a:b/c@0.0.3", "", "-x", "a:b@0.0.3-x"},
        {"a:b/c@0.0.3", "", "", "a:b@0.0.3"},
        {"x", "a:b/c@0.2", ".6-rc.1", "a:b@0.2.6-rc.1"},
        {"x", "a:b/c@0.2.6", "", "a:b@0.2.6"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        tenon_wit *wit =
            decode_import(rows[i].name, rows[i].implements, rows[i].suffix);
        cr_assert_not_null(wit, "%s", rows[i].name);
        cr_expect_str_eq(tenon_wit_package_id(tenon_wit_package_at(wit, 0)),
                         rows[i].package);
        tenon_wit_free(wit);
    }
}

Test(wit_version, a_canonical_version_alone_is_not_enough_for_wit) {
    cr_expect_null(decode_import("a:b/c@1", "", ""));
    EXPECT_DIAGNOSTIC(link_ctx, "the version in `a:b/c@1` is not a whole one");
}
