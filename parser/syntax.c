/*
 * Reading of a text by the grammar's automaton, which builds a tree of what
 * follows the grammar. Where the text does not: what should have stood there?
 *
 * tree-sitter's own runtime would say that there is an error, repair the tree
 * around it and go on, but says neither where a reader would see it nor what
 * was expected; its error nodes are not safe for hostile texts (version
 * 0.20.7 frees wild pointers when one gets more than 65,535 children), and
 * it would be a second parse. Here the same automaton stops at the first token
 * that its state has no action for. What there are actions for is what was
 * expected. Then it resumes at the next item, as yacc does with its error
 * token, so that several errors are reported in a run.
 */
#include "parser/syntax.h"

#include "base/limits.h"

enum { START_STATE = 1 };

tn_str ast_trace_text(const ast_trace *t, ast_token tok) {
    return (tn_str){t->text->source->bytes.p + tok.from, tok.to - tok.from};
}

static bool is_literal(const ast_trace *t, ast_token tok, const char *text) {
    return tn_str_eqz(ast_trace_text(t, tok), text);
}

/* The terminal that a token is in a state, as the lexer would decide. */
static TSSymbol symbol_of(const ast_trace *t, uint16_t state, ast_token tok) {
    switch (tok.kind) {
    case AST_TOKEN_END:
        return ts_builtin_sym_end;
    case AST_TOKEN_NUMBER: {
        tn_str text = ast_trace_text(t, tok);
        return tn_str_find(text, '.') < text.len ? t->grammar->version
                                                 : t->grammar->integer;
    }
    case AST_TOKEN_STRING:
        return t->grammar->string;
    case AST_TOKEN_WORD:
        if (!tok.literal)
            return t->grammar->identifier;
        if (tok.literal != ts_builtin_sym_error &&
            ast_action_for(t->grammar, state, tok.literal))
            return tok.literal;
        return ast_is_keyword(ast_trace_text(t, tok)) ? ts_builtin_sym_error
                                                      : t->grammar->identifier;
    default:
        return tok.literal ? tok.literal : ts_builtin_sym_error;
    }
}

/* Running */

static uint16_t top(const ast_trace *t) {
    return t->stack.data[t->stack.len - 1].state;
}

static void push(ast_trace *t, uint16_t state, ast_part part) {
    tn_vec_push(t->lower->work, &t->stack,
                ((ast_frame){.state = state, .part = part}));
}

static void advance(ast_trace *t) {
    t->before = t->prev;
    t->prev = t->cur;
    t->cur = ast_token_after(t->grammar, t->text, t->cur.to);
}

bool ast_is_viable(const ast_trace *t, TSSymbol symbol) {
    size_t below = t->stack.len; /* frames that are still on the stack */
    uint16_t state = top(t);     /* stands on them */
    bool pushed = false;         /* state is not the topmost of them */
    for (;;) {
        const TSParseAction *action =
            symbol == ts_builtin_sym_error
                ? NULL
                : ast_action_for(t->grammar, state, symbol);
        if (!action)
            return false;
        if (action->type != TSParseActionTypeReduce)
            return true;
        below -= action->reduce.child_count - (size_t)pushed;
        state = t->stack.data[below - 1].state;
        state = ast_lookup(t->grammar, state, action->reduce.symbol);
        pushed = true;
    }
}

/* Takes a terminal on a stack of states alone. */
static bool try_shift(const ast_trace *t,
                      uint16_t *states,
                      size_t *len,
                      TSSymbol symbol) {
    for (;;) {
        const TSParseAction *action =
            symbol == ts_builtin_sym_error
                ? NULL
                : ast_action_for(t->grammar, states[*len - 1], symbol);
        if (!action)
            return false;
        if (action->type == TSParseActionTypeAccept)
            return true;
        if (action->type == TSParseActionTypeShift) {
            states[(*len)++] = action->shift.state;
            return true;
        }
        *len -= action->reduce.child_count;
        states[*len] =
            ast_lookup(t->grammar, states[*len - 1], action->reduce.symbol);
        ++*len;
    }
}

