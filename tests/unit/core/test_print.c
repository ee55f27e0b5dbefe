/* Core modules as text. */
#include <stdlib.h>

#include "core/opcode.h"
#include "core/print.h"
#include "tests/arena_suite.h"

TestSuite(core_print, ARENA_SUITE);

#define HEAD "00 'asm' 01 00 00 00 "

/* False when it does not decode, or is not printed. */
static bool print_bytes(tn_str *out, tn_str bytes, bool skeleton) {
    core_module *module = NULL;
    if (!core_module_decode(&module, ctx, (const uint8_t *)bytes.p, bytes.len,
                            0))
        return false;
    tn_writer w;
    tn_sexpr s;
    tn_writer_init(&w, &arena);
    tn_sexpr_init(&s, ctx, &w, bytes.len);
    bool ok = core_print(&s, module, skeleton);
    core_module_free(module);
    *out = tn_writer_str(&w);
    return ok;
}

static tn_str keep(const char *hex) {
    test_bytes bytes = test_hex(hex);
    tn_str kept =
        tn_arena_copy(&arena, (tn_str){(const char *)bytes.p, bytes.len});
    free(bytes.p);
    return kept;
}

typedef struct section {
    uint8_t id;
    const char *hex;
} section;

/* Sections, or the parts of one, with their sizes; ended by hex NULL. */
static tn_str join(const char *head, const section *sections) {
    tn_writer w;
    tn_writer_init(&w, &arena);
    tn_str start = keep(head);
    tn_write_bytes(&w, start.p, start.len);
    for (; sections->hex; sections++) {
        tn_write_u8(&w, sections->id);
        tn_write_name(&w, keep(sections->hex));
    }
    return tn_writer_str(&w);
}

static void expect_module(const section *sections, const char *text) {
    tn_str out = {0};
    bool ok = print_bytes(&out, join(HEAD, sections), false);
    cr_assert(ok, "%s", test_diagnostics(ctx));
    EXPECT_STR(out, text);
}

/* A module with one function, of that code behind its locals. */
static tn_str module_of(tn_str body) {
    tn_writer w, code;
    tn_writer_init(&w, &arena);
    tn_writer_init(&code, &arena);
    tn_str head = keep(HEAD "01 09 02 60 00 00 60 01 7f 01 7e 03 02 01 00");
    tn_write_bytes(&w, head.p, head.len);
    tn_write_u8(&code, 1);
    tn_write_u32(&code, (uint32_t)body.len);
    tn_write_bytes(&code, body.p, body.len);
    tn_write_u8(&w, 10);
    tn_write_u32(&w, (uint32_t)code.len);
    tn_write_bytes(&w, code.data, code.len);
    return tn_writer_str(&w);
}

/* The lines of the function's body, or NULL p. */
static tn_str print_body(tn_str body) {
    tn_str out = {0};
    if (!print_bytes(&out, module_of(body), false))
        return (tn_str){0};
    static const char func[] = "(func (;0;) (type 0)";
    const char *at = strstr(tn_arena_copy(&arena, out).p, func);
    tn_str rest = tn_str_from(at + strlen(func));
    tn_str end = TN_STR("\n  )\n)\n");
    cr_assert(tn_str_ends(rest, end), "%s", rest.p);
    rest.len -= end.len;
    return rest;
}

