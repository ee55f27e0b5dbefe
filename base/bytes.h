/*
 * Reading and writing of binary data: LEB128, little-endian, vectors. A reader
 * is a window over bytes of a registered source; its position doubles as a
 * span for diagnostics. After the first failure every read fails, so a
 * decoder may check once after several reads.
 */
#ifndef TN_BYTES_H
#define TN_BYTES_H

#include "base/arena.h"
#include "base/diag.h"

typedef struct tn_reader {
    tenon_context *ctx;
    const uint8_t *data; /* start of the window */
    size_t pos, len;
    uint32_t span_base; /* source position of data[0] */
    bool failed;
} tn_reader;

void tn_reader_init(tn_reader *r,
                    tenon_context *ctx,
                    uint32_t span_base,
                    const uint8_t *data,
                    size_t len);

static inline size_t tn_reader_left(const tn_reader *r) {
    return r->len - r->pos;
}

/* The place of bytes [from, now). */
tn_span tn_reader_since(const tn_reader *r, size_t from);

/*
 * Each gives false after reporting what is wrong and where: end of data,
 * over-long or overflowing LEB128, text that is not UTF-8. what names the
 * thing that is being read, for the message ("section size").
 */
bool tn_read_u8_slow(tn_reader *r, uint8_t *out, const char *what);
bool tn_read_u32_slow(tn_reader *r, uint32_t *out, const char *what);
bool tn_read_s32_slow(tn_reader *r, int32_t *out, const char *what);
bool tn_read_s64_slow(tn_reader *r, int64_t *out, const char *what);
bool tn_read_u64(tn_reader *r, uint64_t *out, const char *what) TN_MUST_CHECK;
bool tn_read_s33(tn_reader *r, int64_t *out, const char *what) TN_MUST_CHECK;

/* Most numbers in code are one byte long: these stand inline. */
static inline bool tn_reader_has_short(const tn_reader *r) {
    return TN_LIKELY(!r->failed && r->pos < r->len && r->data[r->pos] < 0x80);
}

TN_MUST_CHECK
static inline bool tn_read_u8(tn_reader *r, uint8_t *out, const char *what) {
    if (TN_UNLIKELY(r->failed || r->pos >= r->len))
        return tn_read_u8_slow(r, out, what);
    *out = r->data[r->pos++];
    return true;
}

TN_MUST_CHECK
static inline bool tn_read_u32(tn_reader *r, uint32_t *out, const char *what) {
    if (!tn_reader_has_short(r))
        return tn_read_u32_slow(r, out, what);
    *out = r->data[r->pos++];
    return true;
}

/* Bit 6 of a last byte is the sign. */
static inline int32_t tn_short_signed(uint8_t byte) {
    return (int32_t)(byte ^ 0x40) - 0x40;
}

TN_MUST_CHECK
static inline bool tn_read_s32(tn_reader *r, int32_t *out, const char *what) {
    if (!tn_reader_has_short(r))
        return tn_read_s32_slow(r, out, what);
    *out = tn_short_signed(r->data[r->pos++]);
    return true;
}

TN_MUST_CHECK
static inline bool tn_read_s64(tn_reader *r, int64_t *out, const char *what) {
    if (!tn_reader_has_short(r))
        return tn_read_s64_slow(r, out, what);
    *out = tn_short_signed(r->data[r->pos++]);
    return true;
}

bool tn_read_fixed32(tn_reader *r,
                     uint32_t *out,
                     const char *what) TN_MUST_CHECK;
bool tn_read_fixed64(tn_reader *r,
                     uint64_t *out,
                     const char *what) TN_MUST_CHECK;
bool tn_read_bytes(tn_reader *r,
                   size_t len,
                   const uint8_t **out,
                   const char *what) TN_MUST_CHECK;
/* A length and that many bytes of UTF-8; borrowed from the input. */
bool tn_read_name(tn_reader *r, tn_str *out, const char *what) TN_MUST_CHECK;
/* A count of things, each of at least one byte: at most min(max, left). */
bool tn_read_count(tn_reader *r, uint32_t *out, uint32_t max, const char *what)
    TN_MUST_CHECK;
/* A sub-reader over the next len bytes, which this one skips. */
bool tn_read_window(tn_reader *r, size_t len, tn_reader *out, const char *what)
    TN_MUST_CHECK;
/* Reports an error at [from, now) and marks the reader failed; false. */
bool tn_reader_fail(tn_reader *r, size_t from, const char *fmt, ...)
    TENON_PRINTF(3, 4);

/*
 * Reading without diagnostics: for custom sections, in which nothing is an
 * error. An unsigned LEB128 number of 32 bits, and a name; false when it is
 * cut, too large, or not UTF-8.
 */
bool tn_quiet_u32(const uint8_t **p, const uint8_t *end, uint32_t *out);
bool tn_quiet_name(const uint8_t **p, const uint8_t *end, tn_str *out);

/* Growable bytes in an arena. */
typedef struct tn_writer {
    tn_arena *arena;
    uint8_t *data;
    size_t len, cap;
    tenon_buffer *out; /* where the bytes are instead, or NULL */
} tn_writer;

void tn_writer_init(tn_writer *w, tn_arena *arena);
/*
 * Writes to an empty buffer of a caller's, which has the bytes once the writer
 * is finished; arena is for what is needed on the way. Who catches the
 * unwinding when memory is out releases the buffer.
 */
void tn_writer_into(tn_writer *w, tn_arena *arena, tenon_buffer *out);
void tn_writer_finish(tn_writer *w);
/* Makes room for len bytes in all. */
void tn_writer_reserve(tn_writer *w, size_t len);
/* All that was written; what room is left can be given back. */
tn_str tn_writer_take(tn_writer *w);
void tn_write_u8(tn_writer *w, uint8_t value);
void tn_write_u32(tn_writer *w, uint32_t value); /* LEB128 */
void tn_write_u64(tn_writer *w, uint64_t value);
void tn_write_s32(tn_writer *w, int32_t value);
void tn_write_s64(tn_writer *w, int64_t value);
void tn_write_bytes(tn_writer *w, const void *p, size_t len);
void tn_write_name(tn_writer *w, tn_str s); /* length, then bytes */
void tn_write_printf(tn_writer *w, const char *fmt, ...) TENON_PRINTF(2, 3);
static inline tn_str tn_writer_str(const tn_writer *w) {
    return (tn_str){(const char *)w->data, w->len};
}

#endif
