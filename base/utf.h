/* UTF-8 and UTF-16, as the Unicode standard defines well-formed text. */
#ifndef TN_UTF_H
#define TN_UTF_H

#include "base/base.h"

/* The value of a hexadecimal digit, or -1. */
static inline int tn_hex_value(int c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/*
 * Decodes one scalar value at p (len > 0). Returns the bytes it takes, or 0
 * when the text is not well-formed there.
 */
size_t tn_utf8_decode(const char *p, size_t len, uint32_t *out);
/* Writes one scalar value; returns 1 to 4. */
size_t tn_utf8_encode(char out[4], uint32_t scalar);
/* True when all of it is well-formed; *bad (may be NULL) is the first bad. */
bool tn_utf8_valid(const char *p, size_t len, size_t *bad);

/* True for 0..0xd7ff and 0xe000..0x10ffff. */
static inline bool tn_is_scalar(uint32_t c) {
    return c < 0xd800 || (c >= 0xe000 && c < 0x110000);
}

/* Columns that a terminal gives it: 0 (it joins what is before it), 1 or 2. */
size_t tn_utf_width(uint32_t scalar);

/*
 * Decodes one scalar value from UTF-16LE units (len units left, > 0); returns
 * the units it takes (1 or 2), or 0 for a lone surrogate. p may be unaligned.
 */
size_t tn_utf16_decode(const uint8_t *p, size_t len, uint32_t *out);
/* Writes one scalar value as UTF-16LE; returns the units (1 or 2). */
size_t tn_utf16_encode(uint8_t out[4], uint32_t scalar);

#endif
