/* Lowering of what stands in packages, interfaces and worlds. */
#include "parser/lower.h"

static tn_str docs_here(const ast_lower *l) {
    const ast_node *node = ast_here(&l->tree);
    return node->has_docs ? ast_text_docs(l->keep, &l->text, node->from)
                          : (tn_str){0};
}

/* Docs stand in front of the item, and so of its attributes. */
ast_attrs ast_attrs_here(ast_lower *l) {
    return (ast_attrs){.docs = docs_here(l)};
}

/* A child that every item can have; true when it was one. */
static bool lower_common(ast_lower *l, ast_attrs *attrs) {
    if (ast_symbol_here(l) == AST_SYM_ATTRIBUTE) {
        ast_lower_attribute(l, attrs);
        return true;
    }
    return ast_field_here(l) == AST_FIELD_NONE;
}

/* use_name or include_name. */
static ast_rename lower_rename(ast_lower *l) {
    ast_rename out = {0};
    AST_EACH_CHILD(l) {
        ast_field_id field = ast_field_here(l);
        if (field == AST_FIELD_NAME)
            out.name = ast_id_here(l);
        if (field == AST_FIELD_ALIAS)
            out.as = ast_id_here(l);
    }
    return out;
}

/* use or toplevel_use. */
static const ast_use *lower_use(ast_lower *l) {
    ast_use *out = TN_NEW(l->arena, ast_use);
    *out = (ast_use){.attrs = ast_attrs_here(l), .span = ast_span_here(l)};
    ast_rename *names =
        TN_NEW_ARRAY(l->arena, ast_rename, ast_child_count_here(l));
    out->names = names;
    AST_EACH_CHILD(l) {
        if (lower_common(l, &out->attrs))
            continue;
        ast_field_id field = ast_field_here(l);
        if (field == AST_FIELD_PATH)
            ast_lower_path(l, &out->from);
        if (field == AST_FIELD_ITEM)
            names[out->name_count++] = lower_rename(l);
        if (field == AST_FIELD_ALIAS)
            out->as = ast_id_here(l);
    }
    return out;
}

/* WIT.md, external-id: imports, exports, types and functions have one. */
static void reject_external_id(ast_lower *l,
                               const ast_attrs *attrs,
                               const char *what) {
    for (uint32_t i = 0; i < attrs->gate_count; i++) {
        if (attrs->gates[i].kind == AST_EXTERNAL_ID)
            ast_fail(l, DIAG_WIT_GATE, attrs->gates[i].span,
                     "%s cannot have an `@external-id`", what);
    }
}

/* It is not of a body. */
static const ast_use *lower_toplevel_use(ast_lower *l) {
    tn_arena *arena = l->arena;
    l->arena = l->keep;
    const ast_use *use = lower_use(l);
    l->arena = arena;
    return use;
}

static const ast_include *lower_include(ast_lower *l) {
    ast_include *out = TN_NEW(l->arena, ast_include);
    *out = (ast_include){.attrs = ast_attrs_here(l), .span = ast_span_here(l)};
    ast_rename *with =
        TN_NEW_ARRAY(l->arena, ast_rename, ast_child_count_here(l));
    out->with = with;
    AST_EACH_CHILD(l) {
        if (lower_common(l, &out->attrs))
            continue;
        ast_field_id field = ast_field_here(l);
        if (field == AST_FIELD_PATH)
            ast_lower_path(l, &out->world);
        if (field == AST_FIELD_RENAME)
            with[out->with_count++] = lower_rename(l);
    }
    reject_external_id(l, &out->attrs, "an `include`");
    return out;
}

static const ast_func *lower_func(ast_lower *l) {
    ast_func *out = TN_NEW(l->arena, ast_func);
    *out = (ast_func){.attrs = ast_attrs_here(l),
                      .form = AST_FUNC_FREE,
                      .span = ast_span_here(l)};
    AST_EACH_CHILD(l) {
        if (lower_common(l, &out->attrs))
            continue;
        if (ast_field_here(l) == AST_FIELD_NAME)
            out->name = ast_id_here(l);
        if (ast_field_here(l) == AST_FIELD_TYPE)
            ast_lower_func_type(l, out);
    }
    return out;
}

