/* The custom section "name" of a core module (Core specification, appendix). */
#ifndef CORE_NAMES_H
#define CORE_NAMES_H

#include "base/sexpr.h"
#include "core/module.h"

/* Numbers of its subsections. */
typedef enum core_name_kind {
    CORE_NAME_MODULE = 0,
    CORE_NAME_FUNC = 1,
    CORE_NAME_LOCAL = 2,
    CORE_NAME_LABEL = 3,
    CORE_NAME_TYPE = 4,
    CORE_NAME_TABLE = 5,
    CORE_NAME_MEMORY = 6,
    CORE_NAME_GLOBAL = 7,
    CORE_NAME_ELEM = 8,
    CORE_NAME_DATA = 9,
    CORE_NAME_FIELD = 10,
    CORE_NAME_TAG = 11,
    CORE_NAME_PARAM = 12, /* of a type; wasm-tools writes it */
    CORE_NAME_COUNT
} core_name_kind;

/* A name map per function or type; p is NULL where there is none. */
typedef struct core_name_map {
    const uint8_t *p, *end;
} core_name_map;

typedef struct core_names {
    tn_item_name module;
    tn_space_names spaces[CORE_NAME_COUNT]; /* those that have one */
    /* By function or type; NULL: none has any. */
    core_name_map *locals, *labels, *params;
} core_names;

/*
 * False when the module has not exactly one such section, or when it is wrong;
 * then it is a custom section like any other. Subsections that are not known
 * are skipped. Names of locals, labels and parameters are checked for their
 * form only.
 */
bool core_names_read(core_names *out,
                     tn_arena *arena,
                     const core_module *module);
bool core_is_name_section(const core_custom *custom);

#endif
