/*
 * Component-level values: what goes into and comes out of calls from the
 * host, when no generated bindings are used.
 */
#ifndef TENON_VALUE_H
#define TENON_VALUE_H

#include "tenon/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of values (Explainer.md, "Type Definitions"). */
typedef enum tenon_val_kind {
    TENON_VAL_BOOL,
    TENON_VAL_S8,
    TENON_VAL_U8,
    TENON_VAL_S16,
    TENON_VAL_U16,
    TENON_VAL_S32,
    TENON_VAL_U32,
    TENON_VAL_S64,
    TENON_VAL_U64,
    TENON_VAL_F32,
    TENON_VAL_F64,
    TENON_VAL_CHAR,
    TENON_VAL_STRING,
    TENON_VAL_LIST,   /* also fixed-length lists; maps: list of tuples */
    TENON_VAL_RECORD, /* fields in the order of the type */
    TENON_VAL_TUPLE,
    TENON_VAL_VARIANT, /* also enum: payload NULL */
    TENON_VAL_OPTION,  /* index 0 none, 1 some */
    TENON_VAL_RESULT,  /* index 0 ok, 1 error */
    TENON_VAL_FLAGS,
    TENON_VAL_OWN,
    TENON_VAL_BORROW
} tenon_val_kind;

typedef struct tenon_val tenon_val;

/* A tagged value. Which member is meant follows from kind. */
struct tenon_val {
    tenon_val_kind kind;
    union {
        bool boolean;
        int64_t sint;  /* S8 .. S64 */
        uint64_t uint; /* U8 .. U64 */
        float f32;
        double f64;
        uint32_t scalar; /* CHAR */
        struct {
            const char *data; /* UTF-8, not NUL-terminated */
            size_t len;
        } string;
        struct {
            tenon_val *items; /* LIST, RECORD, TUPLE */
            size_t len;
        } list;
        struct {
            uint32_t index;     /* of the case */
            tenon_val *payload; /* NULL: none */
        } variant;              /* VARIANT, OPTION, RESULT */
        uint32_t flags;         /* bit i: label i */
        struct {
            /* What the resource's owner knows it by. An owned handle is
             * spent when it is passed as owned, or dropped: the library does
             * not keep count of what the host holds. */
            uint32_t rep;
            const void *type; /* identity; NULL: one of the host's own */
        } handle;
    } of;
};

#ifdef __cplusplus
}
#endif
#endif
