/*
 * Valid WIT from numbers. Each choice takes one number, of a seed or of the
 * bytes of a fuzzer, so that a seed gives packages of its own and a changed
 * byte changes one choice. Whatever is made must resolve, with and without the
 * features that it names; anything else is a fault of ours or of the generator.
 *
 * It makes what WIT.md has: every kind of type, resources with every kind of
 * function, interfaces that take types from others, worlds that include
 * others, several packages and versions, nested and in files of their own,
 * gates, external ids and documentation, items in any order, and names that
 * are keywords or differ by little.
 */
#ifndef TENON_TESTS_WIT_GEN_H
#define TENON_TESTS_WIT_GEN_H

#include <stdint.h>
#include <stdio.h>

#include "tenon/wit.h"

typedef struct wit_gen wit_gen;

/* From a seed. Free it with wit_gen_free. */
wit_gen *wit_gen_new(uint64_t seed);

/* From bytes; when they are used up, what was begun is ended. */
wit_gen *wit_gen_of_bytes(const uint8_t *data, size_t len);

void wit_gen_free(wit_gen *g);

/* The files, as tenon_wit_load_sources takes them. Borrowed. */
const tenon_wit_source *wit_gen_sources(const wit_gen *g, size_t *count);

/* The same files with white space, comments and ends of lines wherever they
 * may stand: they mean the same. Borrowed. */
const tenon_wit_source *wit_gen_odd_sources(const wit_gen *g, size_t *count);

#endif
