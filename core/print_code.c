/*
 * Instructions in the text format (Core specification 6.5), one per line and
 * not folded, or in a row as constant expressions. Blocks are counted, never
 * followed by recursion. Code is decoded on the way; what it means is not
 * looked at, so an index may be one of nothing.
 */
#include "base/limits.h"
#include "core/opcode.h"
#include "core/printer.h"

/* Immediates */

static void put_index(core_code *c, core_name_kind kind, uint32_t index) {
    tn_sexpr_put(c->s, " ");
    core_put_index(c->p, kind, index);
}

static void put_unless_zero(core_code *c, core_name_kind kind, uint32_t index) {
    if (index)
        put_index(c, kind, index);
}

static void put_local(core_code *c, uint32_t index) {
    tn_sexpr_put(c->s, " ");
    tn_sexpr_index(c->s, &c->p->locals, index);
}

static void put_one_index(core_code *c, const core_instr *i) {
    switch (i->op) {
    case CORE_OP_BR:
    case CORE_OP_BR_IF:
    case CORE_OP_BR_ON_NULL:
    case CORE_OP_BR_ON_NON_NULL:
        core_put_label(c->p, i->a, c->depth);
        break;
    case CORE_OP_LOCAL_GET:
    case CORE_OP_LOCAL_SET:
    case CORE_OP_LOCAL_TEE:
        put_local(c, i->a);
        break;
    case CORE_OP_GLOBAL_GET:
    case CORE_OP_GLOBAL_SET:
        put_index(c, CORE_NAME_GLOBAL, i->a);
        break;
    case CORE_OP_MEMORY_SIZE:
    case CORE_OP_MEMORY_GROW:
    case CORE_OP_MEMORY_FILL:
        put_unless_zero(c, CORE_NAME_MEMORY, i->a);
        break;
    case CORE_OP_TABLE_GET:
    case CORE_OP_TABLE_SET:
    case CORE_OP_TABLE_GROW:
    case CORE_OP_TABLE_SIZE:
    case CORE_OP_TABLE_FILL:
        put_index(c, CORE_NAME_TABLE, i->a);
        break;
    case CORE_OP_CALL_REF:
    case CORE_OP_RETURN_CALL_REF:
        put_index(c, CORE_NAME_TYPE, i->a);
        break;
    case CORE_OP_THROW:
        put_index(c, CORE_NAME_TAG, i->a);
        break;
    case CORE_OP_DATA_DROP:
        put_index(c, CORE_NAME_DATA, i->a);
        break;
    case CORE_OP_ELEM_DROP:
        put_index(c, CORE_NAME_ELEM, i->a);
        break;
    default: /* CALL RETURN_CALL REF_FUNC */
        put_index(c, CORE_NAME_FUNC, i->a);
        break;
    }
}

/* Copies name both sides, or none. */
static void put_copy(core_code *c, core_name_kind kind, const core_instr *i) {
    if (i->a || i->b) {
        put_index(c, kind, i->a);
        put_index(c, kind, i->b);
    }
}

/* In the binary the memory or table comes last. */
static void put_two_indices(core_code *c, const core_instr *i) {
    switch (i->op) {
    case CORE_OP_MEMORY_INIT:
        put_unless_zero(c, CORE_NAME_MEMORY, i->b);
        put_index(c, CORE_NAME_DATA, i->a);
        break;
    case CORE_OP_TABLE_INIT:
        put_unless_zero(c, CORE_NAME_TABLE, i->b);
        put_index(c, CORE_NAME_ELEM, i->a);
        break;
    case CORE_OP_MEMORY_COPY:
        put_copy(c, CORE_NAME_MEMORY, i);
        break;
    case CORE_OP_TABLE_COPY:
        put_copy(c, CORE_NAME_TABLE, i);
        break;
    default: /* CALL_INDIRECT RETURN_CALL_INDIRECT */
        put_unless_zero(c, CORE_NAME_TABLE, i->b);
        tn_sexpr_put(c->s, " ");
        core_print_typeuse(&c->p->types, i->a);
        break;
    }
}

