/*
 * Advice on a resolved package. The rules look at what the package's own
 * interfaces and worlds define; a type counts as mentioned by name, wherever
 * in the package that is.
 */
#include "tenon/wit_lint.h"

#include "base/limits.h"
#include "types/name.h"
#include "wit/resolve.h"

typedef enum lint_rule {
#define LINT(NAME, name, summary) RULE_##NAME,
#include "wit/lint.def"
    RULE_COUNT
} lint_rule;

static const struct {
    tn_diag_id id;
    tenon_wit_lint_rule rule;
} rules[] = {
#define LINT(NAME, name, summary) {DIAG_LINT_##NAME, {name, summary}},
#include "wit/lint.def"
};

typedef struct linter {
    tenon_context *ctx;
    tn_arena *arena;
    const wit_package *package;
    const tenon_wit_lint_level *levels;
    size_t findings, denied;
    tn_ptr_map defs;      /* type node -> wit_typedef, of all packages */
    tn_ptr_map mentioned; /* names and parts of types that were seen */
    tn_span span;         /* of the item that is looked at */
    bool is_deprecated;   /* it is, itself */
} linter;

/* Reports a finding, unless its rule is allowed. */
static void report(linter *l, lint_rule rule, tn_span span, tn_str text) {
    tenon_wit_lint_level level =
        l->levels ? l->levels[rule] : TENON_WIT_LINT_WARN;
    if (level == TENON_WIT_LINT_ALLOW)
        return;
    size_t *counts = l->ctx->counts;
    bool denied = level == TENON_WIT_LINT_DENY;
    l->findings++;
    l->denied += denied;
    if (denied && counts[TENON_SEVERITY_ERROR]++ >= TN_MAX_ERRORS)
        return;
    tn_diag *diag = tn_error(l->ctx, rules[rule].id, span, "%.*s (%s)",
                             TN_STR_ARG(text), rules[rule].rule.name);
    if (denied) {
        counts[diag->severity]--;
        diag->severity = TENON_SEVERITY_ERROR;
    }
}

#define REPORT(rule, span, ...) \
    report(l, rule, span, tn_arena_printf(l->arena, __VA_ARGS__))

/* Mentions */

static void mention_def(linter *l, const ty *type) {
    const wit_typedef *def = tn_ptr_map_get(&l->defs, type);
    if (def && def->stability.deprecated.len && !l->is_deprecated)
        REPORT(RULE_DEPRECATED, l->span, "type `%.*s` is deprecated since %.*s",
               TN_STR_ARG(def->name), TN_STR_ARG(def->stability.deprecated));
}

