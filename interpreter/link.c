/* Imports of instances (Core specification 3.5.3 "Import matching"). */
#include "interpreter/instance.h"

static bool limits_fit(const core_limits *have,
                       const core_limits *want,
                       uint64_t size) {
    if (have->is64 != want->is64 || have->shared != want->shared ||
        size < want->min)
        return false;
    return !want->has_max || (have->has_max && have->max <= want->max);
}

static const char *kind_name(core_kind kind) {
    static const char *const names[] = {"a function", "a table", "a memory",
                                        "a global", "a tag"};
    return (size_t)kind < TN_COUNT_OF(names) ? names[kind] : "something else";
}

/* What is wrong with an import, or NULL. */
static const char *mismatch(const in_instance *instance,
                            const core_import *import,
                            const in_extern *given) {
    const core_extern *want = &import->type;
    if (given->kind != want->kind)
        return "incompatible import type: it is of another kind";
    switch (want->kind) {
    case CORE_FUNC:
        return given->u.func->type_id == instance->type_ids[want->u.func]
                   ? NULL
                   : "incompatible import type: the function's type differs";
    case CORE_TABLE: {
        const in_table *table = given->u.table;
        return table->type.elem == want->u.table.elem &&
                       limits_fit(&table->type.limits, &want->u.table.limits,
                                  table->len)
                   ? NULL
                   : "incompatible import type: the table does not fit";
    }
    case CORE_MEMORY: {
        const in_memory *memory = given->u.memory;
        return limits_fit(&memory->limits, &want->u.memory,
                          memory->size / IN_PAGE)
                   ? NULL
                   : "incompatible import type: the memory does not fit";
    }
    case CORE_GLOBAL: {
        const core_globaltype *type = &given->u.global->type;
        return type->type == want->u.global.type &&
                       type->mutable_ == want->u.global.mutable_
                   ? NULL
                   : "incompatible import type: the global's type differs";
    }
    default:
        return "incompatible import type: it is of a kind not supported";
    }
}

/* Reporting takes memory of the context, which may be out. */
static void report(tenon_context *ctx,
                   const core_import *import,
                   const in_extern *given,
                   const char *why) {
    tn_guard guard;
    if (TN_GUARD(ctx, &guard)) {
        tn_diag *diag = tn_error(
            ctx, DIAG_RUN_LINK, import->span, "import \"%.*s\" \"%.*s\": %s",
            TN_STR_ARG(import->module), TN_STR_ARG(import->name), why);
        tn_note(ctx, diag, TN_NO_SPAN, "wanted is %s, given is %s",
                kind_name(import->type.kind), kind_name(given->kind));
    }
    tn_guard_leave(ctx, &guard);
}

bool in_link_imports(in_instance *instance,
                     const in_extern *imports,
                     tenon_context *ctx) {
    const core_module *m = instance->code->module;
    uint32_t next[4] = {0};
    for (uint32_t i = 0; i < m->import_count; i++) {
        const char *why = mismatch(instance, &m->imports[i], &imports[i]);
        if (why) {
            report(ctx, &m->imports[i], &imports[i], why);
            return false;
        }
        uint32_t at = next[imports[i].kind]++;
        switch (imports[i].kind) {
        case CORE_FUNC:
            instance->funcs[at] = imports[i].u.func;
            break;
        case CORE_TABLE:
            instance->tables[at] = imports[i].u.table;
            break;
        case CORE_MEMORY:
            instance->memories[at] = imports[i].u.memory;
            break;
        default:
            instance->globals[at] = imports[i].u.global;
            break;
        }
    }
    return true;
}
