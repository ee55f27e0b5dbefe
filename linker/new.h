/*
 * Making a component of core modules: units (the main module and its
 * adapters), what each of their imports is connected to, and the slots of the
 * shim through which main reaches what exists only after main does.
 */
#ifndef LINKER_NEW_H
#define LINKER_NEW_H

#include "linker/world.h"

typedef struct link_unit link_unit;
typedef struct link_plan link_plan;

/* What a core import is. */
typedef enum link_import_kind {
    LINK_LOWER, /* a function that the component imports */
    LINK_RESOURCE_DROP,
    LINK_RESOURCE_NEW,
    LINK_RESOURCE_REP,
    LINK_ADAPTER,    /* an export of an adapter */
    LINK_MAIN,       /* an adapter's import from the main module */
    LINK_MAIN_MEMORY /* an adapter's import of the main memory */
} link_import_kind;

#define LINK_NO_SLOT UINT32_MAX

typedef struct link_import {
    link_import_kind kind;
    const core_import *core;
    const core_functype *sig;
    tn_str given;               /* its name in the output, see unit_bytes.c */
    const ty_extern *interface; /* LOWER: NULL for a function of the world */
    const ty_extern *func;      /* LOWER */
    const ty *resource;         /* RESOURCE_* */
    bool exported;              /* RESOURCE_*: defined here */
    link_unit *adapter;         /* ADAPTER */
    tn_str name;                /* ADAPTER, MAIN: the export's name */
    uint32_t slot;              /* of the shim, or LINK_NO_SLOT */
    uint32_t func_index;        /* core function given to the importer */
} link_import;

struct link_unit {
    tn_str name; /* the import module that an adapter stands for */
    tn_str path;
    bool is_main;
    core_module *module;
    bin_encoding encoding;
    TN_VEC(link_import) imports;
    tn_map import_names; /* module and name -> how often so far */
    tn_map unknown;      /* import modules that were reported */
    bool renamed;        /* some import has another name in the output */
    uint32_t module_index, instance;
    /* Core function of the general realloc, by use; made when needed. */
    bool has_realloc[2];
    uint32_t realloc[2];
};

/* A function of the shim: its place in the table, filled by the fixup. */
typedef struct link_slot {
    const core_functype *sig;
    uint32_t stub;   /* core function of the shim */
    uint32_t actual; /* what the fixup puts in its place */
} link_slot;

/* Names of core modules or instances, by their indices. */
typedef TN_VEC(struct link_name {
    uint32_t index;
    tn_str name;
}) link_names;

/* A resource type that the component defines. */
typedef struct link_resource {
    const ty *node;
    const ty_extern *owner; /* the exported interface */
    tn_str dtor;            /* core export; empty: none */
    uint32_t slot;
    uint32_t type; /* index in the component */
} link_resource;

/* One function of the world's exports and who implements it. */
typedef struct link_lift {
    const ty_extern *interface; /* NULL: of the world itself */
    const ty_extern *func;
    link_unit *unit;
    tn_str core_name, post_return; /* post_return may be empty */
} link_lift;

struct link_plan {
    link_job *job;
    tenon_context *ctx;
    tn_arena *arena;
    link_world world;
    link_unit main;
    TN_VEC(link_unit *) adapters;
    TN_VEC(link_lift) lifts;
    TN_VEC(link_resource) resources;
    TN_VEC(link_slot) slots;
    tn_ptr_map live;    /* functions and type nodes that are needed */
    tn_map interfaces;  /* import module -> the interface it means */
    tn_ptr_map indices; /* imported extern -> its index + 1 */
    link_scope scope;
    uint32_t world_count; /* that were read, of all modules */
    uint32_t shim, memory;
    bool has_memory;
    tn_str initialize; /* core export of main; may be empty */
    link_names module_names, instance_names;
    bool ok;
};

/* core_name.c: names */

/* Name of the core export of a function, its post-return, a destructor. */
tn_str link_export_name(tn_arena *arena,
                        link_scheme scheme,
                        tn_str interface,
                        tn_str func);
tn_str link_post_return_name(tn_arena *arena, link_scheme scheme, tn_str name);
tn_str link_dtor_name(tn_arena *arena,
                      link_scheme scheme,
                      tn_str interface,
                      tn_str resource);
