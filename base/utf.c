/* UTF-8 and UTF-16: only well-formed text is accepted. */
#include "base/utf.h"

/* Length by first byte: 0 for a byte that starts nothing. */
static size_t sequence_length(unsigned char first) {
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

size_t tn_utf8_decode(const char *p, size_t len, uint32_t *out) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)p[0];
    size_t n = sequence_length(first);
    if (n == 0 || n > len)
        return 0;
    if (n == 1) {
        *out = first;
        return 1;
    }
    uint32_t c = first & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        unsigned char byte = (unsigned char)p[i];
        if ((byte & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (byte & 0x3fu);
    }
    if (c < least[n] || !tn_is_scalar(c))
        return 0;
    *out = c;
    return n;
}

size_t tn_utf8_encode(char out[4], uint32_t c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(0xf00u >> n | c);
    return n;
}

bool tn_utf8_valid(const char *p, size_t len, size_t *bad) {
    size_t i = 0;
    while (i < len) {
        uint64_t word;
        if (len - i >= 8) { /* skip plain ASCII eight bytes at a time */
            memcpy(&word, p + i, 8);
            if ((word & 0x8080808080808080ULL) == 0) {
                i += 8;
                continue;
            }
        }
        uint32_t c;
        size_t n = tn_utf8_decode(p + i, len - i, &c);
        if (n == 0) {
            if (bad)
                *bad = i;
            return false;
        }
        i += n;
    }
    return true;
}

static uint32_t load16(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static void store16(uint8_t *p, uint32_t unit) {
    p[0] = (uint8_t)unit;
    p[1] = (uint8_t)(unit >> 8);
}

size_t tn_utf16_decode(const uint8_t *p, size_t len, uint32_t *out) {
    uint32_t high = load16(p);
    if (high < 0xd800 || high >= 0xe000) {
        *out = high;
        return 1;
    }
    if (high >= 0xdc00 || len < 2)
        return 0;
    uint32_t low = load16(p + 2);
    if (low < 0xdc00 || low >= 0xe000)
        return 0;
    *out = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return 2;
}

size_t tn_utf16_encode(uint8_t out[4], uint32_t c) {
    if (c < 0x10000) {
        store16(out, c);
        return 1;
    }
    c -= 0x10000;
    store16(out, 0xd800 + (c >> 10));
    store16(out + 2, 0xdc00 + (c & 0x3ff));
    return 2;
}
