/*
 * Decoder of core modules (Core specification 5.5 "Modules").
 *
 * Structure only: every section is read completely, function bodies stay
 * byte ranges, constant expressions are walked over. Counts are checked
 * against the bytes left before anything is allocated by them, so memory is
 * bounded by a multiple of the input. All memory is the module's arena.
 */
#include "core/decode.h"

#include "base/limits.h"
#include "core/opcode.h"

typedef bool section_fn(core_decoder *d, tn_reader *r);

core_range core_decoder_range(const core_decoder *d,
                              const tn_reader *r,
                              size_t start,
                              size_t end) {
    uint32_t base = (uint32_t)(r->data - d->m->bytes);
    return (core_range){base + (uint32_t)start, base + (uint32_t)end};
}

bool core_read_expr(core_range *out, core_decoder *d, tn_reader *r) {
    size_t start = 0, end = 0;
    if (!core_expr_skip(&start, &end, r))
        return false;
    *out = core_decoder_range(d, r, start, end);
    return true;
}

/* import ::= mod:name nm:name externtype */
static bool read_import(core_import *out, tn_reader *r) {
    size_t start = r->pos;
    uint8_t kind = 0;
    if (!tn_read_name(r, &out->module, "import module") ||
        !tn_read_name(r, &out->name, "import name"))
        return false;
    size_t from = r->pos;
    if (!tn_read_u8(r, &kind, "import kind"))
        return false;
    bool ok = false;
    out->type.kind = (core_kind)kind;
    switch (kind) {
    case CORE_FUNC:
        ok = tn_read_u32(r, &out->type.u.func, "type index");
        break;
    case CORE_TABLE:
        ok = core_read_tabletype(&out->type.u.table, r);
        break;
    case CORE_MEMORY:
        ok = core_read_limits(&out->type.u.memory, r);
        break;
    case CORE_GLOBAL:
        ok = core_read_globaltype(&out->type.u.global, r);
        break;
    case CORE_TAG:
        ok = core_read_tagtype(&out->type.u.tag, r);
        break;
    default:
        return tn_reader_fail(r, from, "malformed import kind 0x%02x", kind);
    }
    out->span = tn_reader_since(r, start);
    return ok;
}

static void count_import(core_module *m, const core_import *import) {
    switch (import->type.kind) {
    case CORE_FUNC:
        m->imported_funcs++;
        break;
    case CORE_TABLE:
        m->imported_tables++;
        break;
    case CORE_MEMORY:
        m->imported_memories++;
        break;
    case CORE_GLOBAL:
        m->imported_globals++;
        break;
    default:
        m->imported_tags++;
        break;
    }
}

static bool read_imports(core_decoder *d, tn_reader *r) {
    core_module *m = d->m;
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "import count"))
        return false;
    m->imports = TN_NEW_ARRAY(&m->arena, core_import, count);
    for (uint32_t i = 0; i < count; i++) {
        if (!read_import(&m->imports[i], r))
            return false;
        count_import(m, &m->imports[i]);
    }
    m->import_count = count;
    return true;
}

/*
 * Makes the array of an index space: imported entries, then room for count
 * own ones. Sections of own entries come at most once, so this does too.
 */
#define MAKE_SPACE(d, T, field, imported, total, count)                       \
    ((d)->m->field =                                                          \
         TN_NEW_ARRAY(&(d)->m->arena, T, (size_t)(d)->m->imported + (count)), \
     (d)->m->total = (d)->m->imported + (count))

static void copy_imported_funcs(core_module *m) {
    core_func *next = m->funcs;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].type.kind == CORE_FUNC)
            (next++)->type = m->imports[i].type.u.func;
}

static void copy_imported_tables(core_module *m) {
    core_table *next = m->tables;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].type.kind == CORE_TABLE)
            (next++)->type = m->imports[i].type.u.table;
}

static void copy_imported_memories(core_module *m) {
    core_limits *next = m->memories;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].type.kind == CORE_MEMORY)
            *next++ = m->imports[i].type.u.memory;
}

