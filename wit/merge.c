/*
 * Merging: views of one thing are brought together, checked against each
 * other, and copied, interfaces in an order in which each comes after those
 * that it takes types from.
 */
#include "wit/merge.h"

/* Names */

/* What claimed a name first. */
typedef struct claim {
    const char *what; /* "interface" */
    tn_str name;
    tn_span span;
} claim;

static void report_clash(wit_merge *m,
                         const claim *first,
                         const char *what,
                         tn_str name,
                         tn_span span) {
    tn_diag *diag =
        tn_error(m->ctx, DIAG_WIT_DUPLICATE, span,
                 "%s `%.*s` cannot be beside %s `%.*s`, whose name is %s", what,
                 TN_STR_ARG(name), first->what, TN_STR_ARG(first->name),
                 tn_str_eq(first->name, name) ? "the same" : "too similar");
    wit_merge_note_first(m, diag, first->span);
    m->failed = true;
}

/* Interfaces and worlds of a package share one space of names. */
static void claim_name(wit_merge *m,
                       const wit_package_build *package,
                       const char *what,
                       tn_str name,
                       tn_span span) {
    bool found;
    tn_str canonical = ty_name_canonical(m->scratch, name);
    tn_str key = tn_arena_printf(m->scratch, "%u %.*s", package->index,
                                 TN_STR_ARG(canonical));
    tn_map_entry *entry = tn_map_put(&m->names, key, &found);
    if (found) {
        report_clash(m, entry->value.ptr, what, name, span);
        return;
    }
    claim *made = TN_NEW(m->scratch, claim);
    *made = (claim){what, name, span};
    entry->value.ptr = made;
}

/* Views */

merge_interface *wit_merge_union_of(const wit_merge *m,
                                    const wit_interface *view) {
    return tn_ptr_map_get(&m->unions, view);
}

static void take_up(wit_merge *m, merge_interface *i, merge_member *member) {
    bool found;
    tn_str key = ty_name_canonical(m->scratch, member->name);
    tn_map_entry *entry = tn_map_put(&i->members, key, &found);
    if (!found) {
        merge_member *kept = TN_NEW(m->scratch, merge_member);
        *kept = *member;
        entry->value.ptr = kept;
        return;
    }
    const merge_member *first = entry->value.ptr;
    if (!tn_str_eq(first->name, member->name) ||
        !first->type != !member->type) {
        const claim as = {first->type ? "type" : "function", first->name,
                          first->span};
        report_clash(m, &as, member->type ? "type" : "function", member->name,
                     member->span);
        return;
    }
    if (first->type && first->type->type->kind == TY_RESOURCE &&
        member->type->type->kind == TY_RESOURCE)
        tn_ptr_map_set(&m->same.resources, member->type->type,
                       (void *)(uintptr_t)first->type->type);
}

/* Adds a view and takes up its members. Sets failed after reporting. */
static void add_view(wit_merge *m,
                     merge_interface *i,
                     const wit_interface *view) {
    tn_vec_push(m->scratch, &i->views, view);
    for (uint32_t k = 0; k < view->type_count; k++) {
        const wit_typedef *type = &view->types[k];
        merge_member member = {view, type->name, type->span, type, NULL};
        take_up(m, i, &member);
    }
    for (uint32_t k = 0; k < view->func_count; k++) {
        const wit_func *func = &view->funcs[k];
        merge_member member = {view, func->name, func->span, NULL, func};
        take_up(m, i, &member);
    }
}

static merge_interface *new_interface(wit_merge *m,
                                      wit_package_build *package,
                                      tn_str name) {
    merge_interface *made = TN_NEW(m->arena, merge_interface);
    wit_build_interface(&m->build, &made->build, package,
                        tn_arena_copy(m->arena, name));
    tn_map_init(&made->members, m->scratch);
    return made;
}

static void add_interface(wit_merge *m,
                          wit_package_build *package,
                          const wit_interface *view) {
    void *known = wit_build_find_interface(package, view->name);
    merge_interface *i = known;
    if (!i) {
        claim_name(m, package, "interface", view->name, view->span);
        i = new_interface(m, package, view->name);
        i->index = (uint32_t)m->interfaces.len;
        tn_vec_push(m->scratch, &m->interfaces, i);
    }
    tn_ptr_map_set(&m->unions, view, i);
    add_view(m, i, view);
}

static bool is_renamed(const wit_merge *m, const wit_world *world) {
    return m->edit && m->edit->world == world &&
           m->edit->form != WIT_EDIT_MERGE_VERSIONS;
}

static void add_world(wit_merge *m,
                      wit_package_build *package,
                      const wit_world *view) {
    tn_str name = wit_edit_world_name(m, view);
    void *known =
        is_renamed(m, view) ? NULL : wit_build_find_world(package, name);
    merge_world *w = known;
    if (!w) {
        claim_name(m, package, "world", name, view->span);
        w = TN_NEW(m->arena, merge_world);
        w->pub.name = tn_arena_copy(m->arena, name);
        w->package = package;
        wit_build_world(&m->build, package, &w->pub);
        tn_vec_push(m->scratch, &m->worlds, w);
    }
    tn_vec_push(m->scratch, &w->views, view);
}

