/*
 * Names of imports and exports, and labels (Explainer.md, "Name Uniqueness";
 * Binary.md, notes of "Import and Export Definitions").
 */
#include "component/validate.h"
#include "types/name.h"

void bin_names_init(bin_names *names, tn_arena *arena) {
    tn_map_init(&names->canonical, arena);
    tn_map_init(&names->resources, arena);
}

bool bin_check_label(bin_scope *s,
                     tn_map *seen,
                     tn_str label,
                     const char *what) {
    if (!ty_is_kebab(label))
        return bin_invalid(s, DIAG_COMP_NAME, "%s `%.*s` is not in kebab case",
                           what, TN_STR_ARG(label));
    tn_str key = ty_name_canonical(s->scratch, label);
    bool found = false;
    tn_map_entry *entry = tn_map_put(seen, key, &found);
    if (found)
        return bin_invalid(
            s, DIAG_COMP_NAME, "%s `%.*s` conflicts with previous `%.*s`", what,
            TN_STR_ARG(label), TN_STR_ARG(*(tn_str *)entry->value.ptr));
    tn_str *written = TN_NEW(s->scratch, tn_str);
    *written = label;
    entry->value.ptr = written;
    return true;
}

static bool check_unique(bin_scope *s,
                         bin_names *names,
                         tn_str name,
                         const char *what) {
    bool found = false;
    tn_map_entry *entry = tn_map_put(
        &names->canonical, ty_name_canonical(s->scratch, name), &found);
    if (found)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "%s name `%.*s` conflicts with previous name "
                           "`%.*s`",
                           what, TN_STR_ARG(name),
                           TN_STR_ARG(*(tn_str *)entry->value.ptr));
    tn_str *written = TN_NEW(s->scratch, tn_str);
    *written = name;
    entry->value.ptr = written;
    return true;
}

/* Present though perhaps empty; a builder only sets the value. */
static bool has_attribute(const bin_extern_name *name,
                          uint8_t code,
                          tn_str value) {
    bool present = value.len > 0;
    for (uint8_t i = 0; i < name->attribute_count; i++)
        present |= name->attributes[i] == code;
    return present;
}

void bin_put_name(ty_extern *out, const bin_extern_name *name) {
    out->name = name->name;
    out->implements = name->implements;
    out->external_id = name->external_id;
    out->version_suffix = name->version_suffix;
}

/* It completes the version in the name, or in what a plain name implements. */
static bool check_version_suffix(bin_scope *s,
                                 const bin_extern_name *name,
                                 const ty_name *parsed) {
    ty_name of = *parsed;
    if (!has_attribute(name, 1, name->version_suffix))
        return true;
    if ((of.kind == TY_NAME_PLAIN && !ty_name_parse(&of, name->implements)) ||
        of.kind != TY_NAME_INTERFACE || !ty_is_canon_version(of.version))
        return bin_invalid(s, DIAG_COMP_NAME,
                           "a version suffix needs a name with a canonical "
                           "version");
    tn_str whole =
        tn_arena_printf(s->v->arena, "%.*s%.*s", TN_STR_ARG(of.version),
                        TN_STR_ARG(name->version_suffix));
    tn_str canon = ty_semver_canon(whole);
    if (!canon.len)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "`%.*s` is not a semantic version",
                           TN_STR_ARG(whole));
    return tn_str_eq(canon, of.version) ||
           bin_invalid(s, DIAG_COMP_NAME,
                       "`%.*s` is not the canonical version of `%.*s`",
                       TN_STR_ARG(of.version), TN_STR_ARG(whole));
}

static bool check_implements(bin_scope *s,
                             const bin_extern_name *name,
                             const ty_name *parsed,
                             ty_sort sort) {
    if (!has_attribute(name, 0, name->implements))
        return true;
    ty_name other;
    if (!ty_name_parse(&other, name->implements))
        return bin_invalid(s, DIAG_COMP_NAME, "`%.*s` is not a valid name",
                           TN_STR_ARG(name->implements));
    if (other.kind != TY_NAME_INTERFACE)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "`implements` value `%.*s` must be an interface",
                           TN_STR_ARG(name->implements));
    if (sort != TY_SORT_INSTANCE)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "only instances can have an `implements`");
    return parsed->kind == TY_NAME_PLAIN ||
           bin_invalid(s, DIAG_COMP_NAME,
                       "name `%.*s` is not valid with `implements`",
                       TN_STR_ARG(name->name));
}

