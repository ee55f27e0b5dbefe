/* Lifting and lowering of values, flat and in memory. */
#include "guest.h"

static void expect_text(const char *what, const char *got, const char *want) {
    cr_expect(strcmp(got, want) == 0, "%s: got %s, expected %s", what, got,
              want);
}

typedef struct flat_case {
    const char *type, *slots, *value;
} flat_case;

static const flat_case flat_cases[] = {
    {"bool", "0", "false"},
    {"bool", "1", "true"},
    {"bool", "2", "true"},
    {"bool", "0xffffffff", "true"},
    {"bool", "0x100000000", "false"}, /* bits that an i32 has not */
    {"u8", "127", "127"},
    {"u8", "256", "0"},
    {"u8", "0xffffff7f", "127"},
    {"s8", "127", "127"},
    {"s8", "128", "-128"},
    {"s8", "255", "-1"},
    {"s8", "256", "0"},
    {"s8", "0xffffff80", "-128"},
    {"s8", "0xffffff7f", "127"},
    {"u16", "65535", "65535"},
    {"u16", "65536", "0"},
    {"u16", "0xffff8000", "32768"},
    {"s16", "32768", "-32768"},
    {"s16", "65536", "0"},
    {"s16", "0xffff7fff", "32767"},
    {"u32", "0xffffffff", "4294967295"},
    {"s32", "0x80000000", "-2147483648"},
    {"s32", "0xffffffff", "-1"},
    {"u64", "0xffffffffffffffff", "18446744073709551615"},
    {"s64", "0x8000000000000000", "-9223372036854775808"},
    {"f32", "0x4048f5c3", "f4048f5c3"},
    {"f64", "0x40091eb851eb851f", "d40091eb851eb851f"},
    {"char", "0", "U+0000"},
    {"char", "0xd7ff", "U+d7ff"},
    {"char", "0xd800", "<invalid character bits>"},
    {"char", "0xdfff", "<invalid character bits>"},
    {"char", "0xe000", "U+e000"},
    {"char", "0x10ffff", "U+10ffff"},
    {"char", "0x110000", "<invalid character bits>"},
    {"char", "0xffffffff", "<invalid character bits>"},
    {"enum{a,b}", "0", "0"},
    {"enum{a,b}", "1", "1"},
    {"enum{a,b}", "2", "<invalid variant discriminant>"},
    {"enum{a,b}", "0xffffffff", "<invalid variant discriminant>"},
    {"record{x:u8,y:u16,z:u32}", "1 2 3", "(1,2,3)"},
    {"tuple<tuple<u8,u8>,u8>", "1 2 3", "((1,2),3)"},
    {"list<u8,3>", "1 2 3", "[1,2,3]"},
    {"list<list<u8,2>,3>", "1 2 3 4 5 6", "[[1,2],[3,4],[5,6]]"},
    {"flags{a,b}", "0", "0x0"},
    {"flags{a,b}", "2", "0x2"},
    {"flags{a,b}", "4", "0x0"},
    {"flags{a,b,c}", "0xffffffff", "0x7"},
    {"flags#1", "0xffffffff", "0x1"},
    {"flags#8", "0xffffffff", "0xff"},
    {"flags#9", "0xffffffff", "0x1ff"},
    {"flags#17", "0xffffffff", "0x1ffff"},
    {"flags#32", "0xffffffff", "0xffffffff"},
    {"variant{x:u8,y:f32,z}", "0 42", "0(42)"},
    {"variant{x:u8,y:f32,z}", "0 256", "0(0)"},
    {"variant{x:u8,y:f32,z}", "1 0x4048f5c3", "1(f4048f5c3)"},
    {"variant{x:u8,y:f32,z}", "2 0xffffffff", "2"},
    {"variant{x:u8,y:f32,z}", "3 0", "<invalid variant discriminant>"},
    /* Joined with an i64, narrow values are its low half. */
    {"variant{x:u64,y:f32}", "1 0xaaaaaaaa4048f5c3", "1(f4048f5c3)"},
    {"variant{x:u64,y:s8}", "1 0xaaaaaaaa000000ff", "1(-1)"},
    {"variant{x:f64,y:char}", "1 0xaaaaaaaa00000041", "1(U+0041)"},
    {"variant{x:f64,y:f32}", "0 0x7ff0000000000001", "0(d7ff8000000000000)"},
    {"variant{x:tuple<u8,u8>,y}", "1 7 7", "1"},
    {"tuple<variant{x:tuple<u8,u8>,y},u8>", "1 7 7 9", "(1,9)"},
    {"tuple<variant{x:tuple<u8,u8>,y:u8},u8>", "1 7 7 9", "(1(7),9)"},
    {"option<f32>", "0 0x4048f5c3", "0"},
    {"option<f32>", "1 0x4048f5c3", "1(f4048f5c3)"},
    {"result<u8,u32>", "0 42", "0(42)"},
    {"result<u8,u32>", "1 1000", "1(1000)"},
    {"result<_,u32>", "0 1000", "0"},
    {"result", "1", "1"},
    {"result", "2", "<invalid variant discriminant>"},
};

