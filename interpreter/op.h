/*
 * How instructions are executed: the form of code, and what the handlers
 * (op_*.c) are written with.
 *
 * Code is 64-bit words. An instruction is the address of its handler, then
 * mostly a word with the fields d (bits 0-15, the destination slot), a (16-31,
 * a source slot) and b (32-63, a source slot, an offset or a distance), then
 * wider operands. Distances of branches count words from their own word.
 *
 * The machine state lives in the handlers' arguments, which the usual calling
 * conventions keep in registers; a handler ends with a tail call of the next
 * one. Where that is not to be had (no optimisation, sanitizers) the same
 * bodies are compiled to return the next pc to a loop.
 */
#ifndef IN_OP_H
#define IN_OP_H

#include "interpreter/internal.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define IN_PORTABLE 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__) || \
    !defined(__x86_64__) && !defined(__aarch64__)
#undef IN_PORTABLE
#define IN_PORTABLE 1
#endif
#ifndef IN_PORTABLE
#define IN_PORTABLE 0
#endif

/*
 * fp and pc as in internal.h; mem and msize are the bytes of memory 0 of the
 * current instance. acc, facc and dacc are the last integer, f32 and f64 that
 * was written to a slot: the next instruction takes it from here.
 */
#define IN_UNUSED __attribute__((unused))
#if IN_PORTABLE
typedef struct in_regs {
    uint64_t *fp;
    uint8_t *mem;
    uint64_t acc;
    in_thread *cx;
    uint64_t msize;
    float facc;
    double dacc;
} in_regs;
#define IN_ARGS const uint64_t *pc IN_UNUSED, in_regs *in_r IN_UNUSED
#define IN_PASS(p) (p), in_r
#define GO(p) return (p)
#define IN_CONTINUE(handler) return handler(IN_PASS(pc))
#define LEAVE() return NULL
#else
#define IN_ARGS                                                             \
    const uint64_t *pc IN_UNUSED, uint64_t *fp, uint8_t *mem, uint64_t acc, \
        in_thread *cx, uint64_t msize, float facc, double dacc
#define IN_PASS(p) (p), fp, mem, acc, cx, msize, facc, dacc
#if defined(__clang__)
#define IN_TAIL __attribute__((musttail)) return
#else
#define IN_TAIL return
#endif
#define IN_CONTINUE(handler) IN_TAIL handler(IN_PASS(pc))
#define GO(p)                                            \
    do {                                                 \
        const uint64_t *go_ = (p);                       \
        IN_TAIL((in_op)(uintptr_t)go_[0])(IN_PASS(go_)); \
    } while (0)
#define LEAVE() return NULL
#endif

typedef const uint64_t *(*in_op)(IN_ARGS);
#define OP(name) const uint64_t *name(IN_ARGS)

/* How an instruction takes its operands. */
typedef enum in_form {
    IN_SS, /* both from slots */
    IN_SR, /* the second from the accumulator */
    IN_RS,
    IN_SI, /* the second is in the code */
    IN_RI,
    IN_FORMS
} in_form;

/* Tables of handlers by instruction; NULL where there is none. */
#define IN_NUMERIC 0x108 /* instructions below are in the tables */
extern const in_op in_int_ops[IN_NUMERIC][IN_FORMS];
extern const in_op in_int_branches[IN_NUMERIC][IN_FORMS];
/* i32.add of an immediate, then a branch: [0] on a slot, [1] an immediate. */
extern const in_op in_add_branches[IN_NUMERIC][2];
extern const in_op in_float_ops[IN_NUMERIC][IN_FORMS];
/* [1]: branch when it holds, [0]: when it does not. */
extern const in_op in_float_branches[IN_NUMERIC][2][IN_FORMS];
extern const in_op in_unary_ops[IN_NUMERIC][2]; /* IN_SS, IN_RS - 1 */
extern const uint16_t in_inverse[IN_NUMERIC];   /* core_op; 0: none */
extern const uint16_t in_mirror[IN_NUMERIC];    /* exchanged operands */

/* Where a load's address comes from. */
enum {
    IN_LOAD_SLOT,
    IN_LOAD_ACC,
    IN_LOAD_SUM_IMM, /* the addition is part of it */
    IN_LOAD_SUM_SLOTS,
    IN_LOAD_FAR, /* any memory */
    IN_LOAD_FORMS
};
extern const in_op in_load_ops[0x40][IN_LOAD_FORMS];
/* Stores: address and value by in_form. Any memory: slots only. */
extern const in_op in_store_ops[0x40][IN_FORMS];
extern const in_op in_store_sum_ops[0x40][2]; /* value in a slot */
extern const in_op in_store_far_ops[0x40];

/* The other handlers. */
/* clang-format off */
#define IN_OPS(X)                                                              \
    X(add_shifted) X(move) X(move_two) X(move_acc) X(move_f32) X(move_f64) X(move_const)         \
    X(move_wide)                                                               \
    X(move_many) X(select) X(select_acc) X(global_get) X(global_set)           \
    X(global_set_acc) X(br) X(br_table) X(br_table_acc) X(unreachable)         \
    X(fuel) X(return_none) X(return_slot) X(return_acc) X(return_const)        \
    X(return_f32) X(return_f32_acc) X(return_f64) X(return_f64_acc)            \
    X(return_many) X(call) X(call_import) X(call_indirect) X(reload)           \
    X(tail_call) X(tail_import) X(tail_indirect) X(lazy) X(exit)               \
    X(host_start) X(host_resume) X(restore)                                    \
    X(memory_size) X(memory_grow) X(memory_init) X(data_drop) X(memory_copy)   \
    X(memory_fill) X(table_get) X(table_set) X(table_size) X(table_grow)       \
    X(table_fill) X(table_init) X(table_copy) X(elem_drop) X(ref_func)
/* clang-format on */
#define DECLARE(name) OP(in_op_##name);
IN_OPS(DECLARE)
#undef DECLARE

/* Leaves the loop: keeps pc and fp in the thread. */
OP(in_op_leave);

/* Code that is the same for everybody. */
extern const uint64_t in_lazy_code[1];    /* of a function not translated */
extern const uint64_t in_exit_code[2];    /* returns to [1] leave the loop */
extern const uint64_t in_restore_code[2]; /* likewise; see op_restore */

/* Runs from code on, with acc as given, until something leaves the loop. */
void in_run(in_thread *thread,
            const uint64_t *code,
            uint64_t *frame,
            uint64_t value);

#endif