/* natural: log 2 of the alignment that is not shown. */
static void put_memarg(core_code *c, const core_instr *i, uint32_t natural) {
    put_unless_zero(c, CORE_NAME_MEMORY, i->b);
    if (i->value) {
        tn_sexpr_put(c->s, " offset=");
        tn_sexpr_number(c->s, i->value);
    }
    if (i->a != natural) {
        tn_sexpr_put(c->s, " align=");
        tn_sexpr_number(c->s, (uint64_t)1 << i->a);
    }
}

static uint32_t natural_align(core_op op) {
    static const uint8_t aligns[] = {2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1,
                                     2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2};
    return aligns[op - CORE_OP_I32_LOAD];
}

/* A vector of the instruction that was just read. */
static tn_reader vector_of(const core_code *c, const core_instr *i) {
    tn_reader r = c->r;
    r.pos = i->vector;
    return r;
}

static void put_labels(core_code *c, const core_instr *i) {
    tn_reader r = vector_of(c, i);
    for (uint64_t k = 0; k <= i->a; k++) {
        uint32_t index = 0;
        (void)!tn_read_u32(&r, &index, "label");
        core_put_label(c->p, index, c->depth);
    }
}

static void put_select_types(core_code *c, const core_instr *i) {
    tn_reader r = vector_of(c, i);
    tn_sexpr_put(c->s, " ");
    tn_sexpr_open(c->s, "result");
    for (uint32_t k = 0; k < i->a; k++) {
        core_valtype type = 0;
        (void)!core_valtype_read(&type, &r);
        tn_sexpr_put(c->s, " ");
        core_print_valtype(&c->p->types, type);
    }
    tn_sexpr_close(c->s);
}

/* Blocks */

static void put_block_type(core_code *c, const core_instr *i) {
    int64_t type = (int64_t)i->value;
    if (type == CORE_BLOCK_EMPTY)
        return;
    if (type < 0) {
        core_print_valtypes(&c->p->types, "result", &i->type, 1);
        return;
    }
    tn_sexpr_put(c->s, " ");
    core_put_typeuse(c->p, (uint32_t)type);
}

static tn_item_name put_block(core_code *c, const core_instr *i) {
    tn_item_name name = core_take_label(&c->labels);
    if (name.text.p) {
        tn_sexpr_put(c->s, " ");
        tn_sexpr_item_name(c->s, &name);
    }
    put_block_type(c, i);
    return name;
}

/* In a row a comment would hide what follows. */
static void enter_block(core_code *c, tn_item_name name) {
    c->depth++;
    tn_vec_push(c->s->out->arena, &c->p->labels, name);
    if (name.text.p || c->in_row)
        return;
    tn_sexpr_put(c->s, " ;; label = @");
    tn_sexpr_number(c->s, c->depth);
}

/* Begins an instruction that stands at a depth of blocks. */
static void begin(core_code *c, uint32_t depth, const char *text) {
    c->s->extra = depth;
    if (!c->in_row)
        tn_sexpr_line(c->s);
    else if (c->count)
        tn_sexpr_put(c->s, " ");
    c->count++;
    tn_sexpr_put(c->s, text);
}

static bool put_else(core_code *c, const core_instr *i) {
    if (c->depth == 0)
        return tn_reader_fail(&c->r, i->start, "`else` without `if`");
    begin(c, c->depth - 1, "else");
    return true;
}

static void put_end(core_code *c) {
    begin(c, c->depth - 1, "end");
    c->depth--;
    c->p->labels.len--;
}

