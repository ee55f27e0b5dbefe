/*
 * From type graphs to type definitions (Binary.md, "Type Definitions"). A
 * named node is used by its index; a name that no scope knows means its
 * target. Of unnamed types that are equal one definition serves in a scope;
 * what is given a name has a definition of its own, as in other tools.
 * Recursion is bounded by the depth that types/ allows a node to have.
 */
#include "component/encode.h"
#include "linker/linker.h"

static bin_valtype use_index(uint32_t index) {
    return (bin_valtype){.is_index = true, .index = index};
}

static bool is_primitive(ty_kind kind) {
    return kind < TY_RECORD;
}

/* Asks the scope that knows what to do about a node that nobody provides. */
static bool find_missing(link_scope *scope, const ty *node, uint32_t *out) {
    link_scope *asked = scope;
    while (asked && !asked->missing)
        asked = asked->parent;
    return asked && asked->missing(asked, node, out) &&
           (asked == scope || link_find_named(scope, node, out));
}

/*
 * A named node, or the first thing behind it that has an index: true with it.
 * Otherwise *node is what all the names stand for.
 */
static bool find_index(link_scope *scope, const ty **node, uint32_t *out) {
    for (;; *node = (*node)->u.named.target) {
        *node = link_same(scope, *node);
        if ((*node)->kind != TY_NAMED && (*node)->kind != TY_RESOURCE)
            return false;
        if (link_find_named(scope, *node, out) ||
            find_missing(scope, *node, out))
            return true;
        if ((*node)->kind == TY_RESOURCE) {
            scope->failed = true; /* nobody provides it */
            *out = 0;
            return true;
        }
    }
}

/* A use of a value type; of a type by index, also where it is primitive. */
static bin_valtype encode_use(link_scope *scope, const ty *type) {
    uint32_t index;
    if (!find_index(scope, &type, &index)) {
        if (is_primitive(type->kind))
            return (bin_valtype){.index = type->kind};
        index = link_encode_type(scope, type);
    }
    return use_index(index);
}

/* The optional payload of a case, result, stream, future. */
static bool encode_optional(link_scope *scope,
                            const ty *type,
                            bin_valtype *out) {
    if (type)
        *out = encode_use(scope, type);
    return type != NULL;
}

static const bin_field *encode_fields(link_scope *scope,
                                      const ty_field *fields,
                                      uint32_t count) {
    bin_field *out = TN_NEW_ARRAY(scope->arena, bin_field, count);
    for (uint32_t i = 0; i < count; i++) {
        out[i].name = fields[i].name;
        out[i].has_type = encode_optional(scope, fields[i].type, &out[i].type);
    }
    return out;
}

static void fill_value(link_scope *scope, const ty *type, bin_deftype *def) {
    switch (type->kind) {
    case TY_RECORD:
    case TY_VARIANT:
    case TY_TUPLE:
    case TY_FLAGS:
    case TY_ENUM:
        def->fields =
            encode_fields(scope, type->u.fields.data, type->u.fields.len);
        def->field_count = type->u.fields.len;
        return;
    case TY_FIXED_LIST:
        def->index = type->u.of.len;
        def->type = encode_use(scope, type->u.of.elem);
        return;
    case TY_LIST:
    case TY_OPTION:
    case TY_STREAM:
    case TY_FUTURE:
        def->has_type = encode_optional(scope, type->u.of.elem, &def->type);
        return;
    case TY_RESULT:
        def->has_type = encode_optional(scope, type->u.result.ok, &def->type);
        def->has_type2 =
            encode_optional(scope, type->u.result.err, &def->type2);
        return;
    case TY_MAP:
        def->type = encode_use(scope, type->u.map.key);
        def->type2 = encode_use(scope, type->u.map.value);
        return;
    case TY_OWN:
    case TY_BORROW:
        def->index = link_encode_type(scope, type->u.handle.resource);
        return;
    default:
        scope->failed = true;
        return;
    }
}

static void fill_def(link_scope *scope, const ty *type, bin_deftype *def) {
    *def = (bin_deftype){.form = BIN_TYPE_VALUE, .kind = type->kind};
    if (is_primitive(type->kind)) {
        def->form = BIN_TYPE_PRIMITIVE;
        def->type = (bin_valtype){.index = type->kind};
    } else {
        fill_value(scope, type, def);
    }
}

/* Indices of a scope never change: what is encoded alike is equal. */
static uint32_t define_once(link_scope *scope, const bin_deftype *def) {
    bool found;
    scope->encoding.len = 0;
    bin_write_type(&scope->encoding, def);
    tn_map_entry *slot =
        tn_map_put(&scope->equal, tn_writer_str(&scope->encoding), &found);
    if (!found) {
        slot->key = tn_arena_copy(scope->arena, slot->key);
        slot->value.num = link_define_type(scope, def);
    }
    return (uint32_t)slot->value.num;
}

static bool find_anonymous(const link_scope *scope,
                           const void *node,
                           uint32_t *out) {
    uintptr_t known = (uintptr_t)tn_ptr_map_get(&scope->anonymous, node);
    *out = (uint32_t)(known - 1);
    return known != 0;
}

static void bind_anonymous(link_scope *scope,
                           const void *node,
                           uint32_t index) {
    tn_ptr_map_set(&scope->anonymous, node, (void *)((uintptr_t)index + 1));
}

uint32_t link_encode_type(link_scope *scope, const ty *type) {
    uint32_t index;
    bin_deftype def;
    if (find_index(scope, &type, &index) || find_anonymous(scope, type, &index))
        return index;
    fill_def(scope, type, &def);
    index = define_once(scope, &def);
    bind_anonymous(scope, type, index);
    return index;
}

