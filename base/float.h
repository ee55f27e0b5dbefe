/* Floating-point numbers as text, whatever the locale of the process is. */
#ifndef TN_FLOAT_H
#define TN_FLOAT_H

#include "base/arena.h"

/* text is a decimal number as C writes it, or inf, -inf, nan. */
double tn_parse_f64(tn_arena *arena, tn_str text);
float tn_parse_f32(tn_arena *arena, tn_str text);

enum { TN_FLOAT_BYTES = 400 };
/* The shortest text that reads back the same, without an exponent; gives its
 * length. */
size_t tn_format_f64(char out[TN_FLOAT_BYTES], double value);
size_t tn_format_f32(char out[TN_FLOAT_BYTES], float value);

#endif
