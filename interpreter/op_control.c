/*
 * Moves, branches, calls and returns: everything that touches frames. Calls
 * never use the C stack; see internal.h for the layout of a frame.
 */
#include "interpreter/handler.h"

OP(in_op_move) {
    acc = SLOT_A;
    SLOT_D = acc;
    NEXT(2);
}

/* Two moves, one after the other: a to d, then c to b. */
OP(in_op_move_two) {
    SLOT_D = SLOT_A;
    acc = fp[FIELD_C16];
    fp[FIELD_B16] = acc;
    NEXT(2);
}

OP(in_op_move_acc) {
    SLOT_D = acc;
    NEXT(2);
}

OP(in_op_move_f32) {
    SLOT_D = bits_f32(facc);
    NEXT(2);
}

OP(in_op_move_f64) {
    SLOT_D = bits_f64(dacc);
    NEXT(2);
}

OP(in_op_move_const) {
    acc = pc[2];
    SLOT_D = acc;
    NEXT(3);
}

/* Slots beyond 16 bits: the destination in word 1, the source in word 2. */
OP(in_op_move_wide) {
    acc = fp[pc[2]];
    fp[pc[1]] = acc;
    NEXT(3);
}

/* word 1: destination and source, 32 bits each; word 2: how many. */
OP(in_op_move_many) {
    memmove(fp + (u32)pc[1], fp + (pc[1] >> 32), pc[2] * sizeof *fp);
    NEXT(3);
}

OP(in_op_select) {
    acc = (u32)fp[FIELD_C16] ? SLOT_A : fp[FIELD_B16];
    SLOT_D = acc;
    NEXT(2);
}

OP(in_op_select_acc) {
    acc = (u32)acc ? SLOT_A : fp[FIELD_B16];
    SLOT_D = acc;
    NEXT(2);
}

OP(in_op_global_get) {
    acc = *cx->globals[FIELD_B];
    SLOT_D = acc;
    NEXT(2);
}

OP(in_op_global_set) {
    *cx->globals[FIELD_B] = SLOT_A;
    NEXT(2);
}

OP(in_op_global_set_acc) {
    *cx->globals[FIELD_B] = acc;
    NEXT(2);
}

OP(in_op_br) {
    BRANCH();
}

/* Field b: the number of labels; then a word for each and the default. */
#define BRANCH_TABLE(value)                          \
    do {                                             \
        u32 i = (value), n = FIELD_B;                \
        const u64 *entry = pc + 2 + (i < n ? i : n); \
        GO(entry + ((int64_t)*entry >> 32));         \
    } while (0)

OP(in_op_br_table) {
    BRANCH_TABLE((u32)SLOT_A);
}

OP(in_op_br_table_acc) {
    BRANCH_TABLE((u32)acc);
}

OP(in_op_unreachable) {
    TRAP(UNREACHABLE);
}

OP(in_op_fuel) {
    TRAP_IF(cx->store->fuel == 0, INTERRUPT)
    cx->store->fuel--;
    NEXT(1);
}

/* Calls */

/* True when a frame of that many bytes does not fit at an address. */
#define NO_ROOM(frame, bytes) \
    TN_UNLIKELY((uintptr_t)(frame) + (bytes) > cx->stack_end)

#define ZERO_LOCALS(fn)                                             \
    do {                                                            \
        u64 *zero_ = fp + (fn)->header + IN_HEADER;                 \
        for (u32 left_ = (fn)->zero; left_; left_ -= 4, zero_ += 4) \
            memset(zero_, 0, 4 * sizeof *zero_);                    \
    } while (0)

/*
 * Enters a function whose arguments are at frame_. Lazy code finds the
 * function in acc.
 */
#define ENTER(fn_, frame_, return_)                 \
    do {                                            \
        const in_fn *enter_ = (fn_);                \
        u64 *into_ = (frame_);                      \
        const u64 *return_to_ = (return_);          \
        if (NO_ROOM(into_, enter_->frame_bytes))    \
            TRAP(STACK);                            \
        fp = into_;                                 \
        fp[enter_->header] = (uintptr_t)return_to_; \
        ZERO_LOCALS(enter_);                        \
        acc = (uintptr_t)enter_;                    \
        GO(enter_->code);                           \
    } while (0)

