/* tenon: finds the command and hands it its words. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "tenon/version.h"

#include "cli/command.h"

static int print_version(void) {
    printf("tenon %s\n", TENON_VERSION);
    return EXIT_FINE;
}

static int unknown_command(const char *name) {
    cli none = {0};
    return cli_usage_error(&none, "unknown command `%s`", name);
}

static int help(int argc, char **argv) {
    if (argc < 1)
        return cli_print_overview(stdout);
    const cli_command *command = cli_find_command(argv[0]);
    return command ? cli_print_help(command) : unknown_command(argv[0]);
}

static bool wants_help(int argc, char **argv) {
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
            return true;
    }
    return false;
}

static int run(const cli_command *command, int argc, char **argv) {
    if (wants_help(argc, argv))
        return cli_print_help(command);
    cli c = {.command = command};
    if (tenon_context_new(&c.ctx, NULL) != TENON_OK) {
        fprintf(stderr, "error: out of memory\n");
        return EXIT_WRONG;
    }
    int code = cli_parse(&c, argc, argv) ? command->run(&c) : EXIT_USAGE;
    cli_release(&c);
    tenon_context_free(c.ctx);
    return code;
}

int main(int argc, char **argv) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL); /* a closed pipe is a failed write */
    if (argc < 2) {
        cli_print_overview(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 ||
        strcmp(name, "-h") == 0)
        return help(argc - 2, argv + 2);
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0 ||
        strcmp(name, "-V") == 0)
        return print_version();
    const cli_command *command = cli_find_command(name);
    return command ? run(command, argc - 2, argv + 2) : unknown_command(name);
}
