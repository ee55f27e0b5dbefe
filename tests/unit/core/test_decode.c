/* Decoding of core modules: what is read, and what is malformed. */
#include <stdlib.h>

#include "base/context.h"
#include "core/module.h"
#include "core/opcode.h"
#include "tests/support.h"

#define HEAD "00 'asm' 01 00 00 00 "

static bool decode(core_module **out, tenon_context *ctx, test_bytes bytes) {
    volatile bool ok = false;
    tn_guard guard;
    if (TN_GUARD(ctx, &guard))
        ok = core_module_decode(out, ctx, bytes.p, bytes.len, 0);
    else
        cr_assert_fail("memory is out");
    tn_guard_leave(ctx, &guard);
    return ok;
}

Test(decode, a_module_with_every_section) {
    static const char text[] =
        HEAD "00 03 01 'x' aa "                        /* custom */
             "01 0b 02 60 02 7f 7e 01 7d 60 00 01 70 " /* types */
             "02 16 03 01 'a' 01 'f' 00 00 01 'a' 01 'm' 02 01 01 10 "
             "         01 'a' 01 'g' 03 7e 01 "
             "03 02 01 01 "                            /* one function */
             "04 04 01 6f 00 02 "                      /* a table */
             "05 03 01 00 05 "                         /* a second memory */
             "06 06 01 7f 00 41 2a 0b "                /* a global */
             "07 09 02 01 'p' 00 01 01 'q' 03 01 "     /* exports */
             "08 01 01 "                               /* start */
             "09 09 01 00 41 00 0b 03 00 01 01 "       /* elements */
             "0c 01 02 "                               /* data count */
             "0a 06 01 04 00 d0 70 0b "                /* code */
             "0b 0b 02 00 41 01 0b 02 'hi' 01 01 'x' " /* data */
             "00 03 01 'y' bb ";
    tenon_context *ctx;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    test_bytes bytes = test_hex(text);
    core_module *m = NULL;
    cr_assert(decode(&m, ctx, bytes), "%s", test_diagnostics(ctx));
    cr_expect_eq(m->type_count, 2);
    cr_expect_eq(m->types[0].param_count, 2);
    cr_expect_eq(m->types[0].params[1], CORE_I64);
    cr_expect_eq(m->types[0].results[0], CORE_F32);
    cr_expect_eq(m->types[1].results[0], CORE_FUNCREF);
    cr_expect_eq(m->import_count, 3);
    cr_expect_eq(m->func_count, 2);
    cr_expect_eq(m->imported_funcs, 1);
    cr_expect_eq(m->funcs[1].type, 1);
    cr_expect_eq(m->funcs[1].body.end - m->funcs[1].body.start, 4);
    cr_expect_eq(m->tables[0].type.elem, CORE_EXTERNREF);
    cr_expect_eq(m->memory_count, 2);
    cr_expect_eq(m->memories[0].max, 16);
    cr_expect_eq(m->memories[1].min, 5);
    cr_expect_eq(m->global_count, 2);
    cr_expect(m->globals[0].type.mutable_);
    cr_expect_eq(m->globals[1].init.end - m->globals[1].init.start, 3);
    cr_expect(m->has_start && m->start == 1);
    cr_expect_eq(m->elems[0].count, 3);
    cr_expect_eq(m->elems[0].funcs[2], 1);
    cr_expect_eq(m->data_count, 2);
    cr_expect(m->datas[1].passive);
    EXPECT_BYTES(m->bytes + m->datas[0].bytes.start, 2, "hi", 2);
    cr_expect_eq(m->custom_count, 2);
    uint32_t at = 0;
    cr_expect(core_module_custom(m, TN_STR("y"), &at));
    cr_expect_null(core_module_custom(m, TN_STR("y"), &at));
    const core_export *q = core_module_export(m, TN_STR("q"));
    cr_assert(q);
    core_extern type = core_export_type(m, q);
    cr_expect_eq(type.kind, CORE_GLOBAL);
    cr_expect_eq(type.u.global.type, CORE_I32);
    cr_expect_null(core_module_export(m, TN_STR("r")));
    core_module_free(m);
    free(bytes.p);
    tenon_context_free(ctx);
}

Test(decode, every_shorter_module_is_malformed_or_complete) {
    static const char text[] =
        HEAD "01 05 01 60 00 01 7f 03 02 01 00 07 05 01 01 'f' 00 00 "
             "0a 0a 01 08 00 41 2a 0e 00 00 0b 0b";
    test_bytes bytes = test_hex(text);
    for (size_t len = 0; len < bytes.len; len++) {
        tenon_context *ctx;
        cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
        /* A copy of its own, so that reading on is found out. */
        uint8_t *copy = malloc(len ? len : 1);
        memcpy(copy, bytes.p, len);
        core_module *m = NULL;
        bool ok = decode(&m, ctx, (test_bytes){copy, len});
        bool complete = len == 8 || len == 15;
        cr_expect_eq(ok, complete, "%zu bytes", len);
        cr_expect_eq(tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR) == 0,
                     ok);
        core_module_free(m);
        tenon_context_free(ctx);
        free(copy);
    }
    free(bytes.p);
}

