/*
 * Core modules in the text format (Core specification 6), laid out as
 * `wasm-tools print` does: fields in the order of their sections, code
 * unfolded, types of functions by index and in full.
 */
#ifndef CORE_PRINT_H
#define CORE_PRINT_H

#include "base/sexpr.h"
#include "core/module.h"

/*
 * "(module $name fields)", with a newline. With skeleton there is `...` for
 * code, data and custom sections. Code need not be valid, but must have the
 * form of code. False after reporting.
 */
bool core_print(tn_sexpr *s,
                const core_module *module,
                bool skeleton) TN_MUST_CHECK;

/* The fields alone, into a group that is open. */
bool core_print_fields(tn_sexpr *s,
                       const core_module *module,
                       bool skeleton) TN_MUST_CHECK;

/* Types, with the names of the types that they refer to (or NULL). */
typedef struct core_type_text {
    tn_sexpr *s;
    const tn_space_names *names;
} core_type_text;
void core_print_valtype(const core_type_text *t, core_valtype type);
/* "(func (param i32) (result i32))" */
void core_print_functype(const core_type_text *t, const core_functype *func);
/* "func ", "table ", ... */
const char *core_kind_word(core_kind kind);
/* What follows that and an index: "(type 0)", "1 2 funcref", ... */
void core_print_extern(const core_type_text *t, const core_extern *type);

/*
 * A custom section as `(@custom "name" (place) "bytes")`, or as
 * `(@producers ...)` when it is one that says nothing else, and place is
 * NULL. That section is described in the tool conventions; its annotation is
 * wasm-tools' own.
 */
typedef struct core_custom_text {
    tn_str name, bytes;
    const char *place; /* "after code"; NULL: last, or where it stands */
    bool skeleton;
} core_custom_text;
void core_print_custom(tn_sexpr *s, const core_custom_text *custom);

#endif
