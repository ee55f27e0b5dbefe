/* plug: compositions, and what is said when they do not come together. */
#include <stdlib.h>

#include "tests/unit/linker/link_support.h"

TestSuite(plug, .init = link_set_up, .fini = link_tear_down);

enum { MAX_PARTS = 6 };

/* Components by name; the first is the socket. */
typedef struct parts {
    tenon_buffer buffers[MAX_PARTS];
    tenon_input inputs[MAX_PARTS];
    size_t count;
    char wires[4096];
} parts;

static void add(parts *p,
                const char *path,
                const char *wit,
                const char *world) {
    p->buffers[p->count] = link_dummy_component(wit, world);
    p->inputs[p->count] = link_input(path, &p->buffers[p->count]);
    p->count++;
}

static void note_wire(const tenon_wire *wire, void *user) {
    parts *p = user;
    size_t len = strlen(p->wires);
    snprintf(p->wires + len, sizeof p->wires - len, "%s %s <- %s %s%s\n",
             wire->consumer, wire->import,
             wire->provider ? wire->provider : "(import)", wire->export_,
             wire->by_version ? " by version" : "");
}

static tenon_status link_all(parts *p, tenon_buffer *out) {
    tenon_plug_options options = TENON_PLUG_OPTIONS_INIT;
    options.wired = note_wire;
    options.user = p;
    p->wires[0] = '\0';
    return tenon_plug(out, link_ctx, &p->inputs[0], &p->inputs[1], p->count - 1,
                      &options);
}

static void release(parts *p) {
    for (size_t i = 0; i < p->count; i++)
        tenon_buffer_release(&p->buffers[i]);
}

static void expect_linked(parts *p, const char *shape, const char *wires) {
    tenon_buffer out;
    tenon_status status = link_all(p, &out);
    char *said = test_diagnostics(link_ctx);
    cr_assert_eq(status, TENON_OK, "%s", said);
    free(said);
    EXPECT_SHAPE(&out, shape);
    EXPECT_STR(tn_str_from(p->wires), wires);
    tenon_buffer_release(&out);
    release(p);
}

static void expect_refused(parts *p, const char *phrase) {
    tenon_buffer out;
    cr_expect_eq(link_all(p, &out), TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, phrase);
    EXPECT_STR(tn_str_from(p->wires), "");
}

static const char report[] =
    "package t:r@1.0.0;\n"
    "interface csv { record cell { at: u32, text: string }\n"
    "  resource table { constructor(text: string); cells: func() -> list<cell>;"
    " } }\n"
    "interface stats { use csv.{table, cell}; mean: func(t: borrow<table>) ->"
    " f64; first: func(t: table) -> cell; }\n"
    "interface log { say: func(s: string); }\n"
    "world app { import csv; import stats; import log;"
    " export run: func() -> string; }\n"
    "world reader { export csv; }\n"
    "world analyst { import csv; import log; export stats; }\n"
    "world logger { export log; }\n"
    "world both { export csv; export stats; }\n";

Test(plug, a_plug_satisfies_the_socket) {
    parts p = {0};
    add(&p, "app",
        "package t:w; interface i { f: func(); } world app { import "
        "i; export run: func(); }",
        "app");
    add(&p, "i",
        "package t:w; interface i { f: func(); } world i2 { export i; "
        "}",
        NULL);
    expect_linked(&p, "export run: func();", "app t:w/i <- i t:w/i\n");
}

Test(plug, plugs_satisfy_one_another_and_share_instances_and_resources) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "stats", report, "analyst"); /* before what it needs */
    add(&p, "csv", report, "reader");
    add(&p, "log", report, "logger");
    expect_linked(&p, "export run: func() -> string;",
                  "app t:r/csv@1.0.0 <- csv t:r/csv@1.0.0\n"
                  "app t:r/stats@1.0.0 <- stats t:r/stats@1.0.0\n"
                  "app t:r/log@1.0.0 <- log t:r/log@1.0.0\n"
                  "stats t:r/csv@1.0.0 <- csv t:r/csv@1.0.0\n"
                  "stats t:r/log@1.0.0 <- log t:r/log@1.0.0\n");
}

Test(plug, imports_that_nothing_satisfies_are_merged) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "csv", report, "reader");
    add(&p, "stats", report, "analyst");
    expect_linked(&p,
                  "import t:r/log@1.0.0 { say: func(s: string); } "
                  "export run: func() -> string;",
                  "app t:r/csv@1.0.0 <- csv t:r/csv@1.0.0\n"
                  "app t:r/stats@1.0.0 <- stats t:r/stats@1.0.0\n"
                  "app t:r/log@1.0.0 <- (import) t:r/log@1.0.0\n"
                  "stats t:r/csv@1.0.0 <- csv t:r/csv@1.0.0\n"
                  "stats t:r/log@1.0.0 <- (import) t:r/log@1.0.0\n");
}

