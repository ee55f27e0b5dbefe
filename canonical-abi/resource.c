/*
 * Handles to resources: lifting and lowering them, the loans that a call
 * keeps, and the built-ins (CanonicalABI.md, "Resource State", lift_own to
 * lower_borrow, canon resource.*).
 */
#include "canonical-abi/walk.h"

void cabi_task_init(cabi_task *task,
                    cabi_instance *instance,
                    const tenon_allocator *allocator) {
    *task = (cabi_task){.instance = instance, .allocator = allocator};
}

cabi_trap cabi_task_end(cabi_task *task) {
    for (size_t i = 0; i < task->lend_count; i++) {
        /* A lent handle cannot be removed, so it is still in its place. */
        cabi_handle *h =
            cabi_handle_get(task->lends[i].table, task->lends[i].index);
        tn_assert(h && h->lends > 0);
        if (h)
            h->lends--;
    }
    task->lend_count = 0;
    return task->borrows > 0 ? CABI_TRAP_BORROWS_LEFT : CABI_OK;
}

void cabi_task_release(cabi_task *task) {
    tn_free(task->allocator, task->lends, task->lend_cap * sizeof *task->lends);
    cabi_task_init(task, task->instance, task->allocator);
}

const cabi_resource *cabi_resource_of(cabi_guest *guest, const ty *type) {
    return guest->instance->resource_of(guest->instance, ty_resource_of(type));
}

/* The handle at an index, if it is one to that resource type. */
static cabi_trap find_handle(cabi_handles *table,
                             const cabi_resource *type,
                             uint32_t index,
                             cabi_handle **out) {
    *out = cabi_handle_get(table, index);
    if (!*out)
        return CABI_TRAP_UNKNOWN_HANDLE;
    return (*out)->type == type ? CABI_OK : CABI_TRAP_HANDLE_TYPE;
}

static cabi_trap lend(cabi_guest *guest, cabi_handle *h, uint32_t index) {
    cabi_task *task = guest->task;
    if (!task)
        return CABI_TRAP_UNSUPPORTED;
    if (!tn_grow(task->allocator, (void **)&task->lends, &task->lend_cap,
                 task->lend_count + 1, sizeof *task->lends, SIZE_MAX))
        return CABI_TRAP_NO_MEMORY;
    task->lends[task->lend_count++] =
        (struct cabi_lend){&guest->instance->handles, index};
    h->lends++;
    return CABI_OK;
}

cabi_trap cabi_lift_handle(cabi_guest *guest,
                           const ty *type,
                           uint32_t index,
                           uint32_t *rep) {
    cabi_handles *table = &guest->instance->handles;
    cabi_handle *h;
    CABI_TRY(find_handle(table, cabi_resource_of(guest, type), index, &h));
    *rep = h->rep;
    if (type->kind == TY_BORROW)
        return lend(guest, h, index);
    if (h->lends > 0)
        return CABI_TRAP_HANDLE_LENT;
    if (!h->own)
        return CABI_TRAP_HANDLE_KIND;
    cabi_handle_remove(table, index);
    return CABI_OK;
}

cabi_trap cabi_lower_handle(cabi_guest *guest,
                            const ty *type,
                            uint32_t rep,
                            uint32_t *index) {
    const cabi_resource *resource = cabi_resource_of(guest, type);
    if (!resource)
        return CABI_TRAP_HANDLE_TYPE;
    cabi_handle h = {.type = resource, .rep = rep, .own = true};
    if (type->kind == TY_BORROW) {
        if (resource->impl == guest->instance) {
            *index = rep; /* who defines a resource gets at it directly */
            return CABI_OK;
        }
        h.own = false;
        h.scope = guest->task;
    }
    CABI_TRY(cabi_handle_add(&guest->instance->handles, &h, index));
    if (h.scope)
        h.scope->borrows++;
    return CABI_OK;
}

cabi_trap cabi_resource_new(cabi_instance *instance,
                            const cabi_resource *type,
                            uint32_t rep,
                            uint32_t *out) {
    if (!instance->may_leave)
        return CABI_TRAP_CANNOT_LEAVE;
    cabi_handle h = {.type = type, .rep = rep, .own = true};
    return cabi_handle_add(&instance->handles, &h, out);
}

cabi_trap cabi_resource_rep(cabi_instance *instance,
                            const cabi_resource *type,
                            uint32_t index,
                            uint32_t *out) {
    cabi_handle *h;
    CABI_TRY(find_handle(&instance->handles, type, index, &h));
    *out = h->rep;
    return CABI_OK;
}

cabi_trap cabi_resource_drop(cabi_instance *instance,
                             const cabi_resource *type,
                             uint32_t index,
                             bool *run_dtor,
                             uint32_t *rep) {
    if (!instance->may_leave)
        return CABI_TRAP_CANNOT_LEAVE;
    cabi_handle *h;
    CABI_TRY(find_handle(&instance->handles, type, index, &h));
    if (h->lends > 0)
        return CABI_TRAP_HANDLE_LENT;
    *run_dtor = h->own;
    *rep = h->rep;
    if (h->scope) {
        tn_assert(h->scope->borrows > 0);
        h->scope->borrows--;
    }
    cabi_handle_remove(&instance->handles, index);
    return CABI_OK;
}
