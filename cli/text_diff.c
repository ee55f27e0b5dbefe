/*
 * Differences between two texts: what they begin and end with alike is left
 * out, and the shortest script of edits for the rest is found by Myers'
 * algorithm, as long as that is not too long: then the rest is replaced whole.
 */
#include "cli/text_diff.h"

#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 3, MAX_EDITS = 1000 };

typedef struct lines {
    cli_text *data;
    size_t len;
} lines;

typedef struct comparison {
    lines a, b;
    bool *removed, *added; /* by line of a, of b */
} comparison;

static bool split(lines *out, cli_text text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.p[i] == '\n';
    out->data = calloc(count + 1, sizeof *out->data);
    out->len = 0;
    while (out->data && text.len) {
        const char *end = memchr(text.p, '\n', text.len);
        size_t len = end ? (size_t)(end - text.p) + 1 : text.len;
        out->data[out->len++] = (cli_text){text.p, len};
        text.p += len;
        text.len -= len;
    }
    return out->data != NULL;
}

static bool is_same(const comparison *c, size_t i, size_t j) {
    const cli_text *a = &c->a.data[i], *b = &c->b.data[j];
    return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

/* The part of both texts that is compared. */
typedef struct window {
    size_t a, b;    /* where it begins */
    long n, m;      /* lines in it */
    long *furthest; /* a line of a, by diagonal + MAX_EDITS + 1 */
    long *trace;    /* what furthest was, before each number of edits */
    const comparison *c;
} window;

enum { WIDTH = 2 * MAX_EDITS + 3 };

static bool steps_down(const window *w, long k, long edits) {
    const long *v = w->furthest + MAX_EDITS + 1;
    return k == -edits || (k != edits && v[k - 1] < v[k + 1]);
}

/* The number of edits from one to the other, or -1 when there are too many. */
static long count_edits(window *w) {
    long *v = w->furthest + MAX_EDITS + 1;
    for (long d = 0; d <= MAX_EDITS; d++) {
        memcpy(w->trace + d * WIDTH, w->furthest, WIDTH * sizeof *w->trace);
        for (long k = -d; k <= d; k += 2) {
            long x = steps_down(w, k, d) ? v[k + 1] : v[k - 1] + 1;
            while (x < w->n && x - k < w->m && x - k >= 0 &&
                   is_same(w->c, w->a + (size_t)x, w->b + (size_t)(x - k)))
                x++;
            v[k] = x;
            if (x >= w->n && x - k >= w->m)
                return d;
        }
    }
    return -1;
}

/* Walks back along the edits and marks the lines that they touch. */
static void mark_edits(window *w, comparison *c, long edits) {
    long x = w->n, y = w->m;
    for (long d = edits; d > 0; d--) {
        memcpy(w->furthest, w->trace + d * WIDTH, WIDTH * sizeof *w->trace);
        const long *v = w->furthest + MAX_EDITS + 1;
        long k = x - y;
        bool down = steps_down(w, k, d);
        long from = down ? k + 1 : k - 1;
        x = v[from];
        y = x - from;
        if (down)
            c->added[w->b + (size_t)y] = true;
        else
            c->removed[w->a + (size_t)x] = true;
    }
}

static bool compare_window(window *w, comparison *c) {
    w->furthest = calloc(WIDTH, sizeof *w->furthest);
    w->trace = calloc((size_t)(MAX_EDITS + 1) * WIDTH, sizeof *w->trace);
    bool ok = w->furthest && w->trace;
    long edits = ok ? count_edits(w) : 0;
    if (ok && edits >= 0) {
        mark_edits(w, c, edits);
    } else if (ok) {
        memset(c->removed + w->a, true, (size_t)w->n);
        memset(c->added + w->b, true, (size_t)w->m);
    }
    free(w->furthest);
    free(w->trace);
    return ok;
}

static bool compare(comparison *c) {
    size_t from = 0, a = c->a.len, b = c->b.len;
    while (from < a && from < b && is_same(c, from, from))
        from++;
    while (a > from && b > from && is_same(c, a - 1, b - 1))
        a--, b--;
    window w = {.a = from, .b = from, .c = c};
    w.n = (long)(a - from);
    w.m = (long)(b - from);
    return compare_window(&w, c);
}

/* Writing */

static void put_line(FILE *out, char sign, cli_text line) {
    fputc(sign, out);
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.p[i];
        bool is_safe = c >= 0x20 || c == '\t' || c == '\n';
        fputc(is_safe && c != 0x7f ? c : '?', out);
    }
    if (line.len == 0 || line.p[line.len - 1] != '\n')
        fputs("\n\\ No newline at end of file\n", out);
}

/* The lines of a hunk: [a, a_end) and [b, b_end). */
typedef struct hunk {
    size_t a, a_end, b, b_end;
} hunk;

/* Grows a hunk until CONTEXT * 2 lines are alike behind it. */
static void extend(const comparison *c, hunk *h) {
    size_t i = h->a_end, j = h->b_end, alike = 0;
    while ((i < c->a.len || j < c->b.len) && alike <= 2 * CONTEXT) {
        bool gone = i < c->a.len && c->removed[i];
        bool come = j < c->b.len && c->added[j];
        i += gone || !come;
        j += !gone;
        alike = gone || come ? 0 : alike + 1;
        if (!alike) {
            h->a_end = i;
            h->b_end = j;
        }
    }
    for (int k = 0; k < CONTEXT && h->a_end < c->a.len; k++)
        h->a_end++, h->b_end++;
}

static void put_hunk(FILE *out, const comparison *c, const hunk *h) {
    fprintf(out, "@@ -%zu,%zu +%zu,%zu @@\n", h->a + (h->a_end > h->a),
            h->a_end - h->a, h->b + (h->b_end > h->b), h->b_end - h->b);
    size_t i = h->a, j = h->b;
    while (i < h->a_end || j < h->b_end) {
        if (i < h->a_end && c->removed[i]) {
            put_line(out, '-', c->a.data[i++]);
        } else if (j < h->b_end && c->added[j]) {
            put_line(out, '+', c->b.data[j++]);
        } else {
            put_line(out, ' ', c->a.data[i++]);
            j++;
        }
    }
}

static void put_hunks(FILE *out, const comparison *c) {
    size_t i = 0, j = 0;
    while (i < c->a.len || j < c->b.len) {
        bool gone = i < c->a.len && c->removed[i];
        bool come = j < c->b.len && c->added[j];
        if (!gone && !come) {
            i++, j++;
            continue;
        }
        size_t before = i < CONTEXT ? i : CONTEXT;
        hunk h = {i - before, i, j - before, j};
        extend(c, &h);
        put_hunk(out, c, &h);
        i = h.a_end;
        j = h.b_end;
    }
}

bool cli_print_text_diff(FILE *out,
                         const char *path,
                         cli_text before,
                         cli_text after) {
    comparison c = {0};
    bool ok = split(&c.a, before) && split(&c.b, after);
    if (ok) {
        c.removed = calloc(c.a.len + 1, 1);
        c.added = calloc(c.b.len + 1, 1);
        ok = c.removed && c.added && compare(&c);
    }
    if (ok) {
        fprintf(out, "--- %s\n+++ %s (formatted)\n", path, path);
        put_hunks(out, &c);
    }
    free(c.a.data);
    free(c.b.data);
    free(c.removed);
    free(c.added);
    return ok;
}
