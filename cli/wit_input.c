/* Inputs of tenon wit: loaded, merged, edited. */
#include "cli/wit_input.h"

#include <stdlib.h>

/* All inputs as one. Each is loaded, so that all errors are told. */
static tenon_status load_all(cli *c, tenon_wit **out) {
    tenon_wit **parts = calloc(c->input_count, sizeof *parts);
    tenon_status status = parts ? TENON_OK : TENON_NO_MEMORY;
    for (size_t i = 0; parts && i < c->input_count; i++) {
        tenon_status one = cli_open_wit(c, i, &parts[i]);
        if (status == TENON_OK)
            status = one;
    }
    if (status == TENON_OK)
        status = tenon_wit_merge(out, (const tenon_wit *const *)parts,
                                 c->input_count);
    for (size_t i = 0; parts && i < c->input_count; i++)
        tenon_wit_free(parts[i]);
    free(parts);
    return status;
}

static tenon_status load_inputs(cli *c, tenon_wit **out) {
    return c->input_count > 1 ? load_all(c, out) : cli_open_wit(c, 0, out);
}

/* Edits */

static tenon_status exportize(const cli *c,
                              const tenon_wit *wit,
                              tenon_wit **out) {
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    options.world = cli_value_of(c, "exportize-world", NULL);
    options.name = cli_value_of(c, "exportize-out-world-name", NULL);
    options.imports =
        cli_values_of(c, "exportize-import", &options.import_count);
    tenon_status status = tenon_wit_exportize(out, wit, &options);
    free((void *)options.imports);
    return status;
}

static tenon_status importize(const cli *c,
                              const tenon_wit *wit,
                              tenon_wit **out) {
    tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
    options.world = cli_value_of(c, "importize-world", NULL);
    options.name = cli_value_of(c, "importize-out-world-name", NULL);
    return tenon_wit_importize(out, wit, &options);
}

static bool imports(const cli *c) {
    return cli_switch(c, "importize") || cli_switch(c, "importize-world");
}

static bool exports(const cli *c) {
    return cli_switch(c, "exportize") || cli_switch(c, "exportize-world");
}

/* Puts the edited WIT in the place of the old one. */
static tenon_status edit(const cli *c, tenon_wit **wit) {
    const char *merged =
        cli_value_of(c, "merge-world-imports-based-on-semver", NULL);
    tenon_wit *old = *wit;
    tenon_status status = TENON_OK;
    if (imports(c))
        status = importize(c, old, wit);
    else if (exports(c))
        status = exportize(c, old, wit);
    else if (merged)
        status = tenon_wit_merge_versions(wit, old, merged);
    else
        return TENON_OK;
    tenon_wit_free(old);
    return status;
}

bool cli_wit_edits_fit(const cli *c) {
    int edits = imports(c) + exports(c) +
                cli_switch(c, "merge-world-imports-based-on-semver") +
                cli_switch(c, "generate-nominal-type-ids");
    if (edits > 1)
        cli_usage_error(c, "--importize, --exportize, "
                           "--merge-world-imports-based-on-semver and "
                           "--generate-nominal-type-ids exclude one another");
    else if (!imports(c) && cli_switch(c, "importize-out-world-name"))
        cli_usage_error(c, "--importize-out-world-name needs --importize or "
                           "--importize-world");
    else if (!exports(c) && (cli_switch(c, "exportize-out-world-name") ||
                             cli_switch(c, "exportize-import")))
        cli_usage_error(c, "--exportize-out-world-name and --exportize-import "
                           "need --exportize or --exportize-world");
    else if (cli_lacks_input(c, 0))
        cli_usage_error(c, "an input is missing");
    else
        return true;
    return false;
}

tenon_status cli_read_wit(cli *c, tenon_wit **out) {
    *out = NULL;
    tenon_status status = load_inputs(c, out);
    return status == TENON_OK ? edit(c, out) : status;
}
