/*
 * Valid WIT, made from the input: it resolves, in odd layout too, and means
 * the same in every form that it can be given.
 */
#include <stdlib.h>

#include "tests/wit/gen.h"
#include "tests/wit/trips.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    wit_gen *g = wit_gen_of_bytes(data, size);
    bool all_features = size > 0 && data[size - 1] & 1;
    size_t count;
    const tenon_wit_source *sources = wit_gen_sources(g, &count);
    trip t;
    trip_begin(&t, "what the input made", sources, count, all_features);
    trip_odd_layout(&t, wit_gen_odd_sources(g, &count), count);
    trip_print(&t);
    trip_print_layout(&t);
    trip_layout(&t);
    trip_itself(&t);
    trip_worlds(&t);
    trip_walk(&t);
    if (!trip_binary(&t))
        abort();
    trip_end(&t);
    trip_begin(&t, "the odd layout", wit_gen_odd_sources(g, &count), count,
               all_features);
    t.docs = false;
    trip_layout(&t);
    trip_end(&t);
    wit_gen_free(g);
    return 0;
}
