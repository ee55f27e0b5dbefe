/* Strings between all encodings, and what guests can do wrong with them. */
#include "base/utf.h"
#include "guest.h"

enum { LATIN1 = 3, ENCODINGS }; /* source: latin1+utf16 holding Latin-1 */

static const char *const names[] = {"utf8", "utf16", "latin1+utf16", "latin1"};

static cabi_encoding encoding_of(int source) {
    return source == LATIN1 ? CABI_LATIN1_UTF16 : (cabi_encoding)source;
}

/*
 * Writes UTF-8 text at ptr in an encoding (CABI_LATIN1_UTF16: as UTF-16) and
 * gives the length word; false when Latin-1 cannot express it.
 */
static bool write_text(
    test_guest *g, uint64_t ptr, int source, const char *text, uint64_t *word) {
    uint8_t *out = g->abi.base + ptr;
    size_t used = 0, units = 0, len = strlen(text);
    g->abi.encoding = encoding_of(source);
    for (size_t i = 0; i < len;) {
        uint32_t c;
        i += tn_utf8_decode(text + i, len - i, &c);
        if (source == CABI_UTF8) {
            used += tn_utf8_encode((char *)out + used, c);
            units = used;
        } else if (source == LATIN1) {
            if (c > 0xff)
                return false;
            out[units++] = (uint8_t)c;
        } else {
            size_t n = tn_utf16_encode(out + 2 * units, c);
            units += n;
        }
    }
    *word = units;
    if (source == CABI_LATIN1_UTF16)
        *word |= (uint64_t)1 << (g->abi.memory64 ? 63 : 31);
    return true;
}

static cabi_trap copy_string(test_abi *t, uint64_t *in, uint64_t *out) {
    const ty *type = ty_primitive(TY_STRING);
    cabi_flat from = {in, 2, 0}, to = {out, 2, 0};
    return cabi_copy_flat(&t->a.abi, &t->b.abi, type, type, &from, &to);
}

static void expect_lifts_as(test_abi *t,
                            test_guest *g,
                            uint64_t *slots,
                            const char *text) {
    tenon_val v;
    cabi_flat flat = {slots, 2, 0};
    cabi_trap trap = cabi_lift_flat(&g->abi, &t->arena, &t->budget,
                                    ty_primitive(TY_STRING), &flat, &v);
    cr_assert(!trap, "%s: %s", text, cabi_trap_text(trap));
    EXPECT_BYTES(v.of.string.data, v.of.string.len, text, strlen(text));
}

static const char *const texts[] = {
    "",
    "a",
    "hi",
    "\x01",
    "\xc2\x80",
    "\xc2\x80"
    "b",
    "ab\xc3\xaf"
    "c",
    "\xc7\xbf"
    "y",
    "xy\xc7\xbf",
    "a\xed\x9f\xbf"
    "b",
    "a\xcb\xbf\xcf\xbf\xd3\xbf"
    "bc",
    "\xef\x84\xa3",
    "\xef\x84\xa3\xef\x84\xa3"
    "abc",
    "abcdef\xef\x84\xa3",
    "\xf0\x9f\x91\x8b hello \xf0\x9f\x91\x8b",
    "\xc3\xa9\xf0\x9f\x91\x8b\xc3\xa9",
    "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789",
    "0123456789 0123456789 0123456789 \xc3\xa9 0123456789 \xe2\x98\x83",
};

Test(cabi_strings, every_pair_of_encodings_keeps_the_text) {
    test_abi t;
    test_abi_init(&t);
    for (int pair = 0; pair < ENCODINGS * 3 * 4; pair++) {
        int source = pair % ENCODINGS, target = pair / ENCODINGS % 3;
        t.a.abi.memory64 = pair / (ENCODINGS * 3) & 1;
        t.b.abi.memory64 = pair / (ENCODINGS * 3) & 2;
        for (size_t i = 0; i < TN_COUNT_OF(texts); i++) {
            uint64_t in[2] = {64, 0}, out[2];
            if (!write_text(&t.a, 64, source, texts[i], &in[1]))
                continue;
            t.b.abi.encoding = (cabi_encoding)target;
            t.b.next = 64;
            cabi_trap trap = copy_string(&t, in, out);
            cr_assert(!trap, "%s to %s, %s: %s", names[source], names[target],
                      texts[i], cabi_trap_text(trap));
            expect_lifts_as(&t, &t.a, in, texts[i]);
            expect_lifts_as(&t, &t.b, out, texts[i]);
        }
    }
    test_abi_release(&t);
}

