/* The public functions of tenon/wit_package.h: guards around the resolver. */
#include "wit/public.h"

#include "tenon/wit_package.h"

#include "base/limits.h"
#include "wit/json.h"
#include "wit/resolve.h"

/* Ids are made at loading: asking for one cannot fail. */
struct tenon_wit {
    wit_resolve *resolve;
    const char *package;
    const char **worlds, **interfaces, **packages;
};

wit_resolve *wit_resolve_of(const tenon_wit *wit) {
    return wit->resolve;
}

static const tn_str *convert_features(tn_arena *arena,
                                      const tenon_wit_options *options) {
    tn_str *out = TN_NEW_ARRAY(arena, tn_str, options->feature_count);
    for (size_t i = 0; i < options->feature_count; i++)
        out[i] = tn_str_from(options->features[i]);
    return out;
}

tenon_wit *wit_wrap(wit_resolve *resolve) {
    tn_arena *arena = &resolve->arena;
    const wit_package *package = resolve->main;
    tenon_wit *wit = TN_NEW(arena, tenon_wit);
    wit->resolve = resolve;
    wit->package =
        wit_package_id(arena, package->ns, package->name, package->version).p;
    wit->worlds = TN_NEW_ARRAY(arena, const char *, package->world_count);
    wit->interfaces =
        TN_NEW_ARRAY(arena, const char *, package->interface_count);
    wit->packages = TN_NEW_ARRAY(arena, const char *, resolve->package_count);
    for (uint32_t i = 0; i < resolve->package_count; i++) {
        const wit_package *p = resolve->packages[i];
        wit->packages[i] = wit_package_id(arena, p->ns, p->name, p->version).p;
    }
    for (uint32_t i = 0; i < package->world_count; i++)
        wit->worlds[i] = wit_world_id(arena, package->worlds[i]).p;
    for (uint32_t i = 0; i < package->interface_count; i++)
        wit->interfaces[i] = wit_interface_id(arena, package->interfaces[i]).p;
    return wit;
}

/* What is to be resolved: a path, or sources. */
typedef struct request {
    tenon_context *ctx;
    const char *path;
    const tenon_wit_source *sources;
    size_t count;
    const tenon_wit_options *options;
    tn_arena arena; /* for the call */
    wit_resolve *resolve;
} request;

static bool resolve_sources(request *q, const wit_options *options) {
    wit_file *files = TN_NEW_ARRAY(&q->arena, wit_file, q->count);
    for (size_t i = 0; i < q->count; i++) {
        const tenon_wit_source *source = &q->sources[i];
        files[i] = (wit_file){tn_str_from(source->path),
                              {source->data, source->len},
                              source->group};
    }
    return wit_resolve_files(&q->resolve, q->ctx, files, (uint32_t)q->count,
                             options);
}

static bool resolve(request *q) {
    static const tenon_wit_options defaults = TENON_WIT_OPTIONS_INIT;
    const tenon_wit_options *from = q->options ? q->options : &defaults;
    wit_options options = {.features = convert_features(&q->arena, from),
                           .feature_count = (uint32_t)from->feature_count,
                           .all_features = from->all_features};
    return q->path ? wit_load(&q->resolve, q->ctx, q->path, &options)
                   : resolve_sources(q, &options);
}

static bool is_usable(const request *q) {
    const tenon_wit_options *options = q->options;
    return q->ctx && q->count <= TN_MAX_WIT_FILES &&
           (!options || (options->struct_size == sizeof *options &&
                         options->feature_count <= TN_MAX_ITEMS));
}

static tenon_status load(tenon_wit **out, request *q) {
    *out = NULL;
    if (!is_usable(q))
        return TENON_MISUSE;
    tn_context_arena(q->ctx, &q->arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(q->ctx, &guard)) {
        status = TENON_INVALID;
        if (resolve(q)) {
            status = TENON_NO_MEMORY;
            *out = wit_wrap(q->resolve);
            status = TENON_OK;
        }
    } else {
        status = TENON_NO_MEMORY;
    }
    tn_guard_leave(q->ctx, &guard);
    tn_arena_release(&q->arena);
    if (status != TENON_OK)
        wit_resolve_free(q->resolve);
    return status;
}

tenon_status tenon_wit_load(tenon_wit **out,
                            tenon_context *ctx,
                            const char *path,
                            const tenon_wit_options *options) {
    request q = {.ctx = ctx, .path = path, .options = options};
    return path ? load(out, &q) : TENON_MISUSE;
}

