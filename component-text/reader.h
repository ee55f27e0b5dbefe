/*
 * What the files of the reader share. Definitions are added in the order of
 * the text. What a definition needs and writes inline (types, exports bundled
 * as arguments) is added before it, and so are aliases of what it takes from
 * instances and from enclosing components: first the inline types, each with
 * its own aliases, then the aliases for the definition itself. Hence uses of
 * items are noted while a definition is read (ctext_refs), and get their
 * indices when it is added.
 */
#ifndef COMPONENT_TEXT_READER_H
#define COMPONENT_TEXT_READER_H

#include "base/map.h"
#include "base/vec.h"
#include "component-text/tree.h"
#include "component/component.h"

typedef enum ctext_form {
    CTEXT_COMPONENT,
    CTEXT_COMPONENT_TYPE,
    CTEXT_INSTANCE_TYPE,
    CTEXT_MODULE_TYPE
} ctext_form;

/* The identifier of an item, for the name section. */
typedef struct ctext_name {
    ty_sort sort;
    uint32_t index;
    tn_str text;
} ctext_name;

/* An export written inside of a definition; it is added at the very end. */
typedef struct ctext_late_export {
    bin_extern_name name;
    bin_sort_index item;
} ctext_late_export;

/* A component, or a type with index spaces of its own. */
typedef struct ctext_scope {
    struct ctext_scope *parent;
    ctext_form form;
    tn_str id; /* may be empty */
    tn_map ids[TY_SORT_COUNT];
    uint32_t counts[TY_SORT_COUNT];
    TN_VEC(ctext_name) names;
    bin_component *component;            /* COMPONENT */
    TN_VEC(ctext_late_export) exports;   /* COMPONENT */
    TN_VEC(bin_def) decls;               /* COMPONENT_TYPE, INSTANCE_TYPE */
    TN_VEC(bin_moduledecl) module_decls; /* MODULE_TYPE */
} ctext_scope;

typedef struct ctext_reader {
    tenon_context *ctx;
    tn_arena *arena;
    tn_str text;   /* of the source */
    uint32_t base; /* its place */
    ctext_scope *scope;
    uint32_t depth; /* of scopes */
    uint32_t errors;
} ctext_reader;

/* Walks over the items of a list. */
typedef struct ctext_cursor {
    ctext_reader *r;
    const ctext_node *list;
    uint32_t i;
} ctext_cursor;

/* A use of an item, whose index is stored when its definition is added. */
typedef struct ctext_ref {
    ty_sort sort;
    const ctext_node *index; /* of the item, or of the instance */
    const ctext_node *path;  /* the list that ends in names of exports */
    uint32_t path_len;
    uint32_t *out;
} ctext_ref;
typedef TN_VEC(ctext_ref) ctext_refs;

/* cursor.c */

/* Reports at node, or at the end of the list; false. */
bool ctext_fail(ctext_reader *r, const ctext_node *node, const char *fmt, ...)
    TENON_PRINTF(3, 4);
/* "<what> are not supported" */
bool ctext_unsupported(ctext_reader *r,
                       const ctext_node *node,
                       const char *what);
/* "expected <what>", here. */
bool ctext_expected(ctext_cursor *c, const char *what);
/* Behind the first `skip` items, which the caller has looked at. */
ctext_cursor ctext_enter(ctext_reader *r,
                         const ctext_node *list,
                         uint32_t skip);
/* The next item, or NULL at the end. */
const ctext_node *ctext_peek(const ctext_cursor *c);
const ctext_node *ctext_next(ctext_cursor *c);
bool ctext_take_word(ctext_cursor *c, const char *word);
/* The next item, when it is a list that begins so; else NULL. */
const ctext_node *ctext_take_list(ctext_cursor *c, const char *word);
/* "$name" without its sign; empty when there is none. False when malformed. */
bool ctext_take_id(ctext_cursor *c, tn_str *out);
bool ctext_id_text(ctext_reader *r, const ctext_node *node, tn_str *out);
bool ctext_read_end(ctext_cursor *c);
/* A string, which must be UTF-8; one of any bytes. */
bool ctext_read_name(ctext_cursor *c, tn_str *out, const char *what);
bool ctext_read_bytes(ctext_cursor *c, tn_str *out, const char *what);
bool ctext_read_u32(ctext_cursor *c, uint32_t *out, const char *what);
bool ctext_read_u64(ctext_cursor *c, uint64_t *out, const char *what);
/* "func", "core func": a sort; in_core: `core` is meant and not written. */
bool ctext_read_sort(ctext_cursor *c, ty_sort *out, bool in_core);
/* The name of an import or export, with its attributes. */
bool ctext_read_extern_name(ctext_cursor *c, bin_extern_name *out);
/* (word "name" attribute*), and nothing else in it. */
bool ctext_is_inline_name(const ctext_node *node, const char *word);

