/* Text of WIT: what the printing files share. */
#ifndef WIT_PRINT_H
#define WIT_PRINT_H

#include "base/map.h"
#include "wit/resolve.h"

typedef struct wit_printer {
    tn_writer *out;
    const wit_package *package; /* paths are relative to it */
    unsigned indent;
    bool line_started;
    bool any_items; /* in this block, so that a blank line separates them */
    bool no_docs;
    bool foreign; /* in what a world has of a world of another package */
} wit_printer;

/* Text without a line break; indented when it starts a line. */
void wit_put(wit_printer *p, const char *text);
void wit_put_str(wit_printer *p, tn_str text);
/* A name, with '%' when it is a keyword. */
void wit_put_name(wit_printer *p, tn_str name);
void wit_put_line(wit_printer *p);
void wit_open(wit_printer *p);  /* " {", a line break, deeper */
void wit_close(wit_printer *p); /* "}" and a line break */
void wit_put_docs(wit_printer *p, tn_str docs);

/* print_type.c */
void wit_put_type(wit_printer *p, const ty *type);
/* A definition, docs and attributes not included. */
void wit_put_typedef(wit_printer *p, const wit_typedef *def);
/* "(a: u32) -> string"; skip: parameters that are implied. */
void wit_put_signature(wit_printer *p, const ty_func *func, uint32_t skip);

#endif
