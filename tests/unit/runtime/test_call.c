/* Loading, finding functions, and calling them from the host. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/runtime/fixture.h"

static test_bytes scalar(void) {
    return guest_component("scalar", "scalar", "scalar");
}

static test_bytes hello(void) {
    return guest_component("hello", "hello", "hello");
}

Test(call, numbers) {
    fixture f;
    fixture_open(&f, scalar());
    EXPECT_CALL(&f, "add(2, 3)", "5");
    EXPECT_CALL(&f, "add(2147483647, 1)", "-2147483648");
    EXPECT_CALL(&f, " add ( -1 , -1 ) ", "-2");
    fixture_close(&f);
}

Test(call, texts) {
    fixture f;
    fixture_open(&f, hello());
    EXPECT_CALL(&f, "greet(\"you\")", "\"Hello, you!\"");
    EXPECT_CALL(&f, "greet(\"\")", "\"Hello, !\"");
    EXPECT_CALL(&f, "greet(\"gr\\u{fc}n\")", "\"Hello, gr\xc3\xbcn!\"");
    fixture_close(&f);
}

Test(call, into_another_component_and_back) {
    fixture f;
    fixture_open(&f, linked(guest_component("relay", "relay", "relay"),
                            guest_component("peer", "relay", "peer-side")));
    EXPECT_CALL(&f, "spin#add(1000)", "1000");
    /* Far more text than the callee has memory, unless post-return frees. */
    EXPECT_CALL(&f, "spin#measure(200000, 1000)", "200000000");
    fixture_close(&f);
}

Test(call, a_guest_over_an_adapter) {
    fixture f;
    fixture_open(&f, adapted_component("wasi", "wasi", "wasi"));
    EXPECT_CALL(&f, "elapsed()", "1000");
    EXPECT_CALL(&f, "log(\"some text\")", "9");
    EXPECT_CALL(&f, "log(\"\")", "0");
    EXPECT_TRAP(&f, "quit()", "unreachable");
    fixture_close(&f);
}

Test(call, names_of_standard32) {
    fixture f;
    fixture_open(&f, guest_component("hello32", "hello", "hello"));
    EXPECT_CALL(&f, "greet(\"you\")", "\"Hello, you!\"");
    fixture_close(&f);
}

static const char *const wrong_calls[][2] = {
    {"add", "add"},
    {"add()", ""},
    {"add(1)", ""},
    {"add(1, 2, 3)", ""},
    {"add(1, \"2\")", ""},
    {"add(1, 2", ""},
    {"add(1, 2) x", ""},
    {"add(1, 2147483648)", ""},
    {"add(1.5, 2)", ""},
    {"subtract(1, 2)", "there is no exported function `subtract`"},
    {"subtract(1, 2)", "there is `add`"},
    {"", ""},
    {"(", ""},
    {"#()", ""},
    {"a#b#c()", ""},
};

Test(call, wrong_texts_are_rejected_and_harm_nothing) {
    fixture f;
    fixture_open(&f, scalar());
    for (size_t i = 0; i < TN_COUNT_OF(wrong_calls); i++) {
        EXPECT_INVALID(&f, wrong_calls[i][0], wrong_calls[i][1]);
        cr_expect(tenon_diagnostic_count(f.ctx, TENON_SEVERITY_ERROR) > 0,
                  "%s is refused without a reason", wrong_calls[i][0]);
    }
    EXPECT_CALL(&f, "add(2, 3)", "5");
    fixture_close(&f);
}

