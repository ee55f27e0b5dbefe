/*
 * The frame that all commands share: option tables, inputs, outputs, and the
 * way in which failures become exit codes.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "tenon/core.h"

/* Exit codes; `tenon run` also passes on the guest's own. */
enum {
    EXIT_FINE = 0,
    EXIT_WRONG = 1, /* the input is wrong, or a check failed */
    EXIT_USAGE = 2,
    EXIT_TRAP = 134 /* what a shell shows for SIGABRT */
};

/* One option of a command. Long names are without the dashes. */
typedef struct cli_option {
    char short_name; /* 0: none */
    const char *long_name;
    const char *value; /* what is shown for its value; NULL: a switch */
    const char *help;
} cli_option;

enum { CLI_MAX_OPTIONS = 32 };

/* Options that every command has. */
extern const cli_option cli_common_options[];
extern const size_t cli_common_option_count;

/* Shown in the human form, of each severity, when nothing else is said. */
enum { CLI_MAX_MESSAGES = 20 };

/* One value of an option, in the order of the command line. */
typedef struct cli_value {
    size_t option; /* index into the command's table */
    const char *text;
} cli_value;

typedef struct cli cli;

/* A command as `tenon help` shows it. */
typedef struct cli_command {
    const char *name;
    const char *summary;
    const char *usage;       /* what follows the name */
    const char *description; /* a paragraph */
    const char *example;     /* command lines that work */
    const cli_option *options;
    size_t option_count;
    size_t min_inputs, max_inputs; /* positional arguments */
    int (*run)(cli *c);
} cli_command;

/* A command line that was taken apart. */
struct cli {
    tenon_context *ctx;
    const cli_command *command;
    const char **inputs; /* positional arguments */
    size_t input_count;
    cli_value *values;
    size_t value_count;
    bool switches[CLI_MAX_OPTIONS];
    bool quiet, verbose;
    tenon_message_options messages;
    bool max_is_set;
    bool messages_are_result; /* see cli_report_to_stdout */
};

#define COMMAND(name) extern const cli_command cmd_##name;
#include "cli/command.def"

/* All commands, in the order in which help lists them. */
extern const cli_command *const cli_commands[];
extern const size_t cli_command_count;
const cli_command *cli_find_command(const char *name);

/* args.c */

/* False, after a message, when the words do not fit the command. */
bool cli_parse(cli *c, int argc, char **argv);
void cli_release(cli *c);
/* The last value given for an option, or fallback. */
const char *cli_value_of(const cli *c,
                         const char *option,
                         const char *fallback);
bool cli_switch(const cli *c, const char *option);
/* Collects all values of an option into a new array (free it). */
const char **cli_values_of(const cli *c, const char *option, size_t *count);

/* A comma-separated list, taken apart. */
typedef struct cli_list {
    const char **items;
    size_t count;
    char *text;
} cli_list;
/* False when memory is out; else release it. */
bool cli_split(cli_list *out, const char *text);
void cli_list_release(cli_list *list);

/* "error: <message>", and where help is. Gives EXIT_USAGE. */
int cli_usage_error(const cli *c, const char *fmt, ...) TENON_PRINTF(2, 3);

/* help.c */
int cli_print_help(const cli_command *command);
int cli_print_overview(FILE *out);

/* output.c */

/* What was printed leaves the process. Why it could not, or NULL. */
const char *cli_flush_stdout(void);
/* Writes the diagnostics and turns a status into an exit code. */
int cli_finish(cli *c, tenon_status status);
/*
 * Of a command that checks, findings are the result: what programs read of
 * them (json, sarif) goes to standard output, what people read stays on
 * standard error. True when programs read them.
 */
bool cli_report_to_stdout(cli *c);
/*
 * Writes a result to the file of option -o, or to standard output; binary
 * never to a terminal. Gives the exit code.
 */
int cli_write_output(cli *c, const void *data, size_t len, bool binary);
/* Writes JSON to standard output and frees it. */
struct cJSON;
tenon_status cli_print_json(struct cJSON *root);
/* Input number i, or "-" where there are fewer. */
const char *cli_input(const cli *c, size_t i);
/* Would standard input stand for input number i, and is it a terminal, where
 * nothing comes from? */
bool cli_lacks_input(const cli *c, size_t i);
/* Reads input number i whole (release the buffer). */
tenon_status cli_read_input(cli *c, size_t i, tenon_buffer *out);
/* The same, and a component or core module in text becomes its binary form. */
tenon_status cli_read_wasm(cli *c, size_t i, tenon_buffer *out);
tenon_status cli_read_wasm_file(cli *c, const char *path, tenon_buffer *out);
/* open_wit.c: WIT, as text or in a binary, from input number i, with what the
 * options --features and --all-features say. */
struct tenon_wit;
tenon_status cli_open_wit(cli *c, size_t i, struct tenon_wit **out);
/* A line about progress on standard error, unless -q or a program reads it. */
void cli_say(const cli *c, const char *fmt, ...) TENON_PRINTF(2, 3);

#endif
