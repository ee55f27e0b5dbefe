/* Core modules in the text format: their fields, but for code. */
#include "core/print.h"

#include "core/printer.h"

void core_put_index(core_printer *p, core_name_kind kind, uint32_t index) {
    const core_names *names = p->names;
    tn_sexpr_index(p->s, names ? &names->spaces[kind] : NULL, index);
}

void core_put_typeuse(core_printer *p, uint32_t index) {
    core_print_typeuse(&p->types, index);
    if (index < p->m->type_count)
        core_print_signature(&p->types, &p->m->types[index]);
}

static void put_id(core_printer *p, core_name_kind kind, uint32_t index) {
    const core_names *names = p->names;
    tn_sexpr_id(p->s, names ? &names->spaces[kind] : NULL, index);
    tn_sexpr_put(p->s, " ");
}

/* A new line, and "(word id ". */
static void open_field(core_printer *p,
                       const char *word,
                       core_name_kind kind,
                       uint32_t index) {
    tn_sexpr_line(p->s);
    tn_sexpr_open(p->s, word);
    put_id(p, kind, index);
}

static core_name_kind name_kind(core_kind kind) {
    static const core_name_kind kinds[] = {
        [CORE_FUNC] = CORE_NAME_FUNC,     [CORE_TABLE] = CORE_NAME_TABLE,
        [CORE_MEMORY] = CORE_NAME_MEMORY, [CORE_GLOBAL] = CORE_NAME_GLOBAL,
        [CORE_TAG] = CORE_NAME_TAG,
    };
    return kinds[kind];
}

static void put_types(core_printer *p) {
    for (uint32_t i = 0; i < p->m->type_count; i++) {
        open_field(p, "type ", CORE_NAME_TYPE, i);
        core_put_type(p, i);
        tn_sexpr_close(p->s);
    }
}

static void put_imports(core_printer *p) {
    uint32_t counts[CORE_TAG + 1] = {0};
    for (uint32_t i = 0; i < p->m->import_count; i++) {
        const core_import *import = &p->m->imports[i];
        core_kind kind = import->type.kind;
        tn_sexpr_line(p->s);
        tn_sexpr_open(p->s, "import ");
        tn_sexpr_name(p->s, import->module);
        tn_sexpr_put(p->s, " ");
        tn_sexpr_name(p->s, import->name);
        tn_sexpr_put(p->s, " ");
        tn_sexpr_open(p->s, core_kind_word(kind));
        put_id(p, name_kind(kind), counts[kind]++);
        if (kind == CORE_FUNC)
            core_put_typeuse(p, import->type.u.func);
        else if (kind == CORE_TAG)
            core_put_typeuse(p, import->type.u.tag);
        else
            core_print_extern(&p->types, &import->type);
        tn_sexpr_close(p->s);
        tn_sexpr_close(p->s);
    }
}

static bool put_value(core_printer *p, core_range range) {
    tn_sexpr_put(p->s, " ");
    return core_put_expr(p, range);
}

static bool put_tables(core_printer *p) {
    core_extern type = {.kind = CORE_TABLE};
    for (uint32_t i = p->m->imported_tables; i < p->m->table_count; i++) {
        const core_table *table = &p->m->tables[i];
        type.u.table = table->type;
        open_field(p, "table ", CORE_NAME_TABLE, i);
        core_print_extern(&p->types, &type);
        if (table->init.end > table->init.start && !put_value(p, table->init))
            return false;
        tn_sexpr_close(p->s);
    }
    return true;
}

static void put_memories(core_printer *p) {
    core_extern type = {.kind = CORE_MEMORY};
    for (uint32_t i = p->m->imported_memories; i < p->m->memory_count; i++) {
        type.u.memory = p->m->memories[i];
        open_field(p, "memory ", CORE_NAME_MEMORY, i);
        core_print_extern(&p->types, &type);
        tn_sexpr_close(p->s);
    }
}

static void put_tags(core_printer *p) {
    for (uint32_t i = p->m->imported_tags; i < p->m->tag_count; i++) {
        open_field(p, "tag ", CORE_NAME_TAG, i);
        core_put_typeuse(p, p->m->tags[i]);
        tn_sexpr_close(p->s);
    }
}

static bool put_globals(core_printer *p) {
    core_extern type = {.kind = CORE_GLOBAL};
    for (uint32_t i = p->m->imported_globals; i < p->m->global_count; i++) {
        type.u.global = p->m->globals[i].type;
        open_field(p, "global ", CORE_NAME_GLOBAL, i);
        core_print_extern(&p->types, &type);
        if (!put_value(p, p->m->globals[i].init))
            return false;
        tn_sexpr_close(p->s);
    }
    return true;
}