Test(cabi_strings, host_strings_are_lowered_in_every_encoding) {
    test_abi t;
    test_abi_init(&t);
    for (int target = 0; target < 3; target++) {
        for (size_t i = 0; i < TN_COUNT_OF(texts); i++) {
            uint64_t out[2];
            cabi_flat to = {out, 2, 0};
            tenon_val v = {.kind = TENON_VAL_STRING,
                           .of.string = {texts[i], strlen(texts[i])}};
            t.b.abi.encoding = (cabi_encoding)target;
            t.b.next = 0;
            cr_assert(
                !cabi_lower_flat(&t.b.abi, ty_primitive(TY_STRING), &v, &to));
            expect_lifts_as(&t, &t.b, out, texts[i]);
        }
    }
    test_abi_release(&t);
}

/* The calls of realloc: "old_ptr old_size align new_size; ". */
static const struct {
    int source;
    cabi_encoding target;
    const char *text, *log;
    uint64_t word;
} sequences[] = {
    {CABI_UTF8, CABI_UTF8, "h\xc3\xa9", "0 0 1 3; ", 3},
    {CABI_UTF8, CABI_UTF8, "", "0 0 1 0; ", 0},
    {CABI_UTF16, CABI_UTF8, "hey", "0 0 1 3; ", 3},
    {CABI_UTF16, CABI_UTF8, "h\xc3\xa9y", "0 0 1 3; 64 3 1 9; 67 9 1 4; ", 4},
    {CABI_UTF16, CABI_UTF8, "\xe2\x98\x83", "0 0 1 1; 64 1 1 3; ", 3},
    {CABI_UTF16, CABI_UTF8, "\xf0\x9f\x91\x8b", "0 0 1 2; 64 2 1 6; 66 6 1 4; ",
     4},
    {LATIN1, CABI_UTF8, "h\xc3\xa9y", "0 0 1 3; 64 3 1 6; 67 6 1 4; ", 4},
    {LATIN1, CABI_UTF8, "\xc3\xa9", "0 0 1 1; 64 1 1 2; ", 2},
    {CABI_LATIN1_UTF16, CABI_UTF8, "h\xc3\xa9y",
     "0 0 1 3; 64 3 1 9; 67 9 1 4; ", 4},
    {CABI_UTF8, CABI_UTF16, "hey", "0 0 2 6; ", 3},
    {CABI_UTF8, CABI_UTF16, "h\xc3\xa9", "0 0 2 6; 64 6 2 4; ", 2},
    {CABI_UTF8, CABI_UTF16, "", "0 0 2 0; ", 0},
    {CABI_UTF16, CABI_UTF16, "h\xc3\xa9", "0 0 2 4; ", 2},
    {LATIN1, CABI_UTF16, "h\xc3\xa9", "0 0 2 4; ", 2},
    {CABI_LATIN1_UTF16, CABI_UTF16, "h\xc3\xa9", "0 0 2 4; ", 2},
    {CABI_UTF8, CABI_LATIN1_UTF16, "hey", "0 0 2 3; ", 3},
    {CABI_UTF8, CABI_LATIN1_UTF16, "h\xc3\xa9", "0 0 2 3; 64 3 2 2; ", 2},
    {CABI_UTF8, CABI_LATIN1_UTF16, "h\xe2\x98\x83",
     "0 0 2 4; 64 4 2 8; 68 8 2 4; ", 0x80000002},
    {CABI_UTF8, CABI_LATIN1_UTF16, "\xc3\xa9\xe2\x98\x83",
     "0 0 2 5; 64 5 2 10; 70 10 2 4; ", 0x80000002},
    {CABI_UTF16, CABI_LATIN1_UTF16, "h\xc3\xa9", "0 0 2 2; ", 2},
    {CABI_UTF16, CABI_LATIN1_UTF16, "h\xe2\x98\x83", "0 0 2 2; 64 2 2 4; ",
     0x80000002},
    {LATIN1, CABI_LATIN1_UTF16, "h\xc3\xa9", "0 0 2 2; ", 2},
    {CABI_LATIN1_UTF16, CABI_LATIN1_UTF16, "h\xe2\x98\x83", "0 0 2 4; ",
     0x80000002},
    {CABI_LATIN1_UTF16, CABI_LATIN1_UTF16, "h\xc3\xa9", "0 0 2 4; 64 4 1 2; ",
     2},
    {CABI_LATIN1_UTF16, CABI_LATIN1_UTF16, "", "0 0 2 0; 64 0 1 0; ", 0},
};

