/*
 * Blocks, branches, calls and returns.
 *
 * At a label the values it takes are in the slots of their heights and
 * nothing is known of the accumulators. Branches to a place that is not known
 * yet form a chain through their distance fields (bits 32 to 63 of a word);
 * word 0 of a function is never such a word, so 0 ends the chain.
 */
#include "interpreter/emit.h"

static void set_distance(in_emitter *e, uint32_t at, uint32_t target) {
    uint64_t *word = &e->words.data[at];
    *word = (uint32_t)*word | (uint64_t)(target - at) << 32;
}

static uint32_t here(const in_emitter *e) {
    return (uint32_t)e->words.len;
}

/* Lets the branch whose distance is at a word lead to a label. */
static void link_branch(in_emitter *e, in_control *target, uint32_t at) {
    if (target->op == CORE_OP_LOOP) {
        set_distance(e, at, target->loop);
        return;
    }
    uint64_t *word = &e->words.data[at];
    *word = (uint32_t)*word | (uint64_t)target->fixups << 32;
    target->fixups = at;
}

/* All branches of a chain lead here. */
static void resolve_fixups(in_emitter *e, uint32_t at) {
    while (at) {
        uint32_t next = (uint32_t)(e->words.data[at] >> 32);
        set_distance(e, at, here(e));
        at = next;
    }
}

static uint32_t label_arity(const in_control *c) {
    return c->op == CORE_OP_LOOP ? c->param_count : c->result_count;
}

static bool is_function(const in_control *c) {
    return c->op == CORE_OP_END;
}

/* Conditions */

/* A comparison that a branch makes itself. */
typedef struct test {
    core_op op;
    bool is_float, has_imm;
    bool sense; /* branch when it holds? */
    uint32_t a, b;
    uint64_t imm;
} test;

/*
 * Makes a test of a condition. When the last instruction computed it, that
 * comparison is taken back.
 */
static test take_test(in_emitter *e, in_entry *condition, bool sense) {
    const in_last *last = &e->last;
    test t = {.op = CORE_OP_I32_NE, .has_imm = true};
    if (condition->kind == IN_TEMP && last->valid && last->compare &&
        last->end == e->words.len && last->dst == condition->slot) {
        t = (test){last->op, last->is_float, last->has_imm, true,
                   last->a,  last->b,        last->imm};
        in_emit_take_back(e);
    } else {
        t.a = in_emit_place(e, condition);
    }
    t.sense = sense;
    if (!sense && !t.is_float)
        t.op = (core_op)in_inverse[t.op];
    return t;
}

/* The same with the addition before it, whose sum is compared; 0: no. */
static uint32_t emit_add_test(in_emitter *e, const test *t) {
    in_add add = e->add;
    if (!add.end || add.end != e->words.len || add.dst != t->a || t->is_float ||
        !in_add_branches[t->op][0] || (!t->has_imm && t->b == add.dst))
        return 0;
    e->words.len = add.start;
    in_emit_op(e, in_add_branches[t->op][t->has_imm]);
    in_emit_fields(e, add.dst, add.a, add.imm);
    uint32_t at = here(e);
    in_emit_word(e, t->has_imm ? (uint32_t)t->imm : t->b);
    e->last.valid = false;
    e->add.end = 0;
    return at;
}

/* Emits a conditional branch; gives the word of its distance. */
static uint32_t emit_test(in_emitter *e, const test *t) {
    uint32_t fused = emit_add_test(e, t);
    if (fused)
        return fused;
    in_class cls = in_class_of(core_ops[t->op].operands[0]);
    uint32_t a = in_emit_narrow(e, t->a, 0);
    uint32_t b = t->has_imm ? 0 : in_emit_narrow(e, t->b, 1);
    in_form form = in_emit_form(e, cls, a, b, t->has_imm);
    in_emit_op(e, t->is_float ? in_float_branches[t->op][t->sense][form]
                              : in_int_branches[t->op][form]);
    uint32_t at = here(e);
    in_emit_fields(e, b, a, 0);
    if (t->has_imm)
        in_emit_word(e, t->imm);
    e->last.valid = false;
    return at;
}

