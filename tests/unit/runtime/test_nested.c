/*
 * Components within components that call each other: what the linker does not
 * make, built by hand. Each function is `func() -> u32`.
 */
#include <stdlib.h>

#include "base/context.h"
#include "component/component.h"
#include "tests/unit/runtime/fixture.h"
#include "wat/wat.h"

/* A component under construction; errors unwind to the guard of `finished`. */
typedef struct builder {
    tenon_context *ctx;
    bin_component *component;
} builder;

static builder begin(tenon_context *ctx) {
    return (builder){ctx, bin_new(ctx, &ctx->arena)};
}

static uint32_t add_type(builder *b) {
    bin_def def = {.kind = BIN_TYPE};
    def.u.type.def.form = BIN_TYPE_FUNC;
    def.u.type.def.has_type = true;
    def.u.type.def.type.index = TY_U32;
    return bin_append(b->component, &def);
}

static uint32_t import_func(builder *b, const char *name) {
    bin_def def = {.kind = BIN_IMPORT};
    def.u.import.name.name = tn_str_from(name);
    def.u.import.desc = (bin_externdesc){.sort = TY_SORT_FUNC, .index = 0};
    return bin_append(b->component, &def);
}

static void export_func(builder *b, const char *name, uint32_t func) {
    bin_def def = {.kind = BIN_EXPORT};
    def.u.export.name.name = tn_str_from(name);
    def.u.export.item = (bin_sort_index){TY_SORT_FUNC, func};
    bin_append(b->component, &def);
}

static uint32_t alias_export(builder *b,
                             ty_sort sort,
                             uint32_t instance,
                             const char *name) {
    bin_def def = {.kind = BIN_ALIAS};
    def.u.alias.sort = sort;
    def.u.alias.target =
        sort == TY_SORT_CORE_FUNC ? BIN_ALIAS_CORE_EXPORT : BIN_ALIAS_EXPORT;
    def.u.alias.instance = instance;
    def.u.alias.name = tn_str_from(name);
    return bin_append(b->component, &def);
}

static uint32_t add_canon(builder *b, bin_canon_op op, uint32_t func) {
    bin_def def = {.kind = BIN_CANON};
    def.u.canon.op = op;
    def.u.canon.func = func;
    return bin_append(b->component, &def);
}

static uint32_t add_module(builder *b, const char *text) {
    tn_str wasm;
    bin_def def = {.kind = BIN_CORE_MODULE};
    cr_assert(wat_to_wasm(&wasm, b->ctx, &b->ctx->arena, tn_str_from(text), 0));
    def.u.core_module.bytes = (const uint8_t *)wasm.p;
    def.u.core_module.len = wasm.len;
    return bin_append(b->component, &def);
}

static const bin_arg *one_arg(builder *b,
                              const char *name,
                              ty_sort sort,
                              uint32_t index) {
    bin_arg *arg = TN_NEW(&b->ctx->arena, bin_arg);
    arg->name = tn_str_from(name);
    arg->export_name.name = arg->name;
    arg->item = (bin_sort_index){sort, index};
    return arg;
}

/* An instance of a core module; "" "f" of its imports is a core function. */
static uint32_t instantiate_module(builder *b, uint32_t module, uint32_t f) {
    bin_def bundle = {.kind = BIN_CORE_INSTANCE};
    bin_def def = {.kind = BIN_CORE_INSTANCE};
    bundle.u.core_instance.args = one_arg(b, "f", TY_SORT_CORE_FUNC, f);
    bundle.u.core_instance.arg_count = 1;
    uint32_t inline_ = bin_append(b->component, &bundle);
    def.u.core_instance.instantiate = true;
    def.u.core_instance.module = module;
    def.u.core_instance.args = one_arg(b, "", TY_SORT_CORE_INSTANCE, inline_);
    def.u.core_instance.arg_count = 1;
    return bin_append(b->component, &def);
}

static uint32_t instantiate_alone(builder *b, uint32_t module) {
    bin_def def = {.kind = BIN_CORE_INSTANCE};
    def.u.core_instance.instantiate = true;
    def.u.core_instance.module = module;
    return bin_append(b->component, &def);
}

static uint32_t instantiate_with(builder *b,
                                 uint32_t component,
                                 const char *name,
                                 uint32_t func) {
    bin_def def = {.kind = BIN_INSTANCE};
    def.u.instance.instantiate = true;
    def.u.instance.component = component;
    def.u.instance.args = one_arg(b, name, TY_SORT_FUNC, func);
    def.u.instance.arg_count = 1;
    return bin_append(b->component, &def);
}

/* Imports "f" and exports "g", which adds one to what "f" gives. */
static const char adds_one[] =
    "(module (import \"\" \"f\" (func $f (result i32)))"
    " (func (export \"g\") (result i32) (i32.add (call $f) (i32.const 1))))";

static const char gives_one[] =
    "(module (func (export \"g\") (result i32) (i32.const 1)))";

/* Lifts export "g" of a core instance; type 0. */
static uint32_t lift_g(builder *b, uint32_t core_instance) {
    uint32_t g = alias_export(b, TY_SORT_CORE_FUNC, core_instance, "g");
    return add_canon(b, BIN_CANON_LIFT, g);
}

