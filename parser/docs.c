/*
 * The documentation of an item: what the comments in front of it say, without
 * their markers. WIT.md knows no documentation. As in other WIT tools each
 * comment between an item and the token before it counts, wherever it stands
 * and whether or not it starts with three slashes; what is left of it is what
 * those tools leave.
 */
#include "base/bytes.h"
#include "base/utf.h"
#include "parser/text.h"

static const ast_comments *comments_before(const ast_text *text,
                                           uint32_t token) {
    size_t low = 0, high = text->comments.len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (text->comments.data[mid].token < token)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == text->comments.len || text->comments.data[low].token != token)
        return NULL;
    return &text->comments.data[low];
}

/* White space as Unicode has it, of which a text may hold this. */
static bool is_blank(uint32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static tn_str trim_end(tn_str s) {
    while (s.len) {
        size_t last = s.len - 1;
        while (last > 0 && ((unsigned char)s.p[last] & 0xc0) == 0x80)
            last--;
        uint32_t c;
        if (!tn_utf8_decode(s.p + last, s.len - last, &c) || !is_blank(c))
            break;
        s.len = last;
    }
    return s;
}

static size_t count_leading(tn_str s, char c) {
    size_t n = 0;
    while (n < s.len && s.p[n] == c)
        n++;
    return n;
}

/* Line breaks count: a block whose text starts on its second line has them. */
static size_t count_blank(tn_str s) {
    size_t n = 0;
    while (n < s.len && (ast_is_space(s.p[n]) || s.p[n] == '\f'))
        n++;
    return n;
}

/* What a comment says: of a block that starts with one star, that star too. */
static tn_str body_of(tn_str comment) {
    if (tn_str_starts(comment, TN_STR("/**"))) {
        size_t marks = comment.len < 5 ? comment.len : 5; /* of "/" "**" "/" */
        return (tn_str){comment.p + 3, comment.len - marks};
    }
    return tn_str_from_offset(comment, count_leading(comment, '/'));
}

/* Takes one comment from the front of s and gives what it says. */
static tn_str take_comment(tn_str *s) {
    size_t len =
        s->p[1] == '/' ? tn_str_find(*s, '\n') : ast_end_of_block(*s, 0);
    tn_str body = trim_end(body_of((tn_str){s->p, len}));
    *s = tn_str_from_offset(*s, len);
    size_t blank = 0;
    while (blank < s->len && s->p[blank] != '/')
        blank++;
    *s = tn_str_from_offset(*s, blank);
    return body;
}

static tn_str unindent(tn_str body, size_t indent) {
    return count_leading(body, ' ') >= indent ? tn_str_from_offset(body, indent)
                                              : body;
}

static void write_lines(tn_writer *out, tn_str body) {
    if (body.len == 0)
        tn_write_u8(out, '\n');
    while (body.len) {
        size_t len = tn_str_find(body, '\n');
        bool crlf = len && len < body.len && body.p[len - 1] == '\r';
        tn_write_bytes(out, body.p, len - crlf);
        tn_write_u8(out, '\n');
        body = tn_str_from_offset(body, len < body.len ? len + 1 : len);
    }
}

tn_span ast_text_docs_span(const ast_text *text, uint32_t token) {
    const ast_comments *run = comments_before(text, token);
    return run ? tn_source_span(text->source, run->from, run->to)
               : (tn_span){0, 0};
}

/* The blanks that each comment of a run that says something begins with. */
static size_t common_indent(tn_str run) {
    size_t indent = SIZE_MAX;
    while (run.len) {
        tn_str body = take_comment(&run);
        size_t blank = body.len ? count_blank(body) : SIZE_MAX;
        indent = blank < indent ? blank : indent;
    }
    return indent == SIZE_MAX ? 0 : indent;
}

tn_str ast_text_docs(tn_arena *arena, const ast_text *text, uint32_t token) {
    const ast_comments *run = comments_before(text, token);
    if (!run)
        return (tn_str){0};
    const tn_str s = {text->source->bytes.p + run->from, run->to - run->from};
    tn_str rest = s;
    tn_str body = take_comment(&rest);
    if (!rest.len && tn_str_find(body, '\n') == body.len)
        return unindent(body, count_blank(body)); /* most need no copy */
    size_t indent = common_indent(s);
    tn_writer out;
    tn_writer_init(&out, arena);
    tn_writer_reserve(&out, s.len); /* each line loses its marker */
    for (rest = s; rest.len;)
        write_lines(&out, unindent(take_comment(&rest), indent));
    while (out.len && out.data[out.len - 1] == '\n')
        out.len--;
    return tn_writer_take(&out);
}
