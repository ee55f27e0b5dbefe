/* Encoding of types and canonical definitions (Binary.md). */
#include "component/encode.h"

void bin_write_valtype(tn_writer *w, bin_valtype type) {
    static const uint8_t codes[] = {
#define PRIMITIVE(NAME, wit, code, size, flat) code,
#include "tenon/type.def"
    };
    if (type.is_index)
        tn_write_s64(w, type.index);
    else
        tn_write_u8(w, codes[type.index]);
}

static void write_optional(tn_writer *w, bool has, bin_valtype type) {
    tn_write_u8(w, has);
    if (has)
        bin_write_valtype(w, type);
}

static void write_result(tn_writer *w, bool has, bin_valtype type) {
    tn_write_u8(w, has ? 0x00 : 0x01);
    if (has)
        bin_write_valtype(w, type);
    else
        tn_write_u8(w, 0x00);
}

static void write_field(tn_writer *w, const bin_field *field, ty_kind kind) {
    if (kind != TY_TUPLE)
        tn_write_name(w, field->name);
    if (kind == TY_VARIANT) {
        write_optional(w, field->has_type, field->type);
        tn_write_u8(w, 0x00);
    } else if (kind == TY_RECORD || kind == TY_TUPLE) {
        bin_write_valtype(w, field->type);
    }
}

/* kind RECORD also stands for parameters. */
static void write_fields(tn_writer *w, const bin_deftype *type, ty_kind kind) {
    tn_write_u32(w, type->field_count);
    for (uint32_t i = 0; i < type->field_count; i++)
        write_field(w, &type->fields[i], kind);
}

static void write_value_type(tn_writer *w, const bin_deftype *type) {
    static const uint8_t codes[] = {
#define VALTYPE(KIND, code) [TY_##KIND] = code,
#include "component/valtype.def"
    };
    tn_write_u8(w, codes[type->kind]);
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
    case TY_FLAGS:
    case TY_ENUM:
        write_fields(w, type, type->kind);
        break;
    case TY_RESULT:
        write_optional(w, type->has_type, type->type);
        write_optional(w, type->has_type2, type->type2);
        break;
    case TY_STREAM:
    case TY_FUTURE:
        write_optional(w, type->has_type, type->type);
        break;
    case TY_OWN:
    case TY_BORROW:
        tn_write_u32(w, type->index);
        break;
    case TY_FIXED_LIST:
        bin_write_valtype(w, type->type);
        tn_write_u32(w, type->index);
        break;
    case TY_MAP:
        bin_write_valtype(w, type->type);
        bin_write_valtype(w, type->type2);
        break;
    default: /* LIST, OPTION */
        bin_write_valtype(w, type->type);
        break;
    }
}

static void write_decl(tn_writer *w, const bin_def *def) {
    switch (def->kind) {
    case BIN_CORE_TYPE:
        tn_write_u8(w, 0x00);
        bin_write_core_type(w, def);
        break;
    case BIN_TYPE:
        tn_write_u8(w, 0x01);
        bin_write_type(w, &def->u.type.def);
        break;
    case BIN_ALIAS:
        tn_write_u8(w, 0x02);
        bin_write_alias(w, def);
        break;
    case BIN_IMPORT:
    case BIN_EXPORT:
        tn_write_u8(w, def->kind == BIN_IMPORT ? 0x03 : 0x04);
        bin_write_extern_name(w, &def->u.import.name);
        bin_write_externdesc(w, &def->u.import.desc);
        break;
    default:
        tn_assert(false); /* not a declarator */
        break;
    }
}

static void write_decls(tn_writer *w, const bin_deftype *type) {
    tn_write_u32(w, type->decl_count);
    for (uint32_t i = 0; i < type->decl_count; i++)
        write_decl(w, &type->decls[i]);
}

