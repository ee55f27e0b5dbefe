/*
 * From files to packages: each file is parsed; the files of a group form one
 * package; packages nested in a file stand for themselves (WIT.md, "Package
 * Names"). Then packages are resolved, those that others refer to first.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "wit/resolve.h"

/* One group of files while its package is put together. */
typedef struct group {
    uint32_t number;
    wit_package_def *package;
    tn_span docs_span; /* of the package declaration that has docs */
    tn_str any_path;
} group;

static wit_package_def *new_package(wit_resolver *r) {
    wit_package_def *package = TN_NEW(r->arena, wit_package_def);
    package->pub.resolve = r->out;
    package->resolver = r;
    tn_map_init(&package->by_name, r->arena);
    tn_map_init(&package->canonical, r->arena);
    return package;
}

static void set_name(wit_resolver *r,
                     wit_package_def *package,
                     const ast_path *name) {
    package->pub.ns = name->ns.text;
    package->pub.name = name->package.text;
    package->pub.version = name->version;
    package->pub.span = name->span;
    package->pub.id = wit_package_id(r->arena, name->ns.text,
                                     name->package.text, name->version);
}

static void add_file(wit_resolver *r,
                     wit_package_def *package,
                     const ast_package *ast) {
    wit_file_scope *file = TN_NEW(r->arena, wit_file_scope);
    file->ast = ast;
    tn_vec_push(r->arena, &package->files, file);
}

static void register_package(wit_resolver *r, wit_package_def *package) {
    bool found;
    tn_map_entry *slot = tn_map_put(&r->packages, package->pub.id, &found);
    if (found)
        wit_add_duplicate(r, slot->value.ptr, package);
    else
        slot->value.ptr = package;
}

static void add_nested(wit_resolver *r,
                       const group *g,
                       const ast_package *ast) {
    wit_package_def *package = new_package(r);
    package->pub.is_nested = g->number == 0;
    set_name(r, package, &ast->name);
    package->pub.docs = ast->attrs.docs;
    add_file(r, package, ast);
    register_package(r, package);
}

static void check_same_name(wit_resolver *r,
                            const group *g,
                            const ast_package *ast) {
    tn_str id = wit_package_id(r->arena, ast->name.ns.text,
                               ast->name.package.text, ast->name.version);
    if (tn_str_eq(id, g->package->pub.id))
        return;
    tn_diag *diag = tn_error(
        r->ctx, DIAG_WIT_PACKAGE, ast->name.span,
        "this file is of package `%.*s`, but another file beside it is of "
        "`%.*s`",
        TN_STR_ARG(id), TN_STR_ARG(g->package->pub.id));
    tn_note(r->ctx, diag, g->package->pub.span, "the other one is here");
}

static void check_docs(wit_resolver *r, group *g, const ast_package *ast) {
    if (!ast->attrs.docs.p)
        return;
    if (g->package->pub.docs.p) {
        tn_diag *diag = tn_error(r->ctx, DIAG_WIT_PACKAGE, ast->docs_span,
                                 "two files document the package");
        tn_note(r->ctx, diag, g->docs_span, "the other one is here");
        return;
    }
    g->package->pub.docs = ast->attrs.docs;
    g->docs_span = ast->docs_span;
}

static void add_to_group(wit_resolver *r, group *g, const ast_package *ast) {
    if (ast->has_name && g->package->pub.id.len) {
        check_same_name(r, g, ast);
    } else if (ast->has_name) {
        set_name(r, g->package, &ast->name);
    }
    check_docs(r, g, ast);
    add_file(r, g->package, ast);
    for (uint32_t i = 0; i < ast->item_count && !wit_gave_up(r); i++) {
        if (ast->items[i].form == AST_ITEM_PACKAGE)
            add_nested(r, g, ast->items[i].u.package);
    }
}

static bool has_items(const wit_package_def *package) {
    for (size_t i = 0; i < package->files.len; i++) {
        const ast_package *ast = package->files.data[i]->ast;
        for (uint32_t j = 0; j < ast->item_count; j++) {
            if (ast->items[j].form != AST_ITEM_PACKAGE)
                return true;
        }
    }
    return false;
}

