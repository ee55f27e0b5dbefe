/* Collecting diagnostics. Writing them is diag_render.c's. */
#include "base/diag.h"

#include <stdarg.h>

#include "base/context.h"
#include "base/limits.h"

static const struct {
    const char *name, *code, *title;
    tenon_severity severity;
} diag_table[] = {
#define DIAG(name, code, severity, title) \
    {#name, code, title, TENON_SEVERITY_##severity},
#include "base/diag.def"
};

const char *tn_diag_code(tn_diag_id id) {
    return diag_table[id].code;
}

const char *tn_diag_title(tn_diag_id id) {
    return diag_table[id].title;
}

tenon_severity tn_diag_severity(tn_diag_id id) {
    return diag_table[id].severity;
}

void tn_diag_name(char out[TN_DIAG_NAME_BYTES], tn_diag_id id) {
    const char *name = diag_table[id].name;
    if (strncmp(name, "LINT_", 5) == 0)
        name += 5;
    size_t i = 0;
    for (; name[i] && i + 1 < TN_DIAG_NAME_BYTES; i++) {
        bool upper = name[i] >= 'A' && name[i] <= 'Z';
        out[i] = upper            ? (char)(name[i] - 'A' + 'a')
                 : name[i] == '_' ? '-'
                                  : name[i];
    }
    out[i] = '\0';
}

const char *tn_severity_name(tenon_severity severity) {
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}

/*
 * Names of a million letters are no reason for messages of that length: of a
 * long message both ends stay.
 */
enum { MAX_MESSAGE = 1000, HEAD = 700, TAIL = 290 };

static bool is_inside_char(char c) {
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Writes less than MAX_MESSAGE bytes and a '\0'. */
static void cut_message(char *out, const char *text, size_t len) {
    size_t head = HEAD, tail = len - TAIL;
    while (head > 0 && is_inside_char(text[head]))
        head--;
    while (tail < len && is_inside_char(text[tail]))
        tail++;
    snprintf(out, MAX_MESSAGE + 1, "%.*s...%s", (int)head, text, text + tail);
}

static tn_str vformat(tenon_context *ctx, const char *fmt, va_list args) {
    char small[MAX_MESSAGE + 1] = "";
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, fmt, args);
    if (len > MAX_MESSAGE) {
        /* Not in the arena: there can be many of these. */
        size_t size = (size_t)len + 1;
        char *text = tn_alloc(&ctx->allocator, size);
        if (!text)
            tn_out_of_memory(&ctx->guard);
        vsnprintf(text, size, fmt, again);
        cut_message(small, text, size - 1);
        tn_free(&ctx->allocator, text, size);
    }
    va_end(again);
    return tn_arena_copy(&ctx->arena, tn_str_from(small));
}

/* One that is not kept: it is counted, and what is hung on it is dropped. */
static bool is_unkept(const tenon_context *ctx, const tn_diag *diag) {
    return diag == &ctx->unkept;
}

static tn_diag *add(tenon_context *ctx, tenon_severity severity) {
    if (ctx->counts[severity]++ >= TN_MAX_DIAGNOSTICS) {
        ctx->unkept = (tn_diag){.severity = severity};
        return &ctx->unkept;
    }
    tn_diag *diag = TN_NEW(&ctx->arena, tn_diag);
    diag->severity = severity;
    diag->source = ctx->last_source;
    if (ctx->last_diag)
        ctx->last_diag->next = diag;
    else
        ctx->diags = diag;
    ctx->last_diag = diag;
    ctx->diags_sorted = false;
    return diag;
}

static tn_diag *report(tenon_context *ctx,
                       tn_diag_id id,
                       tenon_severity severity,
                       tn_span span,
                       const char *fmt,
                       va_list args) {
    tn_diag *diag = add(ctx, severity);
    diag->id = id;
    diag->span = span;
    if (!is_unkept(ctx, diag))
        diag->text = vformat(ctx, fmt, args);
    return diag;
}

tn_diag *tn_error(
    tenon_context *ctx, tn_diag_id id, tn_span span, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    tn_diag *diag = report(ctx, id, diag_table[id].severity, span, fmt, args);
    va_end(args);
    return diag;
}

tn_diag *tn_report(tenon_context *ctx,
                   tn_diag_id id,
                   tenon_severity severity,
                   tn_span span,
                   const char *fmt,
                   ...) {
    va_list args;
    va_start(args, fmt);
    tn_diag *diag = report(ctx, id, severity, span, fmt, args);
    va_end(args);
    return diag;
}

static tn_diag_note *hang(tenon_context *ctx,
                          tn_diag *diag,
                          const tn_diag_note *what,
                          const char *fmt,
                          va_list args) {
    if (is_unkept(ctx, diag))
        return NULL;
    tn_diag_note *note = TN_NEW(&ctx->arena, tn_diag_note);
    *note = *what;
    note->text = vformat(ctx, fmt, args);
    tn_diag_note **end = &diag->notes;
    while (*end)
        end = &(*end)->next;
    *end = note;
    return note;
}

tn_diag *tn_note(
    tenon_context *ctx, tn_diag *diag, tn_span span, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    hang(ctx, diag, &(tn_diag_note){.span = span}, fmt, args);
    va_end(args);
    return diag;
}

tn_diag *tn_help(tenon_context *ctx, tn_diag *diag, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    hang(ctx, diag, &(tn_diag_note){.is_help = true}, fmt, args);
    va_end(args);
    return diag;
}

tn_diag *tn_fix(tenon_context *ctx,
                tn_diag *diag,
                tn_span span,
                tn_str fix,
                const char *fmt,
                ...) {
    tn_diag_note note = {.is_help = true};
    note.fix_span = span.hi ? span : diag->span;
    va_list args;
    va_start(args, fmt);
    tn_diag_note *made = hang(ctx, diag, &note, fmt, args);
    va_end(args);
    if (made)
        made->fix = tn_arena_copy(&ctx->arena, fix);
    return diag;
}

void tn_diag_place(tenon_context *ctx, tn_diag *diag, tn_str path) {
    if (!is_unkept(ctx, diag))
        diag->place = tn_arena_copy(&ctx->arena, path);
}

void tn_diag_within(tenon_context *ctx, tn_diag *diag, tn_str part) {
    if (!is_unkept(ctx, diag))
        diag->within = tn_arena_copy(&ctx->arena, part);
}

size_t tenon_diagnostic_count(const tenon_context *ctx,
                              tenon_severity severity) {
    return ctx->counts[severity];
}

tn_diag_mark tn_diag_mark_now(const tenon_context *ctx) {
    tn_diag_mark mark = {.last = ctx->last_diag};
    memcpy(mark.counts, ctx->counts, sizeof mark.counts);
    return mark;
}

void tn_diag_rewind(tenon_context *ctx, const tn_diag_mark *mark) {
    ctx->last_diag = mark->last;
    if (mark->last)
        mark->last->next = NULL;
    else
        ctx->diags = NULL;
    ctx->diags_sorted = false;
    ctx->cursor = (tn_diag_cursor){0};
    memcpy(ctx->counts, mark->counts, sizeof mark->counts);
}

void tenon_diagnostics_clear(tenon_context *ctx) {
    ctx->diags = ctx->last_diag = NULL;
    ctx->cursor = (tn_diag_cursor){0};
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

static uint32_t sort_key(const tn_diag *diag) {
    return diag->span.hi ? diag->span.lo : UINT32_MAX;
}

/* Merges two sorted lists; of equals, those of the first come first. */
static tn_diag *merge(tn_diag *a, tn_diag *b) {
    tn_diag *head = NULL, **end = &head;
    while (a && b) {
        tn_diag **least = sort_key(b) < sort_key(a) ? &b : &a;
        *end = *least;
        *least = (*least)->next;
        end = &(*end)->next;
    }
    *end = a ? a : b;
    return head;
}

void tn_diag_sort(tenon_context *ctx) {
    tn_diag *runs[33] = {0}; /* the i-th is empty or has 2^i diagnostics */
    size_t i = 0;
    if (ctx->diags_sorted)
        return;
    for (tn_diag *diag = ctx->diags, *next = NULL; diag; diag = next) {
        next = diag->next;
        diag->next = NULL;
        for (i = 0; runs[i]; i++) {
            diag = merge(runs[i], diag);
            runs[i] = NULL;
        }
        runs[i] = diag;
    }
    ctx->diags = NULL;
    for (i = 0; i < sizeof runs / sizeof *runs; i++)
        ctx->diags = merge(runs[i], ctx->diags);
    for (ctx->last_diag = ctx->diags; ctx->last_diag && ctx->last_diag->next;)
        ctx->last_diag = ctx->last_diag->next;
    ctx->cursor = (tn_diag_cursor){0};
    ctx->diags_sorted = true;
}
