/*
 * Sections `producers` (tool-conventions, ProducersSection.md): which
 * languages, tools and SDKs a binary was made with. Nobody depends on them:
 * one that is malformed says nothing, from there on.
 */
#include "component/component.h"

typedef struct cursor {
    const uint8_t *p, *end;
} cursor;

static bool read_field(cursor *c, tn_arena *arena, bin_producer_list *out) {
    bin_producer made = {0};
    uint32_t count;
    if (!tn_quiet_name(&c->p, c->end, &made.field) ||
        !tn_quiet_u32(&c->p, c->end, &count))
        return false;
    while (count--) {
        if (!tn_quiet_name(&c->p, c->end, &made.name) ||
            !tn_quiet_name(&c->p, c->end, &made.version))
            return false;
        tn_vec_push(arena, out, made);
    }
    return true;
}

static void read_section(tn_arena *arena,
                         const bin_def *def,
                         bin_producer_list *out) {
    cursor c = {def->u.custom.bytes, def->u.custom.bytes + def->u.custom.len};
    uint32_t fields;
    if (!tn_quiet_u32(&c.p, c.end, &fields))
        return;
    while (fields-- && read_field(&c, arena, out)) {
    }
}

void bin_read_producers(bin_producer_list *out,
                        tn_arena *arena,
                        const bin_component *component) {
    *out = (bin_producer_list){0};
    for (uint32_t i = 0; i < component->def_count; i++) {
        const bin_def *def = &component->defs[i];
        if (def->kind == BIN_CUSTOM &&
            tn_str_eqz(def->u.custom.name, BIN_PRODUCERS_SECTION))
            read_section(arena, def, out);
    }
}

void bin_append_producer(bin_component *component,
                         const bin_producer *producer) {
    tn_writer payload;
    tn_writer_init(&payload, component->arena);
    tn_write_u32(&payload, 1); /* field */
    tn_write_name(&payload, producer->field);
    tn_write_u32(&payload, 1); /* value */
    tn_write_name(&payload, producer->name);
    tn_write_name(&payload, producer->version);
    bin_def def = {.kind = BIN_CUSTOM};
    def.u.custom.name = TN_STR(BIN_PRODUCERS_SECTION);
    def.u.custom.bytes = payload.data;
    def.u.custom.len = payload.len;
    bin_append(component, &def);
}
