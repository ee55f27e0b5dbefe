/* The public functions that write diagnostics, whatever the form. */
#include "base/context.h"
#include "base/json.h"
#include "base/limits.h"

/* All or nothing: half a document is of no use. */
static tenon_status write_json(FILE *stream,
                               tenon_context *ctx,
                               void (*build)(tn_json *, tenon_context *)) {
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    tn_json json = {.arena = &arena};
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        build(&json, ctx);
        char *text = cJSON_Print(json.root);
        if (text) {
            fprintf(stream, "%s\n", text);
            cJSON_free(text);
            status = TENON_OK;
        }
    }
    tn_guard_leave(ctx, &guard);
    cJSON_Delete(json.root);
    tn_arena_release(&arena);
    return status;
}

tenon_status tenon_diagnostics_write_as(tenon_context *ctx,
                                        FILE *stream,
                                        const tenon_message_options *options) {
    tenon_status status = TENON_OK;
    if (options->struct_size != sizeof *options)
        return TENON_MISUSE;
    tn_diag_sort(ctx);
    switch (options->format) {
    case TENON_MESSAGE_HUMAN:
        tn_diag_render(stream, ctx, options->max_shown, options->color);
        break;
    case TENON_MESSAGE_JSON:
        status = write_json(stream, ctx, tn_diag_json);
        break;
    case TENON_MESSAGE_SARIF:
        status = write_json(stream, ctx, tn_diag_sarif);
        break;
    default:
        return TENON_MISUSE;
    }
    return status == TENON_OK && ferror(stream) ? TENON_IO : status;
}

tenon_status tenon_diagnostics_write(tenon_context *ctx,
                                     FILE *stream,
                                     tenon_message_format format,
                                     bool color) {
    tenon_message_options options = TENON_MESSAGE_OPTIONS_INIT;
    options.format = format;
    options.color = color;
    options.max_shown = TN_MAX_ERRORS;
    return tenon_diagnostics_write_as(ctx, stream, &options);
}
