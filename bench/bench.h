/*
 * What the benchmark programs share. A program prints one line for each thing
 * that it measures: its name, a tab, and nanoseconds for each time it was
 * done. It measures no more than `--count N` asks for where that is given:
 * the body runs once, N times over, and nothing is timed (for callgrind).
 */
#ifndef TENON_BENCH_H
#define TENON_BENCH_H

#include <stdbool.h>
#include <stdint.h>

/* Does the work n times; false, after saying why, when it cannot. */
typedef bool bench_body(void *user, uint64_t n);

typedef struct bench_options {
    uint64_t count; /* 0: time it */
} bench_options;

/* Takes --count N off the arguments; gives how many are left. */
int bench_options_take(bench_options *out, int argc, char **argv);

/* Measures the body, so many times that a clock can tell, and prints. */
bool bench_measure(const bench_options *options,
                   const char *name,
                   bench_body *body,
                   void *user);

/* A monotonic clock, in nanoseconds. */
uint64_t bench_clock(void);

#endif
