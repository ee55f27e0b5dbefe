/*
 * Does a component fit a world (Explainer.md, "Type Checking")? What
 * ty_matches_extern says of component types in one word is said here of each
 * import and export, and of each member of their instances: the world must
 * offer what the component imports, and the component export what the world
 * asks for.
 */
#include "tenon/targets.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "linker/linker.h"

struct tenon_targets {
    tn_arena arena; /* of the texts */
    tenon_context *ctx;
    tn_str path;
    const char *world;
    tn_span world_span;
    TN_VEC(tenon_mismatch) list;
};

typedef struct check {
    link_job *job;
    tenon_targets *out;
    const wit_world *world;
    const bin_component *component;
    tn_ptr_map lookup;    /* externs by name, per list */
    ty_subst imports;     /* resources of the component's imports */
    ty_subst exports;     /* resources of the world's exports */
    ty_subst *bind;       /* of the side at hand */
    tenon_mismatch where; /* without a text */
} check;

static tn_str text_of(const check *c, tn_str text) {
    return tn_arena_copy(&c->out->arena, text);
}

static void add(check *c, bool is_missing, tn_str text, tn_str why) {
    tenon_mismatch m = c->where;
    m.is_missing = is_missing;
    m.text = text.p;
    m.why = why.len ? text_of(c, why).p : "";
    tn_vec_push(&c->out->arena, &c->out->list, m);
}

#define TEXT(...) tn_arena_printf(&c->out->arena, __VA_ARGS__)

/* "import `a:b/c`" */
static tn_str side_text(const check *c) {
    return TEXT("%s `%s`", c->where.is_export ? "export" : "import",
                c->where.name);
}

/* "function `f`", "method `m` of resource `r`", "type `t`" */
static tn_str member_text(const check *c, const ty_extern *member) {
    ty_name name;
    if (member->sort != TY_SORT_FUNC || !ty_name_parse(&name, member->name))
        return TEXT("%s `%.*s`", ty_sort_name(member->sort),
                    TN_STR_ARG(member->name));
    switch (name.kind) {
    case TY_NAME_CONSTRUCTOR:
        return TEXT("the constructor of `%.*s`", TN_STR_ARG(name.resource));
    case TY_NAME_METHOD:
        return TEXT("method `%.*s` of `%.*s`", TN_STR_ARG(name.label),
                    TN_STR_ARG(name.resource));
    case TY_NAME_STATIC:
        return TEXT("static function `%.*s` of `%.*s`", TN_STR_ARG(name.label),
                    TN_STR_ARG(name.resource));
    default:
        return TEXT("function `%.*s`", TN_STR_ARG(member->name));
    }
}

/* Members */

/* Where the WIT has the member of that index: types, then functions. */
static tn_span member_span(const wit_world_item *item, size_t index) {
    const wit_interface *i = item->interface;
    if (index < i->type_count)
        return i->types[index].span;
    index -= i->type_count;
    return index < i->func_count ? i->funcs[index].span : i->span;
}

static void add_difference(check *c, tn_str what, tn_str why) {
    tn_str side = side_text(c);
    const char *asks =
        c->where.is_export ? "the world asks for" : "the component needs";
    const char *has = c->where.is_export ? "the component" : "the world";
    add(c, false,
        what.len
            ? TEXT("%.*s: %.*s of %s is not what %s", TN_STR_ARG(side),
                   TN_STR_ARG(what), has, asks)
            : TEXT("%.*s of %s is not what %s", TN_STR_ARG(side), has, asks),
        why);
}

/* item is the world's; its type is wanted, or given. */
static void check_member(check *c,
                         const wit_world_item *item,
                         const ty_instance *world_type,
                         const ty_extern *wanted,
                         const ty_instance *given) {
    const ty_extern *found = ty_look_up_extern(
        &c->lookup, given->exports, given->export_count, wanted->name);
    const ty_extern *ours = c->where.is_export ? wanted : found;
    tn_str what = member_text(c, wanted);
    c->where.member = text_of(c, wanted->name).p;
    c->where.span =
        ours ? member_span(item, (size_t)(ours - world_type->exports))
             : item->interface->span;
    tn_writer why;
    tn_writer_init(&why, &c->job->arena);
    if (!found) {
        tn_str side = side_text(c);
        add(c, true,
            TEXT("%.*s: %s has no %.*s", TN_STR_ARG(side),
                 c->where.is_export ? "the component" : "the world",
                 TN_STR_ARG(what)),
            TN_STR(""));
    } else if (!ty_matches_extern(wanted, found, c->bind, &why)) {
        add_difference(c, what, tn_writer_str(&why));
    }
    c->where.member = "";
}

