/*
 * Component instances (Explainer.md, "Instance Definitions" and "Type
 * Checking"): arguments are matched against imports one by one, each binding
 * the resources that it brings; then the exports get resources of their own.
 */
#include "component/validate.h"

static bool index_args(bin_scope *s, const bin_def *def, tn_map *out) {
    tn_map_init(out, s->v->arena);
    for (uint32_t i = 0; i < def->u.instance.arg_count; i++) {
        bool found = false;
        tn_map_entry *entry =
            tn_map_put(out, def->u.instance.args[i].name, &found);
        if (found)
            return bin_invalid(s, DIAG_COMP_NAME,
                               "instantiation argument `%.*s` conflicts with "
                               "a previous one of that name",
                               TN_STR_ARG(entry->key));
        entry->value.num = i;
    }
    return true;
}

/*
 * Types that were imported under a name are known by the names of what was
 * given for them: they may be visible outside of this component by those.
 */
static void rename_types(bin_scope *s,
                         ty_subst *names,
                         tn_ptr_map *seen,
                         const ty_extern *wanted,
                         const ty_extern *actual) {
    if (wanted->sort == TY_SORT_TYPE && wanted->u.type->kind == TY_NAMED)
        ty_subst_name(names, wanted->u.type, actual->u.type);
    if (wanted->sort != TY_SORT_INSTANCE ||
        tn_ptr_map_get(seen, wanted->u.instance))
        return;
    const ty_instance *w = wanted->u.instance, *a = actual->u.instance;
    tn_ptr_map_set(seen, w, seen);
    for (uint32_t i = 0; i < w->export_count; i++) {
        const ty_extern *item = ty_look_up_extern(
            &s->v->lookup, a->exports, a->export_count, w->exports[i].name);
        rename_types(s, names, seen, &w->exports[i], item);
    }
}

static bool match_arg(bin_scope *s,
                      const bin_def *def,
                      const tn_map *args,
                      const ty_extern *import,
                      ty_subst *bind,
                      ty_extern *actual) {
    const tn_map_entry *entry = tn_map_find(args, import->name);
    if (!entry)
        return bin_invalid(s, DIAG_COMP_INVALID, "missing import named `%.*s`",
                           TN_STR_ARG(import->name));
    if (!bin_item_extern(s, def->u.instance.args[entry->value.num].item,
                         actual))
        return false;
    tn_writer why;
    tn_writer_init(&why, s->v->arena);
    if (ty_matches_extern(import, actual, bind, &why))
        return true;
    return bin_invalid(
        s, DIAG_COMP_TYPE, "type mismatch for import `%.*s`: %.*s",
        TN_STR_ARG(import->name), TN_STR_ARG(tn_writer_str(&why)));
}

static bool finish(bin_scope *s,
                   bin_def *def,
                   const ty_extern *exports,
                   uint32_t count) {
    ty_instance *type = TN_NEW(s->v->arena, ty_instance);
    type->exports = exports;
    type->export_count = count;
    if (!ty_measure_externs(s->v->ctx, def->span, exports, count, &type->weight,
                            &type->depth))
        return false;
    def->u.instance.type = type;
    tn_vec_push(s->v->arena, &s->instances, type);
    return true;
}

/* All arguments must at least exist, also those that nothing asks for. */
static bool check_args(bin_scope *s, const bin_def *def) {
    for (uint32_t i = 0; i < def->u.instance.arg_count; i++) {
        ty_extern item;
        if (!bin_item_extern(s, def->u.instance.args[i].item, &item))
            return false;
    }
    return true;
}

static bool instantiate(bin_scope *s, bin_def *def) {
    tn_map args;
    if (!bin_check_index(s, TY_SORT_COMPONENT, def->u.instance.component) ||
        !index_args(s, def, &args) || !check_args(s, def))
        return false;
    const ty_component *c = s->components.data[def->u.instance.component];
    ty_subst bind, result;
    tn_ptr_map seen;
    bin_subst_init(s, &bind);
    bin_subst_init(s, &result);
    tn_ptr_map_init(&seen, s->v->arena);
    for (uint32_t i = 0; i < c->import_count; i++) {
        ty_extern actual;
        if (!match_arg(s, def, &args, &c->imports[i], &bind, &actual))
            return false;
        rename_types(s, &result, &seen, &c->imports[i], &actual);
    }
    /* What was remembered while bindings were incomplete is forgotten. */
    result.resources = bind.resources;
    ty_subst_fresh(&result, c->exports, c->export_count);
    /* Unlike a list of its own, this is shared when nothing in it changes. */
    ty_instance *type = TN_NEW(s->v->arena, ty_instance);
    type->exports = c->exports;
    type->export_count = c->export_count;
    const ty_extern *exports = ty_subst_instance(&result, type)->exports;
    if (!bin_spend(s, bind.work + result.work + c->export_count))
        return false;
    return finish(s, def, exports, c->export_count);
}

/*
 * What a type is known by in a bag of exports: nominal types by themselves,
 * so that functions beside them may mention them.
 */
static const ty *bundled_type(bin_scope *s, tn_str name, const ty *type) {
    switch (type->kind) {
    case TY_NAMED:
    case TY_RESOURCE:
    case TY_RECORD:
    case TY_VARIANT:
    case TY_FLAGS:
    case TY_ENUM:
        return type;
    default:
        return ty_make_named(s->v->arena, name, type);
    }
}

static bool bundle_item(bin_scope *s,
                        bin_names *names,
                        const bin_arg *arg,
                        ty_extern *item) {
    bin_extern_name name = arg->export_name;
    if (!name.name.len)
        name.name = arg->name;
    if (!bin_item_extern(s, arg->item, item))
        return false;
    bin_put_name(item, &name);
    /* For [constructor] and the like the type has a new name: functions from
     * outside of the bag do not mention that. */
    ty_extern named = *item;
    if (item->sort == TY_SORT_TYPE) {
        named.u.type = ty_make_named(s->v->arena, item->name, item->u.type);
        item->u.type = bundled_type(s, item->name, item->u.type);
    }
    return bin_check_name(s, names, &name, &named, "instance export");
}

/* Inline exports: a bag of items, each exported under a name. */
static bool bundle(bin_scope *s, bin_def *def) {
    uint32_t count = def->u.instance.arg_count;
    ty_extern *exports = TN_NEW_ARRAY(s->v->arena, ty_extern, count);
    bin_names names;
    bin_names_init(&names, s->v->arena);
    for (uint32_t i = 0; i < count; i++) {
        if (!bundle_item(s, &names, &def->u.instance.args[i], &exports[i]))
            return false;
    }
    return finish(s, def, exports, count);
}

bool bin_validate_instance(bin_scope *s, bin_def *def) {
    return def->u.instance.instantiate ? instantiate(s, def) : bundle(s, def);
}
