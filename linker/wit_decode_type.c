/*
 * Types of a binary as types of WIT. Unnamed nodes are copied once and
 * shared; recursion over them is bounded by the depth that types/ allows.
 */
#include "base/limits.h"
#include "linker/wit_decode.h"

static const ty *representative(const link_unwit *u, const ty *node) {
    const ty *same = node;
    while (u->same && (same = tn_ptr_map_get(u->same, node)))
        node = same;
    return node;
}

/* What the node, or the first one behind its names, stands for, if known. */
static const ty *find_known(const link_unwit *u, const ty **node) {
    for (;; *node = (*node)->u.named.target) {
        *node = representative(u, *node);
        const ty *known = tn_ptr_map_get(&u->types, *node);
        if (known || (*node)->kind != TY_NAMED)
            return known;
    }
}

static const ty *convert(link_unwit *u, const ty *type);

/* A node whose parts are converted. docs: of its fields, or NULL. */
typedef struct parts {
    link_unwit *u;
    const link_json *docs;
} parts;

static const ty *convert_part(void *user, const ty *type) {
    const parts *p = user;
    return convert(p->u, type);
}

static const ty *convert_resource(void *user, const ty *resource) {
    const parts *p = user;
    const ty *known = find_known(p->u, &resource);
    if (known && ty_strip(known)->kind == TY_RESOURCE)
        return known;
    unwit_fail(p->u, "a handle is of a resource that no interface exports");
    return NULL;
}

static bool convert_fields(void *user,
                           ty_field *out,
                           const ty_field *from,
                           uint32_t count) {
    const parts *p = user;
    if (!unwit_spend(p->u, count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        out[i].name = from[i].name;
        if (from[i].type && !(out[i].type = convert(p->u, from[i].type)))
            return false;
        const link_json *text = link_json_get(p->docs, from[i].name);
        if (text && text->kind == LINK_JSON_STRING)
            out[i].docs = text->string;
    }
    return true;
}

static ty_remaker remaker(parts *p) {
    return (ty_remaker){.ctx = p->u->ctx,
                        .arena = p->u->arena,
                        .user = p,
                        .type = convert_part,
                        .resource = convert_resource,
                        .fields = convert_fields};
}

static const ty *remake(link_unwit *u, const ty *type, const link_json *docs) {
    parts p = {u, docs};
    const ty_remaker r = remaker(&p);
    return ty_remake(&r, type);
}

/* A type as it is written in place: it needs no name. */
static const ty *convert_plain(link_unwit *u, const ty *type) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_FLAGS:
    case TY_ENUM:
    case TY_RESOURCE:
    case TY_DEFINITION:
        unwit_fail(u, "a record, variant, enum, flags or resource type is "
                      "used that no interface exports");
        return NULL;
    default:
        return remake(u, type, NULL);
    }
}

static const ty *convert(link_unwit *u, const ty *type) {
    const ty *known = find_known(u, &type);
    if (known && ty_strip(known)->kind != TY_RESOURCE)
        return known;
    const ty *made = convert_plain(u, type);
    if (!made)
        return NULL;
    tn_ptr_map_set(&u->types, type, (void *)(uintptr_t)made);
    if (made->kind >= TY_RECORD)
        tn_vec_push(u->arena, &u->made_types, made);
    return made;
}

/* Definitions */

/* In WIT only types of named interfaces can be used from elsewhere. */
static bool check_use(link_unwit *u,
                      const void *owner,
                      const wit_interface *interface,
                      tn_str name,
                      const ty *known) {
    const void *from = known->kind == TY_NAMED      ? known->u.named.owner
                       : known->kind == TY_RESOURCE ? known->u.resource.owner
                                                    : NULL;
    if (!from || from == owner)
        return true;
    return !tn_ptr_map_get(&u->nameless, from) ||
           unwit_fail(u,
                      "type `%.*s` of %s is one of a world or of an "
                      "interface without a name of its own",
                      TN_STR_ARG(name), interface ? "an interface" : "a world");
}

static ty *new_resource(link_unwit *u,
                        const void *owner,
                        tn_str name,
                        tn_str docs) {
    ty *made = ty_make_resource(u->arena, name);
    made->u.resource.owner = owner;
    made->u.resource.docs = docs;
    return made;
}

/* The body of a definition that is no other name of a known one. */
static const ty *convert_body(link_unwit *u,
                              const ty *type,
                              const link_json *docs) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_FLAGS:
    case TY_ENUM:
        return remake(u, type, link_json_get(docs, TN_STR("items")));
    case TY_DEFINITION:
        unwit_fail(u, "an interface or function type is exported as a type");
        return NULL;
    default:
        return convert_plain(u, type);
    }
}

