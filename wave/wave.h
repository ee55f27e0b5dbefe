/*
 * WAVE, the text form of component values: parsing against a type and
 * printing. `report("a, b", {x: 1}, some(3))`
 */
#ifndef WAVE_H
#define WAVE_H

#include "tenon/value.h"

#include "base/bytes.h"
#include "types/types.h"

/*
 * Parses one value of a type. text is registered as a source by the caller;
 * span_base is the place of text.p[0]. Reports and gives false.
 */
bool wave_parse(tenon_val *out,
                tenon_context *ctx,
                tn_arena *arena,
                const ty *type,
                tn_str text,
                uint32_t span_base) TN_MUST_CHECK;

/* Splits `name(args)` (or plain `name`): *name and the text in parentheses. */
bool wave_split_call(tenon_context *ctx,
                     tn_str text,
                     uint32_t span_base,
                     tn_str *name,
                     tn_str *args) TN_MUST_CHECK;

/*
 * Parses the comma-separated arguments of a call; args has room for
 * func->param_count. Trailing option parameters may be left out (none).
 */
bool wave_parse_args(tenon_val *args_out,
                     tenon_context *ctx,
                     tn_arena *arena,
                     const ty_func *func,
                     tn_str text,
                     uint32_t span_base) TN_MUST_CHECK;

/* Prints a value that fits the type. */
void wave_print(tn_writer *out, const ty *type, const tenon_val *value);

#endif
