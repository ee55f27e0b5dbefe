/* tenon diff: what changed between two versions of a WIT package. */
#include <cjson/cJSON.h>
#include <string.h>

#include "tenon/wit_diff.h"
#include "tenon/wit_package.h"

#include "cli/command.h"

static const cli_option options[] = {
    {0, "json", NULL, "as JSON"},
    {0, "allow", "STEP", "exit 1 when more is needed: patch, minor or major"},
    {0, "keep", "SIDE", "exit 1 when it breaks guests, hosts, callers, ..."},
    {0, "world", "NAME", "only this world, and what it imports and exports"},
    {0, "old-world", "NAME", "the world that is compared with --new-world"},
    {0, "new-world", "NAME", "and that one; both may be in one WIT"},
    {0, "deps", NULL, "also the packages that both depend on"},
    {0, "features", "LIST", "enable @unstable features (comma-separated)"},
    {0, "all-features", NULL, "enable all @unstable features"},
};

typedef struct versions {
    tenon_context *ctx;
    tenon_wit *before, *after;
    tenon_wit_diff *diff;
    tenon_wit_step allowed; /* NONE: nothing was said */
    unsigned kept;          /* TENON_WIT_BREAKS_...: they must not break */
    bool verbose;
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

/* As text */

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

/* What needs no step is shown to those who ask for more. */
static bool is_shown(const versions *v, const tenon_wit_change *change) {
    return v->verbose || change->step != TENON_WIT_STEP_NONE;
}

static void print_verdict(const tenon_wit_package_change *package,
                          size_t count) {
    printf("%zu change%s; smallest step: %s", count, count == 1 ? "" : "s",
           tenon_wit_step_text(package->step));
    if (package->next_version && package->step != TENON_WIT_STEP_NONE)
        printf(" (%s -> %s)", package->before, package->next_version);
    printf("\n");
    if (package->taken != TENON_WIT_STEP_NONE && package->taken < package->step)
        printf("%s is too small a step: %s\n", package->after,
               tenon_wit_step_text(package->taken));
}

/* Changes of one package, and what they mean for its version. */
static size_t print_package(const versions *v, size_t package) {
    const char *where = "";
    size_t count = 0;
    const tenon_wit_change *change;
    for (size_t i = 0; (change = tenon_wit_diff_change(v->diff, i)); i++) {
        if (change->package != package || !is_shown(v, change))
            continue;
        if (strcmp(change->where, where) != 0)
            printf("%s\n", change->where);
        where = change->where;
        printf("  %s: %s", tenon_wit_step_text(change->step), change->text);
        print_sides(change->breaks);
        printf("\n");
        count++;
    }
    if (count)
        print_verdict(tenon_wit_diff_package(v->diff, package), count);
    return count;
}

static void print_text(const versions *v) {
    size_t shown = 0, all = tenon_wit_diff_count(v->diff);
    for (size_t i = 0; i < tenon_wit_diff_package_count(v->diff); i++)
        shown += print_package(v, i);
    if (shown == 0)
        printf("no changes\n");
    if (shown < all)
        printf("%zu that need%s no step %s not shown: use --verbose\n",
               all - shown, all - shown == 1 ? "s" : "",
               all - shown == 1 ? "is" : "are");
}

/* As JSON */

static void add_place(cJSON *object,
                      const char *key,
                      tenon_context *ctx,
                      tenon_span span) {
    tenon_location at;
    if (!tenon_locate(&at, ctx, span))
        return;
    cJSON *place = cJSON_AddObjectToObject(object, key);
    char path[4096];
    snprintf(path, sizeof path, "%.*s", (int)at.path.len, at.path.data);
    cJSON_AddStringToObject(place, "file", path);
    cJSON_AddNumberToObject(place, "line", (double)at.line);
    cJSON_AddNumberToObject(place, "column", (double)at.column);
}

static cJSON *change_to_json(const versions *v,
                             const tenon_wit_change *change) {
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
    cJSON_AddNumberToObject(object, "package", (double)change->package);
    add_place(object, "old", v->ctx, change->before);
    add_place(object, "new", v->ctx, change->after);
    return object;
}

static void add_package(cJSON *object,
                        const tenon_wit_package_change *package,
                        tenon_wit_step step) {
    if (package->before)
        cJSON_AddStringToObject(object, "old", package->before);
    if (package->after)
        cJSON_AddStringToObject(object, "new", package->after);
    cJSON_AddStringToObject(object, "step", tenon_wit_step_text(step));
    cJSON_AddStringToObject(object, "stepTaken",
                            tenon_wit_step_text(package->taken));
    if (package->next_version)
        cJSON_AddStringToObject(object, "nextVersion", package->next_version);
}

static tenon_status print_json(const versions *v) {
    cJSON *root = cJSON_CreateObject();
    add_package(root, tenon_wit_diff_package(v->diff, 0),
                tenon_wit_diff_step(v->diff));
    cJSON *packages = cJSON_AddArrayToObject(root, "packages");
    for (size_t i = 0; i < tenon_wit_diff_package_count(v->diff); i++) {
        const tenon_wit_package_change *p = tenon_wit_diff_package(v->diff, i);
        cJSON *object = cJSON_CreateObject();
        cJSON_AddItemToArray(packages, object);
        add_package(object, p, p->step);
    }
    cJSON *changes = cJSON_AddArrayToObject(root, "changes");
    for (size_t i = 0; i < tenon_wit_diff_count(v->diff); i++)
        cJSON_AddItemToArray(
            changes, change_to_json(v, tenon_wit_diff_change(v->diff, i)));
    return cli_print_json(root);
}

/* Checking */

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

static const char *last_input(const cli *c) {
    return c->inputs[c->input_count - 1];
}

/* "guests", "hosts,guests" */
static bool parse_sides(unsigned *out, const char *text) {
    *out = 0;
    while (text && *text) {
        size_t len = strcspn(text, ","), i = 0;
        while (i < SIDE_COUNT && (strlen(sides[i].who) != len ||
                                  memcmp(sides[i].who, text, len) != 0))
            i++;
        if (i == SIDE_COUNT)
            return false;
        *out |= sides[i].bit;
        text += len + (text[len] == ',');
    }
    return !text || *out;
}

/* People have the changes before them; programs get those that are too much. */
static tenon_status check_allowed(cli *c, const versions *v) {
    tenon_wit_step step = tenon_wit_diff_step(v->diff);
    if (v->allowed == TENON_WIT_STEP_NONE || step <= v->allowed)
        return TENON_OK;
    if (c->messages.format != TENON_MESSAGE_HUMAN)
        return tenon_wit_diff_check(v->diff, v->allowed);
    char text[128];
    snprintf(text, sizeof text,
             "the changes need a %s step, and --allow says %s",
             tenon_wit_step_text(step), tenon_wit_step_text(v->allowed));
    tenon_report(c->ctx, last_input(c), text, NULL);
    return TENON_INVALID;
}

static tenon_status check_kept(cli *c, const versions *v) {
    unsigned broken = 0;
    const tenon_wit_change *change;
    for (size_t i = 0; (change = tenon_wit_diff_change(v->diff, i)); i++)
        broken |= change->breaks & v->kept;
    if (!broken)
        return TENON_OK;
    if (c->messages.format != TENON_MESSAGE_HUMAN)
        return tenon_wit_diff_check_breaks(v->diff, v->kept);
    char text[128] = "the changes break, against --keep:";
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        size_t len = strlen(text);
        if (broken & sides[i].bit)
            snprintf(text + len, sizeof text - len, " %s", sides[i].who);
    }
    tenon_report(c->ctx, last_input(c), text, NULL);
    return TENON_INVALID;
}

