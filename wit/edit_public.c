/* The public functions of tenon/wit_edit.h: guards around merging. */
#include "tenon/wit_edit.h"

#include "base/limits.h"
#include "types/name.h"
#include "wit/merge.h"

/* One call: what is merged, and what is edited on the way. */
typedef struct request {
    tenon_context *ctx;
    const tenon_wit *const *parts;
    size_t count;
    const wit_edit *edit; /* may be NULL; without the world: */
    const char *world;
    const tenon_wit_turn_options *options;
    tn_arena arena; /* for the call */
    wit_resolve *result;
} request;

static bool merge(request *q, const wit_edit *edit) {
    const wit_resolve **sources =
        TN_NEW_ARRAY(&q->arena, const wit_resolve *, q->count);
    for (size_t i = 0; i < q->count; i++)
        sources[i] = q->parts[i];
    return wit_merge_graphs(&q->result, &q->arena, sources, q->count, edit);
}

static bool check_name(request *q, tn_str name) {
    if (name.len == 0 || ty_is_kebab(name))
        return true;
    tn_error(q->ctx, DIAG_WIT_NAME, TN_NO_SPAN,
             "`%.*s` cannot be the name of a world", TN_STR_ARG(name));
    return false;
}

static bool edit_world(request *q) {
    wit_edit edit = *q->edit;
    const tenon_wit_turn_options *options = q->options;
    tn_str world = {0};
    if (q->world)
        world = tn_str_from(q->world);
    edit.world = wit_select_world(q->parts[0], world);
    if (options && options->name)
        edit.name = tn_str_from(options->name);
    if (!edit.world || !check_name(q, edit.name))
        return false;
    if (options && options->import_count) {
        tn_str *only = TN_NEW_ARRAY(&q->arena, tn_str, options->import_count);
        for (size_t i = 0; i < options->import_count; i++)
            only[i] = tn_str_from(options->imports[i]);
        edit.only = only;
        edit.only_count = (uint32_t)options->import_count;
    }
    return merge(q, &edit);
}

static bool is_whole(const request *q) {
    for (size_t i = 0; i < q->count; i++) {
        if (q->parts[i]->partial)
            return false;
    }
    return true;
}

static tenon_status run(tenon_wit **out, request *q) {
    if (!is_whole(q))
        return TENON_MISUSE;
    q->ctx = q->parts[0]->ctx;
    tn_context_arena(q->ctx, &q->arena);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(q->ctx, &guard)) {
        bool ok = q->edit ? edit_world(q) : merge(q, NULL);
        status = ok ? TENON_OK : TENON_INVALID;
    }
    tn_guard_leave(q->ctx, &guard);
    tn_arena_release(&q->arena);
    if (status == TENON_OK)
        *out = q->result;
    else
        wit_resolve_free(q->result);
    return status;
}

tenon_status tenon_wit_merge(tenon_wit **out,
                             const tenon_wit *const *parts,
                             size_t count) {
    *out = NULL;
    if (count == 0 || count > TN_MAX_WIT_FILES)
        return TENON_MISUSE;
    for (size_t i = 1; i < count; i++) {
        if (parts[i]->ctx != parts[0]->ctx)
            return TENON_MISUSE;
    }
    request q = {.parts = parts, .count = count};
    return run(out, &q);
}

static tenon_status turn(tenon_wit **out,
                         const tenon_wit *wit,
                         const wit_edit *edit,
                         const tenon_wit_turn_options *options) {
    *out = NULL;
    if (options && (options->struct_size != sizeof *options ||
                    options->import_count > TN_MAX_ITEMS))
        return TENON_MISUSE;
    request q = {.parts = &wit,
                 .count = 1,
                 .edit = edit,
                 .world = options ? options->world : NULL,
                 .options = options};
    return run(out, &q);
}

tenon_status tenon_wit_importize(tenon_wit **out,
                                 const tenon_wit *wit,
                                 const tenon_wit_turn_options *options) {
    const wit_edit edit = {.form = WIT_EDIT_IMPORTIZE};
    return turn(out, wit, &edit, options);
}

tenon_status tenon_wit_exportize(tenon_wit **out,
                                 const tenon_wit *wit,
                                 const tenon_wit_turn_options *options) {
    const wit_edit edit = {.form = WIT_EDIT_EXPORTIZE};
    return turn(out, wit, &edit, options);
}

tenon_status tenon_wit_merge_versions(tenon_wit **out,
                                      const tenon_wit *wit,
                                      const char *world) {
    const wit_edit edit = {.form = WIT_EDIT_MERGE_VERSIONS};
    *out = NULL;
    request q = {.parts = &wit, .count = 1, .edit = &edit, .world = world};
    return run(out, &q);
}
