/*
 * Validation of components (Explainer.md, Binary.md): definitions are checked
 * in order, each against the index spaces that the ones before it built. The
 * meaning of each is written into it (the fields of bin_def marked so).
 */
#include "component/validate.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/context.h"

static tn_str describe(tn_arena *arena, const bin_def *def, bool in_type) {
    tn_str name = {0};
    const char *what = "export";
    switch (def->kind) {
    case BIN_IMPORT:
        what = "import";
        name = def->u.import.name.name;
        break;
    case BIN_EXPORT:
        name = in_type ? def->u.import.name.name : def->u.export.name.name;
        break;
    case BIN_START:
        return TN_STR("start");
    default:
        return tn_arena_printf(arena, "%s %u", ty_sort_name(def->adds.sort),
                               def->adds.index);
    }
    size_t shown = name.len < 100 ? name.len : 100;
    return tn_arena_printf(arena, "%s `%.*s`", what, (int)shown, name.p);
}

/* "component > component 2 > type 4 > export `f`" */
static tn_str path_to(const bin_scope *s) {
    tn_arena *arena = s->v->arena;
    tn_str path = {0};
    for (; s; s = s->parent) {
        if (!s->def)
            continue;
        tn_str step = describe(arena, s->def, s->form != BIN_SCOPE_COMPONENT);
        path = path.len ? tn_arena_printf(arena, "%.*s > %.*s",
                                          TN_STR_ARG(step), TN_STR_ARG(path))
                        : step;
    }
    return tn_arena_printf(arena,
                           path.len ? "component > %.*s" : "component%.*s",
                           TN_STR_ARG(path));
}

bool bin_invalid(bin_scope *s, tn_diag_id id, const char *fmt, ...) {
    char text[2048];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    tn_diag *diag =
        tn_error(s->v->ctx, id, s->def ? s->def->span : TN_NO_SPAN, "%s", text);
    tn_diag_within(s->v->ctx, diag, path_to(s));
    return false;
}

/* Errors of types/ and core/ do not know where in the component they are. */
static void place_error(const bin_scope *s) {
    tn_diag *diag = s->v->ctx->last_diag;
    if (diag && !diag->within.len)
        tn_diag_within(s->v->ctx, diag, path_to(s));
}

uint32_t bin_space_size(const bin_scope *s, ty_sort sort) {
    size_t size = 0;
    switch (sort) {
    case TY_SORT_CORE_FUNC:
        size = s->core_funcs.len;
        break;
    case TY_SORT_CORE_TABLE:
        size = s->core_tables.len;
        break;
    case TY_SORT_CORE_MEMORY:
        size = s->core_memories.len;
        break;
    case TY_SORT_CORE_GLOBAL:
        size = s->core_globals.len;
        break;
    case TY_SORT_CORE_TAG:
        size = s->core_tags.len;
        break;
    case TY_SORT_CORE_TYPE:
        size = s->core_types.len;
        break;
    case TY_SORT_CORE_MODULE:
        size = s->core_modules.len;
        break;
    case TY_SORT_CORE_INSTANCE:
        size = s->core_instances.len;
        break;
    case TY_SORT_FUNC:
        size = s->funcs.len;
        break;
    case TY_SORT_TYPE:
        size = s->types.len;
        break;
    case TY_SORT_COMPONENT:
        size = s->components.len;
        break;
    case TY_SORT_INSTANCE:
        size = s->instances.len;
        break;
    case TY_SORT_VALUE:
    case TY_SORT_COUNT:
        break;
    }
    return (uint32_t)size;
}

bool bin_check_index(bin_scope *s, ty_sort sort, uint32_t index) {
    if (index < bin_space_size(s, sort))
        return true;
    return bin_invalid(s, DIAG_COMP_INDEX,
                       "unknown %s %u: %s index out of bounds",
                       ty_sort_name(sort), index, ty_sort_name(sort));
}

/* Each instance may have many types: what all of them take is limited. */
bool bin_spend(bin_scope *s, uint64_t work) {
    const uint64_t limit = 16 * TN_MAX_ITEMS;
    s->v->work += work;
    return s->v->work <= limit ||
           bin_invalid(s, DIAG_LIMIT,
                       "the types of all instances have more than %llu parts",
                       (unsigned long long)limit);
}

void bin_subst_init(bin_scope *s, ty_subst *subst) {
    ty_subst_init(subst, s->v->arena);
    subst->index = &s->v->lookup;
}

void bin_scope_init(bin_scope *s,
                    bin_validation *v,
                    bin_scope *parent,
                    bin_scope_form form) {
    *s = (bin_scope){.parent = parent, .form = form, .v = v};
    s->scratch = v->arena;
    if (form != BIN_SCOPE_COMPONENT) {
        s->scratch = &v->scratch[v->depth];
        tn_arena_clear(s->scratch);
    }
    bin_names_init(&s->import_names, s->scratch);
    bin_names_init(&s->export_names, s->scratch);
    tn_ptr_map_init(&s->importable, s->scratch);
    tn_ptr_map_init(&s->exportable, s->scratch);
    tn_ptr_map_init(&s->local, s->scratch);
    tn_ptr_map_init(&s->foreign, s->scratch);
}