Test(cabi_strings, realloc_is_called_exactly_as_the_specification_says) {
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(sequences); i++) {
        uint64_t in[2] = {64, 0}, out[2];
        cr_assert(write_text(&t.a, 64, sequences[i].source, sequences[i].text,
                             &in[1]));
        t.b.abi.encoding = sequences[i].target;
        t.b.next = 64;
        t.b.call_count = 0;
        cr_assert(!copy_string(&t, in, out));
        const char *log = test_log(&t, &t.b);
        cr_expect(strcmp(log, sequences[i].log) == 0, "%s to %s, %s: %s",
                  names[sequences[i].source], names[sequences[i].target],
                  sequences[i].text, log);
        cr_expect(out[1] == sequences[i].word, "%s: length word %" PRIx64,
                  sequences[i].text, out[1]);
    }
    test_abi_release(&t);
}

/* Tries one lie at one call; *called tells whether that call happened. */
static cabi_trap lie(
    test_abi *t, size_t sequence, size_t at, uint64_t ptr, uint64_t *align) {
    uint64_t in[2] = {64, 0}, out[2];
    cr_assert(write_text(&t->a, 64, sequences[sequence].source,
                         sequences[sequence].text, &in[1]));
    t->b.abi.encoding = sequences[sequence].target;
    t->b.next = 64;
    t->b.call_count = 0;
    t->b.lie_at = at;
    t->b.lie = ptr;
    cabi_trap trap = copy_string(t, in, out);
    *align = t->b.call_count >= at ? t->b.calls[at - 1].align : 0;
    return trap;
}

Test(cabi_strings, every_result_of_a_hostile_realloc_is_checked) {
    test_abi t;
    test_abi_init(&t);
    static const uint64_t outside[] = {TEST_MEMORY + 2, 0x7ffffffe, 0xfffffffe,
                                       0xfffffff0};
    for (size_t i = 0; i < TN_COUNT_OF(sequences); i++) {
        for (size_t at = 1; at <= 3; at++) {
            uint64_t align;
            for (size_t k = 0; k < TN_COUNT_OF(outside); k++) {
                cabi_trap trap = lie(&t, i, at, outside[k], &align);
                cr_expect(trap == (align ? CABI_TRAP_REALLOC_BOUNDS : CABI_OK),
                          "sequence %zu, call %zu: %s", i, at,
                          cabi_trap_text(trap));
            }
            cabi_trap trap = lie(&t, i, at, 101, &align);
            cr_expect(trap == (align == 2 ? CABI_TRAP_REALLOC_ALIGN : CABI_OK),
                      "sequence %zu, call %zu: %s", i, at,
                      cabi_trap_text(trap));
            /* One byte too few, aligned. */
            uint64_t size = align ? t.b.calls[at - 1].new_size : 0;
            if (size < 2)
                continue;
            trap = lie(&t, i, at, (TEST_MEMORY - size + 2) & ~1u, &align);
            cr_expect(trap == CABI_TRAP_REALLOC_BOUNDS,
                      "sequence %zu, call %zu: %s", i, at,
                      cabi_trap_text(trap));
        }
    }
    test_abi_release(&t);
}

