/*
 * Between wabt and the rest: looks at a text before wabt does (encoding,
 * nesting, which wabt follows by recursion), turns its errors into
 * diagnostics and moves its results into arenas.
 */
#include "wat/wat.h"

#include "base/context.h"
#include "base/limits.h"
#include "base/utf.h"
#include "wat/custom.h"
#include "wat/module.h"
#include "wat/quoted.h"
#include "wat/wabt.h"

/* A text, and where it is in the source map (0: nowhere). */
typedef struct wat_place {
    tn_str text;
    uint32_t base;
} wat_place;

static tn_span span_of(const wat_place *place, size_t from, size_t to) {
    if (!place->base)
        return TN_NO_SPAN;
    return (tn_span){place->base + (uint32_t)from, place->base + (uint32_t)to};
}

static bool fail_at(tenon_context *ctx,
                    const wat_place *place,
                    size_t at,
                    const char *why) {
    size_t end = at < place->text.len ? at + 1 : at;
    tn_error(ctx, DIAG_WAT_SYNTAX, span_of(place, at, end), "%s", why);
    return false;
}

/* The offset of a line and column as wabt counts them. */
static size_t offset_of(tn_str text, size_t line, size_t col) {
    size_t at = 0;
    while (line > 1 && at < text.len) {
        at += tn_str_find(tn_str_from_offset(text, at), '\n') + 1;
        line--;
    }
    at += col ? col - 1 : 0;
    return at < text.len ? at : text.len;
}

static void report_text_error(tenon_context *ctx,
                              const wat_place *place,
                              const wabt_error *error) {
    size_t from = offset_of(place->text, error->line, error->col);
    size_t to = offset_of(place->text, error->line, error->end_col);
    if (to <= from)
        to = from < place->text.len ? from + 1 : from;
    tn_str text = {error->text, error->len};
    tn_diag *diag = tn_error(ctx, DIAG_WAT_SYNTAX, span_of(place, from, to),
                             "%.*s", TN_STR_ARG(text));
    if (!place->base && error->line)
        tn_diag_within(ctx, diag,
                       tn_arena_printf(&ctx->arena, "line %zu, column %zu",
                                       error->line, error->col));
}

static void report_binary_error(tenon_context *ctx,
                                const wat_place *place,
                                const wabt_error *error) {
    size_t at =
        error->offset < place->text.len ? error->offset : place->text.len;
    tn_str text = {error->text, error->len};
    tn_error(ctx, DIAG_CORE_UNSUPPORTED, span_of(place, at, at), "%.*s",
             TN_STR_ARG(text));
}

typedef void report_fn(tenon_context *, const wat_place *, const wabt_error *);

/* Unwinds when memory is out, with output still to free. */
static bool take(tn_str *out,
                 tenon_context *ctx,
                 tn_arena *arena,
                 const wat_place *place,
                 const wabt_output *output,
                 wabt_status status,
                 report_fn *report) {
    if (status == WABT_OK) {
        size_t len;
        const uint8_t *data = wabt_output_data(output, &len);
        *out = tn_arena_copy(arena, (tn_str){(const char *)data, len});
        return true;
    }
    size_t count = wabt_output_error_count(output);
    for (size_t i = 0; i < count && i < TN_MAX_ERRORS; i++) {
        wabt_error error = wabt_output_error(output, i);
        report(ctx, place, &error);
    }
    if (count == 0)
        report(ctx, place,
               &(wabt_error){.text = "cannot be converted",
                             .len = sizeof "cannot be converted" - 1});
    return false;
}

/* Frees output on every way out. */
static bool finish(tn_str *out,
                   tenon_context *ctx,
                   tn_arena *arena,
                   const wat_place *place,
                   wabt_output *output,
                   wabt_status status,
                   report_fn *report) {
    if (!output)
        tn_out_of_memory(&ctx->guard);
    tn_guard guard;
    volatile bool ok = false;
    volatile bool unwound = false;
    if (TN_GUARD(ctx, &guard))
        ok = take(out, ctx, arena, place, output, status, report);
    else
        unwound = true;
    tn_guard_leave(ctx, &guard);
    wabt_output_free(output);
    if (unwound)
        tn_out_of_memory(&ctx->guard);
    return ok;
}

static bool opens_block(tn_str word) {
    return tn_str_eqz(word, "block") || tn_str_eqz(word, "loop") ||
           tn_str_eqz(word, "if") || tn_str_eqz(word, "try");
}

static bool closes_block(tn_str word) {
    return tn_str_eqz(word, "end") || tn_str_eqz(word, "delegate");
}

/* How deep the text is nested where a token stands. */
typedef struct nesting {
    size_t parens, blocks;
    bool folded; /* the token before was a parenthesis */
} nesting;

/*
 * wabt recurses for parentheses and for plain blocks. A block keyword behind
 * a parenthesis is folded and counted as the parenthesis alone.
 */
static bool nest(nesting *n, wat_token token) {
    if (token.kind == WAT_OPEN)
        n->parens++;
    else if (token.kind == WAT_CLOSE && n->parens)
        n->parens--;
    else if (token.kind == WAT_ATOM && !n->folded && opens_block(token.text))
        n->blocks++;
    else if (token.kind == WAT_ATOM && !n->folded && n->blocks &&
             closes_block(token.text))
        n->blocks--;
    n->folded = token.kind == WAT_OPEN;
    return n->parens + n->blocks <= TN_MAX_WAT_DEPTH;
}

