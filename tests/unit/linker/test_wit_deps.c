/* Folders of WIT whose deps/ holds binaries. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenon/wit_binary.h"
#include "tenon/wit_walk.h"

#include "tests/unit/linker/link_support.h"

static char folder[] = "/tmp/tenon-deps-XXXXXX";
static const char *const names[] = {"app.wit", "deps/a.wasm", "deps/b.wasm",
                                    "deps/p.wit"};

static const char *path_of(const char *name) {
    static char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void set_up(void) {
    link_set_up();
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(mkdir(path_of("deps"), 0700), 0);
}

static void tear_down(void) {
    for (size_t i = 0; i < TN_COUNT_OF(names); i++)
        unlink(path_of(names[i]));
    rmdir(path_of("deps"));
    rmdir(folder);
    link_tear_down();
}

TestSuite(wit_deps, .init = set_up, .fini = tear_down);

static void write_bytes(const char *name, const void *data, size_t len) {
    FILE *file = fopen(path_of(name), "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(data, 1, len, file), len);
    fclose(file);
}

static void write_text(const char *name, const char *text) {
    write_bytes(name, text, strlen(text));
}

/* The main package of the text, in binary form. */
static void write_binary(const char *name, const char *text) {
    tenon_buffer bytes = link_encode(text);
    write_bytes(name, bytes.data, bytes.len);
    tenon_buffer_release(&bytes);
}

static tenon_wit *load(void) {
    tenon_wit *wit;
    tenon_status status = tenon_wit_load(&wit, link_ctx, folder, NULL);
    char *said = test_diagnostics(link_ctx);
    cr_assert_eq(status, TENON_OK, "%s", said);
    free(said);
    return wit;
}

static void expect_refused(const char *phrase) {
    tenon_wit *wit;
    cr_expect_eq(tenon_wit_load(&wit, link_ctx, folder, NULL), TENON_INVALID);
    cr_expect_null(wit);
    EXPECT_DIAGNOSTIC(link_ctx, phrase);
}

static void expect_text(const char *text) {
    tenon_wit *wit = load();
    tenon_buffer printed;
    cr_assert_eq(tenon_wit_print(&printed, wit, true), TENON_OK);
    EXPECT_STR(((tn_str){(const char *)printed.data, printed.len}), text);
    tenon_buffer_release(&printed);
    tenon_wit_free(wit);
}

#define PACKAGE_P                                 \
    "package p:p { interface i { type t = u8; } " \
    "interface j { resource r { f: func(); } }\n" \
    "interface k { type u = u8; } }\n"

static const char package_a[] =
    "package a:a; interface x { use p:p/i.{t}; } " PACKAGE_P;
static const char package_b[] =
    "package b:b; interface y { use p:p/j.{r}; use p:p/i.{t}; } " PACKAGE_P;

Test(wit_deps, parts_of_a_package_that_two_binaries_have_are_united) {
    write_binary("deps/a.wasm", package_a);
    write_binary("deps/b.wasm", package_b);
    write_text("app.wit", "package c:c; interface z { use a:a/x.{t}; "
                          "use b:b/y.{t as s}; use p:p/j.{r}; "
                          "f: func(t: t, r: borrow<r>) -> s; }");
    expect_text("package c:c;\n\ninterface z {\n  use a:a/x.{t};\n"
                "  use b:b/y.{t as s};\n  use p:p/j.{r};\n\n"
                "  f: func(t: t, r: borrow<r>) -> s;\n}\n\n"
                "package p:p {\n  interface i {\n    type t = u8;\n  }\n"
                "  interface j {\n    resource r;\n  }\n}\n\n\n"
                "package a:a {\n  interface x {\n    use p:p/i.{t};\n  }\n}\n"
                "\n\npackage b:b {\n  interface y {\n    use p:p/j.{r};\n"
                "    use p:p/i.{t};\n  }\n}\n");
}

Test(wit_deps, a_text_is_united_with_the_part_that_a_binary_has) {
    write_binary("deps/b.wasm", package_b);
    write_text("deps/p.wit",
               "/// P.\npackage p:p; interface i { type n = s8; } "
               "interface j { /// R.\n resource r { g: func(); } }");
    write_text("app.wit", "package c:c; world w { import b:b/y; }");
    expect_text("package c:c;\n\nworld w {\n  import p:p/j;\n"
                "  import p:p/i;\n  import b:b/y;\n}\n"
                "/// P.\npackage p:p {\n  interface i {\n    type n = s8;\n\n"
                "    type t = u8;\n  }\n  interface j {\n    /// R.\n"
                "    resource r {\n      g: func();\n    }\n  }\n}\n\n\n"
                "package b:b {\n  interface y {\n    use p:p/j.{r};\n"
                "    use p:p/i.{t};\n  }\n}\n");
}

