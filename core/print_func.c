/* Functions in the text format: the signature and locals, with their names. */
#include "base/limits.h"
#include "core/opcode.h"
#include "core/printer.h"

typedef struct locals {
    const char *word;
    bool is_open;
    bool any;
} locals;

/* Those with a name have a group of their own. */
static void put_declaration(core_printer *p,
                            locals *l,
                            uint32_t index,
                            core_valtype type) {
    tn_item_name *name = p->locals.items ? &p->locals.items[index] : NULL;
    bool named = name && name->text.p;
    if (named && l->is_open) {
        tn_sexpr_close(p->s);
        l->is_open = false;
    }
    if (l->any)
        tn_sexpr_put(p->s, " ");
    l->any = true;
    if (!l->is_open) {
        tn_sexpr_open(p->s, l->word);
        l->is_open = true;
    }
    if (named) {
        tn_sexpr_item_name(p->s, name);
        tn_sexpr_put(p->s, " ");
    }
    core_print_valtype(&p->types, type);
    if (named) {
        tn_sexpr_close(p->s);
        l->is_open = false;
    }
}

static void end_declarations(core_printer *p, locals *l) {
    if (l->is_open)
        tn_sexpr_close(p->s);
}

static void put_signature(core_printer *p, const core_functype *type) {
    locals params = {.word = "param "};
    if (type->param_count)
        tn_sexpr_put(p->s, " ");
    for (uint32_t i = 0; i < type->param_count; i++)
        put_declaration(p, &params, i, type->params[i]);
    end_declarations(p, &params);
    core_print_valtypes(&p->types, "result", type->results, type->result_count);
}

/* The vector of locals: how many in all. */
static bool count_locals(tn_reader r, uint32_t *out) {
    uint32_t groups = 0, count = 0;
    core_valtype type = 0;
    *out = 0;
    if (!tn_read_count(&r, &groups, UINT32_MAX, "number of locals"))
        return false;
    while (groups--) {
        size_t from = r.pos;
        if (!tn_read_u32(&r, &count, "number of locals") ||
            !core_valtype_read(&type, &r))
            return false;
        if (count > TN_MAX_LOCALS || *out > TN_MAX_LOCALS - count)
            return tn_reader_fail(&r, from, "too many locals");
        *out += count;
    }
    return true;
}

/* Of function or type number index, from maps that may be NULL. */
static void read_local_names(core_printer *p,
                             const core_name_map *maps,
                             uint32_t index,
                             uint32_t count) {
    p->locals = (tn_space_names){0};
    if (!maps || !maps[index].p)
        return;
    tn_arena *arena = p->s->out->arena;
    const uint8_t *map = maps[index].p;
    tn_vec_reserve(arena, &p->local_items, count);
    if (count)
        memset(p->local_items.data, 0, count * sizeof *p->local_items.data);
    p->locals = (tn_space_names){p->local_items.data, count};
    (void)tn_read_name_map(&p->locals, arena, &map, maps[index].end);
}

/* All of it was read before. */
static void put_locals(core_code *c, uint32_t index) {
    locals l = {.word = "local "};
    uint32_t groups = 0, count = 0;
    core_valtype type = 0;
    (void)!tn_read_u32(&c->r, &groups, "number of locals");
    while (groups--) {
        (void)!tn_read_u32(&c->r, &count, "number of locals");
        (void)!core_valtype_read(&type, &c->r);
        while (count-- && !c->s->failed) {
            if (!l.any)
                tn_sexpr_line(c->s);
            put_declaration(c->p, &l, index++, type);
        }
    }
    end_declarations(c->p, &l);
}

static const core_functype *type_of(const core_module *m, uint32_t func) {
    static const core_functype none;
    uint32_t type = m->funcs[func].type;
    return type < m->type_count ? &m->types[type] : &none;
}

void core_put_type(core_printer *p, uint32_t index) {
    const core_functype *type = &p->m->types[index];
    read_local_names(p, p->names ? p->names->params : NULL, index,
                     type->param_count);
    tn_sexpr_open(p->s, "func");
    put_signature(p, type);
    tn_sexpr_close(p->s);
}

bool core_put_func(core_printer *p, uint32_t func) {
    const core_functype *type = type_of(p->m, func);
    core_code c = core_start_code(p, p->m->funcs[func].body);
    uint32_t count = 0;
    if (!count_locals(c.r, &count))
        return false;
    read_local_names(p, p->names ? p->names->locals : NULL, func,
                     type->param_count + count);
    core_start_labels(&c.labels, p, func);
    core_print_typeuse(&p->types, p->m->funcs[func].type);
    put_signature(p, type);
    if (p->skeleton) {
        tn_sexpr_put(p->s, " ...");
        return true;
    }
    put_locals(&c, type->param_count);
    return core_put_code(&c);
}
