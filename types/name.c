/*
 * Names of imports and exports (Explainer.md, "Import and Export
 * Definitions": externname and below it).
 */
#include "types/name.h"

static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* One fragment: letters of one case, and digits. Gives its length or 0. */
static size_t scan_fragment(tn_str text, bool acronyms) {
    bool lower = false, upper = false;
    size_t i = 0;
    for (; i < text.len; i++) {
        char c = text.p[i];
        lower |= is_lower(c);
        upper |= is_upper(c);
        if (!is_lower(c) && !is_upper(c) && !is_digit(c))
            break;
        if (upper && (lower || !acronyms))
            return 0;
    }
    return i;
}

/* label, or with acronyms == false: words (as namespaces and packages). */
static bool is_label(tn_str text, bool acronyms) {
    if (text.len == 0 || is_digit(text.p[0]))
        return false;
    for (;;) {
        size_t len = scan_fragment(text, acronyms);
        if (len == 0)
            return false;
        text = tn_str_from_offset(text, len);
        if (text.len == 0)
            return true;
        if (text.p[0] != '-')
            return false;
        text = tn_str_from_offset(text, 1);
    }
}

bool ty_is_kebab(tn_str text) {
    return is_label(text, true);
}

/* Splits at the first such byte; false when there is none. */
static bool split(tn_str *head, tn_str *tail, tn_str text, char byte) {
    size_t at = tn_str_find(text, byte);
    if (at == text.len)
        return false;
    *head = (tn_str){text.p, at};
    *tail = tn_str_from_offset(text, at + 1);
    return true;
}

/* What follows "[method]" and "[static]": two labels around a dot. */
static bool parse_member(ty_name *out, tn_str text) {
    return split(&out->resource, &out->label, text, '.') &&
           ty_is_kebab(out->resource) && ty_is_kebab(out->label);
}

static bool parse_annotated(ty_name *out, tn_str text) {
    static const struct {
        tn_str prefix;
        ty_name_kind kind;
    } rows[] = {
        {{"[constructor]", 13}, TY_NAME_CONSTRUCTOR},
        {{"[method]", 8}, TY_NAME_METHOD},
        {{"[static]", 8}, TY_NAME_STATIC},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        if (!tn_str_starts(text, rows[i].prefix))
            continue;
        out->kind = rows[i].kind;
        tn_str rest = tn_str_from_offset(text, rows[i].prefix.len);
        if (out->kind != TY_NAME_CONSTRUCTOR)
            return parse_member(out, rest);
        out->resource = rest;
        return ty_is_kebab(rest);
    }
    return false;
}

bool ty_is_canon_version(tn_str text) {
    if (tn_str_eqz(text, "0.0.0"))
        return true;
    for (int zeros = 0; zeros < 2 && tn_str_starts(text, TN_STR("0.")); zeros++)
        text = tn_str_from_offset(text, 2);
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.p[i]))
            return false;
    }
    return text.len > 0 && text.p[0] != '0';
}

static bool is_version(tn_str text) {
    ty_semver version;
    return ty_semver_parse(&version, text) || ty_is_canon_version(text);
}

/* Interface names with more than one namespace or projection. */
static bool parse_nested(ty_name *out, tn_str text) {
    tn_str head = {0}, rest = text;
    while (split(&head, &rest, rest, ':')) {
        if (!is_label(head, false))
            return false;
    }
    size_t package = tn_str_find(rest, '/');
    bool first = true;
    for (; split(&head, &rest, rest, '/'); first = false) {
        if (!is_label(head, !first))
            return false;
    }
    out->kind = TY_NAME_OTHER;
    return package > 0 && !first && is_label(rest, true);
}

static bool parse_interface(ty_name *out, tn_str text) {
    tn_str path = text, rest;
    if (split(&path, &out->version, text, '@') && !is_version(out->version))
        return false;
    out->kind = TY_NAME_INTERFACE;
    if (split(&out->ns, &rest, path, ':') &&
        split(&out->package, &out->interface, rest, '/') &&
        is_label(out->ns, false) && is_label(out->package, false) &&
        ty_is_kebab(out->interface))
        return true;
    return parse_nested(out, path);
}

/* Forms of earlier drafts, known so that they can be called unsupported. */
static bool is_dependency(tn_str text) {
    static const char *const prefixes[] = {"url=<", "relative-url=<",
                                           "integrity=<", "locked-dep=<",
                                           "unlocked-dep=<"};
    for (size_t i = 0; i < TN_COUNT_OF(prefixes); i++) {
        if (tn_str_starts(text, tn_str_from(prefixes[i])))
            return text.p[text.len - 1] == '>';
    }
    return false;
}

bool ty_name_parse(ty_name *out, tn_str text) {
    *out = (ty_name){.kind = TY_NAME_PLAIN};
    if (text.len == 0)
        return false;
    if (text.p[0] == '[')
        return parse_annotated(out, text);
    if (is_dependency(text)) {
        out->kind = TY_NAME_OTHER;
        return true;
    }
    if (tn_str_find(text, ':') < text.len)
        return parse_interface(out, text);
    out->label = text;
    return ty_is_kebab(text);
}

static char to_lower(char c) {
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static bool same_label(tn_str a, tn_str b) {
    size_t i = 0;
    while (a.len == b.len && i < a.len && to_lower(a.p[i]) == to_lower(b.p[i]))
        i++;
    return a.len == b.len && i == a.len;
}

static tn_str lower_case(tn_arena *arena, tn_str text) {
    size_t upper = 0;
    while (upper < text.len && !is_upper(text.p[upper]))
        upper++;
    if (upper == text.len)
        return text;
    char *p = (char *)tn_arena_copy(arena, text).p;
    for (size_t i = upper; i < text.len; i++)
        p[i] = to_lower(p[i]);
    return (tn_str){p, text.len};
}

tn_str ty_name_canonical(tn_arena *arena, tn_str name) {
    ty_name parsed;
    tn_str text = name;
    if (name.len && name.p[0] == '[' && ty_name_parse(&parsed, name) &&
        parsed.kind != TY_NAME_CONSTRUCTOR) {
        text = tn_str_from_offset(name, 8);
        if (same_label(parsed.resource, parsed.label))
            text = parsed.label;
    }
    return lower_case(arena, text);
}
