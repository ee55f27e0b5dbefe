/*
 * Views of one interface or world compared: in what they have in common, they
 * must agree. Types are compared by what they are made of, resources by which
 * one they are.
 */
#include "wit/diff.h"
#include "wit/merge.h"

#define TEXT(...) tn_arena_printf(m->scratch, __VA_ARGS__)

/* The words are those of tenon_wit_diff. */
static wit_diff describer(wit_merge *m) {
    wit_diff d;
    wit_diff_init(&d, m->ctx, m->scratch, m->scratch);
    d.callers = TENON_WIT_BREAKS_CALLERS;
    return d;
}

tn_str wit_merge_label(wit_merge *m, const merge_member *member) {
    wit_diff d = describer(m);
    return member->type ? wit_diff_type_label(&d, member->type)
                        : wit_diff_func_label(&d, member->name);
}

/*
 * What differs, as sentences. Empty when the names are the same: then a type
 * behind one of them differs, or which resource it is.
 */
static tn_str describe(wit_merge *m,
                       const merge_member *first,
                       const merge_member *second) {
    wit_diff d = describer(m);
    tn_writer out;
    tn_writer_init(&out, m->scratch);
    if (first->view && second->view)
        wit_diff_add_pair(&d, first->view->package, second->view->package,
                          true);
    if (first->type)
        wit_diff_typedef(&d, first->type, second->type);
    else
        wit_diff_func(&d, first->func, second->func);
    for (size_t i = 0; i < d.changes.len; i++) {
        if (d.changes.data[i].step == (tenon_wit_step)WIT_DIFF_BREAKS)
            tn_write_printf(&out, "%s%s", out.len ? "; " : "",
                            d.changes.data[i].text);
    }
    return tn_writer_str(&out);
}

static bool is_equal(wit_merge *m,
                     const merge_member *first,
                     const merge_member *second) {
    if (first->type) {
        const ty *a = ty_subst_type(&m->same, first->type->type);
        const ty *b = ty_subst_type(&m->same, second->type->type);
        return ty_equal(a, b, &m->same);
    }
    const ty_func *a = ty_subst_func(&m->same, first->func->type);
    const ty_func *b = ty_subst_func(&m->same, second->func->type);
    return ty_matches_func(a, b, &m->same, NULL);
}

bool wit_merge_agree(wit_merge *m,
                     const merge_member *first,
                     const merge_member *second,
                     tn_str *why) {
    *why = (tn_str){0};
    if (is_equal(m, first, second))
        return true;
    *why = describe(m, first, second);
    /* What follows from another difference is not told again. */
    if (why->len == 0 && m->failed)
        return true;
    if (why->len == 0)
        *why = TN_STR("a type that it mentions by name is another one");
    return false;
}

tn_diag *wit_merge_report(wit_merge *m,
                          tn_span first,
                          tn_span second,
                          tn_str text) {
    tn_diag *diag =
        tn_error(m->ctx, DIAG_WIT_MERGE, second, "%.*s", TN_STR_ARG(text));
    wit_merge_note_first(m, diag, first);
    m->failed = true;
    return diag;
}

void wit_merge_note_first(const wit_merge *m, tn_diag *diag, tn_span first) {
    tn_note(m->ctx, diag, first,
            first.hi ? "the first one is here"
                     : "the first one is not from a text");
}

void wit_merge_note_changes(const wit_merge *m, tn_diag *diag, tn_str why) {
    tn_note(m->ctx, diag, TN_NO_SPAN, "from the first to the second: %.*s",
            TN_STR_ARG(why));
}

static void report(wit_merge *m,
                   tn_str where,
                   const merge_member *first,
                   const merge_member *second,
                   tn_str why) {
    tn_str label = wit_merge_label(m, second);
    tn_diag *diag =
        wit_merge_report(m, first->span, second->span,
                         TEXT("two definitions of %.*s of %.*s differ",
                              TN_STR_ARG(label), TN_STR_ARG(where)));
    wit_merge_note_changes(m, diag, why);
}

static void check_member(wit_merge *m,
                         const merge_interface *i,
                         tn_str where,
                         const merge_member *second) {
    const merge_member *first =
        tn_map_get(&i->members, ty_name_canonical(m->scratch, second->name));
    tn_str why;
    if (first->view != second->view && !wit_merge_agree(m, first, second, &why))
        report(m, where, first, second, why);
}

static void check_views(wit_merge *m, const merge_interface *i, tn_str where) {
    for (size_t v = 1; v < i->views.len; v++) {
        const wit_interface *view = i->views.data[v];
        for (uint32_t k = 0; k < view->type_count; k++) {
            const wit_typedef *type = &view->types[k];
            const merge_member member = {view, type->name, type->span, type,
                                         NULL};
            check_member(m, i, where, &member);
        }
        for (uint32_t k = 0; k < view->func_count; k++) {
            const wit_func *func = &view->funcs[k];
            const merge_member member = {view, func->name, func->span, NULL,
                                         func};
            check_member(m, i, where, &member);
        }
    }
}

