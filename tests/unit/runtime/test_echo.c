/* Values of each shape of type, over into a guest and back. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/runtime/fixture.h"

static test_bytes kitchen(void) {
    return guest_component("kitchen", "kitchen", "kitchen");
}

/* name and value: the call name(value) gives value again. */
static const char *const echoes[][2] = {
    {"a-bool", "true"},
    {"a-bool", "false"},
    {"a-u8", "255"},
    {"a-s8", "-128"},
    {"a-u16", "65535"},
    {"a-s16", "-32768"},
    {"a-u32", "4294967295"},
    {"a-s32", "-2147483648"},
    {"a-u64", "18446744073709551615"},
    {"a-s64", "-9223372036854775808"},
    {"a-f32", "1.5"},
    {"a-f32", "-inf"},
    {"a-f32", "nan"},
    {"a-f64", "0.1"},
    {"a-f64", "-0"},
    {"a-f64", "nan"},
    {"a-char", "'x'"},
    {"a-char", "'\xf0\x9f\x90\xa7'"},
    {"a-string", "\"\""},
    {"a-string", "\"gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x90\xa7\""},
    {"a-string", "\"a \\\"quoted\\\" word\""},
    {"a-point", "{x: -1, y: 2}"},
    {"a-mixed",
     "{a: 7, b: 18446744073709551615, c: 0.5, d: \"in\", e: true, f: 'z'}"},
    {"a-tuple", "(1, \"two\", 3.5)"},
    {"a-single", "(18446744073709551615)"},
    {"a-shape", "nothing"},
    {"a-shape", "circle(0.5)"},
    {"a-shape", "circle(nan)"},
    {"a-shape", "square(4294967295)"},
    {"a-shape", "named(\"me\")"},
    {"a-shape", "big(18446744073709551615)"},
    {"a-shape", "dot({x: -3, y: -4})"},
    {"a-either", "left(-0.25)"},
    {"a-either", "right(4294967295)"},
    {"a-color", "red"},
    {"a-color", "blue"},
    {"a-perms", "{}"},
    {"a-perms", "{read, exec}"},
    {"a-months", "{jan, aug, dec}"},
    {"a-bits", "{b0, b15, b31}"},
    {"an-option", "none"},
    {"an-option", "some(0)"},
    {"an-option-string", "none"},
    {"an-option-string", "some(\"\")"},
    {"an-option-string", "some(\"text\")"},
    {"an-option-option", "none"},
    {"an-option-option", "some(none)"},
    {"an-option-option", "some(some(9))"},
    {"a-result", "ok(18446744073709551615)"},
    {"a-result", "err(\"why\")"},
    {"a-result-ok", "ok(2.5)"},
    {"a-result-ok", "err"},
    {"a-result-err", "ok"},
    {"a-result-err", "err(\"why\")"},
    {"a-result-empty", "ok"},
    {"a-result-empty", "err"},
    {"a-list-bool", "[]"},
    {"a-list-bool", "[true, false, true]"},
    {"a-list-u8", "[0, 127, 255]"},
    {"a-list-s32", "[-1, 0, 1]"},
    {"a-list-f64", "[0.1, inf, -0.0009]"},
    {"a-list-char", "['a', '\xe2\x82\xac']"},
    {"a-list-string", "[\"one\", \"\", \"three\"]"},
    {"a-list-list", "[[1, 2], [], [65535]]"},
    {"a-list-option", "[none, some(\"x\"), some(\"\")]"},
    {"a-list-tuple", "[(1, 2), (255, 4294967295)]"},
    {"a-list-color", "[red, blue, green]"},
    {"a-list-node",
     "[{name: \"n\", sizes: [1, 2], shape: dot({x: 1, y: 2}), up: some(3)}, "
     "{name: \"\", sizes: [], shape: named(\"s\")}]"},
};