Test(decode, what_is_malformed_is_reported) {
    static const struct {
        const char *hex, *phrase;
    } cases[] = {
        {"", "unexpected end"},
        {"00 'asn' 01 00 00 00", "magic header"},
        {"00 'asm' 02 00 00 00", "unknown binary version"},
        {HEAD "0e 00", "malformed section id 14"},
        {HEAD "01 05 00", "unexpected end"},
        {HEAD "01 02 00 00", "section size mismatch"},
        {HEAD "02 01 00 01 01 00", "out of order"},
        {HEAD "01 01 00 01 01 00", "out of order or twice"},
        {HEAD "01 80 80 80 80 80 00", "representation too long"},
        {HEAD "01 05 ff ff ff ff 7f", "too large"},
        {HEAD "01 05 ff ff ff ff 0f", "type count"},
        {HEAD "01 03 01 61 00", "malformed type form"},
        {HEAD "01 04 01 60 01 11", "malformed value type"},
        {HEAD "02 05 01 00 00 09 00", "malformed import kind"},
        {HEAD "02 05 01 01 ff 00 00", "malformed UTF-8"},
        {HEAD "05 02 01 10", "malformed limits flags"},
        {HEAD "06 05 01 7f 02 41 00", "malformed mutability"},
        {HEAD "06 04 01 7f 00 41", "unexpected end"},
        {HEAD "06 05 01 7f 00 ff 0b", "illegal opcode"},
        {HEAD "07 04 01 00 09 00", "malformed export kind"},
        {HEAD "09 02 01 08", "elements segment kind"},
        {HEAD "0b 02 01 03", "data segment kind"},
        {HEAD "0c 01 01", "inconsistent lengths"},
        {HEAD "01 04 01 60 00 00 03 02 01 00", "inconsistent lengths"},
        {HEAD "0a 04 01 02 00 0b", "inconsistent lengths"},
        {HEAD "00 01 05", "unexpected end"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        tenon_context *ctx;
        cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
        test_bytes bytes = test_hex(cases[i].hex);
        core_module *m = NULL;
        cr_expect_not(decode(&m, ctx, bytes), "%s", cases[i].hex);
        test_expect_diagnostic(ctx, cases[i].phrase, __FILE__, __LINE__);
        core_module_free(m);
        free(bytes.p);
        tenon_context_free(ctx);
    }
}

Test(decode, what_is_not_there_yet_is_called_so) {
    static const char *const cases[] = {HEAD "01 04 01 5f 01 7f",
                                        HEAD "05 03 01 08 00",
                                        HEAD "06 06 01 7b 00 fd 0c 0b"};
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        tenon_context *ctx;
        cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
        test_bytes bytes = test_hex(cases[i]);
        core_module *m = NULL;
        cr_expect_not(decode(&m, ctx, bytes));
        EXPECT_DIAGNOSTIC(ctx, "not supported yet");
        free(bytes.p);
        tenon_context_free(ctx);
    }
}

Test(decode, equal_types_have_equal_numbers) {
    tenon_context *ctx;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    test_bytes bytes =
        test_hex(HEAD "01 15 04 60 01 7f 01 7f 60 02 7f 7f 00 60 01 7f 01 7f "
                      "60 00 02 7f 7f");
    core_module *m = NULL;
    cr_assert(decode(&m, ctx, bytes), "%s", test_diagnostics(ctx));
    cr_expect_eq(m->types[2].canon, m->types[0].canon);
    cr_expect_neq(m->types[1].canon, m->types[0].canon);
    cr_expect_neq(m->types[3].canon, m->types[1].canon);
    cr_expect(core_functype_eq(&m->types[0], &m->types[2]));
    cr_expect_not(core_functype_eq(&m->types[1], &m->types[3]));
    core_module_free(m);
    free(bytes.p);
    tenon_context_free(ctx);
}

Test(decode, function_names_come_from_the_name_section) {
    tenon_context *ctx;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    test_bytes bytes =
        test_hex(HEAD "00 12 04 'name' 01 0b 02 00 03 'abc' 05 03 'def' "
                      "00 08 04 'name' 01 ff ff");
    core_module *m = NULL;
    cr_assert(decode(&m, ctx, bytes), "%s", test_diagnostics(ctx));
    EXPECT_STR(core_module_func_name(m, 5), "def");
    EXPECT_STR(core_module_func_name(m, 1), "");
    core_module_free(m);
    free(bytes.p);
    tenon_context_free(ctx);
}

Test(opcodes, every_row_has_its_place_and_a_text) {
    size_t rows = 0;
    for (size_t i = 0; i < CORE_OP_COUNT; i++) {
        const core_op_info *info = &core_ops[i];
        if (info->immediate == CORE_IMM_UNKNOWN)
            continue;
        rows++;
        cr_expect(info->text && *info->text, "%zu", i);
        cr_expect(info->special || info->operand_count, "%s", info->text);
    }
    cr_expect_eq(rows, 212);
    EXPECT_STR(tn_str_from(core_ops[CORE_OP_I32_ADD].text), "i32.add");
    EXPECT_STR(tn_str_from(core_ops[CORE_OP_TABLE_FILL].text), "table.fill");
    EXPECT_STR(tn_str_from(core_ops[CORE_OP_F64_REINTERPRET_I64].text),
               "f64.reinterpret_i64");
}
