/* Semantic versions (semver.org 2.0) and their canonical tracks. */
#include "types/name.h"

/* A number without leading zeros that fits 64 bits. Gives what follows. */
static bool take_number(uint64_t *out, tn_str *text) {
    size_t i = 0;
    uint64_t value = 0;
    for (; i < text->len && text->p[i] >= '0' && text->p[i] <= '9'; i++) {
        uint64_t digit = (uint64_t)(text->p[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (i == 0 || (i > 1 && text->p[0] == '0'))
        return false;
    *out = value;
    *text = tn_str_from_offset(*text, i);
    return true;
}

static bool take_byte(tn_str *text, char byte) {
    if (text->len == 0 || text->p[0] != byte)
        return false;
    *text = tn_str_from_offset(*text, 1);
    return true;
}

static bool is_number(tn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    }
    return text.len > 0;
}

static bool is_identifier(tn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return text.len > 0;
}

/* The first of some dot-separated identifiers; false at the end. */
static bool next_identifier(tn_str *out, tn_str *rest, bool *more) {
    if (!*more)
        return false;
    size_t at = tn_str_find(*rest, '.');
    *out = (tn_str){rest->p, at};
    *more = at < rest->len;
    *rest = tn_str_from_offset(*rest, *more ? at + 1 : at);
    return true;
}

static bool are_identifiers(tn_str text, bool leading_zeros) {
    bool more = true;
    tn_str id = {0};
    while (next_identifier(&id, &text, &more)) {
        if (!is_identifier(id))
            return false;
        if (!leading_zeros && is_number(id) && id.len > 1 && id.p[0] == '0')
            return false;
    }
    return true;
}

bool ty_semver_parse(ty_semver *out, tn_str text) {
    *out = (ty_semver){0};
    if (!take_number(&out->major, &text) || !take_byte(&text, '.') ||
        !take_number(&out->minor, &text) || !take_byte(&text, '.') ||
        !take_number(&out->patch, &text))
        return false;
    if (take_byte(&text, '-')) {
        size_t end = tn_str_find(text, '+');
        out->pre = (tn_str){text.p, end};
        text = tn_str_from_offset(text, end);
        if (!are_identifiers(out->pre, false))
            return false;
    }
    if (take_byte(&text, '+')) {
        out->build = text;
        return are_identifiers(text, true);
    }
    return text.len == 0;
}

static int compare_numbers(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* Numbers order as numbers and before words; words order as ASCII. */
static int compare_identifiers(tn_str a, tn_str b) {
    bool a_number = is_number(a), b_number = is_number(b);
    if (a_number != b_number)
        return a_number ? -1 : 1;
    if (a_number && a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return tn_str_cmp(a, b);
}

static int compare_pre(tn_str a, tn_str b) {
    if (a.len == 0 || b.len == 0)
        return (a.len == 0) - (b.len == 0);
    bool a_more = true, b_more = true;
    for (;;) {
        tn_str x = {0}, y = {0};
        bool has_x = next_identifier(&x, &a, &a_more);
        bool has_y = next_identifier(&y, &b, &b_more);
        if (!has_x || !has_y)
            return (int)has_x - (int)has_y;
        int order = compare_identifiers(x, y);
        if (order != 0)
            return order;
    }
}

int ty_semver_cmp(const ty_semver *a, const ty_semver *b) {
    int order = compare_numbers(a->major, b->major);
    if (order == 0)
        order = compare_numbers(a->minor, b->minor);
    if (order == 0)
        order = compare_numbers(a->patch, b->patch);
    return order ? order : compare_pre(a->pre, b->pre);
}

bool ty_semver_compatible(const ty_semver *wanted, const ty_semver *have) {
    if (wanted->pre.len || have->pre.len)
        return ty_semver_cmp(wanted, have) == 0;
    if (wanted->major != have->major)
        return false;
    if (wanted->major != 0)
        return true;
    if (wanted->minor != have->minor)
        return false;
    return wanted->minor != 0 || wanted->patch == have->patch;
}

tn_str ty_semver_track(tn_arena *arena, const ty_semver *version) {
    unsigned long long major = version->major, minor = version->minor,
                       patch = version->patch;
    if (version->pre.len)
        return tn_arena_printf(arena, "%llu.%llu.%llu-%.*s", major, minor,
                               patch, TN_STR_ARG(version->pre));
    if (major)
        return tn_arena_printf(arena, "%llu", major);
    if (minor)
        return tn_arena_printf(arena, "0.%llu", minor);
    return tn_arena_printf(arena, "0.0.%llu", patch);
}

/* Up to the first number that is not zero, or all three. */
tn_str ty_semver_canon(tn_str version) {
    ty_semver parsed;
    tn_str rest = version;
    uint64_t number = 0;
    if (!ty_semver_parse(&parsed, version))
        return (tn_str){0};
    for (int i = 0; i < 3 && number == 0; i++) {
        if ((i && !take_byte(&rest, '.')) || !take_number(&number, &rest))
            break;
    }
    return (tn_str){version.p, version.len - rest.len};
}
