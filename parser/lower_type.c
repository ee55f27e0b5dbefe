/*
 * Lowering of types and functions. Types nest at most TN_MAX_DEPTH deep, so
 * that whoever walks them may recurse.
 */
#include "base/limits.h"
#include "parser/lower.h"

static ty_kind primitive_of(tn_str text) {
    static const struct {
        const char *text;
        ty_kind kind;
    } rows[] = {
#define PRIMITIVE(NAME, wit, code, size, flat) {wit, TY_##NAME},
#include "tenon/type.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        if (tn_str_eqz(text, rows[i].text))
            return rows[i].kind;
    }
    return TY_BOOL;
}

/* WIT.md, "Types": uint; a length of a list must fit in 32 bits. */
uint64_t ast_length_here(ast_lower *l) {
    tn_str digits = ast_text_here(l);
    uint64_t value = 0;
    if (digits.len > 1 && digits.p[0] == '0')
        ast_fail(l, DIAG_WIT_SYNTAX, ast_span_here(l),
                 "the length of a list has no leading zeros");
    for (size_t i = 0; i < digits.len && value <= UINT32_MAX; i++)
        value = value * 10 + (uint64_t)(digits.p[i] - '0');
    if (value > UINT32_MAX)
        ast_fail(l, DIAG_WIT_TYPE, ast_span_here(l),
                 "the length of a list must be less than 2^32");
    return value;
}

static const ast_type *lower_type(ast_lower *l, unsigned depth);

static void lower_args(ast_lower *l, ast_type *out, unsigned depth) {
    const ast_type **args =
        TN_NEW_ARRAY(l->arena, const ast_type *, ast_child_count_here(l));
    out->args = args;
    AST_EACH_CHILD(l) {
        switch (ast_field_here(l)) {
        case AST_FIELD_ARG: {
            const ast_type *arg = lower_type(l, depth + 1);
            if (arg)
                args[out->arg_count++] = arg;
            break;
        }
        case AST_FIELD_LENGTH:
            out->form = AST_TYPE_FIXED_LIST;
            out->len = ast_length_here(l);
            break;
        default:
            break;
        }
    }
}

static void lower_result(ast_lower *l, ast_type *out, unsigned depth) {
    const ast_type **args = TN_NEW_ARRAY(l->arena, const ast_type *, 2);
    AST_EACH_CHILD(l) {
        ast_field_id field = ast_field_here(l);
        if (field == AST_FIELD_OK)
            args[0] = lower_type(l, depth + 1);
        if (field == AST_FIELD_ERROR)
            args[1] = lower_type(l, depth + 1);
    }
    out->args = args;
    out->arg_count = 2;
}

/* The only field is a name. */
static ast_id lower_name(ast_lower *l) {
    ast_id name = {0};
    AST_EACH_CHILD(l) {
        if (ast_field_here(l) == AST_FIELD_NAME)
            name = ast_type_id_here(l);
    }
    return name;
}

static int form_of(ast_symbol symbol) {
    switch (symbol) {
    case AST_SYM_PRIMITIVE_TYPE:
        return AST_TYPE_PRIMITIVE;
    case AST_SYM_TYPE_NAME:
        return AST_TYPE_NAME;
    case AST_SYM_LIST_TYPE:
        return AST_TYPE_LIST;
    case AST_SYM_TUPLE_TYPE:
        return AST_TYPE_TUPLE;
    case AST_SYM_OPTION_TYPE:
        return AST_TYPE_OPTION;
    case AST_SYM_RESULT_TYPE:
        return AST_TYPE_RESULT;
    case AST_SYM_MAP_TYPE:
        return AST_TYPE_MAP;
    case AST_SYM_STREAM_TYPE:
        return AST_TYPE_STREAM;
    case AST_SYM_FUTURE_TYPE:
        return AST_TYPE_FUTURE;
    case AST_SYM_OWN_TYPE:
        return AST_TYPE_OWN;
    case AST_SYM_BORROW_TYPE:
        return AST_TYPE_BORROW;
    default:
        return -1;
    }
}

/* NULL where there is no type (after a syntax error), or one too deep. */
static const ast_type *lower_type(ast_lower *l, unsigned depth) {
    int form = form_of(ast_symbol_here(l));
    if (form < 0)
        return NULL;
    if (depth > TN_MAX_DEPTH) {
        ast_fail(l, DIAG_LIMIT, ast_span_here(l),
                 "types nest more than %d levels deep", TN_MAX_DEPTH);
        return NULL;
    }
    ast_type *out = TN_NEW(l->arena, ast_type);
    out->form = (uint8_t)form;
    out->span = ast_span_here(l);
    switch (form) {
    case AST_TYPE_PRIMITIVE:
        out->prim = primitive_of(ast_text_here(l));
        break;
    case AST_TYPE_NAME:
    case AST_TYPE_OWN:
    case AST_TYPE_BORROW:
        out->name = lower_name(l);
        break;
    case AST_TYPE_RESULT:
        lower_result(l, out, depth);
        break;
    default:
        lower_args(l, out, depth);
        break;
    }
    return out;
}

