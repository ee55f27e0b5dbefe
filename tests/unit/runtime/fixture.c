#include "tests/unit/runtime/fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "tenon/link.h"

#include "base/context.h"
#include "wat/wat.h"

#define TRAPS_WIT "tests/unit/runtime/traps.wit"

static void must(tenon_context *ctx, tenon_status status, const char *what) {
    if (status == TENON_OK)
        return;
    char *text = test_diagnostics(ctx);
    cr_assert(false, "%s: %s\n%s", what, tenon_status_text(status), text);
}

static tenon_context *new_context(const tenon_allocator *allocator) {
    tenon_context *ctx = NULL;
    cr_assert(tenon_context_new(&ctx, allocator) == TENON_OK);
    return ctx;
}

void fixture_init(fixture *f, const tenon_allocator *allocator) {
    *f = (fixture){.ctx = new_context(allocator)};
}

void fixture_close(fixture *f) {
    tenon_store_free(f->store);
    tenon_component_free(f->component);
    tenon_context_free(f->ctx);
    *f = (fixture){0};
}

/* Moves a result onto the C library's heap and ends its context. */
static test_bytes take(tenon_context *ctx, tenon_buffer *buffer) {
    test_bytes out = {malloc(buffer->len + 1), buffer->len};
    cr_assert(out.p != NULL);
    memcpy(out.p, buffer->data, buffer->len);
    tenon_buffer_release(buffer);
    tenon_context_free(ctx);
    return out;
}

static test_bytes componentize(tenon_context *ctx,
                               const char *wit,
                               const char *world,
                               tenon_string_encoding encoding,
                               tenon_input core,
                               const tenon_new_options *how) {
    tenon_buffer embedded = {0}, made = {0};
    tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
    options.wit_path = wit;
    options.world = world;
    options.encoding = encoding;
    must(ctx, tenon_embed(&embedded, ctx, &core, &options), "embed");
    tenon_input input = {core.path, embedded.data, embedded.len};
    must(ctx, tenon_new(&made, ctx, &input, how), "new");
    tenon_buffer_release(&embedded);
    return take(ctx, &made);
}

static test_bytes of_guest(const char *module,
                           const char *wit,
                           const char *world,
                           const tenon_new_options *how) {
    char path[128], wit_path[128];
    snprintf(path, sizeof path, "tests/guests/%s.wasm", module);
    snprintf(wit_path, sizeof wit_path, "tests/guests/%s.wit", wit);
    test_bytes core = test_file(path);
    tenon_input input = {path, core.p, core.len};
    test_bytes out = componentize(new_context(NULL), wit_path, world,
                                  TENON_UTF8, input, how);
    free(core.p);
    return out;
}

test_bytes guest_component(const char *module,
                           const char *wit,
                           const char *world) {
    return of_guest(module, wit, world, NULL);
}

test_bytes adapted_component(const char *module,
                             const char *wit,
                             const char *world) {
    test_bytes stub = test_file("tests/guests/preview1-stub.wasm");
    tenon_adapter adapter = {"wasi_snapshot_preview1",
                             {"preview1-stub.wasm", stub.p, stub.len}};
    tenon_new_options how = TENON_NEW_OPTIONS_INIT;
    how.adapters = &adapter;
    how.adapter_count = 1;
    test_bytes out = of_guest(module, wit, world, &how);
    free(stub.p);
    return out;
}

static tn_str assemble(tenon_context *ctx, const char *text) {
    tn_str wasm = {NULL, 0};
    tn_guard guard;
    if (TN_GUARD(ctx, &guard) &&
        !wat_to_wasm(&wasm, ctx, &ctx->arena, tn_str_from(text), 0))
        wasm.p = NULL;
    tn_guard_leave(ctx, &guard);
    must(ctx, wasm.p ? TENON_OK : TENON_INVALID, "assembling");
    return wasm;
}

test_bytes wat_component(const char *world, const char *text) {
    return wat_component_as(world, text, TENON_UTF8);
}

test_bytes wat_component_as(const char *world,
                            const char *text,
                            tenon_string_encoding encoding) {
    tenon_context *ctx = new_context(NULL);
    tn_str wasm = assemble(ctx, text);
    tenon_input core = {world, (const uint8_t *)wasm.p, wasm.len};
    return componentize(ctx, TRAPS_WIT, world, encoding, core, NULL);
}

test_bytes linked(test_bytes socket, test_bytes plug) {
    tenon_context *ctx = new_context(NULL);
    tenon_buffer made = {0};
    tenon_input to = {"socket.wasm", socket.p, socket.len};
    tenon_input from = {"plug.wasm", plug.p, plug.len};
    must(ctx, tenon_plug(&made, ctx, &to, &from, 1, NULL), "plug");
    free(socket.p);
    free(plug.p);
    return take(ctx, &made);
}

test_bytes linked_counters(void) {
    return linked(guest_component("counter-user", "counter", "counter-user"),
                  guest_component("counter", "counter", "counter"));
}

void fixture_load(fixture *f, test_bytes bytes) {
    must(f->ctx,
         tenon_component_load(&f->component, f->ctx, "test.wasm", bytes.p,
                              bytes.len),
         "load");
    free(bytes.p);
    must(f->ctx, tenon_store_new(&f->store, f->ctx, NULL), "store");
}

void fixture_load_limited(fixture *f,
                          test_bytes bytes,
                          const tenon_store_options *options) {
    fixture_init(f, NULL);
    fixture_load(f, bytes);
    tenon_store_free(f->store);
    f->store = NULL;
    if (options->fuel)
        tenon_component_set_metered(f->component);
    must(f->ctx, tenon_store_new(&f->store, f->ctx, options), "store");
}

void fixture_start(fixture *f) {
    must(f->ctx, tenon_instantiate(&f->instance, f->store, f->component),
         "instantiate");
}

void fixture_open(fixture *f, test_bytes bytes) {
    fixture_init(f, NULL);
    fixture_load(f, bytes);
    fixture_start(f);
}

void fixture_restart(fixture *f) {
    tenon_store_free(f->store);
    f->store = NULL;
    must(f->ctx, tenon_store_new(&f->store, f->ctx, NULL), "store");
    fixture_start(f);
}

void expect_call(fixture *f,
                 const char *call,
                 const char *expected,
                 const char *file,
                 int line) {
    tenon_buffer out = {0};
    tenon_diagnostics_clear(f->ctx);
    tenon_status status = tenon_call_text(f->instance, call, &out);
    if (status == TENON_OK) {
        cr_expect(strcmp((const char *)out.data, expected) == 0,
                  "%s:%d: %s gives %s, expected %s", file, line, call,
                  (const char *)out.data, expected);
    } else {
        char *text = test_diagnostics(f->ctx);
        cr_expect(false, "%s:%d: %s: %s\n%s", file, line, call,
                  tenon_status_text(status), text);
        free(text);
    }
    tenon_buffer_release(&out);
}

void expect_failure(fixture *f,
                    const char *call,
                    tenon_status status,
                    const char *phrase,
                    const char *file,
                    int line) {
    tenon_buffer out = {0};
    tenon_diagnostics_clear(f->ctx);
    tenon_status got = tenon_call_text(f->instance, call, &out);
    cr_expect(got == status, "%s:%d: %s: %s, expected: %s %s", file, line, call,
              tenon_status_text(got), tenon_status_text(status),
              out.data ? (const char *)out.data : "");
    if (got != TENON_OK)
        test_expect_diagnostic(f->ctx, phrase, file, line);
    tenon_buffer_release(&out);
}
