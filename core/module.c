/* Questions about a decoded module: exports, types, names. */
#include "core/module.h"

const core_export *core_module_export(const core_module *module, tn_str name) {
    const tn_map_entry *entry = tn_map_find(&module->export_names, name);
    return entry ? &module->exports[entry->value.num] : NULL;
}

core_extern core_export_type(const core_module *module,
                             const core_export *exported) {
    core_extern type = {.kind = exported->kind};
    uint32_t index = exported->index;
    switch (exported->kind) {
    case CORE_FUNC:
        tn_assert(index < module->func_count);
        type.u.func = module->funcs[index].type;
        break;
    case CORE_TABLE:
        tn_assert(index < module->table_count);
        type.u.table = module->tables[index].type;
        break;
    case CORE_MEMORY:
        tn_assert(index < module->memory_count);
        type.u.memory = module->memories[index];
        break;
    case CORE_GLOBAL:
        tn_assert(index < module->global_count);
        type.u.global = module->globals[index].type;
        break;
    default:
        tn_assert(index < module->tag_count);
        type.u.tag = module->tags[index];
        break;
    }
    return type;
}

static bool types_eq(const core_valtype *a,
                     const core_valtype *b,
                     uint32_t count) {
    return count == 0 || memcmp(a, b, count * sizeof *a) == 0;
}

bool core_functype_eq(const core_functype *a, const core_functype *b) {
    return a->param_count == b->param_count &&
           a->result_count == b->result_count &&
           types_eq(a->params, b->params, a->param_count) &&
           types_eq(a->results, b->results, a->result_count);
}

bool core_valtype_is_ref(core_valtype type) {
    uint8_t low = type & 0xff;
    return low == CORE_REF || low == CORE_REF_NULL;
}

static const char *heap_name(core_valtype type) {
    bool null = (type & 0xff) == CORE_REF_NULL;
    uint32_t heap = type >> 8;
    if (heap >= CORE_HEAP_INDEX)
        return null ? "(ref null <type>)" : "(ref <type>)";
    switch (heap) {
#define HEAP(code, text, null_text) \
    case code:                      \
        return null ? null_text : "(ref " text ")";
#include "core/heap.def"
    default:
        return null ? "(ref null ...)" : "(ref ...)";
    }
}

const char *core_valtype_name(core_valtype type) {
    switch (type) {
    case CORE_I32:
        return "i32";
    case CORE_I64:
        return "i64";
    case CORE_F32:
        return "f32";
    case CORE_F64:
        return "f64";
    case CORE_V128:
        return "v128";
    case CORE_BOTTOM:
        return "any type";
    default:
        return heap_name(type);
    }
}

const core_custom *core_module_custom(const core_module *module,
                                      tn_str prefix,
                                      uint32_t *at) {
    while (*at < module->custom_count) {
        const core_custom *custom = &module->customs[(*at)++];
        if (tn_str_starts(custom->name, prefix))
            return custom;
    }
    return NULL;
}

/*
 * The name section is a custom section: whatever is wrong in it is nobody's
 * error, so it is read without diagnostics.
 */
typedef struct quiet_reader {
    const uint8_t *p, *end;
} quiet_reader;

static bool quiet_window(quiet_reader *r, quiet_reader *out) {
    uint32_t len = 0;
    if (!tn_quiet_u32(&r->p, r->end, &len) || len > (size_t)(r->end - r->p))
        return false;
    *out = (quiet_reader){r->p, r->p + len};
    r->p += len;
    return true;
}

/* namemap ::= vec(idx name) */
static tn_str find_in_name_map(quiet_reader r, uint32_t index) {
    uint32_t count = 0, at = 0;
    quiet_reader name;
    if (!tn_quiet_u32(&r.p, r.end, &count))
        return (tn_str){0};
    while (count-- && tn_quiet_u32(&r.p, r.end, &at) && quiet_window(&r, &name))
        if (at == index)
            return (tn_str){(const char *)name.p, (size_t)(name.end - name.p)};
    return (tn_str){0};
}

tn_str core_module_func_name(const core_module *module, uint32_t func) {
    uint32_t at = 0;
    const core_custom *custom = NULL;
    while ((custom = core_module_custom(module, TN_STR("name"), &at))) {
        if (custom->name.len != 4)
            continue;
        quiet_reader r = {module->bytes + custom->bytes.start,
                          module->bytes + custom->bytes.end};
        quiet_reader part;
        while (r.p != r.end) {
            uint8_t id = *r.p++;
            if (!quiet_window(&r, &part))
                break;
            if (id == 1) /* function names */
                return find_in_name_map(part, func);
        }
    }
    return (tn_str){0};
}
