/* Worlds of a binary: component types whose parts have a form in WIT. */
#include "base/limits.h"
#include "linker/wit_decode.h"

typedef struct world_build {
    link_unwit *u;
    wit_package_build *package;
    wit_world *world;
    const ty_component *type;
    const link_json *docs; /* of the world */
    bool is_component;     /* its core modules and the like are passed over */
    tn_map resources;      /* that the world defines, by name */
} world_build;

/*
 * What the docs say of an inline interface or a function. The keys of
 * exports are younger: what is exported only may stand with the imports.
 */
static const link_json *docs_of(const world_build *b,
                                bool export,
                                const char *imports,
                                const char *exports,
                                tn_str name) {
    if (!export)
        return link_docs_of(b->docs, imports, name);
    const link_json *own = link_docs_of(b->docs, exports, name);
    if (own || ty_find_extern(b->type->imports, b->type->import_count, name))
        return own;
    return link_docs_of(b->docs, imports, name);
}

static void fill_reference(const world_build *b,
                           bool export,
                           wit_world_item *item) {
    const char *docs =
        export ? "interface_export_docs" : "interface_import_docs";
    const char *gates =
        export ? "interface_export_stability" : "interface_import_stability";
    const link_json *text = link_docs_of(b->docs, docs, item->name);
    if (text && text->kind == LINK_JSON_STRING)
        item->docs = text->string;
    link_docs_stability(link_docs_of(b->docs, gates, item->name),
                        &item->stability);
}

/* Is it an interface of its own, without an id? */
static bool is_inline(const ty_extern *from) {
    ty_name name;
    return !from->implements.len && ty_name_parse(&name, from->name) &&
           name.kind == TY_NAME_PLAIN;
}

static unwit_interface *add_inline(world_build *b,
                                   bool export,
                                   const ty_extern *from,
                                   wit_world_item *item) {
    const link_json *docs =
        docs_of(b, export, "interfaces", "interface_exports", from->name);
    link_docs_fill(docs, &item->docs, &item->stability);
    return unwit_inline_interface(b->u, b->package, from->u.instance, docs);
}

static unwit_interface *add_reference(world_build *b,
                                      bool export,
                                      const ty_extern *from,
                                      wit_world_item *item) {
    tn_str id;
    if (!unwit_id(b->u, from, &id, NULL))
        return NULL;
    if (from->implements.len)
        item->implements = id;
    else
        item->name = id;
    fill_reference(b, export, item);
    return unwit_named_interface(b->u, from, false);
}

static bool add_instance(world_build *b,
                         bool export,
                         const ty_extern *from,
                         wit_world_item *item) {
    const unwit_interface *interface =
        is_inline(from) ? add_inline(b, export, from, item)
                        : add_reference(b, export, from, item);
    item->form = WIT_ITEM_INTERFACE;
    item->interface = interface ? &interface->build.def.pub : NULL;
    return interface != NULL;
}

static bool add_func(world_build *b,
                     bool export,
                     const ty_extern *from,
                     wit_world_item *item) {
    ty_name name;
    if (!ty_name_parse(&name, from->name) || name.kind > TY_NAME_STATIC)
        return unwit_fail(b->u, "`%.*s` is no name of a function in WIT",
                          TN_STR_ARG(from->name));
    if (name.resource.len &&
        (export || !tn_map_find(&b->resources, name.resource)))
        return unwit_fail(b->u,
                          "`%.*s` is of a resource that the world does "
                          "not define",
                          TN_STR_ARG(from->name));
    item->form = WIT_ITEM_FUNC;
    if (!unwit_func(b->u, from,
                    docs_of(b, export, "funcs", "func_exports", from->name),
                    &item->func))
        return false;
    item->docs = item->func.docs;
    item->stability = item->func.stability;
    return true;
}

static bool add_type(world_build *b,
                     const ty_extern *from,
                     wit_world_item *item) {
    bool found;
    item->form = WIT_ITEM_TYPE;
    if (!unwit_define_type(b->u, b->world, NULL, from,
                           link_docs_of(b->docs, "types", from->name),
                           &item->type))
        return false;
    if (item->type.type->kind == TY_RESOURCE)
        tn_map_put(&b->resources, from->name, &found);
    item->docs = item->type.docs;
    item->stability = item->type.stability;
    return true;
}

static bool add_item(world_build *b,
                     bool export,
                     const ty_extern *from,
                     wit_world_item *item) {
    item->name = from->name;
    item->external_id = from->external_id;
    item->span = b->u->at;
    if (from->sort == TY_SORT_INSTANCE)
        return add_instance(b, export, from, item);
    if (from->sort == TY_SORT_FUNC)
        return add_func(b, export, from, item);
    if (from->sort == TY_SORT_TYPE && !export)
        return add_type(b, from, item);
    return unwit_fail(b->u,
                      "%s `%.*s` is a %s, which worlds of WIT do not "
                      "have",
                      export ? "export" : "import", TN_STR_ARG(from->name),
                      ty_sort_name(from->sort));
}

/* A component may ask for modules; that is not part of its world. */
static bool is_passed_over(const world_build *b,
                           bool export,
                           const ty_extern *item) {
    return b->is_component && !export &&
           (item->sort == TY_SORT_CORE_MODULE ||
            item->sort == TY_SORT_COMPONENT || item->sort == TY_SORT_VALUE);
}

static bool add_items(world_build *b,
                      bool export,
                      const ty_extern *from,
                      uint32_t count,
                      const wit_world_item **out,
                      uint32_t *out_count) {
    wit_world_item *items = TN_NEW_ARRAY(b->u->arena, wit_world_item, count);
    *out = items;
    for (uint32_t i = 0; i < count; i++) {
        if (is_passed_over(b, export, &from[i]))
            continue;
        if (!add_item(b, export, &from[i], &items[(*out_count)++]))
            return false;
    }
    return true;
}

bool unwit_world(link_unwit *u,
                 wit_package_build *package,
                 tn_str name,
                 const ty_component *type,
                 bool is_component) {
    wit_world *world = TN_NEW(u->arena, wit_world);
    world_build b = {.u = u, .package = package, .world = world, .type = type};
    if (package == u->main)
        b.docs = link_docs_of(u->docs.root, "worlds", name);
    b.is_component = is_component;
    tn_map_init(&b.resources, u->arena);
    world->name = name;
    world->span = u->at;
    if (wit_build_find_world(package, name))
        return unwit_fail(u, "there are two worlds `%.*s`", TN_STR_ARG(name));
    wit_build_world(&u->build, package, world);
    tn_ptr_map_set(&u->nameless, world, world);
    link_docs_fill(b.docs, &world->docs, &world->stability);
    return unwit_spend(u, (uint64_t)type->import_count + type->export_count) &&
           add_items(&b, false, type->imports, type->import_count,
                     &world->imports, &world->import_count) &&
           add_items(&b, true, type->exports, type->export_count,
                     &world->exports, &world->export_count);
}

static bool finish_worlds(link_unwit *u, const wit_package_build *package) {
    for (size_t i = 0; i < package->worlds.len; i++) {
        wit_world *world = package->worlds.data[i];
        if (!unwit_spend(u, wit_world_type_parts(world)))
            return false;
        world->type = wit_world_type(u->arena, world);
    }
    return true;
}

bool unwit_finish_worlds(link_unwit *u) {
    for (size_t i = 0; i < u->build.packages.len; i++) {
        if (!finish_worlds(u, u->build.packages.entries[i].value.ptr))
            return false;
    }
    return true;
}
