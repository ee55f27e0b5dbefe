/* Resources: owned and lent, dropped once, and every way to misuse them. */
#include "tests/unit/runtime/fixture.h"

static tenon_val s32(int32_t v) {
    return (tenon_val){.kind = TENON_VAL_S32, .of.sint = v};
}

static tenon_status call(fixture *f,
                         const char *name,
                         const tenon_val *args,
                         size_t count,
                         tenon_val *result) {
    tenon_func *func = tenon_instance_func(f->instance, name);
    cr_assert(func != NULL, "%s", name);
    return tenon_call(func, args, count, result);
}

static tenon_val make_counter(fixture *f, int32_t start) {
    tenon_val arg = s32(start), counter = {0};
    cr_assert(call(f, "[constructor]counter", &arg, 1, &counter) == TENON_OK);
    cr_assert(counter.kind == TENON_VAL_OWN);
    return counter;
}

static void expect_s32(fixture *f,
                       const char *name,
                       const tenon_val *args,
                       size_t count,
                       int32_t expected) {
    tenon_val result = {0};
    cr_expect(call(f, name, args, count, &result) == TENON_OK, "%s", name);
    cr_expect(result.of.sint == expected, "%s gives %d, expected %d", name,
              (int)result.of.sint, (int)expected);
}

Test(resource, the_host_makes_calls_and_drops) {
    fixture f;
    fixture_open(&f, guest_component("counter", "counter", "counter"));
    tenon_val counter = make_counter(&f, 5);
    tenon_val args[2] = {counter, s32(3)};
    args[0].kind = TENON_VAL_BORROW;
    expect_s32(&f, "[method]counter.add", args, 2, 8);
    args[0].kind = TENON_VAL_OWN; /* what one owns one can lend */
    expect_s32(&f, "[method]counter.value", args, 1, 8);
    expect_s32(&f, "peek", args, 1, 8);
    EXPECT_CALL(&f, "alive()", "1");
    cr_expect(tenon_resource_drop(f.store, &counter) == TENON_OK);
    EXPECT_CALL(&f, "alive()", "0");
    fixture_close(&f);
}

Test(resource, owned_handles_move_into_a_call) {
    fixture f;
    fixture_open(&f, guest_component("counter", "counter", "counter"));
    tenon_val pair[2] = {make_counter(&f, 20), make_counter(&f, 22)};
    tenon_val merged = {0};
    EXPECT_CALL(&f, "alive()", "2");
    cr_expect(call(&f, "[static]counter.merge", pair, 2, &merged) == TENON_OK);
    EXPECT_CALL(&f, "alive()", "1");
    expect_s32(&f, "[method]counter.value", &merged, 1, 42);
    cr_expect(tenon_resource_drop(f.store, &merged) == TENON_OK);
    EXPECT_CALL(&f, "alive()", "0");
    fixture_close(&f);
}

Test(resource, only_an_owned_handle_can_be_dropped) {
    fixture f;
    fixture_open(&f, guest_component("counter", "counter", "counter"));
    tenon_val counter = make_counter(&f, 1), number = s32(1);
    counter.kind = TENON_VAL_BORROW;
    cr_expect(tenon_resource_drop(f.store, &counter) == TENON_MISUSE);
    cr_expect(tenon_resource_drop(f.store, &number) == TENON_MISUSE);
    EXPECT_CALL(&f, "alive()", "1");
    fixture_close(&f);
}

Test(resource, handles_are_typed_for_the_host_too) {
    fixture f, other;
    test_bytes bytes = guest_component("counter", "counter", "counter");
    fixture_open(&f, bytes);
    other = f;
    fixture_start(&other); /* its resource type is another one */
    tenon_val foreign = make_counter(&other, 1), result = {0};
    tenon_val number = s32(1);
    cr_expect(call(&f, "peek", &number, 1, &result) == TENON_MISUSE);
    cr_expect(call(&f, "peek", &foreign, 1, &result) != TENON_OK);
    fixture_close(&f);
}

