/* Traps: what causes them, what they say, and what they leave behind. */
#include "tests/unit/runtime/fixture.h"

static const char provider[] =
    "(module"
    " (func (export \"test:traps/weak#boom\") unreachable)"
    " (func (export \"test:traps/weak#fine\") (result i32) (i32.const 7)))";

static const char caller[] =
    "(module"
    " (import \"test:traps/weak\" \"boom\" (func $boom))"
    " (import \"test:traps/weak\" \"fine\" (func $fine (result i32)))"
    " (func $middle call $boom)"
    " (func (export \"go\") call $middle)"
    " (func (export \"fine\") (result i32) (call $fine)))";

Test(trap, one_in_a_callee_ends_the_whole_store) {
    fixture f;
    fixture_open(&f, linked(wat_component("caller", caller),
                            wat_component("provider", provider)));
    EXPECT_CALL(&f, "fine()", "7");
    EXPECT_TRAP(&f, "go()", "the guest trapped: unreachable");
    EXPECT_TRAP(&f, "fine()", "cannot enter component instance");
    EXPECT_TRAP(&f, "go()", "cannot enter component instance");
    fixture_restart(&f);
    EXPECT_CALL(&f, "fine()", "7");
    fixture_close(&f);
}

Test(trap, nothing_can_be_instantiated_in_its_store_any_more) {
    fixture f;
    fixture_open(&f, linked(wat_component("caller", caller),
                            wat_component("provider", provider)));
    EXPECT_TRAP(&f, "go()", "unreachable");
    tenon_diagnostics_clear(f.ctx);
    cr_expect(tenon_instantiate(&f.instance, f.store, f.component) ==
              TENON_TRAP);
    EXPECT_DIAGNOSTIC(f.ctx, "cannot enter component instance");
    fixture_close(&f);
}

Test(trap, the_backtrace_goes_through_component_boundaries) {
    fixture f;
    fixture_open(&f, linked(wat_component("caller", caller),
                            wat_component("provider", provider)));
    EXPECT_TRAP(&f, "go()", "a component boundary");
    EXPECT_DIAGNOSTIC(f.ctx, "middle (core function");
    fixture_close(&f);
}

static const char start_traps[] =
    "(module (func $start unreachable) (start $start)"
    " (func (export \"go\")))";

Test(trap, one_in_a_start_function_fails_instantiation) {
    fixture f;
    fixture_init(&f, NULL);
    fixture_load(&f, wat_component("starter", start_traps));
    cr_expect(tenon_instantiate(&f.instance, f.store, f.component) ==
              TENON_TRAP);
    EXPECT_DIAGNOSTIC(f.ctx, "the guest trapped: unreachable");
    cr_expect(f.instance == NULL);
    fixture_close(&f);
}

static const char segment_outside[] =
    "(module (memory 1) (data (i32.const 65536) \"x\")"
    " (func (export \"go\")))";

Test(trap, a_data_segment_outside_of_memory_fails_instantiation) {
    fixture f;
    fixture_init(&f, NULL);
    fixture_load(&f, wat_component("starter", segment_outside));
    cr_expect(tenon_instantiate(&f.instance, f.store, f.component) ==
              TENON_TRAP);
    EXPECT_DIAGNOSTIC(f.ctx, "out of bounds memory access");
    fixture_close(&f);
}

/*
 * A guest of the world `leaver`; what differs is where it calls the host.
 * `give` returns the text at 16, whose pointer and length are at 8.
 */
#define LEAVER(realloc, post)                                               \
    "(module"                                                               \
    " (import \"$root\" \"host\" (func $host (result i32)))"                \
    " (memory (export \"memory\") 1)"                                       \
    " (data (i32.const 8) \"\\10\\00\\00\\00\\04\\00\\00\\00text\")"        \
    " (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32)" \
    "  " realloc ")"                                                        \
    " (func (export \"take\") (param i32 i32))"                             \
    " (func (export \"give\") (result i32) (i32.const 8))"                  \
    " (func (export \"cabi_post_give\") (param i32) " post ")"              \
    " (func (export \"run\") (result i32) (call $host))"                    \
    " (func (export \"inner\") (result i32) (i32.const 5)))"

