/*
 * wasi_snapshot_preview1 without a world behind it: no files, no arguments, no
 * environment, a clock that only counts how often it is asked. What a program
 * writes is taken and lost. A component made with this adapter imports no WASI
 * interface, and since nothing here leaves the component, it may be called
 * while the guest must not leave it either: a garbage collection inside
 * `cabi_realloc` or a post-return may read the clock.
 *
 * Being an adapter, this works in the memory of the module it serves, so it
 * may bring no data, table or stack of its own: no static variables, string
 * literals, arrays on the stack or switches that become tables. Its only state
 * is one wasm global.
 *
 * clang --target=wasm32 -O2 -ffreestanding -fno-builtin -nostdlib
 *       -Wl,--no-entry -Wl,--import-memory -Wl,-zstack-size=0 -Wl,--strip-debug
 */
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name))) int32_t name

/* An address in the memory of the guest. */
typedef uint32_t address;

/* The error numbers of preview1 that are given here. */
enum {
    SUCCESS = 0,
    BADF = 8,
    NOSYS = 52,
    SPIPE = 70,
};

enum { STDERR = 2 };

static uint32_t load32(address at) {
    return *(const volatile uint32_t *)(uintptr_t)at;
}

static uint64_t load64(address at) {
    return *(const volatile uint64_t *)(uintptr_t)at;
}

static uint32_t load8(address at) {
    return *(const volatile uint8_t *)(uintptr_t)at;
}

static void store8(address at, uint32_t value) {
    *(volatile uint8_t *)(uintptr_t)at = (uint8_t)value;
}

static void store32(address at, uint32_t value) {
    *(volatile uint32_t *)(uintptr_t)at = value;
}

static void store64(address at, uint64_t value) {
    *(volatile uint64_t *)(uintptr_t)at = value;
}

/* Nanoseconds since the first reading. Lives in a wasm global. */
static __attribute__((address_space(1))) uint64_t elapsed;

/* 2001-09-09, because Go takes a clock that says 0 for a broken one. */
#define EPOCH 1000000000000000000ull

/* Arguments and environment: none. */

static int32_t store_no_strings(address count, address size) {
    store32(count, 0);
    store32(size, 0);
    return SUCCESS;
}

EXPORT(args_sizes_get)(address count, address size) {
    return store_no_strings(count, size);
}

EXPORT(args_get)(address list, address text) {
    (void)list, (void)text;
    return SUCCESS;
}

EXPORT(environ_sizes_get)(address count, address size) {
    return store_no_strings(count, size);
}

EXPORT(environ_get)(address list, address text) {
    (void)list, (void)text;
    return SUCCESS;
}

/* Clocks, randomness, waiting. */

EXPORT(clock_res_get)(uint32_t clock, address out) {
    (void)clock;
    store64(out, 1000);
    return SUCCESS;
}

EXPORT(clock_time_get)(uint32_t clock, uint64_t precision, address out) {
    (void)clock, (void)precision;
    uint64_t now = elapsed + 1000;
    elapsed = now;
    store64(out, EPOCH + now);
    return SUCCESS;
}

/* Not random at all, but the same on every run: seeds of hash tables are what
 * guests take from here. */
EXPORT(random_get)(address buffer, uint32_t size) {
    uint32_t state = 0x2545f491;
    for (uint32_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        store8(buffer + i, state >> 24);
    }
    return SUCCESS;
}

EXPORT(sched_yield)(void) {
    return SUCCESS;
}

/* Offsets of `subscription` and `event`. */
enum {
    SUBSCRIPTION_TYPE = 8,
    SUBSCRIPTION_TIMEOUT = 24,
    SUBSCRIPTION_FLAGS = 40,
    SUBSCRIPTION_SIZE = 48,
    EVENT_TYPE = 10,
    EVENT_SIZE = 32,
};

enum { TYPE_CLOCK = 0, ABSOLUTE = 1 };

/* When a subscription fires; those to files do at once. */
static uint64_t deadline(address subscription, uint64_t now) {
    if (load8(subscription + SUBSCRIPTION_TYPE) != TYPE_CLOCK) {
        return 0;
    }
    uint64_t timeout = load64(subscription + SUBSCRIPTION_TIMEOUT);
    if (load8(subscription + SUBSCRIPTION_FLAGS) & ABSOLUTE) {
        return timeout;
    }
    return timeout > UINT64_MAX - now ? UINT64_MAX : now + timeout;
}

/* Nobody waits: the clock is set to where the first subscription fires. */
EXPORT(poll_oneoff)(address in, address out, uint32_t count, address fired) {
    uint64_t now = EPOCH + elapsed;
    uint64_t first = UINT64_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = deadline(in + i * SUBSCRIPTION_SIZE, now);
        first = at < first ? at : first;
    }
    if (first > now) {
        elapsed = first - EPOCH;
    }
    first = first > now ? first : now;

    address event = out;
    for (uint32_t i = 0; i < count; i++) {
        address subscription = in + i * SUBSCRIPTION_SIZE;
        if (deadline(subscription, now) <= first) {
            store64(event, load64(subscription));
            store64(event + 8, 0);
            store64(event + 16, 0);
            store64(event + 24, 0);
            store8(event + EVENT_TYPE, load8(subscription + SUBSCRIPTION_TYPE));
            event += EVENT_SIZE;
        }
    }
    store32(fired, (event - out) / EVENT_SIZE);
    return SUCCESS;
}

