/*
 * WIT in binary form: packages as components of types, the way in which
 * registries and other tools pass them on, and the WIT of binaries.
 */
#ifndef TENON_WIT_BINARY_H
#define TENON_WIT_BINARY_H

#include "tenon/file.h"
#include "tenon/wit_package.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What tenon_wit_encode writes. Start from the INIT macro. */
typedef struct tenon_wit_encode_options {
    size_t struct_size;
    bool no_docs; /* leave out documentation and stability */
    /* Interfaces have canonical names: "a:b/c@1" with the suffix ".2.3". */
    bool canonical_names;
    bool skip_validation; /* do not check what was made: saves time */
} tenon_wit_encode_options;
#define TENON_WIT_ENCODE_OPTIONS_INIT \
    { sizeof(tenon_wit_encode_options), false, false, false }

/*
 * The main package in binary form: a component that exports one component
 * type per interface and world, with documentation and stability in the
 * custom section `package-docs`. Of other packages it holds the types that
 * are needed. options may be NULL.
 * Errors: TENON_INVALID, TENON_NO_MEMORY, TENON_MISUSE (it is partial).
 */
TENON_API tenon_status
tenon_wit_encode(TENON_OWN tenon_buffer *out,
                 const tenon_wit *wit,
                 const tenon_wit_encode_options *options);

/*
 * The WIT of a binary, by what it is: of a package in binary form the package
 * itself; of a component the package `root:component` with the world `root`,
 * and of a core module with embedded worlds `root:root` with their union. Of
 * other packages there are the interfaces and types that it mentions.
 * What has no form in WIT is reported.
 * Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_wit_decode(TENON_OWN tenon_wit **out,
                                        tenon_context *ctx,
                                        const tenon_input *input);

#ifdef __cplusplus
}
#endif
#endif
