/*
 * Reading WIT from disk (WIT.md, "Filesystem structure"): a file, or a folder
 * whose *.wit files are the package and whose deps/ holds the packages that
 * it needs, each a file or a folder.
 *
 * Files in deps/ may be packages in binary form, which are told by their
 * content. Texts refer to them as to each other; then all are united
 * (wit/merge.h), since a binary also holds parts of the packages that it
 * needs itself, and there may be a text of these, or another binary.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "wit/merge.h"

/* Where a file lies; those that are alone or in deps/ may be binaries. */
typedef enum place { ALONE, IN_PACKAGE, IN_DEPS } place;

/* A file that was read. */
typedef struct loaded {
    tn_str path;
    uint32_t group;
    place place;
    tn_str text;
    bool kept;           /* the text is in the context's arena */
    tenon_buffer buffer; /* with the bytes of a binary that is from disk */
    wit_resolve *graph;  /* of a binary */
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
    wit_resolve *binaries, *texts; /* what is united, when there are both */
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
static bool is_readable(loader *l,
                        tn_str path,
                        const struct stat *st,
                        place at) {
    if (!st->st_mode)
        return true; /* reading says why */
    if (at != ALONE && !S_ISREG(st->st_mode)) {
        fail_path(l, path, "it is not a regular file");
        return false;
    }
    if (S_ISREG(st->st_mode) && (uint64_t)st->st_size > TN_MAX_WIT_BYTES) {
        fail_limit(l, path, "a WIT file may have %u bytes at most",
                   TN_MAX_WIT_BYTES);
        return false;
    }
    return true;
}

static loaded *add_file(loader *l, tn_str path, uint32_t group, place at) {
    loaded *file = TN_NEW(&l->arena, loaded);
    file->path = path;
    file->group = group;
    file->place = at;
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
    if (!options->read || !options->read(options->read_user, path.p, &given))
        return false;
    *text = (tn_str){given.data, given.len};
    return true;
}

/* WebAssembly, in binary form or as text, which begins with a parenthesis. */
static bool is_wasm(tn_str bytes) {
    size_t i = 0;
    if (tn_str_starts(bytes, (tn_str){"\0asm", 4}))
        return true;
    while (i < bytes.len && memchr(" \t\r\n", bytes.p[i], 4))
        i++;
    return i < bytes.len && bytes.p[i] == '(';
}

static bool is_binary(const loader *l, const loaded *file) {
    return l->options->decode && file->place != IN_PACKAGE &&
           (is_wasm(file->text) || tn_str_ends(file->path, TN_STR(".wat")));
}

/* Texts are read to where sources stand, and need not be copied there. */
static void keep_text(loader *l, loaded *file) {
    file->text = tn_arena_copy(&l->ctx->arena, file->text);
    file->kept = true;
    tenon_buffer_release(&file->buffer);
}

static void read_from_disk(loader *l, loaded *file) {
    const char *path = file->path.p;
    if (file->place == ALONE && strcmp(path, "-") == 0)
        file->path = TN_STR("<stdin>");
    tenon_status status = tenon_read_file(&file->buffer, l->ctx, path);
    if (status == TENON_NO_MEMORY)
        tn_out_of_memory(&l->ctx->guard);
    l->failed |= status != TENON_OK;
    file->text = (tn_str){(const char *)file->buffer.data, file->buffer.len};
    if (status == TENON_OK && !is_binary(l, file))
        keep_text(l, file);
}

static void read_wit(
    loader *l, tn_str path, const struct stat *st, uint32_t group, place at) {
    tn_str text;
    bool given = has_text(l, path, &text);
    if (!given && !is_readable(l, path, st, at))
        return;
    if (l->file_count == TN_MAX_WIT_FILES) {
        fail_limit(l, path, "more than %u WIT files in one tree",
                   TN_MAX_WIT_FILES);
        return;
    }
    loaded *file = add_file(l, path, group, at);
    if (given && at == ALONE && tn_str_eqz(path, "-"))
        file->path = TN_STR("<stdin>");
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
    tn_str slash = tn_str_ends(folder, TN_STR("/")) ? TN_STR("") : TN_STR("/");
    return TN_CONCAT(&l->arena, folder, slash, name);
}

/* Is it a folder? *st has no mode when it cannot be looked at. */
static bool is_folder(tn_str path, struct stat *st) {
    if (stat(path.p, st) != 0)
        st->st_mode = 0;
    return S_ISDIR(st->st_mode);
}

/* The *.wit files of a folder, as one package. */
static void read_package(loader *l, tn_str folder, uint32_t group) {
    names entries;
    if (!list_folder(l, folder, &entries))
        return;
    for (size_t i = 0; i < entries.len && !l->failed; i++) {
        tn_str path = join(l, folder, entries.data[i]);
        struct stat st;
        if (tn_str_ends(path, TN_STR(".wit")) && !is_folder(path, &st))
            read_wit(l, path, &st, group, IN_PACKAGE);
    }
}

/* Other files may lie in deps/ for any reason. */
static bool may_be_package(const loader *l, tn_str path) {
    return tn_str_ends(path, TN_STR(".wit")) ||
           (l->options->decode && (tn_str_ends(path, TN_STR(".wasm")) ||
                                   tn_str_ends(path, TN_STR(".wat"))));
}

/* What cannot be looked at, errno says why: is it there all the same? A link
 * that leads nowhere stands for something that somebody misses. */
static bool is_lost(loader *l, tn_str path) {
    struct stat st;
    int error = errno;
    if (lstat(path.p, &st) != 0)
        return false;
    fail_path(l, path, strerror(error));
    return true;
}

static bool has_deps(loader *l, tn_str deps) {
    struct stat st;
    if (is_folder(deps, &st))
        return true;
    if (st.st_mode)
        fail_path(l, deps, "it is not a folder");
    else
        is_lost(l, deps);
    return false;
}

/* A folder without WIT is a mistake: one more level of folders, perhaps, or a
 * repository that was not checked out. */
static void read_dependency(loader *l, tn_str folder) {
    uint32_t before = l->file_count;
    read_package(l, folder, ++l->groups);
    if (l->failed || l->file_count > before)
        return;
    tn_diag *diag = tn_error(l->ctx, DIAG_WIT_PACKAGE, TN_NO_SPAN,
                             "the folder holds no *.wit file");
    tn_diag_place(l->ctx, diag, folder);
    tn_help(l->ctx, diag,
            "each folder in deps/ is one package, with its files right in it");
    l->failed = true;
}

static void read_deps(loader *l, tn_str folder) {
    tn_str deps = join(l, folder, TN_STR("deps"));
    names entries;
    if (!has_deps(l, deps) || !list_folder(l, deps, &entries))
        return;
    for (size_t i = 0; i < entries.len && !l->failed; i++) {
        tn_str path = join(l, deps, entries.data[i]);
        struct stat st;
        if (is_folder(path, &st))
            read_dependency(l, path);
        else if (!st.st_mode && is_lost(l, path))
            return;
        else if (may_be_package(l, path))
            read_wit(l, path, &st, ++l->groups, IN_DEPS);
    }
}

static void read_all(loader *l, const char *path) {
    tn_str root = tn_arena_copy(&l->arena, tn_str_from(path));
    struct stat st;
    if (!is_folder(root, &st)) {
        read_wit(l, root, &st, 0, ALONE);
        return;
    }
    read_package(l, root, 0);
    if (!l->failed && l->file_count == 0)
        fail_path(l, root, "the folder holds no *.wit file");
    if (!l->failed)
        read_deps(l, root);
}

/* Binaries */

/* What is asked for by name may be of any kind, not only a package. */
static bool decode(loader *l, loaded *file) {
    return l->options->decode(&file->graph, l->ctx, file->path, file->text,
                              file->place == IN_DEPS);
}

/* The union of all binaries; NULL when there is none. */
static void unite_binaries(loader *l) {
    typedef TN_VEC(const wit_resolve *) graph_list;
    graph_list graphs = {0};
    for (loaded *file = l->files; file; file = file->next) {
        if (!is_binary(l, file))
            continue;
        if (decode(l, file))
            tn_vec_push(&l->arena, &graphs, file->graph);
        else
            l->failed = true;
    }
    if (!l->failed && graphs.len)
        l->failed = !wit_merge_graphs(&l->binaries, &l->arena, graphs.data,
                                      graphs.len, NULL);
}

static bool resolve_texts(loader *l, wit_resolve **out) {
    wit_file *files = TN_NEW_ARRAY(&l->arena, wit_file, l->file_count);
    wit_options options = *l->options;
    uint32_t count = 0;
    options.known = l->binaries;
    for (const loaded *file = l->files; file; file = file->next) {
        if (!is_binary(l, file))
            files[count++] =
                (wit_file){file->path, file->text, file->group, file->kept};
    }
    return wit_resolve_files(out, l->ctx, files, count, &options);
}

/* What is right of texts with errors is not united with the binaries, since
 * what is missing would be missed: it refers to them. */
static void hand_out_partial(loader *l, wit_resolve **out) {
    if (!l->texts)
        return;
    *out = l->texts;
    (*out)->needs = l->binaries;
    l->texts = l->binaries = NULL;
}

static bool resolve_loaded(loader *l, wit_resolve **out) {
    if (l->files->place == ALONE && is_binary(l, l->files)) {
        bool ok = decode(l, l->files);
        *out = l->files->graph;
        l->files->graph = NULL;
        return ok;
    }
    unite_binaries(l);
    if (l->failed)
        return false;
    if (!l->binaries)
        return resolve_texts(l, out);
    if (!resolve_texts(l, &l->texts)) {
        hand_out_partial(l, out);
        return false;
    }
    const wit_resolve *const both[] = {l->texts, l->binaries};
    return wit_merge_graphs(out, &l->arena, both, 2, NULL);
}

static void release(loader *l) {
    if (l->open)
        closedir(l->open);
    for (loaded *file = l->files; file; file = file->next) {
        tenon_buffer_release(&file->buffer);
        wit_resolve_free(file->graph);
    }
    wit_resolve_free(l->texts);
    wit_resolve_free(l->binaries);
    tn_arena_release(&l->arena);
}

bool wit_load(wit_resolve **out,
              tenon_context *ctx,
              const char *path,
              const wit_options *options) {
    static const wit_options defaults = {0};
    loader l = {.ctx = ctx, .options = options ? options : &defaults};
    tn_context_arena(ctx, &l.arena);
    tn_guard guard;
    volatile bool ok = false, out_of_memory = false;
    *out = NULL;
    if (TN_GUARD(ctx, &guard)) {
        read_all(&l, path);
        ok = !l.failed && resolve_loaded(&l, out);
    } else {
        out_of_memory = true;
    }
    tn_guard_leave(ctx, &guard);
    release(&l);
    bool partial = !out_of_memory && *out && (*out)->partial;
    if (!ok && !partial) {
        wit_resolve_free(*out);
        *out = NULL;
    }
    if (out_of_memory)
        tn_out_of_memory(&ctx->guard);
    return ok;
}
