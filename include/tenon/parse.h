/*
 * Components and core modules from the text format, the other direction of
 * tenon/text.h. This part of the library needs wabt (libtenon-wat.a) behind
 * it, which reads the core modules.
 */
#ifndef TENON_PARSE_H
#define TENON_PARSE_H

#include "tenon/file.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The binary form of a text: of "(component ...)" as Explainer.md writes it,
 * or of a core module, "(module ...)" or its fields alone. Names ($x) become
 * name sections. The result is well-formed, but need not be valid. GC types
 * and value definitions are not supported. *out is the caller's to release.
 * Errors: TENON_INVALID (see the context's diagnostics, which point into the
 * text), TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_parse_text(TENON_OWN tenon_buffer *out,
                                        tenon_context *ctx,
                                        const tenon_input *input);

#ifdef __cplusplus
}
#endif
#endif