Test(cabi_values, flat_values_are_lifted_as_the_specification_says) {
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(flat_cases); i++) {
        const flat_case *c = &flat_cases[i];
        char what[128];
        snprintf(what, sizeof what, "%s of %s", c->type, c->slots);
        expect_text(what, test_lift(&t, c->type, c->slots), c->value);
    }
    test_abi_release(&t);
}

Test(cabi_values, every_nan_becomes_the_canonical_one) {
    static const char *const nans[][3] = {
        {"f32", "0x7fc00000", "f7fc00000"},
        {"f32", "0x7fc00001", "f7fc00000"},
        {"f32", "0x7fe00000", "f7fc00000"},
        {"f32", "0x7f800001", "f7fc00000"},
        {"f32", "0xffffffff", "f7fc00000"},
        {"f32", "0x7f800000", "f7f800000"},
        {"f32", "0xff800000", "fff800000"},
        {"f32", "0x3fc00000", "f3fc00000"},
        {"f64", "0x7ff8000000000001", "d7ff8000000000000"},
        {"f64", "0x7ff0000000000001", "d7ff8000000000000"},
        {"f64", "0xffffffffffffffff", "d7ff8000000000000"},
        {"f64", "0x7ff0000000000000", "d7ff0000000000000"},
        {"f64", "0xfff0000000000000", "dfff0000000000000"},
        {"f64", "0x3ff0000000000000", "d3ff0000000000000"}};
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(nans); i++)
        expect_text(nans[i][1], test_lift(&t, nans[i][0], nans[i][1]),
                    nans[i][2]);
    test_abi_release(&t);
}

typedef struct heap_case {
    const char *type, *slots, *memory, *value;
    bool ptr64;
} heap_case;

