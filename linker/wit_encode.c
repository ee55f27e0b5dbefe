/*
 * From a resolved WIT package to its binary form (see wit_binary.h):
 *
 *     type (component                            an interface
 *         import "a:b/c" (instance <types>)      each that it takes types from
 *         export "ns:pkg/name" (instance <the interface>))
 *     export "name" that type
 *
 *     type (component                            a world
 *         type (component <its imports and exports>)
 *         export "ns:pkg/name" (component that))
 *     export "name" that type
 *
 * Chains of `use` can be long, hence the walk over interfaces keeps its own
 * stack.
 */
#include "base/limits.h"
#include "linker/wit_binary.h"
#include "wit/resolve.h"

enum { DOCS_VERSION = 1, PARTS_OF_IMPORT = 4 };

typedef struct encoder {
    link_job *job;
    link_scope root;
    uint64_t imported; /* types in imports so far: they can multiply */
} encoder;

/* Interfaces that one takes types from, each after what it needs itself. */
typedef TN_VEC(const wit_interface *) interface_list;

typedef struct step {
    const wit_interface *interface;
    uint32_t next; /* the type to look at */
} step;

static const wit_interface *next_dependency(step *top) {
    while (top->next < top->interface->type_count) {
        const wit_typedef *def = &top->interface->types[top->next++];
        const wit_interface *from = wit_used_from(def->type);
        if (from)
            return from;
    }
    return NULL;
}

static void collect_dependencies(tn_arena *arena,
                                 const wit_interface *interface,
                                 interface_list *out) {
    tn_ptr_map seen;
    TN_VEC(step) path = {0};
    tn_ptr_map_init(&seen, arena);
    tn_ptr_map_set(&seen, interface, &seen);
    tn_vec_push(arena, &path, ((step){interface, 0}));
    while (path.len) {
        step *top = &path.data[path.len - 1];
        const wit_interface *next = next_dependency(top);
        if (!next) {
            tn_vec_push(arena, out, top->interface);
            path.len--;
        } else if (!tn_ptr_map_get(&seen, next)) {
            tn_ptr_map_set(&seen, next, &seen);
            tn_vec_push(arena, &path, ((step){next, 0}));
        }
    }
    out->len--; /* the interface itself */
}

/* As validation weighs types: walked as trees. */
static uint64_t weigh(const ty_extern *items, uint32_t count) {
    uint64_t weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        const ty_extern *item = &items[i];
        weight += 1;
        if (item->sort == TY_SORT_TYPE)
            weight += item->u.type->weight;
        else if (item->sort == TY_SORT_FUNC)
            weight += item->u.func->weight;
        else if (item->sort == TY_SORT_INSTANCE)
            weight += weigh(item->u.instance->exports,
                            item->u.instance->export_count);
    }
    return weight;
}

static bool check_weight(
    encoder *e, uint64_t weight, const char *what, tn_str name, tn_span span) {
    if (weight <= TN_MAX_TYPE_SIZE)
        return true;
    tn_error(e->job->ctx, DIAG_LIMIT, span,
             "%s `%.*s`, with what it takes from others, is too large for the "
             "binary form: its definitions multiply",
             what, TN_STR_ARG(name));
    return false;
}

static bool spend(encoder *e, uint64_t parts, tn_span span) {
    const uint64_t limit = TN_MAX_ITEMS;
    e->imported += parts;
    if (e->imported <= limit)
        return true;
    tn_error(e->job->ctx, DIAG_LIMIT, span,
             "the interfaces together take in more than %llu parts of others",
             (unsigned long long)limit);
    return false;
}

/* Of another interface only its types matter. */
static void import_types(link_scope *scope, const wit_interface *interface) {
    const ty_instance *type = interface->type;
    bin_def def = {.kind = BIN_IMPORT};
    def.u.import.name.name = interface->id;
    def.u.import.desc.sort = TY_SORT_INSTANCE;
    def.u.import.desc.index =
        link_encode_instance(scope, type->exports, interface->type_count);
    uint32_t index = link_define(scope, &def);
    link_provide(scope, index, type->exports, interface->type_count);
}

