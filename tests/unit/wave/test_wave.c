/* WAVE: parsing by type, printing, and what is said of wrong texts. */
#include "base/context.h"
#include "tests/support.h"
#include "tests/type_text.h"
#include "wave/wave.h"

typedef struct wave_test {
    tenon_context *ctx;
    tn_arena arena;
    const ty *resource;
} wave_test;

static void start(wave_test *t) {
    cr_assert(tenon_context_new(&t->ctx, NULL) == TENON_OK);
    tn_context_arena(t->ctx, &t->arena);
    t->resource = ty_make_resource(&t->arena, TN_STR("r"));
}

static void finish(wave_test *t) {
    tn_arena_release(&t->arena);
    tenon_context_free(t->ctx);
}

static const ty *type_of(wave_test *t, const char *text) {
    const ty *type = type_from_text(t->ctx, &t->arena, t->resource, text);
    cr_assert(type != NULL, "type %s", text);
    return type;
}

static bool parse(wave_test *t, const ty *type, tn_str text, tenon_val *out) {
    tn_source *source =
        tn_source_add(t->ctx, TN_SOURCE_TEXT, TN_STR("argument"), text);
    return wave_parse(out, t->ctx, &t->arena, type, text, source->base);
}

static tn_str print(wave_test *t, const ty *type, const tenon_val *v) {
    tn_writer w;
    tn_writer_init(&w, &t->arena);
    wave_print(&w, type, v);
    return tn_writer_str(&w);
}

#define KEYWORDS "true,false,some,none,ok,err,inf,nan"

