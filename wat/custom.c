/*
 * Annotations to sections. Sections without a place, and those behind the
 * last, come at the end, behind the name section.
 */
#include "wat/custom.h"

#include "base/vec.h"
#include "wat/sexpr.h"

enum {
    BEFORE_ALL = 0,
    BEHIND_ALL = 0xff, /* where custom sections are, too */
    MAX_PRODUCERS = 1000
};

typedef struct custom {
    unsigned rank; /* it stands before the first section of that rank */
    tn_str name, bytes;
} custom;

typedef struct adder {
    tn_arena *arena;
    wat_scanner scanner;
    TN_VEC(custom) list;
    const char *why;
} adder;

/* Twice their place in the order of sections, which leaves one behind each. */
static const struct {
    uint8_t id;
    const char *word;
} sections[] = {
    {1, "type"},   {2, "import"}, {3, "func"},       {4, "table"},
    {5, "memory"}, {13, "tag"},   {6, "global"},     {7, "export"},
    {8, "start"},  {9, "elem"},   {12, "datacount"}, {10, "code"},
    {11, "data"},
};

static bool fail(adder *a, const char *why) {
    if (!a->why)
        a->why = why;
    return false;
}

static unsigned rank_of_id(uint8_t id) {
    for (unsigned i = 0; i < TN_COUNT_OF(sections); i++)
        if (sections[i].id == id)
            return 2 * i + 1;
    return BEHIND_ALL;
}

static bool find_rank(adder *a, bool before, tn_str word, unsigned *out) {
    *out = before ? BEFORE_ALL : BEHIND_ALL;
    if (tn_str_eqz(word, before ? "first" : "last"))
        return true;
    for (unsigned i = 0; i < TN_COUNT_OF(sections); i++) {
        *out = 2 * i + (before ? 1 : 2);
        if (tn_str_eqz(word, sections[i].word))
            return true;
    }
    return fail(a, "unknown place of a custom section");
}

/* "(before code)", if that is what follows. */
static bool read_place(adder *a, unsigned *out) {
    *out = BEHIND_ALL;
    if (wat_peek(&a->scanner).kind != WAT_OPEN)
        return true;
    (void)wat_next(&a->scanner);
    tn_str side = wat_next(&a->scanner).text;
    bool before = tn_str_eqz(side, "before");
    if (!before && !tn_str_eqz(side, "after"))
        return fail(a, "expected `before` or `after`");
    if (!find_rank(a, before, wat_next(&a->scanner).text, out))
        return false;
    return wat_next(&a->scanner).kind == WAT_CLOSE ||
           fail(a, "expected `)` behind the place of a custom section");
}

static bool read_string(adder *a, tn_str *out) {
    wat_token token = wat_next(&a->scanner);
    if (token.kind != WAT_STRING)
        return fail(a, "expected a string in an annotation");
    return wat_string_bytes(out, a->arena, token.text) ||
           fail(a, "malformed escape in a string");
}

static bool read_custom(adder *a) {
    custom section = {0};
    tn_writer w;
    tn_writer_init(&w, a->arena);
    if (!read_string(a, &section.name) || !read_place(a, &section.rank))
        return false;
    while (wat_peek(&a->scanner).kind == WAT_STRING) {
        tn_str part;
        if (!read_string(a, &part))
            return false;
        tn_write_bytes(&w, part.p, part.len);
    }
    section.bytes = tn_writer_str(&w);
    tn_vec_push(a->arena, &a->list, section);
    return wat_next(&a->scanner).kind == WAT_CLOSE ||
           fail(a, "expected a string in an annotation");
}

/* (field "name" "version") */
static bool read_producer(adder *a, wat_producer *out) {
    out->field = wat_next(&a->scanner).text;
    return read_string(a, &out->name) && read_string(a, &out->version) &&
           (wat_next(&a->scanner).kind == WAT_CLOSE ||
            fail(a, "expected `)` behind a producer"));
}

static bool read_producers(adder *a) {
    TN_VEC(wat_producer) list = {0};
    wat_token token;
    while ((token = wat_next(&a->scanner)).kind == WAT_OPEN) {
        wat_producer *producer = tn_vec_add(a->arena, &list);
        if (list.len > MAX_PRODUCERS)
            return fail(a, "too many producers");
        if (!read_producer(a, producer))
            return false;
    }
    tn_writer w;
    tn_writer_init(&w, a->arena);
    wat_write_producers(&w, list.data, (uint32_t)list.len);
    custom section = {BEHIND_ALL, TN_STR("producers"), tn_writer_str(&w)};
    tn_vec_push(a->arena, &a->list, section);
    return token.kind == WAT_CLOSE || fail(a, "expected a producer");
}

