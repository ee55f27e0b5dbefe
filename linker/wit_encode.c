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
 */
#include "base/limits.h"
#include "component/encode.h"
#include "linker/wit_binary.h"
#include "linker/wit_imports.h"

enum { DOCS_VERSION = 1 };

/*
 * The type of an interface or world mentions nothing outside of it. So each is
 * built, encoded and checked as the only type of a component, in scratch, which
 * is then cleared; what they stand in is checked with empty types for them.
 */
typedef struct encoder {
    link_job *job;
    link_scope root;
    link_scope alone;     /* of the type at hand */
    TN_VEC(tn_str) types; /* as encoded, in the order of the root */
    link_told told;
    uint64_t weight; /* of what was encoded so far */
    uint64_t items;  /* in it, as decoding will count them */
    bool canonical, checks;
} encoder;

/* False, after reporting, when validation would refuse it. */
static bool spend(
    encoder *e, uint64_t weight, const char *what, tn_str name, tn_span span) {
    bool alone = weight > TN_MAX_TYPE_SIZE;
    e->weight += weight + 1;
    if (e->weight <= TN_MAX_TYPE_SIZE - 2)
        return true;
    tn_diag *diag =
        tn_error(e->job->ctx, DIAG_LIMIT, span,
                 "%s `%.*s`%s, with what is taken from others, is too large "
                 "for the binary form",
                 what, TN_STR_ARG(name), alone ? "" : " and those before it");
    tn_note(e->job->ctx, diag, TN_NO_SPAN,
            "the types of a component may have %d parts in all, each mention "
            "of one counted",
            TN_MAX_TYPE_SIZE);
    return false;
}

/* Of another interface only types matter. */
static void import_types(link_scope *scope, const link_wit_import *from) {
    bin_def def = {.kind = BIN_IMPORT};
    def.u.import.name.name = from->interface->id;
    def.u.import.desc.sort = TY_SORT_INSTANCE;
    def.u.import.desc.index =
        link_encode_instance(scope, from->types, from->type_count);
    uint32_t index = link_define(scope, &def);
    link_provide(scope, index, from->types, from->type_count);
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

static void start_alone(encoder *e) {
    tn_arena_clear(&e->job->scratch);
    link_scope_init(&e->alone, e->job->ctx, &e->job->scratch, NULL);
    e->alone.component = bin_new(e->job->ctx, &e->job->scratch);
    e->alone.canonical = e->canonical;
}

/* Decoding would refuse it, too: labels of enums weigh nothing. */
static bool check_items(const encoder *e, tn_span span) {
    if (e->items + e->root.component->def_count <= TN_MAX_ALL_ITEMS)
        return true;
    tn_error(e->job->ctx, DIAG_LIMIT, span,
             "this and what stands before it has more than %d items, which is "
             "too much for the binary form",
             TN_MAX_ALL_ITEMS);
    return false;
}

/* Exports the type that stands alone under the name of what it is of. */
static bool export_item(encoder *e, tn_str name, tn_span span) {
    link_job *job = e->job;
    const bin_deftype empty = {.form = BIN_TYPE_COMPONENT};
    bin_def def = {.kind = BIN_EXPORT};
    tn_writer bytes;
    tn_writer_init(&bytes, &job->scratch);
    bin_write_type(&bytes, &e->alone.component->defs[0].u.type.def);
    tn_str type = tn_arena_copy(&job->arena, tn_writer_str(&bytes));
    tn_vec_push(&job->arena, &e->types, type);
    def.u.export.name.name = name;
    def.u.export.item =
        (bin_sort_index){TY_SORT_TYPE, link_define_type(&e->root, &empty)};
    link_define(&e->root, &def);
    e->root.failed |= e->alone.failed;
    return e->root.failed || !e->checks ||
           (link_check_part(job, e->alone.component, &e->items) &&
            check_items(e, span));
}

static bool encode_interface(encoder *e, const wit_interface *interface) {
    const ty_instance *type = interface->type;
    link_wit_imports imports;
    link_scope inner;
    link_wit_imports_of(&imports, &e->told, interface);
    uint64_t weight = 4 + link_weigh(type->exports, type->export_count);
    for (uint32_t i = 0; i < imports.count; i++)
        weight +=
            2 + link_weigh(imports.list[i].types, imports.list[i].type_count);
    if (!spend(e, weight, "interface", interface->name, interface->span))
        return false;
    start_alone(e);
    link_scope_init(&inner, e->job->ctx, &e->job->scratch, &e->alone);
    for (uint32_t i = 0; i < imports.count; i++)
        import_types(&inner, &imports.list[i]);
    export_interface(&inner, interface);
    bin_deftype component = {.form = BIN_TYPE_COMPONENT};
    component.decls = inner.decls.data;
    component.decl_count = (uint32_t)inner.decls.len;
    link_define_type(&e->alone, &component);
    e->alone.failed |= inner.failed;
    return export_item(e, interface->name, interface->span);
}

static bool encode_world(encoder *e, const wit_world *world) {
    const ty_component *type = world->type;
    uint64_t weight = 3 + link_weigh(type->imports, type->import_count) +
                      link_weigh(type->exports, type->export_count);
    if (!spend(e, weight, "world", world->name, world->span))
        return false;
    start_alone(e);
    link_define_world(&e->alone, world);
    return export_item(e, world->name, world->span);
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

static bool build_package(encoder *e,
                          const wit_package *package,
                          bool with_docs) {
    for (uint32_t i = 0; i < package->interface_count; i++) {
        if (!encode_interface(e, package->interfaces[i]))
            return false;
    }
    for (uint32_t i = 0; i < package->world_count; i++) {
        if (!encode_world(e, package->worlds[i]))
            return false;
    }
    if (with_docs)
        append_docs(e->root.component, package);
    link_append_producers(e->root.component);
    if (!e->root.failed)
        return true;
    tn_error(e->job->ctx, DIAG_LINK_OUTPUT, package->span,
             "package `%.*s:%.*s` uses a type that cannot be recorded",
             TN_STR_ARG(package->ns), TN_STR_ARG(package->name));
    return false;
}

/* Puts the types in their places in what was checked without them. */
static void put_types(const encoder *e) {
    const bin_component *root = e->root.component;
    size_t next = 0;
    for (uint32_t i = 0; i < root->def_count; i++) {
        if (root->defs[i].kind == BIN_TYPE)
            root->defs[i].u.type.def.encoded = e->types.data[next++];
    }
}

bool link_encode_package(link_job *job,
                         const wit_package *package,
                         const tenon_wit_encode_options *options,
                         tn_str *out) {
    if (!wit_check_encodable(package->resolve))
        return false;
    encoder e = {.job = job,
                 .canonical = options->canonical_names,
                 .checks = !options->skip_validation};
    tn_writer bytes;
    link_told_init(&e.told, &job->arena);
    link_scope_init(&e.root, job->ctx, &job->arena, NULL);
    e.root.component = bin_new(job->ctx, &job->arena);
    if (!build_package(&e, package, !options->no_docs))
        return false;
    tn_arena_clear(&job->scratch);
    if (e.checks && !link_check_part(job, e.root.component, &e.items))
        return false;
    link_drop_scratch(job);
    put_types(&e);
    tn_writer_init(&bytes, &job->arena);
    bin_encode(e.root.component, &bytes);
    *out = tn_writer_str(&bytes);
    return true;
}