/* Goes back to an address; the results are at fp. */
#define RETURN_TO(address)            \
    do {                              \
        const u64 *back_ = (address); \
        fp -= back_[-1];              \
        GO(back_);                    \
    } while (0)

/* Field b: the slot of the return address. */
#define RETURN_ADDRESS ((const u64 *)(uintptr_t)SLOT_B)

OP(in_op_return_none) {
    RETURN_TO(RETURN_ADDRESS);
}

OP(in_op_return_slot) {
    const u64 *back = RETURN_ADDRESS;
    acc = SLOT_A;
    fp[0] = acc;
    RETURN_TO(back);
}

OP(in_op_return_acc) {
    const u64 *back = RETURN_ADDRESS;
    fp[0] = acc;
    RETURN_TO(back);
}

OP(in_op_return_const) {
    const u64 *back = RETURN_ADDRESS;
    acc = pc[2];
    fp[0] = acc;
    RETURN_TO(back);
}

OP(in_op_return_f32) {
    const u64 *back = RETURN_ADDRESS;
    u64 value = SLOT_A;
    facc = from_bits_f32((u32)value);
    fp[0] = value;
    RETURN_TO(back);
}

OP(in_op_return_f32_acc) {
    const u64 *back = RETURN_ADDRESS;
    fp[0] = bits_f32(facc);
    RETURN_TO(back);
}

OP(in_op_return_f64) {
    const u64 *back = RETURN_ADDRESS;
    u64 value = SLOT_A;
    dacc = from_bits_f64(value);
    fp[0] = value;
    RETURN_TO(back);
}

OP(in_op_return_f64_acc) {
    const u64 *back = RETURN_ADDRESS;
    fp[0] = bits_f64(dacc);
    RETURN_TO(back);
}

/* The first result in all three accumulators: its type is not known here. */
#define LOAD_ACCUMULATORS() \
    (acc = fp[0], facc = from_bits_f32((u32)acc), dacc = from_bits_f64(acc))

/* word 2: how many results. */
OP(in_op_return_many) {
    const u64 *back = RETURN_ADDRESS;
    memmove(fp, &SLOT_A, pc[2] * sizeof *fp);
    LOAD_ACCUMULATORS();
    RETURN_TO(back);
}

/* word 1: in_fn; word 2: distance. */
OP(in_op_call) {
    ENTER((const in_fn *)(uintptr_t)pc[1], fp + pc[2], pc + 3);
}

/*
 * Calls a function value: its own instance becomes the current one. d: slot
 * of the own header's instance; distance: where the callee's frame is. Two
 * returns: to after op_reload, or, when the instance changed, to op_reload.
 * That case has a handler of its own, which finds the function in acc, so
 * that the usual one stays short.
 */
#define CALL_VALUE(func_, words, other)                                      \
    do {                                                                     \
        const in_func *func = (func_);                                       \
        if (TN_UNLIKELY(func->instance != cx->instance) && func->instance) { \
            acc = (uintptr_t)func;                                           \
            IN_CONTINUE(other);                                              \
        }                                                                    \
        ENTER(func->fn, fp + pc[(words)-1], pc + (words) + 3);               \
    } while (0)

#define CALL_OTHER(words)                                      \
    do {                                                       \
        const in_func *func = (const in_func *)(uintptr_t)acc; \
        u64 *next = fp + pc[(words)-1];                        \
        TRAP_IF(NO_ROOM(next, func->fn->frame_bytes), STACK)   \
        SLOT_D = (uintptr_t)cx->instance;                      \
        SWITCH_TO(func->instance);                             \
        ENTER(func->fn, next, pc + (words));                   \
    } while (0)

static TN_NOINLINE OP(call_import_other) {
    CALL_OTHER(3);
}

static TN_NOINLINE OP(call_indirect_other) {
    CALL_OTHER(4);
}

OP(in_op_call_import) {
    CALL_VALUE(cx->instance->funcs[FIELD_B], 3, call_import_other);
}

