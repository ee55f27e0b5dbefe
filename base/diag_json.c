/* Diagnostics as a JSON array: docs/diagnostics.md describes it. */
#include "base/context.h"
#include "base/diag.h"
#include "base/json.h"

static void add_range(tn_json *json,
                      cJSON *object,
                      const tn_source *source,
                      tn_span span) {
    tn_json_number(json, object, "start", span.lo - source->base);
    tn_json_number(json, object, "end", span.hi - source->base);
}

/* Where a span is; false when it is no place. */
static bool add_span(tn_json *json,
                     cJSON *object,
                     tenon_context *ctx,
                     tn_span span) {
    const tn_source *source = span.hi ? tn_source_of(ctx, span.lo) : NULL;
    if (!source)
        return false;
    tn_json_text(json, object, "file", source->path);
    add_range(json, object, source, span);
    if (source->kind == TN_SOURCE_BINARY)
        return true;
    tn_place from = tn_source_place(ctx, source, span.lo);
    tn_place to = tn_source_place(ctx, source, span.hi);
    tn_json_number(json, object, "line", (double)from.line);
    tn_json_number(json, object, "column", (double)from.col);
    tn_json_number(json, object, "endLine", (double)to.line);
    tn_json_number(json, object, "endColumn", (double)to.col);
    return true;
}

static void add_fix(tn_json *json,
                    cJSON *note,
                    tenon_context *ctx,
                    const tn_diag_note *n) {
    const tn_source *source =
        n->fix_span.hi ? tn_source_of(ctx, n->fix_span.lo) : NULL;
    if (!source)
        return;
    cJSON *fix = tn_json_object(json, note, "replacement");
    tn_json_text(json, fix, "file", source->path);
    add_range(json, fix, source, n->fix_span);
    tn_json_text(json, fix, "text", n->fix);
}

static void add_notes(tn_json *json,
                      cJSON *object,
                      tenon_context *ctx,
                      const tn_diag *diag) {
    cJSON *notes = tn_json_array(json, object, "notes");
    for (const tn_diag_note *n = diag->notes; n; n = n->next) {
        cJSON *note = tn_json_object(json, notes, NULL);
        tn_json_string(json, note, "kind", n->is_help ? "help" : "note");
        tn_json_text(json, note, "message", n->text);
        add_span(json, note, ctx, n->span);
        add_fix(json, note, ctx, n);
    }
}

void tn_diag_json(tn_json *json, tenon_context *ctx) {
    cJSON *array = tn_json_root_array(json);
    for (const tn_diag *d = ctx->diags; d; d = d->next) {
        cJSON *object = tn_json_object(json, array, NULL);
        char name[TN_DIAG_NAME_BYTES];
        tn_diag_name(name, d->id);
        tn_json_string(json, object, "severity", tn_severity_name(d->severity));
        tn_json_string(json, object, "code", tn_diag_code(d->id));
        tn_json_string(json, object, "name", name);
        tn_json_string(json, object, "title", tn_diag_title(d->id));
        tn_json_text(json, object, "message", d->text);
        if (!add_span(json, object, ctx, d->span) && d->place.len)
            tn_json_text(json, object, "file", d->place);
        if (d->within.len)
            tn_json_text(json, object, "within", d->within);
        add_notes(json, object, ctx, d);
    }
}
