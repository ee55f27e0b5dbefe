/*
 * Scopes and types: `use` first, then definitions in dependency order, so
 * that each node is made once and what it refers to is there (WIT.md, "Name
 * resolution": order does not matter, recursion is not possible).
 */
#include "base/limits.h"
#include "wit/resolve.h"

void wit_scope_init(wit_scope *scope,
                    wit_resolver *r,
                    wit_package_def *package,
                    const wit_file_scope *file,
                    const void *owner,
                    const wit_gate *gate) {
    *scope = (wit_scope){
        .resolver = r, .package = package, .file = file, .owner = owner};
    if (gate && gate->hidden) {
        scope->hidden = true;
        scope->feature = gate->stability.feature;
    }
    tn_map_init(&scope->names, r->arena);
    tn_map_init(&scope->canonical, r->scratch);
}

/* Makes room for what items define. */
static void reserve_names(wit_scope *scope,
                          const ast_item *items,
                          uint32_t count) {
    size_t types = 0, funcs = 0, members = 0;
    for (uint32_t i = 0; i < count; i++) {
        types += items[i].form == AST_ITEM_TYPE;
        funcs += items[i].form == AST_ITEM_FUNC;
        if (items[i].form == AST_ITEM_TYPE)
            members += items[i].u.type->func_count;
        if (items[i].form == AST_ITEM_USE)
            types += items[i].u.use->name_count;
    }
    tn_vec_reserve(scope->resolver->arena, &scope->types, types);
    tn_map_reserve(&scope->names, types + funcs);
    tn_map_reserve(&scope->canonical, types + funcs + members);
}

static void report_second(const wit_scope *scope,
                          tn_str name,
                          tn_span span,
                          const wit_entry *first) {
    tenon_context *ctx = scope->resolver->ctx;
    tn_diag *diag =
        tn_error(ctx, DIAG_WIT_DUPLICATE, span,
                 "name `%.*s` is defined more than once", TN_STR_ARG(name));
    tn_note(ctx, diag, first->span, "first defined here");
    if (name.p[0] == '[' && first->name.p[0] != '[')
        tn_note(ctx, diag, TN_NO_SPAN,
                "a function of a resource cannot have the resource's name");
    else if (!tn_str_eq(name, first->name))
        tn_note(ctx, diag, TN_NO_SPAN,
                "names that differ in case only count as the same");
}

static wit_entry *claim(wit_scope *scope,
                        tn_arena *arena,
                        tn_str name,
                        tn_span span) {
    bool found;
    tn_str key = ty_name_canonical(scope->resolver->scratch, name);
    tn_map_entry *slot = tn_map_put(&scope->canonical, key, &found);
    if (found) {
        report_second(scope, name, span, slot->value.ptr);
        scope->failed = true;
        return NULL;
    }
    wit_entry *entry = TN_NEW(arena, wit_entry);
    entry->name = name;
    entry->span = span;
    slot->value.ptr = entry;
    return entry;
}

wit_entry *wit_define(wit_scope *scope, tn_str name, tn_span span) {
    wit_entry *entry = claim(scope, scope->resolver->arena, name, span);
    if (entry)
        tn_map_set(&scope->names, name, entry);
    return entry;
}

bool wit_define_member(wit_scope *scope, tn_str name, tn_span span) {
    return claim(scope, scope->resolver->scratch, name, span) != NULL;
}

/* Looking up */

/* What is hidden can be used by what is hidden only. */
static bool is_visible(const wit_scope *scope,
                       const wit_entry *entry,
                       const ast_id *name) {
    tenon_context *ctx = scope->resolver->ctx;
    if (!entry->hidden || scope->hidden)
        return true;
    tn_diag *diag =
        tn_error(ctx, DIAG_WIT_GATE, name->span,
                 "type `%.*s` needs the feature `%.*s`, which is not enabled",
                 TN_STR_ARG(name->text), TN_STR_ARG(entry->feature));
    tn_note(ctx, diag, entry->span, "defined here");
    return false;
}

