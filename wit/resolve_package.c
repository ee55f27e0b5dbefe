/*
 * Packages: the names of their files, the order of their interfaces and
 * worlds, and the resolution of each.
 */
#include "wit/resolve.h"

/* Declaring */

static void report_second_item(wit_resolver *r,
                               const ast_id *name,
                               tn_span first) {
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_DUPLICATE, name->span,
                             "name `%.*s` is defined more than once in this "
                             "package",
                             TN_STR_ARG(name->text));
    tn_note(r->ctx, diag, first, "first defined here");
}

static void add_file_name(wit_resolver *r,
                          wit_file_scope *file,
                          const ast_id *name,
                          const ast_use *use,
                          wit_item_def *item) {
    bool found;
    tn_map_entry *slot = tn_map_put(&file->names, name->text, &found);
    if (found) {
        const wit_file_name *first = slot->value.ptr;
        tn_diag *diag = tn_error(r->ctx, DIAG_WIT_DUPLICATE, name->span,
                                 "name `%.*s` is defined more than once in "
                                 "this file",
                                 TN_STR_ARG(name->text));
        tn_note(r->ctx, diag, first->span, "first defined here");
        return;
    }
    wit_file_name *made = TN_NEW(r->arena, wit_file_name);
    *made = (wit_file_name){name->span, use, item};
    slot->value.ptr = made;
}

static void declare_item(wit_resolver *r,
                         wit_package_def *package,
                         wit_file_scope *file,
                         const ast_item *ast) {
    bool is_world = ast->form == AST_ITEM_WORLD;
    wit_item_def *item = TN_NEW(r->arena, wit_item_def);
    item->package = package;
    item->file = file;
    item->name = is_world ? ast->u.world->name : ast->u.interface->name;
    item->interface_ast = is_world ? NULL : ast->u.interface;
    item->world_ast = is_world ? ast->u.world : NULL;
    item->index = (uint32_t)package->items.len;
    bool found;
    tn_map_entry *slot =
        tn_map_put(&package->canonical,
                   ty_name_canonical(r->arena, item->name.text), &found);
    if (found) {
        const wit_item_def *first = slot->value.ptr;
        report_second_item(r, &item->name, first->name.span);
        return;
    }
    slot->value.ptr = item;
    tn_map_set(&package->by_name, item->name.text, item);
    tn_vec_push(r->arena, &package->items, item);
    add_file_name(r, file, &item->name, NULL, item);
}

static void declare_use(wit_resolver *r,
                        wit_file_scope *file,
                        const ast_use *use) {
    const ast_id *name = use->as.text.len ? &use->as : &use->from.name;
    if (use->attrs.gate_count)
        tn_error(r->ctx, DIAG_WIT_GATE, use->from.span,
                 "a top-level `use` cannot be gated");
    add_file_name(r, file, name, use, NULL);
}

void wit_declare_package(wit_resolver *r, wit_package_def *package) {
    for (size_t i = 0; i < package->files.len; i++) {
        wit_file_scope *file = package->files.data[i];
        tn_map_init(&file->names, r->arena);
        for (uint32_t j = 0; j < file->ast->item_count && !wit_gave_up(r);
             j++) {
            const ast_item *item = &file->ast->items[j];
            if (item->form == AST_ITEM_USE)
                declare_use(r, file, item->u.use);
            else if (item->form != AST_ITEM_PACKAGE)
                declare_item(r, package, file, item);
        }
    }
}

/* Top-level `use` */

static wit_item_def *find_used_item(wit_resolver *r,
                                    const wit_package_def *package,
                                    const ast_use *use) {
    if (use->from.ns.text.len)
        return wit_find_item(r, package, NULL, &use->from);
    const ast_id *name = &use->from.name;
    wit_item_def *item = tn_map_get(&package->by_name, name->text);
    if (item)
        return item;
    tn_diag *diag =
        tn_error(r->ctx, DIAG_WIT_UNKNOWN, name->span,
                 "interface or world `%.*s` does not exist in package `%.*s`",
                 TN_STR_ARG(name->text), TN_STR_ARG(package->pub.id));
    wit_suggest(r, diag, &package->by_name, name->text);
    return NULL;
}

