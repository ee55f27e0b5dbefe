/* Command lines: options by table, in any order, `--` ends them. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

const cli_option cli_common_options[] = {
    {'q', "quiet", NULL, "say nothing about progress"},
    {'v', "verbose", NULL, "say more"},
    {0, "color", "WHEN", "auto, always or never"},
    {0, "message-format", "FORMAT", "human, json or sarif"},
    {0, "max-messages", "N", "human: show N of a kind at most; 0: all"},
};
enum {
    COMMON_QUIET,
    COMMON_VERBOSE,
    COMMON_COLOR,
    COMMON_FORMAT,
    COMMON_MAX,
    COMMON_COUNT
};
const size_t cli_common_option_count = COMMON_COUNT;

int cli_usage_error(const cli *c, const char *fmt, ...) {
    const char *name = c->command ? c->command->name : NULL;
    fprintf(stderr, "error: ");
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fprintf(stderr, "\n  help: see `tenon help%s%s`\n", name ? " " : "",
            name ? name : "");
    return EXIT_USAGE;
}

static bool set_color(cli *c, const char *when) {
    if (strcmp(when, "always") == 0)
        c->messages.color = true;
    else if (strcmp(when, "never") == 0)
        c->messages.color = false;
    else if (strcmp(when, "auto") != 0)
        return cli_usage_error(
                   c, "--color takes auto, always or never, not `%s`", when),
               false;
    return true;
}

static bool set_format(cli *c, const char *format) {
    static const char *const names[] = {"human", "json", "sarif"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(format, names[i]) == 0) {
            c->messages.format = (tenon_message_format)i;
            return true;
        }
    }
    cli_usage_error(c, "--message-format takes human, json or sarif, not `%s`",
                    format);
    return false;
}

static bool set_max(cli *c, const char *text) {
    char *end = NULL;
    unsigned long max = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end)
        return cli_usage_error(c, "--max-messages takes a number, not `%s`",
                               text),
               false;
    c->messages.max_shown = max;
    c->max_is_set = true;
    return true;
}

static bool apply_common(cli *c, size_t option, const char *value) {
    switch (option) {
    case COMMON_QUIET:
        c->quiet = true;
        return true;
    case COMMON_VERBOSE:
        c->verbose = true;
        return true;
    case COMMON_COLOR:
        return set_color(c, value);
    case COMMON_FORMAT:
        return set_format(c, value);
    default:
        return set_max(c, value);
    }
}

static bool apply(cli *c,
                  const cli_option *table,
                  size_t option,
                  const char *value) {
    if (table == cli_common_options)
        return apply_common(c, option, value);
    c->switches[option] = true;
    if (value)
        c->values[c->value_count++] = (cli_value){option, value};
    return true;
}

/* The rows that a word may mean: by letter, or by its first len bytes. */
static const cli_option *find_in(const cli_option *table,
                                 size_t count,
                                 char letter,
                                 const char *name,
                                 size_t len) {
    for (size_t i = 0; i < count; i++) {
        if (name ? strlen(table[i].long_name) == len &&
                       memcmp(table[i].long_name, name, len) == 0
                 : table[i].short_name == letter)
            return &table[i];
    }
    return NULL;
}

static const cli_option *find(const cli *c,
                              const cli_option **table,
                              char letter,
                              const char *name,
                              size_t len) {
    *table = c->command->options;
    const cli_option *found =
        find_in(*table, c->command->option_count, letter, name, len);
    if (found)
        return found;
    *table = cli_common_options;
    return find_in(*table, COMMON_COUNT, letter, name, len);
}

/* Words still to come. */
typedef struct words {
    char **next, **end;
} words;

static bool take_long(cli *c, words *w, const char *word) {
    const char *name = word + 2;
    size_t len = strcspn(name, "=");
    const cli_option *table;
    const cli_option *option = find(c, &table, 0, name, len);
    if (!option)
        return cli_usage_error(c, "unknown option `%s`", word), false;
    const char *value = name[len] == '=' ? name + len + 1 : NULL;
    if (!option->value && value)
        return cli_usage_error(c, "option `--%s` takes no value",
                               option->long_name),
               false;
    if (option->value && !value) {
        if (w->next == w->end)
            return cli_usage_error(c, "option `--%s` needs a value",
                                   option->long_name),
                   false;
        value = *w->next++;
    }
    return apply(c, table, (size_t)(option - table), value);
}

