/*
 * What the linker's files share: scopes, which turn type graphs into
 * definitions; worlds, which are what a core module says about itself; and
 * the way in which every output leaves.
 */
#ifndef LINKER_H
#define LINKER_H

#include "tenon/link.h"

#include "base/vec.h"
#include "component/component.h"
#include "core/module.h"
#include "types/name.h"
#include "types/types.h"
#include "wit/wit.h"

/* Two naming schemes; which one a name follows shows in the name. */
typedef enum link_scheme { LINK_LEGACY, LINK_STANDARD32 } link_scheme;

/*
 * A scope is a type index space under construction: the body of a component,
 * or the declarations of a component or instance type (Binary.md,
 * "componentdecl", "instancedecl"). It knows under which index each named
 * node (TY_NAMED, TY_RESOURCE) is usable, and which instance exports the
 * nodes that are not usable yet: these are aliased when they are needed.
 */
typedef struct link_scope link_scope;
struct link_scope {
    tenon_context *ctx;
    tn_arena *arena;
    link_scope *parent;       /* what `alias outer` reaches; may be NULL */
    bin_component *component; /* where definitions go; NULL: to decls */
    TN_VEC(bin_def) decls;
    uint32_t counts[TY_SORT_COUNT]; /* of decls */
    tn_ptr_map named;               /* node -> index + 1 */
    tn_ptr_map anonymous;           /* structural node -> index + 1 */
    tn_map equal;                   /* encoding of an unnamed type -> index */
    tn_writer encoding;             /* of the type at hand */
    tn_ptr_map providers;           /* node -> link_provider */
    const tn_ptr_map *same;         /* node -> the node that stands for it */
    /* Makes a node usable that nobody provides; may be NULL. Gives false to
     * leave it to the default: a name means its target. */
    bool (*missing)(link_scope *scope, const ty *node, uint32_t *out);
    void *user;
    bool canonical; /* names in declarations have canonical versions */
    bool failed;    /* a resource that nobody provides, or an unknown sort */
};

typedef struct link_provider {
    uint32_t instance;
    tn_str name;
} link_provider;

void link_scope_init(link_scope *scope,
                     tenon_context *ctx,
                     tn_arena *arena,
                     link_scope *parent);

/* Appends a definition and gives the index that it adds. */
uint32_t link_define(link_scope *scope, const bin_def *def);
uint32_t link_define_type(link_scope *scope, const bin_deftype *type);
uint32_t link_alias_export(link_scope *scope,
                           ty_sort sort,
                           uint32_t instance,
                           tn_str name);
uint32_t link_alias_core_export(link_scope *scope,
                                ty_sort sort,
                                uint32_t instance,
                                tn_str name);

/* The node that stands for node in this scope. */
const ty *link_same(const link_scope *scope, const ty *node);
/* The index of a named node, aliased into this scope if it must be. */
bool link_find_named(link_scope *scope,
                     const ty *node,
                     uint32_t *out) TN_MUST_CHECK;
/* Says under which index a named node is usable from now on. */
void link_bind(link_scope *scope, const ty *node, uint32_t index);
/* Says that the types that an instance exports can be aliased from it. */
void link_provide(link_scope *scope,
                  uint32_t instance,
                  const ty_extern *exports,
                  uint32_t count);
/* Undoes both for the types that an interface exports. */
void link_forget(link_scope *scope, const ty_extern *exports, uint32_t count);
/* Drops what is known of unnamed types. */
void link_forget_anonymous(link_scope *scope);

uint32_t link_encode_type(link_scope *scope, const ty *type);
uint32_t link_encode_func(link_scope *scope, const ty_func *func);
uint32_t link_encode_instance(link_scope *scope,
                              const ty_extern *exports,
                              uint32_t count);
uint32_t link_encode_component(link_scope *scope, const ty_component *type);
/* Imports item; its types become usable. Gives the index of the import. */
uint32_t link_encode_import(link_scope *scope, const ty_extern *item);
/*
 * Imports or exports in an order in which each uses the types of earlier
 * ones. same may be NULL.
 */
const ty_extern *link_sort(tn_arena *arena,
                           const ty_extern *items,
                           uint32_t count,
                           const tn_ptr_map *same);
/*
 * The order in which an interface of WIT is written, as positions: types, the
 * functions of each resource, the others; in it WIT text is read back. NULL:
 * as it is.
 */
