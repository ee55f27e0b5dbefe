/* The public functions of tenon/wit_diff.h, and the arithmetic of versions. */
#include "types/name.h"
#include "wit/diff.h"

struct tenon_wit_diff {
    tn_arena arena;
    tenon_context *ctx;
    const tenon_wit_change *changes;
    size_t count;
    tenon_wit_package_change *packages;
    size_t package_count;
    tenon_wit_step step;
};

const char *tenon_wit_step_text(tenon_wit_step step) {
    static const char *const texts[] = {"none", "patch", "minor", "major"};
    return (unsigned)step < TN_COUNT_OF(texts) ? texts[step] : "none";
}

/* semver.org 4 and 8; what 0.y and 0.0.z promise is what Component Model
 * tools make of them (Explainer.md, "canonversion"). */
static tenon_wit_step step_for(wit_weight weight, const ty_semver *version) {
    static const tenon_wit_step stable[] = {
        TENON_WIT_STEP_NONE, TENON_WIT_STEP_PATCH, TENON_WIT_STEP_MINOR,
        TENON_WIT_STEP_MAJOR};
    static const tenon_wit_step early[] = {
        TENON_WIT_STEP_NONE, TENON_WIT_STEP_PATCH, TENON_WIT_STEP_PATCH,
        TENON_WIT_STEP_MINOR};
    if (!version || (version->major > 0 && version->pre.len == 0))
        return stable[weight];
    if (version->minor > 0 && version->pre.len == 0)
        return early[weight];
    return weight == WIT_DIFF_NONE ? TENON_WIT_STEP_NONE : TENON_WIT_STEP_PATCH;
}

static tenon_wit_step step_between(const ty_semver *a, const ty_semver *b) {
    if (ty_semver_cmp(b, a) <= 0)
        return TENON_WIT_STEP_NONE;
    if (a->major != b->major)
        return TENON_WIT_STEP_MAJOR;
    return a->minor != b->minor ? TENON_WIT_STEP_MINOR : TENON_WIT_STEP_PATCH;
}

static const char *next_version(tn_arena *arena,
                                const ty_semver *v,
                                tenon_wit_step step) {
    unsigned long long major = v->major, minor = v->minor, patch = v->patch;
    if (v->pre.len)
        return NULL;
    if (step == TENON_WIT_STEP_MAJOR)
        major++, minor = 0, patch = 0;
    else if (step == TENON_WIT_STEP_MINOR)
        minor++, patch = 0;
    else if (step == TENON_WIT_STEP_PATCH)
        patch++;
    return tn_arena_printf(arena, "%llu.%llu.%llu", major, minor, patch).p;
}

/* The versions of a package, as far as it has any. */
typedef struct version_pair {
    ty_semver before, after;
    bool has_before, has_after;
} version_pair;

static version_pair versions_of(const wit_diff_pair *pair) {
    version_pair v = {0};
    if (pair->before)
        v.has_before = ty_semver_parse(&v.before, pair->before->version);
    if (pair->after)
        v.has_after = ty_semver_parse(&v.after, pair->after->version);
    return v;
}

static void weigh(tenon_wit_diff *out, const wit_diff *d) {
    for (size_t i = 0; i < d->changes.len; i++) {
        tenon_wit_change *change = &d->changes.data[i];
        version_pair v = versions_of(&d->pairs.data[change->package]);
        tenon_wit_package_change *package = &out->packages[change->package];
        change->step =
            step_for((wit_weight)change->step, v.has_before ? &v.before : NULL);
        if (change->step > package->step)
            package->step = change->step;
        if (change->step > out->step)
            out->step = change->step;
    }
}

static void finish(tenon_wit_diff *out, const wit_diff *d) {
    out->packages =
        TN_NEW_ARRAY(&out->arena, tenon_wit_package_change, d->pairs.len);
    out->package_count = d->pairs.len;
    weigh(out, d);
    for (size_t i = 0; i < d->pairs.len; i++) {
        const wit_diff_pair *pair = &d->pairs.data[i];
        tenon_wit_package_change *package = &out->packages[i];
        version_pair v = versions_of(pair);
        if (pair->before)
            package->before = tn_arena_copy(&out->arena, pair->before->id).p;
        if (pair->after)
            package->after = tn_arena_copy(&out->arena, pair->after->id).p;
        if (v.has_before && v.has_after)
            package->taken = step_between(&v.before, &v.after);
        if (v.has_before)
            package->next_version =
                next_version(&out->arena, &v.before, package->step);
    }
    out->changes = d->changes.data;
    out->count = d->changes.len;
}

static void compare(tenon_wit_diff *out,
                    tn_arena *scratch,
                    const tenon_wit *before,
                    const tenon_wit *after,
                    const tenon_wit_diff_options *options) {
    wit_diff d;
    wit_diff_init(&d, out->ctx, &out->arena, scratch);
    if (options->old_world) {
        wit_diff_two_worlds(&d, options->old_world, options->new_world);
    } else {
        wit_diff_find_pairs(&d, before, after, options->with_deps);
        wit_diff_packages(&d);
    }
    finish(out, &d);
}

