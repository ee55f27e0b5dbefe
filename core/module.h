/*
 * The structure of a core WebAssembly module: everything a .wasm file says,
 * with function bodies left as byte ranges. Decoding checks the form
 * (malformed); what the parts mean is validated in interpreter/ (invalid).
 * component/ and linker/ read signatures from here without executing.
 */
#ifndef CORE_MODULE_H
#define CORE_MODULE_H

#include "base/bytes.h"
#include "base/context.h"
#include "base/map.h"
#include "base/vec.h"

/*
 * A value type: low byte is the binary code of a number or vector type
 * (0x7f i32, 0x7e i64, 0x7d f32, 0x7c f64, 0x7b v128) or CORE_REF /
 * CORE_REF_NULL; of a reference, the bits above are the heap type: the
 * abstract code (0x70 func, 0x6f extern, ...) or type index + CORE_HEAP_INDEX.
 */
typedef uint32_t core_valtype;
enum {
    CORE_I32 = 0x7f,
    CORE_I64 = 0x7e,
    CORE_F32 = 0x7d,
    CORE_F64 = 0x7c,
    CORE_V128 = 0x7b,
    CORE_REF = 0x64,
    CORE_REF_NULL = 0x63,
    CORE_BOTTOM = 0, /* the unknown type of unreachable code */
    CORE_HEAP_INDEX = 0x100,
    CORE_FUNCREF = CORE_REF_NULL | 0x70 << 8,
    CORE_EXTERNREF = CORE_REF_NULL | 0x6f << 8
};

typedef struct core_functype {
    const core_valtype *params, *results; /* one array, params first */
    uint32_t param_count, result_count;
    uint32_t canon; /* equal types have equal numbers within a module */
} core_functype;

typedef enum core_kind {
    CORE_FUNC = 0,
    CORE_TABLE = 1,
    CORE_MEMORY = 2,
    CORE_GLOBAL = 3,
    CORE_TAG = 4,
    CORE_TYPE = 0x10,    /* core:sort only */
    CORE_MODULE = 0x11,  /* core:sort only */
    CORE_INSTANCE = 0x12 /* core:sort only */
} core_kind;

typedef struct core_limits {
    uint64_t min, max;
    bool has_max, shared, is64;
} core_limits;

typedef struct core_tabletype {
    core_valtype elem;
    core_limits limits;
} core_tabletype;

typedef struct core_globaltype {
    core_valtype type;
    bool mutable_;
} core_globaltype;

/* A byte range of the module (offset from its first byte). */
typedef struct core_range {
    uint32_t start, end;
} core_range;

/* What an import asks for, or an export gives: type by kind. */
typedef struct core_extern {
    core_kind kind;
    union {
        uint32_t func; /* type index */
        core_tabletype table;
        core_limits memory;
        core_globaltype global;
        uint32_t tag; /* type index */
    } u;
} core_extern;

typedef struct core_import {
    tn_str module, name;
    core_extern type;
    tn_span span;
} core_import;

typedef struct core_export {
    tn_str name;
    core_kind kind;
    uint32_t index;
    tn_span span;
} core_export;

typedef struct core_global {
    core_globaltype type;
    core_range init; /* constant expression; empty for an import */
} core_global;

typedef struct core_table {
    core_tabletype type;
    core_range init; /* empty: null */
} core_table;

/* An element segment; see the Core specification, "Element Section". */
typedef struct core_elem {
    enum { CORE_SEG_ACTIVE, CORE_SEG_PASSIVE, CORE_SEG_DECLARED } mode;
    core_valtype type;
    uint32_t table;
    bool names_table; /* in the binary, if only table 0 */
    core_range offset;
    uint32_t count;
    const uint32_t *funcs;   /* function indices, or NULL: */
    const core_range *exprs; /* constant expressions */
} core_elem;

typedef struct core_data {
    bool passive;
    uint32_t memory;
    core_range offset;
    core_range bytes;
} core_data;

typedef struct core_func {
    uint32_t type;   /* index into types */
    core_range body; /* locals and code; empty for an import */
} core_func;

typedef struct core_custom {
    tn_str name;
    core_range bytes;
    core_range section; /* with its id and size, for removal */
} core_custom;

typedef struct core_module {
    tenon_context *ctx;
    tn_arena arena;
    const uint8_t *bytes; /* borrowed: must outlive the module */
    size_t len;
    uint32_t span_base;

    core_functype *types;
    core_import *imports;
    core_func *funcs; /* imported ones first, as in each index space */
    core_table *tables;
    core_limits *memories;
    core_global *globals;
    uint32_t *tags; /* type indices */
    core_export *exports;
    core_elem *elems;
    core_data *datas;
    core_custom *customs;
    uint32_t type_count, import_count, func_count, table_count, memory_count,
        global_count, tag_count, export_count, elem_count, data_count,
        custom_count;
    uint32_t imported_funcs, imported_tables, imported_memories,
        imported_globals, imported_tags;
    bool has_start, has_data_count;
    uint32_t start;
    uint32_t code_size;  /* bytes of the code section */
    tn_map export_names; /* to export index; the first of equal names */
} core_module;

/*
 * Decodes a module (Core specification 5.5). bytes are borrowed and must
 * outlive it; span_base places them in the source map. Reports what is
 * malformed and gives false. Free with core_module_free.
 */
bool core_module_decode(core_module **out,
                        tenon_context *ctx,
                        const uint8_t *bytes,
                        size_t len,
                        uint32_t span_base) TN_MUST_CHECK;
void core_module_free(core_module *module);

/* The export of that name, or NULL. */
const core_export *core_module_export(const core_module *module, tn_str name);

/* The type of what an export gives. */
core_extern core_export_type(const core_module *module,
                             const core_export *exported);

/*
 * What the custom section "name" calls a function; empty when it does not.
 * Walks the section: for backtraces and listings only.
 */
tn_str core_module_func_name(const core_module *module, uint32_t func);

bool core_functype_eq(const core_functype *a, const core_functype *b);
bool core_valtype_is_ref(core_valtype type);
/* "i32", "funcref", ...: a static string. */
const char *core_valtype_name(core_valtype type);

/* Finds a custom section whose name starts with prefix, from *at on. */
const core_custom *core_module_custom(const core_module *module,
                                      tn_str prefix,
                                      uint32_t *at);

#endif
