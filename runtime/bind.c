/*
 * Resource types are generative: which run-time type a node of a component's
 * static types means is known per instance only (Explainer.md, "Type
 * Checking"). Each instance keeps a map, filled as imports, instantiations
 * and definitions bring resource types in.
 */
#include "runtime/runtime.h"

void rt_bind_type(rt_instance *inst,
                  const ty *node,
                  const cabi_resource *resource) {
    const ty *stripped = node ? ty_strip(node) : NULL;
    if (!resource || !stripped || stripped->kind != TY_RESOURCE)
        return;
    tn_ptr_map_set(&inst->resources, stripped, (void *)(uintptr_t)resource);
}

static void bind_extern(rt_instance *inst,
                        const ty_extern *type,
                        const rt_item *item) {
    if (type->sort == TY_SORT_TYPE && item->sort == TY_SORT_TYPE)
        rt_bind_type(inst, type->u.type, item->u.resource);
    else if (type->sort == TY_SORT_INSTANCE && item->sort == TY_SORT_INSTANCE)
        rt_bind_instance(inst, type->u.instance, item->u.instance);
}

/*
 * Nesting of instance types is bounded by decoding. A type that many others
 * share is walked once.
 */
void rt_bind_instance(rt_instance *inst,
                      const ty_instance *type,
                      const rt_exports *exports) {
    if (!type || tn_ptr_map_get(&inst->bound, type) == exports)
        return;
    tn_ptr_map_set(&inst->bound, type, (void *)(uintptr_t)exports);
    inst->store->work += type->export_count;
    for (uint32_t i = 0; i < type->export_count; i++) {
        const ty_extern *exported = &type->exports[i];
        const rt_item *item = tn_map_get(&exports->items, exported->name);
        if (item)
            bind_extern(inst, exported, item);
    }
}

const cabi_resource *rt_resource_of(cabi_instance *self, const ty *node) {
    const rt_instance *inst = self->user;
    for (node = ty_strip(node); node; node = node->u.resource.origin) {
        const cabi_resource *known = tn_ptr_map_get(&inst->resources, node);
        if (known)
            return known;
    }
    return NULL;
}
