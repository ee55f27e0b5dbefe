/* Instructions whose typing is a rule of its own (3.3). */
#include "base/limits.h"
#include "interpreter/walk.h"

/* From here to the end of the block nothing is reached. */
static void set_unreachable(in_walker *w) {
    in_control *c = in_walk_top(w);
    c->unreachable = true;
    w->stack.len = c->height;
    w->out = NULL;
}

static bool find_label(in_walker *w, uint32_t label, in_control **out) {
    if (label >= w->controls.len)
        return in_walk_fail(w, "unknown label %u", label);
    *out = &w->controls.data[w->controls.len - 1 - label];
    return true;
}

static uint32_t label_types(const in_control *c, const core_valtype **out) {
    if (c->op == CORE_OP_LOOP) {
        *out = c->params;
        return c->param_count;
    }
    *out = in_control_results(c);
    return c->result_count;
}

/* Blocks */

static bool read_block_type(in_walker *w,
                            const core_instr *instr,
                            in_control *out) {
    int64_t value = (int64_t)instr->value;
    if (value == CORE_BLOCK_EMPTY)
        return true;
    if (value < 0) {
        out->single = instr->type;
        out->result_count = 1;
        if (in_type_supported(w->r.ctx, instr->type,
                              tn_reader_since(&w->r, w->start)))
            return true;
        w->r.failed = true;
        return false;
    }
    if (value >= w->module->type_count)
        return in_walk_fail(w, "unknown type %u", (unsigned)value);
    const core_functype *type = &w->module->types[value];
    out->params = type->params;
    out->param_count = type->param_count;
    out->results = type->results;
    out->result_count = type->result_count;
    return true;
}

static bool walk_block(in_walker *w, const core_instr *instr) {
    in_control c = {.op = instr->op};
    if (!read_block_type(w, instr, &c) ||
        (instr->op == CORE_OP_IF && !in_walk_pop(w, CORE_I32)) ||
        !in_walk_pop_all(w, c.params, c.param_count) ||
        !in_walk_push_control(w, &c) ||
        !in_walk_push_all(w, c.params, c.param_count))
        return false;
    if (!w->out)
        return true;
    if (instr->op == CORE_OP_IF)
        in_emit_if(w->out, in_walk_top(w));
    else
        in_emit_block(w->out, in_walk_top(w));
    return true;
}

/* Checks that exactly the results of a block are there. */
static bool check_end(in_walker *w, const in_control *c) {
    if (!in_walk_pop_all(w, in_control_results(c), c->result_count))
        return false;
    if (w->stack.len != c->height)
        return in_walk_fail(w, "type mismatch: values remain on the stack "
                               "at the end of the block");
    return true;
}

static bool walk_else(in_walker *w) {
    in_control *c = in_walk_top(w);
    if (c->op != CORE_OP_IF)
        return in_walk_fail(w, "else without if");
    if (!check_end(w, c))
        return false;
    bool reached = w->out != NULL;
    c->op = CORE_OP_ELSE;
    c->unreachable = false;
    if (c->live) {
        w->out = w->emit;
        in_emit_else(w->out, c, reached);
    }
    return in_walk_push_all(w, c->params, c->param_count);
}

/* An if without else gives back its parameters. */
static bool check_no_else(in_walker *w, const in_control *c) {
    const core_valtype *results = in_control_results(c);
    bool same = c->param_count == c->result_count;
    for (uint32_t i = 0; same && i < c->param_count; i++)
        same = c->params[i] == results[i];
    return same || in_walk_fail(w, "type mismatch: if without else has to "
                                   "give what it takes");
}

static bool walk_end(in_walker *w) {
    in_control *c = in_walk_top(w);
    if (!check_end(w, c) || (c->op == CORE_OP_IF && !check_no_else(w, c)))
        return false;
    if (c->live) {
        bool reached = w->out != NULL;
        w->out = w->emit;
        in_emit_end(w->out, c, reached);
    }
    in_control ended = *c;
    w->controls.len--;
    if (!w->controls.len)
        return true;
    return in_walk_push_all(w, in_control_results(&ended), ended.result_count);
}

