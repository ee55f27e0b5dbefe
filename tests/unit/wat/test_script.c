/* Scripts: commands, actions and expected results. */
#include "base/context.h"
#include "tests/support.h"
#include "wat/script.h"

static tenon_context *ctx;
static wat_script script;

static void set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void tear_down(void) {
    tenon_context_free(ctx);
}

TestSuite(wat_script, .init = set_up, .fini = tear_down);

static const wat_command *parse(const char *text, size_t count) {
    cr_assert(wat_script_parse(&script, ctx, &ctx->arena, tn_str_from(text), 0),
              "%s", text);
    cr_assert_eq(script.len, count, "%s: %zu commands", text, script.len);
    return script.commands;
}

Test(wat_script, commands_have_their_lines) {
    const wat_command *c =
        parse("(module)\n\n(; \n ;)(register \"m\" $x)\n(wait $t)", 3);
    cr_expect_eq(c[0].kind, WAT_MODULE);
    cr_expect_eq(c[0].line, 1);
    cr_expect_eq(c[1].kind, WAT_REGISTER);
    cr_expect_eq(c[1].line, 4);
    EXPECT_STR(c[1].text, "m");
    EXPECT_STR(c[1].id, "$x");
    cr_expect_eq(c[2].kind, WAT_WAIT);
    cr_expect_eq(c[2].line, 5);
}

Test(wat_script, modules_have_their_form) {
    const wat_command *c = parse("(module $a (func))"
                                 "(module definition $b quote \"(fu\" \"nc)\")"
                                 "(module $c binary \"\\00\" \"asm\")"
                                 "(module instance $d $b)"
                                 "(component $e (core module))"
                                 "(module $\"f g\" (func))",
                                 6);
    EXPECT_STR(c[0].id, "$a");
    EXPECT_STR(c[0].module.text, "(module $a (func))");
    cr_expect(c[1].module.definition);
    cr_expect_eq(c[1].module.form, WAT_MODULE_QUOTE);
    EXPECT_STR(c[1].module.bytes, "(func)");
    cr_expect_eq(c[2].module.form, WAT_MODULE_BINARY);
    EXPECT_BYTES(c[2].module.bytes.p, c[2].module.bytes.len, "\0asm", 4);
    cr_expect_eq(c[3].kind, WAT_INSTANCE);
    EXPECT_STR(c[3].id, "$d");
    EXPECT_STR(c[3].module.id, "$b");
    cr_expect_eq(c[4].module.form, WAT_MODULE_COMPONENT);
    EXPECT_STR(c[4].module.text, "(component $e (core module))");
    EXPECT_STR(c[5].id, "$\"f g\"");
    EXPECT_STR(c[5].module.text, " (func)");
}

Test(wat_script, an_assertion_has_an_action_and_results) {
    const wat_command *c =
        parse("(assert_return (invoke $m \"f\" (i32.const -1) (ref.null func))"
              " (f32.const nan:canonical) (f64.const nan:arithmetic)"
              " (ref.extern 7) (ref.i31) (either (i64.const 1) (ref.null)))",
              1);
    cr_assert_eq(c->kind, WAT_ASSERT_RETURN);
    EXPECT_STR(c->action.module_id, "$m");
    EXPECT_STR(c->action.name, "f");
    cr_assert_eq(c->action.arg_count, 2);
    cr_expect_eq(c->action.args[0].bits[0], 0xffffffff);
    cr_expect_eq(c->action.args[1].kind, WAT_REF_NULL);
    EXPECT_STR(c->action.args[1].type, "func");
    cr_assert_eq(c->result_count, 5);
    cr_expect_eq(c->results[0].nan[0], WAT_NAN_CANONICAL);
    cr_expect_eq(c->results[1].nan[0], WAT_NAN_ARITHMETIC);
    cr_expect_eq(c->results[2].bits[0], 7);
    cr_expect(c->results[2].has_payload);
    cr_expect_eq(c->results[3].kind, WAT_REF);
    EXPECT_STR(c->results[3].type, "i31");
    cr_expect_eq(c->results[4].kind, WAT_EITHER);
    cr_expect_eq(c->results[4].alternative_count, 2);
    EXPECT_STR(c->results[4].text, "(either (i64.const 1) (ref.null))");
}

