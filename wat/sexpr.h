/*
 * Tokens of WebAssembly's text format, as far as the nesting of its
 * s-expressions needs them (Core specification 6.3, "Lexical Format").
 * Comments are skipped, and annotations, "(@id ...)", unless they are wanted.
 */
#ifndef WAT_SEXPR_H
#define WAT_SEXPR_H

#include "base/arena.h"

typedef enum wat_token_kind {
    WAT_END,
    WAT_OPEN,
    WAT_CLOSE,
    WAT_STRING, /* with its quotes */
    WAT_ATOM,   /* keyword, number, $name, or a reserved run of characters */
    WAT_BAD     /* see wat_scanner.error; every later token is bad too */
} wat_token_kind;

typedef struct wat_token {
    wat_token_kind kind;
    tn_str text;
    size_t at; /* offset of its first byte */
} wat_token;

typedef struct wat_scanner {
    tn_str text;
    size_t pos, end; /* tokens are read from [pos, end) */
    const char *error;
    bool annotations; /* wanted: lists whose first atom begins with "@" */
} wat_scanner;

void wat_scanner_init(wat_scanner *scanner, tn_str text);

wat_token wat_next(wat_scanner *scanner);
/* The token that wat_next will give. */
wat_token wat_peek(const wat_scanner *scanner);

/*
 * Called behind an opening parenthesis: skips past the closing one that
 * belongs to it. False, with an error, when there is none.
 */
bool wat_skip_list(wat_scanner *scanner) TN_MUST_CHECK;

/*
 * Bytes of a string literal (with quotes) in arena, escapes resolved. False
 * when an escape is wrong.
 */
bool wat_string_bytes(tn_str *out,
                      tn_arena *arena,
                      tn_str literal) TN_MUST_CHECK;

#endif