bool ast_would_fit(const ast_trace *t, TSSymbol symbol, ast_token then) {
    enum { MAX_STATES = 1000 };
    uint16_t states[MAX_STATES + 3];
    size_t len = t->stack.len;
    if (len > MAX_STATES)
        return false;
    for (size_t i = 0; i < len; i++)
        states[i] = t->stack.data[i].state;
    return (!symbol || try_shift(t, states, &len, symbol)) &&
           try_shift(t, states, &len, symbol_of(t, states[len - 1], then));
}

/* Once the text has an error, nothing is built any more, unless what is right
 * of it is wanted all the same. */
static bool builds(const ast_trace *t) {
    return t->errors == 0 || t->lower->partial;
}

static void shift(ast_trace *t, TSSymbol symbol, uint16_t state) {
    ast_tree *tree = &t->lower->tree;
    const ast_token *tok = &t->cur;
    char c = t->text->source->bytes.p[tok->from];
    bool opens = tok->to == tok->from + 1 && (c == '{' || c == '(' || c == '<');
    uint32_t first = (uint32_t)tree->nodes.len;
    if (builds(t))
        ast_tree_shift(tree, symbol, tok);
    push(t, state, (ast_part){first, tok->from, tok->has_docs});
    t->depth += c == '{';
    t->depth -= c == '}';
    if (opens) {
        ast_frame *top_frame = &t->stack.data[t->stack.len - 1];
        top_frame->bracket = c;
        top_frame->open = tok->from;
    }
}

static void reduce(ast_trace *t, const TSParseAction *rule) {
    ast_tree *tree = &t->lower->tree;
    t->stack.len -= rule->reduce.child_count;
    ast_part parts[UINT8_MAX];
    for (uint32_t i = 0; i < rule->reduce.child_count; i++)
        parts[i] = t->stack.data[t->stack.len + i].part;
    ast_part part = {(uint32_t)tree->nodes.len, t->prev.to, false};
    if (rule->reduce.child_count)
        part = parts[0];
    if (builds(t) && ast_tree_reduce(tree, rule, parts, t->prev.to))
        ast_lower_complete(t->lower);
    push(t, ast_lookup(t->grammar, top(t), rule->reduce.symbol), part);
}

/* Takes one token, or the end; true when that ends the text. */
static bool take(ast_trace *t, TSSymbol symbol) {
    for (;;) {
        const TSParseAction *action =
            ast_action_for(t->grammar, top(t), symbol);
        if (action->type == TSParseActionTypeAccept)
            return true;
        if (action->type == TSParseActionTypeShift) {
            shift(t, symbol, action->shift.state);
            advance(t);
            return false;
        }
        reduce(t, action);
    }
}

/* Braces nest that deep in packages only; what is not built may. */
static bool check_depth(ast_trace *t) {
    if (t->depth <= TN_MAX_DEPTH || !builds(t))
        return true;
    tn_error(t->text->ctx, DIAG_LIMIT,
             tn_source_span(t->text->source, t->prev.from, t->prev.to),
             "packages nest more than %d levels deep", TN_MAX_DEPTH);
    return false;
}

/* One item that has more nodes than this is no use to anyone. */
static bool check_size(ast_trace *t) {
    if (t->lower->tree.nodes.len <= TN_MAX_WIT_NODES)
        return true;
    tn_error(t->text->ctx, DIAG_LIMIT,
             tn_source_span(t->text->source, t->prev.from, t->prev.to),
             "one item of WIT has more than %d parts", TN_MAX_WIT_NODES);
    return false;
}

typedef enum run_end { ACCEPTED, UNEXPECTED, TOO_LARGE } run_end;

/* Runs until the text is accepted or the current token is wrong. */
static run_end run(ast_trace *t) {
    for (;;) {
        TSSymbol symbol = symbol_of(t, top(t), t->cur);
        if (!ast_is_viable(t, symbol))
            return UNEXPECTED;
        if (take(t, symbol))
            return ACCEPTED;
        if (!check_depth(t) || !check_size(t))
            return TOO_LARGE;
    }
}

/* Resuming */

/* The state after an item in that state, or 0 where no item can stand. */
static uint16_t state_after_item(const ast_trace *t, uint16_t state) {
    for (size_t i = 0; i < TN_COUNT_OF(t->grammar->items); i++) {
        uint16_t next = ast_lookup(t->grammar, state, t->grammar->items[i]);
        if (next)
            return next;
    }
    return 0;
}

