/* The WIT that a command works on: of one or more inputs, perhaps edited. */
#ifndef CLI_WIT_INPUT_H
#define CLI_WIT_INPUT_H

#include "tenon/wit.h"

#include "cli/command.h"

/* False, after a message, when the options exclude one another. */
bool cli_wit_edits_fit(const cli *c);

/* Loads all inputs ("-" and none: standard input), merges them into the first
 * and does what the options ask for. Reports. */
tenon_status cli_read_wit(cli *c, tenon_wit **out);

#endif
