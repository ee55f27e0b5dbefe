/*
 * Edits of a world while its graph is copied: exports turned into imports and
 * the reverse, and imports of one interface at several versions made one.
 */
#include "wit/merge.h"

static bool has_form(const wit_merge *m, int form) {
    return m->edit && (int)m->edit->form == form;
}

/* Names */

tn_str wit_edit_world_name(wit_merge *m, const wit_world *world) {
    const wit_edit *edit = m->edit;
    if (!edit || edit->world != world || has_form(m, WIT_EDIT_MERGE_VERSIONS))
        return world->name;
    if (edit->name.len)
        return edit->name;
    return tn_arena_printf(m->scratch, "%.*s-%s", TN_STR_ARG(world->name),
                           has_form(m, WIT_EDIT_IMPORTIZE) ? "importized"
                                                           : "exportized");
}

/* Turning a world around */

static void report_taken(wit_merge *m,
                         const wit_world_item *first,
                         const wit_world_item *item) {
    tn_diag *diag = tn_error(
        m->ctx, DIAG_WIT_DUPLICATE, item->span,
        "export `%.*s` cannot become an import: there is one of that name",
        TN_STR_ARG(item->name));
    tn_note(m->ctx, diag, first->span, "it is here");
    m->failed = true;
}

/* Types stay: functions that are exported mention them. */
static void importize(wit_merge *m, wit_world_build *b) {
    wit_item_list imports;
    wit_list_init(&imports, m->arena);
    for (size_t i = 0; i < b->imports.items.len; i++) {
        if (b->imports.items.data[i].form == WIT_ITEM_TYPE)
            wit_list_add(&imports, m->arena, &b->imports.items.data[i]);
    }
    for (size_t i = 0; i < b->exports.items.len; i++) {
        const wit_world_item *item = &b->exports.items.data[i];
        const wit_world_item *first = wit_list_find(&imports, item->name);
        if (first)
            report_taken(m, first, item);
        else
            wit_list_add(&imports, m->arena, item);
    }
    b->imports = imports;
    wit_list_init(&b->exports, m->arena);
}

/* An import is named in full, or an interface by its own name. */
static bool is_named(const wit_world_item *item, tn_str name) {
    return tn_str_eq(item->name, name) ||
           (item->form == WIT_ITEM_INTERFACE && item->implements.len == 0 &&
            item->interface->name.len &&
            tn_str_eq(item->interface->name, name));
}

static bool is_meant(const wit_edit *edit, const wit_world_item *item) {
    for (uint32_t i = 0; i < edit->only_count; i++) {
        if (is_named(item, edit->only[i]))
            return true;
    }
    return edit->only_count == 0;
}

static void check_only(wit_merge *m, const wit_item_list *imports) {
    for (uint32_t i = 0; i < m->edit->only_count; i++) {
        tn_str name = m->edit->only[i];
        bool found = false;
        for (size_t k = 0; k < imports->items.len && !found; k++)
            found = is_named(&imports->items.data[k], name);
        if (found)
            continue;
        tn_error(m->ctx, DIAG_WIT_UNKNOWN, m->edit->world->span,
                 "world `%.*s` has no import `%.*s`",
                 TN_STR_ARG(m->edit->world->name), TN_STR_ARG(name));
        m->failed = true;
    }
}

static bool is_resource_part(const wit_world_item *item) {
    return item->form == WIT_ITEM_TYPE
               ? item->type.type->kind == TY_RESOURCE
               : item->form == WIT_ITEM_FUNC && item->name.p[0] == '[';
}

/*
 * Types of a world are imports in any case, which functions may mention on
 * either side. A resource would have to be exported with its functions, for
 * which WIT has no form.
 */
