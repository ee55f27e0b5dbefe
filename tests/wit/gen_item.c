/* Interfaces, and what brings names of others into scope. */
#include <string.h>

#include "tests/wit/gen_state.h"

static void put_version(wit_gen *g, unsigned package) {
    const char *version = g->packages[package].version;
    gen_put(g, "%s%s", version[0] ? "@" : "", version);
}

void gen_package_id(wit_gen *g, unsigned package, const char *item) {
    static const char *const names[GEN_PACKAGES] = {"gen:p", "gen:url-x",
                                                    "%use:%package", "gen:p-p"};
    gen_put(g, "%s", names[g->packages[package].name]);
    if (item) {
        gen_put(g, "/");
        gen_put_name(g, item);
    }
    put_version(g, package);
}

void gen_path(wit_gen *g, const gen_interface *to) {
    if (to->alias[0] && gen_chance(g, 2))
        gen_put_name(g, to->alias);
    else if (to->package == g->package)
        gen_put_name(g, to->name);
    else
        gen_package_id(g, to->package, to->name);
}

/* A name for what comes from elsewhere: its own or another one. */
static void put_as(wit_gen *g, gen_names *names, char name[GEN_NAME]) {
    if (!gen_is_taken(names, name) && gen_chance(g, 2)) {
        gen_take(names, name);
        return;
    }
    gen_name(g, names, name);
    gen_put(g, " as ");
    gen_put_name(g, name);
}

/* Takes a type; false when nothing of it may be mentioned. */
static bool take_type(wit_gen *g,
                      gen_scope *s,
                      const gen_interface *from,
                      const char *between) {
    gen_type type = from->scope.types[gen_pick(g, from->scope.count)];
    type.level = gen_needed(g, type.level, from->package);
    if (type.level > g->level || s->count == GEN_TYPES)
        return false;
    gen_put(g, "%s", between);
    gen_put_name(g, type.name);
    put_as(g, s->names, type.name);
    if (type.level < g->level)
        type.level = g->level; /* the gate of the `use` */
    s->types[s->count++] = type;
    return true;
}

void gen_use(wit_gen *g, gen_scope *s) {
    if (g->interface_count == 0 || s->count == GEN_TYPES)
        return;
    unsigned which = gen_pick(g, g->interface_count);
    const gen_interface *from = &g->interfaces[which];
    gen_level outside = g->level;
    gen_level least = gen_needed(g, from->level, from->package);
    if (from->scope.count == 0)
        return;
    /* The gate is chosen before the types: one that needs no more is found. */
    const gen_type *first = &from->scope.types[0];
    gen_level needed = gen_needed(g, first->level, from->package);
    least = least > needed ? least : needed;
    if (least > outside && !g->packages[g->package].version[0])
        return;
    gen_before(g, least > outside ? least : outside, false);
    gen_put(g, "use ");
    gen_path(g, from);
    gen_put(g, ".{");
    unsigned more = gen_pick(g, 3), taken = 0;
    for (unsigned i = 0; i < more; i++)
        taken += take_type(g, s, from, taken ? ", " : "");
    if (taken == 0) {
        gen_type type = *first;
        gen_put_name(g, type.name);
        put_as(g, s->names, type.name);
        type.level = g->level;
        s->types[s->count++] = type;
    }
    gen_put(g, gen_chance(g, 4) ? ",};" : "};");
    s->uses |= UINT32_C(1) << which | from->scope.uses;
    g->level = outside;
}

static void put_function(wit_gen *g, const gen_scope *s) {
    char name[GEN_NAME];
    gen_level outside = g->level;
    gen_name(g, s->names, name);
    gen_before(g, outside, true);
    gen_put_name(g, name);
    gen_put(g, ": ");
    gen_func_type(g, s);
    gen_put(g, ";");
    g->level = outside;
}

void gen_body(wit_gen *g, gen_scope *s) {
    gen_names names = {.count = 0};
    gen_pieces pieces = {.count = 0};
    unsigned uses = gen_pick(g, 3), types = gen_pick(g, 6);
    unsigned functions = gen_pick(g, 4);
    s->names = &names;
    gen_put(g, " {");
    g->indent++;
    for (unsigned i = 0; i < uses; i++) {
        gen_mark(g, &pieces);
        gen_use(g, s);
    }
    for (unsigned i = 0; i < types; i++) {
        gen_mark(g, &pieces);
        gen_definition(g, s, true);
    }
    for (unsigned i = 0; i < functions; i++) {
        gen_mark(g, &pieces);
        put_function(g, s);
    }
    gen_shuffle(g, &pieces);
    g->indent--;
    gen_line(g);
    gen_put(g, "}");
    s->names = NULL;
}

void gen_add_interface(wit_gen *g) {
    if (g->interface_count == GEN_INTERFACES)
        return;
    gen_interface it = {.package = g->package};
    gen_name(g, &g->names, it.name);
    it.level = gen_before(g, GEN_ALWAYS, false);
    gen_put(g, "interface ");
    gen_put_name(g, it.name);
    gen_body(g, &it.scope);
    g->interfaces[g->interface_count++] = it;
    g->level = GEN_ALWAYS;
}

void gen_add_alias(wit_gen *g) {
    if (g->interface_count == 0)
        return;
    gen_interface *to = &g->interfaces[gen_pick(g, g->interface_count)];
    if (to->alias[0] || to->level == GEN_UNSTABLE)
        return;
    gen_line(g);
    gen_put(g, "use ");
    gen_path(g, to);
    char name[GEN_NAME];
    memcpy(name, to->name, sizeof name);
    put_as(g, &g->names, name);
    memcpy(to->alias, name, sizeof name);
    gen_put(g, ";");
}
