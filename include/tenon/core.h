/*
 * Context, allocator, status codes, diagnostics and byte buffers: what every
 * other public header builds on.
 *
 * Ownership, everywhere in this library: what a function returns through a
 * TENON_OWN out-parameter, you free with the matching _free function; every
 * other pointer is borrowed from the function's first argument and lives as
 * long as that does.
 */
#ifndef TENON_CORE_H
#define TENON_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tenon/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Outcome of a public function. See status.def for what each one means. */
typedef enum tenon_status {
#define STATUS(name, text) TENON_##name,
#include "tenon/status.def"
} tenon_status;

/* One English phrase for a status, without a full stop. Never NULL. */
TENON_API const char *tenon_status_text(tenon_status status);

/*
 * Text that somebody else owns: UTF-8, not NUL-terminated. data is never NULL
 * in what the library gives out; where there is nothing, len is 0.
 */
typedef struct tenon_str {
    const char *data;
    size_t len;
} tenon_str;

/* The two arguments of "%.*s". */
#define TENON_STR_ARG(str) ((int)(str).len), ((str).data)

/* Whether a text is the same as a NUL-terminated one. */
TENON_API bool tenon_str_equals(tenon_str str, const char *text);

/*
 * All memory of the library comes from one function. It behaves as realloc:
 * p == NULL allocates, new_size == 0 frees and returns NULL. old_size is what
 * p was allocated with, so that a limit needs no headers. It returns NULL
 * when it cannot serve; the library then gives up the call with
 * TENON_NO_MEMORY and leaks nothing.
 */
typedef struct tenon_allocator {
    void *user;
    void *(*realloc)(void *user, void *p, size_t old_size, size_t new_size);
} tenon_allocator;

/*
 * A context owns the allocator, the sources that were read and the
 * diagnostics about them. It belongs to one thread at a time and must outlive
 * everything that is made from it.
 */
typedef struct tenon_context tenon_context;

/*
 * Makes a context. allocator may be NULL for the C library's; it is copied.
 * Errors: TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_context_new(TENON_OWN tenon_context **out,
                                         const tenon_allocator *allocator);

/* Frees a context. NULL is allowed. */
TENON_API void tenon_context_free(tenon_context *ctx);

/*
 * A piece of a source that the context has read, in numbers of the context's
 * own: tenon_locate says which. Both are 0 when there is none.
 */
typedef struct tenon_span {
    uint32_t lo, hi; /* hi is one past the end */
} tenon_span;

/* The same for people and editors. */
typedef struct tenon_location {
    tenon_str path;    /* as it was given; empty: there is no place */
    size_t start, end; /* bytes from the beginning of the source */
    /* Lines and columns count from 1, and stand still at a byte order mark;
     * they are 0 in binaries. Columns count Unicode scalar values, and units
     * of UTF-16, as editors do. */
    size_t line, column, column_utf16;
    size_t end_line, end_column, end_column_utf16;
} tenon_location;

/*
 * Looks a span up in the sources of the context. False, with an empty
 * location, when it is none.
 */
TENON_API bool tenon_locate(tenon_location *out,
                            tenon_context *ctx,
                            tenon_span span);

/* How grave a diagnostic is. Only errors make a call fail. */
typedef enum tenon_severity {
    TENON_SEVERITY_ERROR,
    TENON_SEVERITY_WARNING,
    TENON_SEVERITY_NOTE
} tenon_severity;

/* Number of diagnostics of that severity reported to the context so far. */
TENON_API size_t tenon_diagnostic_count(const tenon_context *ctx,
                                        tenon_severity severity);

/* One diagnostic. Its texts are borrowed from the context. */
typedef struct tenon_diagnostic {
    tenon_severity severity;
    const char *code;        /* "E0301": see tenon/explain.h */
    const char *title;       /* what the code stands for: "unknown name" */
    tenon_str message;       /* it may quote the input as it is */
    tenon_location location; /* line 0: a file as a whole, or a binary */
    tenon_str within;        /* "component > type 4"; may be empty */
    size_t note_count;
} tenon_diagnostic;

