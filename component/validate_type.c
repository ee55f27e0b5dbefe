/*
 * Type definitions (Binary.md, "Type Definitions"). An entry of the type
 * index space is a node: a value type, a resource, a TY_DEFINITION (func,
 * instance or component type), or a name of one of these.
 */
#include "component/validate.h"

static bool add_type(bin_scope *s, const ty *type) {
    tn_vec_push(s->scratch, &s->types, type);
    return true;
}

bool bin_type_at(bin_scope *s, uint32_t index, const ty **out) {
    if (!bin_check_index(s, TY_SORT_TYPE, index))
        return false;
    *out = s->types.data[index];
    return true;
}

bool bin_func_type_at(bin_scope *s, uint32_t index, const ty_func **out) {
    const ty *type = NULL;
    if (!bin_type_at(s, index, &type))
        return false;
    type = ty_strip(type);
    *out = type->kind == TY_DEFINITION ? type->u.definition.func : NULL;
    return *out || bin_invalid(s, DIAG_COMP_TYPE,
                               "type index %u is not a function type", index);
}

bool bin_resource_at(bin_scope *s, uint32_t index, const ty **out) {
    if (!bin_type_at(s, index, out))
        return false;
    return ty_strip(*out)->kind == TY_RESOURCE ||
           bin_invalid(s, DIAG_COMP_TYPE,
                       "type index %u is not a resource type", index);
}

bool bin_resolve_valtype(bin_scope *s, bin_valtype type, const ty **out) {
    if (!type.is_index) {
        *out = ty_primitive((ty_kind)type.index);
        return true;
    }
    if (!bin_type_at(s, type.index, out))
        return false;
    ty_kind kind = ty_strip(*out)->kind;
    return (kind != TY_RESOURCE && kind != TY_DEFINITION) ||
           bin_invalid(s, DIAG_COMP_TYPE, "type index %u is not a defined type",
                       type.index);
}

static bool resolve_optional(bin_scope *s,
                             bool has,
                             bin_valtype type,
                             const ty **out) {
    *out = NULL;
    return !has || bin_resolve_valtype(s, type, out);
}

static bool resolve_fields(bin_scope *s,
                           const bin_deftype *def,
                           const char *what,
                           ty_field **out) {
    ty_field *fields = TN_NEW_ARRAY(s->v->arena, ty_field, def->field_count);
    tn_map seen;
    tn_map_init(&seen, s->scratch);
    for (uint32_t i = 0; i < def->field_count; i++) {
        const bin_field *field = &def->fields[i];
        bool labelled = def->form == BIN_TYPE_FUNC || def->kind != TY_TUPLE;
        fields[i].name = field->name;
        if (labelled && !bin_check_label(s, &seen, field->name, what))
            return false;
        if (!resolve_optional(s, field->has_type, field->type, &fields[i].type))
            return false;
    }
    *out = fields;
    return true;
}

static const ty *make_fields(bin_scope *s, const bin_deftype *def) {
    typedef const ty *maker(tenon_context *, tn_arena *, tn_span,
                            const ty_field *, uint32_t);
    maker *make = NULL;
    const char *what = NULL;
    switch (def->kind) {
    case TY_RECORD:
        make = ty_make_record, what = "record field name";
        break;
    case TY_VARIANT:
        make = ty_make_variant, what = "variant case name";
        break;
    case TY_TUPLE:
        make = ty_make_tuple, what = "tuple";
        break;
    case TY_FLAGS:
        make = ty_make_flags, what = "flag name";
        break;
    default:
        make = ty_make_enum, what = "enum tag name";
        break;
    }
    ty_field *fields = NULL;
    if (!resolve_fields(s, def, what, &fields))
        return NULL;
    return make(s->v->ctx, s->v->arena, s->def->span, fields, def->field_count);
}

static const ty *make_handle(bin_scope *s, const bin_deftype *def) {
    const ty *resource = NULL;
    if (!bin_resource_at(s, def->index, &resource))
        return NULL;
    return ty_make_handle(s->v->ctx, s->v->arena, s->def->span, def->kind,
                          resource);
}

static const ty *make_value(bin_scope *s, const bin_deftype *def) {
    tenon_context *ctx = s->v->ctx;
    tn_arena *arena = s->v->arena;
    tn_span span = s->def->span;
    const ty *type = NULL, *type2 = NULL;
    if (def->form == BIN_TYPE_PRIMITIVE)
        return ty_primitive((ty_kind)def->type.index);
    switch (def->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
    case TY_FLAGS:
    case TY_ENUM:
        return make_fields(s, def);
    case TY_OWN:
    case TY_BORROW:
        return make_handle(s, def);
    default:
        break;
    }
    bool always = def->kind == TY_LIST || def->kind == TY_OPTION ||
                  def->kind == TY_FIXED_LIST || def->kind == TY_MAP;
    if (!resolve_optional(s, def->has_type || always, def->type, &type) ||
        !resolve_optional(s, def->has_type2 || def->kind == TY_MAP, def->type2,
                          &type2))
        return NULL;
    if (def->kind == TY_FIXED_LIST)
        return ty_make_fixed_list(ctx, arena, span, type, def->index);
    if (def->kind == TY_RESULT)
        return ty_make_result(ctx, arena, span, type, type2);
    if (def->kind == TY_MAP)
        return ty_make_map(ctx, arena, span, type, type2);
    return ty_make_of(ctx, arena, span, def->kind, type);
}

