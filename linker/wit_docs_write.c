/*
 * The package-docs section of a WIT package, as JSON: what its types cannot
 * say (documentation and stability), by name. Things without either are left
 * out. The keys and their order are those of wit-parser's metadata.
 */
#include "linker/wit_binary.h"

/*
 * An object under construction. Its text starts when its first member comes,
 * and so does that of those around it: empty ones are never written.
 */
typedef struct object {
    tn_writer *out;
    struct object *outer;
    tn_str key; /* in outer */
    bool open, any;
    bool foreign; /* its versions are those of another package */
} object;

static void start_member(object *o, tn_str key);

static void open_object(object *o) {
    if (o->open)
        return;
    if (o->outer)
        start_member(o->outer, o->key);
    tn_write_u8(o->out, '{');
    o->open = true;
}

static void start_member(object *o, tn_str key) {
    open_object(o);
    if (o->any)
        tn_write_u8(o->out, ',');
    o->any = true;
    link_json_write(o->out, key);
    tn_write_u8(o->out, ':');
}

static object begin(object *outer, tn_str key) {
    return (object){.out = outer->out,
                    .outer = outer,
                    .key = key,
                    .foreign = outer->foreign};
}

static void end(object *o) {
    if (o->open)
        tn_write_u8(o->out, '}');
}

static void put_text(object *o, tn_str key, tn_str text) {
    if (text.len == 0)
        return;
    start_member(o, key);
    link_json_write(o->out, text);
}

/* Documentation that says nothing is some, too. */
static void put_docs(object *o, tn_str key, tn_str docs) {
    if (!docs.p)
        return;
    start_member(o, key);
    link_json_write(o->out, docs);
}

static void put_stability(object *outer, tn_str key, const wit_stability *s) {
    if ((!s->since.len && !s->feature.len) || (outer->foreign && s->since.len))
        return;
    object stability = begin(outer, key);
    object kind =
        begin(&stability, s->since.len ? TN_STR("stable") : TN_STR("unstable"));
    if (s->since.len)
        put_text(&kind, TN_STR("since"), s->since);
    else
        put_text(&kind, TN_STR("feature"), s->feature);
    put_text(&kind, TN_STR("deprecated"), s->deprecated);
    end(&kind);
    end(&stability);
}

static void put_common(object *o, tn_str docs, const wit_stability *stability) {
    put_docs(o, TN_STR("docs"), docs);
    put_stability(o, TN_STR("stability"), stability);
}

static void put_func(object *outer, tn_str name, const wit_func *func) {
    object o = begin(outer, name);
    put_common(&o, func->docs, &func->stability);
    end(&o);
}

/* Docs of fields, cases, flags; a used type's are told where it is defined. */
static void put_items(object *outer, const ty *type) {
    if (type->kind != TY_NAMED)
        return;
    type = type->u.named.target;
    if (type->kind != TY_RECORD && type->kind != TY_VARIANT &&
        type->kind != TY_FLAGS && type->kind != TY_ENUM)
        return;
    object items = begin(outer, TN_STR("items"));
    for (uint32_t i = 0; i < type->u.fields.len; i++)
        put_docs(&items, type->u.fields.data[i].name,
                 type->u.fields.data[i].docs);
    end(&items);
}

static void put_type(object *outer, const wit_typedef *def) {
    object o = begin(outer, def->name);
    put_common(&o, def->docs, &def->stability);
    put_items(&o, def->type);
    end(&o);
}

/* In the order in which they are read back. */
static void put_funcs(object *outer, const wit_interface *interface) {
    object o = begin(outer, TN_STR("funcs"));
    uint32_t types = interface->type_count;
    const uint32_t *order = link_export_order(
        o.out->arena, interface->type->exports, types + interface->func_count);
    for (uint32_t i = 0; i < interface->func_count; i++) {
        const wit_func *func =
            &interface->funcs[order ? order[types + i] - types : i];
        put_func(&o, func->name, func);
    }
    end(&o);
}

