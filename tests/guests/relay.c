/* The calling side of the benchmarks of calls between components. */
#include "guest.h"

#define PEER "test:guests/peer"
#define SELF "test:guests/spin"

IMPORT(PEER, "add") uint32_t peer_add(uint32_t a, uint32_t b);
IMPORT(PEER, "measure") uint32_t peer_measure(const char *text, uint32_t len);

EXPORT(SELF "#add")
uint32_t spin_add(uint32_t n) {
    uint32_t sum = 0;
    while (n-- > 0) {
        sum = peer_add(sum, 1);
    }
    return sum;
}

EXPORT(SELF "#measure")
uint32_t spin_measure(uint32_t n, uint32_t len) {
    char *text = guest_alloc(len, 1);
    for (uint32_t i = 0; i < len; i++) {
        text[i] = (char)('a' + i % 26);
    }
    uint32_t sum = 0;
    while (n-- > 0) {
        sum += peer_measure(text, len);
    }
    guest_free_all();
    return sum;
}
