/*
 * Encoding components (Binary.md): what decode.c reads, byte for byte, as
 * long as its integers were encoded in as few bytes as possible.
 */
#include "component/encode.h"

#include "base/vec.h"
#include "component/component.h"

static const struct {
    bool core;
    uint8_t code;
} sorts[] = {
#define SORT(NAME, is_core, byte, text) {is_core, byte},
#include "types/sort.def"
};

static void write_core_sort(tn_writer *w, ty_sort sort) {
    tn_write_u8(w, sorts[sort].code);
}

void bin_write_sort(tn_writer *w, ty_sort sort) {
    if (sorts[sort].core)
        tn_write_u8(w, 0x00);
    tn_write_u8(w, sorts[sort].code);
}

static void write_sort_index(tn_writer *w, bin_sort_index item) {
    bin_write_sort(w, item.sort);
    tn_write_u32(w, item.index);
}

static void write_attribute(tn_writer *w,
                            const bin_extern_name *name,
                            uint8_t code) {
    const tn_str *values[] = {&name->implements, &name->version_suffix,
                              &name->external_id};
    tn_write_u8(w, code);
    tn_write_name(w, *values[code]);
}

uint8_t bin_attribute_codes(const bin_extern_name *name, uint8_t codes[3]) {
    uint8_t count = name->attribute_count;
    memcpy(codes, name->attributes, 3);
    if (count)
        return count;
    if (name->implements.len)
        codes[count++] = 0;
    if (name->version_suffix.len)
        codes[count++] = 1;
    if (name->external_id.p)
        codes[count++] = 2;
    return count;
}

void bin_write_extern_name(tn_writer *w, const bin_extern_name *name) {
    uint8_t codes[3];
    uint8_t count = bin_attribute_codes(name, codes);
    uint8_t form = count ? 2 : name->form;
    tn_write_u8(w, form);
    tn_write_name(w, name->name);
    if (form != 2)
        return;
    tn_write_u32(w, count);
    for (uint8_t i = 0; i < count; i++)
        write_attribute(w, name, codes[i]);
}

void bin_write_externdesc(tn_writer *w, const bin_externdesc *desc) {
    bin_write_sort(w, desc->sort);
    switch (desc->sort) {
    case TY_SORT_TYPE:
        tn_write_u8(w, desc->bound == BIN_BOUND_EQ ? 0x00 : 0x01);
        if (desc->bound == BIN_BOUND_EQ)
            tn_write_u32(w, desc->index);
        break;
    case TY_SORT_VALUE:
        tn_write_u8(w, desc->value_is_type ? 0x01 : 0x00);
        if (desc->value_is_type)
            bin_write_valtype(w, desc->value);
        else
            tn_write_u32(w, desc->index);
        break;
    default:
        tn_write_u32(w, desc->index);
        break;
    }
}

static void write_core_instance(tn_writer *w, const bin_def *def) {
    bool instantiate = def->u.core_instance.instantiate;
    tn_write_u8(w, instantiate ? 0x00 : 0x01);
    if (instantiate)
        tn_write_u32(w, def->u.core_instance.module);
    tn_write_u32(w, def->u.core_instance.arg_count);
    for (uint32_t i = 0; i < def->u.core_instance.arg_count; i++) {
        const bin_arg *arg = &def->u.core_instance.args[i];
        tn_write_name(w, arg->name);
        write_core_sort(w,
                        instantiate ? TY_SORT_CORE_INSTANCE : arg->item.sort);
        tn_write_u32(w, arg->item.index);
    }
}

/* The name of an inline export; builders may set only arg->name. */
static void write_export_name(tn_writer *w, const bin_arg *arg) {
    bin_extern_name name = arg->export_name;
    if (!name.name.len)
        name.name = arg->name;
    bin_write_extern_name(w, &name);
}

static void write_instance(tn_writer *w, const bin_def *def) {
    bool instantiate = def->u.instance.instantiate;
    tn_write_u8(w, instantiate ? 0x00 : 0x01);
    if (instantiate)
        tn_write_u32(w, def->u.instance.component);
    tn_write_u32(w, def->u.instance.arg_count);
    for (uint32_t i = 0; i < def->u.instance.arg_count; i++) {
        const bin_arg *arg = &def->u.instance.args[i];
        if (instantiate)
            tn_write_name(w, arg->name);
        else
            write_export_name(w, arg);
        write_sort_index(w, arg->item);
    }
}