/* scope.c */

bool ctext_open_scope(ctext_reader *r,
                      ctext_scope **out,
                      ctext_form form,
                      tn_str id,
                      const ctext_node *at);
void ctext_close_scope(ctext_reader *r);
/* The index of an item of the current scope, which may come to be an alias. */
bool ctext_resolve(ctext_reader *r,
                   ty_sort sort,
                   const ctext_node *index,
                   uint32_t *out);
/* The index that a name or number means in that very scope. */
bool ctext_resolve_in(ctext_reader *r,
                      const ctext_scope *scope,
                      ty_sort sort,
                      const ctext_node *index,
                      uint32_t *out);
/* Gives a name to an item of the current scope. */
bool ctext_put_id(ctext_reader *r,
                  ty_sort sort,
                  uint32_t index,
                  tn_str id,
                  const ctext_node *at);
/*
 * Resolves the uses, adds the definition, and names it when id is not empty.
 * *out (may be NULL) is its index.
 */
bool ctext_add(ctext_reader *r,
               const bin_def *def,
               const ctext_refs *refs,
               tn_str id,
               const ctext_node *at,
               uint32_t *out);
/* {X}idx: an index, or (X index "name"*); `core` is optional where in_core. */
bool ctext_read_ref(ctext_cursor *c,
                    ctext_refs *refs,
                    ty_sort sort,
                    uint32_t *out);
/* Behind the sort in (sort index "name"*), up to the end. */
bool ctext_read_path(ctext_cursor *c,
                     ctext_refs *refs,
                     ty_sort sort,
                     uint32_t *out);
/* externidx: (sort index "name"*). */
bool ctext_read_item(ctext_cursor *c,
                     ctext_refs *refs,
                     bool in_core,
                     bin_sort_index *out);

/* read_type.c */

bool ctext_read_valtype(ctext_cursor *c, ctext_refs *refs, bin_valtype *out);
/* What follows "(type $id"; id: what a component or instance type is called
 * by the types in it. */
bool ctext_read_deftype(ctext_cursor *c,
                        ctext_refs *refs,
                        tn_str id,
                        bin_deftype *out);
/* The contents of an externtype behind "(sort $id". */
bool ctext_read_externdesc(ctext_cursor *c,
                           ctext_refs *refs,
                           ty_sort sort,
                           bin_externdesc *out);
/* (type index), or an inline type of that sort, which is added. */
bool ctext_read_typeuse(ctext_cursor *c,
                        ctext_refs *refs,
                        ty_sort sort,
                        uint32_t *out);

/* read_core.c */

bool ctext_read_core_valtype(ctext_cursor *c, core_valtype *out);
/* Declarations of a module type, up to the end. */
bool ctext_read_module_type(ctext_cursor *c, bin_def *out, tn_str id);
bool ctext_read_core_type(ctext_cursor *c, bin_def *out, tn_str id);
/* The binary of a core module; list has its fields. */
bool ctext_read_module(ctext_reader *r, const ctext_node *list, bin_def *out);

/* read_canon.c */

/* "(canon op ..." behind `canon`; types in it are not part of it. */
bool ctext_read_canon(ctext_cursor *c, ctext_refs *refs, bin_canon *out);

/* read_item.c */

bool ctext_read_core_instance(ctext_cursor *c, tn_str id, uint32_t *out);
bool ctext_read_instance(ctext_cursor *c, tn_str id, uint32_t *out);
bool ctext_read_alias(ctext_cursor *c);
/* "(alias ..." in a definition of that sort. */
bool ctext_read_inline_alias(ctext_cursor *c,
                             ty_sort sort,
                             tn_str id,
                             uint32_t *out);
bool ctext_read_import(ctext_cursor *c);
bool ctext_read_export_decl(ctext_cursor *c);
bool ctext_read_export(ctext_cursor *c);
bool ctext_read_start(ctext_cursor *c);

/* read.c */

/* (type ...), (core type ...), (alias ...), (import ...), (export ...). */
bool ctext_read_decl(ctext_reader *r, const ctext_node *list);

/* names.c */

/* Appends the name section, if anything has a name. */
void ctext_append_names(ctext_scope *scope);

/* custom.c: (@custom ...) and (@producers ...) among definitions. */
bool ctext_read_custom(ctext_cursor *c);
bool ctext_read_producers(ctext_cursor *c);

#endif
