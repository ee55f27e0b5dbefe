/*
 * WIT text of resolved packages, in the layout that WIT tools share: uses,
 * then types with the functions of resources inside of them, then functions;
 * in worlds imports, then types, then functions, then exports.
 */
#include "wit/print.h"

#include "base/utf.h"

static void write_str(wit_printer *p, tn_str s) {
    tn_write_bytes(p->out, s.p, s.len);
}

void wit_put_str(wit_printer *p, tn_str text) {
    if (text.len == 0)
        return;
    for (unsigned i = 0; i < p->indent && !p->line_started; i++)
        write_str(p, TN_STR("  "));
    p->line_started = true;
    write_str(p, text);
}

void wit_put(wit_printer *p, const char *text) {
    wit_put_str(p, tn_str_from(text));
}

void wit_put_name(wit_printer *p, tn_str name) {
    if (ast_is_keyword(name))
        wit_put(p, "%");
    wit_put_str(p, name);
}

void wit_put_line(wit_printer *p) {
    write_str(p, TN_STR("\n"));
    p->line_started = false;
}

void wit_open(wit_printer *p) {
    wit_put(p, " {");
    wit_put_line(p);
    p->indent++;
}

void wit_close(wit_printer *p) {
    p->indent--;
    wit_put(p, "}");
    wit_put_line(p);
}

static void start_item(wit_printer *p) {
    if (p->any_items)
        wit_put_line(p);
    p->any_items = true;
}

void wit_put_docs(wit_printer *p, tn_str docs) {
    while (docs.len && !p->no_docs) {
        size_t len = tn_str_find(docs, '\n');
        wit_put(p, len ? "/// " : "///");
        wit_put_str(p, (tn_str){docs.p, len});
        wit_put_line(p);
        docs = tn_str_from_offset(docs, len < docs.len ? len + 1 : len);
    }
}

static void put_gate(wit_printer *p,
                     const char *gate,
                     const char *key,
                     tn_str value) {
    if (value.len == 0)
        return;
    wit_put(p, gate);
    wit_put(p, "(");
    wit_put(p, key);
    wit_put(p, " = ");
    wit_put_str(p, value);
    wit_put(p, ")");
    wit_put_line(p);
}

/* May it stand in a string as it is? Other tools escape all but these. */
static bool is_plain(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') ||
           (c && c < 0x80 && strchr("-_./: ", (int)c));
}

static void put_string(wit_printer *p, tn_str s) {
    wit_put(p, "\"");
    for (size_t i = 0; i < s.len;) {
        static const char from[] = "\\\"\n\r\t", to[] = "\\\"nrt";
        uint32_t c = 0;
        size_t len = tn_utf8_decode(s.p + i, s.len - i, &c);
        const char *row = c && c < 0x80 ? strchr(from, (int)c) : NULL;
        char escape[16];
        if (row)
            snprintf(escape, sizeof escape, "\\%c", to[row - from]);
        else
            snprintf(escape, sizeof escape, "\\u{%x}", (unsigned)c);
        if (is_plain(c))
            wit_put_str(p, (tn_str){s.p + i, len});
        else
            wit_put(p, escape);
        i += len ? len : 1;
    }
    wit_put(p, "\"");
}

/* Versions in gates are those of the package that they stand in. */
static wit_stability own_gates(const wit_printer *p,
                               const wit_stability *stability) {
    bool other = p->foreign && stability->since.len;
    return other ? (wit_stability){0} : *stability;
}

static void put_attrs(wit_printer *p,
                      const wit_stability *stability,
                      tn_str external_id) {
    const wit_stability gates = own_gates(p, stability);
    put_gate(p, "@since", "version", gates.since);
    put_gate(p, "@unstable", "feature", gates.feature);
    put_gate(p, "@deprecated", "version", gates.deprecated);
    if (!external_id.p)
        return;
    wit_put(p, "@external-id(");
    put_string(p, external_id);
    wit_put(p, ")");
    wit_put_line(p);
}

static void put_package_id(wit_printer *p, const wit_package *package) {
    wit_put_name(p, package->ns);
    wit_put(p, ":");
    wit_put_name(p, package->name);
}

static void put_version(wit_printer *p, const wit_package *package) {
    wit_put(p, package->version.len ? "@" : "");
    wit_put_str(p, package->version);
}

/* ns:pkg/name@version, or only the name within the package. */
static void put_path(wit_printer *p, const wit_interface *interface) {
    if (interface->package == p->package) {
        wit_put_name(p, interface->name);
        return;
    }
    put_package_id(p, interface->package);
    wit_put(p, "/");
    wit_put_name(p, interface->name);
    put_version(p, interface->package);
}

/* Functions */

static void put_result(wit_printer *p, const ty_func *func) {
    if (!func->result)
        return;
    wit_put(p, " -> ");
    wit_put_type(p, func->result);
}

static void put_func_type(wit_printer *p, const ty_func *func, uint32_t skip) {
    wit_put(p, func->is_async ? "async func" : "func");
    wit_put_signature(p, func, skip);
    put_result(p, func);
    wit_put(p, ";");
    wit_put_line(p);
}

