/*
 * The type graph of the Component Model: one representation, shared by WIT,
 * the component binary, the canonical ABI and the linker.
 *
 * Nodes are immutable, live in an arena and are made bottom-up (component
 * types are never recursive), so that each knows its layout from birth and
 * no walk over a graph has to be repeated. Structural nodes carry no name; a
 * name stands in a TY_NAMED node in front of what it names:
 *
 *     record point { x: f32 }   ->  TY_NAMED "point" -> TY_RECORD
 *     type p = point;           ->  TY_NAMED "p" -> TY_NAMED "point" -> ...
 *     use i.{point};            ->  TY_NAMED "point" -> TY_NAMED "point" of i
 *     resource r;               ->  TY_RESOURCE (its identity is its address)
 *     own<r>, plain `r`         ->  TY_OWN -> TY_RESOURCE or a name of it
 */
#ifndef TYPES_H
#define TYPES_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/context.h"
#include "core/module.h"

/*
 * RESOURCE and DEFINITION are no value types: a resource stands behind OWN,
 * BORROW and NAMED; a definition is a func, instance or component type that
 * is itself exported as a type, as WIT packages do.
 */
typedef enum ty_kind {
#define TYPE(NAME, text) TY_##NAME,
#include "tenon/type.def"
    TY_NAMED /* seen from outside, a type has a name instead */
} ty_kind;

/* The handles of tenon/type.h are these nodes. */
typedef struct tenon_type ty;
typedef struct tenon_func_type ty_func;
typedef struct ty_instance ty_instance;
typedef struct ty_component ty_component;
typedef struct ty_module ty_module;

/* A field, case, flag, enum label or parameter. */
typedef struct ty_field {
    tn_str name;
    const ty *type; /* NULL: a case without payload, a label */
    tn_str docs;    /* may be empty */
} ty_field;

/* CanonicalABI.md, "Alignment", "Element Size", "Flattening". */
typedef struct ty_layout {
    uint32_t size[2]; /* with 32-bit and with 64-bit pointers */
    uint8_t align[2];
    uint32_t flat_count; /* core values; saturates at TY_FLAT_MANY */
    /* Their types, as the low bytes of core_valtype, with 32-bit and with
     * 64-bit pointers; NULL when there are more than TY_FLAT_KEPT. */
    const uint8_t *flat[2];
} ty_layout;
enum { TY_FLAT_MANY = 1000, TY_FLAT_KEPT = 16 };

struct tenon_type {
    ty_kind kind;
    uint32_t weight; /* nodes when walked as a tree, saturating */
    ty_layout layout;
    uint16_t depth;        /* nesting below this node */
    bool has_pointers : 1; /* strings or lists: needs memory and realloc */
    bool has_handles : 1;  /* own, borrow, stream, future, error-context */
    bool has_borrow : 1;
    bool has_resources : 1; /* own or borrow, also behind streams */
    bool any_bits : 1;      /* every bit pattern is a value: copied as it is */
    bool has_floats : 1;    /* in the value itself, not behind streams */
    bool any_bits_nan : 1;  /* as any_bits, but NaNs are canonicalised */
    uint32_t names;         /* that stand in front of what has none */
    union {
        struct {
            const ty_field *data;
            uint32_t len;
        } fields; /* RECORD, VARIANT, FLAGS, ENUM, TUPLE (names empty) */
        struct {
            const ty *elem; /* LIST, FIXED_LIST, OPTION, STREAM, FUTURE */
            uint32_t len;   /* FIXED_LIST */
        } of;               /* STREAM, FUTURE: elem may be NULL */
        struct {
            const ty *ok, *err; /* each may be NULL */
        } result;
        struct {
            const ty *key, *value;
        } map;
        struct {
            const ty *resource; /* TY_RESOURCE, or TY_NAMED of one */
        } handle;               /* OWN, BORROW */
        struct {
            tn_str name;
            const ty *target;
            const ty *end; /* behind all names: see ty_strip */
            tn_str docs;
            const void *owner; /* wit_interface or wit_world; may be NULL */
        } named;
        struct {
            tn_str name; /* empty until it is exported under a name */
            tn_str docs;
            const void *owner;
            /* The abstract or defined resource that this one was made from by
             * instantiation; NULL when it stands for itself. */
            const ty *origin;
        } resource;
        struct {
            const ty_func *func; /* one of them is set */
            const ty_instance *instance;
            const ty_component *component;
        } definition;
    } u;
};

struct tenon_func_type {
    const ty_field *params;
    uint32_t param_count;
    const ty *result; /* NULL: none */
    bool is_async;
    uint32_t weight;   /* as of ty; set by ty_measure_func */
    bool has_pointers; /* in the parameters; set by ty_measure_func */
};

/* Sorts of component-level definitions (Binary.md, "sort"). */
typedef enum ty_sort {
#define SORT(NAME, is_core, code, text) TY_SORT_##NAME,
#include "types/sort.def"
    TY_SORT_COUNT
} ty_sort;

/* "func", "core module", ... */
const char *ty_sort_name(ty_sort sort);

