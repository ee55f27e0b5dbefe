/*
 * Which interfaces the component type of an interface imports (wit_encode.c):
 * those that it takes types from, those that these take types from, and so on.
 *
 * Written out for each interface, a chain in which each uses the one before it
 * grows with the square of its length. Hence of an interface that the package
 * told in full before, one that has many to import has the types only that it
 * needs, and passes over names on the way to what they mean.
 */
#ifndef LINKER_WIT_IMPORTS_H
#define LINKER_WIT_IMPORTS_H

#include "linker/linker.h"

/* What was told so far, and what was spent on it. */
typedef struct link_told {
    tn_arena *arena;
    tn_ptr_map interfaces; /* in full */
    tn_ptr_map places;     /* interface, or node of a type -> its place + 1 */
    uint64_t spent;        /* weight of all that was written for others */
} link_told;

typedef struct link_wit_import {
    const wit_interface *interface;
    const ty_extern *types; /* in the interface's order */
    uint32_t type_count;
} link_wit_import;

typedef struct link_wit_imports {
    link_wit_import *list; /* each after what it needs itself */
    uint32_t count;
} link_wit_imports;

/* What validation will say that a list of imports or exports weighs. */
uint64_t link_weigh(const ty_extern *items, uint32_t count);

void link_told_init(link_told *told, tn_arena *arena);
/* The imports of an interface, which counts as told from then on. */
void link_wit_imports_of(link_wit_imports *out,
                         link_told *told,
                         const wit_interface *interface);

#endif
