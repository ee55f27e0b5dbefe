/*
 * Structures of the interpreter that its files share.
 *
 * Layout of a frame, from fp on, in 64-bit slots:
 *
 *     parameters, later results     max(params, results) slots
 *     return address                the header: IN_HEADER slots
 *     instance                        set before calls that may leave it
 *     locals that are not parameters
 *     operands (temporaries), by height of the operand stack
 *
 * A callee's frame starts at its arguments in the caller's operands, so that
 * nothing is copied. The word before a return address is the distance of the
 * two frames: a return is fp -= pc[-1].
 *
 * When a frame returns, the thread's current instance is what it was when the
 * frame was entered; who called across instances restores it (op_reload).
 */
#ifndef IN_INTERNAL_H
#define IN_INTERNAL_H

#include "interpreter/interpreter.h"

enum {
    IN_HEADER = 2,   /* slots */
    IN_SCRATCH = 4,  /* slots that frames beyond 16-bit slots keep free */
    IN_PAGE = 65536, /* bytes */
    IN_BACKTRACE = 64
};

/* What a call needs to know of a function; shared by all instances. */
typedef struct in_fn {
    const uint64_t *code; /* lazy code until translated */
    uint32_t frame_bytes;
    uint32_t header; /* slot of the return address */
    uint32_t zero;   /* slots to zero after the header, a multiple of 4 */
    uint32_t index;
    uint32_t code_words;
    uint32_t max_operands; /* found by validation */
    in_code *owner;        /* NULL: a host function */
} in_fn;

struct in_func {
    in_fn *fn;
    in_instance *instance; /* NULL: a host function */
    const core_functype *type;
    uint32_t type_id; /* equal in a store means equal types */
    uint32_t index;
};

/* cells: start, distance, resume, self. */
enum { IN_HOST_START, IN_HOST_DISTANCE, IN_HOST_RESUME, IN_HOST_SELF };

typedef struct in_host_func {
    in_func func;
    in_fn fn;
    core_functype type; /* the store's types */
    uint64_t cells[4];
    in_store *store;
    in_host_fn call;
    void *user;
    uint32_t frame_slots;
    struct in_host_func *next;
} in_host_func;

/* Slots of a host function's frame after its header. */
enum { IN_HOST_STEP = IN_HEADER, IN_HOST_LOCALS };

/* Slots of the frame that restores the instance after a tail call. */
enum {
    IN_RESTORE_RETURN,
    IN_RESTORE_INSTANCE,
    IN_RESTORE_COUNT,
    IN_RESTORE_SLOTS
};

struct in_memory {
    uint8_t *base; /* never moves */
    uint64_t size;
    core_limits limits;
    uint64_t reserved; /* bytes of address space at base */
    in_store *store;
    in_memory *next;
};

struct in_table {
    uint64_t *elems;
    uint64_t len, cap;
    core_tabletype type;
    in_store *store;
    in_table *next;
};

struct in_global {
    uint64_t value;
    core_globaltype type;
    in_global *next;
};

/* An element segment's references; count is 0 once dropped. */
typedef struct in_segment {
    uint64_t *refs;
    uint32_t count, allocated;
} in_segment;

struct in_instance {
    in_store *store;
    const in_code *code;
    in_memory *memory0; /* an empty memory when there is none */
    uint64_t **global_cells;
    in_func **funcs; /* own ones are NULL until asked for: in_instance_func */
    in_func *own_funcs;
    in_table **tables;
    in_memory **memories;
    in_global **globals;
    uint32_t *type_ids; /* by type index */
    in_segment *elems;
    uint32_t *data_sizes; /* 0 once dropped */
    in_instance *next;
};

struct in_code {
    tenon_context *ctx;
    const core_module *module;
    tn_arena arena; /* translated code */
    in_fn *fns;     /* own functions, in order */
    uint32_t fn_count;
    uint8_t *declared; /* function index: may ref.func name it? */
    bool metered;
};

typedef struct in_type_entry {
    core_functype type;
    uint64_t hash;
} in_type_entry;

struct in_store {
    tenon_allocator allocator;
    in_limits limits;
    uint64_t memory_bytes, table_elems;
    uint32_t instance_count;
    uint64_t fuel;
    in_memory empty;
    in_memory *memories;
    in_table *tables;
    in_global *globals;
    in_host_func *host_funcs;
    in_instance *instances;
    in_thread *threads;
    in_type_entry *types;
    size_t type_count, type_cap;
    uint32_t *type_slots; /* type number + 1 */
    size_t type_slot_count;
};

typedef struct in_frame_ref {
    const in_instance *instance;
    const in_fn *fn;
} in_frame_ref;

struct in_thread {
    uintptr_t stack_end; /* address; see in_store_interrupt */
    in_instance *instance;
    uint64_t **globals; /* of the instance */
    in_store *store;
    const uint64_t *stop_pc; /* where the loop was left */
    uint64_t *stop_fp;
    in_outcome outcome;
    in_trap trap;
    uint64_t *stack, *top; /* free from top on */
    in_func *callee;       /* of IN_CALL */
    bool may_suspend;      /* no run of the loop further out */
    in_host_func *suspended;
    const in_fn *lazy; /* being translated */
    uint64_t *suspended_fp;
    uint64_t *entry; /* frame of the function that in_call called */
    const core_functype *entry_type;
    unsigned depth; /* nested runs of the loop */
    bool own_text;
    char text[201];
    in_frame_ref frames[IN_BACKTRACE];
    size_t frame_count;
    in_thread *next, **link;
};

/* validate.c: a whole module. */
bool in_validate_module(in_code *code) TN_MUST_CHECK;
/* Translates a function on its first call; false: memory is out. */
bool in_fn_translate(in_fn *fn) TN_MUST_CHECK;

/* store.c */
bool in_store_type_id(uint32_t *out,
                      in_store *store,
                      const core_functype *type) TN_MUST_CHECK;
/* The store's own copy of a type. */
const core_functype *in_store_type(const in_store *store, uint32_t id);

/* instance.c */
void in_instance_free(in_instance *instance);
in_func *in_instance_func(in_instance *instance, uint32_t index);

/* memory.c */
void in_memory_free(in_memory *memory);

/* table.c */
void in_table_free(in_table *table);
uint64_t in_table_grow(in_table *table, uint64_t count, uint64_t value);
in_trap in_table_init(in_table *table,
                      const in_segment *segment,
                      uint64_t to,
                      uint64_t from,
                      uint64_t count);

/* The rest of what an instruction does, for instructions that do much. */
in_trap in_table_copy(in_table *to_table,
                      in_table *from_table,
                      uint64_t to,
                      uint64_t from,
                      uint64_t count);
in_trap in_table_fill(in_table *table,
                      uint64_t to,
                      uint64_t value,
                      uint64_t count);
in_trap in_memory_init(in_instance *instance,
                       uint32_t memory,
                       uint32_t data,
                       const uint64_t args[3]);
in_trap in_memory_copy(in_memory *to_memory,
                       in_memory *from_memory,
                       const uint64_t args[3]);
in_trap in_memory_fill(in_memory *memory, const uint64_t args[3]);

/* thread.c: one step of a host function. */
in_outcome in_host_step(in_thread *thread, in_host_func *host, uint64_t *fp);

#endif
