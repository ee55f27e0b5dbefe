/*
 * WAVE: a type and a text from the input. What is parsed must print to a text
 * that parses to the same; what is not must give exactly one error.
 */
#include <stdlib.h>

#include "tests/fuzz/type_bytes.h"
#include "tests/type_text.h"
#include "wave/wave.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond)
        abort();
}

static tn_str print(tn_arena *arena, const ty *type, const tenon_val *v) {
    tn_writer w;
    tn_writer_init(&w, arena);
    wave_print(&w, type, v);
    return tn_writer_str(&w);
}

static void try_value(tenon_context *ctx,
                      tn_arena *arena,
                      const ty *type,
                      tn_str text) {
    tenon_val v, again;
    if (!wave_parse(&v, ctx, arena, type, text, 1)) {
        must(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 1);
        tenon_diagnostics_clear(ctx);
        return;
    }
    tn_str printed = print(arena, type, &v);
    must(wave_parse(&again, ctx, arena, type, printed, 1));
    must(tn_str_eq(print(arena, type, &again), printed));
    must(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 0);
}

static void try_call(tenon_context *ctx,
                     tn_arena *arena,
                     const ty *type,
                     tn_str text) {
    const ty_field params[] = {{.name = TN_STR("a"), .type = type},
                               {.name = TN_STR("b"), .type = type}};
    ty_func func = {.params = params, .param_count = 2};
    tn_str name, args;
    tenon_val values[2];
    if (wave_split_call(ctx, text, 1, &name, &args) &&
        wave_parse_args(values, ctx, arena, &func, args, 1))
        return;
    must(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 1);
    tenon_diagnostics_clear(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tenon_context *ctx;
    tn_arena arena;
    fuzz_input in = {data, size};
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 0;
    tn_context_arena(ctx, &arena);
    fuzz_types types = {&in, ctx, &arena};
    const ty *type = fuzz_type(&types, 4);
    tn_str text = {(const char *)in.p, in.len};
    if (type) {
        try_value(ctx, &arena, type, text);
        try_call(ctx, &arena, type, text);
    }
    tn_arena_release(&arena);
    tenon_context_free(ctx);
    return 0;
}