/* A named import or export and its type. */
typedef struct ty_extern {
    tn_str name; /* as in the binary: "run", "a:b/c@1.0.0" */
    ty_sort sort;
    union {
        const ty_func *func;
        const ty_instance *instance;
        const ty_component *component;
        const ty_module *module;
        const ty *type;  /* TY_RESOURCE: sub resource; TY_NAMED: eq, also of
                            TY_DEFINITION */
        const ty *value; /* TY_SORT_VALUE */
    } u;
    tn_str docs;
    tn_str implements;  /* Explainer, "implements"; may be empty */
    tn_str external_id; /* p is NULL when there is none */
    /* What the canonical version in name, or in implements, is cut down by:
     * ".2.3" of "1"; may be empty. */
    tn_str version_suffix;
} ty_extern;

struct ty_instance {
    const ty_extern *exports;
    uint32_t export_count;
    const void *owner; /* wit_interface, or NULL */
    /* As of ty; set by ty_measure_externs. Types made from WIT, which cannot
     * nest interfaces, may leave them zero. */
    uint32_t weight, depth;
};

struct ty_component {
    const ty_extern *imports, *exports;
    uint32_t import_count, export_count;
    uint32_t weight, depth;
};

/* A core module's type: imports and exports with self-contained types. */
typedef struct ty_core_extern {
    tn_str module, name; /* module is empty for an export */
    core_extern type;
    const core_functype *func; /* for CORE_FUNC and CORE_TAG */
} ty_core_extern;

struct ty_module {
    const ty_core_extern *imports, *exports;
    uint32_t import_count, export_count;
};

/*
 * Makers. They compute the layout and copy nothing: arrays handed in must
 * live as long as the arena. NULL, with a diagnostic at span, when a limit is
 * exceeded (depth, weight, size, number of fields) or a rule of Explainer.md
 * is broken (flags: 1 to 32 labels; borrow not within stream or future).
 */
const ty *ty_primitive(ty_kind kind); /* static nodes */
const ty *ty_make_record(tenon_context *ctx,
                         tn_arena *arena,
                         tn_span span,
                         const ty_field *fields,
                         uint32_t len);
/* RECORD or FLAGS with nothing in it: WIT texts may say so as long as nobody
 * encodes them; a binary cannot. */
const ty *ty_make_empty(tenon_context *ctx,
                        tn_arena *arena,
                        tn_span span,
                        ty_kind kind);
const ty *ty_make_variant(tenon_context *ctx,
                          tn_arena *arena,
                          tn_span span,
                          const ty_field *cases,
                          uint32_t len);
const ty *ty_make_tuple(tenon_context *ctx,
                        tn_arena *arena,
                        tn_span span,
                        const ty_field *fields,
                        uint32_t len);
const ty *ty_make_flags(tenon_context *ctx,
                        tn_arena *arena,
                        tn_span span,
                        const ty_field *labels,
                        uint32_t len);
const ty *ty_make_enum(tenon_context *ctx,
                       tn_arena *arena,
                       tn_span span,
                       const ty_field *labels,
                       uint32_t len);
/* LIST, OPTION, STREAM, FUTURE (elem may be NULL for the last two). */
const ty *ty_make_of(tenon_context *ctx,
                     tn_arena *arena,
                     tn_span span,
                     ty_kind kind,
                     const ty *elem);
const ty *ty_make_fixed_list(tenon_context *ctx,
                             tn_arena *arena,
                             tn_span span,
                             const ty *elem,
                             uint32_t len);
const ty *ty_make_result(tenon_context *ctx,
                         tn_arena *arena,
                         tn_span span,
                         const ty *ok,
                         const ty *err);
const ty *ty_make_map(tenon_context *ctx,
                      tn_arena *arena,
                      tn_span span,
                      const ty *key,
                      const ty *value);
/* OWN or BORROW of a TY_RESOURCE or a name of one. */
const ty *ty_make_handle(tenon_context *ctx,
                         tn_arena *arena,
                         tn_span span,
                         ty_kind kind,
                         const ty *resource);
ty *ty_make_named(tn_arena *arena, tn_str name, const ty *target);
ty *ty_make_resource(tn_arena *arena, tn_str name);

/*
 * Copying a graph into another arena. The callbacks give what stands for the
 * parts of a node there; what gives nothing has reported why.
 */
typedef struct ty_remaker {
    tenon_context *ctx;
    tn_arena *arena;
    tn_span span; /* for limits */
    void *user;
    const ty *(*type)(void *user, const ty *type);
    const ty *(*resource)(void *user, const ty *type); /* of a handle */
    bool (*fields)(void *user,
                   ty_field *out,
                   const ty_field *from,
                   uint32_t count);
} ty_remaker;
/* A node of that shape; for all but names, resources and definitions. NULL
 * after reporting. */
const ty *ty_remake(const ty_remaker *r, const ty *type);
ty_func *ty_remake_func(const ty_remaker *r, const ty_func *from);

/* The value types that a type is made of: index < count; NULL: no payload.
 * Of a handle there are none; of TY_NAMED its target. */
uint32_t ty_child_count(const ty *type);
const ty *ty_child(const ty *type, uint32_t index);