static void copy_imported_globals(core_module *m) {
    core_global *next = m->globals;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].type.kind == CORE_GLOBAL)
            (next++)->type = m->imports[i].type.u.global;
}

static void copy_imported_tags(core_module *m) {
    uint32_t *next = m->tags;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].type.kind == CORE_TAG)
            *next++ = m->imports[i].type.u.tag;
}

static void make_funcs(core_decoder *d, uint32_t count) {
    MAKE_SPACE(d, core_func, funcs, imported_funcs, func_count, count);
    copy_imported_funcs(d->m);
}

static void make_tables(core_decoder *d, uint32_t count) {
    MAKE_SPACE(d, core_table, tables, imported_tables, table_count, count);
    copy_imported_tables(d->m);
}

static void make_memories(core_decoder *d, uint32_t count) {
    MAKE_SPACE(d, core_limits, memories, imported_memories, memory_count,
               count);
    copy_imported_memories(d->m);
}

static void make_globals(core_decoder *d, uint32_t count) {
    MAKE_SPACE(d, core_global, globals, imported_globals, global_count, count);
    copy_imported_globals(d->m);
}

static void make_tags(core_decoder *d, uint32_t count) {
    MAKE_SPACE(d, uint32_t, tags, imported_tags, tag_count, count);
    copy_imported_tags(d->m);
}

static bool read_funcs(core_decoder *d, tn_reader *r) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "function count"))
        return false;
    make_funcs(d, count);
    core_func *own = d->m->funcs + d->m->imported_funcs;
    for (uint32_t i = 0; i < count; i++)
        if (!tn_read_u32(r, &own[i].type, "type index"))
            return false;
    d->declared_funcs = count;
    return true;
}

/* table ::= tabletype | 0x40 0x00 tabletype expr */
static bool read_table(core_table *out, core_decoder *d, tn_reader *r) {
    if (r->pos == r->len || r->data[r->pos] != 0x40)
        return core_read_tabletype(&out->type, r);
    size_t from = r->pos++;
    uint8_t zero = 0;
    if (!tn_read_u8(r, &zero, "table"))
        return false;
    if (zero != 0)
        return tn_reader_fail(r, from, "malformed table");
    return core_read_tabletype(&out->type, r) &&
           core_read_expr(&out->init, d, r);
}

static bool read_tables(core_decoder *d, tn_reader *r) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "table count"))
        return false;
    make_tables(d, count);
    core_table *own = d->m->tables + d->m->imported_tables;
    for (uint32_t i = 0; i < count; i++)
        if (!read_table(&own[i], d, r))
            return false;
    return true;
}

static bool read_memories(core_decoder *d, tn_reader *r) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "memory count"))
        return false;
    make_memories(d, count);
    core_limits *own = d->m->memories + d->m->imported_memories;
    for (uint32_t i = 0; i < count; i++)
        if (!core_read_limits(&own[i], r))
            return false;
    return true;
}

static bool read_tags(core_decoder *d, tn_reader *r) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "tag count"))
        return false;
    make_tags(d, count);
    uint32_t *own = d->m->tags + d->m->imported_tags;
    for (uint32_t i = 0; i < count; i++)
        if (!core_read_tagtype(&own[i], r))
            return false;
    return true;
}

static bool read_globals(core_decoder *d, tn_reader *r) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "global count"))
        return false;
    make_globals(d, count);
    core_global *own = d->m->globals + d->m->imported_globals;
    for (uint32_t i = 0; i < count; i++)
        if (!core_read_globaltype(&own[i].type, r) ||
            !core_read_expr(&own[i].init, d, r))
            return false;
    return true;
}

static bool read_export(core_export *out, tn_reader *r) {
    size_t start = r->pos;
    uint8_t kind = 0;
    if (!tn_read_name(r, &out->name, "export name"))
        return false;
    size_t from = r->pos;
    if (!tn_read_u8(r, &kind, "export kind"))
        return false;
    if (kind > CORE_TAG)
        return tn_reader_fail(r, from, "malformed export kind 0x%02x", kind);
    out->kind = (core_kind)kind;
    if (!tn_read_u32(r, &out->index, "export index"))
        return false;
    out->span = tn_reader_since(r, start);
    return true;
}

