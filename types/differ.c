/*
 * Says in what two types of one name differ: it goes down to the first part
 * that is not equal.
 */
#include "base/limits.h"
#include "types/types.h"

typedef struct types_pair {
    const ty *wanted, *actual; /* NULL where there is nothing to go down to */
} types_pair;

static const types_pair at_end = {NULL, NULL};

static const char *word_for(const ty *type) {
    switch (type->kind) {
    case TY_RECORD:
        return "field";
    case TY_FLAGS:
        return "flag";
    default:
        return "case";
    }
}

static types_pair differ_in_optional(tn_writer *why,
                                     const ty *wanted,
                                     const ty *actual) {
    if (wanted && actual)
        return (types_pair){wanted, actual};
    tn_write_printf(why, wanted ? "expected a value, found none"
                                : "expected none, found a value");
    return at_end;
}

static bool is_equal(const ty *wanted, const ty *actual, ty_subst *bind) {
    return wanted && actual ? ty_equal(wanted, actual, bind) : wanted == actual;
}

/* The first field of which name or type is another one. */
static types_pair differ_in_fields(tn_writer *why,
                                   const ty *wanted,
                                   const ty *actual,
                                   ty_subst *bind) {
    const char *word = word_for(wanted);
    uint32_t w_len = wanted->u.fields.len, a_len = actual->u.fields.len;
    for (uint32_t i = 0; i < w_len || i < a_len; i++) {
        const ty_field *w = &wanted->u.fields.data[i];
        const ty_field *a = &actual->u.fields.data[i];
        if (i >= a_len) {
            tn_write_printf(why, "%s `%.*s` is missing", word,
                            TN_STR_ARG(w->name));
            return at_end;
        }
        if (i >= w_len) {
            tn_write_printf(why, "%s `%.*s` is not expected", word,
                            TN_STR_ARG(a->name));
            return at_end;
        }
        if (!tn_str_eq(w->name, a->name)) {
            tn_write_printf(why, "%s %u: expected `%.*s`, found `%.*s`", word,
                            i + 1, TN_STR_ARG(w->name), TN_STR_ARG(a->name));
            return at_end;
        }
        if (is_equal(w->type, a->type, bind))
            continue;
        tn_write_printf(why, "%s `%.*s`: ", word, TN_STR_ARG(w->name));
        return differ_in_optional(why, w->type, a->type);
    }
    return at_end;
}

static types_pair differ_in_children(tn_writer *why,
                                     const ty *wanted,
                                     const ty *actual,
                                     ty_subst *bind) {
    uint32_t count = ty_child_count(wanted);
    if (count != ty_child_count(actual)) {
        tn_write_printf(why, "expected %u elements, found %u", count,
                        ty_child_count(actual));
        return at_end;
    }
    for (uint32_t i = 0; i < count; i++) {
        const ty *w = ty_child(wanted, i), *a = ty_child(actual, i);
        if (!is_equal(w, a, bind))
            return differ_in_optional(why, w, a);
    }
    tn_write_printf(why, "they are not the same");
    return at_end;
}

/* "expected `u8`, found `u16`", where that says something. */
static bool names_differ(tn_writer *why, const ty *wanted, const ty *actual) {
    tn_writer first, second;
    tn_writer_init(&first, why->arena);
    tn_writer_init(&second, why->arena);
    ty_print(&first, wanted);
    ty_print(&second, actual);
    tn_str w = tn_writer_str(&first), a = tn_writer_str(&second);
    if (tn_str_eq(w, a))
        return false;
    tn_write_printf(why, "expected `%.*s`, found `%.*s`", TN_STR_ARG(w),
                    TN_STR_ARG(a));
    return true;
}

void ty_explain_difference(tn_writer *why,
                           const ty *wanted,
                           const ty *actual,
                           ty_subst *bind) {
    types_pair at = {wanted, actual};
    for (unsigned depth = 0; at.wanted && depth <= TN_MAX_DEPTH; depth++) {
        const ty *w = ty_strip(at.wanted), *a = ty_strip(at.actual);
        if (depth > 0 && names_differ(why, at.wanted, at.actual))
            return;
        if (w->kind != a->kind) {
            tn_write_printf(why, "expected %s, found %s", ty_kind_text(w->kind),
                            ty_kind_text(a->kind));
            return;
        }
        switch (w->kind) {
        case TY_RECORD:
        case TY_VARIANT:
        case TY_FLAGS:
        case TY_ENUM:
            at = differ_in_fields(why, w, a, bind);
            break;
        case TY_OWN:
        case TY_BORROW:
        case TY_RESOURCE:
            tn_write_printf(why, "resource types are not the same");
            return;
        default:
            at = differ_in_children(why, w, a, bind);
            break;
        }
    }
}