/* The process. */

__attribute__((export_name("proc_exit"))) _Noreturn void proc_exit(
    uint32_t status) {
    (void)status;
    __builtin_trap();
}

EXPORT(proc_raise)(uint32_t signal) {
    (void)signal;
    return NOSYS;
}

/* Files: only the three standard streams are open. */

EXPORT(fd_write)(uint32_t fd, address list, uint32_t count, address written) {
    if (fd == 0 || fd > STDERR) {
        return BADF;
    }
    uint32_t total = 0;
    for (uint32_t i = 0; i < count; i++) {
        total += load32(list + i * 8 + 4);
    }
    store32(written, total);
    return SUCCESS;
}

EXPORT(fd_read)(uint32_t fd, address list, uint32_t count, address read) {
    (void)list, (void)count;
    if (fd != 0) {
        return BADF;
    }
    store32(read, 0);
    return SUCCESS;
}

EXPORT(fd_fdstat_get)(uint32_t fd, address out) {
    if (fd > STDERR) {
        return BADF;
    }
    store64(out, 2); /* a character device without flags */
    store64(out + 8, fd == 0 ? 1u << 1 : 1u << 6);
    store64(out + 16, 0);
    return SUCCESS;
}

EXPORT(fd_seek)(uint32_t fd, int64_t by, uint32_t from, address out) {
    (void)by, (void)from, (void)out;
    return fd > STDERR ? BADF : SPIPE;
}

EXPORT(fd_tell)(uint32_t fd, address out) {
    (void)out;
    return fd > STDERR ? BADF : SPIPE;
}

/* Everything else asks for a file that nobody can have opened. */

#define NO_FILE(name, ...)      \
    EXPORT(name)(__VA_ARGS__) { \
        return BADF;            \
    }

#pragma clang diagnostic ignored "-Wunused-parameter"

NO_FILE(fd_advise, uint32_t fd, uint64_t at, uint64_t size, uint32_t advice)
NO_FILE(fd_allocate, uint32_t fd, uint64_t at, uint64_t size)
NO_FILE(fd_close, uint32_t fd)
NO_FILE(fd_datasync, uint32_t fd)
NO_FILE(fd_fdstat_set_flags, uint32_t fd, uint32_t flags)
NO_FILE(fd_fdstat_set_rights, uint32_t fd, uint64_t base, uint64_t inheriting)
NO_FILE(fd_filestat_get, uint32_t fd, address out)
NO_FILE(fd_filestat_set_size, uint32_t fd, uint64_t size)
NO_FILE(fd_filestat_set_times,
        uint32_t fd,
        uint64_t accessed,
        uint64_t modified,
        uint32_t flags)
NO_FILE(fd_pread,
        uint32_t fd,
        address list,
        uint32_t count,
        uint64_t at,
        address read)
NO_FILE(fd_prestat_get, uint32_t fd, address out)
NO_FILE(fd_prestat_dir_name, uint32_t fd, address path, uint32_t size)
NO_FILE(fd_pwrite,
        uint32_t fd,
        address list,
        uint32_t count,
        uint64_t at,
        address written)
NO_FILE(fd_readdir,
        uint32_t fd,
        address buffer,
        uint32_t size,
        uint64_t cookie,
        address used)
NO_FILE(fd_renumber, uint32_t from, uint32_t to)
NO_FILE(fd_sync, uint32_t fd)
NO_FILE(path_create_directory, uint32_t fd, address path, uint32_t size)
NO_FILE(path_filestat_get,
        uint32_t fd,
        uint32_t flags,
        address path,
        uint32_t size,
        address out)
NO_FILE(path_filestat_set_times,
        uint32_t fd,
        uint32_t flags,
        address path,
        uint32_t size,
        uint64_t accessed,
        uint64_t modified,
        uint32_t which)
NO_FILE(path_link,
        uint32_t from,
        uint32_t flags,
        address path,
        uint32_t size,
        uint32_t to,
        address new_path,
        uint32_t new_size)
NO_FILE(path_open,
        uint32_t fd,
        uint32_t lookup,
        address path,
        uint32_t size,
        uint32_t open,
        uint64_t base,
        uint64_t inheriting,
        uint32_t flags,
        address out)
NO_FILE(path_readlink,
        uint32_t fd,
        address path,
        uint32_t size,
        address buffer,
        uint32_t buffer_size,
        address used)
NO_FILE(path_remove_directory, uint32_t fd, address path, uint32_t size)
NO_FILE(path_rename,
        uint32_t from,
        address path,
        uint32_t size,
        uint32_t to,
        address new_path,
        uint32_t new_size)
NO_FILE(path_symlink,
        address path,
        uint32_t size,
        uint32_t fd,
        address new_path,
        uint32_t new_size)
NO_FILE(path_unlink_file, uint32_t fd, address path, uint32_t size)
NO_FILE(sock_accept, uint32_t fd, uint32_t flags, address out)
NO_FILE(sock_recv,
        uint32_t fd,
        address list,
        uint32_t count,
        uint32_t flags,
        address size,
        address out_flags)
NO_FILE(sock_send,
        uint32_t fd,
        address list,
        uint32_t count,
        uint32_t flags,
        address size)
NO_FILE(sock_shutdown, uint32_t fd, uint32_t how)
