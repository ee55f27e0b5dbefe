/*
 * What must hold of a core module before the linker may follow its indices.
 * Decoding checks the form only, and nobody validates the code here; but the
 * types of imports, functions and exports are what linking is about.
 */
#include "linker/linker.h"

static bool fail(const core_module *m, tn_span span, const char *what) {
    tn_error(m->ctx, DIAG_CORE_INVALID, span, "%s", what);
    return false;
}

static bool check_imports(const core_module *m) {
    for (uint32_t i = 0; i < m->import_count; i++) {
        const core_extern *type = &m->imports[i].type;
        if ((type->kind == CORE_FUNC && type->u.func >= m->type_count) ||
            (type->kind == CORE_TAG && type->u.tag >= m->type_count))
            return fail(m, m->imports[i].span,
                        "the import's type does not exist");
    }
    return true;
}

static bool check_definitions(const core_module *m) {
    for (uint32_t i = 0; i < m->func_count; i++)
        if (m->funcs[i].type >= m->type_count)
            return fail(m, (tn_span){m->span_base, m->span_base + 8},
                        "the type of a function does not exist");
    for (uint32_t i = 0; i < m->tag_count; i++)
        if (m->tags[i] >= m->type_count)
            return fail(m, (tn_span){m->span_base, m->span_base + 8},
                        "the type of a tag does not exist");
    if (m->has_start && m->start >= m->func_count)
        return fail(m, (tn_span){m->span_base, m->span_base + 8},
                    "the start function does not exist");
    return true;
}

static uint32_t space_of(const core_module *m, core_kind kind) {
    switch (kind) {
    case CORE_FUNC:
        return m->func_count;
    case CORE_TABLE:
        return m->table_count;
    case CORE_MEMORY:
        return m->memory_count;
    case CORE_GLOBAL:
        return m->global_count;
    case CORE_TAG:
        return m->tag_count;
    default:
        return 0;
    }
}

static bool check_exports(const core_module *m) {
    for (uint32_t i = 0; i < m->export_count; i++) {
        const core_export *e = &m->exports[i];
        if (e->index >= space_of(m, e->kind))
            return fail(m, e->span, "what is exported does not exist");
        /* The module's own map knows the first of equal names. */
        if (core_module_export(m, e->name) != e)
            return fail(m, e->span, "two exports have this name");
    }
    return true;
}

bool link_check_module(const core_module *module) {
    return check_imports(module) && check_definitions(module) &&
           check_exports(module);
}