static void exportize(wit_merge *m, wit_world_build *b) {
    wit_item_list imports, exports;
    wit_list_init(&imports, m->arena);
    wit_list_init(&exports, m->arena);
    check_only(m, &b->imports);
    for (size_t i = 0; i < b->imports.items.len; i++) {
        const wit_world_item *item = &b->imports.items.data[i];
        bool meant = is_meant(m->edit, item);
        if (meant && is_resource_part(item)) {
            tn_error(m->ctx, DIAG_WIT_TYPE, item->span,
                     "`%.*s` cannot become an export: resources of a world "
                     "and their functions can only be imported",
                     TN_STR_ARG(item->name));
            m->failed = true;
        }
        wit_list_add(meant && item->form != WIT_ITEM_TYPE ? &exports : &imports,
                     m->arena, item);
    }
    b->imports = imports;
    b->exports = exports;
}

void wit_edit_world(wit_merge *m, wit_world_build *b) {
    if (has_form(m, WIT_EDIT_IMPORTIZE))
        importize(m, b);
    if (has_form(m, WIT_EDIT_EXPORTIZE))
        exportize(m, b);
    if (!m->failed)
        wit_check_item_names(b);
}

/* Versions */

/* An interface that is imported under its own name, with a version. */
static bool get_version(const wit_world_item *item, ty_semver *out) {
    return item->form == WIT_ITEM_INTERFACE && item->implements.len == 0 &&
           item->interface->name.len &&
           ty_semver_parse(out, item->interface->package->version);
}

static tn_str track_of(wit_merge *m,
                       const wit_interface *i,
                       const ty_semver *version) {
    tn_str track = ty_semver_track(m->scratch, version);
    return tn_arena_printf(
        m->scratch, "%.*s:%.*s/%.*s@%.*s", TN_STR_ARG(i->package->ns),
        TN_STR_ARG(i->package->name), TN_STR_ARG(i->name), TN_STR_ARG(track));
}

static bool is_newer(const wit_interface *a, const wit_interface *b) {
    ty_semver x, y;
    if (!ty_semver_parse(&x, a->package->version) ||
        !ty_semver_parse(&y, b->package->version))
        return false;
    int order = ty_semver_cmp(&x, &y);
    return order > 0 || (order == 0 && tn_str_cmp(x.build, y.build) > 0);
}

/* Track -> the newest interface on it. */
static void find_newest(wit_merge *m, tn_map *newest) {
    const wit_world *world = m->edit->world;
    for (uint32_t i = 0; i < world->import_count; i++) {
        const wit_interface *at = world->imports[i].interface;
        ty_semver version;
        if (!get_version(&world->imports[i], &version))
            continue;
        tn_map_entry *slot =
            tn_map_put(newest, track_of(m, at, &version), NULL);
        if (!slot->value.ptr || is_newer(at, slot->value.ptr))
            slot->value.ptr = (void *)(uintptr_t)at;
    }
}

static const merge_member *find_member(wit_merge *m,
                                       const wit_interface *interface,
                                       tn_str name) {
    const merge_interface *i = wit_merge_union_of(m, interface);
    const merge_member *found =
        tn_map_get(&i->members, ty_name_canonical(m->scratch, name));
    return found && tn_str_eq(found->name, name) ? found : NULL;
}

/* Handles of the older version's resources mean those of the newer one. */
static void bind_resources(wit_merge *m,
                           const wit_interface *older,
                           const wit_interface *newer) {
    for (uint32_t k = 0; k < older->type_count; k++) {
        const wit_typedef *type = &older->types[k];
        const merge_member *other = find_member(m, newer, type->name);
        if (other && other->type && type->type->kind == TY_RESOURCE &&
            other->type->type->kind == TY_RESOURCE)
            tn_ptr_map_set(&m->same.resources, type->type,
                           (void *)(uintptr_t)other->type->type);
    }
}