static void finish_group(wit_resolver *r, const group *g) {
    if (g->package->pub.id.len) {
        g->package->is_root = g->number == 0;
        register_package(r, g->package);
        return;
    }
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_PACKAGE, TN_NO_SPAN,
                             "no file says which package this is");
    tn_diag_place(r->ctx, diag, g->any_path);
    tn_help(r->ctx, diag,
            has_items(g->package)
                ? "start a file with `package namespace:name;`"
                : "start a file with `package namespace:name;`, "
                  "also when it only holds nested packages");
}

/* Files of a group are in the order of their paths, as other tools do it. */
typedef struct parsed {
    const wit_file *file;
    const ast_package *ast;
} parsed;

typedef TN_VEC(group *) group_list;

/* The files come group by group. */
static group *find_group(wit_resolver *r, group_list *groups, uint32_t number) {
    group *last = groups->len ? groups->data[groups->len - 1] : NULL;
    if (last && last->number == number)
        return last;
    group *made = TN_NEW(r->arena, group);
    made->number = number;
    made->package = new_package(r);
    tn_vec_push(r->arena, groups, made);
    return made;
}

/* True when all could be parsed. */
static bool parse_files(wit_resolver *r,
                        const wit_file *files,
                        uint32_t count,
                        group_list *groups) {
    bool ok = true;
    ast_parser *parser = ast_parser_new(r->ctx, r->arena, r->options->partial);
    ast_parser_split(parser, &r->bodies, r->scratch);
    for (uint32_t i = 0; i < count && !wit_gave_up(r); i++) {
        if (!wit_admit_text(r, &files[i]))
            return false;
        const tn_source *source =
            files[i].kept ? tn_source_add_kept(r->ctx, TN_SOURCE_TEXT,
                                               files[i].path, files[i].text)
                          : tn_source_add(r->ctx, TN_SOURCE_TEXT, files[i].path,
                                          files[i].text);
        ast_package *ast;
        bool read = source && ast_parse_next(&ast, parser, source);
        ok &= read;
        if (!read && !(source && r->options->partial))
            continue;
        if (!wit_admit_items(r, ast))
            return false;
        group *g = find_group(r, groups, files[i].group);
        g->any_path = source->path;
        add_to_group(r, g, ast);
    }
    return ok;
}

/*
 * Errors end the work here, unless what is right is wanted: then it goes on,
 * and what is found from now on, which may follow from them, is not told.
 */
static bool may_go_on(wit_resolver *r, bool ok) {
    if (ok || r->failed)
        return true;
    if (!r->options->partial)
        return false;
    r->failed = true;
    r->told = tn_diag_mark_now(r->ctx);
    r->errors = r->ctx->counts[TENON_SEVERITY_ERROR];
    return true;
}

/* Dependencies among packages */

static void add_use(wit_resolver *r,
                    wit_package_def *package,
                    const ast_path *path) {
    if (!path->ns.text.len)
        return;
    wit_package_def *to = wit_find_package(r, path);
    tn_span span = {path->ns.span.lo, path->package.span.hi};
    if (to && !to->known)
        tn_vec_push(r->arena, &package->uses, ((wit_package_use){to, span}));
}

static void add_item_uses(wit_resolver *r,
                          wit_package_def *package,
                          const ast_item *items,
                          uint32_t count);

/* Imports come before exports, both after the rest: so packages are ordered
 * as other tools order them, and again when a print of the world is read. */
static void add_world_uses(wit_resolver *r,
                           wit_package_def *package,
                           const ast_world *world) {
    for (int pass = 0; pass < 3; pass++) {
        for (uint32_t i = 0; i < world->item_count; i++) {
            const ast_item *item = &world->items[i];
            int in = item->form != AST_ITEM_EXTERN ? 0
                     : item->u.ext->is_export      ? 2
                                                   : 1;
            if (in == pass)
                add_item_uses(r, package, item, 1);
        }
    }
}

