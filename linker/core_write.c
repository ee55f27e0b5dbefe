/* Writing small core modules: the shim, the fixup, dummies. */
#include "linker/core_write.h"

void link_begin_module(tn_writer *out, tn_arena *arena) {
    tn_writer_init(out, arena);
    tn_write_bytes(out, "\0asm\1\0\0\0", 8);
}

void link_add_section(tn_writer *out, uint8_t id, const tn_writer *body) {
    tn_write_u8(out, id);
    tn_write_u32(out, (uint32_t)body->len);
    tn_write_bytes(out, body->data, body->len);
}

void link_add_counted(tn_writer *out,
                      uint8_t id,
                      uint32_t count,
                      const tn_writer *items) {
    tn_writer body;
    tn_writer_init(&body, out->arena);
    tn_write_u32(&body, count);
    tn_write_bytes(&body, items->data, items->len);
    link_add_section(out, id, &body);
}

static void write_sig(tn_writer *out, const core_functype *sig) {
    tn_write_u8(out, 0x60);
    tn_write_u32(out, sig->param_count);
    for (uint32_t i = 0; i < sig->param_count; i++)
        tn_write_u8(out, (uint8_t)sig->params[i]);
    tn_write_u32(out, sig->result_count);
    for (uint32_t i = 0; i < sig->result_count; i++)
        tn_write_u8(out, (uint8_t)sig->results[i]);
}

void link_sigs_init(link_sigs *sigs, tn_arena *arena) {
    tn_writer_init(&sigs->bytes, arena);
    tn_map_init(&sigs->known, arena);
}

uint32_t link_sigs_add(link_sigs *sigs, const core_functype *sig) {
    tn_writer one;
    tn_writer_init(&one, sigs->bytes.arena);
    write_sig(&one, sig);
    bool found;
    tn_map_entry *entry = tn_map_put(&sigs->known, tn_writer_str(&one), &found);
    if (!found) {
        entry->value.num = sigs->known.len - 1;
        tn_write_bytes(&sigs->bytes, one.data, one.len);
    }
    return (uint32_t)entry->value.num;
}

void link_add_types(tn_writer *out, const link_sigs *sigs) {
    link_add_counted(out, SECTION_TYPE, (uint32_t)sigs->known.len,
                     &sigs->bytes);
}
