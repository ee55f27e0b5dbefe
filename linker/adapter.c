/*
 * An adapter offers far more than one main module uses, and each function
 * that stays drags in component imports. So an adapter is trimmed: exports
 * that nobody asks for go, then all functions that the rest cannot reach,
 * and the imports of those. Indices of types, tables, memories and globals
 * stay as they are; those of functions are rewritten.
 *
 * An adapter lives in main's memory without having any of it. If it uses a
 * stack (a mutable global that its name section calls `__stack_pointer`), it
 * gets 64 KiB: from main's realloc on its first call, with `allocation_state`
 * (0 none, 1 being made, 2 there) telling calls that realloc itself makes;
 * or from memory.grow in a start function.
 *
 * Adapters with data or element segments are taken as they are.
 */
#include "linker/adapter.h"

#include "core/opcode.h"
#include "linker/core_write.h"

#define NO_INDEX UINT32_MAX
enum { STACK_BYTES = 65536 };

typedef struct trim {
    link_plan *plan;
    tn_arena *arena;
    const link_unit *unit;
    const core_module *module;
    tn_map wanted;  /* names that main imports */
    bool *live;     /* functions */
    uint32_t *todo; /* live functions whose bodies are not walked yet */
    uint32_t todo_count;
    uint32_t *index; /* new index of each live function */
    uint32_t stack_pointer, allocation_state; /* globals, or NO_INDEX */
    bool uses_stack;
    tn_str main_realloc; /* export of main that gives the stack; or empty */
    uint32_t import_count, func_count; /* of the new module */
    uint32_t realloc_func, init_func;  /* new indices, or NO_INDEX */
    uint32_t synthesized;              /* old index of an import, likewise */
    link_sigs new_types;               /* appended to the old ones */
} trim;

bool link_imports_from(const core_module *main, tn_str name) {
    for (uint32_t i = 0; i < main->import_count; i++)
        if (tn_str_eq(main->imports[i].module, name))
            return true;
    return false;
}

static void note_wanted(trim *t) {
    const core_module *main = t->plan->main.module;
    tn_map_init(&t->wanted, t->arena);
    for (uint32_t i = 0; i < main->import_count; i++)
        if (tn_str_eq(main->imports[i].module, t->unit->name))
            tn_map_put(&t->wanted, main->imports[i].name, NULL);
}

/* Main imports it, or the component model asks for it. */
static bool is_needed(const trim *t, tn_str name) {
    const ty_extern *item = link_world_export(&t->plan->world, name);
    return tn_map_find(&t->wanted, name) ||
           (item && item->sort == TY_SORT_FUNC) ||
           tn_str_find(name, '#') < name.len ||
           tn_str_starts(name, TN_STR("cabi_")) ||
           tn_str_starts(name, TN_STR("canonical_abi_")) ||
           tn_str_starts(name, TN_STR("cm32p2"));
}

static void mark(trim *t, uint32_t func) {
    if (func >= t->module->func_count || t->live[func])
        return;
    t->live[func] = true;
    if (func >= t->module->imported_funcs)
        t->todo[t->todo_count++] = func;
}

static void mark_exports(trim *t) {
    for (uint32_t i = 0; i < t->module->export_count; i++) {
        const core_export *e = &t->module->exports[i];
        if (e->kind == CORE_FUNC && is_needed(t, e->name))
            mark(t, e->index);
    }
    if (t->module->has_start)
        mark(t, t->module->start);
}

static void body_reader(const trim *t, uint32_t func, tn_reader *out) {
    const core_range body = t->module->funcs[func].body;
    tn_reader_init(out, t->plan->ctx, t->module->span_base + body.start,
                   t->module->bytes + body.start, body.end - body.start);
}

static bool skip_locals(tn_reader *r) {
    uint32_t groups = 0, count;
    core_valtype type;
    if (!tn_read_count(r, &groups, UINT32_MAX, "locals"))
        return false;
    for (uint32_t i = 0; i < groups; i++)
        if (!tn_read_u32(r, &count, "locals") || !core_valtype_read(&type, r))
            return false;
    return true;
}

