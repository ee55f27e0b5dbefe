/*
 * Instantiation (Core specification 4.5.4): imports, definitions, segments,
 * start function. An instance's arrays are one allocation each, freed with
 * the store.
 */
#include "interpreter/instance.h"

/* Constant expressions; they were validated. */

enum { SMALL_STACK = 32 };

static uint64_t compute(core_op op, uint64_t a, uint64_t b) {
    switch (op) {
    case CORE_OP_I32_ADD:
        return (uint32_t)(a + b);
    case CORE_OP_I32_SUB:
        return (uint32_t)(a - b);
    case CORE_OP_I32_MUL:
        return (uint32_t)(a * b);
    case CORE_OP_I64_ADD:
        return a + b;
    case CORE_OP_I64_SUB:
        return a - b;
    default:
        return a * b;
    }
}

static void evaluate_step(in_instance *instance,
                          const core_instr *instr,
                          uint64_t **top) {
    switch (instr->op) {
    case CORE_OP_REF_NULL:
        *(*top)++ = IN_REF_NULL;
        return;
    case CORE_OP_REF_FUNC:
        *(*top)++ = in_func_ref(in_instance_func(instance, instr->a));
        return;
    case CORE_OP_GLOBAL_GET:
        *(*top)++ = instance->globals[instr->a]->value;
        return;
    default:
        break;
    }
    if (core_ops[instr->op].operand_count == 2) {
        *top -= 1;
        (*top)[-1] = compute(instr->op, (*top)[-1], (*top)[0]);
    } else {
        *(*top)++ = instr->value;
    }
}

static bool evaluate(uint64_t *out, in_instance *instance, core_range range) {
    const core_module *m = instance->code->module;
    const tenon_allocator *allocator = &instance->store->allocator;
    uint64_t small[SMALL_STACK];
    size_t len = range.end - range.start; /* more than operands */
    uint64_t *stack = small;
    if (len > SMALL_STACK)
        stack = tn_alloc(allocator, len * sizeof *stack);
    if (!stack)
        return false;
    tn_reader r;
    tn_reader_init(&r, m->ctx, m->span_base + range.start,
                   m->bytes + range.start, len);
    uint64_t *top = stack;
    core_instr instr;
    while (core_instr_read(&instr, &r) && instr.op != CORE_OP_END)
        evaluate_step(instance, &instr, &top);
    *out = top[-1];
    if (stack != small)
        tn_free(allocator, stack, len * sizeof *stack);
    return true;
}

/* Functions */

static void init_func(in_instance *instance, in_func *func, uint32_t index) {
    const in_code *code = instance->code;
    const core_module *m = code->module;
    uint32_t type = m->funcs[index].type;
    *func = (in_func){.fn = &code->fns[index - m->imported_funcs],
                      .instance = instance,
                      .type = &m->types[type],
                      .type_id = instance->type_ids[type],
                      .index = index};
}

in_func *in_instance_func(in_instance *instance, uint32_t index) {
    if (!instance->funcs[index]) {
        uint32_t own = index - instance->code->module->imported_funcs;
        init_func(instance, &instance->own_funcs[own], index);
        instance->funcs[index] = &instance->own_funcs[own];
    }
    return instance->funcs[index];
}

/* The arrays */

#define ARRAYS(X)                                   \
    X(global_cells, m->global_count)                \
    X(funcs, m->func_count)                         \
    X(own_funcs, m->func_count - m->imported_funcs) \
    X(tables, m->table_count)                       \
    X(memories, m->memory_count)                    \
    X(globals, m->global_count)                     \
    X(type_ids, m->type_count)                      \
    X(elems, m->elem_count)                         \
    X(data_sizes, m->data_count)

static bool make_arrays(in_instance *instance) {
    const core_module *m = instance->code->module;
    const tenon_allocator *allocator = &instance->store->allocator;
#define MAKE(field, count)                                            \
    if ((count) &&                                                    \
        !(instance->field = tn_alloc_zero(                            \
              allocator, (size_t)(count) * sizeof *instance->field))) \
        return false;
    ARRAYS(MAKE)
#undef MAKE
    return true;
}

