/* tenon embed: records a WIT world in a core module. */
#include <string.h>

#include "tenon/link.h"
#include "tenon/text.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
    {'w', "world", "NAME", "the world, where the package has several"},
    {0, "encoding", "NAME", "strings as utf8, utf16 or compact-utf16"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
    {0, "only-custom", NULL, "write only the section that would be added"},
    {0, "dummy", NULL, "make a core module that fits the world and traps"},
    {0, "dummy-names", "SCHEME", "the same, with names: legacy or standard32"},
    {0, "async-callback", NULL, "of --dummy-names legacy: not supported yet"},
    {0, "async-stackful", NULL, "of --dummy-names legacy: not supported yet"},
    {0, "emit-canonical-names", NULL,
     "in the world, a:b/c@1 with the suffix .2.3"},
    {'t', "wat", NULL, "write the module as text"},
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

static bool parse_names(tenon_core_names *out, const char *name) {
    *out = TENON_NAMES_LEGACY;
    if (strcmp(name, "standard32") == 0 || strcmp(name, "standard") == 0)
        *out = TENON_NAMES_STANDARD32;
    else if (strcmp(name, "legacy") != 0)
        return false;
    return true;
}

static int write_result(cli *c, const tenon_buffer *module) {
    if (!cli_switch(c, "wat"))
        return cli_write_output(c, module->data, module->len, true);
    const tenon_input input = {c->inputs[0], module->data, module->len};
    tenon_buffer text = {0};
    tenon_status status = tenon_print(&text, c->ctx, &input, NULL);
    int code = status == TENON_OK
                   ? cli_write_output(c, text.data, text.len, false)
                   : cli_finish(c, status);
    tenon_buffer_release(&text);
    return code;
}

static int embed(cli *c, tenon_embed_options *opts) {
    tenon_buffer core = {0}, out = {0};
    tenon_input input = {0};
    bool needs_core = !opts->only_custom && !opts->dummy;
    tenon_status status = TENON_OK;
    if (needs_core) {
        status = cli_read_wasm(c, 1, &core);
        input = (tenon_input){cli_input(c, 1), core.data, core.len};
    }
    if (status == TENON_OK)
        status = tenon_embed(&out, c->ctx, needs_core ? &input : NULL, opts);
    int code =
        status == TENON_OK ? write_result(c, &out) : cli_finish(c, status);
    tenon_buffer_release(&out);
    tenon_buffer_release(&core);
    return code;
}

/* Reports what does not go together. */
static bool fits(const cli *c, const tenon_embed_options *opts) {
    bool async_callback = cli_switch(c, "async-callback");
    bool async_stackful = cli_switch(c, "async-stackful");
    if (cli_switch(c, "dummy") && cli_switch(c, "dummy-names"))
        cli_usage_error(c, "--dummy-names says --dummy itself");
    else if (opts->only_custom && (opts->dummy || cli_switch(c, "wat")))
        cli_usage_error(c, "--only-custom excludes --dummy and -t");
    else if (async_callback && async_stackful)
        cli_usage_error(c, "--async-callback and --async-stackful exclude one "
                           "another");
    else if ((async_callback || async_stackful) &&
             (!cli_switch(c, "dummy-names") ||
              opts->dummy_names != TENON_NAMES_LEGACY))
        cli_usage_error(c, "--async-callback and --async-stackful need "
                           "--dummy-names legacy");
    else if (!opts->only_custom && !opts->dummy && cli_lacks_input(c, 1))
        cli_usage_error(c, "a core module is needed: tenon embed %s",
                        cmd_embed.usage);
    else
        return true;
    return false;
}

/* False after reporting: nothing could make a component of such a module. */
static bool is_supported(cli *c) {
    if (!cli_switch(c, "async-callback") && !cli_switch(c, "async-stackful"))
        return true;
    tenon_report(c->ctx, c->inputs[0],
                 "core modules of the asynchronous ABI are not supported yet",
                 "without the option, the module uses the synchronous one");
    return false;
}

static int run(cli *c) {
    tenon_embed_options opts = TENON_EMBED_OPTIONS_INIT;
    opts.wit_path = c->inputs[0];
    opts.world = cli_value_of(c, "world", NULL);
    opts.all_features = cli_switch(c, "all-features");
    opts.canonical_names = cli_switch(c, "emit-canonical-names");
    opts.only_custom = cli_switch(c, "only-custom");
    opts.dummy = cli_switch(c, "dummy") || cli_switch(c, "dummy-names");
    const char *encoding = cli_value_of(c, "encoding", "utf8");
    const char *names = cli_value_of(c, "dummy-names", "legacy");
    if (!parse_encoding(&opts.encoding, encoding))
        return cli_usage_error(c, "unknown encoding `%s`", encoding);
    if (!parse_names(&opts.dummy_names, names))
        return cli_usage_error(
            c, "--dummy-names takes legacy or standard32, not `%s`", names);
    if (!fits(c, &opts))
        return EXIT_USAGE;
    if (!is_supported(c))
        return cli_finish(c, TENON_INVALID);
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
        "directory with deps/,\nor what holds WIT in binary form. Without a "
        "core module, reads it from "
        "standard\ninput. A module that has a world already, of a library for "
        "example, is for both.",
    .example = "  tenon embed wit -w app app.wasm -o app.embedded.wasm\n"
               "  tenon embed wit --dummy -t    # what a module must look like",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 2,
    .run = run,
};
