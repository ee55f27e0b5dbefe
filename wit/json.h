/*
 * Resolved packages as arrays that refer to each other by number: what the
 * JSON form of WIT is made of. Numbers are given as wit-parser gives them, so
 * that what reads its JSON reads ours.
 */
#ifndef WIT_JSON_H
#define WIT_JSON_H

#include "base/map.h"
#include "base/vec.h"
#include "wit/wit.h"

/* A type as part of another: the number of one, a primitive, or nothing. */
typedef uint32_t json_ref;
#define JSON_NONE UINT32_MAX
#define JSON_HIDDEN (JSON_NONE - 1) /* behind a feature that is not enabled */
#define JSON_PRIMITIVE 0x80000000u  /* | ty_kind */

typedef struct json_type {
    tn_str name;     /* empty: anonymous */
    ty_kind kind;    /* TY_NAMED: another name of refs[0] */
    const ty *shape; /* names of fields, length of lists */
    json_ref *refs;  /* of fields, in order; of handles: the resource */
    uint32_t ref_count;
    enum { JSON_OWNER_NONE, JSON_OWNER_INTERFACE, JSON_OWNER_WORLD } owner;
    uint32_t owner_id;
    tn_str docs, external_id;
    wit_stability stability;
} json_type;

typedef struct json_func {
    const wit_func *from; /* NULL: no function */
    tn_str name;
    uint32_t resource; /* JSON_NONE: freestanding */
    json_ref *params, result;
} json_func;

typedef struct json_interface {
    const wit_interface *from;
    wit_stability stability;
    uint32_t package;
    uint32_t clone_of; /* JSON_NONE: of none */
    tn_str *type_names;
    uint32_t *types;
    uint32_t type_count;
    json_func *funcs;
} json_interface;

typedef struct json_item {
    const wit_world_item *from;
    uint32_t id; /* of the interface or type */
    json_func func;
} json_item;

typedef struct json_world {
    const wit_world *from;
    uint32_t package;
    json_item *imports, *exports;
} json_world;

typedef struct json_package {
    const wit_package *from;
    uint32_t first_interface, first_world;
    uint32_t *interfaces; /* their numbers, as from->interfaces */
} json_package;

typedef struct json_index {
    tn_arena *arena;
    TN_VEC(json_type) types;
    TN_VEC(json_interface) interfaces;
    TN_VEC(json_world) worlds;
    TN_VEC(json_package) packages;
    /* While it is made: */
    tn_ptr_map numbers; /* named type, resource or interface -> number + 1 */
    tn_ptr_map items;   /* wit_world_item -> json_item */
    tn_map anonymous;   /* of one package: form and parts -> number */
    tn_ptr_map nodes;   /* of one package: anonymous node -> number + 1 */
    tn_ptr_map given;   /* anonymous node of a binary -> number + 1 */
    bool in_hidden, in_hidden_type, in_hidden_world;
} json_index;

/* json_type.c */

void *wit_json_key(uint32_t number);
/* JSON_NONE when it has none. */
uint32_t wit_json_number(const tn_ptr_map *map, const void *key);
uint32_t wit_json_add_type(json_index *x, const json_type *type);
/* What a binary mentions has the numbers of that order. */
void wit_json_number_mentions(json_index *x, const wit_mentions *mentions);
uint32_t wit_json_define_type(json_index *x,
                              const wit_typedef *def,
                              const json_type *owner);
/* Owned handles of a signature stay open until wit_json_fill_handles. */
void wit_json_start_func(json_index *x,
                         json_func *out,
                         const wit_func *func,
                         const tn_map *resources);
void wit_json_fill_handles(json_index *x, json_func *func);
/* Numbers the unnamed types of a hidden type or function. */
void wit_json_hide(json_index *x, const wit_hidden *part);

/* json_index.c: numbers everything of a resolution. */
void wit_json_index(json_index *out,
                    tn_arena *arena,
                    const wit_resolve *resolve);

/* json_copy.c */

/* One `include`, or one interface: what belongs to the owner `from` is copied
 * for the owner `to`. */
typedef struct json_copier {
    json_index *x;
    tn_ptr_map *copies;       /* number + 1 -> number + 1; grows */
    const tn_ptr_map *before; /* further ones, or NULL */
    json_type from, to;       /* owners */
} json_copier;
json_ref wit_json_copy_type(const json_copier *c, json_ref ref);
void wit_json_copy_func(const json_copier *c,
                        json_func *out,
                        const json_func *func);
/* The number of the copy. Of parent, the owners do not matter. */
uint32_t wit_json_copy_interface(const json_copier *parent,
                                 uint32_t number,
                                 uint32_t package);

/*
 * json_nominal.c: gives each import and export of the world that is an
 * interface one that nothing else of the world has, by copying; what uses the
 * types of a copied one is copied as well and uses those of the copy. False
 * after reporting that this is too much.
 */
bool wit_json_make_nominal(json_index *x, const wit_world *world) TN_MUST_CHECK;

/* json.c: writes it, indented by two spaces. nominal may be NULL: a world that
 * wit_json_make_nominal is for. */
bool wit_json(tn_writer *out,
              tn_arena *arena,
              const wit_resolve *resolve,
              const wit_world *nominal) TN_MUST_CHECK;

#endif