/* Labels of the handlers do not count the block itself. */
static bool put_catches(core_code *c) {
    static const char *const words[] = {"catch", "catch_ref", "catch_all",
                                        "catch_all_ref"};
    uint32_t count = 0, tag = 0, label = 0;
    uint8_t kind = 0;
    if (!tn_read_count(&c->r, &count, UINT32_MAX, "number of handlers"))
        return false;
    while (count--) {
        if (!tn_read_u8(&c->r, &kind, "handler"))
            return false;
        if (kind > 3)
            return tn_reader_fail(&c->r, c->r.pos - 1, "malformed handler");
        if ((kind < 2 && !tn_read_u32(&c->r, &tag, "tag index")) ||
            !tn_read_u32(&c->r, &label, "label"))
            return false;
        tn_sexpr_put(c->s, " ");
        tn_sexpr_open(c->s, words[kind]);
        if (kind < 2)
            put_index(c, CORE_NAME_TAG, tag);
        core_put_label(c->p, label, c->depth);
        tn_sexpr_close(c->s);
    }
    return true;
}

static bool put_try_table(core_code *c) {
    core_instr i = {.op = CORE_OP_TRY_TABLE, .start = c->r.pos++};
    if (!core_block_type_read(&i, &c->r))
        return false;
    begin(c, c->depth, "try_table");
    tn_item_name name = put_block(c, &i);
    if (!put_catches(c))
        return false;
    enter_block(c, name);
    return true;
}

/* Instructions that are printed but not run */

typedef enum print_immediate {
    PRINT_NONE,
    PRINT_LANE,
    PRINT_MEMARG,
    PRINT_MEMARG_LANE,
    PRINT_V128,
    PRINT_LANES,
    PRINT_ZERO
} print_immediate;

typedef struct print_op {
    uint8_t prefix;
    uint16_t code;
    const char *text;
    print_immediate immediate;
    uint8_t align;
} print_op;

