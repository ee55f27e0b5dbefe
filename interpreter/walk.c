/* The walk itself: operand stack, locals, plain instructions, constants. */
#include "interpreter/walk.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"

/* Locals whose types are kept one by one; others are searched for. */
enum { FLAT_LOCALS = 256 };

void in_walker_init(in_walker *w, in_code *code, tn_arena *scratch) {
    *w = (in_walker){.code = code, .module = code->module, .scratch = scratch};
}

bool in_walk_fail(in_walker *w, const char *fmt, ...) {
    if (w->r.failed)
        return false;
    w->r.failed = true;
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    tn_error(w->r.ctx, DIAG_CORE_INVALID, tn_reader_since(&w->r, w->start),
             "%s", text);
    return false;
}

/* The operand stack */

static bool fail_type(in_walker *w, core_valtype actual, core_valtype want) {
    return in_walk_fail(w, "type mismatch: %s where %s is expected",
                        core_valtype_name(actual), core_valtype_name(want));
}

static bool fail_underflow(in_walker *w, core_valtype want) {
    return in_walk_fail(w, "type mismatch: nothing where %s is expected",
                        core_valtype_name(want));
}

bool in_walk_pop(in_walker *w, core_valtype expected) {
    const in_control *c = in_walk_top(w);
    if (TN_UNLIKELY(w->stack.len == c->height))
        return c->unreachable || fail_underflow(w, expected);
    core_valtype actual = w->stack.data[--w->stack.len];
    return in_type_fits(actual, expected) || fail_type(w, actual, expected);
}

bool in_walk_pop_any(in_walker *w, core_valtype *out) {
    const in_control *c = in_walk_top(w);
    *out = CORE_BOTTOM;
    if (TN_UNLIKELY(w->stack.len == c->height))
        return c->unreachable || fail_underflow(w, CORE_BOTTOM);
    *out = w->stack.data[--w->stack.len];
    return true;
}

bool in_walk_push(in_walker *w, core_valtype type) {
    if (TN_UNLIKELY(w->stack.len == w->stack.cap) &&
        w->stack.len >= TN_MAX_OPERANDS) {
        tn_error(w->r.ctx, DIAG_LIMIT, tn_reader_since(&w->r, w->start),
                 "more than %d operands", TN_MAX_OPERANDS);
        w->r.failed = true;
        return false;
    }
    tn_vec_push(w->scratch, &w->stack, type);
    if (w->stack.len > w->max_operands)
        w->max_operands = (uint32_t)w->stack.len;
    return true;
}

bool in_walk_pop_all(in_walker *w, const core_valtype *types, uint32_t count) {
    while (count)
        if (!in_walk_pop(w, types[--count]))
            return false;
    return true;
}

bool in_walk_push_all(in_walker *w, const core_valtype *types, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!in_walk_push(w, types[i]))
            return false;
    return true;
}

bool in_walk_push_control(in_walker *w, const in_control *c) {
    if (w->controls.len >= TN_MAX_CONTROL_DEPTH) {
        tn_error(w->r.ctx, DIAG_LIMIT, tn_reader_since(&w->r, w->start),
                 "blocks are nested more than %d deep", TN_MAX_CONTROL_DEPTH);
        w->r.failed = true;
        return false;
    }
    tn_vec_push(w->scratch, &w->controls, *c);
    in_control *top = in_walk_top(w);
    top->height = (uint32_t)w->stack.len;
    top->live = w->out != NULL;
    return true;
}

/* Locals */

static bool add_locals(in_walker *w, uint32_t count, core_valtype type) {
    if (count > TN_MAX_LOCALS - w->local_count) {
        tn_reader_fail(&w->r, w->start, "too many locals");
        return false;
    }
    w->local_count += count;
    in_local_run run = {w->local_count, type};
    tn_vec_push(w->scratch, &w->runs, run);
    size_t flat = w->emit ? w->local_count : FLAT_LOCALS;
    while (w->flat.len < w->local_count && w->flat.len < flat)
        tn_vec_push(w->scratch, &w->flat, type);
    return true;
}

