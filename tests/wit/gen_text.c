/* Choices, text, names, and what stands in front of items. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tests/wit/gen_state.h"

#define COUNT_OF(a) ((unsigned)(sizeof(a) / sizeof *(a)))

unsigned gen_pick(wit_gen *g, unsigned below) {
    if (g->made > GEN_BYTES)
        return 0;
    if (g->data)
        return g->at < g->len ? g->data[g->at++] % below : 0;
    g->seed ^= g->seed << 13;
    g->seed ^= g->seed >> 7;
    g->seed ^= g->seed << 17;
    return (unsigned)((g->seed >> 32) % below);
}

bool gen_chance(wit_gen *g, unsigned n) {
    return gen_pick(g, n) == n - 1;
}

void gen_append(gen_text *to, const char *data, size_t len) {
    if (to->cap - to->len < len) {
        to->cap = 2 * (to->len + len);
        to->data = realloc(to->data, to->cap);
        if (!to->data)
            abort();
    }
    if (len > 0)
        memcpy(to->data + to->len, data, len);
    to->len += len;
}

void gen_put(wit_gen *g, const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text)
        abort();
    gen_append(g->out, text, (size_t)n);
    g->made += (size_t)n;
}

void gen_line(wit_gen *g) {
    gen_put(g, "\n%*s", (int)(2 * g->indent), "");
}

/* Names */

static const char *const keywords[] = {
    "as",     "async",  "bool",   "borrow",  "char",   "constructor",
    "enum",   "export", "f32",    "f64",     "flags",  "from",
    "func",   "future", "import", "include", "list",   "interface",
    "map",    "option", "own",    "package", "record", "resource",
    "result", "s16",    "s32",    "s64",     "s8",     "static",
    "stream", "string", "tuple",  "type",    "u16",    "u32",
    "u64",    "u8",     "use",    "variant", "with",   "world"};

/* Some differ by an only hyphen, or by letters that make them the same. */
static const char *const words[] = {
    "a",   "b",    "A",    "a-b", "ab",       "A-b",     "a-B-c", "x1",
    "get", "HTTP", "http", "set", "read-all", "in-URL",  "a-b-c", "URL-x2",
    "id",  "self", "item", "e",   "since",    "version", "B",     "list-of"};

static bool is_keyword(const char *name) {
    for (unsigned i = 0; i < COUNT_OF(keywords); i++) {
        if (strcmp(name, keywords[i]) == 0)
            return true;
    }
    return false;
}

static void lower(char out[GEN_NAME], const char *name) {
    unsigned i = 0;
    for (; name[i] && i < GEN_NAME - 1; i++)
        out[i] = (char)tolower((unsigned char)name[i]);
    out[i] = '\0';
}

bool gen_is_taken(const gen_names *names, const char *name) {
    char key[GEN_NAME];
    lower(key, name);
    for (unsigned i = 0; i < names->count; i++) {
        if (strcmp(names->taken[i], key) == 0)
            return true;
    }
    return names->count == GEN_TAKEN; /* those with a number stay free */
}

void gen_take(gen_names *names, const char *name) {
    if (names->count < GEN_TAKEN)
        lower(names->taken[names->count++], name);
}

void gen_name(wit_gen *g, gen_names *names, char out[GEN_NAME]) {
    bool keyword = gen_chance(g, 5);
    const char *word = keyword ? keywords[gen_pick(g, COUNT_OF(keywords))]
                               : words[gen_pick(g, COUNT_OF(words))];
    snprintf(out, GEN_NAME, "%s", word);
    /* A method has a parameter `self` already. */
    if (gen_is_taken(names, out) || strcmp(word, "self") == 0)
        snprintf(out, GEN_NAME, "%s-n%u", word, g->serial++);
    gen_take(names, out);
}

void gen_put_name(wit_gen *g, const char *name) {
    bool sign = is_keyword(name) || gen_chance(g, 12);
    gen_put(g, "%s%s", sign ? "%" : "", name);
}