/* `package a:b;` at the top of a file. */
static void lower_package_decl(ast_lower *l, ast_package *file) {
    file->attrs = ast_attrs_here(l);
    file->docs_span = ast_text_docs_span(&l->text, ast_here(&l->tree)->from);
    file->has_name = true;
    AST_EACH_CHILD(l) {
        if (ast_symbol_here(l) == AST_SYM_PACKAGE_NAME)
            ast_lower_path(l, &file->name);
    }
}

/* The items of the body at the cursor come off the stack of complete ones. */
const ast_item *ast_take_items(ast_lower *l, tn_arena *arena, uint32_t *count) {
    ast_item *items = TN_NEW_ARRAY(arena, ast_item, ast_child_count_here(l));
    size_t first = l->items.len;
    *count = 0;
    AST_EACH_CHILD(l) {
        uint32_t item = ast_here(&l->tree)->item;
        if (!item)
            continue; /* a keyword */
        items[(*count)++] = l->items.data[item - 1];
        first = item - 1 < first ? item - 1 : first;
    }
    l->items.len = first;
    return items;
}

static const ast_interface *lower_interface(ast_lower *l) {
    ast_interface *out = TN_NEW(l->keep, ast_interface);
    *out =
        (ast_interface){.attrs = ast_attrs_here(l), .span = ast_span_here(l)};
    AST_EACH_CHILD(l) {
        if (lower_common(l, &out->attrs))
            continue;
        if (ast_field_here(l) == AST_FIELD_NAME)
            out->name = ast_id_here(l);
        if (ast_field_here(l) == AST_FIELD_BODY)
            out->items = ast_take_items(l, l->arena, &out->item_count);
    }
    reject_external_id(l, &out->attrs, "an interface");
    out->bodies = ast_end_body(l);
    return out;
}

static const ast_world *lower_world(ast_lower *l) {
    ast_world *out = TN_NEW(l->keep, ast_world);
    *out = (ast_world){.attrs = ast_attrs_here(l), .span = ast_span_here(l)};
    AST_EACH_CHILD(l) {
        if (lower_common(l, &out->attrs))
            continue;
        if (ast_field_here(l) == AST_FIELD_NAME)
            out->name = ast_id_here(l);
        if (ast_field_here(l) == AST_FIELD_BODY)
            out->items = ast_take_items(l, l->arena, &out->item_count);
    }
    reject_external_id(l, &out->attrs, "a world");
    out->bodies = ast_end_body(l);
    return out;
}

/*
 * WIT.md, "Item: world": `a:b` is one token, so that `import a:b;` is an
 * unfinished path and not an import named a.
 */
static void check_spacing(ast_lower *l, const ast_extern *ext) {
    if (ext->form != AST_EXTERN_IMPLEMENTS || ext->path.ns.text.len ||
        ext->path.span.lo != ext->name.span.hi + 1)
        return;
    tn_str a = ast_shown(l, ext->name.text);
    tn_str b = ast_shown(l, ext->path.name.text);
    tn_span span = {ext->name.span.lo, ext->path.span.hi};
    tn_diag *diag = ast_fail(l, DIAG_WIT_SYNTAX, span,
                             "`%.*s:%.*s` names a package, which cannot be %s",
                             TN_STR_ARG(a), TN_STR_ARG(b),
                             ext->is_export ? "exported" : "imported");
    tn_help(l->ctx, diag,
            "write `%.*s: %.*s` for interface `%.*s` under the name `%.*s`",
            TN_STR_ARG(a), TN_STR_ARG(b), TN_STR_ARG(b), TN_STR_ARG(a));
}

static const ast_extern *lower_extern(ast_lower *l) {
    ast_extern *out = TN_NEW(l->arena, ast_extern);
    *out = (ast_extern){.attrs = ast_attrs_here(l),
                        .is_export = ast_symbol_here(l) == AST_SYM_EXPORT,
                        .span = ast_span_here(l)};
    AST_EACH_CHILD(l) {
        if (lower_common(l, &out->attrs))
            continue;
        switch (ast_field_here(l)) {
        case AST_FIELD_NAME:
            out->name = ast_id_here(l);
            break;
        case AST_FIELD_PATH:
            out->form =
                out->name.text.len ? AST_EXTERN_IMPLEMENTS : AST_EXTERN_PATH;
            ast_lower_path(l, &out->path);
            break;
        case AST_FIELD_TYPE:
            out->form = AST_EXTERN_FUNC;
            ast_lower_func_type(l, &out->func);
            break;
        case AST_FIELD_BODY:
            out->form = AST_EXTERN_INTERFACE;
            out->interface.items =
                ast_take_items(l, l->arena, &out->interface.item_count);
            break;
        default:
            break;
        }
    }
    out->func.name = out->name;
    out->func.attrs = out->interface.attrs = out->attrs;
    out->func.span = out->interface.span = out->span;
    check_spacing(l, out);
    return out;
}

