/*
 * Substitution of resource types. Every node is rewritten once per
 * substitution (ty_subst.done) and shared when nothing in it changes, so that
 * a graph that is exponential as a tree costs no more than its nodes. What
 * recurses is bounded by the depth of types; chains of names are walked.
 */
#include "base/diag.h"
#include "base/limits.h"
#include "base/vec.h"
#include "types/types.h"

void ty_subst_init(ty_subst *subst, tn_arena *arena) {
    *subst = (ty_subst){.arena = arena};
    tn_ptr_map_init(&subst->resources, arena);
    tn_ptr_map_init(&subst->done, arena);
    tn_map_init(&subst->matched, arena);
    subst->index = TN_NEW(arena, tn_ptr_map);
    tn_ptr_map_init(subst->index, arena);
}

/* The memo maps to mutable pointers; what it holds is never changed. */
static const void *recall(const ty_subst *s, const void *node) {
    return tn_ptr_map_get(&s->done, node);
}

static void remember(ty_subst *s, const void *node, const void *replaced) {
    s->work++;
    tn_ptr_map_set(&s->done, node, (void *)(uintptr_t)replaced);
}

void ty_subst_name(ty_subst *subst, const ty *from, const ty *to) {
    subst->renames = true;
    remember(subst, from, to);
}

static const ty_field *subst_fields(ty_subst *s,
                                    const ty_field *fields,
                                    uint32_t len) {
    ty_field *copy = NULL;
    s->work += len;
    for (uint32_t i = 0; i < len; i++) {
        const ty *type = fields[i].type;
        const ty *replaced = type ? ty_subst_type(s, type) : NULL;
        if (replaced != type && !copy) {
            copy = TN_NEW_ARRAY(s->arena, ty_field, len);
            memcpy(copy, fields, len * sizeof *copy);
        }
        if (copy)
            copy[i].type = replaced;
    }
    return copy ? copy : fields;
}

static const ty *subst_optional(ty_subst *s, const ty *type) {
    return type ? ty_subst_type(s, type) : NULL;
}

static bool subst_definition(ty_subst *s, ty *copy) {
    ty old = *copy;
    if (old.u.definition.func)
        copy->u.definition.func = ty_subst_func(s, old.u.definition.func);
    if (old.u.definition.instance)
        copy->u.definition.instance =
            ty_subst_instance(s, old.u.definition.instance);
    if (old.u.definition.component)
        copy->u.definition.component =
            ty_subst_component(s, old.u.definition.component);
    return copy->u.definition.func != old.u.definition.func ||
           copy->u.definition.instance != old.u.definition.instance ||
           copy->u.definition.component != old.u.definition.component;
}

/* Rewrites the children in a copy; true when any of them changed. */
static bool subst_children(ty_subst *s, ty *copy) {
    ty old = *copy;
    switch (copy->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
        copy->u.fields.data =
            subst_fields(s, old.u.fields.data, old.u.fields.len);
        return copy->u.fields.data != old.u.fields.data;
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_OPTION:
    case TY_STREAM:
    case TY_FUTURE:
        copy->u.of.elem = subst_optional(s, old.u.of.elem);
        return copy->u.of.elem != old.u.of.elem;
    case TY_RESULT:
        copy->u.result.ok = subst_optional(s, old.u.result.ok);
        copy->u.result.err = subst_optional(s, old.u.result.err);
        return copy->u.result.ok != old.u.result.ok ||
               copy->u.result.err != old.u.result.err;
    case TY_MAP:
        copy->u.map.key = ty_subst_type(s, old.u.map.key);
        copy->u.map.value = ty_subst_type(s, old.u.map.value);
        return copy->u.map.key != old.u.map.key ||
               copy->u.map.value != old.u.map.value;
    case TY_OWN:
    case TY_BORROW:
        copy->u.handle.resource = ty_subst_type(s, old.u.handle.resource);
        return copy->u.handle.resource != old.u.handle.resource;
    case TY_DEFINITION:
        return subst_definition(s, copy);
    default:
        return false;
    }
}

static const ty *subst_plain(ty_subst *s, const ty *type) {
    if (type->kind == TY_RESOURCE) {
        const ty *other = tn_ptr_map_get(&s->resources, type);
        return other ? other : type;
    }
    ty copy = *type;
    if (!subst_children(s, &copy))
        return type;
    ty *made = tn_arena_alloc(s->arena, sizeof *made);
    *made = copy;
    return made;
}

