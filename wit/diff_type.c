/* Differences between types, and between functions. */
#include "types/name.h"
#include "wit/diff.h"
#include "wit/resolve.h"

#define TEXT(...) tn_arena_printf(d->arena, __VA_ARGS__)

/* Equality by name */

static tn_str name_of(const ty *type) {
    return type->kind == TY_RESOURCE ? type->u.resource.name
                                     : type->u.named.name;
}

static bool has_name(const ty *type) {
    return type->kind == TY_NAMED || type->kind == TY_RESOURCE;
}

static bool is_same(wit_diff *d, const ty *a, const ty *b);

static bool are_parts_same(wit_diff *d, const ty *a, const ty *b) {
    if (a->kind == TY_OWN || a->kind == TY_BORROW)
        return is_same(d, a->u.handle.resource, b->u.handle.resource);
    if (a->kind == TY_FIXED_LIST && a->u.of.len != b->u.of.len)
        return false;
    uint32_t count = ty_child_count(a);
    if (count != ty_child_count(b))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_same(d, ty_child(a, i), ty_child(b, i)))
            return false;
    }
    return true;
}

/* Recursion is bounded by the depth that types/ allows; types from binaries
 * may share parts, hence the memo. */
static bool is_same(wit_diff *d, const ty *a, const ty *b) {
    if (!a || !b)
        return a == b;
    if (has_name(a) || has_name(b))
        return has_name(a) && has_name(b) && tn_str_eq(name_of(a), name_of(b));
    if (a->kind != b->kind)
        return false;
    const ty *pair[2] = {a, b};
    tn_str key = {(const char *)pair, sizeof pair};
    if (tn_map_find(&d->same, key))
        return true;
    bool same = are_parts_same(d, a, b);
    if (same && ty_child_count(a))
        tn_map_put(&d->same, tn_arena_copy(d->scratch, key), NULL);
    return same;
}

static tn_str type_text(wit_diff *d, const ty *type) {
    tn_writer out;
    tn_writer_init(&out, d->scratch);
    ty_print(&out, type);
    return tn_writer_str(&out);
}

/* "changed from `a` to `b`"; either may be missing. */
static void diff_payload(wit_diff *d,
                         tn_str label,
                         const ty *before,
                         const ty *after) {
    tn_str text;
    if (is_same(d, before, after))
        return;
    if (before && after) {
        tn_str a = type_text(d, before), b = type_text(d, after);
        text = TEXT("%.*s changed from %.*s to %.*s", TN_STR_ARG(label),
                    TN_STR_ARG(a), TN_STR_ARG(b));
    } else {
        tn_str type = type_text(d, before ? before : after);
        text = TEXT(before ? "%.*s does not hold %.*s any more"
                           : "%.*s holds %.*s now",
                    TN_STR_ARG(label), TN_STR_ARG(type));
    }
    wit_diff_break(d, TENON_WIT_CHANGED, text);
}

/* Fields, cases, flags and parameters */

/* What they are called, and where: "field", "record `person`". */
typedef struct list_label {
    const char *what;
    tn_str of;
} list_label;

static tn_str field_label(wit_diff *d, const list_label *l, tn_str name) {
    return TEXT("%s `%.*s` of %.*s", l->what, TN_STR_ARG(name),
                TN_STR_ARG(l->of));
}

/* What is told from now on is of these members; empty: of the whole. */
static void point_at(wit_diff *d, tn_str before, tn_str after) {
    d->old_member = before;
    d->new_member = after;
}

static void index_fields(tn_map *map,
                         tn_arena *arena,
                         const ty_field *list,
                         uint32_t count) {
    tn_map_init(map, arena);
    for (uint32_t i = 0; i < count; i++)
        tn_map_put(map, list[i].name, NULL)->value.num = i + 1;
}

static void list_missing(wit_diff *d,
                         const list_label *l,
                         const ty_field *list,
                         uint32_t count,
                         const tn_map *others,
                         tenon_wit_change_kind kind) {
    for (uint32_t i = 0; i < count; i++) {
        if (tn_map_find(others, list[i].name))
            continue;
        tn_str label = field_label(d, l, list[i].name);
        tn_str none = {0};
        bool added = kind == TENON_WIT_ADDED;
        point_at(d, added ? none : list[i].name, added ? list[i].name : none);
        wit_diff_break(d, kind,
                       TEXT("%.*s was %s", TN_STR_ARG(label),
                            added ? "added" : "removed"));
    }
}

/* Do those that both lists have stand in the same order? */
static bool is_order_same(const ty_field *before,
                          uint32_t count,
                          const tn_map *after) {
    uint64_t last = 0;
    for (uint32_t i = 0; i < count; i++) {
        const tn_map_entry *entry = tn_map_find(after, before[i].name);
        if (!entry)
            continue;
        if (entry->value.num < last)
            return false;
        last = entry->value.num;
    }
    return true;
}

