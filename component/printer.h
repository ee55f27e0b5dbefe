/* What the files of the printer share. */
#ifndef COMPONENT_PRINTER_H
#define COMPONENT_PRINTER_H

#include "base/sexpr.h"
#include "component/print.h"
#include "core/print.h"

/* The section `component-name` (Binary.md, "Name Section"). */
typedef struct bin_name_section {
    tn_item_name self;
    tn_space_names spaces[TY_SORT_COUNT];
} bin_name_section;

/* False when there is not exactly one, or when it is wrong; it is then printed
 * like any other custom section. */
bool bin_read_names(bin_name_section *out,
                    tn_arena *arena,
                    const bin_component *component);
bool bin_is_name_section(const bin_def *def);

typedef struct bin_printer {
    tn_sexpr s;
    bool skeleton;
    const bin_name_section *names; /* of this scope; NULL: numbers only */
} bin_printer;

static inline void bin_open(bin_printer *p, const char *text) {
    tn_sexpr_open(&p->s, text);
}

static inline void bin_line(bin_printer *p) {
    tn_sexpr_line(&p->s);
}

static inline void bin_close(bin_printer *p) {
    tn_sexpr_close(&p->s);
}

static inline void bin_put(bin_printer *p, const char *text) {
    tn_sexpr_put(&p->s, text);
}

static inline void bin_put_number(bin_printer *p, uint64_t number) {
    tn_sexpr_number(&p->s, number);
}

static inline void bin_put_name(bin_printer *p, tn_str name) {
    tn_sexpr_name(&p->s, name);
}

/* The names of an index space in this scope. */
static inline const tn_space_names *bin_names_of(const bin_printer *p,
                                                 ty_sort sort) {
    return p->names ? &p->names->spaces[sort] : NULL;
}

/* A use of an item: $name or its number; "(sort index)". */
static inline void bin_put_index(bin_printer *p, ty_sort sort, uint32_t index) {
    tn_sexpr_index(&p->s, bin_names_of(p, sort), index);
}

static inline void bin_put_item(bin_printer *p, bin_sort_index item) {
    bin_open(p, ty_sort_name(item.sort));
    bin_put(p, " ");
    bin_put_index(p, item.sort, item.index);
    bin_close(p);
}

/* Where an item is defined: "$name (;index;)". */
static inline void bin_put_id(bin_printer *p, bin_sort_index item) {
    tn_sexpr_id(&p->s, bin_names_of(p, item.sort), item.index);
}

void bin_put_valtype(bin_printer *p, bin_valtype type);
void bin_put_core_valtype(bin_printer *p, core_valtype type);
void bin_put_extern_name(bin_printer *p, const bin_extern_name *name);
/* id: what it defines; NULL: nothing that is shown here. */
void bin_put_externdesc(bin_printer *p,
                        const bin_externdesc *desc,
                        const bin_sort_index *id);
void bin_put_alias(bin_printer *p, const bin_def *def);
void bin_put_import(bin_printer *p, const bin_def *def);
void bin_put_type(bin_printer *p, const bin_def *def);
void bin_put_core_type(bin_printer *p, const bin_def *def);
void bin_put_canon(bin_printer *p, const bin_def *def);

#endif
