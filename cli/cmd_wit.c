/* tenon wit: checks WIT and writes it in another form. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "tenon/wit_binary.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
    {'w', "wasm", NULL, "write the package in binary form"},
    {'j', "json", NULL, "write all packages as JSON"},
    {0, "out-dir", "DIR", "write each package as text: DIR/*.wit, DIR/deps/"},
    {0, "no-docs", NULL, "leave documentation out"},
    {0, "world", "NAME", "check that this world is there"},
    {0, "with-deps", NULL, "print the packages that it needs as well"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
};

static tenon_status load(cli *c, tenon_wit **wit) {
    tenon_wit_options opts = TENON_WIT_OPTIONS_INIT;
    cli_list features;
    opts.all_features = cli_switch(c, "all-features");
    if (!cli_split(&features, cli_value_of(c, "features", "")))
        return TENON_NO_MEMORY;
    opts.features = features.items;
    opts.feature_count = features.count;
    tenon_status status = tenon_wit_open(wit, c->ctx, c->inputs[0], &opts);
    cli_list_release(&features);
    return status;
}

static tenon_status write_form(const cli *c,
                               tenon_buffer *out,
                               const tenon_wit *wit) {
    bool no_docs = cli_switch(c, "no-docs");
    if (cli_switch(c, "wasm")) {
        tenon_wit_encode_options opts = TENON_WIT_ENCODE_OPTIONS_INIT;
        opts.no_docs = no_docs;
        return tenon_wit_encode(out, wit, &opts);
    }
    if (cli_switch(c, "json"))
        return tenon_wit_json(out, wit);
    tenon_wit_print_options opts = TENON_WIT_PRINT_OPTIONS_INIT;
    opts.with_deps = cli_switch(c, "with-deps");
    opts.no_docs = no_docs;
    return tenon_wit_print_as(out, wit, &opts);
}

/* The parts of "namespace:name@version". */
typedef struct package_id {
    const char *text, *name;
    size_t ns_len, name_len;
} package_id;

static package_id split_id(const char *text) {
    package_id id = {.text = text, .ns_len = strcspn(text, ":")};
    id.name = text + id.ns_len + (text[id.ns_len] == ':');
    id.name_len = strcspn(id.name, "@");
    return id;
}

static bool same_name(const package_id *a, const package_id *b) {
    return a->name_len == b->name_len &&
           memcmp(a->name, b->name, a->name_len) == 0;
}

static bool same_namespace(const package_id *a, const package_id *b) {
    return a->ns_len == b->ns_len && memcmp(a->text, b->text, a->ns_len) == 0;
}

/* As much of the id as tells the package from the others. */
static void file_stem(char *out,
                      size_t size,
                      const tenon_wit *wit,
                      const char *text) {
    package_id id = split_id(text);
    bool name = false, both = false;
    for (size_t i = 0; i < tenon_wit_package_count(wit); i++) {
        const char *other_text = tenon_wit_package_at(wit, i);
        package_id other = split_id(other_text);
        if (strcmp(other_text, text) == 0 || !same_name(&id, &other))
            continue;
        name = true;
        both |= same_namespace(&id, &other);
    }
    if (both)
        snprintf(out, size, "%s", text);
    else if (name)
        snprintf(out, size, "%.*s", (int)(id.ns_len + 1 + id.name_len), text);
    else
        snprintf(out, size, "%.*s", (int)id.name_len, id.name);
}

static tenon_status make_folder(const cli *c, const char *path) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return TENON_OK;
    char text[512];
    snprintf(text, sizeof text, "the folder cannot be made: %s",
             strerror(errno));
    tenon_report(c->ctx, path, text, NULL);
    return TENON_INVALID;
}

static tenon_status write_package(const cli *c,
                                  const tenon_wit *wit,
                                  const char *folder,
                                  const char *id) {
    char stem[512], path[4096];
    tenon_wit_print_options opts = TENON_WIT_PRINT_OPTIONS_INIT;
    opts.package = id;
    opts.no_docs = cli_switch(c, "no-docs");
    file_stem(stem, sizeof stem, wit, id);
    bool main = strcmp(id, tenon_wit_package(wit)) == 0;
    int len = snprintf(path, sizeof path, "%s/%s%s.wit", folder,
                       main ? "" : "deps/", stem);
    if (len < 0 || (size_t)len >= sizeof path) {
        tenon_report(c->ctx, folder, "the path is too long", NULL);
        return TENON_INVALID;
    }
    tenon_buffer text;
    tenon_status status = tenon_wit_print_as(&text, wit, &opts);
    if (status == TENON_OK)
        status = tenon_write_file(c->ctx, path, text.data, text.len);
    if (status == TENON_OK)
        cli_say(c, "wrote %s\n", path);
    tenon_buffer_release(&text);
    return status;
}

static int write_folder(cli *c, const tenon_wit *wit, const char *folder) {
    size_t count = tenon_wit_package_count(wit);
    char deps[4096];
    tenon_status status = make_folder(c, folder);
    if (status == TENON_OK && count > 1) {
        snprintf(deps, sizeof deps, "%s/deps", folder);
        status = make_folder(c, deps);
    }
    for (size_t i = 0; i < count && status == TENON_OK; i++)
        status = write_package(c, wit, folder, tenon_wit_package_at(wit, i));
    return cli_finish(c, status);
}

static int write_output(cli *c, const tenon_wit *wit) {
    const char *folder = cli_value_of(c, "out-dir", NULL);
    if (folder)
        return write_folder(c, wit, folder);
    tenon_buffer out = {0};
    tenon_status status = write_form(c, &out, wit);
    int code = status == TENON_OK ? cli_write_output(c, out.data, out.len,
                                                     cli_switch(c, "wasm"))
                                  : cli_finish(c, status);
    tenon_buffer_release(&out);
    return code;
}

/* Only one form at a time. */
static bool fits(const cli *c) {
    int forms = cli_switch(c, "wasm") + cli_switch(c, "json") +
                cli_switch(c, "out-dir");
    return forms <= 1 && !(cli_switch(c, "out-dir") && cli_switch(c, "output"));
}

static int run(cli *c) {
    tenon_wit *wit = NULL;
    const char *world = cli_value_of(c, "world", NULL);
    if (!fits(c))
        return cli_usage_error(c, "-w, -j and --out-dir exclude one another, "
                                  "and so do -o and --out-dir");
    tenon_status status = load(c, &wit);
    if (status == TENON_OK && world)
        status = tenon_wit_select(wit, world, NULL);
    int code =
        status == TENON_OK ? write_output(c, wit) : cli_finish(c, status);
    tenon_wit_free(wit);
    return code;
}

const cli_command cmd_wit = {
    .name = "wit",
    .summary = "check WIT; print it, or make it binary",
    .usage = "WIT",
    .description =
        "Resolves WIT and prints the package in its canonical layout. WIT is "
        "a .wit file,\na directory with deps/, or what holds WIT in binary "
        "form: a package, a component,\na core module with its world. Every "
        "error is told, with its place.",
    .example = "  tenon wit wit/\n"
               "  tenon wit wit/ -w -o wit.wasm    # in binary form\n"
               "  tenon wit app.wasm --out-dir wit # the WIT of a component\n"
               "  tenon wit wit/ --world app -o /dev/null   # only check",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 1,
    .run = run,
};
