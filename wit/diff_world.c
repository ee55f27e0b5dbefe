/*
 * Differences between two versions of a world. It is an interface in both
 * directions: hosts provide imports and call exports, guests the reverse. A
 * component fits a world when it imports no more and exports no less
 * (Explainer.md, "Type Checking"). So
 *
 *     an import more    breaks hosts, which lack it; guests need not use it
 *     an import less    breaks guests that use it
 *     an export more    breaks guests, which lack it
 *     an export less    breaks hosts that call it
 */
#include "types/name.h"
#include "wit/diff.h"
#include "wit/resolve.h"

#define TEXT(...) tn_arena_printf(d->arena, __VA_ARGS__)

typedef struct item_list {
    const wit_world *world;
    const wit_world_item *items;
    uint32_t count;
    const char *word; /* "import", "export" */
} item_list;

/* The name of an interface without its version; other names as they are. */
static tn_str unversioned(tn_str name) {
    size_t at = tn_str_find(name, '@');
    return (tn_str){name.p, at};
}

static tn_str version_of(tn_str name) {
    size_t at = tn_str_find(name, '@');
    return tn_str_from_offset(name, at + (at < name.len));
}

static tn_str item_label(wit_diff *d,
                         const char *word,
                         const wit_world_item *i) {
    if (i->form == WIT_ITEM_TYPE)
        return wit_diff_type_label(d, &i->type);
    if (i->form == WIT_ITEM_FUNC && i->name.p[0] == '[')
        return wit_diff_func_label(d, i->name);
    return TEXT("%s `%.*s`", word, TN_STR_ARG(i->name));
}

/* Gates of an item; of functions and types they are their own. */
static const wit_stability *gates_of(const wit_world_item *i) {
    return i->form == WIT_ITEM_FUNC   ? &i->func.stability
           : i->form == WIT_ITEM_TYPE ? &i->type.stability
                                      : &i->stability;
}

/* An import of types alone is there by itself: hosts provide nothing. */
static bool needs_provider(const wit_world_item *item) {
    const wit_interface *in = item->interface;
    if (item->form != WIT_ITEM_INTERFACE)
        return item->form == WIT_ITEM_FUNC ||
               item->type.type->kind == TY_RESOURCE;
    for (uint32_t i = 0; i < in->type_count; i++) {
        if (in->types[i].type->kind == TY_RESOURCE)
            return true;
    }
    return in->func_count > 0;
}

/* How it came into the world, when not by a line of its own. */
static tn_str origin_text(wit_diff *d,
                          const item_list *list,
                          const wit_world_item *item) {
    if (item->implied)
        return TN_STR(" (for its types)");
    if (!item->included || item->include > list->world->included_count)
        return TN_STR("");
    tn_str from = list->world->included[item->include - 1].world->name;
    return TEXT(" (by `include %.*s`)", TN_STR_ARG(from));
}

static void report_item(wit_diff *d,
                        const item_list *list,
                        const wit_world_item *item,
                        bool added) {
    unsigned implementers = d->implementers;
    tn_str label = item_label(d, list->word, item);
    tn_str origin = origin_text(d, list, item);
    wit_diff_state state =
        wit_diff_enter(d, added ? TN_NO_SPAN : item->span,
                       added ? item->span : TN_NO_SPAN, gates_of(item));
    tn_str text = TEXT("%.*s was %s%.*s", TN_STR_ARG(label),
                       added ? "added" : "removed", TN_STR_ARG(origin));
    bool is_import = implementers == TENON_WIT_BREAKS_HOSTS;
    if (is_import && !needs_provider(item))
        implementers = 0;
    if (added)
        wit_diff_add(d, TENON_WIT_ADDED, implementers,
                     implementers ? d->weight_of_addition : WIT_DIFF_ADDS,
                     text);
    else
        wit_diff_add(d, TENON_WIT_REMOVED, d->callers, WIT_DIFF_BREAKS, text);
    wit_diff_leave(d, state);
}

