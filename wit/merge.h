/*
 * A graph made of resolved ones: the union of several, or one in which a
 * world is edited. The sources stay as they are and nothing of them is kept:
 * nodes and strings are made anew in the arena of the result.
 *
 * What the result has, it has in views: an interface or world that several
 * sources have is seen in each of them, perhaps in parts. Views must agree in
 * what they have in common; the first one that has a type or function leads,
 * that is, gives it to the result.
 */
#ifndef WIT_MERGE_H
#define WIT_MERGE_H

#include "wit/build.h"

/* A type or function, and the view that leads in it. */
typedef struct merge_member {
    const wit_interface *view;
    tn_str name;
    tn_span span;
    const wit_typedef *type; /* either this */
    const wit_func *func;    /* or this */
} merge_member;

/* An interface of the result. */
typedef struct merge_interface {
    wit_interface_build build;           /* first */
    TN_VEC(const wit_interface *) views; /* the first one leads */
    tn_map members;                      /* canonical name -> merge_member */
    uint32_t index;                      /* in wit_merge.interfaces */
} merge_interface;

/* A world of the result. */
typedef struct merge_world {
    wit_world pub; /* first */
    wit_package_build *package;
    TN_VEC(const wit_world *) views;
} merge_world;

/* What changes on the way; for a single source. */
typedef struct wit_edit {
    enum {
        WIT_EDIT_IMPORTIZE,     /* exports become imports, imports vanish */
        WIT_EDIT_EXPORTIZE,     /* imports become exports, exports vanish */
        WIT_EDIT_MERGE_VERSIONS /* imports that differ in version are one */
    } form;
    const wit_world *world;
    tn_str name;        /* that the world gets; empty: made of its own */
    const tn_str *only; /* EXPORTIZE: the imports that are meant; none: all */
    uint32_t only_count;
} wit_edit;

typedef struct wit_merge {
    wit_build build;
    tenon_context *ctx;
    tn_arena *arena, *scratch;            /* of the result; for the work */
    const wit_edit *edit;                 /* may be NULL */
    TN_VEC(merge_interface *) interfaces; /* those with a name */
    TN_VEC(merge_world *) worlds;
    tn_ptr_map unions; /* interface of a source -> merge_interface; inline
                          ones by the item of the leading view */
    tn_ptr_map types;  /* node of a source -> ours */
    tn_map names;      /* of interfaces and worlds, per package */
    tn_ptr_map lists;  /* items of a world -> their tn_map by name */
    ty_subst same;     /* resources of a view -> those of the leading one */
    /* MERGE_VERSIONS: interface -> the one that stands for it, for those that
     * are in users: interfaces, and the world. */
    tn_ptr_map instead, users;
    wit_resolver resolver; /* for the elaboration of worlds */
    tn_span at;            /* what is copied, for limits */
    bool failed;
} wit_merge;

/*
 * Makes the union of the sources, which are at least one and of one context;
 * the main package is that of the first, or, with an edit, that of the
 * world. Reports and gives false. *held (may be NULL afterwards) is to be
 * freed, also after a failure; scratch may go away.
 */
bool wit_merge_graphs(wit_resolve **held,
                      tn_arena *scratch,
                      const wit_resolve *const *sources,
                      size_t count,
                      const wit_edit *edit) TN_MUST_CHECK;

/* The interface of the result that has this one as a view, or NULL. */
merge_interface *wit_merge_union_of(const wit_merge *m,
                                    const wit_interface *view);
/* The item of a list by its name, or NULL. */
const wit_world_item *wit_merge_find_item(wit_merge *m,
                                          const wit_world_item *items,
                                          uint32_t count,
                                          tn_str name);

/* merge_check.c: what views have in common. Sets failed after reporting. */

/* "record `r`", "function `f`" */
tn_str wit_merge_label(wit_merge *m, const merge_member *member);
/* Does the second say the same as the first? If not, *why says what differs. */
bool wit_merge_agree(wit_merge *m,
                     const merge_member *first,
                     const merge_member *second,
                     tn_str *why) TN_MUST_CHECK;
/* Reports, at the second of two places, and sets failed. */
tn_diag *wit_merge_report(wit_merge *m,
                          tn_span first,
                          tn_span second,
                          tn_str text);
void wit_merge_note_first(const wit_merge *m, tn_diag *diag, tn_span first);
void wit_merge_note_changes(const wit_merge *m, tn_diag *diag, tn_str why);
void wit_merge_check_interface(wit_merge *m, const merge_interface *i);
void wit_merge_check_world(wit_merge *m, const merge_world *world);

/* merge_copy.c */

void wit_merge_copy_interface(wit_merge *m, merge_interface *i);
void wit_merge_copy_world(wit_merge *m, merge_world *world);

/* edit.c */

/* Finds out which interfaces stand for which. */
void wit_edit_find_versions(wit_merge *m);
/* The interface that a type is used from, as the edit wants it, or NULL. */
const wit_interface *wit_edit_used_from(const wit_merge *m,
                                        const void *user,
                                        const ty *type);
/* Is the import left out, since another one stands for it? */
bool wit_edit_drops(const wit_merge *m,
                    const wit_world *world,
                    const wit_world_item *import);
/* Moves the items of the edited world, before it is elaborated. */
void wit_edit_world(wit_merge *m, wit_world_build *b);
/* The name of a world in the result. */
tn_str wit_edit_world_name(wit_merge *m, const wit_world *world);

#endif
