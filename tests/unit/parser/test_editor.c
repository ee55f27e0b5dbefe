/*
 * What lies beside the grammar for editors, checked with the runtime that
 * they use: the grammar's own tests (test/corpus, in the form of tree-sitter's
 * command line), queries, and what they colour (test/highlight).
 */
#include <dirent.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

#include "tests/support.h"

#define HOME "parser/tree-sitter-wit/"

const TSLanguage *tree_sitter_wit(void);

static TSTree *parse(const char *text, size_t len) {
    TSParser *parser = ts_parser_new();
    cr_assert(ts_parser_set_language(parser, tree_sitter_wit()));
    TSTree *tree = ts_parser_parse_string(parser, NULL, text, (uint32_t)len);
    ts_parser_delete(parser);
    return tree;
}

static char *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s", path);
    char *text = calloc(1, 1 << 20);
    cr_assert(text);
    *len = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    return text;
}

/* Calls what with each file of a folder; there must be some. */
static void each_file(const char *folder,
                      const char *suffix,
                      void (*what)(const char *path)) {
    DIR *dir = opendir(folder);
    cr_assert(dir, "%s", folder);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *dot = strrchr(entry->d_name, '.');
        char path[512];
        if (!dot || strcmp(dot, suffix) != 0)
            continue;
        snprintf(path, sizeof path, "%s%s", folder, entry->d_name);
        what(path);
        count++;
    }
    closedir(dir);
    cr_expect_gt(count, 0, "no *%s in %s", suffix, folder);
}

/* Corpus */

/* One blank between words, none within brackets; without names of fields. */
static void normalise(char *text) {
    char *out = text;
    for (const char *p = text; *p;) {
        size_t blank = strspn(p, " \t\n"), word = strcspn(p + blank, " \t\n");
        p += blank;
        if (word && p[word - 1] == ':') {
            p += word;
            continue;
        }
        if (out > text && word && *p != ')' && out[-1] != '(')
            *out++ = ' ';
        memmove(out, p, word);
        out += word;
        p += word;
    }
    *out = '\0';
}

typedef struct example {
    char *name, *source, *expected;
    bool error; /* `:error` stands under the name */
} example;

/* Takes the next example apart in place; false when there is none. */
static bool next_example(char **at, example *out) {
    char *bar = strstr(*at, "===\n");
    char *end = bar ? strstr(bar + 4, "\n===") : NULL;
    if (!end)
        return false;
    out->name = bar + 4;
    *end = '\0';
    out->error = strstr(out->name, ":error") != NULL;
    out->source = strchr(end + 1, '\n') + 1;
    char *rule = strstr(out->source, "\n---");
    cr_assert(rule, "%s has no ---", out->name);
    *rule = '\0';
    out->expected = strchr(rule + 1, '\n');
    cr_assert(out->expected);
    char *next = strstr(out->expected, "\n===");
    *at = out->expected + strlen(out->expected);
    if (next) {
        *next = '\0';
        *at = next + 1;
    }
    return true;
}

static void check_example(const example *e) {
    TSTree *tree = parse(e->source, strlen(e->source));
    TSNode root = ts_tree_root_node(tree);
    cr_expect_eq(ts_node_has_error(root), e->error, "%s", e->name);
    char *actual = ts_node_string(root);
    normalise(actual);
    normalise(e->expected);
    cr_expect(e->error || strcmp(actual, e->expected) == 0, "%s:\n%s\nnot\n%s",
              e->name, actual, e->expected);
    free(actual);
    ts_tree_delete(tree);
}

static void check_corpus(const char *path) {
    size_t len, count = 0;
    char *text = read_file(path, &len), *at = text;
    example e;
    for (; next_example(&at, &e); count++)
        check_example(&e);
    cr_expect_gt(count, 0, "%s", path);
    free(text);
}

Test(editor, the_grammar_parses_its_corpus) {
    each_file(HOME "test/corpus/", ".txt", check_corpus);
}

/* Queries */

static TSQuery *compile(const char *path) {
    size_t len;
    char *text = read_file(path, &len);
    uint32_t at;
    TSQueryError error;
    TSQuery *query =
        ts_query_new(tree_sitter_wit(), text, (uint32_t)len, &at, &error);
    cr_expect(query, "%s: error %d at %.40s", path, (int)error, text + at);
    free(text);
    return query;
}