static void put_exports(core_printer *p) {
    for (uint32_t i = 0; i < p->m->export_count; i++) {
        const core_export *item = &p->m->exports[i];
        tn_sexpr_line(p->s);
        tn_sexpr_open(p->s, "export ");
        tn_sexpr_name(p->s, item->name);
        tn_sexpr_put(p->s, " ");
        tn_sexpr_open(p->s, core_kind_word(item->kind));
        core_put_index(p, name_kind(item->kind), item->index);
        tn_sexpr_close(p->s);
        tn_sexpr_close(p->s);
    }
    if (p->m->has_start) {
        tn_sexpr_line(p->s);
        tn_sexpr_open(p->s, "start ");
        core_put_index(p, CORE_NAME_FUNC, p->m->start);
        tn_sexpr_close(p->s);
    }
}

/* " (word expr)", without the word when there is one instruction. */
static bool put_wrapped(core_printer *p, const char *word, core_range range) {
    tn_sexpr_put(p->s, " ");
    tn_sexpr_open(p->s, core_expr_is_single(p, range) ? "" : word);
    if (!core_put_expr(p, range))
        return false;
    tn_sexpr_close(p->s);
    return true;
}

/* The table or memory of a segment. */
static void put_target(core_printer *p,
                       const char *word,
                       core_name_kind kind,
                       uint32_t index) {
    tn_sexpr_put(p->s, " ");
    tn_sexpr_open(p->s, word);
    core_put_index(p, kind, index);
    tn_sexpr_close(p->s);
}

static bool put_elem_items(core_printer *p, const core_elem *elem) {
    tn_sexpr_put(p->s, " ");
    if (p->skeleton) {
        tn_sexpr_put(p->s, "...");
        return true;
    }
    if (elem->exprs)
        core_print_valtype(&p->types, elem->type);
    else
        tn_sexpr_put(p->s, "func");
    for (uint32_t i = 0; i < elem->count && !p->s->failed; i++) {
        if (elem->exprs && !put_wrapped(p, "item ", elem->exprs[i]))
            return false;
        if (!elem->exprs) {
            tn_sexpr_put(p->s, " ");
            core_put_index(p, CORE_NAME_FUNC, elem->funcs[i]);
        }
    }
    return true;
}

static void open_segment(core_printer *p,
                         const char *word,
                         core_name_kind kind,
                         uint32_t index) {
    tn_sexpr_line(p->s);
    tn_sexpr_open(p->s, word);
    tn_sexpr_id(p->s, p->names ? &p->names->spaces[kind] : NULL, index);
}

static bool put_elems(core_printer *p) {
    for (uint32_t i = 0; i < p->m->elem_count; i++) {
        const core_elem *elem = &p->m->elems[i];
        open_segment(p, "elem ", CORE_NAME_ELEM, i);
        if (elem->mode == CORE_SEG_DECLARED)
            tn_sexpr_put(p->s, " declare");
        if (elem->mode == CORE_SEG_ACTIVE) {
            if (elem->names_table)
                put_target(p, "table ", CORE_NAME_TABLE, elem->table);
            if (!put_wrapped(p, "offset ", elem->offset))
                return false;
        }
        if (!put_elem_items(p, elem))
            return false;
        tn_sexpr_close(p->s);
    }
    return true;
}

static bool put_datas(core_printer *p) {
    for (uint32_t i = 0; i < p->m->data_count; i++) {
        const core_data *data = &p->m->datas[i];
        tn_str bytes = {(const char *)p->m->bytes + data->bytes.start,
                        data->bytes.end - data->bytes.start};
        open_segment(p, "data ", CORE_NAME_DATA, i);
        if (!data->passive) {
            if (data->memory)
                put_target(p, "memory ", CORE_NAME_MEMORY, data->memory);
            if (!put_wrapped(p, "offset ", data->offset))
                return false;
        }
        tn_sexpr_put(p->s, " ");
        if (p->skeleton)
            tn_sexpr_put(p->s, "...");
        else
            tn_sexpr_data(p->s, bytes);
        tn_sexpr_close(p->s);
    }
    return true;
}

