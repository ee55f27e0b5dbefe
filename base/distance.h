/* How far two words are from each other: what "did you mean" is made of. */
#ifndef TN_DISTANCE_H
#define TN_DISTANCE_H

#include "base/base.h"

/* Longer words are not compared: nobody mistypes them. */
enum { TN_MAX_DISTANCE_WORD = 48 };

/* How many letters must be changed, put in or left out, or two neighbours
 * exchanged; SIZE_MAX when a word is too long. */
size_t tn_distance(tn_str a, tn_str b);

/*
 * The closest word to a name, offered one after the other. Start with
 * tn_closest_to(name); best is empty while nothing was close enough.
 */
typedef struct tn_closest {
    tn_str name, best;
    size_t least;
} tn_closest;

tn_closest tn_closest_to(tn_str name);
void tn_closest_offer(tn_closest *c, tn_str word);

#endif
