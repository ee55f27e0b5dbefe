/* tenon lint: advice on WIT that is valid. */
#include <stdlib.h>
#include <string.h>

#include "tenon/wit_lint.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'A', "allow", "RULE", "say nothing about this (repeatable; all)"},
    {'D', "deny", "RULE", "make it an error (repeatable; all)"},
    {0, "rules", NULL, "list the rules"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
};

static int list_rules(void) {
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++) {
        tenon_wit_lint_rule rule = tenon_wit_lint_rule_at(i);
        printf("%-14s %s\n", rule.name, rule.summary);
    }
    return EXIT_FINE;
}

/* False when there is no such rule. */
static bool set_level(tenon_wit_lint_level *levels,
                      const char *name,
                      tenon_wit_lint_level level) {
    bool all = strcmp(name, "all") == 0, found = all;
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++) {
        bool named = strcmp(tenon_wit_lint_rule_at(i).name, name) == 0;
        if (all || named)
            levels[i] = level;
        found |= named;
    }
    return found;
}

/* Options in their order: the last one that names a rule counts. */
static const char *set_levels(const cli *c, tenon_wit_lint_level *levels) {
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++)
        levels[i] = TENON_WIT_LINT_WARN;
    for (size_t i = 0; i < c->value_count; i++) {
        const cli_value *value = &c->values[i];
        if (value->option > 1)
            continue;
        if (!set_level(levels, value->text,
                       value->option == 0 ? TENON_WIT_LINT_ALLOW
                                          : TENON_WIT_LINT_DENY))
            return value->text;
    }
    return NULL;
}

static tenon_status load(cli *c, tenon_wit **wit) {
    tenon_wit_options opts = TENON_WIT_OPTIONS_INIT;
    cli_list features;
    opts.all_features = cli_switch(c, "all-features");
    if (!cli_split(&features, cli_value_of(c, "features", "")))
        return TENON_NO_MEMORY;
    opts.features = features.items;
    opts.feature_count = features.count;
    tenon_status status = tenon_wit_load(wit, c->ctx, c->inputs[0], &opts);
    cli_list_release(&features);
    return status;
}

static int lint(cli *c, const tenon_wit_lint_level *levels) {
    tenon_wit *wit = NULL;
    size_t findings = 0;
    tenon_status status = load(c, &wit);
    if (status == TENON_OK)
        status = tenon_wit_lint(wit, levels, &findings);
    tenon_wit_free(wit);
    int code = cli_finish(c, status);
    if (findings)
        cli_say(c, "%zu finding%s\n", findings, findings == 1 ? "" : "s");
    return code;
}

static int run(cli *c) {
    if (cli_switch(c, "rules"))
        return list_rules();
    if (c->input_count == 0)
        return cli_usage_error(c, "too few arguments: tenon lint %s",
                               c->command->usage);
    cli_report_to_stdout(c);
    tenon_wit_lint_level *levels =
        calloc(tenon_wit_lint_rule_count(), sizeof *levels);
    if (!levels)
        return cli_finish(c, TENON_NO_MEMORY);
    const char *unknown = set_levels(c, levels);
    int code = unknown ? cli_usage_error(c, "there is no rule `%s`", unknown)
                       : lint(c, levels);
    free(levels);
    return code;
}

const cli_command cmd_lint = {
    .name = "lint",
    .summary = "give advice on WIT",
    .usage = "WIT",
    .description =
        "Warns of what is valid and still a trap for users: types that nothing "
        "mentions,\nfunctions without documentation, names that collide in C, "
        "mentions of what is\ndeprecated, a missing @since. --rules lists the "
        "rules.",
    .example = "  tenon lint wit/ --allow undocumented\n"
               "  tenon lint wit/ --deny all   # a check: exits with 0 or 1",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 1,
    .run = run,
};
