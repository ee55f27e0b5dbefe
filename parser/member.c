/* Finding members of definitions in the text. */
#include "parser/member.h"

#include "parser/text.h"

static char at(const ast_text *t, uint32_t i) {
    return i < t->source->bytes.len ? t->source->bytes.p[i] : '\0';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '%';
}

static uint32_t end_of_word(const ast_text *t, uint32_t i) {
    while (is_word(at(t, i)))
        i++;
    return i;
}

/* Behind the bracket that holds the members of what is named before i; 0: it
 * has none. `: static async func` stands between a function and its own. */
static uint32_t open_list(const ast_text *t, uint32_t i) {
    i = ast_text_skip(t, i);
    if (at(t, i) == ':') {
        i = ast_text_skip(t, i + 1);
        while (is_word(at(t, i)))
            i = ast_text_skip(t, end_of_word(t, i));
    }
    return at(t, i) == '{' || at(t, i) == '(' ? i + 1 : 0;
}

/* The `,` or the bracket that ends a member, or the end of the text. */
static uint32_t end_of_member(const ast_text *t, uint32_t i) {
    uint32_t depth = 0;
    for (;; i++) {
        i = ast_text_skip(t, i);
        char c = at(t, i);
        if (c == '\0' || (depth == 0 && (c == ',' || c == ')' || c == '}')))
            return i;
        depth += c == '<' || c == '(';
        depth -= depth > 0 && (c == '>' || c == ')');
    }
}

static void index_members(tn_map *map, const ast_text *t, uint32_t i) {
    i = open_list(t, i);
    while (i) {
        uint32_t from = i = ast_text_skip(t, i);
        uint32_t to = end_of_word(t, from);
        uint32_t escaped = at(t, from) == '%';
        tn_str name = {t->source->bytes.p + from + escaped,
                       to - from - escaped};
        if (to > from + escaped)
            tn_map_put(map, name, NULL)->value.num = from;
        i = end_of_member(t, to);
        if (at(t, i++) != ',')
            return;
    }
}

void ast_members_init(ast_members *m, tenon_context *ctx, tn_arena *arena) {
    *m = (ast_members){.ctx = ctx, .arena = arena};
    tn_ptr_map_init(&m->of, arena);
}

tn_span ast_member_span(ast_members *m, tn_span item, tn_str name) {
    const tn_source *source = item.hi ? tn_source_of(m->ctx, item.lo) : NULL;
    if (!source || source->kind != TN_SOURCE_TEXT)
        return item;
    const void *key = source->bytes.p + (item.lo - source->base);
    tn_map *map = tn_ptr_map_get(&m->of, key);
    if (!map) {
        ast_text text = {.ctx = m->ctx, .source = source};
        map = TN_NEW(m->arena, tn_map);
        tn_map_init(map, m->arena);
        index_members(map, &text, item.hi - source->base);
        tn_ptr_map_set(&m->of, key, map);
    }
    const tn_map_entry *found = tn_map_find(map, name);
    if (!found)
        return item;
    size_t from = found->value.num;
    size_t escaped = source->bytes.p[from] == '%';
    return tn_source_span(source, from, from + escaped + name.len);
}