static const heap_case heap_cases[] = {
    {"list<bool>", "0 3", "01 00 02", "[true,false,true]", false},
    {"list<bool>", "3 3", "ffffff 010001", "[true,false,true]", false},
    {"list<u8>", "0 3", "010203", "[1,2,3]", false},
    {"list<u16>", "0 3", "010002000300", "[1,2,3]", false},
    {"list<u16>", "1 3", "00010002000300", "<unaligned pointer>", false},
    {"list<u16>", "1 0", "", "<unaligned pointer>", false},
    {"list<u32>", "0 2", "01000000 02000000", "[1,2]", false},
    {"list<u64>", "0 2", "0100000000000000 0200000000000000", "[1,2]", false},
    {"list<s8>", "0 3", "fffefd", "[-1,-2,-3]", false},
    {"list<s16>", "0 2", "fffffeff", "[-1,-2]", false},
    {"list<s32>", "0 1", "fdffffff", "[-3]", false},
    {"list<s64>", "0 1", "feffffffffffffff", "[-2]", false},
    {"list<char>", "0 2", "41000000 63000000", "[U+0041,U+0063]", false},
    {"list<char>", "0 2", "41000000 00d80000", "<invalid character bits>",
     false},
    {"list<string>", "0 2",
     "10000000 02000000 15000000 03000000 'hi' 0f0f0f 'wat'",
     "[\"hi\",\"wat\"]", false},
    {"list<string>", "0 1", "1000000000000000 0200000000000000 'hi'",
     "[\"hi\"]", true},
    {"list<list<u8>>", "0 3",
     "18000000 03000000 00000000 00000000 1b000000 02000000 0304050607",
     "[[3,4,5],[],[6,7]]", false},
    {"list<list<u16>>", "0 1", "08000000 02000000 05000600", "[[5,6]]", false},
    {"list<list<u16>>", "0 1", "09000000 02000000 0005000600",
     "<unaligned pointer>", false},
    {"list<list<u16>>", "0 1", "1100000000000000 0200000000000000 0005000600",
     "<unaligned pointer>", true},
    {"list<list<u8,2>>", "0 2", "01020304", "[[1,2],[3,4]]", false},
    {"list<list<u32,2>>", "1 2", "", "<unaligned pointer>", false},
    {"list<tuple<u8,u16,u8,u32>>", "0 2",
     "06ff0700 08ffffff 09000000 04ff0500 06ffffff 07000000",
     "[(6,7,8,9),(4,5,6,7)]", false},
    {"list<tuple<u16,u8>>", "0 2", "060007ff 080009ff", "[(6,7),(8,9)]", false},
    {"list<tuple<tuple<u16,u8>,u8>>", "0 2", "040005ff 06ff 070008ff 09ff",
     "[((4,5),6),((7,8),9)]", false},
    {"list<flags{a,b}>", "0 3", "000204", "[0x0,0x2,0x0]", false},
    {"list<flags#9>", "0 2", "ff030000", "[0x1ff,0x0]", false},
    {"list<flags#17>", "0 2", "ffff0300 00000000", "[0x1ffff,0x0]", false},
    {"map<u8,u16>", "0 2", "2aff5300 2bff5400", "[(42,83),(43,84)]", false},
    {"list<variant{x:u8,y:u64}>", "0 1", "01ffffffffffffff 0200000000000000",
     "[1(2)]", false},
    {"list<u8>", "0 0xffffffff", "", "<list is too long>", false},
    {"list<u8>", "0 0x0fffffff", "", "<list content out-of-bounds>", false},
    {"list<u8>", "0 0x10000000", "", "<list is too long>", false},
    {"list<u32>", "0 0x04000000", "", "<list is too long>", false},
    {"list<u64>", "0 0x2000000000000000", "", "<list is too long>", true},
    {"list<u8>", "4096 0", "", "[]", false},
    {"list<u8>", "4097 0", "", "<list content out-of-bounds>", false},
    {"list<u8>", "4095 1", "", "[0]", false},
    {"list<u8>", "4095 2", "", "<list content out-of-bounds>", false},
    {"list<u8>", "0xffffffff 1", "", "<list content out-of-bounds>", false},
    {"list<u8>", "0xffffffffffffffff 1", "", "<list content out-of-bounds>",
     true},
    {"string", "0xffffffffffffffff 2", "", "<string content out-of-bounds>",
     true},
    {"string", "0 0x10000000", "", "<string is too long>", false},
    {"string", "0 0x0fffffff", "", "<string content out-of-bounds>", false},
    {"string", "0 0xffffffffffffffff", "", "<string is too long>", true},
    /* With 32-bit pointers, the upper half of a slot means nothing. */
    {"list<u8>", "0x900000000 0x900000001", "07", "[7]", false},
};

Test(cabi_values, lists_are_lifted_from_memory_with_all_checks) {
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(heap_cases); i++) {
        const heap_case *c = &heap_cases[i];
        memset(t.a.abi.base, 0, TEST_MEMORY);
        test_memory(&t.a, c->memory);
        t.a.abi.memory64 = c->ptr64;
        expect_text(c->type, test_lift(&t, c->type, c->slots), c->value);
    }
    test_abi_release(&t);
}

