/* What the files of the decoder share. */
#ifndef CORE_DECODE_H
#define CORE_DECODE_H

#include "core/module.h"

typedef struct core_decoder {
    core_module *m;
    tn_reader r;             /* over the whole module */
    uint32_t declared_funcs; /* by the function section */
    uint32_t bodies;         /* seen in the code section */
    uint32_t data_count;     /* as announced */
    tn_map types;            /* canonical number by content */
} core_decoder;

/* Where bytes [start, end) of a reader lie in the module. */
core_range core_decoder_range(const core_decoder *d,
                              const tn_reader *r,
                              size_t start,
                              size_t end);

/* Each reads one thing, or a section of them; false after reporting. */
bool core_read_expr(core_range *out, core_decoder *d, tn_reader *r);

/* decode_type.c */
bool core_read_types(core_decoder *d, tn_reader *r);
bool core_read_limits(core_limits *out, tn_reader *r);
bool core_read_tabletype(core_tabletype *out, tn_reader *r);
bool core_read_globaltype(core_globaltype *out, tn_reader *r);
bool core_read_tagtype(uint32_t *out, tn_reader *r);

/* decode_segment.c */
bool core_read_elems(core_decoder *d, tn_reader *r);
bool core_read_datas(core_decoder *d, tn_reader *r);

#endif
