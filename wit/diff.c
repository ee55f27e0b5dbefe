/*
 * Differences between two versions of a package: interfaces, worlds, and what
 * the changes mean for those on either side.
 *
 * Whom a change breaks follows from who must find what it asks for: callers of
 * an interface look for functions that implementers provide, so removing
 * breaks the former and adding the latter. A world is an interface in both
 * directions: hosts provide imports and call exports, guests the reverse.
 */
#include "wit/diff.h"

#include "types/name.h"

#define TEXT(...) tn_arena_printf(d->arena, __VA_ARGS__)

static const unsigned interface_sides =
    TENON_WIT_BREAKS_CALLERS | TENON_WIT_BREAKS_IMPLEMENTERS;
static const unsigned world_sides =
    TENON_WIT_BREAKS_HOSTS | TENON_WIT_BREAKS_GUESTS;

void wit_diff_add(wit_diff *d,
                  tenon_wit_change_kind kind,
                  unsigned breaks,
                  wit_weight weight,
                  tn_str text) {
    tenon_wit_change change = {kind, (tenon_wit_step)weight, breaks, d->where,
                               text.p};
    tn_vec_push(d->arena, &d->changes, change);
}

void wit_diff_break(wit_diff *d, tenon_wit_change_kind kind, tn_str text) {
    wit_diff_add(d, kind, d->callers | d->implementers, WIT_DIFF_BREAKS, text);
}

bool wit_diff_same_track(tn_str before, tn_str after) {
    ty_semver a, b;
    return ty_semver_parse(&a, before) && ty_semver_parse(&b, after) &&
           ty_semver_compatible(&a, &b);
}

static void diff_since(wit_diff *d,
                       tn_str label,
                       const wit_stability *before,
                       const wit_stability *after) {
    if (tn_str_eq(before->since, after->since) || before->feature.len ||
        after->feature.len)
        return;
    tn_str text = before->since.len == 0
                      ? TEXT("%.*s has a `@since` now", TN_STR_ARG(label))
                  : after->since.len == 0
                      ? TEXT("%.*s has no `@since` any more", TN_STR_ARG(label))
                      : TEXT("the `@since` of %.*s changed from %.*s to %.*s",
                             TN_STR_ARG(label), TN_STR_ARG(before->since),
                             TN_STR_ARG(after->since));
    wit_diff_add(d, TENON_WIT_CHANGED, 0, WIT_DIFF_DOCS, text);
}

static void diff_feature(wit_diff *d,
                         tn_str label,
                         const wit_stability *before,
                         const wit_stability *after) {
    if (tn_str_eq(before->feature, after->feature))
        return;
    if (after->feature.len == 0)
        wit_diff_add(d, TENON_WIT_CHANGED, 0, WIT_DIFF_ADDS,
                     TEXT("%.*s is stable now", TN_STR_ARG(label)));
    else
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("%.*s needs feature `%.*s` now", TN_STR_ARG(label),
                            TN_STR_ARG(after->feature)));
}

void wit_diff_attrs(wit_diff *d,
                    tn_str label,
                    const wit_stability *before,
                    const wit_stability *after,
                    bool same_docs) {
    if (!same_docs)
        wit_diff_add(
            d, TENON_WIT_CHANGED, 0, WIT_DIFF_DOCS,
            TEXT("the documentation of %.*s changed", TN_STR_ARG(label)));
    diff_since(d, label, before, after);
    diff_feature(d, label, before, after);
    if (tn_str_eq(before->deprecated, after->deprecated))
        return;
    bool is_deprecated = after->deprecated.len > 0;
    wit_diff_add(d, TENON_WIT_CHANGED, 0,
                 is_deprecated ? WIT_DIFF_ADDS : WIT_DIFF_DOCS,
                 TEXT(is_deprecated ? "%.*s is deprecated now"
                                    : "%.*s is no longer deprecated",
                      TN_STR_ARG(label)));
}

/* Interfaces */

static void report_added(wit_diff *d, tn_str label) {
    wit_diff_add(d, TENON_WIT_ADDED, d->implementers, d->weight_of_addition,
                 TEXT("%.*s was added", TN_STR_ARG(label)));
}