Test(core_print, every_kind_of_immediate) {
    static const struct {
        const char *hex, *text;
    } rows[] = {
        {"00 01 0b", "\n    nop"},
        {"02 02 7f 01 7d 01 0b", "\n    (local i32 i32 f32)\n    nop"},
        /* blocks and labels */
        {"00 02 40 0b 0b", "\n    block ;; label = @1\n    end"},
        {"00 02 7f 0c 00 0c 01 0c 02 0b 0b",
         "\n    block (result i32) ;; label = @1"
         "\n      br 0 (;@1;)\n      br 1\n      br 2\n    end"},
        {"00 03 01 0b 0b",
         "\n    loop (type 1) (param i32) (result i64) ;; label = @1\n    end"},
        {"00 04 40 01 05 03 40 0e 01 00 01 0b 0b 0b",
         "\n    if ;; label = @1\n      nop\n    else"
         "\n      loop ;; label = @2"
         "\n        br_table 0 (;@2;) 1 (;@1;)\n      end\n    end"},
        {"00 1f 40 04 00 03 00 01 04 00 02 00 03 01 0b 0b",
         "\n    try_table (catch 3 0) (catch_ref 4 0) (catch_all 0)"
         " (catch_all_ref 1) ;; label = @1\n    end"},
        {"00 02 40 1f 40 01 02 00 0b 0b 0b",
         "\n    block ;; label = @1"
         "\n      try_table (catch_all 0 (;@1;)) ;; label = @2\n      end"
         "\n    end"},
        /* indices */
        {"00 10 05 11 01 00 11 01 02 0b",
         "\n    call 5\n    call_indirect (type 1)"
         "\n    call_indirect 2 (type 1)"},
        {"00 20 00 23 01 25 02 08 03 d2 04 14 01 0b",
         "\n    local.get 0\n    global.get 1\n    table.get 2\n    throw 3"
         "\n    ref.func 4\n    call_ref 1"},
        {"00 3f 00 40 01 fc 0b 00 fc 09 02 fc 0d 03 0b",
         "\n    memory.size\n    memory.grow 1\n    memory.fill"
         "\n    data.drop 2\n    elem.drop 3"},
        {"00 fc 08 01 00 fc 08 01 02 fc 0a 00 00 fc 0a 01 00 0b",
         "\n    memory.init 1\n    memory.init 2 1\n    memory.copy"
         "\n    memory.copy 1 0"},
        {"00 fc 0c 01 00 fc 0c 01 02 fc 0e 00 00 fc 0e 00 01 0b",
         "\n    table.init 1\n    table.init 2 1\n    table.copy"
         "\n    table.copy 0 1"},
        /* memory arguments */
        {"00 28 02 00 28 00 05 37 03 80 01 28 42 01 03 29 02 00 0b",
         "\n    i32.load\n    i32.load offset=5 align=1"
         "\n    i64.store offset=128\n    i32.load 1 offset=3"
         "\n    i64.load align=4"},
        /* numbers */
        {"00 41 7f 41 ff ff ff ff 07 42 80 80 80 80 80 80 80 80 80 7f 0b",
         "\n    i32.const -1\n    i32.const 2147483647"
         "\n    i64.const -9223372036854775808"},
        /* types */
        {"00 1b 1c 01 7f 1c 02 70 64 01 d0 70 d0 01 0b",
         "\n    select\n    select (result i32)"
         "\n    select (result funcref (ref 1))\n    ref.null func"
         "\n    ref.null 1"},
        /* vectors and threads */
        {"00 fd 00 04 00 fd 0c 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e "
         "0f fd 15 03 fd 54 00 07 02 0b",
         "\n    v128.load"
         "\n    v128.const i32x4 0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c"
         "\n    i8x16.extract_lane_s 3\n    v128.load8_lane offset=7 2"},
        {"00 fd 0d 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 1f 0b",
         "\n    i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31"},
        {"00 fe 03 00 fe 00 02 00 fe 10 00 04 fd 85 02 0b",
         "\n    atomic.fence\n    memory.atomic.notify"
         "\n    i32.atomic.load offset=4 align=1\n    f32x4.relaxed_madd"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        tn_str text = print_body(keep(rows[i].hex));
        cr_expect(text.p, "row %zu: %s", i, test_diagnostics(ctx));
        if (text.p)
            EXPECT_STR(text, rows[i].text);
    }
}

Test(core_print, floats_are_exact) {
    static const struct {
        const char *hex, *text;
    } rows[] = {
        {"43 00 00 00 00", "f32.const 0x0p+0 (;=0;)"},
        {"43 00 00 00 80", "f32.const -0x0p+0 (;=-0;)"},
        {"43 00 00 c0 3f", "f32.const 0x1.8p+0 (;=1.5;)"},
        {"43 01 00 00 00",
         "f32.const 0x1p-149 "
         "(;=0.000000000000000000000000000000000000000000001;)"},
        {"43 03 00 00 80",
         "f32.const -0x1.8p-148 "
         "(;=-0.000000000000000000000000000000000000000000004;)"},
        {"43 ff ff 7f 7f", "f32.const 0x1.fffffep+127 "
                           "(;=340282350000000000000000000000000000000;)"},
        {"43 00 00 80 7f", "f32.const inf (;=inf;)"},
        {"43 00 00 80 ff", "f32.const -inf (;=-inf;)"},
        {"43 00 00 c0 7f", "f32.const nan (;=nan;)"},
        {"43 01 00 80 ff", "f32.const -nan:0x1 (;=nan;)"},
        {"44 9a 99 99 99 99 99 b9 3f",
         "f64.const 0x1.999999999999ap-4 (;=0.1;)"},
        {"44 00 00 00 00 00 00 f8 7f", "f64.const nan (;=nan;)"},
        {"44 01 00 00 00 00 00 f0 7f", "f64.const nan:0x1 (;=nan;)"},
        {"44 00 00 00 00 00 00 60 c1", "f64.const -0x1p+23 (;=-8388608;)"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        tn_str hex = tn_arena_printf(&arena, "00 %s 0b", rows[i].hex);
        tn_str want = tn_arena_printf(&arena, "\n    %s", rows[i].text);
        EXPECT_STR(print_body(keep(hex.p)), want.p);
    }
}

/* Each is followed by the next instruction where the table says so. */
Test(core_print, every_instruction_that_is_only_printed) {
    static const struct {
        uint8_t prefix;
        uint32_t code;
        const char *text, *immediate;
        unsigned align;
    } rows[] = {
#define PRINT_OP(prefix, code, text, immediate, align) \
    {prefix, code, text, #immediate, align},
#include "core/opcode_print.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        const char *kind = rows[i].immediate;
        uint8_t zeros[17] = {(uint8_t)rows[i].align};
        size_t len = strcmp(kind, "NONE") == 0          ? 0
                     : strcmp(kind, "MEMARG") == 0      ? 2
                     : strcmp(kind, "MEMARG_LANE") == 0 ? 3
                     : strcmp(kind, "LANE") == 0        ? 1
                     : strcmp(kind, "ZERO") == 0        ? 1
                                                        : 16;
        tn_writer body;
        tn_writer_init(&body, &arena);
        tn_write_u8(&body, 0);
        tn_write_u8(&body, rows[i].prefix);
        tn_write_u32(&body, rows[i].code);
        tn_write_bytes(&body, zeros, len);
        tn_write_bytes(&body, "\x01\x0b", 2);
        tn_str text = print_body(tn_writer_str(&body));
        cr_expect(text.p, "%s", rows[i].text);
        tn_str begin = tn_arena_printf(&arena, "\n    %s", rows[i].text);
        cr_expect(text.p && tn_str_starts(text, begin), "%s", rows[i].text);
        cr_expect(text.p && tn_str_ends(text, TN_STR("\n    nop")), "%s",
                  rows[i].text);
        cr_expect(text.p && !strstr(text.p, "align="), "%s", rows[i].text);
    }
    cr_expect_eq(TN_COUNT_OF(rows), 236 + 20 + 67);
}

Test(core_print, malformed_code_is_reported) {
    static const struct {
        const char *hex, *phrase;
    } rows[] = {
        {"00", "unexpected end"},
        {"00 01", "unexpected end"},
        {"00 02 40 0b", "unexpected end"},
        {"00 0b 01", "code behind its end"},
        {"00 05 0b", "`else` without `if`"},
        {"00 06 40 0b", "illegal opcode 0x06"},
        {"00 fd b0 02 0b", "illegal opcode 0xfd 304"},
        {"00 fe 0b", "illegal opcode 0xfe 11"},
        {"00 fb 00 00 0b", "garbage collection is not supported"},
        {"00 fd 0c 00 0b", "unexpected end"},
        {"00 1f 40 01 04 00 0b 0b", "malformed handler"},
        {"02 ff ff ff ff 0f 7f ff ff ff ff 0f 7f 0b", "too many locals"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        tenon_diagnostics_clear(ctx);
        tn_str text = print_body(keep(rows[i].hex));
        cr_expect_null(text.p, "row %zu", i);
        EXPECT_DIAGNOSTIC(ctx, rows[i].phrase);
    }
}

/* Of a name section its subsections are written as hexadecimal digits. */
static const char *name_section(const section *parts) {
    tn_str bytes = join("04 'name'", parts);
    tn_writer hex;
    tn_writer_init(&hex, &arena);
    for (size_t i = 0; i < bytes.len; i++)
        tn_write_printf(&hex, "%02x ", (uint8_t)bytes.p[i]);
    return tn_arena_copy(&arena, tn_writer_str(&hex)).p;
}

Test(core_print, names_of_a_module) {
    static const section parts[] = {
        {0, "01 'm'"},
        {1, "02 00 03 'imp' 01 03 'imp'"},
        {2, "01 01 04 00 01 'x' 01 03 'a b' 02 01 'x' 04 00"},
        {3, "01 01 02 00 01 'l' 01 01 'l'"},
        {4, "01 00 02 't0'"},
        {12, "01 01 01 00 01 'p'"},
        {77, "01 02 03"}, /* not known */
        {0, NULL},
    };
    const section sections[] = {
        {1, "02 60 02 7f 7f 00 60 01 7c 01 7c"},
        {2, "01 01 'a' 01 'b' 00 00"},
        {3, "01 00"},
        {7, "01 01 'f' 00 01"},
        {10, "01 12 01 03 7d 02 40 03 40 20 04 0d 00 0c 01 10 00 0b 0b 0b"},
        {0, name_section(parts)},
        {0, NULL},
    };
    expect_module(
        sections,
        "(module $m\n"
        "  (type $t0 (;0;) (func (param i32 i32)))\n"
        "  (type (;1;) (func (param $p f64) (result f64)))\n"
        "  (import \"a\" \"b\" (func $imp (;0;) (type $t0) (param i32 i32)))\n"
        "  (export \"f\" (func 1))\n"
        "  (func (@name \"imp\") (;1;) (type $t0) (param $x i32) "
        "(param $\"a b\" i32)\n"
        "    (local (@name \"x\") f32) (local f32) (local (@name \"\") f32)\n"
        "    block $l\n"
        "      loop (@name \"l\")\n"
        "        local.get 4\n"
        "        br_if 0\n"
        "        br $l\n"
        "        call $imp\n"
        "      end\n"
        "    end\n"
        "  )\n"
        ")\n");
}

Test(core_print, a_wrong_name_section_is_like_any_other) {
    static const section wrong[] = {
        {0, "04 'name' 01 04 01 00 01 'f'"}, /* there is no function */
        {0, NULL},
    };
    static const section two[] = {
        {0, "04 'name'"},
        {0, "04 'name'"},
        {0, NULL},
    };
    expect_module(wrong, "(module\n"
                         "  (@custom \"name\" \"\\01\\04\\01\\00\\01f\")\n"
                         ")\n");
    expect_module(two, "(module\n"
                       "  (@custom \"name\" \"\")\n"
                       "  (@custom \"name\" \"\")\n"
                       ")\n");
}

/* Places count sections that are in the text. */
Test(core_print, custom_sections_say_where_they_stand) {
    static const section sections[] = {
        {0, "01 'a' 00"},
        {1, "01 60 00 00"},
        {0, "01 'b'"},
        {2, "00"}, /* no imports */
        {0, "01 'c'"},
        {3, "01 00"},
        {10, "01 02 00 0b"},
        {0, "01 'd'"},
        {0, "09 'producers' 01 08 'language' 01 01 'C' 02 '11'"},
        {11, "00"},
        {0, "01 'e'"},
        {0, NULL},
    };
    expect_module(sections, "(module\n"
                            "  (type (;0;) (func))\n"
                            "  (func (;0;) (type 0))\n"
                            "  (@custom \"a\" (before first) \"\\00\")\n"
                            "  (@custom \"b\" (after type) \"\")\n"
                            "  (@custom \"c\" (after type) \"\")\n"
                            "  (@custom \"d\" \"\")\n"
                            "  (@producers\n"
                            "    (language \"C\" \"11\")\n"
                            "  )\n"
                            "  (@custom \"e\" \"\")\n"
                            ")\n");
}

Test(core_print, producers_that_the_annotation_cannot_say_are_bytes) {
    static const struct {
        const char *hex, *text;
    } rows[] = {
        {"00", "(@producers)"},
        {"01 03 'sdk' 01 01 'a' 00", "(@producers\n    (sdk \"a\" \"\")\n  )"},
        {"01 00 00", "(@custom \"producers\" \"\\01\\00\\00\")"},
        {"01 03 'sdk' 00", "(@custom \"producers\" \"\\01\\03sdk\\00\")"},
        {"02 03 'sdk' 01 00 00 03 'sdk' 01 00 00",
         "(@custom \"producers\" "
         "\"\\02\\03sdk\\01\\00\\00\\03sdk\\01\\00\\00\")"},
        {"00 00", "(@custom \"producers\" \"\\00\\00\")"},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        const section sections[] = {
            {0, tn_arena_printf(&arena, "09 'producers' %s", rows[i].hex).p},
            {0, NULL},
        };
        expect_module(
            sections,
            tn_arena_printf(&arena, "(module\n  %s\n)\n", rows[i].text).p);
    }
}

static const section everything[] = {
    {1, "02 60 02 7f 7e 01 7d 60 00 01 70"},
    {2, "04 01 'a' 01 'f' 00 00 01 'a' 01 'm' 02 01 01 10 "
        "01 'a' 01 'g' 03 7e 01 01 'a' 01 't' 04 00 01"},
    {3, "01 01"},
    {4, "02 6f 00 02 40 00 64 70 00 01 d2 00 0b"},
    {5, "02 00 05 07 01 02"},
    {13, "01 00 01"},
    {6, "02 7f 00 41 2a 0b 6f 01 d0 6f 0b"},
    {7, "03 01 'p' 00 01 01 'q' 03 01 01 'r' 04 01"},
    {8, "01"},
    {9, "05 00 41 00 0b 03 00 01 01 01 00 01 01 03 00 00 "
        "02 01 41 00 41 01 6a 0b 00 00 05 70 02 d2 01 0b d0 70 0b"},
    {12, "02"},
    {10, "01 04 00 d0 70 0b"},
    {11, "02 02 01 41 01 0b 03 'h' 22 'i' 01 01 'x'"},
    {0, NULL},
};

Test(core_print, every_kind_of_field) {
    expect_module(
        everything,
        "(module\n"
        "  (type (;0;) (func (param i32 i64) (result f32)))\n"
        "  (type (;1;) (func (result funcref)))\n"
        "  (import \"a\" \"f\" (func (;0;) (type 0) (param i32 i64) "
        "(result f32)))\n"
        "  (import \"a\" \"m\" (memory (;0;) 1 16))\n"
        "  (import \"a\" \"g\" (global (;0;) (mut i64)))\n"
        "  (import \"a\" \"t\" (tag (;0;) (type 1) (result funcref)))\n"
        "  (table (;0;) 2 externref)\n"
        "  (table (;1;) 1 (ref func) ref.func 0)\n"
        "  (memory (;1;) 5)\n"
        "  (memory (;2;) i64 1 2 shared)\n"
        "  (tag (;1;) (type 1) (result funcref))\n"
        "  (global (;1;) i32 i32.const 42)\n"
        "  (global (;2;) (mut externref) ref.null extern)\n"
        "  (export \"p\" (func 1))\n"
        "  (export \"q\" (global 1))\n"
        "  (export \"r\" (tag 1))\n"
        "  (start 1)\n"
        "  (elem (;0;) (i32.const 0) func 0 1 1)\n"
        "  (elem (;1;) func 1)\n"
        "  (elem (;2;) declare func)\n"
        "  (elem (;3;) (table 1) (offset i32.const 0 i32.const 1 i32.add) "
        "func)\n"
        "  (elem (;4;) funcref (ref.func 1) (ref.null func))\n"
        "  (func (;1;) (type 1) (result funcref)\n"
        "    ref.null func\n"
        "  )\n"
        "  (data (;0;) (memory 1) (i32.const 1) \"h\\22i\")\n"
        "  (data (;1;) \"x\")\n"
        ")\n");
}

Test(core_print, a_skeleton_has_no_code) {
    tn_str out = {0};
    cr_assert(print_bytes(&out, join(HEAD, everything), true));
    char *text = (char *)tn_arena_copy(&arena, out).p;
    cr_expect(strstr(text, "\n  (global (;1;) i32 i32.const 42)"));
    cr_expect(strstr(text, "\n  (elem (;0;) (i32.const 0) ...)"));
    cr_expect(strstr(text, "\n  (func (;1;) (type 1) (result funcref) ...)"));
    cr_expect(strstr(text, "\n  (data (;1;) ...)"));
    cr_expect_null(strstr(text, "\n    ref.null"));
    cr_expect_null(strstr(text, "\"x\""));
}

static bool print_all(const tenon_allocator *allocator, void *user) {
    const tn_str *bytes = user;
    tenon_context *own;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    tn_arena scratch;
    tn_context_arena(own, &scratch);
    core_module *volatile module = NULL;
    volatile bool ok = false;
    tn_guard guard;
    if (TN_GUARD(own, &guard)) {
        core_module *decoded = NULL;
        tn_writer w;
        tn_sexpr s;
        tn_writer_init(&w, &scratch);
        tn_sexpr_init(&s, own, &w, bytes->len);
        if (core_module_decode(&decoded, own, (const uint8_t *)bytes->p,
                               bytes->len, 0)) {
            module = decoded;
            ok = core_print(&s, decoded, false);
        }
    }
    tn_guard_leave(own, &guard);
    core_module_free(module);
    tn_arena_release(&scratch);
    tenon_context_free(own);
    return ok;
}

Test(core_print, survives_every_failure) {
    tn_str bytes = join(HEAD, everything);
    cr_expect_gt(test_every_failure(print_all, &bytes), 3);
}