Test(wat_script, vectors_are_put_together_from_lanes) {
    const wat_command *c =
        parse("(assert_return (get \"v\")"
              " (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 -1)"
              " (v128.const i32x4 1 -1 3 4)"
              " (v128.const f32x4 1 nan:canonical inf nan:0x1))",
              1);
    cr_expect(c->action.get);
    cr_expect_eq(c->results[0].bits[0], 0x0706050403020100);
    cr_expect_eq(c->results[0].bits[1], 0xff0e0d0c0b0a0908);
    cr_expect_eq(c->results[1].bits[0], 0xffffffff00000001);
    cr_expect_eq(c->results[1].lane_bytes, 4);
    cr_expect_eq(c->results[2].bits[1], 0x7f8000017f800000);
    cr_expect_eq(c->results[2].nan[1], WAT_NAN_CANONICAL);
}

Test(wat_script, values_of_components_are_kept_as_text) {
    const wat_command *c = parse(
        "(assert_return (invoke \"f\" (str.const \"a)\")) (u8.const 1))", 1);
    cr_expect_eq(c->action.args[0].kind, WAT_OTHER);
    EXPECT_STR(c->action.args[0].text, "(str.const \"a)\")");
}

Test(wat_script, a_trap_is_of_an_action_or_of_a_module) {
    const wat_command *c = parse("(assert_trap (invoke \"f\") \"a\")"
                                 "(assert_trap (module (start 0)) \"b\")",
                                 2);
    cr_expect(c[0].has_action);
    EXPECT_STR(c[0].text, "a");
    cr_expect_not(c[1].has_action);
    EXPECT_STR(c[1].text, "b");
    EXPECT_STR(c[1].module.text, "(module (start 0))");
}

Test(wat_script, a_wrong_command_hides_no_other) {
    static const char *const wrong[] = {
        "(nonsense)",
        "()",
        "(\"module\")",
        "(invoke f)",
        "(invoke \"f\" (i32.const))",
        "(invoke \"f\" (i32.const 0x1_0000_0000))",
        "(invoke \"f\" (v128.const i8x3 0))",
        "(invoke \"f\" (v128.const i64x2 0))",
        "(invoke \"f\" (f32.const nan:0x0))",
        "(assert_return)",
        "(assert_return (module))",
        "(assert_invalid (func) \"x\")",
        "(assert_return (invoke \"f\") (i32.const 1) 2)",
        "(module binary x)",
        "(module binary \"\\u{110000}\")",
        "(register)",
        "(assert_trap)",
    };
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++) {
        tn_str text =
            tn_arena_printf(&ctx->arena, "(module)%s(module)", wrong[i]);
        const wat_command *c = parse(text.p, 3);
        cr_expect_eq(c[1].kind, WAT_WRONG, "%s", wrong[i]);
        cr_expect_not_null(c[1].error);
        cr_expect_eq(c[2].kind, WAT_MODULE);
    }
}

Test(wat_script, parentheses_must_match) {
    static const char *const wrong[] = {
        "(module",      ")",          "(module))",
        "module",       "(module \"", "(module) (; x",
        "(module (@a)", "\"x\"",
    };
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++) {
        tenon_diagnostics_clear(ctx);
        cr_expect_not(wat_script_parse(&script, ctx, &ctx->arena,
                                       tn_str_from(wrong[i]), 0),
                      "%s", wrong[i]);
        cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR), 1);
    }
}

Test(wat_script, a_script_may_be_the_fields_of_a_module) {
    const wat_command *c = parse(";; x\n(func) (memory 0)", 1);
    cr_expect_eq(c->kind, WAT_MODULE);
    tn_str wasm;
    cr_expect(wat_module_to_wasm(&wasm, ctx, &ctx->arena, &c->module, 0));
    parse("", 0);
}

Test(wat_script, a_definition_is_read_without_its_head) {
    const wat_command *c =
        parse("(module definition $m)(module definition (memory 1))", 2);
    tn_str wasm;
    cr_expect(wat_module_to_wasm(&wasm, ctx, &ctx->arena, &c[0].module, 0));
    cr_expect_eq(wasm.len, 8);
    cr_expect(wat_module_to_wasm(&wasm, ctx, &ctx->arena, &c[1].module, 0));
    cr_expect_eq(wasm.len, 13);
}
