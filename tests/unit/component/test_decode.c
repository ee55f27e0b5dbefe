/* Decoding, encoding and building of component binaries. */
#include "base/context.h"
#include "component/component.h"
#include "tests/support.h"
#include "tests/unit/component/cases.h"

typedef struct fixture {
    tenon_context *ctx;
    tn_arena arena;
    bin_component *component;
} fixture;

static void open_fixture(fixture *f) {
    *f = (fixture){0};
    cr_assert_eq(tenon_context_new(&f->ctx, NULL), TENON_OK);
    tn_context_arena(f->ctx, &f->arena);
}

static void close_fixture(fixture *f) {
    bin_release(f->component);
    tn_arena_release(&f->arena);
    tenon_context_free(f->ctx);
}

static bool decode(fixture *f, const uint8_t *p, size_t len) {
    tn_str bytes = {(const char *)p, len};
    const tn_source *source =
        tn_source_add(f->ctx, TN_SOURCE_BINARY, TN_STR("x.wasm"), bytes);
    cr_assert(source);
    return bin_decode(&f->component, f->ctx, &f->arena,
                      (const uint8_t *)source->bytes.p, len, source->base);
}

static tn_writer encode(fixture *f) {
    tn_writer w;
    tn_writer_init(&w, &f->arena);
    bin_encode(f->component, &w);
    return w;
}

Test(decode, encoding_gives_back_the_same_bytes) {
    for (size_t i = 0; i < TN_COUNT_OF(component_cases); i++) {
        fixture f;
        open_fixture(&f);
        test_bytes b = test_hex(component_cases[i].hex);
        cr_expect(decode(&f, b.p, b.len), "%s", component_cases[i].what);
        tn_writer w = encode(&f);
        EXPECT_BYTES(w.data, w.len, b.p, b.len);
        free(b.p);
        close_fixture(&f);
    }
}

/* As a builder makes them, without bytes or orders from a binary. */
static void forget_bytes(bin_def *defs, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        bin_def *def = &defs[i];
        if (def->kind == BIN_CORE_TYPE)
            def->u.core_type.bytes = NULL;
        else if (def->kind == BIN_TYPE)
            forget_bytes(def->u.type.def.decls, def->u.type.def.decl_count);
        else if (def->kind == BIN_CANON &&
                 def->u.canon.opts.encoding != BIN_UTF8)
            def->u.canon.opts.code_count = 0;
        else if (def->kind == BIN_IMPORT)
            def->u.import.name.attribute_count = 0;
    }
}

Test(decode, structures_encode_without_the_bytes_they_came_from) {
    for (size_t i = 0; i < TN_COUNT_OF(component_cases); i++) {
        fixture f;
        open_fixture(&f);
        test_bytes b = test_hex(component_cases[i].hex);
        cr_assert(decode(&f, b.p, b.len));
        forget_bytes(f.component->defs, f.component->def_count);
        if (strcmp(component_cases[i].what, "an option given twice") != 0) {
            tn_writer w = encode(&f);
            EXPECT_BYTES(w.data, w.len, b.p, b.len);
        }
        free(b.p);
        close_fixture(&f);
    }
}

Test(decode, a_file_is_known_by_its_first_bytes) {
    cr_expect_eq(bin_detect((const uint8_t *)"\0asm\1\0\0\0", 8),
                 BIN_KIND_MODULE);
    cr_expect_eq(bin_detect((const uint8_t *)"\0asm\xd\0\1\0", 8),
                 BIN_KIND_COMPONENT);
    cr_expect_eq(bin_detect((const uint8_t *)"\0asm\xd\0\1", 7),
                 BIN_KIND_UNKNOWN);
    cr_expect_eq(bin_detect((const uint8_t *)"\0asm\xd\0\2\0", 8),
                 BIN_KIND_UNKNOWN);
}

#define PREAMBLE "00 'asm' 0d 00 01 00 "