const uint32_t *link_export_order(tn_arena *arena,
                                  const ty_extern *exports,
                                  uint32_t count);
/* The exports in that order. */
const ty_extern *link_sort_exports(tn_arena *arena,
                                   const ty_extern *exports,
                                   uint32_t count);

bin_extern_name link_extern_name(const ty_extern *item);

/*
 * What one public call holds. Core modules own heap memory and so does what
 * WIT resolves to; both are freed when the call ends, also by unwinding.
 */
typedef struct link_job {
    tenon_context *ctx;
    tn_arena arena;
    tn_arena scratch; /* given back early, by link_drop_scratch */
    struct link_held {
        core_module *module;
        wit_resolve *resolve;
        bin_component *component;
        struct link_held *next;
    } * held;
    tenon_buffer *out;
} link_job;

/*
 * Runs work under a guard: TENON_OK, TENON_INVALID when it gives false,
 * TENON_NO_MEMORY when it unwinds. What job holds is freed.
 */
tenon_status link_run(link_job *job,
                      tenon_context *ctx,
                      tenon_buffer *out,
                      bool (*work)(link_job *job, void *args),
                      void *args);

/* Gives back what is in job->scratch, before the job ends. */
void link_drop_scratch(link_job *job);
/* Where to put what WIT resolves to, so that the job frees it. */
wit_resolve **link_hold_resolve(link_job *job);

/* Are all indices within their spaces, and export names unique? Reports. */
bool link_check_module(const core_module *module) TN_MUST_CHECK;
/* Decodes and checks a core module, which lives as long as the job. */
core_module *link_read_module(link_job *job, const tenon_input *input);
/* Decodes and validates; what it holds is freed with the job. */
bool link_decode_component(link_job *job,
                           const uint8_t *bytes,
                           size_t len,
                           uint32_t span_base,
                           bin_component **out) TN_MUST_CHECK;
/* Decodes and validates an input as a component; NULL after reporting. */
bin_component *link_read_component(link_job *job, const tenon_input *input);

/*
 * Is that, encoded and decoded again, valid? items: how many are decoded is
 * added. What is left in scratch is of no use to anyone.
 */
bool link_check_part(link_job *job,
                     const bin_component *part,
                     uint64_t *items) TN_MUST_CHECK;
/*
 * Every component that we make leaves through here: it is encoded, and what
 * was encoded is decoded and validated. A failure of that is our bug and
 * reported as such.
 */
bool link_finish(link_job *job, const bin_component *component) TN_MUST_CHECK;
/* Encodes and checks alike, without giving it to anyone yet. */
bool link_encode_checked(link_job *job,
                         const bin_component *component,
                         tn_str *out) TN_MUST_CHECK;
/* Copies bytes to the job's output. */
bool link_give(link_job *job, const uint8_t *data, size_t len) TN_MUST_CHECK;

/* "a:b/c@1.2.3" as standard32 has it: "a:b/c@1". */
tn_str link_canonical_name(tn_arena *arena, tn_str name);
/* The interface that an extern is, or implements, with its whole version. */
tn_str link_whole_name(tn_arena *arena, const ty_extern *item);
/* Makes the version in a name canonical, and gives what it was cut down by;
 * pre-releases stay whole. */
tn_str link_cut_version(tn_str *name);

/* union.c: is the union of all worlds in a core module a world? Reports. */
bool link_check_union(link_job *job, const tenon_input *core) TN_MUST_CHECK;

/* Custom sections that carry a world (starts with), and within it. */
#define LINK_WORLD_SECTION "component-type"
#define LINK_ENCODING_SECTION "wit-component-encoding"

/* Says which tool made it: the section `producers`. */
void link_append_producers(bin_component *component);
/* The type of a component that exports the world under its id. */
uint32_t link_define_world(link_scope *scope, const wit_world *world);
/* For wit_options.decode: the WIT of a binary, as tenon_wit_decode gives it. */
bool link_decode_file(wit_resolve **out,
                      tenon_context *ctx,
                      tn_str path,
                      tn_str bytes,
                      bool package_only) TN_MUST_CHECK;
/* A core module of that world whose every function traps. */
core_module *link_dummy_module(link_job *job,
                               const ty_component *world,
                               link_scheme scheme);

#endif
