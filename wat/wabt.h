/*
 * The C face of wabt.cc, for wat.c alone: text to binary and back. Nothing
 * here throws, unwinds or touches a context; results are on wabt's own heap
 * (operator new, not accounted by a context's allocator) until they are freed.
 */
#ifndef WAT_WABT_H
#define WAT_WABT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wabt_output wabt_output;

typedef enum wabt_status {
    WABT_OK,
    WABT_ERRORS, /* the input is wrong: wabt_output_error says why */
    WABT_NO_MEMORY,
    WABT_BROKEN /* one of wabt's own assertions failed */
} wabt_status;

/* *out is NULL exactly when the status is WABT_NO_MEMORY. */
wabt_status wabt_text_to_binary(wabt_output **out,
                                const char *text,
                                size_t len);
wabt_status wabt_binary_to_text(wabt_output **out,
                                const uint8_t *bytes,
                                size_t len);
void wabt_output_free(wabt_output *output);

const uint8_t *wabt_output_data(const wabt_output *output, size_t *len);

/* A message, with 1-based line and columns in text, an offset in a binary. */
typedef struct wabt_error {
    const char *text;
    size_t len;
    size_t line, col, end_col;
    size_t offset;
} wabt_error;

size_t wabt_output_error_count(const wabt_output *output);
wabt_error wabt_output_error(const wabt_output *output, size_t i);

#ifdef __cplusplus
}
#endif
#endif