/* Blocks */

void in_emit_block(in_emitter *e, in_control *c) {
    in_emit_flush(e);
    if (c->op != CORE_OP_LOOP)
        return;
    in_emit_settle(e, c->param_count);
    c->loop = here(e);
    in_emit_forget(e);
    if (e->code->metered)
        in_emit_op(e, in_op_fuel);
}

void in_emit_if(in_emitter *e, in_control *c) {
    in_entry condition = in_emit_pop(e);
    test t = take_test(e, &condition, false);
    in_emit_flush(e);
    in_emit_settle(e, c->param_count);
    c->else_fixup = emit_test(e, &t);
}

static void push_temps(in_emitter *e,
                       const core_valtype *types,
                       uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        in_emit_push_temp(e, in_class_of(types[i]));
}

void in_emit_else(in_emitter *e, in_control *c, bool reached) {
    if (reached) {
        in_emit_settle(e, c->result_count);
        in_emit_op(e, in_op_br);
        uint32_t at = here(e);
        in_emit_word(e, 0);
        link_branch(e, c, at);
    }
    set_distance(e, c->else_fixup, here(e));
    c->else_fixup = 0;
    in_emit_forget(e);
    in_emit_truncate(e, c->height);
    push_temps(e, c->params, c->param_count);
}

void in_emit_end(in_emitter *e, in_control *c, bool reached) {
    if (is_function(c)) {
        if (reached)
            in_emit_return(e);
        return;
    }
    bool merges = c->op != CORE_OP_LOOP && (c->fixups || c->else_fixup);
    if (reached && !merges)
        return;
    if (reached)
        in_emit_settle(e, c->result_count);
    if (c->else_fixup)
        set_distance(e, c->else_fixup, here(e));
    if (c->op != CORE_OP_LOOP)
        resolve_fixups(e, c->fixups);
    in_emit_forget(e);
    in_emit_truncate(e, c->height);
    push_temps(e, in_control_results(c), c->result_count);
}

/* Branches */

/* First slot of the values that a label takes. */
static uint32_t label_slot(const in_emitter *e, const in_control *c) {
    return c->height < e->entries.len ? e->entries.data[c->height].slot
                                      : in_emit_next_slot(e);
}

/* True when a branch has to move values first. */
static bool needs_moves(in_emitter *e, const in_control *c) {
    uint32_t count = label_arity(c);
    if (!count)
        return false;
    size_t first = e->entries.len - count;
    if (count == 1) {
        const in_entry *entry = &e->entries.data[first];
        return entry->kind != IN_TEMP || first != c->height;
    }
    in_emit_settle(e, count);
    return first != c->height;
}

static void move_values(in_emitter *e, const in_control *c) {
    uint32_t count = label_arity(c);
    uint32_t to = label_slot(e, c);
    in_entry *first = &e->entries.data[e->entries.len - count];
    if (count == 1) {
        in_emit_move(e, to, first);
        return;
    }
    in_emit_op(e, in_op_move_many);
    in_emit_word(e, to | (uint64_t)first->slot << 32);
    in_emit_word(e, count);
    in_emit_forget(e);
}

static void emit_jump(in_emitter *e, in_control *target) {
    in_emit_op(e, in_op_br);
    uint32_t at = here(e);
    in_emit_word(e, 0);
    link_branch(e, target, at);
}

void in_emit_br(in_emitter *e, in_control *target) {
    if (is_function(target)) {
        in_emit_return(e);
        return;
    }
    if (needs_moves(e, target))
        move_values(e, target);
    emit_jump(e, target);
}

