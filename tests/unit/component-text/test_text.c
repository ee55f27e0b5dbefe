/*
 * Components from text. What a short form stands for is compared with the
 * same component written at length, byte for byte.
 */
#include <stdlib.h>

#include "tenon/parse.h"
#include "tenon/text.h"

#include "base/context.h"
#include "base/limits.h"
#include "tests/support.h"

static tenon_context *ctx;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(component_text, .init = set_up, .fini = tear_down);

static bool parse(tenon_buffer *out, const char *text) {
    const tenon_input input = {"a.wat", (const uint8_t *)text, strlen(text)};
    tenon_diagnostics_clear(ctx);
    return tenon_parse_text(out, ctx, &input) == TENON_OK;
}

static void expect_wasm(const char *text, const char *hex) {
    tenon_buffer wasm;
    test_bytes expected = test_hex(hex);
    cr_expect(parse(&wasm, text), "%s", text);
    EXPECT_BYTES(wasm.data, wasm.len, expected.p, expected.len);
    tenon_buffer_release(&wasm);
    free(expected.p);
}

/* Both are parsed, which must give the same; neither has names. */
static void expect_same(const char *text, const char *other) {
    tenon_buffer a, b;
    bool ok = parse(&a, text);
    cr_expect(ok, "%s: %s", text, ok ? "" : test_diagnostics(ctx));
    ok = parse(&b, other);
    cr_expect(ok, "%s: %s", other, ok ? "" : test_diagnostics(ctx));
    bool same = a.len == b.len && a.len && memcmp(a.data, b.data, a.len) == 0;
    cr_expect(same, "not the same:\n%s\n%s", text, other);
    tenon_buffer_release(&a);
    tenon_buffer_release(&b);
}

/* Printed, so that indices and added definitions can be seen. */
static void expect_print(const char *text, const char *expected) {
    tenon_buffer wasm, out = {0};
    tenon_print_options options = TENON_PRINT_OPTIONS_INIT;
    options.skip_validation = true;
    bool ok = parse(&wasm, text);
    cr_expect(ok, "%s: %s", text, ok ? "" : test_diagnostics(ctx));
    const tenon_input input = {"a.wasm", wasm.data, wasm.len};
    cr_assert_eq(tenon_print(&out, ctx, &input, &options), TENON_OK);
    EXPECT_STR(((tn_str){(const char *)out.data, out.len}), expected);
    tenon_buffer_release(&out);
    tenon_buffer_release(&wasm);
}

static void expect_error(const char *text, const char *phrase) {
    tenon_buffer wasm;
    cr_expect_not(parse(&wasm, text), "%s", text);
    cr_expect_null(wasm.data);
    EXPECT_DIAGNOSTIC(ctx, phrase);
}

#define HEADER "00 'asm' 0d 00 01 00 "

Test(component_text, definitions_become_sections) {
    expect_wasm("(component)", HEADER);
    expect_wasm("\xef\xbb\xbf ;; nothing\n(component)", HEADER);
    expect_wasm("(component (type u8) (type string))", HEADER "07 03 02 7d 73");
    expect_wasm("(component (core module))",
                HEADER "01 08 00 'asm' 01 00 00 00");
    expect_wasm("(component (component))", HEADER "04 08" HEADER);
    expect_wasm("(component (@custom \"a\" \"b\" \"\\01\"))",
                HEADER "00 04 01 'a' 'b' 01");
    expect_wasm("(component (@producers (sdk \"a\" \"1\") (sdk \"b\" \"2\")))",
                HEADER "00 18 09 'producers' 01 03 'sdk' 02 01 'a' 01 '1' "
                       "01 'b' 01 '2'");
}

Test(component_text, binary_components_are_unpacked) {
    expect_wasm("(component binary \"\\00asm\" \"\\0d\\00\\01\\00\")", HEADER);
    expect_wasm("(component binary)", "");
    expect_wasm("(component definition $a binary \"x\")", "'x'");
}

Test(component_text, core_modules_are_read_as_well) {
    expect_wasm("(module (memory 1))", "00 'asm' 01 00 00 00 05 03 01 00 01");
}