static void export_interface(link_scope *scope,
                             const wit_interface *interface) {
    bin_def def = {.kind = BIN_EXPORT};
    def.u.import.name.name = interface->id;
    def.u.import.desc.sort = TY_SORT_INSTANCE;
    const ty_instance *type = interface->type;
    def.u.import.desc.index = link_encode_instance(
        scope,
        link_sort_exports(scope->arena, type->exports, type->export_count),
        type->export_count);
    link_define(scope, &def);
}

/* Exports the component type of an item under its name. */
static void export_item(encoder *e, uint32_t type, tn_str name) {
    bin_def def = {.kind = BIN_EXPORT};
    def.u.export.name.name = name;
    def.u.export.item = (bin_sort_index){TY_SORT_TYPE, type};
    link_define(&e->root, &def);
}

static bool encode_interface(encoder *e, const wit_interface *interface) {
    tn_arena *arena = &e->job->arena;
    const ty_instance *type = interface->type;
    uint64_t weight = weigh(type->exports, type->export_count);
    interface_list needed = {0};
    link_scope inner;
    collect_dependencies(arena, interface, &needed);
    for (size_t i = 0; i < needed.len; i++) {
        const wit_interface *from = needed.data[i];
        weight += weigh(from->type->exports, from->type_count);
        if (!spend(e, PARTS_OF_IMPORT + from->type_count, interface->span))
            return false;
    }
    if (!check_weight(e, weight, "interface", interface->name, interface->span))
        return false;
    link_scope_init(&inner, e->job->ctx, arena, &e->root);
    for (size_t i = 0; i < needed.len; i++)
        import_types(&inner, needed.data[i]);
    export_interface(&inner, interface);
    bin_deftype component = {.form = BIN_TYPE_COMPONENT};
    component.decls = inner.decls.data;
    component.decl_count = (uint32_t)inner.decls.len;
    e->root.failed |= inner.failed;
    export_item(e, link_define_type(&e->root, &component), interface->name);
    return true;
}

static bool encode_world(encoder *e, const wit_world *world) {
    const ty_component *type = world->type;
    uint64_t weight = weigh(type->imports, type->import_count) +
                      weigh(type->exports, type->export_count);
    if (!check_weight(e, weight, "world", world->name, world->span))
        return false;
    export_item(e, link_define_world(&e->root, world), world->name);
    return true;
}

static void append_docs(bin_component *component, const wit_package *package) {
    tn_writer payload;
    tn_writer_init(&payload, component->arena);
    tn_write_u8(&payload, DOCS_VERSION);
    link_write_docs(&payload, package);
    bin_def def = {.kind = BIN_CUSTOM};
    def.u.custom.name = TN_STR(LINK_DOCS_SECTION);
    def.u.custom.bytes = payload.data;
    def.u.custom.len = payload.len;
    bin_append(component, &def);
}

bool link_encode_package(link_job *job,
                         const wit_package *package,
                         bool with_docs,
                         tn_str *out) {
    if (!wit_check_encodable(package->resolve))
        return false;
    bin_component *component = bin_new(job->ctx, &job->arena);
    encoder e = {.job = job};
    link_scope_init(&e.root, job->ctx, &job->arena, NULL);
    e.root.component = component;
    for (uint32_t i = 0; i < package->interface_count; i++) {
        if (!encode_interface(&e, package->interfaces[i]))
            return false;
    }
    for (uint32_t i = 0; i < package->world_count; i++) {
        if (!encode_world(&e, package->worlds[i]))
            return false;
    }
    if (with_docs)
        append_docs(component, package);
    link_append_producers(component);
    if (!e.root.failed)
        return link_encode_checked(job, component, out);
    tn_error(job->ctx, DIAG_LINK_OUTPUT, package->span,
             "package `%.*s:%.*s` uses a type that cannot be recorded",
             TN_STR_ARG(package->ns), TN_STR_ARG(package->name));
    return false;
}
