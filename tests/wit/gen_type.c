/* Types, functions and definitions. */
#include <string.h>

#include "tests/wit/gen_state.h"

enum { MAX_WEIGHT = 40, MAX_DEPTH = 12 };

/* Those that can be keys of a map come first. */
static const char *const primitives[] = {
    "string", "u8",  "s8",   "u16",  "s16", "u32", "s32",
    "u64",    "s64", "bool", "char", "f32", "f64", "error-context"};
enum { KEYS = 11, PRIMITIVES = 14 };

static gen_part put_primitive(wit_gen *g) {
    gen_put(g, "%s", primitives[gen_pick(g, PRIMITIVES)]);
    return (gen_part){1, 1, false};
}

/* Whether what is at hand may mention a type. */
static bool may_mention(const wit_gen *g, const gen_type *t) {
    return t->level <= g->level && t->part.weight <= MAX_WEIGHT &&
           t->part.depth <= MAX_DEPTH && !(t->part.borrow && g->no_borrow);
}

/* The first that may be mentioned from some place on; NULL: there is none. */
static const gen_type *choose(wit_gen *g, const gen_scope *s, bool resource) {
    unsigned first = s->count ? gen_pick(g, s->count) : 0;
    for (unsigned i = 0; i < s->count; i++) {
        const gen_type *t = &s->types[(first + i) % s->count];
        if (may_mention(g, t) && (t->resource || !resource))
            return t;
    }
    return NULL;
}

/* A type that has a name; a primitive one when there is none. */
static gen_part put_named(wit_gen *g, const gen_scope *s) {
    const gen_type *t = choose(g, s, false);
    if (!t)
        return put_primitive(g);
    bool own = t->resource && gen_chance(g, 2);
    gen_put(g, own ? "own<" : "");
    gen_put_name(g, t->name);
    gen_put(g, own ? ">" : "");
    return t->part;
}

static gen_part put_borrow(wit_gen *g, const gen_scope *s) {
    const gen_type *t = g->no_borrow ? NULL : choose(g, s, true);
    if (!t)
        return put_primitive(g);
    gen_put(g, "borrow<");
    gen_put_name(g, t->name);
    gen_put(g, ">");
    return (gen_part){1, 1, true};
}

static void add(gen_part *sum, gen_part part) {
    sum->weight += part.weight;
    sum->borrow |= part.borrow;
    if (part.depth >= sum->depth)
        sum->depth = part.depth + 1;
}

static gen_part put_arguments(wit_gen *g,
                              const gen_scope *s,
                              unsigned count,
                              unsigned deep) {
    gen_part sum = {1, 1, false};
    for (unsigned i = 0; i < count; i++) {
        gen_put(g, i ? ", " : "<");
        add(&sum, gen_value_type(g, s, deep + 1));
    }
    return sum;
}

static gen_part put_result(wit_gen *g, const gen_scope *s, unsigned deep) {
    gen_part sum = {1, 1, false};
    gen_put(g, "result");
    switch (gen_pick(g, 4)) {
    case 0:
        return sum;
    case 1:
        gen_put(g, "<_, ");
        add(&sum, gen_value_type(g, s, deep + 1));
        break;
    default:
        sum = put_arguments(g, s, 1 + gen_pick(g, 2), deep);
        break;
    }
    gen_put(g, ">");
    return sum;
}

static gen_part put_map(wit_gen *g, const gen_scope *s, unsigned deep) {
    gen_part sum = {2, 2, false};
    gen_put(g, "map<%s, ", primitives[gen_pick(g, KEYS)]);
    add(&sum, gen_value_type(g, s, deep + 1));
    gen_put(g, ">");
    return sum;
}

static gen_part put_generic(wit_gen *g,
                            const gen_scope *s,
                            unsigned deep,
                            const char *name,
                            unsigned count) {
    gen_put(g, "%s", name);
    gen_part sum = put_arguments(g, s, count, deep);
    if (strcmp(name, "list") == 0 && gen_chance(g, 4))
        gen_put(g, ", %u", 1 + gen_pick(g, 4));
    else if (strcmp(name, "tuple") == 0 && gen_chance(g, 8))
        gen_put(g, ",");
    gen_put(g, count ? ">" : "");
    return sum;
}

