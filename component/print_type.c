/*
 * Types in the text format (Explainer.md, "Type Definitions"): component
 * types, which refer to others by index and are thus no larger than their
 * binary form, and core types. Component and instance types nest as deep as
 * the decoder allows.
 */
#include "component/printer.h"

void bin_put_valtype(bin_printer *p, bin_valtype type) {
    static const char *const primitives[] = {
#define PRIMITIVE(NAME, text, code, size, flat) text,
#include "tenon/type.def"
    };
    if (type.is_index)
        bin_put_index(p, TY_SORT_TYPE, type.index);
    else
        bin_put(p, primitives[type.index]);
}

static void put_spaced(bin_printer *p, bool has, bin_valtype type) {
    if (!has)
        return;
    bin_put(p, " ");
    bin_put_valtype(p, type);
}

/* " (word "label" type)" for each */
static void put_fields(bin_printer *p,
                       const bin_deftype *type,
                       const char *word) {
    for (uint32_t i = 0; i < type->field_count; i++) {
        const bin_field *field = &type->fields[i];
        bin_put(p, " ");
        bin_open(p, word);
        bin_put(p, " ");
        bin_put_name(p, field->name);
        put_spaced(p, field->has_type, field->type);
        bin_close(p);
    }
}

static void put_labels(bin_printer *p, const bin_deftype *type) {
    for (uint32_t i = 0; i < type->field_count; i++) {
        bin_put(p, " ");
        bin_put_name(p, type->fields[i].name);
    }
}

static void put_members(bin_printer *p, const bin_deftype *type) {
    for (uint32_t i = 0; i < type->field_count; i++)
        put_spaced(p, true, type->fields[i].type);
}

static void put_group(bin_printer *p,
                      const char *word,
                      bool has,
                      bin_valtype type) {
    if (!has)
        return;
    bin_put(p, " ");
    bin_open(p, word);
    bin_put(p, " ");
    bin_put_valtype(p, type);
    bin_close(p);
}

static void put_value_parts(bin_printer *p, const bin_deftype *type) {
    switch (type->kind) {
    case TY_RECORD:
        put_fields(p, type, "field");
        break;
    case TY_VARIANT:
        put_fields(p, type, "case");
        break;
    case TY_TUPLE:
        put_members(p, type);
        break;
    case TY_FLAGS:
    case TY_ENUM:
        put_labels(p, type);
        break;
    case TY_RESULT:
        put_spaced(p, type->has_type, type->type);
        put_group(p, "error", type->has_type2, type->type2);
        break;
    case TY_OWN:
    case TY_BORROW:
        bin_put(p, " ");
        bin_put_index(p, TY_SORT_TYPE, type->index);
        break;
    case TY_FIXED_LIST:
        put_spaced(p, true, type->type);
        bin_put(p, " ");
        bin_put_number(p, type->index);
        break;
    default: /* LIST OPTION STREAM FUTURE MAP */
        put_spaced(p, type->has_type, type->type);
        put_spaced(p, type->has_type2, type->type2);
        break;
    }
}

static const char *keyword_of(ty_kind kind) {
    static const char *const words[] = {
#define TYPE(NAME, text) [TY_##NAME] = text,
#include "tenon/type.def"
    };
    return words[kind];
}

static void put_value_type(bin_printer *p, const bin_deftype *type) {
    bin_open(p, keyword_of(type->kind));
    put_value_parts(p, type);
    bin_close(p);
}

static void put_func(bin_printer *p, const bin_deftype *type) {
    bin_open(p, type->is_async ? "func async" : "func");
    put_fields(p, type, "param");
    put_group(p, "result", type->has_type, type->type);
    bin_close(p);
}

static void put_resource(bin_printer *p, const bin_deftype *type) {
    bin_open(p, "resource ");
    bin_open(p, "rep ");
    bin_put_core_valtype(p, type->rep64 ? CORE_I64 : CORE_I32);
    bin_close(p);
    if (type->has_dtor) {
        bin_put(p, " ");
        bin_open(p, "dtor ");
        bin_put_index(p, TY_SORT_CORE_FUNC, type->dtor);
        bin_close(p);
    }
    bin_close(p);
}

/* exportdecl: the index stands in front of the name. */
static void put_export_decl(bin_printer *p, const bin_def *def) {
    bin_open(p, "export ");
    bin_put_id(p, def->adds);
    bin_put(p, " ");
    bin_put_extern_name(p, &def->u.import.name);
    bin_put(p, " ");
    bin_put_externdesc(p, &def->u.import.desc, NULL);
    bin_close(p);
}

