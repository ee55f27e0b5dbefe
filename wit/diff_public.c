/* The public functions of tenon/wit_diff.h, and the arithmetic of versions. */
#include "types/name.h"
#include "wit/diff.h"

struct tenon_wit_diff {
    tn_arena arena;
    const tenon_wit_change *changes;
    size_t count;
    tenon_wit_step step, taken;
    const char *next_version;
};

const char *tenon_wit_step_text(tenon_wit_step step) {
    static const char *const texts[] = {"none", "patch", "minor", "major"};
    return (unsigned)step < TN_COUNT_OF(texts) ? texts[step] : "none";
}

/* semver.org 4 and 8; what 0.y and 0.0.z promise is what Component Model
 * tools make of them (Explainer.md, "canonversion"). */
static tenon_wit_step step_for(wit_weight weight, const ty_semver *version) {
    static const tenon_wit_step stable[] = {
        TENON_WIT_STEP_PATCH, TENON_WIT_STEP_MINOR, TENON_WIT_STEP_MAJOR};
    static const tenon_wit_step early[] = {
        TENON_WIT_STEP_PATCH, TENON_WIT_STEP_PATCH, TENON_WIT_STEP_MINOR};
    if (!version || (version->major > 0 && version->pre.len == 0))
        return stable[weight];
    if (version->minor > 0 && version->pre.len == 0)
        return early[weight];
    return TENON_WIT_STEP_PATCH;
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

static void finish(tenon_wit_diff *out, const wit_diff *d) {
    ty_semver old_version, new_version;
    bool has_old = ty_semver_parse(&old_version, d->before->version);
    bool has_new = ty_semver_parse(&new_version, d->after->version);
    for (size_t i = 0; i < d->changes.len; i++) {
        tenon_wit_change *change = &d->changes.data[i];
        change->step =
            step_for((wit_weight)change->step, has_old ? &old_version : NULL);
        if (change->step > out->step)
            out->step = change->step;
    }
    out->changes = d->changes.data;
    out->count = d->changes.len;
    if (has_old && has_new)
        out->taken = step_between(&old_version, &new_version);
    if (has_old)
        out->next_version = next_version(&out->arena, &old_version, out->step);
}

static void compare(tenon_wit_diff *out,
                    tn_arena *scratch,
                    const tenon_wit *before,
                    const tenon_wit *after) {
    wit_diff d = {.arena = &out->arena,
                  .scratch = scratch,
                  .before = before->main,
                  .after = after->main};
    wit_diff_packages(&d);
    finish(out, &d);
}

tenon_status tenon_wit_diff_new(tenon_wit_diff **out,
                                const tenon_wit *before,
                                const tenon_wit *after) {
    *out = NULL;
    tenon_context *ctx = before->ctx;
    if (after->ctx != ctx)
        return TENON_MISUSE;
    tn_arena arena, scratch;
    tn_context_arena(ctx, &arena);
    tn_context_arena(ctx, &scratch);
    tenon_wit_diff *diff = tn_alloc(&ctx->allocator, sizeof *diff);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (diff) {
        *diff = (tenon_wit_diff){.arena = arena};
        if (TN_GUARD(ctx, &guard)) {
            compare(diff, &scratch, before, after);
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

tenon_wit_step tenon_wit_diff_step(const tenon_wit_diff *diff) {
    return diff->step;
}

tenon_wit_step tenon_wit_diff_step_taken(const tenon_wit_diff *diff) {
    return diff->taken;
}

const char *tenon_wit_diff_next_version(const tenon_wit_diff *diff) {
    return diff->next_version;
}
