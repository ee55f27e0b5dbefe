/* Reading the parts of a list one after the other, and telling what is wrong.
 */
#include <stdarg.h>

#include "base/utf.h"
#include "component-text/reader.h"
#include "wat/script.h"

/* A list is shown by its parenthesis and its first word. */
static size_t shown_length(const ctext_node *node) {
    if (node->kind != CTEXT_LIST)
        return node->text.len;
    if (node->count == 0 || node->items[0].kind != CTEXT_ATOM)
        return 1;
    const tn_str *word = &node->items[0].text;
    return (size_t)(word->p - node->text.p) + word->len;
}

static tn_span span_of(const ctext_reader *r, const ctext_node *node) {
    size_t at = (size_t)(node->text.p - r->text.p);
    return (tn_span){r->base + (uint32_t)at,
                     r->base + (uint32_t)(at + shown_length(node))};
}

bool ctext_fail(ctext_reader *r, const ctext_node *node, const char *fmt, ...) {
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    r->errors++;
    tn_error(r->ctx, DIAG_COMP_SYNTAX, span_of(r, node), "%s", text);
    return false;
}

bool ctext_unsupported(ctext_reader *r,
                       const ctext_node *node,
                       const char *what) {
    r->errors++;
    tn_error(r->ctx, DIAG_COMP_FEATURE, span_of(r, node),
             "%s are not supported", what);
    return false;
}

/* Where a list ends there is a parenthesis to point at. */
bool ctext_expected(ctext_cursor *c, const char *what) {
    const ctext_node *next = ctext_peek(c);
    if (next)
        return ctext_fail(c->r, next, "expected %s", what);
    ctext_node end = {.kind = CTEXT_ATOM};
    end.text = tn_str_from_offset(c->list->text, c->list->text.len - 1);
    return ctext_fail(c->r, &end, "expected %s", what);
}

ctext_cursor ctext_enter(ctext_reader *r,
                         const ctext_node *list,
                         uint32_t skip) {
    return (ctext_cursor){r, list, skip};
}

const ctext_node *ctext_peek(const ctext_cursor *c) {
    return c->i < c->list->count ? &c->list->items[c->i] : NULL;
}

const ctext_node *ctext_next(ctext_cursor *c) {
    const ctext_node *node = ctext_peek(c);
    c->i += node != NULL;
    return node;
}

bool ctext_take_word(ctext_cursor *c, const char *word) {
    bool found = ctext_is_word(ctext_peek(c), word);
    c->i += found;
    return found;
}

const ctext_node *ctext_take_list(ctext_cursor *c, const char *word) {
    return ctext_is_list(ctext_peek(c), word) ? ctext_next(c) : NULL;
}

bool ctext_id_text(ctext_reader *r, const ctext_node *node, tn_str *out) {
    *out = tn_str_from_offset(node->text, 1);
    if (out->p[0] != '"')
        return true;
    size_t bad;
    if (!wat_string_bytes(out, r->arena, *out))
        return ctext_fail(r, node, "malformed escape in a name");
    if (!tn_utf8_valid(out->p, out->len, &bad))
        return ctext_fail(r, node, "malformed UTF-8 encoding in a name");
    return out->len > 0 || ctext_fail(r, node, "a name is empty");
}

bool ctext_take_id(ctext_cursor *c, tn_str *out) {
    *out = (tn_str){"", 0};
    return !ctext_is_id(ctext_peek(c)) ||
           ctext_id_text(c->r, ctext_next(c), out);
}

bool ctext_read_end(ctext_cursor *c) {
    const ctext_node *next = ctext_peek(c);
    if (!next)
        return true;
    if (next->kind == CTEXT_LIST)
        return ctext_fail(c->r, next, "unexpected list; expected `)`");
    int len = (int)(next->text.len < 60 ? next->text.len : 60);
    return ctext_fail(c->r, next, "unexpected `%.*s`; expected `)`", len,
                      next->text.p);
}