/* locals ::= vec(n:u32 valtype) */
static bool read_locals(in_walker *w) {
    uint32_t count = 0;
    if (!tn_read_count(&w->r, &count, UINT32_MAX, "local count"))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t n = 0;
        core_valtype type = 0;
        w->start = w->r.pos;
        if (!tn_read_u32(&w->r, &n, "local count") ||
            !core_valtype_read(&type, &w->r))
            return false;
        if (!in_type_supported(w->r.ctx, type,
                               tn_reader_since(&w->r, w->start))) {
            w->r.failed = true;
            return false;
        }
        if (n && !add_locals(w, n, type))
            return false;
    }
    return true;
}

bool in_walk_local(in_walker *w, uint32_t index, core_valtype *out) {
    if (TN_LIKELY(index < w->flat.len)) {
        *out = w->flat.data[index];
        return true;
    }
    if (index >= w->local_count)
        return in_walk_fail(w, "unknown local %u", index);
    size_t low = 0, high = w->runs.len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (w->runs.data[middle].end <= index)
            low = middle + 1;
        else
            high = middle;
    }
    *out = w->runs.data[low].type;
    return true;
}

/* Plain instructions */

bool in_walk_memory(in_walker *w, uint32_t index, core_valtype *address) {
    if (index >= w->module->memory_count)
        return in_walk_fail(w, "unknown memory %u", index);
    *address = w->module->memories[index].is64 ? CORE_I64 : CORE_I32;
    return true;
}

/* Bytes that a load or store touches, log 2. */
static uint32_t natural_alignment(core_op op) {
    static const uint8_t widths[] = {2, 3, 2, 3, 0, 0, 1, 1, 0,
                                     0, 1, 1, 2, 2,              /* loads */
                                     2, 3, 2, 3, 0, 1, 0, 1, 2}; /* stores */
    return widths[op - CORE_OP_I32_LOAD];
}

static bool check_memarg(in_walker *w,
                         const core_instr *instr,
                         core_valtype *address) {
    if (!in_walk_memory(w, instr->b, address))
        return false;
    if (instr->a > natural_alignment(instr->op))
        return in_walk_fail(w, "alignment must not be larger than natural");
    if (*address == CORE_I32 && instr->value > UINT32_MAX)
        return in_walk_fail(w, "offset out of range");
    return true;
}

/* Instructions that opcode.def types completely. */
static bool walk_plain(in_walker *w, const core_instr *instr) {
    const core_op_info *info = &core_ops[instr->op];
    bool memory = info->immediate == CORE_IMM_MEMARG;
    core_valtype address = CORE_BOTTOM;
    if (memory && !check_memarg(w, instr, &address))
        return false;
    for (unsigned i = info->operand_count; i-- > 0;) {
        core_valtype type = info->operands[i];
        if (!in_walk_pop(w, type == CORE_SIG_ADDRESS ? address : type))
            return false;
    }
    if (info->result && !in_walk_push(w, info->result))
        return false;
    if (!w->out)
        return true;
    if (memory)
        in_emit_memory(w->out, instr);
    else
        in_emit_numeric(w->out, instr->op);
    return true;
}

/* Functions */

static void begin_walk(in_walker *w, core_range range, in_emitter *out) {
    const core_module *m = w->module;
    tn_reader_init(&w->r, m->ctx, m->span_base + range.start,
                   m->bytes + range.start, range.end - range.start);
    w->stack.len = w->controls.len = w->runs.len = w->flat.len = 0;
    w->local_count = w->max_operands = 0;
    w->out = out;
    w->start = 0;
}

/* Code runs until the function's own frame has ended. */
static bool walk_code(in_walker *w) {
    core_instr instr;
    while (w->controls.len) {
        w->start = w->r.pos;
        if (!core_instr_read(&instr, &w->r))
            return false;
        if (core_ops[instr.op].special ? !in_walk_special(w, &instr)
                                       : !walk_plain(w, &instr))
            return false;
    }
    if (tn_reader_left(&w->r))
        return tn_reader_fail(&w->r, w->r.pos,
                              "END opcode expected: code after the end");
    return true;
}

