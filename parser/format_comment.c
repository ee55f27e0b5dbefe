/* Comments, for laying out text. The text was checked: comments end. */
#include "parser/format_comment.h"

#include "parser/text.h"

/* Takes white space from the front and counts its line breaks. */
static size_t take_space(tn_str *s) {
    size_t lines = 0, i = 0;
    while (i < s->len && ast_is_space(s->p[i]))
        lines += s->p[i++] == '\n';
    *s = tn_str_from_offset(*s, i);
    return lines;
}

static bool breaks_next(tn_str rest) {
    for (size_t i = 0; i < rest.len && ast_is_space(rest.p[i]); i++) {
        if (rest.p[i] == '\n')
            return true;
    }
    return false;
}

static tn_str trim_end(tn_str s) {
    while (s.len && ast_is_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

bool ast_gap_next(ast_gap *gap, ast_comment *out, bool *blank) {
    size_t lines = take_space(&gap->rest);
    *blank = lines > 1;
    if (gap->rest.len < 2 || gap->rest.p[0] != '/' ||
        (gap->rest.p[1] != '/' && gap->rest.p[1] != '*'))
        return false;
    *out = (ast_comment){.is_block = gap->rest.p[1] == '*',
                         .breaks_before = lines > 0 || gap->at_start,
                         .blank_before = lines > 1};
    size_t len = out->is_block ? ast_end_of_block(gap->rest, 0)
                               : tn_str_find(gap->rest, '\n');
    out->text = trim_end((tn_str){gap->rest.p, len});
    gap->rest = tn_str_from_offset(gap->rest, len);
    gap->at_start = false;
    out->breaks_after = !out->is_block || breaks_next(gap->rest);
    return true;
}

bool ast_gap_breaks(ast_gap *gap) {
    ast_comment c;
    bool blank, breaks = false;
    while (ast_gap_next(gap, &c, &blank))
        breaks |= !c.is_block || (c.breaks_before && c.breaks_after) ||
                  tn_str_find(c.text, '\n') < c.text.len;
    return breaks;
}

static tn_str take_line(tn_str *s) {
    size_t len = tn_str_find(*s, '\n');
    tn_str line = {s->p, len};
    *s = tn_str_from_offset(*s, len < s->len ? len + 1 : len);
    return trim_end(line);
}

/* Does every line but the first begin with a star? */
static bool is_starred(tn_str s) {
    take_line(&s);
    bool any = s.len > 0;
    while (s.len) {
        tn_str line = take_line(&s);
        take_space(&line);
        if (line.len == 0 || line.p[0] != '*')
            return false;
    }
    return any;
}

void ast_put_comment(tn_writer *out, const ast_comment *c, size_t columns) {
    bool starred = is_starred(c->text);
    tn_str rest = c->text, line = take_line(&rest);
    tn_write_bytes(out, line.p, line.len);
    while (rest.len) {
        line = take_line(&rest);
        tn_write_u8(out, '\n');
        if (starred) {
            take_space(&line);
            for (size_t i = 0; i <= columns; i++)
                tn_write_u8(out, ' ');
        }
        tn_write_bytes(out, line.p, line.len);
    }
}