/* Wanted and given are of one name. world_type is one of them. */
static void check_pair(check *c,
                       const wit_world_item *item,
                       const ty_extern *world_type,
                       const ty_extern *wanted,
                       const ty_extern *given) {
    c->where.span = item->span;
    if (wanted->sort == TY_SORT_INSTANCE && given->sort == TY_SORT_INSTANCE) {
        const ty_instance *list = wanted->u.instance;
        c->bind->work += list->export_count;
        for (uint32_t i = 0; i < list->export_count; i++)
            check_member(c, item, world_type->u.instance, &list->exports[i],
                         given->u.instance);
        return;
    }
    tn_writer why;
    tn_writer_init(&why, &c->job->arena);
    if (!ty_matches_extern(wanted, given, c->bind, &why))
        add_difference(c, TN_STR(""), tn_writer_str(&why));
}

/* Imports and exports */

static bool is_within_limits(check *c) {
    if (c->imports.work + c->exports.work <= 16 * TN_MAX_ITEMS)
        return true;
    tn_diag *diag =
        tn_error(c->job->ctx, DIAG_LIMIT, TN_NO_SPAN,
                 "the types have more than %d parts", 16 * TN_MAX_ITEMS);
    tn_diag_place(c->job->ctx, diag, c->out->path);
    return false;
}

/* A canonical version is cut down; the whole is what a world has. */
static tn_str whole_name(const check *c, const ty_extern *item) {
    return item->implements.len ? item->name
                                : link_whole_name(&c->job->arena, item);
}

/* "ns:package/name" of a name that has a version. */
static tn_str unversioned(tn_str name) {
    return (tn_str){name.p, tn_str_find(name, '@')};
}

/* "there is `a:b/c@1.0.1`", when another version is there. */
static tn_str other_version(const check *c,
                            const ty_extern *list,
                            uint32_t count,
                            tn_str name) {
    tn_str key = unversioned(name);
    tn_str none = {NULL, 0};
    if (key.len == name.len)
        return none;
    for (uint32_t i = 0; i < count; i++) {
        tn_str other = whole_name(c, &list[i]);
        if (tn_str_eq(unversioned(other), key))
            return tn_arena_printf(&c->job->arena, "there is `%.*s`",
                                   TN_STR_ARG(other));
    }
    return none;
}

static bool check_import(check *c, const ty_extern *import) {
    const ty_component *world = c->world->type;
    tn_str name = whole_name(c, import);
    const ty_extern *given = ty_look_up_extern(&c->lookup, world->imports,
                                               world->import_count, name);
    c->where = (tenon_mismatch){.name = text_of(c, name).p, .member = ""};
    c->where.span = c->world->span;
    if (given) {
        const wit_world_item *item = &c->world->imports[given - world->imports];
        check_pair(c, item, given, import, given);
    } else {
        add(c, true,
            TEXT("the world does not offer import `%s`", c->where.name),
            other_version(c, world->imports, world->import_count, name));
    }
    return is_within_limits(c);
}

/* The component's exports by their whole names, where these differ. */
static const ty_extern *find_export(check *c, tn_str name) {
    const ty_component *type = c->component->type;
    const ty_extern *found =
        ty_look_up_extern(&c->lookup, type->exports, type->export_count, name);
    tn_str short_name = link_canonical_name(&c->job->arena, name);
    if (found || tn_str_eq(short_name, name))
        return found;
    found = ty_look_up_extern(&c->lookup, type->exports, type->export_count,
                              short_name);
    return found && tn_str_eq(whole_name(c, found), name) ? found : NULL;
}

