/*
 * Components in the text format (Explainer.md) to what component/ encodes. An
 * assembler: it finds out what names mean and which definitions are written
 * in short, and leaves to validation whether they make a valid component.
 */
#ifndef COMPONENT_TEXT_TEXT_H
#define COMPONENT_TEXT_TEXT_H

#include "component/component.h"

/*
 * "(component ...)", with its core modules, to its binary form with name
 * sections, in arena; "(component binary "...")" is understood. text stands at
 * span_base in the source map. Reports DIAG_COMP_SYNTAX, and DIAG_WAT_SYNTAX
 * in core modules; several at once.
 */
bool ctext_to_wasm(tn_str *out,
                   tenon_context *ctx,
                   tn_arena *arena,
                   tn_str text,
                   uint32_t span_base) TN_MUST_CHECK;

#endif