/* Only the name of the one at index differs, as far as can be told. */
static bool is_renamed(wit_diff *d,
                       const ty_field *before,
                       const ty_field *after,
                       const tn_map *old_names,
                       const tn_map *new_names) {
    return !tn_map_find(new_names, before->name) &&
           !tn_map_find(old_names, after->name) &&
           is_same(d, before->type, after->type);
}

/* Equal counts, and every difference in the names is a renaming. */
static bool diff_renamed(wit_diff *d,
                         const list_label *l,
                         const ty_field *before,
                         const ty_field *after,
                         uint32_t count,
                         const tn_map *old_names,
                         const tn_map *new_names) {
    for (uint32_t i = 0; i < count; i++) {
        if (!tn_str_eq(before[i].name, after[i].name) &&
            !is_renamed(d, &before[i], &after[i], old_names, new_names))
            return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        tn_str label = field_label(d, l, before[i].name);
        point_at(d, before[i].name, after[i].name);
        if (!tn_str_eq(before[i].name, after[i].name))
            wit_diff_break(d, TENON_WIT_CHANGED,
                           TEXT("%.*s was renamed to `%.*s`", TN_STR_ARG(label),
                                TN_STR_ARG(after[i].name)));
    }
    return true;
}

static void diff_common_fields(wit_diff *d,
                               const list_label *l,
                               const ty_field *before,
                               uint32_t count,
                               const ty_field *after,
                               const tn_map *new_names) {
    for (uint32_t i = 0; i < count; i++) {
        const tn_map_entry *entry = tn_map_find(new_names, before[i].name);
        if (!entry)
            continue;
        const ty_field *other = &after[entry->value.num - 1];
        tn_str label = field_label(d, l, before[i].name);
        point_at(d, before[i].name, other->name);
        diff_payload(d, label, before[i].type, other->type);
        wit_diff_docs(d, label, before[i].docs, other->docs);
    }
}

static void diff_lists(wit_diff *d,
                       const list_label *l,
                       const ty_field *before,
                       uint32_t old_count,
                       const ty_field *after,
                       uint32_t new_count) {
    tn_map old_names, new_names;
    index_fields(&old_names, d->scratch, before, old_count);
    index_fields(&new_names, d->scratch, after, new_count);
    diff_common_fields(d, l, before, old_count, after, &new_names);
    if (old_count == new_count &&
        diff_renamed(d, l, before, after, old_count, &old_names, &new_names))
        return;
    list_missing(d, l, before, old_count, &new_names, TENON_WIT_REMOVED);
    list_missing(d, l, after, new_count, &old_names, TENON_WIT_ADDED);
    point_at(d, TN_STR(""), TN_STR(""));
    if (!is_order_same(before, old_count, &new_names))
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("the order of the %ss of %.*s changed", l->what,
                            TN_STR_ARG(l->of)));
}

static void diff_fields(wit_diff *d,
                        const list_label *l,
                        const ty_field *before,
                        uint32_t old_count,
                        const ty_field *after,
                        uint32_t new_count) {
    diff_lists(d, l, before, old_count, after, new_count);
    point_at(d, TN_STR(""), TN_STR(""));
}

/* Types with a name */

typedef enum form {
    FORM_RESOURCE,
    FORM_USE,
    FORM_RECORD,
    FORM_VARIANT,
    FORM_FLAGS,
    FORM_ENUM,
    FORM_ALIAS
} form_kind;

static const struct {
    const char *word, *phrase, *part;
} forms[] = {
    [FORM_RESOURCE] = {"resource", "a resource", NULL},
    [FORM_USE] = {"type", "a type of another interface", NULL},
    [FORM_RECORD] = {"record", "a record", "field"},
    [FORM_VARIANT] = {"variant", "a variant", "case"},
    [FORM_FLAGS] = {"flags", "flags", "flag"},
    [FORM_ENUM] = {"enum", "an enum", "case"},
    [FORM_ALIAS] = {"type", "another name of a type", NULL},
};

static form_kind form_of(const ty *type) {
    if (type->kind == TY_RESOURCE)
        return FORM_RESOURCE;
    if (wit_used_from(type))
        return FORM_USE;
    switch (type->u.named.target->kind) {
    case TY_RECORD:
        return FORM_RECORD;
    case TY_VARIANT:
        return FORM_VARIANT;
    case TY_FLAGS:
        return FORM_FLAGS;
    case TY_ENUM:
        return FORM_ENUM;
    default:
        return FORM_ALIAS;
    }
}

tn_str wit_diff_type_label(wit_diff *d, const wit_typedef *def) {
    return TEXT("%s `%.*s`", forms[form_of(def->type)].word,
                TN_STR_ARG(def->name));
}