Test(component_text, names_go_into_the_name_section) {
    expect_wasm("(component $c (type $\"a b\" u8))",
                HEADER "07 02 01 7d 00 1c 0e 'component-name' 00 02 01 'c' "
                       "01 07 03 01 00 03 'a b'");
    expect_print("(component $c (type $t u8) (type (list $t)))",
                 "(component $c\n"
                 "  (type $t (;0;) u8)\n"
                 "  (type (;1;) (list $t))\n"
                 ")\n");
}

Test(component_text, inline_types_become_definitions) {
    expect_same("(component (type (list (option (tuple u8 (list char))))))",
                "(component (type (list char)) (type (tuple u8 0)) "
                "(type (option 1)) (type (list 2)))");
    expect_same("(component (import \"f\" (func (param \"a\" (list u8)) "
                "(result (result (error string))))))",
                "(component (type (list u8)) (type (result (error string))) "
                "(type (func (param \"a\" 0) (result 1))) "
                "(import \"f\" (func (type 2))))");
    expect_same("(component (import \"i\" (instance (export \"r\" (type (sub "
                "resource))) (export \"f\" (func (param \"r\" (own 0)))))))",
                "(component (type (instance (export \"r\" (type (sub "
                "resource))) (type (own 0)) (type (func (param \"r\" 1))) "
                "(export \"f\" (func (type 2))))) "
                "(import \"i\" (instance (type 0))))");
    expect_same("(component (import \"m\" (core module (export \"f\" (func "
                "(param i32))) (export \"g\" (func)))))",
                "(component (core type (module (type (func (param i32))) "
                "(export \"f\" (func (type 0))) (type (func)) "
                "(export \"g\" (func (type 1))))) "
                "(import \"m\" (core module (type 0))))");
}

Test(component_text, every_value_type_is_read) {
    expect_print("(component (type (record (field \"a\" u8) (field \"b\" 0)))"
                 " (type (variant (case \"a\") (case $x \"b\" float32)))"
                 " (type (flags \"a\" \"b\")) (type (enum \"a\"))"
                 " (type (result)) (type (result u8)) (type (list u8 4))"
                 " (type (map string u8)) (type (stream)) (type (future u8))"
                 " (type (result u8 (error s64))) (type error-context))",
                 "(component\n"
                 "  (type (;0;) (record (field \"a\" u8) (field \"b\" 0)))\n"
                 "  (type (;1;) (variant (case \"a\") (case \"b\" f32)))\n"
                 "  (type (;2;) (flags \"a\" \"b\"))\n"
                 "  (type (;3;) (enum \"a\"))\n"
                 "  (type (;4;) (result))\n"
                 "  (type (;5;) (result u8))\n"
                 "  (type (;6;) (list u8 4))\n"
                 "  (type (;7;) (map string u8))\n"
                 "  (type (;8;) (stream))\n"
                 "  (type (;9;) (future u8))\n"
                 "  (type (;10;) (result u8 (error s64)))\n"
                 "  (type (;11;) error-context)\n"
                 ")\n");
}

Test(component_text, aliases_are_added_before_their_use) {
    expect_same("(component (import \"i\" (instance)) "
                "(export \"f\" (func 0 \"a\" \"b\")))",
                "(component (import \"i\" (instance)) "
                "(alias export 0 \"a\" (instance)) "
                "(alias export 1 \"b\" (func)) (export \"f\" (func 0)))");
    expect_same("(component (core instance) (core instance "
                "(export \"m\" (memory 0 \"mem\"))))",
                "(component (core instance) "
                "(alias core export 0 \"mem\" (core memory)) "
                "(core instance (export \"m\" (memory 0))))");
    expect_same("(component (import \"i\" (instance)) "
                "(func (alias export 0 \"f\")) "
                "(type (alias export 0 \"t\")) "
                "(core module (alias export 0 \"m\")))",
                "(component (import \"i\" (instance)) "
                "(alias export 0 \"f\" (func)) (alias export 0 \"t\" (type)) "
                "(alias export 0 \"m\" (core module)))");
    /* inline types come first, each with its own aliases */
    expect_print("(component $C (type $t u8) (component "
                 "(type (tuple $t (list $t)))))",
                 "(component $C\n"
                 "  (type $t (;0;) u8)\n"
                 "  (component (;0;)\n"
                 "    (alias outer 1 0 (type (;0;)))\n"
                 "    (type (;1;) (list 0))\n"
                 "    (alias outer 1 0 (type (;2;)))\n"
                 "    (type (;3;) (tuple 2 1))\n"
                 "  )\n"
                 ")\n");
}

