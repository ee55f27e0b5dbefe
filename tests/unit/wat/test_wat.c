/* Modules to binary and back. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/context.h"
#include "base/limits.h"
#include "tests/support.h"
#include "wat/wat.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(wat, .init = set_up, .fini = tear_down);

/* Parses with a place in the source map; the guard is the test's own. */
static bool to_wasm(tn_str *out, tn_str text) {
    tn_source *source =
        tn_source_add(ctx, TN_SOURCE_TEXT, TN_STR("a.wat"), text);
    return wat_to_wasm(out, ctx, &ctx->arena, source->bytes, source->base);
}

static void expect_wasm(const char *text, const char *hex) {
    tn_str wasm = {"", 0};
    test_bytes expected = test_hex(hex);
    cr_expect(to_wasm(&wasm, tn_str_from(text)), "%s", text);
    EXPECT_BYTES(wasm.p, wasm.len, expected.p, expected.len);
    free(expected.p);
}

static void expect_error(const char *text, const char *phrase) {
    tn_str wasm;
    tenon_diagnostics_clear(ctx);
    cr_expect_not(to_wasm(&wasm, tn_str_from(text)), "%s", text);
    EXPECT_DIAGNOSTIC(ctx, phrase);
    EXPECT_DIAGNOSTIC(ctx, "E0604");
}

#define HEADER "00 'asm' 01 00 00 00 "

Test(wat, a_module_becomes_binary) {
    expect_wasm("(module)", HEADER);
    expect_wasm("", HEADER);
    expect_wasm(";; nothing", HEADER);
    expect_wasm("(module (memory 1))", HEADER "05 03 01 00 01");
    expect_wasm("(memory 1)", HEADER "05 03 01 00 01");
}

Test(wat, identifiers_may_be_strings) {
    expect_wasm("(func $\"a\") (start $a)",
                HEADER "01 04 01 60 00 00 03 02 01 00 08 01 00 0a 04 01 02 00 "
                       "0b 00 10 04 'name' 01 04 01 00 01 'a' 02 03 01 00 00");
    expect_wasm("(func $\"a b~\") (start $\"a\\20b~\")",
                HEADER "01 04 01 60 00 00 03 02 01 00 08 01 00 0a 04 01 02 00 "
                       "0b 00 13 04 'name' 01 07 01 00 04 'a b~' 02 03 01 00 "
                       "00");
    expect_error("(func $\"\")", "unexpected token");
    expect_error("(func $\"\\ff\")", "unexpected token");
}

Test(wat, annotations_become_custom_sections) {
    expect_wasm("(module (@custom \"a\" \"b\" \"\\01\"))",
                HEADER "00 04 01 'a' 'b' 01");
    expect_wasm("(@custom \"a\") (memory 1)",
                HEADER "05 03 01 00 01 00 02 01 'a'");
    expect_wasm("(module (@custom \"c\" (after last)) (@custom \"b\" (after "
                "memory)) (memory 1) (@custom \"z\" (before first)) (@custom "
                "\"a\" (before memory)) (func (@custom \"x\")))",
                HEADER "00 02 01 'z' 01 04 01 60 00 00 03 02 01 00 00 02 01 'a'"
                       " 05 03 01 00 01 00 02 01 'b' 0a 04 01 02 00 0b"
                       " 00 02 01 'c'");
    expect_wasm("(module (@producers (sdk \"a\" \"1\")) (@other 1))",
                HEADER "00 14 09 'producers' 01 03 'sdk' 01 01 'a' 01 '1'");
    expect_error("(module (@custom))", "expected a string");
    expect_error("(module (@custom \"a\" (before that)))", "unknown place");
    expect_error("(module (@producers (sdk)))", "expected a string");
}

Test(wat, names_go_into_the_name_section) {
    expect_wasm("(module $m)", HEADER "00 0c 04 'name' 00 02 01 'm' 02 01 00");
}

Test(wat, binary_and_quoted_modules_are_unpacked) {
    expect_wasm("(module binary \"\\00as\" \"m\" \"\\01\\00\\00\\00\")",
                HEADER);
    expect_wasm("(module $m quote \"(mem\" \"ory 1)\")",
                HEADER "05 03 01 00 01");
    expect_wasm("(module quote \"\")", HEADER);
}

Test(wat, comments_and_annotations_do_not_matter) {
    expect_wasm("(module (@x \"(\" (y)) (; (; ;) ;) (memory ;;\r1))",
                HEADER "05 03 01 00 01");
}

Test(wat, errors_say_where) {
    expect_error("(module\n  (func i32.bad))", "a.wat:2:9");
    expect_error("(module (func $f) (func $f))", "redefinition");
    expect_error("(module (func (call $no)))", "a.wat:1:21");
    expect_error("(module", "a.wat:1:8");
    expect_error("(module))", "a.wat:1:9");
    expect_error("(module \"", "string is not closed");
    expect_error("(module \xff)", "UTF-8");
    expect_error("(component)", "not core modules");
    expect_error("(module binary \"\\g\")", "escape");
    expect_error("(module binary \"\") x", "behind the module");
    expect_error("(module quote \"(fun)\")", "unexpected token");
}

