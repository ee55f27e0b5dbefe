/* tenon: finds the command and hands it its words. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/*
 * The numbers of the standard streams are never given to files: what is meant
 * for a stream that is closed would be written into one. Reading and writing
 * them fails.
 */
static void keep_standard_streams(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
    }
}

static int dispatch(int argc, char **argv) {
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

int main(int argc, char **argv) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL); /* a closed pipe is a failed write */
    keep_standard_streams();
    int code = dispatch(argc, argv);
    const char *lost = cli_flush_stdout();
    if (!lost)
        return code;
    fprintf(stderr, "error: cannot write: %s\n  --> <stdout>\n", lost);
    return code == EXIT_FINE ? EXIT_WRONG : code;
}