/* own of the resource, alone or as the ok case of a result. */
static const ty *constructed(const ty *result) {
    const ty *type = result ? ty_strip(result) : NULL;
    if (type && type->kind == TY_RESULT)
        type = type->u.result.ok ? ty_strip(type->u.result.ok) : NULL;
    return type && type->kind == TY_OWN ? type->u.handle.resource : NULL;
}

static bool check_constructor(bin_scope *s,
                              const ty_func *func,
                              const ty *resource,
                              tn_str name) {
    if (!func->result)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "constructor should return one value");
    const ty *made = constructed(func->result);
    if (!made)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "constructor should return `(own $T)` or `(result "
                           "(own $T))`");
    return made == resource ||
           bin_invalid(s, DIAG_COMP_NAME,
                       "constructor does not return the resource named "
                       "`%.*s`",
                       TN_STR_ARG(name));
}

static bool check_method(bin_scope *s,
                         const ty_func *func,
                         const ty *resource,
                         tn_str name) {
    if (!func->param_count)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "method should have at least one argument");
    if (!tn_str_eqz(func->params[0].name, "self"))
        return bin_invalid(s, DIAG_COMP_NAME,
                           "method should have a first argument called "
                           "`self`");
    const ty *self = ty_strip(func->params[0].type);
    if (self->kind != TY_BORROW)
        return bin_invalid(s, DIAG_COMP_NAME,
                           "method should take a first argument of `(borrow "
                           "$T)`");
    return self->u.handle.resource == resource ||
           bin_invalid(s, DIAG_COMP_NAME,
                       "method does not borrow the resource named `%.*s`",
                       TN_STR_ARG(name));
}

static bool check_annotation(bin_scope *s,
                             const bin_names *names,
                             const ty_name *parsed,
                             const ty_extern *item) {
    if (item->sort != TY_SORT_FUNC)
        return bin_invalid(s, DIAG_COMP_NAME, "`%.*s` is not a func",
                           TN_STR_ARG(item->name));
    const ty *resource = tn_map_get(&names->resources, parsed->resource);
    const ty_func *func = item->u.func;
    if (parsed->kind == TY_NAME_CONSTRUCTOR)
        return check_constructor(s, func, resource, parsed->resource);
    if (parsed->kind == TY_NAME_METHOD)
        return check_method(s, func, resource, parsed->resource);
    return resource ||
           bin_invalid(s, DIAG_COMP_NAME,
                       "static resource name is not known in this context");
}

static bool refuse_name(bin_scope *s, tn_str name, const char *what) {
    bool plain = tn_str_find(name, ':') == name.len &&
                 tn_str_find(name, '[') == name.len;
    return bin_invalid(s, DIAG_COMP_NAME,
                       plain ? "%s name `%.*s` is not in kebab case"
                             : "%s name `%.*s` is not a valid extern name",
                       what, TN_STR_ARG(name));
}

bool bin_check_name(bin_scope *s,
                    bin_names *names,
                    const bin_extern_name *name,
                    const ty_extern *item,
                    const char *what) {
    ty_name parsed;
    if (!ty_name_parse(&parsed, name->name))
        return refuse_name(s, name->name, what);
    if (parsed.kind == TY_NAME_OTHER)
        return bin_invalid(s, DIAG_COMP_FEATURE,
                           "%s name `%.*s`: nested and dependency names are "
                           "not supported",
                           what, TN_STR_ARG(name->name));
    if (!check_version_suffix(s, name, &parsed) ||
        !check_implements(s, name, &parsed, item->sort))
        return false;
    if (parsed.kind != TY_NAME_PLAIN && parsed.kind != TY_NAME_INTERFACE &&
        !check_annotation(s, names, &parsed, item))
        return false;
    if (!check_unique(s, names, name->name, what))
        return false;
    if (parsed.kind == TY_NAME_PLAIN && item->sort == TY_SORT_TYPE &&
        ty_strip(item->u.type)->kind == TY_RESOURCE)
        tn_map_set(&names->resources, name->name,
                   (void *)(uintptr_t)item->u.type);
    return true;
}
