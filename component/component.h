/*
 * Components in binary form (Binary.md): one data structure for what was
 * decoded and for what is to be encoded. Definitions stand in the order of
 * the binary, since each may use only what comes before it.
 */
#ifndef COMPONENT_H
#define COMPONENT_H

#include "base/limits.h"
#include "core/module.h"
#include "types/types.h"

typedef struct bin_component bin_component;
typedef struct bin_def bin_def;

/* A use of a value type: a primitive, or an index into the type space. */
typedef struct bin_valtype {
    bool is_index;
    uint32_t index; /* or: ty_kind of a primitive */
} bin_valtype;

typedef struct bin_field {
    tn_str name;
    bool has_type; /* a case without payload, a label: false */
    bin_valtype type;
} bin_field;

/* externdesc: what an import asks for or an export is ascribed. */
typedef struct bin_externdesc {
    ty_sort sort; /* MODULE, FUNC, VALUE, TYPE, COMPONENT, INSTANCE */
    enum { BIN_BOUND_EQ, BIN_BOUND_SUB_RESOURCE } bound; /* TYPE, VALUE: EQ */
    uint32_t index;     /* type index; TYPE/EQ: of the type */
    bin_valtype value;  /* VALUE with a type */
    bool value_is_type; /* VALUE: (value T) rather than (value (eq v)) */
} bin_externdesc;

/* Attributes of an import or export name (Binary.md, nameattributes). */
typedef struct bin_extern_name {
    tn_str name;
    tn_str implements, version_suffix; /* may be empty */
    tn_str external_id;                /* p is NULL when there is none */
    /* As decoded, so that encoding gives the same bytes; a builder leaves
     * both zero. */
    uint8_t form; /* 0x00, 0x01, or 0x02: with attributes */
    uint8_t attribute_count;
    uint8_t attributes[3]; /* their codes in order */
} bin_extern_name;

/* A declarator of a core module type (Binary.md, core:moduledecl). */
typedef struct bin_moduledecl {
    enum {
        BIN_MODULE_IMPORT = 0,
        BIN_MODULE_TYPE = 1,
        BIN_MODULE_ALIAS = 2,
        BIN_MODULE_EXPORT = 3
    } kind;
    tn_str module, name;       /* IMPORT; EXPORT: name */
    core_extern type;          /* IMPORT, EXPORT */
    const core_functype *func; /* TYPE */
    uint32_t outer, index;     /* ALIAS */
} bin_moduledecl;

/* A type definition as written; the ty it means is in bin_def. */
typedef struct bin_deftype {
    enum {
        BIN_TYPE_PRIMITIVE, /* of.type */
        BIN_TYPE_VALUE,     /* kind says which */
        BIN_TYPE_FUNC,
        BIN_TYPE_COMPONENT,
        BIN_TYPE_INSTANCE,
        BIN_TYPE_RESOURCE
    } form;
    ty_kind kind;            /* BIN_TYPE_VALUE: RECORD .. FUTURE */
    const bin_field *fields; /* RECORD VARIANT TUPLE FLAGS ENUM; params */
    uint32_t field_count;
    bool has_type, has_type2; /* RESULT, STREAM, FUTURE, FUNC's result */
    bin_valtype type, type2;  /* element; ok and error; key and value;
                                 FUNC: type is the result */
    uint32_t index;           /* OWN, BORROW: resource type; FIXED_LIST: len */
    bool is_async;            /* FUNC */
    bin_def *decls;           /* COMPONENT, INSTANCE */
    uint32_t decl_count;
    tn_str encoded; /* COMPONENT: a builder may have it in this form instead */
    bool has_dtor;  /* RESOURCE */
    uint32_t dtor;  /* core func index */
    bool rep64;
} bin_deftype;

typedef struct bin_sort_index {
    ty_sort sort;
    uint32_t index;
} bin_sort_index;

/* with "name" (sort index), or export "name" (sort index). */
typedef struct bin_arg {
    tn_str name;
    bin_sort_index item;
    bin_extern_name export_name; /* inline exports of component instances */
} bin_arg;