static void resolve_file_uses(wit_resolver *r, wit_package_def *package) {
    for (size_t i = 0; i < package->files.len; i++) {
        wit_file_scope *file = package->files.data[i];
        for (size_t j = 0; j < file->names.len && !wit_gave_up(r); j++) {
            wit_file_name *name = file->names.entries[j].value.ptr;
            if (!name->use)
                continue;
            name->item = find_used_item(r, package, name->use);
            /* As in other tools: only interfaces can be used from afar. */
            if (name->item && name->use->from.ns.text.len &&
                wit_is_world(name->item)) {
                const ast_path *from = &name->use->from;
                tn_diag *diag = tn_error(
                    r->ctx, DIAG_WIT_UNKNOWN, from->name.span,
                    "`%.*s` of package `%.*s` is a world, not an interface",
                    TN_STR_ARG(from->name.text),
                    TN_STR_ARG(name->item->package->pub.id));
                tn_note(r->ctx, diag, name->item->name.span, "defined here");
                name->item = NULL;
            }
        }
    }
}

/* Order of interfaces and worlds */

typedef struct item_edges {
    wit_resolver *r;
    wit_package_def *package;
    TN_VEC(wit_edge) edges;
} item_edges;

/* Only paths within the package matter; unknown ones are reported later. */
static void add_edge(item_edges *e,
                     const wit_item_def *from,
                     const ast_path *path) {
    if (path->ns.text.len)
        return;
    const wit_file_name *known =
        tn_map_get(&from->file->names, path->name.text);
    const wit_item_def *to =
        known ? known->item : tn_map_get(&e->package->by_name, path->name.text);
    if (to && to->package == e->package)
        tn_vec_push(e->r->arena, &e->edges,
                    ((wit_edge){from->index, to->index, path->span}));
}

static void collect_item_edges(item_edges *e, const wit_item_def *item) {
    const ast_item *items =
        item->world_ast ? item->world_ast->items : item->interface_ast->items;
    uint32_t count = item->world_ast ? item->world_ast->item_count
                                     : item->interface_ast->item_count;
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].form == AST_ITEM_INCLUDE)
            add_edge(e, item, &items[i].u.include->world);
        if (items[i].form == AST_ITEM_USE && item->interface_ast)
            add_edge(e, item, &items[i].u.use->from);
    }
}

/* Where a file says what it means by an item: there, or nowhere. */
static const tn_span *place_in_file(const wit_file_scope *file,
                                    const wit_item_def *item) {
    const tn_span *place = NULL;
    for (size_t i = 0; i < file->names.len; i++) {
        const wit_file_name *name = file->names.entries[i].value.ptr;
        if (name->item == item && !name->use)
            return &name->span;
        if (name->item == item)
            place = &name->use->from.name.span;
    }
    return place;
}

static void report_item_cycle(wit_resolver *r,
                              const wit_package_def *package,
                              const wit_edge *cycle) {
    const wit_item_def *to = package->items.data[cycle->to];
    const wit_item_def *from = package->items.data[cycle->from];
    const tn_span *place = place_in_file(from->file, to);
    tn_diag *diag = tn_error(
        r->ctx, DIAG_WIT_CYCLE, place ? *place : cycle->span,
        "%s `%.*s` depends on itself", to->world_ast ? "world" : "interface",
        TN_STR_ARG(to->name.text));
    if (!place)
        tn_note(r->ctx, diag, to->name.span, "it is defined here");
    else if (from == to)
        tn_note(r->ctx, diag, cycle->span, "it is mentioned here");
    else
        tn_note(r->ctx, diag, cycle->span, "`%.*s` mentions it here",
                TN_STR_ARG(from->name.text));
}

/* Items that a cycle keeps from being resolved: what can be told of them. */
static void check_paths(wit_resolver *r, const wit_item_def *item) {
    const ast_item *items =
        item->world_ast ? item->world_ast->items : item->interface_ast->items;
    uint32_t count = item->world_ast ? item->world_ast->item_count
                                     : item->interface_ast->item_count;
    for (uint32_t i = 0; i < count && !wit_gave_up(r); i++) {
        const ast_path *path =
            items[i].form == AST_ITEM_USE       ? &items[i].u.use->from
            : items[i].form == AST_ITEM_INCLUDE ? &items[i].u.include->world
                                                : NULL;
        if (path)
            wit_find_item(r, item->package, item->file, path);
    }
}

