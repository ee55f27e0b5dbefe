/* The smallest guest that takes and returns text. */
#include "guest.h"

static char *put(char *to, const char *text, size_t len) {
    for (size_t i = 0; i < len; i++) {
        *to++ = text[i];
    }
    return to;
}

WORLD_EXPORT("greet")
string_t *greet(const char *name, size_t len) {
    static string_t result;
    char *start = guest_alloc(len + 8, 1);
    char *end = put(start, "Hello, ", 7);
    end = put(end, name, len);
    end = put(end, "!", 1);
    result = (string_t){start, (uint32_t)(end - start)};
    return &result;
}

WORLD_POST("greet")
void greet_post(string_t *result) {
    (void)result;
    guest_free_all();
}
