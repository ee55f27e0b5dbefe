/*
 * WIT as a command takes it: a path, and the features that are enabled. The
 * library reads WIT and binaries; WebAssembly text is made binary here, where
 * there is what reads it.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tenon/parse.h"
#include "tenon/wit_binary.h"

#include "cli/command.h"

/* What stands for files while one input is loaded. */
typedef struct reader {
    cli *c;
    struct held {
        tenon_buffer buffer;
        struct held *next;
    } * held;
    tenon_status status;
} reader;

/* A text, looked at by its first bytes; what cannot be read says so later. */
static bool is_wasm_text(const char *path) {
    size_t len = strlen(path);
    struct stat st;
    uint8_t start[1024];
    if (strcmp(path, "-") == 0)
        return true; /* it can be read once only */
    if ((len > 4 && strcmp(path + len - 4, ".wit") == 0) ||
        stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t read = fread(start, 1, sizeof start, file);
    fclose(file);
    return tenon_detect(start, read) == TENON_FILE_TEXT_WASM;
}

/* tenon_wit_read_fn. What failed was reported; WIT without a fault then stands
 * for the file, so that nothing is said about it twice. */
static bool read_text(void *user, const char *path, tenon_str *text) {
    static const char nothing[] = "package a:a;";
    reader *r = user;
    if (!is_wasm_text(path))
        return false;
    struct held *held = calloc(1, sizeof *held);
    tenon_status status = TENON_NO_MEMORY;
    if (held) {
        held->next = r->held;
        r->held = held;
        status = cli_read_wasm_file(r->c, path, &held->buffer);
    }
    *text = (tenon_str){nothing, sizeof nothing - 1};
    if (status == TENON_OK)
        *text = (tenon_str){(const char *)held->buffer.data, held->buffer.len};
    else
        r->status = status;
    return true;
}

static void release(reader *r) {
    while (r->held) {
        struct held *held = r->held;
        r->held = held->next;
        tenon_buffer_release(&held->buffer);
        free(held);
    }
}

/* tenon_wit_load, and WebAssembly text is read as well. */
static tenon_status load(cli *c,
                         const char *path,
                         const tenon_wit_options *options,
                         tenon_wit **out) {
    reader r = {.c = c, .status = TENON_OK};
    tenon_wit_options opts = *options;
    opts.read = read_text;
    opts.read_user = &r;
    tenon_status status = tenon_wit_load(out, c->ctx, path, &opts);
    release(&r);
    if (r.status == TENON_OK)
        return status;
    tenon_wit_free(*out);
    *out = NULL;
    return r.status;
}

tenon_status cli_open_wit(cli *c, size_t i, tenon_wit **out) {
    tenon_wit_options opts = TENON_WIT_OPTIONS_INIT;
    cli_list features;
    opts.all_features = cli_switch(c, "all-features");
    if (!cli_split(&features, cli_value_of(c, "features", "")))
        return TENON_NO_MEMORY;
    opts.features = features.items;
    opts.feature_count = features.count;
    tenon_status status = load(c, cli_input(c, i), &opts, out);
    cli_list_release(&features);
    return status;
}
