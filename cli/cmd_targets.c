/* tenon targets: does a component fit a world? */
#include <cjson/cJSON.h>

#include "tenon/targets.h"
#include "tenon/wit_walk.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'w', "world", "NAME", "the world, where the package has several"},
    {0, "json", NULL, "what does not fit as JSON, on standard output"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
};

static void add_place(cJSON *object, tenon_context *ctx, tenon_span span) {
    tenon_location at;
    if (!tenon_locate(&at, ctx, span))
        return;
    cJSON *place = cJSON_AddObjectToObject(object, "wit");
    char path[4096];
    snprintf(path, sizeof path, "%.*s", TENON_STR_ARG(at.path));
    cJSON_AddStringToObject(place, "file", path);
    cJSON_AddNumberToObject(place, "line", (double)at.line);
    cJSON_AddNumberToObject(place, "column", (double)at.column);
}

static cJSON *mismatch_to_json(tenon_context *ctx, const tenon_mismatch *m) {
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "kind",
                            m->is_missing ? "missing" : "differs");
    cJSON_AddStringToObject(object, "direction",
                            m->is_export ? "export" : "import");
    cJSON_AddStringToObject(object, "name", m->name);
    if (m->member[0])
        cJSON_AddStringToObject(object, "member", m->member);
    cJSON_AddStringToObject(object, "message", m->text);
    if (m->why[0])
        cJSON_AddStringToObject(object, "why", m->why);
    add_place(object, ctx, m->span);
    return object;
}

static tenon_status print_json(const cli *c,
                               const tenon_targets *targets,
                               const tenon_wit_world *world) {
    cJSON *root = cJSON_CreateObject();
    size_t count = tenon_targets_count(targets);
    cJSON_AddStringToObject(root, "component", c->inputs[1]);
    cJSON_AddStringToObject(root, "world", tenon_wit_world_id(world));
    cJSON_AddBoolToObject(root, "fits", count == 0);
    cJSON *list = cJSON_AddArrayToObject(root, "mismatches");
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(
            list, mismatch_to_json(c->ctx, tenon_targets_mismatch(targets, i)));
    return cli_print_json(root);
}

/* Programs read what does not fit in one form, not in two. */
static int tell(cli *c,
                const tenon_targets *targets,
                const tenon_wit_world *world) {
    size_t count = tenon_targets_count(targets);
    if (cli_switch(c, "json")) {
        int code = cli_finish(c, print_json(c, targets, world));
        return code == EXIT_FINE && count ? EXIT_WRONG : code;
    }
    if (count == 0)
        cli_say(c, "%s: fits world %s\n", c->inputs[1],
                tenon_wit_world_id(world));
    return cli_finish(c, tenon_targets_check(targets));
}

static int run(cli *c) {
    tenon_wit *wit = NULL;
    const tenon_wit_world *world = NULL;
    tenon_buffer file = {0};
    tenon_targets *targets = NULL;
    if (!cli_switch(c, "json"))
        cli_report_to_stdout(c);
    tenon_status status = cli_open_wit(c, 0, &wit);
    if (status == TENON_OK)
        status = tenon_wit_select(&world, wit, cli_value_of(c, "world", NULL));
    if (status == TENON_OK)
        status = cli_read_wasm(c, 1, &file);
    if (status == TENON_OK) {
        const tenon_input input = {c->inputs[1], file.data, file.len};
        status = tenon_targets_new(&targets, c->ctx, world, &input);
    }
    int code =
        status == TENON_OK ? tell(c, targets, world) : cli_finish(c, status);
    tenon_targets_free(targets);
    tenon_buffer_release(&file);
    tenon_wit_free(wit);
    return code;
}

const cli_command cmd_targets = {
    .name = "targets",
    .summary = "check that a component fits a world",
    .usage = "WIT COMPONENT.wasm",
    .description =
        "A component fits a world when the world offers all that it imports, "
        "and it\nexports all that the world asks for, with the same types; it "
        "may import less and\nexport more. Everything that does not fit is "
        "told: what is missing, and in which\nparameter, field or case types "
        "differ. Exits with 1 when something does not fit.\n"
        "Versions of interfaces must be the same.",
    .example = "  tenon targets wit app.wasm\n"
               "  tenon targets wit -w http-server app.wasm --json",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 2,
    .max_inputs = 2,
    .run = run,
};