static bool names_func(core_op op) {
    return op == CORE_OP_CALL || op == CORE_OP_RETURN_CALL ||
           op == CORE_OP_REF_FUNC;
}

static bool walk_body(trim *t, uint32_t func) {
    tn_reader r;
    core_instr instr;
    body_reader(t, func, &r);
    if (!skip_locals(&r))
        return false;
    while (tn_reader_left(&r)) {
        if (!core_instr_read(&instr, &r))
            return false;
        if (names_func(instr.op))
            mark(t, instr.a);
        else if (instr.op == CORE_OP_GLOBAL_GET ||
                 instr.op == CORE_OP_GLOBAL_SET)
            t->uses_stack |= instr.a == t->stack_pointer;
    }
    return true;
}

static bool mark_reached(trim *t) {
    while (t->todo_count)
        if (!walk_body(t, t->todo[--t->todo_count]))
            return false;
    return true;
}

/* Looks a name up in a name map (Core specification 7.4.1). */
static uint32_t find_in_map(tn_str map, const char *name) {
    const uint8_t *p = (const uint8_t *)map.p, *end = p + map.len;
    uint32_t count, index, len;
    if (!tn_quiet_u32(&p, end, &count))
        return NO_INDEX;
    for (uint32_t i = 0; i < count; i++) {
        if (!tn_quiet_u32(&p, end, &index) || !tn_quiet_u32(&p, end, &len) ||
            len > (size_t)(end - p))
            return NO_INDEX;
        if (tn_str_eqz((tn_str){(const char *)p, len}, name))
            return index;
        p += len;
    }
    return NO_INDEX;
}

static uint32_t global_named(const core_module *module, const char *name) {
    enum { GLOBAL_NAMES = 7 };
    uint32_t at = 0;
    const core_custom *custom;
    while ((custom = core_module_custom(module, TN_STR("name"), &at))) {
        const uint8_t *p = module->bytes + custom->bytes.start;
        const uint8_t *end = module->bytes + custom->bytes.end;
        uint8_t id;
        tn_str part;
        while (bin_next_section(&p, end, &id, &part))
            if (id == GLOBAL_NAMES)
                return find_in_map(part, name);
    }
    return NO_INDEX;
}

/* The global of that name, when it is of the kind that we can set. */
static uint32_t find_global(const trim *t, const char *name) {
    uint32_t index = global_named(t->module, name);
    if (index >= t->module->global_count)
        return NO_INDEX;
    const core_globaltype *type = &t->module->globals[index].type;
    return type->mutable_ && type->type == CORE_I32 ? index : NO_INDEX;
}

static const core_export *main_realloc(const trim *t) {
    static const char *const names[] = {"cabi_realloc_adapter", "cabi_realloc"};
    for (size_t i = 0; i < TN_COUNT_OF(names); i++) {
        const core_export *found =
            core_module_export(t->plan->main.module, tn_str_from(names[i]));
        if (found && found->kind == CORE_FUNC)
            return found;
    }
    return NULL;
}

static bool is_main_realloc(const core_import *import) {
    return import->type.kind == CORE_FUNC &&
           tn_str_eqz(import->module, "__main_module__") &&
           tn_str_eqz(import->name, "cabi_realloc");
}

/* Gives new indices: imports, then functions, then those that we add. */
static void number_functions(trim *t) {
    const core_module *m = t->module;
    bool lazy =
        t->uses_stack && t->allocation_state != NO_INDEX && t->main_realloc.len;
    uint32_t next = 0, func = 0;
    for (uint32_t i = 0; i < m->import_count; i++) {
        if (m->imports[i].type.kind != CORE_FUNC)
            continue;
        uint32_t old = func++;
        if (!t->live[old])
            continue;
        if (is_main_realloc(&m->imports[i]) && !main_realloc(t)) {
            t->synthesized = old;
            continue;
        }
        t->index[old] = next++;
    }
    if (lazy)
        t->realloc_func = next++;
    t->import_count = next;
    for (uint32_t i = m->imported_funcs; i < m->func_count; i++)
        if (t->live[i])
            t->index[i] = next++;
    if (t->synthesized != NO_INDEX)
        t->index[t->synthesized] = next++;
    if (t->uses_stack)
        t->init_func = next++;
    t->func_count = next - t->import_count;
}