void in_emit_br_if(in_emitter *e, in_control *target) {
    in_entry condition = in_emit_pop(e);
    test t = take_test(e, &condition, true);
    if (label_arity(target) > 1) /* on both ways */
        in_emit_settle(e, label_arity(target));
    bool moves = is_function(target) || needs_moves(e, target);
    if (!moves) {
        link_branch(e, target, emit_test(e, &t));
        return;
    }
    if (t.is_float)
        t.sense = false;
    else
        t.op = (core_op)in_inverse[t.op];
    uint32_t skip = emit_test(e, &t);
    in_emit_br(e, target);
    set_distance(e, skip, here(e));
    in_emit_forget(e);
}

/* Labels whose values must move get a stub behind the table. */
static void emit_stub(in_emitter *e, uint32_t entry, in_control *target) {
    set_distance(e, entry, here(e));
    if (is_function(target)) {
        in_emit_return(e);
        return;
    }
    in_emit_op(e, in_op_move_many);
    uint32_t count = label_arity(target);
    const in_entry *first = &e->entries.data[e->entries.len - count];
    in_emit_word(e, label_slot(e, target) | (uint64_t)first->slot << 32);
    in_emit_word(e, count);
    emit_jump(e, target);
}

static bool needs_stub(const in_emitter *e, const in_control *target) {
    uint32_t count = label_arity(target);
    return is_function(target) ||
           (count && e->entries.len - count != target->height);
}

void in_emit_br_table(in_emitter *e,
                      const uint32_t *labels,
                      uint32_t count,
                      in_control *top) {
    in_entry index = in_emit_pop(e);
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &index), 0);
    in_emit_settle(e, label_arity(top - labels[count]));
    bool acc = in_emit_mirrored(e, IN_INT, slot);
    in_emit_op(e, acc ? in_op_br_table_acc : in_op_br_table);
    in_emit_fields(e, 0, slot, count);
    uint32_t table = here(e);
    for (uint32_t i = 0; i <= count; i++)
        in_emit_word(e, 0);
    in_emit_forget(e);
    for (uint32_t i = 0; i <= count; i++) {
        in_control *target = top - labels[i];
        if (!needs_stub(e, target)) {
            link_branch(e, target, table + i);
            continue;
        }
        in_emit_forget(e);
        emit_stub(e, table + i, target);
    }
}

void in_emit_unreachable(in_emitter *e) {
    in_emit_op(e, in_op_unreachable);
}

/* Returns and calls */

static void return_many(in_emitter *e, uint32_t count) {
    in_emit_settle(e, count);
    uint32_t first = e->entries.data[e->entries.len - count].slot;
    if (first > UINT16_MAX) { /* the results may be the wide part */
        in_emit_op(e, in_op_move_many);
        in_emit_word(e, e->temps | (uint64_t)first << 32);
        in_emit_word(e, count);
        first = e->temps;
    }
    in_emit_op(e, in_op_return_many);
    in_emit_fields(e, 0, first, e->header);
    in_emit_word(e, count);
}

static void return_one(in_emitter *e) {
    static const in_op ops[IN_CLASSES][2] = {
        {in_op_return_slot, in_op_return_acc},
        {in_op_return_f32, in_op_return_f32_acc},
        {in_op_return_f64, in_op_return_f64_acc}};
    in_entry *entry = &e->entries.data[e->entries.len - 1];
    in_class cls = (in_class)entry->cls;
    in_entry value = *entry; /* the entry itself stays as it is */
    if (value.kind == IN_CONST && cls == IN_INT) {
        in_emit_op(e, in_op_return_const);
        in_emit_fields(e, 0, 0, e->header);
        in_emit_word(e, value.value);
        return;
    }
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &value), 0);
    in_emit_op(e, ops[cls][in_emit_mirrored(e, cls, slot)]);
    in_emit_fields(e, 0, slot, e->header);
}

