/*
 * Does a text follow the grammar, and if not: where, and what should have
 * stood there?
 *
 * tree-sitter would say that there is an error, repair the tree around it and
 * go on, but says neither where a reader would see it nor what was expected;
 * and its error nodes are not safe for hostile texts (version 0.20.7 frees
 * wild pointers when one gets more than 65,535 children). Both answers are in
 * the generated tables: here the same automaton runs over the tokens, keeping
 * only its stack, and stops at the first token that its state has no action
 * for. What there are actions for is what was expected. Then it resumes at
 * the next item, as yacc does with its error token, so that several errors
 * are reported in a run. Only a text without any goes on to tree-sitter.
 *
 * The tables' layout is that of ABI 14 (tree_sitter/parser.h). The grammar
 * has no conflicts: each state has one action for a token (besides the
 * shifts that tree-sitter adds for repetitions).
 */
#include "base/limits.h"
#include "base/map.h"
#include "parser/lower.h"

/* The generated header takes it from the runtime's, where old ones lack it. */
typedef uint16_t TSStateId;
#include "parser/tree-sitter-wit/src/tree_sitter/parser.h"

enum { START_STATE = 1, MAX_SHOWN = 40, CUT_BYTES = 64 << 10 };

typedef struct token {
    enum {
        TOKEN_END,
        TOKEN_WORD,
        TOKEN_NUMBER, /* integer or version */
        TOKEN_STRING,
        TOKEN_OTHER /* punctuation, and what no token starts with */
    } kind;
    uint32_t from, to;
} token;

/* A state of the automaton; open: where the bracket that led to it stands. */
typedef struct frame {
    uint16_t state;
    char bracket; /* 0: none */
    uint32_t open;
} frame;

typedef struct trace {
    ast_text *text;
    const TSLanguage *wit;
    tn_map literals; /* text of keywords and punctuation -> symbol */
    TSSymbol identifier, integer, version, string;
    TSSymbol items[5]; /* what a body consists of */
    TN_VEC(frame) stack;
    token prev, cur;
    unsigned errors;
    uint32_t depth; /* open braces */
    uint32_t last_cut;
} trace;

/* The tables */

static uint16_t lookup(const trace *t, uint16_t state, TSSymbol symbol) {
    const TSLanguage *wit = t->wit;
    if (state < wit->large_state_count)
        return wit->parse_table[state * wit->symbol_count + symbol];
    uint32_t row = wit->small_parse_table_map[state - wit->large_state_count];
    const uint16_t *p = wit->small_parse_table + row;
    uint16_t groups = *p++;
    for (uint16_t i = 0; i < groups; i++) {
        uint16_t value = *p++, count = *p++;
        for (uint16_t j = 0; j < count; j++) {
            if (*p++ == symbol)
                return value;
        }
    }
    return 0;
}

/* What to do in a state at a token; NULL: it is an error. */
static const TSParseAction *action_for(const trace *t,
                                       uint16_t state,
                                       TSSymbol symbol) {
    const TSParseActionEntry *entry =
        &t->wit->parse_actions[lookup(t, state, symbol)];
    for (unsigned i = 1; i <= entry->entry.count; i++) {
        const TSParseAction *action = &entry[i].action;
        bool skip = action->type == TSParseActionTypeRecover ||
                    (action->type == TSParseActionTypeShift &&
                     (action->shift.repetition || action->shift.extra));
        if (!skip)
            return action;
    }
    return NULL;
}

static TSSymbol named_symbol(const trace *t, const char *name) {
    return ts_language_symbol_for_name(t->wit, name, (uint32_t)strlen(name),
                                       true);
}

/* Hidden rules have no public number. */
static TSSymbol hidden_symbol(const trace *t, const char *name) {
    for (uint32_t i = t->wit->token_count; i < t->wit->symbol_count; i++) {
        if (strcmp(t->wit->symbol_names[i], name) == 0)
            return (TSSymbol)i;
    }
    tn_assert(false && "the grammar has such a rule");
    return 0;
}

