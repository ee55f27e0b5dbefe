/* The public functions of tenon/type.h but for the texts (print.c). */
#include "tenon/type.h"

#include "types/types.h"

/* In binaries there are names that are not any yet. */
static const ty *skip_unnamed(const ty *type) {
    while (type && type->kind == TY_NAMED && !type->u.named.name.len)
        type = type->u.named.target;
    return type;
}

static const ty *strip(const ty *type) {
    return type ? ty_strip(type) : NULL;
}

/* The node that says what type is made of, when that is of the kind. */
static const ty *as(const ty *type, ty_kind kind) {
    const ty *node = strip(type);
    return node && node->kind == kind ? node : NULL;
}

tenon_type_kind tenon_type_kind_of(const tenon_type *type) {
    return (tenon_type_kind)ty_strip(type)->kind;
}

const char *tenon_type_kind_text(tenon_type_kind kind) {
    return ty_kind_text((ty_kind)kind);
}

tenon_str tenon_type_name(const tenon_type *type) {
    const ty *node = skip_unnamed(type);
    tn_str name = !node                       ? (tn_str){0}
                  : node->kind == TY_NAMED    ? node->u.named.name
                  : node->kind == TY_RESOURCE ? node->u.resource.name
                                              : (tn_str){0};
    return tn_str_public(name);
}

const tenon_type *tenon_type_target(const tenon_type *type) {
    const ty *node = skip_unnamed(type);
    return node && node->kind == TY_NAMED ? node->u.named.target : NULL;
}

/* Members */

static const ty *with_members(const ty *type) {
    const ty *node = strip(type);
    switch (node ? node->kind : TY_BOOL) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_FLAGS:
    case TY_ENUM:
    case TY_TUPLE:
        return node;
    default:
        return NULL;
    }
}

static tenon_member member_of(const ty_field *field) {
    return (tenon_member){tn_str_public(field->name), field->type,
                          tn_str_public(field->docs)};
}

static tenon_member no_member(void) {
    return member_of(&(ty_field){0});
}

size_t tenon_type_member_count(const tenon_type *type) {
    const ty *node = with_members(type);
    return node ? node->u.fields.len : 0;
}

tenon_member tenon_type_member(const tenon_type *type, size_t index) {
    const ty *node = with_members(type);
    return node && index < node->u.fields.len
               ? member_of(&node->u.fields.data[index])
               : no_member();
}

/* What is inside others */

const tenon_type *tenon_type_element(const tenon_type *type) {
    const ty *node = strip(type);
    switch (node ? node->kind : TY_BOOL) {
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_OPTION:
    case TY_STREAM:
    case TY_FUTURE:
        return node->u.of.elem;
    case TY_MAP:
        return node->u.map.value;
    default:
        return NULL;
    }
}

size_t tenon_type_length(const tenon_type *type) {
    const ty *list = as(type, TY_FIXED_LIST);
    return list ? list->u.of.len : 0;
}

const tenon_type *tenon_type_key(const tenon_type *type) {
    const ty *map = as(type, TY_MAP);
    return map ? map->u.map.key : NULL;
}

const tenon_type *tenon_type_ok(const tenon_type *type) {
    const ty *result = as(type, TY_RESULT);
    return result ? result->u.result.ok : NULL;
}

const tenon_type *tenon_type_error(const tenon_type *type) {
    const ty *result = as(type, TY_RESULT);
    return result ? result->u.result.err : NULL;
}

const tenon_type *tenon_type_resource(const tenon_type *type) {
    const ty *node = strip(type);
    return node && (node->kind == TY_OWN || node->kind == TY_BORROW)
               ? node->u.handle.resource
               : NULL;
}

/* Functions */

bool tenon_func_type_is_async(const tenon_func_type *type) {
    return type && type->is_async;
}

size_t tenon_func_type_param_count(const tenon_func_type *type) {
    return type ? type->param_count : 0;
}

tenon_member tenon_func_type_param(const tenon_func_type *type, size_t index) {
    return index < tenon_func_type_param_count(type)
               ? member_of(&type->params[index])
               : no_member();
}

const tenon_type *tenon_func_type_result(const tenon_func_type *type) {
    return type ? type->result : NULL;
}
