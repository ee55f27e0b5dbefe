/*
 * The emitter's operand stack and the instructions that compute.
 *
 * Invariants: an entry of kind IN_TEMP has its value in its own slot; entries
 * of the same local form a chain from the topmost one, so that local.set finds
 * them without a search; mirror[c] is a slot whose value the accumulator of
 * class c holds at this point of the code.
 */
#include "interpreter/emit.h"

in_class in_class_of(core_valtype type) {
    return type == CORE_F32 ? IN_F32 : type == CORE_F64 ? IN_F64 : IN_INT;
}

void in_emit_word(in_emitter *e, uint64_t word) {
    tn_vec_push(e->scratch, &e->words, word);
}

void in_emit_op(in_emitter *e, in_op op) {
    tn_assert(op != NULL);
    in_emit_word(e, (uintptr_t)op);
}

void in_emit_fields(in_emitter *e, uint32_t d, uint32_t a, uint32_t b) {
    tn_assert(d <= UINT16_MAX && a <= UINT16_MAX);
    in_emit_word(e, d | (uint64_t)a << 16 | (uint64_t)b << 32);
}

void in_emit_forget(in_emitter *e) {
    for (int c = 0; c < IN_CLASSES; c++)
        e->mirror[c] = -1;
    e->last.valid = false;
    e->add.end = 0;
    e->move_end = 0;
}

void in_emit_take_back(in_emitter *e) {
    e->words.len = e->last.start;
    memcpy(e->mirror, e->last.mirror, sizeof e->mirror);
    e->last.valid = false;
    if (e->add.end > e->words.len)
        e->add.end = 0;
}

bool in_emit_mirrored(const in_emitter *e, in_class cls, uint32_t slot) {
    return e->mirror[cls] == (int64_t)slot;
}

/* A slot got a new value; the accumulator of cls has it as well. */
static void note_write(in_emitter *e, in_class cls, uint32_t slot) {
    for (int c = 0; c < IN_CLASSES; c++)
        if (e->mirror[c] == (int64_t)slot)
            e->mirror[c] = -1;
    e->mirror[cls] = slot;
}

/* Entries */

uint32_t in_emit_next_slot(const in_emitter *e) {
    size_t len = e->entries.len;
    return len ? e->entries.data[len - 1].slot + 1 : e->temps;
}

static in_entry *push_entry(in_emitter *e, in_entry_kind kind, in_class cls) {
    uint32_t slot = in_emit_next_slot(e);
    in_entry *entry = tn_vec_add(e->scratch, &e->entries);
    entry->kind = (uint8_t)kind;
    entry->cls = (uint8_t)cls;
    entry->slot = slot;
    if (slot >= e->slot_count)
        e->slot_count = slot + 1;
    return entry;
}

void in_emit_push_temp(in_emitter *e, in_class cls) {
    push_entry(e, IN_TEMP, cls);
}

in_entry in_emit_pop(in_emitter *e) {
    in_entry entry = e->entries.data[--e->entries.len];
    if (entry.kind == IN_LOCAL)
        e->locals[entry.local].pending = entry.link;
    if (e->flushed > e->entries.len)
        e->flushed = (uint32_t)e->entries.len;
    return entry;
}

void in_emit_truncate(in_emitter *e, uint32_t height) {
    while (e->entries.len > height)
        in_emit_pop(e);
}

void in_emit_const(in_emitter *e, core_valtype type, uint64_t value) {
    push_entry(e, IN_CONST, in_class_of(type))->value = value;
}

static void push_local(in_emitter *e, uint32_t local) {
    in_emit_local *l = &e->locals[local];
    in_entry *entry = push_entry(e, IN_LOCAL, (in_class)l->cls);
    entry->local = local;
    entry->link = l->pending;
    l->pending = (uint32_t)e->entries.len;
}

void in_emit_local_get(in_emitter *e, uint32_t local) {
    push_local(e, local);
}

void in_emit_drop(in_emitter *e) {
    in_emit_pop(e);
}

/* Moves */

static void emit_const_move(in_emitter *e, uint32_t to, uint64_t value) {
    bool wide = to > UINT16_MAX;
    uint32_t near = wide ? e->wide_slots + 3 : to;
    in_emit_op(e, in_op_move_const);
    in_emit_fields(e, near, 0, 0);
    in_emit_word(e, value);
    if (wide) {
        in_emit_op(e, in_op_move_wide);
        in_emit_word(e, to);
        in_emit_word(e, near);
    }
    note_write(e, IN_INT, to);
}

