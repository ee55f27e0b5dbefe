/*
 * Building of JSON with cJSON. Nodes hang on the tree from the moment they are
 * made, so that whoever catches the unwinding when memory is out frees them
 * all by freeing the root. All text becomes valid UTF-8.
 */
#ifndef TN_JSON_H
#define TN_JSON_H

#include <cjson/cJSON.h>

#include "base/arena.h"

typedef struct tn_json {
    tn_arena *arena; /* for texts while they are put together */
    cJSON *root;
} tn_json;

/* Each adds to an object under a key, or, with key NULL, to an array. */
cJSON *tn_json_object(tn_json *json, cJSON *to, const char *key);
cJSON *tn_json_array(tn_json *json, cJSON *to, const char *key);
void tn_json_text(tn_json *json, cJSON *to, const char *key, tn_str text);
void tn_json_string(tn_json *json, cJSON *to, const char *key, const char *s);
void tn_json_number(tn_json *json, cJSON *to, const char *key, double value);
void tn_json_bool(tn_json *json, cJSON *to, const char *key, bool value);

/* The same, as the root. */
cJSON *tn_json_root_object(tn_json *json);
cJSON *tn_json_root_array(tn_json *json);

#endif
