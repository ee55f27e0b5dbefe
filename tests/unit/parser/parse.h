/* Parsing of texts for the tests of the parser. */
#ifndef TENON_TESTS_PARSE_H
#define TENON_TESTS_PARSE_H

#include "parser/ast.h"
#include "tests/support.h"

/* Parses a text under a guard; the context and package are globals. */
bool parse(const char *text);
bool parse_bytes(const char *text, size_t len);

extern tenon_context *ctx;
extern tn_arena arena;
extern ast_package *package;

void parse_set_up(void);
void parse_tear_down(void);

#endif
