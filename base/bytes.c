/*
 * Reading and writing of binary data. LEB128 as the Core specification has
 * it (5.2.2): at most ceil(N/7) bytes, unused bits of the last byte are the
 * sign or zero.
 */
#include "base/bytes.h"

#include <stdarg.h>

#include "base/context.h"
#include "base/limits.h"
#include "base/utf.h"

void tn_reader_init(tn_reader *r,
                    tenon_context *ctx,
                    uint32_t span_base,
                    const uint8_t *data,
                    size_t len) {
    *r = (tn_reader){
        .ctx = ctx, .data = data, .len = len, .span_base = span_base};
}

tn_span tn_reader_since(const tn_reader *r, size_t from) {
    return (tn_span){r->span_base + (uint32_t)from,
                     r->span_base + (uint32_t)r->pos};
}

bool tn_reader_fail(tn_reader *r, size_t from, const char *fmt, ...) {
    if (r->failed)
        return false; /* the first failure is the cause */
    r->failed = true;
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    char text[256];
    vsnprintf(text, sizeof text, fmt, again);
    va_end(again);
    va_end(args);
    tn_span span = tn_reader_since(r, from);
    if (span.hi == span.lo)
        span.hi++;
    tn_error(r->ctx, DIAG_BIN_MALFORMED, span, "%s", text);
    return false;
}

static bool fail_end(tn_reader *r, const char *what) {
    return tn_reader_fail(r, r->pos, "unexpected end while reading %s", what);
}

bool tn_read_u8_slow(tn_reader *r, uint8_t *out, const char *what) {
    if (r->failed)
        return false;
    if (r->pos == r->len)
        return fail_end(r, what);
    *out = r->data[r->pos++];
    return true;
}

/* Unsigned LEB128 of at most bits bits. */
static bool read_unsigned(tn_reader *r,
                          unsigned bits,
                          uint64_t *out,
                          const char *what) {
    size_t from = r->pos;
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = 0;
        if (!tn_read_u8(r, &byte, what))
            return false;
        if (shift + 7 > bits && (byte & 0x7f) >> (bits - shift) != 0)
            return tn_reader_fail(r, from, "%s: integer too large", what);
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            break;
        if (shift + 7 >= bits)
            return tn_reader_fail(r, from,
                                  "%s: integer representation too long", what);
    }
    *out = value;
    return true;
}

/* True when the bits of the last byte beyond the value repeat its sign. */
static bool sign_is_clean(uint8_t byte, unsigned used) {
    uint8_t rest = (uint8_t)((byte & 0x7f) >> (used - 1));
    uint8_t ones = (uint8_t)(0x7f >> (used - 1));
    return rest == 0 || rest == ones;
}

static bool read_signed(tn_reader *r,
                        unsigned bits,
                        int64_t *out,
                        const char *what) {
    size_t from = r->pos;
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = 0;
        if (!tn_read_u8(r, &byte, what))
            return false;
        if (shift + 7 >= bits && !(byte & 0x80) &&
            !sign_is_clean(byte, bits - shift))
            return tn_reader_fail(r, from, "%s: integer too large", what);
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            if (shift + 7 < 64 && (byte & 0x40))
                value |= ~(uint64_t)0 << (shift + 7);
            break;
        }
        if (shift + 7 >= bits)
            return tn_reader_fail(r, from,
                                  "%s: integer representation too long", what);
    }
    *out = (int64_t)value;
    return true;
}

bool tn_read_u32_slow(tn_reader *r, uint32_t *out, const char *what) {
    uint64_t value = 0;
    if (!read_unsigned(r, 32, &value, what))
        return false;
    *out = (uint32_t)value;
    return true;
}

bool tn_read_u64(tn_reader *r, uint64_t *out, const char *what) {
    return read_unsigned(r, 64, out, what);
}

bool tn_read_s32_slow(tn_reader *r, int32_t *out, const char *what) {
    int64_t value = 0;
    if (!read_signed(r, 32, &value, what))
        return false;
    *out = (int32_t)value;
    return true;
}

bool tn_read_s33(tn_reader *r, int64_t *out, const char *what) {
    return read_signed(r, 33, out, what);
}

bool tn_read_s64_slow(tn_reader *r, int64_t *out, const char *what) {
    return read_signed(r, 64, out, what);
}

static uint64_t load_little(const uint8_t *p, size_t n) {
    uint64_t value = 0;
    while (n--)
        value = value << 8 | p[n];
    return value;
}

bool tn_read_fixed32(tn_reader *r, uint32_t *out, const char *what) {
    const uint8_t *p = NULL;
    if (!tn_read_bytes(r, 4, &p, what))
        return false;
    *out = (uint32_t)load_little(p, 4);
    return true;
}

bool tn_read_fixed64(tn_reader *r, uint64_t *out, const char *what) {
    const uint8_t *p = NULL;
    if (!tn_read_bytes(r, 8, &p, what))
        return false;
    *out = load_little(p, 8);
    return true;
}

bool tn_read_bytes(tn_reader *r,
                   size_t len,
                   const uint8_t **out,
                   const char *what) {
    if (r->failed)
        return false;
    if (len > tn_reader_left(r))
        return tn_reader_fail(
            r, r->pos,
            "unexpected end while reading %s: %zu bytes are needed, %zu are "
            "left",
            what, len, tn_reader_left(r));
    *out = r->data + r->pos;
    r->pos += len;
    return true;
}

