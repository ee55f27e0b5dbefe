/*
 * Byte arrays as guests: memory, a bump allocator as realloc (which moves
 * when it grows, and stays when it shrinks), a log of its calls, and answers
 * that a hostile guest might give.
 */
#ifndef TENON_TESTS_CABI_GUEST_H
#define TENON_TESTS_CABI_GUEST_H

#include "canonical-abi/cabi.h"
#include "tests/support.h"
#include "tests/type_text.h"

enum { TEST_MEMORY = 4096, TEST_CALLS = 64 };

typedef struct test_guest {
    cabi_guest abi; /* first: realloc gets back from it to this */
    cabi_instance instance;
    cabi_task task;
    uint64_t next; /* first free byte */
    struct {
        uint64_t old_ptr, old_size, align, new_size;
    } calls[TEST_CALLS];
    size_t call_count;
    /* Call number lie_at (from 1) gives lie instead; 0: never. */
    size_t lie_at;
    uint64_t lie;
    cabi_trap fail; /* what a call past the end gives */
    const cabi_resource *resource;
    bool left;  /* realloc was called with may_leave */
    bool moves; /* each realloc moves the memory elsewhere */
} test_guest;

/* Everything that a test of the canonical ABI works with. */
typedef struct test_abi {
    tenon_context *ctx;
    tn_arena arena;
    tn_guard guard;
    const ty *resource;       /* the type node r */
    cabi_resource r, other_r; /* what it means in the guests, and another */
    test_guest a, b;
    uint64_t budget;
} test_abi;

/* Call as: test_abi t; TEST_ABI_INIT(&t); ... test_abi_release(&t); */
void test_abi_init(test_abi *t);
void test_abi_release(test_abi *t);

const ty *test_type(test_abi *t, const char *text);
/* Sets a guest's memory from the start, and where its allocator goes on. */
void test_memory(test_guest *g, const char *hex);
/* The realloc calls so far: "0 0 1 5; 64 5 1 15; ". */
const char *test_log(test_abi *t, const test_guest *g);
const char *test_value_text(test_abi *t, const tenon_val *v);

/* Lifts flat values (text: numbers with spaces) and gives the value's text, or
 * that of the trap in angle brackets. */
const char *test_lift(test_abi *t, const char *type, const char *slots);
/* Slots from text; gives their number. */
uint32_t test_slots(uint64_t *out, const char *text);

#endif