/* Lifts, lowers into b, lifts that again and copies: all give the same. */
static void round_trip(test_abi *t, const char *type_name, const char *slots) {
    const ty *type = test_type(t, type_name);
    uint64_t in[64], out[64] = {0};
    uint32_t count = test_slots(in, slots);
    tenon_val v, again;
    cabi_flat flat = {.slots = in, .count = count};
    cr_assert(
        !cabi_lift_flat(&t->a.abi, &t->arena, &t->budget, type, &flat, &v));
    const char *want = test_value_text(t, &v);
    cr_expect(cabi_val_fits(type, &v), "%s does not fit %s", want, type_name);
    for (int copying = 0; copying < 2; copying++) {
        cabi_flat to = {.slots = out, .count = count};
        cabi_trap trap;
        flat.pos = 0;
        if (copying)
            trap = cabi_copy_flat(&t->a.abi, &t->b.abi, type, type, &flat, &to);
        else
            trap = cabi_lower_flat(&t->b.abi, type, &v, &to);
        cr_assert(!trap, "%s: %s", type_name, cabi_trap_text(trap));
        cr_expect(to.pos == count);
        to.pos = 0;
        trap =
            cabi_lift_flat(&t->b.abi, &t->arena, &t->budget, type, &to, &again);
        cr_assert(!trap, "%s: %s", type_name, cabi_trap_text(trap));
        expect_text(type_name, test_value_text(t, &again), want);
    }
}

Test(cabi_values, what_was_lifted_can_be_lowered_and_copied) {
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(flat_cases); i++)
        if (flat_cases[i].value[0] != '<')
            round_trip(&t, flat_cases[i].type, flat_cases[i].slots);
    for (size_t i = 0; i < TN_COUNT_OF(heap_cases); i++) {
        for (unsigned ptr64 = 0; ptr64 < 2; ptr64++) {
            const heap_case *c = &heap_cases[i];
            if (c->value[0] == '<')
                continue;
            memset(t.a.abi.base, 0, TEST_MEMORY);
            test_memory(&t.a, c->memory);
            t.a.abi.memory64 = c->ptr64;
            t.b.abi.memory64 = ptr64;
            t.b.next = 0;
            round_trip(&t, c->type, c->slots);
        }
    }
    test_abi_release(&t);
}

Test(cabi_values, lowered_payloads_are_extended_with_zeros) {
    static const struct {
        const char *type, *in;
        uint64_t out[4];
    } cases[] = {
        {"variant{x:u64,y:s32}", "1 0xffffffff", {1, 0xffffffff}},
        {"variant{x:u64,y:s8}", "1 0xff", {1, 0xffffffff}},
        {"variant{x:u64,y:f32}", "1 0xbf800000", {1, 0xbf800000}},
        {"variant{x:tuple<u64,u8>,y:u8}", "1 5 9", {1, 5, 0}},
        {"option<tuple<u8,u8>>", "0 5 9", {0, 0, 0}},
    };
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        const ty *type = test_type(&t, cases[i].type);
        uint64_t in[8], out[8];
        memset(out, 0xee, sizeof out);
        cabi_flat from = {.slots = in, .count = test_slots(in, cases[i].in)};
        cabi_flat to = {.slots = out, .count = 8};
        cr_assert(!cabi_copy_flat(&t.a.abi, &t.b.abi, type, type, &from, &to));
        cr_expect(to.pos == from.count);
        EXPECT_BYTES(out, to.pos * 8, cases[i].out, to.pos * 8);
    }
    test_abi_release(&t);
}

Test(cabi_values, discriminants_take_as_many_bytes_as_their_cases_need) {
    test_abi t;
    test_abi_init(&t);
    test_memory(&t.a, "ff ff 00 01 00 00 00 00 00 01 00 00");
    expect_text("256", test_lift(&t, "list<enum#256>", "0 2"), "[255,255]");
    expect_text("257 at 2", test_lift(&t, "list<enum#257>", "2 1"), "[256]");
    expect_text("257 at 0", test_lift(&t, "list<enum#257>", "0 1"),
                "<invalid variant discriminant>");
    expect_text("flat", test_lift(&t, "enum#257", "256"), "256");
    expect_text("flat", test_lift(&t, "enum#257", "257"),
                "<invalid variant discriminant>");
    cr_expect(test_type(&t, "enum#256")->layout.size[0] == 1);
    cr_expect(test_type(&t, "enum#257")->layout.size[0] == 2);
    test_abi_release(&t);
}