static void add_item_uses(wit_resolver *r,
                          wit_package_def *package,
                          const ast_item *items,
                          uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const ast_item *item = &items[i];
        switch (item->form) {
        case AST_ITEM_USE:
            add_use(r, package, &item->u.use->from);
            break;
        case AST_ITEM_INCLUDE:
            add_use(r, package, &item->u.include->world);
            break;
        case AST_ITEM_EXTERN:
            add_use(r, package, &item->u.ext->path);
            add_item_uses(r, package, item->u.ext->interface.items,
                          item->u.ext->interface.item_count);
            break;
        case AST_ITEM_INTERFACE:
            add_item_uses(r, package, item->u.interface->items,
                          item->u.interface->item_count);
            break;
        case AST_ITEM_WORLD:
            add_world_uses(r, package, item->u.world);
            break;
        default:
            break;
        }
    }
}

/* A package on the path of the walk, and its next use to look at. */
typedef struct visit {
    wit_package_def *package;
    size_t next;
} visit;

typedef struct package_order {
    wit_resolver *r;
    tn_ptr_map state;     /* package -> &on_path or &placed */
    char on_path, placed; /* only their addresses count */
    TN_VEC(visit) path;
    TN_VEC(wit_package_def *) order;
    bool has_cycle;
} package_order;

static void report_package_cycle(wit_resolver *r, const wit_package_use *use) {
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_CYCLE, use->span,
                             "package `%.*s` depends on itself",
                             TN_STR_ARG(use->package->pub.id));
    tn_note(r->ctx, diag, use->package->pub.span, "defined here");
}

/* A cycle through the package that the walk began with is told where that
 * one enters it. */
static const wit_package_use *cycle_use(const package_order *o,
                                        const wit_package_use *closing) {
    const visit *first = &o->path.data[0];
    return closing->package == first->package
               ? &first->package->uses.data[first->next - 1]
               : closing;
}

static void enter_package(package_order *o, wit_package_def *package) {
    tn_ptr_map_set(&o->state, package, &o->on_path);
    tn_vec_push(o->r->arena, &o->path, ((visit){package, 0}));
}

/* Depth first, without recursion: chains of packages can be long. */
static void place_package(package_order *o, wit_package_def *start) {
    if (tn_ptr_map_get(&o->state, start))
        return;
    enter_package(o, start);
    while (o->path.len) {
        visit *top = &o->path.data[o->path.len - 1];
        if (top->next == top->package->uses.len) {
            tn_ptr_map_set(&o->state, top->package, &o->placed);
            tn_vec_push(o->r->arena, &o->order, top->package);
            o->path.len--;
            continue;
        }
        const wit_package_use *use = &top->package->uses.data[top->next++];
        const char *state = tn_ptr_map_get(&o->state, use->package);
        if (state == &o->on_path) {
            report_package_cycle(o->r, cycle_use(o, use));
            o->has_cycle = true;
        } else if (!state)
            enter_package(o, use->package);
    }
}

/* By name, so that the order does not depend on that of the files. */
static int cmp_packages(const void *a, const void *b) {
    const wit_package_def *const *x = a, *const *y = b;
    int order = tn_str_cmp((*x)->pub.ns, (*y)->pub.ns);
    if (order == 0)
        order = tn_str_cmp((*x)->pub.name, (*y)->pub.name);
    ty_semver v, w;
    if (order == 0 && ty_semver_parse(&v, (*x)->pub.version) &&
        ty_semver_parse(&w, (*y)->pub.version))
        order = ty_semver_cmp(&v, &w);
    return order ? order : tn_str_cmp((*x)->pub.version, (*y)->pub.version);
}

static void order_packages(package_order *o) {
    wit_resolver *r = o->r;
    size_t count = r->packages.len;
    wit_adopt_known(r); /* these have their order */
    wit_package_def **sorted = TN_NEW_ARRAY(r->arena, wit_package_def *, count);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = r->packages.entries[i].value.ptr;
        for (size_t j = 0; j < sorted[i]->files.len; j++) {
            const ast_package *ast = sorted[i]->files.data[j]->ast;
            add_item_uses(r, sorted[i], ast->items, ast->item_count);
        }
    }
    qsort(sorted, count, sizeof *sorted, cmp_packages);
    for (size_t i = 0; i < count; i++)
        place_package(o, sorted[i]);
}

