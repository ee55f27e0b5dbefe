/*
 * What resolution knows while it runs. A package is a set of files; a file
 * has names of its own (top-level `use`); an interface or world is a scope of
 * types and functions.
 *
 * After an error the thing concerned is marked as failed, and what depends on
 * it fails without another message.
 */
#ifndef WIT_RESOLVE_H
#define WIT_RESOLVE_H

#include "base/map.h"
#include "base/vec.h"
#include "wit/wit.h"

typedef struct wit_resolver wit_resolver;
typedef struct wit_package_def wit_package_def;
typedef struct wit_item_def wit_item_def;

typedef enum wit_state {
    WIT_PENDING,
    WIT_DONE,
    WIT_FAILED /* an error was reported */
} wit_state;

/*
 * The gates of an item. What is hidden is behind a feature that is not
 * enabled: it is resolved as everything else is, so that its names must mean
 * something, but what is shown cannot refer to it.
 */
typedef struct wit_gate {
    wit_stability stability;
    bool hidden;
} wit_gate;

/* A name in an interface or world. */
typedef struct wit_entry {
    tn_str name;
    tn_span span;
    enum { WIT_ENTRY_USE, WIT_ENTRY_TYPE, WIT_ENTRY_FUNC } form;
    wit_state state;
    bool hidden;
    tn_str feature;         /* that hides it */
    const ast_typedef *def; /* TYPE, while its scope is being resolved */
    const ty *type;         /* USE and TYPE, once DONE */
    bool is_resource;       /* it is one, or a name of one */
    uint32_t names;         /* that stand one behind the other */
} wit_entry;

/* Where types are looked up: an interface, or a world. */
typedef struct wit_scope {
    wit_resolver *resolver;
    wit_package_def *package;
    const struct wit_file_scope *file;
    const void *owner; /* the wit_interface or wit_world */
    tn_map names;      /* -> wit_entry */
    /* Strongly-unique form of a name -> wit_entry; only while resolving. */
    tn_map canonical;
    TN_VEC(wit_typedef) types; /* in order of definition */
    TN_VEC(wit_hidden) hidden_parts;
    tn_str feature; /* that hides all of it; empty: it is shown */
    bool hidden;    /* so is what is resolved at this moment */
    bool failed;
} wit_scope;

typedef struct wit_interface_def {
    wit_interface pub; /* first: a wit_interface is one of these */
    wit_scope scope;
    TN_VEC(const wit_interface *) deps; /* that it takes types from, once */
} wit_interface_def;

/* An interface or world that a package defines. */
struct wit_item_def {
    wit_package_def *package;
    const struct wit_file_scope *file;
    ast_id name;
    const ast_interface *interface_ast; /* either this */
    const ast_world *world_ast;         /* or this */
    wit_state state;
    wit_gate gate;
    uint32_t index; /* in the package */
    wit_interface_def *interface;
    wit_world *world;
};

/* A name in a file: an item of the package, or a top-level `use`. */
typedef struct wit_file_name {
    tn_span span;
    const ast_use *use; /* NULL: defined here */
    wit_item_def *item; /* NULL: not found, reported */
} wit_file_name;

typedef struct wit_file_scope {
    const ast_package *ast;
    tn_map names; /* -> wit_file_name */
} wit_file_scope;

typedef struct wit_package_use {
    wit_package_def *package;
    tn_span span;
} wit_package_use;

struct wit_package_def {
    wit_package pub;
    TN_VEC(wit_file_scope *) files;
    TN_VEC(wit_item_def *) items; /* in source order */
    tn_map by_name;               /* -> wit_item_def */
    tn_map canonical;             /* lower-case name -> wit_item_def */
    TN_VEC(wit_package_use) uses; /* packages that it refers to */
    bool is_root;                 /* the one that was asked for */
    wit_package_def *first;       /* of a duplicate: the one that is used */
    wit_resolver *resolver;
    bool known; /* it is one of options->known */
    bool failed;
};

struct wit_resolver {
    tenon_context *ctx;
    tn_arena *arena;
    ast_bodies *bodies; /* that are still to be resolved */
    tn_arena *scratch;  /* cleared before each interface or world */
    const wit_options *options;
    wit_resolve *out;
    tn_map packages; /* id -> wit_package_def */
    tn_map missing;  /* ids that were asked for and told as missing */
    tn_map seen;     /* names of the members or parameters at hand */
    TN_VEC(wit_package_def *) duplicates;
    size_t errors; /* of the context before this resolution */
    bool failed;   /* only what is right is looked for any more */
    tn_diag_mark told;
    /* What limit.c counts. */
    uint64_t bytes, items;
    uint64_t work; /* parts of worlds: they can multiply */
};