static void put_decl(bin_printer *p, const bin_def *def) {
    bin_line(p);
    switch (def->kind) {
    case BIN_CORE_TYPE:
        bin_put_core_type(p, def);
        break;
    case BIN_TYPE:
        bin_put_type(p, def);
        break;
    case BIN_ALIAS:
        bin_put_alias(p, def);
        break;
    case BIN_IMPORT:
        bin_put_import(p, def);
        break;
    default:
        put_export_decl(p, def);
        break;
    }
}

/* componenttype, instancetype: a scope of its own, which has no names. */
static void put_decls(bin_printer *p, const bin_deftype *type) {
    const bin_name_section *names = p->names;
    p->names = NULL;
    bin_line(p);
    bin_open(p, type->form == BIN_TYPE_COMPONENT ? "component" : "instance");
    for (uint32_t i = 0; i < type->decl_count && !p->s.failed; i++)
        put_decl(p, &type->decls[i]);
    bin_close(p);
    p->names = names;
}

void bin_put_type(bin_printer *p, const bin_def *def) {
    const bin_deftype *type = &def->u.type.def;
    bin_open(p, "type ");
    bin_put_id(p, def->adds);
    if (type->form != BIN_TYPE_COMPONENT && type->form != BIN_TYPE_INSTANCE)
        bin_put(p, " ");
    switch (type->form) {
    case BIN_TYPE_PRIMITIVE:
        bin_put_valtype(p, type->type);
        break;
    case BIN_TYPE_VALUE:
        put_value_type(p, type);
        break;
    case BIN_TYPE_FUNC:
        put_func(p, type);
        break;
    case BIN_TYPE_COMPONENT:
    case BIN_TYPE_INSTANCE:
        put_decls(p, type);
        break;
    case BIN_TYPE_RESOURCE:
        put_resource(p, type);
        break;
    }
    bin_close(p);
}

/* Core types */

static core_type_text core_text(bin_printer *p) {
    return (core_type_text){&p->s, bin_names_of(p, TY_SORT_CORE_TYPE)};
}

void bin_put_core_valtype(bin_printer *p, core_valtype type) {
    core_type_text t = core_text(p);
    core_print_valtype(&t, type);
}

static void put_core_func(bin_printer *p, const core_functype *func) {
    core_type_text t = core_text(p);
    core_print_functype(&t, func);
}

static void put_core_extern(bin_printer *p, const core_extern *type) {
    core_type_text t = core_text(p);
    bin_open(p, core_kind_word(type->kind));
    core_print_extern(&t, type);
    bin_close(p);
}

/* types counts those of the module type so far. */
static void put_module_decl(bin_printer *p,
                            const bin_moduledecl *decl,
                            uint32_t *types) {
    bin_sort_index id = {TY_SORT_CORE_TYPE, *types};
    bin_line(p);
    switch (decl->kind) {
    case BIN_MODULE_TYPE:
        ++*types;
        bin_open(p, "type ");
        bin_put_id(p, id);
        bin_put(p, " ");
        put_core_func(p, decl->func);
        break;
    case BIN_MODULE_ALIAS:
        ++*types;
        bin_open(p, "alias outer ");
        bin_put_number(p, decl->outer);
        bin_put(p, " ");
        bin_put_number(p, decl->index);
        bin_put(p, " ");
        bin_open(p, "type ");
        bin_put_id(p, id);
        bin_close(p);
        break;
    case BIN_MODULE_IMPORT:
    case BIN_MODULE_EXPORT:
        bin_open(p, decl->kind == BIN_MODULE_IMPORT ? "import " : "export ");
        if (decl->kind == BIN_MODULE_IMPORT) {
            bin_put_name(p, decl->module);
            bin_put(p, " ");
        }
        bin_put_name(p, decl->name);
        bin_put(p, " ");
        put_core_extern(p, &decl->type);
        break;
    }
    bin_close(p);
}

static void put_module_type(bin_printer *p, const bin_def *def) {
    const bin_name_section *names = p->names;
    uint32_t types = 0;
    p->names = NULL;
    bin_line(p);
    bin_open(p, "module");
    for (uint32_t i = 0; i < def->u.core_type.decl_count && !p->s.failed; i++)
        put_module_decl(p, &def->u.core_type.decls[i], &types);
    bin_close(p);
    p->names = names;
}

/* Binary.md: a function type behind 0x00 0x50 is open to subtypes. */
static bool is_open(const bin_def *def) {
    const uint8_t *bytes = def->u.core_type.bytes;
    return bytes && bytes[0] == 0x00;
}

void bin_put_core_type(bin_printer *p, const bin_def *def) {
    bin_open(p, "core type ");
    bin_put_id(p, def->adds);
    if (!def->u.core_type.func) {
        put_module_type(p, def);
    } else {
        bin_put(p, " ");
        if (is_open(def))
            bin_open(p, "sub ");
        put_core_func(p, def->u.core_type.func);
        if (is_open(def))
            bin_close(p);
    }
    bin_close(p);
}
