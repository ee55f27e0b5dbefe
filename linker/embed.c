/*
 * Recording a world in a core module: a custom section whose payload is a
 * component that holds one type. The layout is that of the tools around us
 * (wit-bindgen writes it, wasm-tools and we read it):
 *
 *     component
 *         custom "wit-component-encoding" 0x04 <string encoding>
 *         type (component
 *             type (component <the world's imports and exports>)
 *             export "ns:pkg/world@1.0.0" that type)
 *         export "world" the type
 *         custom "producers"
 */
#include "tenon/version.h"

#include "linker/linker.h"

enum { ENCODING_VERSION = 4 };

static void append_encoding(bin_component *component,
                            tn_arena *arena,
                            tenon_string_encoding encoding) {
    uint8_t *payload = tn_arena_alloc(arena, 2);
    payload[0] = ENCODING_VERSION;
    payload[1] = (uint8_t)encoding;
    bin_def def = {.kind = BIN_CUSTOM};
    def.u.custom.name = TN_STR(LINK_ENCODING_SECTION);
    def.u.custom.bytes = payload;
    def.u.custom.len = 2;
    bin_append(component, &def);
}

void link_append_producers(bin_component *component) {
    const bin_producer us = {TN_STR("processed-by"), TN_STR("tenon"),
                             TN_STR(TENON_VERSION)};
    bin_append_producer(component, &us);
}

/* Externs whose interfaces are in the order of WIT text. */
static const ty_extern *sort_interfaces(tn_arena *arena,
                                        const ty_extern *items,
                                        uint32_t count) {
    ty_extern *out = TN_NEW_ARRAY(arena, ty_extern, count);
    for (uint32_t i = 0; i < count; i++) {
        out[i] = items[i];
        if (items[i].sort != TY_SORT_INSTANCE)
            continue;
        ty_instance *sorted = TN_NEW(arena, ty_instance);
        *sorted = *items[i].u.instance;
        sorted->exports =
            link_sort_exports(arena, sorted->exports, sorted->export_count);
        out[i].u.instance = sorted;
    }
    return out;
}

uint32_t link_define_world(link_scope *scope, const wit_world *world) {
    link_scope inner;
    link_scope_init(&inner, scope->ctx, scope->arena, scope);
    ty_component sorted = *world->type;
    sorted.imports =
        sort_interfaces(scope->arena, sorted.imports, sorted.import_count);
    sorted.exports =
        sort_interfaces(scope->arena, sorted.exports, sorted.export_count);
    bin_def def = {.kind = BIN_EXPORT};
    def.u.import.name.name = world->id;
    def.u.import.desc.sort = TY_SORT_COMPONENT;
    def.u.import.desc.index = link_encode_component(&inner, &sorted);
    link_define(&inner, &def);
    bin_deftype type = {.form = BIN_TYPE_COMPONENT};
    type.decls = inner.decls.data;
    type.decl_count = (uint32_t)inner.decls.len;
    scope->failed |= inner.failed;
    return link_define_type(scope, &type);
}

/* The payload of the section. */
static bool encode_world(link_job *job,
                         const wit_world *world,
                         const tenon_embed_options *options,
                         tn_str *out) {
    if (!wit_check_encodable(world->package->resolve))
        return false;
    bin_component *component = bin_new(job->ctx, &job->arena);
    append_encoding(component, &job->arena, options->encoding);
    link_scope scope;
    link_scope_init(&scope, job->ctx, &job->arena, NULL);
    scope.component = component;
    scope.canonical = options->canonical_names;
    uint32_t type = link_define_world(&scope, world);
    bin_def def = {.kind = BIN_EXPORT};
    def.u.export.name.name = world->name;
    def.u.export.item = (bin_sort_index){TY_SORT_TYPE, type};
    link_define(&scope, &def);
    link_append_producers(component);
    if (scope.failed) {
        tn_error(job->ctx, DIAG_LINK_OUTPUT, world->span,
                 "world `%.*s` uses a type that cannot be recorded",
                 TN_STR_ARG(world->name));
        return false;
    }
    return link_encode_checked(job, component, out);
}

static const wit_world *load_world(link_job *job,
                                   const tenon_embed_options *options) {
    tn_str *features =
        TN_NEW_ARRAY(&job->arena, tn_str, options->feature_count);
    for (size_t i = 0; i < options->feature_count; i++)
        features[i] = tn_str_from(options->features[i]);
    const wit_options wit = {.features = features,
                             .feature_count = (uint32_t)options->feature_count,
                             .all_features = options->all_features,
                             .decode = link_decode_file};
    wit_resolve **resolve = link_hold_resolve(job);
    if (!wit_load(resolve, job->ctx, options->wit_path, &wit)) {
        *resolve = NULL;
        return NULL;
    }
    tn_str name = {NULL, 0};
    if (options->world)
        name = tn_str_from(options->world);
    return wit_select_world(*resolve, name);
}

static bool has_world(const core_module *module) {
    uint32_t at = 0;
    return core_module_custom(module, TN_STR(LINK_WORLD_SECTION), &at);
}

/* The module with one more custom section at its end. */
static bool give_with_section(link_job *job,
                              const core_module *module,
                              const char *path,
                              tn_str name,
                              tn_str payload) {
    tn_writer body, out;
    tn_writer_init(&body, &job->arena);
    tn_write_name(&body, name);
    tn_write_bytes(&body, payload.p, payload.len);
    tn_writer_init(&out, &job->arena);
    tn_write_bytes(&out, module->bytes, module->len);
    tn_write_u8(&out, 0);
    tn_write_u32(&out, (uint32_t)body.len);
    tn_write_bytes(&out, body.data, body.len);
    const tenon_input made = {path, out.data, out.len};
    return (!has_world(module) || link_check_union(job, &made)) &&
           link_give(job, out.data, out.len);
}

typedef struct embed_args {
    const tenon_input *core;
    const tenon_embed_options *options;
} embed_args;

static bool embed(link_job *job, void *user) {
    const embed_args *args = user;
    const tenon_embed_options *options = args->options;
    const wit_world *world = load_world(job, options);
    tn_str payload;
    if (!world || !encode_world(job, world, options, &payload))
        return false;
    if (options->only_custom)
        return link_give(job, (const uint8_t *)payload.p, payload.len);
    link_scheme scheme = options->dummy_names == TENON_NAMES_STANDARD32
                             ? LINK_STANDARD32
                             : LINK_LEGACY;
    core_module *module = options->dummy
                              ? link_dummy_module(job, world->type, scheme)
                              : link_read_module(job, args->core);
    if (!module)
        return false;
    tn_str name = tn_arena_printf(&job->arena, LINK_WORLD_SECTION ":%.*s",
                                  TN_STR_ARG(world->name));
    return give_with_section(job, module,
                             options->dummy ? "(dummy)" : args->core->path,
                             name, payload);
}

tenon_status tenon_embed(tenon_buffer *out,
                         tenon_context *ctx,
                         const tenon_input *core,
                         const tenon_embed_options *options) {
    *out = (tenon_buffer){.ctx = ctx};
    if (options->struct_size != sizeof *options || !options->wit_path ||
        (!core && !options->only_custom && !options->dummy) ||
        (unsigned)options->encoding > TENON_COMPACT_UTF16 ||
        (unsigned)options->dummy_names > TENON_NAMES_STANDARD32)
        return TENON_MISUSE;
    link_job job;
    embed_args args = {core, options};
    return link_run(&job, ctx, out, embed, &args);
}
