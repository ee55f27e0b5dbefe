/*
 * The section `component-name` (Binary.md, "Name Section"). Whatever is wrong
 * in it is nobody's error: then the definitions are printed without names.
 */
#include "component/decode.h"
#include "component/printer.h"

typedef struct name_reader {
    tn_arena *arena;
    const uint8_t *p, *end;
    bin_name_section *out;
} name_reader;

bool bin_is_name_section(const bin_def *def) {
    return def->kind == BIN_CUSTOM &&
           tn_str_eqz(def->u.custom.name, "component-name");
}

static bool read_sort(name_reader *r, ty_sort *out) {
    bool core = r->p < r->end && *r->p == 0x00;
    r->p += core;
    return r->p < r->end && bin_find_sort(out, core, *r->p++);
}

/* sortnames */
static bool read_sort_names(name_reader *r) {
    ty_sort sort = TY_SORT_COUNT;
    if (!read_sort(r, &sort))
        return false;
    tn_space_names *names = &r->out->spaces[sort];
    if (names->items)
        return false;
    names->items = TN_NEW_ARRAY(r->arena, tn_item_name, names->count);
    return tn_read_name_map(names, r->arena, &r->p, r->end);
}

static bool read_part(name_reader *r, uint8_t id) {
    tn_item_name *self = &r->out->self;
    if (id > 1) /* not known: skipped */
        return true;
    if (id == 1)
        return read_sort_names(r) && r->p == r->end;
    if (self->text.p || !tn_quiet_name(&r->p, r->end, &self->text))
        return false;
    self->is_unique = tn_is_usable_name(self->text);
    return r->p == r->end;
}

static bool read_section(name_reader *r, const bin_def *def) {
    const uint8_t *end = def->u.custom.bytes + def->u.custom.len;
    r->p = def->u.custom.bytes;
    while (r->p < end) {
        tn_str body;
        uint8_t id = 0;
        if (!bin_next_section(&r->p, end, &id, &body))
            return false;
        const uint8_t *next = r->p;
        r->p = (const uint8_t *)body.p;
        r->end = r->p + body.len;
        if (!read_part(r, id))
            return false;
        r->p = next;
    }
    return true;
}

/* The indices that a component defines, also when it was not validated. */
static void count_items(bin_name_section *out, const bin_component *c) {
    for (uint32_t i = 0; i < c->def_count; i++) {
        const bin_def *def = &c->defs[i];
        if (def->adds.sort < TY_SORT_COUNT)
            out->spaces[def->adds.sort].count =
                def->adds.index +
                (def->kind == BIN_START ? def->u.start.result_count : 1);
    }
}

bool bin_read_names(bin_name_section *out,
                    tn_arena *arena,
                    const bin_component *component) {
    const bin_def *section = NULL;
    *out = (bin_name_section){0};
    for (uint32_t i = 0; i < component->def_count; i++) {
        if (!bin_is_name_section(&component->defs[i]))
            continue;
        if (section)
            return false;
        section = &component->defs[i];
    }
    if (!section)
        return false;
    count_items(out, component);
    name_reader r = {.arena = arena, .out = out};
    return read_section(&r, section);
}
