/* Tables and references. Indices are zero-extended in their slots. */
#include "interpreter/handler.h"

#define TABLE cx->instance->tables[FIELD_B]

OP(in_op_table_get) {
    const in_table *table = TABLE;
    u64 index = SLOT_A;
    TRAP_IF(index >= table->len, TABLE_BOUNDS)
    PUT_u64(table->elems[index]);
    NEXT(2);
}

OP(in_op_table_set) {
    in_table *table = TABLE;
    u64 index = SLOT_A;
    TRAP_IF(index >= table->len, TABLE_BOUNDS)
    table->elems[index] = SLOT_D;
    NEXT(2);
}

OP(in_op_table_size) {
    PUT_u64(TABLE->len);
    NEXT(2);
}

/* a: the value, then the count. */
OP(in_op_table_grow) {
    in_table *table = TABLE;
    const u64 *args = &SLOT_A;
    u64 before = in_table_grow(table, args[1], args[0]);
    PUT_u64(table->type.limits.is64 ? before : (u32)before);
    NEXT(2);
}

#define FINISH(call, words)                    \
    do {                                       \
        in_trap why_ = (call);                 \
        if (TN_UNLIKELY(why_ != IN_TRAP_NONE)) \
            TRAP_AS(why_);                     \
        NEXT(words);                           \
    } while (0)

OP(in_op_table_fill) {
    const u64 *args = &SLOT_A;
    FINISH(in_table_fill(TABLE, args[0], args[1], args[2]), 2);
}

OP(in_op_table_init) {
    const u64 *args = &SLOT_A;
    in_instance *instance = cx->instance;
    FINISH(in_table_init(instance->tables[(u32)(pc[2] >> 32)],
                         &instance->elems[(u32)pc[2]], args[0], args[1],
                         args[2]),
           3);
}

OP(in_op_table_copy) {
    const u64 *args = &SLOT_A;
    in_table **tables = cx->instance->tables;
    FINISH(in_table_copy(tables[(u32)pc[2]], tables[(u32)(pc[2] >> 32)],
                         args[0], args[1], args[2]),
           3);
}

OP(in_op_elem_drop) {
    cx->instance->elems[FIELD_B].count = 0;
    NEXT(2);
}

OP(in_op_ref_func) {
    PUT_u64((uintptr_t)in_instance_func(cx->instance, FIELD_B));
    NEXT(2);
}