static void report_removed(wit_diff *d, tn_str label) {
    wit_diff_add(d, TENON_WIT_REMOVED, d->callers, WIT_DIFF_BREAKS,
                 TEXT("%.*s was removed", TN_STR_ARG(label)));
}

static void index_types(tn_map *map, tn_arena *arena, const wit_interface *i) {
    tn_map_init(map, arena);
    for (uint32_t k = 0; k < i->type_count; k++)
        tn_map_set(map, i->types[k].name, (void *)&i->types[k]);
}

static void index_funcs(tn_map *map, tn_arena *arena, const wit_interface *i) {
    tn_map_init(map, arena);
    for (uint32_t k = 0; k < i->func_count; k++)
        tn_map_set(map, i->funcs[k].name, (void *)&i->funcs[k]);
}

static void diff_types(wit_diff *d,
                       const wit_interface *before,
                       const wit_interface *after,
                       const tn_map *old_types,
                       const tn_map *new_types) {
    for (uint32_t i = 0; i < before->type_count; i++) {
        const wit_typedef *def = &before->types[i];
        const wit_typedef *other = tn_map_get(new_types, def->name);
        if (other)
            wit_diff_typedef(d, def, other);
        else
            report_removed(d, wit_diff_type_label(d, def));
    }
    for (uint32_t i = 0; i < after->type_count; i++) {
        if (!tn_map_find(old_types, after->types[i].name))
            report_added(d, wit_diff_type_label(d, &after->types[i]));
    }
}

/* Functions of a resource that came or went do so with it. */
static bool goes_with_resource(tn_str func, const tn_map *other_types) {
    ty_name name;
    return ty_name_parse(&name, func) && name.resource.len &&
           !tn_map_find(other_types, name.resource);
}

static void diff_interface(wit_diff *d,
                           const wit_interface *before,
                           const wit_interface *after) {
    tn_map old_types, new_types, old_funcs, new_funcs;
    index_types(&old_types, d->scratch, before);
    index_types(&new_types, d->scratch, after);
    index_funcs(&old_funcs, d->scratch, before);
    index_funcs(&new_funcs, d->scratch, after);
    diff_types(d, before, after, &old_types, &new_types);
    for (uint32_t i = 0; i < before->func_count; i++) {
        const wit_func *func = &before->funcs[i];
        const wit_func *other = tn_map_get(&new_funcs, func->name);
        if (other)
            wit_diff_func(d, func, other);
        else if (!goes_with_resource(func->name, &new_types))
            report_removed(d, wit_diff_func_label(d, func->name));
    }
    for (uint32_t i = 0; i < after->func_count; i++) {
        tn_str name = after->funcs[i].name;
        if (!tn_map_find(&old_funcs, name) &&
            !goes_with_resource(name, &old_types))
            report_added(d, wit_diff_func_label(d, name));
    }
}

/* Worlds */

typedef struct item_list {
    const wit_world_item *items;
    uint32_t count;
    const char *word; /* "import", "export" */
} item_list;

/* The name of an interface without its version; other names as they are. */
static tn_str unversioned(tn_str name) {
    size_t at = tn_str_find(name, '@');
    return (tn_str){name.p, at};
}

static tn_str item_label(wit_diff *d,
                         const char *word,
                         const wit_world_item *i) {
    if (i->form == WIT_ITEM_TYPE)
        return wit_diff_type_label(d, &i->type);
    return TEXT("%s `%.*s`", word, TN_STR_ARG(i->name));
}

/* A type of a world is known to both sides. */
static void report_item(wit_diff *d,
                        const item_list *list,
                        const wit_world_item *item,
                        bool added) {
    tn_str label = item_label(d, list->word, item);
    if (item->form == WIT_ITEM_FUNC && item->name.p[0] == '[')
        label = wit_diff_func_label(d, item->name);
    if (added)
        report_added(d, label);
    else
        report_removed(d, label);
}