Test(resource, a_component_uses_what_another_exports) {
    fixture f;
    fixture_open(&f, linked_counters());
    EXPECT_CALL(&f, "sum-to(10)", "55");
    EXPECT_CALL(&f, "churn(1000)", "0");
    tenon_val at = s32(40), counter = {0}, bumped = {0};
    cr_assert(call(&f, "start", &at, 1, &counter) == TENON_OK);
    EXPECT_CALL(&f, "churn(10)", "1");
    tenon_val args[2] = {counter, s32(2)};
    cr_assert(call(&f, "bump", args, 2, &bumped) == TENON_OK);
    cr_expect(bumped.kind == TENON_VAL_OWN);
    expect_s32(&f, "look", &bumped, 1, 42);
    cr_expect(tenon_resource_drop(f.store, &bumped) == TENON_OK);
    EXPECT_CALL(&f, "churn(0)", "0");
    fixture_close(&f);
}

/* Implements `things`: representations are numbers; counts destructors. */
static const char maker[] =
    "(module"
    " (import \"[export]test:traps/things\" \"[resource-new]a\""
    "  (func $new-a (param i32) (result i32)))"
    " (import \"[export]test:traps/things\" \"[resource-new]b\""
    "  (func $new-b (param i32) (result i32)))"
    " (import \"[export]test:traps/things\" \"[resource-drop]a\""
    "  (func $drop-a (param i32)))"
    " (global $dropped (mut i32) (i32.const 0))"
    " (func (export \"test:traps/things#[constructor]a\")"
    "  (param i32) (result i32) (call $new-a (local.get 0)))"
    " (func (export \"test:traps/things#[constructor]b\")"
    "  (param i32) (result i32) (call $new-b (local.get 0)))"
    " (func $dtor (param i32)"
    "  (global.set $dropped (i32.add (global.get $dropped) (i32.const 1))))"
    " (export \"test:traps/things#[dtor]a\" (func $dtor))"
    " (export \"test:traps/things#[dtor]b\" (func $dtor))"
    " (func $see (param i32) (result i32) (local.get 0))"
    " (export \"test:traps/things#see-a\" (func $see))"
    " (export \"test:traps/things#see-b\" (func $see))"
    " (func (export \"test:traps/things#both\") (param i32 i32)"
    "  (call $drop-a (local.get 1)))"
    " (func (export \"test:traps/things#dropped\") (result i32)"
    "  (global.get $dropped)))";

static const char misuser[] =
    "(module"
    " (import \"test:traps/things\" \"[constructor]a\""
    "  (func $make-a (param i32) (result i32)))"
    " (import \"test:traps/things\" \"[constructor]b\""
    "  (func $make-b (param i32) (result i32)))"
    " (import \"test:traps/things\" \"[resource-drop]a\""
    "  (func $drop-a (param i32)))"
    " (import \"test:traps/things\" \"see-a\""
    "  (func $see-a (param i32) (result i32)))"
    " (import \"test:traps/things\" \"see-b\""
    "  (func $see-b (param i32) (result i32)))"
    " (import \"test:traps/things\" \"both\" (func $both (param i32 i32)))"
    " (import \"test:traps/things\" \"dropped\" (func $dropped (result i32)))"
    " (func (export \"use-after-drop\") (local i32)"
    "  (local.set 0 (call $make-a (i32.const 7)))"
    "  (call $drop-a (local.get 0))"
    "  (drop (call $see-a (local.get 0))))"
    " (func (export \"drop-twice\") (local i32)"
    "  (local.set 0 (call $make-a (i32.const 7)))"
    "  (call $drop-a (local.get 0))"
    "  (call $drop-a (local.get 0)))"
    " (func (export \"wrong-type\")"
    "  (drop (call $see-b (call $make-a (i32.const 7)))))"
    " (func (export \"never-made\") (call $drop-a (i32.const 1234567)))"
    " (func (export \"drop-lent\") (local i32)"
    "  (local.set 0 (call $make-a (i32.const 7)))"
    "  (call $both (local.get 0) (local.get 0)))"
    " (func (export \"drops\") (result i32) (local i32)"
    "  (local.set 0 (call $make-a (i32.const 7)))"
    "  (call $both (local.get 0) (call $make-a (i32.const 8)))"
    "  (if (i32.ne (call $see-a (local.get 0)) (i32.const 7))"
    "   (then unreachable))"
    "  (call $drop-a (local.get 0))"
    "  (call $dropped)))";

static const char *const misuses[][2] = {
    {"use-after-drop()", "unknown handle index"},
    {"drop-twice()", "unknown handle index"},
    {"wrong-type()", "handle index used with the wrong type"},
    {"never-made()", "unknown handle index"},
    {"drop-lent()", "cannot remove owned resource while borrowed"},
};

