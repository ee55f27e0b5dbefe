/*
 * Another layout of a text that means the same: between two tokens there may
 * be any white space, or a comment. Documentation and strings stay.
 */
#include <string.h>

#include "tests/wit/gen_state.h"

typedef struct layout {
    wit_gen *g;
    const char *p, *end;
    gen_text *out;
    unsigned often; /* something stands in one of that many places */
    bool crlf;
} layout;

static void copy(layout *l, const char *to) {
    for (; l->p < to; l->p++) {
        if (*l->p == '\n' && l->crlf)
            gen_append(l->out, "\r", 1);
        gen_append(l->out, l->p, 1);
    }
}

static void put_gap(layout *l, bool needed) {
    static const char *const gaps[] = {" ",
                                       "\t",
                                       "\n",
                                       "\n\n\n",
                                       " /* c */ ",
                                       "/* a /* b */ \u00e9\u65e5 // */",
                                       " // \U0001f980 }{ \" /*\n",
                                       "  \t \n\t"};
    bool odd = gen_chance(l->g, l->often);
    const char *gap = odd ? gaps[gen_pick(l->g, 8)] : needed ? " " : "";
    for (; *gap; gap++) {
        if (*gap == '\n' && l->crlf)
            gen_append(l->out, "\r", 1);
        gen_append(l->out, gap, 1);
    }
}

static const char *find_end(const layout *l, const char *mark) {
    const char *end = strstr(l->p, mark);
    return end ? end + strlen(mark) : l->end;
}

/* A comment or a string, as it is; false when there is none. */
static bool copy_whole(layout *l) {
    if (strncmp(l->p, "//", 2) == 0) {
        copy(l, find_end(l, "\n"));
    } else if (strncmp(l->p, "/*", 2) == 0) {
        copy(l, find_end(l, "*/"));
    } else if (*l->p == '"') {
        const char *p = l->p + 1;
        while (*p != '"')
            p += *p == '\\' ? 2 : 1;
        copy(l, p + 1);
    } else {
        return false;
    }
    return true;
}

void gen_odd_layout(wit_gen *g, gen_file *file) {
    gen_append(&file->head, "", 1); /* ends it for strstr */
    layout l = {.g = g, .p = file->head.data, .out = &file->odd};
    l.end = l.p + --file->head.len;
    l.crlf = gen_chance(g, 3);
    l.often = 3 + 4 * gen_pick(g, 4);
    if (gen_chance(g, 6))
        gen_append(l.out, "\xef\xbb\xbf", 3);
    while (l.p < l.end) {
        if (copy_whole(&l))
            continue;
        bool blank = strchr(" \n", *l.p), sign = strchr("{}(),;<=>", *l.p);
        bool arrow = *l.p == '>' && l.p[-1] == '-';
        if (blank) {
            while (l.p < l.end && strchr(" \n", *l.p))
                l.p++;
            put_gap(&l, true);
            continue;
        }
        if (sign && !arrow)
            put_gap(&l, false);
        copy(&l, l.p + 1);
        if (sign)
            put_gap(&l, false);
    }
}
