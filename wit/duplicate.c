/*
 * Packages that are there more than once (WIT.md, "Root Package: A
 * Directory"): several dependencies can bring the same one along, as long as
 * its contents are the same. The first is the one that is used. What can be
 * told without resolving is told at once: others would miss what it lacks.
 */
#include "wit/diff.h"
#include "wit/resolve.h"

static void report(wit_resolver *r,
                   const wit_package_def *first,
                   const wit_package_def *second,
                   const char *difference) {
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_PACKAGE, second->pub.span,
                             "package `%.*s` is defined in two places",
                             TN_STR_ARG(second->pub.id));
    tn_note(r->ctx, diag, first->pub.span, "the other one is here");
    if (difference)
        tn_note(r->ctx, diag, TN_NO_SPAN, "they differ: %s", difference);
}

/* The names of a package's interfaces and worlds. */
static void list_names(tn_map *out,
                       tn_arena *arena,
                       const wit_package_def *package) {
    tn_map_init(out, arena);
    for (size_t i = 0; i < package->files.len; i++) {
        const ast_package *ast = package->files.data[i]->ast;
        for (uint32_t j = 0; j < ast->item_count; j++) {
            const ast_item *item = &ast->items[j];
            if (item->form == AST_ITEM_INTERFACE)
                tn_map_set(out, item->u.interface->name.text, NULL);
            if (item->form == AST_ITEM_WORLD)
                tn_map_set(out, item->u.world->name.text, NULL);
        }
    }
}

/* A name that one of them has alone, or an empty text. */
static tn_str name_of_one(tn_arena *arena,
                          const wit_package_def *a,
                          const wit_package_def *b) {
    tn_map names, others;
    list_names(&names, arena, a);
    list_names(&others, arena, b);
    for (size_t i = 0; i < names.len; i++) {
        if (!tn_map_find(&others, names.entries[i].key))
            return names.entries[i].key;
    }
    return (tn_str){0};
}

void wit_add_duplicate(wit_resolver *r,
                       wit_package_def *first,
                       wit_package_def *second) {
    if (first->is_root || second->is_root) {
        report(r, first, second, NULL);
        return;
    }
    tn_str name = name_of_one(r->arena, first, second);
    if (!name.len)
        name = name_of_one(r->arena, second, first);
    if (name.len) {
        report(
            r, first, second,
            tn_arena_printf(r->arena, "only one has `%.*s`", TN_STR_ARG(name))
                .p);
        return;
    }
    second->first = first;
    tn_vec_push(r->arena, &r->duplicates, second);
}

void wit_check_duplicates(wit_resolver *r) {
    for (size_t i = 0; i < r->duplicates.len && !wit_has_errors(r); i++) {
        wit_package_def *second = r->duplicates.data[i];
        wit_declare_package(r, second);
        wit_resolve_package(r, second);
        if (wit_has_errors(r))
            return;
        wit_diff d;
        wit_diff_init(&d, r->ctx, r->arena, r->arena);
        wit_diff_add_pair(&d, &second->first->pub, &second->pub, true);
        wit_diff_packages(&d);
        if (d.changes.len)
            report(r, second->first, second, d.changes.data[0].text);
    }
}