/* Names in front of a node can be many: no recursion over them. */
static const ty *subst_named(ty_subst *s, const ty *type) {
    TN_VEC(const ty *) chain = {0};
    const ty *at = type, *replaced = NULL;
    while (at->kind == TY_NAMED && !(replaced = recall(s, at))) {
        tn_vec_push(s->arena, &chain, at);
        at = at->u.named.target;
    }
    if (!replaced)
        replaced = ty_subst_type(s, at);
    while (chain.len) {
        const ty *name = chain.data[--chain.len];
        if (replaced == name->u.named.target) {
            replaced = name;
        } else {
            ty *made = tn_arena_alloc(s->arena, sizeof *made);
            *made = *name;
            made->u.named.target = replaced;
            made->u.named.end = ty_strip(replaced);
            replaced = made;
        }
        remember(s, name, replaced);
    }
    return replaced;
}

const ty *ty_subst_type(ty_subst *subst, const ty *type) {
    if (!type->has_resources && !subst->renames)
        return type;
    const ty *known = recall(subst, type);
    if (known)
        return known;
    if (type->kind == TY_NAMED)
        return subst_named(subst, type);
    const ty *replaced = subst_plain(subst, type);
    if (type->kind != TY_RESOURCE) /* those may still be bound later */
        remember(subst, type, replaced);
    return replaced;
}

const ty_func *ty_subst_func(ty_subst *subst, const ty_func *func) {
    const ty_func *known = recall(subst, func);
    if (known)
        return known;
    ty_func copy = *func;
    copy.params = subst_fields(subst, func->params, func->param_count);
    copy.result = subst_optional(subst, func->result);
    const ty_func *replaced = func;
    if (copy.params != func->params || copy.result != func->result) {
        ty_func *made = tn_arena_alloc(subst->arena, sizeof *made);
        *made = copy;
        replaced = made;
    }
    remember(subst, func, replaced);
    return replaced;
}

ty_extern ty_subst_extern(ty_subst *subst, const ty_extern *type) {
    ty_extern out = *type;
    switch (type->sort) {
    case TY_SORT_FUNC:
        out.u.func = ty_subst_func(subst, type->u.func);
        break;
    case TY_SORT_INSTANCE:
        out.u.instance = ty_subst_instance(subst, type->u.instance);
        break;
    case TY_SORT_COMPONENT:
        out.u.component = ty_subst_component(subst, type->u.component);
        break;
    case TY_SORT_TYPE:
        out.u.type = ty_subst_type(subst, type->u.type);
        break;
    case TY_SORT_VALUE:
        out.u.value = ty_subst_type(subst, type->u.value);
        break;
    default:
        break;
    }
    return out;
}

/* The union's members are all pointers to what an extern is. */
static bool same_extern(const ty_extern *a, const ty_extern *b) {
    return a->u.type == b->u.type;
}

static const ty_extern *subst_externs(ty_subst *s,
                                      const ty_extern *list,
                                      uint32_t count) {
    ty_extern *copy = NULL;
    s->work += count;
    for (uint32_t i = 0; i < count; i++) {
        ty_extern replaced = ty_subst_extern(s, &list[i]);
        if (!copy && !same_extern(&replaced, &list[i])) {
            copy = TN_NEW_ARRAY(s->arena, ty_extern, count);
            memcpy(copy, list, count * sizeof *copy);
        }
        if (copy)
            copy[i] = replaced;
    }
    return copy ? copy : list;
}

const ty_instance *ty_subst_instance(ty_subst *s, const ty_instance *type) {
    const ty_instance *known = recall(s, type);
    if (known)
        return known;
    const ty_instance *replaced = type;
    const ty_extern *exports =
        subst_externs(s, type->exports, type->export_count);
    if (exports != type->exports) {
        ty_instance *made = tn_arena_alloc(s->arena, sizeof *made);
        *made = *type;
        made->exports = exports;
        replaced = made;
    }
    remember(s, type, replaced);
    return replaced;
}

const ty_component *ty_subst_component(ty_subst *s, const ty_component *type) {
    const ty_component *known = recall(s, type);
    if (known)
        return known;
    ty_component copy = *type;
    copy.imports = subst_externs(s, type->imports, type->import_count);
    copy.exports = subst_externs(s, type->exports, type->export_count);
    const ty_component *replaced = type;
    if (copy.imports != type->imports || copy.exports != type->exports) {
        ty_component *made = tn_arena_alloc(s->arena, sizeof *made);
        *made = copy;
        replaced = made;
    }
    remember(s, type, replaced);
    return replaced;
}

