/* Names of packages, interfaces and worlds: how they are written and found. */
#include "base/limits.h"
#include "wit/resolve.h"

bool wit_has_errors(const wit_resolver *r) {
    return r->ctx->counts[TENON_SEVERITY_ERROR] > r->errors;
}

bool wit_gave_up(const wit_resolver *r) {
    return r->ctx->counts[TENON_SEVERITY_ERROR] > r->errors + TN_MAX_ERRORS;
}

tn_str wit_package_id(tn_arena *arena, tn_str ns, tn_str name, tn_str version) {
    tn_str at = version.len ? TN_STR("@") : TN_STR("");
    return TN_CONCAT(arena, ns, TN_STR(":"), name, at, version);
}

tn_str wit_item_id(tn_arena *arena, const wit_package *p, tn_str name) {
    tn_str at = p->version.len ? TN_STR("@") : TN_STR("");
    return TN_CONCAT(arena, p->ns, TN_STR(":"), p->name, TN_STR("/"), name, at,
                     p->version);
}

tn_str wit_path_id(tn_arena *arena, const ast_path *path) {
    const wit_package package = {.ns = path->ns.text,
                                 .name = path->package.text,
                                 .version = path->version};
    return wit_item_id(arena, &package, path->name.text);
}

/* Finding */

/* Packages of the same name with another version, for a help line. */
static void help_with_versions(wit_resolver *r,
                               tn_diag *diag,
                               const ast_path *path) {
    for (size_t i = 0; i < r->packages.len; i++) {
        const wit_package_def *p = r->packages.entries[i].value.ptr;
        if (!tn_str_eq(p->pub.ns, path->ns.text) ||
            !tn_str_eq(p->pub.name, path->package.text))
            continue;
        tn_help(r->ctx, diag,
                "there is package `%.*s`: write `%.*s:%.*s/%.*s%s%.*s`",
                TN_STR_ARG(p->pub.id), TN_STR_ARG(p->pub.ns),
                TN_STR_ARG(p->pub.name), TN_STR_ARG(path->name.text),
                p->pub.version.len ? "@" : "", TN_STR_ARG(p->pub.version));
        return;
    }
    /* Of packages only another spelling of this one's own name helps. */
    tn_map names;
    tn_map_init(&names, r->arena);
    for (size_t i = 0; i < r->packages.len; i++) {
        const wit_package_def *p = r->packages.entries[i].value.ptr;
        if (tn_str_eq(p->pub.ns, path->ns.text))
            tn_map_set(&names, p->pub.name, NULL);
    }
    tn_str best = wit_closest(&names, path->package.text);
    if (best.len && best.len * 2 > path->package.text.len)
        tn_help(r->ctx, diag, "did you mean `%.*s:%.*s`?",
                TN_STR_ARG(path->ns.text), TN_STR_ARG(best));
    tn_help(r->ctx, diag,
            "the packages that are needed stand in deps/, each in a file or "
            "a folder: deps/%.*s/*.wit",
            TN_STR_ARG(path->package.text));
}

wit_package_def *wit_find_package(wit_resolver *r, const ast_path *path) {
    tn_str id = wit_package_id(r->arena, path->ns.text, path->package.text,
                               path->version);
    wit_package_def *found = tn_map_get(&r->packages, id);
    if (found)
        return found;
    bool told = false;
    tn_map_put(&r->missing, id, &told);
    if (told)
        return NULL; /* once is enough: each use of it fails alike */
    tn_span span = {path->ns.span.lo, path->package.span.hi};
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_PACKAGE, span,
                             "package `%.*s` is not there", TN_STR_ARG(id));
    help_with_versions(r, diag, path);
    return NULL;
}

static wit_item_def *find_foreign(wit_resolver *r, const ast_path *path) {
    wit_package_def *package = wit_find_package(r, path);
    if (!package)
        return NULL;
    wit_item_def *item = tn_map_get(&package->by_name, path->name.text);
    if (item || package->failed)
        return item;
    tn_diag *diag =
        tn_error(r->ctx, DIAG_WIT_UNKNOWN, path->name.span,
                 "package `%.*s` has no interface or world `%.*s`",
                 TN_STR_ARG(package->pub.id), TN_STR_ARG(path->name.text));
    wit_suggest(r, diag, &package->by_name, path->name.text);
    return NULL;
}

