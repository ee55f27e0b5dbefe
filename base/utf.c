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

/*
 * Unicode's East Asian Width W and F, and the marks that combine, as far as
 * whole blocks say it (Unicode 15, EastAsianWidth.txt): enough to put a caret
 * below what it means.
 */
static const struct {
    uint32_t first, last;
    uint8_t width;
} widths[] = {
    {0x300, 0x36f, 0},     {0x483, 0x489, 0},     {0x591, 0x5bd, 0},
    {0x610, 0x61a, 0},     {0x64b, 0x65f, 0},     {0x1100, 0x115f, 2},
    {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x20d0, 0x20ff, 0},
    {0x231a, 0x231b, 2},   {0x2329, 0x232a, 2},   {0x23e9, 0x23ec, 2},
    {0x2614, 0x2615, 2},   {0x2648, 0x2653, 2},   {0x26aa, 0x26ab, 2},
    {0x2705, 0x2705, 2},   {0x270a, 0x270b, 2},   {0x2728, 0x2728, 2},
    {0x274c, 0x274c, 2},   {0x2753, 0x2757, 2},   {0x2795, 0x2797, 2},
    {0x2b1b, 0x2b1c, 2},   {0x2b50, 0x2b50, 2},   {0x2e80, 0x303e, 2},
    {0x3041, 0x4dbf, 2},   {0x4e00, 0xa4cf, 2},   {0xa960, 0xa97f, 2},
    {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},
    {0xfe10, 0xfe19, 2},   {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},
    {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x16fe0, 0x18cff, 2},
    {0x1aff0, 0x1b2ff, 2}, {0x1f18e, 0x1f19a, 2}, {0x1f200, 0x1f320, 2},
    {0x1f330, 0x1f393, 2}, {0x1f3a0, 0x1f3ca, 2}, {0x1f3e0, 0x1f3f0, 2},
    {0x1f400, 0x1f4fc, 2}, {0x1f500, 0x1f53d, 2}, {0x1f550, 0x1f567, 2},
    {0x1f5fb, 0x1f64f, 2}, {0x1f680, 0x1f6c5, 2}, {0x1f90c, 0x1f9ff, 2},
    {0x1fa70, 0x1faff, 2}, {0x20000, 0x3fffd, 2}, {0xe0100, 0xe01ef, 0},
};

size_t tn_utf_width(uint32_t c) {
    if (c < widths[0].first)
        return 1;
    size_t low = 0, high = TN_COUNT_OF(widths);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c < widths[mid].first)
            high = mid;
        else if (c > widths[mid].last)
            low = mid + 1;
        else
            return widths[mid].width;
    }
    return 1;
}
