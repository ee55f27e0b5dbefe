/*
 * Numbers for the JSON form of WIT. The order is that in which wit-parser
 * makes its arrays, package by package: interfaces, then worlds, each with
 * the types that it uses, those that it defines, those without a name in its
 * functions; then owned handles in signatures; then copies of what worlds
 * include.
 */
#include <stdlib.h>

#include "wit/json.h"
#include "wit/resolve.h"

/* Interfaces */

static uint32_t add_interface(json_index *x,
                              const wit_interface *from,
                              const wit_stability *stability) {
    uint32_t number = wit_json_number(&x->numbers, from);
    if (number == JSON_NONE) {
        tn_vec_add(x->arena, &x->interfaces);
        number = (uint32_t)(x->interfaces.len - 1);
    }
    json_interface *made = &x->interfaces.data[number];
    made->from = from;
    made->stability = *stability;
    made->package = (uint32_t)(x->packages.len - 1);
    made->clone_of = JSON_NONE;
    tn_ptr_map_set(&x->numbers, from, wit_json_key(number));
    return number;
}

/* What is hidden and not numbered yet. */
typedef struct hidden_list {
    const wit_hidden *next; /* NULL when there is nothing */
    uint32_t left;
} hidden_list;

static const wit_hidden *take_hidden(hidden_list *list) {
    list->left--;
    return list->next++;
}

/* Numbers what is hidden before number `at` of the types or functions. */
static void hide_parts(json_index *x,
                       hidden_list *list,
                       bool funcs,
                       uint32_t at) {
    while (list->left && list->next->at <= at &&
           (list->next->func != NULL) == funcs)
        wit_json_hide(x, take_hidden(list));
}

/* An interface that is hidden as a whole. */
static void hide_interface(json_index *x, const wit_interface *from) {
    for (uint32_t i = 0; i < from->hidden_count; i++)
        wit_json_hide(x, &from->hidden[i]);
}

static void define_interface(json_index *x, uint32_t number) {
    json_interface *out = &x->interfaces.data[number];
    const wit_interface *from = out->from;
    json_type owner = {.owner = JSON_OWNER_INTERFACE, .owner_id = number};
    tn_map resources;
    tn_map_init(&resources, x->arena);
    out->type_count = from->type_count;
    out->types = TN_NEW_ARRAY(x->arena, uint32_t, from->type_count);
    out->type_names = TN_NEW_ARRAY(x->arena, tn_str, from->type_count);
    hidden_list hidden = {from->hidden, from->hidden_count};
    for (uint32_t i = 0; i < from->type_count; i++) {
        const wit_typedef *def = &from->types[i];
        hide_parts(x, &hidden, false, i);
        out->type_names[i] = def->name;
        out->types[i] = wit_json_define_type(x, def, &owner);
        if (def->type->kind == TY_RESOURCE)
            tn_map_put(&resources, def->name, NULL)->value.num = out->types[i];
    }
    hide_parts(x, &hidden, false, from->type_count);
    out->funcs = TN_NEW_ARRAY(x->arena, json_func, from->func_count);
    for (uint32_t i = 0; i < from->func_count; i++) {
        hide_parts(x, &hidden, true, i);
        wit_json_start_func(x, &out->funcs[i], &from->funcs[i], &resources);
    }
    hide_parts(x, &hidden, true, from->func_count);
}

/* Worlds */

static bool is_inline(const wit_world_item *item) {
    return item->form == WIT_ITEM_INTERFACE && item->interface->name.len == 0;
}

static int cmp_items(const void *a, const void *b) {
    const json_item *x = *(json_item *const *)a, *y = *(json_item *const *)b;
    if (x->from->span.lo != y->from->span.lo)
        return x->from->span.lo < y->from->span.lo ? -1 : 1;
    return 0;
}

typedef TN_VEC(json_item *) item_list;

/* The functions and inline interfaces that a world has itself. */
static void list_own(json_index *x,
                     item_list *out,
                     json_item *items,
                     uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const wit_world_item *from = items[i].from;
        if (!from->included && (from->form == WIT_ITEM_FUNC || is_inline(from)))
            tn_vec_push(x->arena, out, &items[i]);
    }
}

static void sort_items(item_list *list) {
    if (list->len)
        qsort(list->data, list->len, sizeof *list->data, cmp_items);
}

