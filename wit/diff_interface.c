/*
 * Differences between two versions of an interface. Callers look for what
 * implementers provide: what is removed breaks the former, what is added the
 * latter (Explainer.md, "Type Checking": an instance may export more than is
 * asked for, and no less).
 */
#include "types/name.h"
#include "wit/diff.h"

#define TEXT(...) tn_arena_printf(d->arena, __VA_ARGS__)

typedef struct members {
    const wit_interface *interface;
    tn_map types, funcs; /* by name */
} members;

static void index_members(members *out,
                          tn_arena *arena,
                          const wit_interface *i) {
    out->interface = i;
    tn_map_init(&out->types, arena);
    tn_map_init(&out->funcs, arena);
    for (uint32_t k = 0; k < i->type_count; k++)
        tn_map_set(&out->types, i->types[k].name, (void *)&i->types[k]);
    for (uint32_t k = 0; k < i->func_count; k++)
        tn_map_set(&out->funcs, i->funcs[k].name, (void *)&i->funcs[k]);
}

static void diff_types(wit_diff *d,
                       const members *before,
                       const members *after) {
    for (uint32_t i = 0; i < before->interface->type_count; i++) {
        const wit_typedef *def = &before->interface->types[i];
        const wit_typedef *other = tn_map_get(&after->types, def->name);
        wit_diff_state state = wit_diff_enter(
            d, def->span, other ? other->span : TN_NO_SPAN, &def->stability);
        if (other)
            wit_diff_typedef(d, def, other);
        else
            wit_diff_removed(d, wit_diff_type_label(d, def), NULL);
        wit_diff_leave(d, state);
    }
    for (uint32_t i = 0; i < after->interface->type_count; i++) {
        const wit_typedef *def = &after->interface->types[i];
        if (tn_map_find(&before->types, def->name))
            continue;
        wit_diff_state state =
            wit_diff_enter(d, TN_NO_SPAN, def->span, &def->stability);
        wit_diff_added(d, wit_diff_type_label(d, def), NULL);
        wit_diff_leave(d, state);
    }
}

/* The gates of the resource that a function is of; NULL: it is of none. */
static const wit_stability *resource_gates(const members *m, tn_str func) {
    ty_name name;
    if (!ty_name_parse(&name, func) || !name.resource.len)
        return NULL;
    const wit_typedef *def = tn_map_get(&m->types, name.resource);
    return def ? &def->stability : NULL;
}

/* Functions of a resource that came or went do so with it. */
static bool goes_with_resource(tn_str func, const members *other) {
    ty_name name;
    return ty_name_parse(&name, func) && name.resource.len &&
           !tn_map_find(&other->types, name.resource);
}

/* The static function that was a method, and the reverse. */
static const wit_func *find_turned(wit_diff *d,
                                   tn_str func,
                                   const members *other) {
    ty_name name;
    if (!ty_name_parse(&name, func) ||
        (name.kind != TY_NAME_METHOD && name.kind != TY_NAME_STATIC))
        return NULL;
    tn_str turned =
        tn_arena_printf(d->scratch, "[%s]%.*s.%.*s",
                        name.kind == TY_NAME_METHOD ? "static" : "method",
                        TN_STR_ARG(name.resource), TN_STR_ARG(name.label));
    return tn_map_get(&other->funcs, turned);
}

static void diff_old_func(wit_diff *d,
                          const wit_func *func,
                          const members *after) {
    const wit_func *other = tn_map_get(&after->funcs, func->name);
    const wit_func *turned = other ? NULL : find_turned(d, func->name, after);
    tn_str label = wit_diff_func_label(d, func->name);
    d->new_span = other ? other->span : turned ? turned->span : TN_NO_SPAN;
    if (other)
        wit_diff_func(d, func, other);
    else if (turned)
        wit_diff_break(
            d, TENON_WIT_CHANGED,
            TEXT("%.*s is a %s now", TN_STR_ARG(label),
                 turned->name.p[1] == 's' ? "static function" : "method"));
    else if (!goes_with_resource(func->name, after))
        wit_diff_removed(d, label, NULL);
}

static void diff_funcs(wit_diff *d,
                       const members *before,
                       const members *after) {
    for (uint32_t i = 0; i < before->interface->func_count; i++) {
        const wit_func *func = &before->interface->funcs[i];
        wit_diff_state outer = wit_diff_enter(
            d, func->span, TN_NO_SPAN, resource_gates(before, func->name));
        wit_diff_enter(d, func->span, TN_NO_SPAN, &func->stability);
        diff_old_func(d, func, after);
        wit_diff_leave(d, outer);
    }
    for (uint32_t i = 0; i < after->interface->func_count; i++) {
        const wit_func *func = &after->interface->funcs[i];
        if (tn_map_find(&before->funcs, func->name) ||
            find_turned(d, func->name, before) ||
            goes_with_resource(func->name, before))
            continue;
        wit_diff_state outer = wit_diff_enter(
            d, TN_NO_SPAN, func->span, resource_gates(after, func->name));
        wit_diff_enter(d, TN_NO_SPAN, func->span, &func->stability);
        wit_diff_added(d, wit_diff_func_label(d, func->name), NULL);
        wit_diff_leave(d, outer);
    }
}

void wit_diff_interface(wit_diff *d,
                        const wit_interface *before,
                        const wit_interface *after) {
    members a, b;
    index_members(&a, d->scratch, before);
    index_members(&b, d->scratch, after);
    diff_types(d, &a, &b);
    diff_funcs(d, &a, &b);
}
