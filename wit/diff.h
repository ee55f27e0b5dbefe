/*
 * Differences between two versions of a package: what the comparing files
 * share. Definitions are matched by name within their interface or world, and
 * a type that is mentioned by name is compared by that name: what is behind
 * it is compared where it is defined, once.
 */
#ifndef WIT_DIFF_H
#define WIT_DIFF_H

#include "tenon/wit_diff.h"

#include "base/map.h"
#include "base/vec.h"
#include "wit/wit.h"

/* How much a change weighs, whatever the version number makes of it. */
typedef enum wit_weight {
    WIT_DIFF_DOCS,  /* nobody has to do anything */
    WIT_DIFF_ADDS,  /* those who use it go on as before */
    WIT_DIFF_BREAKS /* they do not */
} wit_weight;

typedef struct wit_diff {
    tn_arena *arena; /* of the result: texts stand in it */
    tn_arena *scratch;
    const wit_package *before, *after;
    TN_VEC(tenon_wit_change) changes; /* step: a wit_weight, until the end */
    const char *where;
    unsigned callers, implementers; /* of what is compared: who they are */
    wit_weight weight_of_addition;
    tn_map same; /* pairs of type nodes that were found equal */
} wit_diff;

void wit_diff_packages(wit_diff *d);

void wit_diff_add(wit_diff *d,
                  tenon_wit_change_kind kind,
                  unsigned breaks,
                  wit_weight weight,
                  tn_str text);
/* Something that breaks both sides. */
void wit_diff_break(wit_diff *d, tenon_wit_change_kind kind, tn_str text);
/* Docs, gates and external id of what label names. */
void wit_diff_attrs(wit_diff *d,
                    tn_str label,
                    const wit_stability *before,
                    const wit_stability *after,
                    bool same_docs);
/* 0: none; else the compatibility of the two versions of one interface. */
bool wit_diff_same_track(tn_str before, tn_str after);

/* diff_type.c */

/* "record `person`", "method `m` of resource `r`" */
tn_str wit_diff_type_label(wit_diff *d, const wit_typedef *def);
tn_str wit_diff_func_label(wit_diff *d, tn_str name);
void wit_diff_typedef(wit_diff *d,
                      const wit_typedef *before,
                      const wit_typedef *after);
void wit_diff_func(wit_diff *d, const wit_func *before, const wit_func *after);

#endif