static void put_interface(object *outer,
                          tn_str name,
                          const wit_interface *interface,
                          tn_str docs,
                          const wit_stability *stability) {
    object o = begin(outer, name);
    put_common(&o, docs, stability);
    put_funcs(&o, interface);
    object types = begin(&o, TN_STR("types"));
    for (uint32_t i = 0; i < interface->type_count; i++)
        put_type(&types, &interface->types[i]);
    end(&types);
    end(&o);
}

/* Worlds */

typedef struct item_list {
    const wit_world_item *items;
    uint32_t count;
} item_list;

static bool is_inline(const wit_world_item *item) {
    return item->form == WIT_ITEM_INTERFACE && item->interface->name.len == 0;
}

/* An included world of another package lends its inline interfaces. */
static void put_inline(object *outer,
                       const char *key,
                       const wit_world *world,
                       item_list list) {
    object o = begin(outer, tn_str_from(key));
    for (uint32_t i = 0; i < list.count; i++) {
        const wit_world_item *item = &list.items[i];
        if (!is_inline(item))
            continue;
        o.foreign = item->interface->package != world->package;
        put_interface(&o, item->name, item->interface, item->docs,
                      &item->stability);
    }
    end(&o);
}

static void put_world_types(object *world, item_list list) {
    object o = begin(world, TN_STR("types"));
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.items[i].form == WIT_ITEM_TYPE)
            put_type(&o, &list.items[i].type);
    }
    end(&o);
}

static void put_world_funcs(object *world, const char *key, item_list list) {
    object o = begin(world, tn_str_from(key));
    for (uint32_t i = 0; i < list.count; i++) {
        const wit_world_item *item = &list.items[i];
        if (item->form != WIT_ITEM_FUNC)
            continue;
        object func = begin(&o, item->name);
        put_common(&func, item->docs, &item->stability);
        end(&func);
    }
    end(&o);
}

/* What stands in for documentation of an interface under another name is that
 * of the interface: it must come along when the interface does not. */
static tn_str reference_docs(const wit_world *world,
                             const wit_world_item *item) {
    bool lent = item->implements.len && !item->docs.len &&
                item->interface->docs.len &&
                item->interface->package != world->package;
    return lent ? item->interface->docs : item->docs;
}

static void put_references(object *outer,
                           const char *key,
                           const wit_world *world,
                           item_list list,
                           bool docs) {
    object o = begin(outer, tn_str_from(key));
    for (uint32_t i = 0; i < list.count; i++) {
        const wit_world_item *item = &list.items[i];
        if (item->form != WIT_ITEM_INTERFACE || is_inline(item))
            continue;
        if (docs)
            put_docs(&o, item->name, reference_docs(world, item));
        else
            put_stability(&o, item->name, &item->stability);
    }
    end(&o);
}

static void put_world(object *outer, const wit_world *world) {
    object o = begin(outer, world->name);
    item_list imports = {world->imports, world->import_count};
    item_list exports = {world->exports, world->export_count};
    put_common(&o, world->docs, &world->stability);
    put_inline(&o, "interfaces", world, imports);
    put_world_types(&o, imports);
    put_world_funcs(&o, "funcs", imports);
    put_inline(&o, "interface_exports", world, exports);
    put_world_funcs(&o, "func_exports", exports);
    put_references(&o, "interface_import_stability", world, imports, false);
    put_references(&o, "interface_export_stability", world, exports, false);
    put_references(&o, "interface_import_docs", world, imports, true);
    put_references(&o, "interface_export_docs", world, exports, true);
    end(&o);
}

void link_write_docs(tn_writer *out, const wit_package *package) {
    object root = {.out = out};
    open_object(&root);
    put_docs(&root, TN_STR("docs"), package->docs);
    object worlds = begin(&root, TN_STR("worlds"));
    for (uint32_t i = 0; i < package->world_count; i++)
        put_world(&worlds, package->worlds[i]);
    end(&worlds);
    object interfaces = begin(&root, TN_STR("interfaces"));
    for (uint32_t i = 0; i < package->interface_count; i++) {
        const wit_interface *interface = package->interfaces[i];
        put_interface(&interfaces, interface->name, interface, interface->docs,
                      &interface->stability);
    }
    end(&interfaces);
    end(&root);
}