/* Packages nest once: more would be another grammar (WIT.md, wit-file). */
static void reject_nested(ast_lower *l, const ast_package *package) {
    for (uint32_t i = 0; i < package->item_count; i++) {
        const ast_item *item = &package->items[i];
        if (item->form == AST_ITEM_PACKAGE)
            ast_fail(l, DIAG_WIT_PACKAGE, item->u.package->name.span,
                     "nested packages must stand at the top level of a file");
    }
}

static const ast_package *lower_package(ast_lower *l) {
    ast_package *out = TN_NEW(l->keep, ast_package);
    out->attrs = ast_attrs_here(l);
    out->has_name = true;
    out->span = ast_span_here(l);
    AST_EACH_CHILD(l) {
        if (ast_symbol_here(l) == AST_SYM_PACKAGE_NAME)
            ast_lower_path(l, &out->name);
        if (ast_symbol_here(l) == AST_SYM_PACKAGE_BODY)
            out->items = ast_take_items(l, l->keep, &out->item_count);
    }
    return out;
}

static ast_item lower_item(ast_lower *l) {
    switch (ast_symbol_here(l)) {
    case AST_SYM_TOPLEVEL_USE:
        return (ast_item){AST_ITEM_USE, {.use = lower_toplevel_use(l)}};
    case AST_SYM_USE:
        return (ast_item){AST_ITEM_USE, {.use = lower_use(l)}};
    case AST_SYM_INTERFACE:
        return (ast_item){AST_ITEM_INTERFACE,
                          {.interface = lower_interface(l)}};
    case AST_SYM_WORLD:
        return (ast_item){AST_ITEM_WORLD, {.world = lower_world(l)}};
    case AST_SYM_NESTED_PACKAGE:
        return (ast_item){AST_ITEM_PACKAGE, {.package = lower_package(l)}};
    case AST_SYM_IMPORT:
    case AST_SYM_EXPORT:
        return (ast_item){AST_ITEM_EXTERN, {.ext = lower_extern(l)}};
    case AST_SYM_INCLUDE:
        return (ast_item){AST_ITEM_INCLUDE, {.include = lower_include(l)}};
    case AST_SYM_FUNC:
        return (ast_item){AST_ITEM_FUNC, {.func = lower_func(l)}};
    case AST_SYM_METHOD:
    case AST_SYM_CONSTRUCTOR: /* until their resource is complete */
        return (ast_item){AST_ITEM_FUNC, {.func = ast_lower_resource_func(l)}};
    default:
        return (ast_item){AST_ITEM_TYPE, {.type = ast_lower_typedef(l)}};
    }
}

void ast_lower_complete(ast_lower *l) {
    size_t errors = l->errors;
    if (ast_symbol_here(l) == AST_SYM_PACKAGE_DECL) {
        lower_package_decl(l, l->file);
        l->file->has_name = l->errors == errors;
        ast_tree_close(&l->tree, 0);
        return;
    }
    ast_item item = lower_item(l);
    if (!item.u.type)
        return;
    if (l->errors > errors && l->partial) {
        ast_tree_close(&l->tree, 0);
        return;
    }
    tn_vec_push(l->work, &l->items, item);
    ast_tree_close(&l->tree, (uint32_t)l->items.len);
}

void ast_lower_file(ast_lower *l) {
    l->file->items = ast_take_items(l, l->keep, &l->file->item_count);
    l->file->span =
        tn_source_span(l->text.source, 0, l->text.source->bytes.len);
    for (uint32_t i = 0; i < l->file->item_count; i++) {
        if (l->file->items[i].form == AST_ITEM_PACKAGE)
            reject_nested(l, l->file->items[i].u.package);
    }
}
