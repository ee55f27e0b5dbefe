/*
 * What WIT may cost. Some hundred bytes of memory become of each definition,
 * and a few letters suffice for one: they are counted before anything is made
 * of them. Worlds take in what others have, and so multiply: their parts are
 * counted while they are put together.
 */
#include "base/limits.h"
#include "wit/resolve.h"

static uint64_t count_items(const ast_item *items, uint32_t count);

static uint64_t count_item(const ast_item *item) {
    switch (item->form) {
    case AST_ITEM_USE:
        return 1 + item->u.use->name_count;
    case AST_ITEM_TYPE:
        return 1 + item->u.type->func_count;
    case AST_ITEM_INTERFACE:
        return 1 + count_items(item->u.interface->items,
                               item->u.interface->item_count);
    case AST_ITEM_WORLD:
        return 1 + count_items(item->u.world->items, item->u.world->item_count);
    case AST_ITEM_EXTERN:
        return 1 + (item->u.ext->form != AST_EXTERN_INTERFACE
                        ? 0
                        : count_items(item->u.ext->interface.items,
                                      item->u.ext->interface.item_count));
    case AST_ITEM_INCLUDE:
        return 1 + item->u.include->with_count;
    case AST_ITEM_PACKAGE:
        return 1 +
               count_items(item->u.package->items, item->u.package->item_count);
    case AST_ITEM_FUNC:
        break;
    }
    return 1;
}

/* The parser limits how deep packages nest. */
static uint64_t count_items(const ast_item *items, uint32_t count) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += count_item(&items[i]);
    return sum;
}

bool wit_admit_text(wit_resolver *r, const wit_file *file) {
    r->bytes += file->text.len;
    if (r->bytes <= TN_MAX_WIT_BYTES)
        return true;
    tn_diag *diag = tn_error(r->ctx, DIAG_LIMIT, TN_NO_SPAN,
                             "the WIT files together have more than %u bytes",
                             TN_MAX_WIT_BYTES);
    tn_diag_place(r->ctx, diag, file->path);
    return false;
}

bool wit_admit_items(wit_resolver *r, const ast_package *file) {
    r->items += count_items(file->items, file->item_count);
    if (r->items <= TN_MAX_WIT_ITEMS)
        return true;
    tn_error(r->ctx, DIAG_LIMIT, file->span,
             "the WIT files together define more than %u types, functions, "
             "interfaces and worlds",
             TN_MAX_WIT_ITEMS);
    return false;
}

bool wit_spend(wit_resolver *r, uint64_t work, tn_span span) {
    const uint64_t limit = TN_MAX_ITEMS;
    bool within = r->work <= limit;
    r->work += work;
    if (within && r->work > limit)
        tn_error(r->ctx, DIAG_LIMIT, span,
                 "the worlds together have more than %llu imports, exports and "
                 "parts of them",
                 (unsigned long long)limit);
    return r->work <= limit;
}
