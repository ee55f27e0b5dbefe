/* Sections `producers`: what is read of them, malformed ones included. */
#include <stdlib.h>

#include "component/component.h"
#include "tests/arena_suite.h"

TestSuite(producers, ARENA_SUITE);

static bin_producer_list read(const char *hex) {
    bin_component *component = bin_new(ctx, &arena);
    test_bytes bytes = test_hex(hex);
    bin_def def = {.kind = BIN_CUSTOM};
    def.u.custom.name = TN_STR(BIN_PRODUCERS_SECTION);
    def.u.custom.len = bytes.len;
    def.u.custom.bytes = (const uint8_t *)tn_arena_copy(
                             &arena, (tn_str){(const char *)bytes.p, bytes.len})
                             .p;
    free(bytes.p);
    bin_append(component, &def);
    bin_producer_list list;
    bin_read_producers(&list, &arena, component);
    return list;
}

Test(producers, fields_have_several_values) {
    bin_producer_list list = read("02"
                                  "01 61 02 01 62 01 31 01 63 00"
                                  "01 64 01 01 65 01 32");
    cr_assert_eq(list.len, 3);
    EXPECT_STR(list.data[0].field, "a");
    EXPECT_STR(list.data[0].name, "b");
    EXPECT_STR(list.data[0].version, "1");
    EXPECT_STR(list.data[1].field, "a");
    EXPECT_STR(list.data[1].name, "c");
    EXPECT_STR(list.data[1].version, "");
    EXPECT_STR(list.data[2].field, "d");
    EXPECT_STR(list.data[2].name, "e");
}

Test(producers, what_is_malformed_ends_them) {
    static const struct {
        const char *hex;
        size_t entries;
    } rows[] = {
        {"", 0},
        {"00", 0},
        {"01", 0},
        {"01 05 61", 0},
        {"01 01 61 ff ff ff ff 0f", 0},
        {"02 01 61 01 01 62 01 31 01 64", 1},
        {"01 01 61 02 01 62 01 31 01 ff 00", 1},
        {"ff ff ff ff ff ff", 0},
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++)
        cr_expect_eq(read(rows[i].hex).len, rows[i].entries, "%s", rows[i].hex);
}

Test(producers, what_is_appended_is_read_back) {
    const bin_producer wrote = {TN_STR("processed-by"), TN_STR("x"),
                                TN_STR("1.0")};
    bin_component *component = bin_new(ctx, &arena);
    bin_append_producer(component, &wrote);
    bin_producer_list list;
    bin_read_producers(&list, &arena, component);
    cr_assert_eq(list.len, 1);
    EXPECT_STR(list.data[0].field, "processed-by");
    EXPECT_STR(list.data[0].name, "x");
    EXPECT_STR(list.data[0].version, "1.0");
}