/* Branches */

static bool walk_br(in_walker *w, const core_instr *instr) {
    in_control *target = NULL;
    const core_valtype *types = NULL;
    if (!find_label(w, instr->a, &target))
        return false;
    uint32_t count = label_types(target, &types);
    if (!in_walk_pop_all(w, types, count))
        return false;
    if (w->out)
        in_emit_br(w->out, target);
    set_unreachable(w);
    return true;
}

static bool walk_br_if(in_walker *w, const core_instr *instr) {
    in_control *target = NULL;
    const core_valtype *types = NULL;
    if (!in_walk_pop(w, CORE_I32) || !find_label(w, instr->a, &target))
        return false;
    uint32_t count = label_types(target, &types);
    if (!in_walk_pop_all(w, types, count) || !in_walk_push_all(w, types, count))
        return false;
    if (w->out)
        in_emit_br_if(w->out, target);
    return true;
}

/* Checks the operands against a label's types and leaves them there. */
static bool check_operands(in_walker *w,
                           const core_valtype *types,
                           uint32_t count) {
    const in_control *c = in_walk_top(w);
    size_t have = w->stack.len - c->height;
    for (uint32_t i = 0; i < count; i++) {
        core_valtype want = types[count - 1 - i];
        if (i == have)
            return c->unreachable ||
                   in_walk_fail(w,
                                "type mismatch: nothing where %s is "
                                "expected",
                                core_valtype_name(want));
        core_valtype actual = w->stack.data[w->stack.len - 1 - i];
        if (!in_type_fits(actual, want))
            return in_walk_fail(w, "type mismatch: %s where %s is expected",
                                core_valtype_name(actual),
                                core_valtype_name(want));
    }
    return true;
}

static bool check_labels(in_walker *w,
                         const uint32_t *labels,
                         uint32_t count,
                         uint32_t *out_arity) {
    in_control *target = NULL;
    const core_valtype *types = NULL;
    const core_valtype *checked = NULL; /* many labels have the same types */
    if (!find_label(w, labels[count], &target))
        return false;
    uint32_t arity = *out_arity = label_types(target, &types);
    for (uint32_t i = 0; i <= count; i++) {
        if (!find_label(w, labels[i], &target))
            return false;
        if (label_types(target, &types) != arity)
            return in_walk_fail(w, "type mismatch: labels take different "
                                   "numbers of values");
        if (arity && types == checked)
            continue;
        if (!check_operands(w, types, arity))
            return false;
        checked = types;
    }
    return true;
}

static bool walk_br_table(in_walker *w, const core_instr *instr) {
    size_t after = w->r.pos;
    uint32_t *labels =
        tn_arena_alloc(w->scratch, ((size_t)instr->a + 1) * sizeof *labels);
    w->r.pos = instr->vector;
    for (uint32_t i = 0; i <= instr->a; i++)
        if (!tn_read_u32(&w->r, &labels[i], "label"))
            return false;
    w->r.pos = after;
    uint32_t arity = 0;
    if (!in_walk_pop(w, CORE_I32) || !check_labels(w, labels, instr->a, &arity))
        return false;
    if (w->out)
        in_emit_br_table(w->out, labels, instr->a, in_walk_top(w));
    set_unreachable(w);
    return true;
}

static bool walk_return(in_walker *w) {
    if (!in_walk_pop_all(w, w->type->results, w->type->result_count))
        return false;
    if (w->out)
        in_emit_return(w->out);
    set_unreachable(w);
    return true;
}

/* Calls */

static bool check_tail_results(in_walker *w, const core_functype *type) {
    if (type->result_count == w->type->result_count) {
        uint32_t i = 0;
        while (i < type->result_count &&
               type->results[i] == w->type->results[i])
            i++;
        if (i == type->result_count)
            return true;
    }
    return in_walk_fail(w, "type mismatch: the callee of a tail call has "
                           "other results");
}

