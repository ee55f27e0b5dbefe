/* Host functions: what imports of a component are made from. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/runtime/fixture.h"

static const char asker[] =
    "(module"
    " (import \"test:traps/texts\" \"join\""
    "  (func $join (param i32 i32 i32)))"
    " (import \"test:traps/texts\" \"fail\" (func $fail (param i32)))"
    " (import \"$root\" \"pair\" (func $pair (param i32 f64 i32)))"
    " (memory (export \"memory\") 1)"
    " (global $next (mut i32) (i32.const 1024))"
    " (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32)"
    "  (global.set $next (i32.and (i32.const -16)"
    "   (i32.add (i32.const 15) (global.get $next))))"
    "  (global.get $next)"
    "  (global.set $next (i32.add (local.get 3) (global.get $next))))"
    /* a list of two strings at 32 */
    " (data (i32.const 32) \"\\30\\00\\00\\00\\03\\00\\00\\00\")"
    " (data (i32.const 40) \"\\34\\00\\00\\00\\05\\00\\00\\00\")"
    " (data (i32.const 48) \"one three\")"
    " (func (export \"ask\") (result i32)"
    "  (call $join (i32.const 32) (i32.const 2) (i32.const 64))"
    "  (i32.const 64))"
    " (func (export \"try\") (result i32)"
    "  (call $fail (i32.const 80))"
    "  (if (result i32) (i32.load8_u (i32.const 80))"
    "   (then (i32.add (i32.const 1000) (i32.load (i32.const 88))))"
    "   (else (i32.load (i32.const 84)))))"
    " (func (export \"swap\") (result f64)"
    "  (call $pair (i32.const 263) (f64.const 2.5) (i32.const 96))"
    "  (f64.add (f64.convert_i32_u (i32.load8_u (i32.const 96)))"
    "           (f64.load (i32.const 104))))"
    " (func (export \"many\") (param i32) (result i32) (local i32)"
    "  (loop $again"
    "   (global.set $next (i32.const 1024))"
    "   (call $join (i32.const 32) (i32.const 2) (i32.const 64))"
    "   (local.set 1 (i32.add (local.get 1) (i32.load (i32.const 68))))"
    "   (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))"
    "  (local.get 1)))";

static tenon_val text(const char *s) {
    return (tenon_val){.kind = TENON_VAL_STRING, .of.string = {s, strlen(s)}};
}

/* What the host answers; each test changes what it is about. */
typedef struct answers {
    bool refuse;
    const char *joined; /* NULL: join what was given */
    char buffer[64];
    tenon_val fail, payload;
    tenon_val pair, items[2];
} answers;

static bool join(void *user,
                 const tenon_val *args,
                 size_t count,
                 tenon_val *result) {
    answers *a = user;
    cr_assert(count == 1 && args[0].kind == TENON_VAL_LIST);
    size_t used = 0;
    for (size_t i = 0; i < args[0].of.list.len; i++) {
        const tenon_val *word = &args[0].of.list.items[i];
        used += (size_t)snprintf(
            a->buffer + used, sizeof a->buffer - used, "%s%.*s", i ? "-" : "",
            (int)word->of.string.len, word->of.string.data);
    }
    *result = text(a->joined ? a->joined : a->buffer);
    return !a->refuse;
}

static bool fail(void *user,
                 const tenon_val *args,
                 size_t count,
                 tenon_val *result) {
    answers *a = user;
    TN_UNUSED(args);
    cr_assert(count == 0);
    *result = a->fail;
    return true;
}

static bool pair(void *user,
                 const tenon_val *args,
                 size_t count,
                 tenon_val *result) {
    answers *a = user;
    cr_assert(count == 2 && args[0].kind == TENON_VAL_U8 &&
              args[1].kind == TENON_VAL_F64);
    cr_expect(args[0].of.uint == 7, "the low byte of 263");
    *result = a->pair;
    return true;
}

static void init_answers(answers *a) {
    *a = (answers){.joined = NULL};
    a->payload = (tenon_val){.kind = TENON_VAL_U32, .of.uint = 12};
    a->fail =
        (tenon_val){.kind = TENON_VAL_RESULT, .of.variant = {0, &a->payload}};
    a->items[0] = (tenon_val){.kind = TENON_VAL_U8, .of.uint = 200};
    a->items[1] = (tenon_val){.kind = TENON_VAL_F64, .of.f64 = 0.25};
    a->pair = (tenon_val){.kind = TENON_VAL_TUPLE, .of.list = {a->items, 2}};
}

static void open_asker(fixture *f, answers *a) {
    init_answers(a);
    fixture_init(f, NULL);
    fixture_load(f, wat_component("asker", asker));
    tenon_store_define(f->store, "test:traps/texts", "join", join, a);
    tenon_store_define(f->store, "test:traps/texts", "fail", fail, a);
    tenon_store_define(f->store, NULL, "pair", pair, a);
    fixture_start(f);
}

Test(host, values_of_all_shapes_go_both_ways) {
    fixture f;
    answers a;
    open_asker(&f, &a);
    EXPECT_CALL(&f, "ask()", "\"one-three\"");
    EXPECT_CALL(&f, "try()", "12");
    EXPECT_CALL(&f, "swap()", "200.25");
    a.payload = text("sorry");
    a.fail.of.variant.index = 1;
    EXPECT_CALL(&f, "try()", "1005");
    fixture_close(&f);
}

