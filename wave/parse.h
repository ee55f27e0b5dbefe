/* What the parts of the parser share. */
#ifndef WAVE_PARSE_H
#define WAVE_PARSE_H

#include "base/limits.h"
#include "wave/lex.h"
#include "wave/wave.h"

typedef struct wave_parser {
    wave_lexer lex;
    tn_arena *arena;
    size_t budget; /* bytes of values that may still be made */
} wave_parser;

/* parse.c: the value that starts at the current token. */
bool wave_parse_value(wave_parser *p,
                      const ty *type,
                      tenon_val *out) TN_MUST_CHECK;

/* primitive.c */

/* Can the current token start a value of a primitive type? */
bool wave_starts_primitive(const wave_parser *p, const ty *type);
bool wave_parse_primitive(wave_parser *p,
                          const ty *type,
                          tenon_val *out) TN_MUST_CHECK;

/* label.c */

/* A label as it is written, without the % before it. */
static inline tn_str wave_label_of(tn_str text) {
    return text.len > 0 && text.p[0] == '%' ? tn_str_from_offset(text, 1)
                                            : text;
}
/*
 * The index of a field, case or flag; from hint on, because fields mostly
 * come in order. Reports, with a suggestion, and gives false.
 */
bool wave_find_label(wave_parser *p,
                     const ty *type,
                     const char *what,
                     tn_str label,
                     uint32_t hint,
                     uint32_t *out) TN_MUST_CHECK;

#endif