static void resolve_packages(wit_resolver *r) {
    package_order o = {.r = r};
    tn_ptr_map_init(&o.state, r->arena);
    order_packages(&o);
    if (!may_go_on(r, !o.has_cycle))
        return;
    for (size_t i = 0; i < o.order.len; i++)
        wit_declare_package(r, o.order.data[i]);
    wit_package **packages = TN_NEW_ARRAY(r->arena, wit_package *, o.order.len);
    r->out->packages = packages;
    for (size_t i = 0; i < o.order.len && !wit_gave_up(r); i++) {
        wit_resolve_package(r, o.order.data[i]);
        packages[r->out->package_count++] = &o.order.data[i]->pub;
    }
    wit_check_duplicates(r);
}

static int cmp_files(const void *a, const void *b) {
    const wit_file *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return tn_str_cmp(x->path, y->path);
}

static void resolve_all(wit_resolver *r,
                        const wit_file *files,
                        uint32_t count) {
    wit_file *sorted = TN_NEW_ARRAY(r->arena, wit_file, count);
    if (count)
        memcpy(sorted, files, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, cmp_files);
    group_list groups = {0};
    if (!may_go_on(r, parse_files(r, sorted, count, &groups)))
        return;
    for (size_t i = 0; i < groups.len; i++)
        finish_group(r, groups.data[i]);
    if (groups.len && groups.data[0]->number == 0)
        r->out->main = &groups.data[0]->package->pub;
    if (may_go_on(r, !wit_has_errors(r)))
        resolve_packages(r);
}

wit_resolve *wit_resolve_new(tenon_context *ctx) {
    wit_resolve *resolve = tn_alloc_zero(&ctx->allocator, sizeof(wit_resolve));
    if (!resolve)
        tn_out_of_memory(&ctx->guard);
    resolve->ctx = ctx;
    tn_context_arena(ctx, &resolve->arena);
    return resolve;
}

/* Is there anything to be shown for it? */
static bool has_main(const wit_resolve *resolve) {
    for (uint32_t i = 0; i < resolve->package_count; i++) {
        if (resolve->packages[i] == resolve->main)
            return true;
    }
    return false;
}

bool wit_resolve_files(wit_resolve **out,
                       tenon_context *ctx,
                       const wit_file *files,
                       uint32_t file_count,
                       const wit_options *options) {
    static const wit_options defaults = {0};
    wit_resolve *resolve = *out = wit_resolve_new(ctx);
    tn_guard guard;
    volatile bool out_of_memory = false;
    tn_arena scratch;
    tn_context_arena(ctx, &scratch);
    wit_resolver r = {.ctx = ctx,
                      .arena = &resolve->arena,
                      .scratch = &scratch,
                      .options = options ? options : &defaults,
                      .out = resolve,
                      .errors = ctx->counts[TENON_SEVERITY_ERROR]};
    if (TN_GUARD(ctx, &guard)) {
        tn_map_init(&r.packages, r.arena);
        tn_map_init(&r.missing, r.arena);
        tn_map_init(&r.seen, r.arena);
        resolve_all(&r, files, file_count);
    } else {
        out_of_memory = true;
    }
    tn_guard_leave(ctx, &guard);
    ast_bodies_release(r.bodies);
    tn_arena_release(&scratch);
    resolve->partial = r.failed || wit_has_errors(&r);
    if (r.failed)
        tn_diag_rewind(ctx, &r.told);
    if (!out_of_memory && !resolve->partial)
        return true;
    if (!out_of_memory && r.options->partial && has_main(resolve))
        return false;
    wit_resolve_free(resolve);
    *out = NULL;
    if (out_of_memory)
        tn_out_of_memory(&ctx->guard);
    return false;
}

void wit_resolve_free(wit_resolve *resolve) {
    if (!resolve)
        return;
    const tenon_allocator *allocator = &resolve->ctx->allocator;
    wit_resolve_free(resolve->needs); /* these need nothing */
    tn_arena_release(&resolve->arena);
    tn_free(allocator, resolve, sizeof *resolve);
}
