/* What the parts of the generator share; see gen.h. */
#ifndef TENON_TESTS_WIT_GEN_STATE_H
#define TENON_TESTS_WIT_GEN_STATE_H

#include <stdbool.h>

#include "tests/wit/gen.h"

enum {
    GEN_BYTES = 12000, /* of text, after which only what was begun is ended */
    GEN_NAME = 40,
    GEN_TAKEN = 128,
    GEN_TYPES = 16,
    GEN_INTERFACES = 24, /* they are bits of a gen_set */
    GEN_WORLDS = 10,
    GEN_PACKAGES = 4,
    GEN_PIECES = 32,
    GEN_FILES = 8,
    GEN_EXPORTS = 24,
    GEN_PLAIN = 48
};

/* How much an item is gated. It needs at least the level of what it stands in
 * and of what it mentions. */
typedef enum gen_level {
    GEN_ALWAYS,
    GEN_SINCE_1,
    GEN_SINCE_2,
    GEN_UNSTABLE
} gen_level;

typedef struct gen_text {
    char *data;
    size_t len, cap;
} gen_text;

/* Where the items of something begin; they can change places. */
typedef struct gen_pieces {
    size_t at[GEN_PIECES];
    unsigned count;
} gen_pieces;

/* Names in one scope, in small letters. */
typedef struct gen_names {
    char taken[GEN_TAKEN][GEN_NAME];
    unsigned count;
} gen_names;

/* What a type consists of, as far as it matters where it may stand. */
typedef struct gen_part {
    unsigned weight, depth;
    bool borrow; /* has one somewhere: not for results */
} gen_part;

typedef struct gen_type {
    char name[GEN_NAME];
    gen_part part;
    gen_level level;
    bool resource;
} gen_type;

typedef struct gen_scope {
    gen_type types[GEN_TYPES];
    unsigned count;
    gen_names *names;
    uint32_t uses; /* a set of interfaces, and of what they use */
} gen_scope;

typedef struct gen_interface {
    char name[GEN_NAME];
    char alias[GEN_NAME]; /* in the file at hand; may be empty */
    unsigned package;
    gen_level level;
    gen_scope scope;
} gen_interface;

/* A name of a world that is not one of an interface. */
typedef struct gen_plain {
    char name[GEN_NAME];
    bool fixed; /* a type, or of a resource: `with` cannot rename it */
} gen_plain;

typedef struct gen_world {
    char name[GEN_NAME];
    unsigned package;
    gen_level level;
    uint32_t imports, exports;      /* interfaces under their own names */
    uint32_t renamed;               /* exports under other names */
    uint32_t gated;                 /* imports and exports behind gates */
    uint32_t closures[GEN_EXPORTS]; /* what each export uses */
    unsigned closure_count;
    gen_plain plain[GEN_PLAIN];
    unsigned plain_count;
} gen_world;

typedef struct gen_package {
    unsigned name;
    const char *version; /* may be empty */
} gen_package;

typedef struct gen_file {
    char path[GEN_NAME];
    gen_text head, body, odd;
    gen_pieces pieces;
    unsigned group;
} gen_file;

struct wit_gen {
    const uint8_t *data; /* NULL: from the seed, which never ends */
    size_t len, at;
    uint64_t seed;
    size_t made; /* bytes of text, so far */

    gen_text *out;
    unsigned indent, serial;
    gen_level level;    /* of the item at hand */
    unsigned no_borrow; /* > 0: none may stand here */
    bool unstable;      /* some items are */

    gen_package packages[GEN_PACKAGES];
    unsigned package; /* the one at hand */
    gen_names names;  /* its interfaces and worlds */
    gen_interface interfaces[GEN_INTERFACES];
    unsigned interface_count;
    gen_world worlds[GEN_WORLDS];
    unsigned world_count;

    gen_file files[GEN_FILES];
    unsigned file_count;
    tenon_wit_source sources[GEN_FILES], odd_sources[GEN_FILES];
};

/* gen_text.c */

/* 0 when the input is used up or the text is long: that ends all loops. */
unsigned gen_pick(wit_gen *g, unsigned below);
/* One of n times; never at the end. */
bool gen_chance(wit_gen *g, unsigned n);

void gen_append(gen_text *to, const char *data, size_t len);
void gen_put(wit_gen *g, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A line that is indented as far as the item at hand. */
void gen_line(wit_gen *g);

/* A name that is new in a scope. */
void gen_name(wit_gen *g, gen_names *names, char out[GEN_NAME]);
bool gen_is_taken(const gen_names *names, const char *name);
void gen_take(gen_names *names, const char *name);
/* The name as an identifier. */
void gen_put_name(wit_gen *g, const char *name);

/* Begins a line; documentation may stand in front of it. */
void gen_docs(wit_gen *g);
/* The same with gates, and with an external id where one may stand. Gives the
 * level of the item, which is that of the generator until it is put back. */
gen_level gen_before(wit_gen *g, gen_level least, bool external);
/* As gen_before, with a gate for exactly this level. */
void gen_before_at(wit_gen *g, gen_level level);
/* The level that an item of a package needs to be mentioned here. */
gen_level gen_needed(const wit_gen *g, gen_level level, unsigned package);

void gen_mark(wit_gen *g, gen_pieces *pieces);
/* Brings the items from the first mark to the end into another order. */
void gen_shuffle(wit_gen *g, gen_pieces *pieces);

void gen_odd_layout(wit_gen *g, gen_file *file);

/* gen_type.c */
gen_part gen_value_type(wit_gen *g, const gen_scope *s, unsigned deep);
void gen_signature(wit_gen *g, const gen_scope *s, bool result);
void gen_func_type(wit_gen *g, const gen_scope *s);
void gen_definition(wit_gen *g, gen_scope *s, bool external);

/* gen_item.c */
void gen_path(wit_gen *g, const gen_interface *to);
void gen_package_id(wit_gen *g, unsigned package, const char *item);
void gen_use(wit_gen *g, gen_scope *s);
void gen_body(wit_gen *g, gen_scope *s);
void gen_add_interface(wit_gen *g);
void gen_add_alias(wit_gen *g);

/* gen_world.c */
void gen_add_world(wit_gen *g);

#endif
