/* Signatures, and parameter and result lists with spilling. */
#include "guest.h"

static ty_func make_func(test_abi *t, const char *params, const char *result) {
    ty_func func = {.result = result ? test_type(t, result) : NULL};
    if (params) {
        const ty *tuple = test_type(t, params);
        func.params = tuple->u.fields.data;
        func.param_count = tuple->u.fields.len;
    }
    return func;
}

/* "i32 f64 -> i32 [spilled]" */
static const char *signature_text(test_abi *t, const cabi_signature *s) {
    tn_writer w;
    tn_writer_init(&w, &t->arena);
    for (uint32_t i = 0; i < s->param_count + s->result_count; i++) {
        core_valtype v =
            i < s->param_count ? s->params[i] : s->results[i - s->param_count];
        if (i == s->param_count)
            tn_write_printf(&w, "-> ");
        tn_write_printf(&w, "%s ",
                        v == CORE_I32   ? "i32"
                        : v == CORE_I64 ? "i64"
                        : v == CORE_F32 ? "f32"
                                        : "f64");
    }
    tn_write_printf(&w, "%s%s%s%s", s->params_spilled ? "P" : "",
                    s->results_spilled ? "R" : "", s->needs_memory ? "m" : "",
                    s->needs_realloc ? "a" : "");
    tn_write_u8(&w, 0);
    return (const char *)w.data;
}

#define U8X16 "u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8"
#define I32X16                                                     \
    "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 " \
    "i32 "

static const struct {
    const char *params, *result, *lift, *lower;
    unsigned ptr64;
    bool is_async;
} signatures[] = {
    {NULL, NULL, "", "", 0, false},
    {"tuple<u8,f32,f64>", NULL, "i32 f32 f64 ", "i32 f32 f64 ", 0, false},
    {"tuple<u8,f32,f64>", "f32", "i32 f32 f64 -> f32 ", "i32 f32 f64 -> f32 ",
     0, false},
    {NULL, "tuple<f32>", "-> f32 ", "-> f32 ", 0, false},
    {"tuple<u8>", "tuple<f32,f32>", "i32 -> i32 Rm", "i32 i32 Rm", 0, false},
    {"tuple<u8>", "tuple<f32,f32>", "i32 -> i64 Rm", "i32 i64 Rm", 1, false},
    {"tuple<string>", NULL, "i32 i32 ma", "i32 i32 m", 0, false},
    {"tuple<string>", NULL, "i64 i64 ma", "i64 i64 m", 1, false},
    {NULL, "string", "-> i32 Rm", "i32 Rma", 0, false},
    {"tuple<" U8X16 ">", NULL, I32X16, I32X16, 0, false},
    {"tuple<" U8X16 ",u8>", NULL, "i32 Pma", "i32 Pm", 0, false},
    {"tuple<" U8X16 ",u8>", NULL, "i64 Pma", "i64 Pm", 1, false},
    {"tuple<" U8X16 ",u8>", "tuple<u8,u8>", "i32 -> i32 PRma", "i32 i32 PRm", 0,
     false},
    {"tuple<" U8X16 ">", "tuple<u8,u8>", I32X16 "-> i32 Rm", I32X16 "i32 Rm", 0,
     false},
    {"tuple<list<u64,16>>", NULL,
     "i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 ",
     "i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 ", 0,
     false},
    {"tuple<list<u64,17>>", NULL, "i32 Pma", "i32 Pm", 0, false},
    {"tuple<variant{x:u8,y:f32}>", NULL, "i32 i32 ", "i32 i32 ", 0, false},
    {"tuple<variant{x:f32,y:f32}>", NULL, "i32 f32 ", "i32 f32 ", 0, false},
    {"tuple<variant{x:u64,y:f32}>", NULL, "i32 i64 ", "i32 i64 ", 0, false},
    {"tuple<variant{x:f64,y:f32}>", NULL, "i32 i64 ", "i32 i64 ", 0, false},
    {"tuple<variant{x:string,y:f32}>", NULL, "i32 i32 i32 ma", "i32 i32 i32 m",
     0, false},
    {"tuple<variant{x:string,y:f32}>", NULL, "i32 i64 i64 ma", "i32 i64 i64 m",
     1, false},
    /* async: 4 parameters when lowered; results always by pointer */
    {"tuple<u8,u8,u8,u8>", NULL, "i32 i32 i32 i32 -> i32 ",
     "i32 i32 i32 i32 -> i32 m", 0, true},
    {"tuple<u8,u8,u8,u8,u8>", "u8", "i32 i32 i32 i32 i32 -> i32 ",
     "i32 i32 -> i32 PRm", 0, true},
};

