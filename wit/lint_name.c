/*
 * Names in C. A generator of C has one scope for all that a world imports and
 * exports: it puts namespace, package and interface in front, and joins words,
 * resources and methods with `_`. Then names of WIT that differ can be one.
 *
 *     interface a:b/i: function f     a_b_i_f
 *     method m of resource r          a_b_i_r_m
 *     its constructor and destructor  a_b_i_r_new, a_b_i_r_drop
 *     type t                          a_b_i_t_t
 *     case c of enum e, or flag       A_B_I_E_C
 *     what is exported                exports_a_b_i_f
 *
 * A version stands behind the package where a world has it in several.
 */
#include "types/name.h"
#include "wit/lint.h"

/* Symbols beyond these are not looked at: no generator would go so far. */
enum { MAX_SYMBOLS = 1000000, MAX_SYMBOL_BYTES = 64 << 20 };

/* Where a symbol comes from. */
typedef struct symbol {
    tn_str what; /* "function `f`" */
    tn_span span;
    tn_str member;                  /* of what stands there, or empty */
    const wit_interface *interface; /* NULL: of the world itself */
    tn_str side;                    /* what is in front of all of it */
} symbol;

typedef struct symbols {
    wit_linter *l;
    tn_map by_name;         /* C name -> symbol */
    const wit_world *world; /* NULL: of one interface */
    tn_str prefix, side;
    const wit_interface *interface;
    tn_span span;
    tn_str member;
    size_t count, bytes;
} symbols;

#define PRINT(...) tn_arena_printf(s->l->arena, __VA_ARGS__)

static tn_str upper_case(tn_arena *arena, tn_str name) {
    tn_str out = tn_arena_copy(arena, name);
    char *p = (char *)out.p; /* ours: it was just made */
    for (size_t i = 0; i < out.len; i++)
        p[i] = p[i] >= 'a' && p[i] <= 'z' ? (char)(p[i] - 'a' + 'A') : p[i];
    return out;
}

/* Makes what is no letter or digit a `_`, and letters small. */
static tn_str to_c(tn_arena *arena, tn_str name) {
    tn_str out = tn_arena_copy(arena, name);
    char *p = (char *)out.p;
    for (size_t i = 0; i < out.len; i++) {
        char c = p[i];
        bool small = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        p[i] = small ? c : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : '_';
    }
    return out;
}

static tn_span place_of(wit_linter *l, const symbol *s) {
    return s->member.len ? ast_member_span(&l->members, s->span, s->member)
                         : s->span;
}

static void tell(symbols *s,
                 tn_str name,
                 const symbol *first,
                 const symbol *second) {
    wit_linter *l = s->l;
    tn_diag *diag;
    if (!s->world) {
        wit_lint_report(l, RULE_C_NAME, place_of(l, second),
                        "%.*s and %.*s are both `%.*s` in C",
                        TN_STR_ARG(first->what), TN_STR_ARG(second->what),
                        TN_STR_ARG(name));
        return;
    }
    if (tn_map_find(&l->told, name))
        return; /* of another world that has both */
    tn_map_set(&l->told, name, NULL);
    diag =
        wit_lint_report(l, RULE_C_NAME, s->world->span,
                        "in world `%.*s`, %.*s and %.*s are both `%.*s` in C",
                        TN_STR_ARG(s->world->name), TN_STR_ARG(first->what),
                        TN_STR_ARG(second->what), TN_STR_ARG(name));
    if (!diag)
        return;
    tn_note(l->ctx, diag, place_of(l, first), "one is here");
    tn_note(l->ctx, diag, place_of(l, second), "the other one is here");
}

/* What one interface has twice is told of the interface. */
static bool is_told(const symbols *s, const symbol *a, const symbol *b) {
    return s->world && a->interface && a->interface == b->interface &&
           tn_str_eq(a->side, b->side);
}

static void add(symbols *s, tn_str name, tn_str what) {
    if (s->count >= MAX_SYMBOLS || s->bytes >= MAX_SYMBOL_BYTES)
        return;
    s->count++;
    s->bytes += name.len + what.len;
    symbol *made = TN_NEW(s->l->arena, symbol);
    *made = (symbol){what, s->span, s->member, s->interface, s->side};
    bool found;
    tn_map_entry *slot = tn_map_put(&s->by_name, name, &found);
    if (!found)
        slot->value.ptr = made;
    else if (!is_told(s, slot->value.ptr, made))
        tell(s, name, slot->value.ptr, made);
}

/* "f of `a:b/i`" where several interfaces are looked at. */
static tn_str of_interface(const symbols *s) {
    if (!s->world || !s->interface || s->interface->id.len == 0)
        return (tn_str){0};
    return PRINT(" of `%.*s`", TN_STR_ARG(s->interface->id));
}

