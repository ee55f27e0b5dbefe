/*
 * Worlds. An export takes the types that it uses from exports where there are
 * such, and else from imports; it must not get one thing from both. So what
 * is exported is kept with all that it uses.
 */
#include <string.h>

#include "tests/wit/gen_state.h"

/* A world that is being made. */
typedef struct making {
    gen_world world;
    gen_scope scope;
    gen_names imports, exports;
    uint32_t sealed; /* what included worlds have behind gates */
} making;

static uint32_t bit(unsigned i) {
    return UINT32_C(1) << i;
}

/* What an export uses and is no export itself is imported, with all that it
 * uses in turn: that must not be an export, under whatever name. */
static bool is_consistent(const wit_gen *g, const gen_world *w) {
    for (unsigned i = 0; i < w->closure_count; i++) {
        for (unsigned k = 0; k < g->interface_count; k++) {
            bool imported = w->closures[i] & ~w->exports & bit(k);
            if (imported && ((g->interfaces[k].scope.uses & w->exports) ||
                             (w->renamed & bit(k))))
                return false;
        }
    }
    return true;
}

/* Notes an export that uses others; false when it cannot be. */
static bool add_export(const wit_gen *g,
                       gen_world *w,
                       uint32_t self,
                       uint32_t renamed,
                       uint32_t uses) {
    if (w->closure_count == GEN_EXPORTS)
        return false;
    w->exports |= self;
    w->renamed |= renamed;
    w->closures[w->closure_count++] = uses;
    return is_consistent(g, w);
}

/* What an item uses gets its gates. Two worlds with other gates on the same
 * interface cannot be united. */
static bool add_gated(making *m, gen_level level, uint32_t uses) {
    if (level == GEN_ALWAYS)
        return true;
    m->world.gated |= uses;
    return !(m->sealed & uses);
}

static void add_plain(gen_world *w, const char *name, bool fixed) {
    if (w->plain_count == GEN_PLAIN)
        return;
    gen_plain *plain = &w->plain[w->plain_count++];
    memcpy(plain->name, name, sizeof plain->name);
    plain->fixed = fixed;
}

static const char *word(bool export) {
    return export ? "export " : "import ";
}

/* "import name: ", after what stands in front of it. */
static void put_named_extern(wit_gen *g, making *m, bool export) {
    char name[GEN_NAME];
    gen_name(g, export ? &m->exports : &m->imports, name);
    /* `with` cannot rename what is not there without its feature. */
    bool hidden = g->level == GEN_UNSTABLE && m->world.level != GEN_UNSTABLE;
    add_plain(&m->world, name, hidden);
    gen_put(g, "%s", word(export));
    gen_put_name(g, name);
    gen_put(g, ": ");
}

/* Items; false when what was written cannot be. */

static bool put_func(wit_gen *g, making *m) {
    gen_before(g, m->world.level, true);
    put_named_extern(g, m, gen_pick(g, 2));
    gen_func_type(g, &m->scope);
    gen_put(g, ";");
    return true;
}

static bool put_inline(wit_gen *g, making *m) {
    gen_scope own = {.count = 0};
    bool export = gen_pick(g, 2);
    gen_level level = gen_before(g, m->world.level, true);
    put_named_extern(g, m, export);
    gen_put(g, "interface");
    gen_body(g, &own);
    return add_gated(m, level, own.uses) &&
           (!export || add_export(g, &m->world, 0, 0, own.uses));
}

/* What is behind a feature can be mentioned where there are gates only. */
static bool needed_level(const wit_gen *g,
                         const making *m,
                         const gen_interface *to,
                         gen_level *out) {
    gen_level needed = gen_needed(g, to->level, to->package);
    *out = needed > m->world.level ? needed : m->world.level;
    return needed != GEN_UNSTABLE || g->packages[g->package].version[0];
}

static bool put_interface(wit_gen *g, making *m) {
    unsigned which = gen_pick(g, g->interface_count);
    const gen_interface *to = &g->interfaces[which];
    bool export = gen_pick(g, 2);
    uint32_t *set = export ? &m->world.exports : &m->world.imports;
    gen_level level;
    if (*set & bit(which) || !needed_level(g, m, to, &level))
        return false;
    *set |= bit(which);
    level = gen_before(g, level, false);
    /* Without it, what uses it would use imports. */
    if (export && level == GEN_UNSTABLE && m->world.level != GEN_UNSTABLE)
        return false;
    gen_put(g, "%s", word(export));
    gen_path(g, to);
    gen_put(g, ";");
    return add_gated(m, level, bit(which) | to->scope.uses) &&
           (!export || add_export(g, &m->world, 0, 0, to->scope.uses));
}

/* An interface under another name. */
static bool put_implements(wit_gen *g, making *m) {
    unsigned which = gen_pick(g, g->interface_count);
    const gen_interface *to = &g->interfaces[which];
    bool export = gen_pick(g, 2);
    gen_level level;
    if (!needed_level(g, m, to, &level))
        return false;
    level = gen_before(g, level, true);
    put_named_extern(g, m, export);
    gen_path(g, to);
    gen_put(g, ";");
    uint32_t uses = to->scope.uses;
    return add_gated(m, level, uses) &&
           (!export || add_export(g, &m->world, 0, bit(which), uses));
}