/* Compares what two types of the same form consist of. */
static void diff_contents(wit_diff *d,
                          tn_str label,
                          form_kind form,
                          const ty *before,
                          const ty *after) {
    if (form == FORM_RESOURCE)
        return;
    const ty *a = before->u.named.target, *b = after->u.named.target;
    list_label parts = {forms[form].part, label};
    if (parts.what)
        diff_fields(d, &parts, a->u.fields.data, a->u.fields.len,
                    b->u.fields.data, b->u.fields.len);
    else
        diff_payload(d, label, a, b);
}

/* Types of other interfaces */

/* The definition behind any number of `use`. What is found is remembered for
 * all of these: many types may stand behind the same ones. */
static const ty *origin_of(wit_diff *d, const ty *type) {
    const ty *end = type, *known = NULL;
    while (wit_used_from(end) && !(known = tn_ptr_map_get(&d->origins, end)))
        end = end->u.named.target;
    const ty *origin = known ? known : end;
    for (; type != end; type = type->u.named.target)
        tn_ptr_map_set(&d->origins, type, (void *)(uintptr_t)origin);
    return origin;
}

static const wit_interface *owner_of(const ty *type) {
    const void *owner = type->kind == TY_RESOURCE ? type->u.resource.owner
                                                  : type->u.named.owner;
    const wit_owner *kind = owner;
    return kind && *kind == WIT_OWNER_INTERFACE ? owner : NULL;
}

/* "`a:b/k`", with a version where that is not told by itself. */
static tn_str interface_text(wit_diff *d, const wit_interface *i) {
    if (!i)
        return TN_STR("another interface");
    const wit_diff_pair *pair = wit_diff_pair_of(d, i->package);
    tn_str id = i->id;
    if (pair && pair->is_input)
        id.len = tn_str_find(id, '@');
    return TEXT("`%.*s`", TN_STR_ARG(id));
}

/* The name of one interface in both versions, whatever those are. */
static bool is_same_interface(const wit_diff *d,
                              const wit_interface *a,
                              const wit_interface *b) {
    if (!a || !b)
        return a == b;
    return tn_str_eq(a->name, b->name) &&
           (wit_diff_are_partners(d, a->package, b->package) ||
            (tn_str_eq(a->package->ns, b->package->ns) &&
             tn_str_eq(a->package->name, b->package->name)));
}

static bool is_same_origin(const wit_diff *d, const ty *a, const ty *b) {
    return is_same_interface(d, owner_of(a), owner_of(b)) &&
           tn_str_eq(name_of(a), name_of(b));
}

/* Did what was defined at before move to where after is defined? Then its old
 * interface takes it from there. */
static bool has_moved(wit_diff *d, const ty *before, const ty *after) {
    const wit_interface *now = wit_diff_new_version(d, owner_of(before));
    for (uint32_t i = 0; now && i < now->type_count; i++) {
        if (tn_str_eq(now->types[i].name, name_of(before)))
            return origin_of(d, now->types[i].type) == after;
    }
    return false;
}

/* Of which versions are the packages, when they are told by themselves? */
static bool has_own_version(const wit_diff *d, const wit_interface *i) {
    const wit_diff_pair *pair = wit_diff_pair_of(d, i->package);
    return !pair || !pair->is_input;
}

static void diff_use(wit_diff *d,
                     tn_str label,
                     const ty *before,
                     const ty *after) {
    const wit_interface *a = wit_used_from(before), *b = wit_used_from(after);
    const ty *x = before->u.named.target, *y = after->u.named.target;
    bool same = is_same_interface(d, a, b) && tn_str_eq(name_of(x), name_of(y));
    tn_str old_version = a->package->version, version = b->package->version;
    if (same && (!has_own_version(d, a) || tn_str_eq(old_version, version)))
        return;
    tn_str from = interface_text(d, a), to = interface_text(d, b);
    tn_str text =
        TEXT("%.*s was `%.*s` of %.*s, is `%.*s` of %.*s", TN_STR_ARG(label),
             TN_STR_ARG(name_of(x)), TN_STR_ARG(from), TN_STR_ARG(name_of(y)),
             TN_STR_ARG(to));
    const ty *old_origin = origin_of(d, before), *origin = origin_of(d, after);
    if (same && wit_diff_same_track(old_version, version))
        wit_diff_add(d, TENON_WIT_CHANGED, d->implementers, WIT_DIFF_ADDS,
                     text);
    else if (!same && (is_same_origin(d, old_origin, origin) ||
                       has_moved(d, old_origin, origin)))
        wit_diff_add(d, TENON_WIT_CHANGED, 0, WIT_DIFF_PATCH, text);
    else
        wit_diff_break(d, TENON_WIT_CHANGED, text);
}

/*
 * A type that is defined elsewhere now, and used from there. Values stay what
 * they were, since types are compared by structure; a resource is another one
 * for those who provide it.
 */