Test(call, values_that_do_not_fit_are_misuse) {
    fixture f;
    fixture_open(&f, scalar());
    tenon_func *add = tenon_instance_func(f.instance, "add");
    cr_assert(add != NULL);
    cr_expect(tenon_func_param_count(add) == 2);
    cr_expect(tenon_func_has_result(add));
    tenon_val args[3] = {{.kind = TENON_VAL_S32, .of.sint = 1},
                         {.kind = TENON_VAL_U32, .of.uint = 1},
                         {.kind = TENON_VAL_S32, .of.sint = 1}};
    tenon_val result = {0};
    cr_expect(tenon_call(add, args, 2, &result) == TENON_MISUSE);
    cr_expect(tenon_call(add, args, 1, &result) == TENON_MISUSE);
    args[1] = (tenon_val){.kind = TENON_VAL_S32, .of.sint = INT64_MAX};
    cr_expect(tenon_call(add, args, 2, &result) == TENON_MISUSE);
    args[1].of.sint = 1;
    cr_expect(tenon_call(add, args, 3, &result) == TENON_MISUSE);
    cr_expect(tenon_call(add, args, 2, NULL) == TENON_MISUSE);
    cr_expect(tenon_call(add, args, 2, &result) == TENON_OK);
    cr_expect(result.kind == TENON_VAL_S32 && result.of.sint == 2);
    fixture_close(&f);
}

Test(call, arguments_parsed_one_by_one) {
    fixture f;
    fixture_open(&f, hello());
    tenon_func *greet = tenon_instance_func(f.instance, "greet");
    tenon_val arg = {0}, result = {0};
    tenon_buffer text = {0};
    cr_assert(greet != NULL);
    cr_expect(tenon_parse_arg(greet, 1, "\"a\"", &arg) == TENON_MISUSE);
    cr_expect(tenon_parse_arg(greet, 0, "a", &arg) == TENON_INVALID);
    cr_assert(tenon_parse_arg(greet, 0, "\"a\"", &arg) == TENON_OK);
    cr_assert(tenon_call(greet, &arg, 1, &result) == TENON_OK);
    cr_assert(tenon_print_result(greet, &result, &text) == TENON_OK);
    cr_expect(strcmp((char *)text.data, "\"Hello, a!\"") == 0);
    tenon_buffer_release(&text);
    fixture_close(&f);
}

Test(lookup, short_and_long_names) {
    static const char *const names[] = {"test:guests/echo#a-u8", "echo#a-u8",
                                        "a-u8", "broken#unreachable"};
    static const char *const none[] = {
        "",           "#",     "echo#",
        "#a-u8",      "echo",  "test:guests/echo#unreachable",
        "other#a-u8", "a-u8#", "test:guests/echo@1.0.0#a-u8"};
    fixture f;
    fixture_open(&f, guest_component("kitchen", "kitchen", "kitchen"));
    for (size_t i = 0; i < TN_COUNT_OF(names); i++)
        cr_expect(tenon_instance_func(f.instance, names[i]) != NULL, "%s",
                  names[i]);
    for (size_t i = 0; i < TN_COUNT_OF(none); i++) {
        tenon_diagnostics_clear(f.ctx);
        cr_expect(tenon_instance_func(f.instance, none[i]) == NULL, "\"%s\"",
                  none[i]);
        EXPECT_DIAGNOSTIC(f.ctx, "there is no exported function");
    }
    EXPECT_DIAGNOSTIC(f.ctx, "there is `test:guests/echo#nothing`");
    fixture_close(&f);
}

static const char two_sided[] =
    "(module"
    " (func (export \"test:traps/left#same\") (result i32) (i32.const 1))"
    " (func (export \"test:traps/left#only-left\") (result i32) (i32.const 2))"
    " (func (export \"test:traps/right#same\") (result i32) (i32.const 3)))";

Test(lookup, a_name_in_two_interfaces_is_ambiguous) {
    fixture f;
    fixture_open(&f, wat_component("two-sided", two_sided));
    EXPECT_CALL(&f, "only-left()", "2");
    EXPECT_CALL(&f, "left#same()", "1");
    EXPECT_CALL(&f, "right#same()", "3");
    EXPECT_INVALID(&f, "same()", "more than one export is called `same`");
    fixture_close(&f);
}

