/* Functions, also of resources (WIT.md, "Item: resource"). */
#include "wit/resolve.h"

tn_str wit_func_name(tn_arena *arena, const ast_func *func, tn_str resource) {
    switch (func->form) {
    case AST_FUNC_METHOD:
        return TN_CONCAT(arena, TN_STR("[method]"), resource, TN_STR("."),
                         func->name.text);
    case AST_FUNC_STATIC:
        return TN_CONCAT(arena, TN_STR("[static]"), resource, TN_STR("."),
                         func->name.text);
    case AST_FUNC_CTOR:
        return TN_CONCAT(arena, TN_STR("[constructor]"), resource);
    default:
        return func->name.text;
    }
}

static bool check_param_name(wit_resolver *r, const ast_field *param) {
    bool found;
    tn_str key = ty_name_canonical(r->scratch, param->name.text);
    tn_map_entry *slot = tn_map_put(&r->seen, key, &found);
    if (!found) {
        slot->value.ptr = (void *)(uintptr_t)param;
        return true;
    }
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_DUPLICATE, param->name.span,
                             "parameter `%.*s` is defined more than once",
                             TN_STR_ARG(param->name.text));
    const ast_field *first = slot->value.ptr;
    if (first)
        tn_note(r->ctx, diag, first->name.span, "first defined here");
    else
        tn_help(r->ctx, diag,
                "leave it out: methods have a first parameter `self`");
    return false;
}

static bool resolve_params(wit_scope *scope,
                           const ast_func *func,
                           const wit_entry *resource,
                           ty_func *out) {
    wit_resolver *r = scope->resolver;
    uint32_t self = func->form == AST_FUNC_METHOD;
    ty_field *params =
        TN_NEW_ARRAY(r->arena, ty_field, (size_t)func->param_count + self);
    tn_map_clear(&r->seen);
    bool ok = true;
    if (self) {
        params[0].name = TN_STR("self");
        params[0].type = ty_make_handle(r->ctx, r->arena, func->name.span,
                                        TY_BORROW, resource->type);
        ok &= params[0].type != NULL;
        tn_map_set(&r->seen, params[0].name, NULL);
    }
    for (uint32_t i = 0; i < func->param_count; i++) {
        const ast_field *param = &func->params[i];
        ty_field *to = &params[i + self];
        if (wit_gave_up(r))
            return false;
        to->name = param->name.text;
        to->docs = param->attrs.docs;
        ok &= check_param_name(r, param);
        to->type = wit_resolve_type(scope, param->type);
        ok &= to->type != NULL;
    }
    out->params = params;
    out->param_count = func->param_count + self;
    return ok;
}

static bool is_handle_of(const ty *type, const wit_entry *resource) {
    return type && type->kind == TY_OWN &&
           type->u.handle.resource == resource->type;
}

/* WIT.md: a fallible constructor gives result<r, ...>. */
static bool check_constructor(wit_resolver *r,
                              const ast_func *func,
                              const wit_entry *resource,
                              const ty *result) {
    const ast_type *ast = func->result;
    result = ty_strip(result);
    if (result->kind != TY_RESULT) {
        tn_diag *diag = tn_error(r->ctx, DIAG_WIT_TYPE, ast->span,
                                 "a constructor can only return a `result`");
        tn_help(r->ctx, diag,
                "write no return type, or `result<%.*s, ...>` when it can fail",
                TN_STR_ARG(resource->name));
        return false;
    }
    if (is_handle_of(result->u.result.ok, resource))
        return true;
    const ast_type *ok = ast->form == AST_TYPE_RESULT ? ast->args[0] : NULL;
    tn_error(r->ctx, DIAG_WIT_TYPE, ok ? ok->span : ast->span,
             "the constructor of `%.*s` must give `%.*s` when it succeeds",
             TN_STR_ARG(resource->name), TN_STR_ARG(resource->name));
    return false;
}

static bool resolve_result(wit_scope *scope,
                           const ast_func *func,
                           const wit_entry *resource,
                           ty_func *out) {
    wit_resolver *r = scope->resolver;
    bool is_constructor = func->form == AST_FUNC_CTOR;
    if (func->result) {
        out->result = wit_resolve_type(scope, func->result);
        return out->result &&
               (!is_constructor ||
                check_constructor(r, func, resource, out->result));
    }
    if (is_constructor)
        out->result = ty_make_handle(r->ctx, r->arena, func->name.span, TY_OWN,
                                     resource->type);
    return !is_constructor || out->result;
}

static bool check_borrow(wit_resolver *r,
                         const ast_func *func,
                         const ty_func *type) {
    if (!type->result || !type->result->has_borrow)
        return true;
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_TYPE, func->name.span,
                             "function `%.*s` returns a borrowed handle",
                             TN_STR_ARG(func->name.text));
    if (func->result)
        tn_note(r->ctx, diag, func->result->span,
                "a borrow ends with the call, so it cannot be in a result");
    tn_help(r->ctx, diag, "return the resource itself, which hands it over");
    return false;
}

static bool resolve_func(wit_scope *scope,
                         const ast_func *func,
                         const wit_entry *resource,
                         wit_func *out) {
    wit_resolver *r = scope->resolver;
    ty_func *type = TN_NEW(r->arena, ty_func);
    out->name =
        wit_func_name(r->arena, func, resource ? resource->name : (tn_str){0});
    out->docs = func->attrs.docs;
    out->external_id = wit_external_id(&func->attrs);
    out->span = func->name.span;
    out->type = type;
    type->is_async = func->is_async;
    bool ok = resolve_params(scope, func, resource, type);
    ok &= resolve_result(scope, func, resource, type);
    if (!ok || scope->hidden) /* nothing can call what is hidden */
        return ok;
    return check_borrow(r, func, type) &&
           ty_measure_func(r->ctx, func->name.span, type);
}

bool wit_gated_func(wit_scope *scope,
                    const ast_func *func,
                    const wit_entry *resource,
                    wit_func *out,
                    bool *hidden) {
    wit_resolver *r = scope->resolver;
    wit_gate gate =
        wit_check_gates(r, scope->package, &func->attrs, func->name.span);
    /* What is in a hidden interface is not looked at so closely. */
    bool contained =
        !resource || !resource->hidden || scope->feature.len ||
        wit_check_contained(r, &gate, resource->feature, &func->name);
    bool outer = scope->hidden;
    *out = (wit_func){.stability = gate.stability};
    *hidden = scope->hidden =
        outer || gate.hidden || (resource && resource->hidden);
    bool ok = resolve_func(scope, func, resource, out);
    scope->hidden = outer;
    return ok && contained;
}
