/* tenon diff: what changed between two versions of a WIT package. */
#include <cjson/cJSON.h>
#include <string.h>

#include "tenon/wit_diff.h"
#include "tenon/wit_walk.h"

#include "cli/command.h"

static const cli_option options[] = {
    {0, "json", NULL, "as JSON"},
    {0, "allow", "STEP", "exit 1 when more is needed: patch, minor or major"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
};

typedef struct versions {
    tenon_wit *before, *after;
    tenon_wit_diff *diff;
    tenon_wit_step allowed; /* NONE: nothing was said */
} versions;

static const char *const kinds[] = {"added", "removed", "changed"};

static const struct {
    unsigned bit;
    const char *who;
} sides[] = {
    {TENON_WIT_BREAKS_CALLERS, "callers"},
    {TENON_WIT_BREAKS_IMPLEMENTERS, "implementers"},
    {TENON_WIT_BREAKS_HOSTS, "hosts"},
    {TENON_WIT_BREAKS_GUESTS, "guests"},
};
enum { SIDE_COUNT = sizeof sides / sizeof *sides };

/* " (breaks callers and implementers)" */
static void print_sides(unsigned breaks) {
    unsigned left = breaks;
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        if (!(breaks & sides[i].bit))
            continue;
        left &= ~sides[i].bit;
        bool first = !(breaks & (sides[i].bit - 1));
        printf("%s%s",
               first  ? " (breaks "
               : left ? ", "
                      : " and ",
               sides[i].who);
    }
    if (breaks)
        printf(")");
}

static const char *id_of(const tenon_wit *wit) {
    return tenon_wit_package_id(tenon_wit_main(wit));
}

static void print_verdict(const versions *v) {
    size_t count = tenon_wit_diff_count(v->diff);
    tenon_wit_step step = tenon_wit_diff_step(v->diff);
    tenon_wit_step taken = tenon_wit_diff_step_taken(v->diff);
    const char *next = tenon_wit_diff_next_version(v->diff);
    if (count == 0) {
        printf("no changes\n");
        return;
    }
    printf("%zu change%s; smallest step: %s", count, count == 1 ? "" : "s",
           tenon_wit_step_text(step));
    if (next)
        printf(" (%s -> %s)", id_of(v->before), next);
    printf("\n");
    if (taken != TENON_WIT_STEP_NONE && taken < step)
        printf("%s is too small a step: %s\n", id_of(v->after),
               tenon_wit_step_text(taken));
}

static void print_text(const versions *v) {
    const char *where = "";
    for (size_t i = 0; i < tenon_wit_diff_count(v->diff); i++) {
        const tenon_wit_change *change = tenon_wit_diff_change(v->diff, i);
        if (strcmp(change->where, where) != 0)
            printf("%s\n", change->where);
        where = change->where;
        printf("  %s: %s", tenon_wit_step_text(change->step), change->text);
        print_sides(change->breaks);
        printf("\n");
    }
    print_verdict(v);
}

static cJSON *change_to_json(const tenon_wit_change *change) {
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "kind", kinds[change->kind]);
    cJSON_AddStringToObject(object, "where", change->where);
    cJSON_AddStringToObject(object, "message", change->text);
    cJSON *breaks = cJSON_AddArrayToObject(object, "breaks");
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        if (change->breaks & sides[i].bit)
            cJSON_AddItemToArray(breaks, cJSON_CreateString(sides[i].who));
    }
    cJSON_AddStringToObject(object, "step", tenon_wit_step_text(change->step));
    return object;
}

static tenon_status print_json(const versions *v) {
    cJSON *root = cJSON_CreateObject();
    const char *next = tenon_wit_diff_next_version(v->diff);
    tenon_wit_step step = tenon_wit_diff_step(v->diff);
    tenon_wit_step taken = tenon_wit_diff_step_taken(v->diff);
    cJSON_AddStringToObject(root, "old", id_of(v->before));
    cJSON_AddStringToObject(root, "new", id_of(v->after));
    cJSON_AddStringToObject(root, "step", tenon_wit_step_text(step));
    cJSON_AddStringToObject(root, "stepTaken", tenon_wit_step_text(taken));
    if (next)
        cJSON_AddStringToObject(root, "nextVersion", next);
    cJSON *changes = cJSON_AddArrayToObject(root, "changes");
    for (size_t i = 0; i < tenon_wit_diff_count(v->diff); i++)
        cJSON_AddItemToArray(changes,
                             change_to_json(tenon_wit_diff_change(v->diff, i)));
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    if (!text)
        return TENON_NO_MEMORY;
    printf("%s\n", text);
    cJSON_free(text);
    return TENON_OK;
}

/* False when the word is no step. */
static bool parse_step(tenon_wit_step *out, const char *text) {
    *out = TENON_WIT_STEP_NONE;
    if (!text)
        return true;
    for (int i = TENON_WIT_STEP_PATCH; i <= TENON_WIT_STEP_MAJOR; i++) {
        if (strcmp(text, tenon_wit_step_text((tenon_wit_step)i)) == 0)
            *out = (tenon_wit_step)i;
    }
    return *out != TENON_WIT_STEP_NONE;
}

static tenon_status load(cli *c, versions *v) {
    tenon_status status = cli_open_wit(c, 0, &v->before);
    return status == TENON_OK ? cli_open_wit(c, 1, &v->after) : status;
}

static tenon_status check_allowed(cli *c, const versions *v) {
    tenon_wit_step step = tenon_wit_diff_step(v->diff);
    if (v->allowed == TENON_WIT_STEP_NONE || step <= v->allowed)
        return TENON_OK;
    char text[128];
    snprintf(text, sizeof text,
             "the changes need a %s step, and --allow says %s",
             tenon_wit_step_text(step), tenon_wit_step_text(v->allowed));
    tenon_report(c->ctx, c->inputs[1], text, NULL);
    return TENON_INVALID;
}

static tenon_status compare(cli *c, versions *v) {
    tenon_status status = load(c, v);
    if (status == TENON_OK)
        status = tenon_wit_diff_new(&v->diff, v->before, v->after);
    if (status != TENON_OK)
        return status;
    if (cli_switch(c, "json"))
        status = print_json(v);
    else
        print_text(v);
    return status == TENON_OK ? check_allowed(c, v) : status;
}

static int run(cli *c) {
    versions v = {0};
    const char *allow = cli_value_of(c, "allow", NULL);
    if (!parse_step(&v.allowed, allow))
        return cli_usage_error(
            c, "--allow takes patch, minor or major, not `%s`", allow);
    tenon_status status = compare(c, &v);
    tenon_wit_diff_free(v.diff);
    tenon_wit_free(v.after);
    tenon_wit_free(v.before);
    return cli_finish(c, status);
}

const cli_command cmd_diff = {
    .name = "diff",
    .summary = "compare two versions of a WIT package",
    .usage = "OLD NEW",
    .description =
        "Tells what was added, removed and changed, by interface and world, "
        "whom each\nchange breaks, and which step of the version number is "
        "the smallest that allows\nit. Callers import an interface, "
        "implementers export it; guests are made for a\nworld, hosts run "
        "them. In versions 0.y.z a minor step may break.",
    .example = "  tenon diff v1/wit wit\n"
               "  tenon diff v1/wit wit --allow minor   # a check: exits with "
               "0 or 1",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 2,
    .max_inputs = 2,
    .run = run,
};
