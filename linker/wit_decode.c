/*
 * What WIT a binary holds: a package in binary form (wit_binary.h; also its
 * older layout, one component type that exports everything), the world of a
 * component, or the worlds of a core module.
 */
#include "linker/wit_decode.h"

#include <stdarg.h>

#include "base/context.h"
#include "base/limits.h"
#include "linker/world.h"

/* At least the file is told. Gives false. */
static bool place(const link_unwit *u, tn_diag *diag) {
    if (u->at.hi == 0)
        tn_diag_place(u->ctx, diag, u->path);
    return false;
}

bool unwit_fail(link_unwit *u, const char *fmt, ...) {
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    tn_diag *diag = tn_error(u->ctx, DIAG_LINK_WIT, u->at, "%s", text);
    return place(u, diag);
}

bool unwit_spend(link_unwit *u, uint64_t parts) {
    const uint64_t limit = TN_MAX_ITEMS;
    u->work += parts;
    if (u->work <= limit)
        return true;
    tn_diag *diag =
        tn_error(u->ctx, DIAG_LIMIT, u->at,
                 "the interfaces and worlds have more than %llu parts",
                 (unsigned long long)limit);
    return place(u, diag);
}

static void init(link_unwit *u,
                 link_job *job,
                 wit_resolve *resolve,
                 tn_str path) {
    *u = (link_unwit){
        .job = job, .ctx = job->ctx, .arena = &resolve->arena, .path = path};
    wit_build_init(&u->build, resolve, &job->arena);
    tn_ptr_map_init(&u->types, &job->arena);
    tn_ptr_map_init(&u->nameless, &job->arena);
    tn_map_init(&u->interfaces, u->arena);
}

static void set_main(link_unwit *u, const char *ns, const char *name) {
    const ty_name id = {.ns = tn_str_from(ns), .package = tn_str_from(name)};
    u->main = unwit_package_of(u, &id);
}

/* Packages */

static const ty_component *component_type(const ty_extern *item) {
    if (item->sort != TY_SORT_TYPE)
        return NULL;
    const ty *type = ty_strip(item->u.type);
    return type->kind == TY_DEFINITION ? type->u.definition.component : NULL;
}

/* A WIT package exports component types and nothing else. */
static bool is_package(const ty_component *type) {
    if (type->import_count || !type->export_count)
        return false;
    for (uint32_t i = 0; i < type->export_count; i++) {
        if (!component_type(&type->exports[i]))
            return false;
    }
    return true;
}

static bool import_all(link_unwit *u, const ty_component *type) {
    for (uint32_t i = 0; i < type->import_count; i++) {
        const ty_extern *item = &type->imports[i];
        if (item->sort != TY_SORT_INSTANCE)
            return unwit_fail(u, "import `%.*s` of a package is a %s",
                              TN_STR_ARG(item->name), ty_sort_name(item->sort));
        if (!unwit_named_interface(u, item, false))
            return false;
    }
    return true;
}

/* An interface or world under its id. */
static bool define_item(link_unwit *u, const ty_extern *item) {
    ty_name name;
    tn_str id;
    if (!unwit_id(u, item, &id, &name))
        return false;
    if (unwit_package_of(u, &name) != u->main)
        return unwit_fail(u,
                          "`%.*s` is of another package than what is "
                          "defined before it",
                          TN_STR_ARG(id));
    if (item->sort == TY_SORT_INSTANCE)
        return unwit_named_interface(u, item, true);
    if (item->sort == TY_SORT_COMPONENT)
        return unwit_world(u, u->main, name.interface, item->u.component,
                           false);
    return unwit_fail(u, "`%.*s` is a %s, neither an interface nor a world",
                      TN_STR_ARG(item->name), ty_sort_name(item->sort));
}

/* Where the exports of a component stand, each after the one before. */
static tn_span next_export(const bin_component *component, uint32_t *at) {
    while (*at < component->def_count) {
        const bin_def *def = &component->defs[(*at)++];
        if (def->kind == BIN_EXPORT)
            return def->span;
    }
    return TN_NO_SPAN;
}

static bool decode_package(link_unwit *u, const bin_component *component) {
    const ty_component *type = component->type;
    uint32_t at = 0;
    for (uint32_t i = 0; i < type->export_count; i++) {
        const ty_component *item = component_type(&type->exports[i]);
        ty_name name;
        tn_str id;
        u->at = next_export(component, &at);
        if (item->export_count != 1)
            return unwit_fail(u,
                              "`%.*s` holds %u interfaces or worlds "
                              "instead of one",
                              TN_STR_ARG(type->exports[i].name),
                              item->export_count);
        if (!unwit_id(u, &item->exports[0], &id, &name))
            return false;
        if (!u->main)
            u->main = unwit_package_of(u, &name);
        if (!import_all(u, item) || !define_item(u, &item->exports[0]))
            return false;
    }
    u->at = TN_NO_SPAN;
    return true;
}

