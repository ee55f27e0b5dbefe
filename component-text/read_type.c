/*
 * Types of components (Explainer.md, "Type Definitions"). A type that is
 * written where an index is wanted becomes a definition of its own. One that
 * is made of types takes part in the nesting that tree.c limits.
 */
#include "component-text/reader.h"

static const tn_str no_id = {"", 0};

/* Value types */

static int find_primitive(const ctext_node *node) {
    static const struct {
        const char *text;
        ty_kind kind;
    } words[] = {
#define PRIMITIVE(NAME, text, code, size, flat) {text, TY_##NAME},
#include "tenon/type.def"
        {"float32", TY_F32}, /* as they were called */
        {"float64", TY_F64},
    };
    for (size_t i = 0; i < TN_COUNT_OF(words); i++)
        if (ctext_is_word(node, words[i].text))
            return (int)words[i].kind;
    return -1;
}

static bool is_value_list(const ctext_node *node);

static bool starts_valtype(const ctext_node *node) {
    return ctext_is_index(node) || find_primitive(node) >= 0 ||
           ctext_is_list(node, "type") || is_value_list(node);
}

/* A type in the place of an index. */
static bool add_inline(ctext_cursor *c, uint32_t *out) {
    bin_def def = {.kind = BIN_TYPE};
    ctext_refs refs = {0};
    const ctext_node *list = ctext_peek(c);
    return ctext_read_deftype(c, &refs, no_id, &def.u.type.def) &&
           ctext_add(c->r, &def, &refs, no_id, list, out);
}

bool ctext_read_valtype(ctext_cursor *c, ctext_refs *refs, bin_valtype *out) {
    const ctext_node *node = ctext_peek(c);
    int primitive = find_primitive(node);
    *out = (bin_valtype){.is_index = primitive < 0,
                         .index = primitive < 0 ? 0 : (uint32_t)primitive};
    if (!starts_valtype(node))
        return ctext_expected(c, "a value type");
    if (primitive >= 0) {
        c->i++;
        return true;
    }
    if (ctext_is_index(node) || ctext_is_list(node, "type"))
        return ctext_read_ref(c, refs, TY_SORT_TYPE, &out->index);
    return add_inline(c, &out->index);
}

/* A type that may be left off. */
static bool read_optional(ctext_cursor *c,
                          ctext_refs *refs,
                          bool *has,
                          bin_valtype *out) {
    *has = starts_valtype(ctext_peek(c));
    return !*has || ctext_read_valtype(c, refs, out);
}

static bin_field *make_fields(const ctext_cursor *c) {
    return TN_NEW_ARRAY(c->r->arena, bin_field, c->list->count - c->i);
}

/* (word "label" type): of a case, the type may be missing. */
static bool read_field(ctext_cursor *c,
                       ctext_refs *refs,
                       const char *word,
                       bin_field *out) {
    const ctext_node *list = ctext_take_list(c, word);
    if (!list) {
        char what[32];
        snprintf(what, sizeof what, "`(%s ...)`", word);
        return ctext_expected(c, what);
    }
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    bool is_case = strcmp(word, "case") == 0;
    tn_str id;
    if ((is_case && !ctext_take_id(&inner, &id)) ||
        !ctext_read_name(&inner, &out->name, "a label"))
        return false;
    out->has_type = !is_case || ctext_peek(&inner);
    return (!out->has_type || ctext_read_valtype(&inner, refs, &out->type)) &&
           ctext_read_end(&inner);
}

/* Fields up to the end, or to a list that begins otherwise. */
static bool read_fields(ctext_cursor *c,
                        ctext_refs *refs,
                        const char *word,
                        bin_deftype *out) {
    bin_field *fields = make_fields(c);
    out->fields = fields;
    while (ctext_peek(c) &&
           (strcmp(word, "param") || ctext_is_list(ctext_peek(c), word)))
        if (!read_field(c, refs, word, &fields[out->field_count++]))
            return false;
    return true;
}

static bool read_labels(ctext_cursor *c, bin_deftype *out) {
    bin_field *fields = make_fields(c);
    out->fields = fields;
    while (ctext_peek(c))
        if (!ctext_read_name(c, &fields[out->field_count++].name, "a label"))
            return false;
    return true;
}

static bool read_members(ctext_cursor *c, ctext_refs *refs, bin_deftype *out) {
    bin_field *fields = make_fields(c);
    out->fields = fields;
    while (ctext_peek(c)) {
        bin_field *field = &fields[out->field_count++];
        field->has_type = true;
        if (!ctext_read_valtype(c, refs, &field->type))
            return false;
    }
    return true;
}

/* (word type) */
static bool read_group(ctext_cursor *c,
                       ctext_refs *refs,
                       const char *word,
                       bool *has,
                       bin_valtype *out) {
    const ctext_node *list = ctext_take_list(c, word);
    *has = list != NULL;
    if (!list)
        return true;
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return ctext_read_valtype(&inner, refs, out) && ctext_read_end(&inner);
}