/* The type that a name means; NULL after an error. */
static const wit_entry *find_type(wit_scope *scope, const ast_id *name) {
    tenon_context *ctx = scope->resolver->ctx;
    const wit_entry *entry = tn_map_get(&scope->names, name->text);
    tn_diag *diag;
    if (!entry) {
        diag = tn_error(ctx, DIAG_WIT_UNKNOWN, name->span,
                        "type `%.*s` does not exist", TN_STR_ARG(name->text));
        wit_suggest_type(scope, diag, name->text);
        return NULL;
    }
    if (entry->form == WIT_ENTRY_FUNC) {
        diag = tn_error(ctx, DIAG_WIT_TYPE, name->span,
                        "`%.*s` is a function and cannot be used as a type",
                        TN_STR_ARG(name->text));
        tn_note(ctx, diag, entry->span, "defined here");
        return NULL;
    }
    return is_visible(scope, entry, name) && entry->state == WIT_DONE ? entry
                                                                      : NULL;
}

static const ty *resolve_handle(wit_scope *scope, const ast_type *type) {
    wit_resolver *r = scope->resolver;
    const wit_entry *entry = find_type(scope, &type->name);
    if (!entry)
        return NULL;
    if (!entry->is_resource) {
        tn_diag *diag =
            tn_error(r->ctx, DIAG_WIT_TYPE, type->name.span,
                     "type `%.*s` is used in a handle but is no resource",
                     TN_STR_ARG(type->name.text));
        tn_note(r->ctx, diag, entry->span, "defined here");
        tn_fix(r->ctx, diag, type->span, type->name.text,
               "write `%.*s`: what is no resource is copied",
               TN_STR_ARG(type->name.text));
        return NULL;
    }
    return ty_make_handle(r->ctx, r->arena, type->span,
                          type->form == AST_TYPE_BORROW ? TY_BORROW : TY_OWN,
                          entry->type);
}

/* The plain name of a resource is an owned handle (WIT.md, "Handles"). */
static const ty *resolve_name(wit_scope *scope, const ast_type *type) {
    wit_resolver *r = scope->resolver;
    const wit_entry *entry = find_type(scope, &type->name);
    if (!entry || !entry->is_resource)
        return entry ? entry->type : NULL;
    return ty_make_handle(r->ctx, r->arena, type->span, TY_OWN, entry->type);
}

static const ty *resolve_tuple(wit_scope *scope, const ast_type *type) {
    wit_resolver *r = scope->resolver;
    ty_field *fields = TN_NEW_ARRAY(r->arena, ty_field, type->arg_count);
    bool ok = true;
    for (uint32_t i = 0; i < type->arg_count; i++) {
        if (wit_gave_up(r))
            return NULL;
        fields[i].type = wit_resolve_type(scope, type->args[i]);
        ok &= fields[i].type != NULL;
    }
    return ok ? ty_make_tuple(r->ctx, r->arena, type->span, fields,
                              type->arg_count)
              : NULL;
}

static const ty *resolve_result(wit_scope *scope, const ast_type *type) {
    wit_resolver *r = scope->resolver;
    const ty *parts[2] = {NULL, NULL};
    bool ok = true;
    for (int i = 0; i < 2; i++) {
        if (type->args[i]) {
            parts[i] = wit_resolve_type(scope, type->args[i]);
            ok &= parts[i] != NULL;
        }
    }
    return ok ? ty_make_result(r->ctx, r->arena, type->span, parts[0], parts[1])
              : NULL;
}

/* WIT.md, kt: the words of the language alone, and no names of them. */
static bool check_key(const wit_resolver *r, const ast_type *key) {
    if (key->form != AST_TYPE_NAME)
        return true;
    tn_diag *diag = tn_error(r->ctx, DIAG_WIT_TYPE, key->span,
                             "the key of a map cannot be a type with a name");
    tn_help(r->ctx, diag,
            "write the type itself: `bool`, one of the integers, `char` or "
            "`string`");
    return false;
}

static const ty *resolve_map(wit_scope *scope, const ast_type *type) {
    wit_resolver *r = scope->resolver;
    const ty *key = wit_resolve_type(scope, type->args[0]);
    const ty *value = wit_resolve_type(scope, type->args[1]);
    bool ok = key && check_key(r, type->args[0]) && value;
    return ok ? ty_make_map(r->ctx, r->arena, type->span, key, value) : NULL;
}

