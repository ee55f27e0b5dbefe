/*
 * Threads: calls from the embedder, steps of host functions, suspension and
 * backtraces. Frames of one thread lie on its own stack, one run of the loop
 * above the other when a host function calls back in.
 */
#include "base/limits.h"
#include "interpreter/op.h"

in_thread *in_thread_new(in_store *store) {
    size_t bytes =
        store->limits.stack_bytes / sizeof(uint64_t) * sizeof(uint64_t);
    in_thread *thread = tn_alloc_zero(&store->allocator, sizeof *thread);
    if (!thread)
        return NULL;
    thread->stack = tn_alloc(&store->allocator, bytes);
    if (!thread->stack) {
        tn_free(&store->allocator, thread, sizeof *thread);
        return NULL;
    }
    thread->store = store;
    thread->top = thread->stack;
    thread->stack_end = (uintptr_t)thread->stack + bytes;
    thread->may_suspend = true;
    thread->next = store->threads;
    thread->link = &store->threads;
    if (store->threads)
        store->threads->link = &thread->next;
    store->threads = thread;
    return thread;
}

void in_thread_free(in_thread *thread) {
    if (!thread)
        return;
    const tenon_allocator *allocator = &thread->store->allocator;
    *thread->link = thread->next;
    if (thread->next)
        thread->next->link = thread->link;
    tn_free(allocator, thread->stack,
            thread->stack_end - (uintptr_t)thread->stack);
    tn_free(allocator, thread, sizeof *thread);
}

in_store *in_thread_store(in_thread *thread) {
    return thread->store;
}

/* Traps */

void in_thread_set_trap(in_thread *thread, in_trap trap) {
    thread->trap = trap;
    thread->own_text = false;
}

void in_thread_set_trap_text(in_thread *thread, const char *text) {
    if (thread->trap == IN_TRAP_NONE)
        thread->trap = IN_TRAP_HOST;
    size_t len = strlen(text);
    if (len >= sizeof thread->text)
        len = sizeof thread->text - 1;
    memcpy(thread->text, text, len);
    thread->text[len] = '\0';
    thread->own_text = true;
}

in_trap in_thread_trap(const in_thread *thread) {
    return thread->trap;
}

const char *in_thread_trap_text(const in_thread *thread) {
    return thread->own_text ? thread->text : in_trap_text(thread->trap);
}

/* Backtraces */

/* The host function that a place in code belongs to, or NULL. */
static const in_host_func *host_at(const uint64_t *pc) {
    if (pc[0] == (uintptr_t)in_op_host_start)
        return (const in_host_func *)(uintptr_t)pc[IN_HOST_SELF];
    if (pc[0] == (uintptr_t)in_op_host_resume)
        return (const in_host_func *)(uintptr_t)pc[1];
    return NULL;
}

/* The function of an instance that a place in code belongs to, or NULL. */
static const in_fn *fn_at(const in_instance *instance, const uint64_t *pc) {
    if (!instance)
        return NULL;
    const in_code *code = instance->code;
    for (uint32_t i = 0; i < code->fn_count; i++) {
        const in_fn *fn = &code->fns[i];
        if (fn->code_words &&
            (uintptr_t)pc - (uintptr_t)fn->code < fn->code_words * sizeof *pc)
            return fn;
    }
    return NULL;
}

/* One frame while walking up the stack. */
typedef struct walk {
    const uint64_t *pc;
    uint64_t *fp;
    const in_instance *instance;
    const in_fn *fn;
} walk;

static bool find_fn(walk *w, const in_thread *thread) {
    const in_host_func *host = host_at(w->pc);
    if (host)
        w->fn = &host->fn;
    else if (w->pc == in_lazy_code)
        w->fn = thread->lazy;
    else
        w->fn = fn_at(w->instance, w->pc);
    return w->fn != NULL;
}

/* Goes to the caller; false at the end of a run of the loop. */
static bool walk_up(walk *w, const in_thread *thread) {
    const uint64_t *back = (const uint64_t *)(uintptr_t)w->fp[w->fn->header];
    if (back == in_exit_code + 1)
        return false;
    w->fp -= back[-1];
    if (back == in_restore_code + 1) {
        w->instance =
            (const in_instance *)(uintptr_t)w->fp[IN_RESTORE_INSTANCE];
        back = (const uint64_t *)(uintptr_t)w->fp[IN_RESTORE_RETURN];
        if (back == in_exit_code + 1)
            return false;
        w->fp -= back[-1];
    }
    w->pc = back;
    const in_host_func *host = host_at(back);
    if (host) {
        w->fn = &host->fn;
        w->instance = (const in_instance *)(uintptr_t)w->fp[w->fn->header + 1];
        return true;
    }
    if (back[0] == (uintptr_t)in_op_reload)
        w->instance =
            (const in_instance *)(uintptr_t)w->fp[(uint32_t)(back[1] >> 32)];
    return find_fn(w, thread);
}