Test(host, one_that_gives_false_traps_the_guest) {
    fixture f;
    answers a;
    open_asker(&f, &a);
    a.refuse = true;
    EXPECT_TRAP(&f, "ask()", "host function failed");
    EXPECT_TRAP(&f, "try()", "cannot enter component instance");
    fixture_close(&f);
}

Test(host, a_result_that_does_not_fit_traps_the_guest) {
    fixture f;
    answers a;
    open_asker(&f, &a);
    a.payload = text("not a number");
    EXPECT_TRAP(&f, "try()", "host function failed");
    fixture_close(&f);

    open_asker(&f, &a);
    a.joined = "not UTF-8: \xff";
    EXPECT_TRAP(&f, "ask()", "host function failed");
    fixture_close(&f);

    open_asker(&f, &a);
    a.pair.of.list.len = 1;
    EXPECT_TRAP(&f, "swap()", "host function failed");
    fixture_close(&f);
}

Test(host, what_was_defined_last_counts) {
    fixture f;
    answers a, b;
    init_answers(&a);
    init_answers(&b);
    b.payload.of.uint = 13;
    fixture_init(&f, NULL);
    fixture_load(&f, wat_component("asker", asker));
    tenon_store_define(f.store, "test:traps/texts", "join", join, &a);
    tenon_store_define(f.store, "test:traps/texts", "fail", fail, &a);
    tenon_store_define(f.store, "test:traps/texts", "fail", fail, &b);
    tenon_store_define(f.store, NULL, "pair", pair, &a);
    fixture_start(&f);
    EXPECT_CALL(&f, "try()", "13");
    fixture_close(&f);
}

Test(host, each_missing_import_is_named) {
    fixture f;
    answers a;
    init_answers(&a);
    fixture_init(&f, NULL);
    fixture_load(&f, wat_component("asker", asker));
    tenon_store_define(f.store, "test:traps/texts", "join", join, &a);
    cr_expect(tenon_instantiate(&f.instance, f.store, f.component) ==
              TENON_INVALID);
    EXPECT_DIAGNOSTIC(f.ctx, "import `test:traps/texts` is not provided");
    EXPECT_DIAGNOSTIC(f.ctx, "import `pair` is not provided");
    EXPECT_DIAGNOSTIC(f.ctx, "tenon plug");
    cr_expect(tenon_diagnostic_count(f.ctx, TENON_SEVERITY_ERROR) == 2);
    /* What was missing can be added, and instantiation tried again. */
    tenon_store_define(f.store, "test:traps/texts", "fail", fail, &a);
    tenon_store_define(f.store, NULL, "pair", pair, &a);
    fixture_start(&f);
    EXPECT_CALL(&f, "ask()", "\"one-three\"");
    fixture_close(&f);
}

Test(host, a_component_without_its_provider_names_what_it_needs) {
    fixture f;
    fixture_init(&f, NULL);
    fixture_load(&f,
                 guest_component("counter-user", "counter", "counter-user"));
    cr_expect(tenon_instantiate(&f.instance, f.store, f.component) ==
              TENON_INVALID);
    EXPECT_DIAGNOSTIC(f.ctx, "`peek`");
    fixture_close(&f);
}

static void define_asker(tenon_store *store, answers *a) {
    init_answers(a);
    tenon_store_define(store, "test:traps/texts", "join", join, a);
    tenon_store_define(store, "test:traps/texts", "fail", fail, a);
    tenon_store_define(store, NULL, "pair", pair, a);
}

Test(host, many_calls_within_one_call_take_no_more_memory) {
    test_faults faults;
    fixture f;
    answers a;
    test_faults_init(&faults, SIZE_MAX);
    fixture_init(&f, &faults.allocator);
    fixture_load(&f, wat_component("asker", asker));
    define_asker(f.store, &a);
    fixture_start(&f);
    EXPECT_CALL(&f, "many(1)", "9");
    size_t before = faults.peak_bytes;
    EXPECT_CALL(&f, "many(10000)", "90000");
    cr_expect(faults.peak_bytes <= before + 8192, "%zu bytes more",
              faults.peak_bytes - before);
    fixture_close(&f);
}

static bool ask_once(const tenon_allocator *allocator, void *user) {
    const test_bytes *bytes = user;
    fixture f = {0};
    answers a;
    tenon_buffer out = {0};
    if (tenon_context_new(&f.ctx, allocator) != TENON_OK)
        return false;
    tenon_status status = tenon_component_load(&f.component, f.ctx, "x.wasm",
                                               bytes->p, bytes->len);
    if (status == TENON_OK)
        status = tenon_store_new(&f.store, f.ctx, NULL);
    if (status == TENON_OK) {
        define_asker(f.store, &a);
        status = tenon_instantiate(&f.instance, f.store, f.component);
    }
    if (status == TENON_OK)
        status = tenon_call_text(f.instance, "many(2)", &out);
    tenon_buffer_release(&out);
    fixture_close(&f);
    return status == TENON_OK;
}

Test(host, each_allocation_may_fail_and_nothing_leaks) {
    test_bytes bytes = wat_component("asker", asker);
    cr_expect(test_every_failure(ask_once, &bytes) > 20);
    free(bytes.p);
}
