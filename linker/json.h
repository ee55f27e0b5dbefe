/*
 * JSON values in an arena: what the custom sections of other tools hold.
 * (The JSON library allocates by itself, which code that unwinds must not
 * hold on to.)
 */
#ifndef LINKER_JSON_H
#define LINKER_JSON_H

#include "base/bytes.h"
#include "base/map.h"

typedef struct link_json {
    enum {
        LINK_JSON_NULL,
        LINK_JSON_BOOL,
        LINK_JSON_NUMBER, /* checked, not kept */
        LINK_JSON_STRING,
        LINK_JSON_ARRAY, /* checked, not kept */
        LINK_JSON_OBJECT
    } kind;
    tn_str string;  /* STRING: decoded */
    tn_map members; /* OBJECT: name -> const link_json */
} link_json;

/*
 * Parses one value that fills the text. NULL when it is malformed; *bad is
 * then the offset of the first wrong byte.
 */
const link_json *link_json_parse(tn_arena *arena, tn_str text, size_t *bad);
/* The member of an object; NULL when there is none, or object is NULL. */
const link_json *link_json_get(const link_json *object, tn_str name);

/* A string with its quotes; text is UTF-8. */
void link_json_write(tn_writer *out, tn_str text);

#endif
