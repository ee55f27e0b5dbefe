/*
 * spawn -m COMMAND [ARG...]: starts a command once and prints the most memory
 * that was resident, in KiB.
 * spawn RUNS COMMAND [ARG...]: starts a command RUNS times, one after the
 * other and with its output thrown away, and prints the least and the median
 * time from posix_spawn to its exit in nanoseconds. Fails when the command
 * does.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"

extern char **environ;

static bool run_once(uint64_t *out,
                     char **command,
                     const posix_spawn_file_actions_t *actions) {
    pid_t pid;
    int status = 0;
    uint64_t start = bench_clock();
    int error = posix_spawnp(&pid, command[0], actions, NULL, command, environ);
    if (error != 0) {
        fprintf(stderr, "spawn: %s: %s\n", command[0], strerror(error));
        return false;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    *out = bench_clock() - start;
    if (status != 0)
        fprintf(stderr, "spawn: %s: wait status 0x%x\n", command[0],
                (unsigned)status);
    return status == 0;
}

static int compare(const void *a, const void *b) {
    const uint64_t *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

static bool run_all(uint64_t *times, size_t runs, char **command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    bool ok = true;
    for (size_t i = 0; ok && i < runs; i++)
        ok = run_once(&times[i], command, &actions);
    posix_spawn_file_actions_destroy(&actions);
    return ok;
}

static int print_memory(char **command) {
    uint64_t time;
    struct rusage usage;
    if (!run_all(&time, 1, command) || getrusage(RUSAGE_CHILDREN, &usage) != 0)
        return 1;
    printf("%ld\n", usage.ru_maxrss);
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 2 && strcmp(argv[1], "-m") == 0)
        return print_memory(argv + 2);
    size_t runs = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (runs == 0) {
        fprintf(stderr, "usage: spawn RUNS|-m COMMAND [ARG...]\n");
        return 2;
    }
    uint64_t *times = calloc(runs, sizeof *times);
    bool ok = times && run_all(times, runs, argv + 2);
    if (ok) {
        qsort(times, runs, sizeof *times, compare);
        printf("%llu %llu\n", (unsigned long long)times[0],
               (unsigned long long)times[runs / 2]);
    }
    free(times);
    return ok ? 0 : 1;
}
