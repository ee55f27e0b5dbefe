/* Canonical definitions (Binary.md, canon). canon.def drives the reading. */
#include "component/decode.h"

typedef enum shape {
    SHAPE_LIFT,
    SHAPE_LOWER,
    SHAPE_TYPE,
    SHAPE_TYPE_OPTS,
    SHAPE_TYPE_ASYNC,
    SHAPE_ASYNC,
    SHAPE_CANCEL,
    SHAPE_CANCEL_MEM,
    SHAPE_NONE,
    SHAPE_RESULT_OPTS,
    SHAPE_CONTEXT,
    SHAPE_OPTS,
    SHAPE_NEW_INDIRECT
} shape;

static const struct {
    uint8_t code;
    shape shape;
} rows[] = {
#define CANON(NAME, code, text, shape, feature) {code, SHAPE_##shape},
#include "component/canon.def"
};

static bool read_option(tn_reader *r, bin_canon_opts *out) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "canonical option"))
        return false;
    out->codes[out->code_count++] = code;
    switch (code) {
#define CANON_ENCODING(code, text)          \
    case code:                              \
        out->encoding = (bin_encoding)code; \
        return true;
#define CANON_FLAG(code, text, field) \
    case code:                        \
        out->field = true;            \
        return true;
#define CANON_INDEX(code, text, sort, field) \
    case code:                               \
        out->has_##field = true;             \
        return tn_read_u32(r, &out->field, text " index");
#include "component/canon_opt.def"
    case 0x08:
    case 0x09:
        return bin_unsupported(r, r->pos - 1, "GC canonical options");
    default:
        return bin_bad_byte(r, code, "canonical option");
    }
}

static bool read_options(tn_reader *r, bin_canon_opts *out) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_CANON_OPTS, "number of options"))
        return false;
    while (count--) {
        if (!read_option(r, out))
            return false;
    }
    return true;
}

/* The second byte of lift and lower: the sort func. */
static bool read_zero(tn_reader *r) {
    uint8_t byte = 0;
    if (!tn_read_u8(r, &byte, "sort of canonical function"))
        return false;
    return byte == 0 || bin_bad_byte(r, byte, "canonical function");
}

static bool read_shape(tn_reader *r, bin_canon *out, shape kind) {
    switch (kind) {
    case SHAPE_LIFT:
        return read_zero(r) &&
               tn_read_u32(r, &out->func, "core function index") &&
               read_options(r, &out->opts) &&
               tn_read_u32(r, &out->type, "type index");
    case SHAPE_LOWER:
        return read_zero(r) && tn_read_u32(r, &out->func, "function index") &&
               read_options(r, &out->opts);
    case SHAPE_TYPE:
        return tn_read_u32(r, &out->type, "type index");
    case SHAPE_TYPE_OPTS:
        return tn_read_u32(r, &out->type, "type index") &&
               read_options(r, &out->opts);
    case SHAPE_TYPE_ASYNC:
        return tn_read_u32(r, &out->type, "type index") &&
               bin_read_flag(r, &out->flag, "async?");
    case SHAPE_ASYNC:
        return bin_read_flag(r, &out->flag, "async?");
    case SHAPE_CANCEL:
        return bin_read_flag(r, &out->flag, "cancellable?");
    case SHAPE_CANCEL_MEM:
        return bin_read_flag(r, &out->flag, "cancellable?") &&
               tn_read_u32(r, &out->imm, "memory index");
    case SHAPE_NONE:
        return true;
    case SHAPE_RESULT_OPTS:
        return bin_read_result(r, &out->has_result, &out->result) &&
               read_options(r, &out->opts);
    case SHAPE_CONTEXT:
        return bin_read_core_valtype(r, &out->core_type) &&
               tn_read_u32(r, &out->imm, "context slot");
    case SHAPE_OPTS:
        return read_options(r, &out->opts);
    case SHAPE_NEW_INDIRECT:
        return tn_read_u32(r, &out->type, "core type index") &&
               tn_read_u32(r, &out->imm, "table index");
    }
    return false;
}

bool bin_read_canon(tn_reader *r, bin_canon *out) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "canonical function"))
        return false;
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        if (rows[i].code != code)
            continue;
        out->op = (bin_canon_op)code;
        return read_shape(r, out, rows[i].shape);
    }
    if (code >= 0x40 && code <= 0x42)
        return bin_unsupported(r, r->pos - 1, "shared-everything threads");
    return bin_bad_byte(r, code, "canonical function");
}