Test(wit_deps, what_contradicts_is_told_with_both_places) {
    write_binary("deps/b.wasm", package_b);
    write_text("deps/p.wit", "package p:p; interface i { type t = string; }");
    write_text("app.wit", "package c:c; world w { import b:b/y; }");
    expect_refused("two definitions of type `t`");
    char *said = test_diagnostics(link_ctx);
    cr_expect(strstr(said, "deps/b.wasm:0x"), "%s", said);
    cr_expect(strstr(said, "deps/p.wit:1:"), "%s", said);
    free(said);
}

Test(wit_deps, a_binary_that_needs_the_main_package_is_a_cycle) {
    write_binary("deps/a.wasm",
                 "package a:a; interface x { use c:c/z.{t}; type u = t; } "
                 "package c:c { interface z { type t = u8; } }");
    write_text("app.wit",
               "package c:c; interface z { use a:a/x.{u}; type t = u8; }");
    expect_refused("takes some from it");
}

Test(wit_deps, worlds_of_binaries_are_included) {
    write_binary("deps/a.wasm",
                 "package a:a; interface x { type t = u8; } world w {\n"
                 "use x.{t}; resource r; import f: func(r: borrow<r>) -> t;\n"
                 "export x; }");
    write_text("app.wit", "package c:c; world v { include a:a/w with "
                          "{ r as s } export g: func(); }");
    tenon_wit *wit = load();
    tenon_buffer printed;
    cr_assert_eq(tenon_wit_print(&printed, wit, false), TENON_OK);
    EXPECT_STR(((tn_str){(const char *)printed.data, printed.len}),
               "package c:c;\n\nworld v {\n  import a:a/x;\n"
               "  use a:a/x.{t};\n\n  resource s;\n"
               "  import f: func(r: borrow<s>) -> t;\n\n"
               "  export g: func();\n  export a:a/x;\n}\n");
    tenon_buffer_release(&printed);
    tenon_wit_free(wit);
}

/* A buffer of an editor may stand for a binary, or be one. */
static bool read_buffer(void *user, const char *path, tenon_str *text) {
    const tenon_buffer *bytes = user;
    if (strcmp(path, path_of("deps/a.wasm")) != 0)
        return false;
    *text = (tenon_str){(const char *)bytes->data, bytes->len};
    return true;
}

Test(wit_deps, buffers_are_told_by_their_content_too) {
    tenon_buffer bytes =
        link_encode("package a:a; interface x { type t = u8; }");
    const char *text = "package a:a; interface x { type t = u8; }";
    tenon_buffer texts = {.data = (uint8_t *)(uintptr_t)text,
                          .len = strlen(text)};
    tenon_buffer *const both[] = {&bytes, &texts};
    write_text("deps/a.wasm", "this is neither");
    write_text("app.wit", "package c:c; world w { import a:a/x; }");
    for (size_t i = 0; i < TN_COUNT_OF(both); i++) {
        tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
        options.read = read_buffer;
        options.read_user = both[i];
        tenon_wit *wit;
        cr_assert_eq(tenon_wit_load(&wit, link_ctx, folder, &options),
                     TENON_OK);
        cr_expect_eq(tenon_wit_package_count(wit), 2);
        tenon_wit_free(wit);
    }
    tenon_buffer_release(&bytes);
}

static bool load_once(const tenon_allocator *allocator, void *user) {
    tenon_context *ctx;
    tenon_wit *wit = NULL;
    (void)user;
    if (tenon_context_new(&ctx, allocator) != TENON_OK)
        return false;
    tenon_status status = tenon_wit_load(&wit, ctx, folder, NULL);
    tenon_wit_free(wit);
    tenon_context_free(ctx);
    return status == TENON_OK;
}

Test(wit_deps, texts_with_errors_refer_to_binaries) {
    write_binary("deps/a.wasm", "package c:d; interface j { type t = u8; }");
    write_text("app.wit", "package a:b;\n"
                          "interface i { use c:d/j.{t}; f: func(a: t);\n"
                          "  g: func(a: nothing); }\n"
                          "world w { import c:d/j; }\n");
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.partial = true;
    tenon_wit *wit;
    tenon_buffer printed;
    cr_assert_eq(tenon_wit_load(&wit, link_ctx, folder, &options),
                 TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "type `nothing` does not exist");
    cr_assert_not_null(wit);
    cr_expect(tenon_wit_is_partial(wit));
    cr_assert_eq(tenon_wit_print(&printed, wit, false), TENON_OK);
    EXPECT_STR(((tn_str){(const char *)printed.data, printed.len}),
               "package a:b;\n\n"
               "interface i {\n  use c:d/j.{t};\n\n  f: func(a: t);\n}\n\n"
               "world w {\n  import c:d/j;\n}\n");
    tenon_buffer_release(&printed);
    tenon_wit_free(wit);
}

Test(wit_deps, memory_may_run_out_anywhere) {
    write_binary("deps/a.wasm", package_a);
    write_binary("deps/b.wasm", package_b);
    write_text("deps/p.wit", "package p:p; interface k { type u = u8; }");
    write_text("app.wit", "package c:c; world w { import b:b/y; "
                          "import a:a/x; import p:p/k; }");
    cr_expect_gt(test_every_failure(load_once, NULL), 10);
}
