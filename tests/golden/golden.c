/*
 * Golden tests of the tool: what it prints for an input is what a file says.
 *
 * A case is any file below tests/golden/ that has one of these lines among
 * its first 40, behind the comment sign of its language (// ;; # or none):
 *
 *     RUN: wit % -o out.wasm        the tool with these arguments exits 0
 *     FAIL: validate %              it exits 1
 *     FAIL[2]: wit --no-such        it exits 2
 *     SAME: out.wasm other.wasm     two files have the same bytes
 *     SKIP: why                     the case is counted as skipped
 *
 * Lines run in order, in a scratch folder that shows every file beside the
 * case by its own name (so that diagnostics print short paths). % is the name
 * of the case; 'a b' and "a b" quote; | pipes one tool into another; < FILE
 * and > FILE redirect; a word that begins with ! is a program (!head -c 9 %).
 *
 * Standard output and error are compared with CASE.stdout and CASE.stderr; no
 * such file means that nothing was printed. BLESS=1 writes them. After FAIL
 * the folder must hold no file that was not there before: a command that
 * fails leaves no half-written output.
 *
 * Environment: TENON_TOOL (required), GOLDEN_FILTER (a glob over
 * "area/case"), GOLDEN_SCRATCH, BLESS, GOLDEN_TIMEOUT (seconds).
 * Prints failures and, last, `N passed, N failed, N skipped`.
 */
#define _GNU_SOURCE /* pipe2, nftw, asprintf */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum {
    HEADER_LINES = 40,
    HEADER_BYTES = 8192,
    MAX_LINES = 32,
    MAX_WORDS = 64,
    MAX_STAGES = 8,
    MAX_CASES = 8192
};

typedef enum line_kind { LINE_RUN, LINE_FAIL, LINE_SAME, LINE_SKIP } line_kind;

typedef struct case_line {
    line_kind kind;
    int status; /* expected */
    char *text;
} case_line;

typedef struct golden_case {
    char *dir;  /* absolute */
    char *name; /* of the file */
    char *label;
    case_line lines[MAX_LINES];
    size_t n_lines;
} golden_case;

typedef struct stage {
    char *words[MAX_WORDS + 1];
    size_t n_words;
    char *in, *out; /* redirections, or NULL */
} stage;

static struct {
    const char *tool, *filter;
    char *scratch;
    bool bless;
    int timeout;
    unsigned passed, failed, skipped;
} run;

/* ------------------------------------------------------------- helpers */

_Noreturn static void die(const char *what) {
    perror(what);
    exit(1);
}

static char *print_text(const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    char *text = NULL;
    if (vasprintf(&text, fmt, args) < 0)
        die("asprintf");
    va_end(args);
    return text;
}

static char *copy_text(const char *text, size_t len) {
    return print_text("%.*s", (int)len, text);
}

/* Reads from the start of fd; NUL-terminated. */
static char *read_all(int fd, size_t *len) {
    size_t cap = 4096;
    char *text = malloc(cap + 1);
    *len = 0;
    if (lseek(fd, 0, SEEK_SET) < 0)
        die("lseek");
    for (;;) {
        if (*len == cap)
            text = realloc(text, (cap *= 2) + 1);
        if (!text)
            die("malloc");
        ssize_t got = read(fd, text + *len, cap - *len);
        if (got < 0)
            die("read");
        if (got == 0)
            break;
        *len += (size_t)got;
    }
    text[*len] = '\0';
    return text;
}

/* A file that isn't there is empty; *found says which. */
static char *read_path(const char *path, size_t *len, bool *found) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *found = fd >= 0;
    if (fd < 0) {
        *len = 0;
        return copy_text("", 0);
    }
    char *text = read_all(fd, len);
    close(fd);
    return text;
}

static void write_path(const char *path, const char *text, size_t len) {
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(text, 1, len, f) != len || fclose(f) != 0)
        die(path);
}