Test(cabi_strings, a_realloc_that_answers_with_the_source_stays_in_bounds) {
    test_abi t;
    test_abi_init(&t);
    /* Both guests are one memory, and the target overlaps the source. */
    for (size_t i = 0; i < TN_COUNT_OF(sequences); i++) {
        for (uint64_t ptr = 60; ptr < 70; ptr += 2) {
            uint64_t in[2] = {64, 0}, out[2];
            write_text(&t.a, 64, sequences[i].source, sequences[i].text,
                       &in[1]);
            test_guest b = t.b;
            b.abi.base = t.a.abi.base;
            b.abi.encoding = sequences[i].target;
            b.lie_at = 1;
            b.lie = ptr;
            cabi_flat from = {in, 2, 0}, to = {out, 2, 0};
            /* Any outcome will do, so long as nothing else is touched. */
            cabi_trap trap =
                cabi_copy_flat(&t.a.abi, &b.abi, ty_primitive(TY_STRING),
                               ty_primitive(TY_STRING), &from, &to);
            cr_expect(trap < CABI_TRAP_COUNT);
        }
    }
    test_abi_release(&t);
}

Test(cabi_strings, text_that_is_not_well_formed_traps_before_realloc) {
    static const struct {
        int source;
        const char *bytes;
        uint64_t word;
        cabi_trap trap;
    } cases[] = {
        {CABI_UTF8, "ff", 1, CABI_TRAP_UTF8},
        {CABI_UTF8, "c080", 2, CABI_TRAP_UTF8},     /* overlong */
        {CABI_UTF8, "e08080", 3, CABI_TRAP_UTF8},   /* overlong */
        {CABI_UTF8, "f0808080", 4, CABI_TRAP_UTF8}, /* overlong */
        {CABI_UTF8, "eda080", 3, CABI_TRAP_UTF8},   /* surrogate */
        {CABI_UTF8, "f4908080", 4, CABI_TRAP_UTF8}, /* past the end */
        {CABI_UTF8, "41e298", 3, CABI_TRAP_UTF8},   /* cut off */
        {CABI_UTF8, "80", 1, CABI_TRAP_UTF8},       /* continuation */
        {CABI_UTF8, "e29841", 3, CABI_TRAP_UTF8},
        {CABI_UTF16, "00d8", 1, CABI_TRAP_UTF16},     /* high, end */
        {CABI_UTF16, "00d84100", 2, CABI_TRAP_UTF16}, /* high, other */
        {CABI_UTF16, "00dc", 1, CABI_TRAP_UTF16},     /* low alone */
        {CABI_UTF16, "00d800d800dc", 3, CABI_TRAP_UTF16},
        {CABI_LATIN1_UTF16, "00dc", 0x80000001, CABI_TRAP_UTF16},
    };
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        for (int target = 0; target < 3; target++) {
            uint64_t in[2] = {0, cases[i].word}, out[2];
            test_memory(&t.a, cases[i].bytes);
            t.a.abi.encoding = encoding_of(cases[i].source);
            t.b.abi.encoding = (cabi_encoding)target;
            cr_expect(copy_string(&t, in, out) == cases[i].trap, "%s",
                      cases[i].bytes);
            cr_expect(t.b.call_count == 0);
            tenon_val v;
            cabi_flat flat = {in, 2, 0};
            cr_expect(cabi_lift_flat(&t.a.abi, &t.arena, &t.budget,
                                     ty_primitive(TY_STRING), &flat,
                                     &v) == cases[i].trap);
        }
    }
    test_abi_release(&t);
}

