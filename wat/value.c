/*
 * Reads constants and result patterns. A head that is not known (the values
 * of components) is kept as text for who knows it.
 */
#include "wat/value.h"

#include "base/vec.h"

static bool fail(const char **error, const char *text) {
    *error = text;
    return false;
}

/* nan:canonical, nan:arithmetic, or a literal; little-endian into bits. */
static bool parse_float_pattern(uint64_t *out,
                                wat_nan *nan,
                                tn_str text,
                                unsigned bits) {
    *nan = WAT_NO_NAN;
    *out = 0;
    if (tn_str_eqz(text, "nan:canonical"))
        *nan = WAT_NAN_CANONICAL;
    else if (tn_str_eqz(text, "nan:arithmetic"))
        *nan = WAT_NAN_ARITHMETIC;
    else
        return wat_parse_float(out, text, bits);
    return true;
}

static bool read_int(wat_value *out,
                     const char **error,
                     wat_scanner *scanner,
                     unsigned bits) {
    wat_token token = wat_next(scanner);
    return (token.kind == WAT_ATOM &&
            wat_parse_int(&out->bits[0], token.text, bits)) ||
           fail(error, "expected an integer in range");
}

static bool read_float(wat_value *out,
                       const char **error,
                       wat_scanner *scanner,
                       unsigned bits) {
    wat_token token = wat_next(scanner);
    return (token.kind == WAT_ATOM &&
            parse_float_pattern(&out->bits[0], &out->nan[0], token.text,
                                bits)) ||
           fail(error, "expected a number in range");
}

static const struct {
    const char *name;
    uint8_t lane_bytes;
    bool is_float;
} shapes[] = {
    {"i8x16", 1, false}, {"i16x8", 2, false}, {"i32x4", 4, false},
    {"i64x2", 8, false}, {"f32x4", 4, true},  {"f64x2", 8, true},
};

static bool read_shape(wat_value *out, wat_scanner *scanner) {
    tn_str name = wat_next(scanner).text;
    for (size_t i = 0; i < TN_COUNT_OF(shapes); i++) {
        if (tn_str_eqz(name, shapes[i].name)) {
            out->lane_bytes = shapes[i].lane_bytes;
            out->lane_float = shapes[i].is_float;
            return true;
        }
    }
    return false;
}

static bool read_v128(wat_value *out,
                      const char **error,
                      wat_scanner *scanner) {
    if (!read_shape(out, scanner))
        return fail(error, "expected a vector shape");
    unsigned bits = out->lane_bytes * 8u;
    unsigned per_word = 8u / out->lane_bytes;
    for (unsigned i = 0; i < 2 * per_word; i++) {
        wat_value lane = {0};
        bool ok = out->lane_float ? read_float(&lane, error, scanner, bits)
                                  : read_int(&lane, error, scanner, bits);
        if (!ok)
            return false;
        out->bits[i / per_word] |= lane.bits[0] << (i % per_word * bits);
        if (out->lane_float)
            out->nan[i] = lane.nan[0];
    }
    return true;
}

/* Reads up to the closing parenthesis, which is left. */
static bool skip_rest(const char **error, wat_scanner *scanner) {
    if (!wat_skip_list(scanner))
        return fail(error, scanner->error);
    scanner->pos--;
    return true;
}

static bool read_host_ref(wat_value *out,
                          const char **error,
                          wat_scanner *scanner) {
    if (wat_peek(scanner).kind != WAT_ATOM)
        return true;
    out->has_payload = true;
    return read_int(out, error, scanner, 32);
}

static bool read_head(wat_value *out,
                      const char **error,
                      wat_scanner *scanner,
                      tn_str head) {
    static const struct {
        const char *name;
        wat_value_kind kind;
    } heads[] = {
        {"i32.const", WAT_I32},         {"i64.const", WAT_I64},
        {"f32.const", WAT_F32},         {"f64.const", WAT_F64},
        {"v128.const", WAT_V128},       {"ref.null", WAT_REF_NULL},
        {"ref.extern", WAT_REF_EXTERN}, {"ref.host", WAT_REF_HOST},
    };
    out->kind = tn_str_starts(head, TN_STR("ref.")) ? WAT_REF : WAT_OTHER;
    for (size_t i = 0; i < TN_COUNT_OF(heads); i++) {
        if (tn_str_eqz(head, heads[i].name))
            out->kind = heads[i].kind;
    }
    switch (out->kind) {
    case WAT_I32:
        return read_int(out, error, scanner, 32);
    case WAT_I64:
        return read_int(out, error, scanner, 64);
    case WAT_F32:
        return read_float(out, error, scanner, 32);
    case WAT_F64:
        return read_float(out, error, scanner, 64);
    case WAT_V128:
        return read_v128(out, error, scanner);
    case WAT_REF_NULL:
        if (wat_peek(scanner).kind == WAT_ATOM)
            out->type = wat_next(scanner).text;
        return true;
    case WAT_REF_EXTERN:
    case WAT_REF_HOST:
        return read_host_ref(out, error, scanner);
    case WAT_REF:
        out->type = tn_str_from_offset(head, 4);
        return skip_rest(error, scanner);
    case WAT_EITHER:
    case WAT_OTHER:
        break;
    }
    return skip_rest(error, scanner);
}

/* One value other than "either". */
static bool read_single(wat_value *out,
                        const char **error,
                        wat_scanner *scanner) {
    *out = (wat_value){0};
    wat_token open = wat_next(scanner);
    if (open.kind != WAT_OPEN)
        return fail(error, "expected a value");
    wat_token head = wat_next(scanner);
    if (head.kind != WAT_ATOM)
        return fail(error, "expected a value");
    if (!read_head(out, error, scanner, head.text))
        return false;
    if (wat_next(scanner).kind != WAT_CLOSE)
        return fail(error, "expected the end of a value");
    out->text = (tn_str){scanner->text.p + open.at, scanner->pos - open.at};
    return true;
}

static bool is_either(const wat_scanner *scanner) {
    wat_scanner ahead = *scanner;
    (void)wat_next(&ahead);
    return tn_str_eqz(wat_next(&ahead).text, "either");
}

bool wat_value_read(wat_value *out,
                    const char **error,
                    tn_arena *arena,
                    wat_scanner *scanner) {
    if (!is_either(scanner))
        return read_single(out, error, scanner);
    TN_VEC(wat_value) alternatives = {0};
    wat_token open = wat_next(scanner);
    (void)wat_next(scanner);
    while (wat_peek(scanner).kind == WAT_OPEN) {
        wat_value value;
        if (!read_single(&value, error, scanner))
            return false;
        tn_vec_push(arena, &alternatives, value);
    }
    if (wat_next(scanner).kind != WAT_CLOSE)
        return fail(error, "expected the end of the alternatives");
    *out = (wat_value){
        .kind = WAT_EITHER,
        .alternatives = alternatives.data,
        .alternative_count = alternatives.len,
        .text = {scanner->text.p + open.at, scanner->pos - open.at},
    };
    return true;
}
