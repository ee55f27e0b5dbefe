/*
 * Copying: nodes, interfaces and worlds of the sources into the result. What
 * a view does not lead in is not copied; its nodes mean those of the leading
 * view from then on.
 *
 * Types are copied in order of definition, so names are known when they are
 * mentioned; what recurses is bounded by the depth of unnamed types.
 */
#include "wit/merge.h"

/* Docs and external ids may be there and say nothing. */
static tn_str copy_str(wit_merge *m, tn_str s) {
    return s.p ? tn_arena_copy(m->arena, s) : (tn_str){0};
}

static wit_stability copy_gates(wit_merge *m, const wit_stability *from) {
    return (wit_stability){copy_str(m, from->since), copy_str(m, from->feature),
                           copy_str(m, from->deprecated)};
}

/* Gates of what is there already: those of either. */
static void merge_gates(wit_merge *m,
                        wit_stability *into,
                        const wit_stability *from,
                        tn_str name,
                        tn_span first,
                        tn_span second) {
    const wit_stability copy = copy_gates(m, from);
    if (wit_take_gates(into, &copy))
        return;
    wit_merge_report(m, first, second,
                     tn_arena_printf(m->scratch,
                                     "two definitions of `%.*s` have "
                                     "different gates",
                                     TN_STR_ARG(name)));
}

/* Types */

static void remember(wit_merge *m, const ty *node, const ty *ours) {
    tn_ptr_map_set(&m->types, node, (void *)(uintptr_t)ours);
}

static tn_str name_of(const ty *type) {
    return type->kind == TY_RESOURCE ? type->u.resource.name
                                     : type->u.named.name;
}

static const ty *copy_type(void *user, const ty *type);

static bool copy_fields(void *user,
                        ty_field *out,
                        const ty_field *from,
                        uint32_t count) {
    wit_merge *m = user;
    for (uint32_t i = 0; i < count; i++) {
        out[i].name = copy_str(m, from[i].name);
        out[i].docs = copy_str(m, from[i].docs);
        if (from[i].type && !(out[i].type = copy_type(m, from[i].type)))
            return false;
    }
    return true;
}

static ty_remaker remaker(wit_merge *m) {
    return (ty_remaker){.ctx = m->ctx,
                        .arena = m->arena,
                        .span = m->at,
                        .user = m,
                        .type = copy_type,
                        .resource = copy_type,
                        .fields = copy_fields};
}

static const ty *copy_type(void *user, const ty *type) {
    wit_merge *m = user;
    const ty *known = tn_ptr_map_get(&m->types, type);
    if (known)
        return known;
    if (type->kind == TY_NAMED || type->kind == TY_RESOURCE) {
        tn_error(m->ctx, DIAG_WIT_UNKNOWN, m->at,
                 "type `%.*s` is mentioned where it is neither defined nor "
                 "brought in with `use`",
                 TN_STR_ARG(name_of(type)));
        m->failed = true;
        return NULL;
    }
    const ty_remaker r = remaker(m);
    const ty *made = ty_remake(&r, type);
    m->failed |= !made;
    if (made)
        remember(m, type, made);
    return made;
}

/* What a definition is another name of. */
static const ty *copy_target(wit_merge *m,
                             const void *user,
                             const wit_typedef *def) {
    const ty *target = def->type->u.named.target;
    const wit_interface *from = wit_edit_used_from(m, user, def->type);
    if (!from || from == wit_used_from(def->type))
        return copy_type(m, target);
    const merge_interface *united = wit_merge_union_of(m, from);
    const wit_typedef *other = wit_build_type(&united->build, name_of(target));
    if (other)
        return other->type;
    tn_str id = from->id;
    tn_error(m->ctx, DIAG_WIT_MERGE, def->span,
             "type `%.*s` is used from an older version of `%.*s`, which has "
             "none of that name",
             TN_STR_ARG(name_of(target)), TN_STR_ARG(id));
    m->failed = true;
    return NULL;
}

static const ty *copy_definition(wit_merge *m,
                                 const void *owner,
                                 const void *user,
                                 const wit_typedef *def,
                                 const wit_typedef *out) {
    if (def->type->kind == TY_RESOURCE) {
        ty *made = ty_make_resource(m->arena, out->name);
        made->u.resource.owner = owner;
        made->u.resource.docs = out->docs;
        return made;
    }
    const ty *target = copy_target(m, user, def);
    if (!target)
        return NULL;
    ty *made = ty_make_named(m->arena, out->name, target);
    made->u.named.owner = owner;
    made->u.named.docs = out->docs;
    return made;
}

/* owner: in the result; user: the same in the source. */
static bool copy_typedef(wit_merge *m,
                         const void *owner,
                         const void *user,
                         const wit_typedef *def,
                         wit_typedef *out) {
    m->at = def->span;
    *out = (wit_typedef){.name = copy_str(m, def->name),
                         .docs = copy_str(m, def->docs),
                         .stability = copy_gates(m, &def->stability),
                         .span = def->span,
                         .external_id = copy_str(m, def->external_id)};
    out->type = copy_definition(m, owner, user, def, out);
    if (out->type)
        remember(m, def->type, out->type);
    return out->type != NULL;
}

static bool copy_func(wit_merge *m, const wit_func *func, wit_func *out) {
    m->at = func->span;
    const ty_remaker r = remaker(m);
    *out = (wit_func){.name = copy_str(m, func->name),
                      .docs = copy_str(m, func->docs),
                      .stability = copy_gates(m, &func->stability),
                      .external_id = copy_str(m, func->external_id),
                      .span = func->span};
    out->type = ty_remake_func(&r, func->type);
    m->failed |= !out->type;
    return out->type != NULL;
}