static void remember(link_unwit *u, const ty *node, const ty *made) {
    tn_ptr_map_set(&u->types, node, (void *)(uintptr_t)made);
}

/* Another name of what is known, or the name of something new. */
static const ty *define_named(link_unwit *u,
                              const void *owner,
                              const wit_interface *interface,
                              const wit_typedef *def,
                              const ty *target,
                              const link_json *docs) {
    const ty *known = find_known(u, &target);
    if (!known && target->kind == TY_RESOURCE) {
        ty *made = new_resource(u, owner, def->name, def->docs);
        remember(u, target, made);
        return made;
    }
    if (known && !check_use(u, owner, interface, def->name, known))
        return NULL;
    if (!known)
        known = convert_body(u, target, docs);
    if (!known)
        return NULL;
    ty *made = ty_make_named(u->arena, def->name, known);
    made->u.named.owner = owner;
    made->u.named.docs = def->docs;
    return made;
}

static tn_str name_of(const ty *type) {
    return type->kind == TY_NAMED      ? type->u.named.name
           : type->kind == TY_RESOURCE ? type->u.resource.name
                                       : (tn_str){0};
}

bool unwit_define_type(link_unwit *u,
                       const void *owner,
                       const wit_interface *interface,
                       const ty_extern *item,
                       const link_json *docs,
                       wit_typedef *out) {
    *out = (wit_typedef){
        .name = item->name, .external_id = item->external_id, .span = u->at};
    link_docs_fill(docs, &out->docs, &out->stability);
    const ty *node = representative(u, item->u.type);
    const ty *known = tn_ptr_map_get(&u->types, node);
    /* Functions mention it by this node: it cannot have two names. */
    if (known && !tn_str_eq(name_of(known), item->name))
        return unwit_fail(u, "type `%.*s` is known as `%.*s` already",
                          TN_STR_ARG(item->name), TN_STR_ARG(name_of(known)));
    const ty *target =
        node->kind == TY_NAMED && !known ? node->u.named.target : node;
    out->type = define_named(u, owner, interface, out, target, docs);
    if (!out->type)
        return false;
    tn_vec_push(u->arena, &u->made_types, out->type);
    if (!known)
        remember(u, node, out->type);
    return true;
}

static bool bind_parts(link_unwit *u, const ty *node, const ty *ours);

/* A part without a name is the one that is known, if it says the same. */
static bool bind_part(link_unwit *u, const ty *node, const ty *ours) {
    if (!node || !ours)
        return node == ours;
    const ty *known = find_known(u, &node);
    if (known)
        return known == ours;
    if (node->kind != ours->kind || !bind_parts(u, node, ours))
        return false;
    if (node->kind >= TY_RECORD)
        remember(u, node, ours);
    return true;
}

/* Recursion is bounded by the depth of types. */
static bool bind_parts(link_unwit *u, const ty *node, const ty *ours) {
    uint32_t count = ty_child_count(node);
    bool same =
        count == ty_child_count(ours) &&
        (node->kind != TY_FIXED_LIST || node->u.of.len == ours->u.of.len);
    if (node->kind == TY_OWN || node->kind == TY_BORROW)
        return bind_part(u, node->u.handle.resource, ours->u.handle.resource);
    for (uint32_t i = 0; i < count && same; i++)
        same = bind_part(u, ty_child(node, i), ty_child(ours, i));
    return same;
}

bool unwit_bind_type(link_unwit *u,
                     const ty_extern *item,
                     const wit_typedef *known) {
    const ty *node = representative(u, item->u.type);
    if (ty_strip(node)->kind != ty_strip(known->type)->kind)
        return unwit_fail(u, "there are two different types `%.*s`",
                          TN_STR_ARG(item->name));
    if (!tn_ptr_map_get(&u->types, node)) {
        remember(u, node, known->type);
        if (known->type->kind == TY_NAMED &&
            ty_strip(known->type) == known->type->u.named.target)
            bind_parts(u, ty_strip(node), ty_strip(known->type));
    }
    /* A resource is what handles mention, whatever it is called here. */
    const ty *resource = ty_strip(node);
    if (resource->kind == TY_RESOURCE && !tn_ptr_map_get(&u->types, resource))
        remember(u, resource, known->type);
    return true;
}

bool unwit_func(link_unwit *u,
                const ty_extern *item,
                const link_json *docs,
                wit_func *out) {
    parts p = {u, NULL};
    const ty_remaker r = remaker(&p);
    *out = (wit_func){
        .name = item->name, .external_id = item->external_id, .span = u->at};
    link_docs_fill(docs, &out->docs, &out->stability);
    out->type = ty_remake_func(&r, item->u.func);
    return out->type ||
           unwit_fail(u, "function `%.*s` cannot be written in WIT",
                      TN_STR_ARG(item->name));
}