void bin_write_type(tn_writer *w, const bin_deftype *type) {
    switch (type->form) {
    case BIN_TYPE_PRIMITIVE:
        bin_write_valtype(w, type->type);
        break;
    case BIN_TYPE_VALUE:
        write_value_type(w, type);
        break;
    case BIN_TYPE_FUNC:
        tn_write_u8(w, type->is_async ? 0x43 : 0x40);
        write_fields(w, type, TY_RECORD);
        write_result(w, type->has_type, type->type);
        break;
    case BIN_TYPE_COMPONENT:
        if (type->encoded.len) {
            tn_write_bytes(w, type->encoded.p, type->encoded.len);
            break;
        }
        tn_write_u8(w, 0x41);
        write_decls(w, type);
        break;
    case BIN_TYPE_INSTANCE:
        tn_write_u8(w, 0x42);
        write_decls(w, type);
        break;
    case BIN_TYPE_RESOURCE:
        tn_write_u8(w, 0x3f);
        bin_write_core_valtype(w, type->rep64 ? CORE_I64 : CORE_I32);
        tn_write_u8(w, type->has_dtor);
        if (type->has_dtor)
            tn_write_u32(w, type->dtor);
        break;
    }
}

/* Core types */

void bin_write_core_valtype(tn_writer *w, core_valtype type) {
    uint8_t code = (uint8_t)type;
    uint32_t heap = type >> 8;
    if (code != CORE_REF && code != CORE_REF_NULL) {
        tn_write_u8(w, code);
    } else if (heap >= CORE_HEAP_INDEX) {
        tn_write_u8(w, code);
        tn_write_s64(w, heap - CORE_HEAP_INDEX);
    } else {
        if (code == CORE_REF)
            tn_write_u8(w, code);
        tn_write_u8(w, (uint8_t)heap);
    }
}

static void write_core_func(tn_writer *w, const core_functype *func) {
    tn_write_u8(w, 0x60);
    tn_write_u32(w, func->param_count);
    for (uint32_t i = 0; i < func->param_count; i++)
        bin_write_core_valtype(w, func->params[i]);
    tn_write_u32(w, func->result_count);
    for (uint32_t i = 0; i < func->result_count; i++)
        bin_write_core_valtype(w, func->results[i]);
}

static void write_limits(tn_writer *w, const core_limits *limits) {
    tn_write_u8(w,
                (uint8_t)((limits->has_max ? 1 : 0) | (limits->shared ? 2 : 0) |
                          (limits->is64 ? 4 : 0)));
    tn_write_u64(w, limits->min);
    if (limits->has_max)
        tn_write_u64(w, limits->max);
}

static void write_core_extern(tn_writer *w, const core_extern *type) {
    tn_write_u8(w, (uint8_t)type->kind);
    switch (type->kind) {
    case CORE_FUNC:
        tn_write_u32(w, type->u.func);
        break;
    case CORE_TABLE:
        bin_write_core_valtype(w, type->u.table.elem);
        write_limits(w, &type->u.table.limits);
        break;
    case CORE_MEMORY:
        write_limits(w, &type->u.memory);
        break;
    case CORE_GLOBAL:
        bin_write_core_valtype(w, type->u.global.type);
        tn_write_u8(w, type->u.global.mutable_);
        break;
    case CORE_TAG:
        tn_write_u8(w, 0x00);
        tn_write_u32(w, type->u.tag);
        break;
    default:
        tn_assert(false); /* not an extern of core modules */
        break;
    }
}

static void write_moduledecl(tn_writer *w, const bin_moduledecl *decl) {
    tn_write_u8(w, (uint8_t)decl->kind);
    switch (decl->kind) {
    case BIN_MODULE_IMPORT:
        tn_write_name(w, decl->module);
        tn_write_name(w, decl->name);
        write_core_extern(w, &decl->type);
        break;
    case BIN_MODULE_TYPE:
        write_core_func(w, decl->func);
        break;
    case BIN_MODULE_ALIAS:
        tn_write_u8(w, 0x10);
        tn_write_u8(w, 0x01);
        tn_write_u32(w, decl->outer);
        tn_write_u32(w, decl->index);
        break;
    case BIN_MODULE_EXPORT:
        tn_write_name(w, decl->name);
        write_core_extern(w, &decl->type);
        break;
    }
}

void bin_write_core_type(tn_writer *w, const bin_def *def) {
    if (def->u.core_type.bytes) {
        tn_write_bytes(w, def->u.core_type.bytes, def->u.core_type.len);
        return;
    }
    if (def->u.core_type.func) {
        write_core_func(w, def->u.core_type.func);
        return;
    }
    tn_write_u8(w, 0x50);
    tn_write_u32(w, def->u.core_type.decl_count);
    for (uint32_t i = 0; i < def->u.core_type.decl_count; i++)
        write_moduledecl(w, &def->u.core_type.decls[i]);
}

