/*
 * A core module as it goes into the component: without the sections that
 * carry worlds, and with no two imports of one name. A core module may import
 * the same thing twice (Go's toolchain does), a component cannot instantiate
 * such a module (Explainer.md, "Core Instance Definitions").
 */
#include "linker/core_write.h"
#include "linker/new.h"

static tn_map_entry *put_name(
    link_plan *plan, link_unit *unit, tn_str module, tn_str name, bool *found) {
    tn_str key = tn_arena_printf(plan->arena, "%zu:%.*s%.*s", module.len,
                                 TN_STR_ARG(module), TN_STR_ARG(name));
    return tn_map_put(&unit->import_names, key, found);
}

tn_str link_given_name(link_plan *plan,
                       link_unit *unit,
                       const core_import *import) {
    bool found;
    tn_str name = import->name;
    uint64_t next =
        1 + put_name(plan, unit, import->module, name, &found)->value.num;
    if (!found)
        return name;
    unit->renamed = true;
    while (found) {
        name =
            tn_arena_printf(plan->arena, "%.*s %llu", TN_STR_ARG(import->name),
                            (unsigned long long)++next);
        put_name(plan, unit, import->module, name, &found);
    }
    put_name(plan, unit, import->module, import->name, &found)->value.num =
        next - 1;
    return name;
}

void link_write_import(tn_writer *out, const core_import *import, tn_str name) {
    tn_write_name(out, import->module);
    tn_write_name(out, name);
    tn_write_u8(out, (uint8_t)import->type.kind);
    if (import->type.kind == CORE_FUNC) {
        tn_write_u32(out, import->type.u.func);
        return;
    }
    const core_limits *limits = &import->type.u.memory;
    tn_write_u8(out, (uint8_t)(limits->has_max | limits->shared << 1 |
                               limits->is64 << 2));
    tn_write_u64(out, limits->min);
    if (limits->has_max)
        tn_write_u64(out, limits->max);
}

/* All imports of a unit are functions or the memory: others were refused. */
static void write_imports(const link_unit *unit, tn_writer *out) {
    tn_writer items;
    tn_writer_init(&items, out->arena);
    for (size_t i = 0; i < unit->imports.len; i++)
        link_write_import(&items, unit->imports.data[i].core,
                          unit->imports.data[i].given);
    link_add_counted(out, SECTION_IMPORT, (uint32_t)unit->imports.len, &items);
}

static bool is_world(uint8_t id, tn_str body) {
    const uint8_t *p = (const uint8_t *)body.p, *end = p + body.len;
    uint32_t len;
    if (id != SECTION_CUSTOM || !tn_quiet_u32(&p, end, &len) ||
        len > (size_t)(end - p))
        return false;
    return tn_str_starts((tn_str){(const char *)p, len},
                         TN_STR(LINK_WORLD_SECTION));
}

tn_str link_unit_bytes(link_plan *plan, const link_unit *unit) {
    tn_writer out;
    link_begin_module(&out, plan->arena);
    const uint8_t *p = unit->module->bytes + 8;
    const uint8_t *end = unit->module->bytes + unit->module->len;
    const uint8_t *from = p;
    uint8_t id;
    tn_str body;
    for (; bin_next_section(&p, end, &id, &body); from = p) {
        if (is_world(id, body))
            continue;
        if (id == SECTION_IMPORT && unit->renamed)
            write_imports(unit, &out);
        else
            tn_write_bytes(&out, from, (size_t)(p - from));
    }
    return tn_writer_str(&out);
}
