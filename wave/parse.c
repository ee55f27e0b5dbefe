/*
 * Parsing of values by their types. Recursion follows the type, which its
 * maker has bounded; the text alone cannot nest. Memory is bounded by
 * TN_MAX_LIFT_BYTES, because a short text may mean a large record.
 */
#include "wave/parse.h"

#include "base/vec.h"

/* Reports that the token starts no value of the type. */
static bool mismatch(wave_parser *p, const ty *type) {
    tn_writer name;
    tn_writer_init(&name, p->arena);
    ty_print(&name, type);
    tn_str found = wave_describe(&p->lex, p->arena);
    bool is_value = p->lex.token.kind != WAVE_END && !wave_at(&p->lex, ',') &&
                    !wave_at(&p->lex, ':') && !wave_at(&p->lex, ')') &&
                    !wave_at(&p->lex, ']') && !wave_at(&p->lex, '}');
    tn_error(p->lex.ctx, is_value ? DIAG_WAVE_TYPE : DIAG_WAVE_SYNTAX,
             wave_token_span(&p->lex), "expected %s`%.*s`, found %.*s",
             is_value ? "" : "a value of type ",
             TN_STR_ARG(tn_writer_str(&name)), TN_STR_ARG(found));
    return false;
}

static bool over_limit(wave_parser *p) {
    tn_error(p->lex.ctx, DIAG_LIMIT, wave_token_span(&p->lex),
             "the value is too large");
    return false;
}

static bool spend(wave_parser *p, size_t count) {
    if (count > p->budget / sizeof(tenon_val))
        return over_limit(p);
    p->budget -= count * sizeof(tenon_val);
    return true;
}

static bool new_values(wave_parser *p, size_t count, tenon_val **out) {
    if (!spend(p, count))
        return false;
    *out = TN_NEW_ARRAY(p->arena, tenon_val, count);
    return true;
}

/* After a value within brackets: a comma, or the closing one follows. */
static bool end_item(wave_parser *p, char close) {
    if (wave_at(&p->lex, ','))
        return wave_next(&p->lex);
    if (wave_at(&p->lex, close))
        return true;
    tn_str found = wave_describe(&p->lex, p->arena);
    tn_error(p->lex.ctx, DIAG_WAVE_SYNTAX, wave_token_span(&p->lex),
             "expected `,` or `%c`, found %.*s", close, TN_STR_ARG(found));
    return false;
}

static bool wrong_count(wave_parser *p, size_t from, size_t want, bool more) {
    tn_error(p->lex.ctx, DIAG_WAVE_TYPE,
             wave_span(&p->lex, from, p->lex.token.at + p->lex.token.text.len),
             "expected a tuple of %zu values, found %s", want,
             more ? "more" : "fewer");
    return false;
}

static bool parse_tuple_of(wave_parser *p,
                           const ty_field *fields,
                           uint32_t len,
                           tenon_val *out) {
    size_t from = p->lex.token.at;
    out->kind = TENON_VAL_TUPLE;
    out->of.list.len = len;
    if (!new_values(p, len, &out->of.list.items) || !wave_next(&p->lex))
        return false;
    for (uint32_t i = 0; i < len; i++) {
        if (wave_at(&p->lex, ')'))
            return wrong_count(p, from, len, false);
        if (!wave_parse_value(p, fields[i].type, &out->of.list.items[i]) ||
            !end_item(p, ')'))
            return false;
    }
    if (wave_at(&p->lex, ')'))
        return wave_next(&p->lex);
    return wrong_count(p, from, len, true);
}

static bool parse_pair(wave_parser *p, const ty *map, tenon_val *out) {
    const ty_field fields[] = {{.type = map->u.map.key},
                               {.type = map->u.map.value}};
    if (!wave_at(&p->lex, '('))
        return wave_expect(&p->lex, '(');
    return parse_tuple_of(p, fields, 2, out);
}

static bool parse_list(wave_parser *p, const ty *type, tenon_val *out) {
    TN_VEC(tenon_val) items = {0};
    size_t from = p->lex.token.at;
    if (!wave_next(&p->lex))
        return false;
    while (!wave_at(&p->lex, ']')) {
        if (!spend(p, 1))
            return false;
        tenon_val *item = tn_vec_add(p->arena, &items);
        if (!(type->kind == TY_MAP
                  ? parse_pair(p, type, item)
                  : wave_parse_value(p, type->u.of.elem, item)))
            return false;
        if (!end_item(p, ']'))
            return false;
    }
    if (type->kind == TY_FIXED_LIST && items.len != type->u.of.len) {
        tn_error(p->lex.ctx, DIAG_WAVE_TYPE,
                 wave_span(&p->lex, from, p->lex.token.at + 1),
                 "expected a list of %u values, found %zu",
                 (unsigned)type->u.of.len, items.len);
        return false;
    }
    out->kind = TENON_VAL_LIST;
    out->of.list.items = items.data;
    out->of.list.len = items.len;
    return wave_next(&p->lex);
}

