/*
 * Strings: checking, copying and transcoding between UTF-8, UTF-16 and
 * Latin-1 (CanonicalABI.md, load_string_from_range and
 * store_string_into_range).
 *
 * The calls of realloc, their sizes and their order are visible to guests
 * and are those of the specification. After each of them all pointers are
 * formed anew, and what was checked before may no longer be so: a guest may
 * write to the string that is being read. Hence decoders check again, and
 * every size that is written stays within what was asked for by the number
 * of code units alone.
 */
#include "canonical-abi/walk.h"

static uint64_t tag_of(const cabi_guest *guest) {
    return (uint64_t)1 << (guest->memory64 ? 63 : 31);
}

static uint64_t unit_size(const cabi_text *text) {
    return text->units == CABI_UNITS_2 ? 2 : 1;
}

static const uint8_t *text_bytes(const cabi_text *text) {
    return text->guest ? text->guest->base + text->ptr : text->host;
}

static uint32_t load_unit(const uint8_t *units, uint64_t at) {
    return (uint32_t)units[2 * at] | (uint32_t)units[2 * at + 1] << 8;
}

static cabi_trap trap_of(const cabi_text *text) {
    return text->units == CABI_UNITS_2 ? CABI_TRAP_UTF16 : CABI_TRAP_UTF8;
}

/* Decodes at unit `at`: how many units, or 0 when that is not well-formed. */
static size_t next_scalar(const cabi_text *text,
                          const uint8_t *bytes,
                          uint64_t at,
                          uint32_t *out) {
    switch (text->units) {
    case CABI_UNITS_L1:
        *out = bytes[at];
        return 1;
    case CABI_UNITS_1:
        if (bytes[at] >= 0x80)
            return tn_utf8_decode((const char *)bytes + at,
                                  (size_t)(text->len - at), out);
        *out = bytes[at];
        return 1;
    default:
        *out = load_unit(bytes, at);
        if (*out < 0xd800)
            return 1;
        return tn_utf16_decode(bytes + 2 * at, (size_t)(text->len - at), out);
    }
}

/* The length of the ASCII at the start of bytes, to a multiple of 32. */
static size_t skip_ascii(const uint8_t *p, size_t len) {
    size_t i = 0;
    for (; len - i >= 32; i += 32) {
        uint64_t words[4];
        memcpy(words, p + i, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u)
            break;
    }
    return i;
}

/* Is one of four UTF-16 units a surrogate? */
static bool has_surrogate(uint64_t units) {
    const uint64_t top = 0x8000800080008000u, rest = 0x7800780078007800u;
    uint64_t differs = (units & (top | rest)) ^ 0xd800d800d800d800u;
    return ((((differs & rest) + rest) | differs) & top) != top;
}

static bool is_utf16(const cabi_text *text, const uint8_t *bytes) {
    uint32_t c;
    for (uint64_t at = 0, n; at < text->len; at += n) {
        n = 4;
        if (text->len - at >= 4 &&
            !has_surrogate(cabi_load_bits(bytes + 2 * at, 8)))
            continue;
        n = next_scalar(text, bytes, at, &c);
        if (n == 0)
            return false;
    }
    return true;
}

static bool is_well_formed(const cabi_text *text) {
    const uint8_t *bytes = text_bytes(text);
    size_t len = (size_t)text->len;
    if (text->units == CABI_UNITS_2)
        return is_utf16(text, bytes);
    if (text->units == CABI_UNITS_L1)
        return true;
    size_t ascii = skip_ascii(bytes, len);
    return tn_utf8_valid((const char *)bytes + ascii, len - ascii, NULL);
}

/* What encoding and length the second word of a string means. */
static void read_length(cabi_text *text, uint64_t word) {
    uint64_t tag = tag_of(text->guest);
    text->len = word;
    switch (text->guest->encoding) {
    case CABI_UTF8:
        text->units = CABI_UNITS_1;
        break;
    case CABI_UTF16:
        text->units = CABI_UNITS_2;
        break;
    case CABI_LATIN1_UTF16:
        text->tagged = true;
        text->units = word & tag ? CABI_UNITS_2 : CABI_UNITS_L1;
        text->len = word & ~tag;
        break;
    }
}

