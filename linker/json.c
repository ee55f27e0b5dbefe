/*
 * A JSON reader (RFC 8259) over hostile text: nesting is counted, strings
 * are checked to be UTF-8, and only strings and objects are kept.
 */
#include "linker/json.h"

#include "base/limits.h"
#include "base/utf.h"

typedef struct parser {
    tn_arena *arena;
    const char *start, *p, *end;
    unsigned depth;
} parser;

static void skip_blank(parser *in) {
    while (in->p < in->end && memchr(" \t\r\n", *in->p, 4))
        in->p++;
}

static bool take(parser *in, char c) {
    if (in->p == in->end || *in->p != c)
        return false;
    in->p++;
    return true;
}

static bool take_word(parser *in, const char *word) {
    size_t len = strlen(word);
    if ((size_t)(in->end - in->p) < len || memcmp(in->p, word, len) != 0)
        return false;
    in->p += len;
    return true;
}

/* Strings */

static bool read_hex4(parser *in, uint32_t *out) {
    *out = 0;
    for (int i = 0; i < 4; i++, in->p++) {
        if (in->p == in->end)
            return false;
        char c = *in->p;
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A') + 10;
        else
            return false;
        *out = *out * 16 + digit;
    }
    return true;
}

static void write_scalar(tn_writer *out, uint32_t c) {
    if (c < 0x80) {
        tn_write_u8(out, (uint8_t)c);
        return;
    }
    if (c < 0x800) {
        tn_write_u8(out, (uint8_t)(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            tn_write_u8(out, (uint8_t)(0xe0 | c >> 12));
        } else {
            tn_write_u8(out, (uint8_t)(0xf0 | c >> 18));
            tn_write_u8(out, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
        }
        tn_write_u8(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
    }
    tn_write_u8(out, (uint8_t)(0x80 | (c & 0x3f)));
}

/* \uXXXX, or two of them for what lies beyond 16 bits. */
static bool read_unicode(parser *in, tn_writer *out) {
    uint32_t c, low;
    if (!read_hex4(in, &c) || (c >= 0xdc00 && c < 0xe000))
        return false;
    if (c >= 0xd800 && c < 0xdc00) {
        if (!take_word(in, "\\u") || !read_hex4(in, &low) || low < 0xdc00 ||
            low >= 0xe000)
            return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    write_scalar(out, c);
    return true;
}

static bool read_escape(parser *in, tn_writer *out) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (in->p == in->end)
        return false;
    if (take(in, 'u'))
        return read_unicode(in, out);
    const char *at = memchr(from, *in->p, sizeof from - 1);
    if (!at)
        return false;
    in->p++;
    tn_write_u8(out, (uint8_t)to[at - from]);
    return true;
}

static bool read_string(parser *in, tn_str *out) {
    tn_writer text;
    tn_writer_init(&text, in->arena);
    if (!take(in, '"'))
        return false;
    for (;;) {
        const char *from = in->p;
        while (in->p < in->end && *in->p != '"' && *in->p != '\\' &&
               (unsigned char)*in->p >= 0x20)
            in->p++;
        tn_write_bytes(&text, from, (size_t)(in->p - from));
        if (take(in, '"'))
            break;
        if (!take(in, '\\') || !read_escape(in, &text))
            return false;
    }
    *out = tn_writer_str(&text);
    if (!out->p)
        *out = TN_STR(""); /* it is there and says nothing */
    size_t bad;
    return tn_utf8_valid(out->p, out->len, &bad);
}

/* Values */

static const link_json *read_value(parser *in);

static bool read_digits(parser *in) {
    const char *from = in->p;
    while (in->p < in->end && *in->p >= '0' && *in->p <= '9')
        in->p++;
    return in->p > from;
}

static bool read_number(parser *in) {
    take(in, '-');
    if (!read_digits(in) || (take(in, '.') && !read_digits(in)))
        return false;
    if (!take(in, 'e') && !take(in, 'E'))
        return true;
    if (!take(in, '+'))
        take(in, '-');
    return read_digits(in);
}

static bool read_member(parser *in, link_json *object) {
    tn_str name;
    skip_blank(in);
    const char *start = in->p;
    if (!read_string(in, &name))
        return false;
    skip_blank(in);
    if (!take(in, ':'))
        return false;
    const link_json *value = read_value(in);
    if (!value)
        return false;
    bool found = false;
    tn_map_entry *entry = tn_map_put(&object->members, name, &found);
    if (found) {
        in->p = start; /* which of the two would be meant? */
        return false;
    }
    entry->value.ptr = (void *)value;
    return true;
}

static bool read_items(parser *in, link_json *value, char end) {
    skip_blank(in);
    if (take(in, end))
        return true;
    do {
        if (end == '}' ? !read_member(in, value) : !read_value(in))
            return false;
        skip_blank(in);
    } while (take(in, ','));
    return take(in, end);
}

static bool read_nested(parser *in, link_json *value) {
    if (in->depth >= TN_MAX_DEPTH)
        return false;
    in->depth++;
    bool ok;
    if (take(in, '{')) {
        value->kind = LINK_JSON_OBJECT;
        tn_map_init(&value->members, in->arena);
        ok = read_items(in, value, '}');
    } else {
        value->kind = LINK_JSON_ARRAY;
        ok = take(in, '[') && read_items(in, value, ']');
    }
    in->depth--;
    return ok;
}

static bool read_into(parser *in, link_json *value) {
    if (in->p == in->end)
        return false;
    switch (*in->p) {
    case '{':
    case '[':
        return read_nested(in, value);
    case '"':
        value->kind = LINK_JSON_STRING;
        return read_string(in, &value->string);
    case 'n':
        return take_word(in, "null");
    case 't':
    case 'f':
        value->kind = LINK_JSON_BOOL;
        return take_word(in, "true") || take_word(in, "false");
    default:
        value->kind = LINK_JSON_NUMBER;
        return read_number(in);
    }
}

static const link_json *read_value(parser *in) {
    link_json *value = TN_NEW(in->arena, link_json);
    skip_blank(in);
    return read_into(in, value) ? value : NULL;
}

const link_json *link_json_parse(tn_arena *arena, tn_str text, size_t *bad) {
    parser in = {arena, text.p, text.p, text.p + text.len, 0};
    const link_json *value = read_value(&in);
    skip_blank(&in);
    *bad = (size_t)(in.p - in.start);
    return in.p == in.end ? value : NULL;
}

const link_json *link_json_get(const link_json *object, tn_str name) {
    return object && object->kind == LINK_JSON_OBJECT
               ? tn_map_get(&object->members, name)
               : NULL;
}

void link_json_write(tn_writer *out, tn_str text) {
    static const char special[] = "\"\\\b\f\n\r\t", escapes[] = "\"\\bfnrt";
    tn_write_u8(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];
        const char *at = memchr(special, c, sizeof special - 1);
        if (at)
            tn_write_printf(out, "\\%c", escapes[at - special]);
        else if (c < 0x20)
            tn_write_printf(out, "\\u%04x", c);
        else
            tn_write_u8(out, c);
    }
    tn_write_u8(out, '"');
}
