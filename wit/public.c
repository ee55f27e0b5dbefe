/* The public functions of tenon/wit_package.h: guards around the resolver. */
#include "tenon/wit_package.h"

#include "base/limits.h"
#include "wit/json.h"
#include "wit/resolve.h"

static const tn_str *convert_features(tn_arena *arena,
                                      const tenon_wit_options *options) {
    tn_str *out = TN_NEW_ARRAY(arena, tn_str, options->feature_count);
    for (size_t i = 0; i < options->feature_count; i++)
        out[i] = tn_str_from(options->features[i]);
    return out;
}

/* What is to be resolved: a path, or sources. */
typedef struct request {
    tenon_context *ctx;
    const char *path;
    const tenon_wit_source *sources;
    size_t count;
    const tenon_wit_options *options;
    wit_decode_fn decode;
    tn_arena arena; /* for the call */
    wit_resolve *resolve;
} request;

static bool resolve_sources(request *q, const wit_options *options) {
    wit_file *files = TN_NEW_ARRAY(&q->arena, wit_file, q->count);
    for (size_t i = 0; i < q->count; i++) {
        const tenon_wit_source *source = &q->sources[i];
        files[i] = (wit_file){.path = tn_str_from(source->path),
                              .text = {source->data, source->len},
                              .group = source->group};
    }
    return wit_resolve_files(&q->resolve, q->ctx, files, (uint32_t)q->count,
                             options);
}

static bool resolve(request *q) {
    static const tenon_wit_options defaults = TENON_WIT_OPTIONS_INIT;
    const tenon_wit_options *from = q->options ? q->options : &defaults;
    wit_options options = {.features = convert_features(&q->arena, from),
                           .feature_count = (uint32_t)from->feature_count,
                           .all_features = from->all_features,
                           .partial = from->partial,
                           .read = from->read,
                           .read_user = from->read_user,
                           .decode = q->decode};
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
        status = resolve(q) ? TENON_OK : TENON_INVALID;
    }
    tn_guard_leave(q->ctx, &guard);
    tn_arena_release(&q->arena);
    if (status == TENON_NO_MEMORY)
        wit_resolve_free(q->resolve);
    else
        *out = q->resolve;
    return status;
}

tenon_status wit_load_public(tenon_wit **out,
                             tenon_context *ctx,
                             const char *path,
                             const tenon_wit_options *options,
                             wit_decode_fn decode) {
    request q = {
        .ctx = ctx, .path = path, .options = options, .decode = decode};
    return path ? load(out, &q) : TENON_MISUSE;
}

tenon_status tenon_wit_load_sources(tenon_wit **out,
                                    tenon_context *ctx,
                                    const tenon_wit_source *sources,
                                    size_t count,
                                    const tenon_wit_options *options) {
    request q = {
        .ctx = ctx, .sources = sources, .count = count, .options = options};
    for (size_t i = 0; i < count; i++) {
        if (sources[i].group == 0)
            return load(out, &q);
    }
    *out = NULL;
    return TENON_MISUSE;
}

void tenon_wit_free(tenon_wit *wit) {
    wit_resolve_free(wit);
}

bool tenon_wit_is_partial(const tenon_wit *wit) {
    return wit->partial;
}

tenon_status tenon_wit_select(const tenon_wit_world **out,
                              tenon_wit *wit,
                              const char *name) {
    tenon_context *ctx = wit->ctx;
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_str wanted = name ? tn_str_from(name) : (tn_str){0};
        const wit_world *world = wit_select_world(wit, wanted);
        if (out)
            *out = world;
        status = world ? TENON_OK : TENON_INVALID;
    } else if (out) {
        *out = NULL;
    }
    tn_guard_leave(ctx, &guard);
    return status;
}

/* What is written: everything as JSON, or a package as text. */
typedef struct text_form {
    bool json;
    const wit_package *package;
    bool with_deps, no_docs;
    const wit_world *nominal; /* of JSON; may be NULL */
} text_form;

static tenon_status write_text(tenon_buffer *out,
                               const tenon_wit *wit,
                               const text_form *form) {
    tenon_context *ctx = wit->ctx;
    *out = (tenon_buffer){.ctx = ctx};
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_writer text;
        tn_writer_into(&text, &arena, out);
        bool ok = true;
        if (form->json)
            ok = wit_json(&text, &arena, wit, form->nominal);
        else
            wit_print_as(&text, form->package, form->with_deps, form->no_docs);
        tn_writer_finish(&text);
        status = ok ? TENON_OK : TENON_INVALID;
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    if (status != TENON_OK)
        tenon_buffer_release(out);
    return status;
}

tenon_status tenon_wit_print(tenon_buffer *out,
                             const tenon_wit *wit,
                             bool with_deps) {
    const text_form form = {.package = wit->main, .with_deps = with_deps};
    return write_text(out, wit, &form);
}

tenon_status tenon_wit_print_as(tenon_buffer *out,
                                const tenon_wit *wit,
                                const tenon_wit_print_options *options) {
    *out = (tenon_buffer){.ctx = wit->ctx};
    if (options->struct_size != sizeof *options)
        return TENON_MISUSE;
    const text_form form = {.package =
                                options->package ? options->package : wit->main,
                            .with_deps = options->with_deps,
                            .no_docs = options->no_docs};
    return form.package->resolve == wit ? write_text(out, wit, &form)
                                        : TENON_MISUSE;
}

tenon_status tenon_wit_json(tenon_buffer *out, const tenon_wit *wit) {
    const text_form form = {.json = true};
    return write_text(out, wit, &form);
}

tenon_status tenon_wit_json_nominal(tenon_buffer *out,
                                    const tenon_wit *wit,
                                    const tenon_wit_world *world) {
    const text_form form = {.json = true, .nominal = world};
    *out = (tenon_buffer){.ctx = wit->ctx};
    if (wit->partial || world->package->resolve != wit)
        return TENON_MISUSE;
    return write_text(out, wit, &form);
}