/* Interfaces */

static void add_types(wit_merge *m,
                      merge_interface *i,
                      const wit_interface *view) {
    for (uint32_t k = 0; k < view->type_count && !m->failed; k++) {
        const wit_typedef *def = &view->types[k];
        wit_typedef *known = wit_build_type(&i->build, def->name);
        wit_typedef made;
        if (known) {
            remember(m, def->type, known->type);
            merge_gates(m, &known->stability, &def->stability, def->name,
                        known->span, def->span);
        } else if (copy_typedef(m, &i->build.def.pub, view, def, &made)) {
            wit_build_add_type(&i->build, &made);
        }
    }
}

static void add_funcs(wit_merge *m,
                      merge_interface *i,
                      const wit_interface *view) {
    for (uint32_t k = 0; k < view->func_count && !m->failed; k++) {
        const wit_func *func = &view->funcs[k];
        wit_func *known = wit_build_func(&i->build, func->name);
        wit_func made;
        if (known)
            merge_gates(m, &known->stability, &func->stability, func->name,
                        known->span, func->span);
        else if (copy_func(m, func, &made))
            wit_build_add_func(&i->build, &made);
    }
}

void wit_merge_copy_interface(wit_merge *m, merge_interface *i) {
    wit_interface *pub = &i->build.def.pub;
    const wit_interface *first = i->views.data[0];
    pub->docs = copy_str(m, first->docs);
    pub->stability = copy_gates(m, &first->stability);
    pub->span = first->span;
    for (size_t k = 0; k < i->views.len && !m->failed; k++) {
        const wit_interface *view = i->views.data[k];
        merge_gates(m, &pub->stability, &view->stability, pub->name,
                    first->span, view->span);
        add_types(m, i, view);
        add_funcs(m, i, view);
    }
    wit_build_finish_interface(&m->build, &i->build);
}

/* Worlds */

static bool copy_form(wit_merge *m,
                      const merge_world *world,
                      const wit_world_item *from,
                      wit_world_item *out) {
    if (from->form == WIT_ITEM_FUNC)
        return copy_func(m, &from->func, &out->func);
    if (from->form == WIT_ITEM_TYPE)
        return copy_typedef(m, &world->pub, world->views.data[0], &from->type,
                            &out->type);
    merge_interface *i = wit_merge_union_of(m, from->interface);
    if (!i) {
        i = tn_ptr_map_get(&m->unions, from);
        wit_merge_copy_interface(m, i);
    }
    out->interface = &i->build.def.pub;
    return !m->failed;
}

/* What it was made from by `include` is not kept: it stands for itself. */
static bool copy_item(wit_merge *m,
                      const merge_world *world,
                      const wit_world_item *from,
                      wit_world_item *out) {
    *out = (wit_world_item){.form = from->form,
                            .name = copy_str(m, from->name),
                            .implements = copy_str(m, from->implements),
                            .external_id = copy_str(m, from->external_id),
                            .docs = copy_str(m, from->docs),
                            .stability = copy_gates(m, &from->stability),
                            .implied = from->implied,
                            .span = from->span};
    return copy_form(m, world, from, out);
}

static void copy_item_to(wit_merge *m,
                         const merge_world *world,
                         const wit_world_item *from,
                         wit_item_list *out) {
    wit_world_item item;
    if (copy_item(m, world, from, &item))
        wit_list_add(out, m->arena, &item);
}

static void copy_items(wit_merge *m,
                       const merge_world *world,
                       wit_world_build *b) {
    const wit_world *from = world->views.data[0];
    for (uint32_t i = 0; i < from->import_count && !m->failed; i++) {
        if (!wit_edit_drops(m, from, &from->imports[i]))
            copy_item_to(m, world, &from->imports[i], &b->imports);
    }
    for (uint32_t i = 0; i < from->export_count && !m->failed; i++)
        copy_item_to(m, world, &from->exports[i], &b->exports);
}

/* Other views have the same items. */
static void merge_items(wit_merge *m,
                        const wit_world_item *items,
                        uint32_t count,
                        wit_item_list *out) {
    for (uint32_t i = 0; i < count; i++) {
        wit_world_item *known = wit_list_find(out, items[i].name);
        if (!known)
            continue;
        merge_gates(m, &known->stability, &items[i].stability, known->name,
                    known->span, items[i].span);
        known->func.stability = known->type.stability = known->stability;
    }
}

static void merge_views(wit_merge *m, merge_world *world, wit_world_build *b) {
    wit_world *pub = &world->pub;
    for (size_t i = 1; i < world->views.len && !m->failed; i++) {
        const wit_world *view = world->views.data[i];
        merge_gates(m, &pub->stability, &view->stability, pub->name, pub->span,
                    view->span);
        merge_items(m, view->imports, view->import_count, &b->imports);
        merge_items(m, view->exports, view->export_count, &b->exports);
    }
}

void wit_merge_copy_world(wit_merge *m, merge_world *world) {
    const wit_world *first = world->views.data[0];
    wit_world *pub = &world->pub;
    wit_world_build b = {.resolver = &m->resolver, .world = pub};
    wit_list_init(&b.imports, m->arena);
    wit_list_init(&b.exports, m->arena);
    pub->docs = copy_str(m, first->docs);
    pub->stability = copy_gates(m, &first->stability);
    pub->span = first->span;
    copy_items(m, world, &b);
    merge_views(m, world, &b);
    if (!m->failed && m->edit && m->edit->world == first)
        wit_edit_world(m, &b);
    b.failed |= m->failed;
    if (!b.failed)
        wit_elaborate_world(&b);
    m->failed |= b.failed;
}