/* -v, -qv, -o FILE, -oFILE */
static bool take_short(cli *c, words *w, const char *word) {
    for (const char *p = word + 1; *p; p++) {
        const cli_option *table;
        const cli_option *option = find(c, &table, *p, NULL, 0);
        if (!option)
            return cli_usage_error(c, "unknown option `-%c`", *p), false;
        const char *value = NULL;
        if (option->value) {
            value = p[1] ? p + 1 : w->next < w->end ? *w->next++ : NULL;
            if (!value)
                return cli_usage_error(c, "option `-%c` needs a value", *p),
                       false;
        }
        if (!apply(c, table, (size_t)(option - table), value))
            return false;
        if (value)
            return true;
    }
    return true;
}

static bool take_words(cli *c, words *w) {
    bool only_inputs = false;
    while (w->next < w->end) {
        const char *word = *w->next++;
        if (!only_inputs && strcmp(word, "--") == 0)
            only_inputs = true;
        else if (only_inputs || word[0] != '-' || word[1] == '\0')
            c->inputs[c->input_count++] = word;
        else if (word[1] == '-' ? !take_long(c, w, word)
                                : !take_short(c, w, word))
            return false;
    }
    return true;
}

static bool check_inputs(const cli *c) {
    const cli_command *command = c->command;
    if (c->input_count < command->min_inputs)
        return cli_usage_error(c, "too few arguments: tenon %s %s",
                               command->name, command->usage),
               false;
    if (c->input_count > command->max_inputs)
        return cli_usage_error(c, "unexpected argument `%s`",
                               c->inputs[command->max_inputs]),
               false;
    return true;
}

bool cli_parse(cli *c, int argc, char **argv) {
    size_t room = (size_t)argc + 1;
    c->inputs = calloc(room, sizeof *c->inputs);
    c->values = calloc(room, sizeof *c->values);
    if (!c->inputs || !c->values)
        return cli_usage_error(c, "out of memory"), false;
    c->messages = (tenon_message_options)TENON_MESSAGE_OPTIONS_INIT;
    c->messages.color = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
    c->messages.max_shown = CLI_MAX_MESSAGES;
    words w = {argv, argv + argc};
    return take_words(c, &w) && check_inputs(c);
}

void cli_release(cli *c) {
    free(c->inputs);
    free(c->values);
}

static size_t option_index(const cli *c, const char *name) {
    size_t i = 0;
    while (i < c->command->option_count &&
           strcmp(c->command->options[i].long_name, name) != 0)
        i++;
    return i;
}

const char *cli_value_of(const cli *c,
                         const char *option,
                         const char *fallback) {
    size_t index = option_index(c, option);
    for (size_t i = c->value_count; i > 0; i--) {
        if (c->values[i - 1].option == index)
            return c->values[i - 1].text;
    }
    return fallback;
}

bool cli_switch(const cli *c, const char *option) {
    size_t index = option_index(c, option);
    return index < CLI_MAX_OPTIONS && c->switches[index];
}

const char **cli_values_of(const cli *c, const char *option, size_t *count) {
    size_t index = option_index(c, option);
    const char **found = calloc(c->value_count + 1, sizeof *found);
    *count = 0;
    for (size_t i = 0; found && i < c->value_count; i++) {
        if (c->values[i].option == index)
            found[(*count)++] = c->values[i].text;
    }
    return found;
}

bool cli_split(cli_list *out, const char *text) {
    size_t len = strlen(text);
    *out = (cli_list){0};
    out->text = calloc(len + 1, 1);
    out->items = calloc(len + 1, sizeof *out->items);
    if (!out->text || !out->items) {
        cli_list_release(out);
        return false;
    }
    memcpy(out->text, text, len);
    char *rest = NULL;
    for (char *p = strtok_r(out->text, ",", &rest); p;
         p = strtok_r(NULL, ",", &rest))
        out->items[out->count++] = p;
    return true;
}

void cli_list_release(cli_list *list) {
    free(list->items);
    free(list->text);
    *list = (cli_list){0};
}