void in_instance_free(in_instance *instance) {
    const core_module *m = instance->code->module;
    const tenon_allocator *allocator = &instance->store->allocator;
    for (uint32_t i = 0; instance->elems && i < m->elem_count; i++) {
        const in_segment *elem = &instance->elems[i];
        tn_free(allocator, elem->refs, elem->allocated * sizeof *elem->refs);
    }
#define RELEASE(field, count)           \
    tn_free(allocator, instance->field, \
            (size_t)(count) * sizeof *instance->field);
    ARRAYS(RELEASE)
#undef RELEASE
    tn_free(allocator, instance, sizeof *instance);
}

static bool make_type_ids(in_instance *instance) {
    const core_module *m = instance->code->module;
    for (uint32_t i = 0; i < m->type_count; i++)
        if (!in_store_type_id(&instance->type_ids[i], instance->store,
                              &m->types[i]))
            return false;
    return true;
}

/* Definitions */

static in_trap make_memories(in_instance *instance) {
    const core_module *m = instance->code->module;
    for (uint32_t i = m->imported_memories; i < m->memory_count; i++)
        if (!(instance->memories[i] =
                  in_memory_new(instance->store, &m->memories[i])))
            return IN_TRAP_MEMORY;
    instance->memory0 =
        m->memory_count ? instance->memories[0] : &instance->store->empty;
    return IN_TRAP_NONE;
}

static in_trap make_globals(in_instance *instance) {
    const core_module *m = instance->code->module;
    for (uint32_t i = 0; i < m->global_count; i++) {
        uint64_t value = 0;
        if (i >= m->imported_globals) {
            if (!evaluate(&value, instance, m->globals[i].init))
                return IN_TRAP_MEMORY;
            instance->globals[i] =
                in_global_new(instance->store, m->globals[i].type, value);
            if (!instance->globals[i])
                return IN_TRAP_MEMORY;
        }
        instance->global_cells[i] = &instance->globals[i]->value;
    }
    return IN_TRAP_NONE;
}

static in_trap make_tables(in_instance *instance) {
    const core_module *m = instance->code->module;
    for (uint32_t i = m->imported_tables; i < m->table_count; i++) {
        in_table *table = in_table_new(instance->store, &m->tables[i].type);
        if (!table)
            return IN_TRAP_MEMORY;
        instance->tables[i] = table;
        uint64_t value = 0;
        if (!m->tables[i].init.end)
            continue;
        if (!evaluate(&value, instance, m->tables[i].init))
            return IN_TRAP_MEMORY;
        in_trap filled = in_table_fill(table, 0, value, table->len);
        TN_UNUSED(filled); /* within bounds */
    }
    return IN_TRAP_NONE;
}

/* Segments */

static bool make_segment(in_instance *instance, uint32_t index) {
    const core_elem *elem = &instance->code->module->elems[index];
    in_segment *segment = &instance->elems[index];
    if (!elem->count)
        return true;
    segment->refs = tn_alloc(&instance->store->allocator,
                             elem->count * sizeof *segment->refs);
    if (!segment->refs)
        return false;
    segment->allocated = elem->count;
    for (uint32_t i = 0; i < elem->count; i++) {
        if (elem->funcs)
            segment->refs[i] =
                in_func_ref(in_instance_func(instance, elem->funcs[i]));
        else if (!evaluate(&segment->refs[i], instance, elem->exprs[i]))
            return false;
    }
    segment->count = elem->count;
    return true;
}

static void drop_segment(in_instance *instance, in_segment *segment) {
    tn_free(&instance->store->allocator, segment->refs,
            segment->allocated * sizeof *segment->refs);
    *segment = (in_segment){0};
}

