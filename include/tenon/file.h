/* What kind of file an input is, told by its contents. */
#ifndef TENON_FILE_H
#define TENON_FILE_H

#include "tenon/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A file that was already read. data is borrowed for the call only. */
typedef struct tenon_input {
    const char *path; /* for diagnostics and default names; never NULL */
    const uint8_t *data;
    size_t len;
} tenon_input;

/* What the contents of a file are. */
typedef enum tenon_file_kind {
    TENON_FILE_UNKNOWN,
    TENON_FILE_EMPTY,
    TENON_FILE_MODULE,       /* a core module without a WIT world */
    TENON_FILE_MODULE_WORLD, /* a core module that carries a WIT world */
    TENON_FILE_COMPONENT,    /* a component */
    TENON_FILE_WIT_BINARY,   /* a component that only holds WIT */
    TENON_FILE_TEXT_WASM,    /* .wat: a core module or component as text */
    TENON_FILE_TEXT          /* other text: WIT, WAC, ... */
} tenon_file_kind;

/* Looks at the contents, never at a name. Needs no context; never fails. */
TENON_API tenon_file_kind tenon_detect(const uint8_t *data, size_t len);

/*
 * A phrase with its article for messages: "a core module", "a component".
 * Never NULL.
 */
TENON_API const char *tenon_file_kind_text(tenon_file_kind kind);

/*
 * Reports that input is not of the kind that was needed, with a help line
 * that says how to get there ("make it a component with `tenon new`"). needed
 * is what the caller wanted. Always TENON_INVALID.
 */
TENON_API tenon_status tenon_report_kind(tenon_context *ctx,
                                         const tenon_input *input,
                                         tenon_file_kind needed);

#ifdef __cplusplus
}
#endif
#endif