static const char versioned[] =
    "(module (func (export \"test:versioned/v@1.2.3#f\") (result i32)"
    "  (i32.const 6)))";

Test(lookup, a_version_may_be_left_out) {
    fixture f;
    fixture_open(&f, wat_component("has-version", versioned));
    EXPECT_CALL(&f, "f()", "6");
    EXPECT_CALL(&f, "v#f()", "6");
    EXPECT_CALL(&f, "test:versioned/v#f()", "6");
    EXPECT_CALL(&f, "test:versioned/v@1.2.3#f()", "6");
    EXPECT_INVALID(&f, "test:versioned/v@1.2.4#f()", "no exported function");
    fixture_close(&f);
}

Test(load, what_is_no_component_says_what_it_is) {
    fixture f;
    fixture_init(&f, NULL);
    test_bytes core = test_file("tests/guests/scalar.wasm");
    cr_expect(tenon_component_load(&f.component, f.ctx, "x.wasm", core.p,
                                   core.len) == TENON_INVALID);
    EXPECT_DIAGNOSTIC(f.ctx, "this is a core module; a component is needed");
    EXPECT_DIAGNOSTIC(f.ctx, "tenon new");
    cr_expect(tenon_component_load(&f.component, f.ctx, "x.wasm", NULL, 0) ==
              TENON_INVALID);
    cr_expect(f.component == NULL);
    free(core.p);
    fixture_close(&f);
}

Test(load, code_that_is_invalid_is_found_when_loading) {
    fixture f;
    fixture_init(&f, NULL);
    test_bytes bytes = scalar();
    uint8_t *add = memchr(bytes.p, 0x6a, bytes.len);
    for (uint8_t *p = bytes.p; p < bytes.p + bytes.len; p++) {
        if (*p == 0x6a) /* i32.add: to i64.add */
            add = p;
    }
    cr_assert(add != NULL);
    *add = 0x7c;
    cr_expect(tenon_component_load(&f.component, f.ctx, "x.wasm", bytes.p,
                                   bytes.len) == TENON_INVALID);
    cr_expect(tenon_diagnostic_count(f.ctx, TENON_SEVERITY_ERROR) > 0);
    free(bytes.p);
    fixture_close(&f);
}

Test(store, options_of_another_size_are_misuse) {
    fixture f;
    fixture_init(&f, NULL);
    tenon_store_options options = TENON_STORE_OPTIONS_INIT;
    options.struct_size--;
    cr_expect(tenon_store_new(&f.store, f.ctx, &options) == TENON_MISUSE);
    cr_expect(f.store == NULL);
    fixture_close(&f);
}

Test(store, two_stores_of_one_component_share_no_state) {
    fixture f, g;
    fixture_open(&f, linked_counters());
    g = f;
    g.store = NULL;
    cr_assert(tenon_store_new(&g.store, g.ctx, NULL) == TENON_OK);
    fixture_start(&g);
    tenon_val arg = {.kind = TENON_VAL_S32, .of.sint = 5}, result = {0};
    tenon_func *start = tenon_instance_func(f.instance, "start");
    cr_assert(start && tenon_call(start, &arg, 1, &result) == TENON_OK);
    EXPECT_CALL(&f, "churn(0)", "1");
    EXPECT_CALL(&g, "churn(0)", "0");
    tenon_store_free(g.store);
    EXPECT_CALL(&f, "churn(0)", "1");
    fixture_close(&f);
}

Test(store, one_component_twice_in_a_store_is_two_instances) {
    fixture f, g;
    fixture_open(&f, linked_counters());
    g = f;
    fixture_start(&g);
    tenon_val arg = {.kind = TENON_VAL_S32, .of.sint = 5}, result = {0};
    tenon_func *start = tenon_instance_func(f.instance, "start");
    cr_assert(start && tenon_call(start, &arg, 1, &result) == TENON_OK);
    EXPECT_CALL(&f, "churn(0)", "1");
    EXPECT_CALL(&g, "churn(0)", "0");
    fixture_close(&f);
}