static const ast_type *lower_whole_type(ast_lower *l) {
    return lower_type(l, 1);
}

/* param, record_field, variant_case or label. */
static ast_field lower_field(ast_lower *l) {
    ast_field out = {.attrs = ast_attrs_here(l)};
    AST_EACH_CHILD(l) {
        ast_field_id field = ast_field_here(l);
        if (field == AST_FIELD_NAME)
            out.name = ast_id_here(l);
        if (field == AST_FIELD_TYPE)
            out.type = lower_whole_type(l);
    }
    return out;
}

static void lower_params(ast_lower *l, const ast_field **out, uint32_t *count) {
    ast_field *params =
        TN_NEW_ARRAY(l->arena, ast_field, ast_child_count_here(l));
    *out = params;
    *count = 0;
    AST_EACH_CHILD(l) {
        if (ast_symbol_here(l) == AST_SYM_PARAM)
            params[(*count)++] = lower_field(l);
    }
}

void ast_lower_func_type(ast_lower *l, ast_func *out) {
    AST_EACH_CHILD(l) {
        switch (ast_field_here(l)) {
        case AST_FIELD_PARAMS:
            lower_params(l, &out->params, &out->param_count);
            break;
        case AST_FIELD_RESULT:
            out->result = lower_whole_type(l);
            break;
        default:
            out->is_async |= tn_str_eqz(ast_text_here(l), "async");
            break;
        }
    }
}

/* method or constructor of a resource. */
const ast_func *ast_lower_resource_func(ast_lower *l) {
    ast_func *out = TN_NEW(l->arena, ast_func);
    *out = (ast_func){.attrs = ast_attrs_here(l), .span = ast_span_here(l)};
    out->form = ast_symbol_here(l) == AST_SYM_CONSTRUCTOR ? AST_FUNC_CTOR
                                                          : AST_FUNC_METHOD;
    AST_EACH_CHILD(l) {
        switch (ast_field_here(l)) {
        case AST_FIELD_NAME:
            out->name = ast_id_here(l);
            break;
        case AST_FIELD_TYPE:
            ast_lower_func_type(l, out);
            break;
        case AST_FIELD_PARAMS:
            lower_params(l, &out->params, &out->param_count);
            break;
        case AST_FIELD_RESULT:
            out->result = lower_whole_type(l);
            break;
        default:
            if (ast_symbol_here(l) == AST_SYM_ATTRIBUTE)
                ast_lower_attribute(l, &out->attrs);
            else if (tn_str_eqz(ast_text_here(l), "static"))
                out->form = AST_FUNC_STATIC;
            else if (tn_str_eqz(ast_text_here(l), "constructor"))
                out->name.span = ast_span_here(l);
            break;
        }
    }
    return out;
}

static int definition_of(ast_symbol symbol) {
    switch (symbol) {
    case AST_SYM_ALIAS:
        return AST_DEF_ALIAS;
    case AST_SYM_RECORD:
        return AST_DEF_RECORD;
    case AST_SYM_VARIANT:
        return AST_DEF_VARIANT;
    case AST_SYM_FLAGS:
        return AST_DEF_FLAGS;
    case AST_SYM_ENUM:
        return AST_DEF_ENUM;
    case AST_SYM_RESOURCE:
        return AST_DEF_RESOURCE;
    default:
        return -1;
    }
}

/* Fields, cases and labels. */
static uint32_t count_members(ast_lower *l) {
    uint32_t count = 0;
    AST_EACH_CHILD(l) {
        ast_symbol symbol = ast_symbol_here(l);
        count += symbol == AST_SYM_RECORD_FIELD ||
                 symbol == AST_SYM_VARIANT_CASE || symbol == AST_SYM_LABEL;
    }
    return count;
}

const ast_typedef *ast_lower_typedef(ast_lower *l) {
    int form = definition_of(ast_symbol_here(l));
    if (form < 0)
        return NULL;
    ast_typedef *out = TN_NEW(l->arena, ast_typedef);
    *out = (ast_typedef){.attrs = ast_attrs_here(l),
                         .form = (unsigned)form,
                         .span = ast_span_here(l)};
    ast_field *fields = TN_NEW_ARRAY(l->arena, ast_field, count_members(l));
    out->fields = fields;
    AST_EACH_CHILD(l) {
        switch (ast_symbol_here(l)) {
        case AST_SYM_ATTRIBUTE:
            ast_lower_attribute(l, &out->attrs);
            break;
        case AST_SYM_IDENTIFIER:
            out->name = ast_id_here(l);
            break;
        case AST_SYM_RECORD_FIELD:
        case AST_SYM_VARIANT_CASE:
        case AST_SYM_LABEL:
            fields[out->field_count++] = lower_field(l);
            break;
        case AST_SYM_RESOURCE_BODY:
            out->funcs = ast_take_items(l, l->arena, &out->func_count);
            break;
        default:
            if (ast_field_here(l) == AST_FIELD_TYPE)
                out->target = lower_whole_type(l);
            break;
        }
    }
    return out;
}