/* The worlds of --world, or of --old-world and --new-world. */
static tenon_status select_worlds(const cli *c,
                                  const versions *v,
                                  tenon_wit_diff_options *opts) {
    const char *world = cli_value_of(c, "world", NULL);
    const char *before = cli_value_of(c, "old-world", world);
    const char *after = cli_value_of(c, "new-world", world);
    if (!before)
        return TENON_OK;
    tenon_status status = tenon_wit_select(&opts->old_world, v->before, before);
    tenon_status other = tenon_wit_select(
        &opts->new_world, v->after ? v->after : v->before, after);
    return status == TENON_OK ? other : status;
}

static tenon_status load(cli *c, versions *v) {
    tenon_status status = cli_open_wit(c, 0, &v->before);
    if (status == TENON_OK && c->input_count > 1)
        status = cli_open_wit(c, 1, &v->after);
    return status;
}

static tenon_status compare(cli *c, versions *v) {
    tenon_wit_diff_options opts = TENON_WIT_DIFF_OPTIONS_INIT;
    opts.with_deps = cli_switch(c, "deps");
    tenon_status status = load(c, v);
    if (status == TENON_OK)
        status = select_worlds(c, v, &opts);
    if (status == TENON_OK)
        status = tenon_wit_diff_new_as(&v->diff, v->before,
                                       v->after ? v->after : v->before, &opts);
    if (status != TENON_OK)
        return status;
    if (cli_switch(c, "json"))
        status = print_json(v);
    else if (!c->messages_are_result)
        print_text(v);
    if (status == TENON_OK)
        status = check_allowed(c, v);
    return status == TENON_OK ? check_kept(c, v) : status;
}