/* (block (block ...)), and block block ... end end. */
static tn_str nested(const char *open, const char *close, size_t depth) {
    tn_writer w;
    tn_writer_init(&w, &ctx->arena);
    tn_write_printf(&w, "(func ");
    for (size_t i = 0; i < depth; i++)
        tn_write_printf(&w, "%s ", open);
    for (size_t i = 0; i < depth; i++)
        tn_write_printf(&w, "%s ", close);
    tn_write_printf(&w, ")");
    return tn_writer_str(&w);
}

Test(wat, nesting_ends_at_the_limit) {
    tn_str wasm;
    size_t fine = TN_MAX_WAT_DEPTH - 2;
    cr_expect(to_wasm(&wasm, nested("(block", ")", fine)));
    cr_expect(to_wasm(&wasm, nested("block", "end", fine)));
    cr_expect_not(to_wasm(&wasm, nested("(block", ")", 200000)));
    cr_expect_not(to_wasm(&wasm, nested("block", "end", 200000)));
    cr_expect_not(to_wasm(&wasm, nested("loop", "", 200000)));
    cr_expect_not(to_wasm(&wasm, nested("(", ")", 200000)));
    EXPECT_DIAGNOSTIC(ctx, "nested too deeply");
}

Test(wat, blocks_one_after_another_are_not_nested) {
    tn_str wasm;
    cr_expect(to_wasm(&wasm, nested("block end", "", 5000)));
}

Test(wat, odd_text_is_a_diagnostic) {
    static const char *const texts[] = {
        "(module (func (v128.const i8x16 256 256;256)))",
        "(module (elem declare func $x (ref.func)))",
        "(func try catch",
        "(module (import \"\" \"\" (func (param",
    };
    for (size_t i = 0; i < TN_COUNT_OF(texts); i++) {
        tn_str wasm;
        cr_expect_not(to_wasm(&wasm, tn_str_from(texts[i])), "%s", texts[i]);
    }
}

Test(wat, a_binary_is_printed_and_read_again) {
    tn_str wasm, text, again;
    cr_assert(
        to_wasm(&wasm, TN_STR("(module (func $f (export \"f\") (param i32)"
                              " (result i32) local.get 0 i32.eqz)"
                              "(memory 1) (data (i32.const 0) \"x\"))")));
    cr_assert(wat_from_wasm(&text, ctx, &ctx->arena, wasm, 0));
    cr_expect(tn_str_starts(text, TN_STR("(module")));
    cr_assert(to_wasm(&again, text));
    EXPECT_BYTES(again.p, again.len, wasm.p, wasm.len);
}

Test(wat, a_broken_binary_is_a_diagnostic) {
    tn_str text;
    cr_expect_not(wat_from_wasm(&text, ctx, &ctx->arena, TN_STR("\0asm"), 0));
    cr_expect_gt(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 0);
}

/* A function with n nested blocks, straight in binary. */
static tn_str deep_binary(size_t n) {
    tn_writer body, out;
    tn_writer_init(&body, &ctx->arena);
    tn_writer_init(&out, &ctx->arena);
    tn_write_u8(&body, 0);
    for (size_t i = 0; i < n; i++)
        tn_write_bytes(&body, "\x02\x40", 2);
    for (size_t i = 0; i <= n; i++)
        tn_write_u8(&body, 0x0b);
    tn_write_bytes(&out, "\0asm\1\0\0\0\1\4\1\x60\0\0\3\2\1\0\x0a", 19);
    tn_writer section;
    tn_writer_init(&section, &ctx->arena);
    tn_write_u32(&section, 1);
    tn_write_u32(&section, (uint32_t)body.len);
    tn_write_bytes(&section, body.data, body.len);
    tn_write_u32(&out, (uint32_t)section.len);
    tn_write_bytes(&out, section.data, section.len);
    return tn_writer_str(&out);
}

Test(wat, deep_binaries_do_not_exhaust_the_stack) {
    tn_str text;
    cr_expect(wat_from_wasm(&text, ctx, &ctx->arena, deep_binary(900), 0));
    (void)!wat_from_wasm(&text, ctx, &ctx->arena, deep_binary(16000), 0);
    (void)!wat_from_wasm(&text, ctx, &ctx->arena, deep_binary(1000000), 0);
}

static bool parse_with(const tenon_allocator *allocator, void *user) {
    tenon_context *own;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    volatile bool ok = false;
    tn_guard guard;
    if (TN_GUARD(own, &guard)) {
        tn_str wasm;
        ok = wat_to_wasm(&wasm, own, &own->arena, tn_str_from(user), 0);
    }
    tn_guard_leave(own, &guard);
    tenon_context_free(own);
    return ok;
}

Test(wat, memory_may_run_out_anywhere) {
    test_every_failure(parse_with, "(module quote \"(func) (memory 1)\")");
}