void wit_merge_check_interface(wit_merge *m, const merge_interface *i) {
    check_views(m, i,
                TEXT("interface `%.*s`", TN_STR_ARG(i->build.def.pub.id)));
}

/* Worlds */

/* One list of a world in its first view, and in another one. */
typedef struct item_lists {
    tn_str world; /* its id */
    const char *word;
    const wit_world *first, *second;
    const wit_world_item *items, *others;
    uint32_t count, other_count;
} item_lists;

/* Whoever is made for a world relies on all that it says. */
static void report_missing(wit_merge *m,
                           const item_lists *l,
                           const wit_world_item *item,
                           const wit_world *without) {
    tn_diag *diag =
        tn_error(m->ctx, DIAG_WIT_MERGE, item->span,
                 "two definitions of world `%.*s` differ: only one of them has "
                 "%s `%.*s`",
                 TN_STR_ARG(l->world), l->word, TN_STR_ARG(item->name));
    tn_note(m->ctx, diag, without->span,
            without->span.hi ? "it is not in this one"
                             : "the other one is not from a text");
    tn_help(m->ctx, diag,
            "worlds of one name must have the same imports and exports");
    m->failed = true;
}

static const char *form_of(const wit_world_item *item) {
    static const char *const names[] = {"an interface", "a function", "a type"};
    return names[item->form];
}

/* What an item is, when that alone makes a difference; else empty. */
static tn_str describe_form(wit_merge *m,
                            const wit_world_item *a,
                            const wit_world_item *b) {
    if (a->form != b->form)
        return TEXT("%s became %s", form_of(a), form_of(b));
    if (a->form != WIT_ITEM_INTERFACE)
        return (tn_str){0};
    bool named = a->interface->name.len, other_named = b->interface->name.len;
    if (named != other_named)
        return TEXT(named ? "a named interface became an inline one"
                          : "an inline interface became a named one");
    if (!named || wit_merge_union_of(m, a->interface) ==
                      wit_merge_union_of(m, b->interface))
        return (tn_str){0};
    tn_str x = a->interface->id;
    tn_str y = b->interface->id;
    return TEXT("`%.*s` became `%.*s`", TN_STR_ARG(x), TN_STR_ARG(y));
}

static merge_member member_of(const wit_world_item *item) {
    merge_member out = {.name = item->name, .span = item->span};
    if (item->form == WIT_ITEM_TYPE)
        out.type = &item->type;
    else
        out.func = &item->func;
    return out;
}

static void check_item(wit_merge *m,
                       const item_lists *l,
                       const wit_world_item *a,
                       const wit_world_item *b) {
    tn_str why = describe_form(m, a, b);
    if (why.len) {
        tn_diag *diag = wit_merge_report(
            m, a->span, b->span,
            TEXT("two definitions of %s `%.*s` of world `%.*s` differ", l->word,
                 TN_STR_ARG(b->name), TN_STR_ARG(l->world)));
        wit_merge_note_changes(m, diag, why);
        return;
    }
    if (a->form == WIT_ITEM_INTERFACE)
        return;
    const merge_member first = member_of(a), second = member_of(b);
    if (!wit_merge_agree(m, &first, &second, &why))
        report(m, TEXT("world `%.*s`", TN_STR_ARG(l->world)), &first, &second,
               why);
}

static void check_lists(wit_merge *m, const item_lists *l) {
    for (uint32_t i = 0; i < l->count; i++) {
        const wit_world_item *item = &l->items[i];
        const wit_world_item *other =
            wit_merge_find_item(m, l->others, l->other_count, item->name);
        if (other)
            check_item(m, l, item, other);
        else
            report_missing(m, l, item, l->second);
    }
    for (uint32_t i = 0; i < l->other_count; i++) {
        const wit_world_item *item = &l->others[i];
        if (!wit_merge_find_item(m, l->items, l->count, item->name))
            report_missing(m, l, item, l->first);
    }
}

static void check_inlines(wit_merge *m, const item_lists *l) {
    for (uint32_t i = 0; i < l->count; i++) {
        const merge_interface *united =
            tn_ptr_map_get(&m->unions, &l->items[i]);
        if (united)
            check_views(m, united,
                        TEXT("%s `%.*s` of world `%.*s`", l->word,
                             TN_STR_ARG(l->items[i].name),
                             TN_STR_ARG(l->world)));
    }
}

void wit_merge_check_world(wit_merge *m, const merge_world *world) {
    const wit_world *first = world->views.data[0];
    if (world->views.len == 1)
        return;
    item_lists imports = {.world = first->id,
                          .word = "import",
                          .first = first,
                          .items = first->imports,
                          .count = first->import_count};
    item_lists exports = imports;
    exports.word = "export";
    exports.items = first->exports;
    exports.count = first->export_count;
    check_inlines(m, &imports);
    check_inlines(m, &exports);
    for (size_t i = 1; i < world->views.len; i++) {
        const wit_world *view = world->views.data[i];
        imports.second = exports.second = view;
        imports.others = view->imports;
        imports.other_count = view->import_count;
        exports.others = view->exports;
        exports.other_count = view->export_count;
        check_lists(m, &imports);
        check_lists(m, &exports);
    }
}
