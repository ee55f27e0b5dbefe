/* Identifiers (WIT.md, "WIT Identifiers" and "Keywords"). */
#include "base/limits.h"
#include "base/utf.h"
#include "parser/lower.h"
#include "types/name.h"

bool ast_is_keyword(tn_str word) {
    static const char *const keywords[] = {
#define KEYWORD(text) text,
#include "parser/keyword.def"
    };
    size_t low = 0, high = TN_COUNT_OF(keywords);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = tn_str_cmp(tn_str_from(keywords[mid]), word);
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

/* A valid identifier close to the text, or empty. */
static tn_str suggest(tn_arena *arena, tn_str text) {
    tn_str out = tn_arena_copy(arena, text);
    char *p = (char *)out.p;
    for (size_t i = 0; i < out.len; i++) {
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] - 'A' + 'a');
        if (p[i] == '_')
            p[i] = '-';
    }
    return ty_is_kebab(out) ? out : (tn_str){0};
}

static void report_bad_id(ast_lower *l, ast_id id) {
    tn_diag *diag = NULL;
    tn_str shown = ast_shown(l, id.text);
    for (size_t i = 0; i < id.text.len && !diag;) {
        uint32_t c;
        size_t len = tn_utf8_decode(id.text.p + i, id.text.len - i, &c);
        tn_span span = {id.span.hi - (uint32_t)(id.text.len - i), 0};
        span.hi = span.lo + (uint32_t)len;
        if (len != 1 || (!is_alnum((char)c) && c != '-'))
            diag = ast_fail(l, DIAG_WIT_NAME, span,
                            "`%.*s` cannot be part of an identifier", (int)len,
                            id.text.p + i);
        i += len ? len : 1;
    }
    if (!diag && id.text.len == 0)
        diag = ast_fail(l, DIAG_WIT_NAME, id.span,
                        "an identifier must follow `%%`");
    if (!diag)
        diag = ast_fail(l, DIAG_WIT_NAME, id.span,
                        "`%.*s` is not a valid identifier", TN_STR_ARG(shown));
    tn_str better = ast_shown(l, suggest(l->arena, id.text));
    if (better.len)
        tn_help(l->ctx, diag, "write `%.*s`", TN_STR_ARG(better));
    tn_note(l->ctx, diag, TN_NO_SPAN,
            "identifiers are words joined by `-`, each all lower or all upper "
            "case, the first starting with a letter");
}

void ast_check_length(ast_lower *l, tn_str name, size_t most) {
    if (name.len > most)
        ast_fail(l, DIAG_LIMIT, ast_span_here(l),
                 "this has %zu bytes; names, versions and strings of WIT may "
                 "have %zu",
                 name.len, most);
}

ast_id ast_id_here(ast_lower *l) {
    ast_id id = {ast_text_here(l), ast_span_here(l)};
    bool escaped = id.text.len && id.text.p[0] == '%';
    if (escaped)
        id.text = tn_str_from_offset(id.text, 1);
    if (ty_is_kebab(id.text))
        ast_check_length(l, id.text, TN_MAX_WIT_NAME_BYTES);
    else
        report_bad_id(l, id);
    return id;
}