Test(cabi_strings, pointers_and_lengths_are_checked_in_bytes) {
    static const struct {
        cabi_encoding encoding;
        uint64_t ptr, word;
        cabi_trap trap;
        bool ptr64;
    } cases[] = {
        {CABI_UTF8, TEST_MEMORY, 0, CABI_OK, false},
        {CABI_UTF8, TEST_MEMORY + 1, 0, CABI_TRAP_STRING_BOUNDS, false},
        {CABI_UTF8, TEST_MEMORY - 4, 4, CABI_OK, false},
        {CABI_UTF8, TEST_MEMORY - 4, 5, CABI_TRAP_STRING_BOUNDS, false},
        {CABI_UTF8, 0xffffffff, 1, CABI_TRAP_STRING_BOUNDS, false},
        {CABI_UTF8, 0, 0x0fffffff, CABI_TRAP_STRING_BOUNDS, false},
        {CABI_UTF8, 0, 0x10000000, CABI_TRAP_STRING_LENGTH, false},
        {CABI_UTF16, 1, 0, CABI_TRAP_UNALIGNED, false},
        {CABI_UTF16, TEST_MEMORY - 8, 4, CABI_OK, false},
        /* 8 units fit when counted as bytes, and do not as they are. */
        {CABI_UTF16, TEST_MEMORY - 8, 8, CABI_TRAP_STRING_BOUNDS, false},
        {CABI_UTF16, 0, 0x07ffffff, CABI_TRAP_STRING_BOUNDS, false},
        {CABI_UTF16, 0, 0x08000000, CABI_TRAP_STRING_LENGTH, false},
        {CABI_UTF16, 0, 0x80000001, CABI_TRAP_STRING_LENGTH, false},
        {CABI_LATIN1_UTF16, 1, 0, CABI_TRAP_UNALIGNED, false},
        {CABI_LATIN1_UTF16, 1, 0x80000000, CABI_TRAP_UNALIGNED, false},
        {CABI_LATIN1_UTF16, TEST_MEMORY - 8, 8, CABI_OK, false},
        {CABI_LATIN1_UTF16, TEST_MEMORY - 8, 0x80000004, CABI_OK, false},
        {CABI_LATIN1_UTF16, TEST_MEMORY - 8, 0x80000008,
         CABI_TRAP_STRING_BOUNDS, false},
        {CABI_LATIN1_UTF16, 0, 0xffffffff, CABI_TRAP_STRING_LENGTH, false},
        {CABI_LATIN1_UTF16, 0, 0x80000001, CABI_TRAP_STRING_LENGTH, true},
        {CABI_LATIN1_UTF16, TEST_MEMORY - 8, 0x8000000000000004, CABI_OK, true},
        {CABI_UTF16, 0, 0x8000000000000001, CABI_TRAP_STRING_LENGTH, true},
        {CABI_UTF8, UINT64_MAX, 1, CABI_TRAP_STRING_BOUNDS, true},
    };
    test_abi t;
    test_abi_init(&t);
    for (size_t i = 0; i < TN_COUNT_OF(cases); i++) {
        uint64_t in[2] = {cases[i].ptr, cases[i].word}, out[2];
        t.a.abi.encoding = cases[i].encoding;
        t.a.abi.memory64 = cases[i].ptr64;
        cabi_trap trap = copy_string(&t, in, out);
        cr_expect(trap == cases[i].trap, "case %zu: %s", i,
                  cabi_trap_text(trap));
    }
    test_abi_release(&t);
}

/* Writes to the other guest's string while that is being read. */
static test_guest *victim;
static cabi_trap (*honest)(
    cabi_guest *, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t *);

static cabi_trap meddling(cabi_guest *self,
                          uint64_t old_ptr,
                          uint64_t old_size,
                          uint64_t align,
                          uint64_t new_size,
                          uint64_t *out) {
    memset(victim->abi.base, 0xd8, TEST_MEMORY);
    return honest(self, old_ptr, old_size, align, new_size, out);
}

Test(cabi_strings, text_that_changes_during_realloc_is_checked_again) {
    test_abi t;
    test_abi_init(&t);
    victim = &t.a;
    honest = t.b.abi.realloc;
    t.b.abi.realloc = meddling;
    for (size_t i = 0; i < TN_COUNT_OF(sequences); i++) {
        uint64_t in[2] = {64, 0}, out[2];
        write_text(&t.a, 64, sequences[i].source, sequences[i].text, &in[1]);
        t.b.abi.encoding = sequences[i].target;
        t.b.next = 64;
        cabi_trap trap = copy_string(&t, in, out);
        cr_expect(trap == CABI_OK || trap == CABI_TRAP_UTF8 ||
                  trap == CABI_TRAP_UTF16);
    }
    test_abi_release(&t);
}