/* Adds the frames of one run, innermost first. */
static void capture_frames(in_thread *thread) {
    walk w = {.pc = thread->stop_pc,
              .fp = thread->stop_fp,
              .instance = thread->instance};
    bool more = find_fn(&w, thread);
    while (more && thread->frame_count < IN_BACKTRACE) {
        in_frame_ref *ref = &thread->frames[thread->frame_count++];
        ref->fn = w.fn;
        ref->instance = w.fn->owner ? w.instance : NULL;
        more = walk_up(&w, thread);
    }
}

size_t in_thread_backtrace(const in_thread *thread,
                           in_frame_info *frames,
                           size_t max) {
    size_t count = thread->frame_count < max ? thread->frame_count : max;
    for (size_t i = 0; i < count; i++) {
        const in_frame_ref *ref = &thread->frames[i];
        frames[i] = (in_frame_info){.instance = ref->instance,
                                    .func_index = ref->fn->index};
        if (ref->instance)
            frames[i].name = core_module_func_name(ref->instance->code->module,
                                                   ref->fn->index);
    }
    return count;
}

/* Values */

/* Copies values as slots hold them: i32 and f32 zero-extended. */
static void copy_values(uint64_t *to,
                        const uint64_t *from,
                        const core_valtype *types,
                        uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        bool narrow = types[i] == CORE_I32 || types[i] == CORE_F32;
        to[i] = narrow ? (uint32_t)from[i] : from[i];
    }
}

/* Calls from the embedder */

/* What a nested call must leave as it was. */
typedef struct saved_state {
    in_instance *instance;
    uint64_t **globals;
    uint64_t *top;
    in_host_func *suspended;
    uint64_t *suspended_fp, *entry;
    const core_functype *entry_type;
    bool may_suspend;
} saved_state;

static saved_state save_state(const in_thread *thread) {
    return (saved_state){thread->instance,     thread->globals,
                         thread->top,          thread->suspended,
                         thread->suspended_fp, thread->entry,
                         thread->entry_type,   thread->may_suspend};
}

static void restore_state(in_thread *thread, const saved_state *saved) {
    thread->instance = saved->instance;
    thread->globals = saved->globals;
    thread->top = saved->top;
    thread->suspended = saved->suspended;
    thread->suspended_fp = saved->suspended_fp;
    thread->entry = saved->entry;
    thread->entry_type = saved->entry_type;
    thread->may_suspend = saved->may_suspend;
}

static in_outcome refuse(in_thread *thread, in_trap trap) {
    in_thread_set_trap(thread, trap);
    return IN_TRAPPED;
}

/* Runs the loop and takes results or frames out of it. */
static in_outcome run(in_thread *thread,
                      const uint64_t *code,
                      uint64_t *fp,
                      uint64_t value,
                      uint64_t *results) {
    thread->outcome = IN_TRAPPED;
    thread->depth++;
    in_run(thread, code, fp, value);
    thread->depth--;
    if (thread->outcome == IN_TRAPPED)
        capture_frames(thread);
    if (thread->outcome == IN_DONE && thread->entry_type->result_count)
        memcpy(results, thread->stop_fp,
               thread->entry_type->result_count * sizeof *results);
    return thread->outcome;
}

static bool has_room(const in_thread *thread,
                     const uint64_t *frame,
                     size_t bytes) {
    return (uintptr_t)frame + bytes <= thread->stack_end;
}

/* Puts a frame at the free end of the stack. */
static bool push_frame(in_thread *thread,
                       const in_func *func,
                       const uint64_t *args) {
    const in_fn *fn = func->fn;
    uint64_t *fp = thread->top;
    if (!has_room(thread, fp, fn->frame_bytes))
        return false;
    copy_values(fp, args, func->type->params, func->type->param_count);
    fp[fn->header] = (uintptr_t)(in_exit_code + 1);
    memset(fp + fn->header + IN_HEADER, 0, fn->zero * sizeof *fp);
    thread->instance = func->instance;
    thread->globals = func->instance ? func->instance->global_cells : NULL;
    thread->entry = fp;
    thread->entry_type = func->type;
    return true;
}

in_outcome in_call(in_thread *thread,
                   in_func *func,
                   const uint64_t *args,
                   uint64_t *results) {
    if (thread->depth >= TN_MAX_NESTED_CALLS)
        return refuse(thread, IN_TRAP_NESTING);
    saved_state saved = save_state(thread);
    bool nested = thread->depth || thread->suspended;
    if (!nested)
        thread->frame_count = 0;
    thread->trap = IN_TRAP_NONE;
    thread->own_text = false;
    thread->may_suspend = !nested;
    thread->suspended = NULL;
    in_outcome outcome = IN_TRAPPED;
    if (push_frame(thread, func, args))
        outcome = run(thread, func->fn->code, thread->entry,
                      (uintptr_t)func->fn, results);
    else
        in_thread_set_trap(thread, IN_TRAP_STACK);
    if (outcome != IN_SUSPEND)
        restore_state(thread, &saved);
    return outcome;
}