/* Types that are not the module's own come after its own. */
static uint32_t new_type(trim *t, const char *params, const char *results) {
    return t->module->type_count +
           link_sigs_add(&t->new_types,
                         link_make_sig(t->arena, params, results));
}

static void write_import_head(tn_writer *out, tn_str module, tn_str name) {
    tn_write_name(out, module);
    tn_write_name(out, name);
}

static void write_op_index(tn_writer *out, uint8_t op, uint32_t index) {
    tn_write_u8(out, op);
    tn_write_u32(out, index);
}

static void write_const(tn_writer *out, int32_t value) {
    tn_write_u8(out, 0x41);
    tn_write_s32(out, value);
}

static void write_body(tn_writer *out, const tn_writer *body) {
    tn_write_u32(out, (uint32_t)body->len);
    tn_write_bytes(out, body->data, body->len);
}

/* A function body with function indices rewritten; may begin with a call. */
static bool write_function(trim *t, uint32_t func, bool begin, tn_writer *out) {
    tn_reader r;
    core_instr instr;
    tn_writer body;
    tn_writer_init(&body, t->arena);
    body_reader(t, func, &r);
    if (!skip_locals(&r))
        return false;
    tn_write_bytes(&body, r.data, r.pos);
    if (begin)
        write_op_index(&body, 0x10, t->init_func);
    while (tn_reader_left(&r)) {
        size_t from = r.pos;
        if (!core_instr_read(&instr, &r))
            return false;
        if (names_func(instr.op))
            write_op_index(&body, (uint8_t)instr.op,
                           instr.a < t->module->func_count ? t->index[instr.a]
                                                           : instr.a);
        else
            tn_write_bytes(&body, r.data + from, r.pos - from);
    }
    write_body(out, &body);
    return true;
}

/* realloc for one fresh page of memory; anything else traps. */
static void write_page_realloc(tn_writer *out) {
    static const uint8_t code[] = {
        0,                                        /* no locals */
        0x20, 0,    0x20, 1,    0x72,             /* old pointer | old size */
        0x20, 3,    0x41, 0x80, 0x80, 0x04, 0x47, /* new size != 65536 */
        0x72, 0x04, 0x40, 0x00, 0x0b,             /* either: unreachable */
        0x41, 1,    0x40, 0,    0x22, 0,          /* memory.grow 1 */
        0x41, 0x7f, 0x46, 0x04, 0x40, 0x00, 0x0b, /* failed: unreachable */
        0x20, 0,    0x41, 16,   0x74, 0x0b};      /* pages to bytes */
    tn_write_u32(out, sizeof code);
    tn_write_bytes(out, code, sizeof code);
}

/* Makes the stack on the first call and remembers that it did. */
static void write_lazy_stack(trim *t, tn_writer *out) {
    tn_writer b;
    tn_writer_init(&b, t->arena);
    tn_write_u32(&b, 0);
    write_op_index(&b, 0x23, t->allocation_state);
    tn_write_bytes(&b, "\x45\x04\x40", 3); /* i32.eqz, if */
    write_const(&b, 1);
    write_op_index(&b, 0x24, t->allocation_state);
    write_const(&b, 0);
    write_const(&b, 0);
    write_const(&b, 8);
    write_const(&b, STACK_BYTES);
    write_op_index(&b, 0x10, t->realloc_func);
    write_const(&b, STACK_BYTES);
    tn_write_u8(&b, 0x6a); /* i32.add: it grows down */
    write_op_index(&b, 0x24, t->stack_pointer);
    write_const(&b, 2);
    write_op_index(&b, 0x24, t->allocation_state);
    tn_write_bytes(&b, "\x0b\x0b", 2);
    write_body(out, &b);
}