static void fresh_resource(ty_subst *subst, const ty *resource) {
    if (tn_ptr_map_get(&subst->resources, resource))
        return;
    ty *fresh = ty_make_resource(subst->arena, resource->u.resource.name);
    fresh->u.resource.docs = resource->u.resource.docs;
    fresh->u.resource.owner = resource->u.resource.owner;
    fresh->u.resource.origin = resource;
    tn_ptr_map_set(&subst->resources, resource, fresh);
}

static void collect_fresh(ty_subst *s,
                          tn_ptr_map *seen,
                          const ty_extern *list,
                          uint32_t count) {
    s->work += count;
    for (uint32_t i = 0; i < count; i++) {
        const ty_extern *item = &list[i];
        if (item->sort == TY_SORT_TYPE && item->u.type->kind == TY_RESOURCE) {
            fresh_resource(s, item->u.type);
        } else if (item->sort == TY_SORT_INSTANCE &&
                   !tn_ptr_map_get(seen, item->u.instance)) {
            tn_ptr_map_set(seen, item->u.instance, seen);
            collect_fresh(s, seen, item->u.instance->exports,
                          item->u.instance->export_count);
        }
    }
}

void ty_subst_fresh(ty_subst *subst, const ty_extern *list, uint32_t count) {
    tn_ptr_map seen;
    tn_ptr_map_init(&seen, subst->arena);
    collect_fresh(subst, &seen, list, count);
}

const ty_instance *ty_instance_fresh(tn_arena *arena, const ty_instance *type) {
    ty_subst subst;
    ty_subst_init(&subst, arena);
    ty_subst_fresh(&subst, type->exports, type->export_count);
    return subst.resources.len ? ty_subst_instance(&subst, type) : type;
}

void ty_subst_fix(ty_subst *subst, const ty_extern *list, uint32_t count) {
    subst->work += count;
    for (uint32_t i = 0; i < count; i++) {
        const ty_extern *item = &list[i];
        if (item->sort == TY_SORT_INSTANCE)
            ty_subst_fix(subst, item->u.instance->exports,
                         item->u.instance->export_count);
        else if (item->sort == TY_SORT_TYPE &&
                 item->u.type->kind == TY_RESOURCE)
            tn_ptr_map_set(&subst->resources, item->u.type,
                           (void *)(uintptr_t)item->u.type);
    }
}

/* Measures */

static void add_weight(uint32_t *sum, uint32_t weight) {
    *sum = weight > UINT32_MAX - *sum ? UINT32_MAX : *sum + weight;
}

static bool within_limits(tenon_context *ctx,
                          tn_span span,
                          uint32_t weight,
                          uint32_t depth) {
    if (weight <= TN_MAX_TYPE_SIZE && depth <= TN_MAX_DEPTH)
        return true;
    tn_error(ctx, DIAG_LIMIT, span, "%s",
             depth > TN_MAX_DEPTH ? "type is nested too deeply"
                                  : "type is too large: its definitions "
                                    "multiply");
    return false;
}

bool ty_measure_func(tenon_context *ctx, tn_span span, ty_func *func) {
    func->weight = 1;
    func->has_pointers = false;
    for (uint32_t i = 0; i < func->param_count; i++) {
        add_weight(&func->weight, func->params[i].type->weight);
        func->has_pointers |= func->params[i].type->has_pointers;
    }
    if (func->result)
        add_weight(&func->weight, func->result->weight);
    return within_limits(ctx, span, func->weight, 0);
}

static void measure_extern(const ty_extern *item,
                           uint32_t *weight,
                           uint32_t *depth) {
    *weight = 1;
    *depth = 0;
    switch (item->sort) {
    case TY_SORT_FUNC:
        *weight = item->u.func->weight;
        break;
    case TY_SORT_TYPE:
    case TY_SORT_VALUE:
        *weight = item->u.type->weight;
        break;
    case TY_SORT_INSTANCE:
        *weight = item->u.instance->weight;
        *depth = item->u.instance->depth + 1;
        break;
    case TY_SORT_COMPONENT:
        *weight = item->u.component->weight;
        *depth = item->u.component->depth + 1;
        break;
    case TY_SORT_CORE_MODULE:
        *weight = item->u.module->import_count + item->u.module->export_count;
        break;
    default:
        break;
    }
}

bool ty_measure_externs(tenon_context *ctx,
                        tn_span span,
                        const ty_extern *list,
                        uint32_t count,
                        uint32_t *weight,
                        uint32_t *depth) {
    add_weight(weight, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t w, d;
        measure_extern(&list[i], &w, &d);
        add_weight(weight, w);
        *depth = d > *depth ? d : *depth;
    }
    return within_limits(ctx, span, *weight, *depth);
}