static const print_op print_ops[] = {
#define PRINT_OP(prefix, code, text, immediate, align) \
    {prefix, code, text, PRINT_##immediate, align},
#include "core/opcode_print.def"
};

static const print_op *find_print_op(uint8_t prefix, uint32_t code) {
    size_t low = 0, high = TN_COUNT_OF(print_ops);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const print_op *op = &print_ops[middle];
        if (op->prefix == prefix && op->code == code)
            return op;
        if (op->prefix < prefix || (op->prefix == prefix && op->code < code))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool put_lanes(core_code *c, unsigned count) {
    for (unsigned k = 0; k < count; k++) {
        uint8_t lane = 0;
        if (!tn_read_u8(&c->r, &lane, "lane"))
            return false;
        tn_sexpr_put(c->s, " ");
        tn_sexpr_number(c->s, lane);
    }
    return true;
}

static bool put_vector(core_code *c) {
    tn_sexpr_put(c->s, " i32x4");
    for (unsigned k = 0; k < 4; k++) {
        uint32_t lane = 0;
        char text[16];
        if (!tn_read_fixed32(&c->r, &lane, "v128 constant"))
            return false;
        snprintf(text, sizeof text, " 0x%08x", lane);
        tn_sexpr_put(c->s, text);
    }
    return true;
}

static bool put_print_immediate(core_code *c, const print_op *op) {
    core_instr memarg = {0};
    uint8_t zero = 0;
    switch (op->immediate) {
    case PRINT_NONE:
        return true;
    case PRINT_LANE:
        return put_lanes(c, 1);
    case PRINT_MEMARG:
    case PRINT_MEMARG_LANE:
        if (!core_memarg_read(&memarg, &c->r))
            return false;
        put_memarg(c, &memarg, op->align);
        return op->immediate == PRINT_MEMARG || put_lanes(c, 1);
    case PRINT_V128:
        return put_vector(c);
    case PRINT_LANES:
        return put_lanes(c, 16);
    case PRINT_ZERO:
        return tn_read_u8(&c->r, &zero, "zero byte");
    }
    return false;
}

static bool put_print_op(core_code *c, uint8_t prefix) {
    uint32_t number = 0;
    size_t start = c->r.pos++;
    if (!tn_read_u32(&c->r, &number, "opcode"))
        return false;
    const print_op *op = find_print_op(prefix, number);
    if (!op)
        return tn_reader_fail(&c->r, start, "illegal opcode 0x%02x %u", prefix,
                              number);
    begin(c, c->depth, op->text);
    return put_print_immediate(c, op);
}

/* All instructions */

static void put_const(core_code *c, const core_instr *i) {
    tn_sexpr_put(c->s, " ");
    switch (i->op) {
    case CORE_OP_I32_CONST:
        tn_sexpr_signed(c->s, (int32_t)(uint32_t)i->value);
        break;
    case CORE_OP_I64_CONST:
        tn_sexpr_signed(c->s, (int64_t)i->value);
        break;
    case CORE_OP_F32_CONST:
        core_put_f32(c->s, (uint32_t)i->value);
        break;
    default:
        core_put_f64(c->s, i->value);
        break;
    }
}

static void put_immediate(core_code *c, const core_instr *i) {
    switch ((core_immediate)core_ops[i->op].immediate) {
    case CORE_IMM_BLOCK:
        enter_block(c, put_block(c, i));
        break;
    case CORE_IMM_INDEX:
        put_one_index(c, i);
        break;
    case CORE_IMM_INDEX2:
        put_two_indices(c, i);
        break;
    case CORE_IMM_MEMARG:
        put_memarg(c, i, natural_align(i->op));
        break;
    case CORE_IMM_I32:
    case CORE_IMM_I64:
    case CORE_IMM_F32:
    case CORE_IMM_F64:
        put_const(c, i);
        break;
    case CORE_IMM_LABELS:
        put_labels(c, i);
        break;
    case CORE_IMM_TYPES:
        put_select_types(c, i);
        break;
    case CORE_IMM_HEAP_TYPE:
        tn_sexpr_put(c->s, " ");
        core_print_heap(&c->p->types, i->type);
        break;
    case CORE_IMM_NONE:
    case CORE_IMM_CATCHES: /* put_try_table */
    case CORE_IMM_UNKNOWN:
        break;
    }
}

static bool put_instr(core_code *c, bool *done) {
    core_instr i = {0};
    uint8_t byte = c->r.pos < c->r.len ? c->r.data[c->r.pos] : 0;
    if (byte == CORE_OP_TRY_TABLE)
        return put_try_table(c);
    if (byte == 0xfd || byte == 0xfe)
        return put_print_op(c, byte);
    if (!core_instr_read(&i, &c->r))
        return false;
    if (i.op == CORE_OP_ELSE)
        return put_else(c, &i);
    *done = i.op == CORE_OP_END && c->depth == 0;
    if (*done)
        return true;
    if (i.op == CORE_OP_END) {
        put_end(c);
        return true;
    }
    begin(c, c->depth, core_ops[i.op].text);
    put_immediate(c, &i);
    return true;
}

core_code core_start_code(core_printer *p, core_range range) {
    core_code c = {.p = p, .s = p->s, .labels = {.next = UINT32_MAX}};
    tn_reader_init(&c.r, p->m->ctx, p->m->span_base + range.start,
                   p->m->bytes + range.start, range.end - range.start);
    p->labels.len = 0;
    return c;
}

bool core_put_code(core_code *c) {
    bool done = false;
    while (!done && !c->s->failed) {
        if (!put_instr(c, &done))
            return false;
    }
    c->s->extra = 0;
    return !c->s->failed &&
           (c->r.pos == c->r.len ||
            tn_reader_fail(&c->r, c->r.pos, "code behind its end"));
}

bool core_expr_is_single(const core_printer *p, core_range range) {
    tn_reader r;
    core_instr i = {0};
    tn_reader_init(&r, p->m->ctx, p->m->span_base + range.start,
                   p->m->bytes + range.start, range.end - range.start);
    return core_instr_read(&i, &r) && r.pos + 1 == r.len;
}

bool core_put_expr(core_printer *p, core_range range) {
    core_code c = core_start_code(p, range);
    c.in_row = true;
    return core_put_code(&c);
}
