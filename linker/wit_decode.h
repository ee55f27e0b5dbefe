/*
 * WIT of binaries: what the files share that make a wit_resolve of a
 * validated component.
 *
 * Types of the binary are nodes of one graph already; they are copied, since
 * the result outlives the binary's arena, and since in WIT a type has an
 * owner and documentation. `types` says what stands for which node.
 */
#ifndef LINKER_WIT_DECODE_H
#define LINKER_WIT_DECODE_H

#include "linker/wit_binary.h"
#include "wit/build.h"

/* An interface under construction. */
typedef struct unwit_interface {
    wit_interface_build build; /* first */
    const link_json *docs;
    bool complete; /* it was defined whole: others add nothing */
} unwit_interface;

struct link_unwit {
    link_job *job;
    tenon_context *ctx;
    tn_arena *arena; /* of the result */
    wit_build build;
    tn_str path;            /* for diagnostics */
    tn_span at;             /* of the item that is decoded, if it is known */
    const tn_ptr_map *same; /* nodes that stand for others; may be NULL */
    tn_ptr_map types;       /* node of the binary -> ours */
    tn_map interfaces;      /* id -> unwit_interface */
    tn_ptr_map nameless;    /* worlds and unnamed interfaces, as owners */
    wit_package_build *main;
    link_docs docs; /* of the main package */
    uint64_t work;  /* parts copied so far: they can multiply */
    TN_VEC(const wit_interface *) made_interfaces;
    TN_VEC(const ty *) made_types;
};

/* Reports what has no form in WIT; false. */
bool unwit_fail(link_unwit *u, const char *fmt, ...) TENON_PRINTF(2, 3);
/* Counts parts; false, after reporting, when they are too many. */
bool unwit_spend(link_unwit *u, uint64_t parts) TN_MUST_CHECK;

/* wit_decode_type.c; what gives a pointer gives NULL after reporting. */

/*
 * Defines a type that an interface or world exports. owner is that one;
 * interface is NULL for a world.
 */
bool unwit_define_type(link_unwit *u,
                       const void *owner,
                       const wit_interface *interface,
                       const ty_extern *item,
                       const link_json *docs,
                       wit_typedef *out) TN_MUST_CHECK;
/* Says that a type of the binary is one that was defined before. */
bool unwit_bind_type(link_unwit *u,
                     const ty_extern *item,
                     const wit_typedef *known) TN_MUST_CHECK;
bool unwit_func(link_unwit *u,
                const ty_extern *item,
                const link_json *docs,
                wit_func *out) TN_MUST_CHECK;

/* wit_decode_interface.c */

/*
 * The id of the interface or world that an import or export has for its name,
 * or implements, with its whole version (Explainer.md, "Canonical Interface
 * Name"). Reports what is none and gives false. name may be NULL.
 */
bool unwit_id(link_unwit *u, const ty_extern *item, tn_str *id, ty_name *name)
    TN_MUST_CHECK;
/* The package, made when it is mentioned first. */
wit_package_build *unwit_package_of(link_unwit *u, const ty_name *name);
/*
 * The interface that an instance is of, with at least its exports. whole: they
 * are all that it has.
 */
unwit_interface *unwit_named_interface(link_unwit *u,
                                       const ty_extern *item,
                                       bool whole);
unwit_interface *unwit_inline_interface(link_unwit *u,
                                        wit_package_build *package,
                                        const ty_instance *type,
                                        const link_json *docs);
/* wit_decode_world.c */

/* Adds a world to a package. */
bool unwit_world(link_unwit *u,
                 wit_package_build *package,
                 tn_str name,
                 const ty_component *type,
                 bool is_component) TN_MUST_CHECK;
/* Makes the types of all worlds, once all interfaces are finished. */
bool unwit_finish_worlds(link_unwit *u) TN_MUST_CHECK;

#endif
