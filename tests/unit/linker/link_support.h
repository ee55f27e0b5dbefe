/* Worlds as text and core modules of them, for the linker's tests. */
#ifndef TESTS_LINK_SUPPORT_H
#define TESTS_LINK_SUPPORT_H

#include "tenon/component.h"
#include "tenon/link.h"
#include "tenon/wit_binary.h"

#include "tests/support.h"

/* A context per test; made and freed by the suite. */
extern tenon_context *link_ctx;
void link_set_up(void);
void link_tear_down(void);

/* A temporary file with that text; the path lives until the suite ends. */
const char *link_wit_file(const char *text);

/* The WIT of a text (test.wit), and its main package in binary form. */
tenon_wit *link_load(const char *text);
tenon_buffer link_encode(const char *text);

/* A core module of a world (of WIT text) whose functions trap. */
tenon_buffer link_dummy(const char *wit, const char *world);
/* The same as a component. */
tenon_buffer link_dummy_component(const char *wit, const char *world);
/* A module of tests/guests with its world. */
tenon_buffer link_embed_guest(const char *wasm,
                              const char *wit,
                              const char *world);

tenon_input link_input(const char *path, const tenon_buffer *buffer);

/*
 * The externs of a component as text: "import a:b/c; export f: func(); ...",
 * members of instances in braces. Free it.
 */
char *link_describe(const tenon_buffer *component);
#define EXPECT_SHAPE(component, text) \
    link_expect_shape((component), (text), __FILE__, __LINE__)
void link_expect_shape(const tenon_buffer *component,
                       const char *text,
                       const char *file,
                       int line);

#endif