static void diff_item_version(wit_diff *d,
                              const item_list *list,
                              const wit_world_item *before,
                              const wit_world_item *after) {
    bool own = before->form == WIT_ITEM_INTERFACE &&
               after->form == WIT_ITEM_INTERFACE &&
               before->interface->package == d->before &&
               after->interface->package == d->after;
    if (own || tn_str_eq(before->name, after->name))
        return;
    tn_str name = unversioned(before->name);
    tn_str from = tn_str_from_offset(before->name,
                                     name.len + (name.len < before->name.len));
    size_t at = tn_str_find(after->name, '@');
    tn_str to = tn_str_from_offset(after->name, at + (at < after->name.len));
    tn_str text =
        TEXT("%s `%.*s` changed from version %.*s to %.*s", list->word,
             TN_STR_ARG(name), TN_STR_ARG(from.len ? from : TN_STR("none")),
             TN_STR_ARG(to.len ? to : TN_STR("none")));
    if (wit_diff_same_track(from, to))
        wit_diff_add(d, TENON_WIT_CHANGED, d->implementers, WIT_DIFF_ADDS,
                     text);
    else
        wit_diff_break(d, TENON_WIT_CHANGED, text);
}

static bool is_inline(const wit_world_item *item) {
    return item->form == WIT_ITEM_INTERFACE && item->interface->name.len == 0;
}

static const char *form_name(const wit_world_item *item) {
    if (item->form != WIT_ITEM_INTERFACE)
        return item->form == WIT_ITEM_FUNC ? "a function" : "a type";
    return is_inline(item) ? "an interface of its own" : "an interface";
}

static void diff_inline(wit_diff *d,
                        const item_list *list,
                        const wit_world_item *before,
                        const wit_world_item *after) {
    const char *where = d->where;
    d->where =
        TEXT("%s, %s %.*s", where, list->word, TN_STR_ARG(before->name)).p;
    diff_interface(d, before->interface, after->interface);
    d->where = where;
}

static void diff_item(wit_diff *d,
                      const item_list *list,
                      const wit_world_item *before,
                      const wit_world_item *after) {
    tn_str label = item_label(d, list->word, before);
    bool of_type = before->form == WIT_ITEM_TYPE;
    if (before->form != after->form || is_inline(before) != is_inline(after)) {
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("%.*s was %s, is %s", TN_STR_ARG(label),
                            form_name(before), form_name(after)));
        return;
    }
    if (!of_type && before->form != WIT_ITEM_FUNC)
        wit_diff_attrs(d, label, &before->stability, &after->stability,
                       tn_str_eq(before->docs, after->docs));
    diff_item_version(d, list, before, after);
    if (of_type)
        wit_diff_typedef(d, &before->type, &after->type);
    else if (before->form == WIT_ITEM_FUNC)
        wit_diff_func(d, &before->func, &after->func);
    else if (is_inline(before))
        diff_inline(d, list, before, after);
    else if (!tn_str_eq(unversioned(before->implements),
                        unversioned(after->implements)))
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("%.*s was `%.*s`, is `%.*s`", TN_STR_ARG(label),
                            TN_STR_ARG(before->implements),
                            TN_STR_ARG(after->implements)));
}

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

/* Hosts provide imports, so guests go on when there are more; who provides
 * exports are the guests, and one more is one that they all lack. */
static void diff_world(wit_diff *d,
                       const wit_world *before,
                       const wit_world *after) {
    item_list imports[] = {{before->imports, before->import_count, "import"},
                           {after->imports, after->import_count, "import"}};
    item_list exports[] = {{before->exports, before->export_count, "export"},
                           {after->exports, after->export_count, "export"}};
    d->callers = TENON_WIT_BREAKS_GUESTS;
    d->implementers = TENON_WIT_BREAKS_HOSTS;
    d->weight_of_addition = WIT_DIFF_ADDS;
    diff_items(d, &imports[0], &imports[1]);
    d->callers = TENON_WIT_BREAKS_HOSTS;
    d->implementers = TENON_WIT_BREAKS_GUESTS;
    d->weight_of_addition = WIT_DIFF_BREAKS;
    diff_items(d, &exports[0], &exports[1]);
}

/* Packages */

/* An interface or a world, for what is the same with both. */
typedef struct part {
    bool is_world;
    tn_str name, docs;
    wit_stability stability;
    const wit_interface *interface;
    const wit_world *world;
} part;

static part interface_part(const wit_interface *i) {
    return (part){false, i->name, i->docs, i->stability, i, NULL};
}

static part world_part(const wit_world *w) {
    return (part){true, w->name, w->docs, w->stability, NULL, w};
}

