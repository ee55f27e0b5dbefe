/*
 * Tokens to a tree. Whoever reads a list knows how many items it has, so that
 * arrays are made once and never move. Recursion is bounded by
 * TN_MAX_WAT_DEPTH, memory by TN_MAX_TEXT_NODES.
 */
#include "component-text/tree.h"

#include "base/limits.h"
#include "base/utf.h"
#include "base/vec.h"
#include "wat/sexpr.h"

typedef struct builder {
    tenon_context *ctx;
    tn_arena *arena;
    uint32_t base;
    wat_scanner scanner;
    TN_VEC(ctext_node) open; /* items of the lists that are open */
    size_t nodes;
    unsigned depth;
} builder;

bool ctext_is_word(const ctext_node *node, const char *word) {
    return node && node->kind == CTEXT_ATOM && tn_str_eqz(node->text, word);
}

bool ctext_is_list(const ctext_node *node, const char *word) {
    return node && node->kind == CTEXT_LIST && node->count > 0 &&
           ctext_is_word(&node->items[0], word);
}

bool ctext_is_id(const ctext_node *node) {
    return node && node->kind == CTEXT_ATOM && node->text.len > 1 &&
           node->text.p[0] == '$';
}

bool ctext_is_number(const ctext_node *node) {
    return node && node->kind == CTEXT_ATOM && node->text.p[0] >= '0' &&
           node->text.p[0] <= '9';
}

bool ctext_is_index(const ctext_node *node) {
    return ctext_is_id(node) || ctext_is_number(node);
}

static bool fail(builder *b, size_t at, const char *why) {
    size_t end = at < b->scanner.text.len ? at + 1 : at;
    tn_span span = {b->base + (uint32_t)at, b->base + (uint32_t)end};
    tn_error(b->ctx, DIAG_COMP_SYNTAX, span, "%s", why);
    return false;
}

static bool push(builder *b, const ctext_node *node) {
    if (++b->nodes > TN_MAX_TEXT_NODES)
        return fail(b, b->scanner.pos, "the text has too many parts");
    tn_vec_push(b->arena, &b->open, *node);
    return true;
}

/* "$" and a string behind it are one name. */
static bool join_id(builder *b, ctext_node *node) {
    if (!tn_str_eqz(node->text, "$"))
        return true;
    wat_token next = wat_peek(&b->scanner);
    if (next.kind != WAT_STRING || next.at != b->scanner.pos)
        return fail(b, b->scanner.pos, "expected a name behind `$`");
    node->text.len += next.text.len;
    (void)wat_next(&b->scanner);
    return true;
}

/* The lists that opened from on are closed: their items move to the arena. */
static void close_list(builder *b, ctext_node *out, size_t from) {
    out->count = (uint32_t)(b->open.len - from);
    ctext_node *items = TN_NEW_ARRAY(b->arena, ctext_node, out->count);
    if (out->count)
        memcpy(items, &b->open.data[from], out->count * sizeof *items);
    out->items = items;
    b->open.len = from;
}

static bool is_ignored(const ctext_node *list) {
    return list->count > 0 && list->items[0].kind == CTEXT_ATOM &&
           list->items[0].text.p[0] == '@' &&
           !ctext_is_word(&list->items[0], "@custom") &&
           !ctext_is_word(&list->items[0], "@producers");
}

/* (import "a"), with attributes: but not (import "a" "b" ...) of a module. */
static bool is_inline_import(wat_scanner look) {
    if (wat_next(&look).kind != WAT_STRING)
        return true;
    return wat_next(&look).kind != WAT_STRING;
}

/*
 * Whether what follows in the list whose items begin at from are fields of a
 * core module. Its own export and import are the component's affair.
 */