tenon_status tenon_wit_load_sources(tenon_wit **out,
                                    tenon_context *ctx,
                                    const tenon_wit_source *sources,
                                    size_t count,
                                    const tenon_wit_options *options) {
    request q = {
        .ctx = ctx, .sources = sources, .count = count, .options = options};
    return load(out, &q);
}

void tenon_wit_free(tenon_wit *wit) {
    if (wit)
        wit_resolve_free(wit->resolve);
}

const char *tenon_wit_package(const tenon_wit *wit) {
    return wit->package;
}

size_t tenon_wit_package_count(const tenon_wit *wit) {
    return wit->resolve->package_count;
}

const char *tenon_wit_package_at(const tenon_wit *wit, size_t index) {
    return index < tenon_wit_package_count(wit) ? wit->packages[index] : NULL;
}

size_t tenon_wit_world_count(const tenon_wit *wit) {
    return wit->resolve->main->world_count;
}

const char *tenon_wit_world(const tenon_wit *wit, size_t index) {
    return index < tenon_wit_world_count(wit) ? wit->worlds[index] : NULL;
}

size_t tenon_wit_interface_count(const tenon_wit *wit) {
    return wit->resolve->main->interface_count;
}

const char *tenon_wit_interface(const tenon_wit *wit, size_t index) {
    return index < tenon_wit_interface_count(wit) ? wit->interfaces[index]
                                                  : NULL;
}

tenon_status tenon_wit_select(tenon_wit *wit,
                              const char *name,
                              const char **id) {
    tenon_context *ctx = wit->resolve->ctx;
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_str wanted = name ? tn_str_from(name) : (tn_str){0};
        const wit_world *world = wit_select_world(wit->resolve, wanted);
        if (world && id)
            *id = wit_world_id(&wit->resolve->arena, world).p;
        status = world ? TENON_OK : TENON_INVALID;
    }
    tn_guard_leave(ctx, &guard);
    return status;
}

/* Copies what was written to memory of the caller's. */
static tenon_status copy_out(tenon_buffer *out,
                             tenon_context *ctx,
                             const tn_writer *text) {
    *out = (tenon_buffer){.ctx = ctx};
    size_t len = text->len ? text->len : 1;
    out->data = tn_alloc(&ctx->allocator, len);
    if (!out->data)
        return TENON_NO_MEMORY;
    if (text->len)
        memcpy(out->data, text->data, text->len);
    out->len = text->len;
    out->cap = len;
    return TENON_OK;
}

/* What is written: everything as JSON, or a package as text. */
typedef struct text_form {
    bool json;
    const wit_package *package;
    bool with_deps, no_docs;
} text_form;

static tenon_status write_text(tenon_buffer *out,
                               const tenon_wit *wit,
                               const text_form *form) {
    tenon_context *ctx = wit->resolve->ctx;
    *out = (tenon_buffer){.ctx = ctx};
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_writer text;
        tn_writer_init(&text, &arena);
        if (form->json)
            wit_json(&text, &arena, wit->resolve);
        else
            wit_print_as(&text, form->package, form->with_deps, form->no_docs);
        status = copy_out(out, ctx, &text);
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    return status;
}

tenon_status tenon_wit_print(tenon_buffer *out,
                             const tenon_wit *wit,
                             bool with_deps) {
    const text_form form = {.package = wit->resolve->main,
                            .with_deps = with_deps};
    return write_text(out, wit, &form);
}

static const wit_package *find_package(const tenon_wit *wit, const char *id) {
    const wit_resolve *resolve = wit->resolve;
    if (!id)
        return resolve->main;
    for (uint32_t i = 0; i < resolve->package_count; i++) {
        if (strcmp(wit->packages[i], id) == 0)
            return resolve->packages[i];
    }
    return NULL;
}

tenon_status tenon_wit_print_as(tenon_buffer *out,
                                const tenon_wit *wit,
                                const tenon_wit_print_options *options) {
    *out = (tenon_buffer){.ctx = wit->resolve->ctx};
    if (options->struct_size != sizeof *options)
        return TENON_MISUSE;
    const text_form form = {.package = find_package(wit, options->package),
                            .with_deps = options->with_deps,
                            .no_docs = options->no_docs};
    return form.package ? write_text(out, wit, &form) : TENON_MISUSE;
}

tenon_status tenon_wit_json(tenon_buffer *out, const tenon_wit *wit) {
    const text_form form = {.json = true};
    return write_text(out, wit, &form);
}