static const struct {
    const char *hex, *phrase;
} malformed[] = {
    {"", "unexpected end"},
    {"00 'asm' 0d 00", "unexpected end"},
    {"00 'asn' 0d 00 01 00", "magic bytes are missing"},
    {"00 'asm' 0e 00 01 00", "version 14 is not known"},
    {"00 'asm' 01 00 00 00", "expected a component"},
    {PREAMBLE "0d 00", "malformed section id"},
    {PREAMBLE "07 03 00", "unexpected end"},
    {PREAMBLE "07 02 00 00", "1 unexpected bytes at the end of the section"},
    {PREAMBLE "07 81 80 80 80 70 00", "integer too large"},
    {PREAMBLE "07 04 bf 84 3d 73", "999999 announced"},
    {PREAMBLE "07 02 01 41", "unexpected end"},
    {PREAMBLE "07 02 01 1f", "invalid leading byte (0x1f) for type"},
    {PREAMBLE "07 04 01 72 01 'a'", "unexpected end"},
    {PREAMBLE "07 07 01 42 01 03 00 01 'a'", "instance type declaration"},
    {PREAMBLE "08 03 01 07 00", "invalid leading byte (0x7) for canonical"},
    {PREAMBLE "08 03 01 42 00", "not supported"},
    {PREAMBLE "0a 05 01 03 01 'a' 01", "invalid leading byte (0x3) for extern"},
    {PREAMBLE "0c 01 00", "value definitions are not supported"},
    {PREAMBLE "06 05 01 05 02 00 00",
     "an outer alias cannot be of sort instance"},
    {PREAMBLE "04 02 00 00", "unexpected end"},
    {PREAMBLE "01 08 00 'asm' 0d 00 01 00", "expected a core module"},
    {PREAMBLE "00 03 02 ff fe", "malformed UTF-8"},
};

Test(decode, what_is_malformed_is_reported) {
    for (size_t i = 0; i < TN_COUNT_OF(malformed); i++) {
        fixture f;
        open_fixture(&f);
        test_bytes b = test_hex(malformed[i].hex);
        cr_expect(!decode(&f, b.p, b.len), "%s", malformed[i].hex);
        EXPECT_DIAGNOSTIC(f.ctx, malformed[i].phrase);
        free(b.p);
        close_fixture(&f);
    }
}

Test(decode, the_place_of_an_error_is_a_path_and_an_offset) {
    fixture f;
    open_fixture(&f);
    test_bytes b = test_hex(PREAMBLE "04 0c " PREAMBLE "07 02 01 1f");
    cr_expect(!decode(&f, b.p, b.len));
    EXPECT_DIAGNOSTIC(f.ctx, "component > component 0 > type section");
    EXPECT_DIAGNOSTIC(f.ctx, "x.wasm:0x15");
    free(b.p);
    close_fixture(&f);
}

/* Each prefix is either whole sections or refused with a reason. */
Test(decode, truncated_input_is_refused_or_ends_at_a_section) {
    test_bytes b = test_hex(component_cases[0].hex);
    for (size_t len = 0; len < b.len; len++) {
        fixture f;
        open_fixture(&f);
        bool ok = decode(&f, b.p, len);
        cr_expect_eq(ok, !tenon_diagnostic_count(f.ctx, TENON_SEVERITY_ERROR));
        if (ok)
            cr_expect_eq(encode(&f).len, len);
        close_fixture(&f);
    }
    free(b.p);
}

static void check_flipped(const uint8_t *p, size_t len) {
    fixture f;
    open_fixture(&f);
    if (decode(&f, p, len)) {
        tn_writer first = encode(&f);
        bin_component *again = NULL;
        cr_assert(
            bin_decode(&again, f.ctx, &f.arena, first.data, first.len, 1));
        tn_writer second;
        tn_writer_init(&second, &f.arena);
        bin_encode(again, &second);
        EXPECT_BYTES(second.data, second.len, first.data, first.len);
        bool valid = bin_validate(f.component);
        cr_expect_eq(valid,
                     !tenon_diagnostic_count(f.ctx, TENON_SEVERITY_ERROR));
    }
    close_fixture(&f);
}

Test(decode, changed_bytes_never_crash) {
    for (size_t i = 0; i < TN_COUNT_OF(component_cases); i++) {
        test_bytes b = test_hex(component_cases[i].hex);
        for (size_t at = 8; at < b.len; at++) {
            static const uint8_t masks[] = {0x01, 0x02, 0x10, 0x80, 0xff};
            uint8_t old = b.p[at];
            for (size_t m = 0; m < TN_COUNT_OF(masks); m++) {
                b.p[at] = old ^ masks[m];
                check_flipped(b.p, b.len);
            }
            b.p[at] = old;
        }
        free(b.p);
    }
}

