/* Groups, literals and identifiers of WebAssembly's text format. */
#include "base/sexpr.h"

#include "base/diag.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/utf.h"

/* Deeper lines are not indented further: output stays linear in the input. */
enum { MAX_INDENT = 50 };

/* However small the binary is. */
enum { LEAST_LIMIT = 1 << 20 };

void tn_sexpr_init(tn_sexpr *s,
                   tenon_context *ctx,
                   tn_writer *out,
                   size_t input_len) {
    *s = (tn_sexpr){.out = out, .ctx = ctx, .limit = TN_MAX_TEXT_BYTES};
    if (input_len < (TN_MAX_TEXT_BYTES - LEAST_LIMIT) / TN_MAX_TEXT_RATIO)
        s->limit = LEAST_LIMIT + TN_MAX_TEXT_RATIO * input_len;
}

bool tn_sexpr_has_room(tn_sexpr *s, size_t len) {
    if (s->failed)
        return false;
    if (len <= s->limit && s->out->len <= s->limit - len)
        return true;
    tn_error(s->ctx, DIAG_LIMIT, TN_NO_SPAN,
             "the text would be larger than %zu bytes", s->limit);
    s->failed = true;
    return false;
}

static void write_text(tn_writer *w, const char *text) {
    tn_write_bytes(w, text, strlen(text));
}

void tn_sexpr_put(tn_sexpr *s, const char *text) {
    if (!s->failed)
        write_text(s->out, text);
}

void tn_sexpr_open(tn_sexpr *s, const char *text) {
    if (!tn_sexpr_has_room(s, 0))
        return;
    tn_write_u8(s->out, '(');
    write_text(s->out, text);
    tn_vec_push(s->out->arena, &s->groups, s->line);
}

void tn_sexpr_line(tn_sexpr *s) {
    if (!tn_sexpr_has_room(s, 0))
        return;
    tn_write_u8(s->out, '\n');
    for (size_t i = 0; i < s->groups.len + s->extra && i < MAX_INDENT; i++)
        write_text(s->out, "  ");
    s->line++;
}

void tn_sexpr_close(tn_sexpr *s) {
    if (s->failed)
        return;
    if (s->groups.data[--s->groups.len] != s->line)
        tn_sexpr_line(s);
    tn_sexpr_put(s, ")");
}

/* Numbers and literals */

void tn_sexpr_number(tn_sexpr *s, uint64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    if (!s->failed)
        tn_write_bytes(s->out, digits + at, sizeof digits - at);
}

void tn_sexpr_signed(tn_sexpr *s, int64_t number) {
    if (number < 0)
        tn_sexpr_put(s, "-");
    tn_sexpr_number(s, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

static void write_byte(tn_writer *w, uint8_t byte) {
    static const char hex[] = "0123456789abcdef";
    char escape[3] = {'\\', hex[byte >> 4], hex[byte & 15]};
    tn_write_bytes(w, escape, sizeof escape);
}

static bool is_printable(uint32_t c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* A byte takes five characters at most: "\u{1}". */
void tn_sexpr_name(tn_sexpr *s, tn_str name) {
    if (name.len > s->limit || !tn_sexpr_has_room(s, 5 * name.len))
        return;
    tn_write_u8(s->out, '"');
    for (size_t i = 0; i < name.len;) {
        uint32_t c = 0;
        size_t n = tn_utf8_decode(name.p + i, name.len - i, &c);
        if (n == 0) /* names that were not checked */
            write_byte(s->out, (uint8_t)name.p[i]);
        else if (is_printable(c))
            tn_write_u8(s->out, (uint8_t)c);
        else
            tn_write_printf(s->out, "\\u{%x}", c);
        i += n ? n : 1;
    }
    tn_write_u8(s->out, '"');
}

void tn_sexpr_data(tn_sexpr *s, tn_str bytes) {
    if (bytes.len > s->limit || !tn_sexpr_has_room(s, 3 * bytes.len))
        return;
    tn_write_u8(s->out, '"');
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t byte = (uint8_t)bytes.p[i];
        if (is_printable(byte))
            tn_write_u8(s->out, byte);
        else
            write_byte(s->out, byte);
    }
    tn_write_u8(s->out, '"');
}

/* Identifiers */

/* Core specification 6.3.5, idchar. */
static bool is_id_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') ||
           (c && strchr("!#$%&'*+-./:<=>?@\\^_`|~", c) != NULL);
}

static bool is_plain(tn_str name) {
    for (size_t i = 0; i < name.len; i++) {
        if (!is_id_char(name.p[i]))
            return false;
    }
    return true;
}

/* Tools make up identifiers that begin with a number sign. */
bool tn_is_usable_name(tn_str name) {
    return name.len > 0 && name.p[0] != '#';
}

static void put_identifier(tn_sexpr *s, tn_str name) {
    tn_sexpr_put(s, "$");
    if (!is_plain(name))
        tn_sexpr_name(s, name);
    else if (tn_sexpr_has_room(s, name.len))
        tn_write_bytes(s->out, name.p, name.len);
}

static const tn_item_name *find_name(const tn_space_names *names,
                                     uint32_t index) {
    if (!names || !names->items || index >= names->count)
        return NULL;
    const tn_item_name *name = &names->items[index];
    return name->text.p ? name : NULL;
}

void tn_sexpr_index(tn_sexpr *s, const tn_space_names *names, uint32_t index) {
    const tn_item_name *name = find_name(names, index);
    if (name && name->is_unique)
        put_identifier(s, name->text);
    else
        tn_sexpr_number(s, index);
}

void tn_sexpr_item_name(tn_sexpr *s, const tn_item_name *name) {
    if (name->is_unique) {
        put_identifier(s, name->text);
    } else {
        tn_sexpr_open(s, "@name ");
        tn_sexpr_name(s, name->text);
        tn_sexpr_close(s);
    }
}

void tn_sexpr_id(tn_sexpr *s, const tn_space_names *names, uint32_t index) {
    const tn_item_name *name = find_name(names, index);
    if (name) {
        tn_sexpr_item_name(s, name);
        tn_sexpr_put(s, " ");
    }
    tn_sexpr_put(s, "(;");
    tn_sexpr_number(s, index);
    tn_sexpr_put(s, ";)");
}

static bool read_assoc(tn_space_names *names,
                       tn_map *used,
                       const uint8_t **p,
                       const uint8_t *end) {
    uint32_t index = 0;
    tn_str text;
    bool found = false;
    if (!tn_quiet_u32(p, end, &index) || !tn_quiet_name(p, end, &text) ||
        index >= names->count || names->items[index].text.p)
        return false;
    tn_map_put(used, text, &found);
    names->items[index] =
        (tn_item_name){text, !found && tn_is_usable_name(text)};
    return true;
}

bool tn_read_name_map(tn_space_names *names,
                      tn_arena *arena,
                      const uint8_t **p,
                      const uint8_t *end) {
    uint32_t count = 0;
    if (!tn_quiet_u32(p, end, &count) || count > names->count)
        return false;
    tn_map used;
    tn_map_init(&used, arena);
    while (count--) {
        if (!read_assoc(names, &used, p, end))
            return false;
    }
    return true;
}