static bool check_export(check *c, uint32_t index) {
    const ty_component *type = c->component->type;
    const ty_extern *wanted = &c->world->type->exports[index];
    const wit_world_item *item = &c->world->exports[index];
    const ty_extern *found = find_export(c, wanted->name);
    c->where = (tenon_mismatch){
        .is_export = true, .name = text_of(c, wanted->name).p, .member = ""};
    c->where.span = item->span;
    if (found) {
        ty_extern seen = ty_subst_extern(&c->imports, found);
        check_pair(c, item, wanted, wanted, &seen);
    } else {
        add(c, true, TEXT("the component lacks export `%s`", c->where.name),
            other_version(c, type->exports, type->export_count, wanted->name));
    }
    return is_within_limits(c);
}

static bool check_all(check *c) {
    const ty_component *type = c->component->type, *world = c->world->type;
    c->bind = &c->imports;
    for (uint32_t i = 0; i < type->import_count; i++) {
        if (!check_import(c, &type->imports[i]))
            return false;
    }
    ty_subst_fix(&c->exports, world->imports, world->import_count);
    c->bind = &c->exports;
    for (uint32_t i = 0; i < world->export_count; i++) {
        if (!check_export(c, i))
            return false;
    }
    return true;
}

/* The public functions */

typedef struct targets_args {
    tenon_targets *out;
    const wit_world *world;
    const tenon_input *input;
} targets_args;

static bool work(link_job *job, void *user) {
    const targets_args *args = user;
    check c = {.job = job, .out = args->out, .world = args->world};
    c.component = link_read_component(job, args->input);
    if (!c.component)
        return false;
    args->out->path = text_of(&c, tn_str_from(args->input->path));
    args->out->world = text_of(&c, args->world->id).p;
    args->out->world_span = args->world->span;
    tn_ptr_map_init(&c.lookup, &job->arena);
    ty_subst_init(&c.imports, &job->arena);
    ty_subst_init(&c.exports, &job->arena);
    c.imports.index = c.exports.index = &c.lookup;
    return check_all(&c);
}

tenon_status tenon_targets_new(tenon_targets **out,
                               tenon_context *ctx,
                               const tenon_wit_world *world,
                               const tenon_input *component) {
    *out = NULL;
    if (world->package->resolve->partial || world->package->resolve->ctx != ctx)
        return TENON_MISUSE;
    tenon_targets *made = tn_alloc(&ctx->allocator, sizeof *made);
    if (!made)
        return TENON_NO_MEMORY;
    *made = (tenon_targets){.ctx = ctx};
    tn_context_arena(ctx, &made->arena);
    targets_args args = {made, world, component};
    tenon_buffer none;
    link_job job;
    tenon_status status = link_run(&job, ctx, &none, work, &args);
    if (status == TENON_OK)
        *out = made;
    else
        tenon_targets_free(made);
    return status;
}

void tenon_targets_free(tenon_targets *targets) {
    if (!targets)
        return;
    const tenon_allocator *allocator = targets->arena.allocator;
    tn_arena_release(&targets->arena);
    tn_free(allocator, targets, sizeof *targets);
}

size_t tenon_targets_count(const tenon_targets *targets) {
    return targets->list.len;
}

const tenon_mismatch *tenon_targets_mismatch(const tenon_targets *targets,
                                             size_t index) {
    return index < targets->list.len ? &targets->list.data[index] : NULL;
}

static void report(const tenon_targets *t, const tenon_mismatch *m) {
    tenon_context *ctx = t->ctx;
    tn_diag *diag = tn_error(ctx, DIAG_LINK_TARGET, TN_NO_SPAN, "%s", m->text);
    tn_diag_place(ctx, diag, t->path);
    if (m->why[0])
        tn_note(ctx, diag, TN_NO_SPAN, "%s", m->why);
    bool is_world = m->span.lo == t->world_span.lo;
    tn_note(ctx, diag, m->span,
            is_world ? "this is world `%s`" : "world `%s` has it from here",
            t->world);
}

tenon_status tenon_targets_check(const tenon_targets *targets) {
    tenon_context *ctx = targets->ctx;
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        for (size_t i = 0; i < targets->list.len; i++)
            report(targets, &targets->list.data[i]);
        status = targets->list.len ? TENON_INVALID : TENON_OK;
    }
    tn_guard_leave(ctx, &guard);
    return status;
}