/* n components, each in the one before. */
static tn_writer nest(tn_arena *arena, int n) {
    tn_writer inner, w;
    tn_writer_init(&inner, arena);
    while (n--) {
        tn_writer_init(&w, arena);
        tn_write_bytes(&w, "\0asm\xd\0\1\0", 8);
        if (inner.len) {
            tn_write_u8(&w, 4);
            tn_write_u32(&w, (uint32_t)inner.len);
            tn_write_bytes(&w, inner.data, inner.len);
        }
        inner = w;
    }
    return inner;
}

Test(decode, nesting_of_components_is_limited) {
    fixture f;
    open_fixture(&f);
    tn_writer w = nest(&f.arena, 90);
    cr_expect(decode(&f, w.data, w.len));
    cr_expect(bin_validate(f.component));
    w = nest(&f.arena, 5000);
    cr_expect(!decode(&f, w.data, w.len));
    EXPECT_DIAGNOSTIC(f.ctx, "nested more than");
    close_fixture(&f);
}

Test(decode, nesting_of_types_is_limited) {
    fixture f;
    open_fixture(&f);
    enum { LEVELS = 5000 };
    tn_writer w, body;
    tn_writer_init(&w, &f.arena);
    tn_writer_init(&body, &f.arena);
    tn_write_u8(&body, 1);
    for (int i = 0; i < LEVELS; i++)
        tn_write_bytes(&body, "\x42\x01\x01", 3); /* instance, 1 decl: type */
    tn_write_u8(&body, 0x7f);
    tn_write_bytes(&w, "\0asm\xd\0\1\0", 8);
    tn_write_u8(&w, 7);
    tn_write_u32(&w, (uint32_t)body.len);
    tn_write_bytes(&w, body.data, body.len);
    cr_expect(!decode(&f, w.data, w.len));
    EXPECT_DIAGNOSTIC(f.ctx, "types are nested more than");
    close_fixture(&f);
}

Test(build, appending_gives_the_index_in_its_space) {
    fixture f;
    open_fixture(&f);
    f.component = bin_new(f.ctx, &f.arena);
    bin_def type = {.kind = BIN_TYPE};
    type.u.type.def.form = BIN_TYPE_FUNC;
    cr_expect_eq(bin_append(f.component, &type), 0);
    cr_expect_eq(bin_append(f.component, &type), 1);
    bin_def import = {.kind = BIN_IMPORT};
    import.u.import.name.name = TN_STR("f");
    import.u.import.desc = (bin_externdesc){.sort = TY_SORT_FUNC, .index = 1};
    cr_expect_eq(bin_append(f.component, &import), 0);
    bin_def export = {.kind = BIN_EXPORT};
    export.u.export.name.name = TN_STR("g");
    export.u.export.item = (bin_sort_index){TY_SORT_FUNC, 0};
    cr_expect_eq(bin_append(f.component, &export), 1);
    test_bytes b = test_hex(PREAMBLE "07 09 02 40 00 01 00 40 00 01 00"
                                     "0a 06 01 00 01 'f' 01 01"
                                     "0b 07 01 00 01 'g' 01 00 00");
    tn_writer w = encode(&f);
    EXPECT_BYTES(w.data, w.len, b.p, b.len);
    cr_expect(bin_validate(f.component));
    free(b.p);
    close_fixture(&f);
}

Test(build, options_and_attributes_are_encoded_in_order) {
    fixture f;
    open_fixture(&f);
    f.component = bin_new(f.ctx, &f.arena);
    bin_def canon = {.kind = BIN_CANON};
    canon.u.canon.op = BIN_CANON_LOWER;
    canon.u.canon.opts = (bin_canon_opts){.encoding = BIN_UTF16,
                                          .has_memory = true,
                                          .memory = 1,
                                          .has_realloc = true,
                                          .realloc = 2};
    cr_expect_eq(bin_append(f.component, &canon), 0);
    bin_def import = {.kind = BIN_IMPORT};
    import.u.import.name = (bin_extern_name){.name = TN_STR("i"),
                                             .implements = TN_STR("a:b/c"),
                                             .external_id = TN_STR("x")};
    import.u.import.desc.sort = TY_SORT_INSTANCE;
    bin_append(f.component, &import);
    test_bytes b = test_hex(
        PREAMBLE "08 0a 01 01 00 00 03 01 03 01 04 02"
                 "0a 11 01 02 01 'i' 02 00 05 'a:b/c' 02 01 'x' 05 00");
    tn_writer w = encode(&f);
    EXPECT_BYTES(w.data, w.len, b.p, b.len);
    free(b.p);
    close_fixture(&f);
}