/* A function that adds one to func, by way of a core module of b. */
static uint32_t add_one_to(builder *b, uint32_t func) {
    uint32_t f = add_canon(b, BIN_CANON_LOWER, func);
    uint32_t module = add_module(b, adds_one);
    return lift_g(b, instantiate_module(b, module, f));
}

/* A component that imports "f" and exports "g", one more. */
static uint32_t add_child(builder *parent) {
    builder b = begin(parent->ctx);
    add_type(&b);
    export_func(&b, "g", add_one_to(&b, import_func(&b, "f")));
    bin_def def = {.kind = BIN_COMPONENT};
    def.u.component = b.component;
    return bin_append(parent->component, &def);
}

typedef void build_body(builder *b);

static test_bytes finished(build_body *body) {
    tenon_context *ctx = NULL;
    tn_writer writer;
    tn_guard guard;
    cr_assert(tenon_context_new(&ctx, NULL) == TENON_OK);
    tn_writer_init(&writer, &ctx->arena);
    if (TN_GUARD(ctx, &guard)) {
        builder b = begin(ctx);
        add_type(&b);
        body(&b);
        bin_encode(b.component, &writer);
    }
    tn_guard_leave(ctx, &guard);
    tn_str made = tn_writer_str(&writer);
    test_bytes out = {malloc(made.len), made.len};
    cr_assert(out.p != NULL);
    memcpy(out.p, made.p, made.len);
    tenon_context_free(ctx);
    return out;
}

/* h of the parent calls g of the child, which calls back into the parent. */
static void build_donut(builder *b) {
    uint32_t inner = lift_g(b, instantiate_alone(b, add_module(b, gives_one)));
    uint32_t child = instantiate_with(b, add_child(b), "f", inner);
    uint32_t g = alias_export(b, TY_SORT_FUNC, child, "g");
    export_func(b, "g", g);
    export_func(b, "h", add_one_to(b, g));
}

Test(nested, a_parent_calls_its_child_and_is_called_by_it) {
    fixture f;
    fixture_open(&f, finished(build_donut));
    EXPECT_CALL(&f, "g()", "2");
    EXPECT_CALL(&f, "h()", "3");
    EXPECT_CALL(&f, "h()", "3");
    fixture_close(&f);
}

/* A component that calls a function of its own through the canonical ABI. */
static void build_self_call(builder *b) {
    uint32_t inner = lift_g(b, instantiate_alone(b, add_module(b, gives_one)));
    export_func(b, "h", add_one_to(b, inner));
}

Test(nested, a_component_can_call_itself) {
    fixture f;
    fixture_open(&f, finished(build_self_call));
    EXPECT_CALL(&f, "h()", "2");
    fixture_close(&f);
}

enum { CHILDREN = 60 };

/* Each child calls the one before it. */
static void build_row(builder *b) {
    uint32_t last = lift_g(b, instantiate_alone(b, add_module(b, gives_one)));
    uint32_t component = add_child(b);
    for (int i = 0; i < CHILDREN; i++) {
        uint32_t child = instantiate_with(b, component, "f", last);
        last = alias_export(b, TY_SORT_FUNC, child, "g");
    }
    export_func(b, "g", last);
}

Test(nested, a_long_chain_of_siblings) {
    fixture f;
    fixture_open(&f, finished(build_row));
    EXPECT_CALL(&f, "g()", "61");
    EXPECT_CALL(&f, "g()", "61");
    fixture_close(&f);
}

/* A function that was imported is exported again, untouched. */
static void build_passed_on(builder *b) {
    export_func(b, "again", import_func(b, "f"));
}

static bool give_nine(void *user,
                      const tenon_val *args,
                      size_t count,
                      tenon_val *result) {
    const bool *refuse = user;
    TN_UNUSED(args);
    cr_assert(count == 0);
    *result = (tenon_val){.kind = TENON_VAL_U32, .of.uint = 9};
    return !*refuse;
}

Test(nested, a_host_function_can_be_exported_again) {
    fixture f;
    bool refuse = false;
    fixture_init(&f, NULL);
    fixture_load(&f, finished(build_passed_on));
    tenon_store_define(f.store, NULL, "f", give_nine, &refuse);
    fixture_start(&f);
    EXPECT_CALL(&f, "again()", "9");
    refuse = true;
    EXPECT_TRAP(&f, "again()", "host function failed");
    fixture_close(&f);
}

static void build_async(builder *b) {
    bin_def def = {.kind = BIN_CANON};
    def.u.canon.op = BIN_CANON_BACKPRESSURE_INC;
    bin_append(b->component, &def);
}

Test(nested, a_built_in_that_cannot_be_run_yet_is_named) {
    fixture f;
    fixture_init(&f, NULL);
    fixture_load(&f, finished(build_async));
    cr_expect(tenon_instantiate(&f.instance, f.store, f.component) ==
              TENON_INVALID);
    EXPECT_DIAGNOSTIC(f.ctx, "`backpressure.inc` cannot be run yet");
    fixture_close(&f);
}