/* The older layout: `ns:pkg/wit` exports the whole package. */
static bool decode_old_package(link_unwit *u, const ty_component *type) {
    const ty_component *package = component_type(&type->exports[0]);
    ty_name name;
    tn_str id;
    if (!unwit_id(u, &type->exports[0], &id, &name))
        return false;
    if (type->export_count > 1)
        return unwit_fail(u, "there is more than one package");
    u->main = unwit_package_of(u, &name);
    if (!import_all(u, package))
        return false;
    for (uint32_t i = 0; i < package->export_count; i++) {
        if (!define_item(u, &package->exports[i]))
            return false;
    }
    return true;
}

static bin_component *read_binary(link_unwit *u, const tenon_input *input) {
    tenon_file_kind kind = tenon_detect(input->data, input->len);
    if (kind != TENON_FILE_COMPONENT && kind != TENON_FILE_WIT_BINARY) {
        tenon_report_kind(u->ctx, input, TENON_FILE_WIT_BINARY);
        return NULL;
    }
    const tn_source *source =
        tn_source_add(u->ctx, TN_SOURCE_BINARY, u->path,
                      (tn_str){(const char *)input->data, input->len});
    bin_component *component;
    if (!source ||
        !link_decode_component(u->job, (const uint8_t *)source->bytes.p,
                               source->bytes.len, source->base, &component))
        return NULL;
    return component;
}

static bool decode_component(link_unwit *u, const tenon_input *input) {
    const bin_component *component = read_binary(u, input);
    if (!component || !link_read_docs(&u->docs, u->ctx, u->arena, component))
        return false;
    const ty_component *type = component->type;
    if (!is_package(type)) {
        set_main(u, "root", "component");
        return unwit_world(u, u->main, TN_STR("root"), type, true);
    }
    ty_name name;
    bool old = ty_name_parse(&name, type->exports[0].name) &&
               name.kind == TY_NAME_INTERFACE &&
               tn_str_eqz(name.interface, "wit");
    return old ? decode_old_package(u, type) : decode_package(u, component);
}

/* Core modules */

/*
 * The worlds themselves, in their packages. They are decoded anew: types of a
 * world are another one's where they are part of the union.
 */
static bool add_worlds(link_unwit *u, const core_module *module) {
    uint32_t at = 0;
    const core_custom *custom;
    while ((custom =
                core_module_custom(module, TN_STR(LINK_WORLD_SECTION), &at))) {
        bin_component *component;
        const core_range bytes = custom->bytes;
        ty_name name;
        tn_str id;
        if (!link_decode_component(u->job, module->bytes + bytes.start,
                                   bytes.end - bytes.start,
                                   module->span_base + bytes.start, &component))
            return false;
        const ty_extern *item = link_find_world(component);
        if (!unwit_id(u, item, &id, &name))
            return false;
        wit_package_build *package = unwit_package_of(u, &name);
        if (!wit_build_find_world(package, name.interface) &&
            !unwit_world(u, package, name.interface, item->u.component, false))
            return false;
    }
    return true;
}

static bool decode_module(link_unwit *u, const tenon_input *input) {
    const core_module *module = link_read_module(u->job, input);
    link_world *world = TN_NEW(&u->job->arena, link_world);
    uint32_t found;
    bin_encoding encoding;
    link_world_init(world, u->job);
    if (!module ||
        !link_world_read(world, u->job, module, u->path, &found, &encoding))
        return false;
    if (found == 0) {
        tenon_report_kind(u->ctx, input, TENON_FILE_MODULE_WORLD);
        return false;
    }
    const ty_component type = {.imports = world->imports.data,
                               .import_count = (uint32_t)world->imports.len,
                               .exports = world->exports.data,
                               .export_count = (uint32_t)world->exports.len};
    u->same = &world->same;
    set_main(u, "root", "root");
    return add_worlds(u, module) &&
           unwit_world(u, u->main, TN_STR("root"), &type, true);
}

/* Everything */

static bool decode(link_unwit *u, const tenon_input *input) {
    switch (tenon_detect(input->data, input->len)) {
    case TENON_FILE_MODULE:
    case TENON_FILE_MODULE_WORLD:
        return decode_module(u, input);
    default:
        return decode_component(u, input);
    }
}

static bool finish(link_unwit *u) {
    tn_str cycle[2];
    wit_build_finish_interfaces(&u->build);
    if (!unwit_finish_worlds(u))
        return false;
    if (!wit_build_finish(&u->build, u->main, cycle))
        return unwit_fail(u, "`%.*s` and `%.*s` need each other",
                          TN_STR_ARG(cycle[0]), TN_STR_ARG(cycle[1]));
    u->main->pub.docs = link_docs_text(u->docs.root, "docs");
    u->build.resolve->main = &u->main->pub;
    u->build.resolve->mentions =
        (wit_mentions){.interfaces = u->made_interfaces.data,
                       .types = u->made_types.data,
                       .interface_count = (uint32_t)u->made_interfaces.len,
                       .type_count = (uint32_t)u->made_types.len};
    return true;
}

bool link_decode_wit(link_job *job,
                     const tenon_input *input,
                     wit_resolve **held) {
    link_unwit u;
    *held = wit_resolve_new(job->ctx);
    init(&u, job, *held, tn_str_from(input->path));
    return decode(&u, input) && finish(&u);
}
