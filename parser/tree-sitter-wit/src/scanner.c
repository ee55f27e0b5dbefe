/*
 * The one token of WIT that a regular expression cannot describe: block
 * comments nest (WIT.md, "Comments"). There is no state between calls.
 */
#include "tree_sitter/parser.h"

#include <stdbool.h>
#include <stdint.h>

enum { BLOCK_COMMENT };

void *tree_sitter_wit_external_scanner_create(void);
void tree_sitter_wit_external_scanner_destroy(void *payload);
unsigned tree_sitter_wit_external_scanner_serialize(void *payload,
                                                    char *buffer);
void tree_sitter_wit_external_scanner_deserialize(void *payload,
                                                  const char *buffer,
                                                  unsigned length);
bool tree_sitter_wit_external_scanner_scan(void *payload,
                                           TSLexer *lexer,
                                           const bool *valid_symbols);

void *tree_sitter_wit_external_scanner_create(void) {
    return NULL;
}

void tree_sitter_wit_external_scanner_destroy(void *payload) {
    (void)payload;
}

unsigned tree_sitter_wit_external_scanner_serialize(void *payload,
                                                    char *buffer) {
    (void)payload;
    (void)buffer;
    return 0;
}

void tree_sitter_wit_external_scanner_deserialize(void *payload,
                                                  const char *buffer,
                                                  unsigned length) {
    (void)payload;
    (void)buffer;
    (void)length;
}

static bool eat(TSLexer *lexer, int32_t c) {
    if (lexer->lookahead != c)
        return false;
    lexer->advance(lexer, false);
    return true;
}

/* After the opening: the rest up to the delimiter that balances it. */
static bool scan_rest(TSLexer *lexer) {
    uint32_t depth = 1;
    while (depth > 0) {
        if (lexer->eof(lexer))
            return false;
        if (eat(lexer, '/'))
            depth += eat(lexer, '*');
        else if (eat(lexer, '*'))
            depth -= eat(lexer, '/');
        else
            lexer->advance(lexer, false);
    }
    return true;
}

bool tree_sitter_wit_external_scanner_scan(void *payload,
                                           TSLexer *lexer,
                                           const bool *valid_symbols) {
    (void)payload;
    if (!valid_symbols[BLOCK_COMMENT])
        return false;
    while (lexer->lookahead == ' ' || lexer->lookahead == '\t' ||
           lexer->lookahead == '\r' || lexer->lookahead == '\n')
        lexer->advance(lexer, true);
    if (!eat(lexer, '/') || !eat(lexer, '*') || !scan_rest(lexer))
        return false;
    lexer->mark_end(lexer);
    lexer->result_symbol = BLOCK_COMMENT;
    return true;
}
