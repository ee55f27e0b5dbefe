/*
 * Worlds: their own items first, then those of included worlds, then what
 * all of them imply. Imports and exports are two separate sets of names.
 */
#include "wit/resolve.h"

void wit_list_init(wit_item_list *list, tn_arena *arena) {
    *list = (wit_item_list){0};
    tn_map_init(&list->by_name, arena);
}

wit_world_item *wit_list_find(const wit_item_list *list, tn_str name) {
    const tn_map_entry *entry = tn_map_find(&list->by_name, name);
    return entry ? &list->items.data[entry->value.num] : NULL;
}

void wit_list_add(wit_item_list *list,
                  tn_arena *arena,
                  const wit_world_item *item) {
    tn_map_put(&list->by_name, item->name, NULL)->value.num = list->items.len;
    tn_vec_push(arena, &list->items, *item);
}

static const char *form_word(const wit_world_item *item) {
    switch (item->form) {
    case WIT_ITEM_INTERFACE:
        return "interface";
    case WIT_ITEM_FUNC:
        return "function";
    default:
        return "type";
    }
}

/* Adds a world's own item, which must be the first of its name. */
static void add_own(wit_world_build *b, bool export, wit_world_item *item) {
    wit_resolver *r = b->resolver;
    wit_item_list *list = export ? &b->exports : &b->imports;
    const wit_world_item *first = wit_list_find(list, item->name);
    if (!first) {
        wit_list_add(list, r->scratch, item);
        return;
    }
    const char *word = export ? "export" : "import";
    tn_diag *diag =
        tn_str_find(item->name, ':') < item->name.len
            ? tn_error(r->ctx, DIAG_WIT_DUPLICATE, item->span,
                       "interface `%.*s` is %sed more than once",
                       TN_STR_ARG(item->name), word)
            : tn_error(r->ctx, DIAG_WIT_DUPLICATE, item->span,
                       "%s `%.*s` has the name of a %s that is there already",
                       word, TN_STR_ARG(item->name), form_word(first));
    tn_note(r->ctx, diag, first->span, "the first one is here");
    b->failed = true;
}

static void add_func(wit_world_build *b,
                     bool export,
                     const ast_func *ast,
                     const wit_entry *resource) {
    wit_world_item item = {.form = WIT_ITEM_FUNC, .span = ast->name.span};
    if (!wit_gated_func(&b->scope, ast, resource, &item.func, &item.hidden)) {
        b->failed = true;
        return;
    }
    item.name = item.func.name;
    item.docs = item.func.docs;
    item.external_id = item.func.external_id;
    item.stability = item.func.stability;
    add_own(b, export, &item);
}

static void add_members(wit_world_build *b, const ast_typedef *def) {
    const wit_entry *resource = tn_map_get(&b->scope.names, def->name.text);
    if (!resource || resource->def != def || resource->state != WIT_DONE)
        return;
    for (uint32_t i = 0; i < def->func_count; i++) {
        const ast_func *func = def->funcs[i].u.func;
        tn_str name = wit_func_name(b->resolver->scratch, func, def->name.text);
        if (wit_define_member(&b->scope, name, func->name.span))
            add_func(b, false, func, resource);
    }
}

/* import name: interface { ... } */
static const wit_interface *inline_interface(wit_world_build *b,
                                             const ast_extern *ext,
                                             const wit_gate *gate) {
    ast_id unnamed = {.span = ext->name.span};
    wit_interface_def *def =
        wit_new_interface(b->resolver, b->item->package, b->item->file, unnamed,
                          &ext->attrs, gate);
    wit_resolve_interface(def, ext->interface.items, ext->interface.item_count);
    return &def->pub;
}

/* import i; and import name: i; */
static bool named_interface(wit_world_build *b,
                            const ast_extern *ext,
                            wit_world_item *item) {
    bool outer = b->scope.hidden;
    b->scope.hidden = item->hidden;
    wit_interface_def *def;
    bool ok = wit_find_interface(&b->scope, &ext->path, &def);
    b->scope.hidden = outer;
    if (!ok)
        return false;
    tn_str id = def ? def->pub.id : wit_path_id(b->resolver->arena, &ext->path);
    item->interface = def ? &def->pub : NULL;
    if (ext->form == AST_EXTERN_PATH)
        item->name = id;
    else
        item->implements = id;
    return true;
}

static void add_interface(wit_world_build *b, const ast_extern *ext) {
    bool is_path = ext->form == AST_EXTERN_PATH;
    wit_world_item item = {.form = WIT_ITEM_INTERFACE,
                           .name = ext->name.text,
                           .docs = ext->attrs.docs,
                           .external_id = wit_external_id(&ext->attrs),
                           .span =
                               is_path ? ext->path.name.span : ext->name.span};
    wit_gate gate =
        wit_check_gates(b->resolver, b->item->package, &ext->attrs, item.span);
    item.stability = gate.stability;
    item.hidden = gate.hidden || b->scope.hidden;
    bool ok = true;
    if (ext->form == AST_EXTERN_INTERFACE)
        item.interface = inline_interface(b, ext, &gate);
    else
        ok = named_interface(b, ext, &item);
    if (ok)
        add_own(b, ext->is_export, &item);
    else
        b->failed = true;
}

static void add_types(wit_world_build *b) {
    for (size_t i = 0; i < b->scope.types.len; i++) {
        const wit_typedef *type = &b->scope.types.data[i];
        wit_world_item item = {.form = WIT_ITEM_TYPE,
                               .name = type->name,
                               .type = *type,
                               .docs = type->docs,
                               .stability = type->stability,
                               .external_id = type->external_id,
                               .span = type->span};
        add_own(b, false, &item);
    }
}