cabi_trap cabi_open_text(cabi_text *out, const cabi_place *at) {
    uint64_t word;
    *out = (cabi_text){.guest = at->guest};
    cabi_get_pair(at, &out->ptr, &word);
    read_length(out, word);
    if (out->len > TN_MAX_STRING_BYTES ||
        out->len * unit_size(out) > TN_MAX_STRING_BYTES)
        return CABI_TRAP_STRING_LENGTH;
    if (at->guest->encoding != CABI_UTF8 && out->ptr % 2 != 0)
        return CABI_TRAP_UNALIGNED;
    if (!cabi_in_bounds(at->guest, out->ptr, out->len * unit_size(out)))
        return CABI_TRAP_STRING_BOUNDS;
    return out->len == 0 || is_well_formed(out) ? CABI_OK : trap_of(out);
}

/* Where a string is being written. */
typedef struct target {
    cabi_guest *guest, *source;
    uint64_t ptr, size; /* 0, 0 at first */
    uint64_t units;     /* the result, tag included */
} target;

static cabi_trap resize(target *to, uint32_t align, uint64_t size) {
    CABI_TRY(cabi_realloc(to->guest, to->source, to->ptr, to->size, align, size,
                          &to->ptr));
    to->size = size;
    return CABI_OK;
}

static uint8_t *target_bytes(const target *to) {
    return to->guest->base + to->ptr;
}

/* CanonicalABI.md, store_string_copy, for equal code units. */
static cabi_trap store_same(target *to, const cabi_text *text, uint32_t align) {
    uint64_t size = text->len * unit_size(text);
    CABI_TRY(resize(to, align, size));
    if (size > 0)
        memmove(target_bytes(to), text_bytes(text), (size_t)size);
    to->units = text->len;
    return CABI_OK;
}

/* CanonicalABI.md, store_string_copy, from Latin-1 to UTF-16. */
static cabi_trap store_wider(target *to, const cabi_text *text) {
    CABI_TRY(resize(to, 2, 2 * text->len));
    if (text->len > 0) {
        const uint8_t *from = text_bytes(text);
        uint8_t *out = target_bytes(to);
        for (uint64_t i = 0; i < text->len; i++)
            cabi_store_bits(out + 2 * i, 2, from[i]);
    }
    to->units = text->len;
    return CABI_OK;
}

/* Copies the ASCII at the start of UTF-16 as bytes. */
static uint64_t narrow_ascii(uint8_t *out, const uint8_t *from, uint64_t len) {
    uint64_t i = 0;
    for (; len - i >= 4; i += 4) {
        uint64_t units = cabi_load_bits(from + 2 * i, 8);
        if ((units & 0xff80ff80ff80ff80u) != 0)
            break;
        units |= units >> 8;
        units = (units & 0xffff) | (units >> 16 & 0xffff0000u);
        cabi_store_bits(out + i, 4, units);
    }
    for (; i < len && load_unit(from, i) < 0x80; i++)
        out[i] = from[2 * i];
    return i;
}

/* Copies the ASCII at the start of bytes as UTF-16. */
static uint64_t widen_ascii(uint8_t *out, const uint8_t *from, uint64_t len) {
    uint64_t i = 0;
    for (; len - i >= 4; i += 4) {
        uint64_t bytes = cabi_load_bits(from + i, 4);
        if ((bytes & 0x80808080u) != 0)
            break;
        bytes = (bytes & 0xffff) | (bytes & 0xffff0000u) << 16;
        bytes = (bytes | bytes << 8) & 0x00ff00ff00ff00ffu;
        cabi_store_bits(out + 2 * i, 8, bytes);
    }
    for (; i < len && from[i] < 0x80; i++)
        cabi_store_bits(out + 2 * i, 2, from[i]);
    return i;
}