static bool put_type(wit_gen *g, making *m, bool use) {
    unsigned before = m->scope.count;
    m->scope.uses = 0;
    if (use)
        gen_use(g, &m->scope);
    else
        gen_definition(g, &m->scope, false);
    if (m->scope.count == before)
        return false;
    for (unsigned i = before; i < m->scope.count; i++)
        add_plain(&m->world, m->scope.types[i].name, true);
    return add_gated(m, m->scope.types[before].level, m->scope.uses);
}

/* Includes */

static bool is_free(const making *m, const char *name) {
    return !gen_is_taken(&m->imports, name) && !gen_is_taken(&m->exports, name);
}

/* `with` would rename both of an import and an export of one name. */
static bool is_fixed(const gen_world *w, unsigned plain) {
    const gen_plain *p = &w->plain[plain];
    for (unsigned i = 0; i < w->plain_count; i++) {
        if (i != plain && strcmp(w->plain[i].name, p->name) == 0)
            return true;
    }
    return p->fixed;
}

/* Takes over what has no names that `with` could change; false when it does
 * not fit. */
static bool unite(const wit_gen *g, making *m, const gen_world *from) {
    gen_world *w = &m->world;
    if (gen_needed(g, from->level, from->package) > w->level ||
        (from->gated & w->gated) ||
        w->closure_count + from->closure_count > GEN_EXPORTS ||
        w->plain_count + from->plain_count > GEN_PLAIN)
        return false;
    for (unsigned i = 0; i < from->plain_count; i++) {
        if (is_fixed(from, i) && !is_free(m, from->plain[i].name))
            return false;
    }
    w->imports |= from->imports;
    w->exports |= from->exports;
    w->renamed |= from->renamed;
    w->gated |= from->gated;
    m->sealed |= from->gated;
    for (unsigned i = 0; i < from->closure_count; i++)
        w->closures[w->closure_count++] = from->closures[i];
    return is_consistent(g, w);
}

/* The name of one import or export, another one if it must be. */
static void put_rename(wit_gen *g, making *m, const gen_plain *p, bool *any) {
    char name[GEN_NAME];
    memcpy(name, p->name, sizeof name);
    if (!is_free(m, name) || gen_chance(g, 4)) {
        do
            gen_name(g, &m->imports, name);
        while (gen_is_taken(&m->exports, name));
        gen_put(g, "%s", *any ? ", " : " with { ");
        gen_put_name(g, p->name);
        gen_put(g, " as ");
        gen_put_name(g, name);
        *any = true;
    }
    gen_take(&m->imports, name);
    gen_take(&m->exports, name);
    add_plain(&m->world, name, false);
}

/* Names that cannot be changed come first. */
static void put_names(wit_gen *g, making *m, const gen_world *from) {
    bool any = false;
    for (unsigned i = 0; i < from->plain_count; i++) {
        const gen_plain *p = &from->plain[i];
        if (is_fixed(from, i)) {
            gen_take(&m->imports, p->name);
            gen_take(&m->exports, p->name);
            add_plain(&m->world, p->name, true);
        }
    }
    for (unsigned i = 0; i < from->plain_count; i++) {
        if (!is_fixed(from, i))
            put_rename(g, m, &from->plain[i], &any);
    }
    gen_put(g, any ? " }" : ";");
}

static bool put_include(wit_gen *g, making *m) {
    if (g->world_count == 0)
        return false;
    const gen_world *from = &g->worlds[gen_pick(g, g->world_count)];
    if (!unite(g, m, from))
        return false;
    gen_before_at(g, m->world.level);
    gen_put(g, "include ");
    if (from->package == g->package)
        gen_put_name(g, from->name);
    else
        gen_package_id(g, from->package, from->name);
    put_names(g, m, from);
    return true;
}

static bool put_item(wit_gen *g, making *m) {
    static const unsigned choices[] = {0, 1, 2, 3, 4, 5, 6, 2, 6};
    unsigned choice = choices[gen_pick(g, 9)];
    if ((choice == 2 || choice == 3) && g->interface_count == 0)
        return false;
    switch (choice) {
    case 1:
        return put_inline(g, m);
    case 2:
        return put_interface(g, m);
    case 3:
        return put_implements(g, m);
    case 4:
    case 5:
        return put_type(g, m, choice == 4);
    case 6:
        return put_include(g, m);
    default:
        return put_func(g, m);
    }
}

/* An item that fits; what does not is taken back. */
static void try_item(wit_gen *g, making *m) {
    making before = *m;
    size_t start = g->out->len;
    if (!put_item(g, m)) {
        *m = before;
        g->out->len = start;
    }
    g->level = m->world.level;
}

void gen_add_world(wit_gen *g) {
    making m = {.world = {.package = g->package}};
    gen_pieces pieces = {.count = 0};
    unsigned count = gen_pick(g, 9);
    if (g->world_count == GEN_WORLDS)
        return;
    m.scope.names = &m.imports;
    gen_name(g, &g->names, m.world.name);
    m.world.level = gen_before(g, GEN_ALWAYS, false);
    gen_put(g, "world ");
    gen_put_name(g, m.world.name);
    gen_put(g, " {");
    g->indent++;
    for (unsigned i = 0; i < count; i++) {
        gen_mark(g, &pieces);
        try_item(g, &m);
    }
    gen_shuffle(g, &pieces);
    g->indent--;
    gen_line(g);
    gen_put(g, "}");
    g->worlds[g->world_count++] = m.world;
    g->level = GEN_ALWAYS;
}
