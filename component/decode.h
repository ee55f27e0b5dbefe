/* What the files of the decoder share. */
#ifndef COMPONENT_DECODE_H
#define COMPONENT_DECODE_H

#include "base/vec.h"
#include "component/component.h"

typedef struct bin_decoder {
    tenon_context *ctx;
    tn_arena *arena;
    uint32_t depth;        /* of components and of types in types */
    uint32_t items;        /* definitions, fields, arguments, ... so far */
    TN_VEC(bin_def) decls; /* of types that are not complete, one in another */
} bin_decoder;

/* The sort of that code, among core sorts or the others; false: none. */
bool bin_find_sort(ty_sort *out, bool core, uint8_t code);

/* Each reads one thing; false after reporting. */
bool bin_read_valtype(tn_reader *r, bin_valtype *out);
bool bin_read_extern_name(tn_reader *r, bin_extern_name *out);
bool bin_read_externdesc(tn_reader *r, bin_externdesc *out);
bool bin_read_result(tn_reader *r, bool *has, bin_valtype *out);
bool bin_read_alias(tn_reader *r, bin_def *def);
bool bin_read_type(bin_decoder *d, tn_reader *r, bin_deftype *out);
bool bin_read_core_type(bin_decoder *d, tn_reader *r, bin_def *def);
bool bin_read_core_valtype(tn_reader *r, core_valtype *out);
bool bin_read_canon(tn_reader *r, bin_canon *out);

/* Counts one more item in memory; false after reporting that it is too many. */
bool bin_count_item(bin_decoder *d, tn_reader *r);

/* An opcode that is not known here, or not supported. */
bool bin_bad_byte(tn_reader *r, uint8_t byte, const char *what);
bool bin_unsupported(tn_reader *r, size_t from, const char *what);

/* One byte that must be 0 or 1. */
bool bin_read_flag(tn_reader *r, bool *out, const char *what);

#endif
