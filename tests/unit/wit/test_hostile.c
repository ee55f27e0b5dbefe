/* WIT that means harm: each gives an error soon, and takes little memory. */
#define _DEFAULT_SOURCE /* symlink, mkfifo, truncate, mkdtemp */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenon/wit.h"

#include "tests/unit/wit/wit_support.h"

static char folder[64];

static void make_folder(void) {
    wit_set_up();
    strcpy(folder, "/tmp/tenon-hostile-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

static void remove_folder(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
    wit_tear_down();
}

TestSuite(hostile, .init = make_folder, .fini = remove_folder, .timeout = 60);

static const char *in_folder(const char *name) {
    static char path[4][256];
    static unsigned next;
    char *out = path[next++ % 4];
    snprintf(out, sizeof path[0], "%s/%s", folder, name);
    return out;
}

static void put(const char *name, const char *text) {
    FILE *file = fopen(in_folder(name), "w");
    cr_assert(file != NULL);
    fputs(text, file);
    fclose(file);
}

/* Loading a file of the folder ("" for itself) gives that many errors. */
static void expect_errors(size_t count, const char *name, const char *phrase) {
    tenon_context *own;
    tenon_wit *loaded;
    cr_assert_eq(tenon_context_new(&own, NULL), TENON_OK);
    cr_expect_eq(wit_load_public(&loaded, own, in_folder(name), NULL, NULL),
                 TENON_INVALID, "%s", name);
    cr_expect_eq(tenon_diagnostic_count(own, TENON_SEVERITY_ERROR), count, "%s",
                 name);
    EXPECT_DIAGNOSTIC(own, phrase);
    tenon_context_free(own);
}

static void expect_bad(const char *name, const char *phrase) {
    expect_errors(1, name, phrase);
}

static void put_package(void) {
    put("a.wit", "package a:b;\ninterface i { f: func(); }\n");
    cr_assert_eq(mkdir(in_folder("deps"), 0777), 0);
}

Test(hostile, links_to_themselves) {
    put_package();
    cr_assert_eq(symlink("loop.wit", in_folder("deps/loop.wit")), 0);
    expect_bad("", "cannot read");
    cr_assert_eq(unlink(in_folder("deps/loop.wit")), 0);
    /* The package itself as its dependency: it is there twice. */
    cr_assert_eq(symlink("..", in_folder("deps/up")), 0);
    expect_bad("", "package `a:b` is defined in two places");
    cr_assert_eq(unlink(in_folder("deps/up")), 0);
    cr_assert_eq(rmdir(in_folder("deps")), 0);
    /* deps/a.wit and deps/deps/a.wit */
    cr_assert_eq(symlink(".", in_folder("deps")), 0);
    expect_errors(2, "", "package `a:b` is defined in two places");
}

Test(hostile, links_that_lead_nowhere) {
    put_package();
    cr_assert_eq(symlink("gone", in_folder("deps/c")), 0);
    expect_bad("", "cannot read: No such file or directory");
    cr_assert_eq(unlink(in_folder("deps/c")), 0);
    cr_assert_eq(symlink("c", in_folder("deps/c")), 0);
    expect_bad("", "cannot read: Too many levels of symbolic links");
    cr_assert_eq(unlink(in_folder("deps/c")), 0);
    cr_assert_eq(rmdir(in_folder("deps")), 0);
    cr_assert_eq(symlink("deps", in_folder("deps")), 0);
    expect_bad("", "cannot read: Too many levels of symbolic links");
    cr_assert_eq(unlink(in_folder("deps")), 0);
    put("deps", "package a:c;");
    expect_bad("", "it is not a folder");
}

Test(hostile, pipes_and_devices_in_a_folder) {
    put_package();
    cr_assert_eq(mkfifo(in_folder("deps/pipe.wit"), 0666), 0);
    expect_bad("", "it is not a regular file");
    cr_assert_eq(unlink(in_folder("deps/pipe.wit")), 0);
    cr_assert_eq(symlink("/dev/zero", in_folder("deps/zero.wit")), 0);
    expect_bad("", "it is not a regular file");
    expect_bad("deps/zero.wit", "a device that does not end");
}

Test(hostile, files_that_cannot_be_read) {
    put_package();
    put("deps/c.wit", "package a:c;");
    cr_assert_eq(chmod(in_folder("deps/c.wit"), 0), 0);
    if (geteuid() != 0) /* root reads all */
        expect_bad("", "cannot read: Permission denied");
    expect_bad("none.wit", "cannot read: No such file or directory");
}

Test(hostile, files_of_gigabytes) {
    put_package();
    put("deps/c.wit", "");
    cr_assert_eq(truncate(in_folder("deps/c.wit"), (off_t)2 << 30), 0);
    expect_bad("", "a WIT file may have");
    expect_bad("deps/c.wit", "a WIT file may have");
}

/* head, then part over and over, then tail. */
static char *repeat(const char *head,
                    const char *part,
                    const char *tail,
                    unsigned count) {
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    cr_assert(out != NULL);
    fputs(head, out);
    for (unsigned i = 0; i < count; i++) {
        for (const char *p = part; *p; p++) {
            if (*p == '#')
                fprintf(out, "%u", i);
            else
                fputc(*p, out);
        }
    }
    fputs(tail, out);
    fclose(out);
    return text;
}

static void expect_refused(char *text, const char *phrase) {
    expect_refusal(text, phrase);
    free(text);
}

Test(hostile, depth) {
    enum { DEEP = 100000 };
    char *closed = repeat("u8", ">", ";}", DEEP);
    expect_refused(
        repeat("package a:b; interface i { type t = ", "list<", closed, DEEP),
        "types nest more than 100 levels deep");
    free(closed);
    expect_refused(
        repeat("package a:b; interface i { type t = ", "option<", "", DEEP),
        "expected a type");
    expect_refused(repeat("package a:b; ", "package c:d {", "", DEEP),
                   "packages nest more than 100 levels deep");
    expect_refused(repeat("package a:b; ", "{", "", DEEP),
                   "expected `package`");
    expect_refused(repeat("package a:b; ", "/*", "", DEEP),
                   "this comment does not end");
}

/* No length is taken for that of a name. */
Test(hostile, lists_of_huge_length) {
    cr_expect(resolve("package a:b; interface i { type t = list<u8, 1000000>; "
                      "type u = list<list<t, 2>, 100>; }"));
    expect_refusal("package a:b; interface i { type t = list<u8, 268435456>; }",
                   "type takes 2^28 bytes of memory or more");
}

Test(hostile, a_million_of_anything) {
    enum { MANY = 1000000 };
    expect_refused(
        repeat("package a:b; interface i { enum e {", "c#,", "}}", MANY),
        "are more than the 10000 of the limit");
    expect_refused(
        repeat("package a:b; interface i { f: func(", "p#: u8,", ");}", MANY),
        "type is too large");
}

Test(hostile, an_item_of_millions_of_parts) {
    expect_refused(
        repeat("package a:b; interface i { enum e {", "a,", "}}", 2500000),
        "one item of WIT has more than");
}

Test(hostile, an_interface_of_many_functions_is_fine) {
    char *text =
        repeat("package a:b; interface i {", "a#: func();", "}", 100000);
    cr_assert(resolve(text));
    cr_expect_eq(interface_of("i")->func_count, 100000);
    free(text);
}

Test(hostile, more_than_can_be_held) {
    expect_refused(
        repeat("package a:b; interface i {", "a#: func();", "}", 1100000),
        "together define more than 1048576");
    char *blank = repeat("package a:b;", "        ", "", 5 << 20);
    const text_file files[] = {
        {"a.wit", blank, 0}, {"b.wit", blank, 0}, {NULL, NULL, 0}};
    cr_expect_not(resolve_files(files, NULL));
    EXPECT_DIAGNOSTIC(ctx, "the WIT files together have more than 67108864");
    EXPECT_DIAGNOSTIC(ctx, "b.wit");
    free(blank);
}

Test(hostile, cycles_of_worlds) {
    expect_refusal("package a:b; world a { include b; }\n"
                   "world b { include c; } world c { include a; }",
                   "depends on itself");
    expect_refusal("package a:b; world a { include a; }", "depends on itself");
}

/* Where resolution gives up, nothing half done is used. */
Test(hostile, more_errors_than_are_told) {
    char *text = repeat("package a:b; interface i { f: func(", "a#: x#, ",
                        ") -> tuple<u8, tuple<u16>>; }", 30);
    cr_expect(!resolve(text));
    EXPECT_DIAGNOSTIC(ctx, "type `x19` does not exist");
    free(text);
}

Test(hostile, versions_without_end) {
    expect_refused(repeat("package a:b@1.0.", "9", "; interface i {}", 1000000),
                   "is not a valid semantic version");
    expect_refusal("package a:b@99999999999999999999999.0.0;",
                   "is not a valid semantic version");
}

/* What is longer could not be written in binary form. */
Test(hostile, names_without_end) {
    expect_refused(repeat("package a:b; interface ", "x", " {}", 20001),
                   "this has 20001 bytes; names, versions and strings");
    expect_refused(repeat("package a:b@1.0.0-", "x", ";", 19995),
                   "this has 20001 bytes; names, versions and strings");
    expect_refused(repeat("package a:b; interface i { @external-id(\"", "x",
                          "\") f: func(); }", 100001),
                   "this has 100001 bytes; names, versions and strings");
    char *text = repeat("package a:b@1.0.0-", "x", "; interface i {}", 19994);
    cr_expect(resolve(text));
    free(text);
}

Test(hostile, characters) {
    expect_refusal("package a:b;\n// \xff\xfe\n", "is not valid UTF-8");
    expect_refusal("package a:b;\n// \xe2\x80\xae\n", "U+202E is not allowed");
    put("nul.wit", "");
    FILE *file = fopen(in_folder("nul.wit"), "w");
    fwrite("package a:b;\0\0", 1, 14, file);
    fclose(file);
    expect_bad("nul.wit", "it has a NUL byte at offset 12");
}
