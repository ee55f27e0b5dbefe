/* Files: whole reads, atomic writes, and nothing left behind. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/context.h"
#include "tests/support.h"

static tenon_context *ctx;
static char dir[] = "/tmp/tenon-test-XXXXXX";
static char path[64];

static void setup(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    cr_assert_not_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/file", dir);
}

static void teardown(void) {
    unlink(path);
    cr_expect_eq(rmdir(dir), 0, "something was left in %s", dir);
    tenon_context_free(ctx);
}

TestSuite(file, .init = setup, .fini = teardown);

static const uint8_t bytes[] = {0, 'a', 0xff, '\n'};

Test(file, what_was_written_is_read) {
    tenon_buffer buffer;
    cr_assert_eq(tenon_write_file(ctx, path, bytes, sizeof bytes), TENON_OK);
    cr_assert_eq(tenon_read_file(&buffer, ctx, path), TENON_OK);
    EXPECT_BYTES(buffer.data, buffer.len, bytes, sizeof bytes);
    tenon_buffer_release(&buffer);
    cr_expect_null(buffer.data);
}

Test(file, an_empty_file_is_fine) {
    tenon_buffer buffer;
    cr_assert_eq(tenon_write_file(ctx, path, bytes, 0), TENON_OK);
    cr_assert_eq(tenon_read_file(&buffer, ctx, path), TENON_OK);
    cr_expect_eq(buffer.len, 0);
    tenon_buffer_release(&buffer);
}

Test(file, permissions_are_kept_when_a_file_is_replaced) {
    struct stat st;
    cr_assert_eq(tenon_write_file(ctx, path, bytes, 1), TENON_OK);
    cr_assert_eq(chmod(path, 0640), 0);
    cr_assert_eq(tenon_write_file(ctx, path, bytes, 2), TENON_OK);
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0640);
    cr_expect_eq(st.st_size, 2);
}

Test(file, links_stay_and_what_they_lead_to_is_written) {
    char link[80];
    struct stat st;
    snprintf(link, sizeof link, "%s/link", dir);
    cr_assert_eq(symlink("file", link), 0);
    cr_expect_eq(tenon_write_file(ctx, link, bytes, 2), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "cannot write: No such file");
    cr_assert_eq(tenon_write_file(ctx, path, bytes, 1), TENON_OK);
    cr_assert_eq(tenon_write_file(ctx, link, bytes, 2), TENON_OK);
    cr_expect(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
    cr_expect(lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 2);
    unlink(link);
}

Test(file, names_may_be_as_long_as_the_system_lets_them) {
    char name[sizeof dir + 256];
    snprintf(name, sizeof name, "%s/%0255d", dir, 7);
    cr_expect_eq(tenon_write_file(ctx, name, bytes, 1), TENON_OK);
    cr_expect_eq(unlink(name), 0);
}

Test(file, what_cannot_be_read_is_a_diagnostic) {
    tenon_buffer buffer;
    cr_expect_eq(tenon_read_file(&buffer, ctx, path), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "cannot read: No such file");
    tenon_diagnostics_clear(ctx);
    cr_expect_eq(tenon_read_file(&buffer, ctx, dir), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "it is a directory");
    cr_expect_null(buffer.data);
}

Test(file, what_cannot_be_written_is_a_diagnostic) {
    char missing[80];
    snprintf(missing, sizeof missing, "%s/no/file", dir);
    cr_expect_eq(tenon_write_file(ctx, missing, bytes, 1), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "cannot write");
    tenon_diagnostics_clear(ctx);
    cr_expect_eq(tenon_write_file(ctx, dir, bytes, 1), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "cannot write");
}

static bool read_with(const tenon_allocator *allocator, void *user) {
    tenon_context *c = NULL;
    tenon_buffer buffer = {0};
    if (tenon_context_new(&c, allocator) != TENON_OK)
        return false;
    bool ok = tenon_read_file(&buffer, c, user) == TENON_OK &&
              tenon_write_file(c, user, buffer.data, buffer.len) == TENON_OK;
    tenon_buffer_release(&buffer);
    tenon_context_free(c);
    return ok;
}

Test(file, failing_memory_leaves_nothing_behind) {
    cr_assert_eq(tenon_write_file(ctx, path, bytes, sizeof bytes), TENON_OK);
    test_every_failure(read_with, path);
}
