/* tenon lint: advice on WIT that is valid. */
#include <stdlib.h>
#include <string.h>

#include "tenon/wit_lint.h"

#include "cli/command.h"

static const cli_option options[] = {
    {'A', "allow", "RULE", "say nothing about this (repeatable)"},
    {'W', "warn", "RULE", "warn of it (repeatable)"},
    {'D', "deny", "RULE", "make it an error (repeatable)"},
    {0, "rules", NULL, "list the rules"},
    {0, "deps", NULL, "also the packages that are depended on"},
    {0, "json", NULL, "as --message-format json"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
};

/* The first options, by what they make of a rule. */
static const tenon_wit_lint_level option_levels[] = {
    TENON_WIT_LINT_ALLOW, TENON_WIT_LINT_WARN, TENON_WIT_LINT_DENY};
enum { LEVEL_OPTIONS = sizeof option_levels / sizeof *option_levels };

static int list_rules(void) {
    static const char *const levels[] = {"allow", "warn", "deny"};
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++) {
        tenon_wit_lint_rule rule = tenon_wit_lint_rule_at(i);
        printf("%s  %-22s %-5s  %s\n", rule.code, rule.name, levels[rule.level],
               rule.summary);
    }
    return EXIT_FINE;
}

/* Does a word mean a rule? Its name or code does; `all` means those that are
 * on, `pedantic` those that must be asked for. */
static bool means(const char *word,
                  const tenon_wit_lint_rule *rule,
                  tenon_wit_lint_level level) {
    bool asked_for = rule->level == TENON_WIT_LINT_ALLOW;
    if (strcmp(word, "all") == 0)
        return !asked_for || level != TENON_WIT_LINT_ALLOW;
    return (strcmp(word, "pedantic") == 0 && asked_for) ||
           strcmp(word, rule->name) == 0 || strcmp(word, rule->code) == 0;
}

/* False when the word means no rule. */
static bool set_level(tenon_wit_lint_level *levels,
                      const char *word,
                      tenon_wit_lint_level level) {
    bool found = false;
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++) {
        tenon_wit_lint_rule rule = tenon_wit_lint_rule_at(i);
        if (!means(word, &rule, levels[i]))
            continue;
        levels[i] = level;
        found = true;
    }
    return found;
}

/* Options in their order: the last one that names a rule counts. */
static const char *set_levels(const cli *c, tenon_wit_lint_level *levels) {
    for (size_t i = 0; i < tenon_wit_lint_rule_count(); i++)
        levels[i] = tenon_wit_lint_rule_at(i).level;
    for (size_t i = 0; i < c->value_count; i++) {
        const cli_value *value = &c->values[i];
        if (value->option < LEVEL_OPTIONS &&
            !set_level(levels, value->text, option_levels[value->option]))
            return value->text;
    }
    return NULL;
}

static int lint(cli *c, const tenon_wit_lint_level *levels) {
    tenon_wit *wit = NULL;
    size_t findings = 0;
    tenon_wit_lint_options opts = TENON_WIT_LINT_OPTIONS_INIT;
    opts.levels = levels;
    opts.with_deps = cli_switch(c, "deps");
    tenon_status status = cli_open_wit(c, 0, &wit);
    if (status == TENON_OK)
        status = tenon_wit_lint(wit, &opts, &findings);
    tenon_wit_free(wit);
    if (!c->max_is_set && findings)
        c->messages.max_shown = 0; /* they are what was asked for */
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
    if (cli_switch(c, "json"))
        c->messages.format = TENON_MESSAGE_JSON;
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
        "rules, `tenon explain RULE`\nexplains one. As RULE, `all` means "
        "those that are on, `pedantic` those that are\nnot. Packages nested "
        "in the files are looked at, those in deps/ with --deps.\nFindings "
        "for programs (--message-format) go to standard output.",
    .example = "  tenon lint wit/ --allow undocumented\n"
               "  tenon lint wit/ --deny all   # a check: exits with 0 or 1\n"
               "  tenon lint wit/ --message-format sarif > lint.sarif",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 1,
    .run = run,
};
