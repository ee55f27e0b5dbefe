/*
 * Custom sections of modules as annotations among their fields (Core
 * specification, "Custom Sections" of the text format): wabt knows none.
 *   (@custom "name" place? "bytes"*)   place: (before first), (after last),
 *                                      (before code), (after type), ...
 *   (@producers (field "name" "version")*)
 */
#ifndef WAT_CUSTOM_H
#define WAT_CUSTOM_H

#include "base/bytes.h"

/*
 * Adds the sections of a module's text to its binary form; in arena. False,
 * with why and where in the text, when an annotation is wrong. The text must
 * have passed the scanner.
 */
bool wat_add_customs(tn_str *wasm,
                     tn_arena *arena,
                     tn_str text,
                     const char **why,
                     size_t *at) TN_MUST_CHECK;

typedef struct wat_producer {
    tn_str field, name, version;
} wat_producer;

/* The contents of a section `producers`, fields as they come first. */
void wat_write_producers(tn_writer *w,
                         const wat_producer *list,
                         uint32_t count);

#endif
