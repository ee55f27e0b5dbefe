/* tenon wit: checks WIT and prints it in its canonical layout. */
#include "tenon/wit_binary.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
    {'w', "wasm", NULL, "write the package in binary form"},
    {'j', "json", NULL, "write all packages as JSON"},
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
    if (cli_switch(c, "wasm"))
        return tenon_wit_encode(out, wit, NULL);
    if (cli_switch(c, "json"))
        return tenon_wit_json(out, wit);
    return tenon_wit_print(out, wit, cli_switch(c, "with-deps"));
}

static int run(cli *c) {
    tenon_wit *wit = NULL;
    tenon_buffer out = {0};
    const char *world = cli_value_of(c, "world", NULL);
    tenon_status status = load(c, &wit);
    if (status == TENON_OK && world)
        status = tenon_wit_select(wit, world, NULL);
    if (status == TENON_OK)
        status = write_form(c, &out, wit);
    int code = status == TENON_OK ? cli_write_output(c, out.data, out.len,
                                                     cli_switch(c, "wasm"))
                                  : cli_finish(c, status);
    tenon_buffer_release(&out);
    tenon_wit_free(wit);
    return code;
}

const cli_command cmd_wit = {
    .name = "wit",
    .summary = "check WIT and print it",
    .usage = "WIT",
    .description =
        "Resolves a .wit file, or a directory with deps/, and prints the "
        "package in its\ncanonical layout. Every error is told, with its "
        "place.",
    .example = "  tenon wit wit/\n"
               "  tenon wit wit/ -w -o wit.wasm\n"
               "  tenon wit wit/ --world app -o /dev/null   # only check",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 1,
    .run = run,
};
