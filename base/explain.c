/* Explanations of diagnostics: explain.def beside diag.def. */
#include "tenon/explain.h"

#include <stdlib.h>

#include "base/diag.h"

static const char *const texts[DIAG_COUNT] = {
#define EXPLAIN(name, text) [DIAG_##name] = text,
#include "base/explain.def"
};

const char *tn_diag_explanation(tn_diag_id id) {
    return texts[id] ? texts[id] : "";
}

size_t tenon_explanation_count(void) {
    return DIAG_COUNT;
}

tenon_explanation tenon_explanation_at(size_t index) {
    tn_assert(index < DIAG_COUNT);
    tn_diag_id id = (tn_diag_id)index;
    tenon_explanation out = {.code = tn_diag_code(id),
                             .title = tn_diag_title(id),
                             .text = tn_diag_explanation(id)};
    tn_diag_name(out.name, id);
    return out;
}

/* The number of "E0301", "e301", "301"; -1: it is none. */
static long parse_code(const char *code) {
    const char *digits = code + (*code && strchr("EeWw", *code));
    size_t len = strspn(digits, "0123456789");
    if (len == 0 || len > 4 || digits[len])
        return -1;
    return strtol(digits, NULL, 10);
}

bool tenon_explain(tenon_explanation *out, const char *code) {
    long wanted = parse_code(code);
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        *out = tenon_explanation_at(i);
        if (parse_code(out->code) == wanted || strcmp(out->name, code) == 0)
            return true;
    }
    return false;
}
