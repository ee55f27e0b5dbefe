/*
 * What unit tests share: Criterion, comparisons that show both sides, hex
 * bytes, and an allocator that fails on request.
 *
 * Criterion runs each test in a process of its own (20 ms, 60 ms under
 * ASan), so a table of cases is one Test that loops with cr_expect, not a
 * parameterised test. It does not notice leaks: `make check-asan` does.
 */
#ifndef TENON_TESTS_SUPPORT_H
#define TENON_TESTS_SUPPORT_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

/* Compares a tn_str with a C string. */
#define EXPECT_STR(actual, expected) \
    test_expect_str((actual), (expected), __FILE__, __LINE__)
/* Compares a tenon_str with a C string. */
#define EXPECT_TEXT(actual, expected) \
    test_expect_text((actual), (expected), __FILE__, __LINE__)
/* Compares two runs of bytes; says where they differ. */
#define EXPECT_BYTES(p, len, q, q_len) \
    test_expect_bytes((p), (len), (q), (q_len), __FILE__, __LINE__)
/* The text (human form, no colour) of the diagnostics contains a phrase. */
#define EXPECT_DIAGNOSTIC(ctx, phrase) \
    test_expect_diagnostic((ctx), (phrase), __FILE__, __LINE__)

void test_expect_str(tn_str actual,
                     const char *expected,
                     const char *file,
                     int line);
void test_expect_text(tenon_str actual,
                      const char *expected,
                      const char *file,
                      int line);
void test_expect_bytes(const void *p,
                       size_t len,
                       const void *q,
                       size_t q_len,
                       const char *file,
                       int line);
void test_expect_diagnostic(tenon_context *ctx,
                            const char *phrase,
                            const char *file,
                            int line);

/* All diagnostics so far as text; the caller frees it. */
char *test_diagnostics(tenon_context *ctx);

typedef struct test_bytes {
    uint8_t *p;
    size_t len;
} test_bytes;

/*
 * Bytes from text such as "00 61 73 6d 'asm'": pairs of hex digits, and
 * strings in single quotes. A test fails on anything else. Free p.
 */
test_bytes test_hex(const char *text);

/* A whole file, path from the root of the tree. Free p. */
test_bytes test_file(const char *path);

/*
 * An allocator that counts and that fails the n-th allocation. It aborts
 * when a block is given back with another size than it was asked for.
 */
typedef struct test_faults {
    tenon_allocator allocator; /* hand &faults.allocator to the code */
    size_t allocations;        /* so far, growing a block included */
    size_t fail_at;            /* the allocation that fails; SIZE_MAX: none */
    bool keep_failing;         /* and all after it */
    size_t live_blocks;
    size_t live_bytes;
    size_t peak_bytes;
} test_faults;

void test_faults_init(test_faults *faults, size_t fail_at);

/*
 * Runs body again and again, failing allocation 0, then 1, ... until a run
 * meets no failure. body gets the allocator, does its work, frees all it
 * made, and returns whether the work succeeded. Checks that it succeeds
 * exactly when nothing failed, and that nothing stays allocated. Does it once
 * with single failures and once with memory that stays out. Returns the
 * number of allocations of the run that succeeded.
 */
typedef bool test_body(const tenon_allocator *allocator, void *user);
size_t test_every_failure(test_body *body, void *user);

#endif