static tenon_status make(tenon_wit_diff **out,
                         const tenon_wit *before,
                         const tenon_wit *after,
                         const tenon_wit_diff_options *options) {
    tenon_context *ctx = before->ctx;
    tn_arena arena, scratch;
    tn_context_arena(ctx, &arena);
    tn_context_arena(ctx, &scratch);
    tenon_wit_diff *diff = tn_alloc(&ctx->allocator, sizeof *diff);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (diff) {
        *diff = (tenon_wit_diff){.arena = arena, .ctx = ctx};
        if (TN_GUARD(ctx, &guard)) {
            compare(diff, &scratch, before, after, options);
            status = TENON_OK;
        }
        tn_guard_leave(ctx, &guard);
    }
    tn_arena_release(&scratch);
    if (status == TENON_OK)
        *out = diff;
    else
        tenon_wit_diff_free(diff);
    return status;
}

/* With the other one, or neither. */
static bool is_world_of(const wit_world *world,
                        const tenon_wit *wit,
                        const wit_world *other) {
    return world ? other && world->package->resolve == wit : !other;
}

tenon_status tenon_wit_diff_new_as(tenon_wit_diff **out,
                                   const tenon_wit *before,
                                   const tenon_wit *after,
                                   const tenon_wit_diff_options *options) {
    static const tenon_wit_diff_options defaults = TENON_WIT_DIFF_OPTIONS_INIT;
    *out = NULL;
    if (!options)
        options = &defaults;
    if (before->ctx != after->ctx || before->partial || after->partial ||
        options->struct_size != sizeof *options ||
        !is_world_of(options->old_world, before, options->new_world) ||
        !is_world_of(options->new_world, after, options->old_world))
        return TENON_MISUSE;
    return make(out, before, after, options);
}

tenon_status tenon_wit_diff_new(tenon_wit_diff **out,
                                const tenon_wit *before,
                                const tenon_wit *after) {
    return tenon_wit_diff_new_as(out, before, after, NULL);
}

void tenon_wit_diff_free(tenon_wit_diff *diff) {
    if (!diff)
        return;
    const tenon_allocator *allocator = diff->arena.allocator;
    tn_arena_release(&diff->arena);
    tn_free(allocator, diff, sizeof *diff);
}

size_t tenon_wit_diff_count(const tenon_wit_diff *diff) {
    return diff->count;
}

const tenon_wit_change *tenon_wit_diff_change(const tenon_wit_diff *diff,
                                              size_t index) {
    return index < diff->count ? &diff->changes[index] : NULL;
}

size_t tenon_wit_diff_package_count(const tenon_wit_diff *diff) {
    return diff->package_count;
}

const tenon_wit_package_change *tenon_wit_diff_package(
    const tenon_wit_diff *diff, size_t index) {
    return index < diff->package_count ? &diff->packages[index] : NULL;
}

tenon_wit_step tenon_wit_diff_step(const tenon_wit_diff *diff) {
    return diff->step;
}

tenon_wit_step tenon_wit_diff_step_taken(const tenon_wit_diff *diff) {
    return diff->packages[0].taken;
}

const char *tenon_wit_diff_next_version(const tenon_wit_diff *diff) {
    return diff->packages[0].next_version;
}

/* Checking */

/* "callers and implementers" */
static tn_str sides_text(tn_arena *arena, unsigned breaks) {
    static const struct {
        unsigned bit;
        const char *who;
    } sides[] = {{TENON_WIT_BREAKS_CALLERS, "callers"},
                 {TENON_WIT_BREAKS_IMPLEMENTERS, "implementers"},
                 {TENON_WIT_BREAKS_HOSTS, "hosts"},
                 {TENON_WIT_BREAKS_GUESTS, "guests"}};
    tn_str text = {0};
    for (size_t i = 0; i < TN_COUNT_OF(sides); i++) {
        if (!(breaks & sides[i].bit))
            continue;
        breaks &= ~sides[i].bit;
        text = tn_arena_printf(arena, "%.*s%s%s", TN_STR_ARG(text),
                               !text.len ? ""
                               : breaks  ? ", "
                                         : " and ",
                               sides[i].who);
    }
    return text;
}

static void report_change(const tenon_wit_diff *diff,
                          const tenon_wit_change *change) {
    tenon_context *ctx = diff->ctx;
    bool is_there = change->after.hi != 0;
    tn_diag *diag = tn_error(ctx, DIAG_WIT_CHANGE,
                             is_there ? change->after : change->before,
                             "%s: %s: this needs a %s step", change->where,
                             change->text, tenon_wit_step_text(change->step));
    if (change->breaks) {
        tn_str who = sides_text(&ctx->arena, change->breaks);
        tn_note(ctx, diag, TN_NO_SPAN, "it breaks %.*s", TN_STR_ARG(who));
    }
    if (is_there && change->before.hi)
        tn_note(ctx, diag, change->before, "it was here");
}

static bool is_too_much(const tenon_wit_change *change,
                        tenon_wit_step allowed,
                        unsigned sides) {
    return change->step > allowed || (change->breaks & sides);
}

static tenon_status check(const tenon_wit_diff *diff,
                          tenon_wit_step allowed,
                          unsigned sides) {
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(diff->ctx, &guard)) {
        bool ok = true;
        for (size_t i = 0; i < diff->count; i++) {
            if (!is_too_much(&diff->changes[i], allowed, sides))
                continue;
            report_change(diff, &diff->changes[i]);
            ok = false;
        }
        status = ok ? TENON_OK : TENON_INVALID;
    }
    tn_guard_leave(diff->ctx, &guard);
    return status;
}

tenon_status tenon_wit_diff_check(const tenon_wit_diff *diff,
                                  tenon_wit_step allowed) {
    return check(diff, allowed, 0);
}

tenon_status tenon_wit_diff_check_breaks(const tenon_wit_diff *diff,
                                         unsigned sides) {
    return check(diff, TENON_WIT_STEP_MAJOR, sides);
}
