/* What may have been meant by a name that nothing has. */
#include "base/distance.h"
#include "wit/resolve.h"

enum { MAX_CANDIDATES = 2000 };

tn_str wit_closest(const tn_map *map, tn_str name) {
    tn_closest c = tn_closest_to(name);
    for (size_t i = 0; i < map->len && i < MAX_CANDIDATES; i++)
        tn_closest_offer(&c, map->entries[i].key);
    return c.best;
}

void wit_suggest(wit_resolver *r,
                 tn_diag *diag,
                 const tn_map *map,
                 tn_str name) {
    tn_str best = wit_closest(map, name);
    if (best.len)
        tn_fix(r->ctx, diag, TN_NO_SPAN, best, "did you mean `%.*s`?",
               TN_STR_ARG(best));
}

/* Types */

typedef struct habit {
    const char *foreign, *wit, *why;
} habit;

static const habit habits[] = {
#define HABIT(foreign, wit, why) {foreign, wit, why},
#include "wit/habit.def"
};

static bool help_with_habit(tenon_context *ctx, tn_diag *diag, tn_str name) {
    for (size_t i = 0; i < TN_COUNT_OF(habits); i++) {
        const habit *h = &habits[i];
        if (!tn_str_eqz(name, h->foreign))
            continue;
        if (!h->wit)
            tn_help(ctx, diag, "%s", h->why);
        else if (h->why)
            tn_fix(ctx, diag, TN_NO_SPAN, tn_str_from(h->wit), "%s", h->why);
        else
            tn_fix(ctx, diag, TN_NO_SPAN, tn_str_from(h->wit),
                   "in WIT it is called `%s`", h->wit);
        return true;
    }
    return false;
}

static bool defines(const wit_item_def *def, tn_str type) {
    const ast_interface *ast = def->interface_ast;
    if (def->interface) { /* what is resolved has no syntax tree any more */
        const wit_entry *entry = tn_map_get(&def->interface->scope.names, type);
        return entry && entry->form == WIT_ENTRY_TYPE;
    }
    for (uint32_t i = 0; ast && i < ast->item_count; i++) {
        const ast_item *item = &ast->items[i];
        if (item->form == AST_ITEM_TYPE &&
            tn_str_eq(item->u.type->name.text, type))
            return true;
    }
    return false;
}

/* Another interface of the package has the type. */
static bool help_with_use(wit_scope *scope, tn_diag *diag, tn_str name) {
    const wit_package_def *p = scope->package;
    for (size_t i = 0; i < p->items.len; i++) {
        const wit_item_def *item = p->items.data[i];
        if (!defines(item, name))
            continue;
        tn_str from = item->name.text;
        tn_help(scope->resolver->ctx, diag,
                "interface `%.*s` has it: `use %.*s.{%.*s};` brings it in",
                TN_STR_ARG(from), TN_STR_ARG(from), TN_STR_ARG(name));
        return true;
    }
    return false;
}

void wit_suggest_type(wit_scope *scope, tn_diag *diag, tn_str name) {
    static const char *const primitives[] = {
#define PRIMITIVE(NAME, wit, code, size, flat) wit,
#include "tenon/type.def"
    };
    tenon_context *ctx = scope->resolver->ctx;
    if (help_with_habit(ctx, diag, name) || help_with_use(scope, diag, name))
        return;
    tn_closest c = tn_closest_to(name);
    for (size_t i = 0; i < scope->names.len && i < MAX_CANDIDATES; i++)
        tn_closest_offer(&c, scope->names.entries[i].key);
    for (size_t i = 0; i < TN_COUNT_OF(primitives); i++)
        tn_closest_offer(&c, tn_str_from(primitives[i]));
    tn_str generic = ast_closest_generic(name);
    tn_closest_offer(&c, generic);
    if (c.best.len && c.best.p == generic.p)
        tn_help(ctx, diag, "did you mean `%.*s<...>`?", TN_STR_ARG(generic));
    else if (c.best.len)
        tn_fix(ctx, diag, TN_NO_SPAN, c.best, "did you mean `%.*s`?",
               TN_STR_ARG(c.best));
}
