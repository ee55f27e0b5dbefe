/*
 * WIT text: whatever it is, it is parsed and resolved or refused with a
 * diagnostic. What resolves means the same printed, laid out, in binary form
 * and united with itself; a walk over it finds the definition of each type.
 * Of what is refused there may be parts that are right: they can be walked and
 * printed, too.
 */
#include <stdlib.h>
#include <string.h>

#include "tenon/wit.h"

#include "tests/walk_all.h"
#include "tests/wit/trips.h"

static void make_nominal(const tenon_wit *wit) {
    const tenon_wit_package *main = tenon_wit_main(wit);
    const tenon_wit_world *world = tenon_wit_package_world(main, 0);
    tenon_buffer json;
    if (!world)
        return;
    if (tenon_wit_json_nominal(&json, wit, world) == TENON_MISUSE)
        abort();
    tenon_buffer_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tenon_status resolve(tenon_wit **out,
                            tenon_context *ctx,
                            const char *text,
                            size_t len,
                            bool all) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = all;
    const tenon_wit_source source = {"fuzz.wit", text, len, 0};
    return tenon_wit_load_sources(out, ctx, &source, 1, &options);
}

static void print(tenon_buffer *out, const tenon_wit *wit, bool with_deps) {
    if (tenon_wit_print(out, wit, with_deps) != TENON_OK)
        abort();
}

/* All forms of it. The documentation of a text may be indented in odd ways,
 * and settle with its second print only: it is left out. */
static void take_trips(tenon_context *ctx,
                       tenon_wit *wit,
                       const char *text,
                       size_t len,
                       bool all) {
    const tenon_wit_source source = {"fuzz.wit", text, len, 0};
    trip t = {.ctx = ctx,
              .sources = &source,
              .source_count = 1,
              .all_features = all,
              .wit = wit};
    trip_walk(&t);
    trip_print(&t);
    trip_layout(&t);
    trip_itself(&t);
    trip_binary(&t);
}

static void try_partial(const char *text, size_t len, bool all) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    options.all_features = all;
    options.partial = true;
    const tenon_wit_source source = {"fuzz.wit", text, len, 0};
    tenon_context *ctx;
    tenon_wit *wit;
    tenon_buffer printed;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return;
    tenon_status status =
        tenon_wit_load_sources(&wit, ctx, &source, 1, &options);
    if (status != TENON_INVALID ||
        tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 0)
        abort();
    if (wit) {
        walk_all(wit);
        print(&printed, wit, true);
        tenon_buffer_release(&printed);
        if (tenon_wit_json(&printed, wit) != TENON_OK)
            abort();
        tenon_buffer_release(&printed);
    }
    tenon_wit_free(wit);
    tenon_context_free(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    if (size == 0 || tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    bool all = data[0] & 1;
    tenon_wit *wit;
    tenon_status status =
        resolve(&wit, ctx, (const char *)data + 1, size - 1, all);
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    if ((status == TENON_OK) != (errors == 0))
        abort();
    if (status == TENON_OK) {
        make_nominal(wit);
        take_trips(ctx, wit, (const char *)data + 1, size - 1, all);
        tenon_wit_free(wit);
    } else {
        try_partial((const char *)data + 1, size - 1, all);
    }
    tenon_context_free(ctx);
    return 0;
}