/* What a text prints as; NULL: as itself. */
static const char *const good[][3] = {
    {"bool", "true", NULL},
    {"bool", " false // no\n", "false"},
    {"u8", "255", NULL},
    {"u8", "-0", "0"},
    {"s8", "-128", NULL},
    {"s16", "-32768", NULL},
    {"u32", "4294967295", NULL},
    {"s32", "-2147483648", NULL},
    {"s64", "-9223372036854775808", NULL},
    {"s64", "9223372036854775807", NULL},
    {"u64", "18446744073709551615", NULL},
    {"f64", "3.14", NULL},
    {"f64", "0e0", "0"},
    {"f64", "-0.0e-0", "-0"},
    {"f64", "6.022e+23", "602200000000000000000000"},
    {"f64", "1E-7", "0.0000001"},
    {"f64", "100", NULL},
    {"f64", "0.1", NULL},
    {"f64", "123456.789", NULL},
    {"f64", "nan", NULL},
    {"f64", "inf", NULL},
    {"f64", "-inf", NULL},
    {"f64", "1e999", "inf"},
    {"f32", "3.4028234664e38", "340282350000000000000000000000000000000"},
    {"f32", "3.4028234664e39", "inf"},
    {"f32", "1.4012984643e-46", "0"},
    {"f32", "-3.1415", NULL},
    {"f32", "0.1", NULL},
    {"f32", "16777216", NULL},
    {"char", "'x'", NULL},
    {"char", "'\"'", NULL},
    {"char", "'\\''", NULL},
    {"char", "'\\\"'", "'\"'"},
    {"char", "'\\n'", NULL},
    {"char", "'\\u{1F44B}'", "'\xf0\x9f\x91\x8b'"},
    {"char", "'\\u{00}'", "'\\u{0}'"},
    {"string", "\"\"", NULL},
    {"string", "\"it's\"", NULL},
    {"string", "\"\\\\ \\' \\\" \\t \\n \\r\"", "\"\\\\ ' \\\" \\t \\n \\r\""},
    {"string", "\"\xe2\x98\x83\\u{2603}\\u{002603}\"",
     "\"\xe2\x98\x83\xe2\x98\x83\xe2\x98\x83\""},
    {"string", "\"\\u{1b}[2J\\u{202e}\"", NULL},
    {"string", "\"// no comment\"", NULL},
    {"string", "\"\"\"\n\"\"\"", "\"\""},
    {"string", "\"\"\"\r\nA\r\nB\r\n\"\"\"", "\"A\\nB\""},
    {"string", "\"\"\"\n  A single line\n  \"\"\"", "\"A single line\""},
    {"string", "\"\"\"\n    Indentation\n      by end\n  \"\"\"",
     "\"  Indentation\\n    by end\""},
    {"string", "\"\"\"\nend: \\r\ntriple: \"\"\\\"\"\n\"\"\"",
     "\"end: \\r\\ntriple: \\\"\\\"\\\"\\\"\""},
    {"string", "\"\"\"\n\nlines\n\n\"\"\"", "\"\\nlines\\n\""},
    {"list<u8>", "[]", NULL},
    {"list<u8>", "[1, 2, 3]", NULL},
    {"list<u8>", "[ 1,2 ,3, ]", "[1, 2, 3]"},
    {"list<char>", "['a', ']']", NULL},
    {"list<u8,3>", "[1, 2, 3]", NULL},
    {"tuple<string,u8>", "(\"abc\", 123)", NULL},
    {"tuple<u8>", "(1,)", "(1)"},
    {"map<string,u8>", "[(\"a\", 1), (\"b\", 2)]", NULL},
    {"record{a:u8,b:string}", "{a: 1, b: \"two\"}", NULL},
    {"record{a:u8,b:string}", "{%b:\"two\",a:1,}", "{a: 1, b: \"two\"}"},
    {"record{a:u8,b:option<u8>}", "{a: 1}", NULL},
    {"record{a:u8,b:option<u8>}", "{a: 1, b: none}", "{a: 1}"},
    {"record{a:u8,b:option<u8>}", "{b: 2, a: 1}", "{a: 1, b: some(2)}"},
    {"record{a:option<u8>}", "{:}", NULL},
    {"record{a:option<u8>}", "{ : }", "{:}"},
    {"record{a:option<u8>}", "{a: none}", "{:}"},
    {"record{true:bool,some:u8}", "{true: true, some: 1}", NULL},
    {"variant{empty,body:list<u8>,err:string}", "empty", NULL},
    {"variant{empty,body:list<u8>,err:string}", "body([79, 75])", NULL},
    {"variant{empty,body:list<u8>,err:string}", "%err(\"oops\")", NULL},
    {"variant{empty,body:list<u8>,err:string}", "%empty", "empty"},
    {"enum{south,HTTP3,method-GET}", "method-GET", NULL},
    {"enum{south,HTTP3,method-GET}", "HTTP3", NULL},
    {"enum{" KEYWORDS "}", "%nan", NULL},
    {"list<enum{" KEYWORDS "}>",
     "[%true, %false, %some, %none, %ok, %err, %inf, %nan]", NULL},
    {"option<u8>", "some(123)", NULL},
    {"option<u8>", "123", "some(123)"},
    {"option<u8>", "none", NULL},
    {"option<option<u8>>", "some(none)", NULL},
    {"option<option<u8>>", "some(7)", "some(some(7))"},
    {"option<enum{a,none}>", "%none", "some(%none)"},
    {"option<enum{a,none}>", "none", NULL},
    {"option<result<u8>>", "some(ok(1))", NULL},
    {"option<list<u8>>", "[1]", "some([1])"},
    {"result<u8>", "ok(123)", NULL},
    {"result<u8>", "123", "ok(123)"},
    {"result<u8>", "err", NULL},
    {"result<_,string>", "ok", NULL},
    {"result<_,string>", "err(\"oops\")", NULL},
    {"result", "ok", NULL},
    {"result", "err", NULL},
    {"result<string,string>", "\"flat ok\"", "ok(\"flat ok\")"},
    {"flags{read,write,exec}", "{}", NULL},
    {"flags{read,write,exec}", "{write,read,}", "{read, write}"},
    {"flags{read,write,exec}", "{%exec}", "{exec}"},
};

Test(wave, values_are_parsed_and_printed) {
    wave_test t;
    start(&t);
    for (size_t i = 0; i < TN_COUNT_OF(good); i++) {
        const ty *type = type_of(&t, good[i][0]);
        tenon_val v;
        bool parsed = parse(&t, type, tn_str_from(good[i][1]), &v);
        char *why = test_diagnostics(t.ctx);
        cr_expect(parsed, "%s: %s", good[i][1], why);
        free(why);
        tenon_diagnostics_clear(t.ctx);
        if (!parsed)
            continue;
        tn_str text = print(&t, type, &v);
        EXPECT_STR(text, good[i][2] ? good[i][2] : good[i][1]);
        /* What is printed is read back as the same. */
        tenon_val again;
        cr_expect(parse(&t, type, text, &again), "%s", good[i][1]);
        tn_str same = print(&t, type, &again);
        cr_expect(tn_str_eq(same, text), "%.*s", TN_STR_ARG(same));
    }
    finish(&t);
}

