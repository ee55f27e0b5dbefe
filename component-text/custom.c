/*
 * Custom sections as annotations: (@custom "name" "bytes"...), at their place
 * among the definitions, and (@producers (field "name" "version")...).
 */
#include "component-text/reader.h"

static bool is_place(const ctext_node *node) {
    return ctext_is_list(node, "before") || ctext_is_list(node, "after");
}

bool ctext_read_custom(ctext_cursor *c) {
    bin_def def = {.kind = BIN_CUSTOM};
    tn_writer bytes;
    tn_writer_init(&bytes, c->r->arena);
    if (!ctext_read_name(c, &def.u.custom.name, "the name of a section"))
        return false;
    if (is_place(ctext_peek(c)))
        return ctext_fail(c->r, ctext_peek(c),
                          "in a component a section is where it is written");
    while (ctext_peek(c)) {
        tn_str part;
        if (!ctext_read_bytes(c, &part, "a string"))
            return false;
        tn_write_bytes(&bytes, part.p, part.len);
    }
    def.u.custom.bytes = bytes.data;
    def.u.custom.len = bytes.len;
    return ctext_add(c->r, &def, NULL, (tn_str){"", 0}, c->list, NULL);
}

typedef struct producer {
    tn_str field, name, version;
} producer;

static bool read_producer(ctext_cursor *c, producer *out) {
    const ctext_node *list = ctext_next(c);
    if (list->kind != CTEXT_LIST || !list->count ||
        list->items[0].kind != CTEXT_ATOM)
        return ctext_fail(c->r, list,
                          "expected `(field \"name\" \"version\")`");
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    out->field = list->items[0].text;
    return ctext_read_name(&inner, &out->name, "a name") &&
           ctext_read_name(&inner, &out->version, "a version") &&
           ctext_read_end(&inner);
}

static bool is_first(const producer *list, uint32_t i) {
    for (uint32_t k = 0; k < i; k++)
        if (tn_str_eq(list[k].field, list[i].field))
            return false;
    return true;
}

static void write_field(tn_writer *w,
                        const producer *list,
                        uint32_t count,
                        tn_str field) {
    uint32_t values = 0;
    for (uint32_t i = 0; i < count; i++)
        values += tn_str_eq(list[i].field, field);
    tn_write_name(w, field);
    tn_write_u32(w, values);
    for (uint32_t i = 0; i < count; i++) {
        if (!tn_str_eq(list[i].field, field))
            continue;
        tn_write_name(w, list[i].name);
        tn_write_name(w, list[i].version);
    }
}

/* Fields in the order in which they are mentioned first; there are three. */
static void write_producers(tn_writer *w,
                            const producer *list,
                            uint32_t count) {
    uint32_t fields = 0;
    for (uint32_t i = 0; i < count; i++)
        fields += is_first(list, i);
    tn_write_u32(w, fields);
    for (uint32_t i = 0; i < count; i++)
        if (is_first(list, i))
            write_field(w, list, count, list[i].field);
}

bool ctext_read_producers(ctext_cursor *c) {
    enum { MAX_PRODUCERS = 1000 };
    bin_def def = {.kind = BIN_CUSTOM};
    uint32_t count = c->list->count - 1;
    producer *list = TN_NEW_ARRAY(c->r->arena, producer, count);
    if (count > MAX_PRODUCERS)
        return ctext_fail(c->r, c->list, "too many producers");
    for (uint32_t i = 0; i < count; i++)
        if (!read_producer(c, &list[i]))
            return false;
    tn_writer w;
    tn_writer_init(&w, c->r->arena);
    write_producers(&w, list, count);
    def.u.custom.name = TN_STR(BIN_PRODUCERS_SECTION);
    def.u.custom.bytes = w.data;
    def.u.custom.len = w.len;
    return ctext_add(c->r, &def, NULL, (tn_str){"", 0}, c->list, NULL);
}
