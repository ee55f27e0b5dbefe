/*
 * What a text should have said where it departs from the grammar: the
 * terminals for which the automaton's state has an action.
 */
#include "parser/syntax.h"

enum { MAX_SHOWN = 40 };

typedef struct expectation {
    tn_arena *arena;
    TN_VEC(tn_str) phrases;
} expectation;

/* Words that together mean one thing; all must be expected. */
static const struct {
    const char *phrase;
    const char *words[8];
} groups[] = {
    {"a type",
     {"u8", "list", "tuple", "option", "result", "own", "borrow", "string"}},
    {"a type definition",
     {"type", "record", "variant", "flags", "enum", "resource"}},
};

static bool expects(const ast_trace *t, const char *word) {
    TSSymbol literal = ast_literal(t->grammar, tn_str_from(word));
    return literal && ast_is_viable(t, literal);
}

static bool expects_group(const ast_trace *t, size_t g) {
    for (size_t i = 0; i < TN_COUNT_OF(groups[g].words); i++) {
        if (groups[g].words[i] && !expects(t, groups[g].words[i]))
            return false;
    }
    return true;
}

static bool in_group(size_t g, const char *word) {
    for (size_t i = 0; i < TN_COUNT_OF(groups[g].words); i++) {
        if (groups[g].words[i] && strcmp(groups[g].words[i], word) == 0)
            return true;
    }
    return false;
}

bool ast_is_type_word(tn_str word) {
    static const char *const words[] = {
        "list",   "tuple",  "option", "result", "own",
        "borrow", "string", "map",    "stream", "future",
#define PRIMITIVE(NAME, wit, code, size, flat) wit,
#include "tenon/type.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(words); i++) {
        if (tn_str_eqz(word, words[i]))
            return true;
    }
    return false;
}

/* Does a phrase that was already added cover this terminal? */
static bool is_covered(const ast_trace *t,
                       const char *word,
                       bool type,
                       bool definition) {
    return (type && ast_is_type_word(tn_str_from(word))) ||
           (definition && in_group(1, word)) ||
           (strcmp(word, "@") == 0 && !expects(t, "."));
}

static void add_terminals(const ast_trace *t,
                          expectation *e,
                          bool type,
                          bool definition) {
    for (uint32_t i = 1; i < t->grammar->wit->token_count; i++) {
        const char *word = t->grammar->wit->symbol_names[i];
        bool named = t->grammar->wit->symbol_metadata[i].named;
        if (named || is_covered(t, word, type, definition) ||
            !ast_is_viable(t, (TSSymbol)i))
            continue;
        tn_vec_push(e->arena, &e->phrases,
                    tn_arena_printf(e->arena, "`%s`", word));
    }
}

static void add_phrase(expectation *e, const char *phrase) {
    tn_vec_push(e->arena, &e->phrases, tn_str_from(phrase));
}

static void collect(const ast_trace *t, expectation *e) {
    bool type = expects_group(t, 0), definition = expects_group(t, 1);
    bool in_body = definition && ast_is_viable(t, t->grammar->identifier);
    if (type)
        add_phrase(e, "a type");
    if (in_body)
        add_phrase(e, "a function");
    if (definition)
        add_phrase(e, "a type definition");
    if (!type && !in_body && ast_is_viable(t, t->grammar->identifier))
        add_phrase(e, "an identifier");
    if (ast_is_viable(t, t->grammar->version))
        add_phrase(e, "a version such as 1.0.0");
    if (ast_is_viable(t, t->grammar->integer))
        add_phrase(e, "a number");
    if (ast_is_viable(t, t->grammar->string))
        add_phrase(e, "a string");
    add_terminals(t, e, type, definition);
    if (ast_is_viable(t, ts_builtin_sym_end) && e->phrases.len == 0)
        add_phrase(e, "the end of the file");
}

/* "`a`", "`a` or `b`", "`a`, `b` or `c`" */
static tn_str describe_expected(const ast_trace *t) {
    expectation e = {.arena = t->text->arena};
    collect(t, &e);
    tn_writer out;
    tn_writer_init(&out, e.arena);
    for (size_t i = 0; i < e.phrases.len; i++) {
        if (i > 0)
            tn_write_printf(&out, "%s", i + 1 < e.phrases.len ? ", " : " or ");
        tn_write_bytes(&out, e.phrases.data[i].p, e.phrases.data[i].len);
    }
    return e.phrases.len ? tn_writer_str(&out) : TN_STR("something else");
}

/* A token for a message: its text, cut when long. */
static tn_str quote(const ast_trace *t, ast_token tok) {
    tn_str s = ast_trace_text(t, tok);
    if (s.len <= MAX_SHOWN)
        return tn_arena_printf(t->text->arena, "`%.*s`", TN_STR_ARG(s));
    size_t len = MAX_SHOWN;
    while (len > 0 && ((unsigned char)s.p[len] & 0xc0) == 0x80)
        len--;
    return tn_arena_printf(t->text->arena, "`%.*s...`", (int)len, s.p);
}

static tn_str describe_found(const ast_trace *t) {
    tn_str s = ast_trace_text(t, t->cur);
    if (t->cur.kind == AST_TOKEN_END)
        return TN_STR("the end of the file");
    if (t->cur.kind == AST_TOKEN_OTHER && s.p[0] == '"')
        return TN_STR("a string that does not end on its line");
    tn_str quoted = quote(t, t->cur);
    if (t->cur.kind == AST_TOKEN_WORD && ast_is_keyword(s))
        return tn_arena_printf(t->text->arena, "keyword %.*s",
                               TN_STR_ARG(quoted));
    return quoted;
}

/* Points at the innermost bracket that is open, when that may be the cause. */
static void note_open_bracket(ast_trace *t, tn_diag *diag) {
    bool is_keyword = t->cur.kind == AST_TOKEN_WORD &&
                      ast_is_keyword(ast_trace_text(t, t->cur));
    bool may_be = t->cur.kind == AST_TOKEN_END ||
                  (is_keyword && expects(t, "}") && ast_fits_outside(t));
    for (size_t i = t->stack.len; may_be && i-- > 0;) {
        const ast_frame *f = &t->stack.data[i];
        if (!f->bracket)
            continue;
        tn_note(t->text->ctx, diag,
                tn_source_span(t->text->source, f->open, f->open + 1),
                "this `%c` is still open", f->bracket);
        return;
    }
}

void ast_report_unexpected(ast_trace *t) {
    tn_str expected = describe_expected(t), found = describe_found(t);
    tn_span span = tn_source_span(t->text->source, t->cur.from, t->cur.to);
    tn_diag *diag;
    bool in_list = expects(t, "record") || expects(t, "interface");
    if (t->prev.to > 0 && !in_list)
        diag = tn_error(t->text->ctx, DIAG_WIT_SYNTAX, span,
                        "expected %.*s after %.*s, found %.*s",
                        TN_STR_ARG(expected), TN_STR_ARG(quote(t, t->prev)),
                        TN_STR_ARG(found));
    else
        diag = tn_error(t->text->ctx, DIAG_WIT_SYNTAX, span,
                        "expected %.*s, found %.*s", TN_STR_ARG(expected),
                        TN_STR_ARG(found));
    note_open_bracket(t, diag);
    ast_help_with_mistake(t, diag);
    t->errors++;
}
