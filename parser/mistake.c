/*
 * Help with texts that depart from the grammar: what people write who come
 * from other languages (mistake.def), a word that is misspelt, and else what
 * one token more, less or other would do.
 */
#include "base/distance.h"
#include "parser/syntax.h"

/* The tokens around the wrong one, which is the third. */
enum { FIRST, BEFORE, FOUND, NEXT, AROUND };

typedef struct scene {
    ast_trace *t;
    tn_diag *diag;
    ast_token around[AROUND];
} scene;

static tn_str text_at(const scene *s, int which) {
    return ast_trace_text(s->t, s->around[which]);
}

static tn_span span_of(const scene *s, uint32_t from, uint32_t to) {
    return tn_source_span(s->t->text->source, from, to);
}

static bool expects(const scene *s, tn_str word) {
    const ast_grammar *g = s->t->grammar;
    TSSymbol symbol = tn_str_eqz(word, "IDENTIFIER") ? g->identifier
                      : tn_str_eqz(word, "VERSION")  ? g->version
                                                     : ast_literal(g, word);
    return symbol && ast_is_viable(s->t, symbol);
}

/* A table of mistakes */

typedef enum where {
    IN_ANY,
    IN_FILE,
    IN_INTERFACE,
    IN_WORLD,
    IN_RESOURCE,
    IN_LIST
} where;

typedef enum fix_span {
    FIX_NONE,
    FIX_F1,
    FIX_F2,
    FIX_F12,
    FIX_F23,
    FIX_F123,
    FIX_AT2
} fix_span;

#define WORD "WORD"
#define TYPE "TYPE"
#define STRING "STRING"
#define NUMBER "NUMBER"

