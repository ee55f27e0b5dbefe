/* Interfaces: their types, their functions, and the instance type of both. */
#include "wit/resolve.h"

wit_interface_def *wit_new_interface(wit_resolver *r,
                                     wit_package_def *package,
                                     const wit_file_scope *file,
                                     ast_id name,
                                     const ast_attrs *attrs,
                                     const wit_gate *gate) {
    wit_interface_def *def = TN_NEW(r->arena, wit_interface_def);
    def->pub.package = &package->pub;
    def->pub.name = name.text;
    def->pub.span = name.span;
    def->pub.docs = attrs->docs;
    def->pub.stability = gate->stability;
    if (name.text.len)
        def->pub.id = wit_item_id(r->arena, &package->pub, name.text);
    wit_scope_init(&def->scope, r, package, file, &def->pub, gate);
    return def;
}

const wit_interface *wit_used_from(const ty *type) {
    if (type->kind != TY_NAMED)
        return NULL;
    const ty *target = type->u.named.target;
    const void *owner = target->kind == TY_NAMED      ? target->u.named.owner
                        : target->kind == TY_RESOURCE ? target->u.resource.owner
                                                      : NULL;
    return owner != type->u.named.owner ? owner : NULL;
}

typedef TN_VEC(wit_func) func_list;

static void hide_func(wit_scope *scope, uint32_t at, const wit_func *func) {
    tn_arena *arena = scope->resolver->arena;
    wit_func *kept = TN_NEW(arena, wit_func);
    *kept = *func;
    tn_vec_push(arena, &scope->hidden_parts,
                ((wit_hidden){.at = at, .func = kept}));
}

static void add_func(wit_scope *scope,
                     func_list *funcs,
                     const ast_func *ast,
                     const wit_entry *resource) {
    wit_func func;
    bool hidden;
    if (!wit_gated_func(scope, ast, resource, &func, &hidden))
        scope->failed = true;
    else if (hidden)
        hide_func(scope, (uint32_t)funcs->len, &func);
    else
        tn_vec_push(scope->resolver->arena, funcs, func);
}

static void define_func(wit_scope *scope,
                        func_list *funcs,
                        const ast_func *ast) {
    wit_entry *entry = wit_define(scope, ast->name.text, ast->name.span);
    if (!entry)
        return;
    entry->form = WIT_ENTRY_FUNC;
    entry->state = WIT_DONE;
    add_func(scope, funcs, ast, NULL);
}

static void define_members(wit_scope *scope,
                           func_list *funcs,
                           const ast_typedef *def) {
    const wit_entry *resource = tn_map_get(&scope->names, def->name.text);
    if (!resource || resource->def != def || resource->state != WIT_DONE)
        return;
    for (uint32_t i = 0; i < def->func_count && !wit_gave_up(scope->resolver);
         i++) {
        const ast_func *func = def->funcs[i].u.func;
        tn_str name =
            wit_func_name(scope->resolver->scratch, func, def->name.text);
        if (wit_define_member(scope, name, func->name.span))
            add_func(scope, funcs, func, resource);
    }
}

static const ty_instance *instance_type(tn_arena *arena,
                                        const wit_interface *interface) {
    ty_instance *out = TN_NEW(arena, ty_instance);
    uint32_t count = interface->type_count + interface->func_count;
    ty_extern *exports = TN_NEW_ARRAY(arena, ty_extern, count);
    ty_extern *at = exports;
    for (uint32_t i = 0; i < interface->type_count; i++, at++) {
        at->name = interface->types[i].name;
        at->sort = TY_SORT_TYPE;
        at->u.type = interface->types[i].type;
        at->docs = interface->types[i].docs;
        at->external_id = interface->types[i].external_id;
    }
    for (uint32_t i = 0; i < interface->func_count; i++, at++) {
        at->name = interface->funcs[i].name;
        at->sort = TY_SORT_FUNC;
        at->u.func = interface->funcs[i].type;
        at->docs = interface->funcs[i].docs;
        at->external_id = interface->funcs[i].external_id;
    }
    out->exports = exports;
    out->export_count = count;
    out->owner = interface;
    return out;
}

static void collect_deps(wit_interface_def *def, tn_arena *arena) {
    tn_ptr_map seen;
    tn_ptr_map_init(&seen, arena);
    for (uint32_t i = 0; i < def->pub.type_count; i++) {
        const wit_interface *from = wit_used_from(def->pub.types[i].type);
        if (!from || tn_ptr_map_get(&seen, from))
            continue;
        tn_ptr_map_set(&seen, from, def);
        tn_vec_push(arena, &def->deps, from);
    }
}

void wit_finish_interface(wit_interface_def *def, tn_arena *arena) {
    def->pub.type = instance_type(arena, &def->pub);
    collect_deps(def, arena);
}

static size_t count_funcs(const ast_item *items, uint32_t count) {
    size_t funcs = 0;
    for (uint32_t i = 0; i < count; i++)
        funcs += items[i].form == AST_ITEM_TYPE
                     ? items[i].u.type->func_count
                     : items[i].form == AST_ITEM_FUNC;
    return funcs;
}

void wit_resolve_interface(wit_interface_def *def,
                           const ast_item *items,
                           uint32_t count) {
    wit_scope *scope = &def->scope;
    wit_resolver *r = scope->resolver;
    func_list funcs = {0};
    tn_vec_reserve(r->arena, &funcs, count_funcs(items, count));
    wit_resolve_types(scope, items, count);
    for (uint32_t i = 0; i < count && !wit_gave_up(r); i++) {
        if (items[i].form == AST_ITEM_FUNC)
            define_func(scope, &funcs, items[i].u.func);
        if (items[i].form == AST_ITEM_TYPE &&
            items[i].u.type->form == AST_DEF_RESOURCE)
            define_members(scope, &funcs, items[i].u.type);
    }
    def->pub.types = scope->types.data;
    def->pub.type_count = (uint32_t)scope->types.len;
    def->pub.funcs = funcs.data;
    def->pub.func_count = (uint32_t)funcs.len;
    def->pub.hidden = scope->hidden_parts.data;
    def->pub.hidden_count = (uint32_t)scope->hidden_parts.len;
    wit_finish_interface(def, r->arena);
}