static bool read_exports(core_decoder *d, tn_reader *r) {
    core_module *m = d->m;
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "export count"))
        return false;
    m->exports = TN_NEW_ARRAY(&m->arena, core_export, count);
    for (uint32_t i = 0; i < count; i++) {
        if (!read_export(&m->exports[i], r))
            return false;
        bool found = false;
        tn_map_entry *entry =
            tn_map_put(&m->export_names, m->exports[i].name, &found);
        if (!found)
            entry->value.num = i;
    }
    m->export_count = count;
    return true;
}

static bool read_start(core_decoder *d, tn_reader *r) {
    d->m->has_start = true;
    return tn_read_u32(r, &d->m->start, "start function");
}

static bool read_data_count(core_decoder *d, tn_reader *r) {
    d->m->has_data_count = true;
    return tn_read_u32(r, &d->data_count, "data count");
}

/* code ::= size:u32 func; the locals and the code are one range. */
static bool read_body(core_func *out, core_decoder *d, tn_reader *r) {
    size_t from = r->pos;
    uint32_t size = 0;
    if (!tn_read_u32(r, &size, "function body size"))
        return false;
    if (size > TN_MAX_FUNC_BYTES)
        return tn_reader_fail(r, from, "function body is larger than %d bytes",
                              TN_MAX_FUNC_BYTES);
    const uint8_t *bytes = NULL;
    if (!tn_read_bytes(r, size, &bytes, "function body"))
        return false;
    out->body = core_decoder_range(d, r, r->pos - size, r->pos);
    return true;
}

static bool read_code(core_decoder *d, tn_reader *r) {
    core_module *m = d->m;
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "function body count"))
        return false;
    m->code_size = (uint32_t)r->len;
    d->bodies = count;
    if (count != d->declared_funcs)
        return tn_reader_fail(
            r, 0, "function and code section have inconsistent lengths");
    for (uint32_t i = 0; i < count; i++)
        if (!read_body(&m->funcs[m->imported_funcs + i], d, r))
            return false;
    return true;
}

/* Sections by id: name for messages, rank in the order of the file, reader. */
static const struct {
    const char *name;
    uint8_t rank;
    section_fn *read;
} sections[] = {
    {"custom section", 0, NULL},
    {"type section", 1, core_read_types},
    {"import section", 2, read_imports},
    {"function section", 3, read_funcs},
    {"table section", 4, read_tables},
    {"memory section", 5, read_memories},
    {"global section", 7, read_globals},
    {"export section", 8, read_exports},
    {"start section", 9, read_start},
    {"element section", 10, core_read_elems},
    {"code section", 12, read_code},
    {"data section", 13, core_read_datas},
    {"data count section", 11, read_data_count},
    {"tag section", 6, read_tags},
};

typedef TN_VEC(core_custom) custom_vec;

static bool read_custom(custom_vec *customs,
                        core_decoder *d,
                        tn_reader *r,
                        core_range section) {
    core_custom custom = {.section = section};
    if (!tn_read_name(r, &custom.name, "custom section name"))
        return false;
    custom.bytes = core_decoder_range(d, r, r->pos, r->len);
    tn_vec_push(&d->m->arena, customs, custom);
    return true;
}

static bool read_section(core_decoder *d, custom_vec *customs, uint8_t *rank) {
    tn_reader *r = &d->r;
    size_t from = r->pos;
    uint8_t id = 0;
    uint32_t size = 0;
    if (!tn_read_u8(r, &id, "section id"))
        return false;
    if (id >= TN_COUNT_OF(sections))
        return tn_reader_fail(r, from, "malformed section id %u", id);
    tn_reader window;
    if (!tn_read_u32(r, &size, "section size") ||
        !tn_read_window(r, size, &window, sections[id].name))
        return false;
    if (id == 0)
        return read_custom(customs, d, &window,
                           core_decoder_range(d, r, from, r->pos));
    if (sections[id].rank <= *rank)
        return tn_reader_fail(r, from, "unexpected %s: out of order or twice",
                              sections[id].name);
    *rank = sections[id].rank;
    if (!sections[id].read(d, &window))
        return false;
    if (tn_reader_left(&window))
        return tn_reader_fail(&window, window.pos,
                              "section size mismatch: bytes left in the %s",
                              sections[id].name);
    return true;
}

