/* The harness of the benchmark programs; see bench.h. */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, LONG_ENOUGH_NS = 40000000 };

uint64_t bench_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int bench_options_take(bench_options *out, int argc, char **argv) {
    *out = (bench_options){0};
    int kept = 0;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--count") == 0 && i + 1 < argc)
            out->count = strtoull(argv[++i], NULL, 10);
        else
            argv[kept++] = argv[i];
    }
    return kept;
}

/* Gives false when the body does. */
static bool time_once(uint64_t *out, bench_body *body, void *user, uint64_t n) {
    uint64_t start = bench_clock();
    if (!body(user, n))
        return false;
    *out = bench_clock() - start;
    return true;
}

/* The least of some rounds: what disturbs a round only adds to it. */
bool bench_measure(const bench_options *options,
                   const char *name,
                   bench_body *body,
                   void *user) {
    if (options->count)
        return body(user, options->count);
    uint64_t n = 1, best = 0;
    while (best < LONG_ENOUGH_NS) {
        n *= best == 0 ? 1 : best < LONG_ENOUGH_NS / 10 ? 10 : 2;
        if (!time_once(&best, body, user, n))
            return false;
        best += best == 0;
    }
    for (int i = 1; i < ROUNDS; i++) {
        uint64_t time;
        if (!time_once(&time, body, user, n))
            return false;
        best = time < best ? time : best;
    }
    printf("%s\t%.2f\n", name, (double)best / (double)n);
    return true;
}
