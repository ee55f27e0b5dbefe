/*
 * A world as the linker needs it: the union of the worlds that the core
 * modules of one component carry.
 */
#ifndef LINKER_WORLD_H
#define LINKER_WORLD_H

#include "linker/linker.h"

typedef struct link_world {
    tenon_context *ctx;
    tn_arena *arena;
    TN_VEC(ty_extern) imports;
    TN_VEC(ty_extern) exports;
    tn_map import_index, export_index; /* name -> position */
    tn_map tracks;    /* "ns:pkg/name@track" -> position of the import */
    tn_map renamed;   /* import name -> the name of a higher version */
    tn_ptr_map lists; /* see ty_look_up_extern */
    /* Nodes of later worlds -> nodes of the first world that has them; and
     * of those the resources, for matching. */
    tn_ptr_map same;
    ty_subst unify;
    bool keeps_versions; /* imports of compatible versions stay apart */
} link_world;

void link_world_init(link_world *world, link_job *job);

/*
 * Adds the worlds that the custom sections of a module hold. found says how
 * many there were; encoding how that module stores strings. Reports what is
 * unreadable or contradicts another world.
 */
bool link_world_read(link_world *world,
                     link_job *job,
                     const core_module *module,
                     tn_str path,
                     uint32_t *found,
                     bin_encoding *encoding) TN_MUST_CHECK;

/* The world in the section's component: what its component type exports; or
 * NULL. */
const ty_extern *link_find_world(const bin_component *component);

/*
 * The union of a world with the imports and exports of one more component:
 * resources that both have are one, from the first mention on. An interface
 * that is imported in two compatible versions becomes one import of the higher
 * version, as long as the common parts agree.
 */
typedef struct link_merge {
    link_world *world;
    ty_subst bind; /* resources of the newcomer -> those of the world */
    tn_str path;   /* of the newcomer, for diagnostics */
    bool quiet;    /* do not report: two versions may well differ */
    bool ok;
} link_merge;
void link_merge_init(link_merge *merge, link_world *world, tn_str path);
void link_merge_import(link_merge *merge, const ty_extern *item);
void link_merge_export(link_merge *merge, const ty_extern *item);

/* Brings the imports into an order that a component can have. */
void link_world_sort(link_world *world);

/* The export of an interface by its name, or NULL. */
const ty_extern *link_world_member(link_world *world,
                                   const ty_extern *interface,
                                   tn_str name);
const ty_extern *link_world_import(const link_world *world, tn_str name);
const ty_extern *link_world_export(const link_world *world, tn_str name);

#endif
