/* Feature gates (WIT.md, "Feature Gates"). */
#include "wit/resolve.h"

static bool is_enabled(const wit_options *options, tn_str feature) {
    if (options->all_features)
        return true;
    for (uint32_t i = 0; i < options->feature_count; i++) {
        if (tn_str_eq(options->features[i], feature))
            return true;
    }
    return false;
}

static const ast_gate *find_gate(const ast_attrs *attrs, unsigned kind) {
    for (uint32_t i = 0; i < attrs->gate_count; i++) {
        if (attrs->gates[i].kind == kind)
            return &attrs->gates[i];
    }
    return NULL;
}

static tn_str value_of(const ast_attrs *attrs, unsigned kind) {
    const ast_gate *gate = find_gate(attrs, kind);
    return gate ? gate->value : (tn_str){0};
}

tn_str wit_external_id(const ast_attrs *attrs) {
    return value_of(attrs, AST_EXTERNAL_ID);
}

wit_stability wit_stability_of(const ast_attrs *attrs) {
    return (wit_stability){.since = value_of(attrs, AST_SINCE),
                           .feature = value_of(attrs, AST_UNSTABLE),
                           .deprecated = value_of(attrs, AST_DEPRECATED)};
}

/* @since must name a version that the package has reached. */
static void check_since(wit_resolver *r,
                        const wit_package_def *package,
                        const ast_gate *gate,
                        tn_span span) {
    tn_str version = package->pub.version;
    tn_diag *diag;
    if (version.len == 0) {
        diag = tn_error(r->ctx, DIAG_WIT_GATE, span,
                        "a gate needs package `%.*s` to have a version",
                        TN_STR_ARG(package->pub.id));
        tn_note(r->ctx, diag, gate->span, "the gate is here");
        return;
    }
    ty_semver since, current;
    if (!ty_semver_parse(&since, gate->value) ||
        !ty_semver_parse(&current, version) ||
        ty_semver_cmp(&since, &current) <= 0)
        return;
    diag = tn_error(r->ctx, DIAG_WIT_GATE, span,
                    "a gate cannot name version %.*s, which is later than the "
                    "package's own %.*s",
                    TN_STR_ARG(gate->value), TN_STR_ARG(version));
    tn_note(r->ctx, diag, gate->span, "the gate is here");
    tn_help(r->ctx, diag,
            "raise the version of the package, or name one that it had");
}

wit_gate wit_check_gates(wit_resolver *r,
                         const wit_package_def *package,
                         const ast_attrs *attrs,
                         tn_span span) {
    const ast_gate *since = find_gate(attrs, AST_SINCE);
    const ast_gate *unstable = find_gate(attrs, AST_UNSTABLE);
    const ast_gate *deprecated = find_gate(attrs, AST_DEPRECATED);
    wit_gate out = {.stability = wit_stability_of(attrs)};
    if (since && unstable) {
        tn_diag *diag =
            tn_error(r->ctx, DIAG_WIT_GATE, since->span,
                     "an item has either `@since` or `@unstable`, not both");
        tn_note(r->ctx, diag, unstable->span, "`@unstable` is here");
        return out;
    }
    if (deprecated && !since && !unstable) {
        tn_error(r->ctx, DIAG_WIT_GATE, deprecated->span,
                 "`@deprecated` needs a `@since` or `@unstable` beside it");
        return out;
    }
    if (since)
        check_since(r, package, since, span);
    out.hidden = unstable && !is_enabled(r->options, unstable->value);
    return out;
}

bool wit_check_contained(wit_resolver *r,
                         const wit_gate *gate,
                         tn_str feature,
                         const ast_id *name) {
    if (feature.len == 0 || gate->hidden)
        return true;
    tn_str shown = name->text.len ? name->text : TN_STR("constructor");
    tn_diag *diag =
        tn_error(r->ctx, DIAG_WIT_GATE, name->span,
                 "`%.*s` needs a gate: what it stands in is behind the feature "
                 "`%.*s`, which is not enabled",
                 TN_STR_ARG(shown), TN_STR_ARG(feature));
    tn_help(r->ctx, diag, "write `@unstable(feature = %.*s)` in front of it",
            TN_STR_ARG(feature));
    return false;
}

static bool is_gated(const wit_stability *s) {
    return s->since.len || s->feature.len;
}

static bool same_gates(const wit_stability *a, const wit_stability *b) {
    return tn_str_eq(a->since, b->since) && tn_str_eq(a->feature, b->feature) &&
           tn_str_eq(a->deprecated, b->deprecated);
}

bool wit_take_gates(wit_stability *into, const wit_stability *from) {
    if (!is_gated(from) || same_gates(into, from))
        return true;
    if (is_gated(into))
        return false;
    *into = *from;
    return true;
}
