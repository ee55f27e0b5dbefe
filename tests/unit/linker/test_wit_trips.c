/*
 * Generated WIT means the same in every form.
 *
 * TENON_WIT_SEEDS=N tries N seeds, and TENON_WIT_SEED=S begins with that one:
 * a failure tells its seed.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "tests/support.h"
#include "tests/wit/gen.h"
#include "tests/wit/trips.h"

enum { SEEDS = 60 };

static unsigned long number(const char *variable, unsigned long otherwise) {
    const char *text = getenv(variable);
    return text && *text ? strtoul(text, NULL, 10) : otherwise;
}

/* All trips but that of odd layout; gives how many worlds could be changed. */
static unsigned take_trips(const wit_gen *g, const char *label, bool all) {
    size_t count;
    const tenon_wit_source *sources = wit_gen_sources(g, &count);
    trip t;
    trip_begin(&t, label, sources, count, all);
    trip_odd_layout(&t, wit_gen_odd_sources(g, &count), count);
    trip_print(&t);
    trip_print_layout(&t);
    trip_layout(&t);
    trip_itself(&t);
    trip_walk(&t);
    cr_expect(trip_binary(&t), "%s has no binary form", label);
    unsigned worlds = trip_worlds(&t);
    trip_end(&t);
    return worlds;
}

static void lay_out_odd(const wit_gen *g, const char *label) {
    size_t count;
    const tenon_wit_source *sources = wit_gen_odd_sources(g, &count);
    trip t;
    trip_begin(&t, label, sources, count, true);
    t.docs = false;
    trip_layout(&t);
    trip_end(&t);
}

Test(wit_trips, generated_packages_mean_the_same_in_every_form) {
    unsigned long first = number("TENON_WIT_SEED", 1);
    unsigned long seeds = number("TENON_WIT_SEEDS", SEEDS);
    unsigned long worlds = 0;
    for (unsigned long i = 0; i < seeds; i++) {
        char label[64];
        wit_gen *g = wit_gen_new(first + i);
        snprintf(label, sizeof label, "seed %lu", first + i);
        worlds += take_trips(g, label, false);
        worlds += take_trips(g, label, true);
        lay_out_odd(g, label);
        wit_gen_free(g);
    }
    cr_expect_geq(worlds, seeds, "only %lu worlds were changed", worlds);
}

/* A generator that makes nothing would pass everything. */
Test(wit_trips, generated_packages_have_everything) {
    static const char *const parts[] = {
        "record ",       "variant ",       "flags ",        "enum ",
        "resource ",     "constructor(",   "-> result<",    ": static ",
        "async func",    "borrow<",        "own<",          "stream<",
        "future<",       "error-context",  "map<",          "tuple<",
        "option<",       ", 3>",           "result<_, ",    "stream;",
        "use ",          " as ",           "include ",      " with { ",
        ": interface {", "import ",        "export ",       "@since(",
        "@unstable(",    "@deprecated(",   "@external-id(", "/// ",
        "/** ",          "%package",       "gen:p@1.0.0",   "package ",
        "gen:p@0.2.3",   "1.2.3-rc.1+b.2", "world ",        "interface "};
    unsigned groups = 0, files = 0, seen[TN_COUNT_OF(parts)] = {0};
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        wit_gen *g = wit_gen_new(seed);
        size_t count;
        const tenon_wit_source *sources = wit_gen_sources(g, &count);
        for (size_t i = 0; i < count; i++) {
            char *text = strndup(sources[i].data, sources[i].len);
            for (size_t k = 0; k < TN_COUNT_OF(parts); k++)
                seen[k] += strstr(text, parts[k]) != NULL;
            free(text);
            groups += sources[i].group > 1;
        }
        files += count;
        wit_gen_free(g);
    }
    for (size_t k = 0; k < TN_COUNT_OF(parts); k++)
        cr_expect_geq(seen[k], 1, "%s", parts[k]);
    cr_expect_geq(groups, 1);
    cr_expect_geq(files, SEEDS);
}