/* Index spaces of kinds that have no section hold the imports. */
static void make_missing_spaces(core_decoder *d) {
    core_module *m = d->m;
    if (!m->funcs)
        make_funcs(d, 0);
    if (!m->tables)
        make_tables(d, 0);
    if (!m->memories)
        make_memories(d, 0);
    if (!m->globals)
        make_globals(d, 0);
    if (!m->tags)
        make_tags(d, 0);
}

static bool check_counts(core_decoder *d) {
    if (d->bodies != d->declared_funcs)
        return tn_reader_fail(
            &d->r, d->r.pos,
            "function and code section have inconsistent lengths");
    if (d->m->has_data_count && d->data_count != d->m->data_count)
        return tn_reader_fail(
            &d->r, d->r.pos,
            "data count and data section have inconsistent lengths");
    return true;
}

/* magic "\0asm", version 1 */
static bool read_preamble(tn_reader *r) {
    const uint8_t *bytes = NULL;
    if (!tn_read_bytes(r, 4, &bytes, "magic header"))
        return false;
    if (memcmp(bytes, "\0asm", 4) != 0)
        return tn_reader_fail(r, 0, "magic header not detected");
    if (!tn_read_bytes(r, 4, &bytes, "version"))
        return false;
    if (memcmp(bytes, "\1\0\0\0", 4) != 0)
        return tn_reader_fail(r, 4, "unknown binary version");
    return true;
}

static bool decode(core_decoder *d) {
    custom_vec customs = {0};
    uint8_t rank = 0;
    if (!read_preamble(&d->r))
        return false;
    while (tn_reader_left(&d->r))
        if (!read_section(d, &customs, &rank))
            return false;
    make_missing_spaces(d);
    d->m->customs = customs.data;
    d->m->custom_count = (uint32_t)customs.len;
    return check_counts(d);
}

/* Decodes into a module that exists; unwinds when memory is out. */
static bool decode_into(core_module *m) {
    core_decoder d = {.m = m};
    tn_map_init(&d.types, &m->arena);
    tn_map_init(&m->export_names, &m->arena);
    tn_reader_init(&d.r, m->ctx, m->span_base, m->bytes, m->len);
    return decode(&d);
}

bool core_module_decode(core_module **out,
                        tenon_context *ctx,
                        const uint8_t *bytes,
                        size_t len,
                        uint32_t span_base) {
    *out = NULL;
    if (len > TN_MAX_FILE_BYTES) {
        tn_error(ctx, DIAG_LIMIT, TN_NO_SPAN,
                 "a module of %zu bytes is larger than the limit", len);
        return false;
    }
    core_module *m = tn_alloc_zero(&ctx->allocator, sizeof *m);
    if (!m)
        tn_out_of_memory(&ctx->guard);
    *m = (core_module){
        .ctx = ctx, .bytes = bytes, .len = len, .span_base = span_base};
    tn_context_arena(ctx, &m->arena);
    volatile bool ok = false;
    volatile bool no_memory = true;
    tn_guard guard;
    if (TN_GUARD(ctx, &guard)) {
        ok = decode_into(m);
        no_memory = false;
    }
    tn_guard_leave(ctx, &guard);
    if (!ok)
        core_module_free(m);
    else
        *out = m;
    if (no_memory)
        tn_out_of_memory(&ctx->guard);
    return ok;
}

void core_module_free(core_module *module) {
    if (!module)
        return;
    const tenon_allocator *allocator = &module->ctx->allocator;
    tn_arena_release(&module->arena);
    tn_free(allocator, module, sizeof *module);
}