static void init_symbols(trace *t) {
    t->identifier = named_symbol(t, "identifier");
    t->integer = named_symbol(t, "integer");
    t->version = named_symbol(t, "version");
    t->string = named_symbol(t, "string");
    static const char *const items[] = {"_package_item", "_interface_item",
                                        "_world_item", "_resource_item",
                                        "package_decl"};
    for (size_t i = 0; i < TN_COUNT_OF(items); i++)
        t->items[i] = hidden_symbol(t, items[i]);
    tn_map_init(&t->literals, t->text->arena);
    for (uint32_t i = 1; i < t->wit->token_count; i++) {
        if (!t->wit->symbol_metadata[i].named)
            tn_map_put(&t->literals, tn_str_from(t->wit->symbol_names[i]), NULL)
                ->value.num = i;
    }
}

/* Tokens */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* Behind "-a.b" or "+a.b" of a version at i, or i. */
static uint32_t end_of_suffix(tn_str s, uint32_t i, char lead) {
    if (i >= s.len || s.p[i] != lead)
        return i;
    uint32_t end = i;
    do {
        uint32_t start = end + 1;
        uint32_t j = start;
        while (j < s.len && (unsigned char)s.p[j] < 0x80 &&
               ((is_word(s.p[j]) && s.p[j] != '_') || s.p[j] == '-'))
            j++;
        if (j == start)
            break;
        end = j;
    } while (end < s.len && s.p[end] == '.');
    return end;
}

static uint32_t end_of_number(tn_str s, uint32_t i) {
    uint32_t end = i;
    uint32_t first = 0; /* behind the first number */
    for (int part = 0;; part++) {
        while (end < s.len && is_digit(s.p[end]))
            end++;
        first = part == 0 ? end : first;
        if (part == 2)
            return end_of_suffix(s, end_of_suffix(s, end, '-'), '+');
        if (end + 1 >= s.len || s.p[end] != '.' || !is_digit(s.p[end + 1]))
            return first;
        end++;
    }
}

static uint32_t end_of_string(tn_str s, uint32_t i) {
    for (i++; i < s.len && s.p[i] != '\n'; i++) {
        if (s.p[i] == '"')
            return i + 1;
        if (s.p[i] == '\\' && (++i == s.len || s.p[i] == '\n'))
            return 0;
    }
    return 0;
}

/* Words and '%' in front of one; digits are not first in either. */
static bool starts_word(tn_str s, uint32_t i) {
    i += s.p[i] == '%';
    return i < s.len && is_word(s.p[i]) && !is_digit(s.p[i]);
}

static uint32_t end_of_word(tn_str s, uint32_t i) {
    for (i++; i < s.len && (is_word(s.p[i]) || s.p[i] == '-'); i++)
        ;
    return i;
}

static uint32_t end_of_other(tn_str s, uint32_t i) {
    return s.p[i] == '-' && i + 1 < s.len && s.p[i + 1] == '>' ? i + 2 : i + 1;
}

static token token_after(const trace *t, uint32_t offset) {
    tn_str s = t->text->source->bytes;
    uint32_t i = ast_text_skip(t->text, offset);
    if (i >= s.len)
        return (token){TOKEN_END, (uint32_t)s.len, (uint32_t)s.len};
    token out = {TOKEN_OTHER, i, 0};
    if (is_digit(s.p[i])) {
        out.kind = TOKEN_NUMBER;
        out.to = end_of_number(s, i);
    } else if (starts_word(s, i)) {
        out.kind = TOKEN_WORD;
        out.to = end_of_word(s, i);
    } else if (s.p[i] == '"' && end_of_string(s, i)) {
        out.kind = TOKEN_STRING;
        out.to = end_of_string(s, i);
    } else {
        out.to = end_of_other(s, i);
    }
    return out;
}

static tn_str text_of(const trace *t, token tok) {
    return (tn_str){t->text->source->bytes.p + tok.from, tok.to - tok.from};
}

static bool is_literal(const trace *t, token tok, const char *text) {
    return tn_str_eqz(text_of(t, tok), text);
}