/* The host's side: counts its calls; may call back into the guest. */
typedef struct host {
    fixture *f;
    const char *call_back; /* NULL: does not */
    unsigned calls;
    tenon_status status;
} host;

static bool host_call(void *user,
                      const tenon_val *args,
                      size_t count,
                      tenon_val *result) {
    host *h = user;
    TN_UNUSED(args);
    cr_assert(count == 0);
    h->calls++;
    if (h->call_back) {
        tenon_buffer out = {0};
        h->status = tenon_call_text(h->f->instance, h->call_back, &out);
        tenon_buffer_release(&out);
    }
    *result = (tenon_val){.kind = TENON_VAL_U32, .of.uint = 3};
    return true;
}

static void open_leaver(fixture *f, host *h, const char *text) {
    *h = (host){.f = f};
    fixture_init(f, NULL);
    fixture_load(f, wat_component("leaver", text));
    cr_assert(tenon_store_define(f->store, NULL, "host", host_call, h) ==
              TENON_OK);
    fixture_start(f);
}

Test(may_leave, a_function_may_call_out) {
    fixture f;
    host h;
    open_leaver(&f, &h, LEAVER("(i32.const 256)", ""));
    EXPECT_CALL(&f, "run()", "3");
    EXPECT_CALL(&f, "take(\"some text\")", "");
    EXPECT_CALL(&f, "give()", "\"text\"");
    EXPECT_CALL(&f, "run()", "3");
    cr_expect(h.calls == 2);
    fixture_close(&f);
}

Test(may_leave, realloc_must_not_call_out) {
    fixture f;
    host h;
    open_leaver(&f, &h, LEAVER("(call $host)", ""));
    EXPECT_TRAP(&f, "take(\"text\")", "cannot leave component instance");
    cr_expect(h.calls == 0);
    fixture_close(&f);
}

Test(may_leave, post_return_must_not_call_out) {
    fixture f;
    host h;
    open_leaver(&f, &h, LEAVER("(i32.const 256)", "(drop (call $host))"));
    EXPECT_TRAP(&f, "give()", "cannot leave component instance");
    cr_expect(h.calls == 0);
    fixture_close(&f);
}

/* A realloc that calls a component, with and without a canonical copy. */
#define IMPATIENT(realloc)                                                  \
    "(module"                                                               \
    " (import \"test:traps/weak\" \"fine\" (func $fine (result i32)))"      \
    " (import \"test:traps/weak\" \"boom\" (func $boom))"                   \
    " (import \"test:traps/things\" \"[resource-drop]a\""                   \
    "  (func $drop-a (param i32)))"                                         \
    " (memory (export \"memory\") 1)"                                       \
    " (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32)" \
    "  " realloc ")"                                                        \
    " (func (export \"take\") (param i32 i32)))"

static const char *const impatient[] = {
    IMPATIENT("(call $fine)"),
    IMPATIENT("(call $boom) (i32.const 256)"),
    IMPATIENT("(call $drop-a (i32.const 1)) (i32.const 256)"),
};

Test(may_leave, realloc_must_not_call_components_nor_drop) {
    for (size_t i = 0; i < TN_COUNT_OF(impatient); i++) {
        fixture f;
        fixture_init(&f, NULL);
        fixture_load(&f, linked(wat_component("impatient", impatient[i]),
                                wat_component("provider", provider)));
        fixture_start(&f);
        EXPECT_TRAP(&f, "take(\"text\")", "cannot leave component instance");
        fixture_close(&f);
    }
}

