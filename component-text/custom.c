/*
 * Custom sections as annotations: (@custom "name" "bytes"...), at their place
 * among the definitions, and (@producers (field "name" "version")...).
 */
#include "wat/custom.h"

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

static bool read_producer(ctext_cursor *c, wat_producer *out) {
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

bool ctext_read_producers(ctext_cursor *c) {
    enum { MAX_PRODUCERS = 1000 };
    bin_def def = {.kind = BIN_CUSTOM};
    uint32_t count = c->list->count - 1;
    wat_producer *list = TN_NEW_ARRAY(c->r->arena, wat_producer, count);
    if (count > MAX_PRODUCERS)
        return ctext_fail(c->r, c->list, "too many producers");
    for (uint32_t i = 0; i < count; i++)
        if (!read_producer(c, &list[i]))
            return false;
    tn_writer w;
    tn_writer_init(&w, c->r->arena);
    wat_write_producers(&w, list, count);
    def.u.custom.name = TN_STR(BIN_PRODUCERS_SECTION);
    def.u.custom.bytes = w.data;
    def.u.custom.len = w.len;
    return ctext_add(c->r, &def, NULL, (tn_str){"", 0}, c->list, NULL);
}