static bool starts_line(const ast_trace *t, ast_token tok) {
    const char *p = t->text->source->bytes.p;
    uint32_t i = tok.from;
    while (i > 0 && (p[i - 1] == ' ' || p[i - 1] == '\t'))
        i--;
    return i == 0 || p[i - 1] == '\n';
}

/* The blanks and tabs that a line begins with, up to a token of it. */
static uint32_t indentation(const ast_trace *t, uint32_t offset) {
    tn_str s = t->text->source->bytes;
    uint32_t start = offset, i;
    while (start > 0 && s.p[start - 1] != '\n' && offset - start < 1000)
        start--;
    for (i = start; i < offset && (s.p[i] == ' ' || s.p[i] == '\t'); i++)
        ;
    return i - start;
}

/* An interface or world that is indented more than the line with the
 * innermost brace was meant to stand in it. */
static bool is_nested(const ast_trace *t) {
    if (!is_literal(t, t->cur, "interface") && !is_literal(t, t->cur, "world"))
        return false;
    for (size_t i = t->stack.len; i-- > 0;) {
        const ast_frame *f = &t->stack.data[i];
        if (f->bracket == '{')
            return indentation(t, t->cur.from) > indentation(t, f->open);
    }
    return false;
}

/* At the start of a line these start an item, whatever came before. */
static bool is_item_start(const ast_trace *t) {
    static const char *const words[] = {
        "interface", "world",  "package",  "record", "variant",
        "enum",      "flags",  "resource", "type",   "use",
        "import",    "export", "include",  "@"};
    if (!starts_line(t, t->cur) || is_nested(t))
        return false;
    for (size_t i = 0; i < TN_COUNT_OF(words); i++) {
        if (is_literal(t, t->cur, words[i]))
            return true;
    }
    return false;
}

/* The frame of the innermost body, not counting frames from end on, in which
 * the current token can follow an item; SIZE_MAX: there is none. */
static size_t find_body(ast_trace *t, size_t end) {
    size_t len = t->stack.len;
    for (size_t i = end; i-- > 0;) {
        uint16_t after = state_after_item(t, t->stack.data[i].state);
        if (!after)
            continue;
        ast_frame kept = {0};
        if (i + 1 < len)
            kept = t->stack.data[i + 1];
        t->stack.len = i + 1;
        push(t, after, (ast_part){0});
        bool fits = ast_is_viable(t, symbol_of(t, after, t->cur));
        if (i + 1 < len)
            t->stack.data[i + 1] = kept;
        t->stack.len = len;
        if (fits)
            return i;
    }
    return SIZE_MAX;
}

static uint32_t count_braces(const ast_trace *t) {
    uint32_t count = 0;
    for (size_t i = 0; i < t->stack.len; i++)
        count += t->stack.data[i].bracket == '{';
    return count;
}

/* Leaves what is above a body's frame, as if an item had just been read: one
 * without nodes, and those of what is left are gone. */
static void unwind(ast_trace *t, size_t body) {
    ast_tree *tree = &t->lower->tree;
    if (body + 1 < t->stack.len)
        tree->nodes.len = t->stack.data[body + 1].part.first;
    t->stack.len = body + 1;
    push(t, state_after_item(t, top(t)),
         (ast_part){(uint32_t)tree->nodes.len, t->cur.from, false});
    t->depth = count_braces(t);
}

static void reduce_all(ast_trace *t, TSSymbol next) {
    const TSParseAction *action;
    while ((action = ast_action_for(t->grammar, top(t), next)) != NULL &&
           action->type == TSParseActionTypeReduce)
        reduce(t, action);
}

/* An item that is complete becomes one, whatever follows it: a closing brace,
 * or at the top level another item, could. */
static void settle(ast_trace *t) {
    static const char *const followers[] = {"}", "interface"};
    for (size_t i = 0; i < TN_COUNT_OF(followers); i++) {
        TSSymbol next = ast_literal(t->grammar, tn_str_from(followers[i]));
        if (ast_is_viable(t, next)) {
            reduce_all(t, next);
            return;
        }
    }
}

/* Closes the innermost body above a frame, as if its brace stood here, so that
 * what is complete in it is kept. False when there is none. */
