/*
 * Types as WIT text, for messages. Output is bounded: a graph that is
 * exponential as a tree ends in "...".
 */
#include "tenon/type.h"

#include "types/types.h"

enum { MAX_TEXT = 1000, MAX_NESTING = 20 };

/* Where text goes: to a writer, or to a place of limited size. */
typedef struct printer {
    tn_writer *out;
    char *text;
    size_t size;
    size_t len; /* written, or too much for size */
    size_t end; /* after so much only what is open is closed */
    int nesting;
} printer;

static void print(printer *p, const ty *type);

static void put(printer *p, tn_str text) {
    if (p->out)
        tn_write_bytes(p->out, text.p, text.len);
    else if (p->len < p->size && text.len)
        memcpy(p->text + p->len, text.p,
               text.len < p->size - p->len ? text.len : p->size - p->len);
    p->len += text.len;
}

static void put_text(printer *p, const char *text) {
    put(p, tn_str_from(text));
}

static bool is_full(const printer *p) {
    return p->len >= p->end;
}

const char *ty_kind_text(ty_kind kind) {
    static const char *const names[] = {
#define TYPE(NAME, text) text,
#include "tenon/type.def"
    };
    return names[kind];
}

static void print_resource(printer *p, const ty *type) {
    while (type->kind == TY_NAMED && !type->u.named.name.len)
        type = type->u.named.target;
    tn_str name =
        type->kind == TY_NAMED ? type->u.named.name : type->u.resource.name;
    put(p, name.len ? name : TN_STR("resource"));
}

static void print_arguments(printer *p, const ty *type) {
    put_text(p, "<");
    for (uint32_t i = 0; i < ty_child_count(type); i++) {
        const ty *child = ty_child(type, i);
        if (i)
            put_text(p, ", ");
        if (is_full(p)) {
            put_text(p, "...");
            break;
        }
        if (child)
            print(p, child);
        else
            put_text(p, "_");
    }
    if (type->kind == TY_FIXED_LIST) {
        char len[16];
        snprintf(len, sizeof len, ", %u", type->u.of.len);
        put_text(p, len);
    }
    put_text(p, ">");
}

/* `result` without an error prints one argument, without both none. */
static void print_result(printer *p, const ty *type) {
    put_text(p, "result");
    if (type->u.result.err) {
        print_arguments(p, type);
    } else if (type->u.result.ok) {
        put_text(p, "<");
        print(p, type->u.result.ok);
        put_text(p, ">");
    }
}

static void print_members(printer *p, const ty *type) {
    put_text(p, ty_kind_text(type->kind));
    put_text(p, " { ");
    for (uint32_t i = 0; i < type->u.fields.len && !is_full(p); i++) {
        const ty_field *field = &type->u.fields.data[i];
        if (i)
            put_text(p, ", ");
        put(p, field->name);
        if (!field->type)
            continue;
        put_text(p, type->kind == TY_VARIANT ? "(" : ": ");
        print(p, field->type);
        if (type->kind == TY_VARIANT)
            put_text(p, ")");
    }
    put_text(p, is_full(p) ? " ... }" : " }");
}

static void print_func(printer *p, const ty_func *func) {
    put_text(p, func->is_async ? "async func(" : "func(");
    for (uint32_t i = 0; i < func->param_count; i++) {
        if (i)
            put_text(p, ", ");
        if (is_full(p)) {
            put_text(p, "...");
            break;
        }
        put(p, func->params[i].name);
        put_text(p, ": ");
        print(p, func->params[i].type);
    }
    put_text(p, ")");
    if (func->result) {
        put_text(p, " -> ");
        p->end += MAX_TEXT;
        print(p, func->result);
    }
}

static void print_body(printer *p, const ty *type) {
    switch (type->kind) {
    case TY_NAMED:
    case TY_RESOURCE:
    case TY_OWN:
        print_resource(p,
                       type->kind == TY_OWN ? type->u.handle.resource : type);
        break;
    case TY_BORROW:
        put_text(p, "borrow<");
        print_resource(p, type->u.handle.resource);
        put_text(p, ">");
        break;
    case TY_RECORD:
    case TY_VARIANT:
    case TY_FLAGS:
    case TY_ENUM:
        print_members(p, type);
        break;
    case TY_DEFINITION:
        if (type->u.definition.func)
            print_func(p, type->u.definition.func);
        else
            put_text(p, type->u.definition.instance ? "instance type"
                                                    : "component type");
        break;
    case TY_RESULT:
        print_result(p, type);
        break;
    default:
        put_text(p, ty_kind_text(type->kind));
        if (ty_child_count(type) && ty_child(type, 0))
            print_arguments(p, type);
        break;
    }
}

static void print(printer *p, const ty *type) {
    if (is_full(p) || p->nesting > MAX_NESTING) {
        put_text(p, "...");
        return;
    }
    p->nesting++;
    print_body(p, type);
    p->nesting--;
}

void ty_print(tn_writer *out, const ty *type) {
    printer p = {.out = out, .end = MAX_TEXT};
    print(&p, type);
}

void ty_print_func(tn_writer *out, const ty_func *func) {
    printer p = {.out = out, .end = MAX_TEXT};
    print_func(&p, func);
}

/* Ends the text in its place, whether it fits or not. */
static size_t finish(printer *p) {
    if (p->size)
        p->text[p->len < p->size ? p->len : p->size - 1] = '\0';
    return p->len;
}

size_t tenon_type_text(char *out, size_t size, const tenon_type *type) {
    printer p = {.text = out, .size = size, .end = MAX_TEXT};
    if (type)
        print(&p, type);
    return finish(&p);
}

size_t tenon_func_type_text(char *out,
                            size_t size,
                            const tenon_func_type *type) {
    printer p = {.text = out, .size = size, .end = MAX_TEXT};
    if (type)
        print_func(&p, type);
    return finish(&p);
}

/* Core functions */

static void write_text(tn_writer *out, const char *text) {
    tn_write_bytes(out, text, strlen(text));
}

static void print_core_types(tn_writer *out,
                             const core_valtype *types,
                             uint32_t count) {
    write_text(out, "[");
    for (uint32_t i = 0; i < count && i < 100; i++) {
        if (i)
            write_text(out, " ");
        write_text(out, core_valtype_name(types[i]));
    }
    write_text(out, count > 100 ? " ...]" : "]");
}

void ty_print_core_func(tn_writer *out, const core_functype *func) {
    print_core_types(out, func->params, func->param_count);
    write_text(out, " -> ");
    print_core_types(out, func->results, func->result_count);
}