void in_emit_return(in_emitter *e) {
    uint32_t count = e->type->result_count;
    if (count > 1) {
        return_many(e, count);
    } else if (count == 1) {
        return_one(e);
    } else {
        in_emit_op(e, in_op_return_none);
        in_emit_fields(e, 0, 0, e->header);
    }
    e->last.valid = false;
}

/* Distance to the callee's frame: its arguments, or the next free slot. */
static uint32_t take_arguments(in_emitter *e, const core_functype *type) {
    in_emit_settle(e, type->param_count);
    in_emit_truncate(e, (uint32_t)e->entries.len - type->param_count);
    return in_emit_next_slot(e);
}

static void push_call_results(in_emitter *e, const core_functype *type) {
    in_emit_forget(e);
    uint32_t slot = in_emit_next_slot(e);
    push_temps(e, type->results, type->result_count);
    if (type->result_count)
        e->mirror[in_class_of(type->results[0])] = slot;
}

/* What follows a call that may leave the instance. */
static void emit_reload(in_emitter *e, uint32_t distance) {
    in_emit_op(e, in_op_reload);
    in_emit_fields(e, 0, 0, e->header + 1);
    in_emit_word(e, distance);
}

static void emit_call(in_emitter *e, uint32_t func, const core_functype *type) {
    uint32_t distance = take_arguments(e, type);
    if (func < e->module->imported_funcs) {
        in_emit_op(e, in_op_call_import);
        in_emit_fields(e, e->header + 1, 0, func);
        in_emit_word(e, distance);
        emit_reload(e, distance);
    } else {
        in_fn *fn = &e->code->fns[func - e->module->imported_funcs];
        in_emit_op(e, in_op_call);
        in_emit_word(e, (uintptr_t)fn);
        in_emit_word(e, distance);
    }
    push_call_results(e, type);
}

/* First argument of a tail call, in 16 bits. */
static uint32_t tail_arguments(in_emitter *e, const core_functype *type) {
    uint32_t first = take_arguments(e, type);
    if (first <= UINT16_MAX)
        return first;
    if (!type->param_count)
        return 0;
    in_emit_op(e, in_op_move_many);
    in_emit_word(e, e->temps | (uint64_t)first << 32);
    in_emit_word(e, type->param_count);
    in_emit_forget(e);
    return e->temps;
}

static void emit_tail_call(in_emitter *e,
                           uint32_t func,
                           const core_functype *type) {
    uint32_t first = tail_arguments(e, type);
    bool imported = func < e->module->imported_funcs;
    in_emit_op(e, imported ? in_op_tail_import : in_op_tail_call);
    in_emit_fields(e, 0, first, e->header);
    if (imported) {
        in_emit_word(e, func);
    } else {
        in_fn *fn = &e->code->fns[func - e->module->imported_funcs];
        in_emit_word(e, (uintptr_t)fn);
    }
    in_emit_word(e, type->param_count);
}

void in_emit_call(in_emitter *e,
                  uint32_t func,
                  const core_functype *type,
                  bool tail) {
    if (tail)
        emit_tail_call(e, func, type);
    else
        emit_call(e, func, type);
}

void in_emit_call_indirect(in_emitter *e,
                           uint32_t table,
                           uint32_t type_index,
                           const core_functype *type,
                           bool tail) {
    in_entry index = in_emit_pop(e);
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &index), 2);
    uint64_t callee = (uint64_t)table << 32 | type_index;
    if (tail) {
        uint32_t first = tail_arguments(e, type);
        in_emit_op(e, in_op_tail_indirect);
        in_emit_fields(e, slot, first, e->header);
        in_emit_word(e, callee);
        in_emit_word(e, type->param_count);
        return;
    }
    uint32_t distance = take_arguments(e, type);
    in_emit_op(e, in_op_call_indirect);
    in_emit_fields(e, e->header + 1, slot, 0);
    in_emit_word(e, callee);
    in_emit_word(e, distance);
    emit_reload(e, distance);
    push_call_results(e, type);
}
