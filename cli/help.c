/* `tenon help`: the overview, and a page for each command. */
#include <string.h>

#include "cli/command.h"

const cli_command *const cli_commands[] = {
#define COMMAND(name) &cmd_##name,
#include "cli/command.def"
};
const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;

const cli_command *cli_find_command(const char *name) {
    for (size_t i = 0; i < cli_command_count; i++) {
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    }
    return NULL;
}

int cli_print_overview(FILE *out) {
    fprintf(out, "tenon: a toolkit for WebAssembly components\n\n"
                 "Usage: tenon COMMAND [OPTIONS] INPUT...\n\nCommands:\n");
    for (size_t i = 0; i < cli_command_count; i++)
        fprintf(out, "  %-10s %s\n", cli_commands[i]->name,
                cli_commands[i]->summary);
    fprintf(out, "  %-10s %s\n", "help", "explain a command");
    fprintf(out, "  %-10s %s\n", "version", "print the version");
    fprintf(out,
            "\n`tenon help COMMAND` explains one, with an example.\n"
            "\nExit codes: 0 fine; 1 the input is wrong or a check failed; 2 "
            "usage;\n134 the guest trapped.\n");
    return EXIT_FINE;
}

/* What is too long for its column has a line of its own. */
static void print_option(const cli_option *option) {
    enum { COLUMN = 26 };
    char left[64];
    int len = snprintf(
        left, sizeof left, "%c%c%s--%s%s%s", option->short_name ? '-' : ' ',
        option->short_name ? option->short_name : ' ',
        option->short_name ? ", " : "  ", option->long_name,
        option->value ? " " : "", option->value ? option->value : "");
    printf(len > COLUMN ? "  %s\n  %*s %s\n" : "  %s%*s %s\n", left,
           len > COLUMN ? COLUMN : COLUMN - len, "", option->help);
}

int cli_print_help(const cli_command *command) {
    printf("tenon %s: %s\n\nUsage: tenon %s [OPTIONS] %s\n\n%s\n\nOptions:\n",
           command->name, command->summary, command->name, command->usage,
           command->description);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
    for (size_t i = 0; i < cli_common_option_count; i++)
        print_option(&cli_common_options[i]);
    printf("\nExample:\n%s\n", command->example);
    return EXIT_FINE;
}
