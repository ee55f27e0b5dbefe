/* Small things that every file needs: attributes, asserts, strings. */
#ifndef TN_BASE_H
#define TN_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tenon/core.h"

#if defined(__GNUC__)
#define TN_MUST_CHECK __attribute__((warn_unused_result))
#define TN_NORETURN __attribute__((noreturn))
#define TN_NOINLINE __attribute__((noinline))
#define TN_LIKELY(x) __builtin_expect(!!(x), 1)
#define TN_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define TN_MUST_CHECK
#define TN_NORETURN
#define TN_NOINLINE
#define TN_LIKELY(x) (x)
#define TN_UNLIKELY(x) (x)
#endif

#define TN_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define TN_UNUSED(x) ((void)(x))

/*
 * A failed assert is a bug of ours, never wrong input. Release builds keep
 * running: an embedder's process must not die of it.
 */
#if defined(NDEBUG)
#define tn_assert(cond) ((void)0)
#else
#define tn_assert(cond) \
    ((cond) ? (void)0 : tn_assert_fail(#cond, __FILE__, __LINE__))
#endif
TN_NORETURN void tn_assert_fail(const char *cond, const char *file, int line);

/* A run of bytes that somebody else owns; not necessarily NUL-terminated. */
typedef struct tn_str {
    const char *p;
    size_t len;
} tn_str;

#define TN_STR(literal) ((tn_str){"" literal, sizeof(literal) - 1})
/* For "%.*s". */
#define TN_STR_ARG(s) ((int)(s).len), ((s).p)

static inline tn_str tn_str_from(const char *p) {
    return (tn_str){p, strlen(p)};
}

/* As the public headers have it. */
static inline tenon_str tn_str_public(tn_str s) {
    return (tenon_str){s.p ? s.p : "", s.len};
}

static inline bool tn_str_eq(tn_str a, tn_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool tn_str_eqz(tn_str a, const char *b) {
    return tn_str_eq(a, tn_str_from(b));
}

static inline bool tn_str_starts(tn_str s, tn_str prefix) {
    return s.len >= prefix.len && memcmp(s.p, prefix.p, prefix.len) == 0;
}

static inline bool tn_str_ends(tn_str s, tn_str suffix) {
    return s.len >= suffix.len &&
           memcmp(s.p + s.len - suffix.len, suffix.p, suffix.len) == 0;
}

/* The part of s from offset on; offset <= s.len. */
static inline tn_str tn_str_from_offset(tn_str s, size_t offset) {
    return (tn_str){s.p + offset, s.len - offset};
}

/* Orders as memcmp does, the shorter of two equal beginnings first. */
int tn_str_cmp(tn_str a, tn_str b);

/* Offset of the first such byte, or s.len. */
size_t tn_str_find(tn_str s, char byte);

#endif
