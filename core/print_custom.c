/* Custom sections as annotations. */
#include "core/print.h"

typedef struct producer {
    const char *field;
    tn_str name, version;
} producer;

typedef struct producers {
    tn_arena *arena;
    const uint8_t *p, *end;
    TN_VEC(producer) list;
} producers;

/* A field that is there before would lose its place. */
static const char *find_field(const producers *r, tn_str name) {
    static const char *const fields[] = {"language", "processed-by", "sdk"};
    const char *field = NULL;
    for (size_t i = 0; i < TN_COUNT_OF(fields); i++) {
        if (tn_str_eqz(name, fields[i]))
            field = fields[i];
    }
    for (size_t i = 0; i < r->list.len; i++) {
        if (r->list.data[i].field == field)
            return NULL;
    }
    return field;
}

static bool read_field(producers *r) {
    tn_str name;
    uint32_t count = 0;
    if (!tn_quiet_name(&r->p, r->end, &name))
        return false;
    const char *field = find_field(r, name);
    if (!field || !tn_quiet_u32(&r->p, r->end, &count) || count == 0)
        return false;
    while (count--) {
        producer item = {.field = field};
        if (!tn_quiet_name(&r->p, r->end, &item.name) ||
            !tn_quiet_name(&r->p, r->end, &item.version))
            return false;
        tn_vec_push(r->arena, &r->list, item);
    }
    return true;
}

/* True when the annotation can say all that the section says. */
static bool read_producers(producers *r, tn_str bytes) {
    uint32_t count = 0;
    r->p = (const uint8_t *)bytes.p;
    r->end = r->p + bytes.len;
    if (!tn_quiet_u32(&r->p, r->end, &count))
        return false;
    while (count--) {
        if (!read_field(r))
            return false;
    }
    return r->p == r->end;
}

static void print_producers(tn_sexpr *s, const producers *r) {
    tn_sexpr_open(s, "@producers");
    for (size_t i = 0; i < r->list.len; i++) {
        const producer *item = &r->list.data[i];
        tn_sexpr_line(s);
        tn_sexpr_open(s, item->field);
        tn_sexpr_put(s, " ");
        tn_sexpr_name(s, item->name);
        tn_sexpr_put(s, " ");
        tn_sexpr_name(s, item->version);
        tn_sexpr_close(s);
    }
    tn_sexpr_close(s);
}

static void print_bytes(tn_sexpr *s, const core_custom_text *custom) {
    tn_sexpr_open(s, "@custom ");
    tn_sexpr_name(s, custom->name);
    tn_sexpr_put(s, " ");
    if (custom->place) {
        tn_sexpr_open(s, custom->place);
        tn_sexpr_close(s);
        tn_sexpr_put(s, " ");
    }
    if (custom->skeleton)
        tn_sexpr_put(s, "...");
    else
        tn_sexpr_data(s, custom->bytes);
    tn_sexpr_close(s);
}

void core_print_custom(tn_sexpr *s, const core_custom_text *custom) {
    producers r = {.arena = s->out->arena};
    if (!custom->place && tn_str_eqz(custom->name, "producers") &&
        read_producers(&r, custom->bytes))
        print_producers(s, &r);
    else
        print_bytes(s, custom);
}
