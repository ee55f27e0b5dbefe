/*
 * Scopes: type index spaces under construction. A named node is found in
 * this order: already usable here, exported by an instance of this scope
 * (aliased now), usable in the scope around (alias outer, Binary.md "alias").
 */
#include "linker/linker.h"

void link_scope_init(link_scope *scope,
                     tenon_context *ctx,
                     tn_arena *arena,
                     link_scope *parent) {
    *scope = (link_scope){.ctx = ctx, .arena = arena, .parent = parent};
    tn_ptr_map_init(&scope->named, arena);
    tn_ptr_map_init(&scope->anonymous, arena);
    tn_map_init(&scope->equal, arena);
    tn_writer_init(&scope->encoding, arena);
    tn_ptr_map_init(&scope->providers, arena);
    if (parent) {
        scope->same = parent->same;
        scope->canonical = parent->canonical;
    }
}

static ty_sort sort_added(const bin_def *def) {
    switch (def->kind) {
    case BIN_TYPE:
        return TY_SORT_TYPE;
    case BIN_ALIAS:
        return def->u.alias.sort;
    case BIN_IMPORT:
    case BIN_EXPORT:
        return def->u.import.desc.sort;
    default:
        return TY_SORT_COUNT;
    }
}

static void cut_version(bin_extern_name *name) {
    name->version_suffix = link_cut_version(
        name->implements.len ? &name->implements : &name->name);
}

uint32_t link_define(link_scope *scope, const bin_def *def) {
    if (scope->component)
        return bin_append(scope->component, def);
    ty_sort sort = sort_added(def);
    tn_assert(sort != TY_SORT_COUNT);
    bin_def *added = tn_vec_add(scope->arena, &scope->decls);
    *added = *def;
    bool is_name = def->kind == BIN_IMPORT || def->kind == BIN_EXPORT;
    if (is_name && scope->canonical && sort == TY_SORT_INSTANCE)
        cut_version(&added->u.import.name);
    added->adds = (bin_sort_index){sort, scope->counts[sort]};
    return scope->counts[sort]++;
}

uint32_t link_define_type(link_scope *scope, const bin_deftype *type) {
    bin_def def = {.kind = BIN_TYPE};
    def.u.type.def = *type;
    return link_define(scope, &def);
}

static uint32_t alias_from(link_scope *scope,
                           ty_sort sort,
                           uint32_t instance,
                           tn_str name,
                           bool core) {
    bin_def def = {.kind = BIN_ALIAS};
    def.u.alias.sort = sort;
    def.u.alias.target = core ? BIN_ALIAS_CORE_EXPORT : BIN_ALIAS_EXPORT;
    def.u.alias.instance = instance;
    def.u.alias.name = name;
    return link_define(scope, &def);
}

uint32_t link_alias_export(link_scope *scope,
                           ty_sort sort,
                           uint32_t instance,
                           tn_str name) {
    return alias_from(scope, sort, instance, name, false);
}

uint32_t link_alias_core_export(link_scope *scope,
                                ty_sort sort,
                                uint32_t instance,
                                tn_str name) {
    return alias_from(scope, sort, instance, name, true);
}

static uint32_t alias_outer_type(link_scope *scope, uint32_t index) {
    bin_def def = {.kind = BIN_ALIAS};
    def.u.alias.sort = TY_SORT_TYPE;
    def.u.alias.target = BIN_ALIAS_OUTER;
    def.u.alias.outer = 1;
    def.u.alias.index = index;
    return link_define(scope, &def);
}

const ty *link_same(const link_scope *scope, const ty *node) {
    const ty *same = node;
    while (scope->same && (same = tn_ptr_map_get(scope->same, node)))
        node = same;
    return node;
}

void link_bind(link_scope *scope, const ty *node, uint32_t index) {
    tn_ptr_map_set(&scope->named, link_same(scope, node),
                   (void *)((uintptr_t)index + 1));
}

static bool is_named(const ty_extern *item) {
    return item->sort == TY_SORT_TYPE;
}

void link_provide(link_scope *scope,
                  uint32_t instance,
                  const ty_extern *exports,
                  uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!is_named(&exports[i]))
            continue;
        const ty *node = link_same(scope, exports[i].u.type);
        /* A resource that came from elsewhere stays with its first owner. */
        if (node->kind == TY_RESOURCE && tn_ptr_map_get(&scope->named, node))
            continue;
        link_provider *provider = TN_NEW(scope->arena, link_provider);
        *provider = (link_provider){instance, exports[i].name};
        tn_ptr_map_set(&scope->providers, node, provider);
    }
}

void link_forget(link_scope *scope, const ty_extern *exports, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!is_named(&exports[i]))
            continue;
        const ty *node = link_same(scope, exports[i].u.type);
        tn_ptr_map_set(&scope->named, node, NULL);
        tn_ptr_map_set(&scope->providers, node, NULL);
    }
}

void link_forget_anonymous(link_scope *scope) {
    tn_ptr_map_init(&scope->anonymous, scope->arena);
}

/* Finds a named node; false when no scope knows it. */
static bool find_named(link_scope *scope, const ty *node, uint32_t *out) {
    uintptr_t known = (uintptr_t)tn_ptr_map_get(&scope->named, node);
    if (known) {
        *out = (uint32_t)(known - 1);
        return true;
    }
    const link_provider *from = tn_ptr_map_get(&scope->providers, node);
    if (from) {
        *out =
            link_alias_export(scope, TY_SORT_TYPE, from->instance, from->name);
    } else {
        uint32_t outer;
        if (!scope->parent || !find_named(scope->parent, node, &outer))
            return false;
        *out = alias_outer_type(scope, outer);
    }
    link_bind(scope, node, *out);
    return true;
}

bool link_find_named(link_scope *scope, const ty *node, uint32_t *out) {
    return find_named(scope, link_same(scope, node), out);
}
