/*
 * What the tests of the runtime share: components made on the spot from the
 * test guests, or from core modules in text and the worlds of traps.wit.
 */
#ifndef TENON_TESTS_RUNTIME_FIXTURE_H
#define TENON_TESTS_RUNTIME_FIXTURE_H

#include "tenon/link.h"
#include "tenon/runtime.h"

#include "tests/support.h"

typedef struct fixture {
    tenon_context *ctx;
    tenon_component *component;
    tenon_store *store;
    tenon_instance *instance;
} fixture;

/* A context without anything in it. */
void fixture_init(fixture *f, const tenon_allocator *allocator);
void fixture_close(fixture *f);

/* A component of tests/guests/<module>.wasm and a world of <wit>.wit. */
test_bytes guest_component(const char *module,
                           const char *wit,
                           const char *world);
/* The same of a module that needs the preview1 adapter. */
test_bytes adapted_component(const char *module,
                             const char *wit,
                             const char *world);
/* A component of a core module in text and a world of traps.wit. */
test_bytes wat_component(const char *world, const char *text);
/* The same, with strings in an encoding other than UTF-8. */
test_bytes wat_component_as(const char *world,
                            const char *text,
                            tenon_string_encoding encoding);
/* The two linked; both are freed. */
test_bytes linked(test_bytes socket, test_bytes plug);
/* counter.wasm linked into counter-user.wasm. */
test_bytes linked_counters(void);

/* Each step of running, which a test fails on; load frees the bytes. */
void fixture_load(fixture *f, test_bytes bytes);
void fixture_start(fixture *f);
/* Init and load, with a store of its own limits; metered when it has fuel. */
void fixture_load_limited(fixture *f,
                          test_bytes bytes,
                          const tenon_store_options *options);
/* All steps: init, load, start. */
void fixture_open(fixture *f, test_bytes bytes);

/* Calls in WAVE, and what comes of it. */
#define EXPECT_CALL(f, call, expected) \
    expect_call((f), (call), (expected), __FILE__, __LINE__)
#define EXPECT_TRAP(f, call, phrase) \
    expect_failure((f), (call), TENON_TRAP, (phrase), __FILE__, __LINE__)
#define EXPECT_INVALID(f, call, phrase) \
    expect_failure((f), (call), TENON_INVALID, (phrase), __FILE__, __LINE__)
void expect_call(fixture *f,
                 const char *call,
                 const char *expected,
                 const char *file,
                 int line);
void expect_failure(fixture *f,
                    const char *call,
                    tenon_status status,
                    const char *phrase,
                    const char *file,
                    int line);

/* The same in an instance of its own, for what traps: in a new store. */
void fixture_restart(fixture *f);

#endif