static void add_package(wit_merge *m, const wit_package *view) {
    tn_arena *arena = m->arena;
    size_t before = m->build.packages.len;
    wit_package_build *package = wit_build_package(
        &m->build, tn_arena_copy(arena, view->ns),
        tn_arena_copy(arena, view->name), tn_arena_copy(arena, view->version));
    if (m->build.packages.len > before) {
        if (view->docs.p) /* they may be there and say nothing */
            package->pub.docs = tn_arena_copy(arena, view->docs);
        package->pub.span = view->span;
    }
    wit_interface *const *list =
        view->printed ? view->printed : view->interfaces;
    for (uint32_t i = 0; i < view->interface_count; i++)
        add_interface(m, package, list[i]);
    for (uint32_t i = 0; i < view->world_count; i++) {
        if (!is_renamed(m, view->worlds[i]))
            add_world(m, package, view->worlds[i]);
    }
    /* As in other tools, a world with a new name is the last one. */
    if (m->edit && m->edit->world->package == view &&
        is_renamed(m, m->edit->world))
        add_world(m, package, m->edit->world);
}

/* Inline interfaces belong to an item of a world. */

const wit_world_item *wit_merge_find_item(wit_merge *m,
                                          const wit_world_item *items,
                                          uint32_t count,
                                          tn_str name) {
    if (count == 0)
        return NULL;
    tn_map *map = tn_ptr_map_get(&m->lists, items);
    if (!map) {
        map = TN_NEW(m->scratch, tn_map);
        tn_map_init(map, m->scratch);
        for (uint32_t i = 0; i < count; i++)
            tn_map_set(map, items[i].name, (void *)(uintptr_t)&items[i]);
        tn_ptr_map_set(&m->lists, items, map);
    }
    return tn_map_get(map, name);
}

static bool is_inline(const wit_world_item *item) {
    return item->form == WIT_ITEM_INTERFACE && item->interface->name.len == 0;
}

/* It stays one of the package that it stands in: the world may have it from a
 * world of another one. */
static void unite_inline(wit_merge *m,
                         const merge_world *world,
                         bool export,
                         const wit_world_item *item) {
    const wit_package *of = item->interface->package;
    merge_interface *i = new_interface(
        m, wit_build_package(&m->build, of->ns, of->name, of->version),
        (tn_str){0});
    tn_ptr_map_set(&m->unions, item, i);
    add_view(m, i, item->interface);
    for (size_t k = 1; k < world->views.len; k++) {
        const wit_world *view = world->views.data[k];
        const wit_world_item *other = wit_merge_find_item(
            m, export ? view->exports : view->imports,
            export ? view->export_count : view->import_count, item->name);
        if (other && is_inline(other))
            add_view(m, i, other->interface);
    }
}

static void unite_inlines(wit_merge *m, const merge_world *world) {
    const wit_world *first = world->views.data[0];
    for (uint32_t i = 0; i < first->import_count; i++) {
        if (is_inline(&first->imports[i]))
            unite_inline(m, world, false, &first->imports[i]);
    }
    for (uint32_t i = 0; i < first->export_count; i++) {
        if (is_inline(&first->exports[i]))
            unite_inline(m, world, true, &first->exports[i]);
    }
}

/* Resources that worlds define are bound as those of interfaces are. */
static void bind_world_resources(wit_merge *m, const merge_world *world) {
    const wit_world *first = world->views.data[0];
    for (size_t k = 1; k < world->views.len; k++) {
        const wit_world *view = world->views.data[k];
        for (uint32_t i = 0; i < view->import_count; i++) {
            const wit_world_item *item = &view->imports[i];
            if (item->form != WIT_ITEM_TYPE ||
                item->type.type->kind != TY_RESOURCE)
                continue;
            const wit_world_item *other = wit_merge_find_item(
                m, first->imports, first->import_count, item->name);
            if (other && other->form == WIT_ITEM_TYPE &&
                other->type.type->kind == TY_RESOURCE)
                tn_ptr_map_set(&m->same.resources, item->type.type,
                               (void *)(uintptr_t)other->type.type);
        }
    }
}

static void bring_together(wit_merge *m,
                           const wit_resolve *const *sources,
                           size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < sources[i]->package_count; k++)
            add_package(m, sources[i]->packages[k]);
        if (m->build.resolve->empty.hi == 0)
            m->build.resolve->empty = sources[i]->empty;
    }
    for (size_t i = 0; i < m->worlds.len; i++) {
        unite_inlines(m, m->worlds.data[i]);
        bind_world_resources(m, m->worlds.data[i]);
    }
}

static void check(wit_merge *m) {
    for (size_t i = 0; i < m->interfaces.len; i++)
        wit_merge_check_interface(m, m->interfaces.data[i]);
    for (size_t i = 0; i < m->worlds.len; i++)
        wit_merge_check_world(m, m->worlds.data[i]);
}