static void emit_slot_move(in_emitter *e,
                           in_class cls,
                           uint32_t to,
                           uint32_t from) {
    static const in_op from_acc[IN_CLASSES] = {in_op_move_acc, in_op_move_f32,
                                               in_op_move_f64};
    if (to > UINT16_MAX || from > UINT16_MAX) {
        in_emit_op(e, in_op_move_wide);
        in_emit_word(e, to);
        in_emit_word(e, from);
        note_write(e, IN_INT, to);
        return;
    }
    if (in_emit_mirrored(e, IN_INT, from))
        cls = IN_INT;
    if (in_emit_mirrored(e, cls, from)) {
        in_emit_op(e, from_acc[cls]);
        in_emit_fields(e, to, 0, 0);
        note_write(e, cls, to);
        return;
    }
    if (e->move_end && e->move_end == e->words.len) { /* two moves in one */
        e->words.data[e->move_end - 2] = (uintptr_t)in_op_move_two;
        e->words.data[e->move_end - 1] |= (uint64_t)to << 32 | (uint64_t)from
                                                                   << 48;
        e->move_end = 0;
    } else {
        in_emit_op(e, in_op_move);
        in_emit_fields(e, to, from, 0);
        e->move_end = (uint32_t)e->words.len;
    }
    note_write(e, IN_INT, to);
}

/* Where an entry's value is; not for constants. */
static uint32_t entry_slot(const in_emitter *e, const in_entry *entry) {
    return entry->kind == IN_LOCAL ? e->locals[entry->local].slot : entry->slot;
}

void in_emit_move(in_emitter *e, uint32_t to, in_entry *from) {
    if (from->kind == IN_CONST) {
        emit_const_move(e, to, from->value);
        return;
    }
    uint32_t slot = entry_slot(e, from);
    if (slot != to)
        emit_slot_move(e, (in_class)from->cls, to, slot);
}

uint32_t in_emit_place(in_emitter *e, in_entry *entry) {
    if (entry->kind == IN_CONST) {
        emit_const_move(e, entry->slot, entry->value);
        entry->kind = IN_TEMP;
    }
    return entry_slot(e, entry);
}

uint32_t in_emit_narrow(in_emitter *e, uint32_t slot, uint32_t k) {
    if (slot <= UINT16_MAX)
        return slot;
    emit_slot_move(e, IN_INT, e->wide_slots + k, slot);
    return e->wide_slots + k;
}

/* Takes an entry on the stack out of its local's chain and into its slot. */
static void settle_entry(in_emitter *e, in_entry *entry) {
    if (entry->kind == IN_TEMP)
        return;
    in_emit_move(e, entry->slot, entry);
    entry->kind = IN_TEMP;
}

/*
 * Entries are unlinked from the top down, so each is the head of its chain
 * when the ones above are settled; otherwise the chain is walked.
 */
static void unlink_entry(in_emitter *e, uint32_t index) {
    const in_entry *entry = &e->entries.data[index];
    uint32_t *link = &e->locals[entry->local].pending;
    while (*link != index + 1)
        link = &e->entries.data[*link - 1].link;
    *link = entry->link;
}

void in_emit_settle(in_emitter *e, uint32_t count) {
    size_t from = e->entries.len - count;
    for (size_t i = e->entries.len; i-- > from;)
        if (e->entries.data[i].kind == IN_LOCAL)
            unlink_entry(e, (uint32_t)i);
    for (size_t i = from; i < e->entries.len; i++)
        settle_entry(e, &e->entries.data[i]);
}

void in_emit_flush(in_emitter *e) {
    for (size_t i = e->entries.len; i-- > e->flushed;)
        if (e->entries.data[i].kind == IN_LOCAL)
            unlink_entry(e, (uint32_t)i);
    for (size_t i = e->flushed; i < e->entries.len; i++)
        if (e->entries.data[i].kind == IN_LOCAL)
            settle_entry(e, &e->entries.data[i]);
    e->flushed = (uint32_t)e->entries.len;
}

/* Results */

/*
 * Pushes the result of the instruction whose words begin at start; its field
 * d is filled in. The accumulator of acc holds it, too.
 */
