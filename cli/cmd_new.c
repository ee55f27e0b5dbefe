/* tenon new: makes a component of a core module. */
#include <stdlib.h>
#include <string.h>

#include "tenon/link.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
    {'a', "adapt", "[NAME=]FILE", "a core module that satisfies imports"},
    {0, "no-names", NULL, "leave debug names out"},
    {0, "merge-imports-based-on-semver", "BOOL",
     "false: import compatible versions apart (true)"},
};

enum { MAX_ADAPTERS = 16 };

/* What one run holds on to. */
typedef struct job {
    tenon_adapter adapters[MAX_ADAPTERS];
    tenon_buffer files[MAX_ADAPTERS];
    char *names[MAX_ADAPTERS];
    size_t count;
} job;

/* [NAME=]FILE */
static tenon_status read_adapter(cli *c, job *j, const char *text) {
    size_t i = j->count++;
    const char *equals = strchr(text, '=');
    const char *path = equals ? equals + 1 : text;
    if (equals) {
        size_t len = (size_t)(equals - text);
        j->names[i] = calloc(len + 1, 1);
        if (!j->names[i])
            return TENON_NO_MEMORY;
        memcpy(j->names[i], text, len);
    }
    tenon_status status = cli_read_wasm_file(c, path, &j->files[i]);
    j->adapters[i].name = j->names[i];
    j->adapters[i].module =
        (tenon_input){path, j->files[i].data, j->files[i].len};
    return status;
}

static tenon_status read_adapters(cli *c, job *j) {
    size_t count = 0;
    const char **texts = cli_values_of(c, "adapt", &count);
    tenon_status status = texts ? TENON_OK : TENON_NO_MEMORY;
    if (count > MAX_ADAPTERS)
        status = TENON_LIMIT;
    for (size_t i = 0; i < count && status == TENON_OK; i++)
        status = read_adapter(c, j, texts[i]);
    free(texts);
    return status;
}

static void release_job(job *j) {
    for (size_t i = 0; i < j->count; i++) {
        tenon_buffer_release(&j->files[i]);
        free(j->names[i]);
    }
}

static bool parse_merge(bool *keep, const char *text) {
    *keep = strcmp(text, "false") == 0;
    return *keep || strcmp(text, "true") == 0;
}

static int run(cli *c) {
    job j = {0};
    tenon_buffer core = {0}, out = {0};
    tenon_new_options opts = TENON_NEW_OPTIONS_INIT;
    if (!parse_merge(&opts.keep_versions,
                     cli_value_of(c, "merge-imports-based-on-semver", "true")))
        return cli_usage_error(
            c, "--merge-imports-based-on-semver takes true or false");
    if (cli_lacks_input(c, 0))
        return cli_usage_error(c, "a core module is needed");
    tenon_status status = read_adapters(c, &j);
    opts.adapters = j.adapters;
    opts.adapter_count = j.count;
    opts.no_names = cli_switch(c, "no-names");
    if (status == TENON_OK)
        status = cli_read_wasm(c, 0, &core);
    tenon_input input = {cli_input(c, 0), core.data, core.len};
    if (status == TENON_OK)
        status = tenon_new(&out, c->ctx, &input, &opts);
    int code = status == TENON_OK ? cli_write_output(c, out.data, out.len, true)
                                  : cli_finish(c, status);
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
    release_job(&j);
    return code;
}

const cli_command cmd_new = {
    .name = "new",
    .summary = "make a component of a core module",
    .usage = "[CORE.wasm]",
    .description =
        "Wraps a core module that carries its world (see `tenon embed`) into "
        "a component.\nImports that the world does not know, such as "
        "wasi_snapshot_preview1, are\nsatisfied by adapters. Without an input, "
        "reads standard input.",
    .example = "  tenon new app.embedded.wasm -o app.wasm\n"
               "  tenon new go.embedded.wasm --adapt "
               "wasi_snapshot_preview1=preview1-stub.wasm -o go.wasm",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 1,
    .run = run,
};