Test(plug, imports_of_compatible_versions_become_one_of_the_higher) {
    parts p = {0};
    add(&p, "app",
        "package t:l@1.0.2; interface log { resource sink; say: func(s: "
        "string); } interface use-log { use log.{sink}; to: func(s: sink); } "
        "world app { import log; import use-log; export run: func(); import "
        "stats: interface { f: func(); } }",
        NULL);
    add(&p, "stats",
        "package t:l@1.1.0; interface log { resource sink; say: func(s: "
        "string); flush: func(s: borrow<sink>); } world stats { import log; "
        "export stats: interface { f: func(); } }",
        NULL);
    expect_linked(&p,
                  "import t:l/log@1.1.0 { sink: resource; say: func(s: "
                  "string); flush: func(s: borrow<sink>); } "
                  "import t:l/use-log@1.0.2 { sink: sink; to: func(s: sink); "
                  "} export run: func();",
                  "app t:l/log@1.0.2 <- (import) t:l/log@1.1.0 by version\n"
                  "app t:l/use-log@1.0.2 <- (import) t:l/use-log@1.0.2\n"
                  "app stats <- stats stats\n"
                  "stats t:l/log@1.1.0 <- (import) t:l/log@1.1.0\n");
}

Test(plug, imports_of_versions_that_differ_stay_apart) {
    parts p = {0};
    add(&p, "app",
        "package t:l@1.0.2; interface log { say: func(s: string); } world app "
        "{ import log; export run: func(); import stats: interface { f: "
        "func(); } }",
        NULL);
    add(&p, "stats",
        "package t:l@1.1.0; interface log { say: func(s: u32); } world stats "
        "{ import log; export stats: interface { f: func(); } }",
        NULL);
    tenon_buffer out;
    cr_assert_eq(link_all(&p, &out), TENON_OK);
    EXPECT_SHAPE(&out, "import t:l/log@1.0.2 { say: func(s: string); } import "
                       "t:l/log@1.1.0 { say: func(s: u32); } export run: "
                       "func();");
    tenon_buffer_release(&out);
    release(&p);
}

Test(plug, resources_of_merged_imports_are_one) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "stats", report, "analyst"); /* csv is left to the host */
    tenon_buffer out;
    cr_assert_eq(link_all(&p, &out), TENON_OK);
    char *shape = link_describe(&out);
    cr_expect(strstr(shape, "import t:r/csv@1.0.0 { "), "%s", shape);
    cr_expect(!strstr(shape, "import t:r/stats"), "%s", shape);
    free(shape);
    tenon_buffer_release(&out);
    release(&p);
}

Test(plug, one_plug_may_satisfy_several_imports) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "both", report, "both");
    tenon_buffer out;
    cr_assert_eq(link_all(&p, &out), TENON_OK);
    tenon_buffer_release(&out);
    release(&p);
}

Test(plug, resources_of_two_owners_are_not_mixed_up) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "both", report, "both");
    add(&p, "csv", report, "reader");
    expect_refused(&p, "two plugs provide `t:r/csv@1.0.0`");
    EXPECT_DIAGNOSTIC(link_ctx, "they are both and csv");
    release(&p);
}

Test(plug, an_import_cannot_use_a_resource_that_a_plug_keeps) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "csv", report, "reader");
    expect_refused(&p,
                   "import `t:r/stats@1.0.0` uses the resource `table` of a "
                   "plug");
    EXPECT_DIAGNOSTIC(link_ctx, "add a plug that exports `t:r/stats@1.0.0`");
    release(&p);
}

Test(plug, compatible_versions_serve) {
    parts p = {0};
    add(&p, "app",
        "package t:v@1.2.0; interface i { f: func() -> u8; } world "
        "w { import i; export run: func(); }",
        NULL);
    add(&p, "new",
        "package t:v@1.4.1; interface i { f: func() -> u8; g: "
        "func(); } world w { export i; }",
        NULL);
    add(&p, "newer",
        "package t:v@1.5.0; interface i { f: func() -> u8; } "
        "world w { export i; }",
        NULL);
    add(&p, "next",
        "package t:v@2.0.0; interface i { f: func() -> u8; } world "
        "w { export i; }",
        NULL);
    expect_linked(&p, "export run: func();",
                  "app t:v/i@1.2.0 <- newer t:v/i@1.5.0 by version\n");
}

Test(plug, the_exact_version_goes_before_a_higher_one) {
    parts p = {0};
    add(&p, "app",
        "package t:v@1.2.0; interface i { f: func(); } world w { "
        "import i; export run: func(); }",
        NULL);
    add(&p, "higher",
        "package t:v@1.3.0; interface i { f: func(); } world w { "
        "export i; }",
        NULL);
    add(&p, "exact",
        "package t:v@1.2.0; interface i { f: func(); } world w { "
        "export i; }",
        NULL);
    expect_linked(&p, "export run: func();",
                  "app t:v/i@1.2.0 <- exact t:v/i@1.2.0\n");
}

