/* What the files of the printer of core modules share. */
#ifndef CORE_PRINTER_H
#define CORE_PRINTER_H

#include "core/names.h"
#include "core/print.h"

typedef struct core_printer {
    tn_sexpr *s;
    const core_module *m;
    bool skeleton;
    const core_names *names; /* NULL: none */
    core_type_text types;
    /* Of the function that is being printed; kept for the next ones. */
    tn_space_names locals;
    TN_VEC(tn_item_name) local_items;
    TN_VEC(tn_item_name) labels; /* of the blocks that are open */
} core_printer;

/* A use of an item of a space of the module. */
void core_put_index(core_printer *p, core_name_kind kind, uint32_t index);

/* print_type.c */
void core_print_heap(const core_type_text *t, core_valtype type);
void core_print_valtypes(const core_type_text *t,
                         const char *word,
                         const core_valtype *types,
                         uint32_t count);
void core_print_signature(const core_type_text *t, const core_functype *func);
void core_print_typeuse(const core_type_text *t, uint32_t index);
/* "(type 0)", then what it is. */
void core_put_typeuse(core_printer *p, uint32_t index);

/* The names of a function's labels that are still to come. */
typedef struct core_label_names {
    core_name_map map;
    uint32_t left;
    uint32_t next; /* the block that the next name is for */
    tn_str text;
    uint32_t blocks; /* so far */
    tn_map used;
} core_label_names;

/* Code that is being printed. */
typedef struct core_code {
    core_printer *p;
    tn_sexpr *s;
    tn_reader r;
    bool in_row;
    uint32_t count; /* instructions so far */
    uint32_t depth; /* of blocks */
    core_label_names labels;
} core_code;

/* print_label.c */
void core_start_labels(core_label_names *out, core_printer *p, uint32_t func);
/* The name of the next block. Of equal names in a function the first is the
 * identifier, so that none is hidden by another. */
tn_item_name core_take_label(core_label_names *n);
/* A use of a label, in so many blocks. */
void core_put_label(core_printer *p, uint32_t index, uint32_t depth);

/* print_code.c; false after reporting. */
core_code core_start_code(core_printer *p, core_range range);
bool core_put_code(core_code *c);
/* Instructions of a constant expression, with blanks between. */
bool core_put_expr(core_printer *p, core_range range);
bool core_expr_is_single(const core_printer *p, core_range range);

/* print_func.c */

/* A type that is defined: "(func (param $x i32))". */
void core_put_type(core_printer *p, uint32_t index);
/* "(type 0) (param i32)", locals and code. */
bool core_put_func(core_printer *p, uint32_t func);

/* print_float.c */
void core_put_f32(tn_sexpr *s, uint32_t bits);
void core_put_f64(tn_sexpr *s, uint64_t bits);

#endif
