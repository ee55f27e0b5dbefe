/*
 * Advice on resolved packages. The rules look at what a package's own
 * interfaces and worlds define; a type counts as mentioned by name, wherever
 * in the package that is.
 *
 * There is no comment that switches a rule off at one place: comments in front
 * of an item are its documentation.
 */
#include "wit/lint.h"

#include <stdarg.h>

#include "base/limits.h"
#include "wit/resolve.h"

static const struct {
    tn_diag_id id;
    tenon_wit_lint_rule rule;
} rules[] = {
#define LINT(NAME, name, level, summary) \
    {DIAG_LINT_##NAME, {NULL, name, summary, TENON_WIT_LINT_##level}},
#include "wit/lint.def"
};

bool wit_lint_wants(const wit_linter *l, lint_rule rule) {
    return l->levels[rule] != TENON_WIT_LINT_ALLOW;
}

tn_diag *wit_lint_report(
    wit_linter *l, lint_rule rule, tn_span span, const char *fmt, ...) {
    if (!wit_lint_wants(l, rule))
        return NULL;
    bool denied = l->levels[rule] == TENON_WIT_LINT_DENY;
    tenon_severity severity =
        denied ? TENON_SEVERITY_ERROR : TENON_SEVERITY_WARNING;
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    l->findings++;
    l->denied += denied;
    return tn_report(l->ctx, rules[rule].id, severity, span, "%s (%s)", text,
                     rules[rule].rule.name);
}

/* Mentions */

static const wit_interface *interface_of(const ty *type) {
    const void *owner = type->kind == TY_RESOURCE ? type->u.resource.owner
                                                  : type->u.named.owner;
    const wit_owner *kind = owner;
    return kind && *kind == WIT_OWNER_INTERFACE ? owner : NULL;
}

static void mention_def(wit_linter *l, const ty *type) {
    const wit_typedef *def = tn_ptr_map_get(&l->defs, type);
    const wit_interface *of = interface_of(type);
    if (!def || l->is_deprecated)
        return;
    if (def->stability.deprecated.len)
        wit_lint_report(
            l, RULE_DEPRECATED, l->span, "type `%.*s` is deprecated since %.*s",
            TN_STR_ARG(def->name), TN_STR_ARG(def->stability.deprecated));
    else if (of && of != l->scope && of->stability.deprecated.len)
        wit_lint_report(l, RULE_DEPRECATED, l->span,
                        "type `%.*s` is of interface `%.*s`, which is "
                        "deprecated since %.*s",
                        TN_STR_ARG(def->name), TN_STR_ARG(of->name),
                        TN_STR_ARG(of->stability.deprecated));
}

/* Recursion ends at names, and is bounded by the depth of types. */
static void mention(wit_linter *l, const ty *type) {
    if (!type || (ty_child_count(type) == 0 && type->kind != TY_OWN &&
                  type->kind != TY_BORROW && type->kind != TY_RESOURCE))
        return;
    bool is_name = type->kind == TY_NAMED || type->kind == TY_RESOURCE;
    if (is_name)
        mention_def(l, type);
    if (tn_ptr_map_get(&l->mentioned, type))
        return;
    tn_ptr_map_set(&l->mentioned, type, l);
    if (is_name)
        return;
    if (type->kind == TY_OWN || type->kind == TY_BORROW)
        mention(l, type->u.handle.resource);
    for (uint32_t i = 0; i < ty_child_count(type); i++)
        mention(l, ty_child(type, i));
}

static void begin(wit_linter *l, tn_span span, const wit_stability *stability) {
    l->span = span;
    l->is_deprecated = stability->deprecated.len > 0;
}

static void mention_func(wit_linter *l, const wit_func *func) {
    begin(l, func->span, &func->stability);
    for (uint32_t i = 0; i < func->type->param_count; i++)
        mention(l, func->type->params[i].type);
    mention(l, func->type->result);
}

static void mention_typedef(wit_linter *l, const wit_typedef *def) {
    begin(l, def->span, &def->stability);
    if (def->type->kind == TY_NAMED)
        mention(l, def->type->u.named.target);
}

static void mention_interface(wit_linter *l, const wit_interface *i) {
    l->scope = i;
    for (uint32_t k = 0; k < i->type_count; k++)
        mention_typedef(l, &i->types[k]);
    for (uint32_t k = 0; k < i->func_count; k++)
        mention_func(l, &i->funcs[k]);
}

static void mention_item(wit_linter *l, const wit_world_item *item) {
    const wit_interface *i = item->interface;
    if (item->form == WIT_ITEM_FUNC) {
        mention_func(l, &item->func);
    } else if (item->form == WIT_ITEM_TYPE) {
        mention_typedef(l, &item->type);
    } else if (i->name.len == 0) {
        mention_interface(l, i);
    } else if (i->stability.deprecated.len && !item->implied &&
               !item->included) {
        wit_lint_report(l, RULE_DEPRECATED, item->span,
                        "interface `%.*s` is deprecated since %.*s",
                        TN_STR_ARG(i->name),
                        TN_STR_ARG(i->stability.deprecated));
    }
}

static void mention_world(wit_linter *l, const wit_world *w) {
    l->scope = w;
    for (uint32_t k = 0; k < w->import_count; k++)
        mention_item(l, &w->imports[k]);
    l->scope = w;
    for (uint32_t k = 0; k < w->export_count; k++)
        mention_item(l, &w->exports[k]);
    for (uint32_t k = 0; k < w->included_count; k++) {
        const wit_world *from = w->included[k].world;
        if (from->stability.deprecated.len)
            wit_lint_report(l, RULE_DEPRECATED, w->included[k].span,
                            "world `%.*s` is deprecated since %.*s",
                            TN_STR_ARG(from->name),
                            TN_STR_ARG(from->stability.deprecated));
    }
}

static void mention_all(wit_linter *l, const wit_package *p) {
    for (uint32_t i = 0; i < p->interface_count; i++)
        mention_interface(l, p->interfaces[i]);
    for (uint32_t i = 0; i < p->world_count; i++)
        mention_world(l, p->worlds[i]);
}

static void collect_def(wit_linter *l, const wit_typedef *def) {
    tn_ptr_map_set(&l->defs, def->type, (void *)def);
}

static void collect_defs(wit_linter *l, const wit_package *p) {
    for (uint32_t i = 0; i < p->interface_count; i++) {
        const wit_interface *in = p->interfaces[i];
        for (uint32_t k = 0; k < in->type_count; k++)
            collect_def(l, &in->types[k]);
    }
}

/* Definitions */

static bool has_gate(const wit_stability *s) {
    return s->since.len || s->feature.len;
}

static void check_since(wit_linter *l,
                        const char *what,
                        tn_str name,
                        tn_span span,
                        const wit_stability *stability) {
    if (l->package->version.len && !has_gate(stability))
        wit_lint_report(l, RULE_MISSING_SINCE, span, "%s `%.*s` has no @since",
                        what, TN_STR_ARG(name));
}

static void check_docs(wit_linter *l,
                       lint_rule rule,
                       const char *what,
                       tn_str name,
                       tn_span span,
                       tn_str docs) {
    if (docs.len == 0)
        wit_lint_report(l, rule, span, "%s `%.*s` has no documentation", what,
                        TN_STR_ARG(name));
}

static void check_type(wit_linter *l, const wit_typedef *def, bool gated) {
    if (!tn_ptr_map_get(&l->mentioned, def->type))
        wit_lint_report(l, RULE_UNUSED_TYPE, def->span,
                        "type `%.*s` is never mentioned",
                        TN_STR_ARG(def->name));
    if (wit_used_from(def->type))
        return;
    check_docs(l, RULE_UNDOCUMENTED_TYPE, "type", def->name, def->span,
               def->docs);
    if (gated)
        check_since(l, "type", def->name, def->span, &def->stability);
}

static void check_func(wit_linter *l, const wit_func *func, bool gated) {
    check_docs(l, RULE_UNDOCUMENTED, "function", func->name, func->span,
               func->docs);
    if (gated)
        check_since(l, "function", func->name, func->span, &func->stability);
}

static void check_members(wit_linter *l, const wit_interface *in, bool gated) {
    for (uint32_t i = 0; i < in->type_count; i++)
        check_type(l, &in->types[i], gated);
    for (uint32_t i = 0; i < in->func_count; i++)
        check_func(l, &in->funcs[i], gated);
}

/* Of an interface without @since its items are not told as well. */
static void check_interface(wit_linter *l, const wit_interface *in) {
    check_docs(l, RULE_UNDOCUMENTED_INTERFACE, "interface", in->name, in->span,
               in->docs);
    check_since(l, "interface", in->name, in->span, &in->stability);
    check_members(l, in, has_gate(&in->stability));
    wit_lint_interface_names(l, in);
}

/* What a world has of others is told where it is defined. */
static void check_items(wit_linter *l,
                        const wit_world_item *items,
                        uint32_t count,
                        const char *word,
                        bool gated) {
    for (uint32_t i = 0; i < count; i++) {
        const wit_world_item *item = &items[i];
        if (item->included || item->implied)
            continue;
        if (item->form == WIT_ITEM_TYPE)
            check_type(l, &item->type, gated);
        else if (item->form == WIT_ITEM_FUNC)
            check_func(l, &item->func, gated);
        else if (gated)
            check_since(l, word, item->name, item->span, &item->stability);
        if (item->form == WIT_ITEM_INTERFACE && item->interface->name.len == 0)
            check_members(l, item->interface, has_gate(&item->stability));
    }
}

static void check_world(wit_linter *l, const wit_world *w) {
    bool gated = has_gate(&w->stability);
    check_docs(l, RULE_UNDOCUMENTED_INTERFACE, "world", w->name, w->span,
               w->docs);
    check_since(l, "world", w->name, w->span, &w->stability);
    check_items(l, w->imports, w->import_count, "import", gated);
    check_items(l, w->exports, w->export_count, "export", gated);
    wit_lint_world_names(l, w);
}

static void check_package(wit_linter *l, const wit_package *p) {
    l->package = p;
    for (uint32_t i = 0; i < p->interface_count; i++)
        check_interface(l, p->interfaces[i]);
    for (uint32_t i = 0; i < p->world_count; i++)
        check_world(l, p->worlds[i]);
}

static void init(wit_linter *l,
                 tenon_wit_lint_level *levels,
                 const tenon_wit_lint_options *options) {
    for (size_t i = 0; i < RULE_COUNT; i++)
        levels[i] = options->levels ? options->levels[i] : rules[i].rule.level;
    l->levels = levels;
    l->with_deps = options->with_deps;
}

static bool is_looked_at(const wit_linter *l, const wit_package *p) {
    return l->with_deps || p == p->resolve->main || p->is_nested;
}

static void lint(wit_linter *l, const tenon_wit *wit) {
    for (uint32_t i = 0; i < wit->package_count; i++)
        collect_defs(l, wit->packages[i]);
    for (uint32_t i = 0; i < wit->package_count; i++) {
        if (is_looked_at(l, wit->packages[i]))
            mention_all(l, wit->packages[i]);
    }
    for (uint32_t i = 0; i < wit->package_count; i++) {
        if (is_looked_at(l, wit->packages[i]))
            check_package(l, wit->packages[i]);
    }
}

/* Public */

size_t tenon_wit_lint_rule_count(void) {
    return RULE_COUNT;
}

tenon_wit_lint_rule tenon_wit_lint_rule_at(size_t index) {
    tn_assert(index < RULE_COUNT);
    tenon_wit_lint_rule rule = rules[index].rule;
    rule.code = tn_diag_code(rules[index].id);
    return rule;
}

tenon_status tenon_wit_lint(const tenon_wit *wit,
                            const tenon_wit_lint_options *options,
                            size_t *findings) {
    static const tenon_wit_lint_options defaults = TENON_WIT_LINT_OPTIONS_INIT;
    if (wit->partial || (options && options->struct_size != sizeof *options))
        return TENON_MISUSE;
    tenon_context *ctx = wit->ctx;
    tenon_wit_lint_level levels[RULE_COUNT];
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    wit_linter l = {.ctx = ctx, .arena = &arena};
    init(&l, levels, options ? options : &defaults);
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_ptr_map_init(&l.defs, &arena);
        tn_ptr_map_init(&l.mentioned, &arena);
        tn_map_init(&l.told, &arena);
        ast_members_init(&l.members, ctx, &arena);
        lint(&l, wit);
        if (findings)
            *findings = l.findings;
        status = l.denied ? TENON_INVALID : TENON_OK;
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    return status;
}