/* Those with at most one type inside. */
static const ty *resolve_of(wit_scope *scope, const ast_type *type) {
    wit_resolver *r = scope->resolver;
    const ty *elem = NULL;
    if (type->arg_count && !(elem = wit_resolve_type(scope, type->args[0])))
        return NULL;
    switch (type->form) {
    case AST_TYPE_FIXED_LIST:
        return ty_make_fixed_list(r->ctx, r->arena, type->span, elem,
                                  (uint32_t)type->len);
    case AST_TYPE_OPTION:
        return ty_make_of(r->ctx, r->arena, type->span, TY_OPTION, elem);
    case AST_TYPE_STREAM:
        return ty_make_of(r->ctx, r->arena, type->span, TY_STREAM, elem);
    case AST_TYPE_FUTURE:
        return ty_make_of(r->ctx, r->arena, type->span, TY_FUTURE, elem);
    default:
        return ty_make_of(r->ctx, r->arena, type->span, TY_LIST, elem);
    }
}

/* Recursion is bounded: the parser admits TN_MAX_DEPTH levels. */
const ty *wit_resolve_type(wit_scope *scope, const ast_type *type) {
    switch (type->form) {
    case AST_TYPE_PRIMITIVE:
        return ty_primitive(type->prim);
    case AST_TYPE_NAME:
        return resolve_name(scope, type);
    case AST_TYPE_OWN:
    case AST_TYPE_BORROW:
        return resolve_handle(scope, type);
    case AST_TYPE_TUPLE:
        return resolve_tuple(scope, type);
    case AST_TYPE_RESULT:
        return resolve_result(scope, type);
    case AST_TYPE_MAP:
        return resolve_map(scope, type);
    default:
        return resolve_of(scope, type);
    }
}

/* Definitions */

static const char *field_word(const ast_typedef *def) {
    switch (def->form) {
    case AST_DEF_RECORD:
        return "field";
    case AST_DEF_FLAGS:
        return "flag";
    default:
        return "case";
    }
}

/* Names of fields must differ in more than case (Explainer.md, label). */
static bool check_field_name(wit_resolver *r,
                             const ast_field *field,
                             const char *word) {
    bool found;
    tn_str key = ty_name_canonical(r->scratch, field->name.text);
    tn_map_entry *slot = tn_map_put(&r->seen, key, &found);
    if (found) {
        const ast_field *first = slot->value.ptr;
        tn_diag *diag = tn_error(r->ctx, DIAG_WIT_DUPLICATE, field->name.span,
                                 "%s `%.*s` is defined more than once", word,
                                 TN_STR_ARG(field->name.text));
        tn_note(r->ctx, diag, first->name.span, "first defined here");
    }
    slot->value.ptr = (void *)(uintptr_t)field;
    return !found;
}

static const ty *make_fields(wit_resolver *r,
                             const ast_typedef *def,
                             const ty_field *fields) {
    tn_span span = def->name.span;
    bool is_empty = def->field_count == 0;
    if (is_empty)
        r->out->empty = span;
    switch (def->form) {
    case AST_DEF_RECORD:
        if (is_empty)
            return ty_make_empty(r->ctx, r->arena, span, TY_RECORD);
        return ty_make_record(r->ctx, r->arena, span, fields, def->field_count);
    case AST_DEF_VARIANT:
        return ty_make_variant(r->ctx, r->arena, span, fields,
                               def->field_count);
    case AST_DEF_FLAGS:
        if (is_empty)
            return ty_make_empty(r->ctx, r->arena, span, TY_FLAGS);
        return ty_make_flags(r->ctx, r->arena, span, fields, def->field_count);
    default:
        return ty_make_enum(r->ctx, r->arena, span, fields, def->field_count);
    }
}