/* Those that are hidden, so that nothing else has their names. */
static void add_hidden_types(wit_world_build *b) {
    for (size_t i = 0; i < b->scope.names.len; i++) {
        const wit_entry *entry = b->scope.names.entries[i].value.ptr;
        wit_world_item item = {.form = WIT_ITEM_TYPE,
                               .name = entry->name,
                               .span = entry->span,
                               .hidden = true};
        if (entry->hidden)
            add_own(b, false, &item);
    }
}

static void add_externs(wit_world_build *b, const ast_world *ast) {
    for (uint32_t i = 0; i < ast->item_count; i++) {
        const ast_item *item = &ast->items[i];
        if (wit_gave_up(b->resolver))
            return;
        if (item->form == AST_ITEM_TYPE &&
            item->u.type->form == AST_DEF_RESOURCE)
            add_members(b, item->u.type);
        if (item->form != AST_ITEM_EXTERN)
            continue;
        if (item->u.ext->form == AST_EXTERN_FUNC)
            add_func(b, item->u.ext->is_export, &item->u.ext->func, NULL);
        else
            add_interface(b, item->u.ext);
    }
}

static void add_includes(wit_world_build *b, const ast_world *ast) {
    for (uint32_t i = 0; i < ast->item_count && !wit_gave_up(b->resolver);
         i++) {
        if (ast->items[i].form == AST_ITEM_INCLUDE)
            wit_include_world(b, ast->items[i].u.include);
    }
    b->world->included = b->included.data;
    b->world->included_count = (uint32_t)b->included.len;
}

/* Takes what is hidden out of a list. */
static void split_list(wit_world_build *b, wit_item_list *list) {
    tn_arena *scratch = b->resolver->scratch;
    wit_item_list shown;
    wit_list_init(&shown, scratch);
    for (size_t i = 0; i < list->items.len; i++) {
        const wit_world_item *item = &list->items.data[i];
        if (!item->hidden)
            wit_list_add(&shown, scratch, item);
        else if (item->form == WIT_ITEM_FUNC ||
                 (item->interface && item->interface->name.len == 0))
            tn_vec_push(b->resolver->arena, &b->hidden, *item);
    }
    if (shown.items.len < list->items.len)
        *list = shown;
}

static void take_out_hidden(wit_world_build *b) {
    split_list(b, &b->imports);
    split_list(b, &b->exports);
    wit_world *world = b->world;
    world->hidden = b->scope.hidden_parts.data;
    world->hidden_count = (uint32_t)b->scope.hidden_parts.len;
    world->hidden_items = b->hidden.data;
    world->hidden_item_count = (uint32_t)b->hidden.len;
}

/* What put an item into the world: its own words, or an include. */
static tn_span cause_of(const wit_world_build *b, const wit_world_item *item) {
    return item->include ? b->included.data[item->include - 1].span
                         : item->span;
}

/* Strong uniqueness (Explainer.md): names that differ in case clash. */
static void check_names(wit_world_build *b,
                        const wit_item_list *list,
                        const char *word) {
    wit_resolver *r = b->resolver;
    tn_map seen;
    tn_map_init(&seen, r->scratch);
    for (size_t i = 0; i < list->items.len && !wit_gave_up(r); i++) {
        wit_world_item *item = &list->items.data[i];
        bool found;
        tn_map_entry *slot = tn_map_put(
            &seen, ty_name_canonical(r->scratch, item->name), &found);
        if (!found) {
            slot->value.ptr = item;
            continue;
        }
        const wit_world_item *first = slot->value.ptr;
        tn_diag *diag =
            tn_error(r->ctx, DIAG_WIT_DUPLICATE, cause_of(b, item),
                     "%s `%.*s` clashes with `%.*s`", word,
                     TN_STR_ARG(item->name), TN_STR_ARG(first->name));
        tn_note(r->ctx, diag, cause_of(b, first), "the other one is here");
        b->failed = true;
    }
}

void wit_check_item_names(wit_world_build *b) {
    check_names(b, &b->imports, "import");
    check_names(b, &b->exports, "export");
}

/* Its own items, of which some may be hidden, and then what it includes. */
static void build_world(wit_world_build *b, const ast_world *ast) {
    wit_resolver *r = b->resolver;
    wit_resolve_types(&b->scope, ast->items, ast->item_count);
    add_types(b);
    add_hidden_types(b);
    add_externs(b, ast);
    wit_check_item_names(b);
    take_out_hidden(b);
    add_includes(b, ast);
    if (b->includes && !b->failed)
        wit_check_item_names(b);
    b->failed |= b->scope.failed || wit_gave_up(r);
    if (!b->failed && !b->scope.hidden)
        wit_elaborate_world(b);
}

void wit_resolve_world(wit_item_def *item) {
    const ast_world *ast = item->world_ast;
    wit_resolver *r = item->package->resolver;
    wit_world *world = TN_NEW(r->arena, wit_world);
    item->world = world;
    world->owner = WIT_OWNER_WORLD;
    world->package = &item->package->pub;
    world->name = item->name.text;
    world->id = wit_item_id(r->arena, world->package, world->name);
    world->span = item->name.span;
    world->docs = ast->attrs.docs;
    item->gate = wit_check_gates(r, item->package, &ast->attrs, world->span);
    world->stability = item->gate.stability;
    item->state = WIT_FAILED;
    wit_world_build b = {.resolver = r, .item = item, .world = world};
    wit_scope_init(&b.scope, r, item->package, item->file, world, &item->gate);
    wit_list_init(&b.imports, r->scratch);
    wit_list_init(&b.exports, r->scratch);
    build_world(&b, ast);
    if (!b.failed)
        item->state = WIT_DONE;
    else if (r->options->partial) /* what it says itself */
        wit_keep_items(r->arena, world, &b.imports, &b.exports);
}