static void diff_moved_away(wit_diff *d,
                            tn_str label,
                            form_kind form,
                            const ty *before,
                            const ty *after) {
    tn_str to = interface_text(d, owner_of(after));
    bool is_resource = form == FORM_RESOURCE;
    wit_diff_add(d, TENON_WIT_CHANGED, is_resource ? d->implementers : 0,
                 WIT_DIFF_ADDS,
                 TEXT("%.*s is defined in %.*s now, and used from there",
                      TN_STR_ARG(label), TN_STR_ARG(to)));
    diff_contents(d, label, form, before, after);
}

/* The reverse: a resource is not that of the other interface any more. */
static void diff_moved_here(wit_diff *d,
                            tn_str label,
                            form_kind form,
                            const ty *before,
                            const ty *after) {
    tn_str from = interface_text(d, owner_of(before));
    tn_str text = TEXT("%.*s is defined here now, not used from %.*s",
                       TN_STR_ARG(label), TN_STR_ARG(from));
    if (form == FORM_RESOURCE)
        wit_diff_break(d, TENON_WIT_CHANGED, text);
    else
        wit_diff_add(d, TENON_WIT_CHANGED, 0, WIT_DIFF_ADDS, text);
    diff_contents(d, label, form, before, after);
}

static void diff_forms(
    wit_diff *d, tn_str label, tn_str name, const ty *before, const ty *after) {
    form_kind old_form = form_of(before), new_form = form_of(after);
    const ty *old_origin = origin_of(d, before), *origin = origin_of(d, after);
    if (old_form == new_form && old_form == FORM_USE)
        diff_use(d, label, before, after);
    else if (old_form == new_form)
        diff_contents(d, label, old_form, before, after);
    else if (new_form == FORM_USE && form_of(origin) == old_form)
        diff_moved_away(d, label, old_form, before, origin);
    else if (old_form == FORM_USE && form_of(old_origin) == new_form)
        diff_moved_here(d, label, new_form, old_origin, after);
    else
        wit_diff_break(d, TENON_WIT_CHANGED,
                       TEXT("type `%.*s` was %s, is %s", TN_STR_ARG(name),
                            forms[old_form].phrase, forms[new_form].phrase));
}

void wit_diff_typedef(wit_diff *d,
                      const wit_typedef *before,
                      const wit_typedef *after) {
    /* What it is says more than that it is used. */
    bool is_use = form_of(before->type) == FORM_USE;
    tn_str label = wit_diff_type_label(d, is_use ? after : before);
    wit_diff_attrs a = {&before->stability, before->docs, before->external_id};
    wit_diff_attrs b = {&after->stability, after->docs, after->external_id};
    wit_diff_compare_attrs(d, label, &a, &b);
    diff_forms(d, label, before->name, before->type, after->type);
}

/* Functions */

tn_str wit_diff_func_label(wit_diff *d, tn_str text) {
    ty_name name;
    if (!ty_name_parse(&name, text))
        return text;
    switch (name.kind) {
    case TY_NAME_CONSTRUCTOR:
        return TEXT("constructor of resource `%.*s`",
                    TN_STR_ARG(name.resource));
    case TY_NAME_METHOD:
        return TEXT("method `%.*s` of resource `%.*s`", TN_STR_ARG(name.label),
                    TN_STR_ARG(name.resource));
    case TY_NAME_STATIC:
        return TEXT("static function `%.*s` of resource `%.*s`",
                    TN_STR_ARG(name.label), TN_STR_ARG(name.resource));
    default:
        return TEXT("function `%.*s`", TN_STR_ARG(text));
    }
}

void wit_diff_func(wit_diff *d, const wit_func *before, const wit_func *after) {
    const ty_func *a = before->type, *b = after->type;
    tn_str label = wit_diff_func_label(d, before->name);
    list_label params = {"parameter", label};
    wit_diff_attrs x = {&before->stability, before->docs, before->external_id};
    wit_diff_attrs y = {&after->stability, after->docs, after->external_id};
    wit_diff_compare_attrs(d, label, &x, &y);
    diff_fields(d, &params, a->params, a->param_count, b->params,
                b->param_count);
    if (a->is_async != b->is_async)
        wit_diff_break(
            d, TENON_WIT_CHANGED,
            TEXT("%.*s %s", TN_STR_ARG(label),
                 b->is_async ? "became async" : "is no longer async"));
    tn_str result = TEXT("result of %.*s", TN_STR_ARG(label));
    if (!a->result != !b->result)
        wit_diff_break(d, b->result ? TENON_WIT_ADDED : TENON_WIT_REMOVED,
                       TEXT("%.*s was %s", TN_STR_ARG(result),
                            b->result ? "added" : "removed"));
    else
        diff_payload(d, result, a->result, b->result);
}
