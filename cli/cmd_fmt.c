/* tenon fmt: lays out WIT files. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tenon/wit_format.h"

#include "cli/command.h"
#include "cli/text_diff.h"

static const cli_option options[] = {
    {0, "check", NULL, "change nothing; show what would, and exit with 1"},
};

enum { MAX_NESTING = 32, MAX_FILES = 10000 };

typedef struct job {
    cli *c;
    bool check;
    bool to_program; /* a check whose findings a program reads */
    size_t files, changed;
    tenon_status status; /* the first that was not fine */
} job;

static void note_status(job *j, tenon_status status) {
    if (j->status == TENON_OK)
        j->status = status;
}

static tenon_status show(const char *path,
                         const tenon_buffer *before,
                         const tenon_buffer *after) {
    cli_text a = {(const char *)before->data, before->len};
    cli_text b = {(const char *)after->data, after->len};
    return cli_print_text_diff(stdout, path, a, b) ? TENON_OK : TENON_NO_MEMORY;
}

static tenon_status finish_file(job *j,
                                const char *path,
                                const tenon_buffer *before,
                                const tenon_buffer *after) {
    bool same = before->len == after->len &&
                memcmp(before->data, after->data, after->len) == 0;
    bool to_stdout = strcmp(path, "-") == 0;
    j->changed += !same;
    if (j->check)
        return same ? TENON_OK : show(path, before, after);
    if (same && !to_stdout)
        return TENON_OK;
    if (j->c->verbose && !to_stdout)
        cli_say(j->c, "%s\n", path);
    return tenon_write_file(j->c->ctx, path, after->data, after->len);
}

static void format_file(job *j, const char *path) {
    tenon_buffer before = {0}, after = {0};
    tenon_status status = tenon_read_file(&before, j->c->ctx, path);
    tenon_wit_source source = {path, (const char *)before.data, before.len, 0};
    j->files++;
    if (strcmp(path, "-") == 0)
        source.path = "<stdin>";
    if (status == TENON_OK && j->to_program)
        status = tenon_wit_format_check(j->c->ctx, &source);
    else if (status == TENON_OK)
        status = tenon_wit_format(&after, j->c->ctx, &source);
    if (status == TENON_OK && !j->to_program)
        status = finish_file(j, path, &before, &after);
    note_status(j, status);
    tenon_buffer_release(&after);
    tenon_buffer_release(&before);
}

static bool ends_in_wit(const char *name) {
    size_t len = strlen(name);
    return len > 4 && strcmp(name + len - 4, ".wit") == 0;
}

static void format_path(job *j, const char *path, int nesting, bool named);

static void format_entry(job *j, const char *dir, const char *name, int depth) {
    size_t size = strlen(dir) + strlen(name) + 2;
    char *path = malloc(size);
    if (!path) {
        note_status(j, TENON_NO_MEMORY);
        return;
    }
    snprintf(path, size, "%s/%s", dir, name);
    format_path(j, path, depth, false);
    free(path);
}

/* Hidden files and folders are not looked at. */
static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static void format_directory(job *j, const char *path, int nesting) {
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_visible, alphasort);
    if (count < 0 || nesting == MAX_NESTING) {
        tenon_report(j->c->ctx, path,
                     count < 0 ? "cannot read this folder"
                               : "folders are nested too deeply",
                     NULL);
        note_status(j, TENON_INVALID);
    }
    for (int i = 0; i < count; i++) {
        if (nesting < MAX_NESTING)
            format_entry(j, path, entries[i]->d_name, nesting + 1);
        free(entries[i]);
    }
    free(entries);
}

/* Links within a folder are left alone: they may lead in circles, and out. */
static void format_path(job *j, const char *path, int nesting, bool named) {
    struct stat st = {0};
    bool exists = (named ? stat(path, &st) : lstat(path, &st)) == 0;
    if (j->files >= MAX_FILES)
        return;
    if (exists && S_ISDIR(st.st_mode))
        format_directory(j, path, nesting);
    else if (named || (exists && S_ISREG(st.st_mode) && ends_in_wit(path)))
        format_file(j, path);
}

/* A check of nothing would pass for ever: a folder that was named has WIT. */
static void format_input(job *j, const char *path) {
    size_t before = j->files;
    format_path(j, path, 0, true);
    if (j->files > before || j->status != TENON_OK)
        return;
    tenon_report(j->c->ctx, path, "the folder holds no *.wit file", NULL);
    note_status(j, TENON_INVALID);
}

static int run(cli *c) {
    job j = {.c = c, .check = cli_switch(c, "check")};
    j.to_program = j.check && cli_report_to_stdout(c);
    for (size_t i = 0; i < c->input_count; i++)
        format_input(&j, c->inputs[i]);
    if (j.files == MAX_FILES) {
        tenon_report(c->ctx, NULL, "more than 10000 files", NULL);
        note_status(&j, TENON_LIMIT);
    }
    if (j.check && j.changed) {
        char text[80];
        snprintf(text, sizeof text, "%zu of %zu file%s not formatted",
                 j.changed, j.files, j.files == 1 ? " is" : "s are");
        tenon_report(c->ctx, NULL, text, "run `tenon fmt` without --check");
        note_status(&j, TENON_INVALID);
    }
    return cli_finish(c, j.status);
}

const cli_command cmd_fmt = {
    .name = "fmt",
    .summary = "lay out WIT files",
    .usage = "FILE|DIR...",
    .description =
        "Rewrites WIT files in the canonical layout, comments in their "
        "places; of a\ndirectory, all *.wit files in it and below. `-` reads "
        "standard input and writes\nstandard output. Packages that the files "
        "use may be missing. Files with syntax\nerrors stay as they are. A "
        "list "
        "that was written in lines keeps them where 80 columns\nare too few.",
    .example = "  tenon fmt wit/\n"
               "  tenon fmt --check wit/   # in a pipeline\n"
               "  tenon fmt - < draft.wit",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = (size_t)-1,
    .run = run,
};