static void push_result(in_emitter *e,
                        uint32_t start,
                        in_class cls,
                        in_class acc) {
    uint32_t slot = in_emit_next_slot(e);
    push_entry(e, IN_TEMP, cls);
    if (slot > UINT16_MAX) {
        uint32_t near = e->wide_slots + 3;
        e->words.data[start + 1] |= near;
        in_emit_op(e, in_op_move_wide);
        in_emit_word(e, slot);
        in_emit_word(e, near);
        note_write(e, IN_INT, slot);
        e->last.valid = false;
        return;
    }
    e->words.data[start + 1] |= slot;
    e->last.valid = true;
    e->last.start = start;
    e->last.end = (uint32_t)e->words.len;
    e->last.dst = slot;
    note_write(e, acc, slot);
}

/* Forgets what the last instruction was and notes the state before this. */
static void begin_last(in_emitter *e) {
    e->last = (in_last){0};
    memcpy(e->last.mirror, e->mirror, sizeof e->mirror);
}

/* True when an entry is the result of the last instruction. */
static bool is_last(const in_emitter *e, const in_entry *entry) {
    return entry->kind == IN_TEMP && e->last.valid &&
           e->last.end == e->words.len && e->last.dst == entry->slot;
}

/* Lets the last instruction write to another slot. */
static void redirect_last(in_emitter *e, uint32_t slot) {
    uint64_t *word = &e->words.data[e->last.start + 1];
    *word = (*word & ~(uint64_t)UINT16_MAX) | slot;
    int64_t old = e->last.dst;
    for (int c = 0; c < IN_CLASSES; c++)
        if (e->mirror[c] == old)
            e->mirror[c] = slot;
        else if (e->mirror[c] == (int64_t)slot)
            e->mirror[c] = -1;
    if (e->add.end == e->last.end)
        e->add.dst = slot;
    e->last.valid = false;
}

/* Settles all entries that stand for a local, before it changes. */
static void settle_local(in_emitter *e, uint32_t local) {
    uint32_t next = e->locals[local].pending;
    while (next) {
        in_entry *entry = &e->entries.data[next - 1];
        next = entry->link;
        settle_entry(e, entry);
    }
    e->locals[local].pending = 0;
}

/*
 * The same with the last instruction's words staying last: they are taken off
 * and put back. Not when it reads an accumulator, which moves change.
 */
static void settle_local_before(in_emitter *e, uint32_t local) {
    uint64_t words[4];
    size_t count = e->last.end - e->last.start;
    tn_assert(count <= TN_COUNT_OF(words));
    memcpy(words, e->words.data + e->last.start, count * sizeof *words);
    int64_t after[IN_CLASSES];
    memcpy(after, e->mirror, sizeof after);
    e->words.len = e->last.start;
    memcpy(e->mirror, e->last.mirror, sizeof e->mirror);
    settle_local(e, local);
    e->last.start = (uint32_t)e->words.len;
    for (size_t i = 0; i < count; i++)
        in_emit_word(e, words[i]);
    e->last.end = (uint32_t)e->words.len;
    e->add.end = 0;
    for (int c = 0; c < IN_CLASSES; c++)
        if (after[c] == (int64_t)e->last.dst)
            note_write(e, (in_class)c, e->last.dst);
}

void in_emit_local_set(in_emitter *e, uint32_t local, bool tee) {
    in_emit_local *l = &e->locals[local];
    in_entry value = in_emit_pop(e);
    if (value.kind != IN_LOCAL || value.local != local) {
        bool redirect = is_last(e, &value) && l->slot <= UINT16_MAX;
        if (redirect && l->pending && !e->last.uses_acc)
            settle_local_before(e, local);
        if (redirect && !l->pending) {
            redirect_last(e, l->slot);
        } else {
            settle_local(e, local);
            in_emit_move(e, l->slot, &value);
        }
    }
    if (tee)
        push_local(e, local);
}

/* Computing */

in_form in_emit_form(
    const in_emitter *e, in_class cls, uint32_t a, uint32_t b, bool has_imm) {
    if (has_imm)
        return in_emit_mirrored(e, cls, a) ? IN_RI : IN_SI;
    if (in_emit_mirrored(e, cls, a))
        return IN_RS;
    return in_emit_mirrored(e, cls, b) ? IN_SR : IN_SS;
}

static bool is_float_op(core_op op) {
    return in_class_of(core_ops[op].operands[0]) != IN_INT;
}

static bool is_compare(core_op op) {
    return in_int_branches[op][0] || in_float_branches[op][0][0];
}

/* a and b (or imm) are places already; b is below 2^32 in a field of its own.
 */