/* A label without its %, which must be the current token. */
static bool read_label(wave_parser *p, tn_str *out, const char *what) {
    if (p->lex.token.kind == WAVE_LABEL) {
        *out = wave_label_of(p->lex.token.text);
        return true;
    }
    tn_str found = wave_describe(&p->lex, p->arena);
    tn_error(p->lex.ctx, DIAG_WAVE_SYNTAX, wave_token_span(&p->lex),
             "expected %s, found %.*s", what, TN_STR_ARG(found));
    return false;
}

static bool reject_twice(wave_parser *p, const char *what, tn_str label) {
    tn_error(p->lex.ctx, DIAG_WAVE_TYPE, wave_token_span(&p->lex),
             "%s `%.*s` is given twice", what, TN_STR_ARG(label));
    return false;
}

/* All that were not given must be options. from: where the record starts. */
static bool fill_record(wave_parser *p,
                        const ty *type,
                        size_t from,
                        tenon_val *items,
                        const bool *seen) {
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        const ty_field *field = &type->u.fields.data[i];
        if (seen[i])
            continue;
        if (ty_strip(field->type)->kind != TY_OPTION) {
            tn_writer name;
            tn_writer_init(&name, p->arena);
            ty_print(&name, field->type);
            tn_error(p->lex.ctx, DIAG_WAVE_TYPE,
                     wave_span(&p->lex, from, p->lex.token.at + 1),
                     "field `%.*s: %.*s` is missing", TN_STR_ARG(field->name),
                     TN_STR_ARG(tn_writer_str(&name)));
            return false;
        }
        items[i] = (tenon_val){.kind = TENON_VAL_OPTION};
    }
    return true;
}

static bool parse_field(wave_parser *p,
                        const ty *type,
                        uint32_t *hint,
                        tenon_val *items,
                        bool *seen) {
    tn_str label;
    uint32_t index;
    if (!read_label(p, &label, "the name of a field"))
        return false;
    if (!wave_find_label(p, type, "field", label, *hint, &index))
        return false;
    if (seen[index])
        return reject_twice(p, "field", label);
    seen[index] = true;
    *hint = index + 1;
    return wave_next(&p->lex) && wave_expect(&p->lex, ':') &&
           wave_parse_value(p, type->u.fields.data[index].type,
                            &items[index]) &&
           end_item(p, '}');
}

static bool parse_record(wave_parser *p, const ty *type, tenon_val *out) {
    size_t from = p->lex.token.at;
    uint32_t len = type->u.fields.len, hint = 0;
    out->kind = TENON_VAL_RECORD;
    out->of.list.len = len;
    if (!new_values(p, len, &out->of.list.items) || !wave_next(&p->lex))
        return false;
    bool *seen = TN_NEW_ARRAY(p->arena, bool, len);
    if (wave_at(&p->lex, ':')) { /* {:} has no field given */
        if (!wave_next(&p->lex))
            return false;
        if (!wave_at(&p->lex, '}'))
            return wave_expect(&p->lex, '}');
    } else if (wave_at(&p->lex, '}')) {
        tn_diag *diag = tn_error(p->lex.ctx, DIAG_WAVE_TYPE,
                                 wave_span(&p->lex, from, p->lex.token.at + 1),
                                 "expected a record, found empty flags");
        tn_help(p->lex.ctx, diag, "a record without fields is `{:}`");
        return false;
    }
    while (!wave_at(&p->lex, '}'))
        if (!parse_field(p, type, &hint, out->of.list.items, seen))
            return false;
    return fill_record(p, type, from, out->of.list.items, seen) &&
           wave_next(&p->lex);
}

static bool parse_flags(wave_parser *p, const ty *type, tenon_val *out) {
    out->kind = TENON_VAL_FLAGS;
    out->of.flags = 0;
    if (!wave_next(&p->lex))
        return false;
    while (!wave_at(&p->lex, '}')) {
        tn_str label;
        uint32_t index;
        if (!read_label(p, &label, "the name of a flag") ||
            !wave_find_label(p, type, "flag", label, 0, &index))
            return false;
        if (out->of.flags >> index & 1)
            return reject_twice(p, "flag", label);
        out->of.flags |= 1u << index;
        if (!wave_next(&p->lex) || !end_item(p, '}'))
            return false;
    }
    return wave_next(&p->lex);
}

/* The payload in parentheses, which is there exactly if there is a type.
 * The current token is the case's name. */
