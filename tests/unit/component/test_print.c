/*
 * Components as text: what golden tests of `tenon print` do not reach, since
 * no tool writes such binaries, and failures.
 */
#include <stdlib.h>

#include "tenon/text.h"

#include "component/print.h"
#include "tests/arena_suite.h"
#include "tests/unit/component/cases.h"

TestSuite(component_print, ARENA_SUITE);

/* The one definition of a component, as text. */
static tn_str print_def(const bin_def *def) {
    bin_component *component = bin_new(ctx, &arena);
    tn_writer out;
    tn_writer_init(&out, &arena);
    bin_append(component, def);
    cr_assert(bin_print(&out, component, false));
    tn_str text = tn_writer_str(&out);
    tn_str head = TN_STR("(component\n  "), tail = TN_STR("\n)\n");
    cr_assert(tn_str_starts(text, head) && tn_str_ends(text, tail));
    text = tn_str_from_offset(text, head.len);
    text.len -= tail.len;
    return text;
}

/* Every row of canon.def, with each flag it has. */
Test(component_print, every_canonical_definition) {
    static const struct {
        bin_canon canon;
        const char *text;
    } rows[] = {
        {{.op = BIN_CANON_LIFT, .func = 1, .type = 2},
         "(func (;0;) (type 2) (canon lift (core func 1)))"},
        {{.op = BIN_CANON_LOWER, .func = 1}, "lower (func 1)"},
        {{.op = BIN_CANON_RESOURCE_NEW, .type = 3}, "resource.new 3"},
        {{.op = BIN_CANON_RESOURCE_DROP, .type = 3}, "resource.drop 3"},
        {{.op = BIN_CANON_RESOURCE_REP, .type = 3}, "resource.rep 3"},
        {{.op = BIN_CANON_TASK_CANCEL}, "task.cancel"},
        {{.op = BIN_CANON_SUBTASK_CANCEL}, "subtask.cancel"},
        {{.op = BIN_CANON_SUBTASK_CANCEL, .flag = true},
         "subtask.cancel async"},
        {{.op = BIN_CANON_TASK_RETURN}, "task.return"},
        {{.op = BIN_CANON_TASK_RETURN,
          .has_result = true,
          .result = {false, TY_STRING},
          .opts = {.has_memory = true, .memory = 4}},
         "task.return (result string) (memory 4)"},
        {{.op = BIN_CANON_CONTEXT_GET, .core_type = CORE_I32, .imm = 1},
         "context.get i32 1"},
        {{.op = BIN_CANON_CONTEXT_SET, .core_type = CORE_I64},
         "context.set i64 0"},
        {{.op = BIN_CANON_THREAD_YIELD}, "thread.yield"},
        {{.op = BIN_CANON_THREAD_YIELD, .flag = true},
         "thread.yield cancellable"},
        {{.op = BIN_CANON_SUBTASK_DROP}, "subtask.drop"},
        {{.op = BIN_CANON_STREAM_NEW, .type = 1}, "stream.new 1"},
        {{.op = BIN_CANON_STREAM_READ, .type = 1, .opts = {.is_async = true}},
         "stream.read 1 async"},
        {{.op = BIN_CANON_STREAM_WRITE, .type = 1}, "stream.write 1"},
        {{.op = BIN_CANON_STREAM_CANCEL_READ, .type = 1},
         "stream.cancel-read 1"},
        {{.op = BIN_CANON_STREAM_CANCEL_WRITE, .type = 1, .flag = true},
         "stream.cancel-write 1 async"},
        {{.op = BIN_CANON_STREAM_DROP_READABLE, .type = 1},
         "stream.drop-readable 1"},
        {{.op = BIN_CANON_STREAM_DROP_WRITABLE, .type = 1},
         "stream.drop-writable 1"},
        {{.op = BIN_CANON_FUTURE_NEW, .type = 1}, "future.new 1"},
        {{.op = BIN_CANON_FUTURE_READ, .type = 1}, "future.read 1"},
        {{.op = BIN_CANON_FUTURE_WRITE, .type = 1}, "future.write 1"},
        {{.op = BIN_CANON_FUTURE_CANCEL_READ, .type = 1, .flag = true},
         "future.cancel-read 1 async"},
        {{.op = BIN_CANON_FUTURE_CANCEL_WRITE, .type = 1},
         "future.cancel-write 1"},
        {{.op = BIN_CANON_FUTURE_DROP_READABLE, .type = 1},
         "future.drop-readable 1"},
        {{.op = BIN_CANON_FUTURE_DROP_WRITABLE, .type = 1},
         "future.drop-writable 1"},
        {{.op = BIN_CANON_ERROR_CONTEXT_NEW,
          .opts = {.encoding = BIN_UTF16, .has_memory = true}},
         "error-context.new string-encoding=utf16 (memory 0)"},
        {{.op = BIN_CANON_ERROR_CONTEXT_DEBUG,
          .opts = {.has_memory = true, .has_realloc = true, .realloc = 7}},
         "error-context.debug-message (memory 0) (realloc 7)"},
        {{.op = BIN_CANON_ERROR_CONTEXT_DROP}, "error-context.drop"},
        {{.op = BIN_CANON_WAITABLE_SET_NEW}, "waitable-set.new"},
        {{.op = BIN_CANON_WAITABLE_SET_WAIT, .imm = 2},
         "waitable-set.wait (memory 2)"},
        {{.op = BIN_CANON_WAITABLE_SET_POLL, .imm = 2, .flag = true},
         "waitable-set.poll cancellable (memory 2)"},
        {{.op = BIN_CANON_WAITABLE_SET_DROP}, "waitable-set.drop"},
        {{.op = BIN_CANON_WAITABLE_JOIN}, "waitable.join"},
        {{.op = BIN_CANON_BACKPRESSURE_INC}, "backpressure.inc"},
        {{.op = BIN_CANON_BACKPRESSURE_DEC}, "backpressure.dec"},
        {{.op = BIN_CANON_THREAD_INDEX}, "thread.index"},
        {{.op = BIN_CANON_THREAD_NEW_INDIRECT, .type = 5, .imm = 6},
         "thread.new-indirect 5 6"},
        {{.op = BIN_CANON_THREAD_RESUME_LATER}, "thread.resume-later"},
        {{.op = BIN_CANON_THREAD_SUSPEND, .flag = true},
         "thread.suspend cancellable"},
        {{.op = BIN_CANON_THREAD_SUSPEND_THEN_RESUME},
         "thread.suspend-then-resume"},
        {{.op = BIN_CANON_THREAD_YIELD_THEN_RESUME},
         "thread.yield-then-resume"},
        {{.op = BIN_CANON_THREAD_SUSPEND_THEN_PROMOTE},
         "thread.suspend-then-promote"},
        {{.op = BIN_CANON_THREAD_YIELD_THEN_PROMOTE, .flag = true},
         "thread.yield-then-promote cancellable"},
    };
    bool seen[256] = {false};
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        bin_def def = {.kind = BIN_CANON, .u.canon = rows[i].canon};
        const char *want = rows[i].text;
        if (*want != '(')
            want =
                tn_arena_printf(&arena, "(core func (;0;) (canon %s))", want).p;
        EXPECT_STR(print_def(&def), want);
        seen[rows[i].canon.op] = true;
    }
