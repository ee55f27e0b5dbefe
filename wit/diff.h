/*
 * Differences between two versions of packages: what the comparing files
 * share. Definitions are matched by name within their interface or world, and
 * a type that is mentioned by name is compared by that name: what is behind
 * it is compared where it is defined, once.
 */
#ifndef WIT_DIFF_H
#define WIT_DIFF_H

#include "tenon/wit_diff.h"

#include "base/map.h"
#include "base/vec.h"
#include "parser/member.h"
#include "wit/wit.h"

/* How much a change weighs, whatever the version number makes of it. */
typedef enum wit_weight {
    WIT_DIFF_NONE,  /* nobody could tell: documentation */
    WIT_DIFF_PATCH, /* nobody has to do anything */
    WIT_DIFF_ADDS,  /* those who use it go on as before */
    WIT_DIFF_BREAKS /* they do not */
} wit_weight;

/* An interface or a world, for what is the same with both. */
typedef struct wit_part {
    bool is_world;
    tn_str name, docs;
    tn_span span;
    wit_stability stability;
    const wit_interface *interface;
    const wit_world *world;
} wit_part;

typedef struct wit_part_list {
    TN_VEC(wit_part) parts;
    tn_map by_name; /* names of interfaces and worlds differ; index + 1 */
} wit_part_list;

/* Two versions of a package; one of them is NULL where it came or went. */
typedef struct wit_diff_pair {
    const wit_package *before, *after;
    bool is_input; /* the main packages, or packages nested in their files */
    wit_part_list old_parts, new_parts;
} wit_diff_pair;

typedef struct wit_diff {
    tn_arena *arena; /* of the result: texts stand in it */
    tn_arena *scratch;
    TN_VEC(wit_diff_pair) pairs;
    tn_ptr_map pair_of; /* package of either side -> index of its pair + 1 */
    size_t pair;        /* that is compared */
    TN_VEC(tenon_wit_change) changes; /* step: a wit_weight, until the end */
    const char *where;
    tn_span old_span, new_span;    /* of the item that is compared */
    tn_str old_member, new_member; /* of that item; empty: it as a whole */
    ast_members members;
    unsigned callers, implementers; /* of what is compared: who they are */
    wit_weight weight_of_addition;
    bool is_unstable;   /* it was behind a feature: nobody relies on it */
    bool worlds_only;   /* of interfaces, what the worlds have in common */
    tn_map same;        /* pairs of type nodes that were found equal */
    tn_ptr_map origins; /* type node that is used -> its definition */
} wit_diff;

/* What a definition has beside its type. */
typedef struct wit_diff_attrs {
    const wit_stability *stability;
    tn_str docs, external_id;
} wit_diff_attrs;

void wit_diff_add(wit_diff *d,
                  tenon_wit_change_kind kind,
                  unsigned breaks,
                  wit_weight weight,
                  tn_str text);
/* Something that breaks both sides. */
void wit_diff_break(wit_diff *d, tenon_wit_change_kind kind, tn_str text);
/* Docs, gates and external id of what label names. */
void wit_diff_compare_attrs(wit_diff *d,
                            tn_str label,
                            const wit_diff_attrs *before,
                            const wit_diff_attrs *after);
/* Documentation alone, of fields and such. */
void wit_diff_docs(wit_diff *d, tn_str label, tn_str before, tn_str after);
/* "label was added", which concerns who provides it, and the reverse. */
void wit_diff_added(wit_diff *d, tn_str label, const wit_stability *gates);
void wit_diff_removed(wit_diff *d, tn_str label, const wit_stability *gates);
/* None, or the compatibility of the two versions of one interface. */
bool wit_diff_same_track(tn_str before, tn_str after);

/* Remembers what is compared from now on; the old values, to put back. */
typedef struct wit_diff_state {
    tn_span old_span, new_span;
    bool is_unstable;
} wit_diff_state;
wit_diff_state wit_diff_enter(wit_diff *d,
                              tn_span old_span,
                              tn_span new_span,
                              const wit_stability *gates);
void wit_diff_leave(wit_diff *d, wit_diff_state state);

/* diff_package.c */

/* arena is for the changes that are told, scratch for the work. */
void wit_diff_init(wit_diff *d,
                   tenon_context *ctx,
                   tn_arena *arena,
                   tn_arena *scratch);
/* Two packages are versions of one another. Before others are told. */
void wit_diff_add_pair(wit_diff *d,
                       const wit_package *before,
                       const wit_package *after,
                       bool is_input);
/* The main packages, those nested in the files, and, with_deps, all. */
void wit_diff_find_pairs(wit_diff *d,
                         const tenon_wit *before,
                         const tenon_wit *after,
                         bool with_deps);
/* Compares all pairs. */
void wit_diff_packages(wit_diff *d);
/* Compares two worlds alone; their packages are the first pair. */
void wit_diff_two_worlds(wit_diff *d,
                         const wit_world *before,
                         const wit_world *after);
/* The pair that a package is of, or NULL. */
const wit_diff_pair *wit_diff_pair_of(const wit_diff *d,
                                      const wit_package *package);
/* Are they two versions of one package that is compared? */
bool wit_diff_are_partners(const wit_diff *d,
                           const wit_package *before,
                           const wit_package *after);
/* The new version of an interface, or NULL. */
const wit_interface *wit_diff_new_version(const wit_diff *d,
                                          const wit_interface *before);

/* diff_interface.c */

void wit_diff_interface(wit_diff *d,
                        const wit_interface *before,
                        const wit_interface *after);

/* diff_world.c */

void wit_diff_world(wit_diff *d,
                    const wit_world *before,
                    const wit_world *after);

/* diff_type.c */

/* "record `person`", "method `m` of resource `r`" */
tn_str wit_diff_type_label(wit_diff *d, const wit_typedef *def);
tn_str wit_diff_func_label(wit_diff *d, tn_str name);
void wit_diff_typedef(wit_diff *d,
                      const wit_typedef *before,
                      const wit_typedef *after);
void wit_diff_func(wit_diff *d, const wit_func *before, const wit_func *after);

#endif
