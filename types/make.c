/*
 * Making of type nodes. Each maker checks the rules and limits for its node,
 * then summarises the children (finish). Children are complete before their
 * parents, hence nothing here recurses.
 */
#include "base/diag.h"
#include "base/limits.h"
#include "types/layout.h"
#include "types/types.h"

/* clang-format off */
#define FLAT_I32 {ty_flat_i32, ty_flat_i32}
#define FLAT_I64 {ty_flat_i64, ty_flat_i64}
#define FLAT_F32 {ty_flat_f32, ty_flat_f32}
#define FLAT_F64 {ty_flat_f64, ty_flat_f64}
/* clang-format on */

static const ty primitives[] = {
#define PRIMITIVE(NAME, wit, code, bytes, FLAT)                 \
    {.kind = TY_##NAME,                                         \
     .weight = 1,                                               \
     .any_bits = TY_##NAME >= TY_S8 && TY_##NAME <= TY_U64,     \
     .any_bits_nan = TY_##NAME >= TY_S8 && TY_##NAME <= TY_F64, \
     .has_floats = TY_##NAME == TY_F32 || TY_##NAME == TY_F64,  \
     .has_handles = TY_##NAME == TY_ERROR_CONTEXT,              \
     .layout = {.size = {bytes, bytes},                         \
                .align = {bytes, bytes},                        \
                .flat_count = 1,                                \
                .flat = FLAT_##FLAT}},
#include "tenon/type.def"
};

/* Its size depends on that of pointers; the table's row is not used. */
static const ty string_type = {.kind = TY_STRING,
                               .weight = 1,
                               .has_pointers = true,
                               .layout = {.size = {8, 16},
                                          .align = {4, 8},
                                          .flat_count = 2,
                                          .flat = {ty_flat_i32, ty_flat_i64}}};

const ty *ty_primitive(ty_kind kind) {
    tn_assert((size_t)kind < TN_COUNT_OF(primitives));
    return kind == TY_STRING ? &string_type : &primitives[kind];
}

uint32_t ty_child_count(const ty *type) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
        return type->u.fields.len;
    case TY_LIST:
    case TY_FIXED_LIST:
    case TY_OPTION:
    case TY_STREAM:
    case TY_FUTURE:
    case TY_NAMED:
        return 1;
    case TY_RESULT:
    case TY_MAP:
        return 2;
    default:
        return 0;
    }
}

const ty *ty_child(const ty *type, uint32_t index) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
        return type->u.fields.data[index].type;
    case TY_RESULT:
        return index == 0 ? type->u.result.ok : type->u.result.err;
    case TY_MAP:
        return index == 0 ? type->u.map.key : type->u.map.value;
    case TY_NAMED:
        return type->u.named.target;
    default:
        return type->u.of.elem;
    }
}

const ty *ty_strip(const ty *type) {
    return type->kind == TY_NAMED ? type->u.named.end : type;
}

const ty *ty_resource_of(const ty *handle) {
    handle = ty_strip(handle);
    tn_assert(handle->kind == TY_OWN || handle->kind == TY_BORROW);
    return ty_strip(handle->u.handle.resource);
}

uint32_t ty_case_count(const ty *type) {
    type = ty_strip(type);
    switch (type->kind) {
    case TY_VARIANT:
    case TY_ENUM:
        return type->u.fields.len;
    case TY_OPTION:
    case TY_RESULT:
        return 2;
    default:
        return 0;
    }
}

const ty *ty_case_type(const ty *type, uint32_t index) {
    type = ty_strip(type);
    switch (type->kind) {
    case TY_VARIANT:
        return type->u.fields.data[index].type;
    case TY_OPTION:
        return index == 1 ? type->u.of.elem : NULL;
    case TY_RESULT:
        return index == 0 ? type->u.result.ok : type->u.result.err;
    default:
        return NULL;
    }
}

tn_str ty_case_name(const ty *type, uint32_t index) {
    type = ty_strip(type);
    if (type->kind == TY_OPTION)
        return index == 0 ? TN_STR("none") : TN_STR("some");
    if (type->kind == TY_RESULT)
        return index == 0 ? TN_STR("ok") : TN_STR("error");
    return type->u.fields.data[index].name;
}

/* A rule was broken: in a WIT text, or in a binary. */
static tn_diag_id rule_of(tenon_context *ctx, tn_span span) {
    const tn_source *source = tn_source_of(ctx, span.lo);
    return source && source->kind == TN_SOURCE_TEXT ? DIAG_WIT_TYPE
                                                    : DIAG_COMP_TYPE;
}