static int remove_entry(const char *path,
                        const struct stat *st,
                        int kind,
                        struct FTW *ftw) {
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void remove_tree(const char *path) {
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ----------------------------------------------------- reading a case */

/* Steps over spaces and the comment sign. */
static const char *skip_comment_sign(const char *p) {
    p += strspn(p, " \t");
    p += strspn(p, "/;#");
    return p + strspn(p, " \t");
}

static bool read_line(case_line *out, const char *line) {
    const char *p = skip_comment_sign(line);
    *out = (case_line){0};
    if (strncmp(p, "RUN:", 4) == 0) {
        out->kind = LINE_RUN;
    } else if (strncmp(p, "FAIL:", 5) == 0) {
        out->kind = LINE_FAIL;
        out->status = 1;
    } else if (strncmp(p, "FAIL[", 5) == 0) {
        out->kind = LINE_FAIL;
        out->status = (int)strtol(p + 5, NULL, 10);
    } else if (strncmp(p, "SAME:", 5) == 0) {
        out->kind = LINE_SAME;
    } else if (strncmp(p, "SKIP:", 5) == 0) {
        out->kind = LINE_SKIP;
    } else {
        return false;
    }
    p = strchr(p, ':');
    if (!p)
        return false;
    p++;
    p += strspn(p, " \t");
    size_t len = strlen(p);
    while (len > 0 && strchr(" \t\r", p[len - 1]))
        len--;
    out->text = copy_text(p, len);
    return true;
}

static void read_header(golden_case *out, char *text) {
    char *line = text;
    for (int n = 0; line && n < HEADER_LINES; n++) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        if (out->n_lines < MAX_LINES &&
            read_line(&out->lines[out->n_lines], line))
            out->n_lines++;
        line = end ? end + 1 : NULL;
    }
}

static void free_case(golden_case *c) {
    for (size_t i = 0; i < c->n_lines; i++)
        free(c->lines[i].text);
    free(c->dir);
    free(c->name);
    free(c->label);
}

/* False when the file is no case. */
static bool load_case(golden_case *out, const char *root, const char *path) {
    *out = (golden_case){0};
    char *full = print_text("%s/%s", root, path);
    int fd = open(full, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        die(full);
    char text[HEADER_BYTES + 1];
    ssize_t got = read(fd, text, HEADER_BYTES);
    close(fd);
    text[got > 0 ? got : 0] = '\0';
    read_header(out, text);
    char *slash = strrchr(full, '/');
    out->dir = copy_text(full, (size_t)(slash - full));
    out->name = print_text("%s", slash + 1);
    out->label = print_text("%s", path);
    free(full);
    if (out->n_lines == 0) {
        free_case(out);
        return false;
    }
    return true;
}

/* --------------------------------------------------- parsing a command */

static void add_char(char *word, size_t *len, char c) {
    word[(*len)++] = c;
}

/*
 * Takes the next word off *p, replacing % by name; NULL at the end. *special
 * tells an unquoted | < or > from the same sign in quotes.
 */
static char *next_word(const char **p, const char *name, char *special) {
    *special = 0;
    *p += strspn(*p, " \t");
    if (**p == '\0')
        return NULL;
    if (strchr("|<>", **p)) {
        *special = *(*p)++;
        return copy_text(special, 1);
    }
    char *word = malloc((strlen(*p) + 1) * (strlen(name) + 1) + 1);
    if (!word)
        die("malloc");
    size_t len = 0;
    char quote = 0;
    for (; **p && (quote || !strchr(" \t|<>", **p)); (*p)++) {
        if (quote && **p == quote)
            quote = 0;
        else if (!quote && strchr("'\"", **p))
            quote = **p;
        else if (!quote && **p == '%')
            for (const char *n = name; *n; n++)
                add_char(word, &len, *n);
        else
            add_char(word, &len, **p);
    }
    word[len] = '\0';
    return word;
}

/* Returns the number of stages, 0 when the line makes no sense. */
static size_t parse_command(stage *stages, const char *text, const char *name) {
    memset(stages, 0, sizeof *stages * MAX_STAGES);
    size_t n = 1;
    char special;
    if (*text == '\0') /* the tool with no words at all */
        stages[0].words[stages[0].n_words++] = print_text("%s", run.tool);
    for (char *word; (word = next_word(&text, name, &special));) {
        stage *s = &stages[n - 1];
        if (special == '|') {
            free(word);
            if (n++ == MAX_STAGES)
                return 0;
        } else if (special) {
            free(word);
            char **to = special == '<' ? &s->in : &s->out;
            char more;
            *to = next_word(&text, name, &more);
            if (!*to || more)
                return 0;
        } else if (s->n_words < MAX_WORDS) {
            if (s->n_words == 0 && word[0] != '!')
                s->words[s->n_words++] = print_text("%s", run.tool);
            else if (s->n_words == 0)
                memmove(word, word + 1, strlen(word));
            s->words[s->n_words++] = word;
        }
    }
    for (size_t i = 0; i < n; i++)
        if (stages[i].n_words == 0)
            return 0;
    return n;
}

static void free_stages(stage *stages) {
    for (size_t i = 0; i < MAX_STAGES; i++) {
        for (size_t w = 0; w < stages[i].n_words; w++)
            free(stages[i].words[w]);
        free(stages[i].in);
        free(stages[i].out);
    }
}

/* --------------------------------------------------- running a command */

static pid_t spawn_stage(stage *s, int in, int out, int err) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (s->in)
        posix_spawn_file_actions_addopen(&actions, 0, s->in, O_RDONLY, 0);
    else
        posix_spawn_file_actions_adddup2(&actions, in, 0);
    if (s->out)
        posix_spawn_file_actions_addopen(&actions, 1, s->out,
                                         O_WRONLY | O_CREAT | O_TRUNC, 0666);
    else
        posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);

    posix_spawnattr_t attr;
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
    pid_t pid = -1;
    int error =
        posix_spawnp(&pid, s->words[0], &actions, &attr, s->words, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    if (error) {
        printf("cannot run %s: %s\n", s->words[0], strerror(error));
        return -1;
    }
    return pid;
}

/* Waits with a deadline; SIGCHLD is blocked so that sigtimedwait sees it. */
static int wait_for(pid_t pid, time_t deadline) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        struct timespec second = {1, 0};
        sigtimedwait(&child, NULL, &second);
        if (time(NULL) > deadline) {
            printf("no end after %d s\n", run.timeout);
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            break;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static bool wait_for_all(const pid_t *pids, size_t n, int expected) {
    time_t deadline = time(NULL) + run.timeout;
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        if (pids[i] < 0) {
            ok = false;
            continue;
        }
        int want = i + 1 == n ? expected : 0;
        int status = wait_for(pids[i], deadline);
        if (status >= 1000)
            printf("killed by signal %d\n", status - 1000);
        else if (status != want)
            printf("exit status %d, expected %d\n", status, want);
        ok = ok && status == want;
    }
    return ok;
}

static bool run_stages(
    stage *stages, size_t n, int expected, int out, int err) {
    pid_t pids[MAX_STAGES];
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (size_t i = 0; i < n; i++) {
        int ends[2] = {-1, -1};
        bool last = i + 1 == n;
        if (!last && pipe2(ends, O_CLOEXEC) < 0)
            die("pipe");
        pids[i] = spawn_stage(&stages[i], in, last ? out : ends[1], err);
        close(in);
        if (!last)
            close(ends[1]);
        in = ends[0];
    }
    return wait_for_all(pids, n, expected);
}

static bool same_files(const char *text, const char *name) {
    char special;
    char *a = next_word(&text, name, &special);
    char *b = a ? next_word(&text, name, &special) : NULL;
    size_t a_len = 0, b_len = 0;
    bool a_found = false, b_found = false;
    char *a_text = read_path(a ? a : "", &a_len, &a_found);
    char *b_text = read_path(b ? b : "", &b_len, &b_found);
    bool same = a_found && b_found && a_len == b_len &&
                memcmp(a_text, b_text, a_len) == 0;
    if (!same)
        printf("%s and %s differ (%zu and %zu bytes)\n", a ? a : "?",
               b ? b : "?", a_len, b_len);
    free(a);
    free(b);
    free(a_text);
    free(b_text);
    return same;
}

/* ------------------------------------------------------------ one case */

/*
 * Shows the files beside the case in the current (scratch) folder, by links:
 * a line that writes must use names of its own.
 */
static void link_neighbours(const char *dir) {
    DIR *d = opendir(dir);
    if (!d)
        die(dir);
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        char *target = print_text("%s/%s", dir, e->d_name);
        if (symlink(target, e->d_name) < 0)
            die(e->d_name);
        free(target);
    }
    closedir(d);
}

