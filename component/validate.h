/*
 * What the files of the validator share. A scope is a component, component
 * type or instance type that is being validated: its index spaces, its
 * imports and exports so far, and the types that have a name outside.
 */
#ifndef COMPONENT_VALIDATE_H
#define COMPONENT_VALIDATE_H

#include "base/diag.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "component/component.h"

typedef enum bin_scope_form {
    BIN_SCOPE_COMPONENT,
    BIN_SCOPE_COMPONENT_TYPE,
    BIN_SCOPE_INSTANCE_TYPE
} bin_scope_form;

typedef struct bin_core_type {
    const core_functype *func; /* or: */
    const ty_module *module;
} bin_core_type;

/* Names of one list of imports or exports. */
typedef struct bin_names {
    tn_map canonical; /* strongly-unique form -> as written */
    tn_map resources; /* plain name -> node of the resource's name */
} bin_names;

/* What validating a whole tree of components has in common. */
typedef struct bin_validation {
    tenon_context *ctx;
    tn_arena *arena;
    uint32_t depth;    /* of scopes */
    uint64_t work;     /* nodes walked by instantiation, import, export */
    tn_ptr_map lookup; /* list of externs -> tn_map by name */
    tn_arena scratch[TN_MAX_DEPTH + 1]; /* of types, by depth */
} bin_validation;

typedef struct bin_scope {
    struct bin_scope *parent;
    bin_scope_form form;
    bin_validation *v;
    bin_component *component; /* NULL in types */
    const bin_def *def;       /* being validated */
    /* Of what nobody needs after the scope. A component's lasts as long as its
     * definitions do, so it is v->arena. */
    tn_arena *scratch;

    TN_VEC(const core_functype *) core_funcs;
    TN_VEC(core_tabletype) core_tables;
    TN_VEC(core_limits) core_memories;
    TN_VEC(core_globaltype) core_globals;
    TN_VEC(const core_functype *) core_tags;
    TN_VEC(bin_core_type) core_types;
    TN_VEC(const ty_module *) core_modules;
    TN_VEC(const ty_module *) core_instances; /* exports only */
    TN_VEC(const ty_func *) funcs;
    TN_VEC(const ty *) types;
    TN_VEC(const ty_component *) components;
    TN_VEC(const ty_instance *) instances;

    TN_VEC(ty_extern) imports, exports;
    bin_names import_names, export_names;
    tn_ptr_map importable; /* nodes that imports may mention */
    tn_ptr_map exportable; /* nodes that exports may mention */
    tn_ptr_map local;      /* resources defined here -> bin_deftype */
    tn_ptr_map foreign;    /* resources that came in by imports */
    bool uses_outer_resources;
    core_valtype context_type; /* of context.get and .set; 0: none yet */
} bin_scope;

/* Reports at the current definition; always false. */
bool bin_invalid(bin_scope *s, tn_diag_id id, const char *fmt, ...)
    TENON_PRINTF(3, 4);

void bin_scope_init(bin_scope *s,
                    bin_validation *v,
                    bin_scope *parent,
                    bin_scope_form form);

/* Size of an index space; false after reporting when index is beyond it. */
uint32_t bin_space_size(const bin_scope *s, ty_sort sort);
bool bin_check_index(bin_scope *s, ty_sort sort, uint32_t index);

/* validate_type.c */
bool bin_validate_type(bin_scope *s, bin_def *def);
bool bin_resolve_valtype(bin_scope *s, bin_valtype type, const ty **out);
/* The definition behind a type index: one of its members is set. */
bool bin_type_at(bin_scope *s, uint32_t index, const ty **out);
bool bin_func_type_at(bin_scope *s, uint32_t index, const ty_func **out);
bool bin_resource_at(bin_scope *s, uint32_t index, const ty **out);

/* validate_extern.c */
bool bin_validate_import(bin_scope *s, bin_def *def);
bool bin_validate_exportdecl(bin_scope *s, bin_def *def);
bool bin_validate_export(bin_scope *s, bin_def *def);
bool bin_validate_alias(bin_scope *s, bin_def *def);
/* The type of an item of an index space, under an (as yet) empty name. */
bool bin_item_extern(bin_scope *s, bin_sort_index item, ty_extern *out);
bool bin_spend(bin_scope *s, uint64_t work);
void bin_subst_init(bin_scope *s, ty_subst *subst);
/* What the scope looks like from outside. */
bool bin_scope_externs(bin_scope *s, ty_component *out);

/* validate_name.c */
void bin_names_init(bin_names *names, tn_arena *arena);
/* What the type of an import or export keeps of its name. */
void bin_put_name(ty_extern *out, const bin_extern_name *name);
bool bin_check_name(bin_scope *s,
                    bin_names *names,
                    const bin_extern_name *name,
                    const ty_extern *item,
                    const char *what);
bool bin_check_label(bin_scope *s,
                     tn_map *seen,
                     tn_str label,
                     const char *what);

/* validate_core.c */
bool bin_validate_core_module(bin_scope *s, bin_def *def);
bool bin_validate_core_type(bin_scope *s, bin_def *def);
bool bin_validate_core_instance(bin_scope *s, bin_def *def);
bool bin_validate_core_alias(bin_scope *s, const bin_def *def);

/* validate_instance.c */
bool bin_validate_instance(bin_scope *s, bin_def *def);

/* validate_canon.c */
bool bin_validate_canon(bin_scope *s, bin_def *def);

#endif
