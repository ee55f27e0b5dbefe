/* Imports the resource that counter.c exports. */
#include "guest.h"

#define COUNTERS "test:guests/counters"
#define COUNTING "test:guests/counting"

IMPORT(COUNTERS, "[constructor]counter") int32_t counter_make(int32_t start);
IMPORT(COUNTERS, "[method]counter.add") int32_t counter_add(int32_t, int32_t);
IMPORT(COUNTERS, "[method]counter.value") int32_t counter_value(int32_t);
IMPORT(COUNTERS, "[static]counter.merge")
int32_t counter_merge(int32_t, int32_t);
IMPORT(COUNTERS, "[resource-drop]counter") void counter_drop(int32_t);
IMPORT(COUNTERS, "peek") int32_t peek(int32_t);
IMPORT(COUNTERS, "alive") uint32_t alive(void);

EXPORT(COUNTING "#sum-to")
int32_t sum_to(uint32_t n) {
    int32_t counter = counter_make(0);
    for (uint32_t i = 1; i <= n; i++) {
        counter_add(counter, (int32_t)i);
    }
    int32_t sum = peek(counter);
    counter_drop(counter);
    return sum;
}

EXPORT(COUNTING "#start")
int32_t start(int32_t at) {
    return counter_make(at);
}

EXPORT(COUNTING "#look")
int32_t look(int32_t counter) {
    int32_t value = counter_value(counter);
    counter_drop(counter); /* a borrow, which must not outlive the call */
    return value;
}

EXPORT(COUNTING "#bump")
int32_t bump(int32_t counter, int32_t by) {
    counter_add(counter, by);
    return counter;
}

EXPORT(COUNTING "#churn")
uint32_t churn(uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        int32_t merged = counter_merge(counter_make(1), counter_make(2));
        if (counter_value(merged) != 3) {
            __builtin_trap();
        }
        counter_drop(merged);
    }
    return alive();
}
