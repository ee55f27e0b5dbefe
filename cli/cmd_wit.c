/* tenon wit: checks WIT and writes it in another form. */
#include "tenon/text.h"
#include "tenon/wit_binary.h"

#include "cli/command.h"
#include "cli/wit_folder.h"
#include "cli/wit_input.h"

static const cli_option options[] = {
    {'o', "output", "FILE", "where to write (standard output)"},
    {'w', "wasm", NULL, "write the package in binary form"},
    {'t', "wat", NULL, "write the package in binary form, as text"},
    {'j', "json", NULL, "write all packages as JSON"},
    {0, "out-dir", "DIR", "write each package as text: DIR/*.wit, DIR/deps/"},
    {0, "no-docs", NULL, "leave documentation out"},
    {0, "world", "NAME", "check that this world is there"},
    {0, "with-deps", NULL, "print the packages that it needs as well"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
    {0, "importize", NULL, "import what the only world exports"},
    {0, "importize-world", "WORLD", "the same with this world"},
    {0, "importize-out-world-name", "NAME", "its name (WORLD-importized)"},
    {0, "exportize", NULL, "export what the only world imports"},
    {0, "exportize-world", "WORLD", "the same with this world"},
    {0, "exportize-out-world-name", "NAME", "its name (WORLD-exportized)"},
    {0, "exportize-import", "IMPORT", "only this import (repeatable)"},
    {0, "merge-world-imports-based-on-semver", "WORLD",
     "of compatible imports, keep the newest"},
    {0, "generate-nominal-type-ids", "WORLD",
     "-j: each interface of it is one of its own"},
    {0, "emit-canonical-names", NULL,
     "-w, -t: a:b/c@1 with the suffix .2.3, for a:b/c@1.2.3"},
    {0, "skip-validation", NULL, "-w, -t: do not check what was written"},
};

/* The text form of the binary form. */
static tenon_status write_wat(const cli *c,
                              tenon_buffer *out,
                              const tenon_wit *wit,
                              const tenon_wit_encode_options *opts) {
    tenon_buffer wasm = {0};
    tenon_status status = tenon_wit_encode(&wasm, wit, opts);
    const char *path = c->input_count ? c->inputs[0] : "-";
    const tenon_input input = {path, wasm.data, wasm.len};
    tenon_print_options print = TENON_PRINT_OPTIONS_INIT;
    print.skip_validation = opts->skip_validation;
    if (status == TENON_OK)
        status = tenon_print(out, c->ctx, &input, &print);
    tenon_buffer_release(&wasm);
    return status;
}

static tenon_status write_form(const cli *c,
                               tenon_buffer *out,
                               const tenon_wit *wit,
                               const tenon_wit_world *nominal) {
    bool no_docs = cli_switch(c, "no-docs");
    tenon_wit_encode_options encode = TENON_WIT_ENCODE_OPTIONS_INIT;
    encode.no_docs = no_docs;
    encode.canonical_names = cli_switch(c, "emit-canonical-names");
    encode.skip_validation = cli_switch(c, "skip-validation");
    if (cli_switch(c, "wasm"))
        return tenon_wit_encode(out, wit, &encode);
    if (cli_switch(c, "wat"))
        return write_wat(c, out, wit, &encode);
    if (cli_switch(c, "json"))
        return nominal ? tenon_wit_json_nominal(out, wit, nominal)
                       : tenon_wit_json(out, wit);
    tenon_wit_print_options opts = TENON_WIT_PRINT_OPTIONS_INIT;
    opts.with_deps = cli_switch(c, "with-deps");
    opts.no_docs = no_docs;
    return tenon_wit_print_as(out, wit, &opts);
}

static int write_output(cli *c,
                        const tenon_wit *wit,
                        const tenon_wit_world *nominal) {
    const char *folder = cli_value_of(c, "out-dir", NULL);
    if (folder)
        return cli_write_wit_folder(c, wit, folder);
    tenon_buffer out = {0};
    tenon_status status = write_form(c, &out, wit, nominal);
    int code = status == TENON_OK ? cli_write_output(c, out.data, out.len,
                                                     cli_switch(c, "wasm"))
                                  : cli_finish(c, status);
    tenon_buffer_release(&out);
    return code;
}

/* Only one form at a time. */
static bool fits(const cli *c) {
    int forms = cli_switch(c, "wasm") + cli_switch(c, "wat") +
                cli_switch(c, "json") + cli_switch(c, "out-dir");
    return forms <= 1 && !(cli_switch(c, "out-dir") && cli_switch(c, "output"));
}

static int run(cli *c) {
    tenon_wit *wit = NULL;
    const tenon_wit_world *nominal = NULL;
    const char *world = cli_value_of(c, "world", NULL);
    const char *nominal_name =
        cli_value_of(c, "generate-nominal-type-ids", NULL);
    if (!fits(c))
        return cli_usage_error(c,
                               "-w, -t, -j and --out-dir exclude one another, "
                               "and so do -o and --out-dir");
    if (!cli_wit_edits_fit(c))
        return EXIT_USAGE;
    tenon_status status = cli_read_wit(c, &wit);
    if (status == TENON_OK && world)
        status = tenon_wit_select(NULL, wit, world);
    if (status == TENON_OK && nominal_name)
        status = tenon_wit_select(&nominal, wit, nominal_name);
    int code = status == TENON_OK ? write_output(c, wit, nominal)
                                  : cli_finish(c, status);
    tenon_wit_free(wit);
    return code;
}

const cli_command cmd_wit = {
    .name = "wit",
    .summary = "check WIT; print, merge and edit it, or make it binary",
    .usage = "[WIT...]",
    .description =
        "Resolves WIT and prints the package in its canonical layout. WIT is "
        "a .wit file,\na directory with deps/, or what holds WIT in binary "
        "form: a package, a component,\na core module with its world; `-`, "
        "or nothing, is standard input. deps/ holds further\npackages: texts, "
        "and files in binary form. Every error is told, with its place.\n"
        "\n"
        "Several inputs are merged into the first: packages of one name and "
        "version become\none, which must agree in what they have in common. "
        "--importize makes the world of\nthose who import a component (its "
        "exports become imports), --exportize that of\nthose who provide its "
        "imports.\n"
        "--generate-nominal-type-ids is for generators of bindings: in JSON, "
        "what is both\nimported and exported becomes two interfaces with "
        "their own types.",
    .example =
        "  tenon wit wit/\n"
        "  tenon wit wit/ -w -o wit.wasm    # in binary form\n"
        "  tenon wit wit/ -t -o wit.wat     # and that as text\n"
        "  tenon wit app.wasm --out-dir wit # the WIT of a component\n"
        "  tenon wit wit/ --world app -o /dev/null   # only check\n"
        "  tenon wit a.wit b.wasm --with-deps        # both, merged\n"
        "  tenon wit app.wasm --importize            # to import it\n"
        "  tenon wit wit/ --exportize-world app --exportize-out-world-name "
        "host\n"
        "  tenon wit wit/ --merge-world-imports-based-on-semver app",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 1000,
    .run = run,
};