static gen_part put_future(wit_gen *g, const gen_scope *s, unsigned deep) {
    g->no_borrow++;
    gen_part sum = put_generic(g, s, deep, "future", gen_pick(g, 2));
    g->no_borrow--;
    return sum;
}

/* A stream of char, also by another name, is not valid yet. */
static gen_part put_stream(wit_gen *g, const gen_scope *s, unsigned deep) {
    gen_part sum = {2, 2, false};
    switch (gen_pick(g, 3)) {
    case 0:
        gen_put(g, "stream");
        return sum;
    case 1:
        gen_put(g, "stream<u8>");
        return sum;
    default:
        g->no_borrow++;
        gen_put(g, "stream<option<");
        add(&sum, gen_value_type(g, s, deep + 2));
        gen_put(g, ">>");
        g->no_borrow--;
        return sum;
    }
}

gen_part gen_value_type(wit_gen *g, const gen_scope *s, unsigned deep) {
    switch (deep > 2 ? gen_pick(g, 3) : gen_pick(g, 14)) {
    case 0:
        return put_primitive(g);
    case 3:
        return put_generic(g, s, deep, "option", 1);
    case 4:
        return put_generic(g, s, deep, "list", 1);
    case 5:
        return put_generic(g, s, deep, "tuple", 1 + gen_pick(g, 3));
    case 6:
        return put_result(g, s, deep);
    case 7:
        return put_map(g, s, deep);
    case 8:
        return put_future(g, s, deep);
    case 9:
        return put_stream(g, s, deep);
    case 10:
    case 11:
        return put_borrow(g, s);
    default:
        return put_named(g, s);
    }
}

/* Functions */

static void put_params(wit_gen *g, const gen_scope *s) {
    gen_names names = {.count = 0};
    unsigned count = gen_pick(g, 4);
    gen_put(g, "(");
    for (unsigned i = 0; i < count; i++) {
        char name[GEN_NAME];
        gen_name(g, &names, name);
        gen_put(g, i ? ", " : "");
        gen_put_name(g, name);
        gen_put(g, ": ");
        gen_value_type(g, s, 0);
    }
    gen_put(g, count > 0 && gen_chance(g, 8) ? ",)" : ")");
}

void gen_signature(wit_gen *g, const gen_scope *s, bool result) {
    put_params(g, s);
    if (!result || gen_chance(g, 2))
        return;
    gen_put(g, " -> ");
    g->no_borrow++;
    gen_value_type(g, s, 0);
    g->no_borrow--;
}

void gen_func_type(wit_gen *g, const gen_scope *s) {
    gen_put(g, gen_chance(g, 4) ? "async func" : "func");
    gen_signature(g, s, true);
}

static void put_constructor(wit_gen *g,
                            const gen_scope *s,
                            const gen_type *type) {
    gen_before(g, type->level, true);
    gen_put(g, "constructor");
    put_params(g, s);
    if (gen_chance(g, 3)) {
        gen_put(g, " -> result<");
        gen_put_name(g, type->name);
        if (gen_chance(g, 2)) {
            gen_put(g, ", ");
            g->no_borrow++;
            gen_value_type(g, s, 1);
            g->no_borrow--;
        }
        gen_put(g, ">");
    }
    gen_put(g, ";");
}

static void put_method(wit_gen *g,
                       const gen_scope *s,
                       gen_names *names,
                       gen_level least) {
    char name[GEN_NAME];
    gen_name(g, names, name);
    gen_before(g, least, true);
    gen_put_name(g, name);
    gen_put(g, ": %s", gen_chance(g, 3) ? "static " : "");
    gen_func_type(g, s);
    gen_put(g, ";");
}

