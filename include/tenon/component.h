/*
 * Looking at component binaries without running them: whether one is valid,
 * and what it imports and exports.
 */
#ifndef TENON_COMPONENT_H
#define TENON_COMPONENT_H

#include "tenon/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Decodes and validates a component and all that is nested in it. path names
 * it in diagnostics. The code in its core modules is not validated: loading
 * it (tenon_component_load) does that as well. Bytes that are no component
 * are reported like anything else that is wrong with them.
 * Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status tenon_validate(tenon_context *ctx,
                                      const char *path,
                                      const uint8_t *bytes,
                                      size_t len);

/* What a component looks like from outside. */
typedef struct tenon_component_info tenon_component_info;

/*
 * Validates a component as tenon_validate does and describes it.
 * Errors: TENON_INVALID, TENON_NO_MEMORY.
 */
TENON_API tenon_status
tenon_component_info_new(TENON_OWN tenon_component_info **out,
                         tenon_context *ctx,
                         const char *path,
                         const uint8_t *bytes,
                         size_t len);

/* Frees a description. NULL is allowed. */
TENON_API void tenon_component_info_free(tenon_component_info *info);

/*
 * One import or export, or a member of an imported or exported instance. All
 * texts are NUL-terminated and live as long as the description.
 */
typedef struct tenon_extern_info {
    bool is_export;     /* else an import */
    unsigned level;     /* 0; members of an instance one more than that */
    const char *name;   /* "a:b/c@1.0.0", "run", "[method]r.m" */
    const char *sort;   /* "func", "instance", "type", "core module", ... */
    const char *type;   /* as in WIT: "func(x: u32)", "resource", or "" */
    const char *target; /* of `implements` or `external-id`, or "" */
    /* What a canonical version in the name is cut down by: ".2.3", or "". */
    const char *version_suffix;
} tenon_extern_info;

/* Imports first; members follow their instance. NULL past the end. */
TENON_API size_t
tenon_component_info_extern_count(const tenon_component_info *info);
TENON_API const tenon_extern_info *tenon_component_info_extern(
    const tenon_component_info *info, size_t index);

/* What it is built of, nested components included. */
typedef struct tenon_component_parts {
    size_t core_modules;
    size_t core_module_bytes;
    size_t components; /* nested ones */
    size_t component_bytes;
} tenon_component_parts;

TENON_API tenon_component_parts
tenon_component_info_parts(const tenon_component_info *info);

/* A language, tool or SDK that it says it was made with. */
typedef struct tenon_producer {
    const char *field;   /* "language", "processed-by", "sdk" */
    const char *name;    /* "tenon" */
    const char *version; /* may be "" */
} tenon_producer;

/*
 * What its own section `producers` says (not those of modules in it), in
 * order; a malformed one is passed over. NULL past the end.
 */
TENON_API size_t
tenon_component_info_producer_count(const tenon_component_info *info);
TENON_API const tenon_producer *tenon_component_info_producer(
    const tenon_component_info *info, size_t index);

#ifdef __cplusplus
}
#endif
#endif
