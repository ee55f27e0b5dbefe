/*
 * Structural nodes made anew: the same shape over other children, for graphs
 * that are copied from one arena to another. One level at a time; who maps
 * the children decides where the walk ends.
 */
#include "types/types.h"

static bool map_optional(const ty_remaker *r, const ty *type, const ty **out) {
    *out = type ? r->type(r->user, type) : NULL;
    return !type || *out;
}

static const ty *remake_fields(const ty_remaker *r, const ty *type) {
    uint32_t count = type->u.fields.len;
    if (count == 0)
        return ty_make_empty(r->ctx, r->arena, r->span, type->kind);
    ty_field *fields = TN_NEW_ARRAY(r->arena, ty_field, count);
    if (!r->fields(r->user, fields, type->u.fields.data, count))
        return NULL;
    switch (type->kind) {
    case TY_RECORD:
        return ty_make_record(r->ctx, r->arena, r->span, fields, count);
    case TY_VARIANT:
        return ty_make_variant(r->ctx, r->arena, r->span, fields, count);
    case TY_FLAGS:
        return ty_make_flags(r->ctx, r->arena, r->span, fields, count);
    case TY_ENUM:
        return ty_make_enum(r->ctx, r->arena, r->span, fields, count);
    default:
        return ty_make_tuple(r->ctx, r->arena, r->span, fields, count);
    }
}

static const ty *remake_of(const ty_remaker *r, const ty *type) {
    const ty *elem;
    if (!map_optional(r, type->u.of.elem, &elem))
        return NULL;
    return type->kind == TY_FIXED_LIST
               ? ty_make_fixed_list(r->ctx, r->arena, r->span, elem,
                                    type->u.of.len)
               : ty_make_of(r->ctx, r->arena, r->span, type->kind, elem);
}

static const ty *remake_result(const ty_remaker *r, const ty *type) {
    const ty *ok, *err;
    if (!map_optional(r, type->u.result.ok, &ok) ||
        !map_optional(r, type->u.result.err, &err))
        return NULL;
    return ty_make_result(r->ctx, r->arena, r->span, ok, err);
}

static const ty *remake_map(const ty_remaker *r, const ty *type) {
    const ty *key = r->type(r->user, type->u.map.key);
    const ty *value = key ? r->type(r->user, type->u.map.value) : NULL;
    return value ? ty_make_map(r->ctx, r->arena, r->span, key, value) : NULL;
}

static const ty *remake_handle(const ty_remaker *r, const ty *type) {
    const ty *resource = r->resource(r->user, type->u.handle.resource);
    return resource
               ? ty_make_handle(r->ctx, r->arena, r->span, type->kind, resource)
               : NULL;
}

const ty *ty_remake(const ty_remaker *r, const ty *type) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
    case TY_FLAGS:
    case TY_ENUM:
        return remake_fields(r, type);
    case TY_RESULT:
        return remake_result(r, type);
    case TY_MAP:
        return remake_map(r, type);
    case TY_OWN:
    case TY_BORROW:
        return remake_handle(r, type);
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_OPTION:
    case TY_STREAM:
    case TY_FUTURE:
        return remake_of(r, type);
    default:
        tn_assert(type->kind < TY_RECORD);
        return ty_primitive(type->kind);
    }
}

ty_func *ty_remake_func(const ty_remaker *r, const ty_func *from) {
    ty_func *func = TN_NEW(r->arena, ty_func);
    ty_field *params = TN_NEW_ARRAY(r->arena, ty_field, from->param_count);
    if (!r->fields(r->user, params, from->params, from->param_count) ||
        !map_optional(r, from->result, &func->result))
        return NULL;
    func->params = params;
    func->param_count = from->param_count;
    func->is_async = from->is_async;
    return ty_measure_func(r->ctx, r->span, func) ? func : NULL;
}
