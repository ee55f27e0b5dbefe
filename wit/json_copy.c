/*
 * Copies in the JSON form of WIT: of what a world includes, and of interfaces
 * that a world has more than once, when each is to have types of its own.
 */
#include "wit/json.h"

static bool is_owned_by(const json_type *type, const json_type *owner) {
    return type->owner == owner->owner && type->owner_id == owner->owner_id;
}

static uint32_t copy_of(const json_copier *c, uint32_t number) {
    uint32_t known = wit_json_number(c->copies, wit_json_key(number));
    if (known == JSON_NONE && c->before)
        known = wit_json_number(c->before, wit_json_key(number));
    return known;
}

/* Recursion: types are copied in order of definition, so it only goes into
 * types without a name. */
json_ref wit_json_copy_type(const json_copier *c, json_ref ref) {
    json_index *x = c->x;
    if (ref >= JSON_PRIMITIVE)
        return ref;
    uint32_t known = copy_of(c, ref);
    if (known != JSON_NONE)
        return known;
    json_type made = x->types.data[ref];
    made.refs = TN_NEW_ARRAY(x->arena, json_ref, made.ref_count);
    if (made.owner != JSON_OWNER_NONE) {
        made.owner = c->to.owner;
        made.owner_id = c->to.owner_id;
    }
    for (uint32_t i = 0; i < made.ref_count; i++) {
        json_ref part = x->types.data[ref].refs[i];
        bool stays = made.kind == TY_NAMED && part < JSON_PRIMITIVE &&
                     !is_owned_by(&x->types.data[part], &c->from) &&
                     copy_of(c, part) == JSON_NONE;
        made.refs[i] = stays ? part : wit_json_copy_type(c, part);
    }
    uint32_t number = wit_json_add_type(x, &made);
    tn_ptr_map_set(c->copies, wit_json_key(ref), wit_json_key(number));
    return number;
}

void wit_json_copy_func(const json_copier *c,
                        json_func *out,
                        const json_func *func) {
    uint32_t count = func->from->type->param_count;
    *out = *func;
    out->resource = wit_json_copy_type(c, func->resource);
    out->params = TN_NEW_ARRAY(c->x->arena, json_ref, count);
    for (uint32_t i = 0; i < count; i++)
        out->params[i] = wit_json_copy_type(c, func->params[i]);
    out->result = wit_json_copy_type(c, func->result);
}

uint32_t wit_json_copy_interface(const json_copier *parent,
                                 uint32_t number,
                                 uint32_t package) {
    json_index *x = parent->x;
    json_interface made = x->interfaces.data[number];
    json_copier c = *parent;
    c.from = (json_type){.owner = JSON_OWNER_INTERFACE, .owner_id = number};
    c.to = (json_type){.owner = JSON_OWNER_INTERFACE,
                       .owner_id = (uint32_t)x->interfaces.len};
    const uint32_t *types = made.types;
    const json_func *funcs = made.funcs;
    made.types = TN_NEW_ARRAY(x->arena, uint32_t, made.type_count);
    for (uint32_t i = 0; i < made.type_count; i++)
        made.types[i] = wit_json_copy_type(&c, types[i]);
    made.funcs = TN_NEW_ARRAY(x->arena, json_func, made.from->func_count);
    for (uint32_t i = 0; i < made.from->func_count; i++)
        wit_json_copy_func(&c, &made.funcs[i], &funcs[i]);
    made.package = package;
    made.clone_of = number;
    tn_vec_push(x->arena, &x->interfaces, made);
    return c.to.owner_id;
}
