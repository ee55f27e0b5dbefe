/* Whole texts: one value, or a function call with its arguments. */
#include "base/context.h"
#include "wave/parse.h"

static bool start(wave_parser *p,
                  tenon_context *ctx,
                  tn_arena *arena,
                  tn_str text,
                  uint32_t span_base) {
    p->arena = arena;
    p->budget = TN_MAX_LIFT_BYTES;
    return wave_lexer_init(&p->lex, ctx, text, span_base) && wave_next(&p->lex);
}

static bool expect_end(wave_lexer *lex, const char *after) {
    if (lex->token.kind == WAVE_END)
        return true;
    tn_str found = wave_describe(lex, &lex->ctx->arena);
    tn_error(lex->ctx, DIAG_WAVE_SYNTAX, wave_token_span(lex),
             "expected nothing after the %s, found %.*s", after,
             TN_STR_ARG(found));
    return false;
}

bool wave_parse(tenon_val *out,
                tenon_context *ctx,
                tn_arena *arena,
                const ty *type,
                tn_str text,
                uint32_t span_base) {
    wave_parser p;
    return start(&p, ctx, arena, text, span_base) &&
           wave_parse_value(&p, type, out) && expect_end(&p.lex, "value");
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static tn_str trim(tn_str s) {
    while (s.len > 0 && is_space(s.p[0]))
        s = tn_str_from_offset(s, 1);
    while (s.len > 0 && is_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

/* Moves to the parenthesis that closes the current one. */
static bool skip_arguments(wave_lexer *lex) {
    size_t open = lex->token.at, depth = 0;
    do {
        if (lex->token.kind == WAVE_END) {
            tn_error(lex->ctx, DIAG_WAVE_SYNTAX, wave_span(lex, open, open + 1),
                     "unclosed `(`");
            return false;
        }
        depth += wave_at(lex, '(');
        depth -= wave_at(lex, ')');
        if (depth == 0)
            return true;
    } while (wave_next(lex));
    return false;
}

bool wave_split_call(tenon_context *ctx,
                     tn_str text,
                     uint32_t span_base,
                     tn_str *name,
                     tn_str *args) {
    size_t open = tn_str_find(text, '(');
    *name = trim((tn_str){text.p, open});
    *args = tn_str_from_offset(text, text.len);
    if (name->len == 0) {
        tn_error(ctx, DIAG_WAVE_SYNTAX, (tn_span){span_base, span_base + 1},
                 "expected the name of a function");
        return false;
    }
    if (open == text.len)
        return true;
    wave_lexer lex;
    if (!wave_lexer_init(&lex, ctx, text, span_base))
        return false;
    lex.pos = open;
    if (!wave_next(&lex) || !skip_arguments(&lex))
        return false;
    *args = (tn_str){text.p + open + 1, lex.token.at - open - 1};
    return wave_next(&lex) && expect_end(&lex, "call");
}

static bool reject_missing(wave_parser *p, const ty_field *param) {
    tn_writer type;
    tn_writer_init(&type, p->arena);
    ty_print(&type, param->type);
    tn_error(p->lex.ctx, DIAG_WAVE_TYPE, wave_token_span(&p->lex),
             "argument `%.*s: %.*s` is missing", TN_STR_ARG(param->name),
             TN_STR_ARG(tn_writer_str(&type)));
    return false;
}

/* The rest may be left out when it is all options. */
static bool fill_arguments(wave_parser *p,
                           tenon_val *args,
                           const ty_func *func,
                           uint32_t given) {
    for (uint32_t i = given; i < func->param_count; i++) {
        if (ty_strip(func->params[i].type)->kind != TY_OPTION)
            return reject_missing(p, &func->params[i]);
        args[i] = (tenon_val){.kind = TENON_VAL_OPTION};
    }
    return true;
}

bool wave_parse_args(tenon_val *args_out,
                     tenon_context *ctx,
                     tn_arena *arena,
                     const ty_func *func,
                     tn_str text,
                     uint32_t span_base) {
    wave_parser p;
    uint32_t i = 0;
    if (!start(&p, ctx, arena, text, span_base))
        return false;
    for (; i < func->param_count && p.lex.token.kind != WAVE_END; i++) {
        if (!wave_parse_value(&p, func->params[i].type, &args_out[i]))
            return false;
        if (p.lex.token.kind != WAVE_END && !wave_expect(&p.lex, ','))
            return false;
    }
    if (p.lex.token.kind != WAVE_END) {
        tn_error(ctx, DIAG_WAVE_TYPE, wave_token_span(&p.lex),
                 "the function takes %u argument%s", (unsigned)i,
                 i == 1 ? "" : "s");
        return false;
    }
    return fill_arguments(&p, args_out, func, i);
}