/* Canonical definitions; opcodes and shapes are in canon.def. */
typedef enum bin_canon_op {
#define CANON(NAME, code, text, shape, feature) BIN_CANON_##NAME = code,
#include "component/canon.def"
} bin_canon_op;

typedef enum bin_encoding {
    BIN_UTF8,
    BIN_UTF16,
    BIN_LATIN1_UTF16
} bin_encoding;

typedef struct bin_canon_opts {
    bin_encoding encoding;
    bool has_memory, has_realloc, has_post_return, is_async, has_callback;
    uint32_t memory, realloc, post_return, callback; /* core indices */
    /* The codes of the options in the order of the binary; a builder leaves
     * code_count zero. */
    uint8_t code_count;
    uint8_t codes[TN_MAX_CANON_OPTS];
} bin_canon_opts;

typedef struct bin_canon {
    bin_canon_op op;
    uint32_t func; /* LIFT: core func; LOWER: func */
    uint32_t type; /* LIFT: func type; resource.*, stream.*, ...: the type */
    bool has_result;
    bin_valtype result;     /* task.return */
    bool flag;              /* async? or cancel? of built-ins */
    uint32_t imm;           /* context.get i, table index, memory ... */
    core_valtype core_type; /* context.get, context.set */
    bin_canon_opts opts;
    /* Set by validation: */
    const ty_func *func_type; /* LIFT, LOWER */
    const ty *type_node;      /* resource.*: the TY_RESOURCE; stream, future */
} bin_canon;

typedef enum bin_def_kind { /* section ids of Binary.md */
                            BIN_CUSTOM = 0,
                            BIN_CORE_MODULE = 1,
                            BIN_CORE_INSTANCE = 2,
                            BIN_CORE_TYPE = 3,
                            BIN_COMPONENT = 4,
                            BIN_INSTANCE = 5,
                            BIN_ALIAS = 6,
                            BIN_TYPE = 7,
                            BIN_CANON = 8,
                            BIN_START = 9,
                            BIN_IMPORT = 10,
                            BIN_EXPORT = 11,
                            BIN_VALUE = 12
} bin_def_kind;

struct bin_def {
    bin_def_kind kind;
    /* It starts a section of its own although the one before it was of the
     * same kind (as decoded, so that encoding gives the same bytes). */
    bool new_section;
    tn_span span;
    /* Which item this adds, and to which index space (set by validation, and
     * by the builder); TY_SORT_COUNT when it adds none. */
    bin_sort_index adds;
    union {
        struct {
            tn_str name;
            const uint8_t *bytes;
            size_t len;
        } custom;
        struct {
            const uint8_t *bytes;
            size_t len;
            uint32_t span_base;
            const core_module *module; /* decoded by validation */
        } core_module;
        struct {
            bool instantiate; /* else inline exports */
            uint32_t module;
            const bin_arg *args; /* sort CORE_INSTANCE; or the exports */
            uint32_t arg_count;
        } core_instance;
        struct {
            /* Core function types and module types. */
            const core_functype *func; /* NULL: a module type */
            const ty_module *module;   /* set by validation */
            const uint8_t *bytes; /* as encoded; NULL: encode what follows */
            size_t len;
            const bin_moduledecl *decls; /* of a module type */
            uint32_t decl_count;
        } core_type;
        bin_component *component;
        struct {
            bool instantiate;
            uint32_t component;
            const bin_arg *args;
            uint32_t arg_count;
            const ty_instance *type; /* set by validation */
        } instance;
        struct {
            ty_sort sort;
            enum {
                BIN_ALIAS_EXPORT,
                BIN_ALIAS_CORE_EXPORT,
                BIN_ALIAS_OUTER
            } target;
            uint32_t instance; /* EXPORT, CORE_EXPORT */
            tn_str name;
            uint32_t outer, index; /* OUTER: how many scopes up, and which */
            ty_extern type;        /* set by validation, component sorts */
        } alias;
        struct {
            bin_deftype def;
            const ty *type; /* value types, resources */
            const ty_func *func;
            const ty_instance *instance;
            const ty_component *component;
        } type; /* the pointers are set by validation */
        bin_canon canon;
        struct {
            uint32_t func;
            const uint32_t *args;
            uint32_t arg_count, result_count;
        } start;
        struct {
            bin_extern_name name;
            bin_externdesc desc;
            ty_extern type; /* set by validation */
        } import; /* also BIN_EXPORT within decls of a type (exportdecl) */
        struct {
            bin_extern_name name;
            bin_sort_index item;
            bool has_desc;
            bin_externdesc desc;
            ty_extern type; /* set by validation */
        } export;
    } u;
};

