/* tenon embed: records a WIT world in a core module. */
#include <string.h>

#include "tenon/link.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
    {'w', "world", "NAME", "the world, where the package has several"},
    {0, "encoding", "NAME", "strings as utf8, utf16 or compact-utf16"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
    {0, "only-custom", NULL, "write only the section that would be added"},
    {0, "dummy", NULL, "make a core module that fits the world and traps"},
};

static bool parse_encoding(tenon_string_encoding *out, const char *name) {
    if (strcmp(name, "utf8") == 0)
        *out = TENON_UTF8;
    else if (strcmp(name, "utf16") == 0)
        *out = TENON_UTF16;
    else if (strcmp(name, "compact-utf16") == 0)
        *out = TENON_COMPACT_UTF16;
    else
        return false;
    return true;
}

static int embed(cli *c, tenon_embed_options *opts) {
    tenon_buffer core = {0}, out = {0};
    tenon_input input = {0};
    bool needs_core = !opts->only_custom && !opts->dummy;
    tenon_status status = TENON_OK;
    if (needs_core) {
        status = cli_read_input(c, 1, &core);
        input = (tenon_input){c->inputs[1], core.data, core.len};
    }
    if (status == TENON_OK)
        status = tenon_embed(&out, c->ctx, needs_core ? &input : NULL, opts);
    int code = status == TENON_OK ? cli_write_output(c, out.data, out.len, true)
                                  : cli_finish(c, status);
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
    return code;
}

static int run(cli *c) {
    tenon_embed_options opts = TENON_EMBED_OPTIONS_INIT;
    opts.wit_path = c->inputs[0];
    opts.world = cli_value_of(c, "world", NULL);
    opts.all_features = cli_switch(c, "all-features");
    opts.only_custom = cli_switch(c, "only-custom");
    opts.dummy = cli_switch(c, "dummy");
    const char *encoding = cli_value_of(c, "encoding", "utf8");
    if (!parse_encoding(&opts.encoding, encoding))
        return cli_usage_error(c, "unknown encoding `%s`", encoding);
    if (!opts.only_custom && !opts.dummy && c->input_count < 2)
        return cli_usage_error(c, "a core module is needed: tenon embed %s",
                               cmd_embed.usage);
    cli_list features;
    if (!cli_split(&features, cli_value_of(c, "features", "")))
        return cli_finish(c, TENON_NO_MEMORY);
    opts.features = features.items;
    opts.feature_count = features.count;
    int code = embed(c, &opts);
    cli_list_release(&features);
    return code;
}

const cli_command cmd_embed = {
    .name = "embed",
    .summary = "record a WIT world in a core module",
    .usage = "WIT [CORE.wasm]",
    .description =
        "Adds the section `component-type` to a core module, so that `tenon "
        "new` knows\nwhich world it was written for. WIT is a .wit file, a "
        "directory with deps/,\nor what holds WIT in binary form.",
    .example = "  tenon embed wit -w app app.wasm -o app.embedded.wasm",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 2,
    .run = run,
};
