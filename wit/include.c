/*
 * include (WIT.md, "Union of Worlds with `include`"). Interfaces that both
 * worlds have are one; plain names must differ, or be renamed. Types that the
 * included world defines become types of the including one.
 */
#include "wit/resolve.h"

typedef struct inclusion {
    wit_world_build *build;
    const ast_include *ast;
    const wit_world *from;
    tn_map renames; /* name -> ast_rename; which of them were applied: */
    bool *applied;
    ty_subst subst; /* resources of the included world -> ours */
} inclusion;

static bool is_plain(const wit_world_item *item) {
    return tn_str_find(item->name, ':') == item->name.len;
}

static const ast_rename *find_rename(const inclusion *inc, tn_str name) {
    const ast_rename *rename = tn_map_get(&inc->renames, name);
    if (rename)
        inc->applied[rename - inc->ast->with] = true;
    return rename;
}

/* A rename of a resource also renames its functions. */
static tn_str new_name(const inclusion *inc, tn_str name) {
    tn_arena *arena = inc->build->resolver->arena;
    ty_name parts;
    const ast_rename *rename = find_rename(inc, name);
    if (rename)
        return rename->as.text;
    if (!ty_name_parse(&parts, name) || parts.resource.len == 0 ||
        !(rename = find_rename(inc, parts.resource)))
        return name;
    tn_str as = rename->as.text;
    switch (parts.kind) {
    case TY_NAME_CONSTRUCTOR:
        return tn_arena_printf(arena, "[constructor]%.*s", TN_STR_ARG(as));
    case TY_NAME_METHOD:
        return tn_arena_printf(arena, "[method]%.*s.%.*s", TN_STR_ARG(as),
                               TN_STR_ARG(parts.label));
    default:
        return tn_arena_printf(arena, "[static]%.*s.%.*s", TN_STR_ARG(as),
                               TN_STR_ARG(parts.label));
    }
}

static void init_renames(inclusion *inc) {
    wit_resolver *r = inc->build->resolver;
    tn_map_init(&inc->renames, r->scratch);
    inc->applied = TN_NEW_ARRAY(r->scratch, bool, inc->ast->with_count);
    for (uint32_t i = 0; i < inc->ast->with_count && !wit_gave_up(r); i++) {
        const ast_rename *rename = &inc->ast->with[i];
        bool found;
        tn_map_entry *slot =
            tn_map_put(&inc->renames, rename->name.text, &found);
        if (!found) {
            slot->value.ptr = (void *)(uintptr_t)rename;
            continue;
        }
        inc->applied[i] = true;
        const ast_rename *first = slot->value.ptr;
        tn_diag *diag =
            tn_error(r->ctx, DIAG_WIT_INCLUDE, rename->name.span,
                     "`%.*s` is renamed twice", TN_STR_ARG(rename->name.text));
        tn_note(r->ctx, diag, first->name.span, "first renamed here");
        inc->build->failed = true;
    }
}

/* Types */

/* Our copy of a type of the included world, which stands for it from now. */
static const ty *own_type(inclusion *inc, const ty *type, tn_str name) {
    tn_arena *arena = inc->build->resolver->arena;
    if (type->kind == TY_RESOURCE) {
        ty *made = ty_make_resource(arena, name);
        made->u.resource.docs = type->u.resource.docs;
        made->u.resource.owner = inc->build->world;
        tn_ptr_map_set(&inc->subst.resources, type, made);
        return made;
    }
    ty *made = TN_NEW(arena, ty);
    *made = *ty_subst_type(&inc->subst, type);
    made->u.named.name = name;
    made->u.named.owner = inc->build->world;
    ty_subst_name(&inc->subst, type, made);
    return made;
}

/* Adding */

static void report_clash(inclusion *inc,
                         const wit_world_item *item,
                         const wit_world_item *first,
                         bool export) {
    tenon_context *ctx = inc->build->resolver->ctx;
    tn_diag *diag = tn_error(
        ctx, DIAG_WIT_INCLUDE, inc->ast->world.name.span,
        "%s `%.*s` of the included world has a name that is there already",
        export ? "export" : "import", TN_STR_ARG(item->name));
    tn_note(ctx, diag, first->span, "the first one is here");
    tn_note(ctx, diag, item->span, "the included one is here");
    tn_help(ctx, diag, "rename it: `include %.*s with { %.*s as other-name }`",
            TN_STR_ARG(inc->ast->world.name.text),
            TN_STR_ARG(item->included->name));
    inc->build->failed = true;
}

