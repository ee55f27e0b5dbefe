/*
 * Reading the worlds that a core module carries (embed.c has the layout) and
 * uniting them. When two worlds have an interface in common, its parts must
 * agree, and the type nodes of the later one stand for those of the first.
 */
#include "linker/world.h"

void link_world_init(link_world *world, link_job *job) {
    *world = (link_world){.ctx = job->ctx, .arena = &job->arena};
    tn_ptr_map_init(&world->same, &job->arena);
    ty_subst_init(&world->unify, &job->arena);
    tn_ptr_map_init(&world->lists, &job->arena);
    tn_map_init(&world->import_index, &job->arena);
    tn_map_init(&world->export_index, &job->arena);
    tn_map_init(&world->tracks, &job->arena);
    tn_map_init(&world->renamed, &job->arena);
}

static ty_extern *find_item(const tn_map *index,
                            ty_extern *items,
                            tn_str name) {
    const tn_map_entry *entry = tn_map_find(index, name);
    return entry ? &items[entry->value.num] : NULL;
}

const ty_extern *link_world_import(const link_world *world, tn_str name) {
    const tn_map_entry *other;
    while ((other = tn_map_find(&world->renamed, name)))
        name = *(const tn_str *)other->value.ptr;
    return find_item(&world->import_index, world->imports.data, name);
}

const ty_extern *link_world_export(const link_world *world, tn_str name) {
    return find_item(&world->export_index, world->exports.data, name);
}

const ty_extern *link_world_member(link_world *world,
                                   const ty_extern *interface,
                                   tn_str name) {
    return ty_look_up_extern(&world->lists, interface->u.instance->exports,
                             interface->u.instance->export_count, name);
}

static void report_conflict(link_merge *m,
                            tn_str where,
                            tn_str name,
                            tn_str why) {
    tn_diag *diag = tn_error(m->world->ctx, DIAG_LINK_WORLD, TN_NO_SPAN,
                             "two worlds disagree about `%.*s`%s%.*s%s",
                             TN_STR_ARG(name), where.len ? " of `" : "",
                             TN_STR_ARG(where), where.len ? "`" : "");
    tn_diag_place(m->world->ctx, diag, m->path);
    if (why.len)
        tn_note(m->world->ctx, diag, TN_NO_SPAN, "%.*s", TN_STR_ARG(why));
    m->ok = false;
}

static bool agree(link_merge *m,
                  tn_str where,
                  const ty_extern *a,
                  const ty_extern *b) {
    tn_writer why;
    tn_writer_init(&why, m->world->arena);
    ty_extern known = ty_subst_extern(&m->world->unify, a);
    if (a->sort == b->sort && ty_matches_extern(b, &known, &m->bind, &why))
        return true;
    if (m->quiet)
        m->ok = false;
    else
        report_conflict(m, where, b->name, tn_writer_str(&why));
    return false;
}

static void unify_nodes(link_merge *m, const ty_extern *a, const ty_extern *b) {
    if (a->sort == TY_SORT_TYPE && a->u.type != b->u.type)
        tn_ptr_map_set(&m->world->same, b->u.type, (void *)a->u.type);
    if (a->sort == TY_SORT_TYPE && a->u.type != b->u.type &&
        b->u.type->kind == TY_RESOURCE)
        tn_ptr_map_set(&m->world->unify.resources, b->u.type,
                       (void *)a->u.type);
}

/* An interface in both worlds: the union of its exports. */
static void merge_instance(link_merge *m,
                           ty_extern *into,
                           const ty_extern *from) {
    const ty_instance *a = into->u.instance, *b = from->u.instance;
    TN_VEC(ty_extern) exports = {0};
    for (uint32_t i = 0; i < a->export_count; i++)
        tn_vec_push(m->world->arena, &exports, a->exports[i]);
    for (uint32_t i = 0; i < b->export_count; i++) {
        const ty_extern *item = &b->exports[i];
        const ty_extern *known = ty_look_up_extern(&m->world->lists, a->exports,
                                                   a->export_count, item->name);
        if (!known)
            tn_vec_push(m->world->arena, &exports, *item);
        else if (agree(m, into->name, known, item))
            unify_nodes(m, known, item);
    }
    if (exports.len == a->export_count)
        return;
    ty_instance *both = TN_NEW(m->world->arena, ty_instance);
    both->exports = exports.data;
    both->export_count = (uint32_t)exports.len;
    both->owner = a->owner;
    into->u.instance = both;
}