static const char *const bad[][3] = {
    {"u8", "", "expected a value of type `u8`, found the end of the text"},
    {"u8", "256", "256 is out of range for its type: 0 to 255"},
    {"u8", "-1", "-1 is out of range"},
    {"s8", "-129", "-129 is out of range for its type: -128 to 127"},
    {"s64", "9223372036854775808", "is out of range"},
    {"u64", "18446744073709551616", "is out of range"},
    {"u64", "99999999999999999999999", "is out of range"},
    {"u8", "1.0", "expected `u8`, found the number 1.0"},
    {"u8", "1e2", "expected `u8`, found the number 1e2"},
    {"u8", "007", "leading zeros"},
    {"u8", "+1", "unexpected character `+`"},
    {"u8", "0x10", "expected nothing after the value, found `x10`"},
    {"u8", "1 2", "expected nothing after the value, found the number 2"},
    {"u8", "'1'", "expected `u8`, found a character"},
    {"u8", "true", "expected `u8`, found `true`"},
    {"u8", "inf", "expected `u8`, found `inf`"},
    {"bool", "%true", "expected `bool`, found `%true`"},
    {"bool", "1", "expected `bool`, found the number 1"},
    {"f32", "-nan", "expected a number or `inf` after `-`"},
    {"f32", "NaN", "expected `f32`, found `NaN`"},
    {"f64", "infinity", "expected `f64`, found `infinity`"},
    {"f64", "-infinity", "found `inity`"},
    {"f64", "1.", "unexpected character `.`"},
    {"f64", ".5", "unexpected character `.`"},
    {"char", "''", "one Unicode scalar value"},
    {"char", "'ab'", "one Unicode scalar value"},
    {"char", "'\\n\\n'", "one Unicode scalar value"},
    {"char", "'\\z'", "unknown escape"},
    {"char", "'\\u1f'", "expected `{` after `\\u`"},
    {"char", "'\\u{1f'", "expected `}`"},
    {"char", "'\\u{}'", "hexadecimal digits"},
    {"char", "'\\u{x}'", "hexadecimal digits"},
    {"char", "'\\u{110000}'", "not a Unicode scalar value"},
    {"char", "'\\u{D800}'", "not a Unicode scalar value"},
    {"char", "'\\u{12345678}'", "not a Unicode scalar value"},
    {"char", "'", "unclosed character"},
    {"char", "'x", "unclosed character"},
    {"char", "'\\'", "unclosed character"},
    {"string", "\"", "unclosed string"},
    {"string", "\"\\\"", "unclosed string"},
    {"string", "\"a\nb\"", "unclosed string"},
    {"string", "\"\\u{dfff}\"", "not a Unicode scalar value"},
    {"string", "\"\\u{-1}\"", "hexadecimal digits"},
    {"string", "\"\\u{ffffffffffffffffffff}\"", "not a Unicode scalar value"},
    {"string", "\"\"\"\"\"\"", "a line break must follow the opening"},
    {"string", "\"\"\" \"\"\"", "a line break must follow the opening"},
    {"string", "\"\"\"extra\n\"\"\"", "a line break must follow the opening"},
    {"string", "\"\"\"\nextra\"\"\"", "only spaces may stand before"},
    {"string", "\"\"\"\n\"\"", "unclosed multiline string"},
    {"string", "\"\"\"\n a\n  \"\"\"", "must be indented at least as much"},
    {"string", "\"\"\"\nbad: \\j\n\"\"\"", "unknown escape"},
    {"string", "\"\"\"\nback: \\\n\"\"\"", "unknown escape"},
    {"string", "\xff", "not valid UTF-8"},
    {"string", "\"\xed\xa0\x80\"", "not valid UTF-8"},
    {"string", "\"\"\"\nA \"\"\" B\n\"\"\"", "only spaces may stand before"},
    {"list<u8>", "[1,,]", "expected a value of type `u8`, found `,`"},
    {"list<u8>", "[,]", "expected a value of type `u8`, found `,`"},
    {"list<u8>", "[)", "expected a value of type `u8`, found `)`"},
    {"list<u8>", "[1", "expected `,` or `]`, found the end of the text"},
    {"list<u8>", "[1 2]", "expected `,` or `]`, found the number 2"},
    {"list<u8>", "{}", "expected `list<u8>`, found `{`"},
    {"list<u8>", "[1, \"x\"]", "expected `u8`, found a string"},
    {"list<u8,3>", "[1, 2]", "expected a list of 3 values, found 2"},
    {"map<u8,u8>", "[1]", "expected `(`"},
    {"tuple<u8,u8>", "(1)", "expected a tuple of 2 values, found fewer"},
    {"tuple<u8,u8>", "()", "expected a tuple of 2 values, found fewer"},
    {"tuple<u8,u8>", "(1, 2, 3)", "expected a tuple of 2 values, found more"},
    {"record{a:u8}", "{}", "a record without fields is `{:}`"},
    {"record{a:u8}", "{:}", "field `a: u8` is missing"},
    {"record{a:u8,b:option<u8>}", "{b: 1}", "field `a: u8` is missing"},
    {"record{a:u8}", "{a: 1, a: 1}", "field `a` is given twice"},
    {"record{colour:u8}", "{color: 1}", "did you mean `colour`?"},
    {"record{a:u8}", "{totally-else: 1}", "the fields are `a`"},
    {"record{a:u8}", "{a 1}", "expected `:`, found the number 1"},
    {"record{a:u8}", "{a: 1,, }", "expected the name of a field, found `,`"},
    {"record{a:u8}", "{, a: 1}", "expected the name of a field, found `,`"},
    {"record{a:u8}", "{: a}", "expected `}`, found `a`"},
    {"variant{empty,body:u8}", "body", "case `body` needs a payload"},
    {"variant{empty,body:u8}", "empty(1)", "case `empty` has no payload"},
    {"variant{empty,body:u8}", "body()", "found `)`"},
    {"variant{empty,body:u8}", "bodi(1)", "did you mean `body`?"},
    {"variant{empty,body:u8}", "1", "found the number 1"},
    {"enum{north,south}", "nort", "did you mean `north`?"},
    {"enum{ok,other}", "ok", "write `%ok` for the case"},
    {"enum{north}", "%", "expected a label after `%`"},
    {"option<u8>", "some", "case `some` needs a payload"},
    {"option<u8>", "some()", "expected a value of type `u8`"},
    {"option<u8>", "none(0)", "case `none` has no payload"},
    {"option<u8>", "some(some(0))", "expected `u8`, found `some`"},
    {"option<u8>", "\"x\"", "expected `option<u8>`, found a string"},
    {"option<option<u8>>", "7", "expected `option<option<u8>>`"},
    {"result<u8>", "ok", "case `ok` needs a payload"},
    {"result<u8>", "err(0)", "case `err` has no payload"},
    {"result<u8>", "o(0)", "found `o`"},
    {"result", "1", "expected `result`"},
    {"flags{read,write}", "{read, read}", "flag `read` is given twice"},
    {"flags{read,write}", "{raed}", "did you mean `read`?"},
    {"flags{read,write}", "{:}", "expected the name of a flag, found `:`"},
    {"own<r>", "1", "cannot be written as text"},
};

