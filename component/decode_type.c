/*
 * Type definitions (Binary.md, "Type Definitions"), component-level and
 * core. Component and instance types nest; the depth is counted together
 * with that of components.
 */
#include "base/context.h"
#include "component/decode.h"

bool bin_read_valtype(tn_reader *r, bin_valtype *out) {
    static const struct {
        uint8_t code;
        ty_kind kind;
    } rows[] = {
#define PRIMITIVE(NAME, wit, code, size, flat) {code, TY_##NAME},
#include "tenon/type.def"
    };
    size_t from = r->pos;
    int64_t value = 0;
    if (!tn_read_s33(r, &value, "value type"))
        return false;
    out->is_index = value >= 0;
    if (out->is_index) {
        out->index = (uint32_t)value;
        return true;
    }
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        if (r->pos - from == 1 && rows[i].code == (value & 0x7f)) {
            out->index = rows[i].kind;
            return true;
        }
    }
    return tn_reader_fail(r, from, "invalid leading byte (0x%x) for value type",
                          (unsigned)(value & 0x7f));
}

static bool read_optional(tn_reader *r, bool *has, bin_valtype *out) {
    return bin_read_flag(r, has, "optional value type") &&
           (!*has || bin_read_valtype(r, out));
}

bool bin_read_result(tn_reader *r, bool *has, bin_valtype *out) {
    uint8_t form = 0, zero = 0;
    if (!tn_read_u8(r, &form, "result list"))
        return false;
    if (form > 1)
        return bin_bad_byte(r, form, "result list");
    *has = form == 0;
    if (*has)
        return bin_read_valtype(r, out);
    if (!tn_read_u8(r, &zero, "result list"))
        return false;
    return zero == 0 || bin_bad_byte(r, zero, "result list");
}

typedef enum field_form {
    LABEL_AND_TYPE,
    TYPE_ONLY,
    LABEL_ONLY,
    CASE
} field_form;

static bool read_field(tn_reader *r, bin_field *out, field_form form) {
    uint8_t zero = 0;
    if (form != TYPE_ONLY && !tn_read_name(r, &out->name, "label"))
        return false;
    switch (form) {
    case LABEL_AND_TYPE:
    case TYPE_ONLY:
        out->has_type = true;
        return bin_read_valtype(r, &out->type);
    case LABEL_ONLY:
        return true;
    case CASE:
        if (!read_optional(r, &out->has_type, &out->type) ||
            !tn_read_u8(r, &zero, "case"))
            return false;
        return zero == 0 || bin_bad_byte(r, zero, "end of case");
    }
    return false;
}

static bool read_fields(bin_decoder *d,
                        tn_reader *r,
                        bin_deftype *out,
                        field_form form) {
    TN_VEC(bin_field) fields = {0};
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_FIELDS, "number of members"))
        return false;
    while (count--) {
        if (!bin_count_item(d, r))
            return false;
        bin_field *field = tn_vec_add(d->arena, &fields);
        if (!read_field(r, field, form))
            return false;
    }
    out->fields = fields.data;
    out->field_count = (uint32_t)fields.len;
    return true;
}

static bool read_func(bin_decoder *d, tn_reader *r, bin_deftype *out) {
    out->form = BIN_TYPE_FUNC;
    return read_fields(d, r, out, LABEL_AND_TYPE) &&
           bin_read_result(r, &out->has_type, &out->type);
}

static bool read_resource(tn_reader *r, bin_deftype *out) {
    core_valtype rep = 0;
    out->form = BIN_TYPE_RESOURCE;
    size_t from = r->pos;
    if (!bin_read_core_valtype(r, &rep))
        return false;
    if (rep != CORE_I32 && rep != CORE_I64)
        return tn_reader_fail(r, from,
                              "resources can only be represented by `i32`");
    out->rep64 = rep == CORE_I64;
    return bin_read_flag(r, &out->has_dtor, "destructor") &&
           (!out->has_dtor || tn_read_u32(r, &out->dtor, "destructor index"));
}