bool tn_read_name(tn_reader *r, tn_str *out, const char *what) {
    uint32_t len = 0;
    const uint8_t *p = NULL;
    if (!tn_read_u32(r, &len, what))
        return false;
    size_t from = r->pos;
    if (len > TN_MAX_NAME_BYTES)
        return tn_reader_fail(r, from, "%s: longer than %d bytes", what,
                              TN_MAX_NAME_BYTES);
    if (!tn_read_bytes(r, len, &p, what))
        return false;
    if (!tn_utf8_valid((const char *)p, len, NULL))
        return tn_reader_fail(r, from, "%s: malformed UTF-8 encoding", what);
    *out = (tn_str){(const char *)p, len};
    return true;
}

bool tn_read_count(tn_reader *r,
                   uint32_t *out,
                   uint32_t max,
                   const char *what) {
    size_t from = r->pos;
    if (!tn_read_u32(r, out, what))
        return false;
    if (*out > max)
        return tn_reader_fail(r, from, "%s: %u is more than the limit of %u",
                              what, *out, max);
    if (*out > tn_reader_left(r))
        return tn_reader_fail(r, from, "%s: %u announced, the data ends before",
                              what, *out);
    return true;
}

bool tn_read_window(tn_reader *r,
                    size_t len,
                    tn_reader *out,
                    const char *what) {
    size_t from = r->pos;
    const uint8_t *p = NULL;
    if (!tn_read_bytes(r, len, &p, what))
        return false;
    tn_reader_init(out, r->ctx, r->span_base + (uint32_t)from, p, len);
    return true;
}

bool tn_quiet_u32(const uint8_t **p, const uint8_t *end, uint32_t *out) {
    uint64_t value = 0;
    for (unsigned shift = 0; *p < end && shift < 35; shift += 7) {
        uint8_t byte = *(*p)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *out = (uint32_t)value;
            return value <= UINT32_MAX;
        }
    }
    return false;
}

bool tn_quiet_name(const uint8_t **p, const uint8_t *end, tn_str *out) {
    uint32_t len = 0;
    if (!tn_quiet_u32(p, end, &len) || len > (size_t)(end - *p))
        return false;
    *out = (tn_str){(const char *)*p, len};
    *p += len;
    return tn_utf8_valid(out->p, out->len, NULL);
}

void tn_writer_init(tn_writer *w, tn_arena *arena) {
    *w = (tn_writer){.arena = arena};
}

void tn_writer_into(tn_writer *w, tn_arena *arena, tenon_buffer *out) {
    *w = (tn_writer){.arena = arena, .out = out};
    tn_writer_reserve(w, 256); /* what is empty has an address, too */
}

static void set_room(tn_writer *w, size_t cap) {
    tenon_buffer *out = w->out;
    if (out) {
        void *p = tn_realloc(&out->ctx->allocator, out->data, out->cap, cap);
        if (!p)
            tn_out_of_memory(&out->ctx->guard);
        out->data = w->data = p;
        out->cap = cap;
    } else {
        w->data = tn_arena_grow(w->arena, w->data, w->cap, cap);
    }
    w->cap = cap;
}

static TN_NOINLINE void grow(tn_writer *w, size_t len) {
    size_t cap = w->cap ? w->cap * 2 : 256;
    while (cap - w->len < len)
        cap *= 2;
    set_room(w, cap);
}

static uint8_t *make_room(tn_writer *w, size_t len) {
    if (TN_UNLIKELY(len > w->cap - w->len))
        grow(w, len);
    uint8_t *at = w->data + w->len;
    w->len += len;
    return at;
}

void tn_writer_reserve(tn_writer *w, size_t len) {
    if (len > w->cap)
        set_room(w, len);
}

tn_str tn_writer_take(tn_writer *w) {
    if (w->cap)
        tn_arena_trim(w->arena, w->data, w->cap, w->len);
    w->cap = w->len;
    return tn_writer_str(w);
}

void tn_writer_finish(tn_writer *w) {
    w->out->len = w->len;
}

void tn_write_u8(tn_writer *w, uint8_t value) {
    *make_room(w, 1) = value;
}

void tn_write_u64(tn_writer *w, uint64_t value) {
    do {
        uint8_t byte = value & 0x7f;
        value >>= 7;
        tn_write_u8(w, (uint8_t)(byte | (value ? 0x80 : 0)));
    } while (value);
}

void tn_write_u32(tn_writer *w, uint32_t value) {
    tn_write_u64(w, value);
}

void tn_write_s64(tn_writer *w, int64_t value) {
    for (;;) {
        uint8_t byte = (uint8_t)(value & 0x7f);
        value >>= 7;
        bool done =
            (value == 0 && !(byte & 0x40)) || (value == -1 && (byte & 0x40));
        tn_write_u8(w, (uint8_t)(byte | (done ? 0 : 0x80)));
        if (done)
            return;
    }
}

void tn_write_s32(tn_writer *w, int32_t value) {
    tn_write_s64(w, value);
}

void tn_write_bytes(tn_writer *w, const void *p, size_t len) {
    if (len)
        memcpy(make_room(w, len), p, len);
}

void tn_write_name(tn_writer *w, tn_str s) {
    tn_write_u32(w, (uint32_t)s.len);
    tn_write_bytes(w, s.p, s.len);
}

void tn_write_printf(tn_writer *w, const char *fmt, ...) {
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len > 0) {
        size_t size = (size_t)len;
        char *p = (char *)make_room(w, size + 1);
        vsnprintf(p, size + 1, fmt, again);
        w->len--; /* the NUL */
    }
    va_end(again);
}