static bool is_first(const wat_producer *list, uint32_t i) {
    for (uint32_t k = 0; k < i; k++)
        if (tn_str_eq(list[k].field, list[i].field))
            return false;
    return true;
}

static void write_field(tn_writer *w,
                        const wat_producer *list,
                        uint32_t count,
                        tn_str field) {
    uint32_t values = 0;
    for (uint32_t i = 0; i < count; i++)
        values += tn_str_eq(list[i].field, field);
    tn_write_name(w, field);
    tn_write_u32(w, values);
    for (uint32_t i = 0; i < count; i++) {
        if (!tn_str_eq(list[i].field, field))
            continue;
        tn_write_name(w, list[i].name);
        tn_write_name(w, list[i].version);
    }
}

void wat_write_producers(tn_writer *w,
                         const wat_producer *list,
                         uint32_t count) {
    uint32_t fields = 0;
    for (uint32_t i = 0; i < count; i++)
        fields += is_first(list, i);
    tn_write_u32(w, fields);
    for (uint32_t i = 0; i < count; i++)
        if (is_first(list, i))
            write_field(w, list, count, list[i].field);
}

/* Annotations deeper than fields, and of other names, mean nothing here. */
static bool read_annotations(adder *a) {
    size_t depth = 0, fields = 0;
    for (;;) {
        wat_token token = wat_next(&a->scanner);
        if (token.kind == WAT_END)
            return true;
        if (token.kind == WAT_CLOSE && depth)
            depth--;
        if (token.kind != WAT_OPEN)
            continue;
        tn_str word = wat_peek(&a->scanner).text;
        if (depth == 0 && tn_str_eqz(word, "module"))
            fields = 1;
        depth++;
        if (!word.len || word.p[0] != '@')
            continue;
        depth--;
        (void)wat_next(&a->scanner);
        bool is_custom = depth == fields && tn_str_eqz(word, "@custom");
        bool producers = depth == fields && tn_str_eqz(word, "@producers");
        bool ok = is_custom   ? read_custom(a)
                  : producers ? read_producers(a)
                              : wat_skip_list(&a->scanner);
        if (!ok)
            return fail(a, "malformed annotation");
    }
}

static void write_custom(tn_writer *w, const custom *section) {
    tn_writer body;
    tn_writer_init(&body, w->arena);
    tn_write_name(&body, section->name);
    tn_write_bytes(&body, section->bytes.p, section->bytes.len);
    tn_write_u8(w, 0);
    tn_write_u32(w, (uint32_t)body.len);
    tn_write_bytes(w, body.data, body.len);
}

/* Those of ranks [from, to], in the order of the text. */
static void write_ranks(tn_writer *w,
                        const adder *a,
                        unsigned from,
                        unsigned to) {
    for (unsigned rank = from; rank <= to; rank++)
        for (size_t i = 0; i < a->list.len; i++)
            if (a->list.data[i].rank == rank)
                write_custom(w, &a->list.data[i]);
}

/* What wabt wrote is well-formed. */
static void insert(tn_writer *w, const adder *a, tn_str wasm) {
    enum { PREAMBLE = 8 };
    const uint8_t *p = (const uint8_t *)wasm.p, *end = p + wasm.len;
    unsigned done = 0; /* ranks below it are written */
    tn_write_bytes(w, p, PREAMBLE);
    p += PREAMBLE;
    while (p < end) {
        const uint8_t *start = p;
        unsigned rank = rank_of_id(*p++);
        uint32_t size = 0;
        if (!tn_quiet_u32(&p, end, &size) || size > (size_t)(end - p))
            size = (uint32_t)(end - p);
        p += size;
        unsigned last = rank == BEHIND_ALL ? BEHIND_ALL - 1 : rank;
        write_ranks(w, a, done, last);
        done = last >= done ? last + 1 : done;
        tn_write_bytes(w, start, (size_t)(p - start));
    }
    write_ranks(w, a, done, BEHIND_ALL);
}

bool wat_add_customs(
    tn_str *wasm, tn_arena *arena, tn_str text, const char **why, size_t *at) {
    adder a = {.arena = arena};
    wat_scanner_init(&a.scanner, text);
    a.scanner.annotations = true;
    if (!read_annotations(&a)) {
        *why = a.why;
        *at = a.scanner.pos;
        return false;
    }
    if (a.list.len == 0 || wasm->len < 8)
        return true;
    tn_writer w;
    tn_writer_init(&w, arena);
    insert(&w, &a, *wasm);
    *wasm = tn_writer_str(&w);
    return true;
}
