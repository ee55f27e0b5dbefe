/* Taking text apart for its layout. The text was checked: it has no errors. */
#include "parser/format_piece.h"

#include "parser/ast.h"

tn_str ast_piece_text(const ast_pieces *p, uint32_t i) {
    if (i >= p->list.len)
        return (tn_str){0};
    const ast_piece *piece = &p->list.data[i];
    return (tn_str){p->text.p + piece->from, piece->to - piece->from};
}

char ast_piece_mark(const ast_pieces *p, uint32_t i) {
    tn_str s = ast_piece_text(p, i);
    return s.len == 1 && strchr("{}()<>,;:.@/=", s.p[0]) ? s.p[0] : 0;
}

tn_str ast_piece_shown(const ast_pieces *p, uint32_t i) {
    tn_str s = ast_piece_text(p, i);
    bool escaped = s.len > 1 && s.p[0] == '%';
    return escaped && !ast_is_keyword(tn_str_from_offset(s, 1))
               ? tn_str_from_offset(s, 1)
               : s;
}

ast_gap ast_gap_before(const ast_pieces *p, uint32_t i) {
    uint32_t from = i ? p->list.data[i - 1].to : 0;
    uint32_t to = p->list.data[i].from;
    return (ast_gap){{p->text.p + from, to - from}, from == 0};
}

bool ast_bracket_breaks(const ast_pieces *p, uint32_t open) {
    const ast_piece *piece = &p->list.data[open];
    return p->list.data[piece->match].breaks > piece->breaks;
}

bool ast_bracket_spans_lines(const ast_pieces *p, uint32_t open) {
    const ast_piece *piece = &p->list.data[open];
    return p->list.data[piece->match].lines > piece->lines;
}

static void match_brackets(ast_pieces *p, tn_arena *arena) {
    TN_VEC(uint32_t) open = {0};
    for (uint32_t i = 0; i < p->list.len; i++) {
        char mark = ast_piece_mark(p, i);
        if (mark == '{' || mark == '(' || mark == '<')
            tn_vec_push(arena, &open, i);
        if ((mark == '}' || mark == ')' || mark == '>') && open.len)
            p->list.data[open.data[--open.len]].match = i;
    }
}

/* Where the token at the front of s ends; s follows the grammar. */
static size_t token_length(tn_str s) {
    static const char word[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t len = 1;
    if (s.p[0] == '"') {
        while (len < s.len && s.p[len] != '"')
            len += s.p[len] == '\\' ? 2 : 1;
        return len < s.len ? len + 1 : s.len;
    }
    if (s.len > 1 && s.p[0] == '-' && s.p[1] == '>')
        return 2;
    bool is_number = s.p[0] >= '0' && s.p[0] <= '9';
    if (s.p[0] != '%' && !strchr(word, s.p[0]) && (unsigned char)s.p[0] < 0x80)
        return 1;
    for (; len < s.len; len++) {
        char c = s.p[len];
        bool has_next = len + 1 < s.len && strchr(word, s.p[len + 1]);
        bool joins = is_number && (c == '+' || (c == '.' && has_next));
        if (c == 0 || (!joins && !strchr(word, c) && (unsigned char)c < 0x80))
            break;
    }
    return len;
}

void ast_find_pieces(ast_pieces *out, tn_arena *arena, tn_str text) {
    uint32_t at = 0, breaks = 0, lines = 0, len = (uint32_t)text.len;
    *out = (ast_pieces){.text = text};
    for (;;) {
        ast_gap gap = {tn_str_from_offset(text, at), at == 0};
        breaks += ast_gap_breaks(&gap);
        uint32_t from = len - (uint32_t)gap.rest.len;
        lines += from > at && memchr(text.p + at, '\n', from - at) != NULL;
        at = from;
        if (at == len)
            break;
        uint32_t to = at + (uint32_t)token_length(gap.rest);
        tn_vec_push(arena, &out->list, ((ast_piece){at, to, 0, breaks, lines}));
        at = to;
    }
    match_brackets(out, arena);
}