Test(echo, every_value_comes_back_as_it_went_in) {
    fixture f;
    fixture_open(&f, kitchen());
    for (size_t i = 0; i < TN_COUNT_OF(echoes); i++) {
        char call[512];
        snprintf(call, sizeof call, "echo#%s(%s)", echoes[i][0], echoes[i][1]);
        EXPECT_CALL(&f, call, echoes[i][1]);
    }
    EXPECT_CALL(&f, "echo#nothing()", "");
    fixture_close(&f);
}

Test(echo, sixteen_flat_parameters_are_passed_as_such) {
    fixture f;
    fixture_open(&f, kitchen());
    EXPECT_CALL(&f,
                "sixteen(1, -2, 3, 4, 5.5, 6.5, true, 'A', \"AB\", [1, 2], 7, "
                "-8, 9, -10)",
                "215");
    fixture_close(&f);
}

Test(echo, seventeen_flat_parameters_are_passed_in_memory) {
    fixture f;
    fixture_open(&f, kitchen());
    EXPECT_CALL(&f,
                "seventeen(1, -2, 3, 4, 5.5, 6.5, true, 'A', \"text\", "
                "[1, 2], 7, -8, 9, -10, -11)",
                "(1, -2, 3, 4, 5.5, 6.5, true, 'A', \"text\", [1, 2], 7, -8, "
                "9, -10, -11)");
    fixture_close(&f);
}

Test(echo, a_large_text_comes_back_whole) {
    enum { LEN = 3 << 20 };
    fixture f;
    fixture_open(&f, kitchen());
    tenon_func *func = tenon_instance_func(f.instance, "a-string");
    char *text = malloc(LEN);
    cr_assert(func != NULL && text != NULL);
    for (size_t i = 0; i < LEN; i++)
        text[i] = (char)('a' + i % 26);
    tenon_val arg = {.kind = TENON_VAL_STRING, .of.string = {text, LEN}};
    tenon_val result = {0};
    cr_assert(tenon_call(func, &arg, 1, &result) == TENON_OK);
    EXPECT_BYTES(result.of.string.data, result.of.string.len, text, LEN);
    free(text);
    fixture_close(&f);
}

static const char *const lifted[][2] = {
    {"bool-two", "true"},
    {"u8-wide", "255"},
    {"flags-wide", "{b}"},
};

static const char *const rejected[][2] = {
    {"char-surrogate", "invalid character bits"},
    {"char-too-big", "invalid character bits"},
    {"enum-range", "invalid variant discriminant"},
    {"option-range", "invalid variant discriminant"},
    {"utf8-bad", "invalid utf-8 sequence"},
    {"utf8-cut", "invalid utf-8 sequence"},
    {"string-outside", "string content out-of-bounds"},
    {"string-huge", "string"},
    {"list-outside", "list content out-of-bounds"},
    {"list-misaligned", "unaligned pointer"},
    {"list-huge", "list"},
    {"result-misaligned", "unaligned pointer"},
    {"result-outside", "pointer is out of bounds of memory"},
    {"unreachable", "unreachable"},
    {"divide-by-zero", "integer divide by zero"},
    {"outside-memory", "out of bounds memory access"},
    {"endless-recursion", "call stack exhausted"},
    {"post-return", "unreachable"},
};

Test(broken, what_only_looks_wrong_is_lifted) {
    fixture f;
    fixture_open(&f, kitchen());
    for (size_t i = 0; i < TN_COUNT_OF(lifted); i++) {
        char call[64];
        snprintf(call, sizeof call, "broken#%s()", lifted[i][0]);
        EXPECT_CALL(&f, call, lifted[i][1]);
    }
    fixture_close(&f);
}

Test(broken, each_fault_traps_and_says_why) {
    fixture f;
    fixture_open(&f, kitchen());
    for (size_t i = 0; i < TN_COUNT_OF(rejected); i++) {
        char call[64];
        snprintf(call, sizeof call, "broken#%s()", rejected[i][0]);
        EXPECT_TRAP(&f, call, rejected[i][1]);
        EXPECT_TRAP(&f, "echo#nothing()", "cannot enter component instance");
        fixture_restart(&f);
    }
    fixture_close(&f);
}
