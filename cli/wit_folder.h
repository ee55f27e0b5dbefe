/* A folder with all packages of a WIT. */
#ifndef CLI_WIT_FOLDER_H
#define CLI_WIT_FOLDER_H

#include "tenon/wit_walk.h"

#include "cli/command.h"

/*
 * Writes folder/NAME.wit for the main package and folder/deps/NAME.wit for
 * each other one, and makes both folders. Gives the exit code.
 */
int cli_write_wit_folder(cli *c, const tenon_wit *wit, const char *folder);

#endif