bool in_walk_function(in_walker *w, in_fn *fn) {
    const core_func *func = &w->module->funcs[fn->index];
    w->type = &w->module->types[func->type];
    begin_walk(w, func->body, w->emit);
    for (uint32_t i = 0; i < w->type->param_count; i++)
        if (!add_locals(w, 1, w->type->params[i]))
            return false;
    if (!read_locals(w))
        return false;
    if (w->emit)
        in_emit_begin(w->emit, w->code, w->type, w->flat.data, w->local_count,
                      fn->max_operands);
    in_control top = {.op = CORE_OP_END,
                      .results = w->type->results,
                      .result_count = w->type->result_count};
    if (!in_walk_push_control(w, &top) || !walk_code(w))
        return false;
    fn->max_operands = w->max_operands;
    return true;
}

/* Constant expressions (3.3.11, with extended-const) */

static bool constant_global(in_walker *w,
                            const core_instr *instr,
                            uint32_t global_count,
                            core_valtype *out) {
    if (instr->a >= global_count)
        return in_walk_fail(w, "unknown global %u", instr->a);
    const core_globaltype *type = &w->module->globals[instr->a].type;
    if (type->mutable_)
        return in_walk_fail(w, "constant expression required: "
                               "the global is mutable");
    *out = type->type;
    return true;
}

static bool constant_ref_func(in_walker *w,
                              const core_instr *instr,
                              core_valtype *out) {
    if (instr->a >= w->module->func_count)
        return in_walk_fail(w, "unknown function %u", instr->a);
    w->code->declared[instr->a] = 1;
    *out = CORE_FUNCREF;
    return true;
}

static bool walk_constant(in_walker *w,
                          const core_instr *instr,
                          uint32_t global_count) {
    core_valtype type = CORE_BOTTOM;
    switch (instr->op) {
    case CORE_OP_I32_CONST:
        return in_walk_push(w, CORE_I32);
    case CORE_OP_I64_CONST:
        return in_walk_push(w, CORE_I64);
    case CORE_OP_F32_CONST:
        return in_walk_push(w, CORE_F32);
    case CORE_OP_F64_CONST:
        return in_walk_push(w, CORE_F64);
    case CORE_OP_REF_NULL:
        return in_walk_push(w, instr->type);
    case CORE_OP_REF_FUNC:
        return constant_ref_func(w, instr, &type) && in_walk_push(w, type);
    case CORE_OP_GLOBAL_GET:
        return constant_global(w, instr, global_count, &type) &&
               in_walk_push(w, type);
    case CORE_OP_I32_ADD:
    case CORE_OP_I32_SUB:
    case CORE_OP_I32_MUL:
    case CORE_OP_I64_ADD:
    case CORE_OP_I64_SUB:
    case CORE_OP_I64_MUL:
        return walk_plain(w, instr);
    default:
        return in_walk_fail(w, "constant expression required: %s is not one",
                            core_ops[instr->op].text);
    }
}

bool in_walk_constant(in_walker *w,
                      core_range range,
                      core_valtype type,
                      uint32_t global_count) {
    begin_walk(w, range, NULL);
    in_control top = {.op = CORE_OP_END, .single = type, .result_count = 1};
    if (!in_walk_push_control(w, &top))
        return false;
    core_instr instr;
    for (;;) {
        w->start = w->r.pos;
        if (!core_instr_read(&instr, &w->r))
            return false;
        if (instr.op == CORE_OP_END)
            break;
        if (!walk_constant(w, &instr, global_count))
            return false;
    }
    if (!in_walk_pop(w, type))
        return false;
    if (w->stack.len)
        return in_walk_fail(w, "type mismatch: values remain");
    return true;
}