#define CANON(NAME, code, text, shape, feature) \
    cr_expect(seen[code], "no case for %s", text);
#include "component/canon.def"
}

Test(component_print, options_stand_as_in_the_binary) {
    bin_def def = {.kind = BIN_CANON,
                   .u.canon = {.op = BIN_CANON_LIFT,
                               .opts = {.has_memory = true,
                                        .memory = 1,
                                        .has_callback = true,
                                        .callback = 2,
                                        .has_post_return = true,
                                        .post_return = 3,
                                        .is_async = true,
                                        .encoding = BIN_LATIN1_UTF16}}};
    EXPECT_STR(print_def(&def),
               "(func (;0;) (type 0) (canon lift (core func 0) "
               "string-encoding=latin1+utf16 (memory 1) (post-return 3) async "
               "(callback 2)))");
    static const uint8_t codes[] = {7, 0, 6, 3};
    def.u.canon.opts.code_count = sizeof codes;
    memcpy(def.u.canon.opts.codes, codes, sizeof codes);
    EXPECT_STR(print_def(&def),
               "(func (;0;) (type 0) (canon lift (core func 0) (callback 2) "
               "string-encoding=utf8 async (memory 1)))");
}

/* Start functions and values are decoded, but not valid yet. */
Test(component_print, start_and_values) {
    static const uint32_t args[] = {1, 0};
    bin_def def = {.kind = BIN_START};
    def.u.start.func = 3;
    def.u.start.args = args;
    def.u.start.arg_count = 2;
    def.u.start.result_count = 2;
    EXPECT_STR(print_def(&def), "(start 3 (value 1) (value 0) "
                                "(result (value (;0;))) "
                                "(result (value (;1;))))");
    bin_def import = {.kind = BIN_IMPORT};
    import.u.import.name.name = TN_STR("v");
    import.u.import.desc.sort = TY_SORT_VALUE;
    import.u.import.desc.index = 2;
    EXPECT_STR(print_def(&import), "(import \"v\" (value (;0;) (eq 2)))");
    import.u.import.desc.value_is_type = true;
    import.u.import.desc.value = (bin_valtype){false, TY_U8};
    EXPECT_STR(print_def(&import), "(import \"v\" (value (;0;) u8))");
    import.u.import.desc.value = (bin_valtype){true, 4};
    EXPECT_STR(print_def(&import), "(import \"v\" (value (;0;) (type 4)))");
}

