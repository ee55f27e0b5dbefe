/* Names of imports and exports, labels and versions. */
#include "base/context.h"
#include "tests/support.h"
#include "types/name.h"

static const char *const good_labels[] = {
    "a",         "a-b-c",        "a1-2-3",        "A", "A-B-C", "A1-2-3",
    "a11-w0rds", "A11-4CR0NYMS", "m1x3d-4CR0NYMS"};
static const char *const bad_labels[] = {
    "", "1", "1-2-3", "-a", "a-", "a--b", "aB", "Ab", "a_b", "a.b", "a b"};

Test(name, labels_are_words_of_one_case) {
    for (size_t i = 0; i < TN_COUNT_OF(good_labels); i++)
        cr_expect(ty_is_kebab(tn_str_from(good_labels[i])), "%s",
                  good_labels[i]);
    for (size_t i = 0; i < TN_COUNT_OF(bad_labels); i++)
        cr_expect(!ty_is_kebab(tn_str_from(bad_labels[i])), "%s",
                  bad_labels[i]);
}

Test(name, an_interface_name_falls_into_its_parts) {
    ty_name name;
    cr_assert(ty_name_parse(&name, TN_STR("wasi:http/types-X@0.2.1-rc.1+b")));
    cr_expect_eq(name.kind, TY_NAME_INTERFACE);
    EXPECT_STR(name.ns, "wasi");
    EXPECT_STR(name.package, "http");
    EXPECT_STR(name.interface, "types-X");
    EXPECT_STR(name.version, "0.2.1-rc.1+b");
}

Test(name, annotated_names_tell_resource_and_label) {
    ty_name name;
    cr_assert(ty_name_parse(&name, TN_STR("[method]file.read-all")));
    cr_expect_eq(name.kind, TY_NAME_METHOD);
    EXPECT_STR(name.resource, "file");
    EXPECT_STR(name.label, "read-all");
    cr_assert(ty_name_parse(&name, TN_STR("[constructor]file")));
    EXPECT_STR(name.resource, "file");
    cr_expect(!ty_name_parse(&name, TN_STR("[method]file")));
    cr_expect(!ty_name_parse(&name, TN_STR("[method]a.b.c")));
    cr_expect(!ty_name_parse(&name, TN_STR("[static]a.")));
    cr_expect(!ty_name_parse(&name, TN_STR("[frob]a.b")));
    cr_expect(!ty_name_parse(&name, TN_STR("[constructor]")));
}

Test(name, malformed_interface_names_are_refused) {
    static const char *const bad[] = {
        "a:b",           "a:b/c@",      "a:b/c@.",      "a:b/c@1.",
        "a:b/c@a.2",     "a:b/c@2.0x0", "a:b/c@2.0.0+", "a:b/c@2.0.0-",
        "A:b/c",         "a:B/c",       "a:b/",         ":b/c",
        "a:/c",          "a:b/c@0",     "a:b/c@00.1.2", "url=<",
        "a:b/c@1.2.3-01"};
    ty_name name;
    for (size_t i = 0; i < TN_COUNT_OF(bad); i++)
        cr_expect(!ty_name_parse(&name, tn_str_from(bad[i])), "%s", bad[i]);
}

Test(name, canonical_versions_and_nested_names_are_known) {
    ty_name name;
    cr_expect(ty_name_parse(&name, TN_STR("a:b/c@1")));
    cr_expect(ty_name_parse(&name, TN_STR("a:b/c@0.2")));
    cr_expect(ty_name_parse(&name, TN_STR("a:b/c@0.0.3")));
    cr_assert(ty_name_parse(&name, TN_STR("a:b:c/d/e")));
    cr_expect_eq(name.kind, TY_NAME_OTHER);
    cr_assert(ty_name_parse(&name, TN_STR("url=<x>")));
    cr_expect_eq(name.kind, TY_NAME_OTHER);
}

