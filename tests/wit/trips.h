/*
 * What must hold of WIT that resolves, whatever it is: in every form that it
 * can be given, it means the same. A trip that ends elsewhere shows the WIT
 * and what differs, and aborts. For tests and fuzz targets.
 */
#ifndef TENON_TESTS_WIT_TRIPS_H
#define TENON_TESTS_WIT_TRIPS_H

#include "tenon/wit.h"

/* Texts and what they mean. */
typedef struct trip {
    const char *label; /* shown when it fails; may be NULL */
    tenon_context *ctx;
    const tenon_wit_source *sources;
    size_t source_count;
    bool all_features;
    bool docs; /* documentation must stay as well */
    tenon_wit *wit;
} trip;

/* Begins with texts, which must resolve; sets docs. Free with trip_end. Who has
 * resolved them already sets all but label. */
void trip_begin(trip *t,
                const char *label,
                const tenon_wit_source *sources,
                size_t count,
                bool all_features);
void trip_end(trip *t);

/* The texts with more white space and comments mean the same; but comments,
 * as other tools have it, can become documentation. */
void trip_odd_layout(trip *t, const tenon_wit_source *sources, size_t count);

/* Printed, it resolves to the same. */
void trip_print(trip *t);
/* The print of one package is laid out as `tenon fmt` does it. */
void trip_print_layout(trip *t);
/* Laid out, the texts mean the same and stay as they are. A comment before a
 * `;` becomes documentation of what follows: then docs must be false. */
void trip_layout(trip *t);
/* Any text that can be laid out keeps what it says, and stays as it is then. */
void trip_text_layout(tenon_context *ctx, const tenon_wit_source *source);
/* Its binary form says the same; false: it has none. */
bool trip_binary(trip *t);
/* It does not differ from itself, nor from its union with nothing or with
 * itself. */
void trip_itself(trip *t);
/* Its worlds, turned around or with fewer versions, resolve when printed.
 * Gives the number of worlds that could be changed. */
unsigned trip_worlds(trip *t);
/* All names of types lead to what they mean. */
void trip_walk(trip *t);

#endif
