/* Types and signatures as WIT text. */
#include "wit/print.h"

static void put_one(wit_printer *p, const char *word, const ty *type) {
    wit_put(p, word);
    if (!type)
        return;
    wit_put(p, "<");
    wit_put_type(p, type);
    wit_put(p, ">");
}

static void put_two(wit_printer *p,
                    const char *word,
                    const ty *first,
                    const ty *second) {
    wit_put(p, word);
    wit_put(p, "<");
    if (first)
        wit_put_type(p, first);
    else
        wit_put(p, "_");
    wit_put(p, ", ");
    wit_put_type(p, second);
    wit_put(p, ">");
}

static void put_tuple(wit_printer *p, const ty *type) {
    wit_put(p, "tuple<");
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        wit_put(p, i ? ", " : "");
        wit_put_type(p, type->u.fields.data[i].type);
    }
    wit_put(p, ">");
}

static void put_fixed_list(wit_printer *p, const ty *type) {
    char len[16];
    snprintf(len, sizeof len, ", %u>", type->u.of.len);
    wit_put(p, "list<");
    wit_put_type(p, type->u.of.elem);
    wit_put(p, len);
}

static tn_str name_of(const ty *type) {
    return type->kind == TY_RESOURCE ? type->u.resource.name
                                     : type->u.named.name;
}

static void put_result(wit_printer *p, const ty *type) {
    if (type->u.result.err)
        put_two(p, "result", type->u.result.ok, type->u.result.err);
    else
        put_one(p, "result", type->u.result.ok);
}

/* Recursion is bounded by the depth that types/ allows. */
void wit_put_type(wit_printer *p, const ty *type) {
    switch (type->kind) {
#define PRIMITIVE(NAME, wit, code, size, flat) \
    case TY_##NAME:                            \
        wit_put(p, wit);                       \
        return;
#include "tenon/type.def"
    case TY_LIST:
        put_one(p, "list", type->u.of.elem);
        return;
    case TY_OPTION:
        put_one(p, "option", type->u.of.elem);
        return;
    case TY_STREAM:
        put_one(p, "stream", type->u.of.elem);
        return;
    case TY_FUTURE:
        put_one(p, "future", type->u.of.elem);
        return;
    case TY_FIXED_LIST:
        put_fixed_list(p, type);
        return;
    case TY_TUPLE:
        put_tuple(p, type);
        return;
    case TY_RESULT:
        put_result(p, type);
        return;
    case TY_MAP:
        put_two(p, "map", type->u.map.key, type->u.map.value);
        return;
    case TY_BORROW:
        put_one(p, "borrow", type->u.handle.resource);
        return;
    case TY_OWN:
        wit_put_name(p, name_of(type->u.handle.resource));
        return;
    case TY_NAMED:
    case TY_RESOURCE:
        wit_put_name(p, name_of(type));
        return;
    default:
        tn_assert(false && "in WIT these have names");
        return;
    }
}

static void put_members(wit_printer *p, tn_str name, const ty *type) {
    wit_put_name(p, name);
    wit_open(p);
    for (uint32_t i = 0; i < type->u.fields.len; i++) {
        const ty_field *field = &type->u.fields.data[i];
        wit_put_docs(p, field->docs);
        wit_put_name(p, field->name);
        if (type->kind == TY_RECORD)
            wit_put(p, ": ");
        if (type->kind == TY_VARIANT && field->type)
            wit_put(p, "(");
        if (field->type)
            wit_put_type(p, field->type);
        wit_put(p, type->kind == TY_VARIANT && field->type ? ")," : ",");
        wit_put_line(p);
    }
    wit_close(p);
}

/* `own<r>` is written out: `type a = r` is another name of r itself. */
static void put_alias(wit_printer *p, tn_str name, const ty *target) {
    wit_put(p, "type ");
    wit_put_name(p, name);
    wit_put(p, " = ");
    if (target->kind == TY_OWN)
        put_one(p, "own", target->u.handle.resource);
    else
        wit_put_type(p, target);
    wit_put(p, ";");
    wit_put_line(p);
}

void wit_put_typedef(wit_printer *p, const wit_typedef *def) {
    const ty *target = def->type->u.named.target;
    switch (target->kind) {
    case TY_RECORD:
        wit_put(p, "record ");
        put_members(p, def->name, target);
        return;
    case TY_VARIANT:
        wit_put(p, "variant ");
        put_members(p, def->name, target);
        return;
    case TY_FLAGS:
        wit_put(p, "flags ");
        put_members(p, def->name, target);
        return;
    case TY_ENUM:
        wit_put(p, "enum ");
        put_members(p, def->name, target);
        return;
    default:
        put_alias(p, def->name, target);
        return;
    }
}

void wit_put_signature(wit_printer *p, const ty_func *func, uint32_t skip) {
    wit_put(p, "(");
    for (uint32_t i = skip; i < func->param_count; i++) {
        wit_put(p, i > skip ? ", " : "");
        wit_put_name(p, func->params[i].name);
        wit_put(p, ": ");
        wit_put_type(p, func->params[i].type);
    }
    wit_put(p, ")");
}
