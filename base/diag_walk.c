/* Diagnostics and places, one by one, for programs: tenon/core.h. */
#include "base/context.h"
#include "base/diag.h"

bool tenon_locate(tenon_location *out, tenon_context *ctx, tenon_span span) {
    const tn_source *source = span.hi ? tn_source_of(ctx, span.lo) : NULL;
    *out = (tenon_location){.path = tn_str_public((tn_str){0})};
    if (!source)
        return false;
    out->path = tn_str_public(source->path);
    out->start = span.lo - source->base;
    out->end = span.hi - source->base;
    if (source->kind == TN_SOURCE_BINARY)
        return true;
    tn_place from = tn_source_place(ctx, source, span.lo);
    tn_place to = tn_source_place(ctx, source, span.hi);
    out->line = from.line;
    out->column = from.col;
    out->column_utf16 = from.col16;
    out->end_line = to.line;
    out->end_column = to.col;
    out->end_column_utf16 = to.col16;
    return true;
}

/* Whoever asks for one after the other does not walk from the start. */
static const tn_diag *find_diag(tenon_context *ctx, size_t index) {
    tn_diag_cursor *at = &ctx->cursor;
    tn_diag_sort(ctx);
    if (!at->diag || index < at->index)
        *at = (tn_diag_cursor){ctx->diags, 0};
    for (; at->diag && at->index < index; at->index++)
        at->diag = at->diag->next;
    return at->diag;
}

bool tenon_diagnostic_at(tenon_diagnostic *out,
                         tenon_context *ctx,
                         size_t index) {
    const tn_diag *diag = find_diag(ctx, index);
    *out = (tenon_diagnostic){0};
    if (!diag)
        return false;
    out->severity = diag->severity;
    out->code = tn_diag_code(diag->id);
    out->title = tn_diag_title(diag->id);
    out->message = tn_str_public(diag->text);
    out->within = tn_str_public(diag->within);
    if (!tenon_locate(&out->location, ctx, diag->span))
        out->location.path = tn_str_public(diag->place);
    for (const tn_diag_note *note = diag->notes; note; note = note->next)
        out->note_count++;
    return true;
}

bool tenon_diagnostic_note(tenon_note *out,
                           tenon_context *ctx,
                           size_t index,
                           size_t note) {
    const tn_diag *diag = find_diag(ctx, index);
    const tn_diag_note *at = diag ? diag->notes : NULL;
    *out = (tenon_note){0};
    while (at && note--)
        at = at->next;
    if (!at)
        return false;
    out->is_help = at->is_help;
    out->message = tn_str_public(at->text);
    tenon_locate(&out->location, ctx, at->span);
    out->has_fix = tenon_locate(&out->fix_location, ctx, at->fix_span);
    out->fix = tn_str_public(at->fix);
    return true;
}