wit_item_def *wit_find_item(wit_resolver *r,
                            const wit_package_def *package,
                            const wit_file_scope *file,
                            const ast_path *path) {
    if (path->ns.text.len)
        return find_foreign(r, path);
    const wit_file_name *known = tn_map_get(&file->names, path->name.text);
    if (known)
        return known->item;
    wit_item_def *item = tn_map_get(&package->by_name, path->name.text);
    if (item)
        return item;
    tn_diag *diag =
        tn_error(r->ctx, DIAG_WIT_UNKNOWN, path->name.span,
                 "interface or world `%.*s` does not exist in package `%.*s`",
                 TN_STR_ARG(path->name.text), TN_STR_ARG(package->pub.id));
    tn_str best = wit_closest(&file->names, path->name.text);
    if (!best.len)
        best = wit_closest(&package->by_name, path->name.text);
    if (best.len)
        tn_fix(r->ctx, diag, TN_NO_SPAN, best, "did you mean `%.*s`?",
               TN_STR_ARG(best));
    else
        tn_help(r->ctx, diag,
                "interfaces and worlds of other packages have the package in "
                "front: `namespace:package/%.*s`",
                TN_STR_ARG(path->name.text));
    return NULL;
}

static void report_hidden(wit_resolver *r,
                          const wit_item_def *item,
                          const ast_path *path) {
    tn_str feature = item->gate.stability.feature;
    tn_diag *diag =
        tn_error(r->ctx, DIAG_WIT_GATE, path->name.span,
                 "`%.*s` needs the feature `%.*s`, which is not enabled",
                 TN_STR_ARG(path->name.text), TN_STR_ARG(feature));
    tn_note(r->ctx, diag, item->name.span, "defined here");
}

/* Is it of the kind? */
static bool check_kind(wit_resolver *r,
                       const wit_item_def *item,
                       const ast_path *path,
                       bool want_world) {
    const char *is = wit_is_world(item) ? "a world" : "an interface";
    if (wit_is_world(item) == want_world)
        return true;
    tn_diag *diag =
        tn_error(r->ctx, DIAG_WIT_UNKNOWN, path->name.span,
                 "`%.*s` is %s, not %s", TN_STR_ARG(path->name.text), is,
                 want_world ? "a world" : "an interface");
    tn_note(r->ctx, diag, item->name.span, "defined here");
    return false;
}

/* What a path means where it stands; *out stays NULL when that is not there
 * and need not be. */
static bool find_visible(const wit_scope *scope,
                         const ast_path *path,
                         bool want_world,
                         const wit_item_def **out) {
    wit_resolver *r = scope->resolver;
    *out = NULL;
    if (scope->hidden && path->ns.text.len) {
        const wit_package_def *package = wit_find_package(r, path);
        const wit_item_def *item =
            package ? tn_map_get(&package->by_name, path->name.text) : NULL;
        if (item && wit_is_world(item) == want_world)
            *out = item;
        return package != NULL;
    }
    const wit_item_def *item =
        wit_find_item(r, scope->package, scope->file, path);
    if (!item || !check_kind(r, item, path, want_world))
        return false;
    *out = item;
    if (!item->gate.hidden || scope->hidden)
        return item->state == WIT_DONE;
    report_hidden(r, item, path);
    return false;
}

bool wit_find_interface(const wit_scope *scope,
                        const ast_path *path,
                        wit_interface_def **out) {
    const wit_item_def *item;
    bool ok = find_visible(scope, path, false, &item);
    *out = item ? item->interface : NULL;
    return ok;
}

bool wit_find_world(const wit_scope *scope,
                    const ast_path *path,
                    wit_world **out) {
    const wit_item_def *item;
    bool ok = find_visible(scope, path, true, &item);
    *out = item ? item->world : NULL;
    return ok;
}
