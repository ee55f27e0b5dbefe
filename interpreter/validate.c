/*
 * Validation of modules (Core specification 3.4 "Modules"): what the indices
 * and types of the sections mean; function bodies are walk.c's.
 */
#include "base/limits.h"
#include "interpreter/walk.h"

bool in_type_supported(tenon_context *ctx, core_valtype type, tn_span span) {
    if (type >= CORE_F64 && type <= CORE_I32)
        return true;
    if (type == CORE_FUNCREF || type == CORE_EXTERNREF)
        return true;
    if (type == CORE_V128)
        tn_error(ctx, DIAG_CORE_UNSUPPORTED, span, "SIMD is not supported yet");
    else
        tn_error(ctx, DIAG_CORE_UNSUPPORTED, span,
                 "the type %s is not supported yet", core_valtype_name(type));
    return false;
}

static bool fail_at(const in_walker *w, tn_span span, const char *text) {
    tn_error(w->module->ctx, DIAG_CORE_INVALID, span, "%s", text);
    return false;
}

static bool fail(const in_walker *w, const char *text) {
    return fail_at(w, TN_NO_SPAN, text);
}

static bool fail_feature(const in_walker *w, tn_span span, const char *what) {
    tn_error(w->module->ctx, DIAG_CORE_UNSUPPORTED, span,
             "%s is not supported yet", what);
    return false;
}

static bool check_types(in_walker *w) {
    const core_module *m = w->module;
    for (uint32_t i = 0; i < m->type_count; i++) {
        const core_functype *type = &m->types[i];
        uint32_t count = type->param_count + type->result_count;
        for (uint32_t k = 0; k < count; k++)
            if (!in_type_supported(m->ctx, type->params[k], TN_NO_SPAN))
                return false;
    }
    return true;
}

static bool check_limits(in_walker *w,
                         const core_limits *limits,
                         uint64_t most,
                         tn_span span,
                         const char *text) {
    if (limits->min > most || (limits->has_max && limits->max > most))
        return fail_at(w, span, text);
    if (limits->has_max && limits->max < limits->min)
        return fail_at(w, span,
                       "size minimum must not be greater than maximum");
    return true;
}

static bool check_memory(in_walker *w, const core_limits *limits, tn_span at) {
    if (limits->shared)
        return fail_feature(w, at, "a shared memory");
    if (limits->is64)
        return check_limits(w, limits, (uint64_t)1 << 48, at,
                            "memory size must be at most 2^48 pages");
    return check_limits(w, limits, 65536, at,
                        "memory size must be at most 65536 pages (4GiB)");
}

static bool check_table(in_walker *w, const core_tabletype *type, tn_span at) {
    if (!in_type_supported(w->module->ctx, type->elem, at))
        return false;
    if (type->limits.shared)
        return fail_feature(w, at, "a shared table");
    return check_limits(w, &type->limits,
                        type->limits.is64 ? UINT64_MAX : UINT32_MAX, at,
                        "table size must be at most 2^32-1");
}

static bool check_import(in_walker *w, const core_import *import) {
    switch (import->type.kind) {
    case CORE_FUNC:
        return import->type.u.func < w->module->type_count ||
               fail_at(w, import->span, "unknown type");
    case CORE_TABLE:
        return check_table(w, &import->type.u.table, import->span);
    case CORE_MEMORY:
        return check_memory(w, &import->type.u.memory, import->span);
    case CORE_GLOBAL:
        return in_type_supported(w->module->ctx, import->type.u.global.type,
                                 import->span);
    default:
        return fail_feature(w, import->span, "exception handling");
    }
}

static bool check_definitions(in_walker *w) {
    const core_module *m = w->module;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (!check_import(w, &m->imports[i]))
            return false;
    for (uint32_t i = m->imported_funcs; i < m->func_count; i++)
        if (m->funcs[i].type >= m->type_count)
            return fail(w, "unknown type");
    for (uint32_t i = m->imported_tables; i < m->table_count; i++)
        if (!check_table(w, &m->tables[i].type, TN_NO_SPAN))
            return false;
    for (uint32_t i = m->imported_memories; i < m->memory_count; i++)
        if (!check_memory(w, &m->memories[i], TN_NO_SPAN))
            return false;
    return m->tag_count == 0 ||
           fail_feature(w, TN_NO_SPAN, "exception handling");
}

