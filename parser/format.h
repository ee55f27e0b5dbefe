/* The layout of WIT text: tokens with the comments between them. */
#ifndef AST_FORMAT_H
#define AST_FORMAT_H

#include "base/bytes.h"
#include "base/context.h"

/*
 * Writes a text in its canonical layout. Reports and gives false when it does
 * not follow the grammar; what its names mean does not matter.
 */
bool ast_format(tn_writer *out,
                tenon_context *ctx,
                tn_arena *arena,
                const tn_source *source) TN_MUST_CHECK;

#endif
