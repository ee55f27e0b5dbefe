/*
 * The instruction decoder (Core specification 5.4 "Instructions" and 5.3.4
 * "Value Types"). Checks form only; what an index means is not known here.
 */
#include "core/opcode.h"

#include "base/limits.h"

/* clang-format off */
#define I CORE_I32
#define L CORE_I64
#define F CORE_F32
#define D CORE_F64
#define A CORE_SIG_ADDRESS
#define SIG(a, b, c, r) false, {a, b, c}, (a != 0) + (b != 0) + (c != 0), r
#define SPECIAL true, {0, 0, 0}, 0, 0
/* clang-format on */

const core_op_info core_ops[CORE_OP_COUNT] = {
#define OP(prefix, code, name, text, imm, sig, feature) \
    [CORE_OP_##name] = {text, CORE_IMM_##imm, CORE_FEATURE_##feature, sig},
#include "core/opcode.def"
};

#undef I
#undef L
#undef F
#undef D
#undef A

bool core_unsupported(tn_reader *r, size_t from, const char *feature) {
    if (r->failed)
        return false;
    r->failed = true;
    tn_error(r->ctx, DIAG_CORE_UNSUPPORTED, tn_reader_since(r, from),
             "%s is not supported yet", feature);
    return false;
}

/* Most numbers in code are below 128. */
static inline bool read_index(tn_reader *r, uint32_t *out, const char *what) {
    if (TN_LIKELY(r->pos < r->len && r->data[r->pos] < 0x80)) {
        *out = r->data[r->pos++];
        return true;
    }
    return tn_read_u32(r, out, what);
}

static inline bool read_i32(tn_reader *r, uint64_t *out) {
    if (TN_LIKELY(r->pos < r->len && r->data[r->pos] < 0x40)) {
        *out = r->data[r->pos++];
        return true;
    }
    int32_t value = 0;
    if (!tn_read_s32(r, &value, "i32 constant"))
        return false;
    *out = (uint32_t)value;
    return true;
}

static bool read_i64(tn_reader *r, uint64_t *out) {
    int64_t value = 0;
    if (!tn_read_s64(r, &value, "i64 constant"))
        return false;
    *out = (uint64_t)value;
    return true;
}

/* True when code is that of an abstract heap type (5.3.3). */
static bool is_abstract_heap(uint8_t code) {
    return (code >= 0x69 && code <= 0x74);
}

/* A heap type: an abstract one, or a type index. */
static bool read_heap_type(uint32_t *out, tn_reader *r) {
    size_t from = r->pos;
    if (r->pos < r->len && is_abstract_heap(r->data[r->pos])) {
        *out = r->data[r->pos++];
        return true;
    }
    int64_t index = 0;
    if (!tn_read_s33(r, &index, "heap type"))
        return false;
    if (index < 0 || index >= TN_MAX_TYPES)
        return tn_reader_fail(r, from, "malformed heap type");
    *out = (uint32_t)index + CORE_HEAP_INDEX;
    return true;
}

bool core_valtype_read(core_valtype *out, tn_reader *r) {
    size_t from = r->pos;
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "value type"))
        return false;
    if (code >= CORE_V128 && code <= CORE_I32) {
        *out = code;
        return true;
    }
    if (is_abstract_heap(code)) {
        *out = CORE_REF_NULL | (uint32_t)code << 8;
        return true;
    }
    if (code != CORE_REF && code != CORE_REF_NULL)
        return tn_reader_fail(r, from, "malformed value type 0x%02x", code);
    uint32_t heap = 0;
    if (!read_heap_type(&heap, r))
        return false;
    *out = code | heap << 8;
    return true;
}

/* A block type (5.4.1): value is CORE_BLOCK_EMPTY, a type index, or -1. */
bool core_block_type_read(core_instr *out, tn_reader *r) {
    if (r->pos < r->len) {
        uint8_t code = r->data[r->pos];
        if (code == 0x40) {
            r->pos++;
            out->value = (uint64_t)(int64_t)CORE_BLOCK_EMPTY;
            return true;
        }
        if ((code & 0xc0) == 0x40) {
            out->value = (uint64_t)-1;
            return core_valtype_read(&out->type, r);
        }
    }
    size_t from = r->pos;
    int64_t index = 0;
    if (!tn_read_s33(r, &index, "block type"))
        return false;
    if (index < 0)
        return tn_reader_fail(r, from, "malformed block type");
    out->value = (uint64_t)index;
    return true;
}