/* Is it clear what is to be compared? */
static bool fits(const cli *c) {
    bool old_world = cli_switch(c, "old-world");
    bool new_world = cli_switch(c, "new-world");
    bool world = cli_switch(c, "world");
    if (old_world != new_world)
        cli_usage_error(c, "--old-world and --new-world go together");
    else if (old_world && world)
        cli_usage_error(c, "--world excludes --old-world and --new-world");
    else if (c->input_count < 2 && !old_world)
        cli_usage_error(c, "one WIT alone needs --old-world and --new-world");
    else if (cli_switch(c, "deps") && (old_world || world))
        cli_usage_error(c, "--deps is for packages, not for worlds");
    else
        return true;
    return false;
}

static int run(cli *c) {
    versions v = {.ctx = c->ctx, .verbose = c->verbose};
    const char *allow = cli_value_of(c, "allow", NULL);
    if (!parse_step(&v.allowed, allow))
        return cli_usage_error(
            c, "--allow takes patch, minor or major, not `%s`", allow);
    const char *keep = cli_value_of(c, "keep", NULL);
    if (!parse_sides(&v.kept, keep))
        return cli_usage_error(c,
                               "--keep takes callers, implementers, hosts and "
                               "guests, with commas, not `%s`",
                               keep);
    if (!fits(c))
        return EXIT_USAGE;
    if (!cli_switch(c, "json"))
        cli_report_to_stdout(c);
    tenon_status status = compare(c, &v);
    tenon_wit_diff_free(v.diff);
    tenon_wit_free(v.after);
    tenon_wit_free(v.before);
    return cli_finish(c, status);
}

const cli_command cmd_diff = {
    .name = "diff",
    .summary = "compare two versions of a WIT package, or two worlds",
    .usage = "OLD [NEW]",
    .description =
        "Tells what was added, removed and changed, by interface and world, "
        "whom each\nchange breaks, and which step of the version number is "
        "the smallest that allows\nit. Callers import an interface, "
        "implementers export it; guests are made for a\nworld, hosts run "
        "them. In versions 0.y.z a minor step may break. Changes behind\n"
        "@unstable break nobody; documentation needs no step and is shown "
        "with --verbose.\nPackages nested in the files are compared as well. "
        "With --allow, exits with 1\nwhen more is needed; --message-format "
        "then has one error for each such change,\non standard output, "
        "instead of the list.\n"
        "\n"
        "Of two worlds, what their interfaces have is compared as a part of "
        "them. --keep guests\nasks whether components that were made for the "
        "old world fit the new one as well.",
    .example = "  tenon diff v1/wit wit\n"
               "  tenon diff v1/wit wit --allow minor   # a check: exits with "
               "0 or 1\n"
               "  tenon diff v1.wasm wit --allow minor --message-format sarif\n"
               "  tenon diff v1/wit wit --world app --keep guests\n"
               "  tenon diff wit --old-world app --new-world app-next",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 2,
    .run = run,
};
