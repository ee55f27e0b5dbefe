/* tenon plug: composes components into one. */
#include <stdlib.h>

#include "tenon/link.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
};

static void say_wire(const tenon_wire *wire, void *user) {
    const cli *c = user;
    if (wire->provider)
        cli_say(c, "%s: %s <- %s%s%s\n", wire->consumer, wire->import,
                wire->provider, wire->by_version ? " " : "",
                wire->by_version ? wire->export_ : "");
    else
        cli_say(c, "%s: %s <- (stays an import)\n", wire->consumer,
                wire->import);
}

static tenon_status read_all(cli *c, tenon_buffer *files, tenon_input *inputs) {
    for (size_t i = 0; i < c->input_count; i++) {
        tenon_status status = cli_read_wasm(c, i, &files[i]);
        if (status != TENON_OK)
            return status;
        inputs[i] = (tenon_input){c->inputs[i], files[i].data, files[i].len};
    }
    return TENON_OK;
}

static int plug(cli *c, tenon_buffer *files, tenon_input *inputs) {
    tenon_buffer out = {0};
    tenon_plug_options opts = TENON_PLUG_OPTIONS_INIT;
    opts.wired = c->verbose ? say_wire : NULL;
    opts.user = c;
    tenon_status status = read_all(c, files, inputs);
    if (status == TENON_OK)
        status = tenon_plug(&out, c->ctx, &inputs[0], inputs + 1,
                            c->input_count - 1, &opts);
    int code = status == TENON_OK ? cli_write_output(c, out.data, out.len, true)
                                  : cli_finish(c, status);
    tenon_buffer_release(&out);
    return code;
}

static int run(cli *c) {
    tenon_buffer *files = calloc(c->input_count, sizeof *files);
    tenon_input *inputs = calloc(c->input_count, sizeof *inputs);
    int code = files && inputs ? plug(c, files, inputs)
                               : cli_finish(c, TENON_NO_MEMORY);
    for (size_t i = 0; files && i < c->input_count; i++)
        tenon_buffer_release(&files[i]);
    free(files);
    free(inputs);
    return code;
}

const cli_command cmd_plug = {
    .name = "plug",
    .summary = "compose components into one",
    .usage = "SOCKET.wasm PLUG.wasm...",
    .description =
        "Exports of the plugs satisfy imports of the socket and of one "
        "another; what is\nleft over stays an import of the result. The "
        "result exports what the socket\nexports. -v tells what satisfies "
        "what.",
    .example = "  tenon plug app.wasm csv.wasm stats.wasm -o linked.wasm",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 2,
    .max_inputs = 1000,
    .run = run,
};
