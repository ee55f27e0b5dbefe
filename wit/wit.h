/*
 * WIT with its meaning resolved: packages, interfaces and worlds over the
 * shared type graph (types/types.h). Everything lives in the arena of a
 * wit_resolve.
 */
#ifndef WIT_H
#define WIT_H

#include "tenon/wit_package.h"

#include "parser/ast.h"
#include "types/name.h"
#include "types/types.h"

/* The handles of tenon/wit_walk.h are these structures. */
typedef struct tenon_wit wit_resolve;
typedef struct tenon_wit_package wit_package;
typedef struct tenon_wit_interface wit_interface;
typedef struct tenon_wit_world wit_world;
typedef struct tenon_wit_item wit_world_item;
typedef struct tenon_wit_typedef wit_typedef;
typedef struct tenon_wit_func wit_func;

/* @since, @unstable, @deprecated of an item; parts may be empty. */
typedef struct wit_stability {
    tn_str since, feature, deprecated;
} wit_stability;

struct tenon_wit_typedef {
    tn_str name;
    const ty *type; /* TY_NAMED with owner, or TY_RESOURCE */
    tn_str docs;
    wit_stability stability;
    tn_span span;
    tn_str external_id; /* p is NULL when there is none: "" is one, too */
};

struct tenon_wit_func {
    tn_str name; /* as in the binary: "[method]r.m", "f" */
    const ty_func *type;
    tn_str docs;
    wit_stability stability;
    tn_str external_id;
    tn_span span;
};

/*
 * What is behind a feature that is not enabled. It must make sense, but is no
 * part of what was resolved; only the numbers in JSON depend on it. Of its
 * members one is set: it stands before number `at` of what is shown of that
 * kind (of functions, in an interface; worlds have them by span).
 */
typedef struct wit_hidden {
    uint32_t at;
    const ty *type;
    const wit_func *func;
    const wit_interface *interface;
    const wit_world *world;
} wit_hidden;

/*
 * What a type belongs to. Interfaces and worlds begin with it: the owner that
 * a type knows is either.
 */
typedef enum wit_owner { WIT_OWNER_INTERFACE, WIT_OWNER_WORLD } wit_owner;

struct tenon_wit_interface {
    wit_owner owner; /* first: WIT_OWNER_INTERFACE */
    wit_package *package;
    tn_str name; /* empty: inline in a world */
    tn_str id;   /* "ns:pkg/name@version", and a NUL; empty when inline */
    tn_str docs;
    wit_stability stability;
    /* In order of definition (what others need comes first), used ones too. */
    const wit_typedef *types;
    uint32_t type_count;
    const wit_func *funcs;
    uint32_t func_count;
    const wit_hidden *hidden; /* types, then functions */
    uint32_t hidden_count;
    tn_span span;
    /* The same as a type: exports are its types, then its functions; owner is
     * this interface. */
    const ty_instance *type;
};

/* One import or export of a world. */
struct tenon_wit_item {
    tn_str name; /* extern name: "a:b/c@1.0.0", "run"; or the type's name */
    enum { WIT_ITEM_INTERFACE, WIT_ITEM_FUNC, WIT_ITEM_TYPE } form;
    const wit_interface *interface;
    union {
        wit_func func;
        wit_typedef type; /* imports only: types used or defined in the world */
    };
    tn_str implements; /* interface id, for `import name: a:b/c;` */
    tn_str external_id;
    tn_str docs;
    wit_stability stability;
    bool hidden;  /* while the world is made: it will be taken out */
    bool implied; /* an interface that is only imported for its types */
    /* What `include` made it from, and which include that was, from 1; NULL
     * and 0 for the world's own items and for what is implied. */
    const wit_world_item *included;
    uint32_t include;
    tn_span span;
};

/* A world that another one includes. */
typedef struct wit_included {
    const wit_world *world;
    tn_span span;
} wit_included;

struct tenon_wit_world {
    wit_owner owner; /* first: WIT_OWNER_WORLD */
    wit_package *package;
    tn_str name, id; /* as of interfaces */
    tn_str docs;
    wit_stability stability;
    const wit_world_item *imports, *exports;
    uint32_t import_count, export_count;
    const wit_included *included; /* in source order; of texts only */
    uint32_t included_count;
    const wit_hidden *hidden; /* types */
    uint32_t hidden_count;
    const wit_world_item *hidden_items; /* functions and inline interfaces */
    uint32_t hidden_item_count;
    tn_span span;
    const ty_component *type; /* the same as a component type */
};