/* Runs as the start function: one page of new memory is the stack. */
static void write_eager_stack(trim *t, tn_writer *out) {
    tn_writer b;
    tn_writer_init(&b, t->arena);
    tn_write_bytes(&b, "\1\1\x7f", 3); /* one i32 local */
    write_const(&b, 1);
    tn_write_bytes(&b, "\x40\0\x22\0", 4); /* memory.grow, local.tee */
    write_const(&b, -1);
    tn_write_bytes(&b, "\x46\x04\x40\0\x0b\x20\0", 7);
    write_const(&b, 16);
    tn_write_u8(&b, 0x74);
    write_const(&b, STACK_BYTES);
    tn_write_u8(&b, 0x6a);
    write_op_index(&b, 0x24, t->stack_pointer);
    if (t->allocation_state != NO_INDEX) {
        write_const(&b, 2);
        write_op_index(&b, 0x24, t->allocation_state);
    }
    if (t->module->has_start)
        write_op_index(&b, 0x10, t->index[t->module->start]);
    tn_write_u8(&b, 0x0b);
    write_body(out, &b);
}

static bool is_lazy(const trim *t) {
    return t->realloc_func != NO_INDEX;
}

static void write_imports(trim *t, tn_writer *out) {
    const core_module *m = t->module;
    tn_writer items;
    tn_writer_init(&items, t->arena);
    uint32_t count = 0, func = 0;
    for (uint32_t i = 0; i < m->import_count; i++) {
        bool is_func = m->imports[i].type.kind == CORE_FUNC;
        uint32_t old = is_func ? func++ : 0;
        if (is_func && (!t->live[old] || old == t->synthesized))
            continue;
        link_write_import(&items, &m->imports[i], m->imports[i].name);
        count++;
    }
    if (is_lazy(t)) {
        write_import_head(&items, TN_STR("__main_module__"), t->main_realloc);
        tn_write_u8(&items, CORE_FUNC);
        tn_write_u32(&items, new_type(t, "iiii", "i"));
        count++;
    }
    link_add_counted(out, SECTION_IMPORT, count, &items);
}

static void write_function_types(trim *t, tn_writer *out) {
    tn_writer items;
    tn_writer_init(&items, t->arena);
    for (uint32_t i = t->module->imported_funcs; i < t->module->func_count; i++)
        if (t->live[i])
            tn_write_u32(&items, t->module->funcs[i].type);
    if (t->synthesized != NO_INDEX)
        tn_write_u32(&items, t->module->funcs[t->synthesized].type);
    if (t->uses_stack)
        tn_write_u32(&items, new_type(t, "", ""));
    link_add_counted(out, SECTION_FUNCTION, t->func_count, &items);
}

static void write_exports(trim *t, tn_writer *out, bool *exported) {
    tn_writer items;
    tn_writer_init(&items, t->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->module->export_count; i++) {
        const core_export *e = &t->module->exports[i];
        if (e->kind != CORE_FUNC || !is_needed(t, e->name))
            continue;
        tn_write_name(&items, e->name);
        tn_write_u8(&items, CORE_FUNC);
        tn_write_u32(&items, t->index[e->index]);
        exported[e->index] = true;
        count++;
    }
    link_add_counted(out, SECTION_EXPORT, count, &items);
}

static void write_start(trim *t, tn_writer *out) {
    tn_writer body;
    tn_writer_init(&body, t->arena);
    if (t->uses_stack && !is_lazy(t))
        tn_write_u32(&body, t->init_func);
    else if (t->module->has_start)
        tn_write_u32(&body, t->index[t->module->start]);
    if (body.len)
        link_add_section(out, SECTION_START, &body);
}

static bool write_code(trim *t, const bool *exported, tn_writer *out) {
    tn_writer items;
    tn_writer_init(&items, t->arena);
    const core_module *m = t->module;
    for (uint32_t i = m->imported_funcs; i < m->func_count; i++)
        if (t->live[i] &&
            !write_function(t, i, is_lazy(t) && exported[i], &items))
            return false;
    if (t->synthesized != NO_INDEX)
        write_page_realloc(&items);
    if (t->uses_stack && is_lazy(t))
        write_lazy_stack(t, &items);
    else if (t->uses_stack)
        write_eager_stack(t, &items);
    link_add_counted(out, SECTION_CODE, t->func_count, &items);
    return true;
}