static bool read_decl(bin_decoder *d,
                      tn_reader *r,
                      bin_def *def,
                      bool in_component) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "declarator"))
        return false;
    switch (code) {
    case 0x00:
        def->kind = BIN_CORE_TYPE;
        return bin_read_core_type(d, r, def);
    case 0x01:
        def->kind = BIN_TYPE;
        return bin_read_type(d, r, &def->u.type.def);
    case 0x02:
        def->kind = BIN_ALIAS;
        return bin_read_alias(r, def);
    case 0x03:
        if (!in_component)
            break;
        def->kind = BIN_IMPORT;
        return bin_read_extern_name(r, &def->u.import.name) &&
               bin_read_externdesc(r, &def->u.import.desc);
    case 0x04:
        def->kind = BIN_EXPORT;
        return bin_read_extern_name(r, &def->u.import.name) &&
               bin_read_externdesc(r, &def->u.import.desc);
    default:
        break;
    }
    return bin_bad_byte(r, code,
                        in_component ? "component type declaration"
                                     : "instance type declaration");
}

static bool read_decls(bin_decoder *d, tn_reader *r, bin_deftype *out) {
    uint32_t count = 0, counts[TY_SORT_COUNT + 1] = {0};
    size_t outer = d->decls.len;
    if (d->depth >= TN_MAX_DEPTH)
        return tn_reader_fail(r, r->pos, "types are nested more than %d deep",
                              TN_MAX_DEPTH);
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "number of declarators"))
        return false;
    d->depth++;
    while (count--) {
        size_t from = r->pos;
        bin_def def = {0};
        if (!bin_count_item(d, r) ||
            !read_decl(d, r, &def, out->form == BIN_TYPE_COMPONENT))
            return false;
        def.span = tn_reader_since(r, from);
        def.adds.sort = bin_sort_added(&def, true);
        def.adds.index = counts[def.adds.sort]++;
        tn_vec_push(d->arena, &d->decls, def);
    }
    d->depth--;
    out->decl_count = (uint32_t)(d->decls.len - outer);
    out->decls = TN_NEW_ARRAY(d->arena, bin_def, out->decl_count);
    if (out->decl_count)
        memcpy(out->decls, d->decls.data + outer,
               out->decl_count * sizeof *out->decls);
    d->decls.len = outer;
    return true;
}

/* defvaltype, without the primitives. */
static bool read_value_type(bin_decoder *d,
                            tn_reader *r,
                            uint8_t code,
                            bin_deftype *out) {
    static const struct {
        uint8_t code;
        ty_kind kind;
    } rows[] = {
#define VALTYPE(KIND, code) {code, TY_##KIND},
#include "component/valtype.def"
    };
    size_t i = 0;
    while (i < TN_COUNT_OF(rows) && rows[i].code != code)
        i++;
    if (i == TN_COUNT_OF(rows))
        return bin_bad_byte(r, code, "type definition");
    out->form = BIN_TYPE_VALUE;
    out->kind = rows[i].kind;
    switch (out->kind) {
    case TY_RECORD:
        return read_fields(d, r, out, LABEL_AND_TYPE);
    case TY_VARIANT:
        return read_fields(d, r, out, CASE);
    case TY_TUPLE:
        return read_fields(d, r, out, TYPE_ONLY);
    case TY_FLAGS:
    case TY_ENUM:
        return read_fields(d, r, out, LABEL_ONLY);
    case TY_RESULT:
        return read_optional(r, &out->has_type, &out->type) &&
               read_optional(r, &out->has_type2, &out->type2);
    case TY_STREAM:
    case TY_FUTURE:
        return read_optional(r, &out->has_type, &out->type);
    case TY_OWN:
    case TY_BORROW:
        return tn_read_u32(r, &out->index, "resource type index");
    case TY_FIXED_LIST:
        out->has_type = true;
        return bin_read_valtype(r, &out->type) &&
               tn_read_u32(r, &out->index, "list length");
    case TY_MAP:
        out->has_type = out->has_type2 = true;
        return bin_read_valtype(r, &out->type) &&
               bin_read_valtype(r, &out->type2);
    default: /* LIST, OPTION */
        out->has_type = true;
        return bin_read_valtype(r, &out->type);
    }
}

static bool is_primitive(uint8_t code) {
    return (code >= 0x73 && code <= 0x7f) || code == 0x64;
}

