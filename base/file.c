/*
 * Reading and atomic writing of whole files. A half-written output would be
 * taken for a good one by the next build step, hence the rename.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/context.h"
#include "base/limits.h"

/* Reports without needing memory to succeed. */
static tenon_status report_io(tenon_context *ctx,
                              const char *path,
                              const char *doing,
                              const char *why) {
    char text[256];
    snprintf(text, sizeof text, "cannot %s: %s", doing, why);
    tenon_report(ctx, path, text, NULL);
    return TENON_INVALID;
}

/* Of a file's name in that of the temporary one: 255 bytes are usual. */
enum { MAX_STEM = 240 };

/* Devices such as /dev/zero never end. */
enum { CHUNK = 64 << 10, MAX_DEVICE_BYTES = 1 << 20 };

/* How many bytes a file may have, and how many it seems to have. */
typedef struct extent {
    size_t limit, expected;
} extent;

static bool append_chunk(tenon_buffer *out,
                         int fd,
                         const extent *size,
                         ssize_t *got) {
    /* A byte more than expected, to see the end without growing again. */
    bool within = out->len <= size->expected;
    size_t need = within ? size->expected + 1 : out->len + CHUNK;
    if (need > out->cap &&
        !tn_grow(&out->ctx->allocator, (void **)&out->data, &out->cap, need, 1,
                 (size_t)TN_MAX_FILE_BYTES * 2)) {
        errno = ENOMEM;
        return false;
    }
    do
        *got = read(fd, out->data + out->len, out->cap - out->len);
    while (*got < 0 && errno == EINTR);
    if (*got < 0)
        return false;
    out->len += (size_t)*got;
    return true;
}

static tenon_status read_all(tenon_buffer *out,
                             int fd,
                             const char *path,
                             const extent *size) {
    ssize_t got = 1;
    while (got > 0) {
        if (!append_chunk(out, fd, size, &got)) {
            if (errno == ENOMEM)
                return TENON_NO_MEMORY;
            return report_io(out->ctx, path, "read", strerror(errno));
        }
        if (out->len > size->limit)
            return report_io(out->ctx, path, "read",
                             size->limit == MAX_DEVICE_BYTES
                                 ? "it is a device that does not end"
                                 : "larger than 1 GiB");
    }
    return TENON_OK;
}

static const char *check_kind(int fd, extent *size) {
    struct stat st;
    *size = (extent){TN_MAX_FILE_BYTES, CHUNK - 1};
    if (fstat(fd, &st) != 0)
        return strerror(errno);
    if (S_ISDIR(st.st_mode))
        return "it is a directory";
    if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > TN_MAX_FILE_BYTES)
        return "larger than 1 GiB";
    if (S_ISREG(st.st_mode) && st.st_size > 0) /* in /proc all are empty */
        size->expected = (size_t)st.st_size;
    if (S_ISBLK(st.st_mode))
        return "it is a device";
    if (S_ISCHR(st.st_mode))
        size->limit = MAX_DEVICE_BYTES;
    return NULL;
}

tenon_status tenon_read_file(tenon_buffer *out,
                             tenon_context *ctx,
                             const char *path) {
    *out = (tenon_buffer){.ctx = ctx};
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return report_io(ctx, path, "read", strerror(errno));
    extent size;
    const char *wrong = check_kind(fd, &size);
    const char *shown = is_stdin ? "<stdin>" : path;
    tenon_status status = wrong ? report_io(ctx, shown, "read", wrong)
                                : read_all(out, fd, shown, &size);
    if (!is_stdin)
        close(fd);
    if (status != TENON_OK)
        tenon_buffer_release(out);
    return status;
}

static bool write_all(int fd, const uint8_t *data, size_t len) {
    while (len) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

/* A new file gets the permissions that creating it plainly would give. */
static bool finish_temp(int fd, const char *temp, const char *path) {
    mode_t mask = umask(0);
    umask(mask);
    struct stat st;
    mode_t mode = stat(path, &st) == 0 ? st.st_mode & 0777 : 0666 & ~mask;
    return fchmod(fd, mode) == 0 && rename(temp, path) == 0;
}

static tenon_status write_beside(tenon_context *ctx,
                                 char *temp,
                                 const char *path,
                                 const uint8_t *data,
                                 size_t len) {
    int fd = mkstemp(temp);
    if (fd < 0)
        return report_io(ctx, path, "write", strerror(errno));
    bool ok = write_all(fd, data, len) && finish_temp(fd, temp, path);
    int error = errno;
    close(fd);
    if (ok)
        return TENON_OK;
    unlink(temp);
    return report_io(ctx, path, "write", strerror(error));
}

/* Devices and pipes cannot be replaced by a rename. */
static bool is_special(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static tenon_status write_direct(tenon_context *ctx,
                                 const char *path,
                                 const uint8_t *data,
                                 size_t len) {
    bool is_stdout = strcmp(path, "-") == 0;
    int fd = is_stdout ? STDOUT_FILENO : open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return report_io(ctx, path, "write", strerror(errno));
    bool ok = write_all(fd, data, len);
    int error = errno;
    if (!is_stdout)
        close(fd);
    const char *shown = is_stdout ? "<stdout>" : path;
    return ok ? TENON_OK : report_io(ctx, shown, "write", strerror(error));
}

static bool is_link(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* A name that a file system takes wherever it takes that of the path. */
static void name_temp(char *out, size_t size, const char *path) {
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    size_t name = strlen(path) - folder;
    int kept = (int)(folder + (name < MAX_STEM ? name : MAX_STEM));
    snprintf(out, size, "%.*s.XXXXXX", kept, path);
}

static tenon_status write_by_rename(tenon_context *ctx,
                                    const char *path,
                                    const uint8_t *data,
                                    size_t len) {
    size_t size = strlen(path) + sizeof ".XXXXXX";
    char *temp = tn_alloc(&ctx->allocator, size);
    if (!temp)
        return TENON_NO_MEMORY;
    name_temp(temp, size, path);
    tenon_status status = write_beside(ctx, temp, path, data, len);
    tn_free(&ctx->allocator, temp, size);
    return status;
}

tenon_status tenon_write_file(tenon_context *ctx,
                              const char *path,
                              const uint8_t *data,
                              size_t len) {
    if (strcmp(path, "-") == 0 || is_special(path))
        return write_direct(ctx, path, data, len);
    if (!is_link(path))
        return write_by_rename(ctx, path, data, len);
    /* A link stays one: what it leads to is replaced. */
    char target[PATH_MAX];
    if (!realpath(path, target))
        return report_io(ctx, path, "write", strerror(errno));
    return write_by_rename(ctx, target, data, len);
}
