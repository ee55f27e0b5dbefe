/*
 * Finding packages, interfaces and worlds by name, and choosing a world
 * (WIT.md, "Specifying a World").
 */
#include "wit/resolve.h"

/* Where it stands in a text: the bytes of a binary would tell nobody more. */
static tn_span place_of(const tenon_context *ctx, const wit_world *world) {
    const tn_source *source =
        world->span.hi ? tn_source_of(ctx, world->span.lo) : NULL;
    return source && source->kind == TN_SOURCE_TEXT ? world->span : TN_NO_SPAN;
}

static void list_worlds(const wit_resolve *resolve,
                        tn_diag *diag,
                        const wit_package *package) {
    enum { MAX_LISTED = 10 };
    for (uint32_t i = 0; i < package->world_count && i < MAX_LISTED; i++) {
        const wit_world *world = package->worlds[i];
        tn_note(resolve->ctx, diag, place_of(resolve->ctx, world),
                "there is world `%.*s`", TN_STR_ARG(world->id));
    }
}

static const wit_world *only_world(const wit_resolve *resolve) {
    const wit_package *package = resolve->main;
    if (package->world_count == 1)
        return package->worlds[0];
    tn_diag *diag =
        tn_error(resolve->ctx, DIAG_WIT_WORLD, TN_NO_SPAN,
                 package->world_count ? "package `%.*s` has more than one world"
                                      : "package `%.*s` has no world",
                 TN_STR_ARG(package->id));
    list_worlds(resolve, diag, package);
    if (package->world_count)
        tn_help(resolve->ctx, diag, "name the one you mean");
    return NULL;
}

static const wit_world *world_of(const wit_package *package, tn_str name) {
    for (uint32_t i = 0; i < package->world_count; i++) {
        if (tn_str_eq(package->worlds[i]->name, name))
            return package->worlds[i];
    }
    return NULL;
}

static const wit_world *need_world(const wit_resolve *resolve,
                                   const wit_package *package,
                                   tn_str name) {
    const wit_world *world = world_of(package, name);
    if (world)
        return world;
    tn_diag *diag = tn_error(resolve->ctx, DIAG_WIT_WORLD, TN_NO_SPAN,
                             "package `%.*s` has no world `%.*s`",
                             TN_STR_ARG(package->id), TN_STR_ARG(name));
    list_worlds(resolve, diag, package);
    return NULL;
}

/* Without a version any one will do, as long as it is the only one. */
static const wit_package *find_package(const wit_resolve *resolve,
                                       const ty_name *name,
                                       uint32_t *candidates) {
    const wit_package *found = NULL;
    *candidates = 0;
    for (uint32_t i = 0; i < resolve->package_count; i++) {
        const wit_package *p = resolve->packages[i];
        if (!tn_str_eq(p->ns, name->ns) || !tn_str_eq(p->name, name->package))
            continue;
        if (tn_str_eq(p->version, name->version)) {
            *candidates = 1;
            return p;
        }
        if (name->version.len == 0) {
            found = p;
            ++*candidates;
        }
    }
    return *candidates == 1 ? found : NULL;
}

/* The package of an id, and the name in it. Plain names are of the main one. */
static const wit_package *split(const wit_resolve *resolve, tn_str *name) {
    ty_name parsed;
    uint32_t candidates;
    if (ty_is_kebab(*name))
        return resolve->main;
    if (!ty_name_parse(&parsed, *name) || parsed.kind != TY_NAME_INTERFACE)
        return NULL;
    *name = parsed.interface;
    return find_package(resolve, &parsed, &candidates);
}

const wit_world *wit_find_world_named(const wit_resolve *resolve, tn_str name) {
    const wit_package *package = split(resolve, &name);
    return package ? world_of(package, name) : NULL;
}

const wit_interface *wit_find_interface_named(const wit_resolve *resolve,
                                              tn_str name) {
    const wit_package *package = split(resolve, &name);
    for (uint32_t i = 0; package && i < package->interface_count; i++) {
        if (tn_str_eq(package->interfaces[i]->name, name))
            return package->interfaces[i];
    }
    return NULL;
}

const wit_package *wit_find_package_named(const wit_resolve *resolve,
                                          tn_str id) {
    size_t colon = tn_str_find(id, ':'), at = tn_str_find(id, '@');
    uint32_t candidates;
    if (colon >= at || at + 1 == id.len)
        return NULL;
    ty_name name = {.ns = {id.p, colon},
                    .package = {id.p + colon + 1, at - colon - 1}};
    if (at < id.len)
        name.version = tn_str_from_offset(id, at + 1);
    return find_package(resolve, &name, &candidates);
}

static bool has_capital(tn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] >= 'A' && text.p[i] <= 'Z')
            return true;
    }
    return false;
}

/* Identifiers of WIT may have capitals, the words of an interfacename
 * (Explainer.md) not. */
static bool check_package_names(const wit_resolve *resolve) {
    bool ok = true;
    for (uint32_t i = 0; i < resolve->package_count; i++) {
        const wit_package *p = resolve->packages[i];
        bool is_said = p->interface_count + p->world_count > 0;
        if (!is_said || (!has_capital(p->ns) && !has_capital(p->name)))
            continue;
        tn_error(resolve->ctx, DIAG_WIT_NAME, p->span,
                 "package `%.*s:%.*s` cannot be encoded: the names of imports "
                 "and exports say packages in lower case",
                 TN_STR_ARG(p->ns), TN_STR_ARG(p->name));
        ok = false;
    }
    return ok;
}

bool wit_check_encodable(const wit_resolve *resolve) {
    if (resolve->empty.hi == 0)
        return check_package_names(resolve);
    tn_error(resolve->ctx, DIAG_WIT_TYPE, resolve->empty,
             "a type without members cannot be encoded");
    return false;
}

/* WIT.md, "Keywords": what is a keyword is written with a `%`. */
static tn_str without_escapes(tn_arena *arena, tn_str name) {
    if (tn_str_find(name, '%') == name.len)
        return name;
    char *out = tn_arena_alloc(arena, name.len);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char before = i ? name.p[i - 1] : '/';
        if (name.p[i] != '%' || (before != '/' && before != ':'))
            out[len++] = name.p[i];
    }
    return (tn_str){out, len};
}

const wit_world *wit_select_world(const wit_resolve *resolve, tn_str name) {
    if (name.len == 0)
        return only_world(resolve);
    ty_name parsed;
    name = without_escapes(&resolve->ctx->arena, name);
    if (ty_is_kebab(name))
        return need_world(resolve, resolve->main, name);
    if (!ty_name_parse(&parsed, name) || parsed.kind != TY_NAME_INTERFACE) {
        tn_error(resolve->ctx, DIAG_WIT_WORLD, TN_NO_SPAN,
                 "`%.*s` is not the name of a world", TN_STR_ARG(name));
        return NULL;
    }
    uint32_t candidates;
    const wit_package *package = find_package(resolve, &parsed, &candidates);
    if (package)
        return need_world(resolve, package, parsed.interface);
    tn_error(resolve->ctx, DIAG_WIT_WORLD, TN_NO_SPAN,
             candidates ? "package `%.*s:%.*s` is there in several versions: "
                          "say which"
                        : "package `%.*s:%.*s` is not there",
             TN_STR_ARG(parsed.ns), TN_STR_ARG(parsed.package));
    return NULL;
}
