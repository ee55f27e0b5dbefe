/* tenon explain: what the code of a diagnostic means. */
#include <string.h>

#include "tenon/explain.h"

#include "cli/command.h"

static int list_all(void) {
    for (size_t i = 0; i < tenon_explanation_count(); i++) {
        tenon_explanation e = tenon_explanation_at(i);
        printf("%s  %-23s %s\n", e.code, e.name, e.title);
    }
    return EXIT_FINE;
}

static int run(cli *c) {
    tenon_explanation e;
    if (c->input_count == 0)
        return list_all();
    if (!tenon_explain(&e, c->inputs[0])) {
        tenon_report(c->ctx, c->inputs[0], "there is no such code or rule",
                     "`tenon explain` lists all of them");
        return cli_finish(c, TENON_INVALID);
    }
    printf("%s: %s\n\n%s", e.code, e.title, e.text);
    return EXIT_FINE;
}

const cli_command cmd_explain = {
    .name = "explain",
    .summary = "explain the code of an error",
    .usage = "[CODE|RULE]",
    .description =
        "Says what a diagnostic with that code, or advice of that rule of "
        "`tenon lint`,\nmeans and what to do, with an example. Without a "
        "code, lists all of them.",
    .example = "  tenon explain E0301\n"
               "  tenon explain unused-type",
    .min_inputs = 0,
    .max_inputs = 1,
    .run = run,
};