bool bin_read_type(bin_decoder *d, tn_reader *r, bin_deftype *out) {
    uint8_t code = 0;
    size_t from = r->pos;
    if (!tn_read_u8(r, &code, "type definition"))
        return false;
    if (is_primitive(code)) {
        out->form = BIN_TYPE_PRIMITIVE;
        r->pos = from;
        return bin_read_valtype(r, &out->type);
    }
    switch (code) {
    case 0x3f:
        return read_resource(r, out);
    case 0x40:
        return read_func(d, r, out);
    case 0x43:
        out->is_async = true;
        return read_func(d, r, out);
    case 0x41:
        out->form = BIN_TYPE_COMPONENT;
        return read_decls(d, r, out);
    case 0x42:
        out->form = BIN_TYPE_INSTANCE;
        return read_decls(d, r, out);
    default:
        return read_value_type(d, r, code, out);
    }
}

/* Core types */

static bool read_heap_type(tn_reader *r, uint8_t code, core_valtype *out) {
    int64_t heap = 0;
    size_t from = r->pos;
    if (!tn_read_s33(r, &heap, "heap type"))
        return false;
    if (heap >= 0 && heap > TN_MAX_TYPES)
        return tn_reader_fail(r, from, "heap type index is out of range");
    uint32_t bits =
        heap >= 0 ? (uint32_t)heap + CORE_HEAP_INDEX : (uint32_t)(heap & 0x7f);
    *out = code | bits << 8;
    return true;
}

bool bin_read_core_valtype(tn_reader *r, core_valtype *out) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "core value type"))
        return false;
    if (code >= CORE_V128 && code <= CORE_I32) {
        *out = code;
        return true;
    }
    if (code >= 0x69 && code <= 0x74) {
        *out = (core_valtype)(CORE_REF_NULL | code << 8);
        return true;
    }
    if (code == CORE_REF || code == CORE_REF_NULL)
        return read_heap_type(r, code, out);
    return bin_bad_byte(r, code, "core value type");
}

typedef TN_VEC(core_valtype) valtype_vec;

static bool read_core_valtypes(bin_decoder *d,
                               tn_reader *r,
                               valtype_vec *out,
                               uint32_t *count) {
    if (!tn_read_count(r, count, TN_MAX_CORE_PARAMS, "number of core types"))
        return false;
    for (uint32_t i = 0; i < *count; i++) {
        core_valtype type = 0;
        if (!bin_read_core_valtype(r, &type))
            return false;
        tn_vec_push(d->arena, out, type);
    }
    return true;
}

static bool read_core_func(bin_decoder *d,
                           tn_reader *r,
                           const core_functype **out) {
    core_functype *func = TN_NEW(d->arena, core_functype);
    valtype_vec types = {0};
    if (!read_core_valtypes(d, r, &types, &func->param_count) ||
        !read_core_valtypes(d, r, &types, &func->result_count))
        return false;
    func->params = types.data;
    func->results = types.data ? types.data + func->param_count : NULL;
    *out = func;
    return true;
}

static bool read_limits(tn_reader *r, core_limits *out, bool table) {
    uint8_t flags = 0;
    size_t from = r->pos;
    if (!tn_read_u8(r, &flags, "limits"))
        return false;
    if (flags & 8)
        return bin_unsupported(r, from, "custom page sizes");
    if (flags > 7 || (table && (flags & 2)))
        return tn_reader_fail(r, from, "malformed limits flags: 0x%x", flags);
    out->has_max = flags & 1;
    out->shared = flags & 2;
    out->is64 = flags & 4;
    uint32_t min = 0, max = 0;
    if (out->is64)
        return tn_read_u64(r, &out->min, "minimum") &&
               (!out->has_max || tn_read_u64(r, &out->max, "maximum"));
    bool ok = tn_read_u32(r, &min, "minimum") &&
              (!out->has_max || tn_read_u32(r, &max, "maximum"));
    out->min = min;
    out->max = max;
    return ok;
}

/* core:externtype */
static bool read_core_extern(tn_reader *r, core_extern *out) {
    uint8_t kind = 0, zero = 0;
    if (!tn_read_u8(r, &kind, "core extern type"))
        return false;
    out->kind = (core_kind)kind;
    switch (kind) {
    case CORE_FUNC:
        return tn_read_u32(r, &out->u.func, "core type index");
    case CORE_TABLE:
        return bin_read_core_valtype(r, &out->u.table.elem) &&
               read_limits(r, &out->u.table.limits, true);
    case CORE_MEMORY:
        return read_limits(r, &out->u.memory, false);
    case CORE_GLOBAL:
        return bin_read_core_valtype(r, &out->u.global.type) &&
               bin_read_flag(r, &out->u.global.mutable_, "mutability");
    case CORE_TAG:
        if (!tn_read_u8(r, &zero, "tag type"))
            return false;
        return zero == 0 ? tn_read_u32(r, &out->u.tag, "core type index")
                         : bin_bad_byte(r, zero, "tag type");
    default:
        return bin_bad_byte(r, kind, "core extern type");
    }
}