static bool close_body(ast_trace *t, size_t frame) {
    const ast_token cur = t->cur;
    TSSymbol brace = ast_literal(t->grammar, TN_STR("}"));
    t->cur = (ast_token){AST_TOKEN_OTHER, brace, cur.from, cur.from, false};
    size_t body = find_body(t, t->stack.len);
    bool found = body != SIZE_MAX && body > frame;
    if (found) {
        unwind(t, body);
        take(t, brace);
        settle(t);
    }
    t->cur = cur;
    return found;
}

/*
 * Unwinds to the innermost body in which the current token can follow an
 * item. False when there is none.
 */
static bool resume(ast_trace *t) {
    size_t body;
    while ((body = find_body(t, t->stack.len)) != SIZE_MAX &&
           t->lower->partial && close_body(t, body))
        ;
    if (body == SIZE_MAX)
        return false;
    unwind(t, body);
    return true;
}

bool ast_fits_outside(ast_trace *t) {
    for (size_t i = t->stack.len; i-- > 0;) {
        if (t->stack.data[i].bracket == '{')
            return !is_nested(t) && find_body(t, i) != SIZE_MAX;
    }
    return false;
}

/* How many braces are open inside of the innermost body. */
static size_t open_braces(const ast_trace *t) {
    size_t open = 0;
    for (size_t i = t->stack.len; i-- > 0;) {
        if (state_after_item(t, t->stack.data[i].state))
            break;
        open += t->stack.data[i].bracket == '{';
    }
    return open;
}

/* Behind a closing brace, in its line: does an item begin? */
static bool looks_like_item(const ast_trace *t) {
    ast_token next = ast_token_after(t->grammar, t->text, t->cur.to);
    return starts_line(t, t->cur) || is_literal(t, next, ":") ||
           is_literal(t, t->cur, "}") ||
           (t->cur.kind == AST_TOKEN_WORD && next.kind == AST_TOKEN_WORD) ||
           is_literal(t, t->cur, "@");
}

/* Skips to where an item can start or a body end; false at the end. */
static bool recover(ast_trace *t) {
    size_t depth = open_braces(t);
    bool at_end = false; /* of an item: behind `;` or its closing brace */
    while (t->cur.kind != AST_TOKEN_END) {
        bool closes = is_literal(t, t->cur, "}");
        if ((is_item_start(t) || (depth == 0 && (closes || at_end))) &&
            resume(t))
            return true;
        at_end = depth == 0 && is_literal(t, t->cur, ";");
        bool ended = closes && depth > 0 && --depth == 0;
        depth += is_literal(t, t->cur, "{");
        advance(t);
        at_end |= ended && looks_like_item(t);
    }
    return false;
}

/* Reads on as if the text ended here and had all of its closing braces. */
static bool close_all(ast_trace *t) {
    uint32_t end = (uint32_t)t->text->source->bytes.len;
    t->cur = (ast_token){.kind = AST_TOKEN_END, .from = end, .to = end};
    while (close_body(t, 0))
        ;
    return (ast_is_viable(t, ts_builtin_sym_end) || resume(t)) &&
           run(t) == ACCEPTED;
}

/* Reports the current token, and goes on behind what is wrong; false when
 * there is nothing to go on with. */
static bool pass_over(ast_trace *t) {
    if (t->errors == 0)
        ast_check_incomplete(t->lower, starts_line(t, t->cur) ? 0 : t->prev.to);
    ast_report_unexpected(t);
    if (t->lower->partial)
        settle(t);
    return t->errors < TN_MAX_ERRORS && recover(t);
}

bool ast_read(ast_lower *l) {
    ast_trace t = {.lower = l,
                   .text = &l->text,
                   .grammar = &l->grammar,
                   .stack = l->stack};
    t.stack.len = 0;
    ast_tree_reset(&l->tree);
    push(&t, START_STATE, (ast_part){0});
    uint32_t start =
        tn_str_starts(l->text.source->bytes, TN_STR("\xef\xbb\xbf")) ? 3 : 0;
    t.cur = ast_token_after(t.grammar, t.text, start);
    run_end end;
    while ((end = run(&t)) == UNEXPECTED && pass_over(&t))
        ;
    if (end == UNEXPECTED && l->partial && close_all(&t))
        end = ACCEPTED;
    l->stack = t.stack;
    if (end == ACCEPTED && builds(&t))
        ast_lower_file(l);
    return end == ACCEPTED && t.errors == 0;
}