/* Takes arguments and gives results, or ends the block for a tail call. */
static bool check_call(in_walker *w, const core_functype *type, bool tail) {
    if (tail && !check_tail_results(w, type))
        return false;
    return in_walk_pop_all(w, type->params, type->param_count) &&
           (tail || in_walk_push_all(w, type->results, type->result_count));
}

static bool walk_call(in_walker *w, const core_instr *instr, bool tail) {
    if (instr->a >= w->module->func_count)
        return in_walk_fail(w, "unknown function %u", instr->a);
    const core_functype *type =
        &w->module->types[w->module->funcs[instr->a].type];
    if (!check_call(w, type, tail))
        return false;
    if (w->out)
        in_emit_call(w->out, instr->a, type, tail);
    if (tail)
        set_unreachable(w);
    return true;
}

static bool find_table(in_walker *w, uint32_t index, core_table **out) {
    if (index >= w->module->table_count)
        return in_walk_fail(w, "unknown table %u", index);
    *out = &w->module->tables[index];
    return true;
}

static core_valtype table_address(const core_table *table) {
    return table->type.limits.is64 ? CORE_I64 : CORE_I32;
}

/* call_indirect: a is the type, b the table. */
static bool walk_call_indirect(in_walker *w,
                               const core_instr *instr,
                               bool tail) {
    core_table *table = NULL;
    if (!find_table(w, instr->b, &table))
        return false;
    if (table->type.elem != CORE_FUNCREF)
        return in_walk_fail(w,
                            "type mismatch: the table holds %s, not "
                            "functions",
                            core_valtype_name(table->type.elem));
    if (instr->a >= w->module->type_count)
        return in_walk_fail(w, "unknown type %u", instr->a);
    const core_functype *type = &w->module->types[instr->a];
    if (!in_walk_pop(w, table_address(table)) || !check_call(w, type, tail))
        return false;
    if (w->out)
        in_emit_call_indirect(w->out, instr->b, instr->a, type, tail);
    if (tail)
        set_unreachable(w);
    return true;
}

/* Parametric instructions, locals and globals */

static bool walk_drop(in_walker *w) {
    core_valtype type = 0;
    if (!in_walk_pop_any(w, &type))
        return false;
    if (w->out)
        in_emit_drop(w->out);
    return true;
}

/* Without a type it is for numbers and vectors only. */
static bool walk_select(in_walker *w) {
    core_valtype a = 0, b = 0;
    if (!in_walk_pop(w, CORE_I32) || !in_walk_pop_any(w, &b) ||
        !in_walk_pop_any(w, &a))
        return false;
    if (core_valtype_is_ref(a) || core_valtype_is_ref(b))
        return in_walk_fail(w, "type mismatch: select of references needs "
                               "a type");
    if (!in_type_fits(a, b))
        return in_walk_fail(w, "type mismatch: select between %s and %s",
                            core_valtype_name(a), core_valtype_name(b));
    core_valtype type = a == CORE_BOTTOM ? b : a;
    if (w->out)
        in_emit_select(w->out, type);
    return in_walk_push(w, type);
}

static bool walk_typed_select(in_walker *w, const core_instr *instr) {
    if (instr->a != 1)
        return in_walk_fail(w, "invalid result arity");
    size_t after = w->r.pos;
    core_valtype type = 0;
    w->r.pos = instr->vector;
    if (!core_valtype_read(&type, &w->r))
        return false;
    w->r.pos = after;
    if (!in_type_supported(w->r.ctx, type, tn_reader_since(&w->r, w->start))) {
        w->r.failed = true;
        return false;
    }
    if (!in_walk_pop(w, CORE_I32) || !in_walk_pop(w, type) ||
        !in_walk_pop(w, type))
        return false;
    if (w->out)
        in_emit_select(w->out, type);
    return in_walk_push(w, type);
}

static bool walk_local(in_walker *w, const core_instr *instr) {
    core_valtype type = 0;
    if (!in_walk_local(w, instr->a, &type))
        return false;
    if (instr->op == CORE_OP_LOCAL_GET) {
        if (w->out)
            in_emit_local_get(w->out, instr->a);
        return in_walk_push(w, type);
    }
    bool tee = instr->op == CORE_OP_LOCAL_TEE;
    if (!in_walk_pop(w, type))
        return false;
    if (w->out)
        in_emit_local_set(w->out, instr->a, tee);
    return !tee || in_walk_push(w, type);
}