/* The node behind all names: never TY_NAMED. */
const ty *ty_strip(const ty *type);
/* The resource behind a handle type and all names. */
const ty *ty_resource_of(const ty *handle);

/* CanonicalABI.md: number of bytes of a variant's discriminant (1, 2, 4). */
uint32_t ty_discriminant_size(uint32_t case_count);
/* Cases of VARIANT, ENUM, OPTION (none, some) and RESULT (ok, error). */
uint32_t ty_case_count(const ty *type);
const ty *ty_case_type(const ty *type, uint32_t index); /* may be NULL */
tn_str ty_case_name(const ty *type, uint32_t index);

/*
 * Appends the flat core types of type to out (room for max); gives the new
 * count, or max + 1 when there are more (CanonicalABI.md, "Flattening").
 */
uint32_t ty_flatten(const ty *type,
                    unsigned ptr64,
                    core_valtype *out,
                    uint32_t count,
                    uint32_t max);

/* Substitution of resources, and matching */

/*
 * Sums up the weight and depth of externs (of an instance or component type)
 * and of functions, for the limits; false after reporting at span.
 */
bool ty_measure_func(tenon_context *ctx,
                     tn_span span,
                     ty_func *func) TN_MUST_CHECK;
bool ty_measure_externs(tenon_context *ctx,
                        tn_span span,
                        const ty_extern *list,
                        uint32_t count,
                        uint32_t *weight,
                        uint32_t *depth) TN_MUST_CHECK;

/*
 * A replacement of resource types by others: what instantiation does to the
 * types of exports, and what importing does to abstract resources.
 */
typedef struct ty_subst {
    tn_ptr_map resources; /* TY_RESOURCE -> const ty * */
    tn_ptr_map done;      /* memo: node -> replaced node */
    tn_map matched;       /* memo of matching: pairs of nodes */
    bool renames;         /* ty_subst_name was used */
    uint64_t work;        /* nodes walked so far, to be limited */
    /* Externs by name, per list; may be shared by several substitutions. */
    tn_ptr_map *index;
    tn_arena *arena;
} ty_subst;
void ty_subst_init(ty_subst *subst, tn_arena *arena);
/* Also replaces a TY_NAMED node by an equal type. */
void ty_subst_name(ty_subst *subst, const ty *from, const ty *to);
const ty *ty_subst_type(ty_subst *subst, const ty *type);
const ty_func *ty_subst_func(ty_subst *subst, const ty_func *func);
const ty_instance *ty_subst_instance(ty_subst *s, const ty_instance *type);
const ty_component *ty_subst_component(ty_subst *s, const ty_component *type);
ty_extern ty_subst_extern(ty_subst *subst, const ty_extern *type);

/*
 * A fresh copy of an instance type in which every resource that it defines
 * itself (sub resource) is new: what importing it, or instantiating a
 * component with it, makes (Explainer.md, "Type Checking").
 */
const ty_instance *ty_instance_fresh(tn_arena *arena, const ty_instance *type);
/* Adds what ty_instance_fresh replaces to a substitution, except resources
 * that it replaces already; and the same for the exports of a component. */
void ty_subst_fresh(ty_subst *subst, const ty_extern *list, uint32_t count);
/* Resources that stand for themselves: nothing may replace them. */
void ty_subst_fix(ty_subst *subst, const ty_extern *list, uint32_t count);

/*
 * Is actual usable where wanted is asked for? Resources of wanted are bound
 * to those of actual as they are met (bind may be NULL for equality of types
 * without components). On a
 * mismatch why receives one sentence in WIT terms ("parameter `x`: expected
 * `u32`, found `string`").
 */
bool ty_matches_extern(const ty_extern *wanted,
                       const ty_extern *actual,
                       ty_subst *bind,
                       tn_writer *why);
bool ty_matches_module(const ty_module *wanted,
                       const ty_module *actual,
                       tn_writer *why);
/* One core item where another is asked for (Core specification 3.3). */
bool ty_matches_core_extern(const ty_core_extern *wanted,
                            const ty_core_extern *actual);
bool ty_matches_func(const ty_func *wanted,
                     const ty_func *actual,
                     ty_subst *bind,
                     tn_writer *why);
bool ty_equal(const ty *wanted, const ty *actual, ty_subst *bind);

/* In what two unequal types differ that are written alike: one sentence. */
void ty_explain_difference(tn_writer *why,
                           const ty *wanted,
                           const ty *actual,
                           ty_subst *bind);

/* "record", "list": not for TY_NAMED. */
const char *ty_kind_text(ty_kind kind);
/* Writes a type as WIT would: `list<option<point>>`. Depth-limited. */
void ty_print(tn_writer *out, const ty *type);
void ty_print_func(tn_writer *out, const ty_func *func);
void ty_print_core_func(tn_writer *out, const core_functype *func);

const ty_extern *ty_find_extern(const ty_extern *list,
                                uint32_t count,
                                tn_str name);
/* Same, with a map per list (of more than a few) kept in index. */
const ty_extern *ty_look_up_extern(tn_ptr_map *index,
                                   const ty_extern *list,
                                   uint32_t count,
                                   tn_str name);

#endif