static void emit_binary(in_emitter *e,
                        core_op op,
                        uint32_t a,
                        uint32_t b,
                        bool has_imm,
                        uint64_t imm) {
    core_valtype operand = core_ops[op].operands[0];
    in_class cls = in_class_of(operand);
    in_class result = in_class_of(core_ops[op].result);
    a = in_emit_narrow(e, a, 0);
    begin_last(e);
    in_form form = in_emit_form(e, cls, a, b, has_imm);
    uint32_t start = (uint32_t)e->words.len;
    bool is_float = is_float_op(op);
    bool near_imm = operand == CORE_I32 || operand == CORE_F32;
    in_emit_op(e, (is_float ? in_float_ops : in_int_ops)[op][form]);
    in_emit_fields(e, 0, a, has_imm ? (near_imm ? (uint32_t)imm : 0) : b);
    if (has_imm && !near_imm)
        in_emit_word(e, imm);
    e->last.uses_acc = form == IN_RS || form == IN_SR || form == IN_RI;
    e->last.compare = is_compare(op);
    e->last.is_float = is_float;
    e->last.has_imm = has_imm;
    e->last.op = op;
    e->last.a = a;
    e->last.b = b;
    e->last.imm = imm;
    push_result(e, start, result, result);
    if (op == CORE_OP_I32_ADD && has_imm && e->last.valid)
        e->add = (in_add){start, e->last.end, e->last.dst, a, (uint32_t)imm};
}

/* a + (b << c) when the last instruction is that shift. */
static bool take_shifted(in_emitter *e, in_entry *a, in_entry *b) {
    in_entry *shifted = is_last(e, b) ? b : a;
    in_entry *other = shifted == b ? a : b;
    const in_last *last = &e->last;
    if (!is_last(e, shifted) || last->op != CORE_OP_I32_SHL || !last->has_imm)
        return false;
    uint32_t slot = entry_slot(e, other);
    if (slot > UINT16_MAX)
        return false;
    uint32_t from = last->a, count = last->imm & 31;
    in_emit_take_back(e);
    begin_last(e);
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, in_op_add_shifted);
    in_emit_fields(e, 0, slot, from | count << 16);
    push_result(e, start, IN_INT, IN_INT);
    return true;
}

static void take_binary(in_emitter *e, core_op op) {
    in_entry b = in_emit_pop(e);
    in_entry a = in_emit_pop(e);
    if (a.kind == IN_CONST && b.kind != IN_CONST && in_mirror[op]) {
        in_entry swap = a;
        a = b;
        b = swap;
        op = (core_op)in_mirror[op];
    }
    bool has_imm = b.kind == IN_CONST;
    if (op == CORE_OP_I32_ADD && !has_imm && a.kind != IN_CONST &&
        take_shifted(e, &a, &b))
        return;
    uint32_t slot_a = in_emit_place(e, &a);
    uint32_t slot_b = has_imm ? 0 : entry_slot(e, &b);
    emit_binary(e, op, slot_a, slot_b, has_imm, b.value);
}

/* Computes a test against zero; of a comparison, its inverse. */
static void take_eqz(in_emitter *e, core_op eq) {
    in_entry a = in_emit_pop(e);
    if (is_last(e, &a) && e->last.compare && !e->last.is_float) {
        in_last last = e->last;
        in_emit_take_back(e);
        emit_binary(e, (core_op)in_inverse[last.op], last.a, last.b,
                    last.has_imm, last.imm);
        return;
    }
    uint32_t slot = in_emit_place(e, &a);
    emit_binary(e, eq, slot, 0, true, 0);
}

static void take_unary(in_emitter *e, core_op op) {
    in_entry a = in_emit_pop(e);
    in_class cls = in_class_of(core_ops[op].operands[0]);
    in_class result = in_class_of(core_ops[op].result);
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &a), 0);
    begin_last(e);
    bool acc = in_emit_mirrored(e, cls, slot);
    e->last.uses_acc = acc;
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, in_unary_ops[op][acc]);
    in_emit_fields(e, 0, slot, 0);
    push_result(e, start, result, result);
}

void in_emit_numeric(in_emitter *e, core_op op) {
    if (op == CORE_OP_I32_EQZ)
        take_eqz(e, CORE_OP_I32_EQ);
    else if (op == CORE_OP_I64_EQZ)
        take_eqz(e, CORE_OP_I64_EQ);
    else if (core_ops[op].operand_count == 2)
        take_binary(e, op);
    else
        take_unary(e, op);
}

