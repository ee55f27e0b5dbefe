/*
 * Translation of one function to register code while it is validated.
 *
 * The emitter keeps its own picture of the operand stack: an entry is a local,
 * a constant or a temporary in the slot of its height. local.get and constants
 * emit nothing; they are folded into the instruction that takes them. Calls
 * are made only for code that can be reached.
 */
#ifndef IN_EMIT_H
#define IN_EMIT_H

#include "base/vec.h"
#include "core/opcode.h"
#include "interpreter/op.h"

/* A control frame of the validator, with what branches to it need. */
typedef struct in_control {
    core_op op;       /* block, loop, if, else; end for the function */
    bool unreachable; /* the operands below here are of any type */
    bool live;        /* it could be reached when it began */
    uint32_t height;  /* operands below it */
    uint32_t param_count, result_count;
    const core_valtype *params, *results; /* results NULL: it is single */
    core_valtype single;
    uint32_t fixups;     /* chain of branches to the end; 0: none */
    uint32_t else_fixup; /* branch of the if, while it has no else */
    uint32_t loop;       /* where a loop begins */
} in_control;

static inline const core_valtype *in_control_results(const in_control *c) {
    return c->results ? c->results : &c->single;
}

/* Which accumulator values of a type use. */
typedef enum in_class { IN_INT, IN_F32, IN_F64, IN_CLASSES } in_class;

typedef enum in_entry_kind { IN_TEMP, IN_LOCAL, IN_CONST } in_entry_kind;

typedef struct in_entry {
    uint8_t kind, cls;
    uint32_t slot;  /* its own, whether the value is there yet or not */
    uint32_t local; /* of IN_LOCAL */
    uint32_t link;  /* next entry (+ 1) with the same local */
    uint64_t value; /* of IN_CONST */
} in_entry;

typedef struct in_emit_local {
    uint32_t slot;
    uint32_t pending; /* topmost entry (+ 1) that stands for it */
    uint8_t cls;
} in_emit_local;

/* The instruction emitted last, while it may still be changed. */
typedef struct in_last {
    bool valid;
    bool compare, is_float, has_imm, uses_acc;
    uint32_t start, end; /* words */
    uint32_t dst;        /* slot */
    core_op op;
    uint32_t a, b;
    uint64_t imm;
    int64_t mirror[IN_CLASSES]; /* before it */
} in_last;

/* An i32.add of an immediate that a branch may take in; end 0: none. */
typedef struct in_add {
    uint32_t start, end, dst, a, imm;
} in_add;

typedef TN_VEC(uint64_t) in_word_vec;
typedef TN_VEC(in_entry) in_entry_vec;

typedef struct in_emitter {
    in_code *code;
    const core_module *module;
    const core_functype *type;
    tn_arena *scratch;
    in_word_vec words;
    in_entry_vec entries;
    in_emit_local *locals;
    uint32_t header;     /* slot of the return address */
    uint32_t wide_slots; /* IN_SCRATCH slots, for functions that need them */
    uint32_t temps;      /* first slot of operands */
    uint32_t slot_count;
    uint32_t flushed;           /* entries below are no locals */
    int64_t mirror[IN_CLASSES]; /* slot each accumulator equals; -1: none */
    in_last last;
    in_add add;
    uint32_t move_end; /* end of a move that another may join; 0: none */
} in_emitter;

in_class in_class_of(core_valtype type);

/* emit.c: locals, constants, computing */
void in_emit_begin(in_emitter *e,
                   in_code *code,
                   const core_functype *type,
                   const core_valtype *locals,
                   uint32_t local_count,
                   uint32_t max_operands);
void in_emit_finish(in_emitter *e, in_fn *fn);
void in_emit_const(in_emitter *e, core_valtype type, uint64_t value);
void in_emit_local_get(in_emitter *e, uint32_t local);
void in_emit_local_set(in_emitter *e, uint32_t local, bool tee);
void in_emit_drop(in_emitter *e);
void in_emit_numeric(in_emitter *e, core_op op);
void in_emit_select(in_emitter *e, core_valtype type);
void in_emit_memory(in_emitter *e, const core_instr *instr);
void in_emit_global_get(in_emitter *e, uint32_t global, core_valtype type);
void in_emit_global_set(in_emitter *e, uint32_t global);
void in_emit_is_null(in_emitter *e);

/*
 * An instruction with operands in a run of slots: takes that many, gives one
 * of that type (0: none). b goes to field b; words is 2, or 3 with extra.
 */
void in_emit_bulk(in_emitter *e,
                  in_op op,
                  uint32_t operands,
                  core_valtype result,
                  uint32_t b,
                  uint32_t words,
                  uint64_t extra);
void in_emit_table_get(in_emitter *e, uint32_t table, core_valtype type);
void in_emit_table_set(in_emitter *e, uint32_t table);

/* emit_control.c */
void in_emit_block(in_emitter *e, in_control *c);
void in_emit_if(in_emitter *e, in_control *c);
void in_emit_else(in_emitter *e, in_control *c, bool reached);
void in_emit_end(in_emitter *e, in_control *c, bool reached);
void in_emit_br(in_emitter *e, in_control *target);
void in_emit_br_if(in_emitter *e, in_control *target);
/* The labels' control frames are controls[top - label]. */
void in_emit_br_table(in_emitter *e,
                      const uint32_t *labels,
                      uint32_t count,
                      in_control *top);
void in_emit_return(in_emitter *e);
void in_emit_unreachable(in_emitter *e);
void in_emit_call(in_emitter *e,
                  uint32_t func,
                  const core_functype *type,
                  bool tail);
void in_emit_call_indirect(in_emitter *e,
                           uint32_t table,
                           uint32_t type_index,
                           const core_functype *type,
                           bool tail);

/* Between the two: the emitter's insides. */
in_entry in_emit_pop(in_emitter *e);
void in_emit_push_temp(in_emitter *e, in_class cls);
void in_emit_truncate(in_emitter *e, uint32_t height);
/* Slot to read an entry from; a constant is put into its slot first. */
uint32_t in_emit_place(in_emitter *e, in_entry *entry);
/* Puts the topmost count entries into their own slots. */
void in_emit_settle(in_emitter *e, uint32_t count);
/* Puts entries that stand for locals into their own slots. */
void in_emit_flush(in_emitter *e);
uint32_t in_emit_next_slot(const in_emitter *e);
void in_emit_word(in_emitter *e, uint64_t word);
void in_emit_op(in_emitter *e, in_op op);
void in_emit_fields(in_emitter *e, uint32_t d, uint32_t a, uint32_t b);
void in_emit_move(in_emitter *e, uint32_t to, in_entry *from);
/* A slot below 2^16 with the same value; k tells scratch slots apart. */
uint32_t in_emit_narrow(in_emitter *e, uint32_t slot, uint32_t k);
bool in_emit_mirrored(const in_emitter *e, in_class cls, uint32_t slot);
/* Takes back the last instruction. */
void in_emit_take_back(in_emitter *e);
/* Nothing is known about accumulators or the last instruction any more. */
void in_emit_forget(in_emitter *e);
in_form in_emit_form(
    const in_emitter *e, in_class cls, uint32_t a, uint32_t b, bool has_imm);

#endif
