/*
 * Reading of name sections. Whatever is wrong in one is nobody's error: the
 * module then has no names.
 */
#include "core/names.h"

typedef struct name_reader {
    tn_arena *arena;
    const core_module *module;
    const uint8_t *p, *end;
    core_names *out;
} name_reader;

bool core_is_name_section(const core_custom *custom) {
    return tn_str_eqz(custom->name, "name");
}

static uint32_t count_items(const core_module *m, uint8_t kind) {
    switch (kind) {
    case CORE_NAME_FUNC:
        return m->func_count;
    case CORE_NAME_TYPE:
        return m->type_count;
    case CORE_NAME_TABLE:
        return m->table_count;
    case CORE_NAME_MEMORY:
        return m->memory_count;
    case CORE_NAME_GLOBAL:
        return m->global_count;
    case CORE_NAME_ELEM:
        return m->elem_count;
    case CORE_NAME_DATA:
        return m->data_count;
    case CORE_NAME_TAG:
        return m->tag_count;
    default:
        return 0; /* others, of which there are none here */
    }
}

static bool read_module_name(name_reader *r) {
    tn_item_name *name = &r->out->module;
    if (name->text.p || !tn_quiet_name(&r->p, r->end, &name->text))
        return false;
    name->is_unique = tn_is_usable_name(name->text);
    return true;
}

static bool read_space(name_reader *r, uint8_t kind) {
    tn_space_names *names = &r->out->spaces[kind];
    if (names->items)
        return false;
    names->count = count_items(r->module, kind);
    names->items = TN_NEW_ARRAY(r->arena, tn_item_name, names->count);
    return tn_read_name_map(names, r->arena, &r->p, r->end);
}

static bool skip_map(name_reader *r, core_name_map *map) {
    uint32_t count = 0, index = 0;
    tn_str name;
    map->p = r->p;
    if (!tn_quiet_u32(&r->p, r->end, &count))
        return false;
    while (count--) {
        if (!tn_quiet_u32(&r->p, r->end, &index) ||
            !tn_quiet_name(&r->p, r->end, &name))
            return false;
    }
    map->end = r->p;
    return true;
}

/* indirectnamemap ::= vec(idx namemap), of so many functions or types */
static bool read_indirect(name_reader *r, core_name_map **out, uint32_t items) {
    uint32_t count = 0, index = 0;
    if (*out || !tn_quiet_u32(&r->p, r->end, &count))
        return false;
    *out = TN_NEW_ARRAY(r->arena, core_name_map, items);
    while (count--) {
        if (!tn_quiet_u32(&r->p, r->end, &index) || index >= items ||
            (*out)[index].p || !skip_map(r, &(*out)[index]))
            return false;
    }
    return true;
}

static bool read_part(name_reader *r, uint8_t id) {
    core_names *out = r->out;
    switch (id) {
    case CORE_NAME_MODULE:
        return read_module_name(r);
    case CORE_NAME_LOCAL:
        return read_indirect(r, &out->locals, r->module->func_count);
    case CORE_NAME_LABEL:
        return read_indirect(r, &out->labels, r->module->func_count);
    case CORE_NAME_PARAM:
        return read_indirect(r, &out->params, r->module->type_count);
    case CORE_NAME_FUNC:
    case CORE_NAME_TYPE:
    case CORE_NAME_TABLE:
    case CORE_NAME_MEMORY:
    case CORE_NAME_GLOBAL:
    case CORE_NAME_ELEM:
    case CORE_NAME_DATA:
    case CORE_NAME_TAG:
        return read_space(r, id);
    default:
        r->p = r->end;
        return true;
    }
}

static bool read_parts(name_reader *r, const uint8_t *end) {
    while (r->p < end) {
        uint8_t id = *r->p++;
        uint32_t size = 0;
        if (!tn_quiet_u32(&r->p, end, &size) || size > (size_t)(end - r->p))
            return false;
        r->end = r->p + size;
        if (!read_part(r, id) || r->p != r->end)
            return false;
    }
    return true;
}

bool core_names_read(core_names *out,
                     tn_arena *arena,
                     const core_module *module) {
    const core_custom *section = NULL;
    *out = (core_names){0};
    for (uint32_t i = 0; i < module->custom_count; i++) {
        if (!core_is_name_section(&module->customs[i]))
            continue;
        if (section)
            return false;
        section = &module->customs[i];
    }
    if (!section)
        return false;
    name_reader r = {.arena = arena,
                     .module = module,
                     .p = module->bytes + section->bytes.start,
                     .out = out};
    return read_parts(&r, module->bytes + section->bytes.end);
}
