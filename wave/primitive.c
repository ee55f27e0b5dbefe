/* Parsing of booleans, numbers, characters and strings. */
#include <inttypes.h>

#include "base/float.h"
#include "wave/parse.h"

static bool is_integer(tn_str number) {
    for (size_t i = 0; i < number.len; i++)
        if (strchr(".eEinf", number.p[i]) != NULL)
            return false;
    return true;
}

bool wave_starts_primitive(const wave_parser *p, const ty *type) {
    const wave_token *token = &p->lex.token;
    switch (type->kind) {
    case TY_BOOL:
        return wave_at_word(&p->lex, "true") || wave_at_word(&p->lex, "false");
    case TY_F32:
    case TY_F64:
        return token->kind == WAVE_NUMBER || wave_at_word(&p->lex, "inf") ||
               wave_at_word(&p->lex, "nan");
    case TY_CHAR:
        return token->kind == WAVE_CHAR;
    case TY_STRING:
        return token->kind == WAVE_STRING || token->kind == WAVE_MULTILINE;
    default:
        return token->kind == WAVE_NUMBER && is_integer(token->text);
    }
}

/* The magnitude of an integer; false when it takes more than 64 bits. */
static bool read_magnitude(tn_str digits, uint64_t *out) {
    uint64_t n = 0;
    for (size_t i = 0; i < digits.len; i++) {
        uint64_t digit = (uint64_t)(digits.p[i] - '0');
        if (n > (UINT64_MAX - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *out = n;
    return true;
}

static bool reject_range(wave_parser *p, const ty *type) {
    static const char *const ranges[] = {
        [TY_S8] = "-128 to 127",
        [TY_U8] = "0 to 255",
        [TY_S16] = "-32768 to 32767",
        [TY_U16] = "0 to 65535",
        [TY_S32] = "-2147483648 to 2147483647",
        [TY_U32] = "0 to 4294967295",
        [TY_S64] = "-9223372036854775808 to 9223372036854775807",
        [TY_U64] = "0 to 18446744073709551615"};
    tn_error(p->lex.ctx, DIAG_WAVE_TYPE, wave_token_span(&p->lex),
             "%.*s is out of range for its type: %s",
             TN_STR_ARG(p->lex.token.text), ranges[type->kind]);
    return false;
}

static bool parse_integer(wave_parser *p, const ty *type, tenon_val *out) {
    tn_str text = p->lex.token.text;
    bool negative = text.p[0] == '-';
    bool is_signed = type->kind == TY_S8 || type->kind == TY_S16 ||
                     type->kind == TY_S32 || type->kind == TY_S64;
    uint64_t n;
    if (!read_magnitude(tn_str_from_offset(text, negative), &n))
        return reject_range(p, type);
    unsigned bits = 8 * type->layout.size[0];
    uint64_t max = UINT64_MAX >> (64 - bits);
    if (is_signed)
        max = (max >> 1) + negative;
    else if (negative)
        max = 0;
    if (n > max)
        return reject_range(p, type);
    if (!is_signed)
        out->of.uint = n;
    else /* -(n - 1) - 1: the least number has no positive one */
        out->of.sint = negative && n > 0 ? -(int64_t)(n - 1) - 1 : (int64_t)n;
    return true;
}

bool wave_parse_primitive(wave_parser *p, const ty *type, tenon_val *out) {
    tn_str text = p->lex.token.text;
    out->kind = (tenon_val_kind)type->kind;
    switch (type->kind) {
    case TY_BOOL:
        out->of.boolean = wave_at_word(&p->lex, "true");
        break;
    case TY_F32:
        out->of.f32 = tn_parse_f32(p->arena, text);
        break;
    case TY_F64:
        out->of.f64 = tn_parse_f64(p->arena, text);
        break;
    case TY_CHAR:
        if (!wave_read_char(&p->lex, &out->of.scalar))
            return false;
        break;
    case TY_STRING:
        if (!wave_read_string(&p->lex, p->arena, &text))
            return false;
        out->of.string.data = text.p;
        out->of.string.len = text.len;
        break;
    default:
        if (!parse_integer(p, type, out))
            return false;
        break;
    }
    return wave_next(&p->lex);
}
