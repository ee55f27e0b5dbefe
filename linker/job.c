/*
 * One public call: memory, inputs, output. Nothing outlives the call but the
 * output buffer and the diagnostics.
 */
#include "base/alloc.h"
#include "linker/linker.h"

static void release_job(link_job *job) {
    for (struct link_held *held = job->held; held; held = held->next) {
        core_module_free(held->module);
        bin_release(held->component);
        if (held->resolve)
            wit_resolve_free(held->resolve);
    }
    tn_arena_release(&job->scratch);
    tn_arena_release(&job->arena);
}

void link_drop_scratch(link_job *job) {
    tn_arena_release(&job->scratch);
    tn_context_arena(job->ctx, &job->scratch);
}

tenon_status link_run(link_job *job,
                      tenon_context *ctx,
                      tenon_buffer *out,
                      bool (*work)(link_job *job, void *args),
                      void *args) {
    *job = (link_job){.ctx = ctx, .out = out};
    *out = (tenon_buffer){.ctx = ctx};
    tn_context_arena(ctx, &job->arena);
    tn_context_arena(ctx, &job->scratch);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard))
        status = work(job, args) ? TENON_OK : TENON_INVALID;
    tn_guard_leave(ctx, &guard);
    release_job(job);
    if (status != TENON_OK)
        tenon_buffer_release(out);
    return status;
}

static struct link_held *hold(link_job *job) {
    struct link_held *held = TN_NEW(&job->arena, struct link_held);
    held->next = job->held;
    job->held = held;
    return held;
}

wit_resolve **link_hold_resolve(link_job *job) {
    return &hold(job)->resolve;
}

static tn_source *add_source(link_job *job, const tenon_input *input) {
    tn_str bytes = {(const char *)input->data, input->len};
    return tn_source_add(job->ctx, TN_SOURCE_BINARY, tn_str_from(input->path),
                         bytes);
}

core_module *link_read_module(link_job *job, const tenon_input *input) {
    tenon_file_kind kind = tenon_detect(input->data, input->len);
    if (kind != TENON_FILE_MODULE && kind != TENON_FILE_MODULE_WORLD) {
        tenon_report_kind(job->ctx, input, TENON_FILE_MODULE);
        return NULL;
    }
    const tn_source *source = add_source(job, input);
    if (!source)
        return NULL;
    struct link_held *held = hold(job);
    if (!core_module_decode(&held->module, job->ctx,
                            (const uint8_t *)source->bytes.p, source->bytes.len,
                            source->base)) {
        held->module = NULL;
        return NULL;
    }
    return link_check_module(held->module) ? held->module : NULL;
}

bool link_decode_component(link_job *job,
                           const uint8_t *bytes,
                           size_t len,
                           uint32_t span_base,
                           bin_component **out) {
    struct link_held *held = hold(job);
    if (!bin_decode(out, job->ctx, &job->arena, bytes, len, span_base))
        return false;
    held->component = *out;
    return bin_validate(*out);
}

bin_component *link_read_component(link_job *job, const tenon_input *input) {
    tenon_file_kind kind = tenon_detect(input->data, input->len);
    if (kind != TENON_FILE_COMPONENT) {
        tenon_report_kind(job->ctx, input, TENON_FILE_COMPONENT);
        return NULL;
    }
    const tn_source *source = add_source(job, input);
    bin_component *component;
    if (!source ||
        !link_decode_component(job, (const uint8_t *)source->bytes.p,
                               source->bytes.len, source->base, &component))
        return NULL;
    return component;
}

bool link_give(link_job *job, const uint8_t *data, size_t len) {
    tenon_buffer *out = job->out;
    out->data = tn_alloc(&job->ctx->allocator, len);
    if (!out->data)
        tn_out_of_memory(&job->ctx->guard);
    out->cap = out->len = len;
    memcpy(out->data, data, len);
    return true;
}

/* Decodes and validates what was encoded. */
static bool check_output(link_job *job, tn_str bytes) {
    const tn_source *source =
        tn_source_add(job->ctx, TN_SOURCE_BINARY, TN_STR("(output)"), bytes);
    bin_component *again;
    if (source && link_decode_component(job, (const uint8_t *)bytes.p,
                                        bytes.len, source->base, &again))
        return true;
    tn_diag *diag =
        tn_error(job->ctx, DIAG_LINK_OUTPUT, TN_NO_SPAN,
                 "the component that was made of this input is not valid");
    tn_note(job->ctx, diag, TN_NO_SPAN,
            "this is a bug of the linker; the errors before this one say what "
            "is wrong with its output");
    return false;
}

/* Only when something is wrong with it does it become a source, of which
 * diagnostics can tell. */
bool link_check_part(link_job *job,
                     const bin_component *part,
                     uint64_t *items) {
    tn_diag_mark before = tn_diag_mark_now(job->ctx);
    tn_writer bytes;
    bin_component *again;
    tn_writer_init(&bytes, &job->scratch);
    bin_encode(part, &bytes);
    bool ok =
        bin_decode(&again, job->ctx, &job->scratch, bytes.data, bytes.len, 0) &&
        bin_validate(again);
    bin_release(again);
    if (ok) {
        *items += again->items;
        return true;
    }
    tn_diag_rewind(job->ctx, &before);
    return check_output(job, tn_writer_str(&bytes));
}

bool link_encode_checked(link_job *job,
                         const bin_component *component,
                         tn_str *out) {
    tn_writer bytes;
    tn_writer_init(&bytes, &job->arena);
    bin_encode(component, &bytes);
    *out = tn_writer_str(&bytes);
    return check_output(job, *out);
}

bool link_finish(link_job *job, const bin_component *component) {
    tn_str bytes;
    return link_encode_checked(job, component, &bytes) &&
           link_give(job, (const uint8_t *)bytes.p, bytes.len);
}
