/* The distance of Damerau and Levenshtein, for words that are short. */
#include "base/distance.h"

static size_t min(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t tn_distance(tn_str a, tn_str b) {
    enum { ROOM = TN_MAX_DISTANCE_WORD + 1 };
    size_t rows[3][ROOM]; /* the one before the last, the last, the new one */
    if (a.len >= ROOM || b.len >= ROOM)
        return SIZE_MAX;
    size_t *older = rows[0], *old = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        old[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.p[i - 1], y = b.p[j - 1];
            row[j] = min(old[j - 1] + (x != y), min(old[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && x == b.p[j - 2] && y == a.p[i - 2])
                row[j] = min(row[j], older[j - 2] + 1);
        }
        size_t *spare = older;
        older = old;
        old = row;
        row = spare;
    }
    return old[b.len];
}

tn_closest tn_closest_to(tn_str name) {
    return (tn_closest){name, {0}, name.len < 6 ? 1 : name.len / 3};
}

void tn_closest_offer(tn_closest *c, tn_str word) {
    size_t steps = tn_distance(c->name, word);
    /* What shares no letter is no mistyped form of it. */
    if (steps >= word.len || steps >= c->name.len)
        return;
    if (steps < c->least || (steps == c->least && !c->best.len)) {
        c->least = steps;
        c->best = word;
    }
}
