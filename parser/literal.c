/*
 * Attributes and the string literals in them: as names in the core text
 * format (WIT.md, "String Literals" and "Feature gate syntax").
 */
#include "base/limits.h"
#include "base/utf.h"
#include "parser/lower.h"
#include "types/name.h"

/* After `\u`: `{hex}` with single underscores between digits. */
static bool read_scalar(tn_writer *out, tn_str s, size_t *at) {
    size_t i = *at;
    if (i >= s.len || s.p[i++] != '{')
        return false;
    uint32_t value = 0;
    bool after_digit = false;
    for (; i < s.len && s.p[i] != '}'; i++) {
        if (s.p[i] == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        int digit = tn_hex_value(s.p[i]);
        if (digit < 0 || value > 0x10ffff)
            return false;
        value = value * 16 + (uint32_t)digit;
        after_digit = true;
    }
    if (i >= s.len || !after_digit || !tn_is_scalar(value))
        return false;
    char utf[4];
    tn_write_bytes(out, utf, tn_utf8_encode(utf, value));
    *at = i + 1;
    return true;
}

/* After a backslash. */
static bool read_escape(tn_writer *out, tn_str s, size_t *at) {
    static const char from[] = "tnr\"'\\", to[] = "\t\n\r\"'\\";
    if (*at >= s.len)
        return false;
    char c = s.p[(*at)++];
    const char *row = c ? strchr(from, c) : NULL;
    if (row) {
        tn_write_u8(out, (uint8_t)to[row - from]);
        return true;
    }
    if (c == 'u')
        return read_scalar(out, s, at);
    if (*at >= s.len)
        return false;
    int high = tn_hex_value(c), low = tn_hex_value(s.p[(*at)++]);
    if (high < 0 || low < 0)
        return false;
    tn_write_u8(out, (uint8_t)(high * 16 + low));
    return true;
}

/* The string under the cursor, its escapes replaced. */
static tn_str string_here(ast_lower *l) {
    tn_str s = ast_text_here(l);
    tn_span span = ast_span_here(l);
    tn_writer out;
    tn_writer_init(&out, l->keep);
    for (size_t i = 1; i + 1 < s.len;) {
        size_t start = i;
        if (s.p[i++] != '\\') {
            tn_write_u8(&out, (uint8_t)s.p[start]);
            continue;
        }
        tn_str inner = {s.p, s.len - 1};
        if (!read_escape(&out, inner, &i)) {
            tn_span place = {span.lo + (uint32_t)start,
                             span.lo + (uint32_t)(i < s.len ? i : s.len)};
            ast_fail(l, DIAG_WIT_SYNTAX, place,
                     "this is not an escape of a string");
            return (tn_str){0};
        }
    }
    tn_str text = out.len ? tn_writer_str(&out) : TN_STR("");
    if (!tn_utf8_valid(text.p, text.len, NULL))
        ast_fail(l, DIAG_WIT_TEXT, span,
                 "the escapes of this string do not form valid UTF-8");
    ast_check_length(l, text, TN_MAX_NAME_BYTES);
    return text;
}

static tn_str version_here(ast_lower *l) {
    tn_str text = ast_text_here(l);
    ty_semver version;
    tn_str shown = ast_shown(l, text);
    if (ty_semver_parse(&version, text)) {
        ast_check_length(l, text, TN_MAX_WIT_NAME_BYTES);
        return text;
    }
    tn_diag *diag =
        ast_fail(l, DIAG_WIT_SYNTAX, ast_span_here(l),
                 "`%.*s` is not a valid semantic version", TN_STR_ARG(shown));
    tn_help(l->ctx, diag,
            "its numbers have no leading zeros and are less than 2^64");
    return text;
}

void ast_check_incomplete(ast_lower *l, uint32_t end) {
    for (uint32_t i = 1; i < l->tree.nodes.len; i++) {
        l->tree.here = i;
        if (ast_here(&l->tree)->to == end)
            continue;
        if (ast_symbol_here(l) == AST_SYM_VERSION)
            version_here(l);
        else if (ast_symbol_here(l) == AST_SYM_IDENTIFIER)
            ast_id_here(l);
        else if (ast_symbol_here(l) == AST_SYM_INTEGER)
            ast_length_here(l);
    }
}

static tn_str value_here(ast_lower *l) {
    switch (ast_symbol_here(l)) {
    case AST_SYM_VERSION:
        return version_here(l);
    case AST_SYM_STRING:
        return string_here(l);
    default:
        return ast_id_here(l).text;
    }
}

static int gate_of(tn_str word) {
    static const char *const words[] = {"since", "unstable", "deprecated",
                                        "external-id"};
    for (int i = 0; i < (int)TN_COUNT_OF(words); i++) {
        if (tn_str_eqz(word, words[i]))
            return i;
    }
    return -1;
}

/* Two attributes of a kind on one item, e.g. @since twice. */
static void check_repeated(ast_lower *l,
                           const ast_attrs *attrs,
                           const ast_gate *gate) {
    static const char *const words[] = {"since", "unstable", "deprecated",
                                        "external-id"};
    for (uint32_t i = 0; i < attrs->gate_count; i++) {
        if (attrs->gates[i].kind != gate->kind)
            continue;
        tn_diag *diag = ast_fail(l, DIAG_WIT_GATE, gate->span,
                                 "`@%s` is given twice", words[gate->kind]);
        tn_note(l->ctx, diag, attrs->gates[i].span, "first given here");
        return;
    }
}

void ast_lower_attribute(ast_lower *l, ast_attrs *attrs) {
    enum { MAX_GATES = 4 }; /* one of a kind */
    ast_gate gate = {.span = ast_span_here(l)};
    AST_EACH_CHILD(l) {
        int kind = gate_of(ast_text_here(l));
        if (ast_field_here(l) == AST_FIELD_VALUE)
            gate.value = value_here(l);
        else if (kind >= 0)
            gate.kind = (unsigned)kind;
    }
    check_repeated(l, attrs, &gate);
    if (attrs->gate_count == MAX_GATES)
        return;
    size_t size = attrs->gate_count * sizeof gate; /* most have one, or none */
    ast_gate *gates = tn_arena_grow(l->arena, (ast_gate *)attrs->gates, size,
                                    size + sizeof gate);
    gates[attrs->gate_count++] = gate;
    attrs->gates = gates;
}

/* use_path or package_name. */
void ast_lower_path(ast_lower *l, ast_path *out) {
    out->span = ast_span_here(l);
    AST_EACH_CHILD(l) {
        switch (ast_field_here(l)) {
        case AST_FIELD_NAMESPACE:
            out->ns = ast_id_here(l);
            break;
        case AST_FIELD_PACKAGE:
            out->package = ast_id_here(l);
            break;
        case AST_FIELD_NAME:
            out->name = ast_id_here(l);
            break;
        case AST_FIELD_VERSION:
            out->version = version_here(l);
            break;
        default:
            break;
        }
    }
}