Test(component_text, types_are_scopes_of_their_own) {
    expect_print("(component $C (type $t u8) (type $I (instance "
                 "(alias outer $C $t (type $u)) (export \"a\" (type $v "
                 "(eq $u))) (export \"b\" (instance (export \"c\" (type (eq "
                 "$v))))))))",
                 "(component $C\n"
                 "  (type $t (;0;) u8)\n"
                 "  (type $I (;1;)\n"
                 "    (instance\n"
                 "      (alias outer 1 0 (type (;0;)))\n"
                 "      (export (;1;) \"a\" (type (eq 0)))\n"
                 "      (type (;2;)\n"
                 "        (instance\n"
                 "          (alias outer 1 1 (type (;0;)))\n"
                 "          (export (;1;) \"c\" (type (eq 0)))\n"
                 "        )\n"
                 "      )\n"
                 "      (export (;0;) \"b\" (instance (type 2)))\n"
                 "    )\n"
                 "  )\n"
                 ")\n");
}

Test(component_text, exports_in_definitions_come_last) {
    expect_same("(component (component (export \"c\") (export \"d\")) "
                "(instance (export \"i\") (instantiate 0)) "
                "(type (export \"t\") u8))",
                "(component (component) (instance (instantiate 0)) (type u8) "
                "(export \"c\" (component 0)) (export \"d\" (component 0)) "
                "(export \"i\" (instance 0)) (export \"t\" (type 0)))");
    expect_same("(component (core module (export \"m\") (memory 1)))",
                "(component (core module (memory 1)) "
                "(export \"m\" (core module 0)))");
}

Test(component_text, imports_may_stand_in_definitions) {
    expect_same("(component (func (import \"f\") (param \"a\" u8)) "
                "(instance (import \"i\")) (component (import \"c\")) "
                "(core module (import \"m\") (export \"x\" (func))))",
                "(component (import \"f\" (func (param \"a\" u8))) "
                "(import \"i\" (instance)) (import \"c\" (component)) "
                "(import \"m\" (core module (export \"x\" (func)))))");
}

Test(component_text, bundles_become_instances) {
    expect_same("(component (core module) (core func (canon resource.drop 0)) "
                "(core instance (instantiate 0 (with \"a\" (instance "
                "(export \"f\" (func 0)))))))",
                "(component (core module) (core func (canon resource.drop 0)) "
                "(core instance (export \"f\" (func 0))) "
                "(core instance (instantiate 0 (with \"a\" (instance 0)))))");
    expect_same("(component (component) (type u8) (instance (instantiate "
                "(component 0) (with \"t\" (type 0)) (with \"i\" (instance "
                "(export \"t\" (type 0)))))))",
                "(component (component) (type u8) "
                "(instance (export \"t\" (type 0))) (instance (instantiate 0 "
                "(with \"t\" (type 0)) (with \"i\" (instance 0)))))");
}

Test(component_text, canonical_definitions_have_two_forms) {
    expect_same("(component (canon lift (core func 0 \"f\") (memory 0 \"m\") "
                "string-encoding=utf16 (realloc (core func 0 \"r\")) async "
                "(func (param \"a\" u8))))",
                "(component (func (param \"a\" u8) (canon lift "
                "(core func 0 \"f\") (memory (core memory 0 \"m\")) "
                "string-encoding=utf16 (realloc (func 0 \"r\")) async)))");
    expect_same("(component (canon lower (func 0) (core func)) "
                "(canon resource.new 0 (core func)) "
                "(canon stream.read 0 async (memory 0) (core func)) "
                "(canon task.return (result (list u8)) (core func)) "
                "(canon context.get i32 1 (core func)))",
                "(component (core func (canon lower (func 0))) "
                "(core func (canon resource.new 0)) "
                "(core func (canon stream.read 0 async (memory 0))) "
                "(core func (canon task.return (result (list u8)))) "
                "(core func (canon context.get i32 1)))");
}

Test(component_text, attributes_may_come_in_any_order) {
    expect_print("(component (import \"a\" (external-id \"e\") "
                 "(implements \"a:b/c\") (instance)))",
                 "(component\n"
                 "  (type (;0;)\n"
                 "    (instance)\n"
                 "  )\n"
                 "  (import \"a\" (implements \"a:b/c\") (external-id \"e\") "
                 "(instance (;0;) (type 0)))\n"
                 ")\n");
}