static void check_query(const char *path) {
    TSQuery *query = compile(path);
    if (!query)
        return;
    cr_expect_gt(ts_query_pattern_count(query), 0, "%s", path);
    ts_query_delete(query);
}

Test(editor, queries_fit_the_grammar) {
    each_file(HOME "queries/", ".scm", check_query);
}

/* Highlights */

typedef struct colouring {
    const char *text, *path;
    TSQuery *query;
    const char **names; /* of each byte the capture, or NULL */
} colouring;

static const char *value_of(const TSQuery *query, uint32_t id) {
    uint32_t len;
    return ts_query_string_value_for_id(query, id, &len);
}

/* #match? and #not-match?, the only predicates here. */
static bool holds(const colouring *c, const TSQueryMatch *match) {
    uint32_t count;
    const TSQueryPredicateStep *step =
        ts_query_predicates_for_pattern(c->query, match->pattern_index, &count);
    if (count == 0)
        return true;
    const char *name = value_of(c->query, step[0].value_id);
    cr_assert(strstr(name, "match?"), "%s is not known here", name);
    TSNode node = match->captures[0].node;
    uint32_t from = ts_node_start_byte(node), to = ts_node_end_byte(node);
    char *text = strndup(c->text + from, to - from);
    regex_t regex;
    cr_assert_eq(regcomp(&regex, value_of(c->query, step[2].value_id),
                         REG_EXTENDED | REG_NOSUB),
                 0);
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    free(text);
    return found == (strncmp(name, "not-", 4) != 0);
}

static void colour_match(colouring *c, const TSQueryMatch *match) {
    for (uint16_t i = 0; i < match->capture_count; i++) {
        TSNode node = match->captures[i].node;
        uint32_t len;
        const char *name = ts_query_capture_name_for_id(
            c->query, match->captures[i].index, &len);
        uint32_t from = ts_node_start_byte(node);
        cr_expect(!c->names[from] || strcmp(c->names[from], name) == 0,
                  "%s: byte %u is both %s and %s", c->path, from,
                  c->names[from], name);
        for (uint32_t at = from; at < ts_node_end_byte(node); at++)
            c->names[at] = name;
    }
}

static void colour(colouring *c, TSNode root) {
    TSQueryCursor *cursor = ts_query_cursor_new();
    TSQueryMatch match;
    ts_query_cursor_exec(cursor, c->query, root);
    while (ts_query_cursor_next_match(cursor, &match)) {
        if (holds(c, &match))
            colour_match(c, &match);
    }
    ts_query_cursor_delete(cursor);
}

/* A comment `// ^ name` or `// <- name` tells of the line before it. */
static bool check_claim(const colouring *c,
                        const char *line,
                        const char *above) {
    size_t blank = strspn(line, " ");
    if (strncmp(line + blank, "//", 2) != 0)
        return false;
    const char *p = line + blank + 2;
    p += strspn(p, " ");
    size_t column = (size_t)(p - line);
    if (strncmp(p, "<- ", 3) == 0) {
        column = blank;
        p += 3;
    } else if (strncmp(p, "^ ", 2) == 0) {
        p += 2;
    } else {
        return false;
    }
    char wanted[64];
    snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(p, "\n"), p);
    const char *name = c->names[above + column - c->text];
    cr_expect(name && strcmp(name, wanted) == 0,
              "%s: %.*s is %s at %zu, not %s", c->path,
              (int)strcspn(above, "\n"), above, name ? name : "plain", column,
              wanted);
    return true;
}

static void check_highlights(const char *path) {
    size_t len, claims = 0;
    char *text = read_file(path, &len);
    TSTree *tree = parse(text, len);
    TSNode root = ts_tree_root_node(tree);
    colouring c = {text, path, compile(HOME "queries/highlights.scm"),
                   calloc(len + 1, sizeof *c.names)};
    cr_assert(c.query && c.names);
    cr_expect_not(ts_node_has_error(root), "%s", path);
    colour(&c, root);
    const char *above = text;
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        if (check_claim(&c, line, above))
            claims++;
        else
            above = line;
    }
    cr_expect_gt(claims, 10, "%s", path);
    free(c.names);
    ts_query_delete(c.query);
    ts_tree_delete(tree);
    free(text);
}

Test(editor, words_have_the_colour_of_what_they_are) {
    each_file(HOME "test/highlight/", ".wit", check_highlights);
}