static const ty *resolve_fields(wit_scope *scope, const ast_typedef *def) {
    wit_resolver *r = scope->resolver;
    ty_field *fields = TN_NEW_ARRAY(r->arena, ty_field, def->field_count);
    bool ok = true;
    tn_map_clear(&r->seen);
    for (uint32_t i = 0; i < def->field_count; i++) {
        const ast_field *field = &def->fields[i];
        if (wit_gave_up(r))
            return NULL;
        fields[i].name = field->name.text;
        fields[i].docs = field->attrs.docs;
        ok &= check_field_name(r, field, field_word(def));
        if (field->type) {
            fields[i].type = wit_resolve_type(scope, field->type);
            ok &= fields[i].type != NULL;
        }
    }
    return ok ? make_fields(r, def, fields) : NULL;
}

/*
 * Names of names are followed whenever a type is looked at: a limit keeps
 * that short.
 */
enum { MAX_NAMES = 10000 };

static bool name_of_name(wit_scope *scope,
                         wit_entry *entry,
                         const wit_entry *target) {
    entry->is_resource = target->is_resource;
    entry->names = target->names + 1;
    if (entry->names <= MAX_NAMES)
        return true;
    tn_error(scope->resolver->ctx, DIAG_LIMIT, entry->span,
             "`%.*s` is a name of a name, and so on more than %d times",
             TN_STR_ARG(entry->name), MAX_NAMES);
    return false;
}

static const ty *make_named(const wit_scope *scope,
                            const wit_entry *entry,
                            const ty *target,
                            tn_str docs) {
    ty *named = ty_make_named(scope->resolver->arena, entry->name, target);
    named->u.named.docs = docs;
    named->u.named.owner = scope->owner;
    return named;
}

/* What `type a = r;` names when r is a resource: r itself, not a handle. */
static const ty *resolve_target(wit_scope *scope, wit_entry *entry) {
    const ast_type *type = entry->def->target;
    if (type->form != AST_TYPE_NAME)
        return wit_resolve_type(scope, type);
    const wit_entry *target = find_type(scope, &type->name);
    return target && name_of_name(scope, entry, target) ? target->type : NULL;
}

static const ty *make_resource(const wit_scope *scope, wit_entry *entry) {
    ty *resource = ty_make_resource(scope->resolver->arena, entry->name);
    resource->u.resource.docs = entry->def->attrs.docs;
    resource->u.resource.owner = scope->owner;
    entry->is_resource = true;
    return resource;
}

static const ty *resolve_definition(wit_scope *scope, wit_entry *entry) {
    const ast_typedef *def = entry->def;
    if (def->form == AST_DEF_RESOURCE)
        return make_resource(scope, entry);
    const ty *target = def->form == AST_DEF_ALIAS ? resolve_target(scope, entry)
                                                  : resolve_fields(scope, def);
    return target ? make_named(scope, entry, target, def->attrs.docs) : NULL;
}

/* Notes how an entry is gated. */
static void gate_entry(const wit_scope *scope,
                       wit_entry *entry,
                       const wit_gate *gate) {
    entry->hidden = gate->hidden || scope->feature.len;
    entry->feature = gate->hidden ? gate->stability.feature : scope->feature;
    entry->state = WIT_PENDING;
}

static void check_contained(wit_scope *scope,
                            const wit_entry *entry,
                            const wit_gate *gate) {
    const ast_id name = {entry->name, entry->span};
    scope->failed |=
        !wit_check_contained(scope->resolver, gate, scope->feature, &name);
}

/* Sets the state of an entry whose type is known, and lists the type. */
static void finish_entry(wit_scope *scope,
                         wit_entry *entry,
                         const ast_attrs *attrs,
                         const ty *type) {
    if (!type) {
        entry->state = WIT_FAILED;
        scope->failed = true;
        return;
    }
    entry->state = WIT_DONE;
    entry->type = type;
    tn_arena *arena = scope->resolver->arena;
    if (entry->hidden) {
        wit_hidden hidden = {.at = (uint32_t)scope->types.len, .type = type};
        tn_vec_push(arena, &scope->hidden_parts, hidden);
        return;
    }
    wit_typedef out = {.name = entry->name,
                       .type = type,
                       .stability = wit_stability_of(attrs),
                       .external_id = wit_external_id(attrs),
                       .span = entry->span};
    if (entry->def)
        out.docs = attrs->docs;
    tn_vec_push(arena, &scope->types, out);
}

/* use */