/* A memory argument (5.4.6): bit 6 of the alignment says that an index is. */
bool core_memarg_read(core_instr *out, tn_reader *r) {
    size_t from = r->pos;
    if (!read_index(r, &out->a, "alignment"))
        return false;
    if (out->a >= 0x80)
        return tn_reader_fail(r, from, "malformed memop flags");
    out->b = 0;
    if (out->a & 0x40) {
        out->a &= 0x3f;
        if (!read_index(r, &out->b, "memory index"))
            return false;
    }
    if (TN_LIKELY(r->pos < r->len && r->data[r->pos] < 0x80)) {
        out->value = r->data[r->pos++];
        return true;
    }
    return tn_read_u64(r, &out->value, "offset");
}

static bool skip_labels(core_instr *out, tn_reader *r) {
    if (!tn_read_count(r, &out->a, UINT32_MAX - 1, "label count"))
        return false;
    out->vector = r->pos;
    for (uint64_t i = 0; i <= out->a; i++) {
        uint32_t label = 0;
        if (!read_index(r, &label, "label"))
            return false;
    }
    return true;
}

static bool skip_types(core_instr *out, tn_reader *r) {
    if (!tn_read_count(r, &out->a, UINT32_MAX, "type count"))
        return false;
    out->vector = r->pos;
    for (uint32_t i = 0; i < out->a; i++) {
        core_valtype type = 0;
        if (!core_valtype_read(&type, r))
            return false;
    }
    return true;
}

static bool read_float32(core_instr *out, tn_reader *r) {
    uint32_t bits = 0;
    if (!tn_read_fixed32(r, &bits, "f32 constant"))
        return false;
    out->value = bits;
    return true;
}

static bool read_immediates(core_instr *out, tn_reader *r) {
    switch ((core_immediate)core_ops[out->op].immediate) {
    case CORE_IMM_NONE:
        return true;
    case CORE_IMM_BLOCK:
        return core_block_type_read(out, r);
    case CORE_IMM_INDEX:
        return read_index(r, &out->a, "index");
    case CORE_IMM_INDEX2:
        return read_index(r, &out->a, "index") &&
               read_index(r, &out->b, "index");
    case CORE_IMM_MEMARG:
        return core_memarg_read(out, r);
    case CORE_IMM_I32:
        return read_i32(r, &out->value);
    case CORE_IMM_I64:
        return read_i64(r, &out->value);
    case CORE_IMM_F32:
        return read_float32(out, r);
    case CORE_IMM_F64:
        return tn_read_fixed64(r, &out->value, "f64 constant");
    case CORE_IMM_LABELS:
        return skip_labels(out, r);
    case CORE_IMM_TYPES:
        return skip_types(out, r);
    case CORE_IMM_HEAP_TYPE: {
        uint32_t heap = 0;
        if (!read_heap_type(&heap, r))
            return false;
        out->type = CORE_REF_NULL | heap << 8;
        return true;
    }
    case CORE_IMM_CATCHES:
        return core_unsupported(r, out->start, "exception handling");
    case CORE_IMM_UNKNOWN:
        break;
    }
    return tn_reader_fail(r, out->start, "illegal opcode");
}

/* Instructions of a prefix: 0xfc is ours, others are features to come. */
static bool read_prefixed(core_instr *out, uint8_t prefix, tn_reader *r) {
    uint32_t code = 0;
    if (!tn_read_u32(r, &code, "opcode"))
        return false;
    if (prefix == 0xfb)
        return core_unsupported(r, out->start, "garbage collection");
    if (prefix == 0xfd)
        return core_unsupported(r, out->start, "SIMD");
    if (prefix == 0xfe)
        return core_unsupported(r, out->start, "the threads proposal");
    if (code >= CORE_OP_COUNT - 0x100)
        return tn_reader_fail(r, out->start, "illegal opcode 0xfc %u", code);
    out->op = (core_op)(0x100 + code);
    return read_immediates(out, r);
}

bool core_instr_read(core_instr *out, tn_reader *r) {
    uint8_t code = 0;
    out->start = r->pos;
    if (!tn_read_u8(r, &code, "instruction"))
        return false;
    if (TN_UNLIKELY(code >= 0xfb && code <= 0xfe))
        return read_prefixed(out, code, r);
    out->op = (core_op)code;
    if (core_ops[code].immediate == CORE_IMM_UNKNOWN)
        return tn_reader_fail(r, out->start, "illegal opcode 0x%02x", code);
    return read_immediates(out, r);
}

bool core_expr_skip(size_t *start, size_t *end, tn_reader *r) {
    *start = r->pos;
    size_t depth = 1;
    while (depth) {
        core_instr instr;
        if (!core_instr_read(&instr, r))
            return false;
        if (core_ops[instr.op].immediate == CORE_IMM_BLOCK)
            depth++;
        else if (instr.op == CORE_OP_END)
            depth--;
    }
    *end = r->pos;
    return true;
}
