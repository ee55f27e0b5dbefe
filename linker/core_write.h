/* Writing small core modules (Core specification, "Binary Format"). */
#ifndef LINKER_CORE_WRITE_H
#define LINKER_CORE_WRITE_H

#include "base/map.h"
#include "core/module.h"

enum {
    SECTION_CUSTOM = 0,
    SECTION_TYPE = 1,
    SECTION_IMPORT = 2,
    SECTION_FUNCTION = 3,
    SECTION_TABLE = 4,
    SECTION_MEMORY = 5,
    SECTION_GLOBAL = 6,
    SECTION_EXPORT = 7,
    SECTION_START = 8,
    SECTION_ELEMENT = 9,
    SECTION_CODE = 10
};

void link_begin_module(tn_writer *out, tn_arena *arena);
void link_add_section(tn_writer *out, uint8_t id, const tn_writer *body);
/* A section whose body is a count and items that were written apart. */
void link_add_counted(tn_writer *out,
                      uint8_t id,
                      uint32_t count,
                      const tn_writer *items);

/* Function types, each once. */
typedef struct link_sigs {
    tn_writer bytes;
    tn_map known;
} link_sigs;
void link_sigs_init(link_sigs *sigs, tn_arena *arena);
/* The index of that type. */
uint32_t link_sigs_add(link_sigs *sigs, const core_functype *sig);
void link_add_types(tn_writer *out, const link_sigs *sigs);

#endif