static bool put_funcs(core_printer *p) {
    for (uint32_t i = p->m->imported_funcs; i < p->m->func_count; i++) {
        open_field(p, "func ", CORE_NAME_FUNC, i);
        if (!core_put_func(p, i))
            return false;
        tn_sexpr_close(p->s);
    }
    return true;
}

/* Custom sections: all at the end of the text, with their places. */

/* What `(after ...)` says of a section; NULL: it is no place. */
static const char *place_after(uint8_t section) {
    static const char *const places[] = {
        [1] = "after type",   [2] = "after import", [3] = "after func",
        [4] = "after table",  [5] = "after memory", [6] = "after global",
        [7] = "after export", [8] = "after start",  [9] = "after elem",
        [10] = "after code",  [11] = "after data",  [13] = "after tag"};
    return section < TN_COUNT_OF(places) ? places[section] : NULL;
}

/* The place of a custom section: behind the last one before it that is not
 * custom and not empty, as those are not there in the text. */
typedef struct section_walk {
    const core_module *m;
    const uint8_t *p, *end;
    const uint8_t *last; /* where no such section follows */
    const char *place;
    uint32_t custom;
} section_walk;

static bool next_section(section_walk *w, uint8_t *id, bool *is_empty) {
    uint32_t size = 0;
    if (w->p >= w->end)
        return false;
    *id = *w->p++;
    if (!tn_quiet_u32(&w->p, w->end, &size) || size > (size_t)(w->end - w->p))
        return false;
    *is_empty = *id != 8 && size > 0 && w->p[0] == 0;
    w->p += size;
    return true;
}

static section_walk start_walk(const core_module *m) {
    section_walk w = {.m = m,
                      .p = m->bytes + 8, /* behind the preamble */
                      .end = m->bytes + m->len,
                      .place = "before first"};
    section_walk all = w;
    uint8_t id = 0;
    bool is_empty = false;
    w.last = w.p;
    while (next_section(&all, &id, &is_empty)) {
        if (id != 0 && !is_empty)
            w.last = all.p;
    }
    return w;
}

static const core_custom *next_custom(section_walk *w) {
    uint8_t id = 0;
    bool is_empty = false;
    while (next_section(w, &id, &is_empty)) {
        if (id == 0)
            return &w->m->customs[w->custom++];
        const char *place = place_after(id);
        if (place && !is_empty)
            w->place = place;
    }
    return NULL;
}

/* Behind all others their order is that of the text, without a place. */
static void put_customs(core_printer *p) {
    section_walk w = start_walk(p->m);
    const core_custom *custom;
    while ((custom = next_custom(&w)) != NULL && !p->s->failed) {
        if (p->names && core_is_name_section(custom))
            continue;
        const char *bytes = (const char *)p->m->bytes;
        const core_custom_text text = {
            .name = custom->name,
            .bytes = {bytes + custom->bytes.start,
                      custom->bytes.end - custom->bytes.start},
            .place = w.p > w.last ? NULL : w.place,
            .skeleton = p->skeleton};
        tn_sexpr_line(p->s);
        core_print_custom(p->s, &text);
    }
}

static bool put_fields(core_printer *p) {
    put_types(p);
    put_imports(p);
    if (!put_tables(p))
        return false;
    put_memories(p);
    put_tags(p);
    if (!put_globals(p))
        return false;
    put_exports(p);
    if (!put_elems(p) || !put_funcs(p) || !put_datas(p))
        return false;
    put_customs(p);
    return !p->s->failed;
}

static core_printer start_printer(tn_sexpr *s,
                                  const core_module *module,
                                  core_names *names,
                                  bool skeleton) {
    core_printer p = {.s = s, .m = module, .skeleton = skeleton};
    p.types.s = s;
    if (core_names_read(names, s->out->arena, module)) {
        p.names = names;
        p.types.names = &names->spaces[CORE_NAME_TYPE];
    }
    return p;
}

bool core_print_fields(tn_sexpr *s, const core_module *module, bool skeleton) {
    core_names names;
    core_printer p = start_printer(s, module, &names, skeleton);
    return put_fields(&p);
}

bool core_print(tn_sexpr *s, const core_module *module, bool skeleton) {
    core_names names;
    core_printer p = start_printer(s, module, &names, skeleton);
    tn_sexpr_open(s, "module");
    if (p.names && names.module.text.p) {
        tn_sexpr_put(s, " ");
        tn_sexpr_item_name(s, &names.module);
    }
    if (!put_fields(&p))
        return false;
    tn_sexpr_close(s);
    tn_sexpr_put(s, "\n");
    return !s->failed;
}
