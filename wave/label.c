/* Names of fields, cases and flags, and what may have been meant. */
#include "wave/parse.h"

enum {
    LONGEST_COMPARED = 40, /* labels that suggestions are made for */
    MOST_COMPARED = 1000,
    MOST_LISTED = 8
};

/* Levenshtein distance of labels of at most LONGEST_COMPARED bytes. */
static size_t distance(tn_str a, tn_str b) {
    size_t row[LONGEST_COMPARED + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 0; i < a.len; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.len; j++) {
            size_t best = corner + (a.p[i] != b.p[j]);
            corner = row[j + 1];
            if (corner + 1 < best)
                best = corner + 1;
            if (row[j] + 1 < best)
                best = row[j] + 1;
            row[j + 1] = best;
        }
    }
    return row[b.len];
}

/* The label nearest to a wrong one, if it is near. */
static bool suggest(const ty *type, tn_str wrong, tn_str *out) {
    size_t best = wrong.len / 3 + 1; /* as many letters may be wrong */
    bool found = false;
    if (wrong.len > LONGEST_COMPARED)
        return false;
    for (uint32_t i = 0; i < type->u.fields.len && i < MOST_COMPARED; i++) {
        tn_str name = type->u.fields.data[i].name;
        if (name.len > LONGEST_COMPARED)
            continue;
        size_t d = distance(wrong, name);
        if (d < best + !found) {
            best = d;
            *out = name;
            found = true;
        }
    }
    return found;
}

static void list_labels(wave_parser *p,
                        tn_diag *diag,
                        const ty *type,
                        const char *what) {
    tn_writer names;
    tn_writer_init(&names, p->arena);
    uint32_t len = type->u.fields.len;
    for (uint32_t i = 0; i < len && i < MOST_LISTED; i++) {
        tn_str name = type->u.fields.data[i].name;
        tn_write_printf(&names, "%s`%.*s`", i > 0 ? ", " : "",
                        TN_STR_ARG(name));
    }
    tn_help(p->lex.ctx, diag, "the %ss are %.*s%s", what,
            TN_STR_ARG(tn_writer_str(&names)),
            len > MOST_LISTED ? ", ..." : "");
}

bool wave_find_label(wave_parser *p,
                     const ty *type,
                     const char *what,
                     tn_str label,
                     uint32_t hint,
                     uint32_t *out) {
    uint32_t len = type->u.fields.len;
    for (uint32_t i = 0; i < len; i++) {
        uint32_t at = hint + i < len ? hint + i : hint + i - len;
        if (tn_str_eq(type->u.fields.data[at].name, label)) {
            *out = at;
            return true;
        }
    }
    tn_str nearest;
    tn_diag *diag =
        tn_error(p->lex.ctx, DIAG_WAVE_TYPE, wave_token_span(&p->lex),
                 "unknown %s `%.*s`", what, TN_STR_ARG(label));
    if (suggest(type, label, &nearest))
        tn_help(p->lex.ctx, diag, "did you mean `%.*s`?", TN_STR_ARG(nearest));
    else
        list_labels(p, diag, type, what);
    return false;
}
