/*
 * Floating-point numbers as text. The C library converts in the locale of the
 * process, which is the embedder's to choose: here it is told to use "C".
 */
#include "base/float.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

/* The "C" locale for this thread until leave_c(). Where it cannot be had the
 * process's own stays. */
typedef struct c_locale {
    locale_t c, before;
} c_locale;

static c_locale enter_c(void) {
    c_locale l = {newlocale(LC_ALL_MASK, "C", (locale_t)0), (locale_t)0};
    if (l.c != (locale_t)0)
        l.before = uselocale(l.c);
    return l;
}

static void leave_c(c_locale l) {
    if (l.c == (locale_t)0)
        return;
    uselocale(l.before);
    freelocale(l.c);
}

double tn_parse_f64(tn_arena *arena, tn_str text) {
    const char *z = tn_arena_copy(arena, text).p;
    c_locale l = enter_c();
    double value = strtod(z, NULL);
    leave_c(l);
    return value;
}

float tn_parse_f32(tn_arena *arena, tn_str text) {
    const char *z = tn_arena_copy(arena, text).p;
    c_locale l = enter_c();
    float value = strtof(z, NULL);
    leave_c(l);
    return value;
}

/* Writes the digits of "-d.ddde+-xx" without the exponent. */
static size_t write_positional(char *out, const char *scientific) {
    char digits[24];
    size_t count = 0, n = 0;
    const char *p = scientific;
    if (*p == '-')
        out[n++] = *p++;
    for (; *p && *p != 'e'; p++)
        if (*p != '.')
            digits[count++] = *p;
    long exponent = *p == 'e' ? strtol(p + 1, NULL, 10) : 0;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    if (exponent < 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (long i = -1; i > exponent; i--)
            out[n++] = '0';
    }
    for (long i = 0; i < (long)count || i <= exponent; i++) {
        if (exponent >= 0 && i == exponent + 1)
            out[n++] = '.';
        out[n++] = i < (long)count ? digits[i] : '0';
    }
    return n;
}

static bool reads_back(const char *text, double value, bool narrow) {
    return narrow ? strtof(text, NULL) == (float)value
                  : strtod(text, NULL) == value;
}

/* With as few digits as read back the same: more digits are never worse. */
static void write_scientific(char *out, size_t cap, double value, bool narrow) {
    int low = 0, high = narrow ? 8 : 16; /* digits behind the point */
    while (low < high) {
        int middle = (low + high) / 2;
        snprintf(out, cap, "%.*e", middle, value);
        if (reads_back(out, value, narrow))
            high = middle;
        else
            low = middle + 1;
    }
    snprintf(out, cap, "%.*e", high, value);
}

static size_t format(char *out, double value, bool narrow) {
    char text[40];
    if (isnan(value)) {
        memcpy(out, "nan", 3);
        return 3;
    }
    if (isinf(value)) {
        const char *name = value < 0 ? "-inf" : "inf";
        memcpy(out, name, strlen(name));
        return strlen(name);
    }
    if (fabs(value) < 1e7 && value == (double)(long)value && !signbit(value))
        return (size_t)snprintf(out, TN_FLOAT_BYTES, "%ld", (long)value);
    c_locale l = enter_c();
    write_scientific(text, sizeof text, value, narrow);
    leave_c(l);
    return write_positional(out, text);
}

size_t tn_format_f64(char out[TN_FLOAT_BYTES], double value) {
    return format(out, value, false);
}

size_t tn_format_f32(char out[TN_FLOAT_BYTES], float value) {
    return format(out, (double)value, true);
}
