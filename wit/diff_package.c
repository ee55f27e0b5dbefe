/*
 * Differences between two versions of packages: which packages are compared,
 * and the interfaces and worlds that came, went and stayed.
 */
#include "types/name.h"
#include "wit/diff.h"

#define TEXT(...) tn_arena_printf(d->arena, __VA_ARGS__)

static const unsigned interface_sides =
    TENON_WIT_BREAKS_CALLERS | TENON_WIT_BREAKS_IMPLEMENTERS;
static const unsigned world_sides =
    TENON_WIT_BREAKS_HOSTS | TENON_WIT_BREAKS_GUESTS;

/* Parts */

static wit_part interface_part(const wit_interface *i) {
    return (wit_part){.name = i->name,
                      .docs = i->docs,
                      .span = i->span,
                      .stability = i->stability,
                      .interface = i};
}

static wit_part world_part(const wit_world *w) {
    return (wit_part){.is_world = true,
                      .name = w->name,
                      .docs = w->docs,
                      .span = w->span,
                      .stability = w->stability,
                      .world = w};
}

static void list_parts(wit_part_list *out,
                       tn_arena *arena,
                       const wit_package *p) {
    *out = (wit_part_list){0};
    tn_map_init(&out->by_name, arena);
    for (uint32_t i = 0; p && i < p->interface_count; i++)
        tn_vec_push(arena, &out->parts, interface_part(p->interfaces[i]));
    for (uint32_t i = 0; p && i < p->world_count; i++)
        tn_vec_push(arena, &out->parts, world_part(p->worlds[i]));
    for (size_t i = 0; i < out->parts.len; i++)
        tn_map_put(&out->by_name, out->parts.data[i].name, NULL)->value.num =
            i + 1;
}

static const wit_part *find_part(const wit_part_list *list,
                                 tn_str name,
                                 bool is_world) {
    const tn_map_entry *e = tn_map_find(&list->by_name, name);
    const wit_part *found = e ? &list->parts.data[e->value.num - 1] : NULL;
    return found && found->is_world == is_world ? found : NULL;
}

/* Pairs of packages */

void wit_diff_init(wit_diff *d,
                   tenon_context *ctx,
                   tn_arena *arena,
                   tn_arena *scratch) {
    *d = (wit_diff){.arena = arena, .scratch = scratch};
    ast_members_init(&d->members, ctx, scratch);
    tn_map_init(&d->same, scratch);
    tn_ptr_map_init(&d->origins, scratch);
    tn_ptr_map_init(&d->pair_of, scratch);
}

void wit_diff_add_pair(wit_diff *d,
                       const wit_package *before,
                       const wit_package *after,
                       bool is_input) {
    wit_diff_pair pair = {
        .before = before, .after = after, .is_input = is_input};
    list_parts(&pair.old_parts, d->scratch, before);
    list_parts(&pair.new_parts, d->scratch, after);
    uint64_t number = d->pairs.len + 1;
    tn_vec_push(d->scratch, &d->pairs, pair);
    if (before)
        tn_ptr_map_set(&d->pair_of, before, (void *)(uintptr_t)number);
    if (after)
        tn_ptr_map_set(&d->pair_of, after, (void *)(uintptr_t)number);
}

const wit_diff_pair *wit_diff_pair_of(const wit_diff *d,
                                      const wit_package *package) {
    uintptr_t number = (uintptr_t)tn_ptr_map_get(&d->pair_of, package);
    return number ? &d->pairs.data[number - 1] : NULL;
}

/* Two loaded WITs whose packages are looked for. */
typedef struct search {
    wit_diff *d;
    const tenon_wit *before, *after;
    bool with_deps;
    const wit_package **partner; /* of packages before */
    bool *taken;                 /* packages after */
} search;

static bool is_compared(const search *s, const wit_package *p) {
    return p != p->resolve->main && (p->is_nested || s->with_deps);
}

static tn_str package_key(wit_diff *d,
                          const wit_package *p,
                          bool with_version) {
    return with_version
               ? p->id
               : tn_arena_printf(d->scratch, "%.*s:%.*s", TN_STR_ARG(p->ns),
                                 TN_STR_ARG(p->name));
}

