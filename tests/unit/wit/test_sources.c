/* WIT that is not on disk, or not as it is there. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenon/wit_walk.h"

#include "tests/support.h"
#include "wit/wit.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(sources, .init = set_up, .fini = tear_down);

static tenon_wit_source source(const char *path,
                               unsigned group,
                               const char *p) {
    return (tenon_wit_source){path, p, strlen(p), group};
}

Test(sources, groups_stand_for_folders) {
    const tenon_wit_source list[] = {
        source("mem:/deps/two/b.wit", 9, "interface m { type u = u8; }"),
        source("mem:/deps/one.wit", 4000000000u,
               "package c:d; interface j { type t = u8; }"),
        source("mem:/b.wit", 0,
               "interface k { use e:f/l.{u}; use i.{t}; }"
               "world w { import k; import g:h/n; }"),
        source("mem:/deps/two/a.wit", 9,
               "package e:f; interface l { use m.{u}; }"),
        source("mem:/a.wit", 0, "package a:b; interface i { use c:d/j.{t}; }"),
        source("mem:/c.wit", 0, "package g:h { interface n {} }"),
    };
    tenon_wit *wit;
    cr_assert_eq(
        tenon_wit_load_sources(&wit, ctx, list, TN_COUNT_OF(list), NULL),
        TENON_OK);
    cr_expect_eq(tenon_wit_package_count(wit), 4);
    cr_expect_str_eq(tenon_wit_package_id(tenon_wit_main(wit)), "a:b");
    const tenon_wit_world *w = tenon_wit_find_world(wit, "w");
    cr_expect_eq(tenon_wit_world_import_count(w), 6);
    const tenon_wit_interface *m = tenon_wit_find_interface(wit, "e:f/m");
    tenon_location at;
    cr_assert(tenon_locate(&at, ctx, tenon_wit_interface_span(m)));
    EXPECT_TEXT(at.path, "mem:/deps/two/b.wit");
    cr_expect_eq(at.start, 10);
    tenon_wit_free(wit);
}

Test(sources, errors_stand_in_the_text_that_has_them) {
    const tenon_wit_source list[] = {
        source("a.wit", 0, "package a:b;\ninterface i { use c:d/j.{t}; }"),
        source("deps/c.wit", 1, "package c:d;\ninterface j { type t = x; }"),
    };
    tenon_wit *wit;
    cr_expect_eq(tenon_wit_load_sources(&wit, ctx, list, 2, NULL),
                 TENON_INVALID);
    cr_expect_null(wit);
    tenon_diagnostic d;
    cr_assert(tenon_diagnostic_at(&d, ctx, 0));
    EXPECT_TEXT(d.location.path, "deps/c.wit");
    cr_expect_eq(d.location.line, 2);
    cr_expect_eq(d.location.column, 24);
    cr_expect(!tenon_diagnostic_at(&d, ctx, 1));
}

Test(sources, there_must_be_a_main_package) {
    const tenon_wit_source only = source("a.wit", 1, "package a:b;");
    const tenon_wit_source empty = {"a.wit", NULL, 0, 0};
    tenon_wit *wit = NULL;
    cr_expect_eq(tenon_wit_load_sources(&wit, ctx, &only, 1, NULL),
                 TENON_MISUSE);
    cr_expect_eq(tenon_wit_load_sources(&wit, ctx, NULL, 0, NULL),
                 TENON_MISUSE);
    cr_expect_eq(tenon_wit_load_sources(&wit, ctx, &empty, 1, NULL),
                 TENON_INVALID);
    cr_expect_null(wit);
    EXPECT_DIAGNOSTIC(ctx, "no file says which package this is");
}

/* Texts that stand for files */

static char folder[] = "/tmp/tenon-sources-XXXXXX";

static const char *path_of(const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text) {
    FILE *file = fopen(path_of(name), "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void make_tree(void) {
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(mkdir(path_of("deps"), 0700), 0);
    write_file("a.wit", "package a:b; interface i { use c:d/j.{t}; }");
    write_file("deps/c.wit", "not WIT, on disk");
}

static void remove_tree(void) {
    unlink(path_of("a.wit"));
    unlink(path_of("deps/c.wit"));
    rmdir(path_of("deps"));
    rmdir(folder);
}

/* The buffers of an editor. */
typedef struct buffers {
    const char *name, *text;
    size_t asked;
} buffers;

static bool read_buffer(void *user, const char *path, tenon_str *text) {
    buffers *b = user;
    b->asked++;
    if (strcmp(path, path_of(b->name)) != 0)
        return false;
    *text = (tenon_str){b->text, strlen(b->text)};
    return true;
}

static tenon_wit_options reading(buffers *b) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.read = read_buffer;
    options.read_user = b;
    return options;
}

Test(sources, a_buffer_stands_for_the_file) {
    make_tree();
    buffers b = {"deps/c.wit", "package c:d; interface j { type t = u8; }", 0};
    const tenon_wit_options options = reading(&b);
    tenon_wit *wit;
    cr_expect_eq(wit_load_public(&wit, ctx, folder, NULL, NULL), TENON_INVALID);
    tenon_diagnostics_clear(ctx);
    cr_assert_eq(wit_load_public(&wit, ctx, folder, &options, NULL), TENON_OK);
    cr_expect_eq(b.asked, 2);
    cr_expect_eq(tenon_wit_package_count(wit), 2);
    tenon_wit_free(wit);
    remove_tree();
}

Test(sources, a_buffer_may_be_of_a_file_that_is_not_there_yet) {
    buffers b = {"new.wit", "package a:b; interface i { type t = x; }", 0};
    const tenon_wit_options options = reading(&b);
    tenon_wit *wit;
    cr_expect_eq(wit_load_public(&wit, ctx, path_of("new.wit"), &options, NULL),
                 TENON_INVALID);
    tenon_diagnostic d;
    cr_assert(tenon_diagnostic_at(&d, ctx, 0));
    EXPECT_TEXT(d.location.path, path_of("new.wit"));
    cr_expect_eq(d.location.start, 36);
}

static bool load_once(const tenon_allocator *allocator, void *user) {
    const tenon_wit_options options = reading(user);
    tenon_context *own;
    tenon_wit *wit = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tenon_status status = wit_load_public(&wit, own, folder, &options, NULL);
    tenon_wit_free(wit);
    tenon_context_free(own);
    return status == TENON_OK;
}

Test(sources, memory_may_run_out_while_buffers_are_read) {
    make_tree();
    buffers b = {"deps/c.wit", "package c:d; interface j { type t = u8; }", 0};
    test_every_failure(load_once, &b);
    remove_tree();
}