static bool parse_payload(wave_parser *p, const ty *type, tenon_val *out) {
    tn_str name = p->lex.token.text;
    tn_span span = wave_token_span(&p->lex);
    out->of.variant.payload = NULL;
    if (!wave_next(&p->lex))
        return false;
    bool given = wave_at(&p->lex, '(');
    if (given != (type != NULL)) {
        tn_error(p->lex.ctx, DIAG_WAVE_TYPE,
                 given ? wave_token_span(&p->lex) : span,
                 given ? "case `%.*s` has no payload"
                       : "case `%.*s` needs a payload in parentheses",
                 TN_STR_ARG(name));
        return false;
    }
    if (!given)
        return true;
    return wave_next(&p->lex) && new_values(p, 1, &out->of.variant.payload) &&
           wave_parse_value(p, type, out->of.variant.payload) &&
           wave_expect(&p->lex, ')');
}

static bool parse_variant(wave_parser *p, const ty *type, tenon_val *out) {
    tn_str text = p->lex.token.text, label = wave_label_of(text);
    uint32_t index;
    if (!wave_find_label(p, type, "case", label, 0, &index))
        return false;
    if (wave_is_keyword(text)) {
        tn_diag *diag =
            tn_error(p->lex.ctx, DIAG_WAVE_SYNTAX, wave_token_span(&p->lex),
                     "`%.*s` is a keyword", TN_STR_ARG(text));
        tn_help(p->lex.ctx, diag, "write `%%%.*s` for the case",
                TN_STR_ARG(text));
        return false;
    }
    out->kind = TENON_VAL_VARIANT;
    out->of.variant.index = index;
    return parse_payload(p, ty_case_type(type, index), out);
}

/* Options and results: by keyword, or the first's payload by itself. */
static bool parse_sum(wave_parser *p, const ty *type, tenon_val *out) {
    bool option = type->kind == TY_OPTION;
    const char *words[] = {option ? "none" : "ok", option ? "some" : "err"};
    uint32_t flat = option ? 1 : 0;
    out->kind = option ? TENON_VAL_OPTION : TENON_VAL_RESULT;
    for (uint32_t i = 0; i < 2; i++) {
        if (wave_at_word(&p->lex, words[i])) {
            out->of.variant.index = i;
            return parse_payload(p, ty_case_type(type, i), out);
        }
    }
    const ty *payload = ty_case_type(type, flat);
    out->of.variant.index = flat;
    return new_values(p, 1, &out->of.variant.payload) &&
           wave_parse_value(p, payload, out->of.variant.payload);
}

/* Any type that is not primitive. */
static bool parse_compound(wave_parser *p, const ty *type, tenon_val *out) {
    switch (type->kind) {
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_MAP:
        return parse_list(p, type, out);
    case TY_TUPLE:
        return parse_tuple_of(p, type->u.fields.data, type->u.fields.len, out);
    case TY_RECORD:
        return parse_record(p, type, out);
    case TY_FLAGS:
        return parse_flags(p, type, out);
    case TY_VARIANT:
    case TY_ENUM:
        return parse_variant(p, type, out);
    case TY_OPTION:
    case TY_RESULT:
        return parse_sum(p, type, out);
    default:
        tn_error(p->lex.ctx, DIAG_WAVE_TYPE, wave_token_span(&p->lex),
                 "resources, streams and futures cannot be written as text");
        return false;
    }
}

/* May the payload of `some` or `ok` stand for itself? */
static bool is_flattenable(const ty *payload) {
    ty_kind kind = payload ? ty_strip(payload)->kind : TY_OPTION;
    return kind != TY_OPTION && kind != TY_RESULT;
}

/* Can the current token start a value of the type? */
static bool starts_value(const wave_parser *p, const ty *type) {
    const wave_lexer *lex = &p->lex;
    const ty *payload;
    switch (type->kind) {
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_MAP:
        return wave_at(lex, '[');
    case TY_TUPLE:
        return wave_at(lex, '(');
    case TY_RECORD:
    case TY_FLAGS:
        return wave_at(lex, '{');
    case TY_VARIANT:
    case TY_ENUM:
        return lex->token.kind == WAVE_LABEL;
    case TY_OPTION:
        payload = type->u.of.elem;
        return wave_at_word(lex, "some") || wave_at_word(lex, "none") ||
               (is_flattenable(payload) && starts_value(p, ty_strip(payload)));
    case TY_RESULT:
        payload = type->u.result.ok;
        return wave_at_word(lex, "ok") || wave_at_word(lex, "err") ||
               (is_flattenable(payload) && starts_value(p, ty_strip(payload)));
    default:
        return type->kind > TY_STRING || wave_starts_primitive(p, type);
    }
}

bool wave_parse_value(wave_parser *p, const ty *type, tenon_val *out) {
    const ty *real = ty_strip(type);
    *out = (tenon_val){0};
    if (!starts_value(p, real))
        return mismatch(p, type);
    return real->kind > TY_STRING ? parse_compound(p, real, out)
                                  : wave_parse_primitive(p, real, out);
}