static const struct mistake {
    where where;
    const char *expects, *around[AROUND];
    fix_span span;
    const char *fix, *help;
} mistakes[] = {
#define MISTAKE(where, expects, before, found, next, span, fix, help) \
    {IN_##where, expects, {NULL, before, found, next}, FIX_##span, fix, help},
#include "parser/mistake.def"
};

/* Takes the first of words parted by blanks. */
static tn_str take_word(tn_str *rest) {
    tn_str word = {rest->p, tn_str_find(*rest, ' ')};
    *rest = tn_str_from_offset(*rest, word.len + (word.len < rest->len));
    return word;
}

static bool is_one_of(const scene *s, int which, tn_str pattern) {
    ast_token tok = s->around[which];
    tn_str text = text_at(s, which);
    bool is_word = tok.kind == AST_TOKEN_WORD;
    if (tn_str_eqz(pattern, WORD))
        return is_word && !ast_is_keyword(text);
    if (tn_str_eqz(pattern, TYPE))
        return is_word && ast_is_type_word(text);
    if (tn_str_eqz(pattern, STRING))
        return tok.kind == AST_TOKEN_STRING && text.len > 2;
    if (tn_str_eqz(pattern, NUMBER))
        return tok.kind == AST_TOKEN_NUMBER;
    return text.len && tn_str_eq(pattern, text);
}

static bool matches(const scene *s, int which, const char *patterns) {
    if (!patterns)
        return true;
    tn_str rest = tn_str_from(patterns);
    while (rest.len) {
        if (is_one_of(s, which, take_word(&rest)))
            return true;
    }
    return false;
}

static bool is_expected(const scene *s, const char *patterns) {
    tn_str rest = tn_str_from(patterns ? patterns : "");
    while (rest.len) {
        tn_str word = take_word(&rest);
        bool wanted = word.p[0] != '!';
        if (expects(s, wanted ? word : tn_str_from_offset(word, 1)) != wanted)
            return false;
    }
    return true;
}

/* What a bracket can hold says which one it is. */
static where where_is(const ast_trace *t) {
    static const struct {
        const char *word;
        where where;
    } signs[] = {{"include", IN_WORLD},
                 {"record", IN_INTERFACE},
                 {"constructor", IN_RESOURCE},
                 {"interface", IN_FILE}};
    for (size_t i = t->stack.len; i-- > 0;) {
        const ast_frame *f = &t->stack.data[i];
        if (!f->bracket)
            continue;
        for (size_t k = 0; k < TN_COUNT_OF(signs); k++) {
            TSSymbol literal =
                ast_literal(t->grammar, tn_str_from(signs[k].word));
            if (ast_action_for(t->grammar, f->state, literal))
                return signs[k].where;
        }
        return IN_LIST;
    }
    return IN_FILE;
}

/* Puts tokens where a template says $0 to $3, or $u2. */
static tn_str expand(const scene *s, const char *template) {
    tn_writer out;
    tn_writer_init(&out, s->t->text->arena);
    for (const char *p = template; *p; p++) {
        if (*p != '$') {
            tn_write_u8(&out, (uint8_t)*p);
            continue;
        }
        bool unquoted = p[1] == 'u';
        p += 1 + unquoted;
        tn_str text = text_at(s, *p - '0');
        if (unquoted && text.len >= 2)
            text = (tn_str){text.p + 1, text.len - 2};
        tn_write_bytes(&out, text.p, text.len);
    }
    return tn_writer_str(&out);
}

static tn_span fixed_span(const scene *s, fix_span span) {
    static const uint8_t first[] = {0, 1, 2, 1, 2, 1, 2};
    static const uint8_t last[] = {0, 1, 2, 2, 3, 3, 2};
    uint32_t from = s->around[first[span]].from;
    return span_of(s, from, span == FIX_AT2 ? from : s->around[last[span]].to);
}

static void apply(const scene *s, const struct mistake *m) {
    tenon_context *ctx = s->t->text->ctx;
    tn_str help = expand(s, m->help);
    if (m->span == FIX_NONE)
        tn_help(ctx, s->diag, "%.*s", TN_STR_ARG(help));
    else
        tn_fix(ctx, s->diag, fixed_span(s, m->span), expand(s, m->fix), "%.*s",
               TN_STR_ARG(help));
}

/* Long tokens are no habit, and would make long messages. */
static bool are_short(const scene *s) {
    for (int i = 0; i < AROUND; i++) {
        if (text_at(s, i).len > TN_MAX_DISTANCE_WORD)
            return false;
    }
    return true;
}

static bool help_with_table(const scene *s) {
    where here = where_is(s->t);
    for (size_t i = 0; i < TN_COUNT_OF(mistakes); i++) {
        const struct mistake *m = &mistakes[i];
        bool fits = (m->where == IN_ANY || m->where == here) &&
                    matches(s, BEFORE, m->around[BEFORE]) &&
                    matches(s, FOUND, m->around[FOUND]) &&
                    matches(s, NEXT, m->around[NEXT]) &&
                    is_expected(s, m->expects);
        if (fits) {
            apply(s, m);
            return true;
        }
    }
    return false;
}

/* Versions */

static bool is_version_char(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

/* "1.0" and "v1.0.0": what is missing, or too much. */
static bool help_with_version(const scene *s) {
    const ast_trace *t = s->t;
    tn_str source = t->text->source->bytes;
    uint32_t from = t->cur.from, to = from, dots = 0;
    if (!ast_is_viable(t, t->grammar->version) || from >= source.len)
        return false;
    bool has_v = source.p[from] == 'v' || source.p[from] == 'V';
    to += has_v;
    for (; to < source.len && is_version_char(source.p[to]) && to - from < 40;
         to++)
        dots += source.p[to] == '.';
    if (to == from + has_v || dots > 2 || source.p[to - 1] == '.')
        return false;
    tn_str version =
        tn_arena_printf(t->text->arena, "%.*s%s", (int)(to - from - has_v),
                        source.p + from + has_v,
                        dots == 0   ? ".0.0"
                        : dots == 1 ? ".0"
                                    : "");
    tn_fix(t->text->ctx, s->diag, span_of(s, from, to), version,
           "versions are three numbers: `%.*s`", TN_STR_ARG(version));
    return true;
}

/* Misspelt words */

/* The word that is expected here and closest to a token, or empty. */
static tn_str closest_expected(const scene *s, tn_str name) {
    const ast_trace *t = s->t;
    tn_closest c = tn_closest_to(name);
    for (uint32_t i = 1; i < t->grammar->wit->token_count; i++) {
        const char *word = t->grammar->wit->symbol_names[i];
        if (!t->grammar->wit->symbol_metadata[i].named && strlen(word) > 2 &&
            ast_is_viable(t, (TSSymbol)i))
            tn_closest_offer(&c, tn_str_from(word));
    }
    return c.best;
}

/* `recrod r {`: what was read as the name of a function is a keyword. */
static tn_str closest_item(tn_str name) {
    static const char *const words[] = {"record", "variant",  "enum",
                                        "flags",  "resource", "type"};
    tn_closest c = tn_closest_to(name);
    for (size_t i = 0; i < TN_COUNT_OF(words); i++)
        tn_closest_offer(&c, tn_str_from(words[i]));
    return c.best;
}

/* `import f: fnc(`: what was read as the name of an interface. */
static bool help_with_func(const scene *s) {
    if (!matches(s, FIRST, ":") || !matches(s, BEFORE, WORD) ||
        !matches(s, FOUND, "(") || !expects(s, TN_STR(";")))
        return false;
    tn_fix(s->t->text->ctx, s->diag,
           span_of(s, s->around[BEFORE].from, s->around[BEFORE].to),
           TN_STR("func"), "did you mean `func`?");
    return true;
}

static bool help_with_word(const scene *s) {
    tn_str best = {0};
    int which = FOUND;
    if (is_one_of(s, FOUND, TN_STR(WORD)))
        best = closest_expected(s, text_at(s, FOUND));
    if (!best.len && is_one_of(s, BEFORE, TN_STR(WORD)) &&
        s->around[FOUND].kind == AST_TOKEN_WORD && expects(s, TN_STR(":"))) {
        which = BEFORE;
        best = closest_item(text_at(s, BEFORE));
    }
    if (best.len)
        tn_fix(s->t->text->ctx, s->diag,
               span_of(s, s->around[which].from, s->around[which].to), best,
               "did you mean `%.*s`?", TN_STR_ARG(best));
    return best.len > 0;
}

tn_str ast_closest_generic(tn_str name) {
    static const char *const words[] = {"list",   "option", "result",
                                        "tuple",  "future", "stream",
                                        "borrow", "own",    "map"};
    tn_closest c = tn_closest_to(name);
    for (size_t i = 0; i < TN_COUNT_OF(words); i++)
        tn_closest_offer(&c, tn_str_from(words[i]));
    return c.best;
}

/* `lst<u8>`: behind what was read as the name of a type. */
static bool help_with_parameters(const scene *s) {
    if (!matches(s, BEFORE, WORD) || !matches(s, FOUND, "<") ||
        expects(s, TN_STR("<")))
        return false;
    tn_str best = {0};
    if (!expects(s, TN_STR("{"))) /* it is not being defined */
        best = ast_closest_generic(text_at(s, BEFORE));
    if (best.len)
        tn_fix(s->t->text->ctx, s->diag,
               span_of(s, s->around[BEFORE].from, s->around[BEFORE].to), best,
               "did you mean `%.*s`?", TN_STR_ARG(best));
    else
        tn_help(s->t->text->ctx, s->diag,
                "types that you define have no parameters");
    return true;
}

/* One token more, other or less */

static bool help_with_nesting(const scene *s) {
    if (!matches(s, FOUND, "interface world") || ast_fits_outside(s->t) ||
        where_is(s->t) == IN_FILE)
        return false;
    tn_help(s->t->text->ctx, s->diag,
            "interfaces and worlds stand side by side, not in one another");
    return true;
}

static bool help_with_insertion(const scene *s) {
    static const char *const marks[] = {";", ",", ":", "{", ")", ">", "}"};
    const ast_trace *t = s->t;
    for (size_t i = 0; i < TN_COUNT_OF(marks) && t->prev.to; i++) {
        tn_str mark = tn_str_from(marks[i]);
        if (!ast_would_fit(t, ast_literal(t->grammar, mark), t->cur))
            continue;
        tn_fix(t->text->ctx, s->diag, span_of(s, t->prev.to, t->prev.to), mark,
               "write `%s` behind `%.*s`", marks[i],
               TN_STR_ARG(text_at(s, BEFORE)));
        return true;
    }
    return false;
}

static bool help_with_replacement(const scene *s) {
    static const char *const pairs[][2] = {
        {",", ";"}, {";", ","}, {"=", ":"}, {":", "->"}, {":", "="},
        {"[", "<"}, {"(", "<"}, {"]", ">"}, {")", ">"},  {".", "/"},
        {"/", ":"}, {"}", ")"}, {")", "}"}, {"{", "("}};
    const ast_trace *t = s->t;
    for (size_t i = 0; i < TN_COUNT_OF(pairs); i++) {
        tn_str mark = tn_str_from(pairs[i][1]);
        if (!tn_str_eqz(text_at(s, FOUND), pairs[i][0]) ||
            !ast_would_fit(t, ast_literal(t->grammar, mark), s->around[NEXT]))
            continue;
        tn_fix(t->text->ctx, s->diag, span_of(s, t->cur.from, t->cur.to), mark,
               "write `%s` instead of `%s`", pairs[i][1], pairs[i][0]);
        return true;
    }
    return false;
}

static bool help_with_removal(const scene *s) {
    const ast_trace *t = s->t;
    bool can_go = matches(s, FOUND, "; , } ) >") ||
                  (is_one_of(s, FOUND, TN_STR(WORD)) &&
                   s->around[NEXT].kind == AST_TOKEN_WORD);
    if (!can_go || !ast_would_fit(t, 0, s->around[NEXT]))
        return false;
    tn_fix(t->text->ctx, s->diag, span_of(s, t->cur.from, t->cur.to),
           TN_STR(""), "remove this `%.*s`", TN_STR_ARG(text_at(s, FOUND)));
    return true;
}

static bool help_with_keyword(const scene *s) {
    const ast_trace *t = s->t;
    tn_str text = text_at(s, FOUND);
    if (t->cur.kind != AST_TOKEN_WORD || !ast_is_keyword(text) ||
        !ast_would_fit(t, t->grammar->identifier, s->around[NEXT]))
        return false;
    tn_fix(t->text->ctx, s->diag, span_of(s, t->cur.from, t->cur.from),
           TN_STR("%"), "write `%%%.*s` to use it as an identifier",
           TN_STR_ARG(text));
    return true;
}

void ast_help_with_mistake(ast_trace *t, tn_diag *diag) {
    scene s = {.t = t, .diag = diag, .around = {t->before, t->prev, t->cur}};
    s.around[NEXT] = t->cur;
    if (t->cur.kind != AST_TOKEN_END)
        s.around[NEXT] = ast_token_after(t->grammar, t->text, t->cur.to);
    if (!are_short(&s))
        return;
    (void)(help_with_keyword(&s) || help_with_version(&s) ||
           help_with_func(&s) || help_with_table(&s) ||
           help_with_parameters(&s) || help_with_word(&s) ||
           help_with_nesting(&s) || help_with_insertion(&s) ||
           help_with_replacement(&s) || help_with_removal(&s));
}
