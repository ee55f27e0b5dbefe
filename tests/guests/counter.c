/* Exports a resource. Its representation is an index into `counters`. */
#include "guest.h"

#define SELF "test:guests/counters"

enum { MAX_COUNTERS = 256 };

IMPORT("[export]" SELF, "[resource-new]counter")
int32_t counter_new(uint32_t rep);
IMPORT("[export]" SELF, "[resource-rep]counter")
uint32_t counter_rep(int32_t handle);
IMPORT("[export]" SELF, "[resource-drop]counter")
void counter_drop(int32_t handle);

static struct {
    bool used;
    int32_t value;
} counters[MAX_COUNTERS];

static int32_t make_counter(int32_t start) {
    for (uint32_t i = 0; i < MAX_COUNTERS; i++) {
        if (!counters[i].used) {
            counters[i].used = true;
            counters[i].value = start;
            return counter_new(i);
        }
    }
    __builtin_trap();
}

EXPORT(SELF "#[constructor]counter")
int32_t constructor(int32_t start) {
    return make_counter(start);
}

EXPORT(SELF "#[dtor]counter")
void destructor(uint32_t rep) {
    counters[rep].used = false;
}

EXPORT(SELF "#[method]counter.add")
int32_t add(uint32_t self, int32_t by) {
    return counters[self].value += by;
}

EXPORT(SELF "#[method]counter.value")
int32_t value(uint32_t self) {
    return counters[self].value;
}

EXPORT(SELF "#[static]counter.merge")
int32_t merge(int32_t a, int32_t b) {
    int32_t sum =
        counters[counter_rep(a)].value + counters[counter_rep(b)].value;
    counter_drop(a);
    counter_drop(b);
    return make_counter(sum);
}

EXPORT(SELF "#peek")
int32_t peek(uint32_t of) {
    return counters[of].value;
}

EXPORT(SELF "#alive")
uint32_t alive(void) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < MAX_COUNTERS; i++) {
        count += counters[i].used;
    }
    return count;
}