static const ty *reject(tenon_context *ctx, tn_span span, const char *why) {
    tn_error(ctx, rule_of(ctx, span), span, "%s", why);
    return NULL;
}

static ty *new_node(tn_arena *arena, ty_kind kind) {
    ty *type = TN_NEW(arena, ty);
    type->kind = kind;
    return type;
}

/* Do all bit patterns of the node itself mean something? */
static bool own_bits_free(const ty *type) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_TUPLE:
    case TY_FIXED_LIST:
        return true;
    case TY_FLAGS: /* undefined bits are cleared on the way */
        return type->u.fields.len == 8u * type->layout.size[0];
    default:
        return false;
    }
}

static void add_child(ty *type, uint32_t *depth, const ty *child) {
    bool through = type->kind != TY_STREAM && type->kind != TY_FUTURE;
    type->weight = child->weight > UINT32_MAX - type->weight
                       ? UINT32_MAX
                       : type->weight + child->weight;
    if (child->depth + 1u > *depth)
        *depth = child->depth + 1u;
    type->has_borrow |= child->has_borrow;
    type->has_resources |= child->has_resources;
    if (!through)
        return;
    type->has_pointers |= child->has_pointers;
    type->has_handles |= child->has_handles;
    type->has_floats |= child->has_floats;
    type->any_bits &= child->any_bits;
    type->any_bits_nan &= child->any_bits_nan;
}

/* Summarises the children, computes the layout, checks the limits. */
static const ty *finish(tenon_context *ctx,
                        tn_arena *arena,
                        tn_span span,
                        ty *type) {
    ty_layout_compute(type, arena);
    uint32_t depth = 0;
    type->weight = 1;
    type->any_bits = type->any_bits_nan = own_bits_free(type);
    type->has_pointers = type->kind == TY_LIST || type->kind == TY_MAP;
    type->has_borrow = type->kind == TY_BORROW;
    type->has_resources = type->kind == TY_OWN || type->kind == TY_BORROW;
    type->has_handles = type->kind >= TY_OWN && type->kind <= TY_FUTURE;
    for (uint32_t i = 0; i < ty_child_count(type); i++) {
        const ty *child = ty_child(type, i);
        if (child)
            add_child(type, &depth, child);
    }
    type->depth = (uint16_t)depth;
    const char *over = depth > TN_MAX_DEPTH ? "type is nested too deeply"
                       : type->weight > TN_MAX_TYPE_SIZE
                           ? "type is too large: its definitions multiply"
                       : type->layout.size[1] > TN_MAX_LIST_BYTES
                           ? "type takes 2^28 bytes of memory or more"
                           : NULL;
    if (!over)
        return type;
    tn_diag *diag = tn_error(ctx, DIAG_LIMIT, span, "%s", over);
    tn_note(ctx, diag, TN_NO_SPAN,
            "types may nest %d levels deep and have %d parts in all",
            TN_MAX_DEPTH, TN_MAX_TYPE_SIZE);
    return NULL;
}

static const ty *make_fields(tenon_context *ctx,
                             tn_arena *arena,
                             tn_span span,
                             ty_kind kind,
                             const ty_field *fields,
                             uint32_t len) {
    if (len > TN_MAX_FIELDS) {
        tn_error(ctx, DIAG_LIMIT, span,
                 "%u members are more than the %d of the"
                 " limit",
                 len, TN_MAX_FIELDS);
        return NULL;
    }
    ty *type = new_node(arena, kind);
    type->u.fields.data = fields;
    type->u.fields.len = len;
    return finish(ctx, arena, span, type);
}

const ty *ty_make_record(tenon_context *ctx,
                         tn_arena *arena,
                         tn_span span,
                         const ty_field *fields,
                         uint32_t len) {
    if (len == 0)
        return reject(ctx, span, "record type must have at least one field");
    return make_fields(ctx, arena, span, TY_RECORD, fields, len);
}

const ty *ty_make_empty(tenon_context *ctx,
                        tn_arena *arena,
                        tn_span span,
                        ty_kind kind) {
    return make_fields(ctx, arena, span, kind, NULL, 0);
}

const ty *ty_make_variant(tenon_context *ctx,
                          tn_arena *arena,
                          tn_span span,
                          const ty_field *cases,
                          uint32_t len) {
    if (len == 0)
        return reject(ctx, span, "variant type must have at least one case");
    return make_fields(ctx, arena, span, TY_VARIANT, cases, len);
}