Test(component_print, attributes_have_one_order) {
    bin_def def = {.kind = BIN_IMPORT};
    bin_extern_name *name = &def.u.import.name;
    name->name = TN_STR("a");
    name->implements = TN_STR("b:c/d@1");
    name->version_suffix = TN_STR(".2");
    name->external_id = TN_STR("\xc3\xa9");
    name->form = 2;
    name->attribute_count = 3;
    memcpy(name->attributes, "\2\1\0", 3);
    def.u.import.desc.sort = TY_SORT_INSTANCE;
    EXPECT_STR(print_def(&def),
               "(import \"a\" (implements \"b:c/d@1\") (versionsuffix \".2\") "
               "(external-id \"\\u{e9}\") (instance (;0;) (type 0)))");
}

static tenon_status print_input(tenon_buffer *out,
                                const char *hex,
                                bool skip_validation) {
    test_bytes bytes = test_hex(hex);
    const tenon_input input = {"x.wasm", bytes.p, bytes.len};
    tenon_print_options options = TENON_PRINT_OPTIONS_INIT;
    options.skip_validation = skip_validation;
    tenon_status status = tenon_print(out, ctx, &input, &options);
    free(bytes.p);
    return status;
}

/* What decodes can be printed, valid or not; valid or not, it is the same. */
Test(component_print, components_that_are_not_valid) {
    for (size_t i = 0; i < TN_COUNT_OF(component_cases); i++) {
        const component_case *row = &component_cases[i];
        tenon_buffer strict = {0}, lax = {0};
        tenon_status status = print_input(&strict, row->hex, false);
        cr_expect_eq(status, row->phrase ? TENON_INVALID : TENON_OK, "%s",
                     row->what);
        cr_expect_eq(print_input(&lax, row->hex, true), TENON_OK, "%s",
                     row->what);
        if (!row->phrase)
            EXPECT_BYTES(strict.data, strict.len, lax.data, lax.len);
        tenon_buffer_release(&strict);
        tenon_buffer_release(&lax);
        tenon_diagnostics_clear(ctx);
    }
}

Test(component_print, results_of_start_functions_are_limited) {
    tenon_buffer out;
    cr_expect_eq(
        print_input(&out, "00 'asm' 0d 00 01 00 09 04 00 00 e9 07", true),
        TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "more than 1000 results");
    cr_expect_eq(print_input(&out, "00 'asm' 0d 00 01 00 09 03 00 00 01", true),
                 TENON_OK);
    EXPECT_STR(((tn_str){(char *)out.data, out.len}),
               "(component\n  (start 0 (result (value (;0;))))\n)\n");
    tenon_buffer_release(&out);
}

Test(component_print, options_of_another_version_are_refused) {
    tenon_print_options options = {.struct_size = 1};
    const tenon_input input = {"x.wasm", NULL, 0};
    tenon_buffer out;
    cr_expect_eq(tenon_print(&out, ctx, &input, &options), TENON_MISUSE);
    cr_expect_eq(tenon_print(&out, ctx, &input, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "a component or core module is needed");
}

/* 50,000 locals in eight bytes, again and again. */
Test(component_print, text_out_of_proportion_is_refused) {
    enum { FUNCS = 1000 };
    static const uint8_t head[] = {0, 'a', 's', 'm', 1,  0, 0,
                                   0, 1,   4,   1,   96, 0, 0};
    static const uint8_t body[] = {6, 1, 0xd0, 0x86, 3, 0x7f, 0x0b};
    tn_writer w, section;
    tn_writer_init(&w, &arena);
    tn_writer_init(&section, &arena);
    tn_write_bytes(&w, head, sizeof head);
    tn_write_u8(&w, 3);
    tn_write_u32(&section, FUNCS);
    for (int i = 0; i < FUNCS; i++)
        tn_write_u8(&section, 0);
    tn_write_name(&w, tn_writer_str(&section));
    section.len = 0;
    tn_write_u8(&w, 10);
    tn_write_u32(&section, FUNCS);
    for (int i = 0; i < FUNCS; i++)
        tn_write_bytes(&section, body, sizeof body);
    tn_write_name(&w, tn_writer_str(&section));
    const tenon_input input = {"x.wasm", w.data, w.len};
    tenon_buffer out;
    cr_expect_eq(tenon_print(&out, ctx, &input, NULL), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "the text would be larger than");
}

static bool print_all(const tenon_allocator *allocator, void *user) {
    const test_bytes *bytes = user;
    const tenon_input input = {"x.wasm", bytes->p, bytes->len};
    tenon_context *own;
    tenon_buffer out = {0};
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    bool ok = tenon_print(&out, own, &input, NULL) == TENON_OK;
    tenon_buffer_release(&out);
    tenon_context_free(own);
    return ok;
}

Test(component_print, survives_every_failure) {
    test_bytes bytes = test_hex(component_cases[0].hex);
    cr_expect_gt(test_every_failure(print_all, &bytes), 3);
    free(bytes.p);
}