static bool read_list(ctext_cursor *c, ctext_refs *refs, bin_deftype *out) {
    out->has_type = true;
    if (!ctext_read_valtype(c, refs, &out->type))
        return false;
    if (!ctext_peek(c))
        return true;
    out->kind = TY_FIXED_LIST;
    return ctext_read_u32(c, &out->index, "the length of a list");
}

static bool read_map(ctext_cursor *c, ctext_refs *refs, bin_deftype *out) {
    out->has_type = out->has_type2 = true;
    return ctext_read_valtype(c, refs, &out->type) &&
           ctext_read_valtype(c, refs, &out->type2);
}

/* What follows the keyword. */
static bool read_value_parts(ctext_cursor *c,
                             ctext_refs *refs,
                             bin_deftype *out) {
    switch (out->kind) {
    case TY_RECORD:
        return read_fields(c, refs, "field", out);
    case TY_VARIANT:
        return read_fields(c, refs, "case", out);
    case TY_TUPLE:
        return read_members(c, refs, out);
    case TY_FLAGS:
    case TY_ENUM:
        return read_labels(c, out);
    case TY_RESULT: /* (error ...) is no type */
        return read_optional(c, refs, &out->has_type, &out->type) &&
               read_group(c, refs, "error", &out->has_type2, &out->type2);
    case TY_OWN:
    case TY_BORROW:
        return ctext_read_ref(c, refs, TY_SORT_TYPE, &out->index);
    case TY_LIST:
        return read_list(c, refs, out);
    case TY_MAP:
        return read_map(c, refs, out);
    case TY_STREAM:
    case TY_FUTURE:
        return read_optional(c, refs, &out->has_type, &out->type);
    default: /* OPTION */
        out->has_type = true;
        return ctext_read_valtype(c, refs, &out->type);
    }
}