Test(wave, wrong_texts_are_told_with_what_was_expected) {
    wave_test t;
    start(&t);
    for (size_t i = 0; i < TN_COUNT_OF(bad); i++) {
        tenon_val v;
        cr_expect(
            !parse(&t, type_of(&t, bad[i][0]), tn_str_from(bad[i][1]), &v),
            "%s was parsed", bad[i][1]);
        cr_expect(tenon_diagnostic_count(t.ctx, TENON_SEVERITY_ERROR) == 1,
                  "%s: %zu errors", bad[i][1],
                  tenon_diagnostic_count(t.ctx, TENON_SEVERITY_ERROR));
        EXPECT_DIAGNOSTIC(t.ctx, bad[i][2]);
        tenon_diagnostics_clear(t.ctx);
    }
    finish(&t);
}

Test(wave, the_place_of_an_error_is_shown) {
    wave_test t;
    start(&t);
    tenon_val v;
    cr_expect(!parse(&t, type_of(&t, "list<u8>"), TN_STR("[1,\n 2, 300]"), &v));
    EXPECT_DIAGNOSTIC(t.ctx, "argument:2:5");
    EXPECT_DIAGNOSTIC(t.ctx, "error[E0702]");
    finish(&t);
}

Test(wave, every_beginning_of_a_text_is_handled) {
    wave_test t;
    start(&t);
    for (size_t i = 0; i < TN_COUNT_OF(good); i++) {
        const ty *type = type_of(&t, good[i][0]);
        size_t len = strlen(good[i][1]);
        for (size_t n = 0; n < len; n++) {
            /* A copy of that length: a read past it shows. */
            char *part = malloc(n ? n : 1);
            memcpy(part, good[i][1], n);
            tenon_val v;
            if (!wave_parse(&v, t.ctx, &t.arena, type, (tn_str){part, n}, 1))
                cr_expect(tenon_diagnostic_count(t.ctx, TENON_SEVERITY_ERROR) ==
                          1);
            tenon_diagnostics_clear(t.ctx);
            free(part);
        }
    }
    finish(&t);
}