static bool read_core_alias(tn_reader *r, bin_moduledecl *out) {
    uint8_t sort = 0, target = 0;
    if (!tn_read_u8(r, &sort, "alias sort"))
        return false;
    if (sort != 0x10)
        return bin_bad_byte(r, sort, "alias sort");
    if (!tn_read_u8(r, &target, "alias target"))
        return false;
    if (target != 0x01)
        return bin_bad_byte(r, target, "alias target");
    return tn_read_u32(r, &out->outer, "outer count") &&
           tn_read_u32(r, &out->index, "core type index");
}

/* The types within a module type: functions only (no GC types yet). */
static bool read_inner_core_type(bin_decoder *d,
                                 tn_reader *r,
                                 bin_moduledecl *out) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "core type"))
        return false;
    if (code == 0x60)
        return read_core_func(d, r, &out->func);
    if (code == 0x00 || (code >= 0x4e && code <= 0x5f))
        return bin_unsupported(r, r->pos - 1, "GC types");
    return bin_bad_byte(r, code, "core type");
}

static bool read_moduledecl(bin_decoder *d, tn_reader *r, bin_moduledecl *out) {
    uint8_t kind = 0;
    if (!tn_read_u8(r, &kind, "module type declaration"))
        return false;
    switch (kind) {
    case 0x00:
        out->kind = BIN_MODULE_IMPORT;
        return tn_read_name(r, &out->module, "module name") &&
               tn_read_name(r, &out->name, "import name") &&
               read_core_extern(r, &out->type);
    case 0x01:
        out->kind = BIN_MODULE_TYPE;
        return read_inner_core_type(d, r, out);
    case 0x02:
        out->kind = BIN_MODULE_ALIAS;
        return read_core_alias(r, out);
    case 0x03:
        out->kind = BIN_MODULE_EXPORT;
        return tn_read_name(r, &out->name, "export name") &&
               read_core_extern(r, &out->type);
    default:
        return bin_bad_byte(r, kind, "module type declaration");
    }
}

/* Binary.md: `sub` takes a 0x00 here, since 0x50 alone is a module type. */
static bool read_sub_type(bin_decoder *d, tn_reader *r, bin_def *def) {
    size_t from = r->pos;
    uint8_t sub = 0, supers = 0, code = 0;
    if (!tn_read_u8(r, &sub, "core type") ||
        !tn_read_u8(r, &supers, "number of supertypes") ||
        !tn_read_u8(r, &code, "core type"))
        return false;
    if (sub != 0x50)
        return tn_reader_fail(r, from,
                              "invalid leading byte (0x%x) for core "
                              "type",
                              sub);
    if (supers != 0 || code != 0x60)
        return bin_unsupported(r, from, "GC types");
    return read_core_func(d, r, &def->u.core_type.func);
}

static bool read_module_type(bin_decoder *d, tn_reader *r, bin_def *def) {
    TN_VEC(bin_moduledecl) decls = {0};
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "number of declarations"))
        return false;
    while (count--) {
        if (!bin_count_item(d, r))
            return false;
        bin_moduledecl *decl = tn_vec_add(d->arena, &decls);
        if (!read_moduledecl(d, r, decl))
            return false;
    }
    def->u.core_type.decls = decls.data;
    def->u.core_type.decl_count = (uint32_t)decls.len;
    return true;
}

bool bin_read_core_type(bin_decoder *d, tn_reader *r, bin_def *def) {
    size_t from = r->pos;
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "core type"))
        return false;
    bool ok = false;
    if (code == 0x60)
        ok = read_core_func(d, r, &def->u.core_type.func);
    else if (code == 0x50)
        ok = read_module_type(d, r, def);
    else if (code == 0x00)
        ok = read_sub_type(d, r, def);
    else if (code >= 0x4e && code <= 0x5f)
        ok = bin_unsupported(r, from, "GC types");
    else
        ok = bin_bad_byte(r, code, "core type");
    def->u.core_type.bytes = r->data + from;
    def->u.core_type.len = r->pos - from;
    return ok;
}
