/*
 * Numbers of types for the JSON form of WIT. The order is that in which
 * wit-parser makes them: what a type consists of comes before it; owned
 * handles in signatures come later, from another step. Types without a name
 * are one when they are equal, per package.
 *
 * That tool also numbers the unnamed types of functions that are behind a
 * feature which is not enabled, so these are numbered here; but not those
 * that name what is hidden.
 *
 * Of binaries wit-parser numbers what they mention, in that order.
 */
#include "types/name.h"
#include "wit/json.h"

void *wit_json_key(uint32_t number) {
    return (void *)((uintptr_t)number + 1);
}

uint32_t wit_json_number(const tn_ptr_map *map, const void *key) {
    const void *value = tn_ptr_map_get(map, key);
    return value ? (uint32_t)((uintptr_t)value - 1) : JSON_NONE;
}

static bool is_known(const wit_stability *s) {
    return s->since.len || s->feature.len || s->deprecated.len;
}

void wit_json_number_mentions(json_index *x, const wit_mentions *mentions) {
    for (uint32_t i = 0; i < mentions->interface_count; i++) {
        tn_vec_add(x->arena, &x->interfaces);
        tn_ptr_map_set(&x->numbers, mentions->interfaces[i], wit_json_key(i));
    }
    for (uint32_t i = 0; i < mentions->type_count; i++) {
        const ty *type = mentions->types[i];
        bool named = type->kind == TY_NAMED || type->kind == TY_RESOURCE;
        tn_vec_add(x->arena, &x->types);
        tn_ptr_map_set(named ? &x->numbers : &x->given, type, wit_json_key(i));
    }
}

/* Types */

static json_ref named_ref(const json_index *x, const ty *type) {
    uint32_t number = wit_json_number(&x->numbers, type);
    return number == JSON_NONE ? JSON_HIDDEN : number;
}

static json_ref ref_of(json_index *x, const ty *type, const wit_stability *s);

static uint32_t part_count(const ty *type) {
    switch (type->kind) {
    case TY_FLAGS:
    case TY_ENUM:
    case TY_RESOURCE:
        return 0;
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
        return type->u.fields.len;
    case TY_RESULT:
    case TY_MAP:
        return 2;
    default:
        return 1;
    }
}

static const ty *part_of(const ty *type, uint32_t i) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
        return type->u.fields.data[i].type;
    case TY_RESULT:
        return i == 0 ? type->u.result.ok : type->u.result.err;
    case TY_MAP:
        return i == 0 ? type->u.map.key : type->u.map.value;
    case TY_OWN:
    case TY_BORROW:
        return type->u.handle.resource;
    case TY_NAMED:
        return type->u.named.target;
    default:
        return type->u.of.elem;
    }
}

uint32_t wit_json_add_type(json_index *x, const json_type *type) {
    tn_vec_push(x->arena, &x->types, *type);
    return (uint32_t)(x->types.len - 1);
}

static void fill_parts(json_index *x, json_type *out, const ty *type);

/* What has a number is described when it is mentioned first. */
static json_ref given_ref(json_index *x, const ty *type, uint32_t number) {
    if (!x->types.data[number].shape) {
        json_type made = {0};
        fill_parts(x, &made, type);
        x->types.data[number] = made;
    }
    return number;
}

static json_ref handle_ref(json_index *x, const ty *handle) {
    uint32_t resource = wit_json_number(&x->numbers, handle->u.handle.resource);
    if (resource == JSON_NONE || x->in_hidden_type)
        return JSON_HIDDEN;
    uint32_t given = wit_json_number(&x->given, handle);
    if (given != JSON_NONE)
        return given_ref(x, handle, given);
    uint32_t key[2] = {TY_OWN, resource};
    bool found;
    tn_map_entry *slot = tn_map_put(
        &x->anonymous,
        tn_arena_copy(x->arena, (tn_str){(const char *)key, sizeof key}),
        &found);
    if (!found) {
        json_type own = {.kind = TY_OWN, .shape = handle, .ref_count = 1};
        own.refs = TN_NEW(x->arena, json_ref);
        own.refs[0] = resource;
        slot->value.num = wit_json_add_type(x, &own);
    }
    return (json_ref)slot->value.num;
}

/* The parts of a type: what has to be made for them comes first, but owned
 * handles, which come from another step of wit-parser, last. */
static void fill_parts(json_index *x, json_type *out, const ty *type) {
    bool is_handle = type->kind == TY_OWN || type->kind == TY_BORROW;
    out->shape = type;
    out->kind = type->kind;
    out->ref_count = part_count(type);
    out->refs = TN_NEW_ARRAY(x->arena, json_ref, out->ref_count);
    for (uint32_t i = 0; i < out->ref_count; i++) {
        const ty *part = part_of(type, i);
        if (is_handle)
            out->refs[i] = named_ref(x, part);
        else if (!part || part->kind != TY_OWN)
            out->refs[i] = ref_of(x, part, &out->stability);
    }
    for (uint32_t i = 0; i < out->ref_count && !is_handle; i++) {
        const ty *part = part_of(type, i);
        if (part && part->kind == TY_OWN)
            out->refs[i] = handle_ref(x, part);
    }
}