struct bin_component {
    tenon_context *ctx;
    tn_arena *arena; /* of the outermost component */
    bin_component *parent;
    const uint8_t *bytes;
    size_t len;
    uint32_t span_base;
    bin_def *defs;
    uint32_t def_count;
    uint32_t def_capacity;          /* of defs; see bin_append */
    uint32_t items;                 /* decoded in all, of the outermost */
    const ty_component *type;       /* set by validation */
    uint32_t counts[TY_SORT_COUNT]; /* sizes of its index spaces */
    bool validated;
};

/* What the first bytes of a file are. */
typedef enum bin_kind {
    BIN_KIND_UNKNOWN,
    BIN_KIND_MODULE,
    BIN_KIND_COMPONENT
} bin_kind;
bin_kind bin_detect(const uint8_t *bytes, size_t len);

/*
 * Steps over one section, or over one part of a name section; false at the
 * end and when it is cut off. Silent.
 */
bool bin_next_section(const uint8_t **p,
                      const uint8_t *end,
                      uint8_t *id,
                      tn_str *body);

/*
 * Decodes a component and all that is nested in it. bytes are borrowed and
 * must outlive it. Reports what is malformed and gives false.
 */
bool bin_decode(bin_component **out,
                tenon_context *ctx,
                tn_arena *arena,
                const uint8_t *bytes,
                size_t len,
                uint32_t span_base) TN_MUST_CHECK;

/*
 * Checks a decoded (or built) component against Explainer.md and Binary.md
 * and fills in what the definitions mean (the fields marked so). Core modules
 * are decoded but their code is not validated here: the engine that will run
 * it does that.
 */
bool bin_validate(bin_component *component) TN_MUST_CHECK;

/*
 * Frees what the arena does not hold: the core modules that validation
 * decoded. To be called before the arena is released, also when validation
 * failed or unwound. NULL is allowed.
 */
void bin_release(bin_component *component);

/* Encodes; consecutive definitions of one kind share a section. */
void bin_encode(const bin_component *component, tn_writer *out);

/*
 * Building: appends a definition and gives the index that it adds to its
 * space. Definitions must come in an order that the binary allows.
 */
bin_component *bin_new(tenon_context *ctx, tn_arena *arena);
uint32_t bin_append(bin_component *component, const bin_def *def);

/* One entry of a `producers` section: "processed-by", "tenon", "0.1.0". */
typedef struct bin_producer {
    tn_str field, name, version;
} bin_producer;
typedef TN_VEC(bin_producer) bin_producer_list;
#define BIN_PRODUCERS_SECTION "producers"
/* What the sections of the component itself say, in order. */
void bin_read_producers(bin_producer_list *out,
                        tn_arena *arena,
                        const bin_component *component);
/* Appends a section with that entry. */
void bin_append_producer(bin_component *component,
                         const bin_producer *producer);

/* The index space to which a definition (or, with in_type, a declarator)
 * adds; TY_SORT_COUNT: none. */
ty_sort bin_sort_added(const bin_def *def, bool in_type);
/* Can aliases name it in an enclosing component (Binary.md, outeraliassort)?
 * What runs they cannot. */
bool bin_is_outer_sort(ty_sort sort);

#endif