Test(cabi_values, flags_of_every_width_ignore_bits_without_a_label) {
    test_abi t;
    test_abi_init(&t);
    test_memory(&t.a, "ffffffff ffffffff");
    for (unsigned n = 1; n <= 32; n++) {
        char name[32], value[64];
        unsigned mask = n == 32 ? 0xffffffffu : (1u << n) - 1;
        snprintf(name, sizeof name, "list<flags#%u>", n);
        snprintf(value, sizeof value, "[0x%x]", mask);
        expect_text(name, test_lift(&t, name, "0 1"), value);
        /* Undefined bits do not reach the other guest. */
        const ty *type = test_type(&t, name);
        uint64_t in[2] = {0, 1}, out[2];
        cabi_flat from = {in, 2, 0}, to = {out, 2, 0};
        memset(t.b.abi.base, 0, TEST_MEMORY);
        t.b.next = 0;
        cr_assert(!cabi_copy_flat(&t.a.abi, &t.b.abi, type, type, &from, &to));
        uint32_t got = 0;
        memcpy(&got, t.b.abi.base, 4);
        cr_expect(got == mask, "%s: %x", name, (unsigned)got);
    }
    test_abi_release(&t);
}

Test(cabi_values, padding_of_one_guest_never_reaches_another) {
    test_abi t;
    test_abi_init(&t);
    const ty *type = test_type(&t, "list<tuple<u8,u32>>");
    cr_expect(ty_strip(type)->u.of.elem->any_bits);
    test_memory(&t.a, "01aabbcc 02000000 03ddeeff 04000000");
    uint64_t in[2] = {0, 2}, out[2];
    cabi_flat from = {in, 2, 0}, to = {out, 2, 0};
    cr_assert(!cabi_copy_flat(&t.a.abi, &t.b.abi, type, type, &from, &to));
    test_bytes want = test_hex("01000000 02000000 03000000 04000000");
    EXPECT_BYTES(t.b.abi.base + out[0], 16, want.p, want.len);
    free(want.p);
    test_abi_release(&t);
}