Test(resource, each_misuse_of_a_handle_traps) {
    fixture f;
    fixture_open(&f, linked(wat_component("misuser", misuser),
                            wat_component("maker", maker)));
    for (size_t i = 0; i < TN_COUNT_OF(misuses); i++) {
        EXPECT_TRAP(&f, misuses[i][0], misuses[i][1]);
        fixture_restart(&f);
    }
    fixture_close(&f);
}

Test(resource, a_destructor_runs_once_for_each) {
    fixture f;
    fixture_open(&f, linked(wat_component("misuser", misuser),
                            wat_component("maker", maker)));
    EXPECT_CALL(&f, "drops()", "2");
    EXPECT_CALL(&f, "drops()", "4");
    fixture_close(&f);
}

static const char keeper[] =
    "(module"
    " (import \"test:traps/things\" \"[constructor]a\""
    "  (func $make (param i32) (result i32)))"
    " (import \"test:traps/things\" \"[resource-drop]a\""
    "  (func $drop (param i32)))"
    " (import \"test:traps/things\" \"see-a\""
    "  (func $see (param i32) (result i32)))"
    " (import \"test:traps/things\" \"both\" (func $both (param i32 i32)))"
    " (func (export \"test:traps/keeping#make\") (result i32)"
    "  (call $make (i32.const 9)))"
    " (func (export \"test:traps/keeping#keep\") (param i32))"
    " (func (export \"test:traps/keeping#steal\") (param i32)"
    "  (call $both (call $make (i32.const 1)) (local.get 0)))"
    " (func (export \"test:traps/keeping#good\") (param i32) (result i32)"
    "  (call $see (local.get 0))"
    "  (call $drop (local.get 0))))";

static void lend(fixture *f, const char *to, tenon_status expected) {
    tenon_val a = {0}, result = {0};
    cr_assert(call(f, "make", NULL, 0, &a) == TENON_OK);
    a.kind = TENON_VAL_BORROW;
    tenon_diagnostics_clear(f->ctx);
    tenon_status status = call(f, to, &a, 1, &result);
    cr_expect(status == expected, "%s: %s", to, tenon_status_text(status));
}

Test(resource, a_borrow_must_end_with_its_call) {
    fixture f;
    fixture_open(&f, linked(wat_component("keeper", keeper),
                            wat_component("maker", maker)));
    lend(&f, "good", TENON_OK);
    lend(&f, "keep", TENON_TRAP);
    EXPECT_DIAGNOSTIC(f.ctx, "borrow handles still remain at the end");
    fixture_close(&f);
}

Test(resource, a_borrow_cannot_be_given_away) {
    fixture f;
    fixture_open(&f, linked(wat_component("keeper", keeper),
                            wat_component("maker", maker)));
    lend(&f, "steal", TENON_TRAP);
    EXPECT_DIAGNOSTIC(f.ctx, "borrow where an own is needed");
    fixture_close(&f);
}

/* As `maker`, but its destructor traps. */
static const char broken_maker[] =
    "(module"
    " (import \"[export]test:traps/things\" \"[resource-new]a\""
    "  (func $new-a (param i32) (result i32)))"
    " (func $make (param i32) (result i32) (call $new-a (local.get 0)))"
    " (export \"test:traps/things#[constructor]a\" (func $make))"
    " (export \"test:traps/things#[constructor]b\" (func $make))"
    " (func (export \"test:traps/things#[dtor]a\") (param i32) unreachable)"
    " (func $see (param i32) (result i32) (local.get 0))"
    " (export \"test:traps/things#see-a\" (func $see))"
    " (export \"test:traps/things#see-b\" (func $see))"
    " (func (export \"test:traps/things#both\") (param i32 i32))"
    " (func (export \"test:traps/things#dropped\") (result i32)"
    "  (i32.const 0)))";

Test(resource, a_destructor_that_traps_ends_the_store) {
    fixture f;
    fixture_open(&f, wat_component("maker", broken_maker));
    tenon_val at = {.kind = TENON_VAL_U32, .of.uint = 1}, a = {0};
    cr_assert(call(&f, "[constructor]a", &at, 1, &a) == TENON_OK);
    cr_expect(tenon_resource_drop(f.store, &a) == TENON_TRAP);
    EXPECT_DIAGNOSTIC(f.ctx, "unreachable");
    EXPECT_TRAP(&f, "dropped()", "cannot enter component instance");
    cr_expect(tenon_resource_drop(f.store, &a) == TENON_TRAP);
    fixture_close(&f);
}

