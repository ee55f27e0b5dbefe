/*
 * Elaboration of worlds (WIT.md, "Transitive imports and worlds"): interfaces
 * that others take types from are imported too, unless an export serves
 * exports; each thing comes after what it needs. The order is that of other
 * tools, so that equal worlds are encoded equally: interfaces, used types,
 * defined types, functions, functions of resources.
 *
 * Chains of `use` can be long, hence the walks keep their own stack.
 */
#include "wit/resolve.h"

enum { CLASS_COUNT = 5 };

static unsigned class_of(const wit_world_item *item) {
    switch (item->form) {
    case WIT_ITEM_INTERFACE:
        return 0;
    case WIT_ITEM_TYPE:
        return wit_used_from(item->type.type) ? 1 : 2;
    default:
        return item->name.p[0] == '[' ? 4 : 3;
    }
}

/* Where each item goes, which keeps its place among those of its class. */
static uint32_t *find_places(const wit_item_list *list, tn_arena *arena) {
    uint32_t *places = TN_NEW_ARRAY(arena, uint32_t, list->items.len);
    uint32_t next = 0;
    for (unsigned c = 0; c < CLASS_COUNT; c++) {
        for (size_t i = 0; i < list->items.len; i++) {
            if (class_of(&list->items.data[i]) == c)
                places[i] = next++;
        }
    }
    return places;
}

/* In place: worlds are large. */
static void sort_by_class(wit_item_list *list, tn_arena *arena) {
    uint32_t *places = find_places(list, arena);
    for (uint32_t i = 0; i < list->items.len; i++) {
        while (places[i] != i) {
            uint32_t to = places[i];
            wit_world_item item = list->items.data[to];
            list->items.data[to] = list->items.data[i];
            list->items.data[i] = item;
            places[i] = places[to];
            places[to] = to;
        }
    }
    for (size_t i = 0; i < list->items.len; i++) {
        tn_str name = list->items.data[i].name;
        tn_map_put(&list->by_name, name, NULL)->value.num = i;
    }
}

/* An interface on the path of a walk, and its next dependency to look at. */
typedef struct step {
    wit_world_item item;
    bool export; /* to be exported, not only imported */
    size_t next;
} step;

typedef struct walk {
    wit_world_build *build;
    tn_arena *arena;
    TN_VEC(step) path;
    wit_item_list imports, exports; /* the elaborated ones */
    tn_ptr_map required;            /* interfaces that must be imported */
} walk;

/* The next interface that the topmost one takes types from, or NULL. */
static const wit_interface *next_dependency(walk *w) {
    step *top = &w->path.data[w->path.len - 1];
    const wit_interface_def *def = wit_def_of(top->item.interface);
    return top->next < def->deps.len ? def->deps.data[top->next++] : NULL;
}

static wit_world_item implied_item(const wit_interface *interface,
                                   const wit_world_item *by) {
    return (wit_world_item){.form = WIT_ITEM_INTERFACE,
                            .name = interface->id,
                            .interface = interface,
                            .stability = by->stability,
                            .implied = true,
                            .span = by->span};
}

static void push_step(walk *w, const wit_world_item *item, bool export) {
    size_t deps = wit_def_of(item->interface)->deps.len;
    if (wit_spend(w->build->resolver, 1 + deps, w->build->world->span))
        tn_vec_push(w->arena, &w->path, ((step){*item, export, 0}));
    else
        w->build->failed = true;
}

/* Imports */

static void import_interface(walk *w, const wit_world_item *item) {
    if (wit_list_find(&w->imports, item->name))
        return;
    push_step(w, item, false);
    while (w->path.len && !w->build->failed) {
        const wit_interface *dep = next_dependency(w);
        wit_world_item *top = &w->path.data[w->path.len - 1].item;
        if (!dep) {
            if (!wit_list_find(&w->imports, top->name))
                wit_list_add(&w->imports, w->arena, top);
            w->path.len--;
            continue;
        }
        wit_world_item implied = implied_item(dep, top);
        /* An import that is written out may come later in the list. It is
         * needed whenever this one is there, whatever its own gates say. */
        const wit_world_item *own =
            wit_list_find(&w->build->imports, implied.name);
        if (own) {
            wit_stability gates = implied.stability;
            implied = *own;
            implied.stability = gates;
        }
        if (!wit_list_find(&w->imports, implied.name))
            push_step(w, &implied, false);
    }
}

static void elaborate_imports(walk *w) {
    for (size_t i = 0; i < w->build->imports.items.len; i++) {
        const wit_world_item *item = &w->build->imports.items.data[i];
        if (item->form == WIT_ITEM_INTERFACE) {
            import_interface(w, item);
            continue;
        }
        if (item->form == WIT_ITEM_TYPE) {
            const wit_interface *from = wit_used_from(item->type.type);
            if (from) {
                wit_world_item implied = implied_item(from, item);
                import_interface(w, &implied);
            }
        }
        wit_list_add(&w->imports, w->arena, item);
    }
}

