/* Calls preview1 directly, as a libc would. */
#include "guest.h"

#define PREVIEW1 "wasi_snapshot_preview1"

IMPORT(PREVIEW1, "clock_time_get")
uint32_t clock_time_get(uint32_t clock, uint64_t precision, uint64_t *out);
IMPORT(PREVIEW1, "fd_write")
uint32_t fd_write(uint32_t fd,
                  const string_t *list,
                  uint32_t count,
                  uint32_t *written);
IMPORT(PREVIEW1, "random_get") uint32_t random_get(void *buffer, uint32_t size);
IMPORT(PREVIEW1, "proc_exit") _Noreturn void proc_exit(uint32_t status);

static bool initialized;

EXPORT("_initialize")
void initialize(void) {
    initialized = true;
}

static uint64_t now(void) {
    uint64_t time = 0;
    if (!initialized || clock_time_get(1, 0, &time) != 0) {
        __builtin_trap();
    }
    return time;
}

EXPORT("elapsed")
uint64_t elapsed(void) {
    uint64_t before = now();
    return now() - before;
}

EXPORT("log")
uint32_t log_text(char *text, uint32_t len) {
    enum { STDERR = 2 };
    string_t list = {text, len};
    uint32_t written = 0;
    uint32_t error = fd_write(STDERR, &list, 1, &written);
    return error == 0 ? written : 0;
}

EXPORT("cabi_post_log")
void log_text_post(uint32_t result) {
    (void)result;
    guest_free_all();
}

EXPORT("random")
uint64_t random(void) {
    uint64_t bits = 0;
    random_get(&bits, sizeof bits);
    return bits;
}

EXPORT("quit")
void quit(void) {
    proc_exit(1);
}
