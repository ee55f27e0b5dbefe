/* Building of JSON: cJSON that unwinds when memory is out. */
#include "base/json.h"

#include "base/bytes.h"
#include "base/utf.h"

static cJSON *hang(tn_json *json, cJSON *to, const char *key, cJSON *node) {
    bool hangs = node && (key ? cJSON_AddItemToObjectCS(to, key, node)
                              : cJSON_AddItemToArray(to, node));
    if (!hangs) {
        cJSON_Delete(node);
        tn_out_of_memory(json->arena->guard);
    }
    return node;
}

cJSON *tn_json_object(tn_json *json, cJSON *to, const char *key) {
    return hang(json, to, key, cJSON_CreateObject());
}

cJSON *tn_json_array(tn_json *json, cJSON *to, const char *key) {
    return hang(json, to, key, cJSON_CreateArray());
}

void tn_json_string(tn_json *json, cJSON *to, const char *key, const char *s) {
    hang(json, to, key, cJSON_CreateString(s));
}

void tn_json_number(tn_json *json, cJSON *to, const char *key, double value) {
    hang(json, to, key, cJSON_CreateNumber(value));
}

void tn_json_bool(tn_json *json, cJSON *to, const char *key, bool value) {
    hang(json, to, key, cJSON_CreateBool(value));
}

/* Ill-formed bytes become U+FFFD, and so does NUL, which cJSON cannot hold. */
void tn_json_text(tn_json *json, cJSON *to, const char *key, tn_str text) {
    static const char replacement[] = "\xef\xbf\xbd";
    tn_writer out;
    tn_writer_init(&out, json->arena);
    for (size_t i = 0; i < text.len;) {
        uint32_t c = 0;
        size_t n = tn_utf8_decode(text.p + i, text.len - i, &c);
        if (n == 0 || c == 0)
            tn_write_bytes(&out, replacement, 3);
        else
            tn_write_bytes(&out, text.p + i, n);
        i += n ? n : 1;
    }
    tn_write_u8(&out, 0);
    tn_json_string(json, to, key, (const char *)out.data);
}

static cJSON *plant(tn_json *json, cJSON *root) {
    json->root = root;
    if (!root)
        tn_out_of_memory(json->arena->guard);
    return root;
}

cJSON *tn_json_root_object(tn_json *json) {
    return plant(json, cJSON_CreateObject());
}

cJSON *tn_json_root_array(tn_json *json) {
    return plant(json, cJSON_CreateArray());
}
