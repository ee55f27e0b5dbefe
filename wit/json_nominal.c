/*
 * Interfaces that a world has more than once, in the JSON form of WIT. What a
 * world imports and exports are different interfaces to a component, also
 * where they are written as one; generators of bindings make a type for each
 * number. What each place means follows from rules of WIT:
 *
 *   - types are only taken from interfaces that go by their own name, not from
 *     `import name: interface`; so these can be copied last and each by itself
 *   - exports take types from exports, where these have the interface, and
 *     else from imports
 *
 * Order and numbers are those of wit-parser.
 */
#include "base/limits.h"
#include "wit/json.h"

/* An interface that is copied, and where it is imported or exported. */
typedef struct rewritten {
    uint32_t number;
    TN_VEC(json_item *) named; /* under a name of the world's */
    json_item *own;            /* under its own name, or NULL */
} rewritten;

typedef struct nominal {
    json_index *x;
    const wit_world *world;
    tn_ptr_map copies;  /* number + 1 of a type -> that of its copy + 1 */
    tn_ptr_map seen;    /* interfaces, by number + 1 */
    tn_ptr_map changed; /* those whose types others take from a copy */
    tn_ptr_map list_of; /* interface -> index in the list + 1 */
    TN_VEC(rewritten) list;
    uint64_t work;
} nominal;

static bool is_named(const json_item *item) {
    return item->from->implements.len || item->from->interface->name.len == 0;
}

/* Does it take types from an interface that was copied? */
static bool uses_changed(const nominal *n, uint32_t number) {
    const json_interface *i = &n->x->interfaces.data[number];
    for (uint32_t k = 0; k < i->type_count; k++) {
        const json_type *type = &n->x->types.data[i->types[k]];
        if (type->kind != TY_NAMED || type->refs[0] >= JSON_PRIMITIVE)
            continue;
        const json_type *target = &n->x->types.data[type->refs[0]];
        if (target->owner == JSON_OWNER_INTERFACE &&
            target->owner_id != number &&
            tn_ptr_map_get(&n->changed, wit_json_key(target->owner_id)))
            return true;
    }
    return false;
}

static void rewrite_later(nominal *n, json_item *item) {
    void *key = wit_json_key(item->id);
    uint32_t at = wit_json_number(&n->list_of, key);
    if (at == JSON_NONE) {
        rewritten *made = tn_vec_add(n->x->arena, &n->list);
        *made = (rewritten){.number = item->id};
        at = (uint32_t)(n->list.len - 1);
        tn_ptr_map_set(&n->list_of, key, wit_json_key(at));
    }
    if (is_named(item))
        tn_vec_push(n->x->arena, &n->list.data[at].named, item);
    else
        n->list.data[at].own = item;
}

static void look_at(nominal *n, json_item *item) {
    void *key = wit_json_key(item->id);
    bool again = tn_ptr_map_get(&n->seen, key);
    tn_ptr_map_set(&n->seen, key, n);
    n->work += n->x->interfaces.data[item->id].type_count;
    if (!again && !uses_changed(n, item->id))
        return;
    if (!is_named(item))
        tn_ptr_map_set(&n->changed, key, n);
    rewrite_later(n, item);
}

static uint64_t size_of(const json_interface *i) {
    uint64_t size = i->type_count;
    for (uint32_t k = 0; k < i->from->type_count; k++)
        size += i->from->types[k].type->weight;
    for (uint32_t k = 0; k < i->from->func_count; k++)
        size += 1 + (uint64_t)i->from->funcs[k].type->param_count;
    return size;
}

static bool has_room(nominal *n, uint32_t number) {
    tenon_context *ctx = n->world->package->resolve->ctx;
    n->work += size_of(&n->x->interfaces.data[number]);
    if (n->work <= TN_MAX_ITEMS)
        return true;
    tn_error(ctx, DIAG_LIMIT, n->world->span,
             "the copies of what world `%.*s` imports and exports have more "
             "than %d parts",
             TN_STR_ARG(n->world->name), TN_MAX_ITEMS);
    return false;
}

static void copy(nominal *n,
                 json_item *item,
                 tn_ptr_map *copies,
                 const tn_ptr_map *before) {
    const json_copier c = {.x = n->x, .copies = copies, .before = before};
    item->id = wit_json_copy_interface(&c, item->id,
                                       n->x->interfaces.data[item->id].package);
}

/* Nothing can use the types of those with a name: their copies are forgotten,
 * so that the interface can be copied again. */
static bool rewrite(nominal *n, const rewritten *r) {
    for (size_t i = 0; i < r->named.len; i++) {
        tn_ptr_map own;
        if (!has_room(n, r->number))
            return false;
        tn_ptr_map_init(&own, n->x->arena);
        copy(n, r->named.data[i], &own, &n->copies);
    }
    if (!r->own)
        return true;
    if (!has_room(n, r->number))
        return false;
    copy(n, r->own, &n->copies, NULL);
    return true;
}

/* Imports, or exports. */
static bool make_nominal(nominal *n, json_item *items, uint32_t count) {
    n->list.len = 0;
    tn_ptr_map_init(&n->list_of, n->x->arena);
    for (int named = 0; named <= 1; named++) {
        for (uint32_t i = 0; i < count; i++) {
            if (items[i].from->form == WIT_ITEM_INTERFACE &&
                is_named(&items[i]) == named)
                look_at(n, &items[i]);
        }
    }
    for (size_t i = 0; i < n->list.len; i++) {
        if (!rewrite(n, &n->list.data[i]))
            return false;
    }
    return true;
}

bool wit_json_make_nominal(json_index *x, const wit_world *world) {
    nominal n = {.x = x, .world = world};
    json_world *found = NULL;
    for (size_t i = 0; i < x->worlds.len && !found; i++) {
        if (x->worlds.data[i].from == world)
            found = &x->worlds.data[i];
    }
    tn_assert(found);
    tn_ptr_map_init(&n.copies, x->arena);
    tn_ptr_map_init(&n.seen, x->arena);
    tn_ptr_map_init(&n.changed, x->arena);
    return make_nominal(&n, found->imports, world->import_count) &&
           make_nominal(&n, found->exports, world->export_count);
}
