/*
 * Names of imports and exports (Explainer.md, "Import and Export
 * Definitions") and semantic versions.
 */
#ifndef TYPES_NAME_H
#define TYPES_NAME_H

#include "base/arena.h"

typedef enum ty_name_kind {
    TY_NAME_PLAIN,       /* kebab label */
    TY_NAME_CONSTRUCTOR, /* [constructor]r */
    TY_NAME_METHOD,      /* [method]r.m */
    TY_NAME_STATIC,      /* [static]r.m */
    TY_NAME_INTERFACE,   /* ns:pkg/name@version */
    TY_NAME_OTHER        /* nested namespaces; url=<>, locked-dep=<>, ... */
} ty_name_kind;

typedef struct ty_name {
    ty_name_kind kind;
    tn_str label;                           /* plain label, or the method's */
    tn_str resource;                        /* of constructor, method, static */
    tn_str ns, package, interface, version; /* version may be empty */
} ty_name;

/* False when the text is not such a name. Parts point into text. */
bool ty_name_parse(ty_name *out, tn_str text) TN_MUST_CHECK;
/*
 * What two names of one scope must differ in (Explainer.md, "Name
 * Uniqueness"): lower case, without [method] and [static]. A part of the name
 * where that is what it takes.
 */
tn_str ty_name_canonical(tn_arena *arena, tn_str name);
/* Explainer.md, canonversion: "1", "0.2", "0.0.3". */
bool ty_is_canon_version(tn_str text);
/* WIT.md: words of letters and digits with one case each, joined by '-'. */
bool ty_is_kebab(tn_str text);

typedef struct ty_semver {
    uint64_t major, minor, patch;
    tn_str pre, build;
} ty_semver;
bool ty_semver_parse(ty_semver *out, tn_str text) TN_MUST_CHECK;
/* Precedence as semver.org section 11 has it: <0, 0, >0. */
int ty_semver_cmp(const ty_semver *a, const ty_semver *b);
/* May a version serve where the other was asked for (same canonical track)? */
bool ty_semver_compatible(const ty_semver *wanted, const ty_semver *have);
/*
 * What a canonical name keeps of a version (Explainer.md, "Canonical Interface
 * Name"): "1" of "1.2.3", "0.2" of "0.2.6-rc.1", "0.0.1" of "0.0.1-alpha";
 * nothing of what is no version.
 */
tn_str ty_semver_canon(tn_str version);
/* The canonical track: "1", "0.2", "0.0.3"; pre-releases whole. */
tn_str ty_semver_track(tn_arena *arena, const ty_semver *version);

#endif