/* `[method]r.r` counts as `r` (Explainer.md, "Name uniqueness"). */
static void put_methods(wit_gen *g, const gen_scope *s, const gen_type *type) {
    gen_names names = {.count = 0};
    gen_pieces pieces = {.count = 0};
    unsigned count = gen_pick(g, 5);
    gen_take(&names, type->name);
    gen_put(g, " {");
    g->indent++;
    if (gen_chance(g, 2)) {
        gen_mark(g, &pieces);
        put_constructor(g, s, type);
    }
    for (unsigned i = 0; i < count; i++) {
        gen_mark(g, &pieces);
        put_method(g, s, &names, type->level);
    }
    gen_shuffle(g, &pieces);
    g->indent--;
    gen_line(g);
    gen_put(g, "}");
}

/* Definitions */

static gen_part put_fields(wit_gen *g, const gen_scope *s, bool variant) {
    gen_names names = {.count = 0};
    gen_part sum = {1, 1, false};
    unsigned count = 1 + gen_pick(g, 4);
    gen_put(g, " {");
    g->indent++;
    for (unsigned i = 0; i < count; i++) {
        char name[GEN_NAME];
        gen_name(g, &names, name);
        gen_docs(g);
        gen_put_name(g, name);
        bool type = !variant || gen_chance(g, 2);
        if (type) {
            gen_put(g, variant ? "(" : ": ");
            add(&sum, gen_value_type(g, s, 0));
        }
        gen_put(g, type && variant ? ")" : "");
        gen_put(g, i + 1 < count || gen_chance(g, 2) ? "," : "");
    }
    g->indent--;
    gen_line(g);
    gen_put(g, "}");
    return sum;
}

static void put_labels(wit_gen *g, unsigned most) {
    gen_names names = {.count = 0};
    unsigned count = gen_chance(g, 12) ? most : 1 + gen_pick(g, 8);
    gen_put(g, " {");
    g->indent++;
    for (unsigned i = 0; i < count; i++) {
        char name[GEN_NAME];
        gen_name(g, &names, name);
        gen_docs(g);
        gen_put_name(g, name);
        gen_put(g, i + 1 < count || gen_chance(g, 2) ? "," : "");
    }
    g->indent--;
    gen_line(g);
    gen_put(g, "}");
}

static void put_resource(wit_gen *g, gen_scope *s, const gen_type *type) {
    if (gen_pick(g, 2) == 0) {
        gen_put(g, ";");
        return;
    }
    s->types[s->count++] = *type; /* its functions may mention it */
    put_methods(g, s, type);
    s->count--;
}

static void put_alias(wit_gen *g, gen_scope *s, gen_type *type) {
    gen_put(g, " = ");
    const gen_type *of = gen_chance(g, 4) ? choose(g, s, true) : NULL;
    if (of) { /* another name of a resource */
        gen_put_name(g, of->name);
        type->resource = true;
        type->part = of->part;
    } else {
        type->part = gen_value_type(g, s, 0);
    }
    gen_put(g, ";");
}

void gen_definition(wit_gen *g, gen_scope *s, bool external) {
    static const char *const forms[] = {"type",  "record", "variant",
                                        "flags", "enum",   "resource"};
    gen_type type = {.part = {1, 1, false}};
    gen_level outside = g->level;
    unsigned form = gen_pick(g, 6);
    if (s->count == GEN_TYPES)
        return;
    gen_name(g, s->names, type.name);
    type.level = gen_before(g, outside, external);
    gen_put(g, "%s ", forms[form]);
    gen_put_name(g, type.name);
    switch (form) {
    case 0:
        put_alias(g, s, &type);
        break;
    case 1:
    case 2:
        type.part = put_fields(g, s, form == 2);
        break;
    case 3:
    case 4:
        put_labels(g, form == 3 ? 32 : 60);
        break;
    default:
        type.resource = true;
        put_resource(g, s, &type);
        break;
    }
    type.part.weight++;
    type.part.depth++;
    s->types[s->count++] = type;
    g->level = outside;
}
