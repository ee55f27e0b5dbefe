/* Strings in each encoding, with the host and between components. */
#include <stdio.h>

#include "tests/unit/runtime/fixture.h"

#define BUMP                                                                \
    " (memory (export \"memory\") 4)"                                       \
    " (global $next (mut i32) (i32.const 1024))"                            \
    " (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32)" \
    "  (local i32)"                                                         \
    "  (global.set $next (i32.and (i32.const -16)"                          \
    "   (i32.add (i32.const 15) (global.get $next))))"                      \
    "  (local.set 4 (global.get $next))"                                    \
    "  (global.set $next (i32.add (local.get 3) (global.get $next)))"       \
    "  (memory.copy (local.get 4) (local.get 0)"                            \
    "   (select (local.get 1) (local.get 3)"                                \
    "    (i32.lt_u (local.get 1) (local.get 3))))"                          \
    "  (local.get 4))"

static const char talker[] =
    "(module" BUMP
    " (func (export \"test:traps/parrot#say\") (param i32 i32) (result i32)"
    "  (i32.store (i32.const 8) (local.get 0))"
    "  (i32.store (i32.const 12) (local.get 1))"
    "  (i32.const 8)))";

static const char listener[] =
    "(module"
    " (import \"test:traps/parrot\" \"say\""
    "  (func $say (param i32 i32 i32)))" BUMP
    " (func (export \"say-on\") (param i32 i32) (result i32)"
    "  (call $say (local.get 0) (local.get 1) (i32.const 16))"
    "  (i32.const 16)))";

static const char *const spoken[] = {"",
                                     "plain",
                                     "gr\xc3\xbc\xc3\x9f dich",
                                     "\xe2\x82\xac 5",
                                     "\xf0\x9f\x90\xa7 and \xc3\xa9",
                                     "abc\xc4\x80 late"};

static void say_all(fixture *f, const char *name) {
    for (size_t i = 0; i < TN_COUNT_OF(spoken); i++) {
        char call[64], answer[64];
        snprintf(call, sizeof call, "%s(\"%s\")", name, spoken[i]);
        snprintf(answer, sizeof answer, "\"%s\"", spoken[i]);
        EXPECT_CALL(f, call, answer);
    }
}

static const tenon_string_encoding encodings[] = {TENON_UTF8, TENON_UTF16,
                                                  TENON_COMPACT_UTF16};

Test(encoding, texts_go_from_the_host_and_back_in_each) {
    for (size_t i = 0; i < TN_COUNT_OF(encodings); i++) {
        fixture f;
        fixture_open(&f, wat_component_as("talker", talker, encodings[i]));
        say_all(&f, "say");
        fixture_close(&f);
    }
}

Test(encoding, texts_go_between_components_of_different_ones) {
    for (size_t i = 0; i < TN_COUNT_OF(encodings) * TN_COUNT_OF(encodings);
         i++) {
        fixture f;
        fixture_open(
            &f, linked(wat_component_as("listener", listener, encodings[i / 3]),
                       wat_component_as("talker", talker, encodings[i % 3])));
        say_all(&f, "say-on");
        fixture_close(&f);
    }
}