/* Versions */

static void diff_version(wit_diff *d,
                         tn_str label,
                         tn_str before,
                         tn_str after) {
    if (tn_str_eq(before, after))
        return;
    tn_str text =
        TEXT("%.*s changed from version %.*s to %.*s", TN_STR_ARG(label),
             TN_STR_ARG(before.len ? before : TN_STR("none")),
             TN_STR_ARG(after.len ? after : TN_STR("none")));
    if (wit_diff_same_track(before, after))
        wit_diff_add(d, TENON_WIT_CHANGED, d->implementers, WIT_DIFF_ADDS,
                     text);
    else
        wit_diff_break(d, TENON_WIT_CHANGED, text);
}

/* Versions of the packages that are compared are told of themselves. */
static bool is_of_input(const wit_diff *d,
                        const wit_world_item *before,
                        const wit_world_item *after) {
    const wit_package *a = before->interface->package;
    const wit_package *b = after->interface->package;
    const wit_diff_pair *pair = wit_diff_pair_of(d, a);
    return wit_diff_are_partners(d, a, b) && pair->is_input;
}

/* What an interface has is told as a part of the world. */
static void diff_members(wit_diff *d,
                         const item_list *list,
                         const wit_world_item *before,
                         const wit_world_item *after) {
    const char *where = d->where;
    d->where =
        TEXT("%s, %s %.*s", where, list->word, TN_STR_ARG(before->name)).p;
    wit_diff_interface(d, before->interface, after->interface);
    d->where = where;
}

static void diff_interface_item(wit_diff *d,
                                const item_list *list,
                                tn_str label,
                                const wit_world_item *before,
                                const wit_world_item *after) {
    bool implements = before->implements.len > 0;
    tn_str a = implements ? before->implements : before->name;
    tn_str b = implements ? after->implements : after->name;
    if (!tn_str_eq(unversioned(a), unversioned(b))) {
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("%.*s was `%.*s`, is `%.*s`", TN_STR_ARG(label),
                            TN_STR_ARG(a), TN_STR_ARG(b)));
        return;
    }
    if (!implements)
        label = TEXT("%s `%.*s`", list->word, TN_STR_ARG(unversioned(a)));
    if (!is_of_input(d, before, after))
        diff_version(d, label, version_of(a), version_of(b));
    if (d->worlds_only && before->interface != after->interface)
        diff_members(d, list, before, after);
}

/* Interfaces that stand in the world */

static bool is_inline(const wit_world_item *item) {
    return item->form == WIT_ITEM_INTERFACE && item->interface->name.len == 0;
}

static const char *form_name(const wit_world_item *item) {
    if (item->form != WIT_ITEM_INTERFACE)
        return item->form == WIT_ITEM_FUNC ? "a function" : "a type";
    return "an interface";
}

/* What an interface of the world's own and a named one have is compared; that
 * it has a name is an attribute, which type checking ignores. */
static void diff_named(wit_diff *d,
                       const item_list *list,
                       tn_str label,
                       const wit_world_item *before,
                       const wit_world_item *after) {
    const wit_world_item *named = is_inline(before) ? after : before;
    tn_str id = named->implements.len ? named->implements : named->name;
    wit_diff_add(d, TENON_WIT_CHANGED, 0, WIT_DIFF_PATCH,
                 TEXT(named == after ? "%.*s is `%.*s` now"
                                     : "%.*s is not `%.*s` any more",
                      TN_STR_ARG(label), TN_STR_ARG(id)));
    diff_members(d, list, before, after);
}