/* Binary.md: a destructor has the type [rep] -> []. */
static bool check_destructor(bin_scope *s, const bin_deftype *def) {
    if (!def->has_dtor)
        return true;
    if (!bin_check_index(s, TY_SORT_CORE_FUNC, def->dtor))
        return false;
    const core_functype *func = s->core_funcs.data[def->dtor];
    core_valtype rep = def->rep64 ? CORE_I64 : CORE_I32;
    return (func->param_count == 1 && func->result_count == 0 &&
            func->params[0] == rep) ||
           bin_invalid(s, DIAG_COMP_TYPE,
                       "wrong signature for a destructor: core function %u "
                       "must have the type [%s] -> []",
                       def->dtor, core_valtype_name(rep));
}

static bool define_resource(bin_scope *s, bin_def *def) {
    if (s->form != BIN_SCOPE_COMPONENT)
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "resources can only be defined within a concrete "
                           "component");
    if (!check_destructor(s, &def->u.type.def))
        return false;
    ty *resource = ty_make_resource(s->v->arena, (tn_str){0});
    def->u.type.type = resource;
    tn_ptr_map_set(&s->local, resource, &def->u.type.def);
    return add_type(s, resource);
}

static ty *new_definition(bin_scope *s) {
    ty *type = TN_NEW(s->v->arena, ty);
    type->kind = TY_DEFINITION;
    type->weight = 1;
    type->layout.align[0] = type->layout.align[1] = 1;
    return type;
}

static bool define_func(bin_scope *s, bin_def *def) {
    const bin_deftype *type = &def->u.type.def;
    ty_func *func = TN_NEW(s->v->arena, ty_func);
    ty_field *params = NULL;
    if (!resolve_fields(s, type, "function parameter name", &params) ||
        !resolve_optional(s, type->has_type, type->type, &func->result))
        return false;
    func->params = params;
    func->param_count = type->field_count;
    func->is_async = type->is_async;
    if (func->result && func->result->has_borrow)
        return bin_invalid(s, DIAG_COMP_TYPE,
                           "function result cannot contain a `borrow` type");
    if (!ty_measure_func(s->v->ctx, def->span, func))
        return false;
    ty *node = new_definition(s);
    node->u.definition.func = func;
    node->weight = func->weight;
    for (uint32_t i = 0; i < func->param_count; i++)
        node->has_resources |= params[i].type->has_resources;
    node->has_resources |= func->result && func->result->has_resources;
    def->u.type.func = func;
    return add_type(s, node);
}

static bool validate_decl(bin_scope *s, bin_def *decl) {
    switch (decl->kind) {
    case BIN_CORE_TYPE:
        return bin_validate_core_type(s, decl);
    case BIN_TYPE:
        return bin_validate_type(s, decl);
    case BIN_ALIAS:
        return bin_validate_alias(s, decl);
    case BIN_IMPORT:
        return s->form == BIN_SCOPE_COMPONENT_TYPE
                   ? bin_validate_import(s, decl)
                   : bin_invalid(s, DIAG_COMP_INVALID,
                                 "instance types have no imports");
    case BIN_EXPORT:
        return bin_validate_exportdecl(s, decl);
    default:
        return bin_invalid(s, DIAG_COMP_INVALID,
                           "definition cannot stand in a type");
    }
}

static bool validate_decls(bin_scope *s, const bin_deftype *type) {
    if (s->v->depth >= TN_MAX_DEPTH)
        return bin_invalid(s->parent, DIAG_LIMIT,
                           "types are nested too deeply");
    s->v->depth++;
    for (uint32_t i = 0; i < type->decl_count; i++) {
        bin_def *decl = &type->decls[i];
        s->def = decl;
        decl->adds.sort = bin_sort_added(decl, true);
        decl->adds.index = bin_space_size(s, decl->adds.sort);
        if (!validate_decl(s, decl))
            return false;
    }
    s->def = NULL;
    s->v->depth--;
    return true;
}

static bool define_scope(bin_scope *s, bin_def *def) {
    const bin_deftype *type = &def->u.type.def;
    bool is_instance = type->form == BIN_TYPE_INSTANCE;
    bin_scope inner;
    bin_scope_init(&inner, s->v, s,
                   is_instance ? BIN_SCOPE_INSTANCE_TYPE
                               : BIN_SCOPE_COMPONENT_TYPE);
    ty_component *component = TN_NEW(s->v->arena, ty_component);
    if (!validate_decls(&inner, type) || !bin_scope_externs(&inner, component))
        return false;
    ty *node = new_definition(s);
    node->weight = component->weight;
    node->has_resources = inner.uses_outer_resources;
    if (is_instance) {
        ty_instance *instance = TN_NEW(s->v->arena, ty_instance);
        instance->exports = component->exports;
        instance->export_count = component->export_count;
        instance->weight = component->weight;
        instance->depth = component->depth;
        def->u.type.instance = node->u.definition.instance = instance;
    } else {
        def->u.type.component = node->u.definition.component = component;
    }
    return add_type(s, node);
}

bool bin_validate_type(bin_scope *s, bin_def *def) {
    switch (def->u.type.def.form) {
    case BIN_TYPE_FUNC:
        return define_func(s, def);
    case BIN_TYPE_COMPONENT:
    case BIN_TYPE_INSTANCE:
        return define_scope(s, def);
    case BIN_TYPE_RESOURCE:
        return define_resource(s, def);
    case BIN_TYPE_PRIMITIVE:
    case BIN_TYPE_VALUE:
        break;
    }
    def->u.type.type = make_value(s, &def->u.type.def);
    return def->u.type.type && add_type(s, def->u.type.type);
}
