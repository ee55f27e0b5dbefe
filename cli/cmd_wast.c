/* tenon wast: runs core test scripts. */
#include <cjson/cJSON.h>

#include "tenon/file.h"
#include "tenon/wast.h"

#include "cli/command.h"

static const cli_option options[] = {
    {0, "json", NULL, "what became of each command, as JSON"},
};

typedef struct wast_report {
    const cli *c;
    const char *path;
    cJSON *results; /* of the file, with --json */
} wast_report;

static const char *verdict_name(tenon_wast_verdict verdict) {
    static const char *const names[] = {"passed", "failed", "skipped"};
    return names[verdict];
}

static void add_json(cJSON *results, const tenon_wast_result *result) {
    cJSON *object = cJSON_CreateObject();
    cJSON_AddNumberToObject(object, "line", (double)result->line);
    cJSON_AddStringToObject(object, "command", result->command);
    cJSON_AddStringToObject(object, "verdict", verdict_name(result->verdict));
    if (result->message)
        cJSON_AddStringToObject(object, "message", result->message);
    cJSON_AddItemToArray(results, object);
}

static void on_result(const tenon_wast_result *result, void *user) {
    const wast_report *report = user;
    if (report->results) {
        add_json(report->results, result);
        return;
    }
    bool shown = result->verdict == TENON_WAST_FAILED ||
                 (report->c->verbose && result->verdict == TENON_WAST_SKIPPED);
    if (shown && !report->c->quiet)
        printf("%s:%zu: %s: %s: %s\n", report->path, result->line,
               verdict_name(result->verdict), result->command, result->message);
}

static void print_counts(const tenon_wast_counts *counts) {
    printf("%zu passed, %zu failed, %zu skipped\n", counts->passed,
           counts->failed, counts->skipped);
}

static void add_counts(cJSON *object, const tenon_wast_counts *counts) {
    cJSON_AddNumberToObject(object, "passed", (double)counts->passed);
    cJSON_AddNumberToObject(object, "failed", (double)counts->failed);
    cJSON_AddNumberToObject(object, "skipped", (double)counts->skipped);
}

/* A script may be empty for the library; as a file that is a mistake. */
static tenon_status read_script(cli *c, size_t i, tenon_buffer *out) {
    tenon_status status = cli_read_input(c, i, out);
    tenon_input input = {c->inputs[i], out->data, out->len};
    tenon_file_kind kind = tenon_detect(out->data, out->len);
    /* Scripts test odd characters too: what is unknown may be one. */
    bool is_text = kind == TENON_FILE_TEXT || kind == TENON_FILE_TEXT_WASM ||
                   kind == TENON_FILE_UNKNOWN;
    if (status == TENON_OK && !is_text)
        status = tenon_report_kind(c->ctx, &input, TENON_FILE_TEXT_WASM);
    return status;
}

/* files is NULL without --json. */
static tenon_status run_file(cli *c,
                             size_t i,
                             tenon_wast_counts *counts,
                             cJSON *files) {
    wast_report report = {.c = c, .path = c->inputs[i]};
    tenon_wast_options opts = TENON_WAST_OPTIONS_INIT;
    opts.on_result = on_result;
    opts.user = &report;
    tenon_buffer text = {0};
    cJSON *file = NULL;
    if (files) {
        file = cJSON_CreateObject();
        cJSON_AddItemToArray(files, file);
        cJSON_AddStringToObject(file, "path", c->inputs[i]);
        report.results = cJSON_AddArrayToObject(file, "results");
    }
    tenon_status status = read_script(c, i, &text);
    if (status == TENON_OK)
        status = tenon_wast_run(counts, c->ctx, c->inputs[i],
                                (const char *)text.data, text.len, &opts);
    tenon_buffer_release(&text);
    if (status != TENON_OK)
        counts->failed++; /* the file as a whole */
    if (file) {
        add_counts(file, counts);
    } else if (c->verbose || (c->input_count > 1 && !c->quiet)) {
        printf("%s: ", c->inputs[i]);
        print_counts(counts);
    }
    return status;
}

static int run_files(cli *c, cJSON *files, tenon_wast_counts *total) {
    tenon_status status = TENON_OK;
    for (size_t i = 0; i < c->input_count; i++) {
        tenon_wast_counts counts = {0};
        tenon_status now = run_file(c, i, &counts, files);
        if (now != TENON_OK)
            status = now;
        total->passed += counts.passed;
        total->failed += counts.failed;
        total->skipped += counts.skipped;
        if (status == TENON_NO_MEMORY)
            break;
    }
    int code = cli_finish(c, status);
    return total->failed ? EXIT_WRONG : code;
}

static int run_json(cli *c) {
    tenon_wast_counts total = {0};
    cJSON *root = cJSON_CreateObject();
    cJSON *files = cJSON_AddArrayToObject(root, "files");
    int code = run_files(c, files, &total);
    add_counts(root, &total);
    tenon_status status = cli_print_json(root);
    return status == TENON_OK ? code : cli_finish(c, status);
}

static int run(cli *c) {
    if (cli_switch(c, "json"))
        return run_json(c);
    tenon_wast_counts total = {0};
    int code = run_files(c, NULL, &total);
    print_counts(&total);
    return code;
}

const cli_command cmd_wast = {
    .name = "wast",
    .summary = "run core test scripts",
    .usage = "SCRIPT.wast...",
    .description =
        "Carries out the commands and assertions of WebAssembly's test "
        "scripts. Failures\nare printed as FILE:LINE; -v also shows what was "
        "skipped, and why. The last line\nis `N passed, N failed, N "
        "skipped`; the exit code is 1 when something failed.\nComponents are "
        "read and validated; what is asked of their instances is skipped.",
    .example = "  tenon wast i32.wast\n  tenon wast --json *.wast",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 100000,
    .run = run,
};