static void compare_item(wit_diff *d,
                         const item_list *list,
                         const wit_world_item *before,
                         const wit_world_item *after) {
    tn_str label = item_label(d, list->word, before);
    if (before->form != after->form) {
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("%.*s was %s, is %s", TN_STR_ARG(label),
                            form_name(before), form_name(after)));
        return;
    }
    if (before->form == WIT_ITEM_TYPE) {
        wit_diff_typedef(d, &before->type, &after->type);
    } else if (before->form == WIT_ITEM_FUNC) {
        wit_diff_func(d, &before->func, &after->func);
    } else {
        wit_diff_attrs a = {&before->stability, before->docs,
                            before->external_id};
        wit_diff_attrs b = {&after->stability, after->docs, after->external_id};
        wit_diff_compare_attrs(d, label, &a, &b);
        if (is_inline(before) != is_inline(after))
            diff_named(d, list, label, before, after);
        else if (is_inline(before))
            diff_members(d, list, before, after);
        else
            diff_interface_item(d, list, label, before, after);
    }
}

static void diff_item(wit_diff *d,
                      const item_list *list,
                      const wit_world_item *before,
                      const wit_world_item *after) {
    wit_diff_state state =
        wit_diff_enter(d, before->span, after->span, gates_of(before));
    compare_item(d, list, before, after);
    wit_diff_leave(d, state);
}

/* Matching */

/* Items by name; then those left over, by name without version. */
static void match_items(tn_arena *arena,
                        const item_list *before,
                        const item_list *after,
                        uint32_t *partner, /* of before: index + 1 in after */
                        bool *taken) {
    tn_map map;
    tn_map_init(&map, arena);
    for (uint32_t i = 0; i < after->count; i++)
        tn_map_put(&map, after->items[i].name, NULL)->value.num = i + 1;
    for (uint32_t i = 0; i < before->count; i++) {
        const tn_map_entry *e = tn_map_find(&map, before->items[i].name);
        if (!e)
            continue;
        partner[i] = (uint32_t)e->value.num;
        taken[partner[i] - 1] = true;
    }
    tn_map_init(&map, arena);
    for (uint32_t i = 0; i < after->count; i++) {
        if (!taken[i])
            tn_map_put(&map, unversioned(after->items[i].name), NULL)
                ->value.num = i + 1;
    }
    for (uint32_t i = 0; i < before->count; i++) {
        tn_map_entry *e = tn_map_find(&map, unversioned(before->items[i].name));
        if (partner[i] || !e || taken[e->value.num - 1])
            continue;
        partner[i] = (uint32_t)e->value.num;
        taken[partner[i] - 1] = true;
    }
}

static void diff_items(wit_diff *d,
                       const item_list *before,
                       const item_list *after) {
    uint32_t *partner = TN_NEW_ARRAY(d->scratch, uint32_t, before->count);
    bool *taken = TN_NEW_ARRAY(d->scratch, bool, after->count);
    match_items(d->scratch, before, after, partner, taken);
    for (uint32_t i = 0; i < before->count; i++) {
        if (partner[i])
            diff_item(d, before, &before->items[i],
                      &after->items[partner[i] - 1]);
        else
            report_item(d, before, &before->items[i], false);
    }
    for (uint32_t i = 0; i < after->count; i++) {
        if (!taken[i])
            report_item(d, after, &after->items[i], true);
    }
}

void wit_diff_world(wit_diff *d,
                    const wit_world *before,
                    const wit_world *after) {
    item_list imports[] = {
        {before, before->imports, before->import_count, "import"},
        {after, after->imports, after->import_count, "import"}};
    item_list exports[] = {
        {before, before->exports, before->export_count, "export"},
        {after, after->exports, after->export_count, "export"}};
    d->callers = TENON_WIT_BREAKS_GUESTS;
    d->implementers = TENON_WIT_BREAKS_HOSTS;
    d->weight_of_addition = WIT_DIFF_ADDS;
    diff_items(d, &imports[0], &imports[1]);
    d->callers = TENON_WIT_BREAKS_HOSTS;
    d->implementers = TENON_WIT_BREAKS_GUESTS;
    d->weight_of_addition = WIT_DIFF_BREAKS;
    diff_items(d, &exports[0], &exports[1]);
}