typedef struct part_list {
    TN_VEC(part) parts;
    tn_map by_name; /* names of interfaces and worlds differ; index + 1 */
} part_list;

static void list_parts(part_list *out, tn_arena *arena, const wit_package *p) {
    *out = (part_list){0};
    tn_map_init(&out->by_name, arena);
    for (uint32_t i = 0; i < p->interface_count; i++)
        tn_vec_push(arena, &out->parts, interface_part(p->interfaces[i]));
    for (uint32_t i = 0; i < p->world_count; i++)
        tn_vec_push(arena, &out->parts, world_part(p->worlds[i]));
    for (size_t i = 0; i < out->parts.len; i++)
        tn_map_put(&out->by_name, out->parts.data[i].name, NULL)->value.num =
            i + 1;
}

static const part *find_part(const part_list *list, const part *like) {
    const tn_map_entry *e = tn_map_find(&list->by_name, like->name);
    const part *found = e ? &list->parts.data[e->value.num - 1] : NULL;
    return found && found->is_world == like->is_world ? found : NULL;
}

static const char *part_word(const part *p) {
    return p->is_world ? "world" : "interface";
}

/* Says where the following changes are, and who is concerned by them. */
static void enter_part(wit_diff *d, const part *p) {
    d->where = TEXT("%s %.*s:%.*s/%.*s", part_word(p), TN_STR_ARG(d->after->ns),
                    TN_STR_ARG(d->after->name), TN_STR_ARG(p->name))
                   .p;
    d->callers =
        p->is_world ? TENON_WIT_BREAKS_GUESTS : TENON_WIT_BREAKS_CALLERS;
    d->implementers =
        p->is_world ? TENON_WIT_BREAKS_HOSTS : TENON_WIT_BREAKS_IMPLEMENTERS;
    d->weight_of_addition = WIT_DIFF_ADDS;
}

static void diff_part(wit_diff *d, const part *before, const part *after) {
    tn_str label =
        TEXT("%s `%.*s`", part_word(before), TN_STR_ARG(before->name));
    enter_part(d, before);
    if (!after) {
        wit_diff_add(d, TENON_WIT_REMOVED,
                     before->is_world ? world_sides : interface_sides,
                     WIT_DIFF_BREAKS,
                     TEXT("%.*s was removed", TN_STR_ARG(label)));
        return;
    }
    wit_diff_attrs(d, label, &before->stability, &after->stability,
                   tn_str_eq(before->docs, after->docs));
    if (before->is_world)
        diff_world(d, before->world, after->world);
    else
        diff_interface(d, before->interface, after->interface);
}

static void diff_names(wit_diff *d) {
    const wit_package *a = d->before, *b = d->after;
    static const wit_stability none;
    d->where =
        TEXT("package %.*s:%.*s", TN_STR_ARG(b->ns), TN_STR_ARG(b->name)).p;
    d->callers = d->implementers = interface_sides | world_sides;
    if (!tn_str_eq(a->ns, b->ns) || !tn_str_eq(a->name, b->name))
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("the package was `%.*s:%.*s`, is `%.*s:%.*s`",
                            TN_STR_ARG(a->ns), TN_STR_ARG(a->name),
                            TN_STR_ARG(b->ns), TN_STR_ARG(b->name)));
    wit_diff_attrs(d, TN_STR("the package"), &none, &none,
                   tn_str_eq(a->docs, b->docs));
}

void wit_diff_packages(wit_diff *d) {
    part_list before, after;
    tn_map_init(&d->same, d->scratch);
    list_parts(&before, d->scratch, d->before);
    list_parts(&after, d->scratch, d->after);
    diff_names(d);
    for (size_t i = 0; i < before.parts.len; i++) {
        const part *p = &before.parts.data[i];
        diff_part(d, p, find_part(&after, p));
    }
    for (size_t i = 0; i < after.parts.len; i++) {
        const part *p = &after.parts.data[i];
        if (find_part(&before, p))
            continue;
        enter_part(d, p);
        wit_diff_add(
            d, TENON_WIT_ADDED, 0, WIT_DIFF_ADDS,
            TEXT("%s `%.*s` was added", part_word(p), TN_STR_ARG(p->name)));
    }
}