static ty_func func_of(wave_test *t, const char *types) {
    ty_func func = {0};
    const ty *tuple = type_of(t, types);
    ty_field *params = TN_NEW_ARRAY(&t->arena, ty_field, tuple->u.fields.len);
    for (uint32_t i = 0; i < tuple->u.fields.len; i++) {
        params[i] = tuple->u.fields.data[i];
        params[i].name = tn_arena_printf(&t->arena, "p%u", i);
    }
    func.params = params;
    func.param_count = tuple->u.fields.len;
    return func;
}

Test(wave, calls_are_split_into_name_and_arguments) {
    static const char *const cases[][3] = {
        {"run", "run", ""},
        {" run ( ) ", "run", " "},
        {"f(1, \"a)b\", (2, 3)) // done", "f", "1, \"a)b\", (2, 3)"},
        {"a:b/c@1.0.0#f(')')", "a:b/c@1.0.0#f", "')'"},
        {"[method]r.m(1)", "[method]r.m", "1"},
    };
    wave_test t;
    start(&t);
    tn_str name, args;
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        cr_expect(
            wave_split_call(t.ctx, tn_str_from(cases[i][0]), 1, &name, &args));
        EXPECT_STR(name, cases[i][1]);
        EXPECT_STR(args, cases[i][2]);
    }
    static const char *const wrong[][2] = {
        {"", "expected the name of a function"},
        {"(1)", "expected the name of a function"},
        {"f(1", "unclosed `(`"},
        {"f((1)", "unclosed `(`"},
        {"f(// )", "unclosed `(`"},
        {"f(1))", "expected nothing after the call, found `)`"},
        {"f(1) g", "expected nothing after the call, found `g`"},
        {"f(\"a)", "unclosed string"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++) {
        cr_expect(
            !wave_split_call(t.ctx, tn_str_from(wrong[i][0]), 1, &name, &args));
        EXPECT_DIAGNOSTIC(t.ctx, wrong[i][1]);
        tenon_diagnostics_clear(t.ctx);
    }
    finish(&t);
}