bool ctext_read_bytes(ctext_cursor *c, tn_str *out, const char *what) {
    const ctext_node *node = ctext_peek(c);
    if (!node || node->kind != CTEXT_STRING)
        return ctext_expected(c, what);
    c->i++;
    return wat_string_bytes(out, c->r->arena, node->text) ||
           ctext_fail(c->r, node, "malformed escape in a string");
}

bool ctext_read_name(ctext_cursor *c, tn_str *out, const char *what) {
    const ctext_node *node = ctext_peek(c);
    size_t bad;
    if (!ctext_read_bytes(c, out, what))
        return false;
    return tn_utf8_valid(out->p, out->len, &bad) ||
           ctext_fail(c->r, node, "malformed UTF-8 encoding in %s", what);
}

bool ctext_read_u64(ctext_cursor *c, uint64_t *out, const char *what) {
    const ctext_node *node = ctext_peek(c);
    if (!ctext_is_number(node) || !wat_parse_int(out, node->text, 64))
        return ctext_expected(c, what);
    c->i++;
    return true;
}

bool ctext_read_u32(ctext_cursor *c, uint32_t *out, const char *what) {
    const ctext_node *node = ctext_peek(c);
    uint64_t value;
    if (!ctext_is_number(node) || !wat_parse_int(&value, node->text, 32))
        return ctext_expected(c, what);
    c->i++;
    *out = (uint32_t)value;
    return true;
}

/* sort.def has "core func" where the text has two words. */
bool ctext_read_sort(ctext_cursor *c, ty_sort *out, bool in_core) {
    static const struct {
        bool core;
        const char *text;
    } sorts[] = {
#define SORT(NAME, is_core, code, text) {is_core, text},
#include "types/sort.def"
    };
    uint32_t from = c->i;
    bool core = ctext_take_word(c, "core") || in_core;
    const ctext_node *word = ctext_next(c);
    for (size_t i = 0; word && i < TN_COUNT_OF(sorts); i++) {
        const char *text = sorts[i].text + (core ? strlen("core ") : 0);
        if (sorts[i].core != core || !ctext_is_word(word, text))
            continue;
        *out = (ty_sort)i;
        return true;
    }
    c->i = from;
    return ctext_expected(c, "the sort of an item, such as `func`");
}

static const char *const attribute_words[] = {"implements", "versionsuffix",
                                              "external-id"};

static int attribute_of(const ctext_node *node) {
    for (size_t i = 0; i < TN_COUNT_OF(attribute_words); i++)
        if (ctext_is_list(node, attribute_words[i]))
            return (int)i;
    return -1;
}

static bool read_attribute(ctext_cursor *c, bin_extern_name *out, int code) {
    tn_str *values[] = {&out->implements, &out->version_suffix,
                        &out->external_id};
    const ctext_node *list = ctext_next(c);
    if (memchr(out->attributes, code, out->attribute_count))
        return ctext_fail(c->r, list, "`%s` is given twice",
                          attribute_words[code]);
    out->attributes[out->attribute_count++] = (uint8_t)code;
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return ctext_read_name(&inner, values[code], "a string") &&
           ctext_read_end(&inner);
}

/* "name", or (interface "name") in older texts */
static bool read_plain_name(ctext_cursor *c, tn_str *out) {
    static const char what[] = "the name of an import or export";
    const ctext_node *list = ctext_take_list(c, "interface");
    if (!list)
        return ctext_read_name(c, out, what);
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return ctext_read_name(&inner, out, what) && ctext_read_end(&inner);
}

bool ctext_read_extern_name(ctext_cursor *c, bin_extern_name *out) {
    *out = (bin_extern_name){0};
    if (!read_plain_name(c, &out->name))
        return false;
    for (;;) {
        int code = attribute_of(ctext_peek(c));
        if (code < 0)
            return true;
        if (!read_attribute(c, out, code))
            return false;
    }
}

bool ctext_is_inline_name(const ctext_node *node, const char *word) {
    if (!ctext_is_list(node, word) || node->count < 2 ||
        node->items[1].kind != CTEXT_STRING)
        return false;
    for (uint32_t i = 2; i < node->count; i++)
        if (attribute_of(&node->items[i]) < 0)
            return false;
    return true;
}