void in_emit_is_null(in_emitter *e) {
    take_eqz(e, CORE_OP_I64_EQ);
}

void in_emit_select(in_emitter *e, core_valtype type) {
    in_entry c = in_emit_pop(e);
    in_entry b = in_emit_pop(e);
    in_entry a = in_emit_pop(e);
    uint32_t slot_a = in_emit_narrow(e, in_emit_place(e, &a), 0);
    uint32_t slot_b = in_emit_narrow(e, in_emit_place(e, &b), 1);
    uint32_t slot_c = in_emit_narrow(e, in_emit_place(e, &c), 2);
    begin_last(e);
    bool acc = in_emit_mirrored(e, IN_INT, slot_c);
    e->last.uses_acc = acc;
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, acc ? in_op_select_acc : in_op_select);
    in_emit_fields(e, 0, slot_a, slot_b | slot_c << 16);
    push_result(e, start, in_class_of(type), IN_INT);
}

void in_emit_global_get(in_emitter *e, uint32_t global, core_valtype type) {
    begin_last(e);
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, in_op_global_get);
    in_emit_fields(e, 0, 0, global);
    push_result(e, start, in_class_of(type), IN_INT);
}

void in_emit_global_set(in_emitter *e, uint32_t global) {
    in_entry value = in_emit_pop(e);
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &value), 0);
    bool acc = in_emit_mirrored(e, IN_INT, slot);
    in_emit_op(e, acc ? in_op_global_set_acc : in_op_global_set);
    in_emit_fields(e, 0, slot, global);
}

/* Memory */

static bool is_far(const in_emitter *e, const core_instr *instr) {
    return instr->b != 0 || e->module->memories[0].is64 ||
           instr->value > UINT32_MAX;
}

/*
 * True when an address is an addition that the last instruction made, which
 * is taken back then; *add tells of it.
 */
static bool take_sum(in_emitter *e, const in_entry *address, in_last *add) {
    if (!is_last(e, address) || e->last.op != CORE_OP_I32_ADD)
        return false;
    *add = e->last;
    in_emit_take_back(e);
    return true;
}

/* The words of an access with such an addition; d is still to be filled in. */
static uint32_t emit_sum_access(
    in_emitter *e, in_op op, uint32_t d, const in_last *add, uint64_t offset) {
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, op);
    in_emit_fields(e, d, add->a, add->has_imm ? (uint32_t)add->imm : add->b);
    in_emit_word(e, offset);
    return start;
}

static void emit_load(in_emitter *e, const core_instr *instr) {
    core_op op = instr->op;
    in_class result = in_class_of(core_ops[op].result);
    in_entry address = in_emit_pop(e);
    in_last add;
    if (!is_far(e, instr) && take_sum(e, &address, &add)) {
        int form = add.has_imm ? IN_LOAD_SUM_IMM : IN_LOAD_SUM_SLOTS;
        begin_last(e);
        uint32_t at =
            emit_sum_access(e, in_load_ops[op][form], 0, &add, instr->value);
        push_result(e, at, result, result);
        return;
    }
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &address), 0);
    bool far = is_far(e, instr);
    begin_last(e);
    bool acc = !far && in_emit_mirrored(e, IN_INT, slot);
    e->last.uses_acc = acc;
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, in_load_ops[op][far ? IN_LOAD_FAR : acc]);
    in_emit_fields(e, 0, slot, far ? instr->b : (uint32_t)instr->value);
    if (far)
        in_emit_word(e, instr->value);
    push_result(e, start, result, result);
}

static in_form store_form(const in_emitter *e,
                          in_class cls,
                          uint32_t address,
                          uint32_t value,
                          bool has_imm) {
    bool acc = in_emit_mirrored(e, IN_INT, address);
    if (has_imm)
        return acc ? IN_RI : IN_SI;
    if (in_emit_mirrored(e, cls, value))
        return IN_SR;
    return acc ? IN_RS : IN_SS;
}