static void add_func(symbols *s, const wit_func *func) {
    ty_name name = {0};
    tn_str in = of_interface(s), r = {0}, what;
    if (!ty_name_parse(&name, func->name))
        return;
    s->span = func->span;
    r = to_c(s->l->arena, name.resource);
    tn_str label =
        to_c(s->l->arena, name.resource.len ? name.label : func->name);
    switch (name.kind) {
    case TY_NAME_CONSTRUCTOR:
        label = TN_STR("new");
        what = PRINT("the constructor of resource `%.*s`%.*s",
                     TN_STR_ARG(name.resource), TN_STR_ARG(in));
        break;
    case TY_NAME_METHOD:
    case TY_NAME_STATIC:
        what = PRINT("method `%.*s` of resource `%.*s`%.*s",
                     TN_STR_ARG(name.label), TN_STR_ARG(name.resource),
                     TN_STR_ARG(in));
        break;
    default:
        what = PRINT("function `%.*s`%.*s", TN_STR_ARG(func->name),
                     TN_STR_ARG(in));
    }
    add(s,
        PRINT("%.*s%.*s%s%.*s", TN_STR_ARG(s->prefix), TN_STR_ARG(r),
              r.len ? "_" : "", TN_STR_ARG(label)),
        what);
}

static bool has_constants(const ty *type) {
    return type && (type->kind == TY_ENUM || type->kind == TY_FLAGS ||
                    type->kind == TY_VARIANT);
}

static void add_constants(symbols *s,
                          const wit_typedef *def,
                          const ty *type,
                          tn_str name,
                          tn_str in) {
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        tn_str label = type->u.fields.data[i].name;
        tn_str c =
            PRINT("%.*s%.*s_%.*s", TN_STR_ARG(s->prefix), TN_STR_ARG(name),
                  TN_STR_ARG(to_c(s->l->arena, label)));
        s->member = label;
        add(s, upper_case(s->l->arena, c),
            PRINT("case `%.*s` of `%.*s`%.*s", TN_STR_ARG(label),
                  TN_STR_ARG(def->name), TN_STR_ARG(in)));
    }
    s->member = TN_STR("");
}

static void add_type(symbols *s, const wit_typedef *def) {
    const ty *type = def->type;
    const ty *target = type->kind == TY_NAMED ? type->u.named.target : NULL;
    tn_str name = to_c(s->l->arena, def->name), in = of_interface(s);
    s->span = def->span;
    add(s, PRINT("%.*s%.*s_t", TN_STR_ARG(s->prefix), TN_STR_ARG(name)),
        PRINT("type `%.*s`%.*s", TN_STR_ARG(def->name), TN_STR_ARG(in)));
    if (type->kind == TY_RESOURCE)
        add(s, PRINT("%.*s%.*s_drop", TN_STR_ARG(s->prefix), TN_STR_ARG(name)),
            PRINT("the destructor of resource `%.*s`%.*s",
                  TN_STR_ARG(def->name), TN_STR_ARG(in)));
    if (has_constants(target))
        add_constants(s, def, target, name, in);
}

static void add_interface(symbols *s, const wit_interface *in) {
    s->interface = in;
    for (uint32_t i = 0; i < in->type_count; i++)
        add_type(s, &in->types[i]);
    for (uint32_t i = 0; i < in->func_count; i++)
        add_func(s, &in->funcs[i]);
    s->interface = NULL;
}

/* Words of the languages */

static const char *c_word(tn_str name) {
    static const struct {
        const char *word, *what;
    } words[] = {
#define C_WORD(word, what) {word, what},
#include "wit/c_word.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(words); i++) {
        if (tn_str_eqz(name, words[i].word))
            return words[i].what;
    }
    return NULL;
}

static void check_fields(wit_linter *l,
                         const char *what,
                         const ty_field *fields,
                         uint32_t count,
                         tn_span span,
                         tn_str of) {
    for (uint32_t i = 0; i < count; i++) {
        const char *word = c_word(fields[i].name);
        if (word)
            wit_lint_report(l, RULE_C_NAME,
                            ast_member_span(&l->members, span, fields[i].name),
                            "%s `%.*s` of `%.*s` is %s", what,
                            TN_STR_ARG(fields[i].name), TN_STR_ARG(of), word);
    }
}

static void check_func_words(wit_linter *l, const wit_func *func) {
    const char *word = c_word(func->name);
    check_fields(l, "parameter", func->type->params, func->type->param_count,
                 func->span, func->name);
    if (word)
        wit_lint_report(l, RULE_C_NAME, func->span, "function `%.*s` is %s",
                        TN_STR_ARG(func->name), word);
}

