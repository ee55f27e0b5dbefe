/* Modules as they stand in a text: plain, binary or quoted. */
#ifndef WAT_MODULE_H
#define WAT_MODULE_H

#include "base/diag.h"
#include "wat/sexpr.h"

typedef enum wat_module_form {
    WAT_MODULE_TEXT,     /* fields follow */
    WAT_MODULE_BINARY,   /* (module binary "...") */
    WAT_MODULE_QUOTE,    /* (module quote "...") */
    WAT_MODULE_COMPONENT /* (component ...), which is not looked into */
} wat_module_form;

typedef struct wat_module {
    wat_module_form form;
    bool definition; /* (module definition ...): not instantiated */
    tn_str id;       /* "$name", or empty */
    tn_str text;     /* TEXT, COMPONENT: all of it, or the fields */
    tn_str bytes;    /* BINARY, QUOTE: the strings joined */
    size_t at;       /* offset of the opening parenthesis */
    size_t text_at;  /* offset of text */
} wat_module;

/*
 * Reads "(module ...)" or "(component ...)" behind its opening parenthesis
 * at offset at, up to and with the closing one. False, with *error set, when
 * it is wrong; the scanner's own errors included.
 */
bool wat_module_read(wat_module *out,
                     const char **error,
                     tn_arena *arena,
                     wat_scanner *scanner,
                     size_t at) TN_MUST_CHECK;

/*
 * The binary form of a module, in arena. span_base is the place in the source
 * map of the text that was scanned, or 0. Reports DIAG_WAT_SYNTAX.
 */
bool wat_module_to_wasm(tn_str *out,
                        tenon_context *ctx,
                        tn_arena *arena,
                        const wat_module *module,
                        uint32_t span_base) TN_MUST_CHECK;

#endif
