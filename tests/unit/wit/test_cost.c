/*
 * What a package costs in memory, by an allocator that counts: no more for
 * each function when there are many, and not what is needed for a while only.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tenon/wit.h"

#include "tests/support.h"

enum { PER_INTERFACE = 50 };

static char *package_of(int functions, size_t *len) {
    char *text = NULL;
    FILE *out = open_memstream(&text, len);
    cr_assert_not_null(out);
    fprintf(out, "package a:b;\n");
    for (int i = 0; i < functions; i++) {
        if (i % PER_INTERFACE == 0)
            fprintf(out, "%sinterface i%d { record r { x: u32, y: string }\n",
                    i ? "}\n" : "", i);
        fprintf(out,
                "/// Does work.\nwork%d: func(a: u32, b: list<string>, c: r)"
                " -> result<u32, string>;\n",
                i);
    }
    fprintf(out, "}\n");
    fclose(out);
    return text;
}

/* The most memory that was in use while a text was resolved and printed. */
static size_t peak_of(const char *text, size_t len) {
    test_faults faults;
    test_faults_init(&faults, SIZE_MAX);
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, &faults.allocator), TENON_OK);
    const tenon_wit_source source = {.path = "a.wit", .data = text, .len = len};
    tenon_wit *wit = NULL;
    tenon_buffer out = {0};
    cr_assert_eq(tenon_wit_load_sources(&wit, ctx, &source, 1, NULL), TENON_OK);
    cr_assert_eq(tenon_wit_print(&out, wit, false), TENON_OK);
    tenon_buffer_release(&out);
    tenon_wit_free(wit);
    tenon_context_free(ctx);
    cr_expect_eq(faults.live_bytes, 0);
    return faults.peak_bytes;
}

static size_t cost_of(int functions) {
    size_t len = 0;
    char *text = package_of(functions, &len);
    size_t peak = peak_of(text, len);
    free(text);
    return peak;
}

Test(cost, functions_take_memory_in_proportion) {
    size_t few = cost_of(1000), many = cost_of(4000);
    cr_expect_lt(many, few * 9 / 2, "%zu bytes, and %zu", few, many);
}

Test(cost, syntax_trees_and_scratch_do_not_pile_up) {
    size_t each = cost_of(4000) / 4000;
    cr_expect_lt(each, 1500, "%zu bytes for each function", each);
}