void bin_write_alias(tn_writer *w, const bin_def *def) {
    bin_write_sort(w, def->u.alias.sort);
    switch (def->u.alias.target) {
    case BIN_ALIAS_EXPORT:
    case BIN_ALIAS_CORE_EXPORT:
        tn_write_u8(w, def->u.alias.target == BIN_ALIAS_EXPORT ? 0x00 : 0x01);
        tn_write_u32(w, def->u.alias.instance);
        tn_write_name(w, def->u.alias.name);
        break;
    case BIN_ALIAS_OUTER:
        tn_write_u8(w, 0x02);
        tn_write_u32(w, def->u.alias.outer);
        tn_write_u32(w, def->u.alias.index);
        break;
    }
}

static void write_export(tn_writer *w, const bin_def *def) {
    bin_write_extern_name(w, &def->u.export.name);
    write_sort_index(w, def->u.export.item);
    tn_write_u8(w, def->u.export.has_desc);
    if (def->u.export.has_desc)
        bin_write_externdesc(w, &def->u.export.desc);
}

static void write_start(tn_writer *w, const bin_def *def) {
    tn_write_u32(w, def->u.start.func);
    tn_write_u32(w, def->u.start.arg_count);
    for (uint32_t i = 0; i < def->u.start.arg_count; i++)
        tn_write_u32(w, def->u.start.args[i]);
    tn_write_u32(w, def->u.start.result_count);
}

static void write_def(tn_writer *w, const bin_def *def) {
    switch (def->kind) {
    case BIN_CUSTOM:
        tn_write_name(w, def->u.custom.name);
        tn_write_bytes(w, def->u.custom.bytes, def->u.custom.len);
        break;
    case BIN_CORE_MODULE:
        tn_write_bytes(w, def->u.core_module.bytes, def->u.core_module.len);
        break;
    case BIN_CORE_INSTANCE:
        write_core_instance(w, def);
        break;
    case BIN_CORE_TYPE:
        bin_write_core_type(w, def);
        break;
    case BIN_COMPONENT:
        bin_encode(def->u.component, w);
        break;
    case BIN_INSTANCE:
        write_instance(w, def);
        break;
    case BIN_ALIAS:
        bin_write_alias(w, def);
        break;
    case BIN_TYPE:
        bin_write_type(w, &def->u.type.def);
        break;
    case BIN_CANON:
        bin_write_canon(w, &def->u.canon);
        break;
    case BIN_START:
        write_start(w, def);
        break;
    case BIN_IMPORT:
        bin_write_extern_name(w, &def->u.import.name);
        bin_write_externdesc(w, &def->u.import.desc);
        break;
    case BIN_EXPORT:
        write_export(w, def);
        break;
    case BIN_VALUE:
        tn_assert(false); /* value definitions are never decoded or built */
        break;
    }
}

/* Sections that hold one thing instead of a vector. */
static bool is_single(bin_def_kind kind) {
    return kind == BIN_CUSTOM || kind == BIN_CORE_MODULE ||
           kind == BIN_COMPONENT || kind == BIN_START;
}

/* How many definitions from i on share a section. */
static uint32_t section_length(const bin_component *c, uint32_t i) {
    bin_def_kind kind = c->defs[i].kind;
    uint32_t n = 1;
    if (is_single(kind))
        return n;
    while (i + n < c->def_count && c->defs[i + n].kind == kind &&
           !c->defs[i + n].new_section)
        n++;
    return n;
}

void bin_encode(const bin_component *component, tn_writer *out) {
    static const uint8_t preamble[8] = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
    tn_write_bytes(out, preamble, sizeof preamble);
    tn_writer section;
    tn_writer_init(&section, out->arena);
    for (uint32_t i = 0; i < component->def_count;) {
        uint32_t n = section_length(component, i);
        section.len = 0;
        if (!is_single(component->defs[i].kind))
            tn_write_u32(&section, n);
        for (uint32_t k = 0; k < n; k++)
            write_def(&section, &component->defs[i + k]);
        tn_write_u8(out, (uint8_t)component->defs[i].kind);
        tn_write_u32(out, (uint32_t)section.len);
        tn_write_bytes(out, section.data, section.len);
        i += n;
    }
}
