/*
 * Differences between two versions of a package: how changes are told, and
 * what is the same for all that can have documentation and gates.
 */
#include "wit/diff.h"

#include "types/name.h"

#define TEXT(...) tn_arena_printf(d->arena, __VA_ARGS__)

/* WIT.md, "Feature Gates": what is behind a feature may change at any time. */
static tn_span place_of(wit_diff *d, tn_span item, tn_str member) {
    return member.len ? ast_member_span(&d->members, item, member) : item;
}

void wit_diff_add(wit_diff *d,
                  tenon_wit_change_kind kind,
                  unsigned breaks,
                  wit_weight weight,
                  tn_str text) {
    if (d->is_unstable && weight > WIT_DIFF_NONE) {
        weight = WIT_DIFF_PATCH;
        breaks = 0;
        text = TEXT("%.*s (unstable)", TN_STR_ARG(text));
    }
    tenon_wit_change change = {
        .kind = kind,
        .step = (tenon_wit_step)weight,
        .breaks = breaks,
        .where = d->where,
        .text = text.p,
        .package = d->pair,
        .before = place_of(d, d->old_span, d->old_member),
        .after = place_of(d, d->new_span, d->new_member)};
    tn_vec_push(d->arena, &d->changes, change);
}

void wit_diff_break(wit_diff *d, tenon_wit_change_kind kind, tn_str text) {
    wit_diff_add(d, kind, d->callers | d->implementers, WIT_DIFF_BREAKS, text);
}

wit_diff_state wit_diff_enter(wit_diff *d,
                              tn_span old_span,
                              tn_span new_span,
                              const wit_stability *gates) {
    wit_diff_state state = {d->old_span, d->new_span, d->is_unstable};
    d->old_span = old_span;
    d->new_span = new_span;
    d->is_unstable |= gates && gates->feature.len;
    return state;
}

void wit_diff_leave(wit_diff *d, wit_diff_state state) {
    d->old_span = state.old_span;
    d->new_span = state.new_span;
    d->is_unstable = state.is_unstable;
}

bool wit_diff_same_track(tn_str before, tn_str after) {
    ty_semver a, b;
    return ty_semver_parse(&a, before) && ty_semver_parse(&b, after) &&
           ty_semver_compatible(&a, &b);
}

void wit_diff_added(wit_diff *d, tn_str label, const wit_stability *gates) {
    wit_diff_state state = wit_diff_enter(d, TN_NO_SPAN, d->new_span, gates);
    wit_diff_add(d, TENON_WIT_ADDED, d->implementers, d->weight_of_addition,
                 TEXT("%.*s was added", TN_STR_ARG(label)));
    wit_diff_leave(d, state);
}

void wit_diff_removed(wit_diff *d, tn_str label, const wit_stability *gates) {
    wit_diff_state state = wit_diff_enter(d, d->old_span, TN_NO_SPAN, gates);
    wit_diff_add(d, TENON_WIT_REMOVED, d->callers, WIT_DIFF_BREAKS,
                 TEXT("%.*s was removed", TN_STR_ARG(label)));
    wit_diff_leave(d, state);
}

/* Documentation and gates */

void wit_diff_docs(wit_diff *d, tn_str label, tn_str before, tn_str after) {
    if (!tn_str_eq(before, after))
        wit_diff_add(
            d, TENON_WIT_CHANGED, 0, WIT_DIFF_NONE,
            TEXT("the documentation of %.*s changed", TN_STR_ARG(label)));
}

static void diff_since(wit_diff *d,
                       tn_str label,
                       const wit_stability *before,
                       const wit_stability *after) {
    if (tn_str_eq(before->since, after->since) || before->feature.len ||
        after->feature.len)
        return;
    tn_str text = before->since.len == 0
                      ? TEXT("%.*s has a `@since` now", TN_STR_ARG(label))
                  : after->since.len == 0
                      ? TEXT("%.*s has no `@since` any more", TN_STR_ARG(label))
                      : TEXT("the `@since` of %.*s changed from %.*s to %.*s",
                             TN_STR_ARG(label), TN_STR_ARG(before->since),
                             TN_STR_ARG(after->since));
    wit_diff_add(d, TENON_WIT_CHANGED, 0, WIT_DIFF_NONE, text);
}

/* What becomes stable is new for all who do not ask for features. */
static void diff_feature(wit_diff *d,
                         tn_str label,
                         const wit_stability *before,
                         const wit_stability *after) {
    bool was_unstable = d->is_unstable;
    if (tn_str_eq(before->feature, after->feature))
        return;
    if (after->feature.len == 0) {
        d->is_unstable = false;
        wit_diff_add(d, TENON_WIT_CHANGED, d->implementers,
                     d->weight_of_addition,
                     TEXT("%.*s is stable now", TN_STR_ARG(label)));
        d->is_unstable = was_unstable;
    } else {
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("%.*s needs feature `%.*s` now", TN_STR_ARG(label),
                            TN_STR_ARG(after->feature)));
    }
}

/*
 * Type checking ignores external ids (Explainer.md, "Type Checking"), but they
 * are the names under which the outside finds things.
 */
static void diff_external_id(wit_diff *d,
                             tn_str label,
                             tn_str before,
                             tn_str after) {
    if (!before.p == !after.p && tn_str_eq(before, after))
        return;
    tn_str text =
        !before.p ? TEXT("%.*s has the external id \"%.*s\" now",
                         TN_STR_ARG(label), TN_STR_ARG(after))
        : !after.p
            ? TEXT("%.*s has no external id any more", TN_STR_ARG(label))
            : TEXT("the external id of %.*s changed from \"%.*s\" to "
                   "\"%.*s\"",
                   TN_STR_ARG(label), TN_STR_ARG(before), TN_STR_ARG(after));
    wit_diff_break(d, TENON_WIT_CHANGED, text);
}

void wit_diff_compare_attrs(wit_diff *d,
                            tn_str label,
                            const wit_diff_attrs *before,
                            const wit_diff_attrs *after) {
    const wit_stability *a = before->stability, *b = after->stability;
    wit_diff_docs(d, label, before->docs, after->docs);
    diff_since(d, label, a, b);
    diff_feature(d, label, a, b);
    diff_external_id(d, label, before->external_id, after->external_id);
    if (tn_str_eq(a->deprecated, b->deprecated))
        return;
    wit_diff_add(d, TENON_WIT_CHANGED, 0, WIT_DIFF_PATCH,
                 TEXT(b->deprecated.len ? "%.*s is deprecated now"
                                        : "%.*s is no longer deprecated",
                      TN_STR_ARG(label)));
}
