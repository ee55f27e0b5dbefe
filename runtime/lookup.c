/* Finding exported functions by the names that people type. */
#include "runtime/runtime.h"
#include "types/name.h"

typedef struct search {
    tenon_store *store;
    tn_str interface, func;
    bool any_interface;
    tenon_func *found;
    uint32_t matches;
} search;

/* Is a name such as `csv` or `demo:report/csv` meant by it? */
static bool interface_matches(tn_str wanted, tn_str name) {
    ty_name parsed;
    if (tn_str_eq(wanted, name))
        return true;
    if (!ty_name_parse(&parsed, name) || parsed.kind != TY_NAME_INTERFACE)
        return false;
    if (tn_str_eq(wanted, parsed.interface))
        return true;
    tn_str unversioned = name;
    if (parsed.version.len)
        unversioned.len -= parsed.version.len + 1;
    return tn_str_eq(wanted, unversioned);
}

static void search_instance(search *s, tn_str name, const rt_exports *exports) {
    if (!s->any_interface && !interface_matches(s->interface, name))
        return;
    const rt_item *item = tn_map_get(&exports->items, s->func);
    if (!item || item->sort != TY_SORT_FUNC)
        return;
    s->found = item->u.func;
    s->matches++;
}

static void search_exports(search *s, const rt_exports *exports) {
    for (size_t i = 0; i < exports->items.len; i++) {
        const tn_map_entry *entry = &exports->items.entries[i];
        const rt_item *item = entry->value.ptr;
        if (item->sort == TY_SORT_INSTANCE)
            search_instance(s, entry->key, item->u.instance);
    }
}

static void help_with_funcs(search *s,
                            tn_diag *diag,
                            tn_str prefix,
                            const rt_exports *exports) {
    for (size_t i = 0; i < exports->items.len; i++) {
        const tn_map_entry *entry = &exports->items.entries[i];
        const rt_item *item = entry->value.ptr;
        if (item->sort == TY_SORT_FUNC)
            tn_help(s->store->ctx, diag, "there is `%.*s%s%.*s`",
                    TN_STR_ARG(prefix), prefix.len ? "#" : "",
                    TN_STR_ARG(entry->key));
        else if (item->sort == TY_SORT_INSTANCE && prefix.len == 0)
            help_with_funcs(s, diag, entry->key, item->u.instance);
    }
}

static void report(search *s, const rt_exports *exports, tn_str name) {
    tn_diag *diag =
        tn_error(s->store->ctx, DIAG_RUN_NO_EXPORT, TN_NO_SPAN,
                 s->matches > 1 ? "more than one export is called `%.*s`"
                                : "there is no exported function `%.*s`",
                 TN_STR_ARG(name));
    help_with_funcs(s, diag, (tn_str){"", 0}, exports);
}

static tenon_func *find(search *s, const rt_exports *exports, tn_str name) {
    const rt_item *direct = tn_map_get(&exports->items, name);
    if (direct && direct->sort == TY_SORT_FUNC)
        return direct->u.func;
    size_t hash = tn_str_find(name, '#');
    s->func = name;
    s->any_interface = hash == name.len;
    if (!s->any_interface) {
        s->interface = (tn_str){name.p, hash};
        s->func = tn_str_from_offset(name, hash + 1);
    }
    search_exports(s, exports);
    if (s->matches == 1)
        return s->found;
    report(s, exports, name);
    return NULL;
}

tenon_func *tenon_instance_func(tenon_instance *instance, const char *name) {
    tenon_store *store = instance->store;
    search s = {.store = store, .interface = {"", 0}};
    tenon_func *found;
    tn_guard guard;
    if (TN_GUARD(store->ctx, &guard))
        found = find(&s, instance->exports, tn_str_from(name));
    else
        found = NULL;
    tn_guard_leave(store->ctx, &guard);
    return found;
}