static const char *const bad_reallocs[][2] = {
    {LEAVER("(i32.const 65536)", ""), "realloc return: beyond end of memory"},
    {LEAVER("(i32.const -1)", ""), "realloc return: beyond end of memory"},
    {LEAVER("(i32.const 65533)", ""), "realloc return: beyond end of memory"},
    {LEAVER("unreachable", ""), "unreachable"},
};

Test(realloc, what_it_returns_is_checked) {
    for (size_t i = 0; i < TN_COUNT_OF(bad_reallocs); i++) {
        fixture f;
        host h;
        open_leaver(&f, &h, bad_reallocs[i][0]);
        EXPECT_TRAP(&f, "take(\"text\")", bad_reallocs[i][1]);
        fixture_close(&f);
    }
}

Test(realloc, memory_that_grows_meanwhile_is_seen) {
    fixture f;
    host h;
    open_leaver(&f, &h,
                LEAVER("(drop (memory.grow (i32.const 1)))"
                       "(i32.const 65600)",
                       ""));
    EXPECT_CALL(&f, "take(\"text\")", "");
    fixture_close(&f);
}

Test(reentrance, a_host_function_cannot_call_the_guest_that_calls_it) {
    fixture f;
    host h;
    open_leaver(&f, &h, LEAVER("(i32.const 256)", ""));
    h.call_back = "inner()";
    EXPECT_TRAP(&f, "run()", "cannot enter component instance");
    cr_expect(h.calls == 1 && h.status == TENON_TRAP);
    h.call_back = NULL;
    EXPECT_TRAP(&f, "inner()", "cannot enter component instance");
    fixture_close(&f);
}

Test(reentrance, it_can_call_another_instance) {
    fixture f, other;
    host h;
    open_leaver(&f, &h, LEAVER("(i32.const 256)", ""));
    other = f;
    fixture_start(&other);
    h.f = &other;
    h.call_back = "inner()";
    EXPECT_CALL(&f, "run()", "3");
    cr_expect(h.calls == 1 && h.status == TENON_OK);
    fixture_close(&f);
}

Test(reentrance, a_wrong_call_from_a_host_function_harms_nothing) {
    fixture f;
    host h;
    open_leaver(&f, &h, LEAVER("(i32.const 256)", ""));
    h.call_back = "inner(1)";
    EXPECT_CALL(&f, "run()", "3");
    cr_expect(h.calls == 1 && h.status == TENON_INVALID);
    EXPECT_CALL(&f, "inner()", "5");
    fixture_close(&f);
}

/* A row of instances, each of which the one before it calls by the host. */
enum { ROW = 100 };

typedef struct row {
    fixture f[ROW];
    size_t next;
    tenon_status status;
} row;

static bool call_next(void *user,
                      const tenon_val *args,
                      size_t count,
                      tenon_val *result) {
    row *r = user;
    TN_UNUSED(args);
    TN_UNUSED(count);
    tenon_buffer out = {0};
    if (r->next < ROW)
        r->status = tenon_call_text(r->f[r->next++].instance, "run()", &out);
    tenon_buffer_release(&out);
    *result = (tenon_val){.kind = TENON_VAL_U32, .of.uint = 3};
    return true;
}

Test(reentrance, calls_by_way_of_the_host_nest_only_so_deep) {
    static row r;
    fixture_init(&r.f[0], NULL);
    fixture_load(&r.f[0],
                 wat_component("leaver", LEAVER("(i32.const 256)", "")));
    tenon_store_define(r.f[0].store, NULL, "host", call_next, &r);
    fixture_start(&r.f[0]);
    for (size_t i = 1; i < ROW; i++) {
        r.f[i] = r.f[0];
        fixture_start(&r.f[i]);
    }
    r.next = ROW - 10;
    EXPECT_CALL(&r.f[0], "run()", "3");
    cr_expect(r.status == TENON_OK && r.next == ROW);
    r.next = 1;
    EXPECT_TRAP(&r.f[0], "run()", "too many nested host calls");
    cr_expect(r.status == TENON_TRAP && r.next < ROW);
    fixture_close(&r.f[0]);
}
