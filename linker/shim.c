/*
 * The two small modules around main. The shim exports one stub per slot,
 * which calls through a table that starts empty; main is instantiated with
 * the stubs. When everything exists, the fixup's element segment fills the
 * table, and its start function is main's initializer.
 */
#include "linker/core_write.h"
#include "linker/new.h"

/* The type of each slot. */
static uint32_t *add_slot_types(const link_plan *plan, link_sigs *sigs) {
    uint32_t *types = TN_NEW_ARRAY(plan->arena, uint32_t, plan->slots.len);
    for (size_t i = 0; i < plan->slots.len; i++)
        types[i] = link_sigs_add(sigs, plan->slots.data[i].sig);
    return types;
}

static void write_table_type(tn_writer *out, uint32_t size) {
    tn_write_u8(out, 0x70); /* funcref */
    tn_write_u8(out, 1);    /* with a maximum */
    tn_write_u32(out, size);
    tn_write_u32(out, size);
}

static void write_stub(tn_writer *out,
                       uint32_t slot,
                       uint32_t type,
                       const core_functype *sig) {
    tn_writer body;
    tn_writer_init(&body, out->arena);
    tn_write_u32(&body, 0); /* no locals */
    for (uint32_t i = 0; i < sig->param_count; i++) {
        tn_write_u8(&body, 0x20); /* local.get */
        tn_write_u32(&body, i);
    }
    tn_write_u8(&body, 0x41); /* i32.const */
    tn_write_s32(&body, (int32_t)slot);
    tn_write_u8(&body, 0x11); /* call_indirect */
    tn_write_u32(&body, type);
    tn_write_u8(&body, 0);
    tn_write_u8(&body, 0x0b);
    tn_write_u32(out, (uint32_t)body.len);
    tn_write_bytes(out, body.data, body.len);
}

tn_str link_slot_name(tn_arena *arena, size_t slot) {
    return tn_arena_printf(arena, "%zu", slot);
}

static void write_export(tn_writer *out,
                         tn_str name,
                         core_kind kind,
                         uint32_t index) {
    tn_write_name(out, name);
    tn_write_u8(out, (uint8_t)kind);
    tn_write_u32(out, index);
}

tn_str link_shim_module(link_plan *plan) {
    uint32_t count = (uint32_t)plan->slots.len;
    tn_writer out, funcs, table, exports, code;
    link_sigs sigs;
    link_sigs_init(&sigs, plan->arena);
    uint32_t *types = add_slot_types(plan, &sigs);
    tn_writer_init(&funcs, plan->arena);
    tn_writer_init(&table, plan->arena);
    tn_writer_init(&exports, plan->arena);
    tn_writer_init(&code, plan->arena);
    for (uint32_t i = 0; i < count; i++) {
        tn_write_u32(&funcs, types[i]);
        write_stub(&code, i, types[i], plan->slots.data[i].sig);
        write_export(&exports, link_slot_name(plan->arena, i), CORE_FUNC, i);
    }
    write_table_type(&table, count);
    write_export(&exports, TN_STR(LINK_SHIM_TABLE), CORE_TABLE, 0);

    link_begin_module(&out, plan->arena);
    link_add_types(&out, &sigs);
    link_add_counted(&out, SECTION_FUNCTION, count, &funcs);
    link_add_counted(&out, SECTION_TABLE, 1, &table);
    link_add_counted(&out, SECTION_EXPORT, count + 1, &exports);
    link_add_counted(&out, SECTION_CODE, count, &code);
    return tn_writer_str(&out);
}

static void write_func_import(tn_writer *out, tn_str name, uint32_t type) {
    tn_write_name(out, TN_STR(LINK_FIXUP_ACTUAL));
    tn_write_name(out, name);
    tn_write_u8(out, CORE_FUNC);
    tn_write_u32(out, type);
}

/* Gives the number of imports. */
static uint32_t write_fixup_imports(const link_plan *plan,
                                    const uint32_t *types,
                                    uint32_t start_type,
                                    tn_writer *out) {
    uint32_t count = (uint32_t)plan->slots.len;
    bool has_start = plan->initialize.len > 0;
    for (uint32_t i = 0; i < count; i++)
        write_func_import(out, link_slot_name(plan->arena, i), types[i]);
    if (has_start)
        write_func_import(out, TN_STR(LINK_FIXUP_START), start_type);
    if (count > 0) {
        tn_write_name(out, TN_STR(LINK_FIXUP_SHIM));
        tn_write_name(out, TN_STR(LINK_SHIM_TABLE));
        tn_write_u8(out, CORE_TABLE);
        write_table_type(out, count);
    }
    return count + has_start + (count > 0);
}

/* An active segment: slot i becomes imported function i. */
static void write_fill(uint32_t count, tn_writer *out) {
    tn_write_u32(out, 0); /* of table 0 */
    tn_write_u8(out, 0x41);
    tn_write_s32(out, 0);
    tn_write_u8(out, 0x0b);
    tn_write_u32(out, count);
    for (uint32_t i = 0; i < count; i++)
        tn_write_u32(out, i);
}

tn_str link_fixup_module(link_plan *plan) {
    uint32_t count = (uint32_t)plan->slots.len, start_type = 0;
    tn_writer out, imports, start, elements;
    link_sigs sigs;
    link_sigs_init(&sigs, plan->arena);
    uint32_t *types = add_slot_types(plan, &sigs);
    if (plan->initialize.len)
        start_type = link_sigs_add(&sigs, link_make_sig(plan->arena, "", ""));
    link_begin_module(&out, plan->arena);
    link_add_types(&out, &sigs);
    tn_writer_init(&imports, plan->arena);
    uint32_t import_count =
        write_fixup_imports(plan, types, start_type, &imports);
    link_add_counted(&out, SECTION_IMPORT, import_count, &imports);
    if (plan->initialize.len) {
        tn_writer_init(&start, plan->arena);
        tn_write_u32(&start, count);
        link_add_section(&out, SECTION_START, &start);
    }
    if (count > 0) {
        tn_writer_init(&elements, plan->arena);
        write_fill(count, &elements);
        link_add_counted(&out, SECTION_ELEMENT, 1, &elements);
    }
    return tn_writer_str(&out);
}