static json_item *start_items(json_index *x,
                              const wit_world_item *from,
                              uint32_t count) {
    json_item *items = TN_NEW_ARRAY(x->arena, json_item, count);
    for (uint32_t i = 0; i < count; i++) {
        items[i].from = &from[i];
        tn_ptr_map_set(&x->items, &from[i], &items[i]);
    }
    return items;
}

static void hide_item(json_index *x, const wit_world_item *item) {
    const wit_hidden part = {.func = &item->func};
    if (item->form == WIT_ITEM_FUNC)
        wit_json_hide(x, &part);
    else if (wit_def_of(item->interface)->scope.feature.len)
        hide_interface(x, item->interface);
    else /* in a hidden world, but not gated itself */
        define_interface(
            x, add_interface(x, item->interface, &item->interface->stability));
}

static void define_own(json_index *x,
                       const item_list *own,
                       const tn_map *resources) {
    for (size_t i = 0; i < own->len; i++) {
        json_item *item = own->data[i];
        if (item->from->hidden) {
            hide_item(x, item->from);
            continue;
        }
        if (item->from->form == WIT_ITEM_FUNC) {
            wit_json_start_func(x, &item->func, &item->from->func, resources);
            continue;
        }
        item->id =
            add_interface(x, item->from->interface, &item->from->stability);
        define_interface(x, item->id);
    }
}

/* Items in the order of the source: that of a world is another one. */
static void define_world(json_index *x, const wit_world *from) {
    json_world world = {.from = from,
                        .package = (uint32_t)(x->packages.len - 1)};
    json_type owner = {.owner = JSON_OWNER_WORLD,
                       .owner_id = (uint32_t)x->worlds.len};
    tn_map resources;
    tn_map_init(&resources, x->arena);
    world.imports = start_items(x, from->imports, from->import_count);
    world.exports = start_items(x, from->exports, from->export_count);
    hidden_list hidden = {from->hidden, from->hidden_count};
    uint32_t types = 0;
    for (uint32_t i = 0; i < from->import_count; i++) {
        const wit_world_item *item = &from->imports[i];
        if (item->form != WIT_ITEM_TYPE || item->included)
            continue;
        hide_parts(x, &hidden, false, types++);
        world.imports[i].id = wit_json_define_type(x, &item->type, &owner);
        if (item->type.type->kind == TY_RESOURCE)
            tn_map_put(&resources, item->name, NULL)->value.num =
                world.imports[i].id;
    }
    hide_parts(x, &hidden, false, types);
    item_list own = {0};
    list_own(x, &own, world.imports, from->import_count);
    list_own(x, &own, world.exports, from->export_count);
    list_own(x, &own,
             start_items(x, from->hidden_items, from->hidden_item_count),
             from->hidden_item_count);
    sort_items(&own);
    define_own(x, &own, &resources);
    if (!x->in_hidden_world)
        tn_vec_push(x->arena, &x->worlds, world);
}

static void hide_world(json_index *x, const wit_world *from) {
    x->in_hidden_world = true;
    define_world(x, from);
    x->in_hidden_world = false;
}

static void fill_world_handles(json_index *x,
                               json_item *items,
                               uint32_t count) {
    item_list own = {0};
    list_own(x, &own, items, count);
    sort_items(&own);
    for (size_t i = 0; i < own.len; i++) {
        if (own.data[i]->func.from)
            wit_json_fill_handles(x, &own.data[i]->func);
    }
}

/* Copies of what is included */

static void copy_item(json_copier *c, json_item *item) {
    const json_item *from = tn_ptr_map_get(&c->x->items, item->from->included);
    if (item->from->form == WIT_ITEM_TYPE) {
        c->from = c->x->types.data[from->id];
        item->id = wit_json_copy_type(c, from->id);
        c->x->types.data[item->id].name = item->from->name;
    } else if (item->from->form == WIT_ITEM_FUNC) {
        wit_json_copy_func(c, &item->func, &from->func);
        item->func.name = item->from->name;
    } else if (is_inline(item->from)) {
        item->id = wit_json_copy_interface(c, from->id,
                                           (uint32_t)(c->x->packages.len - 1));
    }
}

static void copy_items(json_copier *c,
                       json_item *items,
                       uint32_t count,
                       uint32_t include) {
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].from->include == include)
            copy_item(c, &items[i]);
    }
}