/* Canonical definitions */

static void write_option(tn_writer *w, const bin_canon_opts *o, uint8_t code) {
    tn_write_u8(w, code);
    switch (code) {
#define CANON_ENCODING(code, text)
#define CANON_FLAG(code, text, field)
#define CANON_INDEX(code, text, sort, field) \
    case code:                               \
        tn_write_u32(w, o->field);           \
        break;
#include "component/canon_opt.def"
    default:
        break;
    }
}

uint8_t bin_option_codes(const bin_canon_opts *o,
                         uint8_t codes[TN_MAX_CANON_OPTS]) {
    uint8_t count = o->code_count;
    memcpy(codes, o->codes, TN_MAX_CANON_OPTS);
    if (count)
        return count;
    if (o->encoding != BIN_UTF8)
        codes[count++] = (uint8_t)o->encoding;
#define CANON_ENCODING(code, text)
#define CANON_FLAG(code, text, field) \
    if (o->field)                     \
        codes[count++] = code;
#define CANON_INDEX(code, text, sort, field) \
    if (o->has_##field)                      \
        codes[count++] = code;
#include "component/canon_opt.def"
    return count;
}

static void write_options(tn_writer *w, const bin_canon_opts *o) {
    uint8_t codes[TN_MAX_CANON_OPTS];
    uint8_t count = bin_option_codes(o, codes);
    tn_write_u32(w, count);
    for (uint8_t i = 0; i < count; i++)
        write_option(w, o, codes[i]);
}

static void write_LIFT(tn_writer *w, const bin_canon *c) {
    tn_write_u8(w, 0x00);
    tn_write_u32(w, c->func);
    write_options(w, &c->opts);
    tn_write_u32(w, c->type);
}

static void write_LOWER(tn_writer *w, const bin_canon *c) {
    tn_write_u8(w, 0x00);
    tn_write_u32(w, c->func);
    write_options(w, &c->opts);
}

static void write_TYPE(tn_writer *w, const bin_canon *c) {
    tn_write_u32(w, c->type);
}

static void write_TYPE_OPTS(tn_writer *w, const bin_canon *c) {
    tn_write_u32(w, c->type);
    write_options(w, &c->opts);
}

static void write_TYPE_ASYNC(tn_writer *w, const bin_canon *c) {
    tn_write_u32(w, c->type);
    tn_write_u8(w, c->flag);
}

static void write_ASYNC(tn_writer *w, const bin_canon *c) {
    tn_write_u8(w, c->flag);
}

static void write_CANCEL(tn_writer *w, const bin_canon *c) {
    tn_write_u8(w, c->flag);
}

static void write_CANCEL_MEM(tn_writer *w, const bin_canon *c) {
    tn_write_u8(w, c->flag);
    tn_write_u32(w, c->imm);
}

static void write_NONE(tn_writer *w, const bin_canon *c) {
    TN_UNUSED(w);
    TN_UNUSED(c);
}

static void write_RESULT_OPTS(tn_writer *w, const bin_canon *c) {
    write_result(w, c->has_result, c->result);
    write_options(w, &c->opts);
}

static void write_CONTEXT(tn_writer *w, const bin_canon *c) {
    bin_write_core_valtype(w, c->core_type);
    tn_write_u32(w, c->imm);
}

static void write_OPTS(tn_writer *w, const bin_canon *c) {
    write_options(w, &c->opts);
}

static void write_NEW_INDIRECT(tn_writer *w, const bin_canon *c) {
    tn_write_u32(w, c->type);
    tn_write_u32(w, c->imm);
}

void bin_write_canon(tn_writer *w, const bin_canon *canon) {
    tn_write_u8(w, (uint8_t)canon->op);
    switch (canon->op) {
#define CANON(NAME, code, text, shape, feature) \
    case BIN_CANON_##NAME:                      \
        write_##shape(w, canon);                \
        break;
#include "component/canon.def"
    }
}
