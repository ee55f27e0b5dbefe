/* Differences between two texts, line by line. */
#ifndef CLI_TEXT_DIFF_H
#define CLI_TEXT_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct cli_text {
    const char *p;
    size_t len;
} cli_text;

/*
 * Writes the differences as `diff -u` would, with three lines around them.
 * Control characters from the texts come out as '?'. False: out of memory.
 */
bool cli_print_text_diff(FILE *out,
                         const char *path,
                         cli_text before,
                         cli_text after);

#endif