/* Order of interfaces */

typedef TN_VEC(wit_edge) edge_list;

/* Only what the view leads in is copied. */
static void add_edges(wit_merge *m,
                      edge_list *edges,
                      const merge_interface *i,
                      const wit_interface *view) {
    for (uint32_t k = 0; k < view->type_count; k++) {
        const wit_typedef *def = &view->types[k];
        const wit_interface *from = wit_edit_used_from(m, view, def->type);
        const merge_interface *to = from ? wit_merge_union_of(m, from) : NULL;
        if (!to)
            continue;
        const merge_member *member =
            tn_map_get(&i->members, ty_name_canonical(m->scratch, def->name));
        if (member->view == view)
            tn_vec_push(m->scratch, edges,
                        ((wit_edge){i->index, to->index, def->span}));
    }
}

static void report_cycle(wit_merge *m, const wit_edge *cycle) {
    const merge_interface *from = m->interfaces.data[cycle->from];
    const merge_interface *to = m->interfaces.data[cycle->to];
    tn_diag *diag = tn_error(
        m->ctx, DIAG_WIT_CYCLE, cycle->span,
        "interface `%.*s` would take types from `%.*s`, which takes some from "
        "it, perhaps by way of others",
        TN_STR_ARG(from->build.def.pub.id), TN_STR_ARG(to->build.def.pub.id));
    tn_note(m->ctx, diag, to->views.data[0]->span, "`%.*s` is defined here",
            TN_STR_ARG(to->build.def.pub.id));
    m->failed = true;
}

/* Indices of interfaces, or NULL after reporting. */
static const uint32_t *order_interfaces(wit_merge *m) {
    edge_list edges = {0};
    uint32_t count = (uint32_t)m->interfaces.len;
    for (uint32_t i = 0; i < count; i++) {
        const merge_interface *at = m->interfaces.data[i];
        for (size_t k = 0; k < at->views.len; k++)
            add_edges(m, &edges, at, at->views.data[k]);
    }
    uint32_t *order = TN_NEW_ARRAY(m->scratch, uint32_t, count);
    const wit_edge *cycle;
    wit_toposort(m->scratch, count, edges.data, edges.len, order, &cycle);
    if (cycle)
        report_cycle(m, cycle);
    return cycle ? NULL : order;
}

/* Everything */

static void copy(wit_merge *m) {
    const uint32_t *order = order_interfaces(m);
    for (size_t i = 0; i < m->interfaces.len && !m->failed; i++)
        wit_merge_copy_interface(m, m->interfaces.data[order[i]]);
    for (size_t i = 0; i < m->worlds.len && !m->failed; i++)
        wit_merge_copy_world(m, m->worlds.data[i]);
}

static void finish(wit_merge *m, const wit_package *main) {
    tn_str cycle[2];
    if (!wit_build_finish(&m->build, NULL, cycle)) {
        tn_error(m->ctx, DIAG_WIT_CYCLE, main->span,
                 "`%.*s` and `%.*s` would need each other",
                 TN_STR_ARG(cycle[0]), TN_STR_ARG(cycle[1]));
        m->failed = true;
        return;
    }
    m->build.resolve->main =
        &wit_build_package(&m->build, main->ns, main->name, main->version)->pub;
}

static void init(wit_merge *m,
                 wit_resolve *result,
                 tn_arena *scratch,
                 const wit_edit *edit) {
    *m = (wit_merge){.ctx = result->ctx,
                     .arena = &result->arena,
                     .scratch = scratch,
                     .edit = edit};
    wit_build_init(&m->build, result, scratch);
    tn_ptr_map_init(&m->unions, scratch);
    tn_ptr_map_init(&m->types, scratch);
    tn_ptr_map_init(&m->lists, scratch);
    tn_ptr_map_init(&m->instead, scratch);
    tn_ptr_map_init(&m->users, scratch);
    tn_map_init(&m->names, scratch);
    ty_subst_init(&m->same, scratch);
    m->resolver =
        (wit_resolver){.ctx = m->ctx,
                       .arena = m->arena,
                       .scratch = scratch,
                       .out = result,
                       .errors = m->ctx->counts[TENON_SEVERITY_ERROR]};
}

bool wit_merge_graphs(wit_resolve **held,
                      tn_arena *scratch,
                      const wit_resolve *const *sources,
                      size_t count,
                      const wit_edit *edit) {
    wit_merge m;
    *held = wit_resolve_new(sources[0]->ctx);
    init(&m, *held, scratch, edit);
    bring_together(&m, sources, count);
    if (edit && edit->form == WIT_EDIT_MERGE_VERSIONS)
        wit_edit_find_versions(&m);
    if (!m.failed)
        check(&m);
    if (!m.failed)
        copy(&m);
    if (!m.failed)
        finish(&m, edit ? edit->world->package : sources[0]->main);
    return !m.failed;
}