static bool walk_global(in_walker *w, const core_instr *instr) {
    if (instr->a >= w->module->global_count)
        return in_walk_fail(w, "unknown global %u", instr->a);
    const core_globaltype *type = &w->module->globals[instr->a].type;
    if (instr->op == CORE_OP_GLOBAL_GET) {
        if (w->out)
            in_emit_global_get(w->out, instr->a, type->type);
        return in_walk_push(w, type->type);
    }
    if (!type->mutable_)
        return in_walk_fail(w, "immutable global");
    if (!in_walk_pop(w, type->type))
        return false;
    if (w->out)
        in_emit_global_set(w->out, instr->a);
    return true;
}

static bool walk_const(in_walker *w, core_valtype type, uint64_t value) {
    if (w->out)
        in_emit_const(w->out, type, value);
    return in_walk_push(w, type);
}

/* References */

static bool walk_is_null(in_walker *w) {
    core_valtype type = 0;
    if (!in_walk_pop_any(w, &type))
        return false;
    if (type != CORE_BOTTOM && !core_valtype_is_ref(type))
        return in_walk_fail(w,
                            "type mismatch: %s where a reference is "
                            "expected",
                            core_valtype_name(type));
    if (w->out)
        in_emit_is_null(w->out);
    return in_walk_push(w, CORE_I32);
}

static bool walk_ref_null(in_walker *w, const core_instr *instr) {
    if (!in_type_supported(w->r.ctx, instr->type,
                           tn_reader_since(&w->r, w->start))) {
        w->r.failed = true;
        return false;
    }
    return walk_const(w, instr->type, 0);
}

static bool walk_ref_func(in_walker *w, const core_instr *instr) {
    if (instr->a >= w->module->func_count)
        return in_walk_fail(w, "unknown function %u", instr->a);
    if (!w->code->declared[instr->a])
        return in_walk_fail(w, "undeclared function reference %u", instr->a);
    if (w->out)
        in_emit_bulk(w->out, in_op_ref_func, 0, CORE_FUNCREF, instr->a, 2, 0);
    return in_walk_push(w, CORE_FUNCREF);
}

/* Memories and tables as a whole */

static core_valtype smaller_address(core_valtype a, core_valtype b) {
    return a == CORE_I32 ? a : b;
}

static bool walk_memory_size(in_walker *w, const core_instr *instr) {
    core_valtype address = 0;
    if (!in_walk_memory(w, instr->a, &address))
        return false;
    bool grow = instr->op == CORE_OP_MEMORY_GROW;
    if (grow && !in_walk_pop(w, address))
        return false;
    if (w->out)
        in_emit_bulk(w->out, grow ? in_op_memory_grow : in_op_memory_size, grow,
                     address, instr->a, 2, 0);
    return in_walk_push(w, address);
}

static bool check_data(in_walker *w, uint32_t index) {
    if (!w->module->has_data_count)
        return tn_reader_fail(&w->r, w->start, "data count section required");
    if (index >= w->module->data_count)
        return in_walk_fail(w, "unknown data segment %u", index);
    return true;
}

static bool pop_range(in_walker *w,
                      core_valtype to,
                      core_valtype from,
                      core_valtype count) {
    return in_walk_pop(w, count) && in_walk_pop(w, from) && in_walk_pop(w, to);
}

static void emit_range(in_walker *w, in_op op, uint32_t low, uint32_t high) {
    if (w->out)
        in_emit_bulk(w->out, op, 3, 0, 0, 3, (uint64_t)high << 32 | low);
}

