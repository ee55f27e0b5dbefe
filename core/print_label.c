/*
 * Labels: names are read from the name section as the blocks come, in the
 * order in which it has to list them.
 */
#include "core/printer.h"

static void step(core_label_names *n) {
    n->next = UINT32_MAX;
    if (n->left == 0)
        return;
    n->left--;
    (void)(tn_quiet_u32(&n->map.p, n->map.end, &n->next) &&
           tn_quiet_name(&n->map.p, n->map.end, &n->text));
}

void core_start_labels(core_label_names *out, core_printer *p, uint32_t func) {
    const core_names *names = p->names;
    *out = (core_label_names){.next = UINT32_MAX};
    if (!names || !names->labels || !names->labels[func].p)
        return;
    out->map = names->labels[func];
    tn_map_init(&out->used, p->s->out->arena);
    if (tn_quiet_u32(&out->map.p, out->map.end, &out->left))
        step(out);
}

tn_item_name core_take_label(core_label_names *n) {
    tn_item_name name = {0};
    if (n->blocks++ != n->next)
        return name;
    bool found = false;
    tn_map_put(&n->used, n->text, &found);
    name.text = n->text;
    name.is_unique = !found && tn_is_usable_name(name.text);
    step(n);
    return name;
}

/* depth: of the blocks around, outermost first. */
void core_put_label(core_printer *p, uint32_t index, uint32_t depth) {
    tn_space_names labels = {p->labels.data, depth};
    tn_sexpr_put(p->s, " ");
    if (index >= depth) { /* the function itself, or nothing */
        tn_sexpr_number(p->s, index);
        return;
    }
    const tn_item_name *name = &labels.items[depth - 1 - index];
    if (name->is_unique) {
        tn_sexpr_index(p->s, &labels, depth - 1 - index);
        return;
    }
    tn_sexpr_number(p->s, index);
    if (!name->text.p) {
        tn_sexpr_put(p->s, " (;@");
        tn_sexpr_number(p->s, depth - index);
        tn_sexpr_put(p->s, ";)");
    }
}
