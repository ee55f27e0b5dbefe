/*
 * Types of the Component Model, to be looked at: what WIT and components say
 * of parameters, results and definitions (Explainer.md, "Type Definitions").
 *
 * A type has a kind and may have a name. `record point { x: f32 }` is a RECORD
 * named "point"; `type p = point;` is a RECORD named "p" with the same
 * members, and tenon_type_target tells that it is another name of `point`; in
 * `list<point>` the element is that same type, and the list has no name.
 *
 * Types cannot be recursive, but what is small as a graph can be huge as a
 * tree: who walks one stops at names, or remembers where it was. A definition
 * is one type: the same pointer wherever it is mentioned.
 *
 * Types are borrowed from what they were got from. Wherever a type is asked
 * for something that it does not have, or NULL is asked, the answer is NULL, 0
 * or an empty text.
 */
#ifndef TENON_TYPE_H
#define TENON_TYPE_H

#include "tenon/core.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tenon_type tenon_type;

/* The kinds: TENON_TYPE_BOOL, TENON_TYPE_RECORD, ...: see type.def. */
typedef enum tenon_type_kind {
#define TYPE(NAME, text) TENON_TYPE_##NAME,
#include "tenon/type.def"
} tenon_type_kind;

/* What a type is, whatever it is called. */
TENON_API tenon_type_kind tenon_type_kind_of(const tenon_type *type);

/* "u8", "record"; "list" also for lists of fixed length. Never NULL. */
TENON_API const char *tenon_type_kind_text(tenon_type_kind kind);

/* The name of a type that has one. */
TENON_API tenon_str tenon_type_name(const tenon_type *type);

/*
 * What the name of a type stands for: another type with a name, of which it is
 * one more, or a type without one. NULL for types without names, and for
 * resources, which are behind no other name.
 */
TENON_API const tenon_type *tenon_type_target(const tenon_type *type);

/* A part of a type, or a parameter of a function. */
typedef struct tenon_member {
    tenon_str name;         /* empty in tuples */
    const tenon_type *type; /* NULL: a case without payload, a flag */
    tenon_str docs;         /* where they are kept: those of texts are */
} tenon_member;

/* RECORD: fields; VARIANT, ENUM: cases; FLAGS: flags; TUPLE: elements. */
TENON_API size_t tenon_type_member_count(const tenon_type *type);
TENON_API tenon_member tenon_type_member(const tenon_type *type, size_t index);

/* LIST, FIXED_LIST, OPTION, STREAM, FUTURE; of a MAP the values. */
TENON_API const tenon_type *tenon_type_element(const tenon_type *type);
/* FIXED_LIST: how many elements it has. */
TENON_API size_t tenon_type_length(const tenon_type *type);
/* MAP. */
TENON_API const tenon_type *tenon_type_key(const tenon_type *type);
/* RESULT; NULL: that side has no value. */
TENON_API const tenon_type *tenon_type_ok(const tenon_type *type);
TENON_API const tenon_type *tenon_type_error(const tenon_type *type);
/* OWN, BORROW: the RESOURCE, under the name by which it is mentioned. */
TENON_API const tenon_type *tenon_type_resource(const tenon_type *type);

/*
 * Writes a type as WIT mentions it: its name, or `list<option<u8>>`. As
 * snprintf: at most size bytes, a NUL included; the result is the length of
 * the whole text. What is longer than about 1000 bytes ends in "...".
 */
TENON_API size_t tenon_type_text(char *out,
                                 size_t size,
                                 const tenon_type *type);

/* The type of a function. */
typedef struct tenon_func_type tenon_func_type;

TENON_API bool tenon_func_type_is_async(const tenon_func_type *type);
/* Parameters; of a method, `self` is the first. */
TENON_API size_t tenon_func_type_param_count(const tenon_func_type *type);
TENON_API tenon_member tenon_func_type_param(const tenon_func_type *type,
                                             size_t index);
/* NULL: none. */
TENON_API const tenon_type *tenon_func_type_result(const tenon_func_type *type);

/* `async func(a: u8) -> string`; otherwise as tenon_type_text. */
TENON_API size_t tenon_func_type_text(char *out,
                                      size_t size,
                                      const tenon_func_type *type);

#ifdef __cplusplus
}
#endif
#endif
