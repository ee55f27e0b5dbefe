/* Resolution of texts for the tests of wit/. */
#ifndef TENON_TESTS_WIT_SUPPORT_H
#define TENON_TESTS_WIT_SUPPORT_H

#include "tests/support.h"
#include "wit/wit.h"

extern tenon_context *ctx;
extern wit_resolve *wit;

void wit_set_up(void);
void wit_tear_down(void);

/* Resolves one text, without features; forgets what was before. */
bool resolve(const char *text);
bool resolve_with(const char *text, const char *feature);
/* Resolves files (a NULL path ends them). */
typedef struct text_file {
    const char *path, *text;
    uint32_t group;
} text_file;
bool resolve_files(const text_file *files, const char *feature);

const wit_interface *interface_of(const char *name); /* of the main package */
const wit_world *world_of(const char *name);
const ty *type_of(const wit_interface *i, const char *name);
const wit_func *func_of(const wit_interface *i, const char *name);

/* "import a:b/c; export run;" of a world, in order. */
void expect_world(const char *name, const char *expected);
/* The print of the main package. */
void expect_print(const char *expected);
/* The text is refused with one error, which says this. */
void expect_refusal(const char *text, const char *phrase);

#endif
