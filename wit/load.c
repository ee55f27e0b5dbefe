/*
 * Reading WIT from disk (WIT.md, "Filesystem structure"): a file, or a folder
 * whose *.wit files are the package and whose deps/ holds the packages that
 * it needs, each a file or a folder.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "wit/resolve.h"

/* A file that was read; its buffer is not in an arena. */
typedef struct loaded {
    tn_str path;
    uint32_t group;
    tn_str text;
    tenon_buffer buffer; /* with the text, when it is from disk */
    struct loaded *next;
} loaded;

/* What must be given back when memory runs out on the way. */
typedef struct loader {
    tenon_context *ctx;
    const wit_options *options;
    tn_arena arena;
    DIR *open;
    loaded *files, *last;
    uint32_t file_count;
    uint32_t groups;
    bool failed;
} loader;

static void fail_path(loader *l, tn_str path, const char *why) {
    tn_diag *diag =
        tn_error(l->ctx, DIAG_IO, TN_NO_SPAN, "cannot read: %s", why);
    tn_diag_place(l->ctx, diag, path);
    l->failed = true;
}

static void fail_limit(loader *l, tn_str path, const char *fmt, unsigned most) {
    tn_diag *diag = tn_error(l->ctx, DIAG_LIMIT, TN_NO_SPAN, fmt, most);
    tn_diag_place(l->ctx, diag, path);
    l->failed = true;
}

/*
 * What is not worth opening. A pipe in a folder would be waited for, perhaps
 * for ever; one that was asked for by name is somebody's output.
 */
static bool is_readable(loader *l, tn_str path, bool in_folder) {
    struct stat st;
    if (stat(path.p, &st) != 0)
        return true; /* reading says why */
    if (in_folder && !S_ISREG(st.st_mode)) {
        fail_path(l, path, "it is not a regular file");
        return false;
    }
    if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > TN_MAX_WIT_BYTES) {
        fail_limit(l, path, "a WIT file may have %u bytes at most",
                   TN_MAX_WIT_BYTES);
        return false;
    }
    return true;
}

static loaded *add_file(loader *l, tn_str path, uint32_t group) {
    loaded *file = TN_NEW(&l->arena, loaded);
    file->path = path;
    file->group = group;
    if (l->last)
        l->last->next = file;
    else
        l->files = file;
    l->last = file;
    l->file_count++;
    return file;
}

/* Is there a text that stands for the file? */
static bool has_text(const loader *l, tn_str path, tn_str *text) {
    const wit_options *options = l->options;
    tenon_str given;
    if (!options || !options->read ||
        !options->read(options->read_user, path.p, &given))
        return false;
    *text = (tn_str){given.data, given.len};
    return true;
}

static void read_from_disk(loader *l, loaded *file) {
    tenon_status status = tenon_read_file(&file->buffer, l->ctx, file->path.p);
    if (status == TENON_NO_MEMORY)
        tn_out_of_memory(&l->ctx->guard);
    l->failed |= status != TENON_OK;
    file->text = (tn_str){(const char *)file->buffer.data, file->buffer.len};
}

static void read_wit(loader *l, tn_str path, uint32_t group, bool in_folder) {
    tn_str text;
    bool given = has_text(l, path, &text);
    if (!given && !is_readable(l, path, in_folder))
        return;
    if (l->file_count == TN_MAX_WIT_FILES) {
        fail_limit(l, path, "more than %u WIT files in one tree",
                   TN_MAX_WIT_FILES);
        return;
    }
    loaded *file = add_file(l, path, group);
    if (given)
        file->text = text;
    else
        read_from_disk(l, file);
}

static int cmp_names(const void *a, const void *b) {
    return tn_str_cmp(*(const tn_str *)a, *(const tn_str *)b);
}

typedef struct names {
    tn_str *data;
    size_t len, cap;
} names;

