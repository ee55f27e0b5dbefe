/*
 * Interfaces of a binary. One that is known by its id is one interface,
 * wherever it is mentioned; of interfaces of other packages a binary tells
 * only the parts that it needs, and the parts of all mentions are united.
 */
#include "base/limits.h"
#include "linker/wit_decode.h"

unwit_package *unwit_package_of(link_unwit *u, const ty_name *name) {
    bool found = false;
    tn_str id =
        wit_package_id(u->arena, name->ns, name->package, name->version);
    tn_map_entry *entry = tn_map_put(&u->packages, id, &found);
    if (found)
        return entry->value.ptr;
    unwit_package *package = TN_NEW(u->arena, unwit_package);
    package->pub.resolve = u->resolve;
    package->pub.ns = name->ns;
    package->pub.name = name->package;
    package->pub.version = name->version;
    package->index = (uint32_t)u->packages.len - 1;
    tn_map_init(&package->world_names, u->arena);
    entry->value.ptr = package;
    return package;
}

static unwit_interface *new_interface(link_unwit *u, unwit_package *package) {
    unwit_interface *made = TN_NEW(u->arena, unwit_interface);
    made->package = package;
    made->def.pub.package = &package->pub;
    tn_map_init(&made->type_names, u->arena);
    tn_map_init(&made->func_names, u->arena);
    return made;
}

static bool parse_id(link_unwit *u, ty_name *name, tn_str id) {
    ty_semver version;
    if (!ty_name_parse(name, id) || name->kind != TY_NAME_INTERFACE)
        return unwit_fail(u, "`%.*s` is no name of an interface in WIT",
                          TN_STR_ARG(id));
    return !name->version.len || ty_semver_parse(&version, name->version) ||
           unwit_fail(u, "the version in `%.*s` is not a whole one",
                      TN_STR_ARG(id));
}

static unwit_interface *find_interface(link_unwit *u, tn_str id) {
    ty_name name;
    unwit_interface *known = tn_map_get(&u->interfaces, id);
    if (known)
        return known;
    if (!parse_id(u, &name, id))
        return NULL;
    unwit_package *package = unwit_package_of(u, &name);
    unwit_interface *made = new_interface(u, package);
    wit_interface *pub = &made->def.pub;
    made->def.id = id;
    pub->name = name.interface;
    if (package == u->main) {
        made->docs = link_docs_of(u->docs.root, "interfaces", name.interface);
        link_docs_fill(made->docs, &pub->docs, &pub->stability);
    }
    tn_vec_push(u->arena, &package->interfaces, made);
    tn_map_set(&u->interfaces, id, made);
    return made;
}

static bool fail_incomplete(link_unwit *u,
                            const unwit_interface *interface,
                            const ty_extern *item) {
    return unwit_fail(u,
                      "interface `%.*s` has no `%.*s`, which is taken from "
                      "it",
                      TN_STR_ARG(interface->def.id), TN_STR_ARG(item->name));
}

static bool add_type(link_unwit *u,
                     unwit_interface *interface,
                     const ty_extern *item) {
    uintptr_t known = (uintptr_t)tn_map_get(&interface->type_names, item->name);
    if (known)
        return unwit_bind_type(u, item, &interface->types.data[known - 1]);
    if (interface->complete)
        return fail_incomplete(u, interface, item);
    wit_interface *pub = &interface->def.pub;
    wit_typedef def;
    if (!unwit_define_type(u, pub, pub, item,
                           link_docs_of(interface->docs, "types", item->name),
                           &def))
        return false;
    tn_vec_push(u->arena, &interface->types, def);
    tn_map_set(&interface->type_names, item->name,
               (void *)(uintptr_t)interface->types.len);
    return true;
}

/* Functions of a resource are written in its braces: it must have some. */
static bool check_member(link_unwit *u,
                         const unwit_interface *interface,
                         tn_str func) {
    ty_name name;
    if (!ty_name_parse(&name, func) || name.kind > TY_NAME_STATIC)
        return unwit_fail(u, "`%.*s` is no name of a function in WIT",
                          TN_STR_ARG(func));
    if (!name.resource.len)
        return true;
    uintptr_t known =
        (uintptr_t)tn_map_get(&interface->type_names, name.resource);
    return (known &&
            interface->types.data[known - 1].type->kind == TY_RESOURCE) ||
           unwit_fail(u, "`%.*s` is of a resource that is not defined there",
                      TN_STR_ARG(func));
}

static bool add_func(link_unwit *u,
                     unwit_interface *interface,
                     const ty_extern *item) {
    wit_func func;
    bool known = false;
    if (tn_map_find(&interface->func_names, item->name))
        return true;
    if (interface->complete)
        return fail_incomplete(u, interface, item);
    if (!check_member(u, interface, item->name) ||
        !unwit_func(u, item, link_docs_of(interface->docs, "funcs", item->name),
                    &func))
        return false;
    tn_map_put(&interface->func_names, item->name, &known);
    tn_vec_push(u->arena, &interface->funcs, func);
    return true;
}

static bool add_exports(link_unwit *u,
                        unwit_interface *interface,
                        const ty_instance *type) {
    if (!unwit_spend(u, type->export_count))
        return false;
    for (uint32_t i = 0; i < type->export_count; i++) {
        const ty_extern *item = &type->exports[i];
        bool ok;
        if (item->sort == TY_SORT_TYPE)
            ok = add_type(u, interface, item);
        else if (item->sort == TY_SORT_FUNC)
            ok = add_func(u, interface, item);
        else
            ok = unwit_fail(u, "an interface exports the %s `%.*s`",
                            ty_sort_name(item->sort), TN_STR_ARG(item->name));
        if (!ok)
            return false;
    }
    return true;
}

unwit_interface *unwit_named_interface(link_unwit *u,
                                       tn_str id,
                                       const ty_instance *type,
                                       bool whole) {
    unwit_interface *interface = find_interface(u, id);
    if (!interface || !add_exports(u, interface, type))
        return NULL;
    interface->complete |= whole;
    return interface;
}

unwit_interface *unwit_inline_interface(link_unwit *u,
                                        const ty_instance *type,
                                        const link_json *docs) {
    unwit_interface *made = new_interface(u, u->main);
    made->docs = docs;
    tn_vec_push(u->arena, &u->unnamed, made);
    tn_ptr_map_set(&u->nameless, made, made);
    link_docs_fill(docs, &made->def.pub.docs, &made->def.pub.stability);
    return add_exports(u, made, type) ? made : NULL;
}

static void finish_interface(link_unwit *u, unwit_interface *interface) {
    wit_interface *pub = &interface->def.pub;
    pub->types = interface->types.data;
    pub->type_count = (uint32_t)interface->types.len;
    pub->funcs = interface->funcs.data;
    pub->func_count = (uint32_t)interface->funcs.len;
    wit_finish_interface(&interface->def, u->arena);
}

void unwit_finish_interfaces(link_unwit *u) {
    for (size_t i = 0; i < u->unnamed.len; i++)
        finish_interface(u, u->unnamed.data[i]);
    for (size_t i = 0; i < u->packages.len; i++) {
        unwit_package *package = u->packages.entries[i].value.ptr;
        wit_interface **list =
            TN_NEW_ARRAY(u->arena, wit_interface *, package->interfaces.len);
        for (size_t k = 0; k < package->interfaces.len; k++) {
            finish_interface(u, package->interfaces.data[k]);
            list[k] = &package->interfaces.data[k]->def.pub;
        }
        package->pub.interfaces = list;
        package->pub.interface_count = (uint32_t)package->interfaces.len;
    }
}