/* Counts the entries here; with show, names those that are no links. */
static unsigned count_entries(bool show) {
    DIR *d = opendir(".");
    if (!d)
        die("scratch");
    unsigned n = 0;
    for (struct dirent *e; (e = readdir(d));) {
        struct stat st;
        n++;
        if (show && lstat(e->d_name, &st) == 0 && !S_ISLNK(st.st_mode) &&
            !S_ISDIR(st.st_mode))
            printf("present after the failure: %s\n", e->d_name);
    }
    closedir(d);
    return n;
}

static bool run_line(const golden_case *c,
                     const case_line *l,
                     FILE *out,
                     FILE *err) {
    if (l->kind == LINE_SAME)
        return same_files(l->text, c->name);
    stage stages[MAX_STAGES];
    size_t n = parse_command(stages, l->text, c->name);
    if (n == 0) {
        printf("cannot read the line: %s\n", l->text);
        free_stages(stages);
        return false;
    }
    unsigned before = count_entries(false);
    bool ok = run_stages(stages, n, l->status, fileno(out), fileno(err));
    if (l->kind == LINE_FAIL && count_entries(false) != before) {
        count_entries(true);
        ok = false;
    }
    free_stages(stages);
    return ok;
}

static void show_diff(const char *expected, const char *actual) {
    char *const args[] = {"diff",
                          "-u",
                          "--label",
                          "expected",
                          "--label",
                          "actual",
                          (char *)(uintptr_t)expected,
                          (char *)(uintptr_t)actual,
                          NULL};
    pid_t pid;
    fflush(stdout);
    if (posix_spawnp(&pid, "diff", NULL, NULL, args, environ) == 0)
        waitpid(pid, NULL, 0);
}