static void merge_item(link_merge *m, ty_extern *known, const ty_extern *item) {
    if (known->sort == TY_SORT_INSTANCE && item->sort == TY_SORT_INSTANCE)
        merge_instance(m, known, item);
    else if (agree(m, (tn_str){0}, known, item))
        unify_nodes(m, known, item);
}

void link_merge_init(link_merge *merge, link_world *world, tn_str path) {
    *merge = (link_merge){.world = world, .path = path, .ok = true};
    ty_subst_init(&merge->bind, world->arena);
}

/* Do all exports that two versions of an interface have in common agree? */
static bool versions_agree(link_merge *m,
                           const ty_extern *a,
                           const ty_extern *b) {
    bool ok = m->ok;
    m->quiet = m->ok = true;
    const ty_instance *exports = b->u.instance;
    for (uint32_t i = 0; i < exports->export_count && m->ok; i++) {
        const ty_extern *known =
            link_world_member(m->world, a, exports->exports[i].name);
        if (known)
            (void)agree(m, a->name, known, &exports->exports[i]);
    }
    bool agreed = m->ok;
    m->quiet = false;
    m->ok = ok;
    return agreed;
}

/* Of two names of an interface the one with the higher version. */
static tn_str higher_version(tn_str a, tn_str b) {
    ty_name na, nb;
    ty_semver va, vb;
    if (!ty_name_parse(&na, a) || !ty_name_parse(&nb, b) ||
        !ty_semver_parse(&va, na.version) || !ty_semver_parse(&vb, nb.version))
        return a;
    return ty_semver_cmp(&va, &vb) < 0 ? b : a;
}

static void rename_import(link_world *world, tn_str from, tn_str to) {
    tn_str *name = TN_NEW(world->arena, tn_str);
    *name = to;
    tn_map_put(&world->renamed, from, NULL)->value.ptr = name;
}

/* An import that is there in another version of the same track. */
static bool merge_version(link_merge *m, const ty_extern *item) {
    link_world *world = m->world;
    ty_name name;
    if (world->keeps_versions || item->sort != TY_SORT_INSTANCE ||
        !ty_name_parse(&name, item->name) || name.kind != TY_NAME_INTERFACE ||
        name.version.len == 0)
        return false;
    bool found;
    tn_str track = link_canonical_name(world->arena, item->name);
    tn_map_entry *entry = tn_map_put(&world->tracks, track, &found);
    if (!found)
        entry->value.num = world->imports.len; /* where it is about to be */
    ty_extern *known = found ? &world->imports.data[entry->value.num] : NULL;
    if (!known || known->implements.len || item->implements.len ||
        !versions_agree(m, known, item))
        return false;
    merge_instance(m, known, item);
    tn_str old = known->name;
    known->name = higher_version(old, item->name);
    rename_import(world, tn_str_eq(known->name, old) ? item->name : old,
                  known->name);
    tn_map_put(&world->import_index, known->name, NULL)->value.num =
        entry->value.num;
    return true;
}

void link_merge_import(link_merge *merge, const ty_extern *item) {
    link_world *world = merge->world;
    const ty_extern *found = link_world_import(world, item->name);
    if (found) {
        merge_item(merge, world->imports.data + (found - world->imports.data),
                   item);
        return;
    }
    if (merge_version(merge, item))
        return;
    tn_map_put(&world->import_index, item->name, NULL)->value.num =
        world->imports.len;
    tn_vec_push(world->arena, &world->imports, *item);
}

void link_merge_export(link_merge *merge, const ty_extern *item) {
    link_world *world = merge->world;
    ty_extern *known =
        find_item(&world->export_index, world->exports.data, item->name);
    if (known) {
        merge_item(merge, known, item);
        return;
    }
    tn_map_put(&world->export_index, item->name, NULL)->value.num =
        world->exports.len;
    tn_vec_push(world->arena, &world->exports, *item);
}

