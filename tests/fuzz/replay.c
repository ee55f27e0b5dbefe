/*
 * Runs a fuzz target over its corpus without libFuzzer: each file of
 * tests/fuzz/corpus/<name>/, and always the empty input. <name> comes from
 * the program's own name, fuzz-<name>.
 *
 * FUZZ_MUTATE=N also tries, for each file, up to N of its truncations and up
 * to N of its single-byte changes, spread evenly over the file.
 *
 * A process per file, so that a crash names the file and the rest still runs.
 * The last line printed is `N passed, N failed, N skipped`.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SECONDS_PER_FILE = 300 };

static unsigned passed, failed;

/* The target gets its own exact copy: a read past the end shows under ASan. */
static void try_input(const uint8_t *data, size_t size) {
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size > 0)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void try_mutants(uint8_t *data, size_t size, size_t budget) {
    size_t step = budget == 0 ? size + 1 : size / budget + 1;
    for (size_t i = 0; i < size; i += step)
        try_input(data, i);
    static const uint8_t flips[] = {0x01, 0x80, 0xff, 0x10};
    for (size_t i = 0, n = 0; i < size; i += step, n++) {
        uint8_t old = data[i];
        data[i] = (uint8_t)(old ^ flips[n % sizeof flips]);
        try_input(data, size);
        data[i] = old;
    }
}

static void run_file(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    uint8_t *data = NULL;
    size_t size = 0, cap = 0, got = 0;
    do {
        size += got;
        if (size == cap && !(data = realloc(data, cap = cap * 2 + 4096)))
            abort();
        got = fread(data + size, 1, cap - size, f);
    } while (got > 0);
    fclose(f);
    try_input(data, size);
    const char *budget = getenv("FUZZ_MUTATE");
    if (budget && *budget)
        try_mutants(data, size, strtoul(budget, NULL, 10));
    free(data);
}

/* path NULL: the empty input. */
static void run_in_child(const char *path) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(SECONDS_PER_FILE);
        if (path)
            run_file(path);
        else
            try_input(NULL, 0);
        exit(0);
    }
    int status = -1;
    if (pid < 0 || waitpid(pid, &status, 0) < 0)
        perror("fork");
    if (status == 0) {
        passed++;
    } else {
        failed++;
        printf("FAIL %s (wait status 0x%x)\n", path ? path : "the empty input",
               (unsigned)status);
    }
}

static int visible(const struct dirent *e) {
    return e->d_name[0] != '.';
}

int main(int argc, char **argv) {
    (void)argc;
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];
    if (strncmp(name, "fuzz-", 5) == 0)
        name += 5;

    run_in_child(NULL);
    char dir[512];
    snprintf(dir, sizeof dir, "tests/fuzz/corpus/%s", name);
    struct dirent **entries = NULL;
    int n = scandir(dir, &entries, visible, alphasort);
    for (int i = 0; i < n; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", dir, entries[i]->d_name);
        run_in_child(path);
        free(entries[i]);
    }
    free(entries);
    printf("%u passed, %u failed, 0 skipped\n", passed, failed);
    return failed > 0;
}