/* Compares one stream with CASE.<ending>, or writes it there. */
static bool check_stream(const golden_case *c,
                         FILE *stream,
                         const char *ending,
                         bool bless) {
    size_t len = 0, want_len = 0;
    bool found = false;
    char *got = read_all(fileno(stream), &len);
    char *path = print_text("%s/%s.%s", c->dir, c->name, ending);
    char *want = read_path(path, &want_len, &found);
    bool same = len == want_len && memcmp(got, want, len) == 0;
    if (!same && bless) {
        if (len > 0)
            write_path(path, got, len);
        else
            unlink(path);
        printf("blessed %s.%s\n", c->label, ending);
        same = true;
    } else if (!same) {
        char *actual = print_text("%s/actual.%s", run.scratch, ending);
        printf("%s:\n", ending);
        write_path(actual, got, len);
        show_diff(found ? path : "/dev/null", actual);
        free(actual);
    }
    if (bless && len == 0 && found)
        unlink(path);
    free(got);
    free(path);
    free(want);
    return same;
}

static bool run_case(const golden_case *c) {
    char *folder = print_text("%s/case", run.scratch);
    remove_tree(folder);
    if (mkdir(folder, 0777) < 0 || chdir(folder) < 0)
        die(folder);
    free(folder);
    link_neighbours(c->dir);

    FILE *out = tmpfile(), *err = tmpfile();
    if (!out || !err)
        die("tmpfile");
    bool ok = true;
    for (size_t i = 0; ok && i < c->n_lines; i++)
        ok = run_line(c, &c->lines[i], out, err);
    bool same_out = check_stream(c, out, "stdout", run.bless && ok);
    bool same_err = check_stream(c, err, "stderr", run.bless && ok);
    fclose(out);
    fclose(err);
    return ok && same_out && same_err;
}

