/* Core modules: decoding, validation, and translation of every function. */
#include <stdint.h>

#include "base/context.h"
#include "interpreter/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct subject {
    tenon_context *ctx;
    core_module *module;
    in_code *code;
} subject;

static void check(subject *s, const uint8_t *data, size_t size) {
    if (!core_module_decode(&s->module, s->ctx, data, size, 0) ||
        !in_code_new(&s->code, s->ctx, s->module)) {
        tn_assert(tenon_diagnostic_count(s->ctx, TENON_SEVERITY_ERROR));
        return;
    }
    for (uint32_t i = 0; i < s->code->fn_count; i++)
        if (!in_fn_translate(&s->code->fns[i]))
            return;
    for (uint32_t i = 0; i < s->module->func_count; i += 7)
        (void)core_module_func_name(s->module, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    subject s = {0};
    if (tenon_context_new(&s.ctx, NULL) != TENON_OK)
        return 0;
    tn_guard guard;
    if (TN_GUARD(s.ctx, &guard))
        check(&s, data, size);
    tn_guard_leave(s.ctx, &guard);
    in_code_free(s.code);
    core_module_free(s.module);
    tenon_context_free(s.ctx);
    return 0;
}
