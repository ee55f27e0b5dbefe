/* tenon validate: checks components, with the code in them. */
#include "tenon/runtime.h"

#include "cli/command.h"

static tenon_status validate(cli *c, size_t i) {
    tenon_buffer file = {0};
    tenon_component *component = NULL;
    tenon_status status = cli_read_wasm(c, i, &file);
    if (status == TENON_OK)
        status = tenon_component_load(&component, c->ctx, c->inputs[i],
                                      file.data, file.len);
    tenon_component_free(component);
    tenon_buffer_release(&file);
    if (status == TENON_OK)
        cli_say(c, "%s: valid\n", c->inputs[i]);
    return status;
}

/* All files are looked at; the first failure gives the exit code. */
static int run(cli *c) {
    tenon_status worst = TENON_OK;
    cli_report_to_stdout(c);
    for (size_t i = 0; i < c->input_count; i++) {
        tenon_status status = validate(c, i);
        if (worst == TENON_OK)
            worst = status;
    }
    return cli_finish(c, worst);
}

const cli_command cmd_validate = {
    .name = "validate",
    .summary = "check components",
    .usage = "COMPONENT.wasm...",
    .description =
        "Decodes and validates components with all that is nested in them, "
        "core code\nincluded. Exits with 1 if one is not valid.",
    .example = "  tenon validate -q linked.wasm && echo good",
    .min_inputs = 1,
    .max_inputs = 1000,
    .run = run,
};
