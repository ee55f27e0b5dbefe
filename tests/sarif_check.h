/*
 * What the schema of SARIF 2.1.0 and the services that take logs require of
 * one: properties that must be there, indexes that must fit, text regions
 * with lines and columns from 1, binary regions with offsets from 0.
 */
#ifndef TENON_TESTS_SARIF_CHECK_H
#define TENON_TESTS_SARIF_CHECK_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <string.h>

static inline const cJSON *sarif_get(const cJSON *object, const char *key) {
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static inline const char *sarif_string(const cJSON *object, const char *key) {
    const cJSON *item = sarif_get(object, key);
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

static inline bool sarif_is_text(const cJSON *message) {
    const char *text = sarif_string(message, "text");
    return text && *text;
}

/* RFC 3986: a URI or a relative reference, in characters that it allows. */
static inline bool sarif_is_uri(const char *uri) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "-._~:/?#[]@!$&'()*+,;=%";
    size_t scheme = uri ? strcspn(uri, ":/") : 0;
    if (!uri || !*uri || strspn(uri, allowed) != strlen(uri))
        return false;
    if (uri[scheme] == ':' && strncmp(uri, "file://", 7) != 0)
        return false;
    for (; *uri; uri++) {
        if (*uri == '%' && (strspn(uri + 1, "0123456789ABCDEF") < 2))
            return false;
    }
    return true;
}

static inline bool sarif_is_artifact(const cJSON *holder) {
    const cJSON *artifact = sarif_get(holder, "artifactLocation");
    return sarif_is_uri(sarif_string(artifact, "uri"));
}

static inline double sarif_number(const cJSON *object, const char *key) {
    const cJSON *item = sarif_get(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : -1;
}

static inline bool sarif_is_region(const cJSON *region) {
    if (sarif_get(region, "byteOffset"))
        return sarif_number(region, "byteOffset") >= 0 &&
               sarif_number(region, "byteLength") >= 0 &&
               !sarif_get(region, "startLine");
    double line = sarif_number(region, "startLine");
    double end = sarif_number(region, "endLine");
    double col = sarif_number(region, "startColumn");
    double end_col = sarif_number(region, "endColumn");
    return line >= 1 && col >= 1 && end_col >= 1 &&
           (end > line || (end == line && end_col >= col));
}

static inline const char *sarif_location_problem(const cJSON *location) {
    const cJSON *physical = sarif_get(location, "physicalLocation");
    const cJSON *logical = sarif_get(location, "logicalLocations");
    const cJSON *region = sarif_get(physical, "region");
    const cJSON *part;
    if (!physical && !logical)
        return "a location that is none";
    if (physical && !sarif_is_artifact(physical))
        return "artifactLocation.uri";
    if (region && !sarif_is_region(region))
        return "region";
    cJSON_ArrayForEach(part, logical) {
        if (!sarif_string(part, "fullyQualifiedName"))
            return "logicalLocation";
    }
    return NULL;
}

static inline const char *sarif_fix_problem(const cJSON *fix) {
    const cJSON *change, *replacement;
    const cJSON *changes = sarif_get(fix, "artifactChanges");
    if (cJSON_GetArraySize(changes) == 0)
        return "fix.artifactChanges";
    cJSON_ArrayForEach(change, changes) {
        const cJSON *list = sarif_get(change, "replacements");
        if (!sarif_is_artifact(change) || cJSON_GetArraySize(list) == 0)
            return "artifactChange";
        cJSON_ArrayForEach(replacement, list) {
            const cJSON *content = sarif_get(replacement, "insertedContent");
            if (!sarif_is_region(sarif_get(replacement, "deletedRegion")) ||
                !sarif_string(content, "text"))
                return "replacement";
        }
    }
    return NULL;
}

static inline bool sarif_is_level(const char *level) {
    return level && (!strcmp(level, "error") || !strcmp(level, "warning") ||
                     !strcmp(level, "note"));
}

static inline const char *sarif_result_problem(const cJSON *result,
                                               const cJSON *rules) {
    const cJSON *locations = sarif_get(result, "locations"), *item;
    double index = sarif_number(result, "ruleIndex");
    const cJSON *rule =
        index < 0 ? NULL : cJSON_GetArrayItem(rules, (int)index);
    const char *id = sarif_string(result, "ruleId"), *problem = NULL;
    if (!id || !rule || strcmp(id, sarif_string(rule, "id")) != 0)
        return "ruleId and ruleIndex";
    if (!sarif_is_level(sarif_string(result, "level")))
        return "level";
    if (!sarif_is_text(sarif_get(result, "message")))
        return "message";
    if (!cJSON_IsArray(locations))
        return "locations";
    cJSON_ArrayForEach(item, locations) {
        problem = problem ? problem : sarif_location_problem(item);
    }
    cJSON_ArrayForEach(item, sarif_get(result, "relatedLocations")) {
        problem = problem ? problem : sarif_location_problem(item);
        if (!sarif_is_text(sarif_get(item, "message")))
            problem = "a related location without a message";
    }
    cJSON_ArrayForEach(item, sarif_get(result, "fixes")) {
        problem = problem ? problem : sarif_fix_problem(item);
    }
    return problem;
}

static inline bool sarif_is_rule(const cJSON *rule) {
    const cJSON *defaults = sarif_get(rule, "defaultConfiguration");
    return sarif_string(rule, "id") && sarif_string(rule, "name") &&
           sarif_is_text(sarif_get(rule, "shortDescription")) &&
           sarif_is_text(sarif_get(rule, "fullDescription")) &&
           sarif_is_text(sarif_get(rule, "help")) &&
           sarif_is_level(sarif_string(defaults, "level"));
}

/* NULL: the log is as it must be; else what is not. */
static inline const char *sarif_problem(const cJSON *log) {
    const char *version = sarif_string(log, "version"), *problem = NULL;
    const cJSON *runs = sarif_get(log, "runs");
    const cJSON *run = cJSON_GetArrayItem(runs, 0), *item;
    const cJSON *driver = sarif_get(sarif_get(run, "tool"), "driver");
    const cJSON *rules = sarif_get(driver, "rules");
    const cJSON *results = sarif_get(run, "results");
    const cJSON *invocation =
        cJSON_GetArrayItem(sarif_get(run, "invocations"), 0);
    if (!version || strcmp(version, "2.1.0") || cJSON_GetArraySize(runs) != 1)
        return "version and runs";
    if (!sarif_is_uri(sarif_string(log, "$schema")) &&
        strncmp(sarif_string(log, "$schema"), "https://", 8) != 0)
        return "$schema";
    if (!sarif_string(driver, "name") || !sarif_string(driver, "version") ||
        !cJSON_IsArray(rules))
        return "tool.driver";
    if (!cJSON_IsTrue(sarif_get(invocation, "executionSuccessful")))
        return "invocations";
    if (strcmp(sarif_string(run, "columnKind"), "utf16CodeUnits") != 0 ||
        !cJSON_IsArray(results))
        return "run";
    cJSON_ArrayForEach(item, rules) {
        problem = sarif_is_rule(item) ? problem : "rule";
    }
    cJSON_ArrayForEach(item, results) {
        problem = problem ? problem : sarif_result_problem(item, rules);
    }
    return problem;
}

#endif
