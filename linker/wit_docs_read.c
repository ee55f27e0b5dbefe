/*
 * Reading package-docs sections (wit_binary.h). What they say of things that
 * are not there is passed over; what would not be WIT when it is printed is
 * not taken up.
 */
#include "linker/wit_binary.h"

/* Version 0 had no stability, and functions' docs as plain strings. */
enum { NEWEST_VERSION = 1 };

static bool parse(link_docs *out,
                  tenon_context *ctx,
                  tn_arena *arena,
                  const bin_def *def) {
    const uint8_t *bytes = def->u.custom.bytes;
    size_t len = def->u.custom.len, bad = 0;
    if (len == 0 || bytes[0] > NEWEST_VERSION) {
        tn_error(ctx, DIAG_LINK_WIT, def->span,
                 "section `" LINK_DOCS_SECTION
                 "` was written in another version of its layout");
        return false;
    }
    out->root = link_json_parse(
        arena, (tn_str){(const char *)bytes + 1, len - 1}, &bad);
    if (out->root)
        return true;
    tn_error(ctx, DIAG_LINK_WIT, def->span,
             "section `" LINK_DOCS_SECTION
             "` holds no documentation: its byte %zu is not as JSON has it",
             bad + 1);
    return false;
}

bool link_read_docs(link_docs *out,
                    tenon_context *ctx,
                    tn_arena *arena,
                    const bin_component *component) {
    const bin_def *section = NULL;
    *out = (link_docs){0};
    for (uint32_t i = 0; i < component->def_count; i++) {
        const bin_def *def = &component->defs[i];
        if (def->kind != BIN_CUSTOM ||
            !tn_str_eqz(def->u.custom.name, LINK_DOCS_SECTION))
            continue;
        if (section) {
            tn_error(ctx, DIAG_LINK_WIT, def->span,
                     "there is a second section `" LINK_DOCS_SECTION "`");
            return false;
        }
        section = def;
    }
    return !section || parse(out, ctx, arena, section);
}

const link_json *link_docs_of(const link_json *root,
                              const char *section,
                              tn_str name) {
    return link_json_get(link_json_get(root, tn_str_from(section)), name);
}

tn_str link_docs_text(const link_json *object, const char *key) {
    const link_json *text = link_json_get(object, tn_str_from(key));
    return text && text->kind == LINK_JSON_STRING ? text->string : (tn_str){0};
}

static tn_str version_of(const link_json *object, const char *key) {
    ty_semver version;
    tn_str text = link_docs_text(object, key);
    return ty_semver_parse(&version, text) ? text : (tn_str){0};
}

void link_docs_stability(const link_json *value, wit_stability *out) {
    const link_json *stable = link_json_get(value, TN_STR("stable"));
    const link_json *unstable = link_json_get(value, TN_STR("unstable"));
    *out = (wit_stability){0};
    if (stable) {
        out->since = version_of(stable, "since");
    } else if (unstable) {
        tn_str feature = link_docs_text(unstable, "feature");
        if (ty_is_kebab(feature))
            out->feature = feature;
    }
    if (out->since.len || out->feature.len)
        out->deprecated = version_of(stable ? stable : unstable, "deprecated");
}

void link_docs_fill(const link_json *object,
                    tn_str *docs,
                    wit_stability *stability) {
    if (object && object->kind == LINK_JSON_STRING) {
        *docs = object->string;
        return;
    }
    *docs = link_docs_text(object, "docs");
    link_docs_stability(link_json_get(object, TN_STR("stability")), stability);
}
