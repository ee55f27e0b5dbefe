/* tenon parse: the text format to the binary format. */
#include "tenon/parse.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
};

/* What is binary already stays as it is. */
static int run(cli *c) {
    tenon_buffer wasm = {0};
    tenon_status status = cli_read_wasm(c, 0, &wasm);
    int code = status == TENON_OK
                   ? cli_write_output(c, wasm.data, wasm.len, true)
                   : cli_finish(c, status);
    tenon_buffer_release(&wasm);
    return code;
}

const cli_command cmd_parse = {
    .name = "parse",
    .summary = "make a binary of a component or core module as text",
    .usage = "FILE.wat",
    .description =
        "Reads a component or core module in the text format of WebAssembly "
        "(.wat), such\nas `tenon print` writes, and writes its binary form. "
        "Names ($x) become name\nsections. What the text means is checked, "
        "whether it is valid is not: see\n`tenon validate`, which takes text "
        "as well.",
    .example = "  tenon parse app.wat -o app.wasm\n"
               "  tenon print app.wasm | tenon parse - | tenon validate -",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 1,
    .run = run,
};