/* Fields of a struct, and of the union behind a variant. */
static void check_type_words(wit_linter *l, const wit_typedef *def) {
    const ty *type =
        def->type->kind == TY_NAMED ? def->type->u.named.target : NULL;
    if (!type || (type->kind != TY_RECORD && type->kind != TY_VARIANT))
        return;
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        const ty_field *field = &type->u.fields.data[i];
        if (field->type)
            check_fields(l, type->kind == TY_RECORD ? "field" : "case", field,
                         1, def->span, def->name);
    }
}

static void check_words(wit_linter *l, const wit_interface *in) {
    for (uint32_t i = 0; i < in->type_count; i++)
        check_type_words(l, &in->types[i]);
    for (uint32_t i = 0; i < in->func_count; i++)
        check_func_words(l, &in->funcs[i]);
}

void wit_lint_interface_names(wit_linter *l, const wit_interface *in) {
    if (!wit_lint_wants(l, RULE_C_NAME))
        return;
    symbols s = {.l = l};
    tn_map_init(&s.by_name, l->arena);
    check_words(l, in);
    add_interface(&s, in);
}

/* Worlds */

/* Packages that a world has in several versions: name -> version, or "". */
static void note_versions(tn_map *versions,
                          tn_arena *arena,
                          const wit_world_item *items,
                          uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const wit_interface *in = items[i].interface;
        if (items[i].form != WIT_ITEM_INTERFACE || in->name.len == 0)
            continue;
        const wit_package *p = in->package;
        tn_str key = tn_arena_printf(arena, "%.*s:%.*s", TN_STR_ARG(p->ns),
                                     TN_STR_ARG(p->name));
        bool found;
        tn_map_entry *slot = tn_map_put(versions, key, &found);
        if (!found)
            slot->value.ptr = (void *)p;
        else if (slot->value.ptr != p)
            slot->value.ptr = NULL;
    }
}

static tn_str prefix_of(symbols *s,
                        const wit_world_item *item,
                        const tn_map *versions) {
    tn_arena *arena = s->l->arena;
    const wit_interface *in = item->interface;
    if (in->name.len == 0 || item->implements.len)
        return PRINT("%.*s%.*s_", TN_STR_ARG(s->side),
                     TN_STR_ARG(to_c(arena, item->name)));
    const wit_package *p = in->package;
    tn_str key = PRINT("%.*s:%.*s", TN_STR_ARG(p->ns), TN_STR_ARG(p->name));
    bool several = !tn_map_get(versions, key) && p->version.len;
    tn_str version = several ? p->version : TN_STR("");
    tn_str path =
        PRINT("%.*s_%.*s%s%.*s_%.*s_", TN_STR_ARG(p->ns), TN_STR_ARG(p->name),
              several ? "_" : "", TN_STR_ARG(version), TN_STR_ARG(in->name));
    return PRINT("%.*s%.*s", TN_STR_ARG(s->side),
                 TN_STR_ARG(to_c(arena, path)));
}

static void add_items(symbols *s,
                      const wit_world_item *items,
                      uint32_t count,
                      const tn_map *versions) {
    tn_str own = PRINT("%.*s%.*s_", TN_STR_ARG(s->side),
                       TN_STR_ARG(to_c(s->l->arena, s->world->name)));
    for (uint32_t i = 0; i < count; i++) {
        const wit_world_item *item = &items[i];
        s->prefix = item->form == WIT_ITEM_INTERFACE
                        ? prefix_of(s, item, versions)
                        : own;
        if (item->form == WIT_ITEM_INTERFACE)
            add_interface(s, item->interface);
        else if (item->form == WIT_ITEM_FUNC)
            add_func(s, &item->func);
        else
            add_type(s, &item->type);
    }
}

/* Own functions and inline interfaces; others are looked at where they are
 * defined. */
static void check_own_words(wit_linter *l,
                            const wit_world_item *items,
                            uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const wit_world_item *item = &items[i];
        if (item->included)
            continue;
        if (item->form == WIT_ITEM_FUNC)
            check_func_words(l, &item->func);
        else if (item->form == WIT_ITEM_TYPE)
            check_type_words(l, &item->type);
        else if (item->interface->name.len == 0)
            wit_lint_interface_names(l, item->interface);
    }
}

void wit_lint_world_names(wit_linter *l, const wit_world *world) {
    if (!wit_lint_wants(l, RULE_C_NAME))
        return;
    symbols s = {.l = l, .world = world};
    tn_map versions;
    tn_map_init(&s.by_name, l->arena);
    tn_map_init(&versions, l->arena);
    check_own_words(l, world->imports, world->import_count);
    check_own_words(l, world->exports, world->export_count);
    note_versions(&versions, l->arena, world->imports, world->import_count);
    note_versions(&versions, l->arena, world->exports, world->export_count);
    add_items(&s, world->imports, world->import_count, &versions);
    s.side = TN_STR("exports_");
    add_items(&s, world->exports, world->export_count, &versions);
}