/* The entry of an interface that a `use` names; NULL after an error. */
static const wit_entry *find_used(wit_scope *scope,
                                  const wit_interface_def *from,
                                  const ast_id *name) {
    tenon_context *ctx = scope->resolver->ctx;
    const wit_entry *entry = tn_map_get(&from->scope.names, name->text);
    if (!entry) {
        tn_diag *diag =
            tn_error(ctx, DIAG_WIT_UNKNOWN, name->span,
                     "interface `%.*s` has no type `%.*s`",
                     TN_STR_ARG(from->pub.name), TN_STR_ARG(name->text));
        wit_suggest(scope->resolver, diag, &from->scope.names, name->text);
        return NULL;
    }
    if (entry->form == WIT_ENTRY_FUNC) {
        tn_diag *diag = tn_error(ctx, DIAG_WIT_UNKNOWN, name->span,
                                 "`%.*s` is a function; only types can be used",
                                 TN_STR_ARG(name->text));
        tn_note(ctx, diag, entry->span, "defined here");
        return NULL;
    }
    return is_visible(scope, entry, name) && entry->state == WIT_DONE ? entry
                                                                      : NULL;
}

/*
 * Another package need not have what is used behind a feature that is not
 * enabled. It could be anything, and a resource can be used as anything.
 */
static const ty *assume_used(wit_scope *scope, wit_entry *entry) {
    entry->is_resource = true;
    return make_named(scope, entry,
                      ty_make_resource(scope->resolver->arena, entry->name),
                      (tn_str){0});
}

static const ty *resolve_used(wit_scope *scope,
                              wit_entry *entry,
                              const wit_interface_def *from,
                              const ast_id *name) {
    bool foreign = !from || from->scope.package != scope->package;
    if (foreign && scope->hidden &&
        (!from || !tn_map_get(&from->scope.names, name->text)))
        return assume_used(scope, entry);
    const wit_entry *used = find_used(scope, from, name);
    return used && name_of_name(scope, entry, used)
               ? make_named(scope, entry, used->type, (tn_str){0})
               : NULL;
}

static void resolve_use(wit_scope *scope, const ast_use *use) {
    wit_resolver *r = scope->resolver;
    wit_gate gate =
        wit_check_gates(r, scope->package, &use->attrs, use->from.span);
    bool hidden = scope->hidden;
    scope->hidden |= gate.hidden;
    wit_interface_def *from;
    bool found = wit_find_interface(scope, &use->from, &from);
    scope->failed |= !found;
    for (uint32_t i = 0; i < use->name_count && !wit_gave_up(r); i++) {
        const ast_rename *name = &use->names[i];
        const ast_id *as = name->as.text.len ? &name->as : &name->name;
        wit_entry *entry = wit_define(scope, as->text, as->span);
        if (!entry)
            continue;
        entry->form = WIT_ENTRY_USE;
        gate_entry(scope, entry, &gate);
        entry->state = WIT_FAILED;
        if (!found)
            continue;
        check_contained(scope, entry, &gate);
        finish_entry(scope, entry, &use->attrs,
                     resolve_used(scope, entry, from, &name->name));
    }
    scope->hidden = hidden;
}

/* Dependencies among the definitions of a scope */

typedef struct dependencies {
    wit_scope *scope;
    tn_map index; /* name -> node number + 1 */
    TN_VEC(wit_entry *) nodes;
    TN_VEC(wit_edge) edges;
} dependencies;

static void add_node(dependencies *d, wit_entry *entry) {
    tn_vec_push(d->scope->resolver->scratch, &d->nodes, entry);
    tn_map_put(&d->index, entry->name, NULL)->value.num = d->nodes.len;
}

/* The other forms have their arguments where these have the name. */
static bool is_name(const ast_type *type) {
    return type->form == AST_TYPE_NAME || type->form == AST_TYPE_OWN ||
           type->form == AST_TYPE_BORROW;
}

static void add_edges(dependencies *d, uint32_t from, const ast_type *type) {
    if (!type)
        return;
    if (is_name(type)) {
        const tn_map_entry *to = tn_map_find(&d->index, type->name.text);
        if (to)
            tn_vec_push(d->scope->resolver->scratch, &d->edges,
                        ((wit_edge){from, (uint32_t)to->value.num - 1,
                                    type->name.span}));
    }
    for (uint32_t i = 0; i < type->arg_count; i++)
        add_edges(d, from, type->args[i]);
}

