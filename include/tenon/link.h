/*
 * The linker: core modules to components (embed, new), and components to
 * compositions (plug). Inputs are bytes with a path to show in diagnostics;
 * outputs are buffers that the caller releases. Outputs depend on the inputs
 * alone: same inputs, same bytes.
 */
#ifndef TENON_LINK_H
#define TENON_LINK_H

#include "tenon/file.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How strings lie in the memory of a core module. */
typedef enum tenon_string_encoding {
    TENON_UTF8,
    TENON_UTF16,
    TENON_COMPACT_UTF16 /* latin1+utf16 */
} tenon_string_encoding;

/* How core functions are called: see BuildTargets.md. */
typedef enum tenon_core_names {
    TENON_NAMES_LEGACY, /* "a:b/c@1.0.0#f": what generators of bindings write */
    TENON_NAMES_STANDARD32 /* "cm32p2|a:b/c@1|f" */
} tenon_core_names;

/*
 * What tenon_embed puts into the module. Start from the INIT macro:
 *     tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
 */
typedef struct tenon_embed_options {
    size_t struct_size;
    const char *wit_path; /* a .wit file or a directory with deps/ */
    const char *world;    /* NULL: the only world of the package */
    tenon_string_encoding encoding;
    const char *const *features; /* enabled @unstable features */
    size_t feature_count;
    bool all_features;
    bool only_custom; /* give the section's payload alone; core is unused */
    bool dummy;       /* make a core module that traps; core is unused */
    tenon_core_names dummy_names; /* of its functions */
    /* Interfaces have canonical names: "a:b/c@1" with the suffix ".2.3". */
    bool canonical_names;
} tenon_embed_options;
#define TENON_EMBED_OPTIONS_INIT                                             \
    {                                                                        \
        sizeof(tenon_embed_options), NULL, NULL, TENON_UTF8, NULL, 0, false, \
            false, false, TENON_NAMES_LEGACY, false                          \
    }

/*
 * Records a WIT world in a core module as the custom section
 * `component-type:<world>`, in the layout that wit-bindgen and wasm-tools
 * write and read. core may be NULL with only_custom or dummy. A module that
 * has worlds already is for their union then, which must be a world.
 * Errors: TENON_INVALID (unreadable WIT, no such world, core is not a core
 * module, the worlds contradict each other), TENON_NO_MEMORY, TENON_MISUSE.
 */
TENON_API tenon_status tenon_embed(TENON_OWN tenon_buffer *out,
                                   tenon_context *ctx,
                                   const tenon_input *core,
                                   const tenon_embed_options *options);

/*
 * A core module that stands for an import module of the main one, most often
 * `wasi_snapshot_preview1`.
 */
typedef struct tenon_adapter {
    const char *name; /* NULL: the file name up to its first '.' */
    tenon_input module;
} tenon_adapter;

/* How tenon_new wraps. Start from the INIT macro. */
typedef struct tenon_new_options {
    size_t struct_size;
    const tenon_adapter *adapters;
    size_t adapter_count;
    bool no_names; /* leave debug names out of the output */
    /* Import an interface in each version that is asked for; else compatible
     * versions are imported once, in the highest. */
    bool keep_versions;
} tenon_new_options;
#define TENON_NEW_OPTIONS_INIT \
    { sizeof(tenon_new_options), NULL, 0, false, false }

/*
 * Makes a component of a core module that carries its world
 * (`component-type` sections). options may be NULL. All mismatches between
 * the module and its world are reported, not only the first.
 * Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_new(TENON_OWN tenon_buffer *out,
                                 tenon_context *ctx,
                                 const tenon_input *core,
                                 const tenon_new_options *options);

/* How one import was satisfied; strings live during the callback only. */
typedef struct tenon_wire {
    const char *consumer; /* path of the component that imports */
    const char *import;   /* name of the import */
    const char *provider; /* path; NULL: it became an import of the result */
    const char *export_;  /* name of the export, or of the result's import */
    bool by_version;      /* matched by a compatible version, not exactly */
} tenon_wire;

/* How tenon_plug composes. Start from the INIT macro. */
typedef struct tenon_plug_options {
    size_t struct_size;
    /* Told each wire, in a fixed order, after everything was checked. */
    void (*wired)(const tenon_wire *wire, void *user);
    void *user;
} tenon_plug_options;
#define TENON_PLUG_OPTIONS_INIT \
    { sizeof(tenon_plug_options), NULL, NULL }

/*
 * Composes: exports of the plugs satisfy imports of the socket and of one
 * another, by exact name or else by a semver-compatible version. What nothing
 * satisfies stays an import of the result; the socket's exports are the
 * result's exports. options may be NULL.
 * An interface that several of them import in compatible versions is imported
 * once, in the highest. Plugs that provide nothing are left out. Errors:
 * TENON_INVALID (types do not fit, plugs that need each other in a circle, two
 * plugs for one import, no plug of use), TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_plug(TENON_OWN tenon_buffer *out,
                                  tenon_context *ctx,
                                  const tenon_input *socket,
                                  const tenon_input *plugs,
                                  size_t plug_count,
                                  const tenon_plug_options *options);

#ifdef __cplusplus
}
#endif
#endif