/* The body of a section; empty when the module has no such section. */
static tn_str section_body(const trim *t, uint8_t id) {
    const uint8_t *p = t->module->bytes + 8;
    const uint8_t *end = t->module->bytes + t->module->len;
    uint8_t found;
    tn_str body;
    while (bin_next_section(&p, end, &found, &body))
        if (found == id)
            return body;
    return (tn_str){NULL, 0};
}

static void copy_section(const trim *t, uint8_t id, tn_writer *out) {
    tn_str body = section_body(t, id);
    if (body.len == 0)
        return;
    tn_write_u8(out, id);
    tn_write_u32(out, (uint32_t)body.len);
    tn_write_bytes(out, body.p, body.len);
}

/* The module's own types, then ours. */
static void write_types(trim *t, tn_writer *out) {
    tn_str old = section_body(t, SECTION_TYPE);
    const uint8_t *p = (const uint8_t *)old.p, *end = p;
    uint32_t count = 0;
    tn_writer both;
    tn_writer_init(&both, t->arena);
    if (old.len) {
        end += old.len;
        if (!tn_quiet_u32(&p, end, &count))
            return;
    }
    tn_write_u32(&both, count + (uint32_t)t->new_types.known.len);
    if (old.len)
        tn_write_bytes(&both, p, (size_t)(end - p));
    tn_write_bytes(&both, t->new_types.bytes.data, t->new_types.bytes.len);
    link_add_section(out, SECTION_TYPE, &both);
}

static bool encode(trim *t, tn_writer *out) {
    tn_writer types, rest;
    tn_writer_init(&types, t->arena);
    tn_writer_init(&rest, t->arena);
    bool *exported = TN_NEW_ARRAY(t->arena, bool, t->module->func_count);
    write_imports(t, &rest);
    write_function_types(t, &rest);
    copy_section(t, SECTION_TABLE, &rest);
    copy_section(t, SECTION_MEMORY, &rest);
    copy_section(t, SECTION_GLOBAL, &rest);
    write_exports(t, &rest, exported);
    write_start(t, &rest);
    if (!write_code(t, exported, &rest))
        return false;
    write_types(t, &types); /* last: only now all types are known */
    link_begin_module(out, t->arena);
    tn_write_bytes(out, types.data, types.len);
    tn_write_bytes(out, rest.data, rest.len);
    return true;
}

/* Only what link_write_import and copy_section can carry over. */
static bool can_trim(const core_module *m) {
    if (m->data_count || m->elem_count || m->tag_count || m->imported_tables ||
        m->imported_globals)
        return false;
    for (uint32_t i = 0; i < m->global_count; i++)
        for (uint32_t p = m->globals[i].init.start; p < m->globals[i].init.end;
             p++)
            if (m->bytes[p] == CORE_OP_REF_FUNC)
                return false;
    return true;
}

bool link_trim_adapter(link_plan *plan, link_unit *unit) {
    const core_module *m = unit->module;
    if (!can_trim(m))
        return true;
    trim t = {.plan = plan, .arena = plan->arena, .unit = unit, .module = m};
    t.live = TN_NEW_ARRAY(t.arena, bool, m->func_count);
    t.todo = TN_NEW_ARRAY(t.arena, uint32_t, m->func_count);
    t.index = TN_NEW_ARRAY(t.arena, uint32_t, m->func_count);
    t.realloc_func = t.init_func = t.synthesized = NO_INDEX;
    link_sigs_init(&t.new_types, t.arena);
    t.stack_pointer = find_global(&t, "__stack_pointer");
    t.allocation_state = find_global(&t, "allocation_state");
    const core_export *realloc = main_realloc(&t);
    if (realloc)
        t.main_realloc = realloc->name;
    note_wanted(&t);
    mark_exports(&t);
    if (!mark_reached(&t))
        return false;
    number_functions(&t);
    tn_writer out;
    if (!encode(&t, &out))
        return false;
    const tenon_input made = {unit->path.p, out.data, out.len};
    unit->module = link_read_module(plan->job, &made);
    return unit->module != NULL;
}