static void emit_store(in_emitter *e, const core_instr *instr) {
    core_op op = instr->op;
    in_entry value = in_emit_pop(e);
    in_entry address = in_emit_pop(e);
    bool far = is_far(e, instr);
    bool has_imm = value.kind == IN_CONST && !far;
    in_last add;
    if (!far && value.kind == IN_LOCAL &&
        e->locals[value.local].slot <= UINT16_MAX &&
        take_sum(e, &address, &add)) {
        emit_sum_access(e, in_store_sum_ops[op][!add.has_imm],
                        e->locals[value.local].slot, &add, instr->value);
        return;
    }
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &address), 0);
    uint32_t from =
        has_imm ? 0 : in_emit_narrow(e, in_emit_place(e, &value), 1);
    if (far) {
        in_emit_op(e, in_store_far_ops[op]);
        in_emit_fields(e, from, slot, instr->b);
        in_emit_word(e, instr->value);
        return;
    }
    in_form form = store_form(e, (in_class)value.cls, slot, from, has_imm);
    in_emit_op(e, in_store_ops[op][form]);
    in_emit_fields(e, from, slot, (uint32_t)instr->value);
    if (has_imm)
        in_emit_word(e, value.value);
}

void in_emit_memory(in_emitter *e, const core_instr *instr) {
    if (core_ops[instr->op].result)
        emit_load(e, instr);
    else
        emit_store(e, instr);
}

void in_emit_bulk(in_emitter *e,
                  in_op op,
                  uint32_t operands,
                  core_valtype result,
                  uint32_t b,
                  uint32_t words,
                  uint64_t extra) {
    in_emit_settle(e, operands);
    in_emit_truncate(e, (uint32_t)e->entries.len - operands);
    uint32_t first = in_emit_next_slot(e);
    if (operands && first > UINT16_MAX) {
        uint32_t scratch = e->wide_slots;
        for (uint32_t i = 0; i < operands; i++)
            emit_slot_move(e, IN_INT, scratch + i, first + i);
        first = scratch;
    }
    begin_last(e);
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, op);
    in_emit_fields(e, 0, operands ? first : 0, b);
    if (words == 3)
        in_emit_word(e, extra);
    if (result)
        push_result(e, start, in_class_of(result), IN_INT);
}

void in_emit_table_get(in_emitter *e, uint32_t table, core_valtype type) {
    in_entry index = in_emit_pop(e);
    uint32_t slot = in_emit_narrow(e, in_emit_place(e, &index), 0);
    begin_last(e);
    uint32_t start = (uint32_t)e->words.len;
    in_emit_op(e, in_op_table_get);
    in_emit_fields(e, 0, slot, table);
    push_result(e, start, in_class_of(type), IN_INT);
}

void in_emit_table_set(in_emitter *e, uint32_t table) {
    in_entry value = in_emit_pop(e);
    in_entry index = in_emit_pop(e);
    uint32_t to = in_emit_narrow(e, in_emit_place(e, &index), 0);
    uint32_t from = in_emit_narrow(e, in_emit_place(e, &value), 1);
    in_emit_op(e, in_op_table_set);
    in_emit_fields(e, from, to, table);
}

/* Functions */

void in_emit_begin(in_emitter *e,
                   in_code *code,
                   const core_functype *type,
                   const core_valtype *locals,
                   uint32_t local_count,
                   uint32_t max_operands) {
    tn_arena *scratch = e->scratch;
    *e = (in_emitter){
        .code = code, .module = code->module, .type = type, .scratch = scratch};
    uint32_t params = type->param_count;
    e->header = params > type->result_count ? params : type->result_count;
    uint32_t next = e->header + IN_HEADER;
    if (next + local_count + max_operands > UINT16_MAX) {
        e->wide_slots = next;
        next += IN_SCRATCH;
    }
    e->locals = TN_NEW_ARRAY(scratch, in_emit_local, local_count);
    for (uint32_t i = 0; i < local_count; i++) {
        e->locals[i].slot = i < params ? i : next++;
        e->locals[i].cls = (uint8_t)in_class_of(locals[i]);
    }
    e->temps = e->slot_count = next;
    in_emit_forget(e);
    if (code->metered)
        in_emit_op(e, in_op_fuel);
    in_emit_forget(e);
}

void in_emit_finish(in_emitter *e, in_fn *fn) {
    uint32_t zero = e->temps - e->header - IN_HEADER;
    zero = (zero + 3) & ~(uint32_t)3;
    uint32_t slots = e->header + IN_HEADER + zero;
    if (slots < e->slot_count)
        slots = e->slot_count;
    uint64_t *words =
        tn_arena_alloc(&e->code->arena, e->words.len * sizeof *words);
    memcpy(words, e->words.data, e->words.len * sizeof *words);
    fn->zero = zero;
    fn->frame_bytes = slots * (uint32_t)sizeof(uint64_t);
    fn->code_words = (uint32_t)e->words.len;
    fn->code = words;
}