static bool starts_fields(const builder *b, size_t from) {
    if (b->open.len - from < 2)
        return false;
    const ctext_node *items = &b->open.data[from];
    if (!ctext_is_word(&items[0], "core") ||
        !ctext_is_word(&items[1], "module"))
        return false;
    wat_scanner look = b->scanner;
    wat_token token = wat_next(&look);
    if (token.kind != WAT_OPEN)
        return token.kind == WAT_CLOSE;
    token = wat_next(&look);
    if (tn_str_eqz(token.text, "import"))
        return !is_inline_import(look);
    if (tn_str_eqz(token.text, "export"))
        return wat_next(&look).kind != WAT_STRING ||
               wat_next(&look).kind != WAT_CLOSE;
    return !tn_str_eqz(token.text, "alias");
}

/* The import or alias of a core module that has no fields of its own. */
static bool stands_elsewhere(const builder *b, size_t from) {
    if (b->open.len == from)
        return false;
    const ctext_node *last = &b->open.data[b->open.len - 1];
    return ctext_is_list(last, "import") || ctext_is_list(last, "alias");
}

static bool read_list(builder *b, ctext_node *out, size_t at, bool defs);

static bool read_item(builder *b, wat_token token, bool defs) {
    ctext_node node = {.text = token.text};
    switch (token.kind) {
    case WAT_OPEN:
        if (!read_list(b, &node, token.at, defs))
            return false;
        return is_ignored(&node) || push(b, &node);
    case WAT_STRING:
        node.kind = CTEXT_STRING;
        return push(b, &node);
    case WAT_ATOM:
        node.kind = CTEXT_ATOM;
        return join_id(b, &node) && push(b, &node);
    case WAT_BAD:
        return fail(b, b->scanner.pos, b->scanner.error);
    default:
        return fail(b, token.at, "unexpected `)`");
    }
}

/* Items up to the closing parenthesis. defs: it stands among definitions. */
static bool read_items(builder *b, ctext_node *out, size_t at, bool defs) {
    size_t from = b->open.len;
    for (;;) {
        defs = defs && !stands_elsewhere(b, from);
        if (defs && starts_fields(b, from)) {
            size_t start = b->scanner.pos;
            if (!wat_skip_list(&b->scanner))
                return fail(b, b->scanner.pos, b->scanner.error);
            out->fields =
                (tn_str){b->scanner.text.p + start, b->scanner.pos - start};
            break;
        }
        wat_token token = wat_next(&b->scanner);
        if (token.kind == WAT_CLOSE)
            break;
        if (token.kind == WAT_END)
            return fail(b, at, "this parenthesis is not closed");
        bool in_component = b->open.len > from &&
                            ctext_is_word(&b->open.data[from], "component");
        if (!read_item(b, token, in_component))
            return false;
    }
    close_list(b, out, from);
    return true;
}

static bool read_list(builder *b, ctext_node *out, size_t at, bool defs) {
    if (++b->depth > TN_MAX_WAT_DEPTH)
        return fail(b, at, "nested too deeply");
    if (!read_items(b, out, at, defs))
        return false;
    out->kind = CTEXT_LIST;
    out->text = (tn_str){b->scanner.text.p + at, b->scanner.pos - at};
    b->depth--;
    return true;
}

bool ctext_read_tree(ctext_node *out,
                     tenon_context *ctx,
                     tn_arena *arena,
                     tn_str text,
                     uint32_t span_base) {
    builder b = {.ctx = ctx, .arena = arena, .base = span_base};
    wat_scanner_init(&b.scanner, text);
    b.scanner.annotations = true;
    size_t bad;
    if (!tn_utf8_valid(text.p, text.len, &bad))
        return fail(&b, bad, "malformed UTF-8 encoding");
    *out = (ctext_node){.kind = CTEXT_LIST, .text = text};
    for (;;) {
        wat_token token = wat_next(&b.scanner);
        if (token.kind == WAT_END)
            break;
        if (!read_item(&b, token, true))
            return false;
    }
    close_list(&b, out, 0);
    return true;
}