static void report_cycle(wit_resolver *r,
                         wit_package_def *package,
                         const wit_edge *cycle,
                         const uint32_t *placed,
                         uint32_t count) {
    bool *done = TN_NEW_ARRAY(r->arena, bool, package->items.len);
    for (uint32_t i = 0; i < count; i++)
        done[placed[i]] = true;
    report_item_cycle(r, package, cycle);
    for (size_t i = 0; i < package->items.len; i++) {
        if (!done[i])
            check_paths(r, package->items.data[i]);
    }
}

/* Resolving */

static void resolve_item(wit_resolver *r, wit_item_def *item) {
    tn_arena_clear(r->scratch);
    if (item->world_ast) {
        wit_resolve_world(item);
        ast_body_done(item->world_ast->bodies);
        return;
    }
    const ast_interface *ast = item->interface_ast;
    item->gate =
        wit_check_gates(r, item->package, &ast->attrs, item->name.span);
    item->state = WIT_DONE;
    item->interface = wit_new_interface(r, item->package, item->file,
                                        item->name, &ast->attrs, &item->gate);
    wit_resolve_interface(item->interface, ast->items, ast->item_count);
    ast_body_done(ast->bodies);
}

static void publish(wit_resolver *r,
                    wit_package_def *package,
                    const uint32_t *order,
                    uint32_t count) {
    TN_VEC(wit_interface *) interfaces = {0};
    TN_VEC(wit_world *) worlds = {0};
    TN_VEC(wit_hidden) hidden_interfaces = {0}, hidden = {0};
    for (uint32_t i = 0; i < count; i++) {
        const wit_item_def *item = package->items.data[order[i]];
        bool partial = r->options->partial && (item->world || item->interface);
        if (item->state != WIT_DONE && !partial)
            continue;
        if (item->gate.hidden && item->world)
            tn_vec_push(r->arena, &hidden,
                        ((wit_hidden){.at = (uint32_t)worlds.len,
                                      .world = item->world}));
        else if (item->gate.hidden)
            tn_vec_push(r->arena, &hidden_interfaces,
                        ((wit_hidden){.at = (uint32_t)interfaces.len,
                                      .interface = &item->interface->pub}));
        else if (item->world)
            tn_vec_push(r->arena, &worlds, item->world);
        else
            tn_vec_push(r->arena, &interfaces, &item->interface->pub);
    }
    package->pub.interfaces = interfaces.data;
    package->pub.interface_count = (uint32_t)interfaces.len;
    package->pub.worlds = worlds.data;
    package->pub.world_count = (uint32_t)worlds.len;
    for (size_t i = 0; i < hidden.len; i++)
        tn_vec_push(r->arena, &hidden_interfaces, hidden.data[i]);
    package->pub.hidden = hidden_interfaces.data;
    package->pub.hidden_count = (uint32_t)hidden_interfaces.len;
}

void wit_resolve_package(wit_resolver *r, wit_package_def *package) {
    resolve_file_uses(r, package);
    item_edges e = {.r = r, .package = package};
    for (size_t i = 0; i < package->items.len; i++)
        collect_item_edges(&e, package->items.data[i]);
    uint32_t count = (uint32_t)package->items.len;
    uint32_t *order = TN_NEW_ARRAY(r->arena, uint32_t, count);
    const wit_edge *cycle;
    uint32_t placed =
        wit_toposort(r->arena, count, e.edges.data, e.edges.len, order, &cycle);
    if (cycle)
        report_cycle(r, package, cycle, order, placed);
    for (size_t i = 0; i < package->items.len; i++)
        package->items.data[i]->state = WIT_FAILED;
    /* Interfaces first: worlds may name those that come after them. */
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < placed && !wit_gave_up(r); i++) {
            wit_item_def *item = package->items.data[order[i]];
            if ((item->world_ast != NULL) == (pass == 1))
                resolve_item(r, item);
        }
    }
    publish(r, package, order, placed);
}