static in_trap place_elem(in_instance *instance, uint32_t index) {
    const core_elem *elem = &instance->code->module->elems[index];
    in_segment *segment = &instance->elems[index];
    uint64_t offset = 0;
    if (elem->mode == CORE_SEG_DECLARED)
        return IN_TRAP_NONE;
    if (!make_segment(instance, index))
        return IN_TRAP_MEMORY;
    if (elem->mode == CORE_SEG_PASSIVE)
        return IN_TRAP_NONE;
    if (!evaluate(&offset, instance, elem->offset))
        return IN_TRAP_MEMORY;
    in_trap trap = in_table_init(instance->tables[elem->table], segment, offset,
                                 0, segment->count);
    drop_segment(instance, segment);
    return trap;
}

static in_trap place_data(in_instance *instance, uint32_t index) {
    const core_data *data = &instance->code->module->datas[index];
    uint32_t size = data->bytes.end - data->bytes.start;
    instance->data_sizes[index] = size;
    if (data->passive)
        return IN_TRAP_NONE;
    uint64_t args[3] = {0, 0, size};
    if (!evaluate(&args[0], instance, data->offset))
        return IN_TRAP_MEMORY;
    in_trap trap = in_memory_init(instance, data->memory, index, args);
    instance->data_sizes[index] = 0;
    return trap;
}

static in_trap place_segments(in_instance *instance) {
    const core_module *m = instance->code->module;
    in_trap trap = IN_TRAP_NONE;
    for (uint32_t i = 0; !trap && i < m->elem_count; i++)
        trap = place_elem(instance, i);
    for (uint32_t i = 0; !trap && i < m->data_count; i++)
        trap = place_data(instance, i);
    return trap;
}

/* Instantiation */

static in_instance *make_instance(in_store *store, const in_code *code) {
    if (store->instance_count >= store->limits.max_instances)
        return NULL;
    in_instance *instance = tn_alloc_zero(&store->allocator, sizeof *instance);
    if (!instance)
        return NULL;
    instance->store = store;
    instance->code = code;
    instance->memory0 = &store->empty;
    if (!make_arrays(instance) || !make_type_ids(instance)) {
        in_instance_free(instance);
        return NULL;
    }
    instance->next = store->instances;
    store->instances = instance;
    store->instance_count++;
    return instance;
}

static in_trap fill_instance(in_instance *instance) {
    in_trap trap = make_memories(instance);
    if (!trap)
        trap = make_globals(instance);
    if (!trap)
        trap = make_tables(instance);
    if (!trap)
        trap = place_segments(instance);
    return trap;
}

in_outcome in_instantiate(in_instance **out,
                          in_thread *thread,
                          const in_code *code,
                          const in_extern *imports,
                          tenon_context *ctx) {
    *out = NULL;
    in_store *store = in_thread_store(thread);
    in_instance *instance = make_instance(store, code);
    in_trap trap = IN_TRAP_MEMORY;
    if (instance)
        trap = in_link_imports(instance, imports, ctx) ? fill_instance(instance)
                                                       : IN_TRAP_LINK;
    if (trap) {
        in_thread_set_trap(thread, trap);
        return IN_TRAPPED;
    }
    *out = instance;
    if (!code->module->has_start)
        return IN_DONE;
    return in_call(thread, in_instance_func(instance, code->module->start),
                   NULL, NULL);
}

const in_code *in_instance_code(const in_instance *instance) {
    return instance->code;
}

bool in_instance_export(const in_instance *instance,
                        tn_str name,
                        in_extern *out) {
    const core_export *e = core_module_export(instance->code->module, name);
    if (!e)
        return false;
    out->kind = e->kind;
    switch (e->kind) {
    case CORE_FUNC:
        /* Own functions are made when they are asked for. */
        out->u.func =
            in_instance_func((in_instance *)(uintptr_t)instance, e->index);
        return true;
    case CORE_TABLE:
        out->u.table = instance->tables[e->index];
        return true;
    case CORE_MEMORY:
        out->u.memory = instance->memories[e->index];
        return true;
    case CORE_GLOBAL:
        out->u.global = instance->globals[e->index];
        return true;
    default:
        return false;
    }
}

const core_functype *in_func_type(const in_func *func) {
    return func->type;
}
