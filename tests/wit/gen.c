/* Packages: what a package uses comes before it; the last is the main one. */
#include <stdlib.h>
#include <string.h>

#include "tests/wit/gen_state.h"

static gen_file *add_file(wit_gen *g, unsigned group) {
    gen_file *file = &g->files[g->file_count];
    snprintf(file->path, sizeof file->path, "g%u/f%u.wit", group,
             g->file_count++);
    file->group = group;
    return file;
}

static bool is_same_package(const gen_package *a, const gen_package *b) {
    return a->name == b->name && strcmp(a->version, b->version) == 0;
}

static void choose_package(wit_gen *g, unsigned which) {
    static const char *const versions[] = {"", "1.0.0", "0.2.3",
                                           "1.2.3-rc.1+b.2"};
    gen_package *package = &g->packages[which];
    package->version = versions[gen_pick(g, 4)];
    package->name = which;
    if (which == 0 || gen_pick(g, 2) == 0)
        return;
    package->name = g->packages[which - 1].name;
    for (unsigned i = 0; i < which; i++) {
        if (is_same_package(&g->packages[i], package))
            package->name = which;
    }
}

static void forget_aliases(wit_gen *g) {
    for (unsigned i = 0; i < g->interface_count; i++)
        g->interfaces[i].alias[0] = '\0';
}

static void add_items(wit_gen *g, gen_pieces *pieces) {
    unsigned aliases = gen_pick(g, 3), interfaces = 1 + gen_pick(g, 3);
    unsigned worlds = gen_pick(g, 4);
    forget_aliases(g);
    for (unsigned i = 0; i < aliases; i++) {
        gen_mark(g, pieces);
        gen_add_alias(g);
    }
    for (unsigned i = 0; i < interfaces; i++) {
        gen_mark(g, pieces);
        gen_add_interface(g);
    }
    for (unsigned i = 0; i < worlds; i++) {
        gen_mark(g, pieces);
        gen_add_world(g);
    }
}

static void add_nested(wit_gen *g, gen_file *into) {
    gen_pieces pieces = {.count = 0};
    g->out = &into->body;
    gen_mark(g, &into->pieces);
    gen_docs(g);
    gen_put(g, "package ");
    gen_package_id(g, g->package, NULL);
    gen_put(g, " {");
    g->indent++;
    add_items(g, &pieces);
    gen_shuffle(g, &pieces);
    g->indent--;
    gen_line(g);
    gen_put(g, "}");
}

/* One of the files of a package must say which it is; others can. */
static void add_head(wit_gen *g, gen_file *file, bool first) {
    g->out = &file->head;
    if (!first && gen_pick(g, 2))
        return;
    if (first)
        gen_docs(g);
    gen_put(g, "package ");
    gen_package_id(g, g->package, NULL);
    gen_put(g, ";");
}

static void add_package(wit_gen *g, gen_file *file) {
    unsigned more = gen_pick(g, 2);
    for (unsigned i = 0; i <= more; i++) {
        if (i > 0)
            file = add_file(g, file->group);
        add_head(g, file, i == 0);
        g->out = &file->body;
        add_items(g, &file->pieces);
    }
}

static void finish_file(wit_gen *g, unsigned which) {
    gen_file *file = &g->files[which];
    g->out = &file->body;
    gen_shuffle(g, &file->pieces);
    gen_put(g, "\n");
    gen_append(&file->head, file->body.data, file->body.len);
    gen_odd_layout(g, file);
    g->sources[which] = (tenon_wit_source){file->path, file->head.data,
                                           file->head.len, file->group};
    g->odd_sources[which] = (tenon_wit_source){file->path, file->odd.data,
                                               file->odd.len, file->group};
}

static void generate(wit_gen *g) {
    unsigned others = gen_pick(g, GEN_PACKAGES), groups = 0;
    gen_file *main_file = add_file(g, 0), *into = main_file;
    g->unstable = gen_pick(g, 2);
    for (unsigned i = 0; i <= others; i++) {
        g->package = i;
        g->names.count = 0;
        choose_package(g, i);
        if (i == others) {
            add_package(g, main_file);
        } else if (gen_pick(g, 2)) {
            into = add_file(g, ++groups);
            add_package(g, into);
        } else {
            add_nested(g, into);
        }
    }
    for (unsigned i = 0; i < g->file_count; i++)
        finish_file(g, i);
}

static wit_gen *allocate(void) {
    wit_gen *g = calloc(1, sizeof *g);
    if (!g)
        abort();
    return g;
}

wit_gen *wit_gen_new(uint64_t seed) {
    wit_gen *g = allocate();
    g->seed = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    generate(g);
    return g;
}

wit_gen *wit_gen_of_bytes(const uint8_t *data, size_t len) {
    static const uint8_t none;
    wit_gen *g = allocate();
    g->data = len > 0 ? data : &none;
    g->len = len;
    generate(g);
    return g;
}

void wit_gen_free(wit_gen *g) {
    for (unsigned i = 0; i < g->file_count; i++) {
        free(g->files[i].head.data);
        free(g->files[i].body.data);
        free(g->files[i].odd.data);
    }
    free(g);
}

const tenon_wit_source *wit_gen_sources(const wit_gen *g, size_t *count) {
    *count = g->file_count;
    return g->sources;
}

const tenon_wit_source *wit_gen_odd_sources(const wit_gen *g, size_t *count) {
    *count = g->file_count;
    return g->odd_sources;
}
