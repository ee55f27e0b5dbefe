/*
 * The documentation of an item: what the comments in front of it say, without
 * their markers. As in other WIT tools any comment counts, not only those
 * that start with three slashes, except for one that ends the line of the
 * token before it.
 */
#include "base/bytes.h"
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

static tn_str trim_end(tn_str s) {
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t' ||
                     s.p[s.len - 1] == '\r' || s.p[s.len - 1] == '\n'))
        s.len--;
    return s;
}

static size_t count_leading(tn_str s, char c) {
    size_t n = 0;
    while (n < s.len && s.p[n] == c)
        n++;
    return n;
}

static size_t block_length(tn_str s) {
    size_t depth = 0, i = 0;
    do {
        if (s.p[i] == '/' && s.p[i + 1] == '*') {
            depth++;
            i += 2;
        } else if (s.p[i] == '*' && s.p[i + 1] == '/') {
            depth--;
            i += 2;
        } else {
            i++;
        }
    } while (depth > 0);
    return i;
}

/* Takes one comment from the front of s and gives what it says. */
static tn_str take_comment(tn_str *s) {
    tn_str body;
    size_t len;
    if (s->p[1] == '/') {
        len = tn_str_find(*s, '\n');
        body = (tn_str){s->p, len};
        body = tn_str_from_offset(body, count_leading(body, '/'));
    } else {
        len = block_length(*s);
        body = (tn_str){s->p + 2, len - 4};
        body = tn_str_from_offset(body, count_leading(body, '*'));
    }
    *s = tn_str_from_offset(*s, len);
    size_t blank = 0;
    while (blank < s->len && s->p[blank] != '/')
        blank++;
    *s = tn_str_from_offset(*s, blank);
    return trim_end(body);
}

/* Does the run of comments start on the line of the token before it? */
static bool is_trailing(const ast_text *text, const ast_comments *run) {
    const char *p = text->source->bytes.p;
    uint32_t i = run->from;
    while (i > 0 && (p[i - 1] == ' ' || p[i - 1] == '\t'))
        i--;
    return i > 0 && p[i - 1] != '\n' && p[run->from + 1] == '/' &&
           p[run->from + 2] != '/';
}

static void write_lines(tn_writer *out, tn_str body, size_t indent) {
    if (body.len == 0)
        tn_write_u8(out, '\n');
    if (count_leading(body, ' ') >= indent)
        body = tn_str_from_offset(body, indent);
    while (body.len) {
        size_t len = tn_str_find(body, '\n');
        size_t kept = len && body.p[len - 1] == '\r' ? len - 1 : len;
        tn_write_bytes(out, body.p, kept);
        tn_write_u8(out, '\n');
        body = tn_str_from_offset(body, len < body.len ? len + 1 : len);
    }
}

tn_span ast_text_docs_span(const ast_text *text, uint32_t token) {
    const ast_comments *run = comments_before(text, token);
    return run ? tn_source_span(text->source, run->from, run->to)
               : (tn_span){0, 0};
}

tn_str ast_text_docs(const ast_text *text, uint32_t token) {
    const ast_comments *run = comments_before(text, token);
    if (!run)
        return (tn_str){0};
    tn_str s = {text->source->bytes.p + run->from, run->to - run->from};
    s = trim_end(s);
    if (is_trailing(text, run))
        take_comment(&s);

    tn_str one; /* most are a line long, and need no copy */
    struct {
        tn_str *data;
        size_t len, cap;
    } bodies = {&one, 0, 1};
    size_t indent = SIZE_MAX;
    while (s.len) {
        tn_str body = take_comment(&s);
        if (body.len && count_leading(body, ' ') < indent)
            indent = count_leading(body, ' ');
        tn_vec_push(text->arena, &bodies, body);
    }
    if (bodies.len == 1 &&
        tn_str_find(bodies.data[0], '\n') == bodies.data[0].len)
        return tn_str_from_offset(bodies.data[0],
                                  indent == SIZE_MAX ? 0 : indent);
    tn_writer out;
    tn_writer_init(&out, text->arena);
    for (size_t i = 0; i < bodies.len; i++)
        write_lines(&out, bodies.data[i], indent == SIZE_MAX ? 0 : indent);
    tn_str docs = tn_writer_str(&out);
    while (docs.len && docs.p[docs.len - 1] == '\n')
        docs.len--;
    return docs;
}