/* Copies the ASCII at the start of a text as bytes; gives its length. */
static uint64_t store_ascii(const target *to, const cabi_text *text) {
    if (text->len == 0)
        return 0;
    const uint8_t *from = text_bytes(text);
    uint8_t *out = target_bytes(to);
    if (text->units == CABI_UNITS_2)
        return narrow_ascii(out, from, text->len);
    uint64_t i = skip_ascii(from, (size_t)text->len);
    memmove(out, from, (size_t)i);
    for (; i < text->len && from[i] < 0x80; i++)
        out[i] = from[i];
    return i;
}

/* CanonicalABI.md, store_utf16_to_utf8 and store_latin1_to_utf8. */
static cabi_trap store_to_utf8(target *to, const cabi_text *text) {
    CABI_TRY(resize(to, 1, text->len));
    uint64_t at = store_ascii(to, text);
    to->units = text->len;
    if (at == text->len)
        return CABI_OK;
    uint64_t worst = text->len * (text->units == CABI_UNITS_2 ? 3 : 2);
    CABI_TRY(resize(to, 1, worst));
    const uint8_t *from = text_bytes(text);
    uint8_t *out = target_bytes(to);
    uint64_t used = at;
    while (at < text->len) {
        uint32_t c;
        size_t n = next_scalar(text, from, at, &c);
        if (n == 0)
            return trap_of(text);
        used += tn_utf8_encode((char *)out + used, c);
        at += n;
    }
    to->units = used;
    return used < worst ? resize(to, 1, used) : CABI_OK;
}

/* Encodes the rest of a text as UTF-16 behind `used` bytes of the target. */
static cabi_trap encode_utf16(const target *to,
                              const cabi_text *text,
                              uint64_t at,
                              uint64_t *used) {
    if (at == text->len)
        return CABI_OK;
    const uint8_t *from = text_bytes(text);
    uint8_t *out = target_bytes(to);
    while (at < text->len) {
        if (text->units == CABI_UNITS_1) {
            uint64_t ascii =
                widen_ascii(out + *used, from + at, text->len - at);
            at += ascii;
            *used += 2 * ascii;
            if (at == text->len)
                break;
        }
        uint32_t c;
        size_t n = next_scalar(text, from, at, &c);
        if (n == 0)
            return trap_of(text);
        *used += 2 * tn_utf16_encode(out + *used, c);
        at += n;
    }
    return CABI_OK;
}

/* CanonicalABI.md, store_utf8_to_utf16. */
static cabi_trap store_utf8_to_utf16(target *to, const cabi_text *text) {
    uint64_t worst = 2 * text->len, used = 0;
    CABI_TRY(resize(to, 2, worst));
    CABI_TRY(encode_utf16(to, text, 0, &used));
    to->units = used / 2;
    return used < worst ? resize(to, 2, used) : CABI_OK;
}

/* Makes UTF-16 of len Latin-1 bytes, in place. */
static void inflate(uint8_t *p, uint64_t len) {
    for (uint64_t i = len; i-- > 0;)
        cabi_store_bits(p + 2 * i, 2, p[i]);
}

/* CanonicalABI.md, store_string_to_latin1_or_utf16, from the first scalar
 * value that Latin-1 has not; `len` bytes before it are written. */
static cabi_trap continue_as_utf16(target *to,
                                   const cabi_text *text,
                                   uint64_t at,
                                   uint64_t len) {
    uint64_t worst = 2 * text->len;
    CABI_TRY(resize(to, 2, worst));
    inflate(target_bytes(to), len);
    uint64_t used = 2 * len;
    CABI_TRY(encode_utf16(to, text, at, &used));
    to->units = used / 2 | tag_of(to->guest);
    return used < worst ? resize(to, 2, used) : CABI_OK;
}