static uint32_t last_include(const wit_world_item *items, uint32_t count) {
    uint32_t last = 0;
    for (uint32_t i = 0; i < count; i++)
        last = items[i].include > last ? items[i].include : last;
    return last;
}

static void copy_included(json_index *x, uint32_t number) {
    const json_world *world = &x->worlds.data[number];
    const wit_world *from = world->from;
    uint32_t last = last_include(from->imports, from->import_count);
    uint32_t of_exports = last_include(from->exports, from->export_count);
    last = of_exports > last ? of_exports : last;
    for (uint32_t i = 1; i <= last; i++) {
        tn_ptr_map copies;
        tn_ptr_map_init(&copies, x->arena);
        json_copier c = {.x = x, .copies = &copies};
        c.to = (json_type){.owner = JSON_OWNER_WORLD, .owner_id = number};
        copy_items(&c, world->imports, from->import_count, i);
        copy_items(&c, world->exports, from->export_count, i);
    }
}

/* Packages */

static void find_interfaces(const json_index *x,
                            json_item *items,
                            uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].from->form == WIT_ITEM_INTERFACE &&
            !is_inline(items[i].from))
            items[i].id =
                wit_json_number(&x->numbers, items[i].from->interface);
    }
}

static void finish_world(json_index *x, uint32_t number) {
    const wit_world *from = x->worlds.data[number].from;
    find_interfaces(x, x->worlds.data[number].imports, from->import_count);
    find_interfaces(x, x->worlds.data[number].exports, from->export_count);
    copy_included(x, number);
}

static void fill_interface_handles(json_index *x, uint32_t number) {
    const json_interface *interface = &x->interfaces.data[number];
    for (uint32_t j = 0; interface->from && j < interface->from->func_count;
         j++)
        wit_json_fill_handles(x, &interface->funcs[j]);
}

static void fill_package_handles(json_index *x, const json_package *package) {
    for (size_t i = package->first_interface; i < x->interfaces.len; i++)
        fill_interface_handles(x, (uint32_t)i);
    for (size_t i = package->first_world; i < x->worlds.len; i++) {
        const json_world *world = &x->worlds.data[i];
        fill_world_handles(x, world->imports, world->from->import_count);
        fill_world_handles(x, world->exports, world->from->export_count);
    }
}

static void index_package(json_index *x, const wit_package *from) {
    json_package package = {.from = from,
                            .first_interface = (uint32_t)x->interfaces.len,
                            .first_world = (uint32_t)x->worlds.len};
    tn_vec_push(x->arena, &x->packages, package);
    tn_map_init(&x->anonymous, x->arena);
    tn_ptr_map_init(&x->nodes, x->arena);
    uint32_t *numbers = TN_NEW_ARRAY(x->arena, uint32_t, from->interface_count);
    x->packages.data[x->packages.len - 1].interfaces = numbers;
    for (uint32_t i = 0; i < from->interface_count; i++)
        numbers[i] = add_interface(x, from->interfaces[i],
                                   &from->interfaces[i]->stability);
    hidden_list hidden = {from->hidden, from->hidden_count};
    for (uint32_t i = 0; i <= from->interface_count; i++) {
        while (hidden.left && hidden.next->interface && hidden.next->at <= i)
            hide_interface(x, take_hidden(&hidden)->interface);
        if (i < from->interface_count)
            define_interface(x, numbers[i]);
    }
    for (uint32_t i = 0; i <= from->world_count; i++) {
        while (hidden.left && hidden.next->at <= i)
            hide_world(x, take_hidden(&hidden)->world);
        if (i < from->world_count)
            define_world(x, from->worlds[i]);
    }
    fill_package_handles(x, &package);
    for (uint32_t i = 0; i < from->world_count; i++)
        finish_world(x, package.first_world + i);
}

void wit_json_index(json_index *out,
                    tn_arena *arena,
                    const wit_resolve *resolve) {
    *out = (json_index){.arena = arena};
    tn_ptr_map_init(&out->numbers, arena);
    tn_ptr_map_init(&out->items, arena);
    tn_ptr_map_init(&out->given, arena);
    wit_json_number_mentions(out, &resolve->mentions);
    for (uint32_t i = 0; i < resolve->package_count; i++)
        index_package(out, resolve->packages[i]);
    for (uint32_t i = 0; i < resolve->mentions.interface_count; i++)
        fill_interface_handles(out, i);
}
