/*
 * Types as WIT text, for messages. Output is bounded: a graph that is
 * exponential as a tree ends in "...".
 */
#include "types/types.h"

enum { MAX_TEXT = 1000, MAX_NESTING = 20 };

static void print(tn_writer *out, const ty *type, size_t end, int nesting);

static void put(tn_writer *out, tn_str text) {
    tn_write_bytes(out, text.p, text.len);
}

static void put_text(tn_writer *out, const char *text) {
    put(out, tn_str_from(text));
}

static const char *constructor_name(ty_kind kind) {
    static const char *const names[] = {
#define TYPE(NAME, text) text,
#include "tenon/type.def"
    };
    return names[kind];
}

static void print_resource(tn_writer *out, const ty *type) {
    while (type->kind == TY_NAMED && !type->u.named.name.len)
        type = type->u.named.target;
    tn_str name =
        type->kind == TY_NAMED ? type->u.named.name : type->u.resource.name;
    put(out, name.len ? name : TN_STR("resource"));
}

static void print_arguments(tn_writer *out,
                            const ty *type,
                            size_t end,
                            int nesting) {
    put_text(out, "<");
    for (uint32_t i = 0; i < ty_child_count(type); i++) {
        const ty *child = ty_child(type, i);
        if (i)
            put_text(out, ", ");
        if (child)
            print(out, child, end, nesting + 1);
        else
            put_text(out, "_");
    }
    if (type->kind == TY_FIXED_LIST)
        tn_write_printf(out, ", %u", type->u.of.len);
    put_text(out, ">");
}

/* `result` without an error prints one argument, without both none. */
static void print_result(tn_writer *out,
                         const ty *type,
                         size_t end,
                         int nesting) {
    put_text(out, "result");
    if (type->u.result.err) {
        print_arguments(out, type, end, nesting);
    } else if (type->u.result.ok) {
        put_text(out, "<");
        print(out, type->u.result.ok, end, nesting + 1);
        put_text(out, ">");
    }
}

static void print_members(tn_writer *out,
                          const ty *type,
                          size_t end,
                          int nesting) {
    tn_write_printf(out, "%s { ", constructor_name(type->kind));
    for (uint32_t i = 0; i < type->u.fields.len && out->len < end; i++) {
        const ty_field *field = &type->u.fields.data[i];
        if (i)
            put_text(out, ", ");
        put(out, field->name);
        if (!field->type)
            continue;
        put_text(out, type->kind == TY_VARIANT ? "(" : ": ");
        print(out, field->type, end, nesting + 1);
        if (type->kind == TY_VARIANT)
            put_text(out, ")");
    }
    put_text(out, out->len < end ? " }" : " ... }");
}

static void print(tn_writer *out, const ty *type, size_t end, int nesting) {
    if (out->len >= end || nesting > MAX_NESTING) {
        put_text(out, "...");
        return;
    }
    switch (type->kind) {
    case TY_NAMED:
    case TY_RESOURCE:
    case TY_OWN:
        print_resource(out,
                       type->kind == TY_OWN ? type->u.handle.resource : type);
        break;
    case TY_BORROW:
        put_text(out, "borrow<");
        print_resource(out, type->u.handle.resource);
        put_text(out, ">");
        break;
    case TY_RECORD:
    case TY_VARIANT:
    case TY_FLAGS:
    case TY_ENUM:
        print_members(out, type, end, nesting);
        break;
    case TY_DEFINITION:
        if (type->u.definition.func)
            ty_print_func(out, type->u.definition.func);
        else
            put_text(out, type->u.definition.instance ? "instance type"
                                                      : "component type");
        break;
    case TY_RESULT:
        print_result(out, type, end, nesting);
        break;
    default:
        put_text(out, constructor_name(type->kind));
        if (ty_child_count(type) && ty_child(type, 0))
            print_arguments(out, type, end, nesting);
        break;
    }
}

void ty_print(tn_writer *out, const ty *type) {
    print(out, type, out->len + MAX_TEXT, 0);
}

void ty_print_func(tn_writer *out, const ty_func *func) {
    size_t end = out->len + MAX_TEXT;
    put_text(out, func->is_async ? "async func(" : "func(");
    for (uint32_t i = 0; i < func->param_count; i++) {
        if (i)
            put_text(out, ", ");
        if (out->len >= end) {
            put_text(out, "...");
            break;
        }
        put(out, func->params[i].name);
        put_text(out, ": ");
        print(out, func->params[i].type, end, 0);
    }
    put_text(out, ")");
    if (func->result) {
        put_text(out, " -> ");
        print(out, func->result, end + MAX_TEXT, 0);
    }
}

static void print_core_types(tn_writer *out,
                             const core_valtype *types,
                             uint32_t count) {
    put_text(out, "[");
    for (uint32_t i = 0; i < count && i < 100; i++) {
        if (i)
            put_text(out, " ");
        put_text(out, core_valtype_name(types[i]));
    }
    put_text(out, count > 100 ? " ...]" : "]");
}

void ty_print_core_func(tn_writer *out, const core_functype *func) {
    print_core_types(out, func->params, func->param_count);
    put_text(out, " -> ");
    print_core_types(out, func->results, func->result_count);
}