Test(cabi_func, signatures_are_those_of_flatten_functype) {
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(signatures); i++) {
        ty_func func =
            make_func(&t, signatures[i].params, signatures[i].result);
        cabi_signature s;
        for (int lower = 0; lower < 2; lower++) {
            cabi_flatten_func(&s, &func, lower ? CABI_LOWER : CABI_LIFT,
                              signatures[i].is_async, signatures[i].ptr64);
            const char *text = signature_text(&t, &s);
            const char *want = lower ? signatures[i].lower : signatures[i].lift;
            cr_expect(strcmp(text, want) == 0, "%s %s: %s, expected %s",
                      lower ? "lower" : "lift",
                      signatures[i].params ? signatures[i].params : "()", text,
                      want);
        }
    }
    test_abi_release(&t);
}

Test(cabi_func, seventeen_parameters_pass_through_memory) {
    test_abi t;
    test_abi_init(&t);
    ty_func func = make_func(&t, "tuple<" U8X16 ",string>", NULL);
    test_memory(&t.a, "0102030405060708090a0b0c0d0e0f10 18000000 02000000"
                      "'hi'");
    uint64_t in = 0, out = 0;
    t.b.next = 64;
    cr_expect(!cabi_copy_params(&t.a.abi, &t.b.abi, &func, &func, &in, &out));
    cr_expect(strcmp(test_log(&t, &t.b), "0 0 4 24; 0 0 1 2; ") == 0);
    tenon_val args[17];
    cr_expect(
        !cabi_lift_params(&t.b.abi, &t.arena, &t.budget, &func, &out, args));
    cr_expect(args[15].of.uint == 16);
    EXPECT_BYTES(args[16].of.string.data, args[16].of.string.len, "hi", 2);
    /* And down from the host again. */
    uint64_t again;
    cr_expect(!cabi_lower_params(&t.a.abi, &func, args, &again));
    EXPECT_BYTES(t.a.abi.base + again, 16, t.a.abi.base, 16);
    test_abi_release(&t);
}

Test(cabi_func, pointers_to_spilled_parameters_are_checked) {
    test_abi t;
    test_abi_init(&t);
    ty_func func = make_func(&t, "tuple<" U8X16 ",u32>", NULL);
    static const struct {
        uint64_t ptr;
        cabi_trap trap;
    } cases[] = {
        {TEST_MEMORY - 20, CABI_OK}, {TEST_MEMORY - 16, CABI_TRAP_BOUNDS},
        {2, CABI_TRAP_UNALIGNED},    {0xfffffffc, CABI_TRAP_BOUNDS},
        {0x100000000, CABI_OK}, /* the upper half is not looked at */
    };
    tenon_val args[17];
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        uint64_t out;
        cr_expect(cabi_copy_params(&t.a.abi, &t.b.abi, &func, &func,
                                   &cases[i].ptr, &out) == cases[i].trap);
        cr_expect(cabi_lift_params(&t.a.abi, &t.arena, &t.budget, &func,
                                   &cases[i].ptr, args) == cases[i].trap);
    }
    /* And what the callee's realloc gives. */
    uint64_t in = 0, out;
    t.b.lie_at = t.b.call_count + 1;
    t.b.lie = 2;
    cr_expect(cabi_copy_params(&t.a.abi, &t.b.abi, &func, &func, &in, &out) ==
              CABI_TRAP_REALLOC_ALIGN);
    t.b.lie_at = t.b.call_count + 1;
    t.b.lie = TEST_MEMORY - 16;
    cr_expect(cabi_lower_params(&t.b.abi, &func, args, &out) ==
              CABI_TRAP_REALLOC_BOUNDS);
    test_abi_release(&t);
}

