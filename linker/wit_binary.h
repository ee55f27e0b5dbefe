/*
 * WIT in binary form: what its files share. A package is a component that
 * exports one component type per interface and world (the encoding of
 * wit-component that wasm-tools reads and writes); documentation and
 * stability, which types cannot hold, stand in the custom section
 * `package-docs`, as JSON after a version byte.
 */
#ifndef LINKER_WIT_BINARY_H
#define LINKER_WIT_BINARY_H

#include "tenon/wit_binary.h"

#include "linker/json.h"
#include "linker/linker.h"

#define LINK_DOCS_SECTION "package-docs"

/* The package as a component; reports and gives false. options is not NULL. */
bool link_encode_package(link_job *job,
                         const wit_package *package,
                         const tenon_wit_encode_options *options,
                         tn_str *out) TN_MUST_CHECK;
/* The JSON of the section, without the version byte. */
void link_write_docs(tn_writer *out, const wit_package *package);

/*
 * What a package-docs section says; an empty one says nothing. Each lookup
 * gives the object of the thing, or NULL; all take NULL.
 */
typedef struct link_docs {
    const link_json *root; /* may be NULL */
} link_docs;

/*
 * Reads the section of a component, if it has one; reports what is malformed
 * and gives false.
 */
bool link_read_docs(link_docs *out,
                    tenon_context *ctx,
                    tn_arena *arena,
                    const bin_component *component) TN_MUST_CHECK;
/* root.section.name, an object, or NULL. */
const link_json *link_docs_of(const link_json *root,
                              const char *section,
                              tn_str name);
/* The text under key, as docs; empty when there is none. */
tn_str link_docs_text(const link_json *object, const char *key);
/* Docs and stability of the thing that object describes; either may be said
 * by a plain string. */
void link_docs_fill(const link_json *object,
                    tn_str *docs,
                    wit_stability *stability);
void link_docs_stability(const link_json *value, wit_stability *out);

/* What is being made of a binary. */
typedef struct link_unwit link_unwit;

/*
 * The WIT of a component, a WIT package in binary form, or a core module with
 * worlds. Reports and gives false. held is from link_hold_resolve: the job
 * frees the result, unless who keeps it sets *held to NULL.
 */
bool link_decode_wit(link_job *job,
                     const tenon_input *input,
                     wit_resolve **held) TN_MUST_CHECK;

#endif