Test(plug, functions_of_the_world_are_plugged_too) {
    parts p = {0};
    add(&p, "app",
        "package t:w; world w { import f: func(x: string) -> u8; "
        "export run: func(); }",
        NULL);
    add(&p, "f", "package t:w; world w { export f: func(x: string) -> u8; }",
        NULL);
    expect_linked(&p, "export run: func();", "app f <- f f\n");
}

Test(plug, types_that_do_not_fit_are_explained) {
    parts p = {0};
    add(&p, "app",
        "package t:w; interface i { f: func(x: u32) -> string; } "
        "world w { import i; export run: func(); }",
        NULL);
    add(&p, "i",
        "package t:w; interface i { f: func(x: string) -> string; } "
        "world w { export i; }",
        NULL);
    expect_refused(&p, "`t:w/i` of i is not what app imports");
    EXPECT_DIAGNOSTIC(link_ctx, "parameter `x`");
    release(&p);
}

Test(plug, plugs_that_need_each_other_are_refused) {
    static const char wit[] =
        "package t:w; interface a { f: func(); } interface b { f: func(); }\n"
        "world app { import a; export run: func(); }\n"
        "world left { import b; export a; }\n"
        "world right { import a; export b; }\n";
    parts p = {0};
    add(&p, "app", wit, "app");
    add(&p, "left", wit, "left");
    add(&p, "right", wit, "right");
    expect_refused(&p, "the plugs need each other in a circle");
    EXPECT_DIAGNOSTIC(link_ctx, "left needs right needs left");
    release(&p);
}

Test(plug, a_plug_that_nobody_needs_is_left_out) {
    parts with = {0}, without = {0};
    add(&with, "app", report, "app");
    add(&with, "csv", report, "both");
    add(&with, "idle",
        "package x:y; interface z { f: func(); } world w { "
        "export z; }",
        NULL);
    add(&without, "app", report, "app");
    add(&without, "csv", report, "both");
    tenon_buffer a, b;
    cr_assert_eq(link_all(&with, &a), TENON_OK);
    cr_assert_eq(link_all(&without, &b), TENON_OK);
    EXPECT_BYTES(a.data, a.len, b.data, b.len);
    tenon_buffer_release(&a);
    tenon_buffer_release(&b);
    release(&with);
    release(&without);
}

Test(plug, plugs_of_no_use_at_all_are_an_error) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "idle",
        "package x:y; interface z { f: func(); } world w { export "
        "z; }",
        NULL);
    expect_refused(&p, "no plug provides anything that this imports");
    EXPECT_DIAGNOSTIC(link_ctx, "it imports `t:r/csv@1.0.0`");
    release(&p);
}

Test(plug, a_plug_that_wraps_an_interface_does_not_feed_itself) {
    static const char wit[] = "package t:w; interface i { f: func(); }\n"
                              "world app { import i; export run: func(); }\n"
                              "world wrap { import i; export i; }\n";
    parts p = {0};
    add(&p, "app", wit, "app");
    add(&p, "wrap", wit, "wrap");
    expect_linked(&p, "import t:w/i { f: func(); } export run: func();",
                  "app t:w/i <- wrap t:w/i\n"
                  "wrap t:w/i <- (import) t:w/i\n");
}

Test(plug, the_result_exports_interfaces_with_their_resources) {
    parts p = {0};
    add(&p, "stats", report, "analyst");
    add(&p, "csv", report, "reader");
    tenon_buffer out;
    cr_assert_eq(link_all(&p, &out), TENON_OK);
    char *shape = link_describe(&out);
    cr_expect(strstr(shape, "export t:r/stats@1.0.0 { table:"), "%s", shape);
    free(shape);
    tenon_buffer_release(&out);
    release(&p);
}

Test(plug, core_modules_are_refused_with_advice) {
    tenon_buffer core = link_dummy(report, "reader"), out;
    tenon_buffer app = link_dummy_component(report, "app");
    tenon_input socket = link_input("app", &app);
    tenon_input plug = link_input("core", &core);
    cr_expect_eq(tenon_plug(&out, link_ctx, &socket, &plug, 1, NULL),
                 TENON_INVALID);
    EXPECT_DIAGNOSTIC(link_ctx, "make it a component with `tenon new`");
    tenon_buffer_release(&core);
    tenon_buffer_release(&app);
}

static bool run_plug(const tenon_allocator *allocator, void *user) {
    const parts *p = user;
    tenon_context *ctx = NULL;
    tenon_buffer out = {0};
    tenon_status status = tenon_context_new(&ctx, allocator);
    if (status == TENON_OK)
        status = tenon_plug(&out, ctx, &p->inputs[0], &p->inputs[1],
                            p->count - 1, NULL);
    tenon_buffer_release(&out);
    tenon_context_free(ctx);
    return status == TENON_OK;
}

Test(plug, running_out_of_memory_leaks_nothing) {
    parts p = {0};
    add(&p, "app", report, "app");
    add(&p, "stats", report, "analyst");
    add(&p, "csv", report, "reader");
    cr_expect_gt(test_every_failure(run_plug, &p), 10);
    release(&p);
}