static bool walk_bulk_memory(in_walker *w, const core_instr *instr) {
    core_valtype to = 0, from = 0;
    switch (instr->op) {
    case CORE_OP_DATA_DROP:
        if (!check_data(w, instr->a))
            return false;
        if (w->out)
            in_emit_bulk(w->out, in_op_data_drop, 0, 0, instr->a, 2, 0);
        return true;
    case CORE_OP_MEMORY_INIT:
        if (!in_walk_memory(w, instr->b, &to) || !check_data(w, instr->a) ||
            !pop_range(w, to, CORE_I32, CORE_I32))
            return false;
        emit_range(w, in_op_memory_init, instr->a, instr->b);
        return true;
    case CORE_OP_MEMORY_COPY:
        if (!in_walk_memory(w, instr->a, &to) ||
            !in_walk_memory(w, instr->b, &from) ||
            !pop_range(w, to, from, smaller_address(to, from)))
            return false;
        emit_range(w, in_op_memory_copy, instr->a, instr->b);
        return true;
    default: /* memory.fill */
        if (!in_walk_memory(w, instr->a, &to) ||
            !pop_range(w, to, CORE_I32, to))
            return false;
        emit_range(w, in_op_memory_fill, instr->a, 0);
        return true;
    }
}

static bool walk_table_access(in_walker *w, const core_instr *instr) {
    core_table *table = NULL;
    if (!find_table(w, instr->a, &table))
        return false;
    core_valtype elem = table->type.elem;
    bool get = instr->op == CORE_OP_TABLE_GET;
    if ((!get && !in_walk_pop(w, elem)) ||
        !in_walk_pop(w, table_address(table)))
        return false;
    if (w->out && get)
        in_emit_table_get(w->out, instr->a, elem);
    else if (w->out)
        in_emit_table_set(w->out, instr->a);
    return !get || in_walk_push(w, elem);
}

static bool walk_table_size(in_walker *w, const core_instr *instr) {
    core_table *table = NULL;
    if (!find_table(w, instr->a, &table))
        return false;
    core_valtype address = table_address(table);
    core_valtype elem = table->type.elem;
    switch (instr->op) {
    case CORE_OP_TABLE_SIZE:
        if (w->out)
            in_emit_bulk(w->out, in_op_table_size, 0, address, instr->a, 2, 0);
        return in_walk_push(w, address);
    case CORE_OP_TABLE_GROW:
        if (!in_walk_pop(w, address) || !in_walk_pop(w, elem))
            return false;
        if (w->out)
            in_emit_bulk(w->out, in_op_table_grow, 2, address, instr->a, 2, 0);
        return in_walk_push(w, address);
    default: /* table.fill */
        if (!pop_range(w, address, elem, address))
            return false;
        if (w->out)
            in_emit_bulk(w->out, in_op_table_fill, 3, 0, instr->a, 2, 0);
        return true;
    }
}

static bool find_elem(in_walker *w, uint32_t index, core_valtype *out) {
    if (index >= w->module->elem_count)
        return in_walk_fail(w, "unknown elem segment %u", index);
    *out = w->module->elems[index].type;
    return true;
}

static bool fail_elem_type(in_walker *w) {
    return in_walk_fail(w, "type mismatch: the elements are of another type");
}

static bool walk_bulk_table(in_walker *w, const core_instr *instr) {
    core_table *to = NULL, *from = NULL;
    core_valtype elem = 0;
    switch (instr->op) {
    case CORE_OP_ELEM_DROP:
        if (!find_elem(w, instr->a, &elem))
            return false;
        if (w->out)
            in_emit_bulk(w->out, in_op_elem_drop, 0, 0, instr->a, 2, 0);
        return true;
    case CORE_OP_TABLE_INIT: /* a: segment, b: table */
        if (!find_table(w, instr->b, &to) || !find_elem(w, instr->a, &elem))
            return false;
        if (elem != to->type.elem)
            return fail_elem_type(w);
        if (!pop_range(w, table_address(to), CORE_I32, CORE_I32))
            return false;
        emit_range(w, in_op_table_init, instr->a, instr->b);
        return true;
    default: /* table.copy */
        if (!find_table(w, instr->a, &to) || !find_table(w, instr->b, &from))
            return false;
        if (from->type.elem != to->type.elem)
            return fail_elem_type(w);
        if (!pop_range(w, table_address(to), table_address(from),
                       smaller_address(table_address(to), table_address(from))))
            return false;
        emit_range(w, in_op_table_copy, instr->a, instr->b);
        return true;
    }
}