/* NULL, or why a folder cannot be read. */
static const char *read_entries(loader *l, tn_str path, names *out) {
    *out = (names){0};
    l->open = opendir(path.p);
    if (!l->open)
        return strerror(errno);
    const struct dirent *entry;
    while ((errno = 0, entry = readdir(l->open)) != NULL &&
           out->len <= TN_MAX_FOLDER_ENTRIES) {
        if (entry->d_name[0] == '.')
            continue;
        tn_str name = tn_str_from(entry->d_name);
        tn_vec_push(&l->arena, out, tn_arena_copy(&l->arena, name));
    }
    const char *why = errno ? strerror(errno) : NULL;
    closedir(l->open);
    l->open = NULL;
    return why;
}

/* The entries of a folder, sorted; false, after reporting, without them. */
static bool list_folder(loader *l, tn_str path, names *out) {
    const char *why = read_entries(l, path, out);
    if (!why && out->len > TN_MAX_FOLDER_ENTRIES)
        fail_limit(l, path, "a folder has more than %u entries",
                   TN_MAX_FOLDER_ENTRIES);
    else if (why)
        fail_path(l, path, why);
    else if (out->len)
        qsort(out->data, out->len, sizeof *out->data, cmp_names);
    return !l->failed;
}

static tn_str join(loader *l, tn_str folder, tn_str name) {
    const char *slash = tn_str_ends(folder, TN_STR("/")) ? "" : "/";
    return tn_arena_printf(&l->arena, "%.*s%s%.*s", TN_STR_ARG(folder), slash,
                           TN_STR_ARG(name));
}

static bool is_folder(tn_str path) {
    struct stat st;
    return stat(path.p, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The *.wit files of a folder, as one package. */
static void read_package(loader *l, tn_str folder, uint32_t group) {
    names entries;
    if (!list_folder(l, folder, &entries))
        return;
    for (size_t i = 0; i < entries.len && !l->failed; i++) {
        tn_str path = join(l, folder, entries.data[i]);
        if (tn_str_ends(path, TN_STR(".wit")) && !is_folder(path))
            read_wit(l, path, group, true);
    }
}

static void read_deps(loader *l, tn_str folder) {
    tn_str deps = join(l, folder, TN_STR("deps"));
    if (!is_folder(deps))
        return;
    names entries;
    if (!list_folder(l, deps, &entries))
        return;
    for (size_t i = 0; i < entries.len && !l->failed; i++) {
        tn_str path = join(l, deps, entries.data[i]);
        if (is_folder(path))
            read_package(l, path, ++l->groups);
        else if (tn_str_ends(path, TN_STR(".wit")))
            read_wit(l, path, ++l->groups, true);
    }
}

static void read_all(loader *l, const char *path) {
    tn_str root = tn_arena_copy(&l->arena, tn_str_from(path));
    if (!is_folder(root)) {
        read_wit(l, root, 0, false);
        return;
    }
    read_package(l, root, 0);
    if (!l->failed && l->file_count == 0)
        fail_path(l, root, "the folder holds no *.wit file");
    if (!l->failed)
        read_deps(l, root);
}

static bool resolve_loaded(loader *l,
                           wit_resolve **out,
                           const wit_options *options) {
    wit_file *files = TN_NEW_ARRAY(&l->arena, wit_file, l->file_count);
    uint32_t count = 0;
    for (const loaded *file = l->files; file; file = file->next) {
        files[count++] = (wit_file){file->path, file->text, file->group};
    }
    return wit_resolve_files(out, l->ctx, files, count, options);
}

static void release(loader *l) {
    if (l->open)
        closedir(l->open);
    for (loaded *file = l->files; file; file = file->next)
        tenon_buffer_release(&file->buffer);
    tn_arena_release(&l->arena);
}

bool wit_load(wit_resolve **out,
              tenon_context *ctx,
              const char *path,
              const wit_options *options) {
    *out = NULL;
    loader l = {.ctx = ctx, .options = options};
    tn_context_arena(ctx, &l.arena);
    tn_guard guard;
    volatile bool ok = false, out_of_memory = false;
    if (TN_GUARD(ctx, &guard)) {
        read_all(&l, path);
        ok = !l.failed && resolve_loaded(&l, out, options);
    } else {
        out_of_memory = true;
    }
    tn_guard_leave(ctx, &guard);
    release(&l);
    if (out_of_memory)
        tn_out_of_memory(&ctx->guard);
    return ok;
}
