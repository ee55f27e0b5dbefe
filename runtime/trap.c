/* Reporting of guest traps, with a backtrace through component boundaries. */
#include "runtime/runtime.h"

enum { MAX_FRAMES = 32 };

static void note_frame(tenon_context *ctx,
                       tn_diag *diag,
                       size_t i,
                       const in_frame_info *frame) {
    if (!frame->instance)
        tn_note(ctx, diag, TN_NO_SPAN, "%zu: a component boundary", i);
    else if (frame->name.len)
        tn_note(ctx, diag, TN_NO_SPAN, "%zu: %.*s (core function %u)", i,
                TN_STR_ARG(frame->name), (unsigned)frame->func_index);
    else
        tn_note(ctx, diag, TN_NO_SPAN, "%zu: core function %u", i,
                (unsigned)frame->func_index);
}

tenon_status rt_report_trap(tenon_store *store) {
    tenon_context *ctx = store->ctx;
    store->poisoned = true;
    const char *text = in_thread_trap_text(store->thread);
    tn_diag *diag =
        tn_error(ctx, DIAG_RUN_TRAP, TN_NO_SPAN, "the guest trapped: %s", text);
    in_frame_info frames[MAX_FRAMES];
    size_t count = in_thread_backtrace(store->thread, frames, MAX_FRAMES);
    for (size_t i = 0; i < count; i++)
        note_frame(ctx, diag, i, &frames[i]);
    return TENON_TRAP;
}