/* A function of a resource, in the resource's braces. */
static void put_member(wit_printer *p, const wit_func *func) {
    ty_name name;
    if (!ty_name_parse(&name, func->name))
        return;
    wit_put_docs(p, func->docs);
    put_attrs(p, &func->stability, func->external_id);
    if (name.kind != TY_NAME_CONSTRUCTOR) {
        wit_put_name(p, name.label);
        wit_put(p, name.kind == TY_NAME_STATIC ? ": static " : ": ");
        put_func_type(p, func->type, name.kind == TY_NAME_METHOD);
        return;
    }
    wit_put(p, "constructor");
    wit_put_signature(p, func->type, 0);
    if (func->type->result->kind != TY_OWN)
        put_result(p, func->type);
    wit_put(p, ";");
    wit_put_line(p);
}

/* Functions of resources, by the resource's name. */
typedef struct members {
    tn_map by_resource; /* -> member_list */
} members;

typedef TN_VEC(const wit_func *) member_list;

static void add_member(members *m, const wit_func *func) {
    ty_name name;
    if (!ty_name_parse(&name, func->name) || name.resource.len == 0)
        return;
    tn_arena *arena = m->by_resource.arena;
    member_list *list = tn_map_get(&m->by_resource, name.resource);
    if (!list) {
        list = TN_NEW(arena, member_list);
        tn_map_set(&m->by_resource, name.resource, list);
    }
    tn_vec_push(arena, list, func);
}

static bool is_member(const wit_func *func) {
    return func->name.p[0] == '[';
}

static void put_resource(wit_printer *p,
                         const wit_typedef *def,
                         const members *m) {
    const member_list *list = tn_map_get(&m->by_resource, def->name);
    wit_put(p, "resource ");
    wit_put_name(p, def->name);
    if (!list) {
        wit_put(p, ";");
        wit_put_line(p);
        return;
    }
    wit_open(p);
    for (size_t i = 0; i < list->len; i++)
        put_member(p, list->data[i]);
    wit_close(p);
}

/* Types */

static bool same_attrs(const wit_printer *p,
                       const wit_typedef *a,
                       const wit_typedef *b) {
    const wit_stability x = own_gates(p, &a->stability);
    const wit_stability y = own_gates(p, &b->stability);
    return tn_str_eq(x.since, y.since) && tn_str_eq(x.feature, y.feature) &&
           tn_str_eq(x.deprecated, y.deprecated) &&
           !a->external_id.p == !b->external_id.p &&
           tn_str_eq(a->external_id, b->external_id);
}

static void put_used_name(wit_printer *p, const wit_typedef *def) {
    const ty *target = def->type->u.named.target;
    tn_str name = target->kind == TY_RESOURCE ? target->u.resource.name
                                              : target->u.named.name;
    wit_put_name(p, name);
    if (tn_str_eq(name, def->name))
        return;
    wit_put(p, " as ");
    wit_put_name(p, def->name);
}

/* Neighbours that come from the same interface share a statement. */
static void put_uses(wit_printer *p,
                     const wit_typedef *const *types,
                     size_t count) {
    const wit_typedef *first = NULL;
    for (size_t i = 0; i < count; i++) {
        const wit_interface *from = wit_used_from(types[i]->type);
        if (!from)
            continue;
        if (first && wit_used_from(first->type) == from &&
            same_attrs(p, first, types[i])) {
            wit_put(p, ", ");
            put_used_name(p, types[i]);
            continue;
        }
        if (first) {
            wit_put(p, "};");
            wit_put_line(p);
        }
        first = types[i];
        p->any_items = true;
        put_attrs(p, &first->stability, first->external_id);
        wit_put(p, "use ");
        put_path(p, from);
        wit_put(p, ".{");
        put_used_name(p, first);
    }
    if (first) {
        wit_put(p, "};");
        wit_put_line(p);
    }
}

static void put_types(wit_printer *p,
                      const wit_typedef *const *types,
                      size_t count,
                      const members *m) {
    put_uses(p, types, count);
    for (size_t i = 0; i < count; i++) {
        const wit_typedef *def = types[i];
        if (wit_used_from(def->type))
            continue;
        start_item(p);
        wit_put_docs(p, def->docs);
        put_attrs(p, &def->stability, def->external_id);
        if (def->type->kind == TY_RESOURCE)
            put_resource(p, def, m);
        else
            wit_put_typedef(p, def);
    }
}

/* Interfaces and worlds */

static void put_interface_body(wit_printer *p, const wit_interface *i) {
    bool outer = p->any_items;
    p->any_items = false;
    members m;
    tn_map_init(&m.by_resource, p->out->arena);
    for (uint32_t k = 0; k < i->func_count; k++)
        add_member(&m, &i->funcs[k]);
    const wit_typedef **types =
        TN_NEW_ARRAY(p->out->arena, const wit_typedef *, i->type_count);
    for (uint32_t k = 0; k < i->type_count; k++)
        types[k] = &i->types[k];
    put_types(p, types, i->type_count, &m);
    for (uint32_t k = 0; k < i->func_count; k++) {
        const wit_func *func = &i->funcs[k];
        if (is_member(func))
            continue;
        start_item(p);
        wit_put_docs(p, func->docs);
        put_attrs(p, &func->stability, func->external_id);
        wit_put_name(p, func->name);
        wit_put(p, ": ");
        put_func_type(p, func->type, 0);
    }
    p->any_items = outer;
}