/* Exports */

/*
 * Takes up an interface that an export needs; false when it is needed both
 * as an import and as an export: then an importer could meet two versions of
 * one type (component-model issue 208).
 */
static bool visit_export(walk *w, const wit_world_item *item, bool export) {
    if (wit_list_find(&w->exports, item->name))
        return export;
    if (!export && tn_ptr_map_get(&w->required, item->interface))
        return true;
    push_step(w, item, export);
    return true;
}

static bool finish_export(walk *w, const step *done) {
    const wit_world_item *item = &done->item;
    bool required = tn_ptr_map_get(&w->required, item->interface) != NULL;
    if (done->export) {
        if (required)
            return false;
        wit_list_add(&w->exports, w->arena, item);
        return true;
    }
    tn_ptr_map_set(&w->required, item->interface, w);
    if (!wit_list_find(&w->imports, item->name))
        wit_list_add(&w->imports, w->arena, item);
    return true;
}

static bool export_interface(walk *w, const wit_world_item *item) {
    if (!visit_export(w, item, true))
        return false;
    while (w->path.len && !w->build->failed) {
        const wit_interface *dep = next_dependency(w);
        const step *top = &w->path.data[w->path.len - 1];
        if (!dep) {
            if (!finish_export(w, top))
                return false;
            w->path.len--;
            continue;
        }
        wit_world_item implied = implied_item(dep, &top->item);
        const wit_world_item *own =
            wit_list_find(&w->build->exports, implied.name);
        bool export = top->export && own;
        if (!visit_export(w, export ? own : &implied, export))
            return false;
    }
    return true;
}

static void report_two_versions(walk *w, const wit_world_item *item) {
    const wit_world *world = w->build->world;
    tenon_context *ctx = w->build->resolver->ctx;
    tn_diag *diag = tn_error(
        ctx, DIAG_WIT_WORLD, world->span,
        "world `%.*s` would need an interface both as import and as export",
        TN_STR_ARG(world->name));
    tn_note(ctx, diag, item->span,
            "`%.*s` is exported and takes types from it by two ways",
            TN_STR_ARG(item->name));
    /* What stands on the path of the walk is how it got there. */
    for (size_t i = 1; i < w->path.len && i < 8; i++) {
        tn_str from = w->path.data[i - 1].item.name;
        tn_str to = w->path.data[i].item.name;
        tn_note(ctx, diag, TN_NO_SPAN, "`%.*s` takes types from `%.*s`",
                TN_STR_ARG(from), TN_STR_ARG(to));
    }
    tn_help(ctx, diag, "export the interfaces on the way as well, or none");
}

static void elaborate_exports(walk *w) {
    const wit_item_list *list = &w->build->exports;
    for (size_t i = 0; i < list->items.len; i++) {
        if (list->items.data[i].form != WIT_ITEM_INTERFACE)
            wit_list_add(&w->exports, w->arena, &list->items.data[i]);
    }
    for (size_t i = 0; i < list->items.len && !w->build->failed; i++) {
        const wit_world_item *item = &list->items.data[i];
        if (item->form == WIT_ITEM_INTERFACE && !export_interface(w, item)) {
            report_two_versions(w, item);
            w->build->failed = true;
        }
    }
}

/* The items without what it took to collect them. */
static const wit_world_item *keep_items(tn_arena *arena,
                                        const wit_item_list *list) {
    size_t size = list->items.len * sizeof *list->items.data;
    wit_world_item *items = tn_arena_alloc(arena, size);
    if (size)
        memcpy(items, list->items.data, size);
    return items;
}

void wit_keep_items(tn_arena *arena,
                    wit_world *world,
                    const wit_item_list *imports,
                    const wit_item_list *exports) {
    world->imports = keep_items(arena, imports);
    world->import_count = (uint32_t)imports->items.len;
    world->exports = keep_items(arena, exports);
    world->export_count = (uint32_t)exports->items.len;
}

static void publish(walk *w) {
    wit_world *world = w->build->world;
    tn_arena *arena = w->build->resolver->arena;
    wit_keep_items(arena, world, &w->imports, &w->exports);
    if (wit_spend(w->build->resolver, wit_world_type_parts(world), world->span))
        world->type = wit_world_type(arena, world);
    else
        w->build->failed = true;
}

void wit_elaborate_world(wit_world_build *build) {
    tn_arena *arena = build->resolver->scratch;
    walk w = {.build = build, .arena = arena};
    wit_list_init(&w.imports, arena);
    wit_list_init(&w.exports, arena);
    tn_ptr_map_init(&w.required, arena);
    sort_by_class(&build->imports, arena);
    elaborate_imports(&w);
    elaborate_exports(&w);
    sort_by_class(&w.imports, arena);
    if (!build->failed)
        publish(&w);
}