/* True when so much is wrong that going on would help nobody. */
bool wit_gave_up(const wit_resolver *r);
bool wit_has_errors(const wit_resolver *r);

/* limit.c: each counts, and gives false, after reporting, when too many. */

bool wit_admit_text(wit_resolver *r, const wit_file *file) TN_MUST_CHECK;
bool wit_admit_items(wit_resolver *r, const ast_package *file) TN_MUST_CHECK;
/* Parts of worlds. Reports once. */
bool wit_spend(wit_resolver *r, uint64_t work, tn_span span) TN_MUST_CHECK;

/* suggest.c */

/* The name of a map that is closest to one that is not in it, or empty. */
tn_str wit_closest(const tn_map *map, tn_str name);
void wit_suggest(wit_resolver *r,
                 tn_diag *diag,
                 const tn_map *map,
                 tn_str name);
/* The same of a type, which may be called otherwise elsewhere. */
void wit_suggest_type(wit_scope *scope, tn_diag *diag, tn_str name);

/* Known packages have no syntax tree. */
static inline bool wit_is_world(const wit_item_def *item) {
    return item->world_ast || item->world;
}

/* adopt.c */

/* Lets texts find the packages of options->known. */
void wit_adopt_known(wit_resolver *r);

/* names.c */

tn_str wit_package_id(tn_arena *arena, tn_str ns, tn_str name, tn_str version);
/* "ns:pkg/name@version" of an interface or world. */
tn_str wit_item_id(tn_arena *arena, const wit_package *package, tn_str name);
/* The same of a path to another package. */
tn_str wit_path_id(tn_arena *arena, const ast_path *path);
/* The package of a path; reports and gives NULL. */
wit_package_def *wit_find_package(wit_resolver *r, const ast_path *path);
/* The interface or world that a path means; reports and gives NULL. */
wit_item_def *wit_find_item(wit_resolver *r,
                            const wit_package_def *package,
                            const wit_file_scope *file,
                            const ast_path *path);
/*
 * The same, resolved, of the kind, as a scope sees it; false also when it
 * failed before. What is hidden may lack what it takes from other packages:
 * then *out is NULL.
 */
bool wit_find_interface(const wit_scope *scope,
                        const ast_path *path,
                        wit_interface_def **out) TN_MUST_CHECK;
bool wit_find_world(const wit_scope *scope,
                    const ast_path *path,
                    wit_world **out) TN_MUST_CHECK;

/* gate.c: WIT.md, "Feature Gates" */

/* Reads an item's gates; span: the item's name. What is wrong with them is
 * reported, and says nothing against the item. */
wit_gate wit_check_gates(wit_resolver *r,
                         const wit_package_def *package,
                         const ast_attrs *attrs,
                         tn_span span);
/*
 * WIT.md, "Rules for feature gate usage": what stands in something that is
 * hidden by a feature must be hidden itself. False after reporting.
 */
bool wit_check_contained(wit_resolver *r,
                         const wit_gate *gate,
                         tn_str feature,
                         const ast_id *name) TN_MUST_CHECK;
/* What the gates say, without a look at whether they may. */
wit_stability wit_stability_of(const ast_attrs *attrs);
tn_str wit_external_id(const ast_attrs *attrs);
/* Gates of a thing that is met again are those of either; false, and nothing
 * changes, when both have some and they differ. */
bool wit_take_gates(wit_stability *into,
                    const wit_stability *from) TN_MUST_CHECK;

/* order.c */

/* from cannot be defined before to. */
typedef struct wit_edge {
    uint32_t from, to;
    tn_span span; /* where from mentions to */
} wit_edge;

/*
 * Sorts 0..count-1 so that what others depend on comes first, and otherwise
 * keeps their order. Gives how many could be placed; with fewer than count,
 * *cycle is an edge of a cycle.
 */
uint32_t wit_toposort(tn_arena *arena,
                      uint32_t count,
                      const wit_edge *edges,
                      size_t edge_count,
                      uint32_t *order,
                      const wit_edge **cycle);

/*
 * Another such order: what each depends on stands directly before it, in the
 * order of the edges, unless it was placed earlier. The walk begins with 0, 1,
 * and so on, and with last, if that is one of them, at the end. Gives an edge
 * of a cycle, or NULL.
 */