/* What is about to be given a name. */
static uint32_t encode_body(link_scope *scope, const ty *type) {
    uint32_t index;
    bin_deftype def;
    if (find_index(scope, &type, &index))
        return index;
    fill_def(scope, type, &def);
    return link_define_type(scope, &def);
}

uint32_t link_encode_func(link_scope *scope, const ty_func *func) {
    uint32_t index;
    if (find_anonymous(scope, func, &index))
        return index;
    bin_deftype def = {.form = BIN_TYPE_FUNC, .is_async = func->is_async};
    def.fields = encode_fields(scope, func->params, func->param_count);
    def.field_count = func->param_count;
    def.has_type = encode_optional(scope, func->result, &def.type);
    index = define_once(scope, &def);
    bind_anonymous(scope, func, index);
    return index;
}

bin_extern_name link_extern_name(const ty_extern *item) {
    return (bin_extern_name){.name = item->name,
                             .implements = item->implements,
                             .external_id = item->external_id,
                             .version_suffix = item->version_suffix};
}

/* A type export or import: a new resource, or equal to what is known. */
static void encode_type_desc(link_scope *scope,
                             const ty *node,
                             bin_externdesc *out) {
    node = link_same(scope, node);
    out->sort = TY_SORT_TYPE;
    if (node->kind == TY_RESOURCE) {
        bool known = link_find_named(scope, node, &out->index);
        out->bound = known ? BIN_BOUND_EQ : BIN_BOUND_SUB_RESOURCE;
        return;
    }
    out->bound = BIN_BOUND_EQ;
    out->index = encode_body(
        scope, node->kind == TY_NAMED ? node->u.named.target : node);
}

/* The description of an import or export with that type. */
static bool encode_desc(link_scope *scope,
                        const ty_extern *type,
                        bin_externdesc *out) {
    *out = (bin_externdesc){.sort = type->sort};
    switch (type->sort) {
    case TY_SORT_TYPE:
        encode_type_desc(scope, type->u.type, out);
        return true;
    case TY_SORT_FUNC:
        out->index = link_encode_func(scope, type->u.func);
        return true;
    case TY_SORT_INSTANCE:
        out->index = link_encode_instance(scope, type->u.instance->exports,
                                          type->u.instance->export_count);
        return true;
    case TY_SORT_COMPONENT:
        out->index = link_encode_component(scope, type->u.component);
        return true;
    default:
        scope->failed = true;
        return false;
    }
}

/* Declares an import or export in a type and makes its types usable. */
static void declare(link_scope *scope, bin_def_kind kind, const ty_extern *e) {
    bin_def def = {.kind = kind};
    def.u.import.name = link_extern_name(e);
    if (!encode_desc(scope, e, &def.u.import.desc))
        return;
    uint32_t index = link_define(scope, &def);
    if (e->sort == TY_SORT_TYPE)
        link_bind(scope, e->u.type, index);
    else if (e->sort == TY_SORT_INSTANCE)
        link_provide(scope, index, e->u.instance->exports,
                     e->u.instance->export_count);
}

static uint32_t define_scope(link_scope *outer,
                             const link_scope *inner,
                             bool instance) {
    bin_deftype def = {.form =
                           instance ? BIN_TYPE_INSTANCE : BIN_TYPE_COMPONENT};
    def.decls = inner->decls.data;
    def.decl_count = (uint32_t)inner->decls.len;
    outer->failed |= inner->failed;
    return link_define_type(outer, &def);
}

uint32_t link_encode_instance(link_scope *scope,
                              const ty_extern *exports,
                              uint32_t count) {
    link_scope inner;
    link_scope_init(&inner, scope->ctx, scope->arena, scope);
    for (uint32_t i = 0; i < count; i++)
        declare(&inner, BIN_EXPORT, &exports[i]);
    return define_scope(scope, &inner, true);
}

/*
 * An interface that is imported and exported has the same nodes twice in a
 * world that was made from WIT; its exports define their types anew.
 */
static void declare_export(link_scope *scope, const ty_extern *item) {
    if (item->sort == TY_SORT_INSTANCE)
        link_forget(scope, item->u.instance->exports,
                    item->u.instance->export_count);
    declare(scope, BIN_EXPORT, item);
}

uint32_t link_encode_component(link_scope *scope, const ty_component *type) {
    link_scope inner;
    link_scope_init(&inner, scope->ctx, scope->arena, scope);
    for (uint32_t i = 0; i < type->import_count; i++)
        declare(&inner, BIN_IMPORT, &type->imports[i]);
    const ty_extern *exports =
        link_sort(scope->arena, type->exports, type->export_count, scope->same);
    for (uint32_t i = 0; i < type->export_count; i++)
        declare_export(&inner, &exports[i]);
    return define_scope(scope, &inner, false);
}

uint32_t link_encode_import(link_scope *scope, const ty_extern *item) {
    bin_def def = {.kind = BIN_IMPORT};
    def.u.import.name = link_extern_name(item);
    if (!encode_desc(scope, item, &def.u.import.desc))
        return 0;
    uint32_t index = link_define(scope, &def);
    if (item->sort == TY_SORT_TYPE)
        link_bind(scope, item->u.type, index);
    else if (item->sort == TY_SORT_INSTANCE)
        link_provide(scope, index, item->u.instance->exports,
                     item->u.instance->export_count);
    return index;
}