/* CanonicalABI.md, store_string_to_latin1_or_utf16. */
static cabi_trap store_compact(target *to, const cabi_text *text) {
    CABI_TRY(resize(to, 2, text->len));
    uint64_t len = store_ascii(to, text), at = len;
    if (at < text->len) {
        const uint8_t *from = text_bytes(text);
        uint8_t *out = target_bytes(to);
        while (at < text->len) {
            uint32_t c;
            size_t n = next_scalar(text, from, at, &c);
            if (n == 0)
                return trap_of(text);
            if (c > 0xff)
                return continue_as_utf16(to, text, at, len);
            out[len++] = (uint8_t)c;
            at += n;
        }
    }
    to->units = len;
    return len < text->len ? resize(to, 2, len) : CABI_OK;
}

static bool is_latin1(const uint8_t *units, uint64_t len) {
    uint64_t i = 0;
    for (; len - i >= 4; i += 4)
        if ((cabi_load_bits(units + 2 * i, 8) & 0xff00ff00ff00ff00u) != 0)
            return false;
    for (; i < len; i++)
        if (units[2 * i + 1] != 0)
            return false;
    return true;
}

/* CanonicalABI.md, store_probably_utf16_to_latin1_or_utf16. */
static cabi_trap store_probably_utf16(target *to, const cabi_text *text) {
    CABI_TRY(store_same(to, text, 2));
    uint64_t len = text->len;
    uint8_t *out = len > 0 ? target_bytes(to) : NULL;
    if (!is_latin1(out, len)) {
        to->units = len | tag_of(to->guest);
        return CABI_OK;
    }
    for (uint64_t i = 0; i < len; i++)
        out[i] = out[2 * i];
    return resize(to, 1, len);
}

static cabi_trap store_by_encoding(target *to, const cabi_text *text) {
    switch (to->guest->encoding) {
    case CABI_UTF8:
        return text->units == CABI_UNITS_1 ? store_same(to, text, 1)
                                           : store_to_utf8(to, text);
    case CABI_UTF16:
        return text->units == CABI_UNITS_1   ? store_utf8_to_utf16(to, text)
               : text->units == CABI_UNITS_2 ? store_same(to, text, 2)
                                             : store_wider(to, text);
    default:
        if (!text->tagged)
            return store_compact(to, text);
        return text->units == CABI_UNITS_2 ? store_probably_utf16(to, text)
                                           : store_same(to, text, 2);
    }
}

cabi_trap cabi_store_text(const cabi_place *to, const cabi_text *text) {
    target t = {.guest = to->guest, .source = text->guest};
    CABI_TRY(store_by_encoding(&t, text));
    cabi_put_pair(to, t.ptr, t.units);
    return CABI_OK;
}

static uint64_t utf8_length(const cabi_text *text, const uint8_t *bytes) {
    uint64_t size = 0, n;
    uint32_t c = 0;
    for (uint64_t at = 0; at < text->len; at += n) {
        n = next_scalar(text, bytes, at, &c);
        tn_assert(n > 0);
        size += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
    return size;
}

cabi_trap cabi_text_to_host(tn_arena *arena,
                            uint64_t *budget,
                            const cabi_text *text,
                            tenon_val *out) {
    out->kind = TENON_VAL_STRING;
    out->of.string.data = "";
    out->of.string.len = 0;
    if (text->len == 0)
        return CABI_OK;
    const uint8_t *from = text_bytes(text);
    uint64_t size =
        text->units == CABI_UNITS_1 ? text->len : utf8_length(text, from);
    if (size > *budget)
        return CABI_TRAP_BUDGET;
    *budget -= size;
    char *copy = tn_arena_alloc(arena, (size_t)size);
    if (text->units == CABI_UNITS_1) {
        memcpy(copy, from, (size_t)size);
    } else {
        uint32_t c = 0;
        size_t used = 0;
        for (uint64_t at = 0; at < text->len && used < size;) {
            at += next_scalar(text, from, at, &c);
            used += tn_utf8_encode(copy + used, c);
        }
    }
    out->of.string.data = copy;
    out->of.string.len = (size_t)size;
    return CABI_OK;
}