/*
 * The diagnostics in the order of their places, file by file, and those
 * without a place behind them; false when there is no such
 * index. Of each severity 10,000 are kept at most, and all are counted.
 */
TENON_API bool tenon_diagnostic_at(tenon_diagnostic *out,
                                   tenon_context *ctx,
                                   size_t index);

/* What is said beside the message of a diagnostic. */
typedef struct tenon_note {
    bool is_help; /* a way out; otherwise an explanation */
    tenon_str message;
    tenon_location location; /* may be empty */
    /* A help can be a replacement: writing fix there does what it says. */
    bool has_fix;
    tenon_str fix;
    tenon_location fix_location;
} tenon_note;

/* A note of the diagnostic of that index; false when there is none. */
TENON_API bool tenon_diagnostic_note(tenon_note *out,
                                     tenon_context *ctx,
                                     size_t index,
                                     size_t note);

/* Forgets all diagnostics, keeping the sources. */
TENON_API void tenon_diagnostics_clear(tenon_context *ctx);

/* The forms in which diagnostics can be written. */
typedef enum tenon_message_format {
    TENON_MESSAGE_HUMAN, /* message, place, source excerpt with a caret */
    TENON_MESSAGE_JSON,  /* one JSON array of diagnostics */
    TENON_MESSAGE_SARIF  /* one SARIF 2.1.0 log: code scanning, editors */
} tenon_message_format;

/*
 * Writes the diagnostics to a stream; in the human form the first 20 of each
 * severity, and how many more there are. color switches terminal colours on
 * for the human form. Control characters from the input are shown escaped.
 * Errors: TENON_IO, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_diagnostics_write(tenon_context *ctx,
                                               FILE *stream,
                                               tenon_message_format format,
                                               bool color);

/* How diagnostics are written. Start from the INIT macro. */
typedef struct tenon_message_options {
    size_t struct_size;
    tenon_message_format format;
    bool color;       /* of the human form */
    size_t max_shown; /* of the human form, of each severity; 0: all */
} tenon_message_options;
#define TENON_MESSAGE_OPTIONS_INIT \
    { sizeof(tenon_message_options), TENON_MESSAGE_HUMAN, false, 0 }

/*
 * The same with options. Errors: TENON_IO, TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status tenon_diagnostics_write_as(
    tenon_context *ctx, FILE *stream, const tenon_message_options *options);

/*
 * Reports an error of the caller's own into the context, so that it is
 * printed in the same shape: "error: <message>", with an optional help line
 * (may be NULL). place names what it is about (a path), or is NULL.
 */
TENON_API void tenon_report(tenon_context *ctx,
                            const char *place,
                            const char *message,
                            const char *help);

/* Bytes on the heap of a context's allocator. */
typedef struct tenon_buffer {
    uint8_t *data;
    size_t len;
    size_t cap;
    tenon_context *ctx;
} tenon_buffer;

/* Frees what a buffer holds and empties it. */
TENON_API void tenon_buffer_release(tenon_buffer *buffer);

/*
 * Reads a whole file ("-": standard input). The buffer is the caller's to
 * release. A file that cannot be read, is a directory or is larger than the
 * limit becomes a diagnostic. Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_read_file(TENON_OWN tenon_buffer *out,
                                       tenon_context *ctx,
                                       const char *path);

/*
 * Writes a file atomically: to a temporary file beside it, then renamed over
 * it ("-": standard output). A link stays one: what it leads to is replaced.
 * On failure nothing is left behind and a diagnostic says why. Errors:
 * TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_write_file(tenon_context *ctx,
                                        const char *path,
                                        const uint8_t *data,
                                        size_t len);

#ifdef __cplusplus
}
#endif
#endif