Test(component_text, what_is_wrong_is_told_with_its_place) {
    static const struct {
        const char *text, *phrase;
    } cases[] = {
        {"(component", "this parenthesis is not closed"},
        {"(component))", "unexpected `)`"},
        {"(component) (component)", "unexpected list; expected `)`"},
        {"(component (type))", "a.wat:1:17"},
        {"(component (type x))", "expected a type"},
        {"(component (type $a u8) (type $a u8))", "already defined"},
        {"(component (type (list $a)))", "there is no `$a` before"},
        {"(component (alias outer $x 0 (type)))", "`$x` not found"},
        {"(component (alias outer 3 $a (type)))", "not as many scopes"},
        {"(component (func $f (import \"f\")) "
         "(component (export \"g\" (func $f))))",
         "is not a module, type, or component"},
        {"(component (core instance (export \"i\" (instance 0 \"x\"))))",
         "cannot export this kind"},
        {"(component (value $v u8 1))", "not supported"},
        {"(component (core rec (type (func))))", "not supported"},
        {"(component (core type (struct)))", "not supported"},
        {"(component (core module (func (nop)))", "not closed"},
        {"(component (core module (func (nope))))", "E0604"},
        {"(component (core module binary \"\"))", "a field of a core module"},
        {"(component (type (resource (rep f32))))", "`i32`"},
        {"(component (core func (canon lower (func 0) (memory 0) "
         "(memory 0))))",
         "given twice"},
        {"(component (core func (canon nope)))", "canonical built-in"},
        {"(component (import \"\\ff\" (func)))", "malformed UTF-8"},
        {"(component (import \"a\" (func (type 0 \"b\" 1))))",
         "name of an export"},
        {"(component (type (func (param \"a\"))))", "expected a value type"},
        {"(component (import \"a\" (table)))", "sort of an item"},
        {"(component (import \"a\" (core func)))", "cannot be imported"},
        {"(component (type 5000000000))", "expected a type"},
        {"(component (type (list 5000000000)))", "expected an index"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++)
        expect_error(cases[i].text, cases[i].phrase);
}

/* Each mistake is told; what follows from one is not. */
Test(component_text, several_errors_are_told) {
    expect_error("(component\n (type (nope))\n (type $a (list))\n"
                 " (export \"b\" (type $a))\n (typo))",
                 "a.wat:2:8");
    EXPECT_DIAGNOSTIC(ctx, "a.wat:3:16");
    EXPECT_DIAGNOSTIC(ctx, "a.wat:5:3");
    cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 3);
}

/* depth times open, and as often close */
static char *make_nested(const char *open, size_t depth) {
    size_t len = strlen(open);
    char *text = calloc(depth * (len + 1) + 1, 1);
    for (size_t i = 0; i < depth; i++)
        memcpy(text + i * len, open, len);
    memset(text + depth * len, ')', depth);
    return text;
}

Test(component_text, nesting_has_limits) {
    tenon_buffer wasm;
    char *text = make_nested("(component", TN_MAX_DEPTH);
    cr_expect(parse(&wasm, text));
    tenon_buffer_release(&wasm);
    free(text);
    text = make_nested("(component", TN_MAX_DEPTH + 1);
    expect_error(text, "nested too deeply");
    free(text);
    text = make_nested("(component (type (list", 100000);
    expect_error(text, "nested too deeply");
    free(text);
}

static bool parse_all(const tenon_allocator *allocator, void *user) {
    const char *text = user;
    const tenon_input input = {"a.wat", (const uint8_t *)text, strlen(text)};
    tenon_context *local;
    tenon_buffer out = {0};
    if (tenon_context_new(&local, allocator) != TENON_OK)
        return false;
    tenon_status status = tenon_parse_text(&out, local, &input);
    cr_expect(status == TENON_OK || status == TENON_NO_MEMORY);
    tenon_buffer_release(&out);
    tenon_context_free(local);
    return status == TENON_OK;
}

Test(component_text, memory_may_run_out_anywhere) {
    static char text[] =
        "(component $c (core module $m (func (export \"f\"))) "
        "(core instance $i (instantiate $m)) "
        "(func $f (export \"f\") (canon lift (core func $i \"f\"))) "
        "(type $t (record (field \"a\" (list u8)))) "
        "(component (type (list $t))))";
    test_every_failure(parse_all, text);
}