static bool validate_component(bin_validation *v,
                               bin_scope *parent,
                               bin_component *c);

static bool validate_nested(bin_scope *s, bin_def *def) {
    if (!validate_component(s->v, s, def->u.component))
        return false;
    tn_vec_push(s->v->arena, &s->components, def->u.component->type);
    return true;
}

static bool validate_def(bin_scope *s, bin_def *def) {
    switch (def->kind) {
    case BIN_CUSTOM:
        return true;
    case BIN_CORE_MODULE:
        return bin_validate_core_module(s, def);
    case BIN_CORE_INSTANCE:
        return bin_validate_core_instance(s, def);
    case BIN_CORE_TYPE:
        return bin_validate_core_type(s, def);
    case BIN_COMPONENT:
        return validate_nested(s, def);
    case BIN_INSTANCE:
        return bin_validate_instance(s, def);
    case BIN_ALIAS:
        return bin_validate_alias(s, def);
    case BIN_TYPE:
        return bin_validate_type(s, def);
    case BIN_CANON:
        return bin_validate_canon(s, def);
    case BIN_START:
    case BIN_VALUE:
        return bin_invalid(s, DIAG_COMP_FEATURE,
                           "values and start functions are not supported");
    case BIN_IMPORT:
        return bin_validate_import(s, def);
    case BIN_EXPORT:
        return bin_validate_export(s, def);
    }
    return false;
}

/* Definitions of some kinds are few in any real component. */
static bool check_child_count(bin_scope *s, uint32_t *counts) {
    bin_def_kind kind = s->def->kind;
    bool child = kind == BIN_CORE_MODULE || kind == BIN_COMPONENT ||
                 kind == BIN_INSTANCE || kind == BIN_CORE_INSTANCE;
    if (!child || ++counts[kind] <= TN_MAX_CHILDREN)
        return true;
    return bin_invalid(s, DIAG_LIMIT,
                       "a component can define %d modules, components or "
                       "instances, this one has more",
                       TN_MAX_CHILDREN);
}

static bool validate_defs(bin_scope *s, bin_component *c) {
    uint32_t counts[BIN_VALUE + 1] = {0};
    for (uint32_t i = 0; i < c->def_count; i++) {
        bin_def *def = &c->defs[i];
        s->def = def;
        def->adds.sort = bin_sort_added(def, false);
        def->adds.index = bin_space_size(s, def->adds.sort);
        if (!check_child_count(s, counts) || !validate_def(s, def)) {
            place_error(s);
            return false;
        }
        if (def->adds.sort != TY_SORT_COUNT && def->adds.index >= TN_MAX_TYPES)
            return bin_invalid(s, DIAG_LIMIT, "too many definitions");
    }
    s->def = NULL;
    return true;
}

static bool validate_component(bin_validation *v,
                               bin_scope *parent,
                               bin_component *c) {
    bin_scope s;
    bin_scope_init(&s, v, parent, BIN_SCOPE_COMPONENT);
    s.component = c;
    if (v->depth >= TN_MAX_DEPTH)
        return bin_invalid(parent, DIAG_LIMIT,
                           "components are nested too deeply");
    v->depth++;
    if (!validate_defs(&s, c))
        return false;
    v->depth--;
    ty_component *type = TN_NEW(v->arena, ty_component);
    if (!bin_scope_externs(&s, type))
        return false;
    c->type = type;
    for (int sort = 0; sort < TY_SORT_COUNT; sort++)
        c->counts[sort] = bin_space_size(&s, (ty_sort)sort);
    c->validated = true;
    return true;
}

bool bin_validate(bin_component *component) {
    tenon_context *ctx = component->ctx;
    bin_validation v = {.ctx = ctx, .arena = component->arena};
    volatile bool ok = false, out_of_memory = false;
    tn_guard guard;
    for (size_t i = 0; i < TN_COUNT_OF(v.scratch); i++)
        tn_context_arena(ctx, &v.scratch[i]);
    if (TN_GUARD(ctx, &guard)) {
        tn_ptr_map_init(&v.lookup, v.arena);
        ok = validate_component(&v, NULL, component);
    } else {
        out_of_memory = true;
    }
    tn_guard_leave(ctx, &guard);
    for (size_t i = 0; i < TN_COUNT_OF(v.scratch); i++)
        tn_arena_release(&v.scratch[i]);
    if (out_of_memory)
        tn_out_of_memory(&ctx->guard);
    return ok;
}

void bin_release(bin_component *component) {
    for (uint32_t i = 0; component && i < component->def_count; i++) {
        bin_def *def = &component->defs[i];
        if (def->kind == BIN_COMPONENT) {
            bin_release(def->u.component);
        } else if (def->kind == BIN_CORE_MODULE) {
            core_module_free(
                (core_module *)(uintptr_t)def->u.core_module.module);
            def->u.core_module.module = NULL;
        }
    }
}
