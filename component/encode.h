/* What the files of the encoder share. */
#ifndef COMPONENT_ENCODE_H
#define COMPONENT_ENCODE_H

#include "component/component.h"

void bin_write_sort(tn_writer *w, ty_sort sort);
void bin_write_valtype(tn_writer *w, bin_valtype type);
void bin_write_extern_name(tn_writer *w, const bin_extern_name *name);
void bin_write_externdesc(tn_writer *w, const bin_externdesc *desc);
void bin_write_alias(tn_writer *w, const bin_def *def);
void bin_write_type(tn_writer *w, const bin_deftype *type);
void bin_write_core_type(tn_writer *w, const bin_def *def);
void bin_write_core_valtype(tn_writer *w, core_valtype type);
void bin_write_canon(tn_writer *w, const bin_canon *canon);

/* The codes of what is there, in the order in which it is written; gives
 * their number. */
uint8_t bin_attribute_codes(const bin_extern_name *name, uint8_t codes[3]);
uint8_t bin_option_codes(const bin_canon_opts *o,
                         uint8_t codes[TN_MAX_CANON_OPTS]);

#endif