/* Pairs packages whose keys are the same and that have no partner yet. */
static void pair_up(search *s, bool with_version) {
    tn_map map;
    tn_map_init(&map, s->d->scratch);
    for (uint32_t i = 0; i < s->after->package_count; i++) {
        const wit_package *p = s->after->packages[i];
        if (is_compared(s, p) && !s->taken[i])
            tn_map_put(&map, package_key(s->d, p, with_version), NULL)
                ->value.num = i + 1;
    }
    for (uint32_t i = 0; i < s->before->package_count; i++) {
        const wit_package *p = s->before->packages[i];
        if (!is_compared(s, p) || s->partner[i])
            continue;
        const tn_map_entry *e =
            tn_map_find(&map, package_key(s->d, p, with_version));
        if (!e || s->taken[e->value.num - 1])
            continue;
        s->partner[i] = s->after->packages[e->value.num - 1];
        s->taken[e->value.num - 1] = true;
    }
}

/* Packages by id, then those left over by name; the main ones in any case. */
void wit_diff_find_pairs(wit_diff *d,
                         const tenon_wit *before,
                         const tenon_wit *after,
                         bool with_deps) {
    search s = {d, before, after, with_deps, NULL, NULL};
    s.partner =
        TN_NEW_ARRAY(d->scratch, const wit_package *, before->package_count);
    s.taken = TN_NEW_ARRAY(d->scratch, bool, after->package_count);
    pair_up(&s, true);
    pair_up(&s, false);
    wit_diff_add_pair(d, before->main, after->main, true);
    for (uint32_t i = 0; i < before->package_count; i++) {
        const wit_package *p = before->packages[i];
        if (is_compared(&s, p) && (s.partner[i] || p->is_nested))
            wit_diff_add_pair(d, p, s.partner[i], p->is_nested);
    }
    for (uint32_t i = 0; i < after->package_count; i++) {
        const wit_package *p = after->packages[i];
        if (is_compared(&s, p) && p->is_nested && !s.taken[i])
            wit_diff_add_pair(d, NULL, p, true);
    }
}

bool wit_diff_are_partners(const wit_diff *d,
                           const wit_package *before,
                           const wit_package *after) {
    const wit_diff_pair *pair = wit_diff_pair_of(d, before);
    return pair && pair->after == after;
}

const wit_interface *wit_diff_new_version(const wit_diff *d,
                                          const wit_interface *before) {
    const wit_diff_pair *pair =
        before ? wit_diff_pair_of(d, before->package) : NULL;
    const wit_part *part =
        pair ? find_part(&pair->new_parts, before->name, false) : NULL;
    return part ? part->interface : NULL;
}

/* Comparing */

static const char *part_word(const wit_part *p) {
    return p->is_world ? "world" : "interface";
}

/* Says where the following changes are, and who is concerned by them. */
static void enter_part(wit_diff *d,
                       const wit_package *p,
                       const wit_part *part) {
    bool is_world = part->is_world;
    d->where = TEXT("%s %.*s:%.*s/%.*s", part_word(part), TN_STR_ARG(p->ns),
                    TN_STR_ARG(p->name), TN_STR_ARG(part->name))
                   .p;
    d->callers = is_world ? TENON_WIT_BREAKS_GUESTS : TENON_WIT_BREAKS_CALLERS;
    d->implementers =
        is_world ? TENON_WIT_BREAKS_HOSTS : TENON_WIT_BREAKS_IMPLEMENTERS;
    d->weight_of_addition = WIT_DIFF_ADDS;
}

static void compare_part(wit_diff *d,
                         const wit_part *before,
                         const wit_part *after) {
    tn_str label =
        TEXT("%s `%.*s`", part_word(before), TN_STR_ARG(before->name));
    if (!after) {
        wit_diff_add(d, TENON_WIT_REMOVED,
                     before->is_world ? world_sides : interface_sides,
                     WIT_DIFF_BREAKS,
                     TEXT("%.*s was removed", TN_STR_ARG(label)));
        return;
    }
    wit_diff_attrs a = {.stability = &before->stability, .docs = before->docs};
    wit_diff_attrs b = {.stability = &after->stability, .docs = after->docs};
    wit_diff_compare_attrs(d, label, &a, &b);
    if (before->is_world)
        wit_diff_world(d, before->world, after->world);
    else
        wit_diff_interface(d, before->interface, after->interface);
}