static void count_case(const golden_case *c) {
    if (run.filter && fnmatch(run.filter, c->label, 0) != 0)
        return;
    for (size_t i = 0; i < c->n_lines; i++) {
        if (c->lines[i].kind == LINE_SKIP) {
            run.skipped++;
            return;
        }
    }
    if (run_case(c)) {
        run.passed++;
    } else {
        printf("FAIL %s\n\n", c->label);
        run.failed++;
    }
}

/* ----------------------------------------------------------- all cases */

static const char *walk_root;
static char *paths[MAX_CASES];
static size_t n_paths;

static int note_path(const char *path,
                     const struct stat *st,
                     int kind,
                     struct FTW *ftw) {
    (void)st;
    (void)ftw;
    const char *dot = strrchr(path, '.');
    bool output =
        dot && (strcmp(dot, ".stdout") == 0 || strcmp(dot, ".stderr") == 0);
    bool runner = strcmp(path + strlen(walk_root) + 1, "golden.c") == 0;
    if (kind != FTW_F || output || runner)
        return 0;
    if (n_paths == MAX_CASES) {
        fprintf(stderr, "more than %d files\n", MAX_CASES);
        exit(1);
    }
    paths[n_paths++] = print_text("%s", path + strlen(walk_root) + 1);
    return 0;
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void run_all(const char *root) {
    walk_root = root;
    nftw(root, note_path, 16, FTW_PHYS);
    qsort(paths, n_paths, sizeof paths[0], compare_paths);
    for (size_t i = 0; i < n_paths; i++) {
        golden_case c;
        if (load_case(&c, root, paths[i])) {
            count_case(&c);
            free_case(&c);
        }
        free(paths[i]);
    }
}

static char *absolute(const char *path) {
    char *full = realpath(path, NULL);
    if (!full)
        die(path);
    return full;
}

static const char *from_env(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

int main(void) {
    const char *tool = from_env("TENON_TOOL");
    const char *scratch = from_env("GOLDEN_SCRATCH");
    if (!tool) {
        fputs("golden: TENON_TOOL is not set\n", stderr);
        return 1;
    }
    char *tool_path = absolute(tool);
    char *root = absolute("tests/golden");
    char temporary[] = "/tmp/tenon-golden-XXXXXX";
    if (scratch)
        mkdir(scratch, 0777);
    else if (!mkdtemp(temporary))
        die("mkdtemp");
    run.tool = tool_path;
    run.scratch = absolute(scratch ? scratch : temporary);
    run.filter = from_env("GOLDEN_FILTER");
    run.bless = from_env("BLESS") != NULL;
    const char *timeout = from_env("GOLDEN_TIMEOUT");
    run.timeout = timeout ? (int)strtol(timeout, NULL, 10) : 60;
    setenv("LC_ALL", "C", 1);
    setenv("TZ", "UTC", 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);

    run_all(root);
    if (chdir("/") == 0)
        remove_tree(run.scratch);
    printf("%u passed, %u failed, %u skipped\n", run.passed, run.failed,
           run.skipped);
    free(tool_path);
    free(root);
    free(run.scratch);
    return run.failed > 0;
}
