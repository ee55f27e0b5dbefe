/*
 * Printing of values. Fields that are `none` are left out; cases that look
 * like keywords get a %; characters that a terminal would obey, or that
 * cannot be seen, are escaped.
 */
#include <inttypes.h>

#include "base/float.h"
#include "base/utf.h"
#include "wave/lex.h"
#include "wave/wave.h"

static void put(tn_writer *out, const char *text) {
    tn_write_bytes(out, text, strlen(text));
}

static void put_label(tn_writer *out, tn_str label, bool is_case) {
    if (is_case && wave_is_keyword(label))
        put(out, "%");
    tn_write_bytes(out, label.p, label.len);
}

/* Controls, and what only changes how its surroundings look. */
static bool is_hidden(uint32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe ||
           (c >= 0xe0000 && c <= 0xe007f);
}

static void put_scalar(tn_writer *out, uint32_t c, char quote) {
    char utf8[4];
    if (c == '\t')
        put(out, "\\t");
    else if (c == '\n')
        put(out, "\\n");
    else if (c == '\r')
        put(out, "\\r");
    else if (is_hidden(c))
        tn_write_printf(out, "\\u{%x}", (unsigned)c);
    else {
        if (c == '\\' || c == (unsigned char)quote)
            put(out, "\\");
        tn_write_bytes(out, utf8, tn_utf8_encode(utf8, c));
    }
}

static void put_string(tn_writer *out, const tenon_val *value) {
    const char *p = value->of.string.data;
    size_t len = value->of.string.len;
    put(out, "\"");
    while (len > 0) {
        uint32_t c = 0xfffd;
        size_t n = tn_utf8_decode(p, len, &c);
        if (n == 0) /* not UTF-8: does not happen to values that fit */
            n = 1;
        put_scalar(out, c, '"');
        p += n;
        len -= n;
    }
    put(out, "\"");
}

static void put_float(tn_writer *out, const tenon_val *value) {
    char text[TN_FLOAT_BYTES];
    size_t n = value->kind == TENON_VAL_F32
                   ? tn_format_f32(text, value->of.f32)
                   : tn_format_f64(text, value->of.f64);
    tn_write_bytes(out, text, n);
}

static void put_primitive(tn_writer *out, const tenon_val *value) {
    switch (value->kind) {
    case TENON_VAL_BOOL:
        put(out, value->of.boolean ? "true" : "false");
        break;
    case TENON_VAL_S8:
    case TENON_VAL_S16:
    case TENON_VAL_S32:
    case TENON_VAL_S64:
        tn_write_printf(out, "%" PRId64, value->of.sint);
        break;
    case TENON_VAL_F32:
    case TENON_VAL_F64:
        put_float(out, value);
        break;
    case TENON_VAL_CHAR:
        put(out, "'");
        put_scalar(out, value->of.scalar, '\'');
        put(out, "'");
        break;
    case TENON_VAL_STRING:
        put_string(out, value);
        break;
    default:
        tn_write_printf(out, "%" PRIu64, value->of.uint);
        break;
    }
}

static void put_record(tn_writer *out, const ty *type, const tenon_val *value) {
    bool empty = true;
    put(out, "{");
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        const ty_field *field = &type->u.fields.data[i];
        const tenon_val *item = &value->of.list.items[i];
        if (item->kind == TENON_VAL_OPTION && item->of.variant.index == 0)
            continue;
        put(out, empty ? "" : ", ");
        put_label(out, field->name, false);
        put(out, ": ");
        wave_print(out, field->type, item);
        empty = false;
    }
    put(out, empty ? ":}" : "}");
}

static void put_items(tn_writer *out, const ty *type, const tenon_val *value) {
    bool tuple = type->kind == TY_TUPLE;
    put(out, tuple ? "(" : "[");
    for (size_t i = 0; i < value->of.list.len; i++) {
        put(out, i > 0 ? ", " : "");
        wave_print(out, tuple ? type->u.fields.data[i].type : type->u.of.elem,
                   &value->of.list.items[i]);
    }
    put(out, tuple ? ")" : "]");
}

static void put_map(tn_writer *out, const ty *type, const tenon_val *value) {
    put(out, "[");
    for (size_t i = 0; i < value->of.list.len; i++) {
        const tenon_val *pair = value->of.list.items[i].of.list.items;
        put(out, i > 0 ? ", (" : "(");
        wave_print(out, type->u.map.key, &pair[0]);
        put(out, ", ");
        wave_print(out, type->u.map.value, &pair[1]);
        put(out, ")");
    }
    put(out, "]");
}

static void put_variant(tn_writer *out,
                        const ty *type,
                        const tenon_val *value) {
    uint32_t index = value->of.variant.index;
    if (type->kind == TY_RESULT) /* the case is called `error` elsewhere */
        put(out, index == 0 ? "ok" : "err");
    else
        put_label(out, ty_case_name(type, index), type->kind != TY_OPTION);
    if (!value->of.variant.payload)
        return;
    put(out, "(");
    wave_print(out, ty_case_type(type, index), value->of.variant.payload);
    put(out, ")");
}

static void put_flags(tn_writer *out, const ty *type, const tenon_val *value) {
    bool empty = true;
    put(out, "{");
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        if ((value->of.flags >> i & 1) == 0)
            continue;
        put(out, empty ? "" : ", ");
        put_label(out, type->u.fields.data[i].name, false);
        empty = false;
    }
    put(out, "}");
}

/* WAVE has no form for resources: the name of the type and a number. */
static void put_handle(tn_writer *out, const ty *type, const tenon_val *value) {
    tn_str name = ty_resource_of(type)->u.resource.name;
    if (name.len == 0)
        name = TN_STR("resource");
    put_label(out, name, true);
    tn_write_printf(out, "(%u)", (unsigned)value->of.handle.rep);
}

/* Recursion is as deep as the type, which its maker has bounded. */
void wave_print(tn_writer *out, const ty *type, const tenon_val *value) {
    type = ty_strip(type);
    switch (type->kind) {
    case TY_RECORD:
        put_record(out, type, value);
        break;
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_TUPLE:
        put_items(out, type, value);
        break;
    case TY_MAP:
        put_map(out, type, value);
        break;
    case TY_VARIANT:
    case TY_ENUM:
    case TY_OPTION:
    case TY_RESULT:
        put_variant(out, type, value);
        break;
    case TY_FLAGS:
        put_flags(out, type, value);
        break;
    case TY_OWN:
    case TY_BORROW:
        put_handle(out, type, value);
        break;
    default:
        put_primitive(out, value);
        break;
    }
}