Test(name, strongly_unique_names_differ_after_canonicalisation) {
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    static const char *const rows[][2] = {
        {"FOO-bar", "foo-bar"},
        {"[constructor]FOO", "[constructor]foo"},
        {"[method]foo.foo", "foo"},
        {"[static]foo.BAZ", "foo.baz"},
        {"[static]foo-BAR.FOO-bar", "foo-bar"},
        {"foo:bar/BAZ", "foo:bar/baz"}};
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++)
        EXPECT_STR(ty_name_canonical(&ctx->arena, tn_str_from(rows[i][0])),
                   rows[i][1]);
    tenon_context_free(ctx);
}

Test(semver, parses_what_semver_org_allows) {
    ty_semver v;
    cr_assert(ty_semver_parse(&v, TN_STR("1.20.3-rc.1-x+build.007")));
    cr_expect_eq(v.minor, 20);
    EXPECT_STR(v.pre, "rc.1-x");
    EXPECT_STR(v.build, "build.007");
    static const char *const bad[] = {"",
                                      "1",
                                      "1.2",
                                      "01.2.3",
                                      "1.2.3-",
                                      "1.2.3+",
                                      "1.2.3.4",
                                      "1.2.3-a..b",
                                      "1.2.3-01",
                                      "1.2.3-a_b",
                                      "18446744073709551616.0.0"};
    for (size_t i = 0; i < TN_COUNT_OF(bad); i++)
        cr_expect(!ty_semver_parse(&v, tn_str_from(bad[i])), "%s", bad[i]);
}

Test(semver, precedence_follows_section_11) {
    static const char *const order[] = {
        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta",  "1.0.0-beta.2",  "1.0.0-beta.11",
        "1.0.0-rc.1",  "1.0.0",         "1.0.1",
        "1.1.0",       "2.0.0"};
    for (size_t i = 0; i + 1 < TN_COUNT_OF(order); i++) {
        ty_semver a, b;
        cr_assert(ty_semver_parse(&a, tn_str_from(order[i])));
        cr_assert(ty_semver_parse(&b, tn_str_from(order[i + 1])));
        cr_expect_lt(ty_semver_cmp(&a, &b), 0, "%s", order[i]);
        cr_expect_gt(ty_semver_cmp(&b, &a), 0, "%s", order[i]);
        cr_expect_eq(ty_semver_cmp(&a, &a), 0, "%s", order[i]);
    }
}

Test(semver, tracks_say_which_versions_are_compatible) {
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    static const struct {
        const char *version, *track, *other;
        bool compatible;
    } rows[] = {{"1.2.3", "1", "1.0.0", true},
                {"1.2.3", "1", "2.0.0", false},
                {"0.2.6", "0.2", "0.2.1", true},
                {"0.2.6", "0.2", "0.3.6", false},
                {"0.0.1", "0.0.1", "0.0.2", false},
                {"1.2.3-rc.1", "1.2.3-rc.1", "1.2.3", false},
                {"1.2.3-rc.1", "1.2.3-rc.1", "1.2.3-rc.1", true}};
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        ty_semver a, b;
        cr_assert(ty_semver_parse(&a, tn_str_from(rows[i].version)));
        cr_assert(ty_semver_parse(&b, tn_str_from(rows[i].other)));
        EXPECT_STR(ty_semver_track(&ctx->arena, &a), rows[i].track);
        cr_expect_eq(ty_semver_compatible(&a, &b), rows[i].compatible);
    }
    tenon_context_free(ctx);
}

Test(semver, canonical_versions_are_what_names_keep) {
    static const struct {
        const char *version, *canon;
    } rows[] = {{"1.2.3", "1"},
                {"10.0.0-x", "10"},
                {"0.2.6-rc.1", "0.2"},
                {"0.0.1-alpha", "0.0.1"},
                {"0.0.0+build", "0.0.0"},
                {"1.2", ""},
                {"", ""}};
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++)
        EXPECT_STR(ty_semver_canon(tn_str_from(rows[i].version)),
                   rows[i].canon);
}