static void check_member(wit_merge *m,
                         const wit_interface *newer,
                         const merge_member *member) {
    tn_arena *arena = m->scratch;
    const merge_member *other = find_member(m, newer, member->name);
    tn_str label = wit_merge_label(m, member);
    tn_str id = newer->id;
    tn_str old_id = member->view->id;
    tn_str why;
    if (!other || !other->type != !member->type) {
        tn_error(m->ctx, DIAG_WIT_DROPPED, member->span,
                 "%.*s of `%.*s` is lost: `%.*s`, which is to stand for it, "
                 "has none",
                 TN_STR_ARG(label), TN_STR_ARG(old_id), TN_STR_ARG(id));
        return;
    }
    if (wit_merge_agree(m, member, other, &why))
        return;
    tn_diag *diag = wit_merge_report(
        m, member->span, other->span,
        tn_arena_printf(arena, "`%.*s` cannot stand for `%.*s`: %.*s differs",
                        TN_STR_ARG(id), TN_STR_ARG(old_id), TN_STR_ARG(label)));
    wit_merge_note_changes(m, diag, why);
}

static void check_versions(wit_merge *m,
                           const wit_interface *older,
                           const wit_interface *newer) {
    for (uint32_t k = 0; k < older->type_count; k++) {
        const wit_typedef *type = &older->types[k];
        const merge_member member = {older, type->name, type->span, type, NULL};
        check_member(m, newer, &member);
    }
    for (uint32_t k = 0; k < older->func_count; k++) {
        const wit_func *func = &older->funcs[k];
        const merge_member member = {older, func->name, func->span, NULL, func};
        check_member(m, newer, &member);
    }
}

/* Whatever stays in the world uses the types of the newest versions. */
static void collect_users(wit_merge *m) {
    const wit_world *world = m->edit->world;
    tn_ptr_map_set(&m->users, world, m);
    for (uint32_t i = 0; i < world->import_count; i++) {
        const wit_world_item *item = &world->imports[i];
        if (item->interface && !wit_edit_drops(m, world, item))
            tn_ptr_map_set(&m->users, item->interface, m);
    }
    for (uint32_t i = 0; i < world->export_count; i++) {
        if (world->exports[i].interface)
            tn_ptr_map_set(&m->users, world->exports[i].interface, m);
    }
}

typedef void version_step(wit_merge *m,
                          const wit_interface *older,
                          const wit_interface *newer);

static void for_each_pair(wit_merge *m, version_step *step) {
    const wit_world *world = m->edit->world;
    for (uint32_t i = 0; i < world->import_count; i++) {
        const wit_world_item *item = &world->imports[i];
        if (wit_edit_drops(m, world, item))
            step(m, item->interface,
                 tn_ptr_map_get(&m->instead, item->interface));
    }
}

void wit_edit_find_versions(wit_merge *m) {
    const wit_world *world = m->edit->world;
    tn_map newest;
    tn_map_init(&newest, m->scratch);
    find_newest(m, &newest);
    for (uint32_t i = 0; i < world->import_count; i++) {
        const wit_interface *at = world->imports[i].interface;
        ty_semver version;
        if (!get_version(&world->imports[i], &version))
            continue;
        void *best = tn_map_get(&newest, track_of(m, at, &version));
        if (best != at)
            tn_ptr_map_set(&m->instead, at, best);
    }
    for_each_pair(m, bind_resources);
    for_each_pair(m, check_versions);
    collect_users(m);
}

bool wit_edit_drops(const wit_merge *m,
                    const wit_world *world,
                    const wit_world_item *import) {
    return has_form(m, WIT_EDIT_MERGE_VERSIONS) && world == m->edit->world &&
           import->form == WIT_ITEM_INTERFACE && import->implements.len == 0 &&
           tn_ptr_map_get(&m->instead, import->interface);
}

const wit_interface *wit_edit_used_from(const wit_merge *m,
                                        const void *user,
                                        const ty *type) {
    const wit_interface *from = wit_used_from(type);
    if (!from || !tn_ptr_map_get(&m->users, user))
        return from;
    const wit_interface *other = tn_ptr_map_get(&m->instead, from);
    return other ? other : from;
}