static bool check_globals(in_walker *w) {
    const core_module *m = w->module;
    for (uint32_t i = m->imported_globals; i < m->global_count; i++) {
        const core_global *global = &m->globals[i];
        if (!in_type_supported(m->ctx, global->type.type, TN_NO_SPAN) ||
            !in_walk_constant(w, global->init, global->type.type, i))
            return false;
    }
    for (uint32_t i = m->imported_tables; i < m->table_count; i++) {
        const core_table *table = &m->tables[i];
        if (table->init.end &&
            !in_walk_constant(w, table->init, table->type.elem,
                              m->global_count))
            return false;
    }
    return true;
}

static bool check_export(in_walker *w, uint32_t index) {
    const core_module *m = w->module;
    const core_export *exported = &m->exports[index];
    const uint32_t counts[] = {m->func_count, m->table_count, m->memory_count,
                               m->global_count, m->tag_count};
    static const char *const unknown[] = {"unknown function", "unknown table",
                                          "unknown memory", "unknown global",
                                          "unknown tag"};
    if (exported->index >= counts[exported->kind])
        return fail_at(w, exported->span, unknown[exported->kind]);
    if (core_module_export(m, exported->name) != exported)
        return fail_at(w, exported->span, "duplicate export name");
    if (exported->kind == CORE_FUNC)
        w->code->declared[exported->index] = 1;
    return true;
}

static bool check_exports(in_walker *w) {
    for (uint32_t i = 0; i < w->module->export_count; i++)
        if (!check_export(w, i))
            return false;
    return true;
}

static bool check_start(in_walker *w) {
    const core_module *m = w->module;
    if (!m->has_start)
        return true;
    if (m->start >= m->func_count)
        return fail(w, "unknown function: the start function");
    const core_functype *type = &m->types[m->funcs[m->start].type];
    return (!type->param_count && !type->result_count) ||
           fail(w, "start function must take and give nothing");
}

static bool check_elem(in_walker *w, const core_elem *elem) {
    const core_module *m = w->module;
    if (!in_type_supported(m->ctx, elem->type, TN_NO_SPAN))
        return false;
    if (elem->mode == CORE_SEG_ACTIVE) {
        if (elem->table >= m->table_count)
            return fail(w, "unknown table: of an element segment");
        const core_tabletype *table = &m->tables[elem->table].type;
        if (table->elem != elem->type)
            return fail(w, "type mismatch: element segment and table");
        if (!in_walk_constant(w, elem->offset,
                              table->limits.is64 ? CORE_I64 : CORE_I32,
                              m->global_count))
            return false;
    }
    for (uint32_t i = 0; elem->funcs && i < elem->count; i++) {
        if (elem->funcs[i] >= m->func_count)
            return fail(w, "unknown function: of an element segment");
        w->code->declared[elem->funcs[i]] = 1;
    }
    for (uint32_t i = 0; elem->exprs && i < elem->count; i++)
        if (!in_walk_constant(w, elem->exprs[i], elem->type, m->global_count))
            return false;
    return true;
}

static bool check_segments(in_walker *w) {
    const core_module *m = w->module;
    for (uint32_t i = 0; i < m->elem_count; i++)
        if (!check_elem(w, &m->elems[i]))
            return false;
    for (uint32_t i = 0; i < m->data_count; i++) {
        const core_data *data = &m->datas[i];
        if (data->passive)
            continue;
        if (data->memory >= m->memory_count)
            return fail(w, "unknown memory: of a data segment");
        if (!in_walk_constant(w, data->offset,
                              m->memories[data->memory].is64 ? CORE_I64
                                                             : CORE_I32,
                              m->global_count))
            return false;
    }
    return true;
}

static bool check_functions(in_walker *w) {
    for (uint32_t i = 0; i < w->code->fn_count; i++)
        if (!in_walk_function(w, &w->code->fns[i]))
            return false;
    return true;
}

bool in_validate_module(in_code *code) {
    tn_arena scratch;
    tn_context_arena(code->ctx, &scratch);
    in_walker w;
    in_walker_init(&w, code, &scratch);
    volatile bool ok = false, no_memory = true;
    tn_guard guard;
    if (TN_GUARD(code->ctx, &guard)) {
        ok = check_types(&w) && check_definitions(&w) && check_globals(&w) &&
             check_exports(&w) && check_start(&w) && check_segments(&w) &&
             check_functions(&w);
        no_memory = false;
    }
    tn_guard_leave(code->ctx, &guard);
    tn_arena_release(&scratch);
    if (no_memory)
        tn_out_of_memory(&code->ctx->guard);
    return ok;
}