Test(cabi_values, lists_of_floats_are_copied_with_canonical_nans) {
    test_abi t;
    test_abi_init(&t);
    test_memory(&t.a, "010080ff 0000803f 0100000000000000"
                      "010000000000f07f 000000000000f03f");
    static const struct {
        const char *type;
        uint64_t slots[2];
        const char *memory;
    } cases[] = {
        {"list<f32>", {0, 2}, "0000c07f 0000803f"},
        {"list<f64>", {16, 2}, "000000000000f87f 000000000000f03f"},
        {"list<list<f32,2>>", {0, 1}, "0000c07f 0000803f"},
        {"list<tuple<f32,u32>>", {0, 1}, "0000c07f 0000803f"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        const ty *type = test_type(&t, cases[i].type);
        uint64_t in[2], out[2];
        memcpy(in, cases[i].slots, sizeof in);
        cabi_flat from = {in, 2, 0}, to = {out, 2, 0};
        t.b.next = 0;
        cr_assert(!cabi_copy_flat(&t.a.abi, &t.b.abi, type, type, &from, &to));
        test_bytes want = test_hex(cases[i].memory);
        EXPECT_BYTES(t.b.abi.base + out[0], want.len, want.p, want.len);
        free(want.p);
    }
    test_abi_release(&t);
}

Test(cabi_values, a_list_of_records_takes_one_realloc_and_one_per_string) {
    test_abi t;
    test_abi_init(&t);
    test_memory(&t.a, "18000000 02000000 01000000 1a000000 03000000 02000000"
                      "'hi' 'wat'");
    const ty *type = test_type(&t, "list<record{name:string,id:u32}>");
    uint64_t in[2] = {0, 2}, out[2];
    cabi_flat from = {in, 2, 0}, to = {out, 2, 0};
    cr_assert(!cabi_copy_flat(&t.a.abi, &t.b.abi, type, type, &from, &to));
    expect_text("log", test_log(&t, &t.b), "0 0 4 24; 0 0 1 2; 0 0 1 3; ");
    cr_expect(out[1] == 2);
    cr_expect(!t.b.left, "realloc ran with may_leave");
    cr_expect(t.b.instance.may_leave);
    test_abi_release(&t);
}

Test(cabi_values, an_empty_list_still_calls_realloc) {
    test_abi t;
    test_abi_init(&t);
    const ty *type = test_type(&t, "list<u32>");
    uint64_t in[2] = {0, 0}, out[2];
    cabi_flat from = {in, 2, 0}, to = {out, 2, 0};
    cr_assert(!cabi_copy_flat(&t.a.abi, &t.b.abi, type, type, &from, &to));
    expect_text("log", test_log(&t, &t.b), "0 0 4 0; ");
    test_abi_release(&t);
}

Test(cabi_values, aliased_strings_cannot_exhaust_the_host) {
    test_abi t;
    test_abi_init(&t);
    /* 200 strings, all of them the same 2,000 bytes. */
    for (uint32_t i = 0; i < 200; i++) {
        uint32_t pair[2] = {1800, 2000};
        memcpy(t.a.abi.base + 8 * i, pair, 8);
    }
    t.budget = 100000;
    expect_text("budget", test_lift(&t, "list<string>", "0 200"),
                "<value is too large to be lifted>");
    t.budget = 1000;
    expect_text("items", test_lift(&t, "list<u8>", "0 1000"),
                "<value is too large to be lifted>");
    test_abi_release(&t);
}

Test(cabi_values, memory_that_moves_while_a_list_is_copied_is_read_anew) {
    test_abi t;
    test_abi_init(&t);
    t.b.moves = true;
    const char *value =
        "10000000 02000000 12000000 03000000 'hi' 'wat' 00000000";
    test_memory(&t.a, value);
    round_trip(&t, "list<string>", "0 2");
    t.b.abi.encoding = CABI_LATIN1_UTF16;
    round_trip(&t, "list<string>", "0 2");
    t.b.abi.encoding = CABI_UTF16;
    round_trip(&t, "list<string>", "0 2");
    test_abi_release(&t);
}

Test(cabi_values, values_that_do_not_fit_their_type_are_told) {
    test_abi t;
    test_abi_init(&t);
    tenon_val v = {.kind = TENON_VAL_U8, .of.uint = 256};
    cr_expect(!cabi_val_fits(test_type(&t, "u8"), &v));
    v.of.uint = 255;
    cr_expect(cabi_val_fits(test_type(&t, "u8"), &v));
    cr_expect(!cabi_val_fits(test_type(&t, "u16"), &v));
    v = (tenon_val){.kind = TENON_VAL_STRING,
                    .of.string = {.data = "\xff", .len = 1}};
    cr_expect(!cabi_val_fits(test_type(&t, "string"), &v));
    v = (tenon_val){.kind = TENON_VAL_CHAR, .of.scalar = 0xd800};
    cr_expect(!cabi_val_fits(test_type(&t, "char"), &v));
    v = (tenon_val){.kind = TENON_VAL_OPTION, .of.variant = {1, NULL}};
    cr_expect(!cabi_val_fits(test_type(&t, "option<u8>"), &v));
    v.of.variant.index = 2;
    cr_expect(!cabi_val_fits(test_type(&t, "option<u8>"), &v));
    v = (tenon_val){.kind = TENON_VAL_FLAGS, .of.flags = 4};
    cr_expect(!cabi_val_fits(test_type(&t, "flags{a,b}"), &v));
    v = (tenon_val){.kind = TENON_VAL_LIST, .of.list = {NULL, 2}};
    cr_expect(!cabi_val_fits(test_type(&t, "list<u8,3>"), &v));
    cr_expect(!cabi_val_fits(test_type(&t, "tuple<u8,u8>"), &v));
    test_abi_release(&t);
}
