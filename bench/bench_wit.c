/*
 * What WIT takes in process: parsing, resolving and printing.
 *
 *     bench_wit                  packages of 1,000 and 10,000 functions
 *     bench_wit FILE-OR-FOLDER   that one
 *     bench_wit --generate N     prints a package of N functions instead
 *     bench_wit --interfaces N   prints one of N small interfaces
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenon/wit.h>

#include "bench/bench.h"

enum { PER_INTERFACE = 100 };

typedef struct input {
    const char *path; /* or a text */
    char *text;
    size_t len;
} input;

static void generate(FILE *out, unsigned long functions) {
    fprintf(out, "package bench:generated@1.0.0;\n");
    for (unsigned long i = 0; i < functions; i++) {
        if (i % PER_INTERFACE == 0)
            fprintf(out,
                    "%s\n/// Interface %lu.\ninterface i%lu {\n"
                    "    record point {\n        x: u32,\n        y: string,\n"
                    "    }\n",
                    i ? "}\n" : "", i / PER_INTERFACE, i / PER_INTERFACE);
        fprintf(out,
                "\n    /// Does work number %lu.\n"
                "    work-%lu: func(a: u32, b: list<string>, c: point)"
                " -> result<u32, string>;\n",
                i, i);
    }
    fprintf(out, functions ? "}\n" : "");
}

/* Each takes types from the same one. */
static void generate_interfaces(FILE *out, unsigned long count) {
    fprintf(out, "package bench:interfaces@1.0.0;\n\n"
                 "interface types {\n    record point {\n        x: u32,\n"
                 "        y: string,\n    }\n    resource session;\n}\n");
    for (unsigned long i = 0; i < count; i++)
        fprintf(out,
                "\n/// Interface %lu.\ninterface i%lu {\n"
                "    use types.{point, session};\n"
                "    enum kind { a, b, c }\n"
                "    open: func(at: point) -> result<session, kind>;\n"
                "    points: func(s: borrow<session>) -> list<point>;\n}\n",
                i, i);
}

static tenon_status load(tenon_wit **wit, tenon_context *ctx, const input *in) {
    if (in->path)
        return tenon_wit_load(wit, ctx, in->path, NULL);
    tenon_wit_source source = {
        .path = "generated.wit", .data = in->text, .len = in->len};
    return tenon_wit_load_sources(wit, ctx, &source, 1, NULL);
}

static bool print_once(const input *in) {
    tenon_context *ctx = NULL;
    tenon_wit *wit = NULL;
    tenon_buffer text = {0};
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return false;
    tenon_status status = load(&wit, ctx, in);
    if (status == TENON_OK)
        status = tenon_wit_print(&text, wit, true);
    tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
    tenon_buffer_release(&text);
    tenon_wit_free(wit);
    tenon_context_free(ctx);
    return status == TENON_OK;
}

static bool body(void *user, uint64_t n) {
    bool ok = true;
    for (uint64_t i = 0; ok && i < n; i++)
        ok = print_once(user);
    return ok;
}

static bool measure_generated(const bench_options *options,
                              const char *name,
                              unsigned long functions) {
    input in = {0};
    FILE *out = open_memstream(&in.text, &in.len);
    if (!out)
        return false;
    generate(out, functions);
    fclose(out);
    bool ok = bench_measure(options, name, body, &in);
    free(in.text);
    return ok;
}

int main(int argc, char **argv) {
    bench_options options;
    argc = bench_options_take(&options, argc, argv);
    if (argc == 3 && strcmp(argv[1], "--generate") == 0) {
        generate(stdout, strtoul(argv[2], NULL, 10));
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "--interfaces") == 0) {
        generate_interfaces(stdout, strtoul(argv[2], NULL, 10));
        return 0;
    }
    if (argc == 2) {
        input in = {.path = argv[1]};
        return bench_measure(&options, "WIT in process", body, &in) ? 0 : 1;
    }
    return measure_generated(&options, "WIT of 1,000 functions", 1000) &&
                   measure_generated(&options, "WIT of 10,000 functions", 10000)
               ? 0
               : 1;
}
