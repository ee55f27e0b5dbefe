/*
 * Number literals (Core specification 6.3.1 and 6.3.2), as bit patterns. The
 * form is checked here; strtod and strtof then round correctly.
 */
#include <locale.h>
#include <stdlib.h>

#include "base/utf.h"
#include "wat/script.h"

enum { MAX_DIGITS = 1024 }; /* the longest float literal that is read */

/* A sign, if there is one; gives true for minus. */
static bool take_sign(tn_str *text) {
    bool minus = text->len && text->p[0] == '-';
    if (minus || (text->len && text->p[0] == '+'))
        *text = tn_str_from_offset(*text, 1);
    return minus;
}

static bool take_hex(tn_str *text) {
    if (!tn_str_starts(*text, TN_STR("0x")))
        return false;
    *text = tn_str_from_offset(*text, 2);
    return true;
}

/* Digits with single underscores between them, to the end of text. */
static bool parse_digits(uint64_t *out, tn_str text, unsigned base) {
    uint64_t value = 0;
    bool after_digit = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        unsigned digit = (unsigned)tn_hex_value(text.p[i]);
        if (digit >= base || value > (UINT64_MAX - digit) / base)
            return false;
        value = value * base + digit;
        after_digit = true;
    }
    *out = value;
    return after_digit;
}

bool wat_parse_int(uint64_t *out, tn_str text, unsigned bits) {
    bool has_sign = text.len && (text.p[0] == '-' || text.p[0] == '+');
    bool minus = take_sign(&text);
    bool hex = take_hex(&text);
    uint64_t value;
    if (!parse_digits(&value, text, hex ? 16 : 10))
        return false;
    uint64_t mask = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
    uint64_t half = (uint64_t)1 << (bits - 1);
    if (minus ? value > half : value > mask)
        return false;
    /* "+" makes a signed literal: it ends at half the range. */
    if (has_sign && !minus && value >= half)
        return false;
    *out = (minus ? 0 - value : value) & mask;
    return true;
}

typedef struct float_format {
    unsigned bits, mantissa;
} float_format;

static uint64_t exponent_mask(float_format f) {
    return (((uint64_t)1 << (f.bits - 1 - f.mantissa)) - 1) << f.mantissa;
}

/* "nan" or "nan:0x..." without its sign. */
static bool parse_nan(uint64_t *out, tn_str text, float_format f) {
    uint64_t payload = (uint64_t)1 << (f.mantissa - 1);
    tn_str prefix = TN_STR("nan:0x");
    if (tn_str_starts(text, prefix)) {
        if (!parse_digits(&payload, tn_str_from_offset(text, prefix.len), 16) ||
            payload == 0 || payload >> f.mantissa)
            return false;
    } else if (!tn_str_eqz(text, "nan")) {
        return false;
    }
    *out = exponent_mask(f) | payload;
    return true;
}

/* Copies digits of that base, dropping underscores; false on a wrong one. */
static bool copy_digits(
    char *out, size_t *len, tn_str *text, unsigned base, bool required) {
    bool after_digit = false, any = false;
    while (text->len) {
        char c = text->p[0];
        bool digit = (unsigned)tn_hex_value(c) < base;
        if (!digit && !(c == '_' && after_digit))
            break;
        if (digit)
            out[(*len)++] = c;
        after_digit = digit;
        any = true;
        *text = tn_str_from_offset(*text, 1);
    }
    return any ? after_digit : !required;
}

/*
 * Copies a float literal into the form that strtod reads: no underscores, the
 * decimal point of the locale, an exponent when it is hexadecimal.
 */
static bool copy_float(char *out, tn_str text) {
    bool hex = take_hex(&text);
    unsigned base = hex ? 16 : 10;
    size_t len = 0;
    if (hex) {
        out[len++] = '0';
        out[len++] = 'x';
    }
    if (!copy_digits(out, &len, &text, base, true))
        return false;
    if (text.len && text.p[0] == '.') {
        const char *point = localeconv()->decimal_point;
        text = tn_str_from_offset(text, 1);
        out[len++] = point[0] && !point[1] ? point[0] : '.';
        if (!copy_digits(out, &len, &text, base, false))
            return false;
    }
    char exponent = hex ? 'p' : 'e';
    if (text.len && (text.p[0] | 0x20) == exponent) {
        text = tn_str_from_offset(text, 1);
        out[len++] = exponent;
        out[len++] = take_sign(&text) ? '-' : '+';
        if (!copy_digits(out, &len, &text, 10, true))
            return false;
    }
    out[len] = '\0';
    return text.len == 0;
}

static uint64_t round_to(const char *digits, float_format f) {
    uint64_t bits = 0;
    if (f.bits == 32) {
        float value = strtof(digits, NULL);
        uint32_t narrow;
        memcpy(&narrow, &value, sizeof narrow);
        bits = narrow;
    } else {
        double value = strtod(digits, NULL);
        memcpy(&bits, &value, sizeof bits);
    }
    return bits;
}

bool wat_parse_float(uint64_t *out, tn_str text, unsigned bits) {
    float_format f = {bits, bits == 32 ? 23 : 52};
    uint64_t sign = take_sign(&text) ? (uint64_t)1 << (bits - 1) : 0;
    uint64_t value;
    if (tn_str_starts(text, TN_STR("nan"))) {
        if (!parse_nan(&value, text, f))
            return false;
    } else if (tn_str_eqz(text, "inf")) {
        value = exponent_mask(f);
    } else {
        char digits[MAX_DIGITS + 8];
        if (text.len > MAX_DIGITS || !copy_float(digits, text))
            return false;
        value = round_to(digits, f);
        if (value == exponent_mask(f))
            return false; /* out of range */
    }
    *out = sign | value;
    return true;
}
