/* What the binary form of a package costs, and where it ends. */
#include <stdio.h>
#include <stdlib.h>

#include "tenon/wit_binary.h"

#include "base/limits.h"
#include "tests/support.h"

static tenon_wit *load(tenon_context *ctx, const char *text, size_t len) {
    const tenon_wit_source source = {.path = "a.wit", .data = text, .len = len};
    tenon_wit *wit = NULL;
    cr_assert_eq(tenon_wit_load_sources(&wit, ctx, &source, 1, NULL), TENON_OK);
    return wit;
}

/* Interfaces that all take an enum from the first one. */
static char *package_of(int interfaces, int labels, size_t *len) {
    char *text = NULL;
    FILE *out = open_memstream(&text, len);
    cr_assert_not_null(out);
    fprintf(out, "package a:b;\ninterface i {\nenum e {\n");
    for (int i = 0; i < labels; i++)
        fprintf(out, "l%d,\n", i);
    fprintf(out, "}\n}\n");
    for (int i = 0; i < interfaces; i++)
        fprintf(out,
                "interface i%d { use i.{e}; record r { x: u32, y: string }\n"
                "f: func(a: r) -> result<e, r>; g: func() -> list<r>; }\n",
                i);
    fclose(out);
    return text;
}

typedef struct cost {
    size_t encode, decode; /* at most, beside the package */
} cost;

static cost cost_of(int interfaces) {
    test_faults faults;
    test_faults_init(&faults, SIZE_MAX);
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, &faults.allocator), TENON_OK);
    size_t len = 0;
    char *text = package_of(interfaces, 10, &len);
    tenon_wit *wit = load(ctx, text, len);
    size_t before = faults.peak_bytes = faults.live_bytes;
    tenon_buffer out;
    cr_assert_eq(tenon_wit_encode(&out, wit, NULL), TENON_OK);
    cost each = {.encode = faults.peak_bytes - before};
    tenon_wit_free(wit);
    before = faults.peak_bytes = faults.live_bytes;
    const tenon_input input = {"a.wasm", out.data, out.len};
    cr_assert_eq(tenon_wit_decode(&wit, ctx, &input), TENON_OK);
    each.decode = faults.peak_bytes - before;
    tenon_wit_free(wit);
    tenon_buffer_release(&out);
    tenon_context_free(ctx);
    free(text);
    return each;
}

Test(wit_cost, an_interface_is_encoded_and_checked_by_itself) {
    size_t each = cost_of(2000).encode / 2000;
    cr_expect_lt(each, 8000, "%zu bytes for each interface", each);
}

Test(wit_cost, scopes_of_types_are_given_back) {
    size_t each = cost_of(2000).decode / 2000;
    cr_expect_lt(each, 15000, "%zu bytes for each interface", each);
}

/* Labels weigh nothing, but they are items of the binary. */
Test(wit_cost, what_cannot_be_decoded_is_not_encoded) {
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    size_t len = 0;
    char *text =
        package_of(TN_MAX_ALL_ITEMS / TN_MAX_FIELDS, TN_MAX_FIELDS, &len);
    tenon_wit *wit = load(ctx, text, len);
    tenon_buffer out;
    cr_expect_eq(tenon_wit_encode(&out, wit, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "more than 4000000 items");
    tenon_wit_free(wit);
    tenon_context_free(ctx);
    free(text);
}
