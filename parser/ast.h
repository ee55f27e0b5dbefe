/*
 * The typed syntax tree of WIT (WIT.md). It says what is written and knows
 * nothing of meaning: names are not resolved.
 */
#ifndef AST_H
#define AST_H

#include "base/bytes.h"
#include "base/context.h"
#include "base/vec.h"
#include "types/types.h"

typedef struct ast_id {
    tn_str text; /* without a leading '%' */
    tn_span span;
} ast_id;

/* @since(version = 1.0.0) and its like, in source order. */
typedef struct ast_gate {
    enum { AST_SINCE, AST_UNSTABLE, AST_DEPRECATED, AST_EXTERNAL_ID } kind;
    tn_str value; /* version, feature or id text */
    tn_span span;
} ast_gate;

typedef struct ast_attrs {
    tn_str docs; /* of the comments before it; p is NULL when there are none */
    const ast_gate *gates;
    uint32_t gate_count;
} ast_attrs;

/* name, ns:pkg/name or ns:pkg/name@version */
typedef struct ast_path {
    ast_id ns, package, name; /* ns and package are empty for a local name */
    tn_str version;           /* empty: none */
    tn_span span;
} ast_path;

typedef struct ast_type ast_type;
struct ast_type {
    enum {
        AST_TYPE_PRIMITIVE, /* prim */
        AST_TYPE_NAME,      /* name */
        AST_TYPE_LIST,
        AST_TYPE_FIXED_LIST,
        AST_TYPE_OPTION,
        AST_TYPE_RESULT, /* args[0] ok, args[1] error; each may be NULL */
        AST_TYPE_TUPLE,
        AST_TYPE_MAP,
        AST_TYPE_STREAM, /* args[0] may be NULL */
        AST_TYPE_FUTURE, /* args[0] may be NULL */
        AST_TYPE_OWN,    /* name */
        AST_TYPE_BORROW  /* name */
    } form : 8;
    ty_kind prim : 8;
    uint32_t arg_count;
    tn_span span;
    union {
        ast_id name;
        struct {
            const ast_type *const *args;
            uint64_t len; /* FIXED_LIST */
        };
    };
};

typedef struct ast_field {
    ast_attrs attrs;
    ast_id name;
    const ast_type *type; /* NULL: no payload */
} ast_field;

typedef struct ast_func {
    ast_attrs attrs;
    ast_id name; /* empty for a constructor */
    enum {
        AST_FUNC_FREE,
        AST_FUNC_METHOD,
        AST_FUNC_STATIC,
        AST_FUNC_CTOR
    } form;
    bool is_async;
    const ast_field *params;
    uint32_t param_count;
    const ast_type *result; /* NULL: none */
    tn_span span;
} ast_func;

typedef struct ast_item ast_item;

typedef struct ast_typedef {
    ast_attrs attrs;
    ast_id name;
    enum {
        AST_DEF_ALIAS,
        AST_DEF_RECORD,
        AST_DEF_VARIANT,
        AST_DEF_FLAGS,
        AST_DEF_ENUM,
        AST_DEF_RESOURCE
    } form;
    const ast_type *target;  /* ALIAS */
    const ast_field *fields; /* RECORD, VARIANT, FLAGS, ENUM */
    uint32_t field_count;
    const ast_item *funcs; /* RESOURCE */
    uint32_t func_count;
    tn_span span;
} ast_typedef;

/* `a as b`; as is empty when nothing is renamed. */
typedef struct ast_rename {
    ast_id name, as;
} ast_rename;

/* use path.{a, b as c}; at top level: use path as name; */
typedef struct ast_use {
    ast_attrs attrs;
    ast_path from;
    const ast_rename *names;
    uint32_t name_count;
    ast_id as; /* top level only; may be empty */
    tn_span span;
} ast_use;

typedef struct ast_include {
    ast_attrs attrs;
    ast_path world;
    const ast_rename *with;
    uint32_t with_count;
    tn_span span;
} ast_include;

/* Where the bodies of some interfaces and worlds stand; see ast_body_done. */
typedef struct ast_bodies ast_bodies;

typedef struct ast_interface {
    ast_attrs attrs;
    ast_id name; /* empty when inline in a world */
    const ast_item *items;
    uint32_t item_count;
    tn_span span;
    ast_bodies *bodies; /* that the items are among; may be NULL */
} ast_interface;

/* import or export of a world. */
typedef struct ast_extern {
    ast_attrs attrs;
    bool is_export;
    enum {
        AST_EXTERN_PATH,      /* import ns:pkg/i; */
        AST_EXTERN_FUNC,      /* import f: func(); */
        AST_EXTERN_INTERFACE, /* import i: interface { } */
        AST_EXTERN_IMPLEMENTS /* import name: ns:pkg/i; */
    } form;
    ast_id name; /* not for PATH */
    ast_path path;
    ast_func func;
    ast_interface interface;
    tn_span span;
} ast_extern;

typedef struct ast_world {
    ast_attrs attrs;
    ast_id name;
    const ast_item *items;
    uint32_t item_count;
    tn_span span;
    ast_bodies *bodies;
} ast_world;

struct ast_item {
    enum {
        AST_ITEM_USE,
        AST_ITEM_TYPE,
        AST_ITEM_FUNC,
        AST_ITEM_INTERFACE, /* in a package */
        AST_ITEM_WORLD,     /* in a package */
        AST_ITEM_EXTERN,    /* in a world */
        AST_ITEM_INCLUDE,   /* in a world */
        AST_ITEM_PACKAGE    /* nested: package a:b { } */
    } form;
    union {
        const ast_use *use;
        const ast_typedef *type;
        const ast_func *func;
        const ast_interface *interface;
        const ast_world *world;
        const ast_extern *ext;
        const ast_include *include;
        const struct ast_package *package;
    } u;
};

typedef struct ast_package {
    ast_attrs attrs;
    tn_span docs_span; /* the comments that attrs.docs was made of */
    bool has_name;
    ast_path name; /* ns, package and version */
    const ast_item *items;
    uint32_t item_count;
    tn_span span;
} ast_package;

/*
 * Parses one WIT file into its (top-level) package; items of the file stand in
 * it. Reports every syntax error that it can tell apart and gives false when
 * there was one (the tree is then empty or incomplete).
 */
bool ast_parse(ast_package **out,
               tenon_context *ctx,
               tn_arena *arena,
               const tn_source *source) TN_MUST_CHECK;

/*
 * Parses several files with less memory than each for itself. partial: of a
 * file with errors the tree has all items that are complete and right.
 */
typedef struct ast_parser ast_parser;
ast_parser *ast_parser_new(tenon_context *ctx, tn_arena *arena, bool partial);

/*
 * From now on the parser keeps bodies of interfaces and worlds in arenas of
 * their own, a few in each, and what it needs itself in work. *newest is the
 * list of these arenas, which the caller releases, also when memory is out.
 */
void ast_parser_split(ast_parser *parser, ast_bodies **newest, tn_arena *work);
/* A body (gates and items) is of no more use; NULL: it is not by itself. */
void ast_body_done(ast_bodies *bodies);
void ast_bodies_release(ast_bodies *newest);

bool ast_parse_next(ast_package **out,
                    ast_parser *parser,
                    const tn_source *source) TN_MUST_CHECK;

/* Is it a word that needs a leading '%' to be an identifier? */
bool ast_is_keyword(tn_str word);

/* The word such as `list`, of a type with parameters, that was perhaps meant
 * by a name; empty: none. */
tn_str ast_closest_generic(tn_str name);

#endif