/* Checks a function value from a table; word 2: table << 32 | type index. */
#define FIND_CALLEE(index_)                                                  \
    u64 index = (index_);                                                    \
    const in_table *table = cx->instance->tables[pc[2] >> 32];               \
    TRAP_IF(index >= table->len, UNDEFINED_ELEMENT)                          \
    const in_func *callee = (const in_func *)(uintptr_t)table->elems[index]; \
    TRAP_IF(!callee, UNINITIALIZED_ELEMENT)                                  \
    TRAP_IF(callee->type_id != cx->instance->type_ids[(u32)pc[2]],           \
            INDIRECT_TYPE)

OP(in_op_call_indirect) {
    FIND_CALLEE(SLOT_A)
    CALL_VALUE(callee, 4, call_indirect_other);
}

/* After a call that left the instance. b: slot of the header's instance. */
OP(in_op_reload) {
    SWITCH_TO((in_instance *)(uintptr_t)SLOT_B);
    NEXT(3);
}

/*
 * Tail calls. a: first argument; b: slot of the return address; the last word:
 * their number. The arguments move down to fp, then the frame is entered anew.
 */
#define MOVE_ARGUMENTS(words) memmove(fp, &SLOT_A, pc[(words)-1] * sizeof *fp)

OP(in_op_tail_call) {
    const in_fn *callee = (const in_fn *)(uintptr_t)pc[2];
    const u64 *back = RETURN_ADDRESS;
    TRAP_IF(NO_ROOM(fp, callee->frame_bytes), STACK)
    MOVE_ARGUMENTS(4);
    ENTER(callee, fp, back);
}

/*
 * A tail call into another instance would return to a caller that expects its
 * own to be current. So a small frame stays between them, once however long
 * the chain of tail calls is, whose code restores it. Gives the new frame.
 */
static TN_NOINLINE u64 *keep_instance(in_thread *thread,
                                      u64 *frame,
                                      const u64 *back,
                                      const in_func *callee) {
    if (back == in_restore_code + 1)
        return frame;
    u64 *next = frame + IN_RESTORE_SLOTS;
    memmove(next, frame, callee->type->param_count * sizeof *next);
    frame[IN_RESTORE_RETURN] = (uintptr_t)back;
    frame[IN_RESTORE_INSTANCE] = (uintptr_t)thread->instance;
    frame[IN_RESTORE_COUNT] = callee->type->result_count;
    return next;
}

#define TAIL_VALUE(func_, words)                                              \
    do {                                                                      \
        const in_func *func = (func_);                                        \
        const u64 *back = RETURN_ADDRESS;                                     \
        TRAP_IF(NO_ROOM(fp + IN_RESTORE_SLOTS, func->fn->frame_bytes), STACK) \
        MOVE_ARGUMENTS(words);                                                \
        if (func->instance == cx->instance || !func->instance)                \
            ENTER(func->fn, fp, back);                                        \
        u64 *next = keep_instance(cx, fp, back, func);                        \
        SWITCH_TO(func->instance);                                            \
        ENTER(func->fn, next, in_restore_code + 1);                           \
    } while (0)

/* d: (unused); word 2: function index. */
OP(in_op_tail_import) {
    TAIL_VALUE(cx->instance->funcs[pc[2]], 4);
}

/* d: slot of the index; the callee is found before arguments move. */
OP(in_op_tail_indirect) {
    FIND_CALLEE(SLOT_D)
    TAIL_VALUE(callee, 4);
}

/* The frame of keep_instance got its callee's results. */
OP(in_op_restore) {
    const u64 *back = (const u64 *)(uintptr_t)fp[IN_RESTORE_RETURN];
    in_instance *instance = (in_instance *)(uintptr_t)fp[IN_RESTORE_INSTANCE];
    u64 count = fp[IN_RESTORE_COUNT];
    memmove(fp, fp + IN_RESTORE_SLOTS, count * sizeof *fp);
    SWITCH_TO(instance);
    LOAD_ACCUMULATORS();
    RETURN_TO(back);
}