in_outcome in_resume(in_thread *thread, uint64_t *results) {
    in_host_func *host = thread->suspended;
    tn_assert(host && !thread->depth);
    if (!host || thread->depth)
        return refuse(thread, IN_TRAP_NESTING);
    thread->suspended = NULL;
    thread->trap = IN_TRAP_NONE;
    thread->own_text = false;
    thread->frame_count = 0;
    in_outcome outcome = run(thread, &host->cells[IN_HOST_RESUME],
                             thread->suspended_fp, 0, results);
    if (outcome != IN_SUSPEND) {
        thread->top = thread->stack;
        thread->instance = NULL;
        thread->globals = NULL;
    }
    return outcome;
}

/* Host functions */

in_func *in_host_func_new(in_store *store,
                          const core_functype *type,
                          uint32_t frame_slots,
                          in_host_fn fn,
                          void *user) {
    in_host_func *host = tn_alloc_zero(&store->allocator, sizeof *host);
    uint32_t type_id = 0;
    if (!host)
        return NULL;
    if (!in_store_type_id(&type_id, store, type)) {
        tn_free(&store->allocator, host, sizeof *host);
        return NULL;
    }
    host->store = store;
    host->call = fn;
    host->user = user;
    host->frame_slots = frame_slots;
    host->fn.header = type->param_count > type->result_count
                          ? type->param_count
                          : type->result_count;
    host->fn.zero = (1 + frame_slots + 3) & ~(uint32_t)3;
    uint32_t slots = host->fn.header + IN_HEADER + host->fn.zero;
    host->fn.frame_bytes = slots * (uint32_t)sizeof(uint64_t);
    host->fn.index = UINT32_MAX;
    host->fn.code = host->cells;
    host->cells[IN_HOST_START] = (uintptr_t)in_op_host_start;
    host->cells[IN_HOST_DISTANCE] = slots;
    host->cells[IN_HOST_RESUME] = (uintptr_t)in_op_host_resume;
    host->cells[IN_HOST_SELF] = (uintptr_t)host;
    host->func = (in_func){.fn = &host->fn, .type_id = type_id};
    host->type = *in_store_type(store, type_id);
    host->func.type = &host->type;
    host->next = store->host_funcs;
    store->host_funcs = host;
    return &host->func;
}

/* What a host function said, made true; see in_outcome. */
static in_outcome settle_step(in_thread *thread,
                              in_host_func *host,
                              uint64_t *fp,
                              in_outcome outcome) {
    const core_functype *type = host->func.type;
    switch (outcome) {
    case IN_DONE:
        copy_values(fp, fp, type->results, type->result_count);
        return IN_DONE;
    case IN_CALL:
        if (thread->callee)
            return IN_CALL;
        break;
    case IN_SUSPEND:
        if (!thread->may_suspend) {
            in_thread_set_trap(thread, IN_TRAP_BLOCKED);
            break;
        }
        thread->suspended = host;
        thread->suspended_fp = fp;
        thread->outcome = IN_SUSPEND;
        return IN_SUSPEND;
    case IN_TRAPPED:
        break;
    }
    if (thread->trap == IN_TRAP_NONE)
        in_thread_set_trap(thread, IN_TRAP_HOST);
    thread->outcome = IN_TRAPPED;
    return IN_TRAPPED;
}

in_outcome in_host_step(in_thread *thread, in_host_func *host, uint64_t *fp) {
    uint64_t *header = fp + host->fn.header;
    uint64_t *end = fp + host->cells[IN_HOST_DISTANCE];
    in_host_frame frame = {
        .thread = thread,
        .caller = (in_instance *)(uintptr_t)header[1],
        .slots = fp,
        .locals = header + IN_HOST_LOCALS,
        .call_results = end,
        .step = (uint32_t)header[IN_HOST_STEP],
    };
    thread->top = end;
    thread->callee = NULL;
    in_outcome outcome = host->call(&frame, host->user);
    return settle_step(thread, host, fp, outcome);
}

void in_host_call(in_host_frame *frame,
                  in_func *func,
                  const uint64_t *args,
                  uint32_t count) {
    in_thread *thread = frame->thread;
    uint64_t *to = thread->top;
    tn_assert(count == func->type->param_count);
    thread->callee = func;
    /* Without room entering the function traps. */
    if (count <= func->type->param_count &&
        has_room(thread, to, count * sizeof *to))
        copy_values(to, args, func->type->params, count);
}
