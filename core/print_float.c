/*
 * Floating-point constants: in hexadecimal, which is exact (Core
 * specification 6.3.2), and in decimal in a comment.
 */
#include "base/float.h"
#include "core/printer.h"

typedef struct float_format {
    unsigned bits, mantissa;
    int bias;
} float_format;

static const float_format f32_format = {32, 23, 127};
static const float_format f64_format = {64, 52, 1023};

static void put_hex(tn_sexpr *s, uint64_t value) {
    char text[20];
    snprintf(text, sizeof text, "%llx", (unsigned long long)value);
    tn_sexpr_put(s, text);
}

/* The digits behind the point; fraction has its first bit in bit 63. */
static void put_fraction(tn_sexpr *s, uint64_t fraction) {
    if (fraction)
        tn_sexpr_put(s, ".");
    for (; fraction; fraction <<= 4)
        put_hex(s, fraction >> 60);
}

static void put_finite(tn_sexpr *s, uint64_t bits, float_format f) {
    uint64_t fraction = bits << (64 - f.mantissa);
    int exponent = (int)(bits >> f.mantissa) - f.bias;
    if (bits == 0) {
        tn_sexpr_put(s, "0x0p+0");
        return;
    }
    if (exponent == -f.bias) { /* subnormal: its first one goes in front */
        exponent++;
        bool one = false;
        while (!one) {
            one = fraction >> 63;
            fraction <<= 1;
            exponent--;
        }
    }
    tn_sexpr_put(s, "0x1");
    put_fraction(s, fraction);
    tn_sexpr_put(s, exponent < 0 ? "p" : "p+");
    tn_sexpr_signed(s, exponent);
}

static void put_nan(tn_sexpr *s, uint64_t payload, float_format f) {
    tn_sexpr_put(s, "nan");
    if (payload != (uint64_t)1 << (f.mantissa - 1)) {
        tn_sexpr_put(s, ":0x");
        put_hex(s, payload);
    }
}

static void put_bits(tn_sexpr *s, uint64_t bits, float_format f) {
    uint64_t sign = (uint64_t)1 << (f.bits - 1);
    uint64_t payload = bits & (((uint64_t)1 << f.mantissa) - 1);
    if (bits & sign)
        tn_sexpr_put(s, "-");
    bits &= ~sign;
    if (bits >> f.mantissa != (uint64_t)(2 * f.bias + 1))
        put_finite(s, bits, f);
    else if (payload)
        put_nan(s, payload, f);
    else
        tn_sexpr_put(s, "inf");
}

static void put_comment(tn_sexpr *s, const char *text, size_t len) {
    tn_sexpr_put(s, " (;=");
    if (tn_sexpr_has_room(s, len))
        tn_write_bytes(s->out, text, len);
    tn_sexpr_put(s, ";)");
}

void core_put_f32(tn_sexpr *s, uint32_t bits) {
    char text[TN_FLOAT_BYTES];
    float value;
    memcpy(&value, &bits, sizeof value);
    put_bits(s, bits, f32_format);
    put_comment(s, text, tn_format_f32(text, value));
}

void core_put_f64(tn_sexpr *s, uint64_t bits) {
    char text[TN_FLOAT_BYTES];
    double value;
    memcpy(&value, &bits, sizeof value);
    put_bits(s, bits, f64_format);
    put_comment(s, text, tn_format_f64(text, value));
}