/* A type without gates has those of the first part that has some. */
static void take_stability(const json_index *x, json_type *out) {
    for (uint32_t i = 0; i < out->ref_count && !is_known(&out->stability);
         i++) {
        if (out->refs[i] >= x->types.len)
            continue;
        const json_type *part = &x->types.data[out->refs[i]];
        if (part->kind == TY_OWN && part->name.len == 0)
            part = &x->types.data[part->refs[0]];
        out->stability = part->stability;
    }
}

static tn_str key_of(const json_index *x, const json_type *type) {
    tn_writer key;
    tn_writer_init(&key, x->arena);
    tn_write_u32(&key, type->kind);
    if (type->kind == TY_FIXED_LIST)
        tn_write_u32(&key, type->shape->u.of.len);
    tn_write_bytes(&key, type->refs, type->ref_count * sizeof *type->refs);
    return tn_writer_str(&key);
}

static bool names_hidden(const json_index *x, const json_type *type) {
    bool hidden = x->in_hidden_type;
    for (uint32_t i = 0; i < type->ref_count; i++)
        hidden |= type->refs[i] == JSON_HIDDEN;
    return hidden;
}

static json_ref anonymous_ref(json_index *x,
                              const ty *type,
                              const wit_stability *s) {
    uint32_t number = wit_json_number(&x->given, type);
    if (number != JSON_NONE)
        return given_ref(x, type, number);
    number = wit_json_number(&x->nodes, type);
    if (number != JSON_NONE)
        return number;
    json_type made = {.stability = *s};
    fill_parts(x, &made, type);
    bool found;
    tn_map_entry *slot = tn_map_put(&x->anonymous, key_of(x, &made), &found);
    if (!found && names_hidden(x, &made)) {
        slot->value.num = JSON_HIDDEN;
    } else if (!found || (slot->value.num == JSON_HIDDEN && !x->in_hidden)) {
        take_stability(x, &made);
        slot->value.num = wit_json_add_type(x, &made);
    }
    if (slot->value.num != JSON_HIDDEN)
        tn_ptr_map_set(&x->nodes, type,
                       wit_json_key((uint32_t)slot->value.num));
    return (json_ref)slot->value.num;
}

/* Recursion is bounded by the depth of types (TN_MAX_DEPTH). */
static json_ref ref_of(json_index *x, const ty *type, const wit_stability *s) {
    if (!type)
        return JSON_NONE;
    if (type->kind < TY_RECORD)
        return JSON_PRIMITIVE | type->kind;
    if (type->kind == TY_OWN)
        return handle_ref(x, type);
    if (type->kind != TY_NAMED && type->kind != TY_RESOURCE)
        return anonymous_ref(x, type, s);
    return named_ref(x, type);
}

/* An alias refers to what it names; other definitions are what they say. */
static const ty *shape_of(const ty *type) {
    if (type->kind != TY_NAMED)
        return type;
    const ty *target = type->u.named.target;
    bool alias = target->kind < TY_RECORD || target->kind == TY_NAMED ||
                 target->kind == TY_RESOURCE;
    return alias ? type : target;
}

uint32_t wit_json_define_type(json_index *x,
                              const wit_typedef *def,
                              const json_type *owner) {
    json_type made = {.name = def->name,
                      .owner = owner->owner,
                      .owner_id = owner->owner_id,
                      .docs = def->docs,
                      .external_id = def->external_id,
                      .stability = def->stability};
    fill_parts(x, &made, shape_of(def->type));
    uint32_t number = wit_json_number(&x->numbers, def->type);
    if (number != JSON_NONE) {
        x->types.data[number] = made;
        return number;
    }
    number = wit_json_add_type(x, &made);
    tn_ptr_map_set(&x->numbers, def->type, wit_json_key(number));
    return number;
}

/* Functions */

/* Owned handles of a signature stay open until wit_json_fill_handles. */
void wit_json_start_func(json_index *x,
                         json_func *out,
                         const wit_func *func,
                         const tn_map *resources) {
    static const wit_stability none;
    const ty_func *type = func->type;
    ty_name parts;
    out->from = func;
    out->name = func->name;
    out->resource = JSON_NONE;
    out->params = TN_NEW_ARRAY(x->arena, json_ref, type->param_count);
    for (uint32_t i = 0; i < type->param_count; i++) {
        if (type->params[i].type->kind != TY_OWN)
            out->params[i] = ref_of(x, type->params[i].type, &none);
    }
    out->result = JSON_NONE;
    if (type->result && type->result->kind != TY_OWN)
        out->result = ref_of(x, type->result, &none);
    if (!resources || func->name.p[0] != '[' ||
        !ty_name_parse(&parts, func->name))
        return;
    const tn_map_entry *entry = tn_map_find(resources, parts.resource);
    if (entry)
        out->resource = (uint32_t)entry->value.num;
}

void wit_json_fill_handles(json_index *x, json_func *func) {
    const ty_func *type = func->from->type;
    for (uint32_t i = 0; i < type->param_count; i++) {
        if (type->params[i].type->kind == TY_OWN)
            func->params[i] = handle_ref(x, type->params[i].type);
    }
    if (type->result && type->result->kind == TY_OWN)
        func->result = handle_ref(x, type->result);
}

void wit_json_hide(json_index *x, const wit_hidden *part) {
    json_type type = {0};
    json_func func;
    x->in_hidden = true;
    if (part->func) {
        wit_json_start_func(x, &func, part->func, NULL);
    } else {
        x->in_hidden_type = true;
        fill_parts(x, &type, shape_of(part->type));
    }
    x->in_hidden = x->in_hidden_type = false;
}
