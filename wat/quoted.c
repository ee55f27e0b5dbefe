/*
 * A name of characters that identifiers may have is that identifier. In
 * others, behind a mark, each byte that they may not have is "~" and two
 * digits. Whoever gives such a name to an item without quotes finds it
 * restored in the name section, which matters to nobody else.
 */
#include "wat/quoted.h"

#include "base/bytes.h"
#include "base/utf.h"
#include "wat/sexpr.h"

static const tn_str mark = {"~q~", 3};

static bool is_id_char(char c) {
    return c > 0x20 && c < 0x7f && !strchr("\"(),;[]{}", c);
}

static bool is_plain(tn_str name) {
    for (size_t i = 0; i < name.len; i++)
        if (!is_id_char(name.p[i]))
            return false;
    return name.len > 0;
}

static void write_id(tn_writer *w, tn_str name) {
    tn_write_u8(w, '$');
    if (is_plain(name)) {
        tn_write_bytes(w, name.p, name.len);
        return;
    }
    tn_write_bytes(w, mark.p, mark.len);
    for (size_t i = 0; i < name.len; i++) {
        if (is_id_char(name.p[i]) && name.p[i] != '~')
            tn_write_u8(w, (uint8_t)name.p[i]);
        else
            tn_write_printf(w, "~%02x", (unsigned)(uint8_t)name.p[i]);
    }
}

/* The token behind a lone "$", when it is a string that touches it. */
static bool take_quoted(wat_scanner *scanner, wat_token token, tn_str *out) {
    wat_token next = wat_peek(scanner);
    if (token.kind != WAT_ATOM || token.text.len != 1 ||
        token.text.p[0] != '$' || next.kind != WAT_STRING ||
        next.at != scanner->pos)
        return false;
    *out = wat_next(scanner).text;
    return true;
}

static bool is_name(tn_str name) {
    size_t bad;
    return name.len > 0 && tn_utf8_valid(name.p, name.len, &bad);
}

bool wat_hide_quoted(tn_str *text, tn_arena *arena) {
    wat_scanner scanner;
    wat_scanner_init(&scanner, *text);
    tn_writer w;
    tn_writer_init(&w, arena);
    size_t done = 0;
    for (wat_token t; (t = wat_next(&scanner)).kind != WAT_END;) {
        tn_str literal, name;
        if (t.kind == WAT_BAD)
            return false;
        if (!take_quoted(&scanner, t, &literal) ||
            !wat_string_bytes(&name, arena, literal) || !is_name(name))
            continue; /* wabt refuses it */
        tn_write_bytes(&w, text->p + done, t.at - done);
        write_id(&w, name);
        done = scanner.pos;
    }
    if (done == 0)
        return false;
    tn_write_bytes(&w, text->p + done, text->len - done);
    *text = tn_writer_str(&w);
    return true;
}

/* Back */

typedef struct restorer {
    tn_writer *w;
    const uint8_t *p, *end;
} restorer;

static bool copy_u32(restorer *r, uint32_t *out) {
    if (!tn_quiet_u32(&r->p, r->end, out))
        return false;
    tn_write_u32(r->w, *out);
    return true;
}

static bool copy_name(restorer *r) {
    tn_str name;
    if (!tn_quiet_name(&r->p, r->end, &name))
        return false;
    if (!tn_str_starts(name, mark)) {
        tn_write_name(r->w, name);
        return true;
    }
    tn_writer plain;
    tn_writer_init(&plain, r->w->arena);
    for (size_t i = mark.len; i < name.len; i++) {
        bool escaped = name.p[i] == '~' && name.len - i > 2;
        int high = escaped ? tn_hex_value((unsigned char)name.p[i + 1]) : -1;
        int low = escaped ? tn_hex_value((unsigned char)name.p[i + 2]) : -1;
        if (high >= 0 && low >= 0)
            i += 2;
        tn_write_u8(&plain, high >= 0 && low >= 0 ? (uint8_t)(high * 16 + low)
                                                  : (uint8_t)name.p[i]);
    }
    tn_write_name(r->w, tn_writer_str(&plain));
    return true;
}

static bool copy_map(restorer *r) {
    uint32_t count, index;
    if (!copy_u32(r, &count))
        return false;
    while (count--)
        if (!copy_u32(r, &index) || !copy_name(r))
            return false;
    return true;
}

/* Of locals and labels: a map per function. */
static bool copy_map_of_maps(restorer *r) {
    uint32_t count, index;
    if (!copy_u32(r, &count))
        return false;
    while (count--)
        if (!copy_u32(r, &index) || !copy_map(r))
            return false;
    return true;
}

static void write_section(tn_writer *w, uint8_t id, const tn_writer *body) {
    tn_write_u8(w, id);
    tn_write_u32(w, (uint32_t)body->len);
    tn_write_bytes(w, body->data, body->len);
}

static bool take_section(restorer *r, uint8_t *id, restorer *body) {
    uint32_t size;
    if (r->p == r->end)
        return false;
    *id = *r->p++;
    if (!tn_quiet_u32(&r->p, r->end, &size) || size > (size_t)(r->end - r->p))
        return false;
    body->p = r->p;
    body->end = r->p += size;
    return true;
}

/* Subsections: 0 is the name of the module, 2 and 3 are of locals, labels. */
static bool copy_names(restorer *r) {
    while (r->p < r->end) {
        tn_writer w;
        tn_writer_init(&w, r->w->arena);
        restorer body = {.w = &w};
        uint8_t id;
        if (!take_section(r, &id, &body))
            return false;
        bool ok = id == 0              ? copy_name(&body)
                  : id == 2 || id == 3 ? copy_map_of_maps(&body)
                                       : copy_map(&body);
        if (!ok)
            return false;
        write_section(r->w, id, &w);
    }
    return true;
}

/* Custom sections are copied, the one of names with what they stand for. */
static void copy_section(restorer *r, uint8_t id, restorer *body) {
    const uint8_t *start = body->p;
    tn_writer w;
    tn_writer_init(&w, r->w->arena);
    body->w = &w;
    tn_str name;
    bool names = id == 0 && tn_quiet_name(&body->p, body->end, &name) &&
                 tn_str_eqz(name, "name");
    if (names) {
        tn_write_name(&w, name);
        names = copy_names(body);
    }
    if (!names) {
        w.len = 0;
        tn_write_bytes(&w, start, (size_t)(body->end - start));
    }
    write_section(r->w, id, &w);
}

void wat_restore_quoted(tn_str *wasm, tn_arena *arena) {
    enum { PREAMBLE = 8 };
    const uint8_t *p = (const uint8_t *)wasm->p;
    if (wasm->len < PREAMBLE)
        return;
    tn_writer w;
    tn_writer_init(&w, arena);
    tn_write_bytes(&w, p, PREAMBLE);
    restorer r = {&w, p + PREAMBLE, p + wasm->len};
    while (r.p < r.end) {
        restorer body;
        uint8_t id;
        if (!take_section(&r, &id, &body))
            return;
        copy_section(&r, id, &body);
    }
    *wasm = tn_writer_str(&w);
}
