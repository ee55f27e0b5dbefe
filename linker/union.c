/*
 * Several worlds in one core module, of libraries for example: the module is
 * for their union, which must mean for each of them what it meant before.
 */
#include "linker/wit_binary.h"
#include "wit/merge.h"

/* The exports of a world by name. */
static void index_exports(tn_map *out, tn_arena *arena, const wit_world *w) {
    tn_map_init(out, arena);
    for (uint32_t i = 0; i < w->export_count; i++)
        tn_map_set(out, w->exports[i].name, (void *)&w->exports[i]);
}

/*
 * Exports take types from exports where there are such, and else from
 * imports. What a world takes from its imports must not be exported by
 * another one.
 */
static bool keeps_meaning(link_job *job,
                          tn_str path,
                          const wit_world *world,
                          const tn_map *own,
                          const tn_map *all,
                          const wit_interface *export) {
    const wit_interface_def *def = wit_def_of(export);
    for (size_t i = 0; i < def->deps.len; i++) {
        tn_str id = def->deps.data[i]->id;
        if (tn_map_find(own, id) || !tn_map_find(all, id))
            continue;
        tn_diag *diag =
            tn_error(job->ctx, DIAG_LINK_WORLD, TN_NO_SPAN,
                     "two worlds disagree about `%.*s`", TN_STR_ARG(id));
        tn_diag_place(job->ctx, diag, path);
        tn_note(job->ctx, diag, TN_NO_SPAN,
                "world `%.*s` imports it for what it exports, and another one "
                "exports it",
                TN_STR_ARG(world->id));
        return false;
    }
    return true;
}

static bool check_world(link_job *job,
                        tn_str path,
                        const wit_world *world,
                        const tn_map *all) {
    tn_map own;
    index_exports(&own, &job->scratch, world);
    for (uint32_t i = 0; i < world->export_count; i++) {
        const wit_world_item *item = &world->exports[i];
        if (item->form == WIT_ITEM_INTERFACE &&
            !keeps_meaning(job, path, world, &own, all, item->interface))
            return false;
    }
    return true;
}

/* What contradicts is found when the module is read; what no text could say,
 * when its WIT is made again. */
bool link_check_union(link_job *job, const tenon_input *core) {
    wit_resolve **decoded = link_hold_resolve(job);
    wit_resolve **again = link_hold_resolve(job);
    if (!link_decode_wit(job, core, decoded))
        return false;
    const wit_resolve *wit = *decoded;
    tn_map all;
    index_exports(&all, &job->scratch, wit->main->worlds[0]);
    tn_str path = tn_str_from(core->path);
    for (uint32_t i = 0; i < wit->package_count; i++) {
        for (uint32_t k = 0; k < wit->packages[i]->world_count; k++) {
            if (!check_world(job, path, wit->packages[i]->worlds[k], &all))
                return false;
        }
    }
    return wit_merge_graphs(again, &job->scratch, &wit, 1, NULL);
}