/* The kind of a list's keyword; (list t n) is told apart later. */
static int find_constructor(const ctext_node *list) {
    static const char *const words[] = {
#define PRIMITIVE(NAME, text, code, size, flat) [TY_##NAME] = NULL,
#define TYPE(NAME, text) [TY_##NAME] = text,
#include "tenon/type.def"
    };
    static const ty_kind kinds[] = {
#define VALTYPE(KIND, code) TY_##KIND,
#include "component/valtype.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(kinds); i++)
        if (ctext_is_list(list, words[kinds[i]]))
            return (int)(kinds[i] == TY_FIXED_LIST ? TY_LIST : kinds[i]);
    return -1;
}

static bool is_value_list(const ctext_node *node) {
    return find_constructor(node) >= 0;
}

/* Functions and resources */

static bool read_func(ctext_cursor *c, ctext_refs *refs, bin_deftype *out) {
    out->form = BIN_TYPE_FUNC;
    out->is_async = ctext_take_word(c, "async");
    return read_fields(c, refs, "param", out) &&
           read_group(c, refs, "result", &out->has_type, &out->type);
}

static bool read_rep(ctext_cursor *c, bin_deftype *out) {
    const ctext_node *list = ctext_take_list(c, "rep");
    if (!list)
        return ctext_expected(c, "`(rep i32)`");
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    out->rep64 = ctext_take_word(&inner, "i64");
    if (!out->rep64 && !ctext_take_word(&inner, "i32"))
        return ctext_expected(&inner, "`i32`: a resource can only be "
                                      "represented by `i32` or `i64`");
    return ctext_read_end(&inner);
}

static bool read_resource(ctext_cursor *c, ctext_refs *refs, bin_deftype *out) {
    out->form = BIN_TYPE_RESOURCE;
    if (!read_rep(c, out))
        return false;
    const ctext_node *list = ctext_take_list(c, "dtor");
    out->has_dtor = list != NULL;
    if (!list)
        return true;
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return ctext_read_ref(&inner, refs, TY_SORT_CORE_FUNC, &out->dtor) &&
           ctext_read_end(&inner);
}

/* Component and instance types */

static bool read_decls(ctext_cursor *c,
                       ctext_form form,
                       bin_deftype *out,
                       tn_str id) {
    ctext_scope *scope;
    out->form =
        form == CTEXT_COMPONENT_TYPE ? BIN_TYPE_COMPONENT : BIN_TYPE_INSTANCE;
    if (!ctext_open_scope(c->r, &scope, form, id, c->list))
        return false;
    bool ok = true;
    while (ok && ctext_peek(c))
        ok = ctext_read_decl(c->r, ctext_next(c));
    ctext_close_scope(c->r);
    out->decls = scope->decls.data;
    out->decl_count = (uint32_t)scope->decls.len;
    return ok;
}

/* Behind the keyword. id: what types call a component or instance type. */
static bool read_definition(ctext_cursor *c,
                            ctext_refs *refs,
                            const char *word,
                            tn_str id,
                            bin_deftype *out) {
    if (strcmp(word, "func") == 0)
        return read_func(c, refs, out);
    if (strcmp(word, "resource") == 0)
        return read_resource(c, refs, out);
    return read_decls(c,
                      strcmp(word, "component") == 0 ? CTEXT_COMPONENT_TYPE
                                                     : CTEXT_INSTANCE_TYPE,
                      out, id);
}

static const char *find_definition(const ctext_node *node) {
    static const char *const words[] = {"func", "resource", "component",
                                        "instance"};
    for (size_t i = 0; i < TN_COUNT_OF(words); i++)
        if (ctext_is_list(node, words[i]))
            return words[i];
    return NULL;
}

bool ctext_read_deftype(ctext_cursor *c,
                        ctext_refs *refs,
                        tn_str id,
                        bin_deftype *out) {
    const ctext_node *node = ctext_peek(c);
    int primitive = find_primitive(node);
    int constructor = find_constructor(node);
    const char *word = find_definition(node);
    if (primitive < 0 && constructor < 0 && !word)
        return ctext_expected(c, "a type");
    c->i++;
    ctext_cursor inner = ctext_enter(c->r, node, 1);
    if (primitive >= 0) {
        out->form = BIN_TYPE_PRIMITIVE;
        out->type.index = (uint32_t)primitive;
        return true;
    }
    out->form = BIN_TYPE_VALUE;
    out->kind = word ? TY_RECORD : (ty_kind)constructor;
    return (word ? read_definition(&inner, refs, word, id, out)
                 : read_value_parts(&inner, refs, out)) &&
           ctext_read_end(&inner);
}

/* Imports and exports */

/* (type index), and not the definition of a type among declarators. */
static bool is_typeuse(const ctext_node *node) {
    return ctext_is_list(node, "type") && node->count > 1 &&
           ctext_is_index(&node->items[1]) &&
           (node->count == 2 || node->items[2].kind == CTEXT_STRING);
}

static bool add_inline_type(ctext_cursor *c, ty_sort sort, uint32_t *out) {
    bin_def def = {.kind = BIN_TYPE};
    ctext_refs refs = {0};
    const char *word = ty_sort_name(sort);
    if (sort == TY_SORT_CORE_MODULE) {
        def.kind = BIN_CORE_TYPE;
        return ctext_read_module_type(c, &def, no_id) &&
               ctext_add(c->r, &def, NULL, no_id, c->list, out);
    }
    return read_definition(c, &refs, word, no_id, &def.u.type.def) &&
           ctext_add(c->r, &def, &refs, no_id, c->list, out);
}

bool ctext_read_typeuse(ctext_cursor *c,
                        ctext_refs *refs,
                        ty_sort sort,
                        uint32_t *out) {
    const ctext_node *next = ctext_peek(c);
    if (!is_typeuse(next))
        return add_inline_type(c, sort, out);
    c->i++;
    ctext_cursor inner = ctext_enter(c->r, next, 1);
    return ctext_read_path(
        &inner, refs,
        sort == TY_SORT_CORE_MODULE ? TY_SORT_CORE_TYPE : TY_SORT_TYPE, out);
}

static bool read_type_bound(ctext_cursor *c,
                            ctext_refs *refs,
                            bin_externdesc *out) {
    const ctext_node *list = ctext_next(c);
    if (!ctext_is_list(list, "eq") && !ctext_is_list(list, "sub")) {
        c->i -= list != NULL;
        return ctext_expected(c, "`(eq ...)` or `(sub resource)`");
    }
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    if (ctext_is_list(list, "eq")) {
        out->bound = BIN_BOUND_EQ;
        return ctext_read_ref(&inner, refs, TY_SORT_TYPE, &out->index) &&
               ctext_read_end(&inner);
    }
    out->bound = BIN_BOUND_SUB_RESOURCE;
    if (!ctext_take_word(&inner, "resource"))
        return ctext_expected(&inner, "`resource`");
    return ctext_read_end(&inner);
}

static bool read_value_bound(ctext_cursor *c,
                             ctext_refs *refs,
                             bin_externdesc *out) {
    const ctext_node *list = ctext_take_list(c, "eq");
    out->value_is_type = list == NULL;
    if (!list)
        return ctext_read_valtype(c, refs, &out->value);
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return ctext_read_ref(&inner, refs, TY_SORT_VALUE, &out->index) &&
           ctext_read_end(&inner);
}

bool ctext_read_externdesc(ctext_cursor *c,
                           ctext_refs *refs,
                           ty_sort sort,
                           bin_externdesc *out) {
    out->sort = sort;
    switch (sort) {
    case TY_SORT_TYPE:
        return read_type_bound(c, refs, out);
    case TY_SORT_VALUE:
        return read_value_bound(c, refs, out);
    case TY_SORT_FUNC:
    case TY_SORT_COMPONENT:
    case TY_SORT_INSTANCE:
    case TY_SORT_CORE_MODULE:
        return ctext_read_typeuse(c, refs, sort, &out->index);
    default:
        return ctext_fail(c->r, c->list, "a %s cannot be imported or exported",
                          ty_sort_name(sort));
    }
}