static bool walk_unsupported(in_walker *w, core_op op) {
    switch ((core_feature)core_ops[op].feature) {
    case CORE_FEATURE_EXCEPTIONS:
        return core_unsupported(&w->r, w->start, "exception handling");
    case CORE_FEATURE_FUNCTION_REFERENCES:
        return core_unsupported(&w->r, w->start,
                                "the function references proposal");
    default:
        return core_unsupported(&w->r, w->start, "garbage collection");
    }
}

static bool walk_unreachable(in_walker *w) {
    if (w->out)
        in_emit_unreachable(w->out);
    set_unreachable(w);
    return true;
}

bool in_walk_special(in_walker *w, const core_instr *instr) {
    switch (instr->op) {
    case CORE_OP_UNREACHABLE:
        return walk_unreachable(w);
    case CORE_OP_NOP:
        return true;
    case CORE_OP_BLOCK:
    case CORE_OP_LOOP:
    case CORE_OP_IF:
        return walk_block(w, instr);
    case CORE_OP_ELSE:
        return walk_else(w);
    case CORE_OP_END:
        return walk_end(w);
    case CORE_OP_BR:
        return walk_br(w, instr);
    case CORE_OP_BR_IF:
        return walk_br_if(w, instr);
    case CORE_OP_BR_TABLE:
        return walk_br_table(w, instr);
    case CORE_OP_RETURN:
        return walk_return(w);
    case CORE_OP_CALL:
    case CORE_OP_RETURN_CALL:
        return walk_call(w, instr, instr->op == CORE_OP_RETURN_CALL);
    case CORE_OP_CALL_INDIRECT:
    case CORE_OP_RETURN_CALL_INDIRECT:
        return walk_call_indirect(w, instr,
                                  instr->op == CORE_OP_RETURN_CALL_INDIRECT);
    case CORE_OP_DROP:
        return walk_drop(w);
    case CORE_OP_SELECT:
        return walk_select(w);
    case CORE_OP_SELECT_T:
        return walk_typed_select(w, instr);
    case CORE_OP_LOCAL_GET:
    case CORE_OP_LOCAL_SET:
    case CORE_OP_LOCAL_TEE:
        return walk_local(w, instr);
    case CORE_OP_GLOBAL_GET:
    case CORE_OP_GLOBAL_SET:
        return walk_global(w, instr);
    case CORE_OP_I32_CONST:
        return walk_const(w, CORE_I32, instr->value);
    case CORE_OP_I64_CONST:
        return walk_const(w, CORE_I64, instr->value);
    case CORE_OP_F32_CONST:
        return walk_const(w, CORE_F32, instr->value);
    case CORE_OP_F64_CONST:
        return walk_const(w, CORE_F64, instr->value);
    case CORE_OP_REF_NULL:
        return walk_ref_null(w, instr);
    case CORE_OP_REF_IS_NULL:
        return walk_is_null(w);
    case CORE_OP_REF_FUNC:
        return walk_ref_func(w, instr);
    case CORE_OP_MEMORY_SIZE:
    case CORE_OP_MEMORY_GROW:
        return walk_memory_size(w, instr);
    case CORE_OP_MEMORY_INIT:
    case CORE_OP_DATA_DROP:
    case CORE_OP_MEMORY_COPY:
    case CORE_OP_MEMORY_FILL:
        return walk_bulk_memory(w, instr);
    case CORE_OP_TABLE_GET:
    case CORE_OP_TABLE_SET:
        return walk_table_access(w, instr);
    case CORE_OP_TABLE_SIZE:
    case CORE_OP_TABLE_GROW:
    case CORE_OP_TABLE_FILL:
        return walk_table_size(w, instr);
    case CORE_OP_TABLE_INIT:
    case CORE_OP_ELEM_DROP:
    case CORE_OP_TABLE_COPY:
        return walk_bulk_table(w, instr);
    default:
        return walk_unsupported(w, instr->op);
    }
}