/* Versions in gates are those of the package that they stand in. */
static void drop_foreign_versions(const inclusion *inc, wit_world_item *item) {
    if (inc->from->package == inc->build->world->package ||
        item->stability.since.len == 0)
        return;
    item->stability = (wit_stability){0};
    if (item->form == WIT_ITEM_FUNC)
        item->func.stability = item->stability;
    if (item->form == WIT_ITEM_TYPE)
        item->type.stability = item->stability;
}

/* An interface that is there already: its gates are those of either. */
static void merge_gates(inclusion *inc,
                        wit_world_item *into,
                        const wit_world_item *from) {
    tenon_context *ctx = inc->build->resolver->ctx;
    if (inc->from->package != inc->build->world->package &&
        from->stability.since.len) {
        into->stability = (wit_stability){0};
        return;
    }
    if (wit_take_gates(&into->stability, &from->stability))
        return;
    tn_diag *diag = tn_error(
        ctx, DIAG_WIT_GATE, inc->ast->world.name.span,
        "`%.*s` of the included world has other gates than the one that is "
        "there already",
        TN_STR_ARG(from->name));
    tn_note(ctx, diag, into->span, "the first one is here");
    tn_note(ctx, diag, from->span, "the included one is here");
    inc->build->failed = true;
}

static void include_item(inclusion *inc,
                         const wit_world_item *from,
                         bool export) {
    wit_resolver *r = inc->build->resolver;
    wit_item_list *list = export ? &inc->build->exports : &inc->build->imports;
    wit_world_item item = *from;
    item.included = from;
    item.include = inc->build->includes;
    drop_foreign_versions(inc, &item);
    wit_world_item *known =
        is_plain(from) ? NULL : wit_list_find(list, from->name);
    if (known) {
        merge_gates(inc, known, from);
        return;
    }
    if (is_plain(from))
        item.name = new_name(inc, from->name);
    if (item.form == WIT_ITEM_FUNC) {
        item.func.name = item.name;
        item.func.type = ty_subst_func(&inc->subst, from->func.type);
    }
    if (item.form == WIT_ITEM_TYPE) {
        item.type.name = item.name;
        item.type.type = own_type(inc, from->type.type, item.name);
    }
    const wit_world_item *first = wit_list_find(list, item.name);
    if (first)
        report_clash(inc, &item, first, export);
    else
        wit_list_add(list, r->scratch, &item);
}

static void check_renames(inclusion *inc) {
    tenon_context *ctx = inc->build->resolver->ctx;
    for (uint32_t i = 0; i < inc->ast->with_count; i++) {
        const ast_rename *rename = &inc->ast->with[i];
        if (inc->applied[i] || wit_gave_up(inc->build->resolver))
            continue;
        tn_diag *diag = tn_error(
            ctx, DIAG_WIT_INCLUDE, rename->name.span,
            "world `%.*s` has no import or export with the plain name `%.*s`",
            TN_STR_ARG(inc->from->name), TN_STR_ARG(rename->name.text));
        tn_note(ctx, diag, inc->from->span, "the world is defined here");
        inc->build->failed = true;
    }
}

void wit_include_world(wit_world_build *build, const ast_include *ast) {
    wit_resolver *r = build->resolver;
    wit_gate gate = wit_check_gates(r, build->item->package, &ast->attrs,
                                    ast->world.name.span);
    inclusion inc = {.build = build, .ast = ast};
    wit_world *from;
    bool outer = build->scope.hidden;
    bool hidden = build->scope.hidden = outer || gate.hidden;
    bool found = wit_find_world(&build->scope, &ast->world, &from);
    build->scope.hidden = outer;
    build->failed |= !found;
    if (!found || hidden)
        return;
    inc.from = from;
    uint64_t parts = (uint64_t)inc.from->import_count + inc.from->export_count;
    if (!wit_spend(r, parts, ast->world.name.span)) {
        build->failed = true;
        return;
    }
    build->includes++;
    tn_vec_push(r->arena, &build->included,
                ((wit_included){from, ast->world.name.span}));
    init_renames(&inc);
    ty_subst_init(&inc.subst, r->arena);
    for (uint32_t i = 0; i < inc.from->import_count && !wit_gave_up(r); i++)
        include_item(&inc, &inc.from->imports[i], false);
    for (uint32_t i = 0; i < inc.from->export_count && !wit_gave_up(r); i++)
        include_item(&inc, &inc.from->exports[i], true);
    check_renames(&inc);
}