/* The terminal that a token is in a state, as the lexer would decide. */
static TSSymbol symbol_of(const trace *t, uint16_t state, token tok) {
    const tn_map_entry *literal = NULL;
    if (tok.kind == TOKEN_WORD || tok.kind == TOKEN_OTHER)
        literal = tn_map_find(&t->literals, text_of(t, tok));
    switch (tok.kind) {
    case TOKEN_END:
        return ts_builtin_sym_end;
    case TOKEN_NUMBER: {
        bool dotted = tn_str_find(text_of(t, tok), '.') < tok.to - tok.from;
        return dotted ? t->version : t->integer;
    }
    case TOKEN_STRING:
        return t->string;
    case TOKEN_WORD:
        if (literal && action_for(t, state, (TSSymbol)literal->value.num))
            return (TSSymbol)literal->value.num;
        return ast_is_keyword(text_of(t, tok)) ? ts_builtin_sym_error
                                               : t->identifier;
    default:
        return literal ? (TSSymbol)literal->value.num : ts_builtin_sym_error;
    }
}

/* Running */

static uint16_t top(const trace *t) {
    return t->stack.data[t->stack.len - 1].state;
}

static void push(trace *t, uint16_t state, token tok) {
    char c = tok.to == tok.from + 1 ? t->text->source->bytes.p[tok.from] : 0;
    char bracket = c == '{' || c == '(' || c == '<' ? c : 0;
    tn_vec_push(t->text->arena, &t->stack, ((frame){state, bracket, tok.from}));
}

static void advance(trace *t) {
    t->prev = t->cur;
    t->cur = token_after(t, t->cur.to);
}

/*
 * Would the stack, after reductions, shift this terminal? The generator
 * merges states, hence a reduction alone does not mean that the terminal fits.
 */
static bool is_viable(const trace *t, TSSymbol symbol) {
    size_t below = t->stack.len; /* frames that are still on the stack */
    uint16_t state = top(t);     /* stands on them */
    bool pushed = false;         /* state is not the topmost of them */
    for (;;) {
        const TSParseAction *action = symbol == ts_builtin_sym_error
                                          ? NULL
                                          : action_for(t, state, symbol);
        if (!action)
            return false;
        if (action->type != TSParseActionTypeReduce)
            return true;
        below -= action->reduce.child_count - (size_t)pushed;
        state = t->stack.data[below - 1].state;
        state = lookup(t, state, action->reduce.symbol);
        pushed = true;
    }
}

/* Notes the places where a text can be cut (ast_text.cuts). */
static void note_cut(trace *t) {
    char c = t->text->source->bytes.p[t->prev.from];
    t->depth += c == '{';
    t->depth -= c == '}';
    if (t->depth == 0 && (c == '}' || c == ';') &&
        t->prev.to - t->last_cut >= CUT_BYTES) {
        t->last_cut = t->prev.to;
        tn_vec_push(t->text->arena, &t->text->cuts, t->last_cut);
    }
}

/* Takes one token, or the end; true when that ends the text. */
static bool take(trace *t) {
    TSSymbol symbol = symbol_of(t, top(t), t->cur);
    for (;;) {
        const TSParseAction *action = action_for(t, top(t), symbol);
        if (action->type == TSParseActionTypeAccept)
            return true;
        if (action->type == TSParseActionTypeShift) {
            push(t, action->shift.state, t->cur);
            advance(t);
            note_cut(t);
            return false;
        }
        t->stack.len -= action->reduce.child_count;
        push(t, lookup(t, top(t), action->reduce.symbol), (token){0});
    }
}

/* Runs until the text is accepted (true) or the current token is wrong. */
static bool run(trace *t) {
    while (is_viable(t, symbol_of(t, top(t), t->cur))) {
        if (take(t))
            return true;
    }
    return false;
}

/* Messages */

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

static bool expects(const trace *t, const char *word) {
    const tn_map_entry *entry = tn_map_find(&t->literals, tn_str_from(word));
    return entry && is_viable(t, (TSSymbol)entry->value.num);
}

