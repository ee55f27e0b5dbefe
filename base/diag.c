/* Collecting diagnostics. Writing them is diag_render.c's. */
#include "base/diag.h"

#include <stdarg.h>

#include "base/context.h"
#include "base/limits.h"

static const struct {
    const char *code, *title;
    tenon_severity severity;
} diag_table[] = {
#define DIAG(name, code, severity, title) \
    {code, title, TENON_SEVERITY_##severity},
#include "base/diag.def"
};

const char *tn_diag_code(tn_diag_id id) {
    return diag_table[id].code;
}

const char *tn_diag_title(tn_diag_id id) {
    return diag_table[id].title;
}

static tn_str vformat(tenon_context *ctx, const char *fmt, va_list args) {
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    size_t size = len < 0 ? 0 : (size_t)len;
    char *p = tn_arena_alloc(&ctx->arena, size + 1);
    p[0] = '\0';
    if (len > 0)
        vsnprintf(p, size + 1, fmt, again);
    va_end(again);
    return (tn_str){p, size};
}

static void append(tenon_context *ctx, tn_diag *diag) {
    if (ctx->counts[diag->severity]++ >= TN_MAX_ERRORS)
        return; /* counted, not shown: the first ones say enough */
    if (ctx->last_diag)
        ctx->last_diag->next = diag;
    else
        ctx->diags = diag;
    ctx->last_diag = diag;
}

tn_diag *tn_error(
    tenon_context *ctx, tn_diag_id id, tn_span span, const char *fmt, ...) {
    tn_diag *diag = TN_NEW(&ctx->arena, tn_diag);
    diag->id = id;
    diag->severity = diag_table[id].severity;
    diag->span = span;
    va_list args;
    va_start(args, fmt);
    diag->text = vformat(ctx, fmt, args);
    va_end(args);
    append(ctx, diag);
    return diag;
}

static void hang(tenon_context *ctx,
                 tn_diag *diag,
                 bool is_help,
                 tn_span span,
                 tn_str text) {
    tn_diag_note *note = TN_NEW(&ctx->arena, tn_diag_note);
    *note = (tn_diag_note){is_help, span, text, NULL};
    tn_diag_note **end = &diag->notes;
    while (*end)
        end = &(*end)->next;
    *end = note;
}

tn_diag *tn_note(
    tenon_context *ctx, tn_diag *diag, tn_span span, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    tn_str text = vformat(ctx, fmt, args);
    va_end(args);
    hang(ctx, diag, false, span, text);
    return diag;
}

tn_diag *tn_help(tenon_context *ctx, tn_diag *diag, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    tn_str text = vformat(ctx, fmt, args);
    va_end(args);
    hang(ctx, diag, true, TN_NO_SPAN, text);
    return diag;
}

void tn_diag_place(tenon_context *ctx, tn_diag *diag, tn_str place) {
    diag->place = tn_arena_copy(&ctx->arena, place);
}

size_t tenon_diagnostic_count(const tenon_context *ctx,
                              tenon_severity severity) {
    return ctx->counts[severity];
}

void tenon_diagnostics_clear(tenon_context *ctx) {
    ctx->diags = ctx->last_diag = NULL;
    memset(ctx->counts, 0, sizeof ctx->counts);
}

void tenon_report(tenon_context *ctx,
                  const char *place,
                  const char *message,
                  const char *help) {
    tn_guard guard;
    if (TN_GUARD(ctx, &guard)) {
        tn_diag *diag = tn_error(ctx, DIAG_USER, TN_NO_SPAN, "%s", message);
        if (place)
            tn_diag_place(ctx, diag, tn_str_from(place));
        if (help)
            tn_help(ctx, diag, "%s", help);
    } else {
        /* Even without memory the failure must count. */
        ctx->counts[TENON_SEVERITY_ERROR]++;
    }
    tn_guard_leave(ctx, &guard);
}