/* The code of functions that were not translated yet; acc is the in_fn. */
OP(in_op_lazy) {
    in_fn *fn = (in_fn *)(uintptr_t)acc;
    cx->lazy = fn; /* for the backtrace: pc does not tell */
    TRAP_IF(!in_fn_translate(fn), MEMORY)
    TRAP_IF(NO_ROOM(fp, fn->frame_bytes), STACK)
    ZERO_LOCALS(fn);
    GO(fn->code);
}

OP(in_op_exit) {
    cx->outcome = IN_DONE;
    return in_op_leave(IN_PASS(pc));
}

OP(in_op_leave) {
    cx->stop_pc = pc;
    cx->stop_fp = fp;
    TN_UNUSED(mem), TN_UNUSED(acc), TN_UNUSED(msize);
    TN_UNUSED(facc), TN_UNUSED(dacc);
    LEAVE();
}

/* Host functions: cells of in_host_func, one step at a time. */

static const u64 *leave_host(in_thread *thread, const u64 *pc, u64 *frame) {
    thread->stop_pc = pc;
    thread->stop_fp = frame;
    return NULL;
}

/* Header slots of a host frame. */
#define HOST_HEADER(host) (fp + (host)->fn.header)

/*
 * What a step said: return to the caller, enter the callee, or leave. The
 * callee comes back to the resume cell.
 */
#define RUN_STEP(host_)                                                \
    do {                                                               \
        in_host_func *host = (host_);                                  \
        in_outcome outcome = in_host_step(cx, host, fp);               \
        if (outcome == IN_DONE) {                                      \
            SWITCH_TO((in_instance *)(uintptr_t)HOST_HEADER(host)[1]); \
            LOAD_ACCUMULATORS();                                       \
            RETURN_TO((const u64 *)(uintptr_t)HOST_HEADER(host)[0]);   \
        }                                                              \
        if (outcome != IN_CALL)                                        \
            return leave_host(cx, pc, fp);                             \
        const in_func *callee = cx->callee;                            \
        u64 *next = fp + host->cells[IN_HOST_DISTANCE];                \
        if (NO_ROOM(next, callee->fn->frame_bytes))                    \
            TRAP(STACK);                                               \
        SWITCH_TO(callee->instance);                                   \
        ENTER(callee->fn, next, &host->cells[IN_HOST_RESUME]);         \
    } while (0)

OP(in_op_host_start) {
    in_host_func *entered = (in_host_func *)(uintptr_t)pc[IN_HOST_SELF];
    HOST_HEADER(entered)[1] = (uintptr_t)cx->instance;
    RUN_STEP(entered);
}

/* Its callee returned, or the embedder resumed it. */
OP(in_op_host_resume) {
    in_host_func *entered = (in_host_func *)(uintptr_t)pc[1];
    HOST_HEADER(entered)[IN_HOST_STEP]++;
    SWITCH_TO((in_instance *)(uintptr_t)HOST_HEADER(entered)[1]);
    RUN_STEP(entered);
}

const uint64_t in_lazy_code[1] = {(uintptr_t)in_op_lazy};
const uint64_t in_exit_code[2] = {0, (uintptr_t)in_op_exit};
const uint64_t in_restore_code[2] = {IN_RESTORE_SLOTS,
                                     (uintptr_t)in_op_restore};

#if IN_PORTABLE
#undef fp
#undef mem
#undef acc
#undef cx
#undef msize
#undef facc
#undef dacc
void in_run(in_thread *thread,
            const uint64_t *code,
            uint64_t *frame,
            uint64_t value) {
    in_regs regs = {.fp = frame, .cx = thread, .acc = value};
    in_instance *instance = thread->instance;
    if (instance) {
        regs.mem = instance->memory0->base;
        regs.msize = instance->memory0->size;
    }
    while (code)
        code = ((in_op)(uintptr_t)code[0])(code, &regs);
}
#else
void in_run(in_thread *thread,
            const uint64_t *code,
            uint64_t *frame,
            uint64_t value) {
    in_instance *instance = thread->instance;
    uint8_t *base = instance ? instance->memory0->base : NULL;
    uint64_t size = instance ? instance->memory0->size : 0;
    ((in_op)(uintptr_t)code[0])(code, frame, base, value, thread, size, 0, 0);
}
#endif
