/* Comparing results with what a script expects. */
#include "base/context.h"
#include "tests/support.h"
#include "wast/match.h"

TestSuite(wast_match);

static bool f32_fits(wat_nan nan, uint32_t expected, uint64_t got) {
    wat_value value = {.kind = WAT_F32, .bits = {expected}, .nan = {nan}};
    return wast_value_matches(&value, CORE_F32, got);
}

static bool f64_fits(wat_nan nan, uint64_t expected, uint64_t got) {
    wat_value value = {.kind = WAT_F64, .bits = {expected}, .nan = {nan}};
    return wast_value_matches(&value, CORE_F64, got);
}

Test(wast_match, floats_are_compared_by_bits) {
    cr_expect(f32_fits(WAT_NO_NAN, 0x80000000, 0x80000000));
    cr_expect_not(f32_fits(WAT_NO_NAN, 0x80000000, 0));
    cr_expect(f32_fits(WAT_NO_NAN, 0x7fa00000, 0x7fa00000));
    cr_expect_not(f32_fits(WAT_NO_NAN, 0x7fc00000, 0x7fa00000));
}

Test(wast_match, a_canonical_nan_has_one_payload_and_any_sign) {
    cr_expect(f32_fits(WAT_NAN_CANONICAL, 0, 0x7fc00000));
    cr_expect(f32_fits(WAT_NAN_CANONICAL, 0, 0xffc00000));
    cr_expect_not(f32_fits(WAT_NAN_CANONICAL, 0, 0x7fc00001));
    cr_expect_not(f32_fits(WAT_NAN_CANONICAL, 0, 0x7f800000));
    cr_expect(f64_fits(WAT_NAN_CANONICAL, 0, 0xfff8000000000000));
    cr_expect_not(f64_fits(WAT_NAN_CANONICAL, 0, 0x7ff8000000000001));
}

Test(wast_match, an_arithmetic_nan_has_its_top_bit_set) {
    cr_expect(f32_fits(WAT_NAN_ARITHMETIC, 0, 0x7fc00001));
    cr_expect(f32_fits(WAT_NAN_ARITHMETIC, 0, 0xffffffff));
    cr_expect_not(f32_fits(WAT_NAN_ARITHMETIC, 0, 0x7fa00000));
    cr_expect_not(f32_fits(WAT_NAN_ARITHMETIC, 0, 0x3f800000));
    cr_expect(f64_fits(WAT_NAN_ARITHMETIC, 0, 0x7ffc000000000000));
    cr_expect_not(f64_fits(WAT_NAN_ARITHMETIC, 0, 0x7ff4000000000000));
}

Test(wast_match, high_bits_of_narrow_slots_do_not_matter) {
    wat_value value = {.kind = WAT_I32, .bits = {5}};
    cr_expect(wast_value_matches(&value, CORE_I32, 0xdead00000005));
    cr_expect(f32_fits(WAT_NO_NAN, 1, 0xdead00000001));
}

Test(wast_match, types_must_be_the_same) {
    wat_value value = {.kind = WAT_I32, .bits = {5}};
    cr_expect_not(wast_value_matches(&value, CORE_I64, 5));
    cr_expect_not(wast_value_matches(&value, CORE_FUNCREF, 5));
    uint64_t slot;
    const char *why;
    cr_expect(wast_value_to_slot(&slot, &why, &value, CORE_I32));
    cr_expect_not(wast_value_to_slot(&slot, &why, &value, CORE_F32));
}

Test(wast_match, host_references_keep_their_number) {
    wat_value value = {
        .kind = WAT_REF_EXTERN, .bits = {0}, .has_payload = true};
    wat_value any = {.kind = WAT_REF_EXTERN};
    wat_value null = {.kind = WAT_REF_NULL};
    uint64_t slot, none;
    const char *why;
    cr_assert(wast_value_to_slot(&slot, &why, &value, CORE_EXTERNREF));
    cr_assert(wast_value_to_slot(&none, &why, &null, CORE_EXTERNREF));
    cr_expect(wast_value_matches(&value, CORE_EXTERNREF, slot));
    cr_expect(wast_value_matches(&any, CORE_EXTERNREF, slot));
    cr_expect_not(wast_value_matches(&null, CORE_EXTERNREF, slot));
    cr_expect(wast_value_matches(&null, CORE_EXTERNREF, none));
    cr_expect_not(wast_value_matches(&value, CORE_EXTERNREF, none));
    value.bits[0] = 1;
    cr_expect_not(wast_value_matches(&value, CORE_EXTERNREF, slot));
}
