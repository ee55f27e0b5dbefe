/* Building a component in memory: the decoder and the linker append to it. */
#include "component/component.h"

bin_component *bin_new(tenon_context *ctx, tn_arena *arena) {
    bin_component *c = TN_NEW(arena, bin_component);
    c->ctx = ctx;
    c->arena = arena;
    return c;
}

ty_sort bin_sort_added(const bin_def *def, bool in_type) {
    switch (def->kind) {
    case BIN_CORE_MODULE:
        return TY_SORT_CORE_MODULE;
    case BIN_CORE_INSTANCE:
        return TY_SORT_CORE_INSTANCE;
    case BIN_CORE_TYPE:
        return TY_SORT_CORE_TYPE;
    case BIN_COMPONENT:
        return TY_SORT_COMPONENT;
    case BIN_INSTANCE:
        return TY_SORT_INSTANCE;
    case BIN_ALIAS:
        return def->u.alias.sort;
    case BIN_TYPE:
        return TY_SORT_TYPE;
    case BIN_CANON:
        return def->u.canon.op == BIN_CANON_LIFT ? TY_SORT_FUNC
                                                 : TY_SORT_CORE_FUNC;
    case BIN_IMPORT:
        return def->u.import.desc.sort;
    case BIN_EXPORT:
        return in_type ? def->u.import.desc.sort : def->u.export.item.sort;
    case BIN_START:
    case BIN_VALUE:
        return TY_SORT_VALUE;
    case BIN_CUSTOM:
        break;
    }
    return TY_SORT_COUNT;
}

static void grow(bin_component *c) {
    uint32_t capacity = c->def_capacity ? c->def_capacity * 2 : 16;
    c->defs =
        tn_arena_grow(c->arena, c->defs, c->def_capacity * sizeof *c->defs,
                      capacity * sizeof *c->defs);
    c->def_capacity = capacity;
}

uint32_t bin_append(bin_component *component, const bin_def *def) {
    if (component->def_count == component->def_capacity)
        grow(component);
    bin_def *added = &component->defs[component->def_count++];
    *added = *def;
    ty_sort sort = bin_sort_added(def, false);
    added->adds = (bin_sort_index){sort, 0};
    if (sort == TY_SORT_COUNT)
        return 0;
    added->adds.index = component->counts[sort];
    component->counts[sort] +=
        def->kind == BIN_START ? def->u.start.result_count : 1;
    return added->adds.index;
}
