/* Canonical layout of WIT text. */
#ifndef TENON_WIT_FORMAT_H
#define TENON_WIT_FORMAT_H

#include "tenon/wit_package.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Writes one WIT text in its canonical layout: that of tenon_wit_print, but
 * with all comments in their places, items in their order, and empty lines
 * between items where the author put some. Formatting the result gives the
 * same. Names need not mean anything, so packages may be missing; a text with
 * syntax errors is refused. source->group does not matter. The buffer is the
 * caller's to release. Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_format(TENON_OWN tenon_buffer *out,
                                        tenon_context *ctx,
                                        const tenon_wit_source *source);

/*
 * Checks that a text is in its canonical layout. When it is not, the lines
 * that differ become a diagnostic, with the canonical ones as its fix.
 * Errors: TENON_INVALID (also of a syntax error), TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_format_check(tenon_context *ctx,
                                              const tenon_wit_source *source);

#ifdef __cplusplus
}
#endif
#endif
