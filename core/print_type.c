/* Core types in the text format (Core specification 6.4). */
#include "core/printer.h"

static const struct {
    uint8_t code;
    const char *text, *null;
} heap_types[] = {
#define HEAP(code, text, null) {code, text, null},
#include "core/heap.def"
};

static void print_ref(const core_type_text *t, bool null, uint32_t heap) {
    const char *text = "unknown";
    for (size_t i = 0; i < TN_COUNT_OF(heap_types); i++) {
        if (heap_types[i].code == heap && null) {
            tn_sexpr_put(t->s, heap_types[i].null);
            return;
        }
        if (heap_types[i].code == heap)
            text = heap_types[i].text;
    }
    tn_sexpr_open(t->s, null ? "ref null " : "ref ");
    if (heap >= CORE_HEAP_INDEX)
        tn_sexpr_index(t->s, t->names, heap - CORE_HEAP_INDEX);
    else
        tn_sexpr_put(t->s, text);
    tn_sexpr_close(t->s);
}

void core_print_heap(const core_type_text *t, core_valtype type) {
    uint32_t heap = type >> 8;
    if (heap >= CORE_HEAP_INDEX)
        tn_sexpr_index(t->s, t->names, heap - CORE_HEAP_INDEX);
    for (size_t i = 0; i < TN_COUNT_OF(heap_types); i++) {
        if (heap_types[i].code == heap)
            tn_sexpr_put(t->s, heap_types[i].text);
    }
}

void core_print_valtype(const core_type_text *t, core_valtype type) {
    if (core_valtype_is_ref(type))
        print_ref(t, (type & 0xff) == CORE_REF_NULL, type >> 8);
    else
        tn_sexpr_put(t->s, core_valtype_name(type));
}

void core_print_valtypes(const core_type_text *t,
                         const char *word,
                         const core_valtype *types,
                         uint32_t count) {
    if (count == 0)
        return;
    tn_sexpr_put(t->s, " ");
    tn_sexpr_open(t->s, word);
    for (uint32_t i = 0; i < count; i++) {
        tn_sexpr_put(t->s, " ");
        core_print_valtype(t, types[i]);
    }
    tn_sexpr_close(t->s);
}

void core_print_signature(const core_type_text *t, const core_functype *func) {
    core_print_valtypes(t, "param", func->params, func->param_count);
    core_print_valtypes(t, "result", func->results, func->result_count);
}

void core_print_functype(const core_type_text *t, const core_functype *func) {
    tn_sexpr_open(t->s, "func");
    core_print_signature(t, func);
    tn_sexpr_close(t->s);
}

static void print_limits(const core_type_text *t, const core_limits *limits) {
    if (limits->is64)
        tn_sexpr_put(t->s, "i64 ");
    tn_sexpr_number(t->s, limits->min);
    if (limits->has_max) {
        tn_sexpr_put(t->s, " ");
        tn_sexpr_number(t->s, limits->max);
    }
    if (limits->shared)
        tn_sexpr_put(t->s, " shared");
}

void core_print_typeuse(const core_type_text *t, uint32_t index) {
    tn_sexpr_open(t->s, "type ");
    tn_sexpr_index(t->s, t->names, index);
    tn_sexpr_close(t->s);
}

static void print_global(const core_type_text *t,
                         const core_globaltype *global) {
    if (global->mutable_)
        tn_sexpr_open(t->s, "mut ");
    core_print_valtype(t, global->type);
    if (global->mutable_)
        tn_sexpr_close(t->s);
}

const char *core_kind_word(core_kind kind) {
    static const char *const words[] = {[CORE_FUNC] = "func ",
                                        [CORE_TABLE] = "table ",
                                        [CORE_MEMORY] = "memory ",
                                        [CORE_GLOBAL] = "global ",
                                        [CORE_TAG] = "tag "};
    return words[kind];
}

void core_print_extern(const core_type_text *t, const core_extern *type) {
    switch (type->kind) {
    case CORE_TABLE:
        print_limits(t, &type->u.table.limits);
        tn_sexpr_put(t->s, " ");
        core_print_valtype(t, type->u.table.elem);
        break;
    case CORE_MEMORY:
        print_limits(t, &type->u.memory);
        break;
    case CORE_GLOBAL:
        print_global(t, &type->u.global);
        break;
    case CORE_TAG:
        core_print_typeuse(t, type->u.tag);
        break;
    default:
        core_print_typeuse(t, type->u.func);
        break;
    }
}