static bool fail_section(link_world *world,
                         const core_module *module,
                         const core_custom *custom,
                         const char *why) {
    tn_span span = {module->span_base + custom->section.start,
                    module->span_base + custom->section.end};
    tn_error(world->ctx, DIAG_LINK_NO_WORLD, span,
             "section `%.*s` does not hold a world: %s",
             TN_STR_ARG(custom->name), why);
    return false;
}

static const char *read_encoding(const bin_component *component,
                                 bin_encoding *out) {
    for (uint32_t i = 0; i < component->def_count; i++) {
        const bin_def *def = &component->defs[i];
        if (def->kind != BIN_CUSTOM ||
            !tn_str_eqz(def->u.custom.name, LINK_ENCODING_SECTION))
            continue;
        if (def->u.custom.len != 2 || def->u.custom.bytes[0] != 4)
            return "it was written in another version of the layout";
        if (def->u.custom.bytes[1] > BIN_LATIN1_UTF16)
            return "its string encoding is unknown";
        *out = (bin_encoding)def->u.custom.bytes[1];
        return NULL;
    }
    return "it does not say how strings are encoded";
}

const ty_extern *link_find_world(const bin_component *component) {
    for (uint32_t i = 0; i < component->def_count; i++) {
        const bin_def *def = &component->defs[i];
        if (def->kind != BIN_TYPE || !def->u.type.component)
            continue;
        const ty_component *package = def->u.type.component;
        if (package->export_count == 1 &&
            package->exports[0].sort == TY_SORT_COMPONENT)
            return &package->exports[0];
    }
    return NULL;
}

/* Core functions are named after the whole version. */
static ty_extern with_whole_version(tn_arena *arena, const ty_extern *item) {
    ty_extern out = *item;
    tn_str whole = link_whole_name(arena, item);
    if (item->implements.len)
        out.implements = whole;
    else
        out.name = whole;
    out.version_suffix = (tn_str){0};
    return out;
}

static bool read_section(link_world *world,
                         link_job *job,
                         const core_module *module,
                         const core_custom *custom,
                         tn_str path,
                         bin_encoding *encoding) {
    bin_component *component;
    const core_range bytes = custom->bytes;
    if (!link_decode_component(job, module->bytes + bytes.start,
                               bytes.end - bytes.start,
                               module->span_base + bytes.start, &component))
        return false;
    const char *wrong = read_encoding(component, encoding);
    const ty_extern *item = link_find_world(component);
    if (!wrong && !item)
        wrong = "it exports no component type";
    if (wrong)
        return fail_section(world, module, custom, wrong);
    const ty_component *type = item->u.component;
    link_merge merge;
    link_merge_init(&merge, world, path);
    for (uint32_t i = 0; i < type->import_count; i++) {
        ty_extern import = with_whole_version(world->arena, &type->imports[i]);
        link_merge_import(&merge, &import);
    }
    for (uint32_t i = 0; i < type->export_count; i++) {
        ty_extern export = with_whole_version(world->arena, &type->exports[i]);
        link_merge_export(&merge, &export);
    }
    return merge.ok;
}

bool link_world_read(link_world *world,
                     link_job *job,
                     const core_module *module,
                     tn_str path,
                     uint32_t *found,
                     bin_encoding *encoding) {
    uint32_t at = 0;
    *found = 0;
    *encoding = BIN_UTF8;
    for (;;) {
        const core_custom *custom =
            core_module_custom(module, TN_STR(LINK_WORLD_SECTION), &at);
        if (!custom)
            return true;
        bin_encoding own = BIN_UTF8;
        if (!read_section(world, job, module, custom, path, &own))
            return false;
        if (*found > 0 && own != *encoding)
            return fail_section(world, module, custom,
                                "its string encoding differs from that of "
                                "another world of this module");
        *encoding = own;
        ++*found;
    }
}

static void sort_items(const link_world *world,
                       ty_extern *items,
                       size_t count,
                       tn_map *index) {
    const ty_extern *sorted =
        link_sort(world->arena, items, (uint32_t)count, &world->same);
    for (size_t i = 0; i < count; i++) {
        items[i] = sorted[i];
        tn_map_put(index, items[i].name, NULL)->value.num = i;
    }
}

void link_world_sort(link_world *world) {
    sort_items(world, world->imports.data, world->imports.len,
               &world->import_index);
    sort_items(world, world->exports.data, world->exports.len,
               &world->export_index);
}