Test(cabi_func, results_go_where_the_caller_wants_them) {
    test_abi t;
    test_abi_init(&t);
    ty_func func = make_func(&t, NULL, "tuple<u8,u32>");
    test_memory(&t.a, "07000000 08000000");
    uint64_t results = 0, none = 0;
    cr_expect(!cabi_copy_result(&t.a.abi, &t.b.abi, &func, &func, &results,
                                &none, 16));
    EXPECT_BYTES(t.b.abi.base + 16, 8, t.a.abi.base, 8);
    static const struct {
        uint64_t from, to;
        cabi_trap trap;
    } cases[] = {{0, 18, CABI_TRAP_UNALIGNED},
                 {0, TEST_MEMORY - 4, CABI_TRAP_BOUNDS},
                 {0, TEST_MEMORY - 8, CABI_OK},
                 {2, 16, CABI_TRAP_UNALIGNED},
                 {TEST_MEMORY - 4, 16, CABI_TRAP_BOUNDS}};
    tenon_val v;
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++)
        cr_expect(cabi_copy_result(&t.a.abi, &t.b.abi, &func, &func,
                                   &cases[i].from, &none,
                                   cases[i].to) == cases[i].trap);
    cr_expect(
        !cabi_lift_result(&t.a.abi, &t.arena, &t.budget, &func, &results, &v));
    cr_expect(strcmp(test_value_text(&t, &v), "(7,8)") == 0);
    cr_expect(!cabi_lower_result(&t.b.abi, &func, &v, &none, 32));
    EXPECT_BYTES(t.b.abi.base + 32, 8, t.a.abi.base, 8);
    cr_expect(cabi_lower_result(&t.b.abi, &func, &v, &none, 33) ==
              CABI_TRAP_UNALIGNED);
    cr_expect(t.b.call_count == 0);
    test_abi_release(&t);
}

Test(cabi_func, a_single_flat_result_is_a_core_value) {
    test_abi t;
    test_abi_init(&t);
    ty_func func = make_func(&t, NULL, "s8");
    uint64_t results = 0x80, out = 0;
    cr_expect(
        !cabi_copy_result(&t.a.abi, &t.b.abi, &func, &func, &results, &out, 0));
    cr_expect(out == 0xffffff80);
    ty_func nothing = make_func(&t, NULL, NULL);
    cr_expect(!cabi_copy_result(&t.a.abi, &t.b.abi, &nothing, &nothing, NULL,
                                NULL, 0));
    test_abi_release(&t);
}

Test(cabi_func, parameters_pass_between_32_and_64_bit_memories) {
    test_abi t;
    test_abi_init(&t);
    ty_func func =
        make_func(&t, "tuple<variant{x:list<string>,y:f32},u8>", NULL);
    t.b.abi.memory64 = true;
    test_memory(&t.a, "08000000 02000000 'hi'");
    uint64_t in[4] = {0, 0, 1, 5}, out[4], back[4];
    cr_expect(!cabi_copy_params(&t.a.abi, &t.b.abi, &func, &func, in, out));
    cr_expect(out[2] == 1 && out[3] == 5);
    cr_expect(strcmp(test_log(&t, &t.b), "0 0 8 16; 0 0 1 2; ") == 0);
    cr_expect(!cabi_copy_params(&t.b.abi, &t.a.abi, &func, &func, out, back));
    tenon_val args[2];
    cr_expect(
        !cabi_lift_params(&t.a.abi, &t.arena, &t.budget, &func, back, args));
    cr_expect(strcmp(test_value_text(&t, &args[0]), "0([\"hi\"])") == 0);
    test_abi_release(&t);
}

Test(cabi_func, a_guest_that_traps_in_realloc_ends_the_copy) {
    test_abi t;
    test_abi_init(&t);
    ty_func func = make_func(&t, "tuple<list<u8>>", NULL);
    uint64_t in[2] = {0, TEST_MEMORY}, out[2];
    t.b.next = 1;
    cr_expect(cabi_copy_params(&t.a.abi, &t.b.abi, &func, &func, in, out) ==
              CABI_TRAP_GUEST);
    cr_expect(t.b.instance.may_leave);
    t.b.abi.realloc = NULL;
    cr_expect(cabi_copy_params(&t.a.abi, &t.b.abi, &func, &func, in, out) ==
              CABI_TRAP_UNSUPPORTED);
    test_abi_release(&t);
}

Test(cabi_func, every_trap_has_a_text) {
    for (int i = 0; i < CABI_TRAP_COUNT; i++)
        cr_expect(strlen(cabi_trap_text((cabi_trap)i)) > 0);
    cr_expect(strcmp(cabi_trap_text(CABI_TRAP_COUNT), "unknown trap") == 0);
}