static void diff_old_part(wit_diff *d, const wit_part *before) {
    const wit_diff_pair *pair = &d->pairs.data[d->pair];
    const wit_part *after =
        find_part(&pair->new_parts, before->name, before->is_world);
    enter_part(d, pair->after, before);
    wit_diff_state state = wit_diff_enter(
        d, before->span, after ? after->span : TN_NO_SPAN, &before->stability);
    compare_part(d, before, after);
    wit_diff_leave(d, state);
}

/* Nobody imports or exports it yet. */
static void report_new_part(wit_diff *d, const wit_part *part) {
    const wit_diff_pair *pair = &d->pairs.data[d->pair];
    enter_part(d, pair->after, part);
    wit_diff_state state =
        wit_diff_enter(d, TN_NO_SPAN, part->span, &part->stability);
    wit_diff_add(
        d, TENON_WIT_ADDED, 0, WIT_DIFF_ADDS,
        TEXT("%s `%.*s` was added", part_word(part), TN_STR_ARG(part->name)));
    wit_diff_leave(d, state);
}

static void diff_names(wit_diff *d,
                       const wit_package *a,
                       const wit_package *b) {
    d->callers = d->implementers = interface_sides | world_sides;
    if (!tn_str_eq(a->ns, b->ns) || !tn_str_eq(a->name, b->name))
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("the package was `%.*s:%.*s`, is `%.*s:%.*s`",
                            TN_STR_ARG(a->ns), TN_STR_ARG(a->name),
                            TN_STR_ARG(b->ns), TN_STR_ARG(b->name)));
    wit_diff_docs(d, TN_STR("the package"), a->docs, b->docs);
}

static void diff_pair(wit_diff *d) {
    const wit_diff_pair *pair = &d->pairs.data[d->pair];
    const wit_package *a = pair->before, *b = pair->after;
    const wit_package *named = b ? b : a;
    d->where = TEXT("package %.*s:%.*s", TN_STR_ARG(named->ns),
                    TN_STR_ARG(named->name))
                   .p;
    d->old_span = a ? a->span : TN_NO_SPAN;
    d->new_span = b ? b->span : TN_NO_SPAN;
    if (!a || !b) { /* nested: it may come from elsewhere on the other side */
        wit_diff_add(d, b ? TENON_WIT_ADDED : TENON_WIT_REMOVED, 0,
                     WIT_DIFF_NONE,
                     TEXT("package `%.*s` was %s", TN_STR_ARG(named->id),
                          b ? "added" : "removed"));
        return;
    }
    diff_names(d, a, b);
    for (size_t i = 0; i < pair->old_parts.parts.len; i++)
        diff_old_part(d, &pair->old_parts.parts.data[i]);
    for (size_t i = 0; i < pair->new_parts.parts.len; i++) {
        const wit_part *p = &pair->new_parts.parts.data[i];
        if (!find_part(&pair->old_parts, p->name, p->is_world))
            report_new_part(d, p);
    }
}

void wit_diff_packages(wit_diff *d) {
    for (d->pair = 0; d->pair < d->pairs.len; d->pair++)
        diff_pair(d);
}

void wit_diff_two_worlds(wit_diff *d,
                         const wit_world *before,
                         const wit_world *after) {
    const wit_package *a = before->package, *b = after->package;
    wit_part old_part = world_part(before), new_part = world_part(after);
    wit_diff_add_pair(d, a, b, true);
    d->worlds_only = true;
    enter_part(d, b, &new_part);
    wit_diff_state state =
        wit_diff_enter(d, before->span, after->span, &old_part.stability);
    diff_names(d, a, b);
    enter_part(d, b, &new_part);
    compare_part(d, &old_part, &new_part);
    wit_diff_leave(d, state);
}