/* Recursion ends at names, and is bounded by the depth of types. */
static void mention(linter *l, const ty *type) {
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

static void begin(linter *l, tn_span span, const wit_stability *stability) {
    l->span = span;
    l->is_deprecated = stability->deprecated.len > 0;
}

static void mention_func(linter *l, const wit_func *func) {
    begin(l, func->span, &func->stability);
    for (uint32_t i = 0; i < func->type->param_count; i++)
        mention(l, func->type->params[i].type);
    mention(l, func->type->result);
}

static void mention_typedef(linter *l, const wit_typedef *def) {
    begin(l, def->span, &def->stability);
    if (def->type->kind == TY_NAMED)
        mention(l, def->type->u.named.target);
}

static void mention_interface(linter *l, const wit_interface *i) {
    for (uint32_t k = 0; k < i->type_count; k++)
        mention_typedef(l, &i->types[k]);
    for (uint32_t k = 0; k < i->func_count; k++)
        mention_func(l, &i->funcs[k]);
}

static void mention_item(linter *l, const wit_world_item *item) {
    const wit_interface *i = item->interface;
    if (item->form == WIT_ITEM_FUNC) {
        mention_func(l, &item->func);
    } else if (item->form == WIT_ITEM_TYPE) {
        mention_typedef(l, &item->type);
    } else if (i->name.len == 0) {
        mention_interface(l, i);
    } else if (i->stability.deprecated.len && !item->implied) {
        REPORT(RULE_DEPRECATED, item->span,
               "interface `%.*s` is deprecated since %.*s", TN_STR_ARG(i->name),
               TN_STR_ARG(i->stability.deprecated));
    }
}

static void mention_all(linter *l) {
    const wit_package *p = l->package;
    for (uint32_t i = 0; i < p->interface_count; i++)
        mention_interface(l, p->interfaces[i]);
    for (uint32_t i = 0; i < p->world_count; i++) {
        const wit_world *w = p->worlds[i];
        for (uint32_t k = 0; k < w->import_count; k++)
            mention_item(l, &w->imports[k]);
        for (uint32_t k = 0; k < w->export_count; k++)
            mention_item(l, &w->exports[k]);
    }
}

static void collect_defs(linter *l, const wit_package *p) {
    for (uint32_t i = 0; i < p->interface_count; i++) {
        const wit_interface *in = p->interfaces[i];
        for (uint32_t k = 0; k < in->type_count; k++)
            tn_ptr_map_set(&l->defs, in->types[k].type, (void *)&in->types[k]);
    }
}

/* Names in C */

static bool is_c_keyword(tn_str name) {
    static const char *const words[] = {
        "auto",     "break",    "case",     "char",   "const",   "continue",
        "default",  "do",       "double",   "else",   "enum",    "extern",
        "float",    "for",      "goto",     "if",     "inline",  "int",
        "long",     "register", "restrict", "return", "short",   "signed",
        "sizeof",   "static",   "struct",   "switch", "typedef", "union",
        "unsigned", "void",     "volatile", "while",  "bool",    "true",
        "false",    "asm"};
    for (size_t i = 0; i < TN_COUNT_OF(words); i++) {
        if (tn_str_eqz(name, words[i]))
            return true;
    }
    return false;
}

static void check_fields(linter *l,
                         const char *what,
                         const ty_field *fields,
                         uint32_t count,
                         tn_span span,
                         tn_str of) {
    for (uint32_t i = 0; i < count; i++) {
        if (is_c_keyword(fields[i].name))
            REPORT(RULE_C_NAME, span, "%s `%.*s` of `%.*s` is a keyword in C",
                   what, TN_STR_ARG(fields[i].name), TN_STR_ARG(of));
    }
}

/* "[method]file.read-at" -> "file_read_at" */
static tn_str c_name(linter *l, const wit_func *func) {
    ty_name name = {0};
    if (!ty_name_parse(&name, func->name))
        return func->name;
    tn_str label = name.kind == TY_NAME_PLAIN ? func->name : name.label;
    if (name.kind == TY_NAME_CONSTRUCTOR)
        label = TN_STR("constructor");
    tn_str out =
        tn_arena_printf(l->arena, "%.*s%s%.*s", TN_STR_ARG(name.resource),
                        name.resource.len ? "_" : "", TN_STR_ARG(label));
    char *p = (char *)out.p; /* ours: it was just made */
    for (size_t i = 0; i < out.len; i++)
        p[i] = p[i] == '-' ? '_' : p[i];
    return out;
}

static void check_c_names(linter *l, const wit_interface *in) {
    tn_map names;
    tn_map_init(&names, l->arena);
    for (uint32_t i = 0; i < in->func_count; i++) {
        const wit_func *func = &in->funcs[i];
        tn_str name = c_name(l, func);
        const wit_func *other = tn_map_get(&names, name);
        check_fields(l, "parameter", func->type->params,
                     func->type->param_count, func->span, func->name);
        if (is_c_keyword(name))
            REPORT(RULE_C_NAME, func->span, "function `%.*s` is a keyword in C",
                   TN_STR_ARG(name));
        if (other)
            REPORT(RULE_C_NAME, func->span,
                   "functions `%.*s` and `%.*s` are both `%.*s` in C",
                   TN_STR_ARG(other->name), TN_STR_ARG(func->name),
                   TN_STR_ARG(name));
        tn_map_set(&names, name, (void *)func);
    }
}

/* Definitions */

static bool has_gate(const wit_stability *s) {
    return s->since.len || s->feature.len;
}

static void check_since(linter *l,
                        const char *what,
                        tn_str name,
                        tn_span span,
                        const wit_stability *stability) {
    if (l->package->version.len && !has_gate(stability))
        REPORT(RULE_MISSING_SINCE, span, "%s `%.*s` has no @since", what,
               TN_STR_ARG(name));
}

static void check_type(linter *l, const wit_typedef *def, bool gated) {
    const ty *target =
        def->type->kind == TY_NAMED ? def->type->u.named.target : NULL;
    bool is_use = wit_used_from(def->type) != NULL;
    if (!tn_ptr_map_get(&l->mentioned, def->type))
        REPORT(RULE_UNUSED_TYPE, def->span, "type `%.*s` is never mentioned",
               TN_STR_ARG(def->name));
    if (gated && !is_use)
        check_since(l, "type", def->name, def->span, &def->stability);
    if (!is_use && target && target->kind == TY_RECORD)
        check_fields(l, "field", target->u.fields.data, target->u.fields.len,
                     def->span, def->name);
}

static void check_func(linter *l, const wit_func *func, bool gated) {
    if (func->docs.len == 0)
        REPORT(RULE_UNDOCUMENTED, func->span,
               "function `%.*s` has no documentation", TN_STR_ARG(func->name));
    if (gated)
        check_since(l, "function", func->name, func->span, &func->stability);
}

/* Of an interface without @since its items are not told as well. */
static void check_interface(linter *l, const wit_interface *in) {
    bool gated = has_gate(&in->stability);
    check_since(l, "interface", in->name, in->span, &in->stability);
    for (uint32_t i = 0; i < in->type_count; i++)
        check_type(l, &in->types[i], gated);
    for (uint32_t i = 0; i < in->func_count; i++)
        check_func(l, &in->funcs[i], gated);
    check_c_names(l, in);
}

static void lint(linter *l) {
    const wit_package *p = l->package;
    for (uint32_t i = 0; i < p->resolve->package_count; i++)
        collect_defs(l, p->resolve->packages[i]);
    mention_all(l);
    for (uint32_t i = 0; i < p->interface_count; i++)
        check_interface(l, p->interfaces[i]);
    for (uint32_t i = 0; i < p->world_count; i++) {
        const wit_world *w = p->worlds[i];
        check_since(l, "world", w->name, w->span, &w->stability);
    }
}

/* Public */

size_t tenon_wit_lint_rule_count(void) {
    return RULE_COUNT;
}

tenon_wit_lint_rule tenon_wit_lint_rule_at(size_t index) {
    tn_assert(index < RULE_COUNT);
    return rules[index].rule;
}

tenon_status tenon_wit_lint(const tenon_wit *wit,
                            const tenon_wit_lint_level *levels,
                            size_t *findings) {
    tenon_context *ctx = wit->ctx;
    tn_arena arena;
    tn_context_arena(ctx, &arena);
    linter l = {
        .ctx = ctx, .arena = &arena, .package = wit->main, .levels = levels};
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tn_ptr_map_init(&l.defs, &arena);
        tn_ptr_map_init(&l.mentioned, &arena);
        lint(&l);
        if (findings)
            *findings = l.findings;
        status = l.denied ? TENON_INVALID : TENON_OK;
    }
    tn_guard_leave(ctx, &guard);
    tn_arena_release(&arena);
    return status;
}