Test(wave, options_at_the_end_of_the_arguments_may_be_left_out) {
    wave_test t;
    start(&t);
    ty_func func = func_of(&t, "tuple<u8,option<u8>,option<u8>>");
    static const char *const texts[] = {"1", "1,", "1, none", "1, none, none,"};
    tenon_val args[3];
    for (size_t i = 0; i < TN_COUNT_OF(texts); i++) {
        cr_expect(wave_parse_args(args, t.ctx, &t.arena, &func,
                                  tn_str_from(texts[i]), 1),
                  "%s", texts[i]);
        cr_expect(args[0].of.uint == 1);
        cr_expect(args[2].kind == TENON_VAL_OPTION &&
                  args[2].of.variant.index == 0);
    }
    static const char *const wrong[][2] = {
        {"", "argument `p0: u8` is missing"},
        {"1, 2, 3, 4", "the function takes 3 arguments"},
        {"1 2", "expected `,`, found the number 2"},
        {"1,,", "found `,`"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(wrong); i++) {
        cr_expect(!wave_parse_args(args, t.ctx, &t.arena, &func,
                                   tn_str_from(wrong[i][0]), 1));
        EXPECT_DIAGNOSTIC(t.ctx, wrong[i][1]);
        tenon_diagnostics_clear(t.ctx);
    }
    finish(&t);
}

Test(wave, a_short_text_cannot_make_a_huge_value) {
    wave_test t;
    start(&t);
    /* Each `{:}` is a record of 10,000 fields. */
    ty_field *fields = TN_NEW_ARRAY(&t.arena, ty_field, 10000);
    const ty *option = type_of(&t, "option<u8>");
    for (int i = 0; i < 10000; i++)
        fields[i] = (ty_field){.name = tn_arena_printf(&t.arena, "f%d", i),
                               .type = option};
    const ty *record =
        ty_make_record(t.ctx, &t.arena, TN_NO_SPAN, fields, 10000);
    const ty *list = ty_make_of(t.ctx, &t.arena, TN_NO_SPAN, TY_LIST, record);
    tn_writer text;
    tn_writer_init(&text, &t.arena);
    tn_write_u8(&text, '[');
    for (int i = 0; i < 1000; i++)
        tn_write_bytes(&text, "{:},", 4);
    tn_write_u8(&text, ']');
    tenon_val v;
    cr_expect(!parse(&t, list, tn_writer_str(&text), &v));
    EXPECT_DIAGNOSTIC(t.ctx, "the value is too large");
    finish(&t);
}

Test(wave, deep_nesting_is_bounded_by_the_type) {
    wave_test t;
    start(&t);
    const ty *type = ty_primitive(TY_U8);
    for (int i = 0; i < 100; i++)
        type = ty_make_of(t.ctx, &t.arena, TN_NO_SPAN, TY_LIST, type);
    cr_assert(type != NULL);
    char text[100000];
    memset(text, '[', sizeof text);
    tenon_val v;
    cr_expect(!parse(&t, type, (tn_str){text, sizeof text}, &v));
    EXPECT_DIAGNOSTIC(t.ctx, "expected `u8`, found `[`");
    tenon_diagnostics_clear(t.ctx);
    memset(text + 100, ']', 100);
    cr_expect(parse(&t, type, (tn_str){text, 200}, &v));
    finish(&t);
}

Test(wave, resources_are_printed_by_name_and_number) {
    wave_test t;
    start(&t);
    tenon_val v = {.kind = TENON_VAL_OWN, .of.handle.rep = 3};
    EXPECT_STR(print(&t, type_of(&t, "own<r>"), &v), "r(3)");
    finish(&t);
}

static bool parse_and_print(tenon_context *ctx, tn_arena *arena) {
    static const char text[] =
        "[{a: \"x\\u{2603}\", b: [1.5, nan]}, {a: \"\", b: []}]";
    tenon_val v;
    tn_writer w;
    const ty *type = type_from_text(
        ctx, arena, NULL, "list<record{a:string,b:list<f64>,c:option<u8>}>");
    tn_str wrong = TN_STR("[{a: 1}]");
    if (wave_parse(&v, ctx, arena, type, wrong, 1) ||
        !wave_parse(&v, ctx, arena, type, tn_str_from(text), 1))
        return false;
    tn_writer_init(&w, arena);
    wave_print(&w, type, &v);
    return w.len > 0;
}

static bool under_guard(const tenon_allocator *allocator, void *user) {
    TN_UNUSED(user);
    tenon_context *ctx;
    volatile bool done = false;
    tn_arena arena;
    tn_guard guard;
    if (tenon_context_new(&ctx, allocator) != TENON_OK)
        return false;
    tn_context_arena(ctx, &arena);
    if (TN_GUARD(ctx, &guard))
        done = parse_and_print(ctx, &arena);
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    tenon_context_free(ctx);
    return done;
}

Test(wave, memory_that_runs_out_leaks_nothing) {
    cr_expect(test_every_failure(under_guard, NULL) > 3);
}