/* Calls func often; gives by how much the heap grew after the first calls. */
static size_t growth(test_faults *faults, tenon_func *func, tenon_val *args) {
    tenon_val result;
    size_t before = 0;
    for (int i = 0; i < 10000; i++) {
        if (i == 10)
            before = faults->live_bytes;
        cr_assert(tenon_call(func, args, tenon_func_param_count(func),
                             &result) == TENON_OK);
    }
    return faults->live_bytes - before;
}

Test(memory, ten_thousand_calls_need_no_more_than_ten) {
    test_faults faults;
    fixture f;
    test_faults_init(&faults, SIZE_MAX);
    fixture_init(&f, &faults.allocator);
    fixture_load(&f, hello());
    fixture_start(&f);
    tenon_val name = {.kind = TENON_VAL_STRING, .of.string = {"you", 3}};
    tenon_func *greet = tenon_instance_func(f.instance, "greet");
    cr_assert(greet != NULL);
    cr_expect(growth(&faults, greet, &name) == 0);
    fixture_close(&f);
    cr_expect(faults.live_blocks == 0);
}

Test(memory, ten_thousand_calls_across_components_need_no_more_than_ten) {
    test_faults faults;
    fixture f;
    test_faults_init(&faults, SIZE_MAX);
    fixture_init(&f, &faults.allocator);
    fixture_load(&f, linked_counters());
    fixture_start(&f);
    tenon_val n = {.kind = TENON_VAL_U32, .of.uint = 2};
    tenon_func *churn = tenon_instance_func(f.instance, "churn");
    cr_assert(churn != NULL);
    cr_expect(growth(&faults, churn, &n) == 0);
    fixture_close(&f);
    cr_expect(faults.live_blocks == 0);
}

Test(memory, ten_thousand_calls_in_text_need_no_more_than_ten) {
    test_faults faults;
    fixture f;
    test_faults_init(&faults, SIZE_MAX);
    fixture_init(&f, &faults.allocator);
    fixture_load(&f, hello());
    fixture_start(&f);
    size_t before = 0;
    for (int i = 0; i < 10000; i++) {
        tenon_buffer out = {0};
        if (i == 10)
            before = faults.live_bytes;
        cr_assert(tenon_call_text(f.instance, "greet(\"you\")", &out) ==
                  TENON_OK);
        tenon_buffer_release(&out);
    }
    cr_expect(faults.live_bytes == before, "%zu bytes more",
              faults.live_bytes - before);
    fixture_close(&f);
}

/* Load, instantiate and call with an allocator that fails somewhere. */
typedef struct run {
    test_bytes bytes;
    const char *call;
} run;

static bool run_once(const tenon_allocator *allocator, void *user) {
    const run *r = user;
    fixture f = {0};
    tenon_buffer out = {0};
    if (tenon_context_new(&f.ctx, allocator) != TENON_OK)
        return false;
    tenon_status status = tenon_component_load(&f.component, f.ctx, "x.wasm",
                                               r->bytes.p, r->bytes.len);
    if (status == TENON_OK)
        status = tenon_store_new(&f.store, f.ctx, NULL);
    if (status == TENON_OK)
        status = tenon_instantiate(&f.instance, f.store, f.component);
    if (status == TENON_OK)
        status = tenon_call_text(f.instance, r->call, &out);
    tenon_buffer_release(&out);
    fixture_close(&f);
    return status == TENON_OK;
}

Test(memory, each_allocation_may_fail_and_nothing_leaks) {
    run text = {hello(), "greet(\"you\")"};
    cr_expect(test_every_failure(run_once, &text) > 20);
    free(text.bytes.p);
}

Test(memory, each_allocation_may_fail_across_components) {
    run counters = {linked_counters(), "churn(2)"};
    cr_expect(test_every_failure(run_once, &counters) > 20);
    free(counters.bytes.p);
}