/* In front of items */

void gen_docs(wit_gen *g) {
    static const char *const docs[] = {
        "/// One line.",
        "///No space, and the end */ of a comment.",
        "///",
        "/// `code` \"quoted\" \\ end",
        "/// \u00fcber \u65e5\u672c \U0001f980",
        "/** A block. */",
        "/// // and /// slashes /*"};
    gen_line(g);
    unsigned lines = gen_chance(g, 3) ? 1 + gen_pick(g, 3) : 0;
    for (unsigned i = 0; i < lines; i++) {
        gen_put(g, "%s", docs[gen_pick(g, COUNT_OF(docs))]);
        gen_line(g);
    }
    if (gen_chance(g, 16)) {
        gen_put(g, "// A comment that is no documentation.");
        gen_line(g);
    }
}

static void put_external_id(wit_gen *g) {
    static const char *const ids[] = {"", "plain", "https://a.b/c@1.0#d",
                                      "\\\"q\\\\ \\u{1f980} \\t", "\u00e4 b"};
    gen_put(g, "@external-id(\"%s\")", ids[gen_pick(g, COUNT_OF(ids))]);
    gen_line(g);
}

static void put_gate(wit_gen *g, gen_level level) {
    static const char *const gates[] = {"", "@since(version = 0.1.0)",
                                        "@since(version = 0.2.0)",
                                        "@unstable(feature = later)"};
    if (level == GEN_ALWAYS)
        return;
    gen_put(g, "%s", gates[level]);
    gen_line(g);
}

void gen_before_at(wit_gen *g, gen_level level) {
    gen_docs(g);
    put_gate(g, level);
    g->level = level;
}

gen_level gen_before(wit_gen *g, gen_level least, bool external) {
    gen_level level = least;
    bool gates = g->packages[g->package].version[0];
    if (gates && gen_chance(g, 4)) {
        level += gen_pick(g, (unsigned)(GEN_UNSTABLE - least + 1));
        if (level == GEN_UNSTABLE && !g->unstable)
            level = least;
    }
    bool id = external && gen_chance(g, 12), id_first = id && gen_chance(g, 2);
    gen_docs(g);
    if (id_first)
        put_external_id(g);
    put_gate(g, level);
    if (level != GEN_ALWAYS && gen_chance(g, 3)) {
        gen_put(g, "@deprecated(version = 0.2.0)");
        gen_line(g);
    }
    if (id && !id_first)
        put_external_id(g);
    g->level = level;
    return level;
}

gen_level gen_needed(const wit_gen *g, gen_level level, unsigned package) {
    if (package == g->package || level == GEN_UNSTABLE)
        return level;
    return GEN_ALWAYS; /* versions of two packages are not comparable */
}

/* Order */

void gen_mark(wit_gen *g, gen_pieces *pieces) {
    if (pieces->count < GEN_PIECES)
        pieces->at[pieces->count++] = g->out->len;
}

void gen_shuffle(wit_gen *g, gen_pieces *pieces) {
    unsigned count = pieces->count, order[GEN_PIECES];
    gen_text copy = {0};
    if (count < 2 || !gen_chance(g, 2))
        return;
    for (unsigned i = 0; i < count; i++)
        order[i] = i;
    for (unsigned i = count - 1; i > 0; i--) {
        unsigned k = gen_pick(g, i + 1), held = order[i];
        order[i] = order[k];
        order[k] = held;
    }
    size_t start = pieces->at[0], end = g->out->len;
    gen_append(&copy, g->out->data, end);
    g->out->len = start;
    for (unsigned i = 0; i < count; i++) {
        size_t from = pieces->at[order[i]];
        size_t to = order[i] + 1 < count ? pieces->at[order[i] + 1] : end;
        gen_append(g->out, copy.data + from, to - from);
    }
    free(copy.data);
}