static void put_interface(wit_printer *p, const wit_interface *interface) {
    wit_put_docs(p, interface->docs);
    put_attrs(p, &interface->stability, (tn_str){0});
    wit_put(p, "interface ");
    wit_put_name(p, interface->name);
    wit_open(p);
    put_interface_body(p, interface);
    wit_close(p);
}

static void put_world_item(wit_printer *p,
                           const char *word,
                           const wit_world_item *item) {
    /* Where an interface goes by another name, its own docs say what it is. */
    bool is_renamed = item->implements.len && !item->docs.len;
    wit_put_docs(p, is_renamed ? item->interface->docs : item->docs);
    put_attrs(p, &item->stability, item->external_id);
    wit_put(p, word);
    bool has_own_name = item->form == WIT_ITEM_FUNC || item->implements.len ||
                        item->interface->name.len == 0;
    if (has_own_name) {
        wit_put_name(p, item->name);
        wit_put(p, ": ");
    }
    if (item->form == WIT_ITEM_FUNC) {
        put_func_type(p, item->func.type, 0);
    } else if (item->interface->name.len == 0) {
        wit_put(p, "interface");
        wit_open(p);
        p->foreign = item->interface->package != p->package;
        put_interface_body(p, item->interface);
        p->foreign = false;
        wit_close(p);
    } else {
        put_path(p, item->interface);
        wit_put(p, ";");
        wit_put_line(p);
    }
}

static void put_world_types(wit_printer *p, const wit_world *world) {
    members m;
    tn_map_init(&m.by_resource, p->out->arena);
    TN_VEC(const wit_typedef *) types = {0};
    for (uint32_t i = 0; i < world->import_count; i++) {
        const wit_world_item *item = &world->imports[i];
        if (item->form == WIT_ITEM_TYPE)
            tn_vec_push(p->out->arena, &types, &item->type);
        if (item->form == WIT_ITEM_FUNC)
            add_member(&m, &item->func);
    }
    put_types(p, types.data, types.len, &m);
}

static void put_world(wit_printer *p, const wit_world *world) {
    wit_put_docs(p, world->docs);
    put_attrs(p, &world->stability, (tn_str){0});
    wit_put(p, "world ");
    wit_put_name(p, world->name);
    wit_open(p);
    p->any_items = false;
    for (uint32_t i = 0; i < world->import_count; i++) {
        if (world->imports[i].form == WIT_ITEM_INTERFACE) {
            put_world_item(p, "import ", &world->imports[i]);
            p->any_items = true;
        }
    }
    put_world_types(p, world);
    for (uint32_t i = 0; i < world->import_count; i++) {
        const wit_world_item *item = &world->imports[i];
        if (item->form == WIT_ITEM_FUNC && !is_member(&item->func)) {
            put_world_item(p, "import ", item);
            p->any_items = true;
        }
    }
    if (world->export_count)
        start_item(p);
    for (uint32_t i = 0; i < world->export_count; i++)
        put_world_item(p, "export ", &world->exports[i]);
    wit_close(p);
}

static void put_package(tn_writer *out,
                        const wit_package *package,
                        bool nested,
                        bool no_docs) {
    wit_printer p = {.out = out, .package = package, .no_docs = no_docs};
    wit_put_docs(&p, package->docs);
    wit_put(&p, "package ");
    put_package_id(&p, package);
    put_version(&p, package);
    if (nested) {
        wit_open(&p);
    } else {
        wit_put(&p, ";");
        wit_put_line(&p);
        wit_put_line(&p);
    }
    wit_interface *const *list =
        package->printed ? package->printed : package->interfaces;
    for (uint32_t i = 0; i < package->interface_count; i++) {
        put_interface(&p, list[i]);
        if (!nested)
            wit_put_line(&p);
    }
    for (uint32_t i = 0; i < package->world_count; i++)
        put_world(&p, package->worlds[i]);
    if (nested)
        wit_close(&p);
}

void wit_print(tn_writer *out, const wit_package *package, bool with_deps) {
    wit_print_as(out, package, with_deps, false);
}

void wit_print_as(tn_writer *out,
                  const wit_package *package,
                  bool with_deps,
                  bool no_docs) {
    put_package(out, package, false, no_docs);
    const wit_resolve *resolve = package->resolve;
    bool first = true;
    for (uint32_t i = 0; i < resolve->package_count && with_deps; i++) {
        if (resolve->packages[i] == package)
            continue;
        if (!first) {
            tn_write_u8(out, '\n');
            tn_write_u8(out, '\n');
        }
        first = false;
        put_package(out, resolve->packages[i], true, no_docs);
    }
}
