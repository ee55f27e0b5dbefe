/* The called side of the benchmarks of calls between components. */
#include "guest.h"

#define SELF "test:guests/peer"

EXPORT(SELF "#add")
uint32_t add(uint32_t a, uint32_t b) {
    return a + b;
}

EXPORT(SELF "#measure")
uint32_t measure(const char *text, uint32_t len) {
    (void)text;
    return len;
}

EXPORT("cabi_post_" SELF "#measure")
void measure_post(uint32_t result) {
    (void)result;
    guest_free_all();
}