static void blank(char *text, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        if (text[i] != '\n')
            text[i] = ' ';
    }
}

/*
 * Gives the text with blanks for comments and annotations (those that mean
 * something are read later), neither of which
 * wabt reads as WebAssembly 3.0 has them. Places stay the same. *empty tells
 * that there is no token.
 */
static bool prepare(tn_str *out,
                    bool *empty,
                    tenon_context *ctx,
                    tn_arena *arena,
                    const wat_place *place) {
    size_t bad;
    if (!tn_utf8_valid(place->text.p, place->text.len, &bad))
        return fail_at(ctx, place, bad, "malformed UTF-8 encoding");
    *out = tn_arena_copy(arena, place->text);
    wat_scanner scanner;
    wat_scanner_init(&scanner, place->text);
    nesting n = {0};
    size_t done = 0;
    *empty = true;
    for (;;) {
        wat_token token = wat_next(&scanner);
        if (token.kind == WAT_BAD)
            return fail_at(ctx, place, scanner.pos, scanner.error);
        blank((char *)out->p, done, token.at);
        if (token.kind == WAT_END)
            return true;
        *empty = false;
        done = scanner.pos;
        if (!nest(&n, token))
            return fail_at(ctx, place, token.at, "nested too deeply");
    }
}

static bool add_customs(tn_str *out,
                        tenon_context *ctx,
                        tn_arena *arena,
                        const wat_place *place) {
    const char *why;
    size_t at;
    return wat_add_customs(out, arena, place->text, &why, &at) ||
           fail_at(ctx, place, at, why);
}

static bool parse(tn_str *out,
                  tenon_context *ctx,
                  tn_arena *arena,
                  const wat_place *place) {
    tn_str text;
    bool empty;
    if (!prepare(&text, &empty, ctx, arena, place))
        return false;
    if (empty) { /* wabt wants to see a field */
        *out = (tn_str){"\0asm\1\0\0\0", 8};
        return add_customs(out, ctx, arena, place);
    }
    bool quoted = wat_hide_quoted(&text, arena);
    wabt_output *output;
    wabt_status status = wabt_text_to_binary(&output, text.p, text.len);
    if (!finish(out, ctx, arena, place, output, status, report_text_error))
        return false;
    if (quoted)
        wat_restore_quoted(out, arena);
    return add_customs(out, ctx, arena, place);
}

bool wat_module_to_wasm(tn_str *out,
                        tenon_context *ctx,
                        tn_arena *arena,
                        const wat_module *module,
                        uint32_t span_base) {
    uint32_t base = span_base ? span_base + (uint32_t)module->text_at : 0;
    wat_place place = {module->text, base};
    switch (module->form) {
    case WAT_MODULE_BINARY:
        *out = module->bytes;
        return true;
    case WAT_MODULE_QUOTE:
        place = (wat_place){module->bytes, 0};
        return parse(out, ctx, arena, &place);
    case WAT_MODULE_COMPONENT:
        return fail_at(ctx, &place, 0, "components are not core modules");
    case WAT_MODULE_TEXT:
        break;
    }
    return parse(out, ctx, arena, &place);
}

/* Binary, quoted and component forms, which wabt does not read here. */
static bool is_plain(tn_str text) {
    wat_scanner scanner;
    wat_scanner_init(&scanner, text);
    if (wat_next(&scanner).kind != WAT_OPEN)
        return true;
    wat_token word = wat_next(&scanner);
    if (tn_str_eqz(word.text, "component"))
        return false;
    if (!tn_str_eqz(word.text, "module"))
        return true;
    word = wat_next(&scanner);
    if (word.kind == WAT_ATOM && word.text.p[0] == '$')
        word = wat_next(&scanner);
    return !tn_str_eqz(word.text, "binary") && !tn_str_eqz(word.text, "quote");
}

bool wat_to_wasm(tn_str *out,
                 tenon_context *ctx,
                 tn_arena *arena,
                 tn_str text,
                 uint32_t span_base) {
    wat_place place = {text, span_base};
    if (is_plain(text))
        return parse(out, ctx, arena, &place);
    wat_scanner scanner;
    wat_scanner_init(&scanner, text);
    wat_token open = wat_next(&scanner);
    wat_module module;
    const char *error;
    if (!wat_module_read(&module, &error, arena, &scanner, open.at))
        return fail_at(ctx, &place, scanner.pos, error);
    if (wat_next(&scanner).kind != WAT_END)
        return fail_at(ctx, &place, scanner.pos, "text behind the module");
    return wat_module_to_wasm(out, ctx, arena, &module, span_base);
}

bool wat_from_wasm(tn_str *out,
                   tenon_context *ctx,
                   tn_arena *arena,
                   tn_str bytes,
                   uint32_t span_base) {
    wat_place place = {bytes, span_base};
    wabt_output *output;
    wabt_status status =
        wabt_binary_to_text(&output, (const uint8_t *)bytes.p, bytes.len);
    return finish(out, ctx, arena, &place, output, status, report_binary_error);
}
