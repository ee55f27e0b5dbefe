/* tenon print: components and core modules as text. */
#include "tenon/text.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
    {0, "skeleton", NULL, "`...` for code, data and custom sections"},
    {0, "skip-validation", NULL, "print a component although it is not valid"},
};

static int run(cli *c) {
    tenon_print_options opts = TENON_PRINT_OPTIONS_INIT;
    opts.skeleton = cli_switch(c, "skeleton");
    opts.skip_validation = cli_switch(c, "skip-validation");
    tenon_buffer file = {0}, text = {0};
    tenon_status status = cli_read_wasm(c, 0, &file);
    const tenon_input input = {c->inputs[0], file.data, file.len};
    if (status == TENON_OK)
        status = tenon_print(&text, c->ctx, &input, &opts);
    int code = status == TENON_OK
                   ? cli_write_output(c, text.data, text.len, false)
                   : cli_finish(c, status);
    tenon_buffer_release(&text);
    tenon_buffer_release(&file);
    return code;
}

const cli_command cmd_print = {
    .name = "print",
    .summary = "print a component or core module as text",
    .usage = "FILE.wasm",
    .description =
        "Writes a component, a WIT package in binary form or a core module in "
        "the text\nformat of WebAssembly (.wat).",
    .example = "  tenon print app.wasm -o app.wat\n"
               "  tenon print app.wasm --skeleton   # only the structure",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 1,
    .run = run,
};
