/* Asserts and byte strings. */
#include "base/base.h"

#include <stdlib.h>

void tn_assert_fail(const char *cond, const char *file, int line) {
    fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, cond);
    abort();
}

int tn_str_cmp(tn_str a, tn_str b) {
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.p, b.p, len) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

size_t tn_str_find(tn_str s, char byte) {
    const char *at = s.len ? memchr(s.p, byte, s.len) : NULL;
    return at ? (size_t)(at - s.p) : s.len;
}

bool tenon_str_equals(tenon_str str, const char *text) {
    return tn_str_eqz((tn_str){str.data, str.len}, text);
}