const ty *ty_make_tuple(tenon_context *ctx,
                        tn_arena *arena,
                        tn_span span,
                        const ty_field *fields,
                        uint32_t len) {
    if (len == 0)
        return reject(ctx, span, "tuple type must have at least one type");
    return make_fields(ctx, arena, span, TY_TUPLE, fields, len);
}

const ty *ty_make_flags(tenon_context *ctx,
                        tn_arena *arena,
                        tn_span span,
                        const ty_field *labels,
                        uint32_t len) {
    if (len == 0)
        return reject(ctx, span, "flags must have at least one label");
    if (len > TN_MAX_FLAGS) {
        tn_diag *diag = tn_error(ctx, rule_of(ctx, span), span,
                                 "cannot have more than 32 flags");
        tn_help(ctx, diag, "spread them over several types");
        return NULL;
    }
    return make_fields(ctx, arena, span, TY_FLAGS, labels, len);
}

const ty *ty_make_enum(tenon_context *ctx,
                       tn_arena *arena,
                       tn_span span,
                       const ty_field *labels,
                       uint32_t len) {
    if (len == 0)
        return reject(ctx, span, "enum type must have at least one label");
    return make_fields(ctx, arena, span, TY_ENUM, labels, len);
}

const ty *ty_make_of(tenon_context *ctx,
                     tn_arena *arena,
                     tn_span span,
                     ty_kind kind,
                     const ty *elem) {
    bool is_async = kind == TY_STREAM || kind == TY_FUTURE;
    tn_assert(elem || is_async);
    if (is_async && elem && elem->has_borrow)
        return reject(ctx, span,
                      "a stream or future cannot carry a borrowed handle");
    if (kind == TY_STREAM && elem && ty_strip(elem)->kind == TY_CHAR)
        return reject(ctx, span, "`stream<char>` is not valid at this time");
    ty *type = new_node(arena, kind);
    type->u.of.elem = elem;
    return finish(ctx, arena, span, type);
}

const ty *ty_make_fixed_list(tenon_context *ctx,
                             tn_arena *arena,
                             tn_span span,
                             const ty *elem,
                             uint32_t len) {
    if (len == 0)
        return reject(ctx, span,
                      "fixed-length lists must have more than zero elements");
    ty *type = new_node(arena, TY_FIXED_LIST);
    type->u.of.elem = elem;
    type->u.of.len = len;
    return finish(ctx, arena, span, type);
}

const ty *ty_make_result(tenon_context *ctx,
                         tn_arena *arena,
                         tn_span span,
                         const ty *ok,
                         const ty *err) {
    ty *type = new_node(arena, TY_RESULT);
    type->u.result.ok = ok;
    type->u.result.err = err;
    return finish(ctx, arena, span, type);
}

/* Explainer.md, keytype. */
static bool is_key(const ty *key) {
    ty_kind kind = key->kind;
    return kind <= TY_U64 || kind == TY_CHAR || kind == TY_STRING;
}

const ty *ty_make_map(tenon_context *ctx,
                      tn_arena *arena,
                      tn_span span,
                      const ty *key,
                      const ty *value) {
    key = ty_strip(key); /* only WIT that says it itself is valid */
    if (!is_key(key))
        return reject(ctx, span,
                      "map keys must be bool, integers, char or string");
    ty *type = new_node(arena, TY_MAP);
    type->u.map.key = key;
    type->u.map.value = value;
    return finish(ctx, arena, span, type);
}

const ty *ty_make_handle(tenon_context *ctx,
                         tn_arena *arena,
                         tn_span span,
                         ty_kind kind,
                         const ty *resource) {
    if (ty_strip(resource)->kind != TY_RESOURCE)
        return reject(ctx, span,
                      kind == TY_OWN ? "own needs a resource type"
                                     : "borrow needs a resource "
                                       "type");
    ty *type = new_node(arena, kind);
    type->u.handle.resource = resource;
    return finish(ctx, arena, span, type);
}

ty *ty_make_named(tn_arena *arena, tn_str name, const ty *target) {
    ty *type = TN_NEW(arena, ty);
    *type = *target;
    type->kind = TY_NAMED;
    memset(&type->u, 0, sizeof type->u);
    type->u.named.name = name;
    type->u.named.target = target;
    type->u.named.end = ty_strip(target);
    type->names = target->names + 1;
    return type;
}

ty *ty_make_resource(tn_arena *arena, tn_str name) {
    ty *type = new_node(arena, TY_RESOURCE);
    type->weight = 1;
    type->has_resources = true;
    type->layout.align[0] = type->layout.align[1] = 1;
    type->u.resource.name = name;
    return type;
}
