/*
 * Writing WebAssembly's text format (Core specification 6): groups and lines,
 * literals, and identifiers. After a failure nothing more is written.
 */
#ifndef TN_SEXPR_H
#define TN_SEXPR_H

#include "base/bytes.h"
#include "base/vec.h"

typedef struct tn_sexpr {
    tn_writer *out;
    tenon_context *ctx;
    TN_VEC(size_t) groups; /* the lines in which they were opened */
    size_t line;
    size_t extra; /* levels of indentation beside those of groups */
    size_t limit; /* of out->len */
    bool failed;
} tn_sexpr;

/*
 * input_len is the size of the binary that is printed: its text is limited to
 * TN_MAX_TEXT_RATIO times that, and to TN_MAX_TEXT_BYTES. Locals take a few
 * bytes in a binary however many they are.
 */
void tn_sexpr_init(tn_sexpr *s,
                   tenon_context *ctx,
                   tn_writer *out,
                   size_t input_len);

/*
 * "(text", a new line within the group, and ")", which goes to a line of its
 * own unless the group was opened in this one.
 */
void tn_sexpr_open(tn_sexpr *s, const char *text);
void tn_sexpr_line(tn_sexpr *s);
void tn_sexpr_close(tn_sexpr *s);

void tn_sexpr_put(tn_sexpr *s, const char *text);
void tn_sexpr_number(tn_sexpr *s, uint64_t number);
void tn_sexpr_signed(tn_sexpr *s, int64_t number);

/*
 * String literals with their quotes: a name, whose characters beyond ASCII
 * become \u{...}, and bytes, which become two digits.
 */
void tn_sexpr_name(tn_sexpr *s, tn_str name);
void tn_sexpr_data(tn_sexpr *s, tn_str bytes);

/* What a name section calls an item. */
typedef struct tn_item_name {
    tn_str text;    /* p is NULL: it has no name */
    bool is_unique; /* and fit to be an identifier */
} tn_item_name;

/* The names of an index space; items is NULL where there are none. */
typedef struct tn_space_names {
    tn_item_name *items;
    uint32_t count;
} tn_space_names;

/* A use of an item: $name or its number. names may be NULL. */
void tn_sexpr_index(tn_sexpr *s, const tn_space_names *names, uint32_t index);
/* Where an item is defined: "$name (;index;)". */
void tn_sexpr_id(tn_sexpr *s, const tn_space_names *names, uint32_t index);
/* "$name", or `(@name "...")` of a name that is no identifier. */
void tn_sexpr_item_name(tn_sexpr *s, const tn_item_name *name);

/*
 * Reads a name map, vec(index name), without diagnostics, into the items of an
 * index space, which are there. Of equal names the first is the identifier.
 * False when it is malformed or names what does not exist or has a name. The
 * arena is for the time of reading.
 */
bool tn_read_name_map(tn_space_names *names,
                      tn_arena *arena,
                      const uint8_t **p,
                      const uint8_t *end);
/* May be the identifier that it is, if no other item has it. */
bool tn_is_usable_name(tn_str name);

/* False, also from earlier on, when len more bytes are too many. */
bool tn_sexpr_has_room(tn_sexpr *s, size_t len);

#endif
