/* Name sections of components (Binary.md, "Name Section"). */
#include "component-text/reader.h"
#include "component/encode.h"

static void write_part(tn_writer *w, uint8_t id, const tn_writer *part) {
    tn_write_u8(w, id);
    tn_write_u32(w, (uint32_t)part->len);
    tn_write_bytes(w, part->data, part->len);
}

static uint32_t count_names(const ctext_scope *scope, ty_sort sort) {
    uint32_t count = 0;
    for (size_t i = 0; i < scope->names.len; i++)
        count += scope->names.data[i].sort == sort;
    return count;
}

/* sortnames: names were given in the order of indices. */
static void write_sort_names(tn_writer *w,
                             const ctext_scope *scope,
                             ty_sort sort,
                             uint32_t count) {
    tn_writer part;
    tn_writer_init(&part, w->arena);
    bin_write_sort(&part, sort);
    tn_write_u32(&part, count);
    for (size_t i = 0; i < scope->names.len; i++) {
        const ctext_name *name = &scope->names.data[i];
        if (name->sort != sort)
            continue;
        tn_write_u32(&part, name->index);
        tn_write_name(&part, name->text);
    }
    write_part(w, 1, &part);
}

void ctext_append_names(ctext_scope *scope) {
    tn_writer w;
    tn_writer_init(&w, scope->component->arena);
    if (scope->id.len) {
        tn_writer part;
        tn_writer_init(&part, w.arena);
        tn_write_name(&part, scope->id);
        write_part(&w, 0, &part);
    }
    for (int sort = 0; sort < TY_SORT_COUNT; sort++) {
        uint32_t count = count_names(scope, (ty_sort)sort);
        if (count)
            write_sort_names(&w, scope, (ty_sort)sort, count);
    }
    bin_def def = {.kind = BIN_CUSTOM};
    def.u.custom.name = TN_STR("component-name");
    def.u.custom.bytes = w.data;
    def.u.custom.len = w.len;
    if (w.len)
        (void)bin_append(scope->component, &def);
}
