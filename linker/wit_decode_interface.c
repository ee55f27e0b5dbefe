/*
 * Interfaces of a binary. One that is known by its id is one interface,
 * wherever it is mentioned; of interfaces of other packages a binary tells
 * only the parts that it needs, and the parts of all mentions are united.
 */
#include "base/limits.h"
#include "linker/wit_decode.h"

wit_package_build *unwit_package_of(link_unwit *u, const ty_name *name) {
    wit_package_build *package =
        wit_build_package(&u->build, name->ns, name->package, name->version);
    if (package->pub.span.hi == 0)
        package->pub.span = u->at;
    return package;
}

bool unwit_id(link_unwit *u, const ty_extern *item, tn_str *id, ty_name *name) {
    ty_name parsed;
    ty_semver version;
    name = name ? name : &parsed;
    *id = link_whole_name(u->arena, item);
    if (!ty_name_parse(name, *id) || name->kind != TY_NAME_INTERFACE)
        return unwit_fail(u, "`%.*s` is no id of an interface or world",
                          TN_STR_ARG(*id));
    return !name->version.len || ty_semver_parse(&version, name->version) ||
           unwit_fail(u, "the version in `%.*s` is not a whole one",
                      TN_STR_ARG(*id));
}

static unwit_interface *find_interface(link_unwit *u, const ty_extern *item) {
    ty_name name;
    tn_str id;
    if (!unwit_id(u, item, &id, &name))
        return NULL;
    unwit_interface *known = tn_map_get(&u->interfaces, id);
    if (known)
        return known;
    wit_package_build *package = unwit_package_of(u, &name);
    unwit_interface *made = TN_NEW(u->arena, unwit_interface);
    wit_interface *pub = &made->build.def.pub;
    wit_build_interface(&u->build, &made->build, package, name.interface);
    tn_vec_push(u->arena, &u->made_interfaces, pub);
    pub->span = u->at;
    if (package == u->main) {
        made->docs = link_docs_of(u->docs.root, "interfaces", name.interface);
        link_docs_fill(made->docs, &pub->docs, &pub->stability);
    }
    tn_map_set(&u->interfaces, id, made);
    return made;
}

static bool fail_incomplete(link_unwit *u,
                            const unwit_interface *interface,
                            const ty_extern *item) {
    return unwit_fail(u,
                      "interface `%.*s` has no `%.*s`, which is taken from "
                      "it",
                      TN_STR_ARG(interface->build.def.pub.id),
                      TN_STR_ARG(item->name));
}

static bool add_type(link_unwit *u,
                     unwit_interface *interface,
                     const ty_extern *item) {
    const wit_typedef *known = wit_build_type(&interface->build, item->name);
    if (known)
        return unwit_bind_type(u, item, known);
    if (interface->complete)
        return fail_incomplete(u, interface, item);
    const wit_interface *pub = &interface->build.def.pub;
    wit_typedef def;
    if (!unwit_define_type(u, pub, pub, item,
                           link_docs_of(interface->docs, "types", item->name),
                           &def))
        return false;
    wit_build_add_type(&interface->build, &def);
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
    const wit_typedef *known = wit_build_type(&interface->build, name.resource);
    return (known && known->type->kind == TY_RESOURCE) ||
           unwit_fail(u, "`%.*s` is of a resource that is not defined there",
                      TN_STR_ARG(func));
}

static bool add_func(link_unwit *u,
                     unwit_interface *interface,
                     const ty_extern *item) {
    wit_func func;
    if (wit_build_func(&interface->build, item->name))
        return true;
    if (interface->complete)
        return fail_incomplete(u, interface, item);
    if (!check_member(u, interface, item->name) ||
        !unwit_func(u, item, link_docs_of(interface->docs, "funcs", item->name),
                    &func))
        return false;
    wit_build_add_func(&interface->build, &func);
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
                                       const ty_extern *item,
                                       bool whole) {
    unwit_interface *interface = find_interface(u, item);
    if (!interface || !add_exports(u, interface, item->u.instance))
        return NULL;
    interface->complete |= whole;
    return interface;
}

unwit_interface *unwit_inline_interface(link_unwit *u,
                                        wit_package_build *package,
                                        const ty_instance *type,
                                        const link_json *docs) {
    unwit_interface *made = TN_NEW(u->arena, unwit_interface);
    wit_interface *pub = &made->build.def.pub;
    made->docs = docs;
    wit_build_interface(&u->build, &made->build, package, (tn_str){0});
    tn_vec_push(u->arena, &u->made_interfaces, pub);
    tn_ptr_map_set(&u->nameless, made, made);
    link_docs_fill(docs, &pub->docs, &pub->stability);
    return add_exports(u, made, type) ? made : NULL;
}