const wit_edge *wit_order_depth_first(tn_arena *arena,
                                      uint32_t count,
                                      const wit_edge *edges,
                                      size_t edge_count,
                                      uint32_t last,
                                      uint32_t *order);

/* resolve_type.c */

void wit_scope_init(wit_scope *scope,
                    wit_resolver *r,
                    wit_package_def *package,
                    const wit_file_scope *file,
                    const void *owner,
                    const wit_gate *gate);
/* Reports a second definition of a name and gives NULL. */
wit_entry *wit_define(wit_scope *scope, tn_str name, tn_span span);
/* Names in `[method]r.m` form; false after reporting. */
bool wit_define_member(wit_scope *scope,
                       tn_str name,
                       tn_span span) TN_MUST_CHECK;
/* A value type; NULL after an error. */
const ty *wit_resolve_type(wit_scope *scope, const ast_type *type);
/* Defines the `use`s and types among items. */
void wit_resolve_types(wit_scope *scope, const ast_item *items, uint32_t count);

/* resolve_func.c */

/* A function with its gates; resource: of methods, static functions and
 * constructors. False after reporting. */
bool wit_gated_func(wit_scope *scope,
                    const ast_func *func,
                    const wit_entry *resource,
                    wit_func *out,
                    bool *hidden) TN_MUST_CHECK;
/* The name as in the binary: "[method]r.m". */
tn_str wit_func_name(tn_arena *arena, const ast_func *func, tn_str resource);

/* resolve_interface.c */

void wit_resolve_interface(wit_interface_def *def,
                           const ast_item *items,
                           uint32_t count);
/* Makes the type of an interface whose types and functions are known. */
void wit_finish_interface(wit_interface_def *def, tn_arena *arena);
wit_interface_def *wit_new_interface(wit_resolver *r,
                                     wit_package_def *package,
                                     const wit_file_scope *file,
                                     ast_id name,
                                     const ast_attrs *attrs,
                                     const wit_gate *gate);

static inline const wit_interface_def *wit_def_of(const wit_interface *i) {
    return (const wit_interface_def *)(const void *)i;
}

/* The interface that a type was taken from by `use`, or NULL. */
const wit_interface *wit_used_from(const ty *type);

/* resolve_package.c */

/* The scopes of its files, without looking into other packages. */
void wit_declare_package(wit_resolver *r, wit_package_def *package);
void wit_resolve_package(wit_resolver *r, wit_package_def *package);

/* world.c, include.c, elaborate.c */

/* Imports or exports under construction: a name can come once. */
typedef struct wit_item_list {
    TN_VEC(wit_world_item) items;
    tn_map by_name; /* extern name -> index + 1 */
} wit_item_list;

typedef struct wit_world_build {
    wit_resolver *resolver;
    wit_item_def *item;
    wit_world *world;
    wit_scope scope;
    wit_item_list imports, exports; /* with what is hidden, at first */
    TN_VEC(wit_world_item) hidden;
    TN_VEC(wit_included) included;
    uint32_t includes; /* met so far */
    bool failed;
} wit_world_build;

void wit_resolve_world(wit_item_def *item);
/* The item of that name, or NULL. */
wit_world_item *wit_list_find(const wit_item_list *list, tn_str name);
void wit_list_init(wit_item_list *list, tn_arena *arena);
void wit_list_add(wit_item_list *list,
                  tn_arena *arena,
                  const wit_world_item *item);
/* Gives a world what was collected for it. */
void wit_keep_items(tn_arena *arena,
                    wit_world *world,
                    const wit_item_list *imports,
                    const wit_item_list *exports);
void wit_include_world(wit_world_build *build, const ast_include *include);
/* Are the names of its imports and of its exports unlike one another? */
void wit_check_item_names(wit_world_build *build);
/* Adds what is implied, sorts, and completes the world, also its type; or
 * sets failed, after reporting. */
void wit_elaborate_world(wit_world_build *build);
const ty_component *wit_world_type(tn_arena *arena, const wit_world *world);
/* What that type copies: interfaces with resources of their own. */
uint64_t wit_world_type_parts(const wit_world *world);

/* duplicate.c */

/* Another definition of a package: reports, or notes what must be compared. */
void wit_add_duplicate(wit_resolver *r,
                       wit_package_def *first,
                       wit_package_def *second);
/* Compares those once all packages are resolved. */
void wit_check_duplicates(wit_resolver *r);

/* group.c */

/* An empty one; unwinds when memory is out. */
wit_resolve *wit_resolve_new(tenon_context *ctx);

#endif