/* The module from which functions of an interface are imported, or, with an
 * empty name, those of the world. of_export: for intrinsics of what it exports.
 */
tn_str link_import_module(tn_arena *arena,
                          link_scheme scheme,
                          bool of_export,
                          tn_str interface);
/* intrinsic: "drop", "new", "rep" */
tn_str link_intrinsic_name(tn_arena *arena,
                           link_scheme scheme,
                           const char *intrinsic,
                           tn_str resource);
tn_str link_memory_name(link_scheme scheme);
tn_str link_realloc_name(link_scheme scheme);
/* The exported memory, realloc or initializer of a module, or NULL. */
const core_export *link_find_memory(const core_module *module);
const core_export *link_find_realloc(const core_module *module,
                                     bool for_exports);
const core_export *link_find_initialize(const core_module *module);
/* What a core import asks of the world: interface empty means the world. */
typedef struct link_core_name {
    link_scheme scheme;
    bool of_world, of_export;
    tn_str interface;
    enum { LINK_NAME_FUNC, LINK_NAME_DROP, LINK_NAME_NEW, LINK_NAME_REP } kind;
    tn_str name;
    bool is_async; /* of a form that we do not support */
} link_core_name;
link_core_name link_parse_core_name(tn_str module, tn_str name);
/* The extern of that (legacy or canonical) interface name, or NULL. */
const ty_extern *link_find_interface(tn_arena *arena,
                                     const ty_extern *items,
                                     uint32_t count,
                                     tn_str name,
                                     link_scheme scheme);

/* unit_bytes.c: the module as it goes into the component */
/* The name of an import that may have been there before. */
tn_str link_given_name(link_plan *plan,
                       link_unit *unit,
                       const core_import *import);
/* Without the worlds; with the given names. */
tn_str link_unit_bytes(link_plan *plan, const link_unit *unit);
void link_write_import(tn_writer *out, const core_import *import, tn_str name);

/* core_sig.c: signatures (CanonicalABI.md, "Flattening") */
const core_functype *link_lowered_sig(tn_arena *arena, const ty_func *func);
const core_functype *link_lifted_sig(tn_arena *arena, const ty_func *func);
const core_functype *link_make_sig(tn_arena *arena,
                                   const char *params,
                                   const char *results);
tn_str link_print_sig(tn_arena *arena, const core_functype *sig);
const core_functype *link_func_sig(const core_module *module, uint32_t func);
/* What a lowered import or lifted export needs of the canonical options. */
typedef struct link_needs {
    bool memory, realloc;
} link_needs;
link_needs link_lower_needs(const ty_func *func);
link_needs link_lift_needs(const ty_func *func);

/* plan_imports.c, plan_exports.c: connect; what does not fit is reported */
void link_plan_imports(link_plan *plan, link_unit *unit);
void link_plan_exports(link_plan *plan);
void link_plan_live(link_plan *plan);
/* Reports what unit does not export although the canonical ABI needs it. */
void link_require(link_plan *plan,
                  const link_unit *unit,
                  const ty_extern *func,
                  link_needs needs,
                  bool for_exports);
/* Main's memory, and whether an adapter can do with it. */
void link_check_memory(link_plan *plan);
void link_check_adapter_memory(link_plan *plan,
                               const link_unit *unit,
                               const core_import *import);
uint32_t link_add_slot(link_plan *plan, const core_functype *sig);

/* shim.c: the two small modules, and what they call things */
#define LINK_SHIM_TABLE "$imports"
#define LINK_FIXUP_ACTUAL "actual"
#define LINK_FIXUP_SHIM "shim"
#define LINK_FIXUP_START "start"
tn_str link_slot_name(tn_arena *arena, size_t slot);
tn_str link_shim_module(link_plan *plan);
tn_str link_fixup_module(link_plan *plan);

/* new.c, new_exports.c: build */
bin_canon_opts link_canon_opts(link_plan *plan,
                               link_unit *unit,
                               link_needs needs,
                               bool for_exports);
uint32_t link_canon(link_plan *plan, const bin_canon *canon);
void link_build_exports(link_plan *plan);
/* new_names.c */
void link_add_names(link_plan *plan);

#endif