Test(resource, a_destructor_that_traps_in_a_guest_ends_the_store) {
    fixture f;
    fixture_open(&f, linked(wat_component("misuser", misuser),
                            wat_component("maker", broken_maker)));
    EXPECT_TRAP(&f, "use-after-drop()", "unreachable");
    EXPECT_TRAP(&f, "drops()", "cannot enter component instance");
    fixture_close(&f);
}

/* A value of a resource that the host provides itself. */
static bool host_make(void *user,
                      const tenon_val *args,
                      size_t count,
                      tenon_val *result) {
    uint32_t *made = user;
    cr_assert(count == 1 && args[0].kind == TENON_VAL_U32);
    ++*made;
    *result = (tenon_val){.kind = TENON_VAL_OWN};
    result->of.handle.rep = (uint32_t)args[0].of.uint;
    return true;
}

static bool host_see(void *user,
                     const tenon_val *args,
                     size_t count,
                     tenon_val *result) {
    TN_UNUSED(user);
    cr_assert(count == 1 && args[0].kind == TENON_VAL_BORROW);
    *result =
        (tenon_val){.kind = TENON_VAL_U32, .of.uint = args[0].of.handle.rep};
    return true;
}

static bool host_nothing(void *user,
                         const tenon_val *args,
                         size_t count,
                         tenon_val *result) {
    TN_UNUSED(user);
    TN_UNUSED(args);
    TN_UNUSED(count);
    *result = (tenon_val){.kind = TENON_VAL_U32};
    return true;
}

static const char things[] = "test:traps/things";

/* A component over a resource of the host's; made counts its constructors. */
static void open_with_host(fixture *f,
                           const char *world,
                           const char *module,
                           uint32_t *made) {
    *made = 0;
    fixture_init(f, NULL);
    fixture_load(f, wat_component(world, module));
    tenon_store_define(f->store, things, "[constructor]a", host_make, made);
    tenon_store_define(f->store, things, "[constructor]b", host_make, made);
    tenon_store_define(f->store, things, "see-a", host_see, NULL);
    tenon_store_define(f->store, things, "see-b", host_see, NULL);
    tenon_store_define(f->store, things, "both", host_nothing, NULL);
    tenon_store_define(f->store, things, "dropped", host_nothing, NULL);
}

Test(resource, the_host_can_provide_a_resource) {
    fixture f;
    uint32_t made;
    open_with_host(&f, "keeper", keeper, &made);
    fixture_start(&f);
    tenon_val a = {0}, result = {0};
    cr_assert(call(&f, "make", NULL, 0, &a) == TENON_OK);
    cr_expect(a.kind == TENON_VAL_OWN && a.of.handle.rep == 9 && made == 1);
    a.kind = TENON_VAL_BORROW;
    cr_assert(call(&f, "good", &a, 1, &result) == TENON_OK);
    cr_expect(result.of.uint == 9);
    fixture_close(&f);
}

typedef struct drops {
    uint32_t count, last;
    bool refuse;
} drops;

static bool host_drop(void *user,
                      const tenon_val *args,
                      size_t count,
                      tenon_val *result) {
    drops *d = user;
    TN_UNUSED(result);
    cr_assert(count == 1 && args[0].kind == TENON_VAL_OWN);
    d->count++;
    d->last = args[0].of.handle.rep;
    return !d->refuse;
}

Test(resource, the_host_is_told_what_a_guest_drops) {
    fixture f;
    uint32_t made;
    drops d = {0};
    open_with_host(&f, "misuser", misuser, &made);
    tenon_store_define(f.store, things, "[resource-drop]a", host_drop, &d);
    fixture_start(&f);
    EXPECT_TRAP(&f, "drop-twice()", "unknown handle index");
    cr_expect(made == 1 && d.count == 1 && d.last == 7);
    fixture_close(&f);
}

Test(resource, the_host_may_refuse_to_drop) {
    fixture f;
    uint32_t made;
    drops d = {.refuse = true};
    open_with_host(&f, "misuser", misuser, &made);
    tenon_store_define(f.store, things, "[resource-drop]a", host_drop, &d);
    fixture_start(&f);
    EXPECT_TRAP(&f, "drop-twice()", "host function failed");
    cr_expect(d.count == 1);
    fixture_close(&f);
}