static void report_cycle(const dependencies *d, const wit_edge *cycle) {
    tenon_context *ctx = d->scope->resolver->ctx;
    const wit_entry *to = d->nodes.data[cycle->to];
    tn_diag *diag =
        tn_error(ctx, DIAG_WIT_CYCLE, cycle->span,
                 "type `%.*s` depends on itself", TN_STR_ARG(to->name));
    tn_note(ctx, diag, to->span, "defined here");
    tn_help(ctx, diag,
            "types cannot be recursive; a resource or an index into a list "
            "can take the place of the inner value");
}

static void collect_edges(dependencies *d) {
    for (uint32_t i = 0; i < d->nodes.len; i++) {
        const ast_typedef *def = d->nodes.data[i]->def;
        if (!def)
            continue;
        add_edges(d, i, def->target);
        for (uint32_t j = 0; j < def->field_count; j++)
            add_edges(d, i, def->fields[j].type);
    }
}

static void define_in_order(dependencies *d) {
    wit_scope *scope = d->scope;
    uint32_t count = (uint32_t)d->nodes.len;
    tn_arena *scratch = scope->resolver->scratch;
    uint32_t *order = TN_NEW_ARRAY(scratch, uint32_t, count);
    const wit_edge *cycle;
    uint32_t placed = wit_toposort(scratch, count, d->edges.data, d->edges.len,
                                   order, &cycle);
    for (uint32_t i = 0; i < placed; i++) {
        wit_entry *entry = d->nodes.data[order[i]];
        if (entry->state == WIT_PENDING) {
            bool hidden = scope->hidden;
            scope->hidden = entry->hidden;
            finish_entry(scope, entry, &entry->def->attrs,
                         resolve_definition(scope, entry));
            scope->hidden = hidden;
        }
        if (wit_gave_up(scope->resolver))
            return;
    }
    if (!cycle)
        return;
    report_cycle(d, cycle);
    for (uint32_t i = 0; i < count; i++) {
        if (d->nodes.data[i]->state == WIT_PENDING)
            finish_entry(scope, d->nodes.data[i], NULL, NULL);
    }
}

static void declare_type(dependencies *d, const ast_typedef *def) {
    wit_scope *scope = d->scope;
    wit_entry *entry = wit_define(scope, def->name.text, def->name.span);
    if (!entry)
        return;
    entry->form = WIT_ENTRY_TYPE;
    entry->def = def;
    wit_gate gate = wit_check_gates(scope->resolver, scope->package,
                                    &def->attrs, entry->span);
    gate_entry(scope, entry, &gate);
    check_contained(scope, entry, &gate);
    add_node(d, entry);
}

/* The entries of a `use` stand where it does among the definitions. */
static void add_used_nodes(dependencies *d, const ast_use *use) {
    for (uint32_t i = 0; i < use->name_count; i++) {
        const ast_rename *name = &use->names[i];
        const ast_id *as = name->as.text.len ? &name->as : &name->name;
        wit_entry *entry = tn_map_get(&d->scope->names, as->text);
        if (entry && !tn_map_find(&d->index, as->text))
            add_node(d, entry);
    }
}

void wit_resolve_types(wit_scope *scope,
                       const ast_item *items,
                       uint32_t count) {
    dependencies d = {.scope = scope};
    tn_map_init(&d.index, scope->resolver->scratch);
    reserve_names(scope, items, count);
    tn_map_reserve(&d.index, scope->types.cap);
    tn_vec_reserve(scope->resolver->scratch, &d.nodes, scope->types.cap);
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].form == AST_ITEM_USE && !wit_gave_up(scope->resolver))
            resolve_use(scope, items[i].u.use);
    }
    for (uint32_t i = 0; i < count && !wit_gave_up(scope->resolver); i++) {
        if (items[i].form == AST_ITEM_USE)
            add_used_nodes(&d, items[i].u.use);
        if (items[i].form == AST_ITEM_TYPE)
            declare_type(&d, items[i].u.type);
    }
    collect_edges(&d);
    define_in_order(&d);
}
