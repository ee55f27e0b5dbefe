/* Identifiers (WIT.md, "WIT Identifiers" and "Keywords"). */
#include "base/bytes.h"
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

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

/* In "getName" and "XMLParser": does a word begin at i? */
static bool begins_word(tn_str s, size_t i) {
    if (i == 0 || !is_upper(s.p[i]) || s.p[i - 1] == '-' || s.p[i - 1] == '_')
        return false;
    return !is_upper(s.p[i - 1]) || (i + 1 < s.len && is_lower(s.p[i + 1]));
}

/* A valid identifier close to the text, as WIT writes it, or empty; of a type
 * that is mentioned it may be a word of the language. */
static tn_str suggest(tn_arena *arena, tn_str text, bool mentions_type) {
    tn_writer out;
    tn_writer_init(&out, arena);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (begins_word(text, i))
            tn_write_u8(&out, '-');
        c = is_upper(c) ? (char)(c - 'A' + 'a') : c;
        tn_write_u8(&out, (uint8_t)(c == '_' ? '-' : c));
    }
    tn_str better = tn_writer_str(&out);
    if (!ty_is_kebab(better))
        return (tn_str){0};
    return ast_is_keyword(better) && !mentions_type
               ? tn_arena_printf(arena, "%%%.*s", TN_STR_ARG(better))
               : better;
}

static void report_bad_id(ast_lower *l, ast_id id, bool mentions_type) {
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
    tn_str better = suggest(l->arena, id.text, mentions_type);
    shown = ast_shown(l, better);
    if (better.len)
        tn_fix(l->ctx, diag, id.span, better, "write `%.*s`",
               TN_STR_ARG(shown));
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

static ast_id id_here(ast_lower *l, bool mentions_type) {
    ast_id id = {ast_text_here(l), ast_span_here(l)};
    bool escaped = id.text.len && id.text.p[0] == '%';
    if (escaped)
        id.text = tn_str_from_offset(id.text, 1);
    if (ty_is_kebab(id.text))
        ast_check_length(l, id.text, TN_MAX_WIT_NAME_BYTES);
    else
        report_bad_id(l, id, mentions_type);
    return id;
}

ast_id ast_id_here(ast_lower *l) {
    return id_here(l, false);
}

ast_id ast_type_id_here(ast_lower *l) {
    return id_here(l, true);
}