struct tenon_wit_package {
    wit_resolve *resolve;
    tn_str ns, name, version; /* version may be empty */
    tn_str id;                /* "ns:name@version", and a NUL */
    tn_str docs;
    wit_interface *const *interfaces; /* each after those that it needs */
    wit_interface *const *printed;    /* the same as a text has them, or NULL */
    uint32_t interface_count;
    wit_world *const *worlds;
    uint32_t world_count;
    const wit_hidden *hidden; /* interfaces, then worlds */
    uint32_t hidden_count;
    tn_span span;
    bool is_nested; /* in the files of the main package */
};

/* What a binary holds, in the order in which it mentions each first; its
 * unnamed types are nodes of this list as often as it defines them. */
typedef struct wit_mentions {
    const wit_interface *const *interfaces;
    const ty *const *types;
    uint32_t interface_count, type_count;
} wit_mentions;

struct tenon_wit {
    tenon_context *ctx;
    tn_arena arena;
    wit_package *const *packages; /* dependencies first */
    uint32_t package_count;
    wit_package *main;  /* of the file or directory that was loaded */
    bool partial;       /* what had errors is missing */
    wit_resolve *needs; /* of what is partial: the binaries that it is about,
                           which go with it; NULL: none */
    tn_span empty; /* a record or flags without members; hi 0: there is none */
    wit_mentions mentions; /* of what was decoded; else empty */
};

/*
 * Makes the graph of a file that is no WIT text (this layer knows no
 * binaries). package_only: it is to be a package in binary form. Reports and
 * gives false; unwinds when memory is out.
 */
typedef bool (*wit_decode_fn)(wit_resolve **out,
                              tenon_context *ctx,
                              tn_str path,
                              tn_str bytes,
                              bool package_only);

typedef struct wit_options {
    const tn_str *features; /* enabled @unstable features */
    uint32_t feature_count;
    bool all_features;
    bool partial; /* what is right of WIT with errors is wanted, too */
    /* What stands for a file: as tenon_wit_options has it. May be NULL. */
    bool (*read)(void *user, const char *path, tenon_str *text);
    void *read_user;
    wit_decode_fn decode;     /* NULL: only texts are read */
    const wit_resolve *known; /* packages that texts may refer to, or NULL;
                                 to be kept as long as the result */
} wit_options;

/*
 * One input file, already read. WIT need not come from disk: an editor hands
 * in its buffers the same way.
 */
typedef struct wit_file {
    tn_str path; /* shown in diagnostics */
    tn_str text;
    uint32_t group; /* files of one package share a group; 0: the main one */
    bool kept;      /* the text is in the context's arena */
} wit_file;

/*
 * Parses and resolves files. Reports and gives false; *out then is NULL, or,
 * if that is wanted and there is something, what is right of it. Free with
 * wit_resolve_free; the texts may go away (they are copied as sources).
 */
bool wit_resolve_files(wit_resolve **out,
                       tenon_context *ctx,
                       const wit_file *files,
                       uint32_t file_count,
                       const wit_options *options) TN_MUST_CHECK;

/* tenon_wit_load, with what reads binaries; NULL: nothing does. */
tenon_status wit_load_public(wit_resolve **out,
                             tenon_context *ctx,
                             const char *path,
                             const tenon_wit_options *options,
                             wit_decode_fn decode);
/*
 * Loads a .wit file or a directory (its *.wit files, and deps/ below it:
 * files, and directories of one package each). With options->decode a file in
 * deps/ may also be a package in binary form, and path whatever that reads.
 */
bool wit_load(wit_resolve **out,
              tenon_context *ctx,
              const char *path,
              const wit_options *options) TN_MUST_CHECK;
void wit_resolve_free(wit_resolve *resolve);

/*
 * Picks a world: by name, by full id, or (name empty) the only one of the
 * main package. Reports with the candidates and gives NULL.
 */
const wit_world *wit_select_world(const wit_resolve *resolve, tn_str name);

/*
 * The same without reporting. Names are those of the main package, or ids;
 * where an id has no version, there must be one package of that name.
 */
const wit_package *wit_find_package_named(const wit_resolve *resolve,
                                          tn_str id);
const wit_interface *wit_find_interface_named(const wit_resolve *resolve,
                                              tn_str name);
const wit_world *wit_find_world_named(const wit_resolve *resolve, tn_str name);

/*
 * A text may define what no binary can hold: records and flags without
 * members, packages with capital letters. False after reporting it.
 */
bool wit_check_encodable(const wit_resolve *resolve) TN_MUST_CHECK;

/* Prints a package as WIT text; with_deps adds the others, nested. */
void wit_print(tn_writer *out, const wit_package *package, bool with_deps);
/* The same; no_docs leaves documentation out, but no gates. */
void wit_print_as(tn_writer *out,
                  const wit_package *package,
                  bool with_deps,
                  bool no_docs);

#endif