static bool expects_group(const trace *t, size_t g) {
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

static bool is_type_word(const char *word) {
    static const char *const more[] = {"map", "stream", "future"};
    for (size_t i = 0; i < TN_COUNT_OF(more); i++) {
        if (strcmp(more[i], word) == 0)
            return true;
    }
#define PRIMITIVE(NAME, wit, code, size, flat) \
    if (strcmp(wit, word) == 0)                \
        return true;
#include "types/primitive.def"
    return in_group(0, word);
}

/* Does a phrase that was already added cover this terminal? */
static bool is_covered(const trace *t,
                       const char *word,
                       bool type,
                       bool definition) {
    return (type && is_type_word(word)) || (definition && in_group(1, word)) ||
           (strcmp(word, "@") == 0 && !expects(t, "."));
}

static void add_terminals(const trace *t,
                          expectation *e,
                          bool type,
                          bool definition) {
    for (uint32_t i = 1; i < t->wit->token_count; i++) {
        const char *word = t->wit->symbol_names[i];
        bool named = t->wit->symbol_metadata[i].named;
        if (named || is_covered(t, word, type, definition) ||
            !is_viable(t, (TSSymbol)i))
            continue;
        tn_vec_push(e->arena, &e->phrases,
                    tn_arena_printf(e->arena, "`%s`", word));
    }
}

static void add_phrase(expectation *e, const char *phrase) {
    tn_vec_push(e->arena, &e->phrases, tn_str_from(phrase));
}

static void collect(const trace *t, expectation *e) {
    bool type = expects_group(t, 0), definition = expects_group(t, 1);
    bool in_body = definition && is_viable(t, t->identifier);
    if (type)
        add_phrase(e, "a type");
    if (in_body)
        add_phrase(e, "a function");
    if (definition)
        add_phrase(e, "a type definition");
    if (!type && !in_body && is_viable(t, t->identifier))
        add_phrase(e, "an identifier");
    if (is_viable(t, t->version))
        add_phrase(e, "a version such as 1.0.0");
    if (is_viable(t, t->integer))
        add_phrase(e, "a number");
    if (is_viable(t, t->string))
        add_phrase(e, "a string");
    add_terminals(t, e, type, definition);
    if (is_viable(t, ts_builtin_sym_end) && e->phrases.len == 0)
        add_phrase(e, "the end of the file");
}

/* "`a`", "`a` or `b`", "`a`, `b` or `c`" */
static tn_str describe_expected(const trace *t) {
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
static tn_str quote(const trace *t, token tok) {
    tn_str s = text_of(t, tok);
    if (s.len <= MAX_SHOWN)
        return tn_arena_printf(t->text->arena, "`%.*s`", TN_STR_ARG(s));
    size_t len = MAX_SHOWN;
    while (len > 0 && ((unsigned char)s.p[len] & 0xc0) == 0x80)
        len--;
    return tn_arena_printf(t->text->arena, "`%.*s...`", (int)len, s.p);
}

static tn_str describe_found(const trace *t) {
    tn_str s = text_of(t, t->cur);
    if (t->cur.kind == TOKEN_END)
        return TN_STR("the end of the file");
    if (t->cur.kind == TOKEN_OTHER && s.p[0] == '"')
        return TN_STR("a string that does not end on its line");
    tn_str quoted = quote(t, t->cur);
    if (t->cur.kind == TOKEN_WORD && ast_is_keyword(s))
        return tn_arena_printf(t->text->arena, "keyword %.*s",
                               TN_STR_ARG(quoted));
    return quoted;
}

/* Points at the innermost bracket that is open, when that may be the cause. */
static void note_open_bracket(const trace *t, tn_diag *diag) {
    bool is_item = t->cur.kind == TOKEN_END || expects(t, "}");
    for (size_t i = t->stack.len; is_item && i-- > 0;) {
        const frame *f = &t->stack.data[i];
        if (!f->bracket)
            continue;
        tn_note(t->text->ctx, diag,
                tn_source_span(t->text->source, f->open, f->open + 1),
                "this `%c` is still open", f->bracket);
        return;
    }
}

static void report(trace *t) {
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
    if (t->cur.kind == TOKEN_END ||
        (t->cur.kind == TOKEN_WORD && ast_is_keyword(text_of(t, t->cur))))
        note_open_bracket(t, diag);
    if (t->cur.kind == TOKEN_WORD && is_viable(t, t->identifier))
        tn_help(t->text->ctx, diag, "write `%%%.*s` to use it as an identifier",
                TN_STR_ARG(text_of(t, t->cur)));
    t->errors++;
}

/* Resuming */

/* The state after an item in that state, or 0 where no item can stand. */
static uint16_t state_after_item(const trace *t, uint16_t state) {
    for (size_t i = 0; i < TN_COUNT_OF(t->items); i++) {
        uint16_t next = lookup(t, state, t->items[i]);
        if (next)
            return next;
    }
    return 0;
}

static bool starts_line(const trace *t, token tok) {
    const char *p = t->text->source->bytes.p;
    uint32_t i = tok.from;
    while (i > 0 && (p[i - 1] == ' ' || p[i - 1] == '\t'))
        i--;
    return i == 0 || p[i - 1] == '\n';
}

/* At the start of a line these start an item, whatever came before. */
static bool is_item_start(const trace *t) {
    static const char *const words[] = {
        "interface", "world",  "package",  "record", "variant",
        "enum",      "flags",  "resource", "type",   "use",
        "import",    "export", "include",  "@"};
    if (!starts_line(t, t->cur))
        return false;
    for (size_t i = 0; i < TN_COUNT_OF(words); i++) {
        if (is_literal(t, t->cur, words[i]))
            return true;
    }
    return false;
}

/*
 * Unwinds to the innermost body in which the current token can follow an
 * item, as if one had just been read. False, with nothing changed, when
 * there is none.
 */
static bool resume(trace *t) {
    size_t len = t->stack.len;
    for (size_t i = len; i-- > 0;) {
        uint16_t after = state_after_item(t, t->stack.data[i].state);
        if (!after)
            continue;
        frame kept = {0};
        if (i + 1 < len)
            kept = t->stack.data[i + 1];
        t->stack.len = i + 1;
        push(t, after, (token){0});
        if (is_viable(t, symbol_of(t, after, t->cur)))
            return true;
        if (i + 1 < len)
            t->stack.data[i + 1] = kept;
        t->stack.len = len;
    }
    return false;
}

/* How many braces are open inside of the innermost body. */
static size_t open_braces(const trace *t) {
    size_t open = 0;
    for (size_t i = t->stack.len; i-- > 0;) {
        if (state_after_item(t, t->stack.data[i].state))
            break;
        open += t->stack.data[i].bracket == '{';
    }
    return open;
}

/* Skips to where an item can start or a body end; false at the end. */
static bool recover(trace *t) {
    size_t depth = open_braces(t);
    bool at_end = false; /* of an item: behind `;` or its closing brace */
    while (t->cur.kind != TOKEN_END) {
        bool closes = is_literal(t, t->cur, "}");
        if ((is_item_start(t) || (depth == 0 && (closes || at_end))) &&
            resume(t))
            return true;
        at_end = depth == 0 && is_literal(t, t->cur, ";");
        if (closes && depth > 0)
            at_end = --depth == 0;
        depth += is_literal(t, t->cur, "{");
        advance(t);
    }
    return false;
}

bool ast_check_syntax(ast_text *text) {
    trace t = {.text = text, .wit = tree_sitter_wit()};
    tn_assert(t.wit->version == 14);
    init_symbols(&t);
    tn_vec_push(text->arena, &t.stack, ((frame){START_STATE, 0, 0}));
    uint32_t start =
        tn_str_starts(text->source->bytes, TN_STR("\xef\xbb\xbf")) ? 3 : 0;
    t.cur = token_after(&t, start);
    while (!run(&t)) {
        report(&t);
        if (t.errors == TN_MAX_ERRORS || !recover(&t))
            break;
    }
    return t.errors == 0;
}
