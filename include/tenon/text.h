/*
 * Components and core modules in the text format: what the specification's
 * Explainer.md and the Core specification write, laid out as `wasm-tools
 * print` does, which reads it back.
 */
#ifndef TENON_TEXT_H
#define TENON_TEXT_H

#include "tenon/file.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How a binary is printed. Start from the INIT macro. */
typedef struct tenon_print_options {
    size_t struct_size;
    /* `...` for code, data and custom sections. This is for readers: it is no
     * text that can be made a binary again. */
    bool skeleton;
    /* Also print a component that is not valid, as long as it can be decoded:
     * to see what is wrong with it. */
    bool skip_validation;
} tenon_print_options;
#define TENON_PRINT_OPTIONS_INIT \
    { sizeof(tenon_print_options), false, false }

/*
 * A component (a WIT package in binary form is one) or a core module as text.
 * Names ($x) are those of its name sections, everything else is referred to
 * by index. The code in core modules is decoded, not validated; GC is not
 * supported. options may be NULL.
 * Errors: TENON_INVALID (also when the text would be larger than 1 GiB, or out
 * of all proportion to the binary), TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status tenon_print(TENON_OWN tenon_buffer *out,
                                   tenon_context *ctx,
                                   const tenon_input *input,
                                   const tenon_print_options *options);

#ifdef __cplusplus
}
#endif
#endif
